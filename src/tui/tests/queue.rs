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
    desk.sees("Objective evidence").sees("Two are missing.");
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

#[test]
fn an_earlier_finding_is_shown_linked_and_proposes_a_higher_grade() {
    let mut desk = Desk::new();
    raise(&mut desk);
    // Handed over by hand: only what was told to the auditee can come back.
    let folder = desk.folder.path().join("audits/aims/findings");
    let file = std::fs::read_dir(folder).unwrap().next().unwrap().unwrap();
    let text = std::fs::read_to_string(file.path()).unwrap();
    let text = text.replace("state = \"draft\"", "state = \"closed\"");
    let text = text.replace("to = \"draft\"", "to = \"closed\"");
    std::fs::write(file.path(), text).unwrap();
    desk.keys("?").types("reload").keys("enter");
    desk.keys("/").types("aims").keys("enter c enter");
    desk.types("aims-2")
        .keys("enter")
        .types("The next one")
        .keys("enter");
    desk.keys("g h /").types("aims-2").keys("enter enter x f");
    desk.sees("Earlier findings").sees("same criterion");
    desk.sees_no("repeat: major");
    desk.keys("r");
    desk.sees("which one is repeated")
        .sees("No register of issues");
    desk.keys("enter");
    desk.sees("repeat: major?");
    desk.keys("R");
    desk.sees("major nonconformity")
        .sees("Repeats F-")
        .sees_no("repeat: major");
    desk.keys("u u");
    desk.sees_no("repeat: major");
    desk.keys("ctrl-r");
    desk.sees("repeat: major?");
}
