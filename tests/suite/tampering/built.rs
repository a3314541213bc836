//! What was built while something was wrong that was put back later, and what is brought in whole, by one commit.

use super::{
    Case,
    story::{self, edit, moved, now},
    try_all,
};
use crate::cli_desk::Desk;

/// Makes one commit of everything since the house rules.
fn squash(desk: &Desk) {
    let base = desk.git(&["log", "--format=%H", "--grep", "House rules"]);
    desk.git(&["reset", "-q", "--soft", base.trim()]);
    desk.git(&["add", "-A"]);
    desk.git(&["commit", "-q", "-m", "Import the audit"]);
}

/// Changes a file in the work tree.
fn change(desk: &Desk, path: &str, from: &str, to: &str) {
    let text = desk.read(path);
    assert!(text.contains(from), "{from:?} is not in {text}");
    desk.write(path, &text.replace(from, to));
}

#[test]
fn a_whole_audit_in_one_commit_has_its_guards_judged() {
    try_all(&[
        Case {
            name: "the owner verifies the own action",
            deed: |desk, story| {
                for path in [story.action_path(), story.closed_path()] {
                    change(desk, &path, "Cy <cy@example.org>", "Ben <ben@example.org>");
                }
                squash(desk);
            },
            kind: "wrong-person",
            words: &["implemented to effective by Ben", "owns or implemented"],
        },
        Case {
            name: "a finding is issued without its evidence said",
            deed: |desk, story| {
                let said = "objective-evidence = \"Of four systems one is not in the register\"";
                change(desk, &story.issued_path(), said, "");
                squash(desk);
            },
            kind: "guard-unmet",
            words: &["draft to issued", "the objective evidence is missing"],
        },
        Case {
            name: "fieldwork begins without a scope",
            deed: |desk, _| {
                change(desk, "audits/a-1/audit.toml", "Everything", "");
                squash(desk);
            },
            kind: "guard-unmet",
            words: &["planned to fieldwork", "it has no scope"],
        },
    ]);
}

#[test]
fn a_whole_audit_in_one_commit_is_lawful_but_for_its_authors() {
    let (desk, _) = story::told();
    let desk = desk.copied();
    squash(&desk);
    let told = desk.run(&["verify", "--json"]).json();
    let all = told["irregularities"].as_array().unwrap();
    assert!(
        all.iter().all(|one| one["kind"] == "foreign-entry"),
        "{all:#?}"
    );
}

#[test]
fn steps_of_a_round_that_has_ended_are_judged_by_what_was_planned_in_it() {
    let (desk, story) = story::told();
    let desk = desk.copied();
    // Which opens its finding again, too.
    let reopen = ["action", "move", &story.action, "reopened"];
    let why = ["--why", "It came back"];
    desk.run_as("Ada", &[&reopen[..], &why[..]].concat()).ok();
    desk.run_as("Ada", &["commit", "-m", "Reopen"]).ok();
    assert_eq!(desk.run(&["verify", "--strict"]).status, 0);
    squash(&desk);
    let told = desk.run(&["verify", "--json"]).json();
    let all = told["irregularities"].as_array().unwrap();
    assert!(
        all.iter().all(|one| one["kind"] == "foreign-entry"),
        "{all:#?}"
    );
}

/// Brings the audit to where its report could go out, but for the rows that are left.
pub(super) fn near_the_report(desk: &Desk, answer: bool) {
    desk.write_frame("a-1");
    if answer {
        let row = ["answer", "a-1", "4.2#2", "--verdict", "conforming"];
        desk.run(&[&row[..], &["--note", "Looked at it"]].concat())
            .ok();
    }
    desk.run(&["audit", "move", "a-1", "reporting"]).ok();
    let said = [
        "--conclusion",
        "Well",
        "--conclude",
        "1=Yes",
        "--conclude",
        "2=Yes",
    ];
    desk.run(&[&["audit", "set", "a-1"], &said[..]].concat())
        .ok();
    desk.run(&["commit", "-m", "Report"]).ok();
}

#[test]
fn what_still_stands_against_a_step_is_told_whatever_its_count() {
    try_all(&[Case {
        name: "a row is answered in the commit that issues the report, and another is not",
        deed: |desk, _| {
            desk.git(&["rm", "-q", "audits/a-1/answers/house/4.2.toml"]);
            desk.git(&["commit", "-q", "-m", "Begin anew"]);
            near_the_report(desk, false);
            let row = ["answer", "a-1", "4.2#1", "--verdict", "conforming"];
            desk.run(&[&row[..], &["--note", "Looked at it"]].concat())
                .ok();
            desk.git(&["add", "-A"]);
            edit(desk, "Ada", "audits/a-1/audit.toml", |text| {
                moved(text, "reporting", "issued", "Ada", &now())
            });
            desk.git(&["add", "-A"]);
            desk.git(&["commit", "-q", "--amend", "--no-edit"]);
        },
        kind: "guard-unmet",
        words: &["reporting to issued", "1 row is unanswered"],
    }]);
}

#[test]
fn what_was_built_on_a_forgery_is_told_although_that_was_put_back() {
    try_all(&[
        Case {
            name: "a draft is hidden while the report goes out",
            deed: |desk, story| {
                near_the_report(desk, true);
                desk.git(&["rm", "-q", &story.draft_path()]);
                desk.git(&["commit", "-q", "-m", "Tidy up"]);
                let hidden = desk.git(&["rev-parse", "HEAD"]);
                edit(desk, "Ada", "audits/a-1/audit.toml", |text| {
                    moved(text, "reporting", "issued", "Ada", &now())
                });
                desk.git(&["revert", "--no-edit", hidden.trim()]);
            },
            kind: "guard-unmet",
            words: &[
                "reporting to issued",
                "still a draft",
                "now that",
                "is put back",
            ],
        },
        Case {
            name: "the report goes out in the commit that brings the draft back",
            deed: |desk, story| {
                near_the_report(desk, true);
                desk.git(&["rm", "-q", &story.draft_path()]);
                desk.git(&["commit", "-q", "-m", "Tidy up"]);
                desk.git(&["checkout", "-q", "HEAD~1", "--", &story.draft_path()]);
                let path = "audits/a-1/audit.toml";
                let text = moved(&desk.read(path), "reporting", "issued", "Ada", &now());
                desk.write(path, &text);
                desk.git(&["commit", "-q", "-am", "Issue"]);
            },
            kind: "guard-unmet",
            words: &[
                "reporting to issued",
                "still a draft",
                "now that",
                "is put back",
            ],
        },
        Case {
            name: "a question is hidden while the report goes out",
            deed: |desk, story| {
                desk.run(&["finding", "withdraw", &story.draft, "--why", "No"])
                    .ok();
                near_the_report(desk, false);
                let path = "audits/a-1/criteria/house.toml";
                let whole = desk.read(path);
                edit(desk, "Ada", path, |text| {
                    let at = text.rfind("[[clause.question]]").unwrap();
                    text[..at].to_owned()
                });
                edit(desk, "Ada", "audits/a-1/audit.toml", |text| {
                    moved(text, "reporting", "issued", "Ada", &now())
                });
                edit(desk, "Ada", path, |_| whole.clone());
            },
            kind: "guard-unmet",
            words: &["1 row is unanswered", "now that", "is put back"],
        },
        Case {
            name: "an audit is signed off while a draft is hidden",
            deed: |desk, story| {
                near_the_report(desk, true);
                desk.git(&["rm", "-q", &story.draft_path()]);
                desk.git(&["commit", "-q", "-m", "Tidy up"]);
                desk.run(&["signoff", "a-1"]).ok();
                desk.git(&["revert", "--no-edit", "HEAD"]);
            },
            kind: "deleted",
            words: &["is gone"],
        },
        Case {
            name: "what was put back is forged once more",
            deed: |desk, story| {
                edit(desk, "Ada", &story.issued_path(), |text| {
                    moved(text, "issued", "acknowledged", "Ben", &now())
                });
                desk.git(&["revert", "--no-edit", "HEAD"]);
                desk.git(&["revert", "--no-edit", "HEAD"]);
            },
            kind: "foreign-entry",
            words: &["Ben", "acknowledged", "Ada"],
        },
    ]);
}

/// Plans what is done about a finding, and hands it in.
fn planned(desk: &Desk, finding: &str) {
    desk.run_as("Ben", &["finding", "move", finding, "acknowledged"])
        .ok();
    let plan = story::answer(desk, "Ben", finding);
    desk.run_as("Ben", &["action", "move", &plan, "proposed"])
        .ok();
    desk.run_as("Ben", &["commit", "-m", "Plan"]).ok();
}

#[test]
fn what_does_not_rest_on_it_leaves_a_record_put_back() {
    let (desk, story) = story::told();
    let desk = desk.copied();
    desk.git(&["rm", "-q", &story.draft_path()]);
    desk.git(&["commit", "-q", "-m", "Tidy up"]);
    let hidden = desk.git(&["rev-parse", "HEAD"]);
    planned(&desk, &story.issued);
    desk.git(&["revert", "--no-edit", hidden.trim()]);
    let told = desk.run(&["verify"]);
    assert_eq!(told.status, 0, "{told:#?}");
    assert!(told.out.contains("Put right since"), "{told:#?}");
}
