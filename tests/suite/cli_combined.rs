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

#[test]
fn what_was_answered_for_several_standards_outlasts_the_first_of_them() {
    let desk = combined();
    let say = |words: &[&str]| desk.run(words);
    say(&[
        "answer",
        "combined",
        "iso-9001:7.4#1",
        "--verdict",
        "conforming",
        "--note",
        "Plan rehearsed in May",
    ])
    .ok();
    say(&[
        "audit",
        "set",
        "combined",
        "--exclude",
        "iso-42001:7=AI is left out",
    ])
    .ok();
    let row = say(&["answer", "combined", "iso-9001:7.4#1"]);
    assert!(row.out.contains(": conforming"), "{row:?}");
    let report = say(&["report", "combined"]).ok();
    assert!(report.contains("Plan rehearsed in May"), "{report}");
    say(&[
        "answer",
        "combined",
        "iso-27001:7.4#1",
        "--note",
        "Seen again",
    ])
    .fails(0, &["the note before is replaced: Plan rehearsed in May"]);
    let report = say(&["report", "combined"]).ok();
    assert!(report.contains("Seen again"), "{report}");
}

#[test]
fn what_is_answered_and_left_out_is_told_and_taken_in_again() {
    let desk = combined();
    let say = |words: &[&str]| desk.run(words);
    let row = "iso-42001:7.2#4";
    say(&[
        "answer",
        "combined",
        row,
        "--verdict",
        "conforming",
        "--note",
        "Shown on screen",
    ])
    .ok();
    say(&[
        "audit",
        "set",
        "combined",
        "--exclude",
        "iso-42001:7.2=Moved to May",
    ])
    .fails(0, &["answered and left out", row]);
    say(&["answer", "combined", row, "--verdict", "nonconforming"])
        .fails(1, &["left out of the audit (Moved to May)"]);
    let report = say(&["report", "combined"]).ok();
    assert!(
        report.contains("Answered and left out of the audit"),
        "{report}"
    );
    assert!(report.contains("Shown on screen"), "{report}");
    say(&["audit", "set", "combined", "--include", "iso-42001:7.3"])
        .fails(2, &["not among what the audit leaves out"]);
    say(&["audit", "set", "combined", "--include", "iso-42001:7.2"]).ok();
    assert!(
        say(&["answer", "combined", row])
            .out
            .contains(": conforming")
    );
}

#[test]
fn the_limits_of_an_audit_are_told() {
    let desk = workspace();
    let planned = desk.run(&[
        "new",
        "few",
        "--title",
        "Few",
        "--checklist",
        "iso-42001",
        "iso-42001",
        "iso-9001",
        "--clause",
        "A.5",
    ]);
    planned.fails(0, &["nothing of iso-9001 is left"]);
    assert!(planned.out.contains("18 rows"), "{planned:?}");
    let shown = desk.run(&["audit", "show", "few"]).ok();
    assert!(shown.contains("limited to"), "{shown}");
    let report = desk.run(&["report", "few"]).ok();
    assert!(report.contains("limited to these clauses"), "{report}");
    let record = desk
        .read("audits/few/audit.toml")
        .replace("iso-42001:A.5", "iso-42001:77");
    desk.write("audits/few/audit.toml", &record);
    let status = desk.run(&["status", "few"]).ok();
    assert!(status.contains("0 of 0 answered, 0 %"), "{status}");
    let review = desk.run(&["commit", "few", "--dry-run"]);
    assert!(
        format!("{}{}", review.out, review.err)
            .contains("iso-42001:77, which its checklists do not have"),
        "{review:?}"
    );
}

#[test]
fn a_record_with_both_sides_of_a_merge_says_so() {
    let desk = combined();
    desk.run(&[
        "answer",
        "combined",
        "iso-42001:7.1#1",
        "--verdict",
        "conforming",
    ])
    .ok();
    let path = "audits/combined/answers/iso-42001/7.1.toml";
    let text = desk.read(path);
    desk.write(
        path,
        &format!("{text}<<<<<<< ours\n=======\n>>>>>>> theirs\n"),
    );
    let status = desk.run(&["status", "combined"]);
    let said = format!("{}{}", status.out, status.err);
    assert!(said.contains("two edits of it were not merged"), "{said}");
}
