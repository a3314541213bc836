//! Objects that are damaged or cut short: whatever asks for one gets an answer, and does not wait for ever.

use std::{fs, ops::ControlFlow, path::PathBuf};

use super::{commit, repository};
use crate::{
    domain::{
        evidence::CitationState,
        independence::{Gap, Inquiry},
    },
    vcs::{
        At, GitRepository, GrepQuery, Pattern, PatternKind, Repository, Unfinished, VcsError, open,
    },
};

/// Returns the file of a loose object.
fn file_of(repo: &GitRepository, id: &str) -> PathBuf {
    let (folder, name) = id.split_at(2);
    repo.raw().path().join("objects").join(folder).join(name)
}

/// Cuts the file of an object short, as a power cut does.
fn cut_short(repo: &GitRepository, id: &str) {
    let file = file_of(repo, id);
    let bytes = fs::read(&file).unwrap();
    fs::remove_file(&file).unwrap();
    fs::write(&file, &bytes[..bytes.len() / 2]).unwrap();
}

fn reopened(repo: &GitRepository) -> GitRepository {
    open(repo.work_dir()).unwrap()
}

#[test]
fn a_file_cut_short_is_passed_over_by_a_search_and_counted() {
    let (_dir, repo) = repository();
    commit(
        &repo,
        &[
            ("p", Some("some bytes that are sought")),
            ("q", Some("sought")),
        ],
    );
    let pin = repo.pin("p", None, &At::Head).unwrap();
    cut_short(&repo, &pin.blob);
    let pattern = Pattern::new("sought", PatternKind::default()).unwrap();
    let query = GrepQuery {
        pattern: &pattern,
        commit: None,
        beneath: &[],
        wants: &|_| true,
        lines_per_file: 10,
        lines: 10,
        file_at_most: 1 << 20,
    };
    let mut found = Vec::new();
    let grepped = reopened(&repo)
        .grep(&query, &|| false, &mut |hits| {
            found.push(hits.path);
            ControlFlow::Continue(())
        })
        .unwrap();
    assert_eq!(found, ["q"]);
    assert_eq!((grepped.searched, grepped.skipped.damaged), (1, 1));
    assert!(grepped.complete);
}

#[test]
fn a_commit_cut_short_is_told_of_wherever_it_is_asked_for() {
    let (_dir, repo) = repository();
    let old = commit(&repo, &[("p", Some("one\n"))]);
    let pin = repo.pin("p", None, &At::Head).unwrap();
    commit(&repo, &[("p", Some("two\n"))]);
    cut_short(&repo, &old);
    // Whoever opens the repository is told at once; this is of those who have it open.
    let refused = open(repo.work_dir()).map(drop);
    assert!(
        matches!(refused, Err(VcsError::Broken { .. })),
        "{refused:?}"
    );
    let repo = repo.handle().unwrap();
    let damaged = |error: VcsError| matches!(error, VcsError::Damaged { .. });
    assert!(damaged(repo.show_commit(&old, 10).unwrap_err()));
    assert!(damaged(repo.commit_meant(&old).unwrap_err()));
    assert!(damaged(
        repo.read(&At::Commit(old[..12].to_owned()), "p", 10)
            .unwrap_err()
    ));
    assert_eq!(repo.check_commits(&[&old]), [CitationState::HashMismatch]);
    let between = repo.between(&pin, &At::Head, &|| false).unwrap();
    assert_eq!(between.commits, []);
}

#[test]
fn a_damaged_folder_leaves_a_gap_in_the_work_of_people_and_in_the_last_changes() {
    let (_dir, repo) = repository();
    commit(&repo, &[("d/p", Some("one\n")), ("q", Some("q\n"))]);
    let first = repo.raw().revparse_single("HEAD:d").unwrap().id();
    commit(&repo, &[("d/p", Some("two\n"))]);
    commit(&repo, &[("q", Some("other\n"))]);
    let file = file_of(&repo, &first.to_string());
    fs::remove_file(&file).unwrap();
    fs::write(&file, "no object at all").unwrap();
    let repo = reopened(&repo);
    let asked = Inquiry {
        people: vec!["Mira Okafor <mira@example.org>".parse().unwrap()],
        files: vec!["d/p".to_owned(), "q".to_owned()],
        ..Inquiry::default()
    };
    let found = repo.contributions(&asked, &|| false).unwrap().unwrap();
    assert_eq!(found.made.len(), 1, "{found:?}");
    assert_eq!(found.gaps, [Gap::Unread(2)]);
    let told = repo
        .last_changes(&|| false, &mut |_| ControlFlow::Continue(()))
        .unwrap();
    assert_eq!((told.unknown, told.why), (1, Some(Unfinished::Cut)));
}

/// Removes the file of an object and returns where and what it was.
fn take_away(repo: &GitRepository, id: &str) -> (PathBuf, Vec<u8>) {
    let file = file_of(repo, id);
    let bytes = fs::read(&file).unwrap();
    fs::remove_file(&file).unwrap();
    (file, bytes)
}

#[test]
fn what_could_not_be_read_is_judged_anew_once_it_is_there_again() {
    let (_dir, repo) = repository();
    commit(&repo, &[("d/p", Some("p\n")), ("q", Some("q\n"))]);
    let pins: Vec<_> = ["d/p", "q"]
        .iter()
        .map(|path| repo.pin(path, None, &At::Head).unwrap())
        .collect();
    commit(&repo, &[("q", None)]);
    let folder = repo.raw().revparse_single("HEAD:d").unwrap().id();
    let (file, bytes) = take_away(&repo, &folder.to_string());
    let repo = reopened(&repo);
    let states = repo.check(&pins);
    assert_eq!(states[0], CitationState::MissingObject);
    assert!(matches!(states[1], CitationState::CannotJudge { .. }));
    fs::write(file, bytes).unwrap();
    assert_eq!(
        repo.check(&pins),
        [
            CitationState::Unchanged {
                file_changed: false
            },
            CitationState::Gone
        ]
    );
}

#[test]
fn one_audit_after_another_may_ask_for_what_is_not_at_its_place() {
    let (_dir, repo) = repository();
    commit(&repo, &[("a", Some("a\n")), ("b", Some("b\n"))]);
    let pins: Vec<_> = ["a", "b"]
        .iter()
        .map(|path| repo.pin(path, None, &At::Head).unwrap())
        .collect();
    commit(&repo, &[("a", None), ("b", None), ("d/a", Some("a\n"))]);
    let moved = CitationState::Moved {
        path: "d/a".to_owned(),
        lines: None,
    };
    for _ in 0..2 {
        assert_eq!(repo.check(&pins[..1]), std::slice::from_ref(&moved));
        assert_eq!(repo.check(&pins[1..]), [CitationState::Gone]);
    }
}

#[test]
fn a_folder_that_git_did_not_write_hides_only_what_is_in_it() {
    let (_dir, repo) = repository();
    commit(&repo, &[("bad/p", Some("p\n")), ("q", Some("q\n"))]);
    let pins: Vec<_> = ["bad/p", "q"]
        .iter()
        .map(|path| repo.pin(path, None, &At::Head).unwrap())
        .collect();
    let raw = repo.raw();
    let odb = raw.odb().unwrap();
    let bad = odb.write(git2::ObjectType::Tree, b"no tree").unwrap();
    let tip = raw.head().unwrap().peel_to_commit().unwrap();
    let mut root = Vec::new();
    for (mode, name, id) in [
        ("40000", "bad", bad),
        ("100644", "q", repo.oid(&pins[1].blob).unwrap()),
    ] {
        root.extend_from_slice(format!("{mode} {name}\0").as_bytes());
        root.extend_from_slice(id.as_bytes());
    }
    let root = odb.write(git2::ObjectType::Tree, &root).unwrap();
    let root = raw.find_tree(root).unwrap();
    let who = git2::Signature::now("M", "m@example.org").unwrap();
    raw.commit(Some("HEAD"), &who, &who, "Bad", &root, &[&tip])
        .unwrap();
    let states = repo.check(&pins);
    assert!(
        matches!(states[0], CitationState::CannotJudge { .. }),
        "{states:?}"
    );
    assert_eq!(
        states[1],
        CitationState::Unchanged {
            file_changed: false
        }
    );
    let asked = Inquiry {
        people: vec!["Mira Okafor <mira@example.org>".parse().unwrap()],
        files: vec!["bad/p".to_owned()],
        ..Inquiry::default()
    };
    let found = repo.contributions(&asked, &|| false).unwrap().unwrap();
    assert_eq!((found.made.len(), found.gaps), (1, vec![Gap::Unread(1)]));
}
