//! Another edition of a checklist while an audit is under way, and the licensed text of a clause.

use super::desk::Desk;

const OURS: &str = "schema = 1\nid = \"iso-42001\"\ntitle = \"Ours\"\nstandard = \"ISO/IEC 42001:2023\"\n\
    extends = \"iso-42001\"\nversion = \"9.0.0\"\n\n[[change]]\nref = \"4.1\"\nhide = [\"1\"]\n\n\
    [[change.question]]\nid = \"h1\"\nlabel = \"our own question\"\ntext = \"Which of ours?\"\n\
    evidence = [{ method = \"records\", ask = \"x\" }]\n";

/// An audit whose first row is answered, and another edition of its checklist at hand.
fn outdated() -> Desk {
    let mut desk = Desk::new();
    desk.keys("enter c i")
        .types("kept whatever comes")
        .keys("esc");
    let folder = desk.folder.path().join("checklists");
    std::fs::create_dir(&folder).unwrap();
    std::fs::write(folder.join("ours.toml"), OURS).unwrap();
    desk
}

fn upgrade(desk: &mut Desk) -> &mut Desk {
    desk.keys("?").types("upgrade checklist").keys("enter")
}

#[test]
fn an_upgrade_says_what_it_touches_and_happens_only_after_yes() {
    let mut desk = outdated();
    let before = desk.read("audits/aims/criteria/iso-42001.toml");
    upgrade(&mut desk);
    desk.sees("9.0.0. No answer is lost.")
        .sees("1 answer whose question is asked no more; kept, as retired")
        .sees("iso-42001:4.1#1")
        .sees("1 row to answer that did not wait for one before")
        .sees("Which of ours?");
    // Enter may have been typed ahead for something else.
    desk.keys("enter").sees("No answer is lost");
    desk.keys("n").sees_no("No answer is lost");
    assert_eq!(desk.read("audits/aims/criteria/iso-42001.toml"), before);
}

#[test]
fn after_an_upgrade_the_old_answer_is_a_retired_row_and_undo_brings_the_old_edition_back() {
    let mut desk = outdated();
    let before = desk.read("audits/aims/criteria/iso-42001.toml");
    let answers = desk.read("audits/aims/answers/iso-42001/4.1.toml");
    upgrade(&mut desk).keys("y");
    desk.sees("iso-42001 upgraded; undo takes it back");
    desk.sees("retired: asked no more")
        .sees("kept whatever comes");
    desk.sees("1 retired: ").sees("h1 our own question");
    let after = desk.read("audits/aims/criteria/iso-42001.toml");
    assert!(after.contains("retired = true") && after.contains("9.0.0"));
    assert_eq!(desk.read("audits/aims/answers/iso-42001/4.1.toml"), answers);
    // The way to open rows leads past it.
    desk.keys("]").sees_no("retired: asked no more");
    desk.keys("u").sees("undone: iso-42001 upgraded");
    assert_eq!(desk.read("audits/aims/criteria/iso-42001.toml"), before);
    desk.sees("1 of 272");
    desk.keys("ctrl-r").sees("1 of 273");
}

#[test]
fn an_audit_with_the_edition_at_hand_has_nothing_to_upgrade() {
    let mut desk = Desk::new();
    desk.keys("enter");
    upgrade(&mut desk);
    desk.sees("the audit has iso-42001 as it is at hand");
}

#[test]
fn a_long_list_of_what_is_touched_scrolls() {
    let mut desk = outdated();
    desk.resize(60, 16);
    upgrade(&mut desk);
    desk.sees_no("Which of ours?");
    desk.keys("G").sees("Which of ours?");
    desk.keys("y").sees("undo takes it back");
}

#[test]
fn the_licensed_text_is_shown_with_the_unfolded_guidance_alone() {
    let mut desk = Desk::new();
    let (checklist, clause) = ("iso-42001".parse().unwrap(), "4.1".parse().unwrap());
    let words = "Words that were paid for.\nTheir second line.";
    crate::session::texts::set(desk.folder.path(), &checklist, &clause, Some(words)).unwrap();
    desk.ask(crate::tui::effect::Request::Reload);
    desk.keys("enter").sees_no("Words that were paid for.");
    desk.keys("space");
    desk.sees("the requirement (your licensed copy)")
        .sees("Words that were paid for.")
        .sees("Their second line.");
    desk.keys("J J J J J J J J }")
        .sees_no("Words that were paid for.");
}
