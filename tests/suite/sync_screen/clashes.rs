//! What both changed, chosen by keys.

use super::{ESC, SYNC, at_home, at_the_screen, head, sees};
use crate::{
    cli_findings::drafted,
    cli_sync::{Pair, SHEET, answer, assert_sound},
};

const REGISTER: &str = "audits/a-1/answers/house/4.1.toml";

/// Makes two clashes: both have answered the register, and both the method.
fn clashing() -> Pair {
    let pair = Pair::new();
    answer(&pair.ben, "4.1#1", "nonconforming", "Register seen by Ben");
    pair.ben_sends("4.2#1", "nonconforming");
    answer(&pair.ada, "4.1#1", "conforming", "Register seen by Ada");
    answer(&pair.ada, "4.2#1", "observation", "Seen by Ada");
    pair
}

#[test]
fn each_field_is_chosen_for_itself_and_choices_outlast_leaving_the_screen() {
    let pair = clashing();
    let before = head(&pair.ada);
    let mut pty = at_the_screen(&pair.ada, &[]);
    pty.type_keys(SYNC);
    pty.wait_for("origin/main: 2 fields clash; nothing was changed");
    // Both sides stand beside one another, with who said them.
    for text in [
        "Register seen by Ada",
        "Register seen by Ben",
        "by Ada Auditor <ada@example.org>",
        "by Ben <ben@example.org>",
        "undecided",
    ] {
        sees(&pty, text);
    }
    let ours = pty.screen().contents();
    let line = ours
        .lines()
        .find(|line| line.contains("Register seen by Ada"));
    assert!(line.unwrap().contains("Register seen by Ben"), "{ours}");

    pty.type_keys("o");
    pty.wait_for("2 fields clash, 1 chosen");
    sees(&pty, "ours, taken");
    pty.type_keys(SYNC);
    pty.wait_for("1 field is not chosen yet");
    assert_eq!(head(&pair.ada), before);
    pty.type_keys(ESC);
    pty.wait_for("Audits");
    pty.type_keys("gS");
    pty.wait_for("2 fields clash, 1 chosen");
    pty.type_keys("]t");
    pty.wait_for("2 fields clash, 2 chosen");
    // The same key again takes it back.
    pty.type_keys("t");
    pty.wait_for("2 fields clash, 1 chosen");
    pty.type_keys("t");
    pty.wait_for("2 fields clash, 2 chosen");
    assert_eq!(head(&pair.ada), before);
    assert_eq!(pair.ada.git(&["status", "--porcelain"]), "");
    pty.type_keys(SYNC);
    pty.wait_for(" sent");
    assert!(pair.ada.read(REGISTER).contains("Register seen by Ada"));
    assert!(pair.ada.read(SHEET).contains("Seen by Ben"));
    assert!(!pair.ada.read(SHEET).contains("Seen by Ada"));
    pair.ben.run(&["sync"]).ok();
    assert_eq!(pair.ben.read(SHEET), pair.ada.read(SHEET));
    // That somebody chose is worth knowing, and no more.
    let told = pair.ada.run(&["verify"]).ok();
    assert!(told.contains("merge-chose"), "{told}");
    assert_sound(&pair.ada);
}

#[test]
fn on_a_small_screen_one_side_stands_above_the_other_and_scrolls() {
    let pair = clashing();
    let mut pty = at_home(&pair.ada, &[]);
    pty.resize(80, 24);
    pty.type_keys("gS");
    pty.wait_for("2 ahead, 0 behind");
    pty.type_keys(SYNC);
    pty.wait_for("2 fields clash");
    let contents = pty.screen().contents();
    let line = contents
        .lines()
        .find(|line| line.contains("Register seen by Ada"));
    assert!(!line.unwrap().contains("Ben"), "{contents}");
    pty.type_keys("))");
    pty.wait_for("Register seen by Ben");
}

#[test]
fn a_record_is_taken_as_a_whole() {
    let pair = clashing();
    let theirs = pair.ben.read(SHEET);
    let mut pty = at_the_screen(&pair.ada, &[]);
    pty.type_keys(SYNC);
    pty.wait_for("2 fields clash");
    pty.type_keys("O");
    pty.wait_for("all ours");
    pty.type_keys("]T");
    pty.wait_for("all theirs");
    pty.type_keys(SYNC);
    pty.wait_for(" sent");
    assert_eq!(pair.ada.read(SHEET), theirs);
    assert!(pair.ada.read(REGISTER).contains("Register seen by Ada"));
}

#[test]
fn what_the_other_side_changed_again_after_one_chose_is_to_be_chosen_again() {
    let pair = clashing();
    let mut pty = at_the_screen(&pair.ada, &[]);
    pty.type_keys(SYNC);
    pty.wait_for("2 fields clash");
    pty.type_keys("t]t");
    pty.wait_for("2 fields clash, 2 chosen");
    pair.ben_sends("4.2#1", "opportunity");
    pty.type_keys(SYNC);
    pty.wait_for("2 fields clash, 1 chosen");
    pty.wait_for("opportunity");
    assert!(pair.ada.read(SHEET).contains("Seen by Ada"));
    pty.type_keys("t");
    pty.wait_for("2 fields clash, 2 chosen");
    pty.type_keys(SYNC);
    pty.wait_for(" sent");
    assert!(pair.ada.read(SHEET).contains("opportunity"));
}

#[test]
fn of_two_states_only_that_of_the_later_step_is_taken() {
    let pair = Pair::new();
    let id = drafted(&pair.ada);
    pair.ada.run(&["commit", "-m", "A finding"]).ok();
    pair.ada.run(&["sync"]).ok();
    pair.ben.run(&["sync"]).ok();
    let path = format!("audits/a-1/findings/{id}.toml");
    pair.ben.run(&["finding", "move", &id, "issued"]).ok();
    // Ben's step is the later one, whatever the clock says.
    let text = pair.ben.read(&path);
    let at = text.rfind("at = ").unwrap();
    let year = at + text[at..].find("20").unwrap();
    pair.ben.write(
        &path,
        &format!("{}2099{}", &text[..year], &text[year + 4..]),
    );
    pair.ben.git(&["commit", "-qam", "Issue it"]);
    pair.ben.git(&["push", "-q"]);
    let why = ["--why", "It was no finding"];
    pair.ada
        .run(&[&["finding", "move", &id, "withdrawn"], &why[..]].concat())
        .ok();
    pair.ada.run(&["commit", "-m", "Withdraw it"]).ok();
    let before = head(&pair.ada);
    let mut pty = at_the_screen(&pair.ada, &[]);
    pty.type_keys(SYNC);
    pty.wait_for("state  both moved it on");
    pty.type_keys("o");
    pty.wait_for("1 chosen");
    pty.type_keys(SYNC);
    pty.wait_for("not ours");
    sees(&pty, "only that of the later step can be taken");
    pty.type_keys("o");
    pty.wait_for("of two states only that");
    assert_eq!(head(&pair.ada), before);
    pty.type_keys("t");
    pty.wait_for("1 chosen");
    pty.type_keys(SYNC);
    pty.wait_for(" sent");
    assert!(pair.ada.read(&path).contains("state = \"issued\""));
}
