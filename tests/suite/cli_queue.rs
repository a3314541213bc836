//! What is due: the queue, the lists as gates, and due dates as a calendar file.

#![allow(
    clippy::unwrap_used,
    clippy::indexing_slicing,
    reason = "a test that cannot go on fails here"
)]

use crate::cli_desk::Desk;

/// Issues a minor nonconformity and returns its id.
fn issued(desk: &Desk) -> String {
    let row = ["--row", "4.1", "--evidence", "risk/register.csv:2-3"];
    let texts = [
        "--type",
        "minor",
        "--title",
        "No register",
        "--requirement",
        "There is one",
        "--objective-evidence",
        "There is none",
        "--statement",
        "It is missing",
        "--grade-reason",
        "One system",
    ];
    let args: Vec<&str> = ["finding", "new", "a-1"]
        .into_iter()
        .chain(row)
        .chain(texts)
        .collect();
    let id = desk.run(&args).ok().trim().to_owned();
    desk.run(&["finding", "move", &id, "issued"]).ok();
    id
}

/// Sets the date until which a finding is to be answered, as an editor would.
fn due_on(desk: &Desk, finding: &str, date: &str) {
    let path = format!("audits/a-1/findings/{finding}.toml");
    let text = desk.read(&path);
    let lines: Vec<String> = text
        .lines()
        .map(|line| match line.strip_prefix("response-due = ") {
            Some(_) => format!("response-due = {date}"),
            None => line.to_owned(),
        })
        .collect();
    desk.write(&path, &(lines.join("\n") + "\n"));
}

fn action(desk: &Desk, finding: &str, due: &str) -> String {
    let args = [
        "action",
        "new",
        finding,
        "--owner",
        "Rolf Release <rolf@example.org>",
        "--add-action",
        "Make a register, and keep it; monthly",
        "--due",
        due,
    ];
    desk.run(&args).ok().trim().to_owned()
}

#[test]
fn an_answer_that_is_late_fails_the_gate_of_findings_and_of_the_queue() {
    let desk = Desk::audit();
    let id = issued(&desk);
    desk.run(&["finding", "list", "--fail-on", "overdue"]).ok();
    desk.run(&["queue", "--fail-on", "overdue"]).ok();
    due_on(&desk, &id, "2001-02-03");
    let list = desk.run(&["finding", "list", "--overdue", "--fail-on", "overdue"]);
    assert_eq!(list.status, 1, "{list:#?}");
    assert!(list.out.contains("overdue since 2001-02-03"), "{list:#?}");
    let told = desk.run(&["finding", "list", "--overdue", "--json"]).json();
    assert_eq!(told["overdue"], 1);
    assert_eq!(told["findings"][0]["due"], "2001-02-03");
    assert_eq!(told["findings"][0]["whom"], "auditee");
    let queue = desk.run(&["queue", "--fail-on", "overdue"]);
    assert_eq!(queue.status, 1);
    assert!(
        queue.out.contains(&id) && queue.out.contains("overdue by"),
        "{queue:#?}"
    );
}

#[test]
fn an_empty_corrective_action_hides_no_late_answer() {
    let desk = Desk::audit();
    let id = issued(&desk);
    due_on(&desk, &id, "2001-02-03");
    desk.run(&["action", "new", &id]).ok();
    let actions = desk.run(&[
        "action",
        "list",
        "--overdue",
        "--fail-on",
        "overdue",
        "--json",
    ]);
    assert_eq!(actions.status, 1);
    assert_eq!(actions.json()["actions"][0]["due"], "2001-02-03");
    let findings = desk.run(&["finding", "list", "--fail-on", "overdue"]);
    assert_eq!(findings.status, 1);
}

#[test]
fn the_queue_tells_what_waits_for_whom() {
    let desk = Desk::audit();
    let id = issued(&desk);
    let plan = action(&desk, &id, "2999-01-01");
    let mine = desk.run(&["queue", "--mine"]);
    assert_eq!(mine.out, "", "{mine:#?}");
    let rolfs = desk.run_as("Rolf", &["queue", "--mine", "--json"]).json();
    assert_eq!(rolfs["due"][0]["id"], plan.as_str());
    assert_eq!(rolfs["due"][0]["whom"], "persons");
    assert_eq!(
        rolfs["due"][0]["persons"][0],
        "Rolf Release <rolf@example.org>"
    );
    for named in ["rolf@example.org", "Rolf Release", "ROLF RELEASE"] {
        let told = desk.run(&["queue", "--for", named]).ok();
        assert!(told.contains(&plan), "{named}: {told}");
    }
    assert_eq!(desk.run(&["queue", "--for", "audit-team"]).ok(), "");
    let listed = desk.run_as("Rolf", &["action", "list", "--mine"]).ok();
    assert!(listed.contains(&plan), "{listed}");
    assert_eq!(desk.run(&["action", "list", "--mine"]).ok(), "");
}

#[test]
fn a_gate_does_not_pass_a_record_that_it_cannot_read() {
    let desk = Desk::audit();
    let id = issued(&desk);
    let plan = action(&desk, &id, "2999-01-01");
    desk.write(&format!("audits/a-1/actions/{plan}.toml"), "schema = \n");
    for list in [["action", "list"], ["finding", "list"]] {
        let args = [list[0], list[1], "--fail-on", "overdue"];
        desk.run(&args).fails(1, &["no pass"]);
    }
    let queue = desk.run(&["queue", "--fail-on", "overdue", "--json"]);
    assert_eq!(queue.status, 1);
    assert_eq!(queue.json()["unread"], 1);
}

#[test]
fn due_dates_are_a_calendar_file_without_addresses() {
    let desk = Desk::audit();
    let id = issued(&desk);
    let plan = action(&desk, &id, "2999-01-01");
    let told = desk.run(&["ics"]).ok();
    assert!(
        told.starts_with("BEGIN:VCALENDAR\r\nVERSION:2.0\r\n"),
        "{told}"
    );
    assert!(told.ends_with("END:VCALENDAR\r\n"), "{told}");
    assert!(
        told.contains(&format!("UID:a-1.{plan}.action-1@tickmark\r\n")),
        "{told}"
    );
    assert!(told.contains("DTSTART;VALUE=DATE:29990101\r\n"), "{told}");
    assert!(
        told.contains("Make a register\\, and keep it\\; monthly"),
        "{told}"
    );
    assert!(told.contains("CONTACT:Rolf Release\r\n"), "{told}");
    assert!(!told.contains("example.org"), "{told}");
    assert_eq!(
        desk.run(&["ics"]).ok(),
        told,
        "the same records, the same bytes"
    );
    let asked = desk.run(&["ics", "--with-mail"]).ok();
    assert!(
        asked.contains("CONTACT:Rolf Release <rolf@example.org>"),
        "{asked}"
    );
    let mine = desk.run_as("Ben", &["ics", "--mine"]).ok();
    assert!(!mine.contains("VEVENT"), "{mine}");
}

#[test]
fn a_calendar_keeps_the_id_of_a_date_that_is_moved_and_drops_what_is_done() {
    let desk = Desk::audit();
    let id = issued(&desk);
    let plan = action(&desk, &id, "2999-01-01");
    let moved = ["--change-due", "1", "--due", "2999-02-01", "--why", "Late"];
    let args: Vec<&str> = ["action", "set", &plan].into_iter().chain(moved).collect();
    desk.run(&args).ok();
    let told = desk.run(&["ics"]).ok();
    assert!(told.contains(&format!("UID:a-1.{plan}.action-1@tickmark\r\n")));
    assert!(told.contains("SEQUENCE:1\r\n"), "{told}");
    assert!(told.contains("DTSTART;VALUE=DATE:29990201\r\n"), "{told}");
    let done = ["--done", "1", "--proof", "the register"];
    let args: Vec<&str> = ["action", "set", &plan].into_iter().chain(done).collect();
    desk.run(&args).ok();
    assert!(!desk.run(&["ics"]).ok().contains(".action-1@"));
}
