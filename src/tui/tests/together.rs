//! Two people at one machine: what one has saved is not committed as the other's, and there is always a way to commit.

use std::{
    collections::BTreeSet,
    sync::atomic::{AtomicUsize, Ordering},
};

use super::desk::{Desk, git, workspace};
use crate::{clock::Clock, session::Session};

const FIRST: &str = "audits/aims/answers/iso-42001/4.1.toml";
const SECOND: &str = "audits/aims/answers/iso-42001/4.2.toml";
const BEN: &str = "Ben Berg <ben@example.org>";

/// Makes a workspace in whose audit Ben is an auditor.
fn enrolled() -> tempfile::TempDir {
    let folder = workspace();
    let team = "audits/aims/audit.toml";
    let audit = std::fs::read_to_string(folder.path().join(team)).unwrap();
    let enrolled = format!("{audit}\n[[team]]\nperson = \"{BEN}\"\nrole = \"auditor\"\n");
    std::fs::write(folder.path().join(team), enrolled).unwrap();
    git(folder.path(), &["commit", "-qam", "Enrol Ben"]);
    folder
}

/// Opens the program where Ben has answered a row and not committed it.
fn after_ben(path: &str, reference: &str, question: u32) -> Desk {
    let folder = enrolled();
    let file = folder.path().join(path);
    std::fs::create_dir_all(file.parent().unwrap()).unwrap();
    let text = format!(
        "schema = 1\nchecklist = \"iso-42001\"\nref = \"{reference}\"\n\n[[answer]]\nid = \"{question}\"\n\
         verdict = \"conforming\"\nby = \"{BEN}\"\nat = 2026-11-22T09:00:00Z\n"
    );
    std::fs::write(file, text).unwrap();
    Desk::open(folder)
}

/// Answers a row as Astrid, and another clause as Ben.
fn apart() -> Desk {
    let mut desk = after_ben(SECOND, "4.2", 1);
    desk.keys("enter c g r");
    desk
}

/// Lets Astrid answer a row of a clause in which Ben has answered another.
fn at_one() -> Desk {
    let mut desk = after_ben(FIRST, "4.1", 2);
    desk.keys("enter c");
    desk.sees("holds what Ben Berg has not committed, too");
    desk
}

fn head(desk: &Desk) -> String {
    desk.git(&[
        "log",
        "-1",
        "--format=%an|%(trailers:key=Co-authored-by,valueonly)",
    ])
}

#[test]
fn what_is_mine_is_committed_alone() {
    let mut desk = apart();
    desk.sees("1 blocks the commit")
        .sees("in the name of Ben Berg");
    desk.keys("ctrl-s")
        .sees("commit mine alone")
        .sees("commit together with Ben Berg")
        .sees("not now")
        .sees("1 record of 2");
    desk.keys("enter").sees("committed");
    assert_eq!(head(&desk).trim(), "Astrid Lindqvist|");
    assert!(desk.git(&["show", "--name-only"]).contains(FIRST));
    assert!(desk.git(&["status", "--porcelain"]).contains(SECOND));
}

#[test]
fn all_of_it_is_committed_together() {
    let mut desk = at_one();
    desk.keys("g r ctrl-s")
        .sees("commit mine alone  (nothing here is yours alone)");
    desk.sees("a trailer for Ben Berg");
    desk.keys("enter").sees("committed");
    assert_eq!(head(&desk).trim(), format!("Astrid Lindqvist|{BEN}"));
    assert_eq!(desk.git(&["status", "--porcelain", "audits"]), "");
}

#[test]
fn whoever_says_not_now_is_back_at_the_review() {
    let mut desk = apart();
    let before = head(&desk);
    desk.keys("ctrl-s G enter")
        .sees("2 records to commit on main");
    assert_eq!(head(&desk), before);
    desk.keys("ctrl-s esc ctrl-s j enter").sees("committed");
    assert_eq!(head(&desk).trim(), format!("Astrid Lindqvist|{BEN}"));
}

#[test]
fn a_record_of_anothers_that_is_not_ticked_is_not_asked_about() {
    let mut desk = apart();
    desk.keys("j space ctrl-s").sees("committed");
    assert_eq!(head(&desk).trim(), "Astrid Lindqvist|");
}

#[test]
fn the_company_is_told_once() {
    let mut desk = at_one();
    desk.keys("x").sees_no("has not committed, too");
}

/// A finding of Astrid's that is committed, of which Ben has written the title since and Astrid the requirement.
fn both_wrote() -> (Desk, String) {
    let mut desk = Desk::open(enrolled());
    desk.keys("enter x f");
    desk.keys("enter").types("One").keys("esc");
    let path = desk.git(&["ls-files", "--others", "audits/aims/findings"]);
    let path = path.trim().to_owned();
    desk.keys("g r ctrl-s").sees("committed");
    let person = |desk: &Desk, name: &str, email: &str| {
        desk.git(&["config", "user.name", name]);
        desk.git(&["config", "user.email", email]);
    };
    let me = ["user.name", "user.email"].map(|key| desk.git(&["config", key]).trim().to_owned());
    person(&desk, "Ben Berg", "ben@example.org");
    desk.keys("enter").types(" as Ben calls it").keys("esc");
    person(&desk, &me[0], &me[1]);
    let text = desk.read(&path);
    assert!(text.contains("One as Ben calls it"), "{text}");
    desk.write(
        &path,
        &text.replace(
            "state = ",
            "requirement = \"As Astrid reads it\"\n\nstate = ",
        ),
    );
    desk.ask(crate::tui::effect::Request::Reload);
    (desk, path)
}

#[test]
fn a_field_without_a_name_that_a_colleague_saved_is_told_and_left_out() {
    let (mut desk, path) = both_wrote();
    let text = desk.read(&path);
    desk.keys("g r").sees("title as Ben Berg has saved it here");
    desk.keys("ctrl-s")
        .sees("commit without their fields")
        .sees("nothing here is yours alone");
    // What cannot be chosen is passed over.
    desk.sees(":title, which Ben Berg saved here without a name");
    desk.keys("enter").sees("committed");
    assert_eq!(head(&desk).trim(), "Astrid Lindqvist|");
    let committed = desk.git(&["show", &format!("HEAD:{path}")]);
    assert!(
        committed.contains("title = \"One\"") && committed.contains("As Astrid reads it"),
        "{committed}"
    );
    assert_eq!(desk.read(&path), text);
}

#[test]
fn what_is_ticked_is_judged_beside_the_keys_and_committed_once_it_is() {
    let mut desk = apart();
    desk.hold();
    desk.keys("j space").sees("still being judged");
    desk.keys("ctrl-s").sees("is judged first");
    desk.release();
    desk.sees("committed");
    assert_eq!(head(&desk).trim(), "Astrid Lindqvist|");
    let mut desk = apart();
    let before = head(&desk);
    desk.hold();
    desk.keys("j space ctrl-s k");
    desk.release();
    desk.sees("to commit on main");
    assert_eq!(
        head(&desk),
        before,
        "whoever goes on has thought better of it"
    );
}

#[test]
fn going_to_the_review_goes_back_to_the_one_below() {
    let mut desk = apart();
    desk.keys("j space").sees("1 of 2 records to commit");
    desk.keys("enter").sees_no("records to commit");
    desk.keys("g r").sees("1 of 2 records to commit");
    let reviews = desk.model.stack.iter().filter(|panel| panel.is_review());
    assert_eq!(reviews.count(), 1);
    desk.keys("ctrl-s").sees("committed");
    desk.sees_no("to commit on main");
    assert!(desk.git(&["status", "--porcelain"]).contains(SECOND));
}

#[test]
fn whoever_writes_on_after_asking_for_a_commit_has_called_it_off() {
    let mut desk = apart();
    let before = head(&desk);
    desk.hold();
    desk.keys("j space i ctrl-u").types("Answer 4.1");
    desk.keys("ctrl-s").sees("is judged first, then committed");
    desk.types(", with its note")
        .sees("Answer 4.1, with its note");
    desk.release().sees("Answer 4.1, with its note");
    assert_eq!(head(&desk), before);
    desk.keys("ctrl-s").sees("committed");
    assert_eq!(
        desk.git(&["log", "-1", "--format=%s"]).trim(),
        "Answer 4.1, with its note"
    );
}

#[test]
fn what_is_ticked_is_judged_whole_or_not_at_all() {
    let (desk, _) = both_wrote();
    let clock = Clock::Fixed("2026-11-22T10:00:00Z".parse().unwrap());
    let session = Session::open(desk.folder.path(), clock).unwrap();
    let review = session.review(None).unwrap();
    let none = BTreeSet::new();
    let counted = AtomicUsize::new(0);
    let asked = &counted;
    let after = move |count: usize| {
        asked.store(0, Ordering::Relaxed);
        move || asked.fetch_add(1, Ordering::Relaxed) >= count
    };
    let stop = after(usize::MAX);
    review.mine_unless(session.papers(), &stop).unwrap();
    let before = asked.load(Ordering::Relaxed);
    let whole = session.ticked(&review, &none, &after(usize::MAX)).unwrap();
    let all = asked.load(Ordering::Relaxed);
    assert!(whole.without.as_ref().is_some_and(Result::is_ok));
    assert!(
        all > before + 2,
        "nobody asked within the review without their fields: {before}, {all}"
    );
    for count in 0..all {
        let stopped = session.ticked(&review, &none, &after(count));
        assert!(stopped.is_none(), "{count} of {all}: {stopped:?}");
        let more = asked.load(Ordering::Relaxed) - count;
        assert!(more < 8, "it went on after {count} of {all}: {more}");
    }
    assert_eq!(
        session.ticked(&review, &none, &after(all)),
        Some(whole),
        "it is the same each time"
    );
}

#[test]
fn the_question_is_seen_whole_at_any_size() {
    for (width, height) in [(80, 24), (120, 40)] {
        let mut desk = at_one();
        desk.resize(width, height);
        desk.keys("g r ctrl-s");
        insta::assert_snapshot!(format!("whose_work_{width}x{height}"), desk.screen());
    }
}
