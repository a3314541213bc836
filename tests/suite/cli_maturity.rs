//! A gap analysis by commands: the mode, ratings and targets, the scores of the status, the chart.

#![allow(
    clippy::unwrap_used,
    clippy::indexing_slicing,
    clippy::panic,
    reason = "a test that cannot go on fails here"
)]

use crate::cli_desk::Desk;

/// Makes an audit that rates against a target of 3.
fn gaps() -> Desk {
    let desk = Desk::audit();
    desk.run(&[
        "audit",
        "set",
        "a-1",
        "--mode",
        "gap-analysis",
        "--target",
        "3",
    ])
    .ok();
    desk
}

fn rate(desk: &Desk, row: &str, maturity: &str) -> String {
    desk.run(&["answer", "a-1", row, "--maturity", maturity])
        .ok()
}

#[test]
fn a_row_is_rated_against_the_target_of_the_audit_or_its_own() {
    let desk = gaps();
    assert_eq!(
        rate(&desk, "4.1", "2"),
        "house:4.1#1: maturity 2 of 3 (one step missing), 0 cited\n"
    );
    let out = desk.run(&["answer", "a-1", "4.1", "--target", "5"]).ok();
    assert!(out.contains("maturity 2 of 5 (3 steps missing)"), "{out}");
    let record = desk.read("audits/a-1/answers/house/4.1.toml");
    assert!(
        record.contains("maturity = 2\ntarget = 5\n") && record.contains("by = \"Ada Auditor"),
        "{record}"
    );
    let out = desk.run(&["answer", "a-1", "4.1", "--target", "none"]).ok();
    assert!(out.contains("maturity 2 of 3"), "{out}");
    assert!(rate(&desk, "4.1", "none").contains("unrated"));
}

#[test]
fn a_rating_that_says_nothing_new_changes_nothing() {
    let desk = gaps();
    rate(&desk, "4.1", "2");
    let before = desk.everything();
    let again = desk.run(&["answer", "a-1", "4.1", "--maturity", "2"]);
    assert!(again.err.contains("nothing has changed"), "{again:#?}");
    assert_eq!(desk.everything(), before);
}

#[test]
fn what_is_no_maturity_is_wrong_use() {
    let desk = gaps();
    for wrong in ["6", "-1", "2.5", "three"] {
        let maturity = format!("--maturity={wrong}");
        desk.run(&["answer", "a-1", "4.1", &maturity])
            .fails(2, &["possible values: 0, 1, 2, 3, 4, 5, none"]);
        let target = format!("--target={wrong}");
        desk.run(&["audit", "set", "a-1", &target])
            .fails(2, &["a whole number from 0 to 5"]);
    }
}

#[test]
fn rating_a_row_takes_back_that_it_was_set_aside() {
    let desk = gaps();
    let aside = ["--verdict", "not-applicable", "--reason", "No such thing"];
    let out = desk
        .run(&[&["answer", "a-1", "4.1"][..], &aside].concat())
        .ok();
    assert!(out.starts_with("house:4.1#1: not-applicable"), "{out}");
    assert!(rate(&desk, "4.1", "1").contains("maturity 1 of 3"));
    let record = desk.read("audits/a-1/answers/house/4.1.toml");
    assert!(
        !record.contains("verdict") && !record.contains("reason"),
        "{record}"
    );
}

#[test]
fn a_rating_where_conformity_is_judged_is_kept_and_does_not_count() {
    let desk = Desk::audit();
    let run = desk.run(&["answer", "a-1", "4.1", "--maturity", "2"]);
    assert!(run.err.contains("--mode gap-analysis"), "{run:#?}");
    assert_eq!(run.ok(), "house:4.1#1: unanswered, 0 cited\n");
    let told = desk.run(&["status", "a-1", "--json"]).json();
    assert_eq!(told["audits"][0]["answered"], 0);
    assert_eq!(told["audits"][0]["gap"], serde_json::Value::Null);
}

#[test]
fn changing_the_mode_keeps_every_answer() {
    let desk = gaps();
    rate(&desk, "4.1", "2");
    desk.run(&["answer", "a-1", "4.2#1", "--verdict", "observation"])
        .ok();
    let answers = || {
        ["4.1", "4.2"].map(|clause| desk.read(&format!("audits/a-1/answers/house/{clause}.toml")))
    };
    let before = answers();
    for (mode, answered) in [("conformity", 1), ("gap-analysis", 1)] {
        desk.run(&["audit", "set", "a-1", "--mode", mode]).ok();
        let told = desk.run(&["status", "a-1", "--json"]).json();
        assert_eq!(told["audits"][0]["mode"], mode);
        assert_eq!(told["audits"][0]["answered"], answered);
        assert_eq!(answers(), before);
    }
    let shown = desk.run(&["audit", "show", "a-1"]).ok();
    assert!(
        shown.contains("judges: gap analysis, target 3\n"),
        "{shown}"
    );
}

#[test]
fn what_a_report_stands_on_is_not_changed_once_it_is_out() {
    let desk = gaps();
    desk.write_frame("a-1");
    desk.run(&["audit", "move", "a-1", "reporting"]).ok();
    for row in ["4.1", "4.2#1"] {
        rate(&desk, row, "2");
    }
    desk.run(&["audit", "set", "a-1", "--conclusion", "Two steps to go"])
        .ok();
    desk.run(&["audit", "move", "a-1", "issued"])
        .fails(1, &["1 row is unanswered"]);
    rate(&desk, "4.2#2", "3");
    desk.run(&["audit", "move", "a-1", "issued"]).ok();
    let before = desk.everything();
    desk.run(&["audit", "set", "a-1", "--mode", "conformity"])
        .fails(
            1,
            &["Could not change a-1: the report is out, and says what the audit judged: gap analysis"],
        );
    desk.run(&["audit", "set", "a-1", "--target", "1"])
        .fails(1, &["says what the audit aimed at"]);
    assert_eq!(desk.everything(), before);
    // The team goes on working in the follow-up.
    desk.run(&["audit", "set", "a-1", "--expert", "Eve <eve@example.org>"])
        .ok();
}

#[test]
fn the_status_has_means_and_what_is_missing() {
    let desk = gaps();
    let told = desk.run(&["status", "a-1"]).ok();
    assert!(told.contains("maturity  no row is rated yet"), "{told}");
    rate(&desk, "4.1", "1");
    rate(&desk, "4.2#1", "4");
    let told = desk.run(&["status", "a-1"]).ok();
    assert!(
        told.contains("  rows      2 of 3 answered, 66 %\n")
            && told
                .contains("  maturity  2.5 of 3.0, 1 row below target, 2 steps missing\n            4 Risks: 2.5 of 3.0,"),
        "{told}"
    );
    let told = desk.run(&["status", "a-1", "--json"]).json();
    let gap = &told["audits"][0]["gap"];
    assert_eq!(gap["usual-target"], 3);
    for score in [
        gap,
        &gap["checklists"][0],
        &gap["checklists"][0]["clauses"][0],
    ] {
        assert_eq!(score["rated"], 2);
        assert_eq!(score["maturity"].to_string(), "2.5");
        assert_eq!(score["target"].to_string(), "3.0");
        assert_eq!(score["below"], 1);
        assert_eq!(score["missing"], 2);
    }
    assert_eq!(gap["checklists"][0]["clauses"][0]["ref"], "4");
}

#[test]
fn the_chart_of_a_gap_analysis_has_a_bar_for_each_clause() {
    let desk = gaps();
    rate(&desk, "4.1", "3");
    rate(&desk, "4.2#1", "1");
    let told = desk.run(&["chart", "a-1", "--depth", "2"]).ok();
    assert_eq!(
        told,
        "a-1  First audit  (gap analysis)

House rules
  4    Risks            [########---|--------]  2.0 of 3.0      2/3 answered  2 steps missing in 1 row
    4.1  Risk register  [###########|--------]  3.0 of 3.0      1/1 answered
    4.2  Risk method    [####-------|--------]  1.0 of 3.0      1/2 answered  2 steps missing in 1 row

# mean maturity, 0 to 5  | mean target
"
    );
    let worst = desk.run(&["chart", "a-1", "--depth", "2", "--worst-first"]);
    let worst = worst.ok();
    assert!(worst.find("4.2 ") < worst.find("4.1 "), "{worst}");
    let top = desk.run(&["chart", "a-1"]).ok();
    assert!(!top.contains("4.1"), "{top}");
    let told = desk.run(&["chart", "a-1", "--json", "--depth", "2"]).json();
    assert_eq!(told["mode"], "gap-analysis");
    assert_eq!(told["usual-target"], 3);
    assert_eq!(told["maturity"].to_string(), "2.0");
    let clauses = &told["checklists"][0]["clauses"];
    assert_eq!(clauses[2]["ref"], "4.2");
    assert_eq!(clauses[2]["depth"], 2);
    assert_eq!(clauses[2]["missing"], 2);
}

#[test]
fn the_chart_of_an_audit_has_its_verdicts_in_shares() {
    let desk = Desk::audit();
    desk.run(&["answer", "a-1", "4.1", "--verdict", "nonconforming"])
        .ok();
    let told = desk.run(&["chart", "a-1", "--depth", "2"]).ok();
    assert!(
        told.contains("  4    Risks            [xxxxxxx.............]      1/3  1 nonconforming\n"),
        "{told}"
    );
    assert!(
        told.contains("    4.2  Risk method    [....................]      0/2\n")
            && told.ends_with("\nx nonconforming  . unanswered\n"),
        "{told}"
    );
    let told = desk.run(&["chart", "a-1", "--json"]).json();
    assert_eq!(told["mode"], "conformity");
    assert_eq!(told["usual-target"], serde_json::Value::Null);
    assert_eq!(told["verdicts"]["nonconforming"], 1);
    assert_eq!(told["checklists"][0]["clauses"][0]["rows"], 3);
    assert_eq!(told.get("maturity"), None);
}

#[test]
fn a_chart_of_what_is_not_there_is_wrong_use() {
    let desk = Desk::audit();
    desk.run(&["chart", "a-2"]).fails(2, &["did you mean a-1?"]);
    desk.run(&["chart", "a-1", "--depth", "0"])
        .fails(2, &["--depth"]);
    desk.run(&["audit", "set", "a-1", "--mode", "gap"])
        .fails(2, &["possible values: conformity, gap-analysis"]);
}

#[test]
fn a_finding_of_a_gap_analysis_leaves_its_row_without_a_verdict() {
    let desk = gaps();
    rate(&desk, "4.1", "0");
    desk.run(&["finding", "new", "a-1", "--row", "4.1", "--title", "No one"])
        .ok();
    let record = desk.read("audits/a-1/answers/house/4.1.toml");
    assert!(!record.contains("verdict"), "{record}");
}
