//! Branches that began before a step, and come in after it: what the step made fast is as nobody had seen it who took it.

use super::{
    super::{
        Case,
        built::near_the_report,
        story::{self, Story, by, edit, moved, now, raise, swap, told},
        try_all,
    },
    METHOD, answer, notes, on_branch,
};
use crate::cli_desk::Desk;

const AUDIT: &str = "audits/a-1/audit.toml";

/// Merges the branch as git does it by itself.
pub(super) fn join(desk: &Desk, name: &str) {
    desk.git_as(
        name,
        None,
        &["merge", "-q", "--no-ff", "-m", "Merge", "other"],
    );
}

/// Issues the report of the audit, past the question whether its auditors are independent, which is no other's here.
pub(super) fn issue(desk: &Desk) {
    edit(desk, "Ada", AUDIT, |text| {
        moved(text, "reporting", "issued", "Ada", &now())
    });
}

/// Brings the audit to where its report can go out.
pub(super) fn ready(desk: &Desk, story: &Story) {
    desk.run(&["finding", "withdraw", &story.draft, "--why", "No"])
        .ok();
    near_the_report(desk, true);
}

/// Drafts a finding with all its parts, and returns its id and its path.
pub(super) fn drafted(desk: &Desk) -> (String, String) {
    let finding = raise(desk, "Ada");
    by(desk, "Ada", &[]);
    let path = format!("audits/a-1/findings/{finding}.toml");
    (finding, path)
}

/// Plans what is done about the issued finding, hands it in, and returns the id of the corrective action.
pub(super) fn proposed(desk: &Desk, story: &Story) -> String {
    let finding = story.issued.as_str();
    by(
        desk,
        "Ben",
        &[&["finding", "move", finding, "acknowledged"]],
    );
    let action = story::answer(desk, "Ben", finding);
    by(
        desk,
        "Ben",
        &[
            &["action", "move", &action, "proposed"],
            &["finding", "set", finding, "--response", "It is so"],
            &["finding", "move", finding, "responded"],
        ],
    );
    action
}

/// Accepts the plan.
pub(super) fn accept(desk: &Desk, story: &Story, action: &str) {
    by(
        desk,
        "Ada",
        &[
            &["action", "move", action, "accepted"],
            &["finding", "move", &story.issued, "accepted"],
        ],
    );
}

/// Lets Cy write another statement into a draft while it is issued; returns its id and path.
fn restated(desk: &Desk) -> (String, String) {
    let (finding, path) = drafted(desk);
    on_branch(desk, |desk| {
        edit(desk, "Cy", &path, |text| {
            swap(text, "One of four is not", "Nothing serious")
        });
    });
    by(desk, "Ada", &[&["finding", "move", &finding, "issued"]]);
    join(desk, "Cy");
    assert!(desk.read(&path).contains("Nothing serious"));
    (finding, path)
}

/// Lets Ben put another auditor in the place of Cy while the audit is planned, and merges that once it has begun.
fn taken_over(desk: &Desk, merger: &str) {
    let plan: &[&str] = &[
        "new",
        "a-2",
        "--title",
        "Second audit",
        "--checklist",
        "house",
        "--lead",
        "Ada <ada@example.org>",
        "--auditor",
        "Cy <cy@example.org>",
        "--objective",
        "Find out",
        "--scope",
        "Everything",
    ];
    by(desk, "Ada", &[plan]);
    on_branch(desk, |desk| {
        edit(desk, "Ben", "audits/a-2/audit.toml", |text| {
            swap(text, "Cy <cy@example.org>", "Eve <eve@example.org>")
        });
    });
    by(desk, "Ada", &[&["audit", "move", "a-2", "fieldwork"]]);
    join(desk, merger);
    assert!(desk.read("audits/a-2/audit.toml").contains("eve@"));
}

/// Lets Cy change something on a branch while the report goes out, and merges it.
fn after_the_report(desk: &Desk, story: &Story, deed: impl Fn(&Desk)) {
    ready(desk, story);
    on_branch(desk, deed);
    issue(desk);
    join(desk, "Cy");
}

fn rescoped(desk: &Desk) {
    by(
        desk,
        "Cy",
        &[&["audit", "set", "a-1", "--scope", "The canteen"]],
    );
}

#[test]
fn what_a_branch_brings_in_after_the_step_that_made_it_fast_is_told() {
    try_all(&[
        Case {
            name: "the cause of an accepted plan",
            deed: |desk, story| {
                let action = proposed(desk, story);
                on_branch(desk, |desk| {
                    let other: &[&str] = &["action", "set", &action, "--root-cause", "Bad luck"];
                    by(desk, "Ben", &[other]);
                });
                accept(desk, story, &action);
                join(desk, "Ben");
            },
            kind: "merged-late",
            words: &["the cause", "on which it was still"],
        },
        Case {
            name: "the statement of an issued finding",
            deed: |desk, _| {
                restated(desk);
            },
            kind: "merged-late",
            words: &["the statement is what the auditee was told", "still draft"],
        },
        Case {
            name: "the scope of an issued report",
            deed: |desk, story| after_the_report(desk, story, rescoped),
            kind: "merged-late",
            words: &["the report is out, and holds fast: scope"],
        },
        Case {
            name: "an answer of an issued report",
            deed: |desk, story| {
                after_the_report(desk, story, |desk| {
                    answer(desk, "Cy", "4.2#2", "conforming");
                });
            },
            kind: "merged-late",
            words: &["4.2 changed: the report is out"],
        },
        Case {
            name: "the answers to a clause of an issued report, taken out",
            deed: |desk, story| {
                after_the_report(desk, story, |desk| {
                    desk.git(&["rm", "-q", METHOD]);
                    desk.git_as("Cy", None, &["commit", "-q", "-m", "Begin anew"]);
                });
            },
            kind: "merged-late",
            words: &["4.2 was taken out: the report is out"],
        },
        Case {
            name: "a finding that the issued report does not have",
            deed: |desk, story| {
                after_the_report(desk, story, |desk| {
                    raise(desk, "Cy");
                    by(desk, "Cy", &[]);
                });
            },
            kind: "merged-late",
            words: &["is new: the report is out"],
        },
        Case {
            name: "the team of an audit that had begun, by whoever put it there",
            deed: |desk, _| taken_over(desk, "Ben"),
            kind: "merged-late",
            words: &["another team", "Ben is none of its leader and auditors"],
        },
        Case {
            name: "the team of an audit that had begun, by its leader",
            deed: |desk, _| taken_over(desk, "Ada"),
            kind: "merged-late",
            words: &["another team", "Ben is none of its leader and auditors"],
        },
        Case {
            name: "a step that was picked onto another text",
            deed: |desk, _| {
                let (finding, path) = drafted(desk);
                on_branch(desk, |desk| {
                    edit(desk, "Ben", &path, |text| {
                        swap(text, "One of four is not", "Nothing serious")
                    });
                });
                by(desk, "Ada", &[&["finding", "move", &finding, "issued"]]);
                desk.git(&["switch", "-q", "other"]);
                desk.git(&["cherry-pick", "main"]);
                desk.git(&["switch", "-q", "main"]);
                join(desk, "Ben");
            },
            kind: "merged-late",
            words: &["the statement is what the auditee was told"],
        },
    ]);
}

/// Demands that nothing counts any more, and that what was told is said to be put right.
fn assert_put_right(desk: &Desk, name: &str) {
    let run = desk.run(&["verify", "--json"]);
    assert_eq!(run.status, 0, "{name}: {run:#?}");
    let told = run.json();
    let mut all = told["irregularities"].as_array().unwrap().iter();
    assert!(
        all.any(|one| one["kind"] == "merged-late" && one["mended-by"].is_string()),
        "{name}: {told:#?}"
    );
    let human = desk.run(&["verify"]).ok();
    assert!(human.contains("Put right since"), "{name}: {human}");
}

#[test]
fn what_came_in_late_is_put_right_by_putting_it_back() {
    let (desk, story) = told();
    let statement = desk.copied();
    let (_, path) = restated(&statement);
    edit(&statement, "Ada", &path, |text| {
        swap(text, "Nothing serious", "One of four is not")
    });
    assert_put_right(&statement, "statement");

    let cause = desk.copied();
    let action = proposed(&cause, story);
    on_branch(&cause, |desk| {
        let other: &[&str] = &["action", "set", &action, "--root-cause", "Bad luck"];
        by(desk, "Ben", &[other]);
    });
    accept(&cause, story, &action);
    join(&cause, "Ben");
    edit(
        &cause,
        "Ben",
        &format!("audits/a-1/actions/{action}.toml"),
        |text| swap(text, "Bad luck", "No step in the release"),
    );
    assert_put_right(&cause, "cause");

    let scope = desk.copied();
    after_the_report(&scope, story, rescoped);
    edit(&scope, "Ada", AUDIT, |text| {
        swap(text, "The canteen", "Everything")
    });
    assert_put_right(&scope, "scope");

    let note = desk.copied();
    after_the_report(&note, story, |desk| {
        answer(desk, "Cy", "4.2#2", "conforming");
    });
    note.git(&["checkout", "-q", "HEAD^1", "--", METHOD]);
    note.git_as("Cy", None, &["commit", "-q", "-m", "Put it back"]);
    assert_put_right(&note, "answer");

    let team = desk.copied();
    taken_over(&team, "Ben");
    edit(&team, "Ada", "audits/a-2/audit.toml", |text| {
        swap(text, "Eve <eve@example.org>", "Cy <cy@example.org>")
    });
    assert_put_right(&team, "team");
}

#[test]
fn what_the_auditee_has_acknowledged_is_not_put_right_over_his_head() {
    let (desk, _) = told();
    let desk = desk.copied();
    let (finding, path) = restated(&desk);
    by(
        &desk,
        "Ben",
        &[&["finding", "move", &finding, "acknowledged"]],
    );
    let amended = desk.copied();
    edit(&desk, "Ada", &path, |text| {
        swap(text, "Nothing serious", "One of four is not")
    });
    let run = desk.run(&["verify", "--json"]);
    assert_eq!(run.status, 1, "{run:#?}");
    let told = run.json();
    let late = told["irregularities"].as_array().unwrap().iter();
    let mut late = late.filter(|one| one["kind"] == "merged-late");
    assert!(late.all(|one| one["mended-by"].is_null()), "{told:#?}");

    let other = ["--statement", "One of four systems is not in it"];
    let why = ["--why", "A branch had brought another in"];
    by(
        &amended,
        "Ada",
        &[&[&["finding", "amend", &finding][..], &other, &why].concat()],
    );
    assert_put_right(&amended, "amended");
}

#[test]
fn what_came_in_late_is_put_right_by_an_act_with_a_reason() {
    let (desk, story) = told();
    let amended = desk.copied();
    let (finding, _) = restated(&amended);
    let other = ["--statement", "One of four systems is not in it"];
    let why = ["--why", "A branch had brought another in"];
    by(
        &amended,
        "Ada",
        &[&[&["finding", "amend", &finding][..], &other, &why].concat()],
    );
    assert_put_right(&amended, "amended");

    let withdrawn = desk.copied();
    ready(&withdrawn, story);
    withdrawn.git(&["switch", "-q", "-c", "other"]);
    let late = raise(&withdrawn, "Cy");
    by(&withdrawn, "Cy", &[]);
    withdrawn.git(&["switch", "-q", "main"]);
    issue(&withdrawn);
    join(&withdrawn, "Cy");
    let why: &[&str] = &["finding", "withdraw", &late, "--why", "It came too late"];
    by(&withdrawn, "Cy", &[why]);
    assert_put_right(&withdrawn, "withdrawn");

    let returned = desk.copied();
    let action = proposed(&returned, story);
    on_branch(&returned, |desk| {
        let other: &[&str] = &["action", "set", &action, "--root-cause", "Nobody is told"];
        by(desk, "Ben", &[other]);
    });
    accept(&returned, story, &action);
    join(&returned, "Ben");
    let again: &[&str] = &[
        "action",
        "move",
        &action,
        "returned",
        "--why",
        "Hand it in again",
    ];
    by(&returned, "Ada", &[again]);
    by(
        &returned,
        "Ben",
        &[
            &["action", "move", &action, "proposed"],
            &["finding", "move", &story.issued, "responded"],
        ],
    );
    accept(&returned, story, &action);
    assert_put_right(&returned, "accepted anew");
}

#[test]
fn what_was_put_back_counts_again_where_a_merge_takes_it_as_it_was_not_to_be() {
    let (desk, story) = told();
    let field = desk.copied();
    let (_, path) = restated(&field);
    field.git(&["switch", "-q", "-c", "mend"]);
    edit(&field, "Ada", &path, |text| {
        swap(text, "Nothing serious", "One of four is not")
    });
    field.git(&["switch", "-q", "main"]);
    let ours = [
        "merge", "-q", "--no-ff", "-s", "ours", "-m", "Merge", "mend",
    ];
    field.git_as("Ben", None, &ours);
    assert_eq!(field.run(&["verify"]).status, 1);

    let whole = desk.copied();
    edit(&whole, "Ben", &story.issued_path(), |text| {
        swap(text, "One of four is not", "All is well")
    });
    whole.git(&["switch", "-q", "-c", "mend"]);
    whole.git(&["revert", "--no-edit", "HEAD"]);
    assert_eq!(whole.run(&["verify"]).status, 0);
    whole.git(&["switch", "-q", "main"]);
    whole.git_as("Ben", None, &ours);
    let run = whole.run(&["verify", "--json"]);
    assert_eq!(run.status, 1, "{run:#?}");
    assert!(!notes(&run.json(), "edited-past-guards").is_empty());
}

#[test]
fn what_somebody_did_whom_a_merge_let_in_stands_although_the_team_is_put_back() {
    let (desk, _) = told();
    let desk = desk.copied();
    taken_over(&desk, "Ben");
    let row: &[&str] = &[
        "answer",
        "a-2",
        "4.2#2",
        "--verdict",
        "conforming",
        "--note",
        "Seen",
    ];
    by(&desk, "Eve", &[row]);
    edit(&desk, "Ada", "audits/a-2/audit.toml", |text| {
        swap(text, "Eve <eve@example.org>", "Cy <cy@example.org>")
    });
    let run = desk.run(&["verify", "--json"]);
    assert_eq!(run.status, 1, "{run:#?}");
    assert!(!notes(&run.json(), "merged-late").is_empty());
}

#[test]
fn what_came_in_late_is_put_back_by_the_program() {
    let (desk, story) = told();
    let desk = desk.copied();
    after_the_report(&desk, story, rescoped);
    let told = desk.run(&["verify"]);
    assert!(told.out.contains(" back as git show '"), "{told:#?}");
    desk.git(&["checkout", "-q", "HEAD^1", "--", AUDIT]);
    desk.run_as("Ada", &["commit"]).ok();
    assert_put_right(&desk, "scope, by the program");
}

#[test]
fn a_verifier_that_came_in_late_is_put_right_by_accepting_the_plan_anew() {
    let (desk, story) = told();
    let desk = desk.copied();
    let action = late_verifier(&desk, story);
    let back: &[&str] = &["action", "move", &action, "returned", "--why", "late"];
    by(&desk, "Ada", &[back]);
    let other: &[&str] = &[
        "action",
        "set",
        &action,
        "--verifier",
        "Cy <cy@example.org>",
    ];
    by(&desk, "Ben", &[other]);
    by(
        &desk,
        "Ben",
        &[
            &["action", "move", &action, "proposed"],
            &["finding", "move", &story.issued, "responded"],
        ],
    );
    accept(&desk, story, &action);
    assert_put_right(&desk, "verifier");
}

/// Lets a plan be accepted while a branch names another verifier, and brings that in; returns the corrective action.
fn late_verifier(desk: &Desk, story: &Story) -> String {
    let action = proposed(desk, story);
    on_branch(desk, |desk| {
        let eve = "Eve <eve@example.org>";
        by(
            desk,
            "Ben",
            &[&["action", "set", &action, "--verifier", eve]],
        );
    });
    accept(desk, story, &action);
    join(desk, "Ben");
    action
}

/// Sends the plan back, names another verifier and accepts it anew, all of it in one commit.
fn settled_anew(desk: &Desk, story: &Story, action: &str) {
    let does = |name: &str, deed: &[&str]| {
        desk.run_as(name, deed).ok();
    };
    does(
        "Ada",
        &["action", "move", action, "returned", "--why", "late"],
    );
    does(
        "Ben",
        &["action", "set", action, "--verifier", "Cy <cy@example.org>"],
    );
    does("Ben", &["action", "move", action, "proposed"]);
    does("Ben", &["finding", "move", &story.issued, "responded"]);
    does("Ada", &["action", "move", action, "accepted"]);
    does("Ada", &["finding", "move", &story.issued, "accepted"]);
    let message = "Settle it anew\n\nCo-authored-by: Ben <ben@example.org>";
    desk.git(&["add", "audits"]);
    desk.git_as("Ada", None, &["commit", "-q", "-m", message]);
}

#[test]
fn a_plan_that_is_settled_anew_within_one_commit_is_put_right() {
    let (desk, story) = told();
    let once = desk.copied();
    let action = late_verifier(&once, story);
    assert_eq!(once.run(&["verify"]).status, 1);
    settled_anew(&once, story, &action);
    assert_put_right(&once, "in one commit");

    // A step before it was sent back rests on what it was, in the same commit or not.
    let relied = desk.copied();
    let action = late_verifier(&relied, story);
    let withdrawn = ["finding", "withdraw", &story.draft, "--why", "No"];
    relied.run_as("Ada", &withdrawn).ok();
    // Moments are of whole seconds.
    std::thread::sleep(std::time::Duration::from_millis(1100));
    settled_anew(&relied, story, &action);
    let run = relied.run(&["verify", "--json"]);
    assert_eq!(run.status, 1, "{run:#?}");
    assert!(!notes(&run.json(), "merged-late").is_empty());
}

#[test]
fn the_way_out_that_is_told_is_one_that_counts() {
    let (desk, _) = told();
    let desk = desk.copied();
    let (finding, _) = restated(&desk);
    let told = desk.run(&["verify"]);
    assert!(
        told.out.contains("put statement back as git show '"),
        "{told:#?}"
    );
    // Whoever has acknowledged it has read it.
    by(
        &desk,
        "Ben",
        &[&["finding", "move", &finding, "acknowledged"]],
    );
    let told = desk.run(&["verify"]);
    let amend = format!("tickmark finding amend {finding}");
    assert!(told.out.contains(&amend), "{told:#?}");
    assert!(!told.out.contains("back as git show"), "{told:#?}");
    let right = [
        "--statement",
        "One of four is not",
        "--why",
        "A branch had another",
    ];
    by(
        &desk,
        "Ada",
        &[&[&["finding", "amend", &finding][..], &right].concat()],
    );
    assert_put_right(&desk, "as it was told");
}
