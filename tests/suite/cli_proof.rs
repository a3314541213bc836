//! Whether what was done still holds: fixing commits, closing citations, and the rounds that follow when it does not.

#![allow(
    clippy::unwrap_used,
    clippy::indexing_slicing,
    reason = "a test that cannot go on fails here"
)]

use crate::cli_desk::Desk;

/// Makes an audit with a minor nonconformity that was acknowledged, and the id of it.
fn raised() -> (Desk, String) {
    let desk = Desk::audit();
    let words: Vec<&str> =
        "finding new a-1 --type minor --row 4.1 --title T --requirement r --objective-evidence o \
         --statement s --grade-reason g --evidence risk/register.csv"
            .split_whitespace()
            .collect();
    let finding = desk.run(&words).ok().trim().to_owned();
    desk.run(&["finding", "move", &finding, "issued"]).ok();
    desk.run(&["commit"]).ok();
    desk.run_as("Rolf", &["finding", "move", &finding, "acknowledged"])
        .ok();
    desk.rolf_commits();
    (desk, finding)
}

/// Writes a whole plan; returns the id of the corrective action.
fn planned(desk: &Desk, finding: &str) -> String {
    let new = [
        "action",
        "new",
        finding,
        "--owner",
        "Rolf <rolf@example.org>",
    ];
    let action = desk.run_as("Rolf", &new).ok().trim().to_owned();
    plan(desk, &action);
    desk.rolf_commits();
    action
}

fn plan(desk: &Desk, action: &str) {
    desk.run_as(
        "Rolf",
        &[
            "action",
            "set",
            action,
            "--correction",
            "Added it",
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
    )
    .ok();
}

fn accepted(desk: &Desk, action: &str) {
    desk.run_as("Rolf", &["action", "move", action, "proposed"])
        .ok();
    desk.rolf_commits();
    desk.run(&["action", "move", action, "accepted"]).ok();
    desk.run(&["commit"]).ok();
}

/// Commits a fix and returns its id.
fn fix(desk: &Desk, text: &str) -> String {
    desk.write("release/procedure.md", text);
    desk.git(&["add", "release"]);
    desk.git(&["commit", "-q", "-m", "Add the step", "--", "release"]);
    desk.git(&["rev-parse", "HEAD"]).trim().to_owned()
}

/// Does all until the finding is closed, by a fix that a commit made; returns the corrective action and that commit.
fn closed(desk: &Desk, finding: &str) -> (String, String) {
    let action = planned(desk, finding);
    let commit = fix(desk, "1. assess\n2. release\n");
    accepted(desk, &action);
    desk.run_as("Rolf", &["finding", "move", finding, "responded"])
        .ok();
    desk.rolf_commits();
    desk.run(&["finding", "move", finding, "accepted"]).ok();
    desk.run(&["commit"]).ok();
    let done = [
        "action",
        "set",
        &action,
        "--done",
        "1",
        "--fixed-in",
        &commit[..10],
    ];
    desk.run_as("Rolf", &done).ok();
    desk.run_as("Rolf", &["action", "move", &action, "implemented"])
        .ok();
    desk.run_as("Rolf", &["finding", "move", finding, "implemented"])
        .ok();
    desk.rolf_commits();
    let why = [
        "action",
        "move",
        &action,
        "effective",
        "--why",
        "Five sampled",
    ];
    desk.run(&why).ok();
    desk.run(&["finding", "move", finding, "verified"]).ok();
    desk.run(&["action", "move", &action, "closed"]).ok();
    desk.run(&["finding", "move", finding, "closed"]).ok();
    (action, commit)
}

fn revert(desk: &Desk, commit: &str) -> String {
    desk.git(&["revert", "--no-edit", commit]);
    desk.git(&["rev-parse", "HEAD"]).trim().to_owned()
}

#[test]
fn a_fix_that_is_reverted_proposes_to_reopen_what_it_closed() {
    let (desk, finding) = raised();
    let (action, commit) = closed(&desk, &finding);
    desk.run(&["commit"]).ok();
    let holds = desk.run(&["action", "proof"]).ok();
    assert!(
        holds.contains(&format!("{action}  closed       holds")),
        "{holds}"
    );

    let by = revert(&desk, &commit);
    let told = desk.run(&["action", "proof", "a-1"]);
    assert_eq!(told.status, 1, "{told:#?}");
    let why = format!(
        "{finding} proposes to be reopened: its fixing commit {} was reverted by {}",
        &commit[..10],
        &by[..10]
    );
    assert!(told.out.contains(&why), "{}", told.out);
    let json = desk.run(&["action", "proof", "--json"]).json();
    let row = &json["actions"][0];
    assert_eq!((&row["proof"], &json["lost"]), (&"lost".into(), &1.into()));
    assert_eq!(row["commits"][0]["reverted-by"], by);
    assert_eq!(row["reopening"]["findings"][0], finding);
    let queue = desk.run(&["queue"]).ok();
    assert!(queue.contains(&why), "{queue}");
    let shown = desk.run(&["action", "show", &action]);
    assert!(shown.err.contains(&why), "{shown:#?}");

    // Opening it again takes the reason over, and the finding with it.
    let moved = desk.run(&["action", "move", &action, "reopened"]);
    assert!(moved.err.contains("round 2 begins"), "{moved:#?}");
    let moved = moved.ok();
    assert_eq!(moved, format!("{action}: reopened\n{finding}: reopened\n"));
    let record = desk.read(&format!("audits/a-1/actions/{action}.toml"));
    for part in [
        "[[round]]",
        "[round.cause]",
        "[[round.action]]",
        "was reverted by",
    ] {
        assert!(record.contains(part), "{part} is missing in {record}");
    }
    let shown = desk.run(&["action", "show", &action]).ok();
    assert!(shown.contains("round 1, ended"), "{shown}");
    assert!(shown.contains("No step in the release"), "{shown}");
    let told = desk.run(&["finding", "show", &finding]).ok();
    assert!(
        told.contains(&format!("{action} reopened: its fixing commit")),
        "{told}"
    );
    assert_eq!(desk.run(&["action", "proof"]).status, 0);
    let report = desk.run(&["report", "a-1"]).ok();
    assert!(report.contains("**Round 1, ended on"), "{report}");
}

#[test]
fn a_revert_that_was_itself_reverted_takes_nothing_back() {
    let (desk, finding) = raised();
    let (_, commit) = closed(&desk, &finding);
    desk.run(&["commit"]).ok();
    let by = revert(&desk, &commit);
    revert(&desk, &by);
    desk.run(&["action", "proof"]).ok();
}

#[test]
fn what_is_fixed_by_a_commit_that_is_no_proof_is_not_done() {
    let (desk, finding) = raised();
    let action = planned(&desk, &finding);
    accepted(&desk, &action);
    let commit = fix(&desk, "1. assess\n");
    let by = revert(&desk, &commit);
    let done = [
        "action",
        "set",
        &action,
        "--done",
        "1",
        "--fixed-in",
        &commit,
    ];
    let said = format!("was reverted by {}", &by[..10]);
    desk.run_as("Rolf", &done)
        .fails(1, &["Could not note what is done", &said]);
    desk.git(&["branch", "side", &commit]);
    desk.git(&["checkout", "-q", "side"]);
    desk.write("x.md", "x\n");
    desk.git(&["add", "x.md"]);
    desk.git(&["commit", "-q", "-m", "Elsewhere", "--", "x.md"]);
    let elsewhere = desk.git(&["rev-parse", "HEAD"]);
    desk.git(&["checkout", "-q", "main"]);
    let done = [
        "action",
        "set",
        &action,
        "--done",
        "1",
        "--fixed-in",
        elsewhere.trim(),
    ];
    desk.run_as("Rolf", &done)
        .fails(1, &["is not in the history of the branch"]);
}

#[test]
fn a_fix_in_another_repository_is_looked_for_there() {
    let (desk, finding) = raised();
    let models = desk.yard().join("models");
    desk.git(&["init", "-q", "-b", "main", models.to_str().unwrap()]);
    std::fs::write(models.join("card.md"), "a\n").unwrap();
    let there = |args: &[&str]| {
        let all: Vec<&str> = ["-C", models.to_str().unwrap()]
            .iter()
            .chain(args)
            .copied()
            .collect();
        desk.git(&all)
    };
    there(&["add", "card.md"]);
    there(&["commit", "-q", "-m", "Card"]);
    std::fs::write(models.join("card.md"), "b\n").unwrap();
    there(&["commit", "-q", "-a", "-m", "Fix the card"]);
    let commit = there(&["rev-parse", "HEAD"]);
    let toml = desk.read("tickmark.toml");
    desk.write(
        "tickmark.toml",
        &format!("{toml}\n[[repository]]\nname = \"models\"\npath = \"../models\"\n"),
    );
    let action = planned(&desk, &finding);
    accepted(&desk, &action);
    let named = format!("models@{}", &commit[..10]);
    let done = [
        "action",
        "set",
        &action,
        "--done",
        "1",
        "--fixed-in",
        &named,
    ];
    desk.run_as("Rolf", &done).ok();
    desk.run_as("Rolf", &["action", "move", &action, "implemented"])
        .ok();
    let record = desk.read(&format!("audits/a-1/actions/{action}.toml"));
    assert!(
        record.contains(&format!("commit = \"models@{}\"", commit.trim())),
        "{record}"
    );
    desk.run(&["action", "proof"]).ok();
    there(&["revert", "--no-edit", commit.trim()]);
    let told = desk.run(&["action", "proof"]);
    assert_eq!(told.status, 1);
    assert!(
        told.out.contains(" of models was reverted by"),
        "{}",
        told.out
    );
    std::fs::rename(&models, desk.yard().join("gone")).unwrap();
    let told = desk.run(&["action", "proof", "--json"]);
    assert_eq!(told.status, 1, "what cannot be checked is never good");
    assert_eq!(told.json()["unknown"], 1);
}

#[test]
fn not_effective_opens_the_finding_again_and_begins_a_round() {
    let (desk, finding) = raised();
    let (action, _) = closed(&desk, &finding);
    let back = [
        "action",
        "move",
        &action,
        "not-effective",
        "--why",
        "it came back",
    ];
    let moved = desk.run(&back).ok();
    assert_eq!(
        moved,
        format!("{action}: not-effective\n{finding}: reopened\n")
    );
    let told = desk.run(&["action", "show", &action, "--json"]).json();
    assert_eq!(told["round"], 2);
    assert_eq!(told["action"]["round"][0]["why"], "it came back");
    assert_eq!(
        told["action"]["round"][0]["effectiveness"]["result"],
        "not-effective"
    );
    // The next round goes the whole way again.
    desk.run(&["commit"]).ok();
    plan(&desk, &action);
    let record = desk.read(&format!("audits/a-1/actions/{action}.toml"));
    assert!(
        record.contains("id = \"2\""),
        "the numbers of planned actions go on: {record}"
    );
    accepted(&desk, &action);
}

#[test]
fn a_closing_citation_that_changed_proposes_to_reopen() {
    let (desk, finding) = raised();
    let action = planned(&desk, &finding);
    fix(&desk, "1. assess\n");
    let shows = [
        "action",
        "set",
        &action,
        "--evidence",
        "release/procedure.md",
        "--shows",
        "1",
    ];
    desk.run_as("Rolf", &shows).ok();
    accepted(&desk, &action);
    let done = [
        "action",
        "set",
        &action,
        "--done",
        "1",
        "--proof",
        "the procedure",
    ];
    desk.run_as("Rolf", &done).ok();
    desk.run_as("Rolf", &["action", "move", &action, "implemented"])
        .ok();
    desk.run(&["action", "proof"]).ok();
    fix(&desk, "1. nothing\n");
    let told = desk.run(&["action", "proof"]);
    assert_eq!(told.status, 1);
    let why =
        format!("{action} proposes to be reopened: its closing citation release/procedure.md");
    assert!(told.out.contains(&why), "{}", told.out);
}

#[test]
fn an_accepted_plan_is_held_fast() {
    let (desk, finding) = raised();
    let action = planned(&desk, &finding);
    accepted(&desk, &action);
    let set = |words: &[&str]| {
        let all: Vec<&str> = ["action", "set", &action]
            .iter()
            .chain(words)
            .copied()
            .collect();
        desk.run_as("Rolf", &all)
    };
    let held = "stays as the plan was accepted: return it to change it";
    set(&["--correction", "Other"]).fails(1, &["Could not change", "the correction of", held]);
    set(&["--root-cause", "Other"]).fails(1, &["the cause of", held]);
    set(&["--owner", "Eve <eve@example.org>"]).fails(1, &["the owner of", held]);
    set(&["--add-action", "More", "--due", "2999-02-01"]).fails(1, &["what is planned", held]);
    set(&[
        "--add-change",
        "The step",
        "--change-kind",
        "procedure",
        "--change-where",
        "release.md",
    ])
    .ok();
    set(&["--change-made", "1"]).ok();
    set(&["--done", "1", "--proof", "seen"]).ok();
    let record = desk.read(&format!("audits/a-1/actions/{action}.toml"));
    assert!(
        record.contains("[[change]]") && record.contains("kind = \"procedure\""),
        "{record}"
    );
    desk.run(&[
        "action",
        "move",
        &action,
        "returned",
        "--why",
        "The cause is thin",
    ])
    .ok();
    set(&["--root-cause", "Other"]).ok();
}

#[test]
fn by_what_the_effect_is_judged_changes_by_the_audit_team_and_with_a_reason() {
    let (desk, finding) = raised();
    let action = planned(&desk, &finding);
    accepted(&desk, &action);
    let set = |by: &str, words: &[&str]| {
        let all: Vec<&str> = ["action", "set", &action]
            .iter()
            .chain(words)
            .copied()
            .collect();
        if by == "Ada" {
            desk.run(&all)
        } else {
            desk.run_as(by, &all)
        }
    };
    let milder = ["--effective-when", "One release", "--why", "It takes long"];
    set("Rolf", &milder).fails(
        1,
        &[
            "Could not change how the effect of",
            "only a member of the audit team",
            "owns or implemented",
        ],
    );
    let ada = "Ada Auditor <ada@example.org>";
    set("Ada", &["--verifier", ada]).fails(1, &["say why it changes", "--why TEXT"]);
    set(
        "Ada",
        &["--verifier", "Rolf <rolf@example.org>", "--why", "x"],
    )
    .fails(1, &["cannot be the one who verifies it"]);
    set("Ada", &["--verifier", ada, "--why", "She has time"]).ok();
    set("Ada", &milder).ok();
    let shown = desk.run(&["action", "show", &action]).ok();
    for told in [
        "verifier set, before none by Ada Auditor: She has time",
        "effectiveness criterion changed, before Five releases, five entries by Ada Auditor: It takes long",
    ] {
        assert!(shown.contains(told), "{told}: {shown}");
    }
    let report = desk.run(&["report", "a-1"]).ok();
    assert!(
        report.contains("effectiveness criterion changed"),
        "{report}"
    );
    desk.run(&["commit"]).ok();
}

#[test]
fn a_plan_that_is_returned_takes_the_answer_with_it_and_says_so() {
    let (desk, finding) = raised();
    let action = planned(&desk, &finding);
    let respond = ["finding", "move", &finding, "responded"];
    desk.run_as("Rolf", &respond)
        .fails(1, &[&format!("no plan is proposed: propose {action}")]);
    accepted(&desk, &action);
    desk.run_as("Rolf", &respond).ok();
    desk.run(&["finding", "move", &finding, "accepted"]).ok();
    let back = ["action", "move", &action, "returned", "--why", "It is thin"];
    let told = desk.run(&back).ok();
    assert!(told.contains(&format!("{finding}: returned")), "{told}");
    let shown = desk.run(&["finding", "show", &finding]).ok();
    let why = format!("returned by Ada Auditor: {action} returned: It is thin");
    assert!(shown.contains(&why), "{shown}");
    desk.run_as("Rolf", &respond)
        .fails(1, &["no plan is proposed"]);
    desk.run_as("Rolf", &["action", "move", &action, "proposed"])
        .ok();
    desk.run_as("Rolf", &respond).ok();
}

#[test]
fn a_containment_and_changes_of_before_are_read_and_written_as_today() {
    let (desk, finding) = raised();
    let action = planned(&desk, &finding);
    let path = format!("audits/a-1/actions/{action}.toml");
    let record = desk.read(&path);
    let title = "title = ";
    let old = "# at once\ncontainment = \"Switched off\"\n\nchanges = \"New step in the procedure\"\n\ntitle = ";
    desk.write(&path, &record.replacen(title, old, 1));
    let told = desk.run(&["action", "show", &action, "--json"]).json();
    assert_eq!(told["action"]["containment"]["what"], "Switched off");
    assert_eq!(
        told["action"]["change"][0]["what"],
        "New step in the procedure"
    );
    assert_eq!(told["action"]["change"][0]["kind"], "other");
    desk.run_as("Rolf", &["action", "set", &action, "--title", "Steps"])
        .ok();
    let record = desk.read(&path);
    assert!(
        record.contains("[containment]\nwhat = \"Switched off\""),
        "{record}"
    );
    assert!(!record.contains("changes ="), "{record}");
    assert!(record.contains("[[change]]"), "{record}");
    desk.run(&["action", "show", &action]).ok();
}
