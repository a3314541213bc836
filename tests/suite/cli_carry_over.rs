//! An audit carried over from another: what is taken over, what begins anew, and last time's answers beside the rows.

#![allow(
    clippy::unwrap_used,
    clippy::indexing_slicing,
    reason = "a test that cannot go on fails here"
)]

use crate::cli_desk::Desk;

/// Makes an audit with a team, a scope, answers and a finding, and returns the finding's id.
fn audited() -> (Desk, String) {
    let desk = Desk::audit();
    let frame = [
        "--scope",
        "Claims triage",
        "--client",
        "The board",
        "--auditor",
        "Ben Berg <ben@example.org>",
        "--conclusion",
        "Mostly fine",
        "--exclude",
        "4.2=Not this year",
    ];
    let args: Vec<&str> = ["audit", "set", "a-1"].into_iter().chain(frame).collect();
    desk.run(&args).ok();
    let answer = ["--verdict", "nonconforming", "--note", "Two are missing"];
    let args: Vec<&str> = ["answer", "a-1", "4.1"].into_iter().chain(answer).collect();
    desk.run(&args).ok();
    let new = ["--row", "4.1", "--type", "minor", "--title", "No register"];
    let args: Vec<&str> = ["finding", "new", "a-1"].into_iter().chain(new).collect();
    let finding = desk.run(&args).ok().trim().to_owned();
    (desk, finding)
}

fn carry_over(desk: &Desk, id: &str, more: &[&str]) {
    let args: Vec<&str> = ["new", id, "--title", "Next audit"]
        .into_iter()
        .chain(more.iter().copied())
        .collect();
    desk.run(&args).ok();
}

#[test]
fn the_next_audit_takes_over_the_plan_and_no_answer() {
    let (desk, _) = audited();
    carry_over(&desk, "a-2", &["--from", "a-1"]);
    let told = desk.run(&["audit", "show", "a-2", "--json"]).json();
    let audit = &told["audit"];
    assert_eq!(audit["from"], "a-1");
    assert_eq!(audit["checklists"][0], "house");
    assert_eq!(audit["scope"]["text"], "Claims triage");
    assert_eq!(audit["client"], "The board");
    assert_eq!(audit["team"][0]["person"], "Ada Auditor <ada@example.org>");
    assert_eq!(audit["team"][1]["person"], "Ben Berg <ben@example.org>");
    assert_eq!(audit["exclusion"][0]["ref"], "4.2");
    assert_eq!(audit["state"], "planned");
    assert_eq!(audit["conclusion"], serde_json::Value::Null);
    let status = desk.run(&["status", "a-2", "--json"]).json();
    assert_eq!(status["audits"][0]["answered"], 0);
    assert_eq!(status["audits"][0]["rows"], 1);
    assert_eq!(status["due"].as_array().unwrap().len(), 0);
}

#[test]
fn what_the_plan_says_itself_counts() {
    let (desk, _) = audited();
    let own = [
        "--from",
        "a-1",
        "--scope",
        "Customer chat",
        "--lead",
        "Ben Berg <ben@example.org>",
    ];
    carry_over(&desk, "a-2", &own);
    let told = desk.run(&["audit", "show", "a-2", "--json"]).json();
    let audit = &told["audit"];
    assert_eq!(audit["scope"]["text"], "Customer chat");
    assert_eq!(audit["team"].as_array().unwrap().len(), 1, "{audit}");
    assert_eq!(audit["team"][0]["person"], "Ben Berg <ben@example.org>");
    assert_eq!(audit["team"][0]["role"], "lead");
}

#[test]
fn last_time_stands_beside_each_row() {
    let (desk, finding) = audited();
    carry_over(&desk, "a-2", &["--from", "a-1"]);
    let told = desk.run(&["audit", "last-time", "a-2", "--json"]).json();
    let row = &told["rows"][0];
    assert_eq!(row["row"], "house:4.1#1");
    assert_eq!(row["verdict"], serde_json::Value::Null);
    let last = &row["last-time"];
    assert_eq!(last["audit"], "a-1");
    assert_eq!(last["verdict"], "nonconforming");
    assert_eq!(last["note"], "Two are missing");
    assert_eq!(last["findings"][0]["id"], finding.as_str());
    let shown = desk.run(&["audit", "last-time", "a-2", "4.1"]).ok();
    assert!(
        shown.contains("nonconforming in a-1; now unanswered") && shown.contains(&finding),
        "{shown}"
    );
    desk.run(&["audit", "last-time", "a-1"]).ok();
}

#[test]
fn what_the_last_audit_does_not_say_is_asked_of_the_one_before() {
    let (desk, finding) = audited();
    carry_over(&desk, "a-2", &["--from", "a-1"]);
    carry_over(&desk, "a-3", &["--from", "a-2"]);
    let told = desk.run(&["audit", "last-time", "a-3", "--json"]).json();
    assert_eq!(told["rows"][0]["last-time"]["audit"], "a-1");
    desk.run(&["answer", "a-2", "4.1", "--verdict", "conforming"])
        .ok();
    let told = desk.run(&["audit", "last-time", "a-3", "--json"]).json();
    let last = &told["rows"][0]["last-time"];
    assert_eq!(last["audit"], "a-2");
    // The finding is still open, whatever was answered since.
    assert_eq!(last["findings"][0]["id"], finding.as_str());
    assert_eq!(last["findings"][0]["audit"], "a-1");
}

#[test]
fn a_follow_up_asks_the_rows_of_open_findings_alone() {
    let (desk, finding) = audited();
    let follow = ["--from", "a-1", "--follow-up"];
    carry_over(&desk, "a-1-f", &follow);
    let told = desk.run(&["audit", "show", "a-1-f", "--json"]).json();
    assert_eq!(told["audit"]["rows"], serde_json::json!(["house:4.1#1"]));
    let status = desk.run(&["status", "a-1-f", "--json"]).json();
    assert_eq!(status["audits"][0]["rows"], 1);
    desk.run(&["answer", "a-1-f", "4.1", "--verdict", "conforming"])
        .ok();
    let status = desk.run(&["status", "a-1-f", "--json"]).json();
    assert_eq!(status["audits"][0]["percent"], 100);
    let report = desk.run(&["report", "a-1-f"]).ok();
    assert!(report.contains("limited to these questions"), "{report}");
    // A follow-up of the follow-up looks at what is open still, wherever it was raised.
    carry_over(&desk, "a-1-g", &["--from", "a-1-f", "--follow-up"]);
    let why = ["--why", "Not upheld"];
    let args: Vec<&str> = ["finding", "withdraw", &finding]
        .into_iter()
        .chain(why)
        .collect();
    desk.run(&args).ok();
    let args: Vec<&str> = ["new", "a-1-h", "--title", "T"]
        .into_iter()
        .chain(follow)
        .collect();
    desk.run(&args).fails(1, &["no finding of it is open"]);
}

#[test]
fn one_question_of_a_clause_can_be_followed_up_without_the_others() {
    let (desk, _) = audited();
    let row = [
        "--row",
        "4.2#2",
        "--type",
        "minor",
        "--title",
        "Not followed",
    ];
    let args: Vec<&str> = ["finding", "new", "a-1"].into_iter().chain(row).collect();
    // The clause is left out of the first audit; in another one it is asked.
    carry_over(&desk, "b-1", &["--checklist", "house"]);
    let args: Vec<&str> = args
        .into_iter()
        .map(|arg| if arg == "a-1" { "b-1" } else { arg })
        .collect();
    desk.run(&args).ok();
    carry_over(&desk, "b-2", &["--from", "b-1", "--follow-up"]);
    let told = desk.run(&["audit", "show", "b-2", "--json"]).json();
    assert_eq!(told["audit"]["rows"], serde_json::json!(["house:4.2#2"]));
    let chart = desk.run(&["chart", "b-2", "--json"]).json().to_string();
    assert!(!chart.contains("\"4.1\""), "{chart}");
    let status = desk.run(&["status", "b-2", "--json"]).json();
    assert_eq!(status["audits"][0]["rows"], 1);
}

#[test]
fn a_circle_of_audits_written_by_hand_does_no_harm() {
    let (desk, _) = audited();
    carry_over(&desk, "a-2", &["--from", "a-1"]);
    let path = "audits/a-1/audit.toml";
    let text = desk.read(path);
    let text = text.replacen("checklists = ", "from = \"a-2\"\nchecklists = ", 1);
    desk.write(path, &text);
    let told = desk.run(&["audit", "last-time", "a-2", "--json"]).json();
    assert_eq!(told["rows"][0]["last-time"]["audit"], "a-1");
    carry_over(&desk, "a-3", &["--from", "a-2", "--follow-up"]);
}
