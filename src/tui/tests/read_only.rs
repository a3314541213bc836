//! Where nothing can be saved: a banner on every screen, edits refused at the key, and on again once it can be.

use super::desk::{Desk, workspace};
use crate::tui::model::Message;

/// Makes a workspace that a newer version wrote.
fn newer() -> tempfile::TempDir {
    let folder = workspace();
    let path = folder.path().join("tickmark.toml");
    let text = std::fs::read_to_string(&path).unwrap();
    std::fs::write(path, text.replace("schema = 1", "schema = 2")).unwrap();
    folder
}

#[test]
fn a_banner_stands_on_every_screen_and_edits_are_refused_with_the_reason() {
    let mut desk = Desk::open(newer());
    let banner = "read-only: tickmark.toml has schema 2";
    desk.sees(banner);
    desk.keys("enter").sees(banner).sees("question 1 of");
    desk.keys("c")
        .sees("Could not save: tickmark.toml has schema 2")
        .sees("install the current version of tickmark");
    desk.keys("enter").sees(banner).sees_no("Could not save");
    assert_eq!(desk.read("audits/aims/answers/iso-42001/4.1.toml"), "");
    for (width, height) in [(80, 24), (40, 12), (32, 8)] {
        desk.resize(width, height);
        desk.sees("read-only: tickmark.toml");
    }
}

#[test]
fn what_can_be_saved_again_is_when_the_person_comes_back() {
    let mut desk = Desk::open(newer());
    desk.keys("enter c").sees("Could not save");
    desk.keys("enter");
    let text = desk.read("tickmark.toml");
    desk.write("tickmark.toml", &text.replace("schema = 2", "schema = 1"));
    desk.tell(Message::FocusGained);
    desk.sees_no("read-only");
    desk.keys("c");
    let sheet = desk.read("audits/aims/answers/iso-42001/4.1.toml");
    assert!(sheet.contains("conforming"), "{sheet}");
}

#[test]
fn settings_that_are_broken_are_told_in_a_notice_until_a_key() {
    let mut desk = Desk::new();
    let error = crate::config::broken(
        "the keys",
        std::path::Path::new("/home/ada/.config/tickmark/keys.toml"),
        vec!["2:1: no action is named \"verdict-conformin\"".to_owned()],
    );
    let mut effects = Vec::new();
    desk.model.tell_of_settings(&[error], &mut effects);
    assert!(effects.is_empty());
    desk.sees("The settings are broken, and the program goes on with the defaults")
        .sees("keys.toml:2:1: no action is named")
        .sees("until then the defaults hold there");
    desk.keys("enter").sees_no("The settings are broken");
}
