//! Who may do what in an audit, by commands, and what is edited by hand past that: refused before it is committed.

use std::fs;

use crate::{
    cli_audit_held::{fieldwork, issued, report, told},
    cli_desk::{Desk, Run},
    tampering::story::{by, edit, moved, now, raise, swap},
};

const ANSWERS: &str = "audits/a-1/answers/house/4.1.toml";
const AUDIT: &str = "audits/a-1/audit.toml";

/// Writes a record by hand, without committing it.
fn by_hand(desk: &Desk, path: &str, change: impl Fn(&str) -> String) {
    let before = desk.read(path);
    let after = change(&before);
    assert_ne!(before, after, "nothing changed in {path}");
    desk.write(path, &after);
}

/// Expects that nothing is committed, in these words.
#[track_caller]
fn not_committed(desk: &Desk, name: &str, words: &[&str]) {
    let before = desk.git(&["rev-parse", "HEAD"]);
    desk.run_as(name, &["commit", "-m", "Tidy up"])
        .fails(1, words);
    assert_eq!(desk.git(&["rev-parse", "HEAD"]), before);
}

/// An audit in fieldwork with a finding that Ada has issued; returns its id.
fn with_finding() -> (Desk, String) {
    let desk = fieldwork();
    let finding = raise(&desk, "Ada");
    by(&desk, "Ada", &[]);
    by(&desk, "Ada", &[&["finding", "move", &finding, "issued"]]);
    (desk, finding)
}

fn draft(desk: &Desk) -> String {
    let args = [
        "finding", "new", "a-1", "--type", "minor", "--title", "Perhaps",
    ];
    by(desk, "Ada", &[&args])
}

#[test]
fn what_verify_would_tell_for_good_is_not_committed() {
    let desk = fieldwork();
    let sampled: &[&str] = &[
        "sample",
        "draw",
        "a-1",
        "--from",
        "csv:risk/register.csv",
        "--key",
        "id",
        "--size",
        "4",
        "--seed",
        "7",
    ];
    by(&desk, "Ada", &[sampled]);
    let listed = desk.run(&["sample", "list", "a-1", "--json"]).json();
    let sample = listed["samples"][0]["id"].as_str().unwrap().to_owned();
    by(
        &desk,
        "Ada",
        &[&["sample", "result", "a-1", &sample, "1", "pass"]],
    );
    let sample = format!("audits/a-1/samples/{sample}.toml");
    let cases: [(&str, &str, &str, &str); 4] = [
        (
            ANSWERS,
            "verdict = \"conforming\"",
            "verdict = \"nonconforming\"",
            "the answer to 4.1 #1 changed, and who gave it and when did not",
        ),
        (
            ANSWERS,
            "path = \"house/rules.md\"",
            "path = \"risk/method.md\"",
            "was pinned to house/rules.md",
        ),
        (
            &sample,
            "result = \"pass\"",
            "result = \"fail\"",
            "the result of item 1 was pass and is fail",
        ),
        (
            AUDIT,
            "to = \"fieldwork\"",
            "to = \"closed\"",
            "an entry of history was changed or taken out",
        ),
    ];
    for (path, from, to, why) in cases {
        by_hand(&desk, path, |text| swap(text, from, to));
        not_committed(&desk, "Ada", &[why, "git checkout --"]);
        desk.git(&["checkout", "-q", "--", path]);
    }
    desk.run(&["verify", "--strict"]).ok();
}

#[test]
fn a_record_with_a_made_up_history_is_not_committed() {
    let (desk, finding) = with_finding();
    by(
        &desk,
        "Rolf",
        &[&["finding", "move", &finding, "acknowledged"]],
    );
    let action = crate::tampering::story::answer(&desk, "Rolf", &finding);
    let path = format!("audits/a-1/actions/{action}.toml");
    by_hand(&desk, &path, |text| {
        moved(text, "draft", "closed", "Rolf", &now())
    });
    let why = format!("{action} cannot go from draft to closed");
    not_committed(&desk, "Rolf", &[&why, "the step made by the program"]);
}

#[test]
fn what_is_the_teams_or_is_reported_is_not_committed_by_others_or_too_late() {
    let desk = issued();
    by_hand(&desk, ANSWERS, |text| {
        let text = swap(
            text,
            "verdict = \"conforming\"",
            "verdict = \"observation\"",
        );
        let at = text.find("\nat = ").unwrap() + "\nat = ".len();
        let end = at + text[at..].find('\n').unwrap();
        format!("{}{}{}", &text[..at], now(), &text[end..])
    });
    let why =
        "answers: 4.1 changed: the report is out, and what was answered stays as it was judged";
    not_committed(&desk, "Ada", &[why]);
    let desk = fieldwork();
    by_hand(&desk, AUDIT, |text| {
        swap(text, "text = \"Everything\"", "text = \"The canteen\"")
    });
    let why = "by: only the audit team changes an audit that has begun, and Eve is none of its leader and auditors";
    not_committed(&desk, "Eve", &[why]);
    by(&desk, "Ada", &[]);
}

#[test]
fn the_raiser_does_not_answer_and_the_team_enters_what_was_said_with_a_reason() {
    let (desk, finding) = with_finding();
    let go = |name: &str, to: &str, why: &str| -> Run {
        desk.run_as(name, &["finding", "move", &finding, to, "--why", why])
    };
    go("Ada", "disputed", "not so").fails(
        1,
        &["Ada raised it; somebody of the auditee has to dispute it"],
    );
    go("Ada", "acknowledged", "so").fails(1, &["Ada raised it"]);
    go("Cy", "acknowledged", "").fails(
        1,
        &["Cy is of the audit team and enters it for the auditee: say who of the auditee said so"],
    );
    go("Cy", "disputed", "The release manager, on Monday").ok();
    go("Cy", "upheld", "It is so").fails(
        1,
        &["Cy entered the dispute; somebody else of the audit team has to decide it"],
    );
    by(&desk, "Cy", &[]);
    go("Ada", "upheld", "It is so").ok();
    by(&desk, "Ada", &[]);
    desk.run(&["verify", "--strict"]).ok();
}

#[test]
fn an_outsider_neither_ends_a_dispute_nor_drafts_an_answer_and_is_told_how_to_get_in() {
    let (desk, finding) = with_finding();
    let dispute = ["finding", "move", &finding, "disputed", "--why", "no"];
    by(&desk, "Rolf", &[&dispute]);
    let eve = ["finding", "move", &finding, "acknowledged", "--why", "ok"];
    let words = [
        "Eve is neither of the audit team nor in a record as one who answers for the auditee",
        "tickmark audit set AUDIT --auditee 'Eve <eve@example.org>'",
    ];
    desk.run_as("Eve", &eve).fails(1, &words);
    let draft = [
        "action",
        "new",
        &finding,
        "--owner",
        "Eve <eve@example.org>",
    ];
    desk.run_as("Eve", &draft).fails(1, &words);
    let name = ["audit", "set", "a-1", "--auditee", "Eve <eve@example.org>"];
    desk.run_as("Eve", &name).fails(1, &["none of its leader"]);
    by(&desk, "Ada", &[&name]);
    by(&desk, "Eve", &[&eve]);
    desk.run(&["verify", "--strict"]).ok();
}

#[test]
fn a_corrective_action_is_written_handed_in_and_done_by_those_who_have_a_part_in_it() {
    let (desk, finding) = with_finding();
    let acknowledged: &[&str] = &["finding", "move", &finding, "acknowledged"];
    by(&desk, "Rolf", &[acknowledged]);
    let action = crate::tampering::story::answer(&desk, "Rolf", &finding);
    let path = format!("audits/a-1/actions/{action}.toml");
    let who = "Eve is neither of the audit team nor in a record as one who answers for the auditee";
    let by_eve = |text: &str| text.replace("Rolf <rolf@", "Eve <eve@");
    by_hand(&desk, &path, by_eve);
    not_committed(&desk, "Eve", &["drafted by Eve", who]);
    by_hand(&desk, &path, |text| {
        text.replace("Eve <eve@", "Rolf <rolf@")
    });
    by(&desk, "Rolf", &[]);
    let refused = |deed: &[&str]| desk.run_as("Eve", deed).fails(1, &[who]);
    refused(&["action", "set", &action, "--owner", "Eve <eve@example.org>"]);
    refused(&["action", "move", &action, "proposed"]);
    refused(&["finding", "set", &finding, "--response", "Eve says"]);
    by_hand(&desk, &path, |text| {
        swap(text, "Nobody added it", "Bad luck")
    });
    not_committed(&desk, "Eve", &[who]);
    desk.git(&["checkout", "-q", "--", "audits"]);
    by(
        &desk,
        "Rolf",
        &[
            &["action", "move", &action, "proposed"],
            &["finding", "move", &finding, "responded"],
        ],
    );
    by(
        &desk,
        "Ada",
        &[
            &["action", "move", &action, "accepted"],
            &["finding", "move", &finding, "accepted"],
        ],
    );
    let done: &[&str] = &["action", "set", &action, "--done", "1", "--proof", "shown"];
    refused(done);
    by(&desk, "Rolf", &[done]);
    refused(&["action", "move", &action, "implemented"]);
    by(
        &desk,
        "Rolf",
        &[&["action", "move", &action, "implemented"]],
    );
    refused(&["finding", "move", &finding, "implemented"]);
    by(
        &desk,
        "Rolf",
        &[&["finding", "move", &finding, "implemented"]],
    );
    desk.run(&["verify", "--strict"]).ok();
}

#[test]
fn a_person_is_named_as_auditee_even_once_the_report_is_out() {
    let desk = issued();
    let name = |whom: &str| desk.run(&["audit", "set", "a-1", "--auditee", whom]);
    name("release").fails(1, &["the report is out, and holds fast: auditees"]);
    assert_eq!(
        name("Rolf <rolf@example.org>").ok(),
        "a-1: auditees changed\n"
    );
    by(&desk, "Ada", &[]);
}

#[test]
fn a_draft_is_written_and_dropped_by_the_team_alone() {
    let desk = fieldwork();
    let finding = draft(&desk);
    let title = ["finding", "set", &finding, "--title", "Mine"];
    let why = "a draft is written by the audit team, and Rolf is none of it";
    desk.run_as("Rolf", &title).fails(1, &[why]);
    desk.run_as("Rolf", &["finding", "withdraw", &finding, "--why", "gone"])
        .fails(
            1,
            &["only the audit team and whoever raised it can withdraw a draft"],
        );
    let path = format!("audits/a-1/findings/{finding}.toml");
    by_hand(&desk, &path, |text| swap(text, "Perhaps", "Never"));
    not_committed(&desk, "Rolf", &[&format!("by: {why}")]);
    by(&desk, "Cy", &[]);
    by(
        &desk,
        "Cy",
        &[&["finding", "withdraw", &finding, "--why", "gone"]],
    );
    desk.run(&["verify", "--strict"]).ok();
    let finding = draft(&desk);
    let path = format!("audits/a-1/findings/{finding}.toml");
    edit(&desk, "Rolf", &path, |text| swap(text, "Perhaps", "Never"));
    told(&desk, "wrong-person", &[why]);
}

#[test]
fn a_late_draft_is_withdrawn_and_not_handed_over() {
    let desk = fieldwork();
    desk.git(&["switch", "-q", "-c", "side"]);
    let late = raise(&desk, "Cy");
    by(&desk, "Cy", &[]);
    desk.git(&["switch", "-q", "main"]);
    report(&desk);
    by(&desk, "Ada", &[&["audit", "move", "a-1", "issued"]]);
    desk.git_as("Cy", None, &["merge", "-q", "-m", "Merge", "side"]);
    let hand_over = ["finding", "move", &late, "issued", "--despite-warnings"];
    desk.run_as("Cy", &hand_over).fails(
        1,
        &["the report is out, and no finding goes out after it: withdraw the draft"],
    );
    told(
        &desk,
        "guard-unmet",
        &["it is a draft, and the report of a-1 is out"],
    );
    by(
        &desk,
        "Cy",
        &[&["finding", "withdraw", &late, "--why", "too late"]],
    );
    desk.run(&["verify"]).ok();
}

#[test]
fn an_issue_that_rests_on_a_record_nobody_can_read_was_not_judged_and_its_draft_is_told() {
    let desk = fieldwork();
    let finding = draft(&desk);
    report(&desk);
    let path = format!("audits/a-1/findings/{finding}.toml");
    let text = desk.read(&path);
    // By hand: the program issues nothing while a record cannot be read or is not there.
    let audit = desk.read("audits/a-1/audit.toml");
    let issued = moved(&audit, "reporting", "issued", "Ada", &now());
    desk.write("audits/a-1/audit.toml", &issued);
    desk.write(&path, &format!("{text}<<<<<<< x\n"));
    desk.git(&["add", "-A"]);
    desk.git_as("Ada", None, &["commit", "-qm", "Issue"]);
    told(&desk, "unreadable", &["it cannot be read"]);
    desk.write(&path, &text);
    desk.git_as("Ada", None, &["commit", "-qam", "Mend"]);
    told(&desk, "guard-unmet", &["it is a draft"]);
    let told = desk.run(&["verify", "--json"]).json();
    let all = told["unchecked"].as_array().unwrap();
    let said = all.iter().find(|one| {
        one["what"] == "whether the issue of a-1 was lawful"
            && one["why"].as_str().unwrap().contains(&finding)
    });
    assert!(said.is_some(), "{all:#?}");
}

#[test]
fn one_who_is_audited_and_audits_is_told() {
    let desk = fieldwork();
    let said = "Cy is auditee and auditor of the same audit";
    let set = |whom: &str| desk.run_as("Ada", &["audit", "set", "a-1", "--auditee", whom]);
    let run = set("Cy <cy@example.org>");
    assert!(run.err.contains(said), "{run:#?}");
    run.ok();
    let run = desk.run_as("Ada", &["commit", "--dry-run"]);
    assert!(format!("{run:?}").contains(said), "{run:#?}");
    let run = desk.run_as("Ada", &["audit", "set", "a-1", "--auditee", "release"]);
    assert!(run.err.contains(said), "{run:#?}");
}
