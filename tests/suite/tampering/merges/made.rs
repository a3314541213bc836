//! What a merge makes by itself: content of neither parent, judged as if its author had done it in a commit of their own.

use super::{
    super::{
        Case,
        story::{Story, by, now, swap},
        try_all,
    },
    METHOD,
    late::{accept, drafted, issue, proposed, ready},
};
use crate::cli_desk::Desk;

const AUDIT: &str = "audits/a-1/audit.toml";

/// Merges a branch that began before the last commit, and in the merge makes of one file what a function makes of it.
fn slipped(desk: &Desk, name: &str, path: &str, change: impl Fn(&str) -> String) {
    desk.git(&["switch", "-q", "-c", "other", "HEAD~1"]);
    desk.write("notes.md", "nothing\n");
    desk.git(&["add", "notes.md"]);
    desk.git_as(name, None, &["commit", "-q", "-m", "Notes"]);
    desk.git(&["switch", "-q", "main"]);
    desk.git(&["merge", "-q", "--no-ff", "--no-commit", "other"]);
    let before = desk.read(path);
    let after = change(&before);
    assert_ne!(before, after, "nothing changed in {path}");
    desk.write(path, &after);
    desk.git(&["add", "audits"]);
    desk.git_as(name, None, &["commit", "-q", "-m", "Merge"]);
}

/// Adds an answer to a row.
fn answered(text: &str, row: &str, name: &str) -> String {
    let mail = name.to_lowercase();
    format!(
        "{}\n\n[[answer]]\nid = \"{row}\"\nverdict = \"conforming\"\nnote = \"Seen\"\nby = \"{name} <{mail}@example.org>\"\nat = {}\n",
        text.trim_end(),
        now()
    )
}

/// Takes a table out of a record.
fn without(text: &str, table: &str) -> String {
    let from = text.find(table).unwrap();
    let rest = text[from + 1..].find("\n[[").map(|at| from + 2 + at);
    format!("{}{}", &text[..from], &text[rest.unwrap()..])
}

fn issued(desk: &Desk, story: &Story) {
    ready(desk, story);
    issue(desk);
}

fn accepted(desk: &Desk, story: &Story) -> String {
    let action = proposed(desk, story);
    accept(desk, story, &action);
    format!("audits/a-1/actions/{action}.toml")
}

#[test]
fn what_an_outsider_puts_into_a_merge_is_told() {
    try_all(&[
        Case {
            name: "a row that was not answered",
            deed: |desk, _| slipped(desk, "Ben", METHOD, |text| answered(text, "2", "Ben")),
            kind: "wrong-person",
            words: &["the answer to 4.2 #2 is by Ben", "not of the audit team"],
        },
        Case {
            name: "somebody else in the team",
            deed: |desk, _| {
                slipped(desk, "Ben", AUDIT, |text| {
                    swap(text, "Cy <cy@example.org>", "Eve <eve@example.org>")
                });
            },
            kind: "wrong-person",
            words: &["only the audit team changes", "Ben"],
        },
        Case {
            name: "somebody else in the team of an issued audit",
            deed: |desk, story| {
                issued(desk, story);
                slipped(desk, "Ben", AUDIT, |text| {
                    swap(text, "Cy <cy@example.org>", "Eve <eve@example.org>")
                });
            },
            kind: "wrong-person",
            words: &["only the audit team changes", "Ben"],
        },
    ]);
}

#[test]
fn what_a_merge_adds_to_a_report_that_is_out_is_told() {
    try_all(&[
        Case {
            name: "an answer",
            deed: |desk, story| {
                issued(desk, story);
                slipped(desk, "Ada", METHOD, |text| {
                    let others = &text[..text.rfind("[[answer]]").unwrap()];
                    answered(others, "2", "Ada")
                });
            },
            kind: "edited-past-guards",
            words: &["4.2 changed: the report is out"],
        },
        Case {
            name: "a finding",
            deed: |desk, story| {
                issued(desk, story);
                let text = desk
                    .read(&story.issued_path())
                    .replace(&story.issued, "F-AAAAAA");
                desk.write("audits/a-1/findings/F-AAAAAA.toml", "");
                slipped(desk, "Ada", "audits/a-1/findings/F-AAAAAA.toml", |_| {
                    text.clone()
                });
            },
            kind: "edited-past-guards",
            words: &["F-AAAAAA is new: the report is out"],
        },
        Case {
            name: "another conclusion",
            deed: |desk, story| {
                issued(desk, story);
                slipped(desk, "Ben", AUDIT, |text| {
                    swap(
                        text,
                        "conclusion = \"Well\"",
                        "conclusion = \"All conforms\"",
                    )
                });
            },
            kind: "edited-past-guards",
            words: &["the report is out, and holds fast: conclusion"],
        },
        Case {
            name: "another scope",
            deed: |desk, story| {
                issued(desk, story);
                slipped(desk, "Ben", AUDIT, |text| {
                    swap(text, "text = \"Everything\"", "text = \"The canteen\"")
                });
            },
            kind: "edited-past-guards",
            words: &["the report is out, and holds fast: scope"],
        },
        Case {
            name: "no closing meeting any more",
            deed: |desk, story| {
                issued(desk, story);
                slipped(desk, "Ben", AUDIT, |text| {
                    without(text, "[[meeting]]\nkind = \"closing\"")
                });
            },
            kind: "edited-past-guards",
            words: &["the report is out, and holds fast: meetings"],
        },
    ]);
}

#[test]
fn what_a_merge_changes_of_what_was_issued_or_accepted_is_told() {
    try_all(&[
        Case {
            name: "the statement of an issued finding",
            deed: |desk, _| {
                let (finding, path) = drafted(desk);
                by(desk, "Ada", &[&["finding", "move", &finding, "issued"]]);
                slipped(desk, "Ben", &path, |text| {
                    swap(text, "One of four is not", "Nothing serious")
                });
            },
            kind: "edited-past-guards",
            words: &["the statement is what the auditee was told"],
        },
        Case {
            name: "the type of an issued finding",
            deed: |desk, _| {
                let (finding, path) = drafted(desk);
                by(desk, "Ada", &[&["finding", "move", &finding, "issued"]]);
                slipped(desk, "Ben", &path, |text| {
                    swap(text, "type = \"minor\"", "type = \"observation\"")
                });
            },
            kind: "edited-past-guards",
            words: &["no reclassification says why"],
        },
        Case {
            name: "the cause of an accepted plan",
            deed: |desk, story| {
                let path = accepted(desk, story);
                slipped(desk, "Ben", &path, |text| {
                    swap(text, "No step in the release", "Bad luck")
                });
            },
            kind: "edited-past-guards",
            words: &["the cause of", "return it to change it"],
        },
        Case {
            name: "the criterion of the effect",
            deed: |desk, story| {
                let path = accepted(desk, story);
                slipped(desk, "Ben", &path, |text| {
                    swap(text, "Five releases, five entries", "Nothing")
                });
            },
            kind: "edited-past-guards",
            words: &["the effectiveness criterion of"],
        },
        Case {
            name: "what an accepted plan is made of",
            deed: |desk, story| {
                let path = accepted(desk, story);
                slipped(desk, "Ben", &path, |text| {
                    swap(text, "Add the step", "Do nothing")
                });
            },
            kind: "edited-past-guards",
            words: &["what is planned and who does it"],
        },
    ]);
}

#[test]
fn what_a_merge_does_to_a_record_that_one_branch_alone_has_is_told() {
    try_all(&[
        Case {
            name: "the verdict of an answer, under the old name and time",
            deed: |desk, _| {
                by(
                    desk,
                    "Ada",
                    &[&[
                        "answer",
                        "a-1",
                        "house:4.2#2",
                        "--verdict",
                        "nonconforming",
                        "--note",
                        "Seen",
                    ]],
                );
                let path = "audits/a-1/answers/house/4.2.toml";
                slipped(desk, "Ada", path, |text| {
                    swap(
                        text,
                        "verdict = \"nonconforming\"",
                        "verdict = \"conforming\"",
                    )
                });
            },
            kind: "edited-past-guards",
            words: &["who gave it and when did not"],
        },
        Case {
            name: "the words of a draft, by somebody outside the team",
            deed: |desk, _| {
                let (_, path) = drafted(desk);
                slipped(desk, "Eve", &path, |text| {
                    swap(text, "One of four is not", "Nothing serious")
                });
            },
            kind: "wrong-person",
            words: &["a draft is written by the audit team"],
        },
    ]);
}
