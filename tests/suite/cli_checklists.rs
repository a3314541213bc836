//! Checklists by command: what is shown, and what is found in them.

use crate::cli_desk::Desk;

#[test]
fn a_clause_is_shown_with_all_that_is_said_about_it() {
    let desk = Desk::bare();
    let shown = desk
        .run(&["checklist", "show", "nist-ai-rmf", "GOVERN 1.1"])
        .ok();
    assert!(shown.contains("Legal and regulatory requirements involving AI"));
    assert!(shown.contains("see also\n    iso-42001"), "{shown}");
    let shown = desk.run(&["checklist", "show", "iso-42001", "A.7.4"]).ok();
    assert!(shown.contains("no criterion"), "{shown}");
    assert!(shown.contains("bears on"), "{shown}");
    let act = desk.run(&["checklist", "show", "eu-ai-act"]).ok();
    assert!(
        act.contains("Only the texts in the Official Journal"),
        "{act}"
    );
}

#[test]
fn an_entry_is_looked_up_with_the_questions_that_bear_on_it() {
    let desk = Desk::bare();
    let shown = desk.run(&["checklist", "show", "iso-42001", "C.2.9"]).ok();
    assert!(shown.starts_with("C.2.9  Safety"), "{shown}");
    assert!(shown.contains("questions that bear on it"), "{shown}");
    let json = desk
        .run(&["checklist", "show", "iso-42001", "C.2.9", "--json"])
        .json();
    assert_eq!(json["reference"]["title"], "Safety");
    desk.run(&["checklist", "show", "iso-42001", "C.2.99"])
        .fails(2, &["C.2.99", "did you mean C.2.9?"]);
}

#[test]
fn words_are_found_in_every_checklist_at_hand() {
    let desk = Desk::audit();
    let found = desk
        .run(&["checklist", "search", "internal", "audit", "programme"])
        .ok();
    for place in ["iso-42001:9.2.2", "iso-27001:9.2.2"] {
        assert!(found.contains(place), "{found}");
    }
    let own = desk.run(&[
        "checklist",
        "search",
        "--checklist",
        "house",
        "--json",
        "register",
    ]);
    let own = own.json();
    assert_eq!(own["found"][0]["ref"], "4.1");
    assert_eq!(own["found"][0]["kind"], "title");
    let nothing = desk.run(&["checklist", "search", "zzzz"]);
    assert_eq!((nothing.status, nothing.out.as_str()), (1, ""));
    desk.run(&["checklist", "search", "--checklist", "hause", "x"])
        .fails(2, &["did you mean house?"]);
}
