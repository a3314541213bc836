//! Merges: work thrown away, and work slipped in.

use super::{
    Case,
    story::{moved, now},
    try_all,
};

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
