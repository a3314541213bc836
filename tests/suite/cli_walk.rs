//! A whole audit by commands alone, from an empty repository to its closing.

#![allow(
    clippy::unwrap_used,
    clippy::indexing_slicing,
    clippy::panic,
    reason = "a test that cannot go on fails here"
)]

use crate::cli_desk::Desk;

/// Raises the finding of the walk and returns its id.
fn raise(desk: &Desk) -> String {
    desk.run(&[
        "answer",
        "a-1",
        "4.1",
        "--verdict",
        "nonconforming",
        "--note",
        "churn is missing",
        "--evidence",
        "risk/register.csv:2-4",
        "--method",
        "document-review",
        "--people",
        "risk owner, developer",
    ])
    .ok();
    let id = desk
        .run(&[
            "finding",
            "new",
            "a-1",
            "--row",
            "4.1",
            "--title",
            "A system is missing",
        ])
        .ok();
    id.trim().to_owned()
}

fn write_parts(desk: &Desk, id: &str) {
    desk.run(&[
        "finding",
        "set",
        id,
        "--requirement",
        "Every system is in the register",
        "--statement",
        "One of four is not",
        "--grade-reason",
        "It is the only one",
    ])
    .ok();
}

/// Answers the rest and issues the report.
fn issue(desk: &Desk, finding: &str) {
    write_parts(desk, finding);
    desk.run(&["finding", "move", finding, "issued"]).ok();
    desk.run(&[
        "answer",
        "a-1",
        "4.2#1",
        "--verdict",
        "conforming",
        "--evidence",
        "risk/method.md",
    ])
    .ok();
    desk.run(&[
        "answer",
        "a-1",
        "house:4.2#2",
        "--verdict",
        "not-audited",
        "--reason",
        "Next year",
    ])
    .ok();
    desk.run(&[
        "audit",
        "set",
        "a-1",
        "--conclusion",
        "It works, but for one system",
    ])
    .ok();
    desk.write_frame("a-1");
    desk.run(&["audit", "move", "a-1", "reporting"]).ok();
    // The evidence of this repository is all by the auditor.
    desk.run(&[
        "independence",
        "override",
        "a-1",
        "--auditor",
        "ada@example.org",
        "--path",
        "risk/**",
        "--reason",
        "Ben Berg looks at the same",
        "--approved-by",
        "Cy Cole <cy@example.org>",
    ])
    .ok();
    desk.run(&["audit", "move", "a-1", "issued"]).ok();
}

/// Answers the finding, acts on it, and closes everything; returns the id of the corrective action.
fn follow_up(desk: &Desk, finding: &str) -> String {
    desk.run(&["commit", "-m", "Issue the report"]).ok();
    desk.run_as("Rolf", &["finding", "move", finding, "acknowledged"])
        .ok();
    let action = desk.run_as(
        "Rolf",
        &[
            "action",
            "new",
            finding,
            "--owner",
            "Rolf <rolf@example.org>",
            "--correction",
            "Added it",
            "--correction-done",
            "2026-01-05",
            "--extent-searched",
            "All systems",
            "--five-why",
            "Nobody added it",
            "--five-why",
            "Nobody is told to",
            "--root-cause",
            "No step in the release",
            "--add-action",
            "Add the step",
            "--due",
            "2999-01-01",
            "--effective-when",
            "Five releases, five entries",
        ],
    );
    let action = action.ok().trim().to_owned();
    desk.run_as("Rolf", &["action", "move", &action, "proposed"])
        .ok();
    desk.run_as("Rolf", &["finding", "move", finding, "responded"])
        .ok();
    desk.rolf_commits();
    desk.run(&["action", "move", &action, "accepted"]).ok();
    desk.run(&["finding", "move", finding, "accepted"]).ok();
    desk.run(&["commit", "-m", "Accept the plan"]).ok();
    desk.run_as(
        "Rolf",
        &[
            "action",
            "set",
            &action,
            "--done",
            "1",
            "--proof",
            "release/procedure.md",
        ],
    )
    .ok();
    desk.run_as("Rolf", &["action", "move", &action, "implemented"])
        .ok();
    desk.run_as("Rolf", &["finding", "move", finding, "implemented"])
        .ok();
    desk.rolf_commits();

    let own = desk.run_as(
        "Rolf",
        &["action", "move", &action, "effective", "--why", "I looked"],
    );
    own.fails(1, &["owns or implemented"]);
    desk.run(&[
        "action",
        "move",
        &action,
        "effective",
        "--why",
        "Five releases sampled",
    ])
    .ok();
    desk.run(&["finding", "move", finding, "verified"]).ok();
    desk.run(&["finding", "move", finding, "closed"]).ok();
    desk.run(&["action", "move", &action, "closed"]).ok();
    desk.run(&["audit", "move", "a-1", "closed"]).ok();
    action
}

#[test]
fn a_whole_audit_is_done_by_commands() {
    let desk = Desk::audit();
    let before = desk.git(&["rev-parse", "HEAD"]).trim().to_owned();
    let finding = raise(&desk);
    issue(&desk, &finding);
    let action = follow_up(&desk, &finding);

    desk.run(&["commit", "a-1", "-m", "Close the first audit"])
        .ok();
    let mut named: Vec<String> = desk
        .git(&["diff", "--name-only", &before, "HEAD"])
        .lines()
        .map(str::to_owned)
        .collect();
    named.sort();
    let expected = [
        format!("audits/a-1/actions/{action}.toml"),
        "audits/a-1/answers/house/4.1.toml".to_owned(),
        "audits/a-1/answers/house/4.2.toml".to_owned(),
        "audits/a-1/audit.toml".to_owned(),
        "audits/a-1/criteria/house.toml".to_owned(),
        format!("audits/a-1/findings/{finding}.toml"),
    ];
    assert_eq!(named, expected);
    assert_eq!(desk.git(&["status", "--porcelain"]), "");
    desk.git(&["fsck", "--strict"]);
    let message = desk.git(&["show", "-s", "--format=%B", "HEAD"]);
    for trailer in [
        "Audit: a-1".to_owned(),
        format!("Finding: {finding}"),
        format!("Action: {action}"),
    ] {
        assert!(message.lines().any(|line| line == trailer), "{message}");
    }

    let log = desk.run(&["log", &finding]).ok();
    assert!(log.contains("Close the first audit"), "{log}");
    let status = desk.run(&["status"]).ok();
    assert!(status.contains("3 of 3 answered, 100 %"), "{status}");
    let report = desk.run(&["report", "a-1"]).ok();
    for part in [
        finding.as_str(),
        &action,
        "It works, but for one system",
        "Nobody is told to",
        "`risk/register.csv:2-4`",
    ] {
        assert!(report.contains(part), "{part}\n{report}");
    }
    assert_eq!(desk.run(&["report", "a-1"]).ok(), report);
}

#[test]
fn a_refused_step_names_every_reason_and_changes_nothing() {
    let desk = Desk::audit();
    let finding = raise(&desk);
    let before = desk.everything();
    desk.run(&["finding", "move", &finding, "issued"]).fails(
        1,
        &[
            "there are 3 reasons",
            "- the requirement is missing",
            "- the statement is missing",
            "- the reason for its grade",
        ],
    );
    assert_eq!(desk.everything(), before);
}

#[test]
fn a_finding_arrives_with_what_its_row_says() {
    let desk = Desk::audit();
    let finding = raise(&desk);
    let shown = desk.run(&["finding", "show", &finding, "--json"]).json();
    assert_eq!(shown["finding"]["type"], "minor");
    assert_eq!(shown["finding"]["criteria"][0], "house:4.1");
    assert_eq!(shown["finding"]["objective-evidence"], "churn is missing");
    assert_eq!(shown["citations"][0]["subject"], "risk/register.csv:2-4");
    assert_eq!(shown["citations"][0]["state"], "unchanged");
}

#[test]
fn staged_and_unstaged_work_of_the_user_stays_as_it_is() {
    let desk = Desk::audit();
    desk.write("staged.txt", "mine\n");
    desk.git(&["add", "staged.txt"]);
    desk.write("risk/method.md", "half written\n");
    desk.write("new.txt", "untracked\n");
    let before = desk.git(&["status", "--porcelain", "--", ":!audits"]);
    desk.run(&["answer", "a-1", "4.2#1", "--verdict", "conforming"])
        .ok();
    let told = desk.run(&["commit", "a-1"]);
    assert!(told.err.contains("1 file staged, 1 changed"), "{told:?}");
    told.ok();
    assert_eq!(
        desk.git(&["status", "--porcelain", "--", ":!audits"]),
        before
    );
    let named = desk.git(&["show", "--name-only", "--format=", "HEAD"]);
    assert!(
        named.lines().all(|line| line.starts_with("audits/a-1/")),
        "{named}"
    );
    desk.run(&["commit", "a-1"])
        .fails(1, &["no record has changed"]);
}

#[test]
fn what_is_no_record_is_not_committed_though_it_lies_among_them() {
    let desk = Desk::audit();
    desk.write("audits/README.md", "one\n");
    desk.git(&["add", "audits/README.md"]);
    desk.git(&["commit", "-q", "-m", "Readme"]);
    desk.write("audits/README.md", "two\n");
    let odd = desk.repo().join("audits/odd.toml");
    std::fs::write(&odd, b"x = \"\xff\"\n").unwrap();
    desk.run(&["commit"]).ok();
    let committed = desk.git(&["show", "--name-only", "--format=", "HEAD"]);
    assert!(committed.contains("audits/a-1/audit.toml"), "{committed}");
    assert!(!committed.contains("README.md"), "{committed}");
    assert!(!committed.contains("odd.toml"), "{committed}");
    assert_eq!(std::fs::read(&odd).unwrap(), b"x = \"\xff\"\n");
    desk.run(&["commit"]).fails(1, &["no record has changed"]);
}

#[test]
fn a_dry_run_shows_what_would_be_committed_and_commits_nothing() {
    let desk = Desk::audit();
    let head = desk.git(&["rev-parse", "HEAD"]);
    let before = desk.everything();
    let told = desk.run(&["commit", "a-1", "--dry-run"]).ok();
    assert!(told.contains("  A audits/a-1/audit.toml\n"), "{told}");
    assert_eq!(desk.git(&["rev-parse", "HEAD"]), head);
    assert_eq!(desk.everything(), before);
}

#[test]
fn evidence_that_changes_is_told_and_shown() {
    let desk = Desk::audit();
    let id = desk
        .run(&["evidence", "add", "a-1", "4.2#1", "risk/method.md:10-12"])
        .ok()
        .trim()
        .to_owned();
    desk.run(&["evidence", "check", "a-1"]).ok();
    let method = desk.read("risk/method.md");
    desk.write("risk/method.md", &format!("new first line\n{method}"));
    desk.git(&["commit", "-qam", "Shift"]);
    let moved = desk.run(&["evidence", "check", "--json"]);
    assert_eq!(moved.status, 1);
    let moved = moved.json();
    assert_eq!(moved["citations"][0]["state"], "moved");
    assert_eq!(
        moved["citations"][0]["moved-to-lines"],
        serde_json::json!([11, 13])
    );
    desk.write(
        "risk/method.md",
        &method.replace("line 11\n", "line eleven\n"),
    );
    desk.git(&["commit", "-qam", "Change"]);
    let shown = desk.run(&["evidence", "show", "a-1", &id]);
    assert_eq!(shown.status, 1, "{shown:?}");
    for part in ["changed", "   11  line 11", "-line 11", "+line eleven"] {
        assert!(shown.out.contains(part), "{part}: {shown:?}");
    }
    desk.git(&["rm", "-q", "risk/method.md"]);
    desk.git(&["commit", "-qm", "Remove"]);
    let gone = desk.run(&["evidence", "check"]);
    assert_eq!(gone.status, 1);
    assert!(gone.out.starts_with("gone "), "{gone:?}");
}

#[test]
fn a_file_that_is_not_committed_is_cited_only_when_asked() {
    let desk = Desk::audit();
    desk.write("fresh.md", "fresh\n");
    let refused = desk.run(&["answer", "a-1", "4.1", "--evidence", "fresh.md"]);
    refused.fails(2, &["fresh.md", "--worktree"]);
    desk.run(&[
        "answer",
        "a-1",
        "4.1",
        "--evidence",
        "fresh.md",
        "--worktree",
    ])
    .ok();
    let told = desk.run(&["evidence", "check", "--json"]).json();
    assert_eq!(told["citations"][0]["state"], "uncommitted");
}

#[test]
fn a_path_may_be_given_from_the_folder_of_the_command() {
    let desk = Desk::audit();
    let mut command = assert_cmd::Command::from_std(desk.command());
    command.current_dir(desk.repo().join("risk"));
    let told = Desk::finish(command.args(["evidence", "add", "a-1", "4.1", "./register.csv:1-2"]));
    told.ok();
    let told = desk.run(&["evidence", "check", "--json"]).json();
    assert_eq!(told["citations"][0]["path"], "risk/register.csv");
}

#[test]
fn a_verdict_is_taken_back_and_a_note_comes_from_stdin() {
    let desk = Desk::audit();
    desk.run_with_stdin(
        &[
            "answer",
            "a-1",
            "4.1",
            "--verdict",
            "observation",
            "--note",
            "-",
        ],
        "two\nlines\n",
    )
    .ok();
    assert!(
        desk.read("audits/a-1/answers/house/4.1.toml")
            .contains("two\nlines")
    );
    desk.run(&["answer", "a-1", "4.1", "--verdict", "none"])
        .ok();
    let status = desk.run(&["status", "--json"]).json();
    assert_eq!(status["audits"][0]["answered"], 0);
}

#[test]
fn a_due_date_moves_with_who_and_why() {
    let desk = Desk::audit();
    let finding = raise(&desk);
    let action = desk
        .run(&[
            "action",
            "new",
            &finding,
            "--add-action",
            "Do it",
            "--due",
            "2001-02-03",
        ])
        .ok();
    let action = action.trim();
    let overdue = desk.run(&["action", "list", "--overdue", "--fail-on", "overdue"]);
    assert_eq!(overdue.status, 1);
    assert!(
        overdue.out.contains("overdue since 2001-02-03"),
        "{overdue:?}"
    );
    desk.run(&[
        "action",
        "set",
        action,
        "--change-due",
        "1",
        "--due",
        "2999-01-01",
    ])
    .fails(2, &["--why"]);
    desk.run(&[
        "action",
        "set",
        action,
        "--change-due",
        "1",
        "--due",
        "2999-01-01",
        "--why",
        "Vendor late",
    ])
    .ok();
    desk.run(&["action", "list", "--fail-on", "overdue"]).ok();
    let shown = desk.run(&["action", "show", action]).ok();
    assert!(
        shown.contains("moved from 2001-02-03 to 2999-01-01 by Ada Auditor: Vendor late"),
        "{shown}"
    );
}
