//! Forms that were half filled in when the program ended without a goodbye: keys in, and what the next start offers.

use super::{
    desk::{Desk, git, policy},
    programme::begun,
};
use crate::{process::Owner, tui::model::Message};

/// Ends the program as a crash does, after what was typed was kept, and starts it again.
pub(super) fn again(mut desk: Desk) -> Desk {
    desk.tell(Message::FocusLost);
    let drafts = desk.folder.path().join(".git/tickmark/drafts");
    let kept = std::fs::read_dir(&drafts).into_iter().flatten().flatten();
    let own = format!("{}.toml", Owner::me().mark());
    let kept = kept.map(|entry| entry.path()).find(|path| {
        let name = path.file_name().unwrap();
        name.to_str() == Some(own.as_str())
    });
    // As another process left it that is not there any more.
    if let Some(kept) = kept {
        let text = std::fs::read_to_string(&kept).unwrap();
        let started = text.lines().find(|line| line.starts_with("started = "));
        let dead = text.replace(started.unwrap(), "started = \"0\"");
        std::fs::write(drafts.join("1-before.toml"), dead).unwrap();
        std::fs::remove_file(kept).unwrap();
    }
    Desk::open(desk.folder)
}

#[test]
fn an_interview_is_taken_up_again_with_all_its_fields() {
    let mut desk = Desk::new();
    desk.keys("enter E enter").types("risk manager");
    desk.keys("tab")
        .types("the \"register\"")
        .keys("tab tab tab");
    desk.types("two").keys("enter").types("lines");
    let mut desk = again(desk);
    desk.sees("cite interview row iso-42001:4.1#1")
        .sees("risk manager");
    desk.keys("enter")
        .sees("the \"register\"")
        .sees("2026-11-22T10:00");
    desk.keys("ctrl-s");
    let text = desk.read("audits/aims/answers/iso-42001/4.1.toml");
    for line in ["who = \"risk manager\"", "note = '''\ntwo\nlines'''"] {
        assert!(text.contains(line), "{line}\n{text}");
    }
    // It is taken, and not offered once more.
    again(desk).sees_no("text that was being typed");
}

#[test]
fn what_is_taken_or_given_up_is_not_offered_again() {
    let mut desk = Desk::new();
    desk.keys("enter E enter").types("risk manager");
    desk.tell(Message::FocusLost);
    desk.keys("ctrl-s").sees("interview, risk manager");
    desk.keys("E enter").types("somebody");
    desk.tell(Message::FocusLost);
    desk.keys("esc esc").sees_no("somebody");
    again(desk).sees_no("text that was being typed");
}

#[test]
fn leaving_in_the_middle_of_a_form_loses_nothing_either() {
    let mut desk = Desk::new();
    desk.keys("enter E j j j j j j enter").types("export.csv");
    desk.keys("tab").types("learning portal");
    // Going back gives up what is typed here: the footer must not say that it keeps it.
    desk.sees("esc back").sees_no("esc keep");
    desk.keys("ctrl-c").sees("nothing is lost");
    desk.keys("ctrl-c");
    assert_eq!(desk.ended, Some(0));
    let mut desk = again(desk);
    desk.sees("cite copy row iso-42001:4.1#1");
    desk.keys("enter")
        .sees("keep a copy")
        .sees("learning portal");
}

#[test]
fn what_is_said_of_a_citation_that_is_there_is_taken_up_at_it() {
    let mut desk = Desk::new();
    desk.keys("enter E enter")
        .types("risk manager")
        .keys("ctrl-s");
    desk.keys("v i tab").types("the register");
    let mut desk = again(desk);
    desk.sees("describe E-");
    desk.keys("enter ctrl-s");
    let text = desk.read("audits/aims/answers/iso-42001/4.1.toml");
    assert!(text.contains("what = \"the register\""), "{text}");
    assert_eq!(text.matches("kind = \"interview\"").count(), 1);
}

#[test]
fn a_reason_to_pin_anew_is_taken_up_with_both_sides() {
    let mut desk = Desk::new();
    desk.keys("enter e").types("aipolicy").keys("tab");
    desk.keys("1 0 G v j j enter");
    let path = desk.folder.path().join("policy/ai-policy.md");
    std::fs::write(path, format!("preamble\n{}", policy())).unwrap();
    git(desk.folder.path(), &["commit", "-q", "-a", "-m", "Begin"]);
    desk.keys("v r").types("a preamble came");
    let mut desk = again(desk);
    desk.sees("repin E-").sees("policy/ai-policy.md:11-13");
    desk.keys("enter")
        .sees("Why is it pinned anew?")
        .sees("10 The policy says thing 10.");
    desk.keys("enter")
        .sees("policy/ai-policy.md:11-13")
        .sees("as cited");
    let text = desk.read("audits/aims/answers/iso-42001/4.1.toml");
    assert!(text.contains("why = \"a preamble came\""), "{text}");
    assert!(text.contains("lines = [11, 13]"), "{text}");
}

#[test]
fn the_form_of_a_sample_is_taken_up_with_its_choices_and_its_seed() {
    let mut desk = Desk::new();
    desk.keys("enter S j enter")
        .types("releases/log.csv")
        .keys("enter 6 G l 8 G enter")
        .types("Releases");
    let screen = desk.screen();
    let seed = screen.lines().find(|line| line.contains(" seed ")).unwrap();
    let mut desk = again(desk);
    desk.sees("draw row iso-42001:4.1#1").sees("Releases");
    desk.keys("enter")
        .sees("[systematic]")
        .sees("Releases")
        .sees("will be drawn")
        .sees(seed.trim_start_matches('\u{258c}').trim());
    desk.keys("ctrl-s").sees("Releases").sees("systematic");
    again(desk).sees_no("text that was being typed");
}

#[test]
fn a_repository_that_is_half_named_and_a_state_that_is_half_given_a_reason_are_kept() {
    let mut desk = Desk::new();
    desk.keys("g e enter").types("models").keys("tab");
    desk.types("../models");
    let mut desk = again(desk);
    desk.sees("repository named");
    desk.keys("enter").sees("../models");
    desk.keys("esc esc");
    desk.keys("g h enter x f s");
    desk.sees("becomes");
    desk.keys("G enter").sees("why");
    desk.types("raised by mistake");
    let mut desk = again(desk);
    desk.sees("becomes withdrawn").sees("raised by mistake");
    // Nothing but a person knows where it belongs.
    desk.keys("enter").sees("y copies the text");
    desk.keys("y");
    assert_eq!(desk.copied, ["raised by mistake"]);
}

#[test]
fn an_audit_that_is_half_planned_in_the_programme_is_taken_up_again() {
    let mut desk = begun();
    desk.keys("o").types("half-2027").keys("tab");
    desk.types("Half a title");
    let mut desk = again(desk);
    desk.sees("programme plan").sees("half-2027");
    desk.keys("enter").sees("Half a title");
    desk.keys("ctrl-s");
    let record = desk.read("audits/programme.toml");
    assert!(record.contains("id = \"half-2027\""), "{record}");
}
