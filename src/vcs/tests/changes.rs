//! The last change of every file, held against `git log`.

use std::{collections::BTreeMap, ops::ControlFlow, path::Path, process::Command};

use jiff::Timestamp;
use proptest::prelude::*;

use super::{commit, repository};
use crate::{
    domain::person::Person,
    vcs::{
        ChangesTold, GitRepository, LastChange, Repository, Unfinished, history::HistoryWriter,
        open,
    },
};

/// Returns the last change of each path.
fn told(repo: &GitRepository) -> (ChangesTold, BTreeMap<String, LastChange>) {
    let mut commits = Vec::new();
    let mut files = BTreeMap::new();
    let told = repo
        .last_changes(&|| false, &mut |found| {
            commits.extend(found.commits);
            for (path, number) in found.files {
                let commit = commits[usize::try_from(number).unwrap()].clone();
                assert_eq!(files.insert(path, commit), None);
            }
            ControlFlow::Continue(())
        })
        .unwrap();
    assert_eq!(told.files - told.unknown, files.len());
    (told, files)
}

fn git(dir: &Path, args: &[&str]) -> String {
    let output = Command::new("git")
        .arg("-C")
        .arg(dir)
        .args(args)
        .env("GIT_CONFIG_GLOBAL", "/dev/null")
        .env("GIT_CONFIG_NOSYSTEM", "1")
        .envs([
            ("GIT_AUTHOR_NAME", "Ada"),
            ("GIT_AUTHOR_EMAIL", "ada@example.org"),
            ("GIT_COMMITTER_NAME", "Ada"),
            ("GIT_COMMITTER_EMAIL", "ada@example.org"),
        ])
        .output()
        .unwrap();
    assert!(output.status.success(), "{args:?}: {output:?}");
    String::from_utf8(output.stdout).unwrap().trim().to_owned()
}

fn as_git_has_it(repo: &GitRepository, files: &BTreeMap<String, LastChange>) {
    for (path, change) in files {
        let expected = git(repo.work_dir(), &["log", "-1", "--format=%H", "--", path]);
        assert_eq!(change.commit, expected, "{path}");
    }
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 12, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn a_file_was_last_changed_by_the_commit_that_git_log_names(
        steps in prop::collection::vec((0_usize..6, 0_u8..4), 1..14),
        known_at in 0_usize..14,
    ) {
        let paths = ["a", "b/a", "b/c/a", "b.x", "b-y/z", "é/ü"];
        let (_dir, repo) = repository();
        commit(&repo, &[("base", Some("1"))]);
        for (step, (path, bytes)) in steps.iter().enumerate() {
            let text = bytes.to_string();
            // Nought takes the file away; the same bytes again are no change.
            let text = (*bytes > 0).then_some(text.as_str());
            let exists = repo.work_dir().join(paths[*path]).exists();
            if text.is_some() || exists {
                commit(&repo, &[(paths[*path], text)]);
            }
            if step == known_at {
                told(&repo);
            }
        }
        let (outcome, files) = told(&repo);
        prop_assert_eq!((outcome.unknown, outcome.why), (0, None));
        as_git_has_it(&repo, &files);
        // The second time it is read from what was kept.
        prop_assert_eq!(told(&repo).1, files);
    }
}

#[test]
fn what_a_merge_only_took_over_is_the_change_of_the_side_that_made_it() {
    let (dir, repo) = repository();
    let at = dir.path();
    commit(
        &repo,
        &[
            ("ours", Some("1")),
            ("theirs", Some("1")),
            ("thrown-away", Some("1")),
        ],
    );
    git(at, &["checkout", "-q", "-b", "side"]);
    commit(&repo, &[("theirs", Some("2")), ("thrown-away", Some("2"))]);
    git(at, &["checkout", "-q", "-"]);
    commit(&repo, &[("ours", Some("2"))]);
    git(at, &["merge", "-q", "--no-commit", "--no-ff", "side"]);
    git(at, &["checkout", "-q", "HEAD", "--", "thrown-away"]);
    super::write(&repo, "ours", "made by the merge");
    git(at, &["add", "ours"]);
    git(at, &["commit", "-q", "-m", "Merge"]);
    let (_, files) = told(&repo);
    as_git_has_it(&repo, &files);
    assert_eq!(files["ours"].commit, git(at, &["rev-parse", "HEAD"]));
    assert_eq!(files["theirs"].commit, git(at, &["rev-parse", "side"]));
}

#[test]
fn authors_are_those_of_the_mailmap_and_dates_those_of_where_they_were() {
    let (_dir, repo) = repository();
    let who = Person {
        name: "m".to_owned(),
        email: "old@example.org".to_owned(),
    };
    let map = "Mira Okafor <mira@example.org> <Old@Example.org> # since May\n";
    let mut writer = HistoryWriter::new(&repo).unwrap();
    let at: Timestamp = "2026-03-01T23:30:00Z".parse().unwrap();
    writer
        .commit(
            &who,
            at,
            "x",
            &[("a", Some(b"1")), (".mailmap", Some(map.as_bytes()))],
        )
        .unwrap();
    writer.finish().unwrap();
    for _ in 0..2 {
        let (_, files) = told(&repo);
        assert_eq!(
            files["a"].author.to_string(),
            "Mira Okafor <mira@example.org>"
        );
        assert_eq!(files["a"].date.to_string(), "2026-03-01");
        assert_eq!(files["a"].at, at);
    }
}

#[test]
fn further_commits_are_all_that_is_looked_at_the_next_time() {
    let (dir, repo) = repository();
    for n in 0..5 {
        commit(&repo, &[("a", Some(&n.to_string())), ("b", Some("1"))]);
    }
    assert_eq!(told(&repo).0.looked_at, 5);
    commit(&repo, &[("c", Some("1"))]);
    let (outcome, files) = told(&open(dir.path()).unwrap());
    assert_eq!((outcome.looked_at, files.len()), (6, 3));
    as_git_has_it(&repo, &files);
    let kept = std::fs::read_dir(repo.private_dir().join("last-changes")).unwrap();
    assert_eq!(kept.count(), 2);
}

#[test]
fn what_is_kept_and_broken_is_made_again() {
    let (_dir, repo) = repository();
    let id = commit(&repo, &[("a", Some("1"))]);
    let (_, files) = told(&repo);
    let kept = repo.private_dir().join("last-changes").join(id);
    std::fs::write(&kept, "broken").unwrap();
    assert_eq!(told(&repo).1, files);
    assert_ne!(std::fs::read(&kept).unwrap(), b"broken");
}

#[test]
fn in_a_shallow_clone_older_changes_are_unknown_and_never_those_of_the_oldest_commit() {
    let (dir, repo) = repository();
    commit(&repo, &[("old", Some("1"))]);
    commit(&repo, &[("middle", Some("1"))]);
    let newest = commit(&repo, &[("new", Some("1"))]);
    let there = tempfile::tempdir().unwrap();
    let from = format!("file://{}", dir.path().display());
    let to = there.path().join("clone");
    git(
        there.path(),
        &["clone", "-q", "--depth", "2", &from, to.to_str().unwrap()],
    );
    let (outcome, files) = told(&open(&to).unwrap());
    assert_eq!(files.keys().collect::<Vec<_>>(), ["new"]);
    assert_eq!(files["new"].commit, newest);
    assert_eq!((outcome.unknown, outcome.why), (2, Some(Unfinished::Cut)));
    // Once the rest is fetched it is known, at the same commit and at the next.
    git(&to, &["fetch", "-q", "--unshallow"]);
    let (outcome, files) = told(&open(&to).unwrap());
    assert_eq!((outcome.unknown, outcome.why), (0, None));
    as_git_has_it(&open(&to).unwrap(), &files);
}

#[test]
fn a_walk_that_is_cancelled_keeps_nothing() {
    let (_dir, repo) = repository();
    commit(&repo, &[("a", Some("1"))]);
    let outcome = repo
        .last_changes(&|| true, &mut |_| ControlFlow::Continue(()))
        .unwrap();
    assert_eq!(outcome.why, Some(Unfinished::Cancelled));
    assert!(!repo.private_dir().join("last-changes").exists());
}
