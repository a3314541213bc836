//! Committing at one machine what bears no name: whose it is is said, and a single field can be left out.

#![allow(
    clippy::unwrap_used,
    clippy::indexing_slicing,
    reason = "a test that cannot go on fails here"
)]

use crate::{
    cli_desk::Desk,
    tampering::story::{raise, told},
};

/// The story of an audit, with a draft of Ada's that is committed, in which Cy has written the statement and Ada the title since.
fn both_have_written() -> (Desk, String, String) {
    let (desk, _) = told();
    let desk = desk.copied();
    let draft = raise(&desk, "Ada");
    desk.run_as("Ada", &["commit"]).ok();
    let set = |name: &str, field: &str, text: &str| {
        desk.run_as(name, &["finding", "set", &draft, field, text])
            .ok();
    };
    set("Cy", "--statement", "As Cy saw it");
    set("Ada", "--title", "As Ada calls it");
    let path = format!("audits/a-1/findings/{draft}.toml");
    (desk, draft, path)
}

#[test]
fn a_field_without_a_name_is_told_with_whoever_saved_it_and_how_to_leave_it_out() {
    let (desk, draft, path) = both_have_written();
    let text = desk.read(&path);
    desk.run_as("Ada", &["commit"]).fails(
        1,
        &[
            &format!("{draft}: statement as Cy has saved it here, and the commit would be by Ada"),
            &format!("tickmark commit --without {draft}:statement"),
            "tickmark commit --co-author 'Cy <cy@example.org>'",
        ],
    );
    desk.run_as("Ada", &["commit", "--mine"])
        .fails(1, &["is left out: statement as Cy has saved it here"]);
    assert_eq!(desk.read(&path), text);
}

#[test]
fn all_but_one_field_is_committed_and_the_field_stays_to_be_committed_by_whose_it_is() {
    let (desk, draft, path) = both_have_written();
    let text = desk.read(&path);
    let without = format!("{draft}:statement");
    let shown = desk.run_as(
        "Ada",
        &["commit", "--without", &without, "--dry-run", "--json"],
    );
    assert_eq!(shown.status, 0, "{shown:#?}");
    assert_eq!(shown.json()["without"][0], without.as_str());
    desk.run_as("Ada", &["commit", "--without", &without])
        .fails(0, &[&format!("{without} is left out, and stays as it is")]);
    let committed = desk.git(&["show", &format!("HEAD:{path}")]);
    assert!(
        committed.contains("As Ada calls it") && committed.contains("One of four is not"),
        "{committed}"
    );
    assert_eq!(desk.read(&path), text);
    assert_eq!(
        desk.git(&["status", "--porcelain", "audits"]),
        format!(" M {path}\n")
    );
    // Whose it is is known after that commit as well.
    desk.run_as("Ada", &["commit"])
        .fails(1, &["statement as Cy has saved it here"]);
    desk.run_as("Cy", &["commit"]).ok();
    assert_eq!(desk.git(&["show", &format!("HEAD:{path}")]), text);
    assert_eq!(desk.git(&["log", "-2", "--format=%an"]), "Cy\nAda\n");
    desk.run(&["verify"]).ok();
}

#[test]
fn with_what_is_theirs_left_out_the_rest_is_ones_own() {
    let (desk, draft, path) = both_have_written();
    let other = raise(&desk, "Cy");
    let without = format!("{path}:statement");
    desk.run_as("Ada", &["commit", "--mine", "--without", &without])
        .fails(0, &[&other, "is left out"]);
    let named = desk.git(&["show", "--name-only", "--format=", "HEAD"]);
    assert!(named.contains(&draft) && !named.contains(&other), "{named}");
}

#[test]
fn a_colleague_commits_what_another_saved_without_a_name_as_theirs() {
    let (desk, draft, _) = both_have_written();
    let title = format!("{draft}:title");
    let cy = [
        "commit",
        "--author",
        "Cy <cy@example.org>",
        "--without",
        &title,
    ];
    desk.run_as("Ada", &cy).ok();
    assert_eq!(desk.git(&["log", "-1", "--format=%an %cn"]), "Cy Ada\n");
    desk.run_as("Ada", &["commit"]).ok();
    assert_eq!(desk.git(&["status", "--porcelain", "audits"]), "");
    desk.run(&["verify"]).ok();
}

#[test]
fn a_record_by_its_name_alone_is_left_out_as_a_whole() {
    let (desk, draft, path) = both_have_written();
    let own = raise(&desk, "Ada");
    desk.run_as("Ada", &["commit", "--without", &draft]).ok();
    let named = desk.git(&["show", "--name-only", "--format=", "HEAD"]);
    assert!(named.contains(&own) && !named.contains(&path), "{named}");
    desk.run_as("Ada", &["commit", "--without", &draft])
        .fails(1, &["nothing is left beside what is left out"]);
}

#[test]
fn what_cannot_be_left_out_is_refused_with_its_reason() {
    let (desk, draft, _) = both_have_written();
    let refused = |field: &str, status: i32, why: &str| {
        let field = field.replace('@', &draft);
        let head = desk.git(&["rev-parse", "HEAD"]);
        desk.run_as("Ada", &["commit", "--without", &field])
            .fails(status, &["Could not leave out", why]);
        assert_eq!(desk.git(&["rev-parse", "HEAD"]), head);
    };
    refused("@:type", 1, "it is as it is committed");
    refused("@:none\u{202e}", 1, "it has no field none");
    refused(
        "F-000000:title",
        2,
        "nothing that would be committed has that name",
    );
    refused("@:a[", 2, "names no field");
    let raised = raise(&desk, "Ada");
    refused(&format!("{raised}:id"), 1, "");
}

#[test]
fn an_answer_of_a_colleague_in_the_same_clause_is_left_out_by_its_name() {
    let (desk, _) = told();
    let desk = desk.copied();
    for (name, row) in [("Cy", "4.2#2"), ("Ada", "4.2#1")] {
        let args = [
            "answer",
            "a-1",
            row,
            "--verdict",
            "observation",
            "--note",
            name,
        ];
        desk.run_as(name, &args).ok();
    }
    let path = "audits/a-1/answers/house/4.2.toml";
    let without = format!("{path}:answer[2]");
    desk.run_as("Ada", &["commit", "--without", &without]).ok();
    let committed = desk.git(&["show", &format!("HEAD:{path}")]);
    assert!(
        committed.contains("note = \"Ada\"") && !committed.contains("note = \"Cy\""),
        "{committed}"
    );
    desk.run_as("Cy", &["commit"]).ok();
    desk.run(&["verify"]).ok();
}

#[test]
fn what_an_editor_has_written_is_nobodys_and_is_committed_as_before() {
    let (desk, _) = told();
    let desk = desk.copied();
    let draft = raise(&desk, "Ada");
    desk.run_as("Ada", &["commit"]).ok();
    let path = format!("audits/a-1/findings/{draft}.toml");
    let text = desk.read(&path).replace("One of four is not", "By hand");
    desk.write(&path, &text);
    desk.run_as("Ada", &["commit", "--mine"]).ok();
    assert_eq!(desk.git(&["show", &format!("HEAD:{path}")]), text);
}

#[test]
fn a_record_that_takes_a_step_is_committed_whole_or_not_at_all() {
    let (desk, draft, path) = both_have_written();
    // One who raised a draft withdraws it alone.
    desk.run_as("Ada", &["finding", "withdraw", &draft, "--why", "Twice"])
        .ok();
    let text = desk.read(&path);
    let refused = desk.run_as("Ada", &["commit"]);
    refused.fails(1, &["statement as Cy has saved it here", "--co-author"]);
    assert!(!refused.err.contains("--without"), "{refused:#?}");
    for field in ["statement", "title", "history", "state"] {
        desk.run_as("Ada", &["commit", "--without", &format!("{draft}:{field}")])
            .fails(
                1,
                &[
                    "takes a step in this commit",
                    "leave the record out as a whole",
                ],
            );
    }
    assert_eq!(desk.read(&path), text);
}
