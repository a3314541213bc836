//! What is said of sign-offs, and of the history below them, that somebody has tampered with.

#![allow(
    clippy::unwrap_used,
    clippy::indexing_slicing,
    clippy::panic,
    reason = "a test that cannot go on fails here"
)]

use std::{io::Write as _, process::Stdio};

use crate::{
    cli_desk::Desk,
    cli_signoff::{change, prepared, reporting, told},
};

pub(crate) const TAG: &str = "tickmark/a-1/prepared-1";

/// Makes a tag object with what a function makes of the one that is there, and points the tag to it.
pub(crate) fn edit(desk: &Desk, name: &str, edit: impl FnOnce(String) -> String) {
    forge(desk, name, &edit(desk.git(&["cat-file", "tag", name])));
}

/// Makes a tag object of a text, and points the tag to it.
fn forge(desk: &Desk, name: &str, text: &str) {
    let mut made = desk
        .command_of("git")
        .args(["mktag", "--no-strict"])
        .stdin(Stdio::piped())
        .stdout(Stdio::piped())
        .spawn()
        .unwrap();
    made.stdin
        .take()
        .unwrap()
        .write_all(text.as_bytes())
        .unwrap();
    let made = made.wait_with_output().unwrap();
    assert!(made.status.success(), "{text}");
    let id = String::from_utf8(made.stdout).unwrap();
    desk.git(&["update-ref", &format!("refs/tags/{name}"), id.trim()]);
}

/// Holds what is said of a sign-off, and that the check says no.
#[track_caller]
pub(crate) fn assert_told(desk: &Desk, name: &str, text: &str) {
    let row = told(desk, name);
    assert!(
        row.to_string().contains(text),
        "{text:?} is missing in {row:#}"
    );
    assert_eq!(row["counts"], false);
    let check = desk.run(&["signoff", "check", "a-1"]);
    assert_eq!(check.status, 1, "{check:?}");
    assert!(
        check.out.contains(text),
        "{text:?} is missing in {}",
        check.out
    );
}

#[test]
fn a_tag_that_was_moved_is_told_by_its_log() {
    let desk = prepared();
    let was = desk.git(&["rev-parse", TAG]);
    desk.git(&["commit", "-q", "--allow-empty", "-m", "Later"]);
    let later = desk.git(&["rev-parse", "HEAD"]);
    edit(&desk, TAG, |text| {
        let commit = text
            .lines()
            .next()
            .unwrap()
            .trim_start_matches("object ")
            .to_owned();
        text.replace(&commit, later.trim())
    });
    assert_told(&desk, TAG, "the tag was moved");
    assert_told(&desk, TAG, &was[..10]);
}

#[test]
fn a_tag_that_was_made_again_is_told_by_the_commit_after_it() {
    let desk = prepared();
    change(&desk).ok();
    let text = desk.git(&["cat-file", "tag", TAG]);
    desk.git(&["tag", "-d", TAG]);
    forge(&desk, TAG, &text.replace("stand by it", "guess"));
    assert_told(&desk, TAG, "the tag was moved: the commit ");
}

#[test]
fn a_tag_that_was_deleted_is_missed_where_others_of_the_audit_are() {
    let desk = prepared();
    change(&desk).ok();
    desk.run(&["signoff", "a-1"]).ok();
    desk.git(&["tag", "-d", TAG]);
    assert_told(&desk, TAG, "missing: the commit ");
    let verify = desk.run(&["verify", "--json"]);
    assert_eq!(verify.status, 1, "{verify:?}");
    let told = verify.json()["irregularities"].to_string();
    assert!(
        told.contains("tag-missing") && !told.contains("forged"),
        "{told}"
    );
}

#[test]
fn a_clone_without_tags_cannot_tell_and_raises_no_alarm() {
    let desk = prepared();
    desk.run_as("Ben", &["signoff", "a-1"]).ok();
    change(&desk).ok();
    let from = format!("file://{}", desk.repo().display());
    let bare = desk.yard().join("no tags");
    let place = bare.to_str().unwrap();
    desk.git(&["clone", "-q", "--no-tags", &from, place]);
    let verified = |place: &str| {
        let run = desk.run(&["-C", place, "verify", "--json"]);
        assert_eq!(run.status, 0, "{run:#?}");
        run.json()["unchecked"].to_string()
    };
    let unchecked = verified(place);
    assert!(unchecked.contains("git fetch --tags"), "{unchecked}");
    // One was fetched by its name: the remote is without tags all the same.
    let review = "refs/tags/tickmark/a-1/reviewed-1";
    desk.git(&[
        "-C",
        place,
        "fetch",
        "-q",
        "origin",
        &format!("{review}:{review}"),
    ]);
    let unchecked = verified(place);
    assert!(
        unchecked.contains("the sign-off that it reviews ("),
        "{unchecked}"
    );
    assert!(unchecked.contains("configured without tags"), "{unchecked}");
    let check = desk.run(&["-C", place, "signoff", "check", "a-1"]);
    assert_eq!(
        check.status, 1,
        "what cannot be told does not hold: {check:?}"
    );
    desk.git(&["-C", place, "fetch", "-q", "--tags"]);
    assert_eq!(verified(place), "[]");
}

#[test]
fn a_tag_that_names_another_folder_or_one_that_no_audit_has_stops_nobody() {
    for folder in [
        "../x",
        ".git",
        "audits",
        "audits/a-2",
        "risk",
        "audits//a-1",
    ] {
        let desk = prepared();
        edit(&desk, TAG, |text| {
            text.replace("Folder: audits/a-1", &format!("Folder: {folder}"))
        });
        assert_told(&desk, TAG, &format!("it says the folder {folder}"));
        let verify = desk.run(&["verify"]);
        assert_eq!(verify.status, 1, "{verify:?}");
        assert!(verify.out.contains("sign-off-forged"), "{verify:?}");
    }
    // A submodule beneath the folder.
    let desk = prepared();
    let head = desk.git(&["rev-parse", "HEAD"]).trim().to_owned();
    let link = format!("160000,{head},audits/a-1/sub");
    desk.git(&["update-index", "--add", "--cacheinfo", &link]);
    desk.git(&["commit", "-q", "-m", "Odd"]);
    let now = desk.git(&["rev-parse", "HEAD"]).trim().to_owned();
    let tree = desk
        .git(&["rev-parse", "HEAD:audits/a-1"])
        .trim()
        .to_owned();
    let was = told(&desk, TAG)["tree"].as_str().unwrap().to_owned();
    edit(&desk, TAG, |text| {
        text.replace(&head, &now).replace(&was, &tree)
    });
    assert_told(&desk, TAG, "submodule");
    assert!(desk.run(&["verify"]).out.contains("sign-off-forged"));
    desk.run(&["signoff", "a-1", "--dry-run"]);
}

#[test]
fn a_sign_off_that_something_is_wrong_with_is_named_so_in_the_report() {
    let desk = prepared();
    desk.run_as("Ben", &["signoff", "a-1"]).ok();
    edit(&desk, "tickmark/a-1/reviewed-1", |text| {
        text.replace("Ben <ben@example.org>", "A. Auditor <ADA@example.org>")
    });
    let report = desk.run(&["report", "a-1"]).ok();
    assert!(report.contains("does not count: "), "{report}");
    assert!(
        report.contains("A. Auditor signed in both roles"),
        "{report}"
    );
    let root = told(&desk, TAG)["root-sha256"].as_str().unwrap().to_owned();
    edit(&desk, TAG, |text| text.replace(&root, &"0".repeat(64)));
    let report = desk.run(&["report", "a-1"]).ok();
    assert!(
        report.contains("does not count: contradicted: it says the root hash"),
        "{report}"
    );
}

#[test]
fn who_might_not_sign_is_told_also_once_records_have_changed() {
    let desk = reporting();
    let finding = crate::tampering::story::raise(&desk, "Ada");
    desk.run_as("Ada", &["commit", "-m", "Finding"]).ok();
    crate::tampering::story::answer(&desk, "Rolf", &finding);
    desk.rolf_commits();
    desk.run(&["signoff", "a-1"]).ok();
    desk.run_as("Ben", &["signoff", "a-1"]).ok();
    edit(&desk, "tickmark/a-1/reviewed-1", |text| {
        text.replace("Ben <ben@example.org>", "Rolf <rolf@example.org>")
    });
    assert_told(
        &desk,
        "reviewed-1",
        "Rolf owns or implements the corrective action",
    );
    change(&desk).ok();
    assert_told(
        &desk,
        "reviewed-1",
        "Rolf owns or implements the corrective action",
    );
    let verify = desk.run(&["verify", "--json"]);
    assert_eq!(verify.status, 1, "{verify:?}");
    assert!(verify.out.contains("wrong-person"), "{verify:?}");
}

#[test]
fn a_note_of_what_followed_names_the_commit_that_changed_the_record() {
    let desk = prepared();
    change(&desk).ok();
    let later = desk.git(&["rev-parse", "HEAD"]).trim().to_owned();
    let verify = desk.run(&["verify", "--json"]);
    assert_eq!(verify.status, 0, "{verify:?}");
    let all = verify.json()["irregularities"].clone();
    let note = all.as_array().unwrap().first().unwrap();
    assert_eq!(note["kind"], "sign-off-followed", "{note:#}");
    assert_eq!(note["commit"], later.as_str());
    let look = note["look"].as_str().unwrap();
    let shown = desk.command_of("sh").args(["-c", look]).output().unwrap();
    let shown = String::from_utf8(shown.stdout).unwrap();
    assert!(shown.contains("4.2.toml"), "{look}: {shown}");
}

#[test]
fn the_sign_off_before_and_the_one_that_is_reviewed_are_missed() {
    let desk = prepared();
    desk.run_as("Ben", &["signoff", "a-1"]).ok();
    desk.git(&["tag", "-d", TAG]);
    assert_told(&desk, "reviewed-1", "the sign-off before it (");
    assert_told(&desk, "reviewed-1", "the sign-off that it reviews (");
}

#[test]
fn a_root_hash_or_tree_that_the_commit_does_not_have_is_told() {
    let desk = prepared();
    let root = told(&desk, TAG)["root-sha256"].as_str().unwrap().to_owned();
    edit(&desk, TAG, |text| text.replace(&root, &"0".repeat(64)));
    assert_told(&desk, TAG, "it says the root hash 0000000000");
    let desk = prepared();
    let tree = told(&desk, TAG)["tree"].as_str().unwrap().to_owned();
    edit(&desk, TAG, |text| text.replace(&tree, &"0".repeat(40)));
    assert_told(&desk, TAG, "it says the tree 0000000000");
}

#[test]
fn a_tag_that_points_elsewhere_than_it_says_or_bears_another_name_is_told() {
    let desk = prepared();
    let commit = told(&desk, TAG)["commit"].as_str().unwrap().to_owned();
    let earlier = desk.git(&["rev-parse", "HEAD~1"]);
    edit(&desk, TAG, |text| text.replacen(&commit, earlier.trim(), 1));
    assert_told(&desk, TAG, "and the tag points to ");
    let desk = prepared();
    let object = desk.git(&["rev-parse", TAG]);
    desk.git(&[
        "update-ref",
        "refs/tags/tickmark/a-1/reviewed-1",
        object.trim(),
    ]);
    assert_told(
        &desk,
        "reviewed-1",
        "holds the sign-off tickmark/a-1/prepared-1",
    );
}

#[test]
fn a_tag_that_is_no_sign_off_is_unreadable() {
    let desk = reporting();
    desk.git(&["tag", TAG]);
    assert_told(&desk, TAG, "no annotated tag");
    desk.run(&["signoff", "a-1"]).ok();
    assert_eq!(
        told(&desk, "prepared-2")["state"],
        "fresh",
        "what is there is not overwritten"
    );
    desk.git(&["tag", "-a", "-m", "Just a tag", "tickmark/a-1/reviewed-1"]);
    assert_told(&desk, "reviewed-1", "unreadable");
}

#[test]
fn a_commit_that_was_amended_rebased_or_rolled_back_is_told() {
    let desk = prepared();
    desk.git(&["commit", "-q", "--amend", "-m", "Amended"]);
    assert_told(&desk, TAG, "amended, rebased or replaced since");
    let desk = prepared();
    change(&desk).ok();
    desk.run(&["signoff", "a-1"]).ok();
    desk.git(&["branch", "keep"]);
    desk.git(&["reset", "-q", "--hard", "HEAD~1"]);
    assert_told(&desk, "prepared-2", "the branch was rolled back");
    desk.git(&["commit", "-q", "--allow-empty", "-m", "Another way"]);
    assert_told(&desk, "prepared-2", "on the branch keep");
}

#[test]
fn an_audit_whose_records_are_gone_was_signed_off_all_the_same() {
    let desk = prepared();
    desk.git(&["reset", "-q", "--hard", "HEAD~1"]);
    assert_told(&desk, TAG, "the branch was rolled back");
    assert_eq!(desk.run(&["signoff", "check"]).status, 1);
}

#[test]
fn a_record_that_was_removed_by_hand_is_named() {
    let desk = prepared();
    desk.git(&["rm", "-q", "audits/a-1/answers/house/4.1.toml"]);
    desk.git(&["commit", "-q", "-m", "Tidy up"]);
    let row = told(&desk, TAG);
    assert_eq!(row["state"], "stale");
    assert_eq!(row["changes"][0]["change"], "removed");
    assert_eq!(row["changes"][0]["record"], "4.1");
    assert_eq!(row["additions"][0]["why"], "");
    assert_told(&desk, TAG, "4.1 was removed since");
}

#[test]
fn the_same_person_in_both_roles_and_a_tagger_who_may_not_sign_are_told() {
    let desk = prepared();
    desk.run_as("Ben", &["signoff", "a-1"]).ok();
    edit(&desk, "tickmark/a-1/reviewed-1", |text| {
        text.replace("Ben <ben@example.org>", "A. Auditor <ADA@example.org>")
    });
    assert_told(&desk, "reviewed-1", "signed in both roles");
    let desk = prepared();
    edit(&desk, TAG, |text| {
        text.replace("Ada Auditor <ada@example.org>", "Eve <eve@example.org>")
    });
    assert_told(&desk, TAG, "Eve is not the audit team leader");
}

#[test]
fn a_sign_off_dated_before_its_commit_or_in_the_future_is_told() {
    let when = |text: &str, seconds: &str| {
        let line = text
            .lines()
            .find(|line| line.starts_with("tagger "))
            .unwrap();
        let (who, _) = line.rsplit_once("> ").unwrap();
        text.replace(line, &format!("{who}> {seconds} +0000"))
    };
    let desk = prepared();
    edit(&desk, TAG, |text| when(&text, "1000000000"));
    assert_told(&desk, TAG, "before the commit that it is about");
    let desk = prepared();
    edit(&desk, TAG, |text| when(&text, "4000000000"));
    assert_told(&desk, TAG, "dated in the future");
}

#[test]
fn a_shallow_clone_cannot_tell_and_never_says_fresh_of_what_it_cannot_see() {
    let desk = prepared();
    change(&desk).ok();
    let from = format!("file://{}", desk.repo().display());
    let to = desk.yard().join("shallow");
    desk.git(&["clone", "-q", "--depth", "1", &from, to.to_str().unwrap()]);
    let fetched = desk
        .command_of("git")
        .args([
            "-C",
            to.to_str().unwrap(),
            "fetch",
            "-q",
            "--depth",
            "1",
            "origin",
        ])
        .arg(format!("refs/tags/{TAG}:refs/tags/{TAG}"))
        .status()
        .unwrap();
    assert!(fetched.success());
    let place = to.to_str().unwrap();
    let run = desk.run(&["-C", place, "signoff", "check", "a-1", "--json"]);
    assert_eq!(run.status, 1, "{run:?}");
    let row = &run.json()["sign-offs"][0];
    assert_eq!(row["state"], "cannot-tell", "{row:#}");
    assert!(
        row["told"].as_str().unwrap().contains("unshallow"),
        "{row:#}"
    );
    // A whole clone, in which the tag was packed, tells all.
    let whole = desk.yard().join("whole");
    desk.git(&["clone", "-q", &from, whole.to_str().unwrap()]);
    let place = whole.to_str().unwrap();
    let list = desk
        .run(&["-C", place, "signoff", "list", "a-1", "--json"])
        .json();
    assert_eq!(list["sign-offs"][0]["state"], "stale");
}
