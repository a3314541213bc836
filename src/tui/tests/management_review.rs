//! The management review by keys.

use super::desk::Desk;

#[test]
fn the_review_shows_charts_and_opens_what_is_selected() {
    let mut desk = Desk::new();
    desk.keys("g M");
    desk.sees("Management review  2025-11-23 to 2026-11-22")
        .sees("No audit was at work in the period.")
        .sees("0 open at the end; 0 raised, 0 of them major")
        .sees("raised (major)")
        .sees("2026 Q4");
    desk.keys("enter");
    desk.sees("Management review");
    desk.keys("[");
    desk.sees("2024-11-23 to 2025-11-22").sees("2025 Q4");
    desk.keys("] g M q");
    desk.sees_no("Management review  2025");
}

#[test]
fn an_opportunity_that_was_handed_over_is_shown_and_opened() {
    let mut desk = Desk::new();
    desk.keys("enter p i").types("Sort it.").keys("esc f enter");
    desk.types("Sort the register").keys("esc g h");
    let folder = desk.folder.path().join("audits/aims/findings");
    let file = std::fs::read_dir(folder).unwrap().next().unwrap().unwrap();
    let text = std::fs::read_to_string(file.path()).unwrap();
    let text = text.replace("state = \"draft\"", "state = \"noted\"");
    let text = text.replace("to = \"draft\"", "to = \"noted\"");
    std::fs::write(file.path(), text).unwrap();
    desk.keys("?").types("reload").keys("enter");
    desk.keys("g M");
    desk.sees("Audits at work: 1");
    desk.keys("G k k k k k k y");
    assert!(
        desk.copied
            .iter()
            .any(|said| said.ends_with("Sort the register")),
        "{:?}",
        desk.copied
    );
    desk.keys("enter");
    desk.sees("Objective evidence").sees("Sort it.");
    desk.keys("q").resize(80, 24);
    desk.sees("Sort the register").sees("noted");
}

#[test]
fn a_record_that_cannot_be_read_is_told_before_everything_that_leaves_it_out() {
    let mut desk = Desk::new();
    desk.keys("enter x f").types("Missing").keys("esc g h");
    let folder = desk.folder.path().join("audits/aims/findings");
    let file = std::fs::read_dir(folder).unwrap().next().unwrap().unwrap();
    let text = std::fs::read_to_string(file.path()).unwrap();
    std::fs::write(file.path(), format!("{text}x = =\n")).unwrap();
    desk.keys("g M");
    desk.sees_no("Cannot be read");
    desk.ask(crate::tui::effect::Request::Reload);
    desk.sees("Cannot be read, and not counted: 1")
        .sees("! audits/aims/findings/F-");
    desk.keys("g g j enter");
    desk.sees("Could not read a record");
}

#[test]
fn on_a_small_screen_the_quarters_are_numbers_and_what_is_open_is_seen() {
    let mut desk = Desk::new();
    desk.resize(40, 12);
    desk.keys("g M");
    desk.sees("Review  2025-11-23 to 2026-11-22")
        .sees("Nonconformities: 0 open at the end");
    desk.sees("raised").sees("closed").sees("open");
}
