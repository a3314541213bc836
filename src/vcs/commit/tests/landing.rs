//! What comes from another clone is brought in beside the user's own work, and a kill at any step is healed.

use super::*;
use crate::vcs::commit::land::land_with;

const STAGES: [Stage; 7] = [
    Stage::Journalled,
    Stage::Locked,
    Stage::FilesWritten,
    Stage::IndexReady,
    Stage::Moved,
    Stage::Placed,
    Stage::Released,
];

/// Makes a repository with a commit to come, and work of the user's of every kind.
fn expecting() -> (Sandbox, String) {
    let sandbox = Sandbox::new();
    sandbox.write("src/f5.rs", "theirs\n");
    sandbox.write("audits/one.toml", "x = 2\n");
    sandbox.write("audits/new/deep/a.toml", "x = 1\n");
    sandbox.git(&["rm", "--quiet", "audits/two.toml"]);
    sandbox.git(&["add", "--all"]);
    sandbox.git(&["commit", "--quiet", "-m", "theirs"]);
    let to = sandbox.head();
    sandbox.git(&["reset", "--quiet", "--hard", "HEAD^"]);
    sandbox.write("src/f0.rs", "staged\n");
    sandbox.write("added.txt", "staged\n");
    sandbox.git(&["add", "--all"]);
    sandbox.write("src/f0.rs", "edited\n");
    sandbox.write("src/f1.rs", "edited\n");
    sandbox.write("note.md", "untracked\n");
    (sandbox, to)
}

impl Sandbox {
    fn landing(&self, onto: Onto) -> LandRequest {
        LandRequest {
            branch: "refs/heads/main".to_owned(),
            from: self.head(),
            onto,
            actor: "Mira Okafor <mira@example.org>".parse().unwrap(),
            note: "sync origin/main".to_owned(),
        }
    }

    fn land(&self, onto: Onto) -> Result<Landed, CommitError> {
        land(&self.open(), &self.landing(onto))
    }

    fn kill_landing_at(&self, stage: Stage, to: &str) {
        let request = self.landing(Onto::Commit(to.to_owned()));
        let stopped = land_with(&self.open(), &request, &mut |now| {
            if now == stage {
                ControlFlow::Break(())
            } else {
                ControlFlow::Continue(())
            }
        });
        assert!(matches!(stopped, Err(CommitError::Stopped)), "{stopped:?}");
    }

    fn files(&self) -> [Option<String>; 4] {
        [
            "src/f5.rs",
            "audits/one.toml",
            "audits/new/deep/a.toml",
            "audits/two.toml",
        ]
        .map(|path| self.read(path))
    }
}

#[test]
fn what_comes_lies_beside_what_the_user_has_staged_edited_and_lying_about() {
    let (sandbox, to) = expecting();
    let before = sandbox.status();
    let landed = sandbox.land(Onto::Commit(to.clone())).unwrap();
    assert_eq!((landed.commit, sandbox.head()), (to.clone(), to));
    assert_eq!(sandbox.status(), before);
    assert_eq!(sandbox.read("src/f5.rs").unwrap(), "theirs\n");
    assert_eq!(sandbox.read("audits/two.toml"), None);
    sandbox.assert_sound();
}

#[test]
fn a_kill_at_any_step_is_healed() {
    for stage in STAGES {
        let (sandbox, to) = expecting();
        let (head, before, files) = (sandbox.head(), sandbox.status(), sandbox.files());
        sandbox.kill_landing_at(stage, &to);
        let healed = recover(&sandbox.open()).unwrap();
        if matches!(stage, Stage::Moved | Stage::Placed | Stage::Released) {
            assert_eq!(
                healed,
                Recovery::Finished { commit: to.clone() },
                "{stage:?}"
            );
            assert_eq!(sandbox.head(), to);
        } else {
            assert_eq!(
                healed,
                Recovery::NotLanded { commit: to.clone() },
                "{stage:?}"
            );
            assert_eq!(sandbox.head(), head);
            assert_eq!(sandbox.files(), files, "{stage:?}");
            assert!(!sandbox.root.join("audits/new").exists(), "{stage:?}");
        }
        assert_eq!(sandbox.status(), before, "{stage:?}");
        sandbox.assert_sound();
        assert_eq!(recover(&sandbox.open()).unwrap(), Recovery::Nothing);
        // Whatever became of it, it can be done again.
        sandbox.land(Onto::Commit(to.clone())).unwrap();
        assert_eq!(
            (sandbox.head(), sandbox.status()),
            (to, before),
            "{stage:?}"
        );
    }
}

#[test]
fn a_kill_in_the_middle_of_writing_files_is_taken_back() {
    let (sandbox, to) = expecting();
    let (head, before, files) = (sandbox.head(), sandbox.status(), sandbox.files());
    sandbox.kill_landing_at(Stage::Locked, &to);
    // As git leaves it: one file replaced, one begun, one removed, one only made.
    sandbox.write("src/f5.rs", "theirs\n");
    sandbox.write("audits/one.toml", "x =");
    fs::remove_file(sandbox.root.join("audits/two.toml")).unwrap();
    sandbox.write("audits/new/deep/a.toml", "");
    let healed = recover(&sandbox.open()).unwrap();
    assert_eq!(healed, Recovery::NotLanded { commit: to });
    assert_eq!(
        (sandbox.head(), sandbox.status(), sandbox.files()),
        (head, before, files)
    );
    sandbox.assert_sound();
}

#[test]
fn what_was_edited_after_the_kill_is_left_alone() {
    let (sandbox, to) = expecting();
    sandbox.kill_landing_at(Stage::FilesWritten, &to);
    sandbox.write("audits/one.toml", "edited since\n");
    sandbox.write("audits/new/deep/a.toml", "edited since\n");
    recover(&sandbox.open()).unwrap();
    assert_eq!(sandbox.read("audits/one.toml").unwrap(), "edited since\n");
    assert_eq!(
        sandbox.read("audits/new/deep/a.toml").unwrap(),
        "edited since\n"
    );
    assert_eq!(sandbox.read("src/f5.rs").unwrap(), "file 5\n");
}

#[test]
fn nothing_happens_where_the_users_own_work_would_be_overwritten() {
    for (path, text) in [
        ("src/f5.rs", "mine\n"),
        ("audits/new/deep/a.toml", "mine\n"),
    ] {
        let (sandbox, to) = expecting();
        sandbox.write(path, text);
        let (head, before) = (sandbox.head(), sandbox.status());
        let refused = sandbox.land(Onto::Commit(to)).unwrap_err();
        assert!(
            matches!(&refused, CommitError::Overwrites { output } if output.contains(path)),
            "{refused:?}"
        );
        assert_eq!((sandbox.head(), sandbox.status()), (head, before));
        assert_eq!(sandbox.read(path).unwrap(), text);
        assert_eq!(sandbox.read("audits/one.toml").unwrap(), "schema = 1\n");
        sandbox.assert_sound();
    }
}

#[test]
fn a_file_that_was_only_touched_is_no_work_of_the_users() {
    let (sandbox, to) = expecting();
    let file = fs::File::options()
        .write(true)
        .open(sandbox.root.join("src/f5.rs"))
        .unwrap();
    let long_ago = std::time::SystemTime::now() - std::time::Duration::from_secs(3_600);
    file.set_modified(long_ago).unwrap();
    sandbox.land(Onto::Commit(to)).unwrap();
    assert_eq!(sandbox.read("src/f5.rs").unwrap(), "theirs\n");
}

#[test]
fn a_merge_is_made_with_both_parents_and_its_hooks_run() {
    let (sandbox, to) = expecting();
    sandbox.git(&["stash", "--quiet", "--include-untracked"]);
    sandbox
        .commit(&[("audits/third.toml", Some("x = 3\n"))])
        .unwrap();
    sandbox.git(&["stash", "pop", "--quiet", "--index"]);
    let before = sandbox.status();
    for (name, line) in [
        ("pre-merge-commit", "echo \"$0 $#\" >> ../hooks.log"),
        (
            "prepare-commit-msg",
            "echo \"$2\" >> ../hooks.log; echo added >> \"$1\"",
        ),
        (
            "commit-msg",
            "grep -q added \"$1\" && echo seen >> ../hooks.log",
        ),
        ("post-merge", "echo \"post-merge $1\" >> ../hooks.log"),
        ("pre-commit", "exit 1"),
        ("post-commit", "echo never >> ../hooks.log"),
    ] {
        hook(&sandbox, name, line);
    }
    let tree = sandbox.git(&["merge-tree", "--write-tree", "HEAD", &to]);
    let onto = Onto::Merge {
        theirs: to.clone(),
        tree: tree.trim().to_owned(),
        message: "Merge origin/main".to_owned(),
    };
    let ours = sandbox.head();
    sandbox.land(onto.clone()).unwrap();
    let told = sandbox.git(&["log", "-1", "--format=%P|%an|%B"]);
    assert_eq!(
        told,
        format!("{ours} {to}|Mira Okafor|Merge origin/main\nadded\n\n")
    );
    assert_eq!(sandbox.status(), before);
    let log = fs::read_to_string(sandbox.root.join("../hooks.log")).unwrap();
    let lines: Vec<&str> = log.lines().collect();
    assert!(lines[0].ends_with("pre-merge-commit 0"), "{log}");
    assert_eq!(&lines[1..], ["merge", "seen", "post-merge 0"], "{log}");
    sandbox.assert_sound();

    sandbox.git(&["reset", "--quiet", "--soft", &ours]);
    sandbox.git(&["stash", "--quiet", "--include-untracked"]);
    sandbox.git(&["reset", "--quiet", "--hard", &ours]);
    hook(&sandbox, "pre-merge-commit", "echo not now; exit 1");
    let refused = sandbox.land(onto).unwrap_err();
    assert!(
        matches!(&refused, CommitError::Hook { name: "pre-merge-commit", output } if output == "not now"),
        "{refused:?}"
    );
    assert_eq!(sandbox.head(), ours);
    sandbox.assert_sound();
}

fn hook(sandbox: &Sandbox, name: &str, line: &str) {
    use std::os::unix::fs::PermissionsExt as _;
    let path = sandbox.root.join(".git/hooks").join(name);
    fs::create_dir_all(path.parent().unwrap()).unwrap();
    fs::write(&path, format!("#!/bin/sh\n{line}\n")).unwrap();
    fs::set_permissions(&path, fs::Permissions::from_mode(0o755)).unwrap();
}

#[test]
fn a_split_index_is_left_to_git() {
    let (sandbox, to) = expecting();
    sandbox.git(&["update-index", "--split-index"]);
    let before = sandbox.status();
    sandbox.land(Onto::Commit(to.clone())).unwrap();
    assert_eq!((sandbox.head(), sandbox.status()), (to, before));
    assert_eq!(sandbox.read("src/f5.rs").unwrap(), "theirs\n");
    sandbox.assert_sound();
}

#[test]
fn a_branch_that_moved_meanwhile_is_not_moved_back() {
    let (sandbox, to) = expecting();
    let (before, files) = (sandbox.status(), sandbox.files());
    let request = sandbox.landing(Onto::Commit(to));
    let mut moved = None;
    let refused = land_with(&sandbox.open(), &request, &mut |now| {
        if now == Stage::IndexReady {
            let next = sandbox.git(&["commit-tree", "HEAD^{tree}", "-p", "HEAD", "-m", "next"]);
            sandbox.git(&["update-ref", "refs/heads/main", next.trim()]);
            moved = Some(next.trim().to_owned());
        }
        ControlFlow::Continue(())
    });
    assert!(
        matches!(refused, Err(CommitError::BranchMoved { .. })),
        "{refused:?}"
    );
    assert_eq!(Some(sandbox.head()), moved);
    assert_eq!((sandbox.status(), sandbox.files()), (before, files));
    sandbox.assert_sound();
}
