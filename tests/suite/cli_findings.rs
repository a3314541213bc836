//! Grades, other grades, amendments and the linter of findings, by commands on a real repository.

#![allow(
    clippy::unwrap_used,
    clippy::indexing_slicing,
    reason = "a test that cannot go on fails here"
)]

use crate::cli_desk::Desk;

/// Drafts a whole minor nonconformity on 4.1.
pub(crate) fn drafted(desk: &Desk) -> String {
    drafted_saying(desk, "The register lacks 1 of 4 systems")
}

fn drafted_saying(desk: &Desk, statement: &str) -> String {
    let args = [
        "finding",
        "new",
        "a-1",
        "--row",
        "4.1",
        "--title",
        "Register lacks a system",
        "--requirement",
        "Every system is in the register",
        "--objective-evidence",
        "The register has 3 of 4 systems",
        "--statement",
        statement,
        "--grade-reason",
        "One of four",
        "--evidence",
        "risk/register.csv:2-4",
        "--type",
        "minor",
    ];
    desk.run(&args).ok().trim().to_owned()
}

fn issued(desk: &Desk) -> String {
    let id = drafted(desk);
    desk.run(&["finding", "move", &id, "issued"]).ok();
    id
}

/// Makes the one who runs the commands a member of the audit team.
fn team(desk: &Desk) {
    desk.run(&["audit", "show", "a-1"]).ok();
}

#[test]
fn the_types_have_criteria_from_the_start() {
    let desk = Desk::audit();
    let grades = desk.run(&["finding", "grades", "--json"]).json();
    let words: Vec<&str> = grades["grades"]
        .as_array()
        .unwrap()
        .iter()
        .map(|grade| grade["grade"].as_str().unwrap())
        .collect();
    assert_eq!(
        words,
        [
            "major",
            "minor",
            "observation",
            "opportunity",
            "good-practice"
        ]
    );
    assert_eq!(grades["grades"][0]["days"], 60);
    assert!(
        grades["grades"][1]["criteria"]
            .as_str()
            .unwrap()
            .contains("effect is limited")
    );
    assert!(
        desk.run(&["finding", "grades"])
            .ok()
            .contains("to be closed 60 days after issue")
    );
    // Where nobody grades further nothing of it is on disk.
    let id = issued(&desk);
    let text = desk.read(&format!("audits/a-1/findings/{id}.toml"));
    assert!(!text.contains("\ngrade = "), "{text}");
}

fn with_own_grades() -> Desk {
    let desk = Desk::audit();
    let own = "\n[[grade]]\nid = \"major-safety\"\ntitle = \"Major, safety\"\ntype = \"major\"\n\
        criteria = \"A person could have come to harm.\"\ndays = 14\n\n\
        [[grade]]\nid = \"major-other\"\ntitle = \"Major, other\"\ntype = \"major\"\ncriteria = \"All else.\"\n";
    let text = desk.read("tickmark.toml");
    desk.write("tickmark.toml", &format!("{text}{own}"));
    desk
}

#[test]
fn a_grade_of_the_house_is_kept_beside_the_type_it_counts_as() {
    let desk = with_own_grades();
    let id = drafted(&desk);
    desk.run(&["finding", "set", &id, "--grade", "major-safty"])
        .fails(
            2,
            &[
                "Could not find the grade major-safty",
                "did you mean major-safety?",
            ],
        );
    desk.run(&["finding", "set", &id, "--type", "major"]).ok();
    let lint = desk.run(&["finding", "lint", &id]);
    assert!(
        lint.out
            .contains("no grade of the house is chosen for major"),
        "{lint:#?}"
    );
    desk.run(&["finding", "set", &id, "--grade", "major-safety"])
        .ok();
    desk.run(&["finding", "lint", &id]).ok();
    desk.run(&["finding", "move", &id, "issued"]).ok();
    let shown = desk.run(&["finding", "show", &id, "--json"]).json();
    assert_eq!(shown["finding"]["type"], "major");
    assert_eq!(shown["finding"]["grade"], "major-safety");
    assert_eq!(shown["grade-title"], "Major, safety (major nonconformity)");
    assert!(shown["closure-due"].is_string());
    let report = desk.run(&["report", "a-1"]).ok();
    assert!(
        report.contains("Major, safety: A person could have come to harm."),
        "{report}"
    );
    let doctor = desk.run(&["doctor"]);
    assert!(!doctor.out.contains("the grade"), "{doctor:#?}");
}

#[test]
fn another_grade_is_kept_with_its_reason_and_told_everywhere() {
    let desk = Desk::audit();
    team(&desk);
    let id = issued(&desk);
    desk.run(&["finding", "reclassify", &id, "major", "--why", " "])
        .fails(
            1,
            &["Could not reclassify", "another grade only with a reason"],
        );
    desk.run_as(
        "Stranger",
        &["finding", "reclassify", &id, "major", "--why", "x"],
    )
    .fails(
        1,
        &["only a member of the audit team can give a finding another grade"],
    );
    desk.run(&[
        "finding",
        "reclassify",
        &id,
        "major",
        "--why",
        "Three more lack",
    ])
    .ok();
    let moved = desk.run(&[
        "finding",
        "reclassify",
        &id,
        "observation",
        "--why",
        "They came late",
    ]);
    assert!(moved.err.contains("it is noted now"), "{moved:#?}");
    let shown = desk.run(&["finding", "show", &id]).ok();
    assert!(shown.contains("observation, noted"), "{shown}");
    assert!(
        shown.contains("reclassified from minor nonconformity to major nonconformity by"),
        "{shown}"
    );
    let report = desk.run(&["report", "a-1"]).ok();
    assert!(
        report.contains("Changed after it was handed over"),
        "{report}"
    );
    assert!(report.contains("Three more lack"), "{report}");
    let text = desk.read(&format!("audits/a-1/findings/{id}.toml"));
    assert_eq!(text.matches("[[reclassification]]").count(), 2, "{text}");
    assert!(text.contains("from-reason = \"One of four\""), "{text}");
}

#[test]
fn an_amendment_keeps_what_the_auditee_was_told() {
    let desk = Desk::audit();
    let id = issued(&desk);
    let amend = |more: &[&str]| {
        let args: Vec<&str> = ["finding", "amend", &id]
            .into_iter()
            .chain(more.iter().copied())
            .collect();
        desk.run(&args)
    };
    amend(&["--statement", "x", "--why", ""]).fails(1, &["an amendment needs a reason"]);
    amend(&["--type", "major", "--why", "x"]).fails(2, &["hint: tickmark finding reclassify"]);
    amend(&["--drop-evidence", "E-000000", "--why", "x"])
        .fails(2, &["the finding does not have it"]);
    let done = amend(&[
        "--statement",
        "The register lacks 2 of 4 systems",
        "--why",
        "Counted again",
    ]);
    assert!(done.err.contains("amended: statement"), "{done:#?}");
    let shown = desk.run(&["finding", "show", &id]).ok();
    assert!(
        shown.contains("statement amended by") && shown.contains("Counted again"),
        "{shown}"
    );
    let report = desk.run(&["report", "a-1"]).ok();
    assert!(
        report.contains("Before: The register lacks 1 of 4 systems"),
        "{report}"
    );
    // A citation is taken out by amendment alone; more may be cited freely, and one is pinned anew freely.
    let whole = desk.run(&["finding", "show", &id, "--json"]).json();
    let link = whole["finding"]["evidence"][0]["id"]
        .as_str()
        .unwrap()
        .to_owned();
    desk.run(&["evidence", "remove", "a-1", &link]).fails(
        1,
        &[
            "Could not change what is cited",
            "hint: tickmark finding amend",
        ],
    );
    desk.run(&["evidence", "add", "a-1", &id, "risk/method.md:1-3"])
        .ok();
    amend(&["--drop-evidence", &link, "--why", "The wrong lines"]).ok();
    let whole = desk.run(&["finding", "show", &id, "--json"]).json();
    assert_eq!(whole["finding"]["evidence"].as_array().unwrap().len(), 1);
    assert!(
        whole["finding"]["amendment"][1]["was"]
            .as_str()
            .unwrap()
            .starts_with(&link)
    );
    desk.run(&[
        "finding",
        "set",
        &id,
        "--response",
        "We see",
        "--response-due",
        "2030-01-01",
    ])
    .ok();
}

#[test]
fn the_linter_says_what_is_odd_and_is_overruled_knowingly() {
    let desk = Desk::audit();
    let id = drafted_saying(
        &desk,
        "Several systems lack because the owner should add them",
    );
    let lint = desk.run(&["finding", "lint", "a-1", &id, "--json"]);
    assert_eq!(lint.status, 1);
    let told = lint.json();
    let rules: Vec<&str> = told["remarks"]
        .as_array()
        .unwrap()
        .iter()
        .map(|remark| remark["rule"].as_str().unwrap())
        .collect();
    assert_eq!(rules, ["vague", "cause", "advice"]);
    assert_eq!(told["remarks"][0]["span"], serde_json::json!([0, 7]));
    assert_eq!(told["remarks"][0]["blocks"], false);
    let before = desk.everything();
    desk.run(&["finding", "move", &id, "issued"]).fails(
        1,
        &[
            "the linter has 3 remarks",
            "\"because\" gives a cause",
            "--despite-warnings",
        ],
    );
    assert_eq!(desk.everything(), before);
    let despite = desk.run(&["finding", "move", &id, "issued", "--despite-warnings"]);
    assert!(
        despite.err.contains("overruled: statement: \"because\""),
        "{despite:#?}"
    );
    let other = drafted(&desk);
    desk.run(&["finding", "lint", &other])
        .fails(0, &["nothing to say about 1 finding"]);
    desk.run(&["finding", "lint", "a-1"]).fails(1, &[]);
    desk.run(&["finding", "lint", "a-2", &other])
        .fails(2, &["Could not find the audit"]);
}

#[test]
fn what_keeps_a_finding_from_being_issued_is_marked() {
    let desk = Desk::audit();
    let id = desk.run(&["finding", "new", "a-1", "--type", "major"]).ok();
    let lint = desk.run(&["finding", "lint", id.trim()]);
    assert_eq!(lint.status, 1);
    assert!(
        lint.out
            .contains("! criteria: no criterion is named [no-criterion]"),
        "{lint:#?}"
    );
    desk.run(&["finding", "move", id.trim(), "issued", "--despite-warnings"])
        .fails(1, &["no criterion is named"]);
}

#[test]
fn one_finding_stands_on_several_criteria_and_a_row_has_several_findings() {
    let desk = Desk::audit();
    let (one, two) = (drafted(&desk), drafted(&desk));
    assert_ne!(one, two);
    desk.run(&[
        "finding",
        "set",
        &one,
        "--criterion",
        "house:4.2",
        "--document",
        "risk/method.md, 3",
    ])
    .ok();
    let told = desk.run(&["finding", "show", &one, "--json"]).json();
    assert_eq!(
        told["finding"]["criteria"],
        serde_json::json!(["house:4.1", "house:4.2"])
    );
    desk.run(&[
        "finding",
        "set",
        &one,
        "--drop-criterion",
        "4.1",
        "--drop-document",
        "risk/method.md, 3",
    ])
    .ok();
    let told = desk.run(&["finding", "show", &one, "--json"]).json();
    assert_eq!(
        told["finding"]["criteria"],
        serde_json::json!(["house:4.2"])
    );
    desk.run(&["finding", "set", &one, "--drop-criterion", "4.1"])
        .fails(2, &["Could not take out 4.1: the finding does not have it"]);
    let rows = desk.run(&["finding", "list", "a-1", "--json"]).json();
    assert_eq!(rows["findings"].as_array().unwrap().len(), 2);
}

#[test]
fn a_dispute_is_reported_with_its_reason_and_what_became_of_it() {
    let desk = Desk::audit();
    assert!(
        !desk
            .run(&["report", "a-1"])
            .ok()
            .contains("## Disputed findings")
    );
    let team = ["audit", "set", "a-1", "--auditor"];
    desk.run(&[&team[..], &["Helen <helen@example.org>"]].concat())
        .ok();
    let id = issued(&desk);
    let why = "The fourth system was retired in May";
    desk.run_as("Rolf", &["finding", "move", &id, "disputed", "--why", why])
        .ok();
    let report = desk.run(&["report", "a-1"]).ok();
    let disputed = report.split("## Disputed findings").nth(1).unwrap();
    assert!(
        disputed.contains("The register has 3 of 4 systems"),
        "{disputed}"
    );
    assert!(
        disputed.contains(why) && disputed.contains("Not decided yet."),
        "{disputed}"
    );
    let second = ["finding", "withdraw", &id, "--why", "It was retired"];
    desk.run_as("Petra", &second)
        .fails(1, &["only a member of the audit team can withdraw"]);
    desk.run_as("Helen", &second).ok();
    let report = desk.run(&["report", "a-1"]).ok();
    let disputed = report.split("## Disputed findings").nth(1).unwrap();
    assert!(
        disputed.contains("Withdrawn on") && disputed.contains("It was retired"),
        "{disputed}"
    );
    // It stays on record, and stays as it is.
    desk.run(&["finding", "amend", &id, "--title", "x", "--why", "x"])
        .fails(1, &["a withdrawn finding stays as it is"]);
}

#[test]
fn what_becomes_an_observation_has_no_answer_due_any_more() {
    let desk = Desk::audit();
    let id = issued(&desk);
    assert!(
        desk.run(&["finding", "show", &id])
            .ok()
            .contains("answer due")
    );
    let met = ["--why", "The requirement was met after all"];
    desk.run(&[&["finding", "reclassify", &id, "observation"], &met[..]].concat())
        .ok();
    let shown = desk.run(&["finding", "show", &id]).ok();
    assert!(!shown.contains("answer due"), "{shown}");
    let told = desk.run(&["finding", "show", &id, "--json"]).json();
    assert_eq!(
        told["finding"]["response-due"],
        serde_json::Value::Null,
        "{told}"
    );
}

#[test]
fn evidence_of_the_row_that_is_given_again_is_cited_once() {
    let desk = Desk::audit();
    let answer = ["answer", "a-1", "4.1", "--verdict", "nonconforming"];
    let cited = ["--evidence", "risk/register.csv:2-4"];
    desk.run(&[&answer[..], &cited].concat()).ok();
    let id = drafted(&desk);
    let told = desk.run(&["finding", "show", &id, "--json"]).json();
    let evidence = told["finding"]["evidence"].as_array().unwrap();
    assert_eq!(evidence.len(), 1, "{evidence:#?}");
    desk.run(&["finding", "set", &id, "--evidence", "risk/register.csv:2-3"])
        .ok();
    let told = desk.run(&["finding", "show", &id, "--json"]).json();
    assert_eq!(told["finding"]["evidence"].as_array().unwrap().len(), 2);
}

#[test]
fn the_auditee_neither_amends_nor_grades_nor_pins_anew_what_he_was_told() {
    let desk = Desk::audit();
    let id = issued(&desk);
    let why = ["--why", "so it is"];
    let by_rolf = |words: &[&str], said: &str| {
        desk.run_as("Rolf", &[words, &why].concat())
            .fails(1, &[said]);
    };
    by_rolf(
        &["finding", "amend", &id, "--statement", "All is well"],
        "only a member of the audit team can amend what the auditee was told",
    );
    by_rolf(
        &["finding", "reclassify", &id, "observation"],
        "only a member of the audit team can give a finding another grade",
    );
    let told = desk.run(&["finding", "show", &id, "--json"]).json();
    let link = told["finding"]["evidence"][0]["id"].as_str().unwrap();
    by_rolf(
        &[
            "evidence",
            "repin",
            "a-1",
            link,
            "--to",
            "risk/register.csv:1-2",
        ],
        "only a member of the audit team can pin anew",
    );
    desk.run(&["finding", "amend", &id, "--statement", "", "--why", "x"])
        .fails(
            1,
            &["leaves what issuing asks for: the statement is missing"],
        );
}

#[test]
fn the_linter_knows_the_authors_of_the_repository() {
    let desk = Desk::audit();
    let author = "--author=Rolf Release <rolf@example.org>";
    desk.git(&["commit", "-q", "--allow-empty", "-m", "Gate", author]);
    let id = drafted_saying(&desk, "The register of Rolf Release lacks 1 of 4 systems");
    let run = desk.run(&["finding", "lint", &id]);
    assert_eq!(run.status, 1, "{run:#?}");
    assert!(
        run.out.contains("\"Rolf Release\" names a person"),
        "{run:#?}"
    );
}
