//! Kinds of repository, hooks and signatures.

use super::*;

const RECORD: &[(&str, Option<&str>)] = &[("audits/one.toml", Some("x = 2\n"))];

#[test]
fn a_work_tree_of_its_own_has_its_own_index() {
    let sandbox = Sandbox::new();
    let side = sandbox.home.path().join("side");
    sandbox.git(&[
        "worktree",
        "add",
        "--quiet",
        "-b",
        "side",
        &side.to_string_lossy(),
    ]);
    let mut request = sandbox.request(RECORD);
    request.expected_branch = "refs/heads/side".to_owned();
    let made = commit(&Repository::open(&side).unwrap(), &request).unwrap();
    assert_eq!(made.commit, sandbox.git(&["rev-parse", "side"]).trim());
    assert_ne!(made.commit, sandbox.head());
    assert_eq!(sandbox.try_git(&side, &["status", "--porcelain"]).1, "");
    assert_eq!(sandbox.status(), "");
    sandbox.assert_sound();
}

#[test]
fn a_sha256_repository_is_like_any_other() {
    let sandbox = Sandbox::unborn(&["--object-format=sha256"]);
    let made = sandbox.commit(RECORD).unwrap();
    assert_eq!(made.commit.len(), 64);
    sandbox.commit(&[("audits/two.toml", Some("x\n"))]).unwrap();
    sandbox.kill_at(Stage::Moved, &[("audits/one.toml", Some("x = 3\n"))]);
    assert!(matches!(
        recover(&sandbox.open()).unwrap(),
        Recovery::Finished { .. }
    ));
    assert_eq!(sandbox.status(), "");
    sandbox.assert_sound();
}

#[test]
fn line_ends_are_stored_as_git_stores_them() {
    let sandbox = Sandbox::new();
    sandbox.git(&["config", "core.autocrlf", "true"]);
    sandbox
        .commit(&[("audits/one.toml", Some("x = 2\r\ny = 3\r\n"))])
        .unwrap();
    assert_eq!(
        sandbox.git(&["cat-file", "blob", "HEAD:audits/one.toml"]),
        "x = 2\ny = 3\n"
    );
    assert_eq!(sandbox.status(), "");
}

#[test]
fn packed_references_and_a_mode_are_kept() {
    let sandbox = Sandbox::new();
    sandbox.git(&["update-index", "--chmod=+x", "audits/one.toml"]);
    sandbox.git(&["commit", "--quiet", "-m", "mode"]);
    sandbox.git(&["checkout", "--quiet", "--", "."]);
    sandbox.git(&["pack-refs", "--all"]);
    sandbox.git(&["gc", "--quiet"]);
    sandbox.commit(RECORD).unwrap();
    assert!(
        sandbox
            .git(&["ls-tree", "HEAD", "audits/one.toml"])
            .starts_with("100755")
    );
    assert_eq!(sandbox.status(), "");
}

#[test]
fn an_ignored_record_is_committed_all_the_same() {
    let sandbox = Sandbox::new();
    sandbox.write(".git/info/exclude", "audits/\n");
    sandbox.commit(&[("audits/new.toml", Some("x\n"))]).unwrap();
    assert_eq!(sandbox.status(), "");
}

#[test]
fn an_index_that_only_git_can_read_is_left_to_git() {
    let split = Sandbox::new();
    split.git(&["update-index", "--split-index"]);
    let sparse = Sandbox::new();
    sparse.git(&[
        "sparse-checkout",
        "set",
        "--cone",
        "--sparse-index",
        "audits",
    ]);
    for sandbox in [split, sparse] {
        assert!(index::open(&sandbox.root.join(".git/index"), git2::ObjectFormat::Sha1).is_err());
        sandbox.write("staged.txt", "mine\n");
        sandbox.git(&["add", "--sparse", "staged.txt"]);
        let files = &[
            ("audits/one.toml", Some("x = 2\n")),
            ("audits/new/a.toml", Some("x = 1\n")),
            ("audits/two.toml", None),
        ];
        let made = sandbox.commit(files).unwrap();
        assert_eq!(made.commit, sandbox.head());
        assert_eq!(sandbox.status(), "A  staged.txt\n");
        assert_eq!(
            sandbox.git(&["log", "-1", "--format=%an %cn %s"]).trim(),
            "Mira Okafor Mira Okafor Answer 4.1"
        );
        let changed = sandbox.git(&["diff", "--name-only", "HEAD^", "HEAD"]);
        assert_eq!(
            changed,
            "audits/new/a.toml\naudits/one.toml\naudits/two.toml\n"
        );
        sandbox.assert_sound();
    }
}

#[cfg(unix)]
fn hook(sandbox: &Sandbox, path: &str, script: &str) {
    use std::os::unix::fs::PermissionsExt as _;
    sandbox.write(path, &format!("#!/bin/sh\n{script}\n"));
    fs::set_permissions(sandbox.root.join(path), fs::Permissions::from_mode(0o755)).unwrap();
}

#[cfg(unix)]
#[test]
fn a_hook_that_refuses_leaves_everything_as_it_was() {
    for name in ["pre-commit", "prepare-commit-msg", "commit-msg"] {
        let sandbox = Sandbox::new();
        sandbox.write("src/f0.rs", "staged\n");
        sandbox.git(&["add", "--all"]);
        let (head, before) = (sandbox.head(), sandbox.status());
        hook(
            &sandbox,
            &format!(".git/hooks/{name}"),
            "echo not today; exit 1",
        );
        let error = sandbox.commit(RECORD).unwrap_err();
        assert!(
            matches!(&error, CommitError::Hook { name: n, output } if *n == name && output == "not today"),
            "{error:?}"
        );
        assert_eq!((sandbox.head(), sandbox.status()), (head, before));
        sandbox.assert_sound();
    }
}

#[cfg(unix)]
#[test]
fn hooks_see_our_change_alone_and_may_change_the_message() {
    let sandbox = Sandbox::new();
    sandbox.write("src/f0.rs", "staged\n");
    sandbox.git(&["add", "--all"]);
    sandbox.git(&["config", "core.hooksPath", "hooks"]);
    sandbox.write(".git/info/exclude", "hooks/\nseen\nafter\n");
    hook(
        &sandbox,
        "hooks/pre-commit",
        "git diff --cached --name-only > seen",
    );
    hook(&sandbox, "hooks/commit-msg", "echo 'Audit: A-1' >> \"$1\"");
    hook(
        &sandbox,
        "hooks/post-commit",
        "git rev-parse HEAD > after; exit 1",
    );
    let made = sandbox.commit(RECORD).unwrap();
    assert_eq!(sandbox.read("seen").unwrap(), "audits/one.toml\n");
    assert_eq!(sandbox.read("after").unwrap().trim(), made.commit);
    assert_eq!(
        sandbox.git(&["log", "-1", "--format=%B"]).trim(),
        "Answer 4.1\nAudit: A-1"
    );
    assert_eq!(sandbox.status(), "M  src/f0.rs\n");
    sandbox.assert_sound();
}

/// Takes down what the hooks of a commit see: their arguments, folder, and git's variables.
#[cfg(unix)]
fn seen_by_hooks(sandbox: &Sandbox, commit: impl FnOnce(&Sandbox)) -> Vec<String> {
    let names = [
        "pre-commit",
        "prepare-commit-msg",
        "commit-msg",
        "post-commit",
    ];
    let seen = sandbox.home.path().join("seen");
    let _ = fs::remove_file(&seen);
    for name in names {
        // The names of git's own index and of the moment differ; what stays is what has to be the same.
        let script = format!(
            "{{ echo {name} \"$@\" in $(pwd); readlink /proc/self/fd/0; env | sort | \
             grep -E '^(GIT_|PATH=)' | grep -vE '^GIT_(CONFIG_GLOBAL|CONFIG_NOSYSTEM|AUTHOR_DATE)=' | \
             sed -E 's/^(GIT_INDEX_FILE=).*(next-index|hook-index).*/\\1own/'; \
             env | grep -qE '^GIT_AUTHOR_DATE=@[0-9]+ [+-][0-9]{{4}}$' && echo dated; \
             git ls-files 'src/*.rs' | wc -l; git diff --cached --name-status; git diff-files --name-only; }} >> {}",
            seen.display()
        );
        hook(sandbox, &format!(".git/hooks/{name}"), &script);
    }
    commit(sandbox);
    let text = fs::read_to_string(&seen).unwrap();
    text.lines().map(str::to_owned).collect()
}

#[cfg(unix)]
#[test]
fn hooks_are_run_with_what_git_gives_them() {
    let ours = Sandbox::new();
    ours.write("src/f0.rs", "staged\n");
    ours.git(&["add", "--all"]);
    ours.write("audits/one.toml", "x = 2\n");
    let theirs = Sandbox::new();
    theirs.write("src/f0.rs", "staged\n");
    theirs.git(&["add", "--all"]);
    theirs.write("audits/one.toml", "x = 2\n");
    theirs.git(&["config", "user.name", "Mira Okafor"]);
    theirs.git(&["config", "user.email", "mira@example.org"]);
    let by_us = seen_by_hooks(&ours, |sandbox| {
        sandbox.commit(RECORD).unwrap();
    });
    let by_git = seen_by_hooks(&theirs, |sandbox| {
        sandbox.git(&["commit", "-q", "--only", "-m", "x", "--", "audits/one.toml"]);
    });
    let place = |lines: Vec<String>, sandbox: &Sandbox| -> Vec<String> {
        let root = sandbox.root.canonicalize().unwrap();
        let root = root.to_string_lossy().into_owned();
        lines
            .into_iter()
            .map(|line| line.replace(&root, "ROOT"))
            .collect()
    };
    assert_eq!(place(by_us, &ours), place(by_git, &theirs));
}

#[cfg(unix)]
#[test]
fn a_hook_that_stages_something_is_refused() {
    let sandbox = Sandbox::new();
    let (head, before) = (sandbox.head(), sandbox.status());
    hook(
        &sandbox,
        ".git/hooks/pre-commit",
        "echo changed >> audits/one.toml; git add audits/one.toml",
    );
    let error = sandbox.commit(RECORD).unwrap_err();
    assert!(
        matches!(&error, CommitError::HookStaged { paths, .. } if paths == &["audits/one.toml"]),
        "{error:?}"
    );
    assert_eq!(sandbox.head(), head);
    // What it has written into the work tree is its own affair.
    assert_eq!(sandbox.read("audits/one.toml").unwrap(), "x = 2\nchanged\n");
    sandbox.git(&["checkout", "--", "audits/one.toml"]);
    assert_eq!(sandbox.status(), before);
    sandbox.assert_sound();
}

#[test]
fn what_is_saved_while_a_commit_is_made_is_neither_lost_nor_committed() {
    let sandbox = Sandbox::new();
    sandbox.write("audits/one.toml", "x = 2\n");
    let mut request = sandbox.request(RECORD);
    request.files[0].in_place = true;
    // Saved after it was looked at.
    sandbox.write("audits/one.toml", "x = 3\n");
    commit(&sandbox.open(), &request).unwrap();
    assert_eq!(sandbox.git(&["show", "HEAD:audits/one.toml"]), "x = 2\n");
    assert_eq!(sandbox.read("audits/one.toml").unwrap(), "x = 3\n");
    assert_eq!(sandbox.status(), " M audits/one.toml\n");
    sandbox.assert_sound();
}

#[test]
fn a_file_that_is_changed_before_it_would_be_written_stays() {
    let sandbox = Sandbox::new();
    let request = sandbox.request(RECORD);
    let refused = commit_with(&sandbox.open(), &request, None, &mut |stage| {
        if stage == Stage::Locked {
            sandbox.write("audits/one.toml", "mine\n");
        }
        ControlFlow::Continue(())
    });
    assert!(
        matches!(refused, Err(CommitError::Edited { .. })),
        "{refused:?}"
    );
    assert_eq!(sandbox.read("audits/one.toml").unwrap(), "mine\n");
    sandbox.assert_sound();
}

#[test]
fn an_index_of_the_fourth_version_is_like_any_other() {
    let sandbox = Sandbox::new();
    sandbox.git(&["update-index", "--index-version=4"]);
    sandbox.write("src/f0.rs", "staged\n");
    sandbox.git(&["add", "--all"]);
    sandbox.commit(RECORD).unwrap();
    assert_eq!(sandbox.status(), "M  src/f0.rs\n");
    sandbox.assert_sound();
}

#[test]
fn a_signed_commit_is_good_and_a_failed_signature_stops_it() {
    let sandbox = Sandbox::new();
    let key = sandbox.home.path().join("key");
    let made = Command::new("ssh-keygen")
        .args(["-q", "-t", "ed25519", "-N", "", "-C", "mira", "-f"])
        .arg(&key)
        .status();
    if made.is_err() {
        println!("skipped: there is no ssh-keygen");
        return;
    }
    sandbox.git(&["config", "commit.gpgsign", "true"]);
    sandbox.git(&["config", "gpg.format", "ssh"]);
    let (head, before) = (sandbox.head(), sandbox.status());
    for wrong in [None, Some("/nowhere/key")] {
        if let Some(wrong) = wrong {
            sandbox.git(&["config", "user.signingkey", wrong]);
        }
        let error = sandbox.commit(RECORD).unwrap_err();
        assert!(matches!(error, CommitError::Signing { .. }), "{error:?}");
        assert_eq!(
            (sandbox.head(), sandbox.status()),
            (head.clone(), before.clone())
        );
    }
    let public = fs::read_to_string(key.with_extension("pub")).unwrap();
    let allowed = sandbox.home.path().join("allowed");
    fs::write(&allowed, format!("mira@example.org {public}")).unwrap();
    sandbox.git(&["config", "user.signingkey", &key.to_string_lossy()]);
    sandbox.git(&[
        "config",
        "gpg.ssh.allowedSignersFile",
        &allowed.to_string_lossy(),
    ]);
    sandbox.commit(RECORD).unwrap();
    let (good, said) = sandbox.try_git(&sandbox.root, &["verify-commit", "HEAD"]);
    assert!(
        good && said.contains("Good \"git\" signature for mira@example.org"),
        "{said}"
    );
    sandbox.assert_sound();
}

#[cfg(unix)]
#[test]
fn an_openpgp_program_is_called_as_git_calls_it() {
    let sandbox = Sandbox::new();
    let asked = sandbox.root.join("asked");
    let script = format!(
        "echo \"$@\" > {}; cat > /dev/null; echo '[GNUPG:] SIG_CREATED D' >&2\n\
         printf -- '-----BEGIN PGP SIGNATURE-----\\n\\nx\\n-----END PGP SIGNATURE-----\\n'",
        asked.display()
    );
    hook(&sandbox, "gpg", &script);
    sandbox.git(&["config", "commit.gpgsign", "true"]);
    let program = sandbox.root.join("gpg");
    sandbox.git(&["config", "gpg.program", &program.to_string_lossy()]);
    sandbox.commit(RECORD).unwrap();
    assert!(
        sandbox
            .git(&["cat-file", "commit", "HEAD"])
            .contains("gpgsig -----BEGIN PGP SIGNATURE-----\n \n x")
    );
    assert_eq!(
        sandbox.read("asked").unwrap().trim(),
        "--status-fd=2 -bsau Mira Okafor <mira@example.org>"
    );
    hook(&sandbox, "gpg", "exit 2");
    let error = sandbox
        .commit(&[("audits/one.toml", Some("x = 3\n"))])
        .unwrap_err();
    assert!(matches!(error, CommitError::Signing { .. }), "{error:?}");
}
