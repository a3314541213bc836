//! Honest work on two branches: what is brought together raises no alarm, and what a merge leaves out of the fields is noted.

use super::{
    super::story::{self, Story, by, raise, swap, told},
    answer, in_order,
    late::{accept, join, proposed},
    notes, on_branch,
};
use crate::{cli_desk::Desk, cli_merge::git};

const AUDIT: &str = "audits/a-1/audit.toml";

/// Demands that verify has nothing to tell, but that others have committed.
fn assert_silent(desk: &Desk) {
    let told = in_order(desk);
    let all = told["irregularities"].as_array().unwrap();
    assert!(all.is_empty(), "{all:#?}");
}

/// Lets two people work side by side, and a third merge it.
fn beside(one: fn(&Desk, &Story), other: fn(&Desk, &Story)) {
    let (desk, story) = told();
    let desk = desk.copied();
    on_branch(&desk, |desk| one(desk, story));
    other(&desk, story);
    join(&desk, "Dan");
    assert_silent(&desk);
}

#[test]
fn answers_to_rows_of_two_clauses_are_united() {
    beside(
        |desk, _| answer(desk, "Cy", "4.2#2", "nonconforming"),
        |desk, _| answer(desk, "Ada", "4.1#1", "observation"),
    );
}

#[test]
fn a_plan_on_one_side_goes_with_a_step_of_its_finding_on_the_other() {
    let (desk, story) = told();
    let desk = desk.copied();
    on_branch(&desk, |desk| {
        story::answer(desk, "Ben", &story.issued);
        by(desk, "Ben", &[]);
    });
    by(
        &desk,
        "Ben",
        &[&["finding", "move", &story.issued, "acknowledged"]],
    );
    join(&desk, "Dan");
    assert_silent(&desk);
}

#[test]
fn what_a_merge_gives_a_new_number_is_not_missing() {
    let (desk, story) = told();
    let desk = desk.copied();
    desk.run(&["init"]).ok();
    let finding = story.issued.as_str();
    by(
        &desk,
        "Ben",
        &[&["finding", "move", finding, "acknowledged"]],
    );
    let action = story::answer(&desk, "Ben", finding);
    by(&desk, "Ben", &[]);
    let plan = |desk: &Desk, what: &str| {
        let planned = ["--add-action", what, "--due", "2027-03-01"];
        by(
            desk,
            "Ben",
            &[&[&["action", "set", &action], &planned[..]].concat()],
        );
    };
    on_branch(&desk, |desk| plan(desk, "Train the owners of risks"));
    plan(&desk, "Write the register anew");
    let merged = git(&desk, "Ben", &["merge", "-q", "--no-edit", "other"]);
    assert_eq!(merged.status, 0, "{merged:#?}");
    let text = desk.read(&format!("audits/a-1/actions/{action}.toml"));
    assert!(
        text.contains("Train the owners") && text.contains("register anew"),
        "{text}"
    );
    assert_silent(&desk);
}

#[test]
fn parts_of_a_frame_that_two_of_the_team_write_are_united_by_anybody() {
    beside(
        |desk, _| {
            let title: &[&str] = &["audit", "set", "a-1", "--title", "An audit of risks"];
            by(desk, "Cy", &[title]);
        },
        |desk, _| {
            let conclusion: &[&str] = &["audit", "set", "a-1", "--conclusion", "Well"];
            by(desk, "Ada", &[conclusion]);
        },
    );
}

#[test]
fn whoever_was_let_in_on_a_branch_by_the_team_has_answered_there() {
    beside(
        |desk, _| {
            let enrol: &[&str] = &["audit", "set", "a-1", "--auditor", "Eve <eve@example.org>"];
            by(desk, "Ada", &[enrol]);
            answer(desk, "Eve", "4.2#2", "conforming");
        },
        |desk, _| answer(desk, "Cy", "4.1#1", "observation"),
    );
}

#[test]
fn a_date_that_moves_on_one_branch_and_what_is_done_on_another_are_united() {
    let (desk, story) = told();
    let desk = desk.copied();
    let action = proposed(&desk, story);
    accept(&desk, story, &action);
    let path = format!("audits/a-1/actions/{action}.toml");
    on_branch(&desk, |desk| {
        let date = ["--change-due", "1", "--due", "2999-02-01", "--why", "Late"];
        by(
            desk,
            "Ben",
            &[&[&["action", "set", &action][..], &date].concat()],
        );
    });
    let done: &[&str] = &[
        "action",
        "set",
        &action,
        "--done",
        "1",
        "--proof",
        "risk/method.md",
    ];
    by(&desk, "Ben", &[done]);
    let theirs = desk.git(&["show", &format!("other:{path}")]);
    super::merge(&desk, &path, |ours| {
        let proof = ours.find("\nproof = ").unwrap();
        let from = ours[..proof].rfind("\ndone = ").unwrap();
        let to = proof + 1 + ours[proof + 1..].find('\n').unwrap();
        let due = "\ndue = 2999-02-01";
        swap(&theirs, due, &format!("{due}{}", &ours[from..to]))
    });
    assert_silent(&desk);
}

#[test]
fn amendments_of_two_branches_are_united_in_either_order() {
    let (desk, story) = told();
    for first in ["main", "other"] {
        let desk = desk.copied();
        let path = story.issued_path();
        let amend = |desk: &Desk, name: &str, field: &str, text: &str| {
            let why = ["--why", "It says more"];
            let deed = [&["finding", "amend", &story.issued, field, text][..], &why].concat();
            by(desk, name, &[&deed]);
        };
        on_branch(&desk, |desk| {
            amend(desk, "Cy", "--statement", "One is not in it");
        });
        amend(&desk, "Ada", "--consequence", "Nobody knows its risks");
        let theirs = desk.git(&["show", &format!("other:{path}")]);
        let block = |text: &str| {
            let from = text.find("[[amendment]]").unwrap();
            let to = text[from..].find("[[history]]").unwrap() + from;
            (from, to, text[from..to].to_owned())
        };
        super::merge(&desk, &path, |ours| {
            let (from, to, own) = block(ours);
            let (_, _, other) = block(&theirs);
            let both = if first == "main" {
                format!("{own}{other}")
            } else {
                format!("{other}{own}")
            };
            let text = format!("{}{both}{}", &ours[..from], &ours[to..]);
            swap(&text, "One of four is not", "One is not in it")
        });
        assert_silent(&desk);
    }
}

/// Takes the records of the branch in a merge, whatever the main one has.
fn take_theirs(desk: &Desk) {
    desk.git(&[
        "merge",
        "-q",
        "--no-ff",
        "--no-commit",
        "-s",
        "ours",
        "other",
    ]);
    desk.git(&["checkout", "-q", "other", "--", "audits"]);
    desk.git_as("Ada", None, &["commit", "-q", "-m", "Merge"]);
}

#[test]
fn fields_that_one_branch_alone_had_changed_and_the_merge_has_as_before_are_noted() {
    let (desk, story) = told();
    let frame = desk.copied();
    on_branch(&frame, |desk| {
        by(
            desk,
            "Cy",
            &[&["audit", "set", "a-1", "--client", "The board"]],
        );
    });
    by(
        &frame,
        "Ada",
        &[
            &["audit", "set", "a-1", "--conclusion", "Badly"],
            &[
                "audit",
                "meeting",
                "add",
                "a-1",
                "opening",
                "--on",
                "2026-01-12",
                "--attended",
                "all",
            ],
        ],
    );
    take_theirs(&frame);
    assert!(!frame.read(AUDIT).contains("Badly"));
    let noted = notes(&in_order(&frame), "merge-chose").join("\n");
    assert!(noted.contains("the conclusion"), "{noted}");
    assert!(noted.contains("the meeting \"opening"), "{noted}");

    let cause = desk.copied();
    let action = proposed(&cause, story);
    let again: &[&str] = &["action", "move", &action, "returned", "--why", "It is thin"];
    by(&cause, "Ada", &[again]);
    on_branch(&cause, |desk| {
        by(
            desk,
            "Ben",
            &[&["action", "set", &action, "--correction", "Did it"]],
        );
    });
    let deeper: &[&str] = &[
        "action",
        "set",
        &action,
        "--root-cause",
        "Nobody owns the release",
    ];
    by(&cause, "Ben", &[deeper]);
    take_theirs(&cause);
    let noted = notes(&in_order(&cause), "merge-chose").join("\n");
    assert!(noted.contains("the root cause"), "{noted}");

    let draft = desk.copied();
    let finding = raise(&draft, "Ada");
    by(&draft, "Ada", &[]);
    on_branch(&draft, |desk| {
        by(
            desk,
            "Ada",
            &[&["finding", "set", &finding, "--consequence", "Harm"]],
        );
    });
    by(
        &draft,
        "Ada",
        &[&["finding", "set", &finding, "--statement", "Two of four"]],
    );
    take_theirs(&draft);
    let noted = notes(&in_order(&draft), "merge-chose").join("\n");
    assert!(noted.contains("the statement"), "{noted}");
}

#[test]
fn citations_of_two_branches_are_united() {
    fn cite(desk: &Desk, name: &str, row: &str, lines: &str) {
        let file = format!("risk/method.md:{lines}");
        let said = [
            "--verdict",
            "conforming",
            "--note",
            name,
            "--evidence",
            &file,
        ];
        by(
            desk,
            name,
            &[&[&["answer", "a-1", row][..], &said].concat()],
        );
    }
    beside(
        |desk, _| cite(desk, "Cy", "4.2#2", "7-9"),
        |desk, _| cite(desk, "Ada", "4.1#1", "11-12"),
    );
}
