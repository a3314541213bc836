//! Merges: work thrown away, and work slipped in.

mod late;
mod made;
mod united;

use super::{
    Case,
    story::{ANSWERS, by, edit, moved, now, swap, told},
    try_all,
};
use crate::cli_desk::Desk;

/// The answers of the second row.
const METHOD: &str = "audits/a-1/answers/house/4.2.toml";

/// Lets something happen on a branch, and goes back to the main one.
fn on_branch(desk: &Desk, deed: impl Fn(&Desk)) {
    desk.git(&["switch", "-q", "-c", "other"]);
    deed(desk);
    desk.git(&["switch", "-q", "main"]);
}

/// Merges the branch, and makes of one file what a function makes of it as it is on the main one.
fn merge(desk: &Desk, path: &str, change: impl Fn(&str) -> String) {
    desk.git(&[
        "merge",
        "-q",
        "--no-ff",
        "--no-commit",
        "-s",
        "ours",
        "other",
    ]);
    let text = change(&desk.read(path));
    desk.write(path, &text);
    desk.git(&["add", "audits"]);
    desk.git_as("Ada", None, &["commit", "-q", "-m", "Merge"]);
}

fn answer(desk: &Desk, name: &str, row: &str, verdict: &str) {
    let deed: &[&str] = &["answer", "a-1", row, "--verdict", verdict, "--note", name];
    by(desk, name, &[deed]);
}

/// Returns what verify says, which is nothing against anybody.
fn in_order(desk: &Desk) -> serde_json::Value {
    let run = desk.run(&["verify", "--json"]);
    assert_eq!(run.status, 0, "{run:#?}");
    run.json()
}

fn notes(told: &serde_json::Value, kind: &str) -> Vec<String> {
    let all = told["irregularities"].as_array().unwrap().iter();
    all.filter(|one| one["kind"] == kind)
        .map(|one| one["text"].as_str().unwrap().to_owned())
        .collect()
}

#[test]
fn a_merge_that_hides_something_is_told() {
    try_all(&[
        Case {
            name: "a merge throws an acknowledgement away",
            deed: |desk, story| {
                desk.git(&["switch", "-q", "-c", "auditee"]);
                desk.run_as("Ben", &["finding", "move", &story.issued, "acknowledged"])
                    .ok();
                desk.run_as("Ben", &["commit", "-m", "Acknowledge"]).ok();
                desk.git(&["switch", "-q", "main"]);
                desk.git(&["merge", "-q", "-s", "ours", "-m", "Merge", "auditee"]);
            },
            kind: "lost-in-merge",
            words: &["acknowledged"],
        },
        Case {
            name: "a merge throws a finding away",
            deed: |desk, _| {
                desk.git(&["switch", "-q", "-c", "other"]);
                desk.run(&[
                    "finding", "new", "a-1", "--type", "minor", "--title", "Another",
                ])
                .ok();
                desk.run(&["commit", "-m", "Raise"]).ok();
                desk.git(&["switch", "-q", "main"]);
                desk.git(&["merge", "-q", "-s", "ours", "-m", "Merge", "other"]);
            },
            kind: "lost-in-merge",
            words: &["does not have the record"],
        },
        Case {
            name: "a merge slips an entry in",
            deed: |desk, story| {
                desk.git(&["switch", "-q", "-c", "other"]);
                desk.git(&["commit", "-q", "--allow-empty", "-m", "Nothing"]);
                desk.git(&["switch", "-q", "main"]);
                desk.git(&["merge", "-q", "--no-ff", "--no-commit", "other"]);
                let path = story.issued_path();
                desk.write(
                    &path,
                    &moved(&desk.read(&path), "issued", "acknowledged", "Ben", &now()),
                );
                desk.git(&["add", "audits"]);
                desk.git(&["commit", "-q", "-m", "Merge"]);
            },
            kind: "foreign-entry",
            words: &["Ben", "acknowledged"],
        },
    ]);
}

#[test]
fn what_one_branch_did_and_a_merge_does_not_have_is_told() {
    try_all(&[
        Case {
            name: "two steps of one record, and the merge takes a side",
            deed: |desk, story| {
                let close = story.action.clone();
                on_branch(desk, |desk| {
                    let again: &[&str] = &["action", "move", &close, "reopened", "--why", "again"];
                    by(desk, "Cy", &[again]);
                });
                let not: &[&str] = &["action", "move", &close, "not-effective", "--why", "no"];
                by(desk, "Cy", &[not]);
                merge(desk, &story.action_path(), str::to_owned);
            },
            kind: "lost-in-merge",
            words: &["the entry \"reopened\"", "which a branch had"],
        },
        Case {
            name: "two auditors answer different rows of a clause, and the merge takes a side",
            deed: |desk, _| {
                on_branch(desk, |desk| answer(desk, "Cy", "4.2#2", "nonconforming"));
                answer(desk, "Ada", "4.2#1", "observation");
                merge(desk, METHOD, str::to_owned);
            },
            kind: "lost-in-merge",
            words: &["4.2 #2 (nonconforming)", "which a branch had"],
        },
        Case {
            name: "a merge takes the answer as it was before",
            deed: |desk, _| {
                on_branch(desk, |desk| answer(desk, "Cy", "4.2#1", "nonconforming"));
                answer(desk, "Ada", "4.2#2", "conforming");
                merge(desk, METHOD, str::to_owned);
            },
            kind: "lost-in-merge",
            words: &["as it was before", "4.2 #1"],
        },
        Case {
            name: "a merge has no answers of a branch at all",
            deed: |desk, _| {
                desk.git(&["rm", "-q", METHOD]);
                desk.git(&["commit", "-q", "-m", "Begin anew"]);
                on_branch(desk, |desk| answer(desk, "Cy", "4.2#2", "nonconforming"));
                desk.git(&["commit", "-q", "--allow-empty", "-m", "Nothing"]);
                merge(desk, ANSWERS, str::to_owned);
            },
            kind: "lost-in-merge",
            words: &["4.2 #2"],
        },
    ]);
}

#[test]
fn what_a_merge_makes_by_itself_is_told() {
    try_all(&[
        Case {
            name: "a merge turns a verdict round",
            deed: |desk, _| {
                on_branch(desk, |desk| answer(desk, "Cy", "4.2#2", "conforming"));
                merge(desk, ANSWERS, |text| {
                    swap(text, "\"nonconforming\"", "\"conforming\"")
                });
            },
            kind: "edited-past-guards",
            words: &["the answer to 4.1 #1", "who gave it and when did not"],
        },
        Case {
            name: "a merge turns a verdict of the other branch round",
            deed: |desk, _| {
                on_branch(desk, |desk| answer(desk, "Cy", "4.2#1", "nonconforming"));
                answer(desk, "Ada", "4.2#2", "conforming");
                let theirs = desk.git(&["show", &format!("other:{METHOD}")]);
                merge(desk, METHOD, |_| {
                    swap(&theirs, "\"nonconforming\"", "\"good-practice\"")
                });
            },
            kind: "foreign-entry",
            words: &["the answer to 4.2 #1", "Cy"],
        },
        Case {
            name: "a merge turns the result of a sample round",
            deed: |desk, story| {
                on_branch(desk, |desk| answer(desk, "Cy", "4.2#2", "conforming"));
                merge(desk, &story.sample_path(), |text| {
                    swap(text, "result = \"pass\"", "result = \"fail\"")
                });
            },
            kind: "sample-changed",
            words: &["the result of item"],
        },
        Case {
            name: "a merge pins a citation to other bytes",
            deed: |desk, _| {
                desk.write("risk/register.csv", "id,system\n1,chat\n");
                desk.git(&["commit", "-q", "-m", "Fewer", "--", "risk"]);
                on_branch(desk, |desk| answer(desk, "Cy", "4.2#2", "conforming"));
                let blob = desk.git(&["rev-parse", "HEAD:risk/register.csv"]);
                let old = desk.git(&["rev-parse", "HEAD~1:risk/register.csv"]);
                merge(desk, ANSWERS, |text| swap(text, old.trim(), blob.trim()));
            },
            kind: "citation-replaced",
            words: &["was pinned to"],
        },
    ]);
}

#[test]
fn what_a_branch_lawfully_superseded_may_be_gone() {
    let (desk, _) = told();
    let desk = desk.copied();
    answer(&desk, "Ada", "4.2#2", "observation");
    on_branch(&desk, |desk| {
        let text = desk.read(METHOD);
        let mut ids = text
            .lines()
            .filter_map(|line| line.strip_prefix("id = \"E-"));
        let id = format!("E-{}", ids.next().unwrap().trim_end_matches('"'));
        let deed: &[&str] = &["evidence", "remove", "a-1", &id];
        by(desk, "Ada", &[deed]);
    });
    answer(&desk, "Cy", "4.2#2", "conforming");
    desk.git_as(
        "Dan",
        None,
        &["merge", "-q", "--no-ff", "-m", "Merge", "other"],
    );
    let told = in_order(&desk);
    assert!(notes(&told, "merge-chose").is_empty(), "{told:#?}");
}

#[test]
fn one_of_two_answers_to_one_question_is_chosen_and_that_is_noted() {
    let (desk, _) = told();
    let desk = desk.copied();
    on_branch(&desk, |desk| answer(desk, "Cy", "4.2#1", "nonconforming"));
    answer(&desk, "Cy", "4.2#1", "observation");
    merge(&desk, METHOD, str::to_owned);
    let told = in_order(&desk);
    let chosen = notes(&told, "merge-chose");
    assert!(
        chosen.len() == 1 && chosen[0].contains("Cy to 4.2 #1 (nonconforming)"),
        "{told:#?}"
    );
}

#[test]
fn an_answer_that_is_taken_out_is_noted() {
    let (desk, _) = told();
    let desk = desk.copied();
    edit(&desk, "Cy", ANSWERS, |text| {
        text.split_inclusive('\n')
            .filter(|line| !line.starts_with("verdict"))
            .collect()
    });
    let run = desk.run(&["verify", "--json"]);
    let taken = notes(&run.json(), "answer-taken-out");
    assert!(
        taken.len() == 1 && taken[0].contains("the answer of Ada to 4.1 #1"),
        "{taken:?}"
    );
    desk.git(&["rm", "-q", METHOD]);
    desk.git(&["commit", "-q", "-m", "Begin anew"]);
    let run = desk.run(&["verify", "--json"]);
    assert_eq!(notes(&run.json(), "answer-taken-out").len(), 2);
}
