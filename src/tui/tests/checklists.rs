//! What the checklists bring to the screen: rows that standards share, guidance that scrolls, search, and looking up.

use super::desk::Desk;

/// Plans an audit against ISO/IEC 42001, ISO/IEC 27001 and ISO 9001, limited to clauses, and opens its walk.
fn combined(clauses: &str) -> Desk {
    let mut desk = Desk::new();
    desk.keys("a").types("combined").keys("enter");
    desk.types("Combined audit").keys("enter enter");
    // ISO/IEC 42001, then ISO/IEC 27001, then ISO 9001, and that is all.
    desk.keys("enter j enter j enter enter");
    desk.sees("Only these clauses");
    desk.types(clauses).keys("enter enter");
    desk.sees("combined is planned");
    desk.keys("g h G k k g w");
    desk
}

#[test]
fn what_standards_ask_alike_is_one_row_and_one_key_parts_it() {
    let mut desk = combined("7.2");
    desk.sees("together with iso-27001 7.2 #1");
    desk.sees("together with iso-9001 7.2 #1");
    desk.keys("c").sees("1 of ");
    // The clause of the other standard counts the answer, too.
    desk.sees("Competence").sees("1/3");
    let shared = desk.screen();
    let before = rows_to_walk(&shared);
    desk.keys("=").sees("apart from iso-27001 7.2 #1");
    assert_eq!(rows_to_walk(&desk.screen()), before + 2);
    desk.keys("u").sees("together with iso-27001 7.2 #1");
    desk.keys("= =").sees("together with iso-9001 7.2 #1");
    assert_eq!(rows_to_walk(&desk.screen()), before);
}

/// Reads "N of M" at the upper edge.
fn rows_to_walk(screen: &str) -> usize {
    let first = screen.lines().next().unwrap();
    let words: Vec<&str> = first.split_whitespace().collect();
    let of = words.iter().rposition(|word| *word == "of").unwrap();
    words[of + 1].parse().unwrap()
}

#[test]
fn a_row_that_was_parted_and_answered_is_not_joined_over_its_answer() {
    let mut desk = combined("7.2");
    desk.keys("c =");
    // The parted row of the other standard is a row of its own.
    desk.keys("ctrl-p").types("7.2 #1").keys("down enter");
    desk.sees("apart from iso-42001 7.2 #1");
    desk.keys("x =").sees("has an answer of its own");
    desk.keys("x =");
    desk.sees("together with iso-27001 7.2 #1");
    desk.sees("conforming");
}

#[test]
fn a_finding_from_a_shared_row_names_every_standard() {
    let mut desk = combined("7.2");
    desk.keys("x f");
    for criterion in ["iso-42001:7.2", "iso-27001:7.2", "iso-9001:7.2"] {
        desk.sees(criterion);
    }
}

#[test]
fn long_guidance_scrolls_on_its_own_and_the_verdict_stays_in_sight() {
    let mut desk = combined("7.2");
    desk.resize(80, 24);
    desk.keys("space").sees("a good answer shows");
    desk.sees("Verdict").sees("Note");
    let top = desk.screen();
    for _ in 0..12 {
        desk.keys(")");
        desk.sees("Verdict").sees("question 1 of");
    }
    assert_ne!(desk.screen(), top);
    desk.sees("see also");
    desk.keys("space").keys("space");
    // Folding and unfolding leaves one where one was.
    desk.sees("see also");
    for _ in 0..12 {
        desk.keys("(");
    }
    assert_eq!(desk.screen(), top);
}

#[test]
fn who_writes_a_note_sees_the_question_however_long_the_guidance() {
    let mut desk = combined("7.2");
    desk.resize(80, 24);
    desk.keys("space i").types("seen");
    desk.sees("question 1 of").sees("seen");
}

#[test]
fn words_are_found_in_all_questions_and_hints_of_the_audit() {
    let mut desk = combined("7 9");
    desk.keys("ctrl-f").sees("search questions and hints");
    desk.types("audit programme cycle");
    desk.sees("iso-9001 9.2.2").sees("iso-27001 9.2.2");
    desk.types(" zzz").sees("nothing in the checklists");
    desk.keys("backspace backspace backspace backspace down enter");
    desk.sees("9.2");
    desk.keys("ctrl-f").types("vulnerability scan");
    // Clause 8 of Annex A is out of the scope of this audit.
    desk.sees("nothing in the checklists");
}

#[test]
fn objectives_and_risk_sources_are_looked_up_with_what_bears_on_them() {
    let mut desk = Desk::new();
    desk.keys("enter g l").sees("Annex C").sees("Annex D");
    desk.keys("/").types("fairness").keys("enter n");
    desk.sees("C.2.5  Fairness").sees("bear on it");
    desk.keys("enter").sees("what bears on C.2.5");
    desk.keys("enter").sees("question ").sees("Verdict");
    desk.keys("ctrl-f").types("C.2.5").sees("nothing");
    desk.keys("esc ctrl-f").types("deskilled").keys("esc");
    desk.keys("ctrl-f")
        .types("technology readiness")
        .keys("G enter");
    desk.keys("esc");
    for (width, height) in [(80, 24), (40, 12)] {
        desk.resize(width, height);
        desk.keys("g l").sees("Annex B");
    }
}
