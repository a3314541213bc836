//! The audit programme by commands: begun, planned, made, covered, and what it leaves out.

#![allow(
    clippy::indexing_slicing,
    clippy::unwrap_used,
    reason = "a test that cannot go on fails here"
)]

use crate::cli_desk::{Desk, HOUSE};

/// A workspace with a programme of one year for the house rules.
fn desk() -> Desk {
    let desk = Desk::bare();
    desk.run(&["init", "--organisation", "Example Ltd"]).ok();
    desk.write("checklists/house.toml", HOUSE);
    desk.run(&["programme", "gaps"])
        .fails(2, &["there is none yet", "tickmark programme new"]);
    let new = ["--start", "2020-01-01", "--end", "2099-12-31"];
    let said = ["--checklist", "house", "--objective", "All is audited"];
    let run = desk.run(&[&["programme", "new"], &new[..], &said[..]].concat());
    assert!(
        run.err.contains("it does not say who answers for what"),
        "{run:#?}"
    );
    run.ok();
    desk
}

fn add(desk: &Desk, id: &str, more: &[&str]) {
    let add = ["programme", "audit", "add", id, "--title", "Yearly audit"];
    desk.run(&[&add[..], more].concat()).ok();
}

#[test]
fn a_programme_is_told_with_what_it_leaves_out() {
    let desk = desk();
    desk.run(&[
        "programme",
        "new",
        "--start",
        "2020-01-01",
        "--end",
        "2020-12-31",
    ])
    .fails(2, &["audits/programme.toml is there already"]);
    let limited = [
        "--checklist",
        "house",
        "--clause",
        "4.1",
        "--start",
        "2098-03-02",
    ];
    add(&desk, "y-1", &limited);
    let gaps = desk.run(&["programme", "gaps"]);
    gaps.fails(1, &["1 gap"]);
    assert_eq!(
        gaps.out,
        "house:4.2 Risk method is in no audit of the period\n"
    );
    let json = desk.run(&["programme", "gaps", "--json"]).json();
    assert_eq!(json["gaps"][0]["what"], "house:4.2");
    assert_eq!(json["gaps"][0]["wanted"], 1);
    desk.run(&["programme", "audit", "set", "y-1", "--clause", "4.2"])
        .ok();
    desk.run(&["programme", "gaps"]).ok();
    desk.run(&[
        "programme",
        "set",
        "--frequency",
        "process: supply=2:new suppliers",
    ])
    .ok();
    desk.run(&["programme", "audit", "set", "y-1", "--process", "Supply"])
        .ok();
    let gaps = desk.run(&["programme", "gaps"]);
    assert_eq!(
        gaps.out,
        "process \"supply\" is planned or audited once, twice is asked\n"
    );
    let shown = desk.run(&["programme", "show"]).ok();
    for said in [
        "2020-01-01 to 2099-12-31  0 of 1 audit done",
        "but: process: supply twice: new suppliers",
        "y-1  from 2098-03-02  not made yet  Yearly audit",
        "  clauses: house:4.1, house:4.2",
    ] {
        assert!(shown.contains(said), "{said:?} in {shown}");
    }
    let json = desk.run(&["programme", "show", "--json"]).json();
    assert_eq!(json["audits"][0]["state"], "not-made");
    assert_eq!(json["programme"]["frequency"][0]["times"], 2);
}

#[test]
fn an_audit_is_made_from_its_row_and_answers_show_in_the_coverage() {
    let desk = desk();
    let row = [
        "--checklist",
        "house",
        "--clause",
        "4",
        "--objective",
        "Find out",
        "--scope",
        "Risks",
        "--process",
        "risk management",
        "--start",
        "2026-03-02",
        "--end",
        "2026-03-06",
        "--lead",
        "Ben Berg <ben@example.org>",
        "--path",
        "risk/**",
    ];
    add(&desk, "y-1", &row);
    let made = desk.run(&["programme", "make", "y-1"]).ok();
    assert_eq!(made, "planned y-1: 3 rows to walk\n");
    let record = desk.read("audits/y-1/audit.toml");
    let again = desk.run(&["programme", "make", "y-1"]);
    assert!(
        again.err.contains("the programme has joined it"),
        "{again:#?}"
    );
    assert_eq!(again.ok(), "y-1 is made already (planned)\n");
    assert_eq!(desk.read("audits/y-1/audit.toml"), record);
    let audit = desk.run(&["audit", "show", "y-1", "--json"]).json();
    let audit = &audit["audit"];
    assert_eq!(audit["scope"]["processes"][0], "risk management");
    assert_eq!(audit["team"][0]["person"], "Ben Berg <ben@example.org>");
    assert_eq!(audit["assignment"][0]["paths"][0], "risk/**");
    desk.run(&["audit", "move", "y-1", "fieldwork"]).ok();
    let answer = ["answer", "y-1", "4.1", "--verdict", "nonconforming"];
    desk.run(&answer)
        .fails(1, &["Ada Auditor is not of the audit team"]);
    desk.run_as("Ben", &answer).ok();
    let coverage = desk.run(&["programme", "coverage", "--json"]).json();
    assert_eq!(coverage["columns"][0]["name"], "y-1");
    let lines = coverage["parts"][0]["lines"].as_array().unwrap();
    let level = |at: &str| {
        let line = lines.iter().find(|line| line["what"] == at).unwrap();
        line["cells"][0]["level"].clone()
    };
    assert_eq!(level("house:4"), "nonconforming");
    assert_eq!(level("house:4.1"), "nonconforming");
    assert_eq!(level("house:4.2"), "planned");
    let table = desk.run(&["programme", "coverage", "--by", "quarter"]);
    assert!(table.out.contains("2026 Q1: y-1"), "{table:#?}");
    assert!(table.err.contains("x with nonconformity"), "{table:#?}");
    table.ok();
    let report = desk.run(&["programme", "report"]).ok();
    assert!(
        report
            .contains("| `y-1` | Yearly audit | 2026-03-02 to 2026-03-06 | Ben Berg | fieldwork |"),
        "{report}"
    );
}

#[test]
fn a_dropped_audit_stays_and_a_made_one_is_not_dropped() {
    let desk = desk();
    add(&desk, "y-1", &["--checklist", "house"]);
    add(&desk, "y-2", &["--checklist", "house"]);
    let drop = |id: &str, why: &str| desk.run(&["programme", "audit", "drop", id, "--why", why]);
    drop("y-1", " ").fails(1, &["dropping an audit needs a reason"]);
    drop("y-1", "No people").ok();
    assert!(
        desk.read("audits/programme.toml")
            .contains("why = \"No people\"")
    );
    desk.run(&["programme", "make", "y-1"])
        .fails(1, &["Could not make y-1: it is dropped: No people"]);
    desk.run(&["programme", "make", "y-2"]).ok();
    drop("y-2", "No people").fails(1, &["the audit y-2 is made"]);
    drop("y-3", "x").fails(2, &["did you mean y-1?"]);
    desk.run(&["programme", "audit", "add", "y-1", "--title", "T"])
        .fails(1, &["ids are never reused"]);
}

#[test]
fn whoever_has_worked_on_what_an_audit_looks_at_is_told() {
    let desk = desk();
    let team = [
        "--checklist",
        "house",
        "--path",
        "risk",
        "--lead",
        "Ada Auditor <ada@example.org>",
        "--auditor",
        "Ben Berg <ben@example.org>",
    ];
    add(&desk, "y-1", &team);
    add(
        &desk,
        "y-2",
        &[
            "--checklist",
            "house",
            "--lead",
            "Ben Berg <ben@example.org>",
        ],
    );
    let told = desk.run(&["programme", "independence"]);
    told.fails(1, &["1 conflict", "nothing is known of y-2"]);
    assert!(
        told.out
            .contains("y-1  risk  1 commit  conflict: is to audit it"),
        "{told:#?}"
    );
    assert!(
        told.out
            .contains("Ben Berg <ben@example.org>\n  no work on what is audited was found"),
        "{told:#?}"
    );
    let json = desk.run(&["programme", "independence", "--json"]).json();
    assert_eq!(json["auditors"][0]["worked-on"][0]["conflict"], true);
    let other = ["--no-team", "--lead", "Ben Berg <ben@example.org>"];
    desk.run(&[&["programme", "audit", "set", "y-1"], &other[..]].concat())
        .ok();
    desk.run(&["programme", "independence"]).ok();
}

#[test]
fn a_programme_that_cannot_be_read_is_told_with_its_place_and_never_overwritten() {
    let desk = desk();
    let text = desk.read("audits/programme.toml");
    desk.write(
        "audits/programme.toml",
        &text.replace("start = 2020-01-01", "start = \"soon\""),
    );
    let before = desk.everything();
    let shown = desk.run(&["programme", "show"]);
    shown.fails(
        2,
        &["Could not read the audit programme: audits/programme.toml:3:9"],
    );
    desk.run(&[
        "programme",
        "new",
        "--start",
        "2020-01-01",
        "--end",
        "2020-12-31",
    ])
    .fails(2, &["is there already"]);
    assert_eq!(desk.everything(), before);
}

#[test]
fn what_looks_at_everything_ends_with_one_while_the_programme_cannot_be_read() {
    let desk = desk();
    add(&desk, "y-1", &["--checklist", "house"]);
    desk.run(&["programme", "make", "y-1"]).ok();
    desk.run(&["status"]).ok();
    desk.run(&["management-review"]).ok();
    let text = desk.read("audits/programme.toml");
    desk.write("audits/programme.toml", &format!("{text}broken = =\n"));
    let named = "cannot be read: audits/programme.toml:";
    desk.run(&["status"])
        .fails(1, &[named, "1 record cannot be read"]);
    desk.run(&["status", "--json"]).fails(1, &[named]);
    desk.run(&["management-review"]).fails(1, &[named]);
    // The programme says nothing of how far an audit is.
    desk.run(&["status", "y-1"]).fails(0, &[named]);
}

#[test]
fn a_clause_that_no_checklist_has_cannot_be_asked_for_more_often() {
    let desk = desk();
    let before = desk.read("audits/programme.toml");
    let set = |frequency: &str| desk.run(&["programme", "set", "--frequency", frequency]);
    set("house:4.11=2:x").fails(
        2,
        &[
            "house has no clause or control 4.11",
            "did you mean house:4.1?",
        ],
    );
    set("house:99=2:x").fails(
        2,
        &["house has no clause or control 99", "checklist show house"],
    );
    set("hose:4=2:x").fails(2, &["hose", "did you mean house?"]);
    assert_eq!(desk.read("audits/programme.toml"), before);
    set("house:4.1=2:x").ok();
    // What a text editor wrote is a gap: nothing is asked for by it.
    let text = desk.read("audits/programme.toml");
    let text = text.replace("\"house:4.1\"", "\"house:99\"");
    desk.write("audits/programme.toml", &text);
    let gaps = desk.run(&["programme", "gaps"]);
    assert!(
        gaps.out
            .contains("how often house:99 is audited, and its checklist has no such clause"),
        "{gaps:#?}"
    );
    let text = text.replace("\"house:99\"", "\"iso-9001:7\"");
    desk.write("audits/programme.toml", &text);
    let json = desk.run(&["programme", "gaps", "--json"]).json();
    let gaps = json["gaps"].as_array().unwrap();
    let is_it = |gap: &&serde_json::Value| gap["kind"] == "unasked" && gap["what"] == "iso-9001:7";
    assert!(gaps.iter().any(|gap| is_it(&gap)), "{gaps:#?}");
}

#[test]
fn comments_and_unknown_keys_of_the_programme_survive_an_edit() {
    let desk = desk();
    add(&desk, "y-1", &["--checklist", "house"]);
    let text = desk.read("audits/programme.toml");
    let text = text.replace("[[audit]]\n", "# the big one\n[[audit]]\nbudget = 12\n");
    desk.write("audits/programme.toml", &text);
    desk.run(&["programme", "audit", "set", "y-1", "--start", "2030-01-07"])
        .ok();
    let after = desk.read("audits/programme.toml");
    assert!(
        after.contains("# the big one\n[[audit]]\nbudget = 12\n"),
        "{after}"
    );
    assert!(after.contains("start = 2030-01-07"), "{after}");
    desk.run(&["commit", "-m", "Programme"]).ok();
    assert_eq!(desk.git(&["status", "--porcelain", "audits"]), "");
}

#[test]
fn planned_audits_are_in_the_calendar_until_their_reports_are_out() {
    let desk = desk();
    let days = [
        "--checklist",
        "house",
        "--start",
        "2098-03-02",
        "--end",
        "2098-03-06",
    ];
    add(&desk, "y-1", &days);
    let file = desk.run(&["ics"]).ok();
    assert!(file.contains("UID:y-1.audit@tickmark\r\n"), "{file}");
    assert!(file.contains("DTEND;VALUE=DATE:20980307\r\n"), "{file}");
    desk.run(&["programme", "audit", "drop", "y-1", "--why", "No people"])
        .ok();
    assert!(!desk.run(&["ics"]).ok().contains("y-1"));
}
