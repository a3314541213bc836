//! An audit against several standards: what they ask alike is one row, with one answer and one set of evidence.

use crate::cli_desk::Desk;

fn workspace() -> Desk {
    let desk = Desk::bare();
    desk.run(&["init", "--organisation", "Example Ltd"]).ok();
    desk
}

fn combined() -> Desk {
    let desk = workspace();
    desk.run(&[
        "new",
        "combined",
        "--title",
        "Combined audit",
        "--checklist",
        "iso-42001",
        "iso-27001",
        "iso-9001",
        "--clause",
        "7",
        "9",
    ])
    .ok();
    desk
}

#[test]
fn an_answer_to_a_shared_row_is_the_answer_for_every_standard() {
    let desk = combined();
    desk.run(&[
        "answer",
        "combined",
        "iso-9001:7.2#1",
        "--verdict",
        "conforming",
        "--note",
        "Profiles for five roles seen",
    ])
    .ok();
    assert!(
        !desk
            .repo()
            .join("audits/combined/answers/iso-9001/7.2.toml")
            .exists()
    );
    let sheet = desk.read("audits/combined/answers/iso-42001/7.2.toml");
    assert!(sheet.contains("Profiles for five roles seen"), "{sheet}");
    let report = desk.run(&["report", "combined"]).ok();
    for standard in ["ISO/IEC 27001:2022, 7.2", "ISO 9001:2015, 7.2"] {
        assert!(report.contains(standard), "{report}");
    }
    assert_eq!(report.matches("Profiles for five roles seen").count(), 1);
    assert!(report.contains("Answered together with ISO/IEC 42001:2023, 7.2"));
}

#[test]
fn a_shared_row_can_be_answered_apart_and_together_again() {
    let desk = combined();
    let answer = |row: &str, more: &[&str]| {
        let mut words = vec!["answer", "combined", row];
        words.extend(more);
        desk.run(&words)
    };
    answer("iso-42001:7.2#1", &["--verdict", "conforming"]).ok();
    answer(
        "iso-27001:7.2#1",
        &["--apart", "--verdict", "nonconforming"],
    )
    .ok();
    let apart = answer("iso-27001:7.2#1", &[]);
    assert!(apart.out.contains("nonconforming"), "{apart:?}");
    assert!(answer("iso-42001:7.2#1", &[]).out.contains(": conforming"));
    answer("iso-27001:7.2#1", &["--together"]).fails(1, &["an answer of its own"]);
    answer("iso-27001:7.2#1", &["--verdict", "none"]).ok();
    let together = answer("iso-27001:7.2#1", &["--together"]);
    assert!(together.out.contains(": conforming"), "{together:?}");
    let own = "audits/combined/answers/iso-27001/7.2.toml";
    assert!(!desk.repo().join(own).exists());
    answer("iso-42001:7.2#4", &["--apart"]).fails(1, &["no other standard"]);
}

#[test]
fn a_finding_from_a_shared_row_is_one_against_every_standard() {
    let desk = combined();
    desk.run(&[
        "answer",
        "combined",
        "iso-27001:7.2#1",
        "--verdict",
        "nonconforming",
    ])
    .ok();
    desk.run(&["finding", "new", "combined", "--row", "iso-27001:7.2#1"])
        .ok();
    let list = desk.run(&["finding", "list", "combined", "--json"]).ok();
    for criterion in ["iso-42001:7.2", "iso-27001:7.2", "iso-9001:7.2"] {
        assert!(list.contains(criterion), "{list}");
    }
}

#[test]
fn a_clause_that_no_checklist_has_is_told() {
    let desk = workspace();
    desk.run(&[
        "new",
        "x",
        "--title",
        "X",
        "--checklist",
        "iso-42001",
        "--clause",
        "7.22",
    ])
    .fails(2, &["7.22", "did you mean 7.2?"]);
}
