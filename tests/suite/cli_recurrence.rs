//! Earlier findings on the same criterion, process or cause, and the grade that a linked repeat proposes.

#![allow(
    clippy::unwrap_used,
    clippy::indexing_slicing,
    reason = "a test that cannot go on fails here"
)]

use crate::cli_desk::{Desk, Run};

fn raise(desk: &Desk, audit: &str, more: &[&str]) -> Run {
    let args: Vec<&str> = ["finding", "new", audit]
        .into_iter()
        .chain(more.iter().copied())
        .collect();
    desk.run(&args)
}

/// Makes two audits; the first has a noted observation on 4.1 in claims triage, whose id is returned.
fn two_audits() -> (Desk, String) {
    let desk = Desk::audit();
    let said = [
        "--row",
        "4.1",
        "--type",
        "observation",
        "--title",
        "Register out of date",
        "--statement",
        "It lags behind",
        "--where",
        "Claims triage",
    ];
    let old = raise(&desk, "a-1", &said).ok().trim().to_owned();
    desk.run(&["finding", "move", &old, "noted"]).ok();
    desk.run(&["new", "a-2", "--title", "Second", "--from", "a-1"])
        .ok();
    (desk, old)
}

#[test]
fn an_earlier_finding_is_pointed_out_while_a_new_one_is_written() {
    let (desk, old) = two_audits();
    let row = ["--row", "4.1", "--type", "observation", "--title", "Again"];
    let run = raise(&desk, "a-2", &row);
    assert!(
        run.err.contains(&format!("--repeats {old}")) && run.err.contains("same criterion"),
        "{run:#?}"
    );
    let new = run.ok().trim().to_owned();
    let told = desk.run(&["finding", "earlier", &new, "--json"]).json();
    assert_eq!(told["earlier"][0]["id"], old.as_str());
    assert_eq!(told["earlier"][0]["audit"], "a-1");
    assert_eq!(
        told["earlier"][0]["alike"],
        serde_json::json!(["criterion"])
    );
    assert_eq!(told["proposed-type"], serde_json::Value::Null);
    // The first of its kind repeats nothing, and neither does what came before.
    let first = desk.run(&["finding", "earlier", &old, "--json"]).json();
    assert_eq!(first["earlier"], serde_json::json!([]));
}

#[test]
fn the_same_place_is_pointed_out_on_another_criterion() {
    let (desk, old) = two_audits();
    let said = ["--row", "4.2#1", "--where", "claims  TRIAGE, chat"];
    let new = raise(&desk, "a-2", &said).ok().trim().to_owned();
    let told = desk.run(&["finding", "earlier", &new, "--json"]).json();
    assert_eq!(told["earlier"][0]["id"], old.as_str());
    assert_eq!(told["earlier"][0]["alike"], serde_json::json!(["process"]));
}

#[test]
fn a_linked_repeat_proposes_a_higher_grade_until_it_is_taken() {
    let (desk, old) = two_audits();
    let row = ["--row", "4.1", "--type", "observation", "--title", "Again"];
    let new = raise(&desk, "a-2", &row).ok().trim().to_owned();
    let linked = desk.run(&["finding", "set", &new, "--repeats", &old]);
    assert!(
        linked.err.contains("proposes minor nonconformity"),
        "{linked:#?}"
    );
    let told = desk.run(&["finding", "show", &new, "--json"]).json();
    assert_eq!(told["proposed-type"], "minor");
    assert_eq!(told["finding"]["repeats"][0], old.as_str());
    let shown = desk.run(&["finding", "show", &new]);
    assert!(shown.out.contains(&format!("repeats: {old}")), "{shown:#?}");
    let taken = desk.run(&["finding", "set", &new, "--type", "minor"]);
    assert!(!taken.err.contains("proposes"), "{taken:#?}");
}
