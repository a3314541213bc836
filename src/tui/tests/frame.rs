//! The form of an audit: plan, meetings, conclusion and life, by keys alone.

use super::desk::Desk;

/// Goes down to the field with this label and types into it.
fn write(desk: &mut Desk, down: usize, text: &str) {
    desk.keys("g g").keys(&format!("{down} j")).keys("enter");
    desk.types(text).keys("esc");
}

#[test]
fn an_audit_says_what_its_plan_lacks_and_goes_on_when_it_says_it() {
    let mut desk = Desk::new();
    desk.keys("g A");
    desk.sees("before fieldwork: it has no objectives, it has no scope");
    desk.keys("s");
    desk.sees("fieldwork")
        .sees("it has no objectives; it has no scope");
    desk.keys("q");
    write(&mut desk, 1, "Find out whether it works");
    write(&mut desk, 6, "Claims triage");
    let record = desk.read("audits/aims/audit.toml");
    assert!(record.contains("Find out whether it works"), "{record}");
    assert!(record.contains("text = \"Claims triage\""), "{record}");
    desk.keys("s enter");
    desk.sees("aims is fieldwork now");
    assert!(
        desk.read("audits/aims/audit.toml")
            .contains("state = \"fieldwork\"")
    );
}

#[test]
fn a_meeting_is_recorded_and_the_report_waits_for_it() {
    let mut desk = Desk::new();
    desk.keys("g A");
    write(&mut desk, 1, "Find out whether it works");
    write(&mut desk, 6, "Claims triage");
    desk.keys("s enter");
    desk.sees("no opening and no closing");
    desk.keys("s");
    desk.sees("no opening meeting is recorded");
    desk.keys("q");
    // The field for another meeting stands behind the dates.
    desk.keys("g g 1 9 j o").types("opening").keys("tab");
    desk.types("2026-11-20").keys("tab");
    desk.types("AI lead").keys("esc");
    desk.sees("Meeting 1").sees("no closing meeting yet");
    let record = desk.read("audits/aims/audit.toml");
    assert!(record.contains("kind = \"opening\""), "{record}");
    assert!(record.contains("on = 2026-11-20"), "{record}");
    desk.keys("s enter");
    desk.sees("aims is reporting now");
    // The way forward comes first, not fieldwork again.
    desk.keys("s");
    desk.sees("no closing meeting is recorded")
        .sees("the conclusion is missing")
        .sees("which areas in scope were");
}

#[test]
fn the_form_is_whole_on_a_small_terminal() {
    let mut desk = Desk::new();
    desk.resize(80, 24);
    desk.keys("g A");
    desk.sees("Objectives").sees("planned");
    desk.keys("G");
    desk.sees("History");
}

#[test]
fn a_new_leader_keeps_the_old_one_as_an_auditor_and_whoever_leaves_is_told() {
    const AUDIT: &str = "audits/aims/audit.toml";
    let mut desk = Desk::new();
    desk.keys("g A g g 1 1 j enter ctrl-u")
        .types("Ben Berg <ben@example.org>")
        .keys("esc");
    desk.sees("Ben Berg leads the audit; Astrid Lindqvist stays in the team as auditor");
    let text = desk.read(AUDIT);
    assert!(
        text.contains("Astrid") && text.contains("Ben Berg"),
        "{text}"
    );
    desk.keys("j enter ctrl-u")
        .keys("esc")
        .sees("Astrid Lindqvist is not in the team any more");
    desk.keys("u").sees("undone");
    assert!(desk.read(AUDIT).contains("Astrid"));
}
