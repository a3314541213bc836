//! What happened in between and where something may be now, on made-up histories.

use super::{commit, repository};
use crate::{
    domain::{
        evidence::{CitationState, LineRange, Pin},
        person::Person,
    },
    vcs::{
        At, Between, GitRepository, Proposal, ProposalKind, Repository, Since,
        history::HistoryWriter,
    },
};

const NEVER: &dyn Fn() -> bool = &|| false;

/// A policy of forty different lines.
fn policy() -> Vec<String> {
    (1..=40)
        .map(|n| {
            format!(
                "{n}. The owner of system {n} reviews it in month {}.",
                n * 7 % 12
            )
        })
        .collect()
}

fn text(lines: &[String]) -> String {
    lines.join("\n") + "\n"
}

fn pinned(repo: &GitRepository, path: &str, lines: Option<&str>) -> Pin {
    let lines: Option<LineRange> = lines.map(|lines| lines.parse().unwrap());
    repo.pin(path, lines, &At::Head).unwrap()
}

fn between(repo: &GitRepository, pin: &Pin) -> Between {
    repo.between(pin, &At::Head, NEVER).unwrap()
}

fn proposals(repo: &GitRepository, pin: &Pin) -> Vec<Proposal> {
    repo.proposals(pin, &At::Head, NEVER).unwrap()
}

fn state(repo: &GitRepository, pin: &Pin) -> CitationState {
    repo.check(std::slice::from_ref(pin)).pop().unwrap()
}

/// What is proposed first: kind, `path:lines`, and the commit.
fn first(repo: &GitRepository, pin: &Pin) -> (ProposalKind, String, Option<String>) {
    let all = proposals(repo, pin);
    let first = all.into_iter().next().expect("something is proposed");
    (
        first.kind,
        crate::domain::evidence::within(".", &first.path, first.lines),
        first.commit,
    )
}

fn touches(between: &Between) -> Vec<(&str, Option<bool>)> {
    between
        .commits
        .iter()
        .map(|commit| (commit.commit.as_str(), commit.touches))
        .collect()
}

#[test]
fn the_commits_in_between_are_listed_newest_first_and_say_whether_they_touched_the_lines() {
    let (_dir, repo) = repository();
    let mut lines = policy();
    commit(&repo, &[("p.md", Some(&text(&lines)))]);
    let pin = pinned(&repo, "p.md", Some("10-12"));
    lines.insert(0, "A preamble.".to_owned());
    let above = commit(&repo, &[("p.md", Some(&text(&lines)))]);
    commit(&repo, &[("other.md", Some("nothing of it\n"))]);
    lines[11] = lines[11].replace("month", "week");
    let edited = commit(&repo, &[("p.md", Some(&text(&lines)))]);
    lines.push("An end.".to_owned());
    let below = commit(&repo, &[("p.md", Some(&text(&lines)))]);
    let told = between(&repo, &pin);
    assert_eq!(told.since, Since::Pinned);
    assert!(!told.more && !told.cut);
    assert_eq!(
        touches(&told),
        [
            (below.as_str(), Some(false)),
            (edited.as_str(), Some(true)),
            (above.as_str(), Some(false)),
        ]
    );
    assert_eq!(told.commits[0].author.name, "Mira Okafor");
    assert_eq!(told.commits[0].subject, "Change things");
    assert_eq!(
        told.commits[1].parent.as_ref().map(String::len),
        Some(edited.len())
    );
    assert_eq!(
        first(&repo, &pin),
        (ProposalKind::Edited, "p.md:11-13".to_owned(), Some(edited))
    );
}

#[test]
fn an_untouched_citation_has_nothing_in_between_and_nothing_is_proposed() {
    let (_dir, repo) = repository();
    commit(&repo, &[("p.md", Some(&text(&policy())))]);
    let pin = pinned(&repo, "p.md", Some("10-12"));
    assert_eq!(between(&repo, &pin).commits, []);
    commit(&repo, &[("q.md", Some("else\n"))]);
    assert_eq!(between(&repo, &pin).commits, []);
    assert_eq!(proposals(&repo, &pin), []);
}

#[test]
fn a_file_is_followed_through_renames_with_edits_over_several_commits() {
    let (_dir, repo) = repository();
    let mut lines = policy();
    commit(&repo, &[("old/p.md", Some(&text(&lines)))]);
    let pin = pinned(&repo, "old/p.md", Some("10-12"));
    lines[30] = "Edited before the rename.".to_owned();
    let before = commit(&repo, &[("old/p.md", Some(&text(&lines)))]);
    lines.insert(0, "Put in with the rename.".to_owned());
    let renamed = commit(
        &repo,
        &[("old/p.md", None), ("new/p.md", Some(&text(&lines)))],
    );
    lines[12] = "12. Nobody reviews it.".to_owned();
    let edited = commit(&repo, &[("new/p.md", Some(&text(&lines)))]);
    lines.push("And again.".to_owned());
    let again = commit(
        &repo,
        &[("new/p.md", None), ("new/rules.md", Some(&text(&lines)))],
    );
    let told = between(&repo, &pin);
    assert_eq!(
        touches(&told),
        [
            (again.as_str(), Some(false)),
            (edited.as_str(), Some(true)),
            (renamed.as_str(), Some(false)),
            (before.as_str(), Some(false)),
        ]
    );
    let new_paths: Vec<_> = told.commits.iter().filter(|c| c.renames()).collect();
    assert_eq!(new_paths[0].path, "new/rules.md");
    assert_eq!(new_paths[1].was.as_deref(), Some("old/p.md"));
    assert_eq!(state(&repo, &pin), CitationState::Gone, "never silent");
    let all = proposals(&repo, &pin);
    assert_eq!(all[0].kind, ProposalKind::Renamed);
    assert_eq!(all[0].path, "new/rules.md");
    assert_eq!(all[0].lines, "11-13".parse().ok());
    assert_eq!(all[0].commit.as_ref(), Some(&renamed));
    assert!((60..100).contains(&all[0].likeness), "{all:?}");
    let whole = Pin {
        lines: None,
        excerpt_sha256: None,
        ..pin
    };
    let all = proposals(&repo, &whole);
    assert_eq!(
        (all[0].kind, all[0].path.as_str()),
        (ProposalKind::Renamed, "new/rules.md")
    );
    assert!((80..100).contains(&all[0].likeness), "{all:?}");
}

#[test]
fn lines_taken_to_another_file_are_proposed_there() {
    let (_dir, repo) = repository();
    let lines = policy();
    commit(
        &repo,
        &[
            ("p.md", Some(&text(&lines))),
            ("q.md", Some("# Other rules\n\nFirst.\n\nLast.\n")),
        ],
    );
    let pin = pinned(&repo, "p.md", Some("10-14"));
    let (mut rest, taken) = (lines.clone(), &lines[7..16]);
    rest.drain(7..16);
    let mut other = vec![
        "# Other rules".to_owned(),
        String::new(),
        "First.".to_owned(),
    ];
    other.extend(taken.iter().cloned());
    other.extend([String::new(), "Last.".to_owned()]);
    let split = commit(
        &repo,
        &[("p.md", Some(&text(&rest))), ("q.md", Some(&text(&other)))],
    );
    assert_eq!(state(&repo, &pin), CitationState::Changed);
    assert_eq!(
        first(&repo, &pin),
        (
            ProposalKind::Split,
            "q.md:6-10".to_owned(),
            Some(split.clone())
        )
    );
    // Later edits of the other file, and its rename, are followed.
    other.insert(0, "A line.".to_owned());
    other[8] = "11. The owner of system 11 reviews it when there is time.".to_owned();
    commit(&repo, &[("q.md", Some(&text(&other)))]);
    commit(&repo, &[("q.md", None), ("r.md", Some(&text(&other)))]);
    let all = proposals(&repo, &pin);
    assert_eq!(
        (all[0].kind, all[0].path.as_str()),
        (ProposalKind::Split, "r.md"),
        "{all:?}"
    );
    assert_eq!(all[0].lines, "7-11".parse().ok());
    assert_eq!(all[0].commit, Some(split));
    assert!((70..100).contains(&all[0].likeness), "{all:?}");
}

#[test]
fn lines_that_were_edited_on_their_way_to_another_file_are_proposed_there() {
    let (_dir, repo) = repository();
    let lines = policy();
    commit(&repo, &[("p.md", Some(&text(&lines)))]);
    let pin = pinned(&repo, "p.md", Some("10-14"));
    let mut rest = lines.clone();
    rest.drain(9..14);
    let mut taken: Vec<String> = lines[9..14]
        .iter()
        .map(|line| format!("  {line}"))
        .collect();
    taken[2] = "  12. The owner of system 12 reviews it in March.".to_owned();
    let split = commit(
        &repo,
        &[
            ("p.md", Some(&text(&rest))),
            ("reviews.md", Some(&text(&taken))),
        ],
    );
    assert_eq!(
        first(&repo, &pin),
        (
            ProposalKind::Split,
            "reviews.md:1-5".to_owned(),
            Some(split)
        )
    );
}

#[test]
fn a_sibling_that_was_alike_from_the_start_is_no_split() {
    let (_dir, repo) = repository();
    let lines = policy();
    let other: Vec<String> = lines
        .iter()
        .map(|line| line.replace("owner", "head"))
        .collect();
    commit(
        &repo,
        &[("p.md", Some(&text(&lines))), ("q.md", Some(&text(&other)))],
    );
    let pin = pinned(&repo, "p.md", Some("10-12"));
    let edit = |lines: &[String]| -> String {
        text(
            &lines
                .iter()
                .map(|line| line.replace("month", "week"))
                .collect::<Vec<_>>(),
        )
    };
    commit(
        &repo,
        &[("p.md", Some(&edit(&lines))), ("q.md", Some(&edit(&other)))],
    );
    let all = proposals(&repo, &pin);
    assert!(all.iter().all(|p| p.kind != ProposalKind::Split), "{all:?}");
    assert_eq!(first(&repo, &pin).1, "p.md:10-12");
}

#[test]
fn a_copy_is_told_from_what_stood_there_all_the_time() {
    let (_dir, repo) = repository();
    let mut lines = policy();
    let twin = text(&lines[9..12]);
    commit(
        &repo,
        &[("p.md", Some(&text(&lines))), ("twin.md", Some(&twin))],
    );
    let pin = pinned(&repo, "p.md", Some("10-12"));
    let copied = commit(&repo, &[("copy.md", Some(&format!("# Copy\n{twin}")))]);
    lines.drain(9..12);
    commit(&repo, &[("p.md", Some(&text(&lines)))]);
    let all = proposals(&repo, &pin);
    let mut found: Vec<_> = all
        .iter()
        .filter(|p| p.kind == ProposalKind::Copied)
        .map(|p| (p.path.as_str(), p.likeness, p.commit.as_deref()))
        .collect();
    found.sort_unstable();
    assert_eq!(
        found,
        [
            ("copy.md", 100, Some(copied.as_str())),
            ("twin.md", 100, None)
        ]
    );
    assert_eq!(state(&repo, &pin), CitationState::Changed, "never silent");
}

#[test]
fn lines_that_moved_within_the_file_and_were_edited_are_proposed() {
    let (_dir, repo) = repository();
    let lines = policy();
    commit(&repo, &[("p.md", Some(&text(&lines)))]);
    let pin = pinned(&repo, "p.md", Some("3-7"));
    let mut edited = lines.clone();
    let mut block: Vec<String> = edited.drain(2..7).collect();
    block[2] = "5. The owner of system 5 reviews it whenever it is due.".to_owned();
    edited.extend(block);
    commit(&repo, &[("p.md", Some(&text(&edited)))]);
    let (kind, place, _) = first(&repo, &pin);
    assert_eq!((kind, place.as_str()), (ProposalKind::Moved, "p.md:36-40"));
}

#[test]
fn blocks_that_changed_places_are_moved_and_need_no_proposal() {
    let (_dir, repo) = repository();
    let lines = policy();
    commit(&repo, &[("p.md", Some(&text(&lines)))]);
    let pin = pinned(&repo, "p.md", Some("3-7"));
    let mut swapped = lines[20..].to_vec();
    swapped.extend_from_slice(&lines[..20]);
    commit(&repo, &[("p.md", Some(&text(&swapped)))]);
    assert_eq!(
        state(&repo, &pin),
        CitationState::Moved {
            path: "p.md".to_owned(),
            lines: "23-27".parse().ok(),
        }
    );
    assert_eq!(proposals(&repo, &pin), []);
}

#[test]
fn a_file_put_in_the_place_of_one_that_was_renamed_does_not_hide_it() {
    let (_dir, repo) = repository();
    let mut lines = policy();
    commit(&repo, &[("p.md", Some(&text(&lines)))]);
    let whole = pinned(&repo, "p.md", None);
    let part = pinned(&repo, "p.md", Some("20-22"));
    lines.push("One more.".to_owned());
    commit(
        &repo,
        &[
            ("p.md", Some("See rules.md.\n")),
            ("rules.md", Some(&text(&lines))),
        ],
    );
    for (pin, place) in [(&whole, "rules.md"), (&part, "rules.md:20-22")] {
        assert_eq!(first(&repo, pin).1, place);
    }
}

#[test]
fn what_a_file_is_that_was_deleted_is_not_invented() {
    let (_dir, repo) = repository();
    commit(
        &repo,
        &[
            ("p.md", Some(&text(&policy()))),
            ("q.md", Some("Something else.\n")),
        ],
    );
    let pin = pinned(&repo, "p.md", Some("20-22"));
    let deleted = commit(
        &repo,
        &[("p.md", None), ("new.md", Some("Nothing of it.\n"))],
    );
    assert_eq!(proposals(&repo, &pin), []);
    assert_eq!(
        touches(&between(&repo, &pin)),
        [(deleted.as_str(), Some(true))]
    );
    assert_eq!(between(&repo, &pin).commits[0].was.as_deref(), Some("p.md"));
}

/// Commits a tree on parents of one's choice, without moving the branch.
fn graft(repo: &GitRepository, parents: &[&str], at: i64, path: &str, content: &str) -> String {
    let raw = repo.raw();
    let find = |id: &&str| raw.find_commit(repo.oid(id).unwrap()).unwrap();
    let parents: Vec<_> = parents.iter().map(find).collect();
    let blob = raw.blob(content.as_bytes()).unwrap();
    let base = parents[0].tree().unwrap();
    let tree = git2::build::TreeUpdateBuilder::new()
        .upsert(path, blob, git2::FileMode::Blob)
        .create_updated(raw, &base)
        .unwrap();
    let who = git2::Signature::new("M", "m@example.org", &git2::Time::new(at, 0)).unwrap();
    let parents: Vec<_> = parents.iter().collect();
    let tree = raw.find_tree(tree).unwrap();
    raw.commit(None, &who, &who, "Graft", &tree, &parents)
        .unwrap()
        .to_string()
}

fn at(commit: &str) -> At {
    At::Commit(commit.to_owned())
}

const LATER: i64 = 1_900_000_000;

#[test]
fn a_merge_is_listed_only_where_it_has_what_no_parent_has() {
    let (_dir, repo) = repository();
    let lines = policy();
    let base = commit(&repo, &[("p.md", Some(&text(&lines)))]);
    let pin = pinned(&repo, "p.md", Some("10-12"));
    let with = |edits: &[usize]| {
        let mut lines = lines.clone();
        for line in edits {
            lines[*line] = format!("edited {line}");
        }
        text(&lines)
    };
    let ours = graft(&repo, &[&base], LATER, "p.md", &with(&[1]));
    let theirs = graft(&repo, &[&base], LATER + 1, "p.md", &with(&[10]));
    let merge = graft(&repo, &[&ours, &theirs], LATER + 2, "p.md", &with(&[1, 10]));
    let told = repo.between(&pin, &at(&merge), NEVER).unwrap();
    assert_eq!(
        touches(&told),
        [
            (merge.as_str(), Some(false)),
            (theirs.as_str(), Some(true)),
            (ours.as_str(), Some(false)),
        ]
    );
    // A merge that takes one side as it is leads there alone.
    let plain = graft(&repo, &[&ours, &theirs], LATER + 2, "p.md", &with(&[10]));
    let told = repo.between(&pin, &at(&plain), NEVER).unwrap();
    assert_eq!(touches(&told), [(theirs.as_str(), Some(true))]);
    let evil = graft(
        &repo,
        &[&ours, &theirs],
        LATER + 2,
        "p.md",
        &with(&[1, 10, 11]),
    );
    let told = repo.between(&pin, &at(&evil), NEVER).unwrap();
    assert_eq!(touches(&told)[0], (evil.as_str(), Some(true)));
}

#[test]
fn after_a_rewrite_of_history_the_last_commit_that_both_have_counts() {
    let (_dir, repo) = repository();
    let lines = policy();
    let base = commit(&repo, &[("p.md", Some(&text(&lines)))]);
    let mut edited = lines.clone();
    edited[11] = "12. As it was cited.".to_owned();
    commit(&repo, &[("p.md", Some(&text(&edited)))]);
    let pin = pinned(&repo, "p.md", Some("12"));
    let other = graft(&repo, &[&base], LATER, "p.md", &text(&lines[1..]));
    let told = repo.between(&pin, &at(&other), NEVER).unwrap();
    assert_eq!(told.since, Since::Fork(base));
    assert_eq!(told.commits[0].commit, other);
    let lone = {
        let raw = repo.raw();
        let who = git2::Signature::new("M", "m@example.org", &git2::Time::new(LATER, 0)).unwrap();
        let tree = raw
            .find_commit(repo.oid(&other).unwrap())
            .unwrap()
            .tree()
            .unwrap();
        raw.commit(None, &who, &who, "Anew", &tree, &[]).unwrap()
    };
    let told = repo.between(&pin, &at(&lone.to_string()), NEVER).unwrap();
    assert!(matches!(told.since, Since::Unknown(_)), "{told:?}");
    // What it may be is found by its content all the same.
    let all = repo.proposals(&pin, &at(&lone.to_string()), NEVER).unwrap();
    assert_eq!(all[0].kind, ProposalKind::Edited);
}

#[test]
fn an_older_commit_can_be_compared_with() {
    let (_dir, repo) = repository();
    let mut lines = policy();
    let old = commit(&repo, &[("p.md", Some(&text(&lines)))]);
    lines.insert(0, "A preamble.".to_owned());
    let above = commit(&repo, &[("p.md", Some(&text(&lines)))]);
    lines[11] = "11. Edited.".to_owned();
    let edited = commit(&repo, &[("p.md", Some(&text(&lines)))]);
    let pin = pinned(&repo, "p.md", Some("12-13"));
    let told = repo.between(&pin, &at(&old), NEVER).unwrap();
    assert_eq!(told.since, Since::Before);
    assert_eq!(
        touches(&told),
        [(edited.as_str(), Some(true)), (above.as_str(), Some(false))]
    );
    let judged = |commit: &str| repo.check_at(std::slice::from_ref(&pin), &at(commit)).pop();
    assert_eq!(judged(&old), Some(CitationState::Changed));
    assert_eq!(
        judged(&edited),
        Some(CitationState::Unchanged {
            file_changed: false
        })
    );
}

#[test]
fn authors_are_those_of_the_mailmap() {
    let (_dir, repo) = repository();
    let mut lines = policy();
    commit(
        &repo,
        &[
            ("p.md", Some(&text(&lines))),
            (
                ".mailmap",
                Some("Mira Berg <berg@example.org> <mira@example.org>\n"),
            ),
        ],
    );
    let pin = pinned(&repo, "p.md", None);
    lines.push("More.".to_owned());
    commit(&repo, &[("p.md", Some(&text(&lines)))]);
    let author = &between(&repo, &pin).commits[0].author;
    assert_eq!(author.to_string(), "Mira Berg <berg@example.org>");
}

#[test]
fn what_was_cited_from_the_work_tree_has_no_history_to_tell() {
    let (_dir, repo) = repository();
    commit(&repo, &[("p.md", Some("one\n"))]);
    super::write(&repo, "p.md", "two\n");
    let pin = repo.pin("p.md", None, &At::WorkTree).unwrap();
    assert!(matches!(between(&repo, &pin).since, Since::Unknown(_)));
}

#[test]
fn in_a_shallow_clone_nobody_claims_to_know_what_happened() {
    let (dir, repo) = repository();
    let mut lines = policy();
    commit(&repo, &[("p.md", Some(&text(&lines)))]);
    let pin = pinned(&repo, "p.md", Some("3-4"));
    for number in 0..3 {
        lines.push(format!("more {number}"));
        commit(&repo, &[("p.md", Some(&text(&lines)))]);
    }
    let shallow = tempfile::tempdir().unwrap();
    let done = std::process::Command::new("git")
        .args(["clone", "-q", "--depth", "2"])
        .arg(format!("file://{}", dir.path().display()))
        .arg(shallow.path())
        .status()
        .unwrap();
    assert!(done.success());
    let clone = crate::vcs::open(shallow.path()).unwrap();
    assert!(matches!(between(&clone, &pin).since, Since::Unknown(_)));
    // Where the pinned commit is here, what was cut off before it does not matter.
    let recent = pinned(&clone, "p.md", Some("3-4"));
    assert_eq!(between(&clone, &recent).since, Since::Pinned);
    assert!(!between(&clone, &recent).cut);
}

#[test]
fn long_histories_are_bounded_and_say_so() {
    let (_dir, repo) = repository();
    let mira: Person = "Mira <mira@example.org>".parse().unwrap();
    commit(&repo, &[("p.md", Some("start\n"))]);
    let pin = pinned(&repo, "p.md", None);
    let mut writer = HistoryWriter::new(&repo).unwrap();
    for number in 0..600_i64 {
        let when = jiff::Timestamp::from_second(LATER + number).unwrap();
        let content = format!("edit {number}\n");
        writer
            .commit(&mira, when, "Edit\n", &[("p.md", Some(content.as_bytes()))])
            .unwrap();
    }
    writer.finish().unwrap();
    let told = between(&repo, &pin);
    assert_eq!(told.commits.len(), 500);
    assert!(told.more);
    // Whoever says stop at once gets nothing to rely on, and soon.
    let stopped = repo.between(&pin, &At::Head, &|| true).unwrap();
    assert!(stopped.more && stopped.commits.len() < 100);
}

#[test]
fn a_binary_file_that_was_renamed_with_its_bytes_is_moved_and_its_history_told() {
    let (_dir, repo) = repository();
    commit(&repo, &[("a.bin", Some("\0one"))]);
    let pin = pinned(&repo, "a.bin", None);
    let renamed = commit(&repo, &[("a.bin", None), ("b.bin", Some("\0one"))]);
    let told = between(&repo, &pin);
    assert_eq!(touches(&told), [(renamed.as_str(), Some(false))]);
    assert!(told.commits[0].renames());
    assert_eq!(proposals(&repo, &pin), []);
}
