//! Citations: pins replaced and forged, ids used twice, evidence taken away, objects replaced.

use super::{
    Case,
    story::{edit, swap},
    try_all,
};
use crate::cli_desk::Desk;

/// Returns what a file of a record says of a key: the first line that begins with it.
fn said(text: &str, key: &str) -> String {
    let start = format!("{key} = \"");
    let line = text.lines().find(|line| line.starts_with(&start)).unwrap();
    line[start.len()..line.len() - 1].to_owned()
}

fn hash(desk: &Desk, program: &str, text: &str) -> String {
    let out = desk
        .command_of("sh")
        .args(["-c", &format!("printf '{text}' | {program}")])
        .output()
        .unwrap();
    let out = String::from_utf8(out.stdout).unwrap();
    out.split_whitespace().next().unwrap().to_owned()
}

#[test]
fn a_citation_that_was_touched_is_told() {
    try_all(&[
        Case {
            name: "a citation is pinned to other bytes",
            deed: |desk, story| {
                let blob = hash(desk, "git hash-object -w --stdin", "all is well\\n");
                let sum = hash(desk, "sha256sum", "all is well\\n");
                edit(desk, "Ben", &story.action_path(), |text| {
                    let text = swap(text, &said(text, "blob"), &blob);
                    let old = said(&text, "sha256");
                    swap(&text, &old, &sum)
                });
            },
            kind: "citation-replaced",
            words: &["was pinned to"],
        },
        Case {
            name: "a citation says that a commit has what it has not",
            deed: |desk, story| {
                let first = desk.git(&["rev-list", "--max-parents=0", "HEAD"]);
                edit(desk, "Ben", &story.action_path(), |text| {
                    swap(text, &said(text, "commit"), first.trim())
                });
            },
            kind: "citation-forged",
            words: &["it has no such file"],
        },
        Case {
            name: "the hash of a citation is another",
            deed: |desk, story| {
                edit(desk, "Ben", &story.action_path(), |text| {
                    swap(text, &said(text, "sha256"), &"0".repeat(64))
                });
            },
            kind: "bytes-replaced",
            words: &["do not have the sha256"],
        },
        Case {
            name: "the date of a citation is another",
            deed: |desk, story| {
                edit(desk, "Ben", &story.action_path(), |text| {
                    let lines = text.lines().map(|line| {
                        if line.starts_with("effective = ") {
                            "effective = 2001-02-03"
                        } else {
                            line
                        }
                    });
                    lines.collect::<Vec<_>>().join("\n") + "\n"
                });
            },
            kind: "citation-replaced",
            words: &["the date of the bytes"],
        },
        Case {
            name: "an id of a citation is used twice",
            deed: |desk, story| {
                let id = said_id(&desk.read(&story.closed_path()));
                edit(desk, "Ada", &story.issued_path(), |text| {
                    swap(text, &said_id(text), &id)
                });
            },
            kind: "citation-twice",
            words: &["names two citations"],
        },
    ]);
}

#[test]
fn what_no_longer_stands_behind_a_record_is_told() {
    try_all(&[
        Case {
            name: "the evidence of a closed finding is taken away",
            deed: |desk, _| {
                desk.git(&["rm", "-q", "risk/register.csv"]);
                desk.git(&["commit", "-q", "-m", "Clean"]);
            },
            kind: "evidence-gone",
            words: &["it is closed", "risk/register.csv"],
        },
        Case {
            name: "the fix of a closed corrective action is reverted",
            deed: |desk, story| {
                desk.write("release/fix.md", "fixed\n");
                desk.git(&["add", "release"]);
                desk.git(&["commit", "-q", "-m", "Fix"]);
                let fix = desk.git(&["rev-parse", "HEAD"]).trim().to_owned();
                edit(desk, "Ben", &story.action_path(), |text| {
                    let proof = said(text, "proof");
                    let line = format!("proof = \"{proof}\"");
                    swap(text, &line, &format!("{line}\ncommit = \"{fix}\""))
                });
                desk.git(&["revert", "--no-edit", &fix]);
            },
            kind: "evidence-gone",
            words: &["it is closed", "was reverted"],
        },
        Case {
            name: "the fix of an effective corrective action is reverted",
            deed: |desk, story| {
                desk.write("release/fix.md", "fixed\n");
                desk.git(&["add", "release"]);
                desk.git(&["commit", "-q", "-m", "Fix"]);
                let fix = desk.git(&["rev-parse", "HEAD"]).trim().to_owned();
                edit(desk, "Ben", &story.action_path(), |text| {
                    let proof = said(text, "proof");
                    let line = format!("proof = \"{proof}\"");
                    let text = swap(text, &line, &format!("{line}\ncommit = \"{fix}\""));
                    let text = swap(&text, "state = \"closed\"", "state = \"effective\"");
                    let last = text.rfind("\n[[history]]").unwrap();
                    text[..last].to_owned() + "\n"
                });
                desk.git(&["revert", "--no-edit", &fix]);
            },
            kind: "evidence-gone",
            words: &["it is effective", "was reverted"],
        },
        Case {
            name: "git is told to show another record",
            deed: |desk, story| {
                let blob = desk.git(&["rev-parse", &format!("HEAD:{}", story.closed_path())]);
                let other = hash(desk, "git hash-object -w --stdin", "schema = 1\\n");
                desk.git(&["replace", blob.trim(), &other]);
            },
            kind: "object-replaced",
            words: &["git shows another record"],
        },
    ]);
}

/// Returns the id of the first citation of a record.
fn said_id(text: &str) -> String {
    let at = text.find("id = \"E-").unwrap() + "id = \"".len();
    text[at..at + 8].to_owned()
}

#[test]
fn a_shallow_clone_is_no_pass_and_no_tampering_however_shallow() {
    for depth in ["3", "2", "1"] {
        shallow_clone(depth);
    }
}

fn shallow_clone(depth: &str) {
    let (desk, _) = super::story::told();
    let desk = desk.copied();
    let url = format!("file://{}", desk.repo().display());
    desk.git(&["clone", "-q", "--depth", depth, &url, "../shallow"]);
    let shallow = desk.yard().join("shallow");
    let shallow = shallow.to_str().unwrap();
    let told = desk.run(&["-C", shallow, "verify"]);
    assert_eq!(told.status, 0, "{told:#?}");
    for words in [
        "this is not verified",
        "Not checked:",
        "the history before commit",
        "git fetch --unshallow",
    ] {
        assert!(told.out.contains(words), "{words}: {told:#?}");
    }
    assert!(!told.out.contains("verified: "), "{told:#?}");
    assert_eq!(desk.run(&["-C", shallow, "verify", "--strict"]).status, 1);
    let told = desk.run(&["-C", shallow, "verify", "--json"]).json();
    assert_eq!(
        (&told["in-order"], &told["complete"]),
        (&true.into(), &false.into())
    );
}
