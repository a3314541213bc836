//! Half-typed text that is offered at the next start, beside what the record says by then.

use super::{desk::Desk, half_typed::again};

const SHEET: &str = "audits/aims/answers/iso-42001/4.1.toml";

/// Leaves a note half changed, as a crash does.
fn left() -> Desk {
    let mut desk = Desk::new();
    desk.keys("enter i")
        .types("The policy names no owner.")
        .keys("enter");
    desk.types("It is reviewed each year.").keys("esc");
    desk.keys("i").types(" Says who?");
    desk
}

#[test]
fn a_text_is_shown_beside_what_the_record_says() {
    let desk = again(left());
    desk.sees("row iso-42001:4.1#1 note")
        .sees("typed 10:00")
        .sees("what was typed (+) on what the record says (-)")
        .sees("  The policy names no owner.")
        .sees("- It is reviewed each year.")
        .sees("+ It is reviewed each year. Says who?")
        .sees("enter keep")
        .sees("d discard")
        .sees("q later");
}

#[test]
fn what_the_record_has_become_since_is_shown_too() {
    let desk = left();
    let text = desk.read(SHEET).replace("each year", "every second year");
    desk.write(SHEET, &text);
    let mut desk = again(desk);
    desk.sees("what was typed (+) beside what the record says now (-)")
        .sees("- It is reviewed every second year.")
        .sees("+ It is reviewed each year. Says who?")
        .sees("since it was begun the record itself has changed")
        .sees("- It is reviewed each year.")
        .sees("+ It is reviewed every second year.");
    // Kept, it is open in its field; and what the record says is not lost with it.
    desk.keys("enter")
        .sees("question 1 of")
        .sees("each year. Says who?");
    desk.keys("esc");
    assert!(desk.read(SHEET).contains("each year. Says who?"));
    again(desk).sees_no("text that was being typed");
}

#[test]
fn later_leaves_it_for_the_next_start_and_discard_does_not() {
    let mut desk = again(left());
    desk.keys("esc").sees_no("text that was being typed");
    let mut desk = again(desk);
    desk.sees("text that was being typed");
    desk.keys("d").sees("once more");
    desk.keys("d");
    desk.sees_no("text that was being typed");
    again(desk).sees_no("text that was being typed");
}

#[test]
fn a_text_that_was_saved_after_all_is_not_offered() {
    let desk = left();
    let text = desk
        .read(SHEET)
        .replace("each year.", "each year. Says who?");
    desk.write(SHEET, &text);
    let desk = again(desk);
    desk.sees_no("text that was being typed");
    again(desk).sees_no("text that was being typed");
}

#[test]
fn a_text_that_is_taken_up_is_kept_on() {
    let mut desk = again(left());
    desk.keys("enter").sees("Says who?");
    // Killed again before a key was pressed.
    again(desk).sees("+ It is reviewed each year. Says who?");
}

#[test]
fn a_long_text_is_broken_and_scrolls() {
    let mut desk = Desk::new();
    desk.keys("enter i");
    for line in 1..40 {
        desk.types(&format!("line {line}")).keys("enter");
    }
    let mut desk = again(desk);
    desk.sees("+ line 2").sees_no("+ line 39");
    desk.keys(") ) )").sees("+ line 39");
    desk.keys("( ( (").sees("+ line 2");
}

#[test]
fn a_file_that_cannot_be_read_is_told_with_its_name() {
    let desk = Desk::new();
    let folder = desk.folder.path().join(".git/tickmark/drafts");
    std::fs::create_dir_all(&folder).unwrap();
    std::fs::write(folder.join("7-abc.toml"), "= no toml").unwrap();
    let mut desk = Desk::open(desk.folder);
    desk.sees("Could not read half-typed text that was left over")
        .sees("7-abc.broken");
    desk.keys("enter");
    Desk::open(desk.folder).sees_no("Could not read half-typed text");
}

#[test]
fn the_offer_is_seen_whole_at_any_size() {
    for (width, height) in [(80, 24), (120, 40)] {
        let desk = left();
        let text = desk.read(SHEET).replace("each year", "every second year");
        desk.write(SHEET, &text);
        let mut desk = again(desk);
        desk.resize(width, height);
        insta::assert_snapshot!(format!("half_typed_{width}x{height}"), desk.screen());
    }
}
