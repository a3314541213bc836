//! The management review by keys.

use super::desk::Desk;

#[test]
fn the_review_shows_charts_and_opens_what_is_selected() {
    let mut desk = Desk::new();
    desk.keys("g M");
    desk.sees("Management review  2025-11-23 to 2026-11-22")
        .sees("No audit was at work in the period.")
        .sees("0 raised, 0 of them major; 0 open at the end")
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
    desk.keys("G k k k k k y");
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
