//! Syncing by keys, with the other side held back: what can be done meanwhile, and what cannot.

use super::desk::{Desk, git, workspace};
use crate::tui::model::Message;

/// A desk whose workspace was cloned from a repository beside it; that is gone with the second.
fn cloned() -> (Desk, tempfile::TempDir) {
    let (folder, other) = (workspace(), tempfile::tempdir().unwrap());
    let bare = other.path().join("audits.git");
    let bare = bare.to_str().unwrap();
    git(folder.path(), &["init", "-q", "--bare", bare]);
    let branch = git(folder.path(), &["branch", "--show-current"]);
    git(folder.path(), &["remote", "add", "origin", bare]);
    git(
        folder.path(),
        &["push", "-q", "-u", "origin", branch.trim()],
    );
    (Desk::open(folder), other)
}

#[test]
fn it_is_reached_from_home_and_from_an_audit() {
    let (mut desk, _other) = cloned();
    desk.keys("g S").sees(" Sync ").sees("In step with origin/");
    desk.keys("g S").sees(" Sync ");
    desk.keys("q").sees("Audits");
    desk.keys("enter g S").sees("In step with origin/");
    desk.keys("q").sees("question 1 of");
}

#[test]
fn no_second_one_is_begun_and_whoever_left_hears_what_it_came_to() {
    let (mut desk, _other) = cloned();
    desk.keys("enter c g S").sees("Not committed: 1 record");
    desk.hold();
    desk.keys("ctrl-s").sees("beginning...").sees("Syncing...");
    desk.keys("ctrl-s").sees("a sync is under way");
    desk.keys("g h");
    desk.release();
    desk.sees("sync: origin/");
}

#[test]
fn how_far_both_sides_are_apart_is_looked_at_under_the_eyes_of_a_person_only() {
    let (mut desk, _other) = cloned();
    desk.keys("enter g S").sees("In step with origin/");
    assert_eq!(desk.looks, 1);
    // The screen lies below; it stays there.
    let sync = desk.model.stack.pop().unwrap();
    desk.model.stack.insert(1, sync);
    desk.keys("c n c p ?");
    assert_eq!(desk.looks, 1, "nobody sees it");
    desk.keys("esc");
    desk.model.stack.pop();
    desk.keys("j").sees("Not committed: ");
    assert_eq!(desk.looks, 2, "once for all that was answered");
    desk.keys("j k");
    assert_eq!(desk.looks, 2);
}

#[test]
fn a_commit_is_refused_with_the_reason_while_a_sync_is_under_way() {
    let (mut desk, _other) = cloned();
    desk.keys("enter c g r").sees("to commit on");
    desk.keys("g S");
    desk.hold();
    desk.keys("ctrl-s").sees("beginning...");
    // The review lies below; it stays there.
    desk.model.stack.pop();
    desk.keys("ctrl-s")
        .sees("Could not commit: a sync is under way");
    desk.keys("enter");
    desk.release();
    desk.keys("ctrl-s").sees("committed 1 record");
}

#[test]
fn leaving_the_program_stops_it_first() {
    let (mut desk, _other) = cloned();
    desk.keys("g S");
    desk.hold();
    desk.keys("ctrl-s");
    desk.tell(Message::Interrupt);
    assert_eq!(desk.ended, None);
    desk.sees("stopping the sync, then leaving");
    desk.release();
    assert_eq!(desk.ended, Some(0));
}

#[test]
fn esc_stops_it_and_what_is_there_stays() {
    let (mut desk, _other) = cloned();
    let before = desk.git(&["rev-parse", "HEAD"]);
    desk.keys("g S");
    desk.hold();
    desk.keys("ctrl-s").sees("stop");
    desk.keys("esc").sees("stopping...");
    desk.release();
    desk.sees("it was stopped").sees(" Sync ");
    assert_eq!(desk.git(&["rev-parse", "HEAD"]), before);
    desk.keys("ctrl-s").sees("nothing new on either side");
}

#[test]
fn where_nothing_can_be_saved_nothing_is_synced() {
    let (desk, _other) = cloned();
    let text = desk.read("tickmark.toml");
    desk.write("tickmark.toml", &text.replace("schema = 1", "schema = 2"));
    let mut desk = Desk::open(desk.folder);
    desk.keys("g S ctrl-s")
        .sees("Could not sync: tickmark.toml has schema 2")
        .sees("install the current version of tickmark");
    desk.keys("enter").sees("as fetched last");
}
