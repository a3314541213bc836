//! Evidence that is no file, and kept copies: keys in, screen out, and what is on disk.

use super::desk::{Desk, git};
use crate::tui::{
    effect::{Origin, Reply},
    keymap::Key,
    model::Message,
};

/// The record of the row at which the walk opens.
const SHEET: &str = "audits/aims/answers/iso-42001/4.1.toml";

fn copies(desk: &Desk) -> Vec<String> {
    let folder = desk.folder.path().join("audits/aims/evidence");
    std::fs::read_dir(folder)
        .into_iter()
        .flatten()
        .map(|entry| entry.unwrap().file_name().into_string().unwrap())
        .collect()
}

#[test]
fn an_interview_is_noted_with_its_fields_in_one_form_and_one_step_of_undo() {
    let mut desk = Desk::new();
    desk.keys("enter E");
    desk.sees("cite what is no file here")
        .sees("interview")
        .sees("merge request")
        .sees("output of a command  (not now)");
    desk.keys("enter");
    desk.sees("who was asked, by role").sees("2026-11-22T10:00");
    desk.types("risk manager").keys("enter");
    desk.sees("what it was about");
    desk.types("context of the organization").keys("tab");
    desk.types("room 2").keys("tab ctrl-u");
    desk.types("2026-11-20").keys("tab");
    desk.types("two")
        .keys("enter")
        .types("lines")
        .keys("ctrl-s");
    desk.sees("interview, risk manager, con");
    let text = desk.read(SHEET);
    for line in [
        "who = \"risk manager\"",
        "where = \"room 2\"",
        "obtained-at = 2026-11-20T12:00:00Z",
        "note = '''\ntwo\nlines'''",
    ] {
        assert!(text.contains(line), "{line}\n{text}");
    }
    desk.keys("u");
    assert!(
        !desk.read(SHEET).contains("interview"),
        "{}",
        desk.read(SHEET)
    );
    desk.keys("ctrl-r");
    assert!(desk.read(SHEET).contains("risk manager"));
}

#[test]
fn what_a_kind_needs_is_asked_for_and_nothing_typed_is_lost() {
    let mut desk = Desk::new();
    desk.keys("enter E j j j enter");
    desk.sees("which system or view was shown");
    desk.keys("ctrl-s");
    desk.sees("say which system or view was shown");
    desk.types("release tool")
        .keys("tab tab tab ctrl-u")
        .types("soon")
        .keys("ctrl-s");
    desk.sees("a moment is written");
    desk.keys("ctrl-u").types("2030-01-01").keys("ctrl-s");
    desk.sees("not come yet").sees("release tool");
    desk.keys("esc");
    desk.sees("esc again gives up");
    desk.keys("x esc");
    desk.sees("release tool");
    desk.keys("esc");
    desk.sees_no("release tool");
    assert_eq!(desk.read(SHEET), "");
}

#[test]
fn a_name_in_place_of_a_role_is_told() {
    let mut desk = Desk::new();
    desk.keys("enter E enter");
    desk.types("Astrid Lindqvist").keys("ctrl-s");
    desk.sees("names Astrid Lindqvist").sees("by their role");
}

#[test]
fn what_is_no_file_is_shown_whole_and_can_be_written_anew() {
    let mut desk = Desk::new();
    desk.keys("enter E enter")
        .types("risk manager")
        .keys("ctrl-s v");
    desk.sees("interview  E-")
        .sees("who         risk manager")
        .sees("when        2026-11-22 10:00")
        .sees("by Astrid Lindqvist");
    desk.keys("i tab")
        .types("the register \u{202e}x")
        .keys("ctrl-s");
    desk.sees("what        the register");
    assert!(desk.read(SHEET).contains("what = \"the register"));
    desk.keys("i ctrl-u ctrl-s");
    desk.sees("say who, by role");
    desk.keys("esc esc d");
    desk.sees("no longer cites");
    for size in [(80, 24), (40, 12), (20, 5), (1, 1)] {
        desk.resize(size.0, size.1);
        desk.keys("u v");
        let _ = desk.screen();
        desk.keys("esc");
    }
}

#[test]
fn a_commit_is_chosen_by_a_few_letters_and_shown_with_its_files() {
    let mut desk = Desk::new();
    desk.keys("enter E j j j j enter");
    desk.sees("commit: 3 of 3").sees("2026-09-01");
    desk.types("adopt").keys("enter");
    desk.sees(", Adopt the").sees("as cited");
    desk.keys("v");
    desk.sees("2026-09-01  Adopt the AI policy")
        .sees("A +40 -0  policy/ai-policy.md")
        .sees("as cited");
    desk.sees_no("Mira");
    let text = desk.read(SHEET);
    assert!(text.contains("kind = \"commit\""), "{text}");
    assert!(!text.contains("Mira"), "{text}");
    desk.keys("y");
    assert_eq!(desk.copied[0].len(), 40);
}

#[test]
fn a_commit_that_is_not_listed_is_cited_by_its_id() {
    let mut desk = Desk::new();
    let side = on_the_side(&desk);
    desk.keys("enter E j j j j enter");
    desk.types(&side[..12]);
    desk.sees("enter cites the one of this id");
    desk.keys("enter");
    assert!(desk.read(SHEET).contains(&side));
    desk.keys("E j j j j enter")
        .types("deadbeef99")
        .keys("enter");
    desk.sees("Could not find the commit");
}

/// Makes a commit on another branch, which the list does not hold, and returns its id.
fn on_the_side(desk: &Desk) -> String {
    let folder = desk.folder.path();
    git(folder, &["switch", "-q", "-c", "side"]);
    std::fs::write(folder.join("x"), "x").unwrap();
    git(folder, &["add", "x"]);
    git(folder, &["commit", "-q", "-m", "zzz"]);
    let side = desk.git(&["rev-parse", "HEAD"]);
    git(folder, &["switch", "-q", "-"]);
    side.trim().to_owned()
}

#[test]
fn letters_of_another_commit_do_not_win_over_an_id_that_was_typed() {
    let mut desk = Desk::new();
    let side = on_the_side(&desk);
    // A subject that holds the id, as those of reverts and backports do.
    let subject = format!("Backport {side}");
    desk.git(&["commit", "-q", "--allow-empty", "-m", &subject]);
    desk.keys("enter E j j j j enter").types(&side[..12]);
    desk.sees("commit: 1 of 4").sees("Backport");
    desk.keys("enter");
    let text = desk.read(SHEET);
    assert!(text.contains(&format!("commit = \"{side}\"")), "{text}");

    // The other one is a line below.
    desk.keys("E j j j j enter").types(&side[..12]);
    desk.keys("down enter").sees(", Backport");

    // What names another repository is no commit of this one.
    desk.keys("E j j j j enter").types("models//adopt");
    desk.sees("commit: 0 of 4");
    desk.keys("enter");
    desk.sees("models");
    assert_eq!(desk.read(SHEET).matches("kind = \"commit\"").count(), 2);
}

#[test]
fn a_listed_commit_is_chosen_by_the_beginning_of_its_id_in_capitals_too() {
    let mut desk = Desk::new();
    let adopted = desk.git(&["log", "--format=%H", "--grep", "Adopt"]);
    desk.keys("enter E j j j j enter")
        .types(&adopted[..16].to_uppercase());
    desk.sees("commit: 1 of 3");
    desk.keys("enter");
    assert!(desk.read(SHEET).contains(adopted.trim()));
}

#[test]
fn a_typed_id_is_cited_before_the_list_has_come_and_where_none_comes() {
    let mut desk = Desk::new();
    let side = on_the_side(&desk);
    desk.keys("enter E j j j j");
    // Nobody answers.
    let _ = desk
        .model
        .update(Message::Key(Key::parse("enter").unwrap()));
    desk.sees("Reading...");
    desk.types("adopt").keys("enter");
    desk.sees("the commits are still being read");
    desk.keys("ctrl-u").types(&side[..8]).keys("enter");
    assert!(desk.read(SHEET).contains(&side));

    desk.keys("E j j j j");
    let _ = desk
        .model
        .update(Message::Key(Key::parse("enter").unwrap()));
    let why = crate::error::Error::unavailable("Could not read the history");
    desk.tell(Message::Reply(Reply::failed(Origin::Commits, why)));
    desk.keys("enter").sees("the newest commits cannot be read");
    desk.types(&side[..9]).keys("enter");
    assert_eq!(desk.read(SHEET).matches(&side).count(), 2);
}

#[test]
fn a_copy_is_kept_undone_redone_and_committed_with_its_record() {
    let mut desk = Desk::new();
    let source = desk.folder.path().join("export.csv");
    std::fs::write(&source, "role,done\na,yes\n").unwrap();
    desk.keys("enter E j j j j j j enter");
    desk.sees("keep a copy");
    desk.types("nowhere.csv")
        .keys("tab")
        .types("learning portal")
        .keys("ctrl-s");
    desk.sees("there is no such file");
    desk.keys("enter");
    // What was typed is still there.
    desk.sees("learning portal");
    desk.keys("shift-tab ctrl-u")
        .types("export.csv")
        .keys("ctrl-s");
    desk.sees("copy of learning portal")
        .sees("kept audits/aims/evidence/E-");
    let kept = copies(&desk);
    desk.keys("v");
    desk.sees("kept as audits/aims/evidence/E-")
        .sees("of 22 Nov 2026");
    desk.keys("esc");
    assert_eq!(kept.len(), 1, "{kept:?}");
    assert!(kept[0].ends_with("-export.csv"), "{kept:?}");

    desk.keys("u g r");
    desk.sees("no record cites the copy");
    assert_eq!(copies(&desk), kept, "nothing is lost silently");
    desk.keys("esc ctrl-r g r");
    desk.sees_no("no record cites the copy")
        .sees("evidence/E-")
        .sees("copy, 16 B");
    // The copy goes with its record.
    desk.keys("g g space");
    let out = desk.screen().matches("left out").count();
    assert_eq!(out, 2, "{}", desk.screen());
    desk.keys("space j");
    desk.sees("role,done");
    desk.keys("ctrl-s");
    desk.sees("committed 2 records");
    let committed = desk.git(&["show", "--format=", "--name-only", "HEAD"]);
    assert_eq!(
        committed,
        format!("{SHEET}\naudits/aims/evidence/{}\n", kept[0])
    );
    assert_eq!(desk.git(&["status", "--porcelain"]), "?? export.csv\n");
}

#[test]
fn a_form_can_be_used_at_any_size() {
    let mut desk = Desk::new();
    desk.keys("enter E enter");
    for (width, height) in [(80, 24), (40, 12), (32, 8), (20, 5), (1, 1)] {
        desk.resize(width, height);
        for _ in 0..5 {
            let (_, cursor) = desk.frame();
            if height >= 8 {
                assert!(cursor.is_some(), "{width}x{height}\n{}", desk.screen());
            }
            desk.keys("tab");
        }
    }
    desk.resize(80, 24);
    desk.tell(Message::Paste("release\nmanager".to_owned()));
    desk.keys("ctrl-s");
    desk.sees("interview, release manager");
}

#[test]
fn other_evidence_is_cited_from_findings_and_controls_too() {
    let mut desk = Desk::new();
    desk.keys("enter x f E j enter");
    desk.types("the release gate").keys("ctrl-s");
    desk.sees("observation, the release gate");
    desk.keys("esc esc g s");
    desk.sees("Statement of applicability");
    desk.keys("E");
    desk.sees("say first whether the control is included");
    desk.keys("c E enter").types("policy owner").keys("ctrl-s");
    desk.sees("interview, policy owner");
    let text = desk.read("audits/soa/iso-42001.toml");
    assert!(text.contains("who = \"policy owner\""), "{text}");
}
