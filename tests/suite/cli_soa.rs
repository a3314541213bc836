//! The statement of applicability by commands: deciding, approving, checking, bringing an audit in line, and the findings
//! that cannot be.

#![allow(
    clippy::unwrap_used,
    clippy::indexing_slicing,
    clippy::panic,
    reason = "a test that cannot go on fails here"
)]

use crate::cli_desk::Desk;

/// A checklist with a clause that asks for the statement, and three controls.
const CONTROLS: &str = r#"schema = 1
id = "own"
title = "Own controls"
standard = "Own controls"
clause = [
  { ref = "6.1.3", title = "Treatment", kind = "clause", question = [{ id = "1", text = "Is there a statement?" }] },
  { ref = "A.1", title = "Group", kind = "control-group" },
  { ref = "A.1.1", title = "Doors", kind = "control", parent = "A.1", question = [{ id = "1", text = "Locked?" }] },
  { ref = "A.1.2", title = "Keys", kind = "control", parent = "A.1", question = [{ id = "1", text = "Kept?" }, { id = "2", text = "Counted?" }] },
  { ref = "A.1.3", title = "Guests", kind = "control", parent = "A.1", question = [{ id = "1", text = "Met?" }] },
]
"#;

const RECORD: &str = "audits/soa/own.toml";

/// Makes a workspace with that checklist and no audit.
fn desk() -> Desk {
    let desk = Desk::bare();
    desk.run(&["init", "--organisation", "Example Ltd"]).ok();
    desk.write("checklists/own.toml", CONTROLS);
    desk.git(&["add", "checklists"]);
    desk.git(&["commit", "-q", "-m", "Own controls"]);
    desk
}

fn plan(desk: &Desk) {
    let new = ["new", "a-1", "--title", "First", "--checklist", "own"];
    let plan = ["--objective", "Find out", "--scope", "Everything"];
    desk.run(&[&new[..], &plan[..]].concat()).ok();
    desk.run(&["audit", "move", "a-1", "fieldwork"]).ok();
}

fn exclude(desk: &Desk, control: &str) {
    desk.run(&[
        "soa",
        "set",
        "own",
        control,
        "--exclude",
        "--why",
        "No guests",
    ])
    .ok();
}

#[test]
fn a_control_is_decided_on_and_written_about() {
    let desk = desk();
    let said = desk.run_with_stdin(
        &[
            "soa",
            "set",
            "own",
            "own:A.1.1",
            "--include",
            "--why",
            "-",
            "--how",
            "Locks",
            "--status",
            "partly-implemented",
            "--owner",
            "caretaker",
            "--evidence",
            "risk/method.md:2-4",
        ],
        "Thieves come\n",
    );
    assert_eq!(said.ok(), "A.1.1: included\n");
    let told = desk.run(&["soa", "show", "own", "--json"]).json();
    let statement = &told["statements"][0];
    assert_eq!(statement["checklist"], "own");
    assert_eq!(statement["undecided"], 2);
    let control = &statement["controls"][0];
    assert_eq!(control["ref"], "A.1.1");
    assert_eq!(control["included"], true);
    assert_eq!(control["justification"], "Thieves come");
    assert_eq!(control["implementation"], "Locks");
    assert_eq!(control["status"], "partly-implemented");
    assert_eq!(control["owner"], "caretaker");
    assert_eq!(control["evidence"][0]["state"], "unchanged");
    assert_eq!(control["evidence"][0]["cited-in"], "own:A.1.1");
    assert_eq!(
        statement["controls"][1]["included"],
        serde_json::Value::Null
    );
    let open = desk.run(&["soa", "show", "own", "--open"]).ok();
    assert!(open.contains("A.1.2") && !open.contains("A.1.1"), "{open}");
    // What is not given stays as it is.
    desk.run(&["soa", "set", "own", "A.1.1", "--status", "implemented"])
        .ok();
    let record = desk.read(RECORD);
    assert!(
        record.contains("implementation = \"Locks\"") && record.contains("\"implemented\""),
        "{record}"
    );
}

#[test]
fn several_controls_are_decided_on_in_one_go() {
    let desk = desk();
    let said = desk
        .run(&[
            "soa",
            "set",
            "own",
            "A.1.1",
            "A.1.2",
            "--include",
            "--why",
            "Thieves",
            "--evidence",
            "risk/method.md",
        ])
        .ok();
    assert_eq!(said, "A.1.1: included\nA.1.2: included\n");
    let told = desk.run(&["evidence", "check", "soa", "--json"]).json();
    let citations = told["citations"].as_array().unwrap();
    assert_eq!(citations.len(), 2);
    assert_ne!(citations[0]["id"], citations[1]["id"]);
}

#[test]
fn wrong_use_is_told_with_what_was_meant_and_changes_nothing() {
    let desk = desk();
    let set = |args: &[&str]| desk.run(&[&["soa", "set"], args].concat());
    set(&["own", "A.1.1", "--exclude"]).fails(2, &["needs a justification", "--why"]);
    set(&["own", "A.1.1", "--exclude", "--why", " "]).fails(2, &["needs a justification"]);
    set(&["own", "A.1.1", "--why", "x"])
        .fails(2, &["nothing is decided about A.1.1 yet", "--include"]);
    set(&["own", "A.1.11", "--include"]).fails(2, &["did you mean A.1.1?"]);
    set(&["own", "6.1.3", "--include"]).fails(2, &["it is no control, but a clause"]);
    set(&["own", "A.1", "--include"]).fails(2, &["no control, but a control group", "A.1.2  Keys"]);
    set(&["owm", "A.1.1", "--include"]).fails(2, &["did you mean own?"]);
    set(&["own", "A.1.1", "--include", "--status", "done"]).fails(2, &["implemented"]);
    set(&["own", "A.1.1", "--include", "--exclude"]).fails(2, &["cannot be used with"]);
    set(&["own", "A.1.1", "--include", "--evidence", "no/such.md"]).fails(2, &["no/such.md"]);
    assert!(!desk.repo().join("audits/soa").exists());
    desk.run(&["soa", "approve", "own"])
        .fails(1, &["there is no statement for own"]);
    desk.write("checklists/bare.toml", crate::cli_desk::HOUSE);
    desk.run(&["soa", "show", "house"])
        .fails(2, &["it has none that a statement could decide on", "own"]);
    desk.run(&["soa", "apply", "a-9"]).fails(2, &["a-9"]);
}

#[test]
fn a_decision_that_is_turned_round_loses_its_justification() {
    let desk = desk();
    desk.run(&[
        "soa",
        "set",
        "own",
        "A.1.1",
        "--include",
        "--why",
        "Thieves",
    ])
    .ok();
    desk.run(&["soa", "set", "own", "A.1.1", "--exclude"])
        .fails(2, &["needs a justification"]);
    exclude(&desk, "A.1.1");
    desk.run(&[
        "soa",
        "set",
        "own",
        "A.1.1",
        "--exclude",
        "--owner",
        "nobody",
    ])
    .ok();
    desk.run(&["soa", "set", "own", "A.1.1", "--include"]).ok();
    assert!(!desk.read(RECORD).contains("No guests"));
}

#[test]
fn a_check_says_no_while_something_is_missing_or_has_drifted() {
    let desk = desk();
    let nothing = desk.run(&["soa", "check"]);
    assert_eq!(nothing.status, 0);
    assert!(nothing.err.contains("there is no statement"), "{nothing:?}");
    assert_eq!(desk.run(&["soa", "check", "own"]).status, 1);
    desk.run(&["soa", "set", "own", "A.1.1", "--include"]).ok();
    let told = desk.run(&["soa", "check", "--json"]);
    assert_eq!(told.status, 1);
    let told = told.json();
    assert_eq!(told["shortcomings"], 4);
    let first = &told["statements"][0]["shortcomings"][0];
    assert_eq!(first["ref"], "A.1.1");
    assert_eq!(first["text"], "it is included without a justification");
    desk.run(&[
        "soa",
        "set",
        "own",
        "A.1.1",
        "A.1.2",
        "--include",
        "--why",
        "Thieves",
        "--status",
        "implemented",
        "--evidence",
        "risk/method.md:2-4",
    ])
    .ok();
    exclude(&desk, "A.1.3");
    let whole = desk.run(&["soa", "check"]);
    assert_eq!(whole.status, 0, "{whole:?}");
    assert!(whole.out.contains("unchanged"), "{whole:?}");
    desk.git(&["rm", "-q", "risk/method.md"]);
    desk.git(&["commit", "-q", "-m", "Gone"]);
    let gone = desk.run(&["soa", "check"]);
    assert_eq!(gone.status, 1);
    assert!(gone.out.contains("gone"), "{gone:?}");
    assert_eq!(desk.run(&["evidence", "check"]).status, 1);
}

#[test]
fn a_statement_is_approved_when_it_is_whole_and_a_change_lets_that_lapse() {
    let desk = desk();
    desk.run(&["soa", "set", "own", "A.1.1", "A.1.2", "--include"])
        .ok();
    desk.run(&["soa", "approve", "own"]).fails(
        1,
        &[
            "- A.1.1 is included without a justification",
            "- nothing is decided about A.1.3",
        ],
    );
    desk.run(&["soa", "set", "own", "A.1.1", "A.1.2", "--why", "Thieves"])
        .ok();
    exclude(&desk, "A.1.3");
    let said = desk.run(&["soa", "approve", "own"]).ok();
    assert!(said.contains("approved by Ada Auditor"), "{said}");
    assert!(desk.read(RECORD).contains("approved-by = \"Ada Auditor"));
    // A citation is no part of what was approved; what is said is.
    desk.run(&["evidence", "add", "soa", "own:A.1.1", "risk/method.md"])
        .ok();
    assert!(desk.read(RECORD).contains("approved-by"));
    let changed = desk.run(&["soa", "set", "own", "A.1.1", "--how", "Locks"]);
    assert!(
        changed.err.contains("the approval has lapsed"),
        "{changed:?}"
    );
    assert!(!desk.read(RECORD).contains("approved-by"));
}

#[test]
fn an_audit_leaves_out_what_is_excluded_when_it_is_planned() {
    let desk = desk();
    exclude(&desk, "A.1.3");
    let planned = desk
        .run(&["new", "a-1", "--title", "First", "--checklist", "own"])
        .ok();
    assert_eq!(planned, "planned a-1: 4 rows to walk\n");
    let shown = desk.run(&["audit", "show", "a-1"]).ok();
    assert!(
        shown
            .contains("left out: own:A.1.3: excluded by the statement of applicability: No guests"),
        "{shown}"
    );
}

#[test]
fn an_audit_is_brought_in_line_when_asked_and_says_what_leaves_and_comes_back() {
    let desk = desk();
    exclude(&desk, "A.1.3");
    plan(&desk);
    desk.run(&["answer", "a-1", "A.1.2#2", "--verdict", "observation"])
        .ok();
    desk.run(&["soa", "set", "own", "A.1.3", "--include", "--why", "Guests"])
        .ok();
    exclude(&desk, "A.1.2");
    let status = desk.run(&["status"]).ok();
    assert!(
        status.contains("out of step with the statement of applicability, 1 control leaves, 1 control comes back: tickmark soa apply a-1"),
        "{status}"
    );
    let told = desk.run(&["status", "--json"]).json();
    assert_eq!(told["audits"][0]["applicability"]["out-of-step"], true);
    assert_eq!(
        told["audits"][0]["applicability"]["leaving"][0],
        "own:A.1.2"
    );
    assert_eq!(told["applicability"][0]["excluded"], 1);
    let before = desk.read("audits/a-1/audit.toml");
    let dry = desk.run(&["soa", "apply", "a-1", "--dry-run"]).ok();
    assert_eq!(
        dry,
        "own:A.1.2 leaves (2 rows; 1 answer stays on record)\nown:A.1.3 comes back\n"
    );
    assert_eq!(desk.read("audits/a-1/audit.toml"), before);
    let done = desk.run(&["soa", "apply", "a-1", "--json"]).json();
    assert_eq!(done["applied"], true);
    assert_eq!(done["leaving"][0]["answered"], 1);
    assert_eq!(done["returning"][0], "own:A.1.3");
    assert!(
        desk.read("audits/a-1/answers/own/A.1.2.toml")
            .contains("observation")
    );
    let status = desk.run(&["status"]).ok();
    assert!(
        status.contains("0 of 3 answered") && !status.contains("out of step"),
        "{status}"
    );
    let again = desk.run(&["soa", "apply", "a-1"]);
    assert!(again.err.contains("nothing changes"), "{again:?}");
}

#[test]
fn an_issued_audit_keeps_what_it_was_done_against() {
    let desk = desk();
    plan(&desk);
    for row in ["6.1.3#1", "A.1.1#1", "A.1.2#1", "A.1.2#2", "A.1.3#1"] {
        let args = [
            "answer",
            "a-1",
            row,
            "--verdict",
            "not-audited",
            "--reason",
            "x",
        ];
        desk.run(&args).ok();
    }
    desk.write_frame("a-1");
    desk.run(&[
        "audit",
        "set",
        "a-1",
        "--conclude",
        "1=Fine",
        "--conclude",
        "2=Fine",
    ])
    .ok();
    desk.run(&["audit", "set", "a-1", "--conclusion", "Fine"])
        .ok();
    desk.run(&["audit", "move", "a-1", "reporting"]).ok();
    exclude(&desk, "A.1.3");
    desk.run(&["soa", "apply", "a-1", "--dry-run"]).ok();
    desk.run(&["audit", "move", "a-1", "issued"]).ok();
    desk.run(&["soa", "apply", "a-1"]).fails(
        1,
        &["an audit that is issued keeps what it was done against"],
    );
    let status = desk.run(&["status"]).ok();
    assert!(!status.contains("out of step"), "{status}");
}

const BARRED: &str = "is excluded by the statement of applicability; cite own:6.1.3";

#[test]
fn a_finding_cannot_name_a_control_that_is_excluded() {
    let desk = desk();
    plan(&desk);
    let id = desk.run(&["finding", "new", "a-1", "--criterion", "A.1.3"]);
    let id = id.ok().trim().to_owned();
    exclude(&desk, "A.1.2");
    exclude(&desk, "A.1.3");
    let barred = |args: &[&str], control: &str| {
        desk.run(args).fails(1, &[&format!("{control} {BARRED}")]);
    };
    barred(&["finding", "new", "a-1", "--row", "A.1.2#1"], "A.1.2");
    barred(&["finding", "new", "a-1", "--criterion", "A.1.2"], "A.1.2");
    barred(
        &["finding", "set", &id, "--criterion", "own:A.1.2"],
        "A.1.2",
    );
    // What it named before the control was excluded does not keep it from being written, only from being issued.
    desk.run(&[
        "finding",
        "set",
        &id,
        "--criterion",
        "A.1.3",
        "--title",
        "Doors",
    ])
    .ok();
    desk.run(&["finding", "move", &id, "issued"])
        .fails(1, &["A.1.3 is excluded by the statement of applicability"]);
    let review = desk.run(&["commit", "--dry-run"]).ok();
    assert!(review.contains(&format!("A.1.3 {BARRED}")), "{review}");
    desk.run(&["finding", "new", "a-1", "--row", "6.1.3"]).ok();
    // The audit keeps it excluded after the statement has changed, until it is brought in line.
    desk.run(&["soa", "apply", "a-1"]).ok();
    desk.run(&["soa", "set", "own", "A.1.2", "--include", "--why", "Keys"])
        .ok();
    barred(&["finding", "new", "a-1", "--criterion", "A.1.2"], "A.1.2");
    desk.run(&["soa", "apply", "a-1"]).ok();
    desk.run(&["finding", "new", "a-1", "--criterion", "A.1.2"])
        .ok();
}

#[test]
fn a_commit_without_an_audit_takes_the_statement_in() {
    let desk = desk();
    plan(&desk);
    exclude(&desk, "A.1.3");
    let status = desk.run(&["status"]).ok();
    assert!(
        status.contains("1 record of no audit not committed: tickmark commit"),
        "{status}"
    );
    desk.run(&["commit", "a-1"]).ok();
    let dry = desk.run(&["commit", "--dry-run"]).ok();
    for said in [
        "A audits/soa/own.toml",
        "warning: A.1.1, A.1.2: nothing is decided",
        "warning: the audit a-1 is out of step with it (1 control leaves): tickmark soa apply a-1",
        "Workspace: statement of applicability for own",
    ] {
        assert!(dry.contains(said), "{said:?} is not in:\n{dry}");
    }
    desk.run(&["commit"]).ok();
    assert_eq!(desk.git(&["status", "--porcelain"]), "");
    assert_eq!(
        desk.git(&["show", "--format=", "--name-only", "HEAD"]),
        "audits/soa/own.toml\n"
    );
}

#[test]
fn citations_of_controls_are_checked_shown_and_removed_like_any_other() {
    let desk = desk();
    desk.run(&["evidence", "add", "soa", "own:A.1.1", "risk/method.md"])
        .fails(1, &["nothing is decided about A.1.1 yet"]);
    desk.run(&["soa", "set", "own", "A.1.1", "--include"]).ok();
    let id = desk
        .run(&["evidence", "add", "soa", "own:A.1.1", "risk/method.md:2-4"])
        .ok();
    let id = id.trim();
    let shown = desk.run(&["evidence", "show", "soa", id]).ok();
    assert!(
        shown.contains("in own:A.1.1") && shown.contains("line 2"),
        "{shown}"
    );
    let all = desk.run(&["evidence", "check"]).ok();
    assert!(all.contains(id), "{all}");
    plan(&desk);
    desk.run(&["evidence", "remove", "a-1", id])
        .fails(2, &["the statement of applicability has it"]);
    desk.run(&["evidence", "remove", "soa", "E-000000"])
        .fails(2, &["Could not find the citation"]);
    desk.run(&["evidence", "remove", "soa", id]).ok();
    assert!(!desk.read(RECORD).contains(id));
}

#[test]
fn a_record_that_cannot_be_read_is_told_and_never_overwritten() {
    let desk = desk();
    let broken =
        "schema = 1\nchecklist = \"own\"\n[[control]]\nref = \"A.1.1\"\nincluded = \"yes\"\n";
    desk.write(RECORD, broken);
    desk.write("audits/soa/Not A Name.toml", "schema = 1\n");
    desk.run(&["soa", "set", "own", "A.1.1", "--include"])
        .fails(2, &["audits/soa/own.toml:5", "bring it back with git"]);
    assert_eq!(desk.read(RECORD), broken);
    let status = desk.run(&["status", "--json"]).json();
    assert_eq!(status["broken"].as_array().unwrap().len(), 2);
    assert_eq!(desk.run(&["soa", "check"]).status, 1);
    desk.write(RECORD, "schema = 9\nchecklist = \"own\"\n");
    desk.run(&["soa", "set", "own", "A.1.1", "--include"])
        .fails(3, &["newer"]);
}

#[test]
fn comments_order_and_unknown_keys_of_the_record_survive_an_edit() {
    let desk = desk();
    let text = "# ours\nschema = 1\nchecklist = \"own\"\nfuture = 7\n\n# doors first\n[[control]]\nref = \"A.1.1\"\nincluded = true # of course\njustification = \"Thieves\"\nmood = \"good\"\n\n[[control]]\nref = \"A.1.2\"\nincluded = true\n";
    desk.write(RECORD, text);
    desk.run(&["soa", "set", "own", "A.1.2", "--why", "Keys get lost"])
        .ok();
    assert_eq!(
        desk.read(RECORD),
        format!("{text}justification = \"Keys get lost\"\n")
    );
}

#[test]
fn the_report_has_the_statement_of_the_checklists_it_is_about() {
    let desk = desk();
    plan(&desk);
    let plain = desk.run(&["report", "a-1"]).ok();
    assert!(!plain.contains("## Statement of applicability"));
    exclude(&desk, "A.1.3");
    let report = desk.run(&["report", "a-1"]).ok();
    assert!(report.contains("## Statement of applicability"));
    assert!(
        report.contains("| A.1.3 | Guests | no | No guests |  |  |  |"),
        "{report}"
    );
    assert!(report.contains("| A.1.1 | Doors | undecided |"));
}

#[test]
fn an_audit_is_not_committed_without_the_statement_that_its_findings_rest_on() {
    let desk = desk();
    exclude(&desk, "A.1.3");
    plan(&desk);
    desk.run(&["commit"]).ok();
    desk.run(&[
        "soa",
        "set",
        "own",
        "A.1.3",
        "--include",
        "--why",
        "Guests come",
    ])
    .ok();
    desk.run(&["soa", "apply", "a-1"]).ok();
    let new = [
        "finding",
        "new",
        "a-1",
        "--type",
        "minor",
        "--criterion",
        "own:A.1.3",
        "--title",
        "Guests",
        "--requirement",
        "Guests are met",
        "--objective-evidence",
        "Of four guests one was not met",
        "--statement",
        "One of four was not",
        "--grade-reason",
        "It is the only one",
        "--consequence",
        "They get lost",
        "--evidence",
        "risk/method.md:2-4",
    ];
    let told = desk.run(&new).ok();
    let at = told.find("F-").unwrap();
    let id = &told[at..at + 8];
    let issued = desk.run(&["finding", "move", id, "issued"]);
    assert_eq!(issued.status, 0, "{issued:#?}");
    desk.run(&["commit", "a-1"])
        .fails(1, &["it is without what is left out", RECORD]);
    desk.run(&["commit"]).ok();
    let verified = desk.run(&["verify"]);
    assert!(!verified.out.contains("guard-unmet"), "{verified:#?}");
}
