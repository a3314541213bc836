//! Whatever the user has staged or edited, our commit is what `git commit --only` would have made.

use proptest::prelude::*;

use super::*;

/// Something the user did before we commit.
#[derive(Debug, Clone)]
enum Deed {
    StageNew(u8),
    StageEdit(u8),
    Edit(u8),
    StageThenEdit(u8),
    Remove(u8),
    Delete(u8),
    Rename(u8),
    Untracked(u8),
    Announce(u8),
    Executable(u8),
    TakeForUnchanged(u8),
    TakeOut(u8),
    Link(u8),
    Gitlink(u8),
    OddName(u8),
    Attributes,
    FourthVersion,
    PackReferences,
    StageAsWeDo,
}

fn deed() -> impl Strategy<Value = Deed> {
    (0_u8..19, 0_u8..6).prop_map(|(kind, n)| match kind {
        0 => Deed::StageNew(n),
        1 => Deed::StageEdit(n),
        2 => Deed::Edit(n),
        3 => Deed::StageThenEdit(n),
        4 => Deed::Remove(n),
        5 => Deed::Delete(n),
        6 => Deed::Rename(n),
        7 => Deed::Untracked(n),
        8 => Deed::Announce(n),
        9 => Deed::Executable(n),
        10 => Deed::TakeForUnchanged(n),
        11 => Deed::TakeOut(n),
        12 => Deed::Link(n),
        13 => Deed::Gitlink(n),
        14 => Deed::OddName(n),
        15 => Deed::Attributes,
        16 => Deed::FourthVersion,
        17 => Deed::PackReferences,
        _ => Deed::StageAsWeDo,
    })
}

fn act(sandbox: &Sandbox, deed: &Deed) {
    // A deed that makes no sense in the present state is refused by git, and then is none.
    let git = |args: &[&str]| drop(sandbox.try_git(&sandbox.root, args));
    match deed {
        Deed::StageNew(n) => {
            sandbox.write(&format!("new{n}.txt"), "new\n");
            git(&["add", &format!("new{n}.txt")]);
        }
        Deed::StageEdit(n) => {
            sandbox.write(&format!("src/f{n}.rs"), "edit 1\n");
            git(&["add", &format!("src/f{n}.rs")]);
        }
        Deed::Edit(n) => sandbox.write(&format!("src/f{n}.rs"), "edit 2\n"),
        Deed::StageThenEdit(n) => {
            sandbox.write(&format!("src/f{n}.rs"), "edit 3\n");
            git(&["add", &format!("src/f{n}.rs")]);
            sandbox.write(&format!("src/f{n}.rs"), "edit 4\n");
        }
        Deed::Remove(n) => git(&["rm", "--quiet", "--force", &format!("src/f{n}.rs")]),
        Deed::Delete(n) => drop(fs::remove_file(sandbox.root.join(format!("src/f{n}.rs")))),
        Deed::Rename(n) => git(&["mv", &format!("src/f{n}.rs"), &format!("src/moved{n}.rs")]),
        Deed::Untracked(n) => sandbox.write(&format!("audits/note{n}.md"), "mine\n"),
        Deed::Announce(n) => {
            sandbox.write(&format!("later{n}.txt"), "later\n");
            git(&["add", "--intent-to-add", &format!("later{n}.txt")]);
        }
        Deed::Executable(n) => git(&["update-index", "--chmod=+x", &format!("src/f{n}.rs")]),
        Deed::TakeForUnchanged(n) => {
            git(&[
                "update-index",
                "--assume-unchanged",
                &format!("src/f{n}.rs"),
            ]);
            sandbox.write(&format!("src/f{n}.rs"), "hidden\n");
        }
        Deed::TakeOut(n) => {
            let path = format!("src/f{n}.rs");
            git(&["update-index", "--skip-worktree", &path]);
            drop(fs::remove_file(sandbox.root.join(path)));
        }
        Deed::Link(n) => {
            let path = format!("link{n}");
            drop(std::os::unix::fs::symlink(
                "nowhere",
                sandbox.root.join(&path),
            ));
            git(&["add", &path]);
        }
        Deed::Gitlink(n) => {
            let commit = sandbox.head();
            git(&[
                "update-index",
                "--add",
                "--cacheinfo",
                &format!("160000,{commit},vendor/v{n}"),
            ]);
        }
        Deed::OddName(n) => {
            let path = format!("mäßig \u{201e}{n}\u{201c} \t.txt");
            sandbox.write(&path, "odd\n");
            git(&["add", &path]);
        }
        Deed::Attributes => {
            sandbox.write(".gitattributes", "*.toml text eol=lf\n*.rs text\n");
            git(&["add", ".gitattributes"]);
        }
        Deed::FourthVersion => git(&["update-index", "--index-version", "4"]),
        Deed::PackReferences => git(&["pack-refs", "--all"]),
        Deed::StageAsWeDo => {
            sandbox.write("tickmark.toml", "schema = 1\n");
            git(&["add", "tickmark.toml"]);
        }
    }
}

/// Does with the git program, in a copy of the repository, what we are asked for.
fn commit_only(sandbox: &Sandbox, copy: &Path, files: &[(&str, Option<&str>)]) {
    assert!(
        Command::new("cp")
            .arg("-a")
            .arg(&sandbox.root)
            .arg(copy)
            .status()
            .unwrap()
            .success()
    );
    let mut args = vec!["commit", "--quiet", "--only", "-m", "Answer 4.1", "--"];
    for (path, text) in files {
        let place = copy.join(path);
        match text {
            Some(text) => {
                fs::create_dir_all(place.parent().unwrap()).unwrap();
                fs::write(place, text).unwrap();
                sandbox.try_git(copy, &["add", "--intent-to-add", path]);
            }
            None => fs::remove_file(place).unwrap(),
        }
        args.push(path);
    }
    let (done, said) = sandbox.try_git(copy, &args);
    assert!(done, "{said}");
}

fn compare(sandbox: &Sandbox, files: &[(&str, Option<&str>)]) {
    let copy = sandbox.home.path().join("copy");
    commit_only(sandbox, &copy, files);
    let others = |status: &str| -> Vec<String> {
        let ours = |line: &&str| !files.iter().any(|(path, _)| line.ends_with(path));
        status.lines().filter(ours).map(str::to_owned).collect()
    };
    let before = others(&sandbox.status());
    let made = sandbox.commit(files).unwrap();
    let in_copy = |args: &[&str]| sandbox.try_git(&copy, args).1;
    assert_eq!(made.commit, sandbox.head());
    assert_eq!(
        sandbox.git(&["rev-parse", "HEAD^{tree}"]),
        in_copy(&["rev-parse", "HEAD^{tree}"])
    );
    let after = sandbox.status();
    assert_eq!(others(&after), before);
    assert_eq!(
        after,
        in_copy(&["status", "--porcelain", "--untracked-files=all"])
    );
    let staged = ["ls-files", "--stage", "--debug"];
    let plain = |text: String| -> Vec<String> {
        text.lines()
            .filter(|line| !line.starts_with(' '))
            .map(str::to_owned)
            .collect()
    };
    assert_eq!(plain(sandbox.git(&staged)), plain(in_copy(&staged)));
    sandbox.assert_sound();
}

proptest! {
    #![proptest_config(ProptestConfig { cases: super::count("TICKMARK_STATES", 24), failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn the_tree_is_that_of_git_commit_only(
        deeds in prop::collection::vec(deed(), 0..7),
        which in 1_u8..16,
        present in any::<bool>(),
    ) {
        let sandbox = Sandbox::new();
        for deed in &deeds {
            act(&sandbox, deed);
        }
        let all = [
            ("audits/one.toml", Some("schema = 1\nverdict = \"conforming\"\n")),
            ("audits/new/a.toml", Some("schema = 1\n")),
            ("audits/deep/only.toml", None),
            ("tickmark.toml", Some("schema = 1\n")),
        ];
        let files: Vec<_> = (0..4).filter(|n| which & (1 << n) != 0).map(|n| all[n]).collect();
        if present {
            // The usual case: the records were saved before they are committed.
            for (path, text) in &files {
                if let Some(text) = text {
                    sandbox.write(path, text);
                }
            }
        }
        compare(&sandbox, &files);
    }
}

#[test]
fn the_first_commit_of_a_branch_leaves_what_is_staged() {
    let sandbox = Sandbox::unborn(&[]);
    sandbox.write("staged.txt", "mine\n");
    sandbox.git(&["add", "staged.txt"]);
    sandbox.write("other.txt", "mine\n");
    compare(&sandbox, &[("tickmark.toml", Some("schema = 1\n"))]);
    let sandbox = Sandbox::unborn(&[]);
    let made = sandbox
        .commit(&[("audits/a/audit.toml", Some("schema = 1\n"))])
        .unwrap();
    assert_eq!(made.branch, "refs/heads/main");
    assert_eq!(sandbox.status(), "");
    sandbox.assert_sound();
}

#[test]
fn an_edit_in_the_same_tick_is_not_hidden_by_our_index() {
    // git trusts time and size unless an entry is as young as the index: here an edit of the same size and time.
    let sandbox = Sandbox::new();
    sandbox.git(&["config", "core.checkStat", "minimal"]);
    sandbox.git(&["config", "core.trustctime", "false"]);
    let then = std::time::SystemTime::now() - std::time::Duration::from_secs(100);
    let date = |path: &str| {
        let file = fs::File::options()
            .write(true)
            .open(sandbox.root.join(path));
        file.unwrap().set_modified(then).unwrap();
    };
    sandbox.write("src/f0.rs", "staged\n");
    date("src/f0.rs");
    sandbox.git(&["add", "src/f0.rs"]);
    sandbox.write("src/f0.rs", "EDITED\n");
    date("src/f0.rs");
    date(".git/index");
    sandbox
        .commit(&[("audits/one.toml", Some("x = 2\n"))])
        .unwrap();
    assert_eq!(sandbox.status(), "MM src/f0.rs\n");
}

#[test]
fn author_log_and_message_say_who_and_what() {
    let sandbox = Sandbox::new();
    let mut request = sandbox.request(&[("audits/one.toml", Some("x = 1\n"))]);
    request.message = "Answer 4.1  \n\n\n\nBecause.\n\n".to_owned();
    let at = Timestamp::from_second(Timestamp::now().as_second()).unwrap();
    commit_at(&sandbox.open(), &request, at).unwrap();
    let said = sandbox.git(&["log", "-1", "--format=%an|%ae|%cn|%at|%B"]);
    assert_eq!(
        said.trim_end(),
        format!(
            "Mira Okafor|mira@example.org|Mira Okafor|{}|Answer 4.1\n\nBecause.",
            at.as_second()
        )
    );
    let log = sandbox.git(&["reflog", "-1", "--format=%gn %gs", "HEAD"]);
    assert_eq!(log.trim_end(), "Mira Okafor commit: Answer 4.1");
}
