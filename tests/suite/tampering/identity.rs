//! Ids: records deleted, re-numbered, brought back as others, and named as others.

use super::{
    Case,
    story::{edit, swap},
    try_all,
};

/// Removes a record and commits that.
fn remove(desk: &crate::cli_desk::Desk, path: &str) {
    desk.git(&["rm", "-q", "-r", path]);
    desk.git(&["commit", "-q", "-m", "Tidy up"]);
}

#[test]
fn a_record_that_is_gone_is_told() {
    try_all(&[
        Case {
            name: "a finding is deleted",
            deed: |desk, story| remove(desk, &story.issued_path()),
            kind: "deleted",
            words: &["is gone"],
        },
        Case {
            name: "a corrective action is deleted",
            deed: |desk, story| remove(desk, &story.action_path()),
            kind: "deleted",
            words: &["is gone"],
        },
        Case {
            name: "a whole audit is deleted",
            deed: |desk, _| remove(desk, "audits/a-1"),
            kind: "deleted",
            words: &["audit is gone"],
        },
        Case {
            name: "a finding is deleted while nobody can read the audit",
            deed: |desk, story| {
                let text = desk.read("audits/a-1/audit.toml");
                desk.write("audits/a-1/audit.toml", &format!("<<<<<<<\n{text}"));
                desk.git(&["rm", "-q", &story.issued_path()]);
                desk.git(&["commit", "-q", "-am", "Merge"]);
                desk.write("audits/a-1/audit.toml", &text);
                desk.git(&["commit", "-q", "-am", "Mend the merge"]);
            },
            kind: "deleted",
            words: &["is gone"],
        },
        Case {
            name: "a finding is re-numbered",
            deed: |desk, story| {
                let text = desk
                    .read(&story.issued_path())
                    .replace(&story.issued, "F-000001");
                desk.write("audits/a-1/findings/F-000001.toml", &text);
                desk.git(&["rm", "-q", &story.issued_path()]);
                desk.git(&["add", "audits"]);
                desk.git(&["commit", "-q", "-m", "Number anew"]);
            },
            kind: "renumbered",
            words: &["came back as F-000001"],
        },
        Case {
            name: "an id is used again",
            deed: |desk, story| {
                let other = desk
                    .read(&story.draft_path())
                    .replace(&story.draft, &story.issued);
                remove(desk, &story.issued_path());
                desk.write(&story.issued_path(), &other);
                desk.git(&["add", "audits"]);
                desk.git(&["commit", "-q", "-m", "Use it again"]);
            },
            kind: "id-reused",
            words: &["had been deleted"],
        },
        Case {
            name: "a file has the name of another record",
            deed: |desk, story| {
                let id = story.draft.clone();
                edit(desk, "Ada", &story.draft_path(), move |text| {
                    swap(text, &id, "F-000002")
                });
            },
            kind: "wrong-name",
            words: &["it says that it is F-000002"],
        },
    ]);
}

#[test]
fn a_record_that_cannot_be_read_at_the_tip_is_told() {
    try_all(&[
        Case {
            name: "leftovers of a merge",
            deed: |desk, story| {
                edit(desk, "Ben", &story.closed_path(), |text| {
                    format!("{text}<<<<<<<\n")
                });
            },
            kind: "unreadable",
            words: &["it cannot be read"],
        },
        Case {
            name: "a link in place of the record",
            deed: |desk, story| {
                let path = story.closed_path();
                let file = desk.repo().join(&path);
                std::fs::rename(&file, desk.repo().join("forged.toml")).unwrap();
                std::os::unix::fs::symlink("../../../forged.toml", &file).unwrap();
                desk.git(&["add", "-A"]);
                desk.git(&["commit", "-q", "-m", "Tidy up"]);
            },
            kind: "unreadable",
            words: &["it cannot be read"],
        },
    ]);
}

#[test]
fn a_record_that_could_not_be_read_for_a_while_is_not_verified_and_not_wrong() {
    let (desk, story) = super::story::told();
    let desk = desk.copied();
    let path = story.closed_path();
    edit(&desk, "Ben", &path, |text| format!("{text}<<<<<<<\n"));
    desk.git(&["revert", "--no-edit", "HEAD"]);
    let told = desk.run(&["verify"]);
    assert_eq!(told.status, 0, "{told:#?}");
    assert!(told.out.contains("this is not verified"), "{told:#?}");
    assert!(told.out.contains("a version of"), "{told:#?}");
}

#[test]
fn what_is_put_back_to_the_byte_counts_no_more() {
    let (desk, story) = super::story::told();
    let desk = desk.copied();
    remove(&desk, &story.issued_path());
    assert_eq!(desk.run(&["verify"]).status, 1);
    desk.git(&["revert", "--no-edit", "HEAD"]);
    let told = desk.run(&["verify"]);
    assert_eq!(told.status, 0, "{told:#?}");
    assert!(told.out.contains("Put right since"), "{told:#?}");
    assert!(told.out.contains("deleted"), "{told:#?}");
}
