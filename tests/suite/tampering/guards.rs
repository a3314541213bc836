//! Guards: steps by hand that no command would have let through, by nobody or by the wrong person, and edits past them.

use super::{
    Case,
    story::{ANSWERS, edit, moved, now, swap},
    try_all,
};

#[test]
fn a_step_past_its_guards_is_told() {
    try_all(&[
        Case {
            name: "a draft without its parts is issued",
            deed: |desk, story| {
                edit(desk, "Ada", &story.draft_path(), |text| {
                    moved(text, "draft", "issued", "Ada", &now())
                });
            },
            kind: "guard-unmet",
            words: &["draft to issued by Ada", "no criterion is named"],
        },
        Case {
            name: "an answer without a corrective action is accepted",
            deed: |desk, story| {
                desk.run_as("Ben", &["finding", "move", &story.issued, "acknowledged"])
                    .ok();
                desk.run_as("Ben", &["commit", "-m", "Acknowledge"]).ok();
                edit(desk, "Ben", &story.issued_path(), |text| {
                    moved(text, "acknowledged", "responded", "Ben", &now())
                });
            },
            kind: "guard-unmet",
            words: &["acknowledged to responded", "no corrective action"],
        },
        Case {
            name: "a finding is issued on evidence that is not what it says",
            deed: |desk, _| {
                let finding = super::story::raise(desk, "Ada");
                let path = format!("audits/a-1/findings/{finding}.toml");
                desk.git(&["add", "-A"]);
                edit(desk, "Ada", &path, |text| {
                    let at = text.find("sha256 = \"").unwrap() + "sha256 = \"".len();
                    let text = format!("{}{}{}", &text[..at], "0".repeat(64), &text[at + 64..]);
                    moved(&text, "draft", "issued", "Ada", &now())
                });
            },
            kind: "guard-unmet",
            words: &["draft to issued", "does not hash to the record"],
        },
        Case {
            name: "the report is issued with findings still in draft",
            deed: |desk, _| {
                desk.write_frame("a-1");
                desk.run(&["audit", "move", "a-1", "reporting"]).ok();
                desk.run(&["commit", "-m", "Report"]).ok();
                edit(desk, "Ada", "audits/a-1/audit.toml", |text| {
                    moved(text, "reporting", "issued", "Ada", &now())
                });
            },
            kind: "guard-unmet",
            words: &["reporting to issued", "still a draft"],
        },
    ]);
}

#[test]
fn a_step_by_the_wrong_person_is_told() {
    try_all(&[
        Case {
            name: "the owner judges the own action",
            deed: |desk, story| {
                edit(desk, "Ada", &story.action_path(), |text| {
                    moved(text, "closed", "not-effective", "Ada", &now())
                });
                let raised = super::story::answer(desk, "Ada", &story.issued);
                desk.run_as("Ada", &["action", "move", &raised, "proposed"])
                    .ok();
                desk.run_as("Ada", &["commit", "-m", "Plan"]).ok();
                let path = format!("audits/a-1/actions/{raised}.toml");
                edit(desk, "Ada", &path, |text| {
                    moved(text, "proposed", "accepted", "Ada", &now())
                });
            },
            kind: "wrong-person",
            words: &["the owner cannot accept the plan"],
        },
        Case {
            name: "the one who raised it withdraws it",
            deed: |desk, story| {
                edit(desk, "Ada", &story.issued_path(), |text| {
                    moved(text, "issued", "withdrawn", "Ada", &now())
                });
            },
            kind: "wrong-person",
            words: &["second person"],
        },
        Case {
            name: "the auditee closes",
            deed: |desk, story| {
                let path = story.closed_path();
                edit(desk, "Cy", &path, |text| {
                    moved(text, "closed", "reopened", "Cy", &now())
                });
                edit(desk, "Ben", &path, |text| {
                    moved(text, "reopened", "responded", "Ben", &now())
                });
                edit(desk, "Ben", &path, |text| {
                    moved(text, "responded", "accepted", "Ben", &now())
                });
            },
            kind: "wrong-person",
            words: &["member of the audit team"],
        },
    ]);
}

#[test]
fn an_edit_past_the_guards_is_told() {
    try_all(&[
        Case {
            name: "the grade of an issued finding is lowered",
            deed: |desk, story| {
                edit(desk, "Ben", &story.issued_path(), |text| {
                    swap(text, "type = \"minor\"", "type = \"observation\"")
                });
            },
            kind: "edited-past-guards",
            words: &[],
        },
        Case {
            name: "the result of the effectiveness check is written by hand",
            deed: |desk, story| {
                edit(desk, "Ben", &story.action_path(), |text| {
                    swap(text, "result = \"effective\"", "result = \"not-effective\"")
                });
            },
            kind: "edited-past-guards",
            words: &[],
        },
        Case {
            name: "a verdict is turned round, and who gave it stays",
            deed: |desk, _| {
                edit(desk, "Ada", ANSWERS, |text| {
                    swap(
                        text,
                        "verdict = \"nonconforming\"",
                        "verdict = \"conforming\"",
                    )
                });
            },
            kind: "edited-past-guards",
            words: &["4.1", "who gave it and when did not"],
        },
        Case {
            name: "the seed of a sample is another",
            deed: |desk, story| {
                edit(desk, "Ada", &story.sample_path(), |text| {
                    swap(text, "seed = \"7\"", "seed = \"8\"")
                });
            },
            kind: "sample-changed",
            words: &["seed"],
        },
        Case {
            name: "an item of a sample is another",
            deed: |desk, story| {
                edit(desk, "Ada", &story.sample_path(), |text| {
                    let at = text.rfind("[[item]]").unwrap();
                    text[..at].to_owned()
                });
            },
            kind: "sample-changed",
            words: &["item"],
        },
        Case {
            name: "the result of an item is turned round",
            deed: |desk, story| {
                edit(desk, "Ada", &story.sample_path(), |text| {
                    swap(text, "result = \"pass\"", "result = \"fail\"")
                });
            },
            kind: "sample-changed",
            words: &["was pass and is fail"],
        },
    ]);
}
