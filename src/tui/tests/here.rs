//! Others in the same checkout, and edits from outside: who is here, what is seen by itself, what is kept over it.

use super::desk::{Desk, workspace};
use crate::{
    process::Owner,
    store::presence::{self, Entry, Presence},
    tui::{
        effect::{Outside, Reply},
        model::Message,
    },
};

const SHEET: &str = "audits/aims/answers/iso-42001/4.1.toml";

/// Lets somebody have the program open in a checkout, on another machine, whose lock tells that they are there.
fn enter(folder: &std::path::Path, person: &str, process: u32) -> Presence {
    let owner = Owner {
        pid: process,
        boot: "another".to_owned(),
        host: "ledger".to_owned(),
        ..Owner::me()
    };
    let entry = Entry {
        person: person.to_owned(),
        since: "2026-11-22T09:14:00Z".parse().unwrap(),
        terminal: Some("/dev/pts/3".to_owned()),
        owner,
    };
    presence::enter(&folder.join(".git/tickmark"), &entry).unwrap()
}

const BEN: &str = "Ben Berg <ben@example.org>";

/// Tells what the watcher tells.
fn changed_outside(desk: &mut Desk) {
    let seen = Outside {
        records: true,
        people: true,
    };
    desk.tell(Message::Reply(Reply::Outside(seen)));
}

fn drafts(desk: &Desk) -> String {
    let folder = desk.folder.path().join(".git/tickmark/drafts");
    let entries = std::fs::read_dir(folder).into_iter().flatten().flatten();
    entries
        .map(|entry| std::fs::read_to_string(entry.path()).unwrap())
        .collect()
}

fn first_line(desk: &Desk) -> String {
    desk.screen().lines().next().unwrap().to_owned()
}

#[test]
fn the_second_one_is_told_who_is_here_and_since_when() {
    let folder = workspace();
    let _ben = enter(folder.path(), BEN, 7);
    let mut desk = Desk::open(folder);
    desk.sees("Ben Berg has this checkout open, too, on pts/3 of ledger, since 09:14");
    desk.keys("enter").sees_no("has this checkout open");
    assert!(first_line(&desk).contains("with Ben Berg"));
}

#[test]
fn whoever_comes_and_goes_is_told_of_once() {
    let mut desk = Desk::new();
    let ben = enter(desk.folder.path(), BEN, 7);
    changed_outside(&mut desk);
    desk.sees("Ben Berg has this checkout open, too");
    let me = enter(
        desk.folder.path(),
        "Astrid Lindqvist <astrid@example.org>",
        8,
    );
    desk.keys("enter").tell(Message::FocusGained);
    desk.sees("you have this checkout open already")
        .sees_no("Ben Berg has");
    assert!(first_line(&desk).contains("with 2 others"));
    drop(ben);
    desk.keys("j").tell(Message::FocusGained);
    desk.sees("Ben Berg has left");
    assert!(first_line(&desk).contains("open twice"));
    drop(me);
    desk.keys("j").tell(Message::FocusGained);
    assert!(!first_line(&desk).contains("open twice"));
}

#[test]
fn an_edit_from_outside_is_seen_by_itself_and_nothing_typed_is_touched() {
    let mut desk = Desk::new();
    desk.keys("enter c J i").types("half a note");
    let text = desk
        .read(SHEET)
        .replace("\"conforming\"", "\"observation\"");
    desk.write(SHEET, &text);
    changed_outside(&mut desk);
    desk.sees("half a note").sees("○ 1 issues");
    desk.types(" goes on").keys("esc");
    let text = desk.read(SHEET);
    assert!(text.contains("half a note goes on"), "{text}");
    assert!(text.contains("\"observation\""), "{text}");
}

#[test]
fn a_branch_that_is_switched_is_in_the_first_line_at_once() {
    let mut desk = Desk::new();
    desk.keys("enter");
    desk.git(&["checkout", "-q", "-b", "another"]);
    changed_outside(&mut desk);
    assert!(first_line(&desk).ends_with("another"));
    desk.sees("another is checked out now");
}

#[test]
fn what_is_known_of_citations_stays_while_somebody_elses_edit_is_read() {
    let mut desk = Desk::new();
    desk.keys("enter e").types("aipolicy").keys("tab");
    desk.keys("1 0 G v j j enter").sees("as cited");
    desk.write(
        "audits/aims/answers/iso-42001/4.2.toml",
        "schema = 1\nchecklist = \"iso-42001\"\nref = \"4.2\"\n\n[[answer]]\nid = \"1\"\n\
         verdict = \"conforming\"\nby = \"Ben Berg <ben@example.org>\"\nat = 2026-11-22T09:00:00Z\n",
    );
    desk.hold();
    changed_outside(&mut desk);
    // Who is here, then the records; how the citations stand is answered later.
    desk.release_one().release_one();
    desk.sees("1 of 272").sees("as cited");
    desk.release().sees("as cited");
}

#[test]
fn a_text_is_kept_as_soon_as_something_is_opened_over_it() {
    let mut desk = Desk::new();
    desk.keys("enter i").types("half a note");
    assert!(!drafts(&desk).contains("half a note"));
    desk.keys("f1");
    assert!(drafts(&desk).contains("half a note"));
    // What is typed above is another text, and ends without the one below.
    desk.types("undo").keys("esc esc");
    desk.keys("esc");
    assert!(!drafts(&desk).contains("half a note"));
    assert!(desk.read(SHEET).contains("half a note"));
}

#[test]
fn every_text_that_is_open_is_among_what_an_ending_program_keeps() {
    let mut desk = Desk::new();
    desk.keys("enter i").types("below the help").keys("f1");
    let kept = desk.model.drafts();
    let texts: Vec<&str> = kept.iter().map(|draft| draft.text.as_str()).collect();
    assert_eq!(texts, ["below the help"]);
}

#[test]
fn a_change_that_is_held_up_is_listed_with_what_was_typed_for_it() {
    let mut desk = Desk::new();
    desk.keys("enter").hold();
    desk.keys("c i").types("seen").keys("esc");
    let unsaved = desk.model.unsaved();
    let typed: Vec<usize> = unsaved.iter().map(|one| one.typed.len()).collect();
    assert_eq!(typed, [0, 1]);
    assert_eq!(unsaved[1].typed[0].text, "seen");
    desk.release();
    assert!(desk.model.unsaved().is_empty());
}

#[test]
fn what_was_typed_in_a_form_that_could_not_be_saved_is_among_the_drafts() {
    let mut desk = Desk::new();
    desk.keys("enter c E enter").types("risk manager");
    let newer = desk.read(SHEET).replace("schema = 1", "schema = 99");
    desk.write(SHEET, &newer);
    desk.keys("ctrl-s").sees("Could not save");
    desk.sees("what you typed is among the drafts");
    assert!(drafts(&desk).contains("risk manager"));
    assert_eq!(desk.read(SHEET), newer);
}

#[test]
fn what_was_typed_in_a_form_for_a_record_that_is_gone_is_a_draft_of_that_form() {
    let mut desk = Desk::new();
    desk.keys("enter c E enter").types("risk manager");
    std::fs::remove_file(desk.folder.path().join(SHEET)).unwrap();
    desk.keys("ctrl-s").sees("4.1 is not there any more");
    let kept = drafts(&desk);
    assert!(kept.contains("risk manager"), "{kept}");
    assert!(
        kept.contains("cite interview row iso-42001:4.1#1"),
        "{kept}"
    );
}

#[test]
fn an_undo_that_somebody_elses_edit_stands_against_is_told_and_the_edit_is_seen() {
    let mut desk = Desk::new();
    desk.keys("enter c");
    let text = desk
        .read(SHEET)
        .replace("\"conforming\"", "\"observation\"");
    desk.write(SHEET, &text);
    desk.keys("u").sees("Could not");
    desk.keys("enter").sees("observation");
    assert_eq!(desk.read(SHEET), text);
    desk.keys("x").sees("✗ nonconforming");
}

#[test]
fn one_comes_back_to_what_was_in_sight() {
    let mut desk = Desk::new();
    desk.keys("enter 4 0 J 6 K");
    let before = desk.screen();
    let desk = Desk::open(desk.folder);
    assert_eq!(desk.screen(), before);
}
