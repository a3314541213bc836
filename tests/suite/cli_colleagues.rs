//! Two auditors at one row: nobody's verdict comes into the name of another without being judged.

use crate::{cli_desk::Desk, tampering::story::by};

const SHEET: &str = "audits/a-1/answers/house/4.1.toml";

/// An audit with two auditors, of which Ben has judged the first row and committed that.
fn judged() -> Desk {
    let desk = Desk::audit();
    let enrol = ["audit", "set", "a-1", "--auditor", "Ben <ben@example.org>"];
    desk.run(&enrol).ok();
    desk.run(&["commit"]).ok();
    let answer: &[&str] = &[
        "answer",
        "a-1",
        "4.1",
        "--verdict",
        "observation",
        "--note",
        "as Ben saw it",
    ];
    by(&desk, "Ben", &[answer]);
    desk
}

#[track_caller]
fn is_verified(desk: &Desk) {
    let run = desk.run(&["verify"]);
    assert_eq!(run.status, 0, "{run:#?}");
}

#[test]
fn other_words_in_a_colleagues_answer_are_refused_until_it_is_judged() {
    let desk = judged();
    let text = desk.read(SHEET);
    for words in [
        ["--note", "as Ada saw it"],
        ["--people", "risk owner"],
        ["--method", "interview"],
    ] {
        let run = desk.run(&[&["answer", "a-1", "4.1"], &words[..]].concat());
        run.fails(
            1,
            &["Ben judged 4.1 #1 observation", "judge it yourself, too"],
        );
    }
    assert_eq!(desk.read(SHEET), text);
    desk.run(&[
        "answer",
        "a-1",
        "4.1",
        "--verdict",
        "observation",
        "--note",
        "as Ada saw it",
    ])
    .ok();
    let now = desk.read(SHEET);
    assert!(
        now.contains("by = \"Ada Auditor <ada@example.org>\""),
        "{now}"
    );
    assert!(
        now.contains("as Ada saw it") && now.contains("\"observation\""),
        "{now}"
    );
    desk.run(&["commit"]).ok();
    is_verified(&desk);
}

#[test]
fn to_cite_further_leaves_an_answer_with_whoever_judged_it() {
    let desk = judged();
    desk.run(&["answer", "a-1", "4.1", "--evidence", "risk/method.md:1-2"])
        .ok();
    let text = desk.read(SHEET);
    assert!(text.contains("\nby = \"Ben <ben@example.org>\""), "{text}");
    assert!(text.contains("risk/method.md"), "{text}");
    desk.run(&["commit"]).ok();
    is_verified(&desk);
}

#[test]
fn what_a_colleague_judged_of_a_system_is_theirs_as_well() {
    let desk = Desk::audit();
    desk.write("ai/systems.csv", "id,name\nAI-1,Triage\n");
    desk.git(&["add", "ai"]);
    desk.git(&["commit", "-q", "-m", "Register"]);
    desk.run(&["system", "register", "ai/systems.csv"]).ok();
    let enrol = ["audit", "set", "a-1", "--auditor", "Ben <ben@example.org>"];
    desk.run(&[&enrol[..], &["--ai-system", "AI-1"]].concat())
        .ok();
    let of = ["answer", "a-1", "4.1", "--system", "AI-1"];
    desk.run_as("Ben", &[&of[..], &["--verdict", "observation"]].concat())
        .ok();
    desk.run(&[&of[..], &["--note", "as Ada saw it"]].concat())
        .fails(1, &["Ben judged 4.1 #1 for AI-1 observation"]);
    desk.run(
        &[
            &of[..],
            &["--note", "as Ada saw it", "--verdict", "observation"],
        ]
        .concat(),
    )
    .ok();
}

#[test]
fn ones_own_answer_and_one_that_nobody_has_judged_are_free() {
    let desk = judged();
    desk.run_as(
        "Ben",
        &["answer", "a-1", "4.1", "--note", "as Ben saw it later"],
    )
    .ok();
    desk.run_as("Ben", &["answer", "a-1", "4.2#1", "--note", "to be seen"])
        .ok();
    desk.run(&["answer", "a-1", "4.2#1", "--note", "seen"]).ok();
}

#[test]
fn a_citation_that_a_new_finding_takes_over_is_no_company() {
    let desk = judged();
    let cite: &[&str] = &["answer", "a-1", "4.1", "--evidence", "risk/method.md:1-2"];
    by(&desk, "Ben", &[cite]);
    let raise = [
        "finding",
        "new",
        "a-1",
        "--row",
        "4.1",
        "--type",
        "observation",
        "--title",
        "Taken over",
    ];
    let run = desk.run(&raise);
    assert!(!run.err.contains("has not committed"), "{run:#?}");
    let finding = run.ok().trim().to_owned();
    let text = desk.read(&format!("audits/a-1/findings/{finding}.toml"));
    assert!(
        text.contains("obtained-by = \"Ben <ben@example.org>\""),
        "{text}"
    );
    desk.run(&["commit"]).ok();
    is_verified(&desk);
}
