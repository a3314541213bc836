//! Answers that come late: what a person does meanwhile is neither lost nor done to something else.

use super::desk::{Desk, policy};
use crate::{
    error::Error,
    tui::{
        effect::{Origin, Reply, Request},
        model::Message,
    },
};

const RECORD: &str = "audits/aims/answers/iso-42001/4.1.toml";

/// Takes a record away from the disk, so that it cannot be saved, and puts it back.
fn take_away(desk: &Desk) -> impl Fn() + use<> {
    let path = desk.folder.path().join(RECORD);
    let aside = desk.folder.path().join("aside.toml");
    std::fs::rename(&path, &aside).unwrap();
    move || std::fs::rename(&aside, &path).unwrap()
}

#[test]
fn an_edit_made_during_a_reload_stays_and_the_next_edit_keeps_it() {
    let mut desk = Desk::new();
    desk.keys("enter").hold();
    desk.ask(Request::Reload);
    desk.keys("c").release_one();
    desk.sees("✓ conforming").sees("1 of 272");
    desk.keys("i").types("seen in the minutes").keys("esc");
    desk.release()
        .sees("✓ conforming")
        .sees("seen in the minutes");
    let record = desk.read(RECORD);
    for part in ["verdict = \"conforming\"", "seen in the minutes"] {
        assert!(record.contains(part), "{part}: {record}");
    }
}

#[test]
fn a_change_that_cannot_be_saved_takes_no_later_one_with_it() {
    let mut desk = Desk::new();
    desk.keys("enter c").hold();
    desk.keys("x i").types("as the log has it").keys("esc");
    let put_back = take_away(&desk);
    desk.release_one();
    put_back();
    desk.sees("4.1 is not there any more");
    desk.keys("esc").release();
    let record = desk.read(RECORD);
    assert!(record.contains("as the log has it"), "{record}");
    // The verdict was not saved, and does not come in with the note.
    assert!(record.contains("verdict = \"conforming\""), "{record}");
    // The screen tells what is on disk.
    desk.sees("as the log has it").sees("✓ conforming");
}

#[test]
fn an_undo_that_cannot_be_saved_can_be_done_again() {
    let mut desk = Desk::new();
    desk.keys("enter c x");
    let put_back = take_away(&desk);
    desk.keys("u").sees("Could not");
    put_back();
    desk.keys("enter").sees("✗ nonconforming");
    desk.keys("u").sees("undone: 4.1 #1 nonconforming");
    desk.sees("✓ conforming");
}

/// Cites lines 10 to 12 of the policy in the first row, puts a line before them and has everything read again.
fn moved() -> Desk {
    let mut desk = Desk::new();
    desk.keys("enter e").types("aipolicy").keys("tab");
    desk.keys("1 0 G v j j enter");
    let text = format!("preamble\n{}", policy());
    std::fs::write(desk.folder.path().join("policy/ai-policy.md"), text).unwrap();
    desk.git(&["commit", "-q", "-am", "Put a preamble first"]);
    desk.ask(Request::Reload);
    desk
}

#[test]
fn a_citation_that_was_pinned_anew_elsewhere_is_compared_as_it_is_after_a_reload() {
    let mut desk = moved();
    let old = desk.read(RECORD);
    desk.keys("v r").types("a preamble came").keys("enter");
    let new = desk.read(RECORD);
    assert_ne!(old, new);
    desk.keys("u");
    desk.sees("moved to policy/ai-policy.md:11-13");
    let before = desk.read(RECORD);
    std::fs::write(desk.folder.path().join(RECORD), new).unwrap();
    desk.ask(Request::Reload);
    desk.sees("as cited").sees_no("moved to policy");
    // While the answer is on its way nothing is proposed from the old pin.
    std::fs::write(desk.folder.path().join(RECORD), before).unwrap();
    desk.hold().ask(Request::Reload);
    desk.release_one();
    desk.keys("r").sees("it is still being compared");
    desk.release().sees("moved to policy/ai-policy.md:11-13");
}

#[test]
fn what_a_covered_screen_waits_for_opens_nothing_over_what_a_person_is_at() {
    let mut desk = Desk::new();
    desk.keys("enter e").types("aipolicy").keys("tab");
    desk.keys("1 0 G v j j enter");
    let lines: Vec<String> = policy().lines().map(str::to_owned).collect();
    let mut rest = lines.clone();
    let taken: Vec<String> = rest.drain(6..16).collect();
    for (path, lines) in [("ai-policy.md", rest), ("middle.md", taken)] {
        let path = desk.folder.path().join("policy").join(path);
        std::fs::write(path, lines.join("\n") + "\n").unwrap();
    }
    desk.git(&["add", "policy"]);
    desk.git(&["commit", "-q", "-m", "Take the middle to a file of its own"]);
    desk.ask(Request::Reload);
    desk.keys("v tab").hold();
    desk.keys("r ?").types("undo");
    desk.release().sees_no("Why is it pinned anew?");
    desk.sees("can be asked for again in evidence E-");
    desk.keys("esc").sees("proposed: policy/middle.md:4-6");
}

#[test]
fn a_copy_that_is_kept_closes_its_own_form_and_not_the_help_over_it() {
    let mut desk = Desk::new();
    std::fs::write(desk.folder.path().join("export.csv"), "role,done\n").unwrap();
    desk.keys("enter E j j j j j j enter").types("export.csv");
    desk.hold().keys("ctrl-s").sees("At work...");
    desk.keys("f1").types("undo");
    desk.release().sees("Takes back the last change");
    desk.keys("esc");
    desk.sees("question 1 of").sees("export.csv");
}

#[test]
fn what_fails_beside_a_form_does_not_let_it_be_taken_twice() {
    let mut desk = Desk::new();
    std::fs::write(desk.folder.path().join("export.csv"), "role,done\n").unwrap();
    desk.keys("enter E j j j j j j enter").types("export.csv");
    desk.hold().keys("ctrl-s");
    let failed = Reply::failed(
        Origin::Paths,
        Error::unavailable("Could not list the files: the disk sleeps"),
    );
    desk.tell(Message::Reply(failed));
    desk.keys("enter").sees("At work...");
    desk.keys("ctrl-s").release();
    let kept = std::fs::read_dir(desk.folder.path().join("audits/aims/evidence"));
    assert_eq!(kept.unwrap().count(), 1);
}

#[test]
fn a_record_that_was_broken_outside_is_not_committed_on_what_was_known_of_it() {
    let mut desk = Desk::new();
    desk.keys("enter c");
    std::fs::write(desk.folder.path().join(RECORD), "garbage = = [\n").unwrap();
    let head = desk.git(&["rev-parse", "HEAD"]);
    desk.keys("g r").sees("1 blocks the commit");
    desk.keys("ctrl-s");
    assert_eq!(desk.git(&["rev-parse", "HEAD"]), head);
}

#[test]
fn what_was_changed_outside_is_read_again_before_it_is_reviewed() {
    let mut desk = Desk::new();
    desk.keys("enter c");
    let text = desk
        .read(RECORD)
        .replace("\"conforming\"", "\"observation\"");
    std::fs::write(desk.folder.path().join(RECORD), text).unwrap();
    desk.keys("g r").sees("observation").sees_no("blocks");
    desk.keys("esc").sees("observation");
}
