//! What happens outside while the program is open: another branch, records that are taken away, edits of others.

use super::desk::Desk;
use crate::{
    session::plan::Plan,
    tui::{effect::Request, model::Message},
};

const SHEET: &str = "audits/aims/answers/iso-42001/4.1.toml";

#[test]
fn who_comes_back_to_another_branch_sees_its_name_and_its_records() {
    let mut desk = Desk::new();
    desk.git(&["branch", "before"]);
    desk.keys("enter x f").keys("g r ctrl-s").sees("committed");
    desk.keys("g f").sees("F-");
    desk.git(&["checkout", "-q", "before"]);
    desk.tell(Message::FocusGained);
    desk.sees("before is checked out now").sees_no("F-");
    let top = desk.screen();
    assert!(top.lines().next().unwrap().ends_with("before"), "{top}");
    desk.git(&["checkout", "-q", "main"]);
    desk.tell(Message::FocusGained);
    desk.sees("F-");
}

#[test]
fn a_text_of_a_record_that_another_branch_does_not_have_is_kept_and_told_in_words_that_help() {
    let mut desk = Desk::new();
    desk.git(&["branch", "before"]);
    desk.keys("enter x f").keys("g r ctrl-s").sees("committed");
    desk.keys("enter").types("A title");
    desk.git(&["checkout", "-q", "before"]);
    desk.keys("esc").sees("is not there any more");
    desk.keys("enter")
        .sees("the branch before that is")
        .sees("checked out now does not have it")
        .sees("git switch -");
    desk.keys("enter j j enter");
    desk.keys("g h").sees("aims");
    let folder = desk.folder.path().join(".git/tickmark/drafts");
    let kept: String = std::fs::read_dir(folder)
        .unwrap()
        .flatten()
        .map(|entry| std::fs::read_to_string(entry.path()).unwrap())
        .collect();
    assert!(kept.contains("A title"), "{kept}");
    assert_eq!(desk.git(&["status", "--porcelain", "audits"]), "");
}

#[test]
fn records_that_are_taken_away_are_told_at_home_and_shown_nowhere_else() {
    let mut desk = Desk::new();
    desk.keys("enter c g r ctrl-s").sees("committed");
    std::fs::remove_dir_all(desk.folder.path().join("audits/aims")).unwrap();
    desk.tell(Message::FocusGained);
    desk.keys("g h")
        .sees("audits/aims is not there any more")
        .sees("no audit yet");
    desk.keys("g g enter").sees("git checkout -- 'audits/aims'");
    desk.keys("enter");
    desk.git(&["checkout", "--", "audits/aims"]);
    desk.tell(Message::FocusGained);
    desk.sees_no("is not there any more").sees("Internal audit");
}

#[test]
fn what_was_taken_away_is_verified_as_it_is_committed() {
    let mut desk = Desk::new();
    std::fs::remove_dir_all(desk.folder.path().join("audits")).unwrap();
    desk.keys("g v")
        .sees("verified")
        .sees("Not committed")
        .sees_no("could not be done");
}

#[test]
fn an_edit_from_outside_is_seen_when_one_comes_back_and_nothing_is_read_when_there_is_none() {
    let mut desk = Desk::new();
    desk.keys("enter c");
    let text = desk
        .read(SHEET)
        .replace("\"conforming\"", "\"observation\"");
    desk.write(SHEET, &text);
    desk.tell(Message::FocusGained);
    desk.sees("observation");
    // What the program writes itself is no edit from outside.
    desk.keys("x");
    desk.tell(Message::FocusGained);
    desk.sees("✗ nonconforming");
    desk.keys("u").sees("undone").sees("observation");
}

#[test]
fn a_place_of_any_audit_is_found_from_home() {
    let mut desk = Desk::new();
    desk.keys("enter x f enter")
        .types("Releases waived")
        .keys("esc");
    let plan = Plan::new("second".parse().unwrap(), "Another audit".to_owned());
    let checklists = vec!["iso-42001".to_owned()];
    desk.ask(Request::Plan { plan, checklists });
    desk.keys("g h").sees("second");
    desk.keys("ctrl-p").types("waived");
    desk.sees("Releases waived").sees("[aims]");
    desk.keys("enter")
        .sees("Releases waived")
        .sees("waiting for: issue");
    desk.keys("g h ctrl-p").types("6.1.2").sees("[second]");
}
