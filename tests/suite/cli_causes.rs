//! The cause of a nonconformity by commands: drawing it, editing it, marking root causes; and due dates that move.

#![allow(
    clippy::unwrap_used,
    clippy::indexing_slicing,
    reason = "a test that cannot go on fails here"
)]

use std::fs;

use crate::cli_desk::Desk;

/// Makes an audit with a finding and the corrective action that answers it.
fn desk() -> (Desk, String) {
    let desk = Desk::audit();
    let finding = desk
        .run(&["finding", "new", "a-1", "--type", "minor", "--row", "4.1"])
        .ok();
    let finding = finding.trim();
    desk.run(&[
        "finding",
        "set",
        finding,
        "--statement",
        "Released untested",
    ])
    .ok();
    let action = desk.run(&["action", "new", finding]).ok();
    let action = action.trim().to_owned();
    (desk, action)
}

fn cause(desk: &Desk, words: &[&str]) -> String {
    let all: Vec<&str> = ["action", "cause"].iter().chain(words).copied().collect();
    desk.run(&all).ok()
}

fn record(desk: &Desk, action: &str) -> std::path::PathBuf {
    desk.repo()
        .join(format!("audits/a-1/actions/{action}.toml"))
}

#[test]
fn whys_are_added_one_after_the_other_and_the_last_is_marked() {
    let (desk, action) = desk();
    cause(&desk, &["add", &action, "Nobody checked"]);
    cause(&desk, &["add", &action, "No step for it", "--root"]);
    cause(&desk, &["add", &action, "Not asked", "--under", "1"]);
    let drawn = cause(&desk, &["show", &action, "--ascii"]);
    let lines: Vec<&str> = drawn.lines().map(str::trim_end).collect();
    assert_eq!(
        lines[1..5],
        [
            "  Released untested",
            "  1 Nobody checked",
            "  `- 3 Not asked",
            "     `- 2 No step for it  <- root cause",
        ]
    );
    let shown = desk.run(&["action", "show", &action]).ok();
    assert!(shown.contains("3 Not asked"), "{shown}");
    assert!(shown.contains("root cause: No step for it"), "{shown}");
    let text = fs::read_to_string(record(&desk, &action)).unwrap();
    assert!(
        text.contains("[[cause.why]]\nid = \"3\"\ntext = \"Not asked\"\n"),
        "{text}"
    );
}

#[test]
fn a_fault_tree_has_gates_and_its_document_says_what_is_under_what() {
    let (desk, action) = desk();
    let add = |text: &str, more: &[&str]| {
        let words: Vec<&str> = ["add", &action, text].iter().chain(more).copied().collect();
        cause(&desk, &words)
    };
    add("Released untested", &["--method", "fault-tree"]);
    add("Gate waived", &[]);
    add("Tool allows it", &["--under", "2", "--root"]);
    add("Assessor away", &["--under", "2"]);
    cause(&desk, &["set", &action, "2", "--gate", "and"]);
    let told = desk
        .run(&["action", "cause", "move", &action, "4", "--up", "--json"])
        .json();
    assert_eq!(told["method"], "fault-tree");
    let nodes = told["nodes"].as_array().unwrap();
    let ids: Vec<&str> = nodes.iter().map(|n| n["id"].as_str().unwrap()).collect();
    assert_eq!(ids, ["1", "2", "4", "3"]);
    assert_eq!(
        (&nodes[1]["gate"], &nodes[1]["under"]),
        (&"and".into(), &"1".into())
    );
    assert_eq!(told["roots"][0], "3");
    assert_eq!(told["root"], "Tool allows it");
    desk.run(&["action", "cause", "root", &action, "1"])
        .fails(1, &["what happened, and not why"]);
    desk.run(&["action", "cause", "move", &action, "2", "--under", "3"])
        .fails(1, &["cannot be under itself"]);
    desk.run(&["action", "cause", "add", &action, "x", "--branch", "data"])
        .fails(1, &["only a fishbone has branches"]);
    let left = cause(&desk, &["remove", &action, "2"]);
    assert!(!left.contains("Assessor"), "{left}");
}

#[test]
fn a_fishbone_begins_with_a_branch_and_stands_in_the_report() {
    let (desk, action) = desk();
    cause(
        &desk,
        &["add", &action, "No training", "--branch", "people"],
    );
    cause(
        &desk,
        &[
            "add",
            &action,
            "``` No *step*",
            "--branch",
            "process",
            "--root",
        ],
    );
    cause(&desk, &["move", &action, "1", "--under", "2"]);
    let report = desk.run(&["report", "a-1"]).ok();
    let drawn = "````text\nReleased untested\n├─ people\n├─ process\n│  └─ 2 ``` No *step*  ◄ root cause\n│     └─ 1 No training\n├─ technology\n";
    assert!(report.contains(drawn), "{report}");
    desk.run(&["action", "cause", "add", &action, "x"])
        .fails(1, &["say on which branch"]);
    desk.run(&["action", "cause", "set", &action, "9", "--text", "x"])
        .fails(1, &["there is no 9", "cause show"]);
    desk.run(&["action", "cause", "set", &action, "1"])
        .fails(2, &[]);
}

#[test]
fn a_record_with_whys_as_texts_is_read_and_written_in_the_form_of_today() {
    let (desk, action) = desk();
    let path = record(&desk, &action);
    let before = fs::read_to_string(&path).unwrap();
    let old = "\n[cause]\nmethod = \"five-whys\" # by hand\nwhys = [\"Waived.\", \"One may waive.\"]\nroot = \"The tool.\"\nours = 1\n\n[[history]]";
    fs::write(&path, before.replacen("\n[[history]]", old, 1)).unwrap();
    let told = desk
        .run(&["action", "cause", "show", &action, "--json"])
        .json();
    assert_eq!(told["nodes"][1]["text"], "One may waive.");
    assert_eq!(
        (&told["roots"][0], &told["root"]),
        (&"2".into(), &"The tool.".into())
    );
    cause(&desk, &["add", &action, "Copied from claims"]);
    let text = fs::read_to_string(&path).unwrap();
    assert!(!text.contains("whys ="), "{text}");
    assert!(
        text.contains("# by hand") && text.contains("ours = 1"),
        "{text}"
    );
    let told = desk
        .run(&["action", "cause", "show", &action, "--json"])
        .json();
    let nodes = told["nodes"].as_array().unwrap();
    assert_eq!((nodes.len(), &nodes[0]["text"]), (3, &"Waived.".into()));
}

#[test]
fn what_a_hand_has_tied_to_nothing_is_told_and_holds_the_plan() {
    let (desk, action) = desk();
    let path = record(&desk, &action);
    let before = fs::read_to_string(&path).unwrap();
    let odd = "\n[cause]\nmethod = \"fault-tree\"\n\n[[cause.event]]\nid = \"1\"\nunder = \"2\"\ntext = \"a\"\n\n[[cause.event]]\nid = \"2\"\nunder = \"1\"\ntext = \"b\"\n\n[[history]]";
    fs::write(&path, before.replacen("\n[[history]]", odd, 1)).unwrap();
    let shown = desk.run(&["action", "cause", "show", &action]);
    assert!(shown.err.contains("1 is under itself"), "{shown:?}");
    assert!(shown.ok().contains("2 b"));
    desk.run(&["action", "move", &action, "proposed"])
        .fails(1, &["the fault tree of", "1 is under itself"]);
}

#[test]
fn the_date_of_the_check_moves_with_a_reason_and_the_history_tells_it() {
    let (desk, action) = desk();
    let set = |date: &str, more: &[&str]| {
        let words = ["action", "set", &action, "--effectiveness-due", date];
        let words: Vec<&str> = words.iter().chain(more).copied().collect();
        desk.run(&words)
    };
    set("2999-01-01", &[]).ok();
    set("2999-02-01", &[]).fails(
        1,
        &["say why the date of the effectiveness check moves", "--why"],
    );
    set("2999-02-01", &["--why", "No release before"]).ok();
    let shown = desk.run(&["action", "show", &action]).ok();
    let told = "the effectiveness check moved from 2999-01-01 to 2999-02-01 by Ada Auditor: No release before";
    assert!(shown.contains(told), "{shown}");
    desk.run(&["action", "set", &action, "--why", "x"])
        .fails(2, &["--effectiveness-due"]);
    let report = desk.run(&["report", "a-1"]).ok();
    assert!(
        report.contains("effectiveness check moved from"),
        "{report}"
    );
}
