//! The documents of `--json`: they parse, begin with their schema, and have the words of records.

#![allow(
    clippy::unwrap_used,
    clippy::indexing_slicing,
    clippy::panic,
    reason = "a test that cannot go on fails here"
)]

use crate::cli_desk::Desk;

#[test]
fn status_counts_in_the_words_of_records() {
    let desk = Desk::audit();
    desk.run(&[
        "answer",
        "a-1",
        "4.1",
        "--verdict",
        "good-practice",
        "--evidence",
        "risk/method.md",
    ])
    .ok();
    let told = desk.run(&["status", "--json"]).json();
    assert_eq!(told["organisation"], "Example Ltd");
    assert_eq!(told["branch"], "main");
    let audit = &told["audits"][0];
    assert_eq!(audit["id"], "a-1");
    assert_eq!(audit["state"], "fieldwork");
    assert_eq!(audit["rows"], 3);
    assert_eq!(audit["answered"], 1);
    assert_eq!(audit["percent"], 33);
    assert_eq!(audit["verdicts"]["good-practice"], 1);
    assert_eq!(audit["verdicts"]["not-applicable"], 0);
    assert_eq!(audit["citations"]["unchanged"], 1);
    assert_eq!(audit["uncommitted-records"], 3);
}

#[test]
fn a_dry_run_tells_files_problems_and_message() {
    let desk = Desk::audit();
    desk.run(&["answer", "a-1", "4.1", "--verdict", "conforming"])
        .ok();
    let told = desk.run(&["commit", "--dry-run", "--json"]).json();
    assert_eq!(told["branch"], "main");
    assert_eq!(told["commit"], serde_json::Value::Null);
    assert_eq!(told["blocked"], false);
    assert_eq!(told["files"][0]["change"], "added");
    assert_eq!(told["problems"][0]["severity"], "warning");
    let done = desk.run(&["commit", "--json"]).json();
    assert_eq!(
        done["commit"].as_str().unwrap(),
        desk.git(&["rev-parse", "HEAD"]).trim()
    );
}

#[test]
fn the_log_lists_commits_and_files() {
    let desk = Desk::audit();
    desk.run(&["commit", "-m", "Plan it"]).ok();
    let told = desk.run(&["log", "a-1", "--json"]).json();
    assert_eq!(told["commits"][0]["subject"], "Plan it");
    assert_eq!(
        told["commits"][0]["author"],
        "Ada Auditor <ada@example.org>"
    );
    assert_eq!(
        told["commits"][0]["files"][0]["path"],
        "audits/a-1/audit.toml"
    );
    assert_eq!(told["commits"].as_array().unwrap().len(), 1);
}

#[test]
fn findings_and_actions_are_listed() {
    let desk = Desk::audit();
    let finding = desk
        .run(&[
            "finding",
            "new",
            "a-1",
            "--type",
            "major",
            "--title",
            "T",
            "--criterion",
            "4.2",
        ])
        .ok();
    let finding = finding.trim();
    let action = desk
        .run(&[
            "action",
            "new",
            finding,
            "--owner",
            "Rolf <rolf@example.org>",
        ])
        .ok();
    let told = desk.run(&["finding", "list", "--json"]).json();
    assert_eq!(told["findings"][0]["id"], finding);
    assert_eq!(told["findings"][0]["type"], "major");
    assert_eq!(told["findings"][0]["state"], "draft");
    assert_eq!(told["findings"][0]["criteria"][0], "house:4.2");
    let told = desk.run(&["action", "list", "--json"]).json();
    assert_eq!(told["actions"][0]["id"], action.trim());
    assert_eq!(told["actions"][0]["findings"][0], finding);
    assert_eq!(told["actions"][0]["owner"], "Rolf <rolf@example.org>");
    assert_eq!(told["overdue"], 0);
    let told = desk
        .run(&["action", "show", action.trim(), "--json"])
        .json();
    assert_eq!(
        told["next-states"],
        serde_json::json!(["proposed", "withdrawn"])
    );
}

#[test]
fn checklists_and_the_doctor_speak_json() {
    let desk = Desk::audit();
    let told = desk.run(&["checklist", "list", "--json"]).json();
    let ids: Vec<&str> = told["checklists"]
        .as_array()
        .unwrap()
        .iter()
        .filter_map(|c| c["id"].as_str())
        .collect();
    assert!(
        ids.contains(&"house") && ids.contains(&"iso-42001"),
        "{ids:?}"
    );
    let told = desk.run(&["checklist", "show", "house", "--json"]).json();
    assert_eq!(told["checklist"]["clause"][1]["ref"], "4.1");
    let told = desk.run(&["checklist", "lint", "--json"]).json();
    assert_eq!(told["faults"], serde_json::json!([]));
    let told = desk.run(&["doctor", "--json"]).json();
    assert_eq!(told["checks"][0]["what"], "repository");
    assert_eq!(told["checks"][0]["health"], "ok");
    let told = desk.run(&["evidence", "find", "regcsv", "--json"]).json();
    assert_eq!(told["paths"][0], "risk/register.csv");
    let told = desk.run(&["audit", "show", "a-1", "--json"]).json();
    assert_eq!(told["audit"]["team"][0]["role"], "lead");
}

#[test]
fn no_character_that_a_terminal_obeys_is_printed() {
    let desk = Desk::audit();
    let hostile = "turned \u{202e}round, \u{9b}31m red \u{200b}nothing \u{feff}";
    desk.run(&[
        "answer",
        "a-1",
        "4.1",
        "--verdict",
        "conforming",
        "--note",
        hostile,
    ])
    .ok();
    desk.run(&["commit", "-m", hostile]).ok();
    for command in [
        &["log", "--json"][..],
        &["doctor", "--json"],
        &["status", "--json"],
    ] {
        let run = desk.run(command);
        for hidden in ['\u{202e}', '\u{9b}', '\u{200b}', '\u{feff}'] {
            assert!(!run.out.contains(hidden), "{command:?} {run:#?}");
        }
        let _parsed: serde_json::Value = serde_json::from_str(&run.out).unwrap();
    }
    let told = desk.run(&["log", "--json"]).json();
    assert!(told.to_string().contains('\u{202e}'), "{told}");
}
