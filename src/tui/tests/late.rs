//! Answers that come late: what a person does meanwhile is neither lost nor done to something else.

use super::desk::Desk;
use crate::tui::effect::Request;

const RECORD: &str = "audits/aims/answers/iso-42001/4.1.toml";

/// Takes a record away from the disk, so that it cannot be saved, and puts it back.
fn take_away(desk: &Desk) -> impl Fn() + use<> {
    let path = desk.folder.path().join(RECORD);
    let aside = desk.folder.path().join("aside.toml");
    std::fs::rename(&path, &aside).unwrap();
    move || std::fs::rename(&aside, &path).unwrap()
}

#[test]
fn an_edit_made_during_a_reload_stays_and_the_next_edit_keeps_it() {
    let mut desk = Desk::new();
    desk.keys("enter").hold();
    desk.ask(Request::Reload);
    desk.keys("c").release_one();
    desk.sees("✓ conforming").sees("1 of 272");
    desk.keys("i").types("seen in the minutes").keys("esc");
    desk.release()
        .sees("✓ conforming")
        .sees("seen in the minutes");
    let record = desk.read(RECORD);
    for part in ["verdict = \"conforming\"", "seen in the minutes"] {
        assert!(record.contains(part), "{part}: {record}");
    }
}

#[test]
fn a_change_that_cannot_be_saved_takes_no_later_one_with_it() {
    let mut desk = Desk::new();
    desk.keys("enter c").hold();
    desk.keys("x i").types("as the log has it").keys("esc");
    let put_back = take_away(&desk);
    desk.release_one();
    put_back();
    desk.keys("enter").release();
    let record = desk.read(RECORD);
    assert!(record.contains("as the log has it"), "{record}");
    assert!(record.contains("verdict = \"nonconforming\""), "{record}");
    // The screen tells what is on disk.
    desk.sees("as the log has it").sees("✗ nonconforming");
}

#[test]
fn an_undo_that_cannot_be_saved_can_be_done_again() {
    let mut desk = Desk::new();
    desk.keys("enter c");
    let put_back = take_away(&desk);
    desk.keys("u").sees("Could not");
    put_back();
    desk.keys("enter").sees("✓ conforming");
    desk.keys("u")
        .sees("undone: 4.1 #1 conforming")
        .sees("0 of 272");
}
