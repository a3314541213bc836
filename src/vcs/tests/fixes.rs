//! Whether commits that fixed something still do, in histories that git itself has made.

use std::{fs, path::Path, process::Command};

use tempfile::TempDir;

use crate::{
    domain::action::Fix,
    vcs::{Repository, open},
};

struct Made(TempDir);

impl Made {
    fn new() -> Self {
        let made = Self(tempfile::tempdir().unwrap());
        git(made.0.path(), &["init", "-q", "-b", "main", "repo"]);
        made.put("a.txt", "before\n", "Begin");
        made
    }

    fn root(&self) -> std::path::PathBuf {
        self.0.path().join("repo")
    }

    fn git(&self, arguments: &[&str]) -> String {
        git(&self.root(), arguments)
    }

    fn put(&self, path: &str, text: &str, message: &str) -> String {
        fs::write(self.root().join(path), text).unwrap();
        self.git(&["add", "-A"]);
        self.git(&["commit", "-q", "-m", message]);
        self.head()
    }

    fn head(&self) -> String {
        self.git(&["rev-parse", "HEAD"])
    }

    fn revert(&self, commit: &str) -> String {
        self.git(&["revert", "--no-edit", commit]);
        self.head()
    }

    fn fix(&self, commit: &str) -> Fix {
        let fixes = open(&self.root()).unwrap().fixes(&[commit]);
        fixes.into_iter().next().unwrap()
    }
}

fn git(dir: &Path, arguments: &[&str]) -> String {
    let output = Command::new("git")
        .current_dir(dir)
        .args(arguments)
        .env("GIT_CONFIG_GLOBAL", "/dev/null")
        .env("GIT_CONFIG_NOSYSTEM", "1")
        .env("GIT_AUTHOR_NAME", "Ada")
        .env("GIT_AUTHOR_EMAIL", "ada@example.org")
        .env("GIT_AUTHOR_DATE", "2026-12-03T10:00:00+00:00")
        .env("GIT_COMMITTER_NAME", "Ada")
        .env("GIT_COMMITTER_EMAIL", "ada@example.org")
        .output()
        .unwrap();
    assert!(output.status.success(), "{arguments:?}: {output:?}");
    String::from_utf8(output.stdout).unwrap().trim().to_owned()
}

fn by(fix: &Fix) -> String {
    match fix {
        Fix::Reverted { by, on } => {
            assert_eq!(on.to_string(), "2026-12-03");
            by.clone()
        }
        other => panic!("{other:?}"),
    }
}

#[test]
fn a_fix_stands_until_it_is_reverted_and_again_once_that_is_reverted() {
    let made = Made::new();
    let fix = made.put("a.txt", "fixed\n", "Fix it");
    assert_eq!(made.fix(&fix), Fix::Stands);
    assert_eq!(made.fix(&fix[..10]), Fix::Stands, "by the start of its id");
    made.put("b.txt", "more\n", "Something else");
    let reverted = made.revert(&fix);
    assert_eq!(by(&made.fix(&fix)), reverted);
    let again = made.revert(&reverted);
    assert_eq!(made.fix(&fix), Fix::Stands);
    made.revert(&again);
    assert_eq!(by(&made.fix(&fix)), reverted);
}

#[test]
fn what_an_open_repository_knows_is_looked_at_again_when_the_branch_moves() {
    let made = Made::new();
    let fix = made.put("a.txt", "fixed\n", "Fix it");
    let repository = open(&made.root()).unwrap();
    assert_eq!(repository.fixes(&[&fix]), [Fix::Stands]);
    let reverted = made.revert(&fix);
    let fixes = repository.fixes(&[&fix]);
    assert_eq!(by(&fixes[0]), reverted);
}

#[test]
fn a_fix_that_was_taken_back_by_hand_is_undone() {
    let made = Made::new();
    let fix = made.put("a.txt", "fixed\n", "Fix it");
    made.put("a.txt", "fixed otherwise\n", "Work on");
    assert_eq!(made.fix(&fix), Fix::Stands);
    made.put("a.txt", "before\n", "Clean up");
    assert_eq!(made.fix(&fix), Fix::Undone);
    let new = made.put("new.txt", "x\n", "Add a file");
    made.git(&["rm", "-q", "new.txt"]);
    made.git(&["commit", "-q", "-m", "Take it out"]);
    assert_eq!(made.fix(&new), Fix::Undone);
}

#[test]
fn a_fix_that_the_branch_does_not_lead_to_is_unreached() {
    let made = Made::new();
    made.git(&["checkout", "-q", "-b", "side"]);
    let fix = made.put("a.txt", "fixed\n", "Fix it");
    assert_eq!(made.fix(&fix), Fix::Stands);
    made.git(&["checkout", "-q", "main"]);
    assert_eq!(made.fix(&fix), Fix::Unreached);
    made.git(&["merge", "-q", "--no-ff", "--no-edit", "side"]);
    assert_eq!(made.fix(&fix), Fix::Stands);
    let merge = made.head();
    made.git(&["revert", "--no-edit", "-m", "1", &merge]);
    assert_eq!(by(&made.fix(&merge)), made.head());
    assert_eq!(
        made.fix(&fix),
        Fix::Undone,
        "the revert of a merge names only that"
    );
}

#[test]
fn a_message_that_only_speaks_of_a_revert_takes_nothing_back() {
    let made = Made::new();
    let fix = made.put("a.txt", "fixed\n", "Fix it");
    let message = format!("Explain\n\nSomebody asked whether this reverts commit {fix}: no.");
    made.put("b.txt", "x\n", &message);
    assert_eq!(made.fix(&fix), Fix::Stands);
}

#[test]
fn what_is_not_here_is_unknown_and_never_good() {
    let made = Made::new();
    let fix = made.put("a.txt", "fixed\n", "Fix it");
    for number in 0..3 {
        made.put("b.txt", &number.to_string(), "Work on");
    }
    let nothing = "0123456789012345678901234567890123456789";
    let why = |fix: Fix| match fix {
        Fix::Unknown { why } => why,
        other => panic!("{other:?}"),
    };
    assert_eq!(why(made.fix(nothing)), "there is no such commit here");
    let url = format!("file://{}", made.root().display());
    git(
        made.0.path(),
        &["clone", "-q", "--depth", "2", &url, "shallow"],
    );
    let shallow = open(&made.0.path().join("shallow")).unwrap();
    let told = shallow.fixes(&[&fix, &made.head()]);
    assert!(why(told[0].clone()).contains("shallow"), "{told:?}");
    assert_eq!(told[1], Fix::Stands);
}

#[test]
fn reverts_of_reverts_are_decided_once_however_wide_and_deep_they_are() {
    let made = Made::new();
    let fix = made.put("a.txt", "fixed\n", "Fix it");
    // Each says that it reverts the fix and all that say so before it: asked one by one that would be 2^60 ways.
    let mut before = vec![fix.clone()];
    for number in 0..60 {
        let lines = before
            .iter()
            .map(|id| format!("This reverts commit {id}.\n"));
        let message = format!("Take back\n\n{}", lines.collect::<String>());
        before.push(made.put("b.txt", &number.to_string(), &message));
    }
    let last = before.last().unwrap().clone();
    assert_eq!(
        by(&made.fix(&fix)),
        last,
        "the newest stands, and takes all back"
    );
    // A chain, each reverting the one before: an even number of them leaves the fix standing.
    let fix = made.put("c.txt", "fixed\n", "Fix it otherwise");
    let mut end = fix.clone();
    for number in 0..150 {
        let message = format!("Again\n\nThis reverts commit {end}.");
        end = made.put("b.txt", &format!("x{number}"), &message);
    }
    assert_eq!(made.fix(&fix), Fix::Stands);
}

#[test]
fn a_fix_that_was_rebased_stands_as_the_commit_that_makes_the_same_change() {
    let made = Made::new();
    made.git(&["checkout", "-q", "-b", "side"]);
    let fix = made.put("a.txt", "fixed\n", "Fix it");
    made.git(&["checkout", "-q", "main"]);
    made.put("b.txt", "more\n", "Something else");
    assert_eq!(made.fix(&fix), Fix::Unreached);
    made.git(&["cherry-pick", "side"]);
    let picked = made.head();
    assert_ne!(picked, fix);
    assert_eq!(made.fix(&fix), Fix::Rebased { to: picked.clone() });
    let reverted = made.revert(&picked);
    assert_eq!(by(&made.fix(&fix)), reverted);
}

#[test]
fn a_fix_under_the_same_words_that_changes_something_else_is_no_fix() {
    let made = Made::new();
    made.git(&["checkout", "-q", "-b", "side"]);
    let fix = made.put("a.txt", "fixed\n", "Fix it");
    made.git(&["checkout", "-q", "main"]);
    made.put("a.txt", "not fixed\n", "Fix it");
    assert_eq!(made.fix(&fix), Fix::Unreached);
}

#[test]
fn who_fixed_it_when_and_what_of_it_is_undone_is_told() {
    let made = Made::new();
    fs::write(made.root().join("b.txt"), "old\n").unwrap();
    made.git(&["add", "-A"]);
    made.git(&["commit", "-q", "-m", "Two files"]);
    fs::write(made.root().join("b.txt"), "new\n").unwrap();
    fs::create_dir_all(made.root().join("audits")).unwrap();
    fs::write(made.root().join("audits/x.toml"), "x\n").unwrap();
    let fix = made.put("a.txt", "fixed\n", "Fix it");
    made.put("b.txt", "old\n", "Undo half");
    let repository = open(&made.root()).unwrap();
    let told = repository.fixings(&[&fix, "0123456789"], "audits");
    assert_eq!(told[1], None);
    let fixing = told[0].clone().unwrap();
    assert_eq!(fixing.by, ["Ada <ada@example.org>".parse().unwrap()]);
    let files = fixing.files.unwrap();
    assert_eq!((files.all, files.records, files.back), (3, 1, 1));
    let remark = "1 of the 3 files that it changed is again what they were before";
    assert_eq!(fixing.remark().unwrap(), remark);
    assert_eq!(made.fix(&fix), Fix::Stands);
}

#[test]
fn who_made_what_a_merge_brings_in_and_who_helped_made_the_fix() {
    let made = Made::new();
    let by = |name: &str, path: &str, message: &str| {
        fs::create_dir_all(made.root().join(path).parent().unwrap()).unwrap();
        fs::write(made.root().join(path), message).unwrap();
        made.git(&["add", "-A"]);
        let author = format!("{name} <{}@example.org>", name.to_lowercase());
        made.git(&["commit", "-q", "-m", message, "--author", &author]);
    };
    made.git(&["checkout", "-q", "-b", "side"]);
    by(
        "Cy",
        "gate.txt",
        "Gate\n\nCo-authored-by: Dora <dora@example.org>",
    );
    by("Eve", "audits/a/audit.toml", "Records alone");
    made.git(&["checkout", "-q", "main"]);
    by("Finn", "other.txt", "Meanwhile");
    made.git(&["merge", "-q", "--no-ff", "-m", "Merge the fix", "side"]);
    let repository = open(&made.root()).unwrap();
    let told = repository.fixings(&[&made.head()], "audits");
    let fixing = told[0].clone().unwrap();
    let names: Vec<&str> = fixing.by.iter().map(|by| by.name.as_str()).collect();
    assert_eq!(names, ["Ada", "Cy", "Dora"]);
    assert!(fixing.is_whole && fixing.remark().is_none());
}
