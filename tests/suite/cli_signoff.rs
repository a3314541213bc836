//! Signing an audit off: who may, what is signed, and what is said once records change.

#![allow(
    clippy::unwrap_used,
    clippy::indexing_slicing,
    clippy::panic,
    reason = "a test that cannot go on fails here"
)]

use crate::cli_desk::{Desk, Run};

/// Makes an audit in state reporting, whose records are all committed.
pub(crate) fn reporting() -> Desk {
    let desk = Desk::audit();
    desk.run(&["answer", "a-1", "4.1", "--verdict", "conforming"])
        .ok();
    desk.write_frame("a-1");
    desk.run(&["audit", "move", "a-1", "reporting"]).ok();
    desk.run(&["commit", "a-1"]).ok();
    desk
}

/// Makes an audit that was signed off as prepared.
pub(crate) fn prepared() -> Desk {
    let desk = reporting();
    desk.run(&["signoff", "a-1"]).ok();
    desk
}

/// Returns what JSON says of a sign-off.
#[track_caller]
pub(crate) fn told(desk: &Desk, name: &str) -> serde_json::Value {
    let list = desk.run(&["signoff", "list", "a-1", "--json"]).json();
    let rows = list["sign-offs"].as_array().unwrap();
    rows.iter()
        .find(|row| row["tag"].as_str().unwrap().ends_with(name))
        .unwrap_or_else(|| panic!("{name} is missing in {list:#}"))
        .clone()
}

/// Changes a record of the audit and commits it after a sign-off.
pub(crate) fn change(desk: &Desk) -> Run {
    desk.run(&["answer", "a-1", "4.2#1", "--verdict", "conforming"])
        .ok();
    desk.run(&["commit", "a-1", "--why", "the method was shown later"])
}

#[test]
fn the_audit_team_leader_signs_and_the_tag_says_it_all() {
    let desk = reporting();
    let done = desk.run(&["signoff", "a-1", "--words", "Two systems were sampled."]);
    assert!(done.err.contains("git push --follow-tags"), "{done:?}");
    let out = done.ok();
    let head = desk.git(&["rev-parse", "HEAD"]);
    assert!(
        out.contains("I have prepared this audit and stand by it"),
        "{out}"
    );
    assert!(out.contains("Two systems were sampled."), "{out}");
    assert!(out.contains(head.trim()), "{out}");
    assert_eq!(
        desk.git(&["cat-file", "-t", "tickmark/a-1/prepared-1"])
            .trim(),
        "tag"
    );
    assert_eq!(
        desk.git(&["rev-parse", "tickmark/a-1/prepared-1^{commit}"]),
        head
    );
    let text = desk.git(&["cat-file", "tag", "tickmark/a-1/prepared-1"]);
    for fact in [
        "tagger Ada Auditor <ada@example.org>",
        "Audit: a-1\nRole: prepared\nRound: 1\n",
        "Folder: audits/a-1\n",
        "Previous: none\n",
        &format!("Commit: {head}"),
        &format!("Tree: {}", desk.git(&["rev-parse", "HEAD:audits/a-1"])),
    ] {
        assert!(text.contains(fact), "{fact:?} is missing in {text}");
    }
    let told = told(&desk, "prepared-1");
    assert_eq!(told["state"], "fresh");
    assert_eq!(told["signature"], "unsigned");
    assert_eq!(told["counts"], true);
    assert_eq!(desk.run(&["signoff", "check", "a-1"]).status, 0);
    desk.git(&["fsck", "--strict"]);
}

#[test]
fn the_root_hash_comes_out_by_hand_with_git_and_sha256sum() {
    let desk = prepared();
    let out = desk.run(&["signoff", "show", "a-1"]).ok();
    let line = out
        .lines()
        .find_map(|line| line.strip_prefix("  by hand    "))
        .unwrap();
    let computed = desk.command_of("bash").args(["-c", line]).output().unwrap();
    let computed = String::from_utf8(computed.stdout).unwrap();
    let told = told(&desk, "prepared-1");
    assert_eq!(
        computed.split_whitespace().next().unwrap(),
        told["root-sha256"].as_str().unwrap()
    );
    let readme =
        std::fs::read_to_string(concat!(env!("CARGO_MANIFEST_DIR"), "/README.md")).unwrap();
    let tail = line.split_once("| while").unwrap().1;
    let commit = told["commit"].as_str().unwrap();
    let shown = tail.replace(commit, "COMMIT");
    assert!(
        readme.contains(shown.trim()),
        "the README has another line than {shown}"
    );
}

#[test]
fn a_second_person_reviews_and_no_observer() {
    let desk = reporting();
    desk.run(&[
        "audit",
        "set",
        "a-1",
        "--observer",
        "Olga <olga@example.org>",
    ])
    .ok();
    desk.run(&["commit"]).ok();
    desk.run_as("Ben", &["signoff", "a-1"])
        .fails(1, &["not signed off as prepared yet"]);
    desk.run_as("Ben", &["signoff", "a-1", "--as", "prepared"])
        .fails(1, &["Ben is not the audit team leader"]);
    desk.run(&["signoff", "a-1"]).ok();
    desk.run(&["signoff", "a-1"])
        .fails(1, &["the review is by a second person"]);
    desk.run_as("Olga", &["signoff", "a-1"])
        .fails(1, &["Olga is an observer"]);
    desk.run_as("Ben", &["signoff", "a-1"]).ok();
    let (first, second) = (told(&desk, "prepared-1"), told(&desk, "reviewed-1"));
    assert_eq!(second["reviews"], first["object"]);
    assert_eq!(second["previous"], first["object"]);
    assert_eq!(second["state"], "fresh");
    assert_eq!(second["by"], "Ben <ben@example.org>");
    desk.run_as("Ben", &["signoff", "a-1"])
        .fails(1, &["reviewed already"]);
    desk.run(&["signoff", "a-1", "--as", "prepared"])
        .fails(1, &["prepared already, by Ada Auditor"]);
}

#[test]
fn whoever_owns_a_corrective_action_does_not_review_and_somebody_from_outside_may() {
    let desk = reporting();
    let finding = crate::tampering::story::raise(&desk, "Ada");
    desk.run_as("Ada", &["commit", "-m", "Finding"]).ok();
    crate::tampering::story::answer(&desk, "Rolf", &finding);
    desk.rolf_commits();
    desk.run(&["signoff", "a-1"]).ok();
    desk.run_as("Rolf", &["signoff", "a-1", "--as", "reviewed"])
        .fails(1, &["Rolf owns or implements the corrective action C-"]);
    desk.run_as("Zoe", &["signoff", "a-1", "--as", "reviewed"])
        .ok();
}

#[test]
fn what_stands_against_a_sign_off_is_told_all_at_once_and_nothing_is_written() {
    let desk = Desk::audit();
    desk.run(&["commit"]).ok();
    desk.run(&["answer", "a-1", "4.1", "--verdict", "conforming"])
        .ok();
    let told = desk.run(&["signoff", "a-1", "--dry-run", "--json"]);
    assert_eq!(told.status, 1);
    let missing = told.json()["missing"].to_string();
    assert!(missing.contains("in state fieldwork"), "{missing}");
    assert!(missing.contains("not committed"), "{missing}");
    desk.run(&["signoff", "a-1"]).fails(
        1,
        &["in state fieldwork", "not committed", "tickmark commit a-1"],
    );
    desk.run(&["signoff", "a-1", "--words", "\u{1b}[2J"])
        .fails(2, &["control characters"]);
    desk.run(&["signoff", "nowhere"])
        .fails(2, &["Could not find the audit"]);
    assert_eq!(desk.git(&["tag"]), "");
}

#[test]
fn a_change_after_the_sign_off_needs_a_reason_and_makes_it_stale() {
    let desk = prepared();
    desk.run(&["answer", "a-1", "4.2#1", "--verdict", "conforming"])
        .ok();
    desk.run(&["commit", "a-1"])
        .fails(1, &["a change after that needs a reason", "--why"]);
    let dry = desk.run(&["commit", "--dry-run", "--json"]).json();
    assert_eq!(dry["signed-off"][0], "a-1");
    change(&desk).ok();
    let message = desk.git(&["log", "-1", "--format=%(trailers:unfold)"]);
    assert!(
        message.contains("After-sign-off: the method was shown later"),
        "{message}"
    );
    assert!(
        message.contains("Sign-off: tickmark/a-1/prepared-1 "),
        "{message}"
    );
    let told = told(&desk, "prepared-1");
    assert_eq!(told["state"], "stale");
    assert_eq!(told["counts"], false);
    assert_eq!(told["changes"][0]["record"], "4.2");
    assert_eq!(told["changes"][0]["change"], "added");
    let after = &told["additions"][0];
    assert_eq!(after["by"], "Ada Auditor <ada@example.org>");
    assert_eq!(after["why"], "the method was shown later");
    let check = desk.run(&["signoff", "check", "a-1"]);
    assert_eq!(check.status, 1, "{check:?}");
    assert!(
        check.out.contains("why: the method was shown later"),
        "{}",
        check.out
    );
    desk.run_as("Ben", &["signoff", "a-1"])
        .fails(1, &["to be signed again first"]);
    desk.run(&["signoff", "a-1"]).ok();
    assert_eq!(self::told(&desk, "prepared-2")["previous"], told["object"]);
    assert_eq!(desk.run(&["signoff", "check", "a-1"]).status, 0);
}

#[test]
fn what_was_signed_is_not_removed_and_what_came_later_may_be() {
    let desk = prepared();
    change(&desk).ok();
    desk.git(&["rm", "-q", "audits/a-1/answers/house/4.1.toml"]);
    desk.git(&["reset", "-q"]);
    desk.run(&["commit", "--why", "tidying"])
        .fails(1, &["4.1 was signed off, and is not removed any more"]);
    desk.git(&["checkout", "--", "audits/a-1/answers/house/4.1.toml"]);
    std::fs::remove_file(desk.repo().join("audits/a-1/answers/house/4.2.toml")).unwrap();
    desk.run(&["commit", "--why", "answered by mistake"]).ok();
    assert_eq!(
        told(&desk, "prepared-1")["state"],
        "fresh",
        "it is again what was signed"
    );
}

#[test]
fn changes_beside_the_audit_leave_the_sign_off_fresh() {
    let desk = prepared();
    desk.write("risk/method.md", "other\n");
    desk.git(&["commit", "-q", "-am", "Evidence moves on"]);
    desk.run(&[
        "new",
        "a-2",
        "--title",
        "Second audit",
        "--checklist",
        "house",
    ])
    .ok();
    desk.run(&["commit"]).ok();
    assert_eq!(told(&desk, "prepared-1")["state"], "fresh");
    let all = desk.run(&["signoff", "check"]);
    assert_eq!(all.status, 0, "{all:?}");
    desk.run(&["signoff", "check", "a-2"])
        .fails(1, &["a-2 is not signed off"]);
}

#[test]
fn only_the_tip_of_a_branch_is_signed() {
    let desk = reporting();
    desk.git(&["checkout", "-q", "--detach"]);
    desk.run(&["signoff", "a-1"]).fails(1, &["no branch"]);
}

#[test]
fn the_log_says_which_commits_were_signed_off() {
    let desk = prepared();
    let log = desk.run(&["log", "a-1"]).ok();
    assert!(
        log.contains("signed off as prepared by Ada Auditor, tickmark/a-1/prepared-1"),
        "{log}"
    );
    let rows = desk.run(&["log", "a-1", "--json"]).json();
    assert_eq!(
        rows["commits"][0]["sign-offs"][0],
        "tickmark/a-1/prepared-1"
    );
}

#[test]
fn the_report_names_who_signed_and_stays_the_same() {
    let desk = prepared();
    desk.run_as("Ben", &["signoff", "a-1", "--words", "Sampled | in full"])
        .ok();
    let report = desk.run(&["report", "a-1"]).ok();
    let root = told(&desk, "prepared-1")["root-sha256"]
        .as_str()
        .unwrap()
        .to_owned();
    assert!(report.contains("## Sign-off"), "{report}");
    assert!(report.contains("| prepared | Ada Auditor |"), "{report}");
    assert!(report.contains("| as signed |"), "{report}");
    assert!(report.contains(&root), "{report}");
    assert_eq!(report, desk.run(&["report", "a-1"]).ok());
    change(&desk).ok();
    let report = desk.run(&["report", "a-1"]).ok();
    assert!(report.contains("1 record changed since"), "{report}");
    desk.git(&["reset", "-q", "--hard", "HEAD~1"]);
    desk.git(&["commit", "-q", "--amend", "-m", "Rewritten"]);
    let report = desk.run(&["report", "a-1"]).ok();
    assert!(
        !report.contains("## Sign-off"),
        "the history does not lead there: {report}"
    );
}
