//! The life of an audit by commands: what its plan lacks, its meetings, and what the report cannot be without.

use crate::cli_desk::Desk;

#[test]
fn a_plan_says_what_it_lacks_and_fieldwork_waits_for_it() {
    let desk = Desk::audit();
    let new = ["new", "a-2", "--title", "Second", "--checklist", "house"];
    let planned = desk.run(&new);
    assert!(
        planned
            .err
            .contains("before fieldwork: it has no objectives, it has no scope"),
        "{planned:#?}"
    );
    desk.run(&["audit", "move", "a-2", "fieldwork"]).fails(
        1,
        &["there are 2 reasons against it", "- it has no objectives"],
    );
    desk.run(&[
        "audit",
        "set",
        "a-2",
        "--objective",
        "Find out",
        "--process",
        "risk",
    ])
    .ok();
    let moved = desk.run(&["audit", "move", "a-2", "fieldwork", "--dry-run"]);
    assert_eq!(moved.ok(), "a-2 can be moved to fieldwork\n");
    let moved = desk.run(&["audit", "move", "a-2", "fieldwork"]);
    assert!(
        moved.err.contains("the plan names no methods"),
        "{moved:#?}"
    );
    moved.ok();
}

#[test]
fn meetings_are_recorded_changed_and_listed() {
    let desk = Desk::audit();
    desk.run(&["audit", "move", "a-1", "reporting"])
        .fails(1, &["no opening meeting is recorded"]);
    let opening = ["audit", "meeting", "add", "a-1", "opening"];
    let added = desk.run(&opening);
    assert!(
        added
            .err
            .contains("it does not count yet: the opening meeting has no date"),
        "{added:#?}"
    );
    let set = [
        "audit",
        "meeting",
        "set",
        "a-1",
        "opening",
        "--on",
        "2026-01-12",
    ];
    let there = [
        "--attended",
        "AI lead",
        "--attended",
        "head of risk",
        "--notes",
        "-",
    ];
    desk.run_with_stdin(&[&set[..], &there[..]].concat(), "Plan confirmed.\n")
        .ok();
    let listed = desk.run(&["audit", "meeting", "list", "a-1"]).ok();
    assert_eq!(
        listed,
        "meeting 1: opening, 2026-01-12, attended by AI lead; head of risk\n  notes: Plan confirmed.\n"
    );
    let early = [
        "audit",
        "meeting",
        "add",
        "a-1",
        "closing",
        "--on",
        "2026-01-11",
    ];
    desk.run(&early).fails(
        2,
        &["the closing meeting would be before the opening meeting"],
    );
    desk.run(&[
        "audit",
        "meeting",
        "set",
        "a-1",
        "closing",
        "--on",
        "2026-01-20",
    ])
    .fails(2, &["a-1 has no such meeting"]);
    desk.run(&["audit", "move", "a-1", "reporting"]).ok();
    let none = [
        "audit",
        "meeting",
        "add",
        "a-1",
        "closing",
        "--not-held",
        "Sent for comment",
    ];
    desk.run(&none).ok();
    let json = desk
        .run(&["audit", "meeting", "list", "a-1", "--json"])
        .json();
    assert_eq!(json["meetings"][1]["not-held"], "Sent for comment");
    let report = desk.run(&["report", "a-1"]).ok();
    assert!(
        report.contains("**Not held:** Sent for comment"),
        "{report}"
    );
}

#[test]
fn a_report_names_every_part_that_it_waits_for_and_prints_them() {
    let desk = Desk::audit();
    desk.write_frame("a-1");
    let more = ["--objective", "Find out whether it lasts"];
    desk.run(&[&["audit", "set", "a-1"], &more[..]].concat())
        .ok();
    desk.run(&["audit", "move", "a-1", "reporting"]).ok();
    for row in ["4.1", "4.2#1", "4.2#2"] {
        let answer = [
            "answer",
            "a-1",
            row,
            "--verdict",
            "not-audited",
            "--reason",
            "x",
        ];
        desk.run(&answer).ok();
    }
    desk.run(&["audit", "move", "a-1", "issued"]).fails(
        1,
        &[
            "- nothing is concluded against the objective \"Find out whether risks are managed\"",
            "- the conclusion is missing",
        ],
    );
    desk.run(&["audit", "set", "a-1", "--conclude", "3=x"])
        .fails(2, &["the audit has the objectives 1 to 2, not 3"]);
    let conclude = [
        "--conclude",
        "1=They are",
        "--conclude",
        "Find out whether it lasts=It does",
    ];
    let whole = ["--conclusion", "It works"];
    desk.run(&[&["audit", "set", "a-1"], &conclude[..], &whole[..]].concat())
        .ok();
    desk.run(&["audit", "move", "a-1", "issued"]).ok();
    let report = desk.run(&["report", "a-1"]).ok();
    for part in [
        "| Find out whether it lasts | It does |",
        "## Distribution\n\n- The board",
        "**Attended by:** head of risk",
    ] {
        assert!(report.contains(part), "{part:?} in {report}");
    }
    desk.run(&["audit", "move", "a-1", "reporting"])
        .fails(1, &["tickmark new AUDIT --from a-1 --follow-up"]);
}
