//! Taking back what one has not committed: one's own alone, and nothing that others have gone on from.

#![allow(
    clippy::unwrap_used,
    clippy::indexing_slicing,
    reason = "a test that cannot go on fails here"
)]

use crate::{
    cli_desk::Desk,
    tampering::story::{raise, told},
};

const SECOND: &str = "audits/a-1/answers/house/4.2.toml";

/// Copies the story of an audit, to go on with it.
fn desk() -> (Desk, String, String) {
    let (desk, story) = told();
    (desk.copied(), story.issued.clone(), story.issued_path())
}

fn answer(desk: &Desk, name: &str, row: &str, note: &str) {
    let args = [
        "answer",
        "a-1",
        row,
        "--verdict",
        "observation",
        "--note",
        note,
    ];
    desk.run_as(name, &args).ok();
}

#[test]
fn an_answer_is_taken_back_and_that_of_a_colleague_in_the_same_clause_stays() {
    let (desk, _, _) = desk();
    answer(&desk, "Cy", "4.2#2", "by Cy");
    answer(&desk, "Ada", "4.2#1", "by Ada");
    let shown = desk.run_as("Ada", &["discard", "a-1", "4.2#1"]);
    shown.fails(1, &["goes: the answer to 4.2 #1", "--yes"]);
    assert!(desk.read(SECOND).contains("by Ada"));
    desk.run_as("Ada", &["discard", "a-1", "4.2#2", "--yes"])
        .fails(1, &["nothing new in it is yours", "in the name of Cy"]);
    desk.run_as("Ada", &["discard", "a-1", "4.2#1", "--yes"])
        .ok();
    let text = desk.read(SECOND);
    assert!(text.contains("by Cy") && !text.contains("by Ada"), "{text}");
    desk.run_as("Cy", &["commit"]).ok();
    desk.run(&["verify"]).ok();
}

#[test]
fn what_was_never_committed_goes_as_a_whole() {
    let (desk, _, _) = desk();
    let before = desk.git(&["status", "--porcelain", "audits"]);
    answer(&desk, "Ada", "4.2#2", "by Ada");
    let none = ["answer", "a-1", "4.2#2", "--verdict", "none"];
    desk.run_as("Ada", &none)
        .fails(0, &["tickmark discard a-1 house:4.2#2 --yes"]);
    desk.run_as("Ada", &["discard", "a-1", "4.2#2", "--yes"])
        .ok();
    let raised = raise(&desk, "Ada");
    desk.run_as("Ada", &["discard", &raised, "--yes"]).ok();
    assert_eq!(desk.git(&["status", "--porcelain", "audits"]), before);
    desk.run_as("Ada", &["discard", "a-1", "4.2#1", "--yes"])
        .fails(1, &["everything in it is as it is committed"]);
}

#[test]
fn an_answer_that_says_nothing_any_more_leaves_no_trace() {
    let (desk, _, _) = desk();
    let row = ["answer", "a-1", "4.2#2"];
    desk.run_as("Cy", &[&row[..], &["--verdict", "conforming"]].concat())
        .ok();
    desk.run_as("Cy", &[&row[..], &["--verdict", "none"]].concat())
        .ok();
    assert_eq!(desk.git(&["status", "--porcelain", "audits"]), "");
}

#[test]
fn a_step_of_ones_own_is_taken_back_and_what_a_colleague_did_before_stays() {
    let (desk, finding, path) = desk();
    desk.run_as("Ben", &["finding", "move", &finding, "acknowledged"])
        .ok();
    let before = desk.read(&path);
    let amend = [
        "finding",
        "amend",
        &finding,
        "--title",
        "Not yet",
        "--why",
        "it will be",
    ];
    desk.run_as("Ada", &amend).ok();
    desk.run_as("Ben", &["discard", &finding, "--yes"]).fails(
        1,
        &["in the name of Ada", "--co-author 'Ada <ada@example.org>'"],
    );
    desk.run_as("Ada", &["discard", &finding, "--yes"]).ok();
    let after = desk.read(&path);
    assert_eq!(after, before);
    desk.run_as("Ben", &["commit"]).ok();
    desk.run(&["verify"]).ok();
}

#[test]
fn what_others_have_gone_on_from_is_not_taken_back() {
    let (desk, finding, path) = desk();
    desk.run_as("Ben", &["finding", "move", &finding, "acknowledged"])
        .ok();
    let amend = [
        "finding",
        "amend",
        &finding,
        "--title",
        "Not yet",
        "--why",
        "it will be",
    ];
    desk.run_as("Ada", &amend).ok();
    let cy = [
        "finding", "amend", &finding, "--title", "Not", "--why", "shorter",
    ];
    desk.run_as("Cy", &cy).ok();
    let text = desk.read(&path);
    desk.run_as("Ada", &["discard", &finding, "--yes"]).fails(
        1,
        &["--co-author 'Ben <ben@example.org>' --co-author 'Cy <cy@example.org>'"],
    );
    assert_eq!(desk.read(&path), text);
    // Committed together, nothing is left that could be taken back.
    let both = [
        "--co-author",
        "Ben <ben@example.org>",
        "--co-author",
        "Cy <cy@example.org>",
    ];
    desk.run_as("Ada", &[&["commit"], &both[..]].concat()).ok();
    desk.run_as("Ada", &["discard", &finding, "--yes"])
        .fails(1, &["as it is committed"]);
    desk.run(&["verify"]).ok();
}

#[test]
fn what_another_record_speaks_of_is_not_taken_out() {
    let (desk, _, _) = desk();
    let raised = raise(&desk, "Ada");
    desk.run_as("Ada", &["finding", "move", &raised, "issued"])
        .ok();
    let action = ["action", "new", &raised, "--title", "Register it"];
    let action = desk.run_as("Ada", &action).ok().trim().to_owned();
    desk.run_as("Ada", &["discard", &raised, "--yes"])
        .fails(1, &["another record speaks of it"]);
    desk.run_as("Ada", &["discard", &action, "--yes"]).ok();
    desk.run_as("Ada", &["discard", &raised, "--yes"]).ok();
    assert_eq!(desk.git(&["status", "--porcelain", "audits"]), "");
}

#[test]
fn each_field_that_goes_is_named_where_nobody_put_their_name_to_it() {
    let (desk, _, _) = desk();
    let draft = raise(&desk, "Ada");
    desk.run_as("Ada", &["commit"]).ok();
    let path = format!("audits/a-1/findings/{draft}.toml");
    let text = desk.read(&path);
    // Of what an editor has written nobody knows whose it is.
    desk.write(&path, &text.replace("One of four is not", "As Cy saw it"));
    desk.run_as("Ada", &["discard", &draft]).fails(
        1,
        &[
            "statement: \"As Cy saw it\"",
            "whoever wrote it",
            "\"One of four is not\" stays",
        ],
    );
    desk.run_as("Ada", &["discard", &draft, "--yes"]).ok();
    assert_eq!(desk.read(&path), text);
}

#[test]
fn a_field_that_a_colleague_has_saved_stays_though_it_bears_no_name() {
    let (desk, _, _) = desk();
    let draft = raise(&desk, "Ada");
    desk.run_as("Ada", &["commit"]).ok();
    let set = |name: &str, field: &str, text: &str| {
        desk.run_as(name, &["finding", "set", &draft, field, text])
            .ok();
    };
    set("Cy", "--statement", "As Cy saw it");
    desk.run_as("Ada", &["discard", &draft, "--yes"]).fails(
        1,
        &[
            "nothing new in it is yours",
            "statement as Cy has saved it here",
        ],
    );
    set("Ada", "--title", "As Ada calls it");
    desk.run_as("Ada", &["discard", &draft])
        .fails(1, &["title: \"As Ada calls it\", as you saved it"]);
    desk.run_as("Ada", &["discard", &draft, "--yes"]).ok();
    let text = desk.read(&format!("audits/a-1/findings/{draft}.toml"));
    assert!(
        text.contains("As Cy saw it") && !text.contains("As Ada"),
        "{text}"
    );
    desk.run_as("Cy", &["commit"]).ok();
    desk.run(&["verify"]).ok();
}

#[test]
fn a_step_that_goes_is_said_in_words() {
    let (desk, finding, _) = desk();
    let step = [
        "finding",
        "move",
        &finding,
        "acknowledged",
        "--why",
        "it\u{202e} is so",
    ];
    desk.run_as("Ben", &step).ok();
    let run = desk.run_as("Ben", &["discard", &finding]);
    run.fails(
        1,
        &[&format!(
            "goes: the step from issued to acknowledged of {finding}"
        )],
    );
    for raw in ["[[", "{ ", " = ", "history", "state:", "\u{202e}"] {
        assert!(!run.err.contains(raw), "{raw:?} in {run:#?}");
    }
}
