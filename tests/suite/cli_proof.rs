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
    fix_by(desk, "Rolf", text)
}

fn fix_by(desk: &Desk, name: &str, text: &str) -> String {
    desk.write("release/procedure.md", text);
    desk.git(&["add", "release"]);
    let commit = ["commit", "-q", "-m", "Add the step", "--", "release"];
    desk.git_as(name, None, &commit);
    desk.git(&["rev-parse", "HEAD"]).trim().to_owned()
}

/// Notes what is planned as done by a commit.
fn done(desk: &Desk, action: &str, commit: &str) -> crate::cli_desk::Run {
    let done = ["action", "set", action, "--done", "1", "--fixed-in", commit];
    desk.run_as("Rolf", &done)
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

/// Lets a commit be made as somebody, of all that lies there, where anything does.
fn commit(desk: &Desk, name: &str) {
    if desk.git(&["status", "--porcelain"]).is_empty() {
        return;
    }
    desk.git(&["add", "-A"]);
    desk.git_as(name, None, &["commit", "-q", "-m", "Work"]);
}

/// Takes the finding to where its effect can be judged, the fix made by somebody.
fn implemented(desk: &Desk, finding: &str, fixer: &str) -> (String, String) {
    let action = planned(desk, finding);
    accepted(desk, &action);
    desk.run_as("Rolf", &["finding", "move", finding, "responded"])
        .ok();
    commit(desk, "Rolf");
    desk.run(&["finding", "move", finding, "accepted"]).ok();
    commit(desk, "Ada");
    let made = fix_by(desk, fixer, "1. assess\n2. release\n");
    done(desk, &action, &made).ok();
    commit(desk, "Rolf");
    desk.run_as("Rolf", &["action", "move", &action, "implemented"])
        .ok();
    desk.run_as("Rolf", &["finding", "move", finding, "implemented"])
        .ok();
    commit(desk, "Rolf");
    (action, made)
}

#[test]
fn whoever_made_the_fixing_commit_neither_judges_nor_closes_it() {
    let (desk, finding) = raised();
    desk.run(&["audit", "set", "a-1", "--auditor", "Cy <cy@example.org>"])
        .ok();
    commit(&desk, "Ada");
    let (action, made) = implemented(&desk, &finding, "Ada");
    let said = "made the commit that fixed what is planned";
    let judge = ["action", "move", &action, "effective", "--why", "Sampled"];
    desk.run(&judge).fails(1, &[said]);
    desk.run(&["finding", "move", &finding, "verified"])
        .fails(1, &[said]);
    let not = [
        "action",
        "move",
        &action,
        "not-effective",
        "--why",
        "Sampled",
    ];
    desk.run(&not).fails(1, &[said]);
    let past = desk.copied();
    desk.run_as("Cy", &judge).ok();
    desk.run(&["action", "move", &action, "closed"])
        .fails(1, &[said]);
    commit(&desk, "Cy");
    let before = desk.run(&["verify", "--json"]).json();
    let wrong = |told: &serde_json::Value| {
        let all = told["irregularities"].as_array().unwrap().clone();
        let is_it = |one: &serde_json::Value| {
            one["kind"] == "wrong-person" && one["text"].as_str().unwrap().contains(said)
        };
        all.into_iter().filter(is_it).count()
    };
    assert_eq!(wrong(&before), 0, "{before:#?}");

    // Past the guard, with another commit named while the program looks, it is told.
    let (desk, path) = (past, format!("audits/a-1/actions/{action}.toml"));
    let other = fix_by(&desk, "Rolf", "1. assess\n2. release\n3. look\n");
    let text = desk.read(&path);
    desk.write(&path, &text.replace(&made, &other));
    desk.run(&judge).ok();
    let text = desk.read(&path);
    desk.write(&path, &text.replace(&other, &made));
    commit(&desk, "Ada");
    let told = desk.run(&["verify", "--json"]);
    assert_eq!(told.status, 1, "{told:#?}");
    let told = told.json();
    assert_eq!(wrong(&told), 1, "{told:#?}");
}

#[test]
fn an_owner_of_a_part_of_the_plan_does_not_accept_it() {
    let (desk, finding) = raised();
    let action = planned(&desk, &finding);
    let part = ["--add-action", "Look", "--due", "2999-01-01"];
    let owner = ["--owner-of", "Ada Auditor <ada@example.org>"];
    let set = [&["action", "set", &action], &part[..], &owner[..]].concat();
    desk.run_as("Rolf", &set).ok();
    desk.run_as("Rolf", &["action", "move", &action, "proposed"])
        .ok();
    desk.run(&["action", "move", &action, "accepted"])
        .fails(1, &["the owner cannot accept the plan"]);
}

#[test]
fn a_commit_that_is_older_than_the_finding_or_of_records_alone_is_no_fix() {
    let (desk, finding) = raised();
    let action = planned(&desk, &finding);
    accepted(&desk, &action);
    commit(&desk, "Rolf");
    let head = desk.git(&["rev-parse", "HEAD"]);
    done(&desk, &action, head.trim()).fails(1, &["changes only the records of audits"]);
    desk.git(&["commit", "-q", "--allow-empty", "-m", "Nothing"]);
    done(&desk, &action, "HEAD").fails(1, &["changes no file"]);
    desk.write("release/procedure.md", "1. assess\n");
    desk.git(&["add", "release"]);
    let long_ago = Some("2020-02-03T10:00:00Z");
    desk.git_as("Rolf", long_ago, &["commit", "-q", "-m", "Add the step"]);
    let said = "is of 2020-02-03, and what it is to fix was raised on";
    done(&desk, &action, "HEAD").fails(1, &["Could not note what is done", said]);
    let made = fix(&desk, "1. assess\n2. release\n");
    done(&desk, &action, &made).ok();
}

#[test]
fn a_fix_half_of_which_is_undone_holds_with_a_remark() {
    let (desk, finding) = raised();
    let action = planned(&desk, &finding);
    accepted(&desk, &action);
    fix(&desk, "1. assess\n");
    desk.write("release/gate.md", "closed\n");
    let made = fix(&desk, "1. assess\n2. release\n");
    done(&desk, &action, &made).ok();
    desk.run_as("Rolf", &["action", "move", &action, "implemented"])
        .ok();
    fix(&desk, "1. assess\n");
    let told = desk.run(&["action", "proof"]).ok();
    let remark = "1 of the 2 files that it changed is again what they were before";
    assert!(told.contains("holds") && told.contains(remark), "{told}");
    let json = desk.run(&["action", "proof", "--json"]).json();
    assert_eq!(json["actions"][0]["commits"][0]["remark"], remark);
    let shown = desk.run(&["action", "show", &action]).ok();
    assert!(shown.contains(remark), "{shown}");
}

#[test]
fn a_fix_that_was_rebased_holds_as_what_it_was_rebased_as() {
    let (desk, finding) = raised();
    let action = planned(&desk, &finding);
    accepted(&desk, &action);
    commit(&desk, "Rolf");
    let made = fix(&desk, "1. assess\n");
    done(&desk, &action, &made).ok();
    desk.run_as("Rolf", &["action", "move", &action, "implemented"])
        .ok();
    commit(&desk, "Rolf");
    desk.git(&["branch", "work"]);
    desk.git(&["reset", "-q", "--hard", "HEAD~2"]);
    desk.write("x.md", "x\n");
    commit(&desk, "Eve");
    desk.git(&["switch", "-q", "work"]);
    desk.git(&["rebase", "-q", "main"]);
    desk.git(&["switch", "-q", "main"]);
    desk.git(&["merge", "-q", "--ff-only", "work"]);
    let now = desk.git(&["rev-parse", "HEAD~1"]);
    assert_ne!(now.trim(), made);
    let told = desk.run(&["action", "proof"]).ok();
    let said = format!("was rebased as {}", &now[..10]);
    assert!(told.contains("holds") && told.contains(&said), "{told}");
    let json = desk.run(&["action", "proof", "--json"]).json();
    let commit = &json["actions"][0]["commits"][0];
    assert_eq!(commit["proof"], "rebased");
    assert_eq!(commit["rebased-as"], now.trim());
}

#[test]
fn the_fix_of_a_closed_finding_is_verified_whatever_state_its_corrective_action_is_in() {
    let (desk, finding) = raised();
    commit(&desk, "Ada");
    let (action, made) = implemented(&desk, &finding, "Rolf");
    let judge = ["action", "move", &action, "effective", "--why", "Sampled"];
    desk.run(&judge).ok();
    desk.run(&["finding", "move", &finding, "verified"]).ok();
    desk.run(&["finding", "move", &finding, "closed"]).ok();
    commit(&desk, "Ada");
    let gone = |desk: &Desk| {
        let told = desk.run(&["verify", "--json"]).json();
        let all = told["irregularities"].as_array().unwrap().clone();
        let is_it = |one: &&serde_json::Value| one["kind"] == "evidence-gone";
        all.iter().filter(is_it).count()
    };
    assert_eq!(gone(&desk), 0);
    revert(&desk, &made);
    assert_eq!(gone(&desk), 1);
}

#[test]
fn whoever_made_what_a_merge_brings_in_neither_judges_nor_closes_it() {
    let (desk, finding) = raised();
    commit(&desk, "Ada");
    desk.git(&["switch", "-q", "-c", "gate"]);
    desk.write("release/gate.md", "1. check\n");
    desk.git(&["add", "release"]);
    let helped = "Gate\n\nCo-authored-by: Cy <cy@example.org>";
    desk.git_as("Ada", None, &["commit", "-q", "-m", helped]);
    desk.git(&["switch", "-q", "main"]);
    desk.git_as(
        "Rolf",
        None,
        &["merge", "-q", "--no-ff", "-m", "Merge", "gate"],
    );
    let merge = desk.git(&["rev-parse", "HEAD"]);
    let action = planned(&desk, &finding);
    accepted(&desk, &action);
    done(&desk, &action, merge.trim()).ok();
    desk.run_as("Rolf", &["action", "move", &action, "implemented"])
        .ok();
    commit(&desk, "Rolf");
    let judge = ["action", "move", &action, "effective", "--why", "Sampled"];
    desk.run(&judge)
        .fails(1, &["made the commit that fixed what is planned"]);
}

#[test]
fn a_fixing_commit_is_named_by_whatever_git_takes_for_one() {
    let (desk, finding) = raised();
    let action = planned(&desk, &finding);
    let commit = fix(&desk, "1. assess\n2. release\n");
    desk.git(&["tag", "fixed"]);
    desk.git(&["tag", "-a", "-m", "Fixed", "noted"]);
    accepted(&desk, &action);
    let path = format!("audits/a-1/actions/{action}.toml");
    let head = fix(&desk, "1. assess\n2. release\n3. watch\n");
    for (name, id) in [
        ("fixed", &commit),
        ("noted", &commit),
        ("HEAD~0", &head),
        ("main", &head),
        (&commit[..10], &commit),
    ] {
        done(&desk, &action, name).ok();
        let text = desk.read(&path);
        assert!(
            text.contains(&format!("commit = \"{id}\"")),
            "{name}: {text}"
        );
    }
    done(&desk, &action, "nowhere").fails(2, &["there is no commit \"nowhere\" here"]);
}

#[test]
fn a_branch_with_an_at_sign_in_its_name_is_no_repository() {
    let (desk, finding) = raised();
    let action = planned(&desk, &finding);
    let commit = fix(&desk, "1. assess\n");
    accepted(&desk, &action);
    desk.git(&["branch", "fix@home", &commit]);
    done(&desk, &action, "fix@home").ok();
    let record = desk.read(&format!("audits/a-1/actions/{action}.toml"));
    assert!(
        record.contains(&format!("commit = \"{commit}\"")),
        "{record}"
    );
    let unknown = done(&desk, &action, "nowhere@1a2b3c4");
    assert_ne!(unknown.status, 0, "{unknown:#?}");
    assert!(unknown.err.contains("nowhere"), "{unknown:#?}");
    let fix = desk.yard().join("fix");
    desk.git(&["clone", "-q", ".", fix.to_str().unwrap()]);
    let toml = desk.read("tickmark.toml");
    desk.write(
        "tickmark.toml",
        &format!("{toml}\n[[repository]]\nname = \"fix\"\npath = \"../fix\"\n"),
    );
    done(&desk, &action, "fix@home").fails(2, &["which commit", ".//fix@home or fix//home"]);
    done(&desk, &action, ".//fix@home").ok();
}

#[test]
fn a_correction_that_is_only_planned_is_none() {
    let (desk, finding) = raised();
    let action = planned(&desk, &finding);
    let path = format!("audits/a-1/actions/{action}.toml");
    let text = desk.read(&path);
    assert!(text.contains("done = 2026-01-05\n"), "{text}");
    desk.write(&path, &text.replace("done = 2026-01-05\n", ""));
    desk.rolf_commits();
    let commit = fix(&desk, "1. assess\n");
    accepted(&desk, &action);
    done(&desk, &action, &commit).ok();
    let implement = ["action", "move", &action, "implemented"];
    let said = format!("the correction of {action} is planned, and nothing says when it was done");
    desk.run_as("Rolf", &implement).fails(1, &[&said]);
    desk.run_as(
        "Rolf",
        &["action", "set", &action, "--correction-done", "2026-01-05"],
    )
    .ok();
    desk.run_as("Rolf", &implement).ok();
    desk.rolf_commits();
    desk.run(&["verify"]).ok();
    // Once it is implemented nobody takes it back.
    let text = desk.read(&path);
    desk.write(&path, &text.replacen("done = 2026-01-05\n", "", 1));
    desk.run_as("Rolf", &["commit"])
        .fails(1, &["what was done is not taken back"]);
}

#[test]
fn nothing_is_begun_for_a_finding_that_is_closed() {
    let (desk, finding) = raised();
    closed(&desk, &finding);
    let new = [
        "action",
        "new",
        &finding,
        "--owner",
        "Rolf <rolf@example.org>",
    ];
    desk.run_as("Rolf", &new).fails(
        1,
        &[
            &format!("Could not begin a corrective action for {finding}: it is closed"),
            &format!("tickmark finding move {finding} reopened --why"),
        ],
    );
    let again = [
        "finding",
        "move",
        &finding,
        "reopened",
        "--why",
        "It is back",
    ];
    desk.run(&again).ok();
    desk.run_as("Rolf", &new).ok();
}
