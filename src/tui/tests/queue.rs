//! What is due, and an audit carried over from another, by keys.

use super::desk::Desk;

/// Raises a finding at the first row and comes back home.
fn raise(desk: &mut Desk) {
    desk.keys("enter x i")
        .types("Two are missing.")
        .keys("esc f enter");
    desk.types("No register of issues").keys("esc g h");
}

#[test]
fn the_queue_shows_mine_and_everybodys_and_opens_what_is_selected() {
    let mut desk = Desk::new();
    desk.keys("g q");
    desk.sees("Nothing waits.");
    desk.keys("q");
    raise(&mut desk);
    desk.keys("g q");
    desk.sees("Due  1 everybody's, by date")
        .sees("No register of issues")
        .sees("for whom")
        .sees("you");
    desk.keys("m");
    desk.sees("1 mine").sees("No register of issues");
    desk.keys("o");
    desk.sees("by age");
    desk.keys("o");
    desk.sees("by grade");
    desk.keys("enter");
    desk.sees("objective evidence").sees("Two are missing.");
    desk.keys("q");
    desk.sees("1 mine, by grade");
}

#[test]
fn what_waits_for_others_is_not_mine() {
    let mut desk = Desk::new();
    raise(&mut desk);
    desk.git(&["config", "user.email", "ola@example.org"]);
    desk.keys("? ").types("reload").keys("enter");
    desk.keys("g q");
    desk.sees("No register of issues").sees("Astrid Lindqvist");
    desk.keys("m");
    desk.sees("Nothing waits for you").sees_no("No register");
    desk.keys("m");
    desk.sees("No register of issues");
}

#[test]
fn an_audit_is_carried_over_and_shows_last_time_beside_the_row() {
    let mut desk = Desk::new();
    raise(&mut desk);
    desk.keys("/").types("aims").keys("enter c");
    desk.sees("carry over aims").sees("follow up what is open");
    desk.keys("enter").types("aims-2").keys("enter");
    desk.types("The next one").keys("enter");
    desk.keys("g h /").types("aims-2").keys("enter enter");
    desk.sees("Last time")
        .sees("nonconforming   aims, you")
        .sees("Two are missing.")
        .sees("No register of issues");
    desk.sees("unanswered");
    desk.keys("L");
    desk.sees("Internal audit of the AI")
        .sees("Two are missing.");
    desk.keys("q");
    desk.sees("Last time");
    desk.resize(80, 24);
    desk.sees("Last time").sees("No register of issues");
    desk.keys("j L");
    desk.sees("aims says nothing of this row");
}

#[test]
fn a_follow_up_walks_the_rows_of_what_is_open() {
    let mut desk = Desk::new();
    raise(&mut desk);
    desk.keys("/").types("aims").keys("enter c j");
    desk.sees("1 row with open findings");
    desk.keys("enter").types("aims-f").keys("enter");
    desk.types("Follow-up").keys("enter");
    desk.keys("g h /").types("aims-f").keys("enter enter");
    desk.sees("0 of 1").sees("Last time");
    let record = desk.read("audits/aims-f/audit.toml");
    assert!(record.contains("rows = [\"iso-42001:4.1#"), "{record}");
}
