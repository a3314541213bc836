//! Verifying by keys: the screen, the record behind a line, stopping.

use super::desk::Desk;

#[test]
fn the_history_is_verified_by_a_key() {
    let mut desk = Desk::new();
    desk.keys("g v");
    desk.sees("Verify").sees("commits");
    desk.keys("q").sees_no("Verify  ");
}

#[test]
fn a_record_that_was_edited_past_its_guards_is_named_and_opened() {
    let mut desk = Desk::new();
    desk.git(&["add", "-A"]);
    desk.git(&["commit", "-q", "--allow-empty", "-m", "All of it"]);
    let path = desk.git(&["ls-files", "audits/*/audit.toml"]);
    let path = path.lines().next().unwrap().to_owned();
    let text = desk
        .read(&path)
        .replace("state = \"planned\"", "state = \"closed\"");
    let text = text.replace("state = \"fieldwork\"", "state = \"closed\"");
    desk.write(&path, &text);
    desk.git(&["commit", "-q", "-am", "Tidy up"]);
    desk.keys("g v");
    desk.sees("not in order").sees("the state is closed");
    desk.keys("enter").sees_no("not in order");
}

#[test]
fn esc_stops_it_before_it_leaves() {
    let mut desk = Desk::new();
    desk.hold();
    desk.keys("g v").sees("esc stops it");
    desk.keys("esc").sees("nothing is verified");
    desk.release();
    desk.sees("nothing is verified");
    desk.keys("esc").sees_no("nothing is verified");
}
