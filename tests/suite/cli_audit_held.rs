//! What an audit holds fast: its frame and its answers once the report is out, and that it is the audit team's from fieldwork on;
//! by commands, and by whoever replays the history.

use crate::{
    cli_desk::{Desk, HOUSE, Run},
    tampering::story::{by, edit, moved, now, raise, swap},
};

const AUDIT: &str = "audits/a-1/audit.toml";
const ANSWERS: &str = "audits/a-1/answers/house/4.1.toml";

/// An audit in fieldwork, led by Ada, with Cy as auditor; committed, every row answered.
pub(crate) fn fieldwork() -> Desk {
    let desk = Desk::bare();
    desk.run(&["init", "--organisation", "Example Ltd"]).ok();
    desk.write("checklists/house.toml", HOUSE);
    desk.git(&["add", "."]);
    desk.git(&["commit", "-q", "-m", "House rules"]);
    desk.write("house/rules.md", "one\ntwo\nthree\n");
    desk.git(&["add", "house"]);
    // What is cited is the work of nobody in the team.
    desk.git_as("Dora", None, &["commit", "-q", "-m", "Rules"]);
    let plan: &[&str] = &[
        "new",
        "a-1",
        "--title",
        "First audit",
        "--checklist",
        "house",
        "--lead",
        "Ada <ada@example.org>",
        "--auditor",
        "Cy <cy@example.org>",
    ];
    by(&desk, "Ada", &[plan]);
    desk.write_frame("a-1");
    by(&desk, "Ada", &[&["audit", "move", "a-1", "fieldwork"]]);
    let answers = ["4.1", "4.2#1", "4.2#2"].map(|row| {
        let evidence = [
            "--verdict",
            "conforming",
            "--evidence",
            "house/rules.md:1-2",
        ];
        [&["answer", "a-1", row][..], &evidence[..]].concat()
    });
    let answers: Vec<&[&str]> = answers.iter().map(Vec::as_slice).collect();
    by(&desk, "Ada", &answers);
    desk
}

/// Takes it to reporting, with its conclusion.
pub(crate) fn report(desk: &Desk) {
    by(desk, "Ada", &[&["audit", "move", "a-1", "reporting"]]);
    by(
        desk,
        "Ada",
        &[&["audit", "set", "a-1", "--conclusion", "It conforms"]],
    );
}

pub(crate) fn issued() -> Desk {
    let desk = fieldwork();
    report(&desk);
    by(&desk, "Ada", &[&["audit", "move", "a-1", "issued"]]);
    desk
}

/// Expects that a history is told as wrong, of this kind and in these words.
#[track_caller]
pub(crate) fn told(desk: &Desk, kind: &str, words: &[&str]) {
    let run: Run = desk.run(&["verify", "--json"]);
    assert_eq!(run.status, 1, "{run:#?}");
    let document = run.json();
    let all = document["irregularities"].as_array().unwrap();
    let is_it = |one: &serde_json::Value| {
        let text = one["text"].as_str().unwrap();
        one["kind"] == kind && one["counts"] == true && words.iter().all(|word| text.contains(word))
    };
    assert!(
        all.iter().any(is_it),
        "no {kind} with {words:?} in {all:#?}"
    );
}

#[test]
fn what_the_report_says_is_held_fast_once_it_is_out() {
    let desk = issued();
    let set = |more: &[&str]| desk.run(&[&["audit", "set", "a-1"], more].concat());
    for (option, part) in [
        (["--conclusion", "All is well"], "conclusion"),
        (["--scope", "Less"], "scope"),
        (["--objective", "Another"], "objectives"),
        (["--exclude", "house:4.2=no"], "exclusions"),
        (["--not-covered", "all"], "areas not covered"),
        (["--distribute-to", "Nobody"], "distribution"),
        (["--method", "guessing"], "methods"),
        (["--end", "2026-03-01"], "days of the fieldwork"),
    ] {
        let said = format!("the report is out, and holds fast: {part}");
        set(&option).fails(
            1,
            &[
                &said,
                "tickmark new AUDIT --title TITLE --from a-1 --follow-up",
            ],
        );
    }
    desk.run(&["audit", "meeting", "add", "a-1", "wash-up"])
        .fails(1, &["holds fast: meetings"]);
    // Whom the follow-up needs is let in by the team, until the audit is closed.
    let ben = ["--auditor", "Ben <ben@example.org>"];
    assert_eq!(set(&ben).ok(), "a-1: team changed\n");
    desk.run_as("Ben", &["audit", "move", "a-1", "closed"]).ok();
    set(&["--auditor", "Dora <dora@example.org>"]).fails(
        1,
        &[
            "the audit is closed, and holds fast: team",
            "tickmark audit move a-1 follow-up --why REASON",
        ],
    );
}

#[test]
fn an_audit_that_has_begun_is_its_teams_and_one_that_is_planned_is_anybodys() {
    let desk = fieldwork();
    let eve = |args: &[&str]| desk.run_as("Eve", args);
    let none = "Eve is none of its leader and auditors";
    eve(&["audit", "set", "a-1", "--method", "x"])
        .fails(1, &[none, "--auditor 'Eve <eve@example.org>'"]);
    eve(&["audit", "set", "a-1", "--auditor", "Eve <eve@example.org>"]).fails(1, &[none]);
    eve(&["audit", "move", "a-1", "reporting"]).fails(1, &[none]);
    eve(&["audit", "meeting", "remove", "a-1", "closing"]).fails(1, &[none]);
    desk.run_as("Cy", &["audit", "set", "a-1", "--method", "x"])
        .ok();
    let new = ["new", "a-2", "--title", "Second", "--checklist", "house"];
    desk.run(&new).ok();
    eve(&["audit", "set", "a-2", "--method", "x"]).ok();
}

#[test]
fn nothing_is_answered_sampled_cited_or_raised_once_the_report_is_out() {
    let desk = issued();
    let held = [
        "Could not change what a-1 says: the report is out",
        "tickmark new AUDIT --title TITLE --from a-1 --follow-up",
    ];
    let evidence = desk.run(&["evidence", "check", "a-1", "--json"]).json();
    let cited = evidence["citations"][0]["id"].as_str().unwrap().to_owned();
    let before = desk.everything();
    for args in [
        &["answer", "a-1", "4.1", "--verdict", "nonconforming"][..],
        &["answer", "a-1", "4.1", "--note", "changed"],
        &[
            "finding", "new", "a-1", "--type", "minor", "--title", "Late",
        ],
        &["evidence", "add", "a-1", "4.1", "risk/register.csv"],
        &["evidence", "remove", "a-1", &cited],
        &["evidence", "keep", "a-1", "4.1", "risk/register.csv"],
        &[
            "sample",
            "draw",
            "a-1",
            "--from",
            "csv:risk/register.csv",
            "--key",
            "id",
            "--size",
            "2",
        ],
    ] {
        desk.run(args).fails(1, &held);
    }
    assert_eq!(desk.everything(), before);
    desk.write("house/rules.md", "another\n");
    desk.git(&["commit", "-qam", "Method"]);
    desk.run(&[
        "evidence",
        "repin",
        "a-1",
        &cited,
        "--to",
        "house/rules.md:1",
        "--why",
        "x",
    ])
    .fails(1, &["the report is out"]);
}

#[test]
fn nobody_outside_the_team_answers_or_raises_and_is_told_how_to_get_in() {
    let desk = fieldwork();
    for args in [
        &["answer", "a-1", "4.1", "--verdict", "nonconforming"][..],
        &[
            "finding", "new", "a-1", "--type", "minor", "--title", "Mine",
        ],
    ] {
        desk.run_as("Rolf", args).fails(
            1,
            &[
                "Rolf is not of the audit team",
                "tickmark audit set a-1 --auditor 'Rolf <rolf@example.org>'",
            ],
        );
    }
    let expert = ["audit", "set", "a-1", "--expert", "Rolf <rolf@example.org>"];
    desk.run(&expert).ok();
    let judged = ["answer", "a-1", "4.1", "--verdict", "conforming"];
    desk.run_as("Rolf", &[&judged[..], &["--note", "seen"]].concat())
        .ok();
}

#[test]
fn what_commands_refuse_is_told_by_the_replay_where_it_was_done_by_hand() {
    let desk = issued();
    assert_eq!(desk.run(&["verify", "--strict"]).status, 0);
    let copy = desk.copied();
    edit(&copy, "Ada", AUDIT, |text| {
        swap(text, "It conforms", "All is well")
    });
    told(
        &copy,
        "edited-past-guards",
        &["the report is out, and holds fast: conclusion"],
    );

    let copy = desk.copied();
    edit(&copy, "Ada", ANSWERS, |text| {
        swap(text, "conforming", "nonconforming")
    });
    told(
        &copy,
        "edited-past-guards",
        &["4.1 changed: the report is out"],
    );

    let copy = desk.copied();
    edit(&copy, "Rolf", AUDIT, |text| {
        swap(text, "Cy <cy@example.org>", "Rolf <rolf@example.org>")
    });
    told(
        &copy,
        "wrong-person",
        &["Rolf is none of its leader and auditors"],
    );

    let copy = desk.copied();
    edit(&copy, "Eve", AUDIT, |text| {
        moved(text, "issued", "follow-up", "Eve", &now())
    });
    told(
        &copy,
        "wrong-person",
        &["issued to follow-up by Eve", "only the audit team"],
    );

    let copy = fieldwork();
    edit(&copy, "Rolf", ANSWERS, |text| {
        let text = swap(
            text,
            "verdict = \"conforming\"",
            "verdict = \"observation\"",
        );
        let at = text.find("\nat = ").unwrap();
        let end = text[at + 1..].find('\n').unwrap() + at + 1;
        let stamped = format!("{}\nat = {}{}", &text[..at], now(), &text[end..]);
        swap(
            &stamped,
            "by = \"Ada <ada@example.org>\"",
            "by = \"Rolf <rolf@example.org>\"",
        )
    });
    told(
        &copy,
        "wrong-person",
        &["Rolf <rolf@example.org>, who is not of the audit team"],
    );
}

#[test]
fn a_record_that_cannot_be_read_stops_the_report_and_the_closing_with_its_place() {
    let desk = fieldwork();
    let new = [
        "finding", "new", "a-1", "--row", "4.1", "--type", "major", "--title", "Grave",
    ];
    let finding = desk.run(&new).ok().trim().to_owned();
    desk.run(&["commit", "-m", "Grave"]).ok();
    let path = format!("audits/a-1/findings/{finding}.toml");
    let whole = desk.read(&path);
    desk.write(&path, &format!("{whole}<<<<<<< x\n"));
    desk.git(&["commit", "-qam", "Left behind"]);
    report(&desk);
    let place = format!("a record cannot be read: {path}:");
    desk.run(&["audit", "move", "a-1", "issued"])
        .fails(1, &[&place]);
    let signed = desk.run(&["signoff", "a-1", "--dry-run"]);
    assert_eq!(signed.status, 1, "{signed:#?}");
    assert!(signed.out.contains(&place), "{signed:#?}");
    desk.run(&["signoff", "a-1"]).fails(1, &[&place]);
    edit(&desk, "Ada", AUDIT, |text| {
        moved(text, "reporting", "issued", "Ada", &now())
    });
    told(&desk, "guard-unmet", &["reporting to issued", &finding]);
    desk.run(&["audit", "move", "a-1", "closed"])
        .fails(1, &[&place]);
}

#[test]
fn a_closed_audit_goes_back_to_follow_up_with_a_reason_before_its_findings_move() {
    let desk = fieldwork();
    let new = [
        "finding",
        "new",
        "a-1",
        "--row",
        "4.1",
        "--type",
        "observation",
        "--title",
        "Odd",
    ];
    let texts = ["--statement", "It is odd", "--criterion", "house:4.1"];
    let finding = desk
        .run(&[&new[..], &texts[..]].concat())
        .ok()
        .trim()
        .to_owned();
    desk.run(&["finding", "move", &finding, "noted", "--despite-warnings"])
        .ok();
    desk.run_as(
        "Rolf",
        &["finding", "move", &finding, "declined", "--why", "No use"],
    )
    .ok();
    desk.git(&["add", "."]);
    desk.git_as("Ada", None, &["commit", "-qm", "Observation"]);
    report(&desk);
    by(&desk, "Ada", &[&["audit", "move", "a-1", "issued"]]);
    by(&desk, "Ada", &[&["audit", "move", "a-1", "closed"]]);
    let reopen = ["finding", "move", &finding, "reopened", "--why", "Back"];
    desk.run(&reopen).fails(
        1,
        &[
            "the audit a-1 is closed",
            "tickmark audit move a-1 follow-up --why REASON",
        ],
    );
    let path = format!("audits/a-1/findings/{finding}.toml");
    let copy = desk.copied();
    edit(&copy, "Ada", &path, |text| {
        moved(text, "declined", "reopened", "Ada", &now())
    });
    told(
        &copy,
        "guard-unmet",
        &["declined to reopened", "the audit a-1 is closed"],
    );

    desk.run(&["audit", "move", "a-1", "follow-up"])
        .fails(1, &["the step back to follow-up needs a reason"]);
    by(
        &desk,
        "Ada",
        &[&["audit", "move", "a-1", "follow-up", "--why", "It came back"]],
    );
    by(&desk, "Ada", &[&reopen]);
    let wrong = desk.run(&["verify", "--json"]).json();
    let steps = wrong["irregularities"].as_array().unwrap();
    assert!(
        steps
            .iter()
            .all(|one| one["record"] != path.as_str() || one["kind"] == "foreign-entry"),
        "{steps:#?}"
    );
}

#[test]
fn a_closed_audit_over_an_open_nonconformity_is_told_as_wrong() {
    let desk = fieldwork();
    let finding = crate::tampering::story::raise(&desk, "Ada");
    by(&desk, "Ada", &[&["finding", "move", &finding, "issued"]]);
    edit(&desk, "Ada", AUDIT, |text| {
        swap(text, "state = \"fieldwork\"", "state = \"closed\"")
    });
    let status = desk.run(&["status", "a-1"]).ok();
    assert!(
        status.contains("wrong     it is closed over what is open: tickmark audit move a-1 follow-up --why REASON"),
        "{status}"
    );
}

#[test]
fn the_step_back_to_fieldwork_needs_a_reason() {
    let desk = fieldwork();
    report(&desk);
    let back = ["audit", "move", "a-1", "fieldwork"];
    desk.run(&back)
        .fails(1, &["the step back to fieldwork needs a reason"]);
    desk.run(&[&back[..], &["--why", "One site is missing"]].concat())
        .ok();
}

#[test]
fn the_commit_of_a_step_says_which_step_it_is() {
    let desk = fieldwork();
    let subject = |desk: &Desk| desk.git(&["log", "-1", "--format=%s"]).trim().to_owned();
    desk.run(&["audit", "set", "a-1", "--method", "interviews"])
        .ok();
    desk.run(&["commit", "a-1"]).ok();
    assert_eq!(subject(&desk), "Audit a-1: plan changed");
    desk.run(&["audit", "move", "a-1", "reporting"]).ok();
    desk.run(&["audit", "set", "a-1", "--conclusion", "It conforms"])
        .ok();
    desk.run(&["audit", "move", "a-1", "issued"]).ok();
    desk.run(&["commit", "a-1"]).ok();
    assert_eq!(subject(&desk), "Audit a-1: reporting, issued");
    desk.run(&["audit", "set", "a-1", "--auditor", "Ben <ben@example.org>"])
        .ok();
    desk.run(&["commit", "a-1"]).ok();
    assert_eq!(subject(&desk), "Audit a-1: team changed");
}

#[test]
fn a_meeting_is_taken_out_and_a_second_opening_meeting_is_told() {
    let desk = fieldwork();
    let add = [
        "audit",
        "meeting",
        "add",
        "a-1",
        "opening",
        "--on",
        "2026-01-12",
        "--attended",
        "x",
    ];
    let run = desk.run(&add);
    assert_eq!(
        run.out,
        "a-1: meeting 3: opening, 2026-01-12, attended by x\n"
    );
    assert!(
        run.err
            .contains("there is a meeting of this kind already, number 1")
            && run.err.contains("tickmark audit meeting remove a-1 3"),
        "{run:#?}"
    );
    let removed = desk.run(&["audit", "meeting", "remove", "a-1", "3"]).ok();
    assert_eq!(
        removed,
        "a-1: meeting 3 taken out: opening, 2026-01-12, attended by x\n"
    );
    let list = desk.run(&["audit", "meeting", "list", "a-1"]).ok();
    assert_eq!(list.lines().count(), 2, "{list}");
    desk.run(&["audit", "meeting", "remove", "a-1", "wash-up"])
        .fails(2, &["a-1 has no such meeting"]);
}

#[test]
fn a_sign_off_before_the_report_is_whole_says_what_it_lacks() {
    let desk = fieldwork();
    by(
        &desk,
        "Ada",
        &[&["audit", "meeting", "remove", "a-1", "closing"]],
    );
    by(&desk, "Ada", &[&["audit", "move", "a-1", "reporting"]]);
    let dry = desk.run(&["signoff", "a-1", "--dry-run"]);
    for lacks in [
        "no closing meeting is recorded",
        "the conclusion is missing",
    ] {
        assert!(dry.err.contains(lacks), "{lacks} in {dry:#?}");
    }
    let signed = desk.run(&["signoff", "a-1"]);
    assert!(
        signed
            .err
            .contains("signed although the conclusion is missing"),
        "{signed:#?}"
    );
    signed.ok();
}

#[test]
fn a_title_is_one_line_without_control_characters() {
    let desk = fieldwork();
    let title = "x\u{1b}[31mred\nnewline";
    let why = "a title is one line without control characters";
    desk.run(&["new", "a-2", "--title", title, "--checklist", "house"])
        .fails(2, &[why]);
    desk.run(&["audit", "set", "a-1", "--title", title])
        .fails(2, &[why]);
    desk.run_with_stdin(&["audit", "set", "a-1", "--title", "-"], "two\nlines\n")
        .fails(2, &[why]);
    let begin = [
        "programme",
        "new",
        "--start",
        "2026-01-01",
        "--end",
        "2026-12-31",
    ];
    desk.run(&begin).ok();
    desk.run(&["programme", "audit", "add", "x6", "--title", title])
        .fails(1, &[why]);
    let set = [
        "programme",
        "set",
        "--title",
        "One",
        "--method",
        "interviews",
    ];
    assert_eq!(desk.run(&set).ok(), "programme: title, methods changed\n");
    let again = desk.run(&set);
    assert!(again.err.contains("nothing has changed"), "{again:#?}");
}

#[test]
fn concluding_without_objectives_says_how_to_name_one() {
    let desk = Desk::audit();
    desk.run(&["new", "a-2", "--title", "Second", "--checklist", "house"])
        .ok();
    desk.run(&["audit", "set", "a-2", "--conclude", "1=It does"])
        .fails(
            2,
            &[
                "the audit has no objectives",
                "tickmark audit set a-2 --objective TEXT",
            ],
        );
}

const BEN: &str = "Ben <ben@example.org>";

#[test]
fn a_new_leader_keeps_the_old_one_in_the_team() {
    let desk = fieldwork();
    let set = |more: &[&str]| desk.run(&[&["audit", "set", "a-1"], more].concat());
    let done = set(&["--lead", BEN]);
    assert_eq!(done.out, "a-1: team changed\n", "{done:#?}");
    for said in ["Ben leads the audit", "Ada stays in the team as auditor"] {
        assert!(done.err.contains(said), "{said:?} is missing in {done:#?}");
    }
    by(&desk, "Ada", &[]);
    let run = desk.run(&["verify"]);
    assert_eq!(run.status, 0, "{run:#?}");
    let text = desk.read(AUDIT);
    assert!(text.contains("person = \"Ada"), "{text}");
}

#[test]
fn who_leaves_the_team_is_told_and_nobody_leaves_a_begun_audit_without_a_leader() {
    let desk = fieldwork();
    let set = |more: &[&str]| desk.run(&[&["audit", "set", "a-1"], more].concat());
    desk.run(&[
        "audit",
        "assign",
        "a-1",
        "--auditor",
        "cy@example.org",
        "--clause",
        "house:4.2",
    ])
    .ok();
    set(&["--without-member", "ada@example.org"]).fails(
        1,
        &[
            "it has begun, and would have no leader",
            "--lead 'NAME <MAIL>'",
        ],
    );
    let gone = set(&["--without-member", "cy@example.org"]);
    for said in [
        "Cy is not in the team any more",
        "still assigned to Cy: house 4.2",
    ] {
        assert!(gone.err.contains(said), "{said:?} is missing in {gone:#?}");
    }
    gone.ok();
    set(&["--without-member", "zoe@example.org"]).fails(2, &["has no such auditor"]);
    // Both in one go, and by somebody of the team alone.
    let both = ["--lead", BEN, "--without-member", "ada@example.org"];
    let outsider = desk.run_as("Rolf", &[&["audit", "set", "a-1"], &both[..]].concat());
    outsider.fails(1, &["Rolf is none of its leader and auditors"]);
    set(&both).ok();
    assert!(!desk.read(AUDIT).contains("person = \"Ada"));
}

#[test]
fn a_report_does_not_go_out_while_a_committed_record_is_not_here() {
    let desk = fieldwork();
    // A draft that is out of sight would be no reason against it.
    let draft = raise(&desk, "Ada");
    by(&desk, "Ada", &[]);
    report(&desk);
    let draft = format!("audits/a-1/findings/{draft}.toml");
    let draft = draft.as_str();
    std::fs::remove_file(desk.repo().join(draft)).unwrap();
    let issue = || desk.run(&["audit", "move", "a-1", "issued"]);
    issue().fails(
        1,
        &[
            "records of it are committed and not here",
            draft,
            "git checkout -- PATH",
        ],
    );
    desk.run(&["status"])
        .fails(0, &["1 record committed and not here", draft]);
    desk.git(&["checkout", "--", draft]);
    desk.git(&["config", "core.sparseCheckout", "true"]);
    desk.git(&["update-index", "--skip-worktree", draft]);
    std::fs::remove_file(desk.repo().join(draft)).unwrap();
    issue().fails(1, &[draft, "git sparse-checkout add FOLDER"]);
    let doctor = desk.run(&["doctor"]);
    let told = format!("a sparse checkout leaves out a record: {draft}");
    assert!(doctor.out.contains(&told), "{doctor:#?}");
    let id = draft.rsplit('/').next().unwrap().trim_end_matches(".toml");
    desk.run(&["finding", "move", id, "issued"])
        .fails(2, &["is committed and not here", "git sparse-checkout add"]);
    desk.run(&["status"]).fails(0, &[draft]);
}
