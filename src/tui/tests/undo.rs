//! Taking changes back, as far as nobody else can have seen them: keys in, and what is on disk and in git.

use super::desk::Desk;
use crate::tui::effect::Request;

const SHEET: &str = "audits/aims/answers/iso-42001/4.1.toml";
const AUDIT: &str = "audits/aims/audit.toml";

/// Raises a finding that is whole from the first row, and commits it as a draft; returns the desk at its form.
fn drafted() -> Desk {
    let mut desk = Desk::new();
    desk.keys("enter x i").types("Two of three.").keys("esc");
    desk.keys("e").types("aipol").keys("enter 9 j v j enter");
    desk.keys("f enter").types("Releases without assessment");
    desk.keys("tab").types("Each is assessed.");
    desk.keys("tab").types("Two of three were not.");
    desk.keys("tab")
        .types("They were not assessed.")
        .keys("esc");
    desk.keys("g r ctrl-s").sees("committed");
    desk
}

/// Names the file of the only finding.
fn finding(desk: &Desk) -> String {
    let folder = desk.folder.path().join("audits/aims/findings");
    let entry = std::fs::read_dir(folder).unwrap().next().unwrap().unwrap();
    format!(
        "audits/aims/findings/{}",
        entry.file_name().to_str().unwrap()
    )
}

/// Takes a committed finding a step further, as its form does: withdrawn, with a reason.
fn withdrawn(desk: &mut Desk) {
    desk.keys("s G enter").types("raised twice").keys("enter");
    desk.sees("withdrawn");
}

#[test]
fn a_step_that_is_committed_is_not_taken_back() {
    let mut desk = drafted();
    let path = finding(&desk);
    withdrawn(&mut desk);
    desk.keys("g r ctrl-s").sees("committed");
    let head = desk.git(&["rev-parse", "HEAD"]);
    let text = desk.read(&path);
    desk.keys("u");
    desk.sees("Could not undo")
        .sees("it is committed")
        .sees("the step to withdrawn that Astrid Lindqvist took on 2026-11-22 would be gone")
        .sees_no("it only grows")
        .sees("move it on by a step");
    // Nothing says that it was undone.
    desk.sees("not undone: F-");
    assert_eq!(desk.read(&path), text);
    // It stays so however often it is tried, and the review has nothing to commit.
    desk.keys("enter u").sees("Could not undo");
    desk.keys("enter").sees("withdrawn");
    desk.keys("g r").sees("nothing to commit on main");
    desk.keys("ctrl-s");
    assert_eq!(desk.git(&["rev-parse", "HEAD"]), head);
}

#[test]
fn a_step_that_was_committed_beside_the_program_is_not_taken_back_either() {
    let mut desk = drafted();
    let path = finding(&desk);
    withdrawn(&mut desk);
    desk.git(&["commit", "-q", "-m", "By hand", "--", "audits"]);
    desk.keys("u").sees("Could not undo");
    assert!(desk.read(&path).contains("to = \"withdrawn\""));
}

#[test]
fn a_step_that_is_not_committed_yet_is_taken_back() {
    let mut desk = drafted();
    let path = finding(&desk);
    let text = desk.read(&path);
    withdrawn(&mut desk);
    desk.keys("u").sees("undone:");
    assert_eq!(desk.read(&path), text);
}

#[test]
fn a_note_and_a_verdict_are_taken_back_though_they_are_committed() {
    let mut desk = Desk::new();
    desk.keys("enter c g r ctrl-s").sees("committed");
    desk.keys("x i").types("Two of three.").keys("esc");
    desk.keys("g r ctrl-s").sees("committed");
    desk.keys("u").sees_no("Two of three.").sees("undone");
    desk.keys("u").sees("✓ conforming").sees("undone");
    assert!(desk.read(SHEET).contains("verdict = \"conforming\""));
    desk.keys("g r").sees_no("blocks");
    desk.keys("ctrl-s").sees("committed");
}

/// Goes down to the field with this label and types into it.
fn write(desk: &mut Desk, down: usize, text: &str) {
    desk.keys("g g").keys(&format!("{down} j")).keys("enter");
    desk.types(text).keys("esc");
}

#[test]
fn a_state_and_a_meeting_of_an_audit_that_are_committed_are_not_taken_back() {
    let mut desk = Desk::new();
    desk.keys("g A");
    write(&mut desk, 1, "Find out whether it works");
    write(&mut desk, 6, "Claims triage");
    desk.keys("g r ctrl-s").sees("committed");
    desk.keys("g A s enter").sees("aims is fieldwork now");
    desk.keys("g r ctrl-s").sees("committed");
    desk.keys("u").sees("Could not undo");
    desk.keys("enter");
    assert!(desk.read(AUDIT).contains("to = \"fieldwork\""));
    // The field for another meeting stands behind the dates.
    desk.keys("g A g g 1 9 j o").types("opening").keys("tab");
    desk.types("2026-11-20").keys("tab");
    desk.types("AI lead").keys("esc");
    desk.keys("g r ctrl-s").sees("committed");
    // Who was there is a field like any other; that the meeting was held is what the report rests on.
    desk.keys("u").sees("undone");
    desk.keys("u").sees("Could not undo").sees("the meeting");
    assert!(desk.read(AUDIT).contains("on = 2026-11-20"));
}

#[test]
fn what_somebody_else_has_changed_since_is_not_taken_back_with_it() {
    let mut desk = Desk::new();
    desk.keys("enter c");
    let text = desk.read(SHEET).replace(
        "verdict = \"conforming\"",
        "verdict = \"conforming\"\nnote = \"seen by Ben\"",
    );
    desk.write(SHEET, &text);
    desk.ask(Request::Reload);
    desk.keys("u")
        .sees("not undone: 4.1 has been changed since");
    assert_eq!(desk.read(SHEET), text);
}
