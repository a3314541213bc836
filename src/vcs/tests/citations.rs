//! Every state of a citation, on real repositories.

use proptest::prelude::*;

use super::{commit, repository, write};
use crate::{
    domain::evidence::{CitationState, LineRange, Pin},
    vcs::{At, GitRepository, Repository, VcsError, git::sha256},
};

const POLICY: &str = "# Policy\none\ntwo\nthree\nfour\n";

fn lines(first: u32, last: u32) -> Option<LineRange> {
    LineRange::new(first, last).ok()
}

fn state(repo: &GitRepository, pin: &Pin) -> CitationState {
    let mut states = repo.check(std::slice::from_ref(pin));
    states.pop().unwrap()
}

fn moved(path: &str, range: Option<LineRange>) -> CitationState {
    CitationState::Moved {
        path: path.to_owned(),
        lines: range,
    }
}

const UNCHANGED: CitationState = CitationState::Unchanged {
    file_changed: false,
};
const LINES_UNCHANGED: CitationState = CitationState::Unchanged { file_changed: true };

#[test]
fn a_pin_holds_commit_blob_hashes_and_the_date_of_the_bytes() {
    let (_dir, repo) = repository();
    commit(&repo, &[("docs/policy.md", Some(POLICY))]);
    let second = commit(&repo, &[("other", Some("x"))]);
    let pin = repo.pin("docs/policy.md", lines(2, 3), &At::Head).unwrap();
    assert_eq!(pin.commit.as_deref(), Some(second.as_str()));
    assert_eq!(pin.sha256, crate::vcs::git::hex(sha256(POLICY.as_bytes())));
    assert_eq!(
        pin.excerpt_sha256,
        Some(crate::vcs::git::hex(sha256(b"one\ntwo\n")))
    );
    assert_eq!(pin.effective.unwrap().to_string(), "2026-03-01");
    assert_eq!(repo.bytes_of(&pin).unwrap(), POLICY.as_bytes());
    assert_eq!(state(&repo, &pin), UNCHANGED);
}

#[test]
fn bytes_that_came_back_date_from_their_return() {
    let (_dir, repo) = repository();
    commit(&repo, &[("a", Some("1"))]);
    let first = commit(&repo, &[("a", Some("2"))]);
    commit(&repo, &[("a", Some("3"))]);
    let last = commit(&repo, &[("a", Some("2"))]);
    let effective = |at: &str| {
        let pin = repo.pin("a", None, &At::Commit(at.to_owned())).unwrap();
        pin.effective.unwrap().to_string()
    };
    assert_eq!(effective(&first[..12]), "2026-03-02");
    assert_eq!(effective(&last), "2026-03-04");
}

#[test]
fn a_merge_does_not_bring_in_what_it_merged() {
    let (_dir, repo) = repository();
    let base = commit(&repo, &[("a", Some("1"))]);
    let side = commit(&repo, &[("a", Some("2"))]);
    let raw = repo.raw();
    let find = |id: &str| raw.find_commit(repo.oid(id).unwrap()).unwrap();
    let (base, side) = (find(&base), find(&side));
    let time = git2::Time::new(1_900_000_000, 0);
    let who = git2::Signature::new("M", "m@example.org", &time).unwrap();
    let tree = side.tree().unwrap();
    let merge = raw
        .commit(None, &who, &who, "Merge", &tree, &[&base, &side])
        .unwrap();
    let pin = repo.pin("a", None, &At::Commit(merge.to_string())).unwrap();
    assert_eq!(pin.effective.unwrap().to_string(), "2026-03-02");
}

#[test]
fn an_edit_that_nobody_committed_is_no_drift() {
    let (_dir, repo) = repository();
    commit(&repo, &[("p", Some(POLICY))]);
    let pin = repo.pin("p", None, &At::Head).unwrap();
    write(&repo, "p", "edited");
    assert_eq!(state(&repo, &pin), UNCHANGED);
}

#[test]
fn a_moved_file_is_found_by_its_blob() {
    let (_dir, repo) = repository();
    commit(&repo, &[("docs/p.md", Some(POLICY))]);
    let whole = repo.pin("docs/p.md", None, &At::Head).unwrap();
    let part = repo.pin("docs/p.md", lines(2, 2), &At::Head).unwrap();
    commit(
        &repo,
        &[
            ("docs/p.md", None),
            ("aaa", Some(POLICY)),
            ("policies/p.md", Some(POLICY)),
        ],
    );
    assert_eq!(state(&repo, &whole), moved("policies/p.md", None));
    assert_eq!(state(&repo, &part), moved("policies/p.md", lines(2, 2)));
    commit(&repo, &[("policies/p.md", None)]);
    assert_eq!(state(&repo, &whole), moved("aaa", None));
}

#[test]
fn cited_lines_stay_unchanged_move_or_change() {
    let (_dir, repo) = repository();
    commit(&repo, &[("p", Some(POLICY))]);
    let pin = repo.pin("p", lines(2, 3), &At::Head).unwrap();
    commit(&repo, &[("p", Some("# Policy\none\ntwo\nelse\n"))]);
    assert_eq!(state(&repo, &pin), LINES_UNCHANGED);
    commit(&repo, &[("p", Some("# Policy\n\nnew\none\ntwo\nelse\n"))]);
    assert_eq!(state(&repo, &pin), moved("p", lines(4, 5)));
    commit(&repo, &[("p", Some("# Policy\none\n2\n"))]);
    assert_eq!(state(&repo, &pin), CitationState::Changed);
}

#[test]
fn a_whole_file_is_changed_or_gone() {
    let (_dir, repo) = repository();
    commit(&repo, &[("a/p", Some(POLICY)), ("q", Some("q"))]);
    let pin = repo.pin("a/p", None, &At::Head).unwrap();
    commit(&repo, &[("a/p", Some("else"))]);
    assert_eq!(state(&repo, &pin), CitationState::Changed);
    commit(&repo, &[("a/p", None)]);
    assert_eq!(state(&repo, &pin), CitationState::Gone);
    commit(&repo, &[("a/p/now-a-folder", Some("x"))]);
    assert_eq!(state(&repo, &pin), CitationState::Gone);
    assert_eq!(repo.bytes_of(&pin).unwrap(), POLICY.as_bytes());
}

#[test]
fn a_citation_of_the_work_tree_is_uncommitted_until_it_is_committed() {
    let (_dir, repo) = repository();
    commit(&repo, &[("p", Some("old"))]);
    write(&repo, "p", POLICY);
    let pin = repo.pin("p", lines(2, 3), &At::WorkTree).unwrap();
    assert_eq!((&pin.commit, pin.effective), (&None, None));
    let uncommitted = |still_there| CitationState::Uncommitted { still_there };
    assert_eq!(state(&repo, &pin), uncommitted(true));
    write(&repo, "p", "# Policy\nmore\none\ntwo\n");
    assert_eq!(state(&repo, &pin), uncommitted(true));
    write(&repo, "p", "else");
    assert_eq!(state(&repo, &pin), uncommitted(false));
    assert_eq!(repo.bytes_of(&pin).unwrap(), POLICY.as_bytes());
    write(&repo, "p", "old");
    commit(&repo, &[("p", Some(POLICY))]);
    assert_eq!(state(&repo, &pin), UNCHANGED);
}

#[test]
fn a_clean_file_of_the_work_tree_is_pinned_with_its_commit() {
    let (_dir, repo) = repository();
    let id = commit(&repo, &[("p", Some(POLICY))]);
    let pin = repo.pin("p", None, &At::WorkTree).unwrap();
    assert_eq!(pin.commit, Some(id));
    assert_eq!(pin, repo.pin("p", None, &At::Head).unwrap());
}

#[test]
fn an_unborn_branch_is_judged_from_the_work_tree() {
    let (_dir, repo) = repository();
    write(&repo, "p", POLICY);
    let pin = repo.pin("p", None, &At::Head).unwrap();
    assert_eq!(pin.commit, None);
    assert_eq!(
        state(&repo, &pin),
        CitationState::Uncommitted { still_there: true }
    );
}

#[test]
fn line_ends_are_compared_as_git_stores_them() {
    let (_dir, repo) = repository();
    commit(
        &repo,
        &[
            (".gitattributes", Some("*.md text\n")),
            ("p.md", Some(POLICY)),
        ],
    );
    write(&repo, "p.md", POLICY.replace('\n', "\r\n"));
    let pin = repo.pin("p.md", None, &At::WorkTree).unwrap();
    assert!(pin.commit.is_some(), "only the line ends differ");
    write(&repo, "new.md", "a\r\nb\r\n");
    let pin = repo.pin("new.md", lines(2, 2), &At::WorkTree).unwrap();
    assert_eq!(pin.sha256, crate::vcs::git::hex(sha256(b"a\nb\n")));
    assert_eq!(
        state(&repo, &pin),
        CitationState::Uncommitted { still_there: true }
    );
}

#[test]
fn a_forged_hash_and_a_lost_object_are_alarms() {
    let (_dir, repo) = repository();
    commit(&repo, &[("p", Some(POLICY))]);
    let pin = repo.pin("p", lines(1, 2), &At::Head).unwrap();
    let forged = Pin {
        sha256: "0".repeat(64),
        ..pin.clone()
    };
    assert_eq!(state(&repo, &forged), CitationState::HashMismatch);
    let excerpt = Pin {
        excerpt_sha256: Some("0".repeat(64)),
        ..pin.clone()
    };
    assert_eq!(state(&repo, &excerpt), CitationState::HashMismatch);
    let lost = Pin {
        blob: "1".repeat(40),
        ..pin
    };
    assert_eq!(state(&repo, &lost), CitationState::MissingObject);
    assert!(matches!(
        repo.bytes_of(&lost),
        Err(VcsError::MissingObject { .. })
    ));
}

#[test]
fn a_pointer_to_large_file_storage_is_no_evidence_of_its_bytes() {
    let (_dir, repo) = repository();
    let pointer = "version https://git-lfs.github.com/spec/v1\noid sha256:4d7a\nsize 12\n";
    commit(
        &repo,
        &[
            (".gitattributes", Some("*.bin filter=lfs\n")),
            ("m.bin", Some(pointer)),
        ],
    );
    let pin = repo.pin("m.bin", None, &At::Head).unwrap();
    assert_eq!(state(&repo, &pin), CitationState::LfsPointer);
    assert_eq!(state(&repo, &pin), CitationState::LfsPointer);
    write(&repo, "m.bin", "the real bytes");
    assert!(matches!(
        repo.pin("m.bin", None, &At::WorkTree),
        Err(VcsError::Filtered { .. })
    ));
}

#[test]
fn a_file_behind_a_filter_program_cannot_be_judged_in_the_work_tree() {
    let (_dir, repo) = repository();
    commit(&repo, &[("p", Some("1"))]);
    write(&repo, "x.crypt", "plain");
    let pin = repo.pin("x.crypt", None, &At::WorkTree).unwrap();
    write(&repo, ".gitattributes", "*.crypt filter=crypt\n");
    write(&repo, "x.crypt", "else");
    assert!(
        matches!(state(&repo, &pin), CitationState::CannotJudge { why } if why.contains("crypt"))
    );
    assert!(matches!(
        repo.pin("x.crypt", None, &At::WorkTree),
        Err(VcsError::Filtered { driver, .. }) if driver == "crypt"
    ));
}

#[test]
fn lines_cited_from_the_work_tree_are_found_without_the_bytes_of_their_file() {
    let (_dir, repo) = repository();
    commit(&repo, &[("p", Some(POLICY))]);
    let mut pin = repo.pin("p", lines(2, 3), &At::Head).unwrap();
    pin.commit = None;
    pin.blob = "1".repeat(40);
    assert_eq!(state(&repo, &pin), LINES_UNCHANGED);
    commit(&repo, &[("p", Some("more\n# Policy\none\ntwo\n"))]);
    assert_eq!(state(&repo, &pin), moved("p", lines(3, 4)));
}

#[test]
fn what_cannot_be_judged_says_why() {
    let (_dir, repo) = repository();
    commit(&repo, &[("p", Some(POLICY))]);
    let pin = repo.pin("p", None, &At::Head).unwrap();
    let elsewhere = Pin {
        repository: "models".to_owned(),
        ..pin.clone()
    };
    assert_eq!(state(&repo, &elsewhere), CitationState::NotDownloaded);
    for (path, blob) in [
        ("../p", &pin.blob[..]),
        (".git/config", &pin.blob),
        ("p", "xyz"),
    ] {
        let odd = Pin {
            path: path.to_owned(),
            blob: blob.to_owned(),
            ..pin.clone()
        };
        assert!(
            matches!(state(&repo, &odd), CitationState::CannotJudge { .. }),
            "{path}"
        );
    }
}

#[test]
fn answers_come_in_the_order_of_the_pins() {
    let (_dir, repo) = repository();
    let paths = ["a-b", "a.c", "a/x", "a0", "a/b/c", "z", "a/b-c", "ab/x"];
    let files: Vec<_> = paths.iter().map(|path| (*path, Some(*path))).collect();
    commit(&repo, &files);
    let mut pins: Vec<_> = paths
        .iter()
        .map(|path| repo.pin(path, None, &At::Head).unwrap())
        .collect();
    pins.push(pins[2].clone());
    assert!(repo.check(&pins).iter().all(|state| *state == UNCHANGED));
    commit(&repo, &[("a/x", None), ("ab/x", Some("else"))]);
    let states = repo.check(&pins);
    let odd: Vec<_> = (0..)
        .zip(&states)
        .filter(|(_, state)| **state != UNCHANGED)
        .collect();
    assert_eq!(
        odd,
        [
            (2, &CitationState::Gone),
            (7, &CitationState::Changed),
            (8, &CitationState::Gone)
        ]
    );
}

#[test]
fn pinning_says_what_is_wrong() {
    let (_dir, repo) = repository();
    commit(&repo, &[("docs/policy.md", Some("one\n"))]);
    let error = |path: &str, range, at: &At| {
        crate::error::Error::from(repo.pin(path, range, at).unwrap_err())
    };
    let beyond = error("docs/policy.md", lines(1, 9), &At::Head);
    assert_eq!(
        beyond.message,
        "Could not cite the file: \"docs/policy.md\" has 1 line, so there are no lines 1-9"
    );
    let typo = error("docs/polcy.md", None, &At::WorkTree);
    assert_eq!(typo.hints, ["did you mean \"docs/policy.md\"?"]);
    assert_eq!(
        error("policy.md", None, &At::Head).hints,
        ["did you mean \"docs/policy.md\"?"]
    );
    for at in [At::Head, At::WorkTree] {
        assert!(error("docs", None, &at).message.ends_with("is a folder"));
        assert!(
            error("/etc/passwd", None, &at)
                .message
                .contains("is absolute")
        );
    }
}

#[cfg(unix)]
#[test]
fn no_symbolic_link_is_followed() {
    let (_dir, repo) = repository();
    let outside = tempfile::tempdir().unwrap();
    std::fs::write(outside.path().join("secret"), "x").unwrap();
    std::os::unix::fs::symlink(outside.path(), repo.work_dir().join("out")).unwrap();
    assert!(matches!(
        repo.pin("out/secret", None, &At::WorkTree),
        Err(VcsError::ThroughSymlink { .. })
    ));
    let pin = repo.pin("out", None, &At::WorkTree).unwrap();
    let target = outside.path().to_str().unwrap();
    assert_eq!(repo.bytes_of(&pin).unwrap(), target.as_bytes());
    assert_eq!(
        state(&repo, &pin),
        CitationState::Uncommitted { still_there: true }
    );
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(12))]
    #[test]
    fn lines_move_by_as_many_lines_as_were_inserted_above(
        above in proptest::collection::vec("[a-z]{0,6}", 1..12),
        first in 1_u32..8,
        count in 1_u32..4,
    ) {
        let (_dir, repo) = repository();
        let old = (1..=10).map(|n| format!("clause {n}")).collect::<Vec<_>>().join("\n");
        commit(&repo, &[("p", Some(&old))]);
        let pin = repo.pin("p", lines(first, first + count - 1), &At::Head).unwrap();
        let new = above.join("\n") + "\n" + &old;
        commit(&repo, &[("p", Some(&new))]);
        let shift = u32::try_from(above.len()).unwrap();
        prop_assert_eq!(
            state(&repo, &pin),
            moved("p", lines(first + shift, first + shift + count - 1))
        );
    }
}
