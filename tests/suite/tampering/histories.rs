//! Histories: entries changed, taken out, skipped, in the name of others, of another time.

use super::{
    Case,
    story::{days_from_now, edit, moved, now, swap},
    try_all,
};

/// Cuts the last history entry off, and sets the state back.
fn without_last(text: &str, state: &str, back: &str) -> String {
    let at = text.rfind("[[history]]").unwrap();
    swap(
        &text[..at],
        &format!("state = \"{state}\""),
        &format!("state = \"{back}\""),
    )
}

#[test]
fn a_history_that_was_touched_is_told() {
    try_all(&[
        Case {
            name: "the last entry is taken out",
            deed: |desk, story| {
                edit(desk, "Ada", &story.closed_path(), |text| {
                    without_last(text, "closed", "verified")
                });
            },
            kind: "history-changed",
            words: &["taken out", "closed", "Ada"],
        },
        Case {
            name: "who verified is another",
            deed: |desk, story| {
                edit(desk, "Ada", &story.closed_path(), |text| {
                    swap(text, "Cy <cy@example.org>", "Dan <dan@example.org>")
                });
            },
            kind: "history-changed",
            words: &["changed", "verified", "Cy"],
        },
        Case {
            name: "a reason is rewritten",
            deed: |desk, story| {
                edit(desk, "Ben", &story.action_path(), |text| {
                    text.replace("Five releases sampled", "Looks good")
                });
            },
            kind: "history-changed",
            words: &["effective"],
        },
        Case {
            name: "the closure is rolled back by a revert",
            deed: |desk, story| {
                let path = story.closed_path();
                let commit = desk.git(&["log", "-1", "--format=%H", "--", &path]);
                desk.git(&["revert", "--no-edit", commit.trim()]);
            },
            kind: "history-changed",
            words: &["taken out"],
        },
    ]);
}

/// Copies the entries from the first that leads to a state on, and pastes them at the end, with the state that they lead to.
fn pasted(text: &str, first: &str, state: &str) -> String {
    let entries = text.split("\n[[history]]\n").skip(1);
    let line = format!("to = \"{first}\"");
    let again: Vec<String> = entries
        .skip_while(|entry| !entry.contains(&line))
        .filter(|entry| !entry.contains("to = \"reopened\""))
        .map(|entry| format!("\n[[history]]\n{}\n", entry.trim_end()))
        .collect();
    let now = format!("state = \"{state}\"");
    format!(
        "{}\n{}",
        swap(text, "state = \"reopened\"", &now).trim_end(),
        again.concat()
    )
}

#[test]
fn entries_that_are_pasted_again_are_steps_like_others() {
    try_all(&[
        Case {
            name: "a reopened finding is closed by its old entries",
            deed: |desk, story| {
                let why = ["--why", "It came back"];
                let deed = ["finding", "move", &story.closed, "reopened"];
                desk.run_as("Cy", &[&deed[..], &why[..]].concat()).ok();
                desk.run_as("Cy", &["commit", "-m", "Reopen"]).ok();
                edit(desk, "Eve", &story.closed_path(), |text| {
                    pasted(text, "responded", "closed")
                });
            },
            kind: "foreign-entry",
            words: &["closed", "Ada", "Eve"],
        },
        Case {
            name: "a reopened corrective action is closed by who had closed it",
            deed: |desk, story| {
                let why = ["--why", "It came back"];
                let deed = ["action", "move", &story.action, "reopened"];
                desk.run_as("Ada", &[&deed[..], &why[..]].concat()).ok();
                desk.run_as("Ada", &["commit", "-m", "Reopen"]).ok();
                edit(desk, "Ada", &story.action_path(), |text| {
                    pasted(text, "closed", "closed")
                });
            },
            kind: "state-skipped",
            words: &["came from effective", "the state before was reopened"],
        },
    ]);
}

#[test]
fn a_state_without_its_way_is_told() {
    try_all(&[
        Case {
            name: "the state is set by hand",
            deed: |desk, story| {
                edit(desk, "Ben", &story.issued_path(), |text| {
                    swap(text, "state = \"issued\"", "state = \"closed\"")
                });
            },
            kind: "state-unexplained",
            words: &["closed", "issued"],
        },
        Case {
            name: "states are skipped",
            deed: |desk, story| {
                edit(desk, "Ada", &story.issued_path(), |text| {
                    moved(text, "issued", "closed", "Ada", &now())
                });
            },
            kind: "state-skipped",
            words: &["from issued no step leads to closed"],
        },
        Case {
            name: "an entry says that it came from another state",
            deed: |desk, story| {
                edit(desk, "Ada", &story.issued_path(), |text| {
                    swap(
                        &moved(text, "issued", "closed", "Ada", &now()),
                        "from = \"issued\"\nto = \"closed\"",
                        "from = \"verified\"\nto = \"closed\"",
                    )
                });
            },
            kind: "state-skipped",
            words: &["verified", "issued"],
        },
    ]);
}

#[test]
fn what_is_in_the_name_of_another_is_told() {
    try_all(&[
        Case {
            name: "an acknowledgement in the name of the auditee",
            deed: |desk, story| {
                edit(desk, "Ada", &story.issued_path(), |text| {
                    moved(text, "issued", "acknowledged", "Ben", &now())
                });
            },
            kind: "foreign-entry",
            words: &["Ben", "acknowledged", "Ada"],
        },
        Case {
            name: "an answer in the name of another",
            deed: |desk, _| {
                edit(desk, "Ben", super::story::ANSWERS, |text| {
                    text.replace("verdict = \"nonconforming\"", "verdict = \"conforming\"")
                });
            },
            kind: "foreign-entry",
            words: &["4.1", "Ada", "Ben"],
        },
        Case {
            name: "somebody else's whole work, committed as one's own",
            deed: |desk, story| {
                desk.run_as("Ben", &["finding", "move", &story.issued, "acknowledged"])
                    .ok();
                // The program refuses it; git does not.
                desk.git_as("Ada", None, &["add", "audits"]);
                desk.git_as("Ada", None, &["commit", "-q", "-m", "Collect"]);
            },
            kind: "foreign-entry",
            words: &["Ben", "Ada"],
        },
    ]);
}

#[test]
fn a_time_that_cannot_be_is_told() {
    try_all(&[
        Case {
            name: "an entry of next week",
            deed: |desk, story| {
                edit(desk, "Ben", &story.issued_path(), |text| {
                    moved(text, "issued", "acknowledged", "Ben", &days_from_now(7))
                });
            },
            kind: "future-time",
            words: &["has not come yet"],
        },
        Case {
            name: "an entry later than its commit",
            deed: |desk, story| {
                edit(desk, "Ben", &story.issued_path(), |text| {
                    let at = jiff::Timestamp::now().as_second() + 2 * 3600;
                    moved(
                        text,
                        "issued",
                        "acknowledged",
                        "Ben",
                        &jiff::Timestamp::from_second(at).unwrap().to_string(),
                    )
                });
            },
            kind: "future-time",
            words: &["after its commit"],
        },
        Case {
            name: "an entry of last month",
            deed: |desk, story| {
                edit(desk, "Ben", &story.issued_path(), |text| {
                    moved(text, "issued", "acknowledged", "Ben", &days_from_now(-30))
                });
            },
            kind: "backdated-time",
            words: &["acknowledged", "before the one that it follows"],
        },
        Case {
            name: "an answer of before the audit was planned",
            deed: |desk, _| {
                let row = ["answer", "a-1", "4.2#2", "--verdict", "conforming"];
                desk.run_as("Cy", &[&row[..], &["--note", "Seen"]].concat())
                    .ok();
                desk.git(&["add", "-A"]);
                edit(desk, "Cy", "audits/a-1/answers/house/4.2.toml", |text| {
                    let last = text.rfind("\nat = ").unwrap();
                    let (head, tail) = text.split_at(last + 1);
                    let rest = tail.split_once('\n').map_or("", |(_, rest)| rest);
                    format!("{head}at = {}\n{rest}", days_from_now(-17))
                });
            },
            kind: "backdated-time",
            words: &["4.2", "before the audit was planned"],
        },
        Case {
            name: "a backdated commit",
            deed: |desk, story| {
                desk.run_as("Ben", &["finding", "move", &story.issued, "acknowledged"])
                    .ok();
                desk.git(&["add", "audits"]);
                desk.git_as(
                    "Ben",
                    Some("2001-02-03T04:05:06Z"),
                    &["commit", "-q", "-m", "Long ago"],
                );
            },
            kind: "backdated-time",
            words: &["2001-02-03"],
        },
        Case {
            name: "a commit of next month",
            deed: |desk, story| {
                desk.run_as("Ben", &["finding", "move", &story.issued, "acknowledged"])
                    .ok();
                desk.git(&["add", "audits"]);
                desk.git_as(
                    "Ben",
                    Some(&days_from_now(30)),
                    &["commit", "-q", "-m", "To come"],
                );
            },
            kind: "future-time",
            words: &["the commit is of"],
        },
    ]);
}

#[test]
fn a_file_that_is_full_of_steps_is_told_as_wrong_and_not_judged_to_its_end() {
    let (desk, _) = super::story::told();
    let desk = desk.copied();
    edit(&desk, "Ada", "audits/a-1/audit.toml", |text| {
        let steps = [("fieldwork", "reporting"), ("reporting", "fieldwork")];
        let entries: Vec<String> = (0..4_000)
            .flat_map(|_| steps)
            .map(|(from, to)| {
                let by = "Ada <ada@example.org>";
                let at = now();
                format!(
                    "\n[[history]]\nat = {at}\nby = \"{by}\"\nfrom = \"{from}\"\nto = \"{to}\"\n"
                )
            })
            .collect();
        format!("{}\n{}", text.trim_end(), entries.concat())
    });
    let told = desk.run(&["verify", "--json"]).json();
    let told = told["irregularities"].as_array().unwrap();
    let text = |one: &serde_json::Value| one["text"].as_str().unwrap().to_owned();
    let rest = told.iter().filter(|one| one["field"] == "history");
    let rest: Vec<String> = rest
        .map(text)
        .filter(|text| text.contains("more steps"))
        .collect();
    let [rest] = rest.as_slice() else {
        panic!("{told:#?}")
    };
    assert!(
        rest.contains("whether the last 7936 were lawful, from entry"),
        "{rest}"
    );
    assert_eq!(desk.run(&["verify"]).status, 1);
}
