//! Persons: steps, amendments, grades, pins and terms by hand, in the name of somebody who may not.

use super::{
    Case,
    story::{Story, answer, edit, moved, now, swap},
    try_all,
};
use crate::cli_desk::Desk;

/// Puts an array of tables into a record, before its history.
fn with(text: &str, table: &str) -> String {
    let at = text.find("[[history]]").unwrap();
    let (before, after) = text.split_at(at);
    format!("{before}{table}\n{after}")
}

fn amendment(by: &str, field: &str, was: &str) -> String {
    let mail = by.to_lowercase();
    format!(
        "[[amendment]]\nat = {}\nby = \"{by} <{mail}@example.org>\"\nfield = \"{field}\"\nwas = \"{was}\"\nwhy = \"so it is\"\n",
        now()
    )
}

/// Plans what is done about the issued finding by Ben, and has it accepted; returns the path of the corrective action.
fn accepted(desk: &Desk, story: &Story) -> String {
    let action = answer(desk, "Ben", &story.issued);
    desk.run_as("Ben", &["action", "move", &action, "proposed"])
        .ok();
    desk.run_as("Ben", &["commit", "-m", "Plan"]).ok();
    desk.run_as("Cy", &["action", "move", &action, "accepted"])
        .ok();
    desk.run_as("Cy", &["commit", "-m", "Accept"]).ok();
    format!("audits/a-1/actions/{action}.toml")
}

#[test]
fn a_step_of_the_other_side_is_told() {
    try_all(&[
        Case {
            name: "the auditee withdraws the finding",
            deed: |desk, story| {
                edit(desk, "Ben", &story.issued_path(), |text| {
                    moved(text, "issued", "withdrawn", "Ben", &now())
                });
            },
            kind: "wrong-person",
            words: &["only a member of the audit team can withdraw"],
        },
        Case {
            name: "who raised it acknowledges it",
            deed: |desk, story| {
                edit(desk, "Ada", &story.issued_path(), |text| {
                    moved(text, "issued", "acknowledged", "Ada", &now())
                });
            },
            kind: "wrong-person",
            words: &["Ada raised it"],
        },
        Case {
            name: "the team ends a dispute as if the auditee had",
            deed: |desk, story| {
                let why = ["--why", "It is in the archive"];
                let dispute = ["finding", "move", &story.issued, "disputed"];
                desk.run_as("Ben", &[&dispute[..], &why].concat()).ok();
                desk.run_as("Ben", &["commit", "-m", "Dispute"]).ok();
                edit(desk, "Cy", &story.issued_path(), |text| {
                    moved(text, "disputed", "acknowledged", "Cy", &now())
                });
            },
            kind: "wrong-person",
            words: &["a dispute is ended by the auditee"],
        },
        Case {
            name: "the auditee upholds it",
            deed: |desk, story| {
                let why = ["--why", "It is in the archive"];
                let dispute = ["finding", "move", &story.issued, "disputed"];
                desk.run_as("Ben", &[&dispute[..], &why].concat()).ok();
                desk.run_as("Ben", &["commit", "-m", "Dispute"]).ok();
                edit(desk, "Ben", &story.issued_path(), |text| {
                    moved(text, "disputed", "upheld", "Ben", &now())
                });
            },
            kind: "wrong-person",
            words: &["can uphold a finding"],
        },
        Case {
            name: "the owner gives the accepted plan up",
            deed: |desk, story| {
                let path = accepted(desk, story);
                edit(desk, "Ben", &path, |text| {
                    moved(text, "accepted", "withdrawn", "Ben", &now())
                });
            },
            kind: "wrong-person",
            words: &["only a member of the audit team can withdraw"],
        },
        Case {
            name: "a finding is answered while no plan is proposed",
            deed: |desk, story| {
                answer(desk, "Ben", &story.issued);
                desk.run_as("Ben", &["finding", "move", &story.issued, "acknowledged"])
                    .ok();
                desk.run_as("Ben", &["commit", "-m", "Acknowledge"]).ok();
                edit(desk, "Ben", &story.issued_path(), |text| {
                    moved(text, "acknowledged", "responded", "Ben", &now())
                });
            },
            kind: "guard-unmet",
            words: &["no plan is proposed"],
        },
    ]);
}

#[test]
fn what_the_auditee_was_told_is_not_his_to_change() {
    try_all(&[
        Case {
            name: "the auditee amends the statement in his own name",
            deed: |desk, story| {
                edit(desk, "Ben", &story.issued_path(), |text| {
                    let text = swap(text, "One of four is not", "All are well");
                    with(&text, &amendment("Ben", "statement", "One of four is not"))
                });
            },
            kind: "wrong-person",
            words: &["statement amended by Ben", "can amend what the auditee"],
        },
        Case {
            name: "the auditee grades the finding down in his own name",
            deed: |desk, story| {
                edit(desk, "Ben", &story.issued_path(), |text| {
                    let text = swap(text, "type = \"minor\"", "type = \"major\"");
                    let text = swap(&text, "It is the only one", "so it is");
                    let table = format!(
                        "[[reclassification]]\nat = {}\nby = \"Ben <ben@example.org>\"\nfrom = \"minor\"\n\
                         from-reason = \"It is the only one\"\nto = \"major\"\nwhy = \"so it is\"\n",
                        now()
                    );
                    with(&text, &table)
                });
            },
            kind: "wrong-person",
            words: &["reclassified from minor", "by Ben", "another grade"],
        },
        Case {
            name: "a closed finding is amended",
            deed: |desk, story| {
                edit(desk, "Ada", &story.closed_path(), |text| {
                    let text = swap(text, "One of four is not", "All are well");
                    with(&text, &amendment("Ada", "statement", "One of four is not"))
                });
            },
            kind: "guard-unmet",
            words: &["statement amended by Ada", "reopen it first"],
        },
        Case {
            name: "the team empties the statement",
            deed: |desk, story| {
                edit(desk, "Ada", &story.issued_path(), |text| {
                    let text = swap(
                        text,
                        "statement = \"One of four is not\"",
                        "statement = \"\"",
                    );
                    with(&text, &amendment("Ada", "statement", "One of four is not"))
                });
            },
            kind: "edited-past-guards",
            words: &["leaves what issuing asks for", "the statement is missing"],
        },
        Case {
            name: "the auditee pins the evidence anew to what he has changed",
            deed: |desk, story| {
                desk.write("risk/register.csv", "id,name\nall,well\nreally,it is\n");
                desk.git_as("Ben", None, &["commit", "-qam", "Mend the register"]);
                // The program does not let him: he takes what it writes for an auditor, and says that it was him.
                let shown = desk
                    .run(&["finding", "show", &story.issued, "--json"])
                    .json();
                let id = shown["finding"]["evidence"][0]["id"].as_str().unwrap();
                let repin = [
                    "evidence",
                    "repin",
                    "a-1",
                    id,
                    "--to",
                    "risk/register.csv:2-3",
                ];
                let why = ["--why", "it is as it should be"];
                let all = [&repin[..], &why].concat();
                desk.run_as("Ben", &all)
                    .fails(1, &["only a member of the audit team can pin anew"]);
                desk.run_as("Ada", &all).ok();
                edit(desk, "Ben", &story.issued_path(), |text| {
                    let at = text.find("[[evidence.earlier]]").unwrap();
                    let (before, after) = text.split_at(at);
                    format!("{before}{}", swap(after, "Ada <ada@", "Ben <ben@"))
                });
            },
            kind: "wrong-person",
            words: &["pinned anew by Ben", "can pin anew"],
        },
    ]);
}

#[test]
fn by_what_the_effect_is_judged_is_not_the_owners_to_change() {
    try_all(&[
        Case {
            name: "the criterion is another without a word",
            deed: |desk, story| {
                let path = accepted(desk, story);
                edit(desk, "Ben", &path, |text| {
                    swap(text, "Five releases, five entries", "One release")
                });
            },
            kind: "edited-past-guards",
            words: &["was accepted with its plan"],
        },
        Case {
            name: "the owner makes the criterion milder in his own name",
            deed: |desk, story| {
                let path = accepted(desk, story);
                edit(desk, "Ben", &path, |text| {
                    let text = swap(text, "Five releases, five entries", "One release");
                    with(
                        &text,
                        &changed("Ben", "criterion", "Five releases, five entries"),
                    )
                });
            },
            kind: "wrong-person",
            words: &["effectiveness criterion changed", "by Ben"],
        },
        Case {
            name: "an auditor names the owner as verifier",
            deed: |desk, story| {
                let path = accepted(desk, story);
                edit(desk, "Ada", &path, |text| {
                    let text = swap(
                        text,
                        "[effectiveness]\n",
                        "[effectiveness]\nverifier = \"Ben <ben@example.org>\"\n",
                    );
                    with(&text, &changed("Ada", "verifier", ""))
                });
            },
            kind: "wrong-person",
            words: &["verifier set", "cannot be the one who verifies"],
        },
    ]);
}

fn changed(by: &str, term: &str, was: &str) -> String {
    let mail = by.to_lowercase();
    let was = if was.is_empty() {
        String::new()
    } else {
        format!("was = \"{was}\"\n")
    };
    format!(
        "[[term-changes]]\nat = {}\nby = \"{by} <{mail}@example.org>\"\nterm = \"{term}\"\n{was}why = \"so it is\"\n",
        now()
    )
}

#[test]
fn a_step_for_the_auditee_by_somebody_else_is_told() {
    try_all(&[
        Case {
            name: "who raised it disputes it for the auditee",
            deed: |desk, story| {
                edit(desk, "Ada", &story.issued_path(), |text| {
                    moved(text, "issued", "disputed", "Ada", &now())
                });
            },
            kind: "wrong-person",
            words: &["Ada raised it; somebody of the auditee has to dispute it"],
        },
        Case {
            name: "an outsider ends a dispute",
            deed: |desk, story| {
                let why = ["--why", "It is in the archive"];
                let dispute = ["finding", "move", &story.issued, "disputed"];
                desk.run_as("Ben", &[&dispute[..], &why].concat()).ok();
                desk.run_as("Ben", &["commit", "-m", "Dispute"]).ok();
                edit(desk, "Eve", &story.issued_path(), |text| {
                    moved(text, "disputed", "acknowledged", "Eve", &now())
                });
            },
            kind: "wrong-person",
            words: &["Eve is neither of the audit team nor in a record"],
        },
        Case {
            name: "an outsider drafts a corrective action",
            deed: |desk, story| {
                desk.run_as("Ben", &["finding", "move", &story.issued, "acknowledged"])
                    .ok();
                desk.run_as("Ben", &["commit", "-m", "Acknowledge"]).ok();
                let action = answer(desk, "Ben", &story.issued);
                let path = format!("audits/a-1/actions/{action}.toml");
                let text = desk.read(&path).replace("Ben <ben@", "Eve <eve@");
                desk.write(&path, &text);
                desk.git(&["add", "-A"]);
                desk.git_as("Eve", None, &["commit", "-qm", "Plan"]);
            },
            kind: "wrong-person",
            words: &["drafted by Eve: Eve is neither of the audit team"],
        },
        Case {
            name: "an outsider judges the effect",
            deed: |desk, story| {
                edit(desk, "Eve", &story.action_path(), |text| {
                    moved(text, "closed", "not-effective", "Eve", &now())
                });
            },
            kind: "wrong-person",
            words: &["only a member of the audit team can judge whether"],
        },
        Case {
            name: "an outsider drops a draft",
            deed: |desk, story| {
                edit(desk, "Eve", &story.draft_path(), |text| {
                    moved(text, "draft", "withdrawn", "Eve", &now())
                });
            },
            kind: "wrong-person",
            words: &["only the audit team and whoever raised it can withdraw a draft"],
        },
        Case {
            name: "the auditee rewrites a draft",
            deed: |desk, story| {
                edit(desk, "Ben", &story.draft_path(), |text| {
                    swap(text, "Perhaps", "Never")
                });
            },
            kind: "wrong-person",
            words: &["a draft is written by the audit team, and Ben is none of it"],
        },
    ]);
}

/// Lets Ben plan what is done about the issued finding; returns the path of the corrective action.
fn drafted(desk: &Desk, story: &Story) -> String {
    desk.run_as("Ben", &["finding", "move", &story.issued, "acknowledged"])
        .ok();
    let action = answer(desk, "Ben", &story.issued);
    desk.run_as("Ben", &["commit", "-m", "Plan"]).ok();
    format!("audits/a-1/actions/{action}.toml")
}

#[test]
fn an_outsider_who_takes_over_what_the_auditee_does_is_told() {
    const WHO: &str = "Eve is neither of the audit team nor in a record";
    try_all(&[
        Case {
            name: "an outsider makes himself the owner of a draft",
            deed: |desk, story| {
                let path = drafted(desk, story);
                edit(desk, "Eve", &path, |text| {
                    text.replace("owner = \"Ben <ben@", "owner = \"Eve <eve@")
                });
            },
            kind: "wrong-person",
            words: &[WHO],
        },
        Case {
            name: "an outsider hands a plan in",
            deed: |desk, story| {
                let path = drafted(desk, story);
                edit(desk, "Eve", &path, |text| {
                    moved(text, "draft", "proposed", "Eve", &now())
                });
            },
            kind: "wrong-person",
            words: &["draft to proposed by Eve", WHO],
        },
        Case {
            name: "an outsider says that an accepted plan is done",
            deed: |desk, story| {
                desk.run_as("Ben", &["finding", "move", &story.issued, "acknowledged"])
                    .ok();
                let path = accepted(desk, story);
                edit(desk, "Eve", &path, |text| {
                    let at = text.find("[[action]]\n").unwrap() + "[[action]]\n".len();
                    format!("{}proof = \"shown\"\n{}", &text[..at], &text[at..])
                });
            },
            kind: "wrong-person",
            words: &[WHO],
        },
        Case {
            name: "an outsider writes the response",
            deed: |desk, story| {
                drafted(desk, story);
                edit(desk, "Eve", &story.issued_path(), |text| {
                    let at = text.find("statement = ").unwrap();
                    format!("{}response = \"Eve says\"\n{}", &text[..at], &text[at..])
                });
            },
            kind: "wrong-person",
            words: &[WHO],
        },
    ]);
}
