//! Two people at the same text: what one typed is neither lost nor written over what the other wrote, and keys go on working.

use super::desk::Desk;
use crate::tui::model::Message;

const SHEET: &str = "audits/aims/answers/iso-42001/4.1.toml";

/// Types a note into a row whose note somebody else writes meanwhile, and leaves the text.
fn noted() -> Desk {
    let mut desk = Desk::new();
    desk.keys("enter c i").types("one").keys("esc");
    desk.keys("i").types(" as Astrid saw it");
    let text = desk
        .read(SHEET)
        .replace("note = \"one\"", "note = \"as Ben saw it\"");
    desk.write(SHEET, &text);
    desk.keys("esc");
    desk.sees("somebody else has changed 4.1 as well");
    desk
}

fn drafts(desk: &Desk) -> String {
    let folder = desk.folder.path().join(".git/tickmark/drafts");
    let entries = std::fs::read_dir(folder).into_iter().flatten().flatten();
    entries
        .map(|entry| std::fs::read_to_string(entry.path()).unwrap())
        .collect()
}

#[test]
fn behind_the_question_stands_what_is_on_disk_and_the_text_is_among_the_drafts() {
    let desk = noted();
    desk.sees("keep mine").sees("take theirs").sees("see both");
    assert!(drafts(&desk).contains("one as Astrid saw it"));
    assert!(desk.read(SHEET).contains("as Ben saw it"));
}

#[test]
fn both_can_be_seen_before_one_chooses() {
    let mut desk = noted();
    desk.keys("enter")
        .sees("mine:")
        .sees("one as Astrid saw it")
        .sees("theirs:")
        .sees("as Ben saw it");
    desk.keys("enter").sees("keep mine");
}

#[test]
fn ones_own_text_is_kept_and_theirs_comes_back_with_undo() {
    let mut desk = noted();
    desk.keys("j").sees("mine: one as Astrid saw it");
    desk.keys("enter").sees("one as Astrid saw it");
    assert!(desk.read(SHEET).contains("note = \"one as Astrid saw it\""));
    assert!(!drafts(&desk).contains("Astrid"));
    // The keys of the walk are keys again.
    desk.keys("n").sees_no("one as Astrid saw itn");
    desk.keys("u").sees("undone");
    assert!(desk.read(SHEET).contains("as Ben saw it"));
}

#[test]
fn theirs_is_taken_and_ones_own_text_stays_among_the_drafts() {
    let mut desk = noted();
    desk.keys("j j").sees("theirs: as Ben saw it");
    desk.keys("enter").sees("as Ben saw it");
    desk.sees("stays in the drafts");
    assert!(drafts(&desk).contains("one as Astrid saw it"));
    desk.keys("c").sees_no("unanswered\n");
    assert!(desk.read(SHEET).contains("as Ben saw it"));
    assert!(!desk.read(SHEET).contains("verdict"));
}

#[test]
fn who_decides_later_is_back_in_the_text() {
    let mut desk = noted();
    desk.keys("esc").types("!");
    desk.sees("one as Astrid saw it!");
    desk.keys("esc").sees("it had been changed meanwhile");
    assert!(
        desk.read(SHEET)
            .contains("note = \"one as Astrid saw it!\"")
    );
    desk.keys("u");
    assert!(desk.read(SHEET).contains("as Ben saw it"));
}

#[test]
fn a_verdict_that_clashes_is_asked_about_too() {
    let mut desk = Desk::new();
    desk.keys("enter c");
    let text = desk
        .read(SHEET)
        .replace("\"conforming\"", "\"observation\"");
    desk.write(SHEET, &text);
    desk.keys("x").sees("somebody else has changed 4.1 as well");
    desk.keys("j j enter").sees("observation");
    assert_eq!(desk.read(SHEET), text);
    desk.keys("x").sees("✗ nonconforming");
}

/// Raises a finding and returns the name of its file.
fn raised(desk: &mut Desk) -> String {
    desk.keys("enter x f");
    let folder = desk.folder.path().join("audits/aims/findings");
    let entry = std::fs::read_dir(folder).unwrap().next().unwrap().unwrap();
    format!(
        "audits/aims/findings/{}",
        entry.file_name().to_str().unwrap()
    )
}

#[test]
fn a_text_of_a_form_is_asked_about_in_the_same_way() {
    let mut desk = Desk::new();
    let path = raised(&mut desk);
    desk.keys("enter").types("Mine").keys("esc");
    desk.keys("enter").types(" and more");
    let text = desk
        .read(&path)
        .replace("title = \"Mine\"", "title = \"Theirs\"");
    desk.write(&path, &text);
    desk.keys("esc").sees("keep mine");
    desk.keys("j j enter").sees("Theirs");
    assert!(drafts(&desk).contains("Mine and more"));
    desk.keys("enter").types("!").keys("esc");
    assert!(desk.read(&path).contains("title = \"Theirs!\""));
}

#[test]
fn a_step_that_somebody_else_has_taken_is_not_written_over() {
    let mut desk = Desk::new();
    let path = raised(&mut desk);
    desk.keys("s G enter").types("raised twice");
    let entry = "\n[[history]]\nat = 2026-11-22T09:59:00Z\nby = \"Ben <ben@example.org>\"\nfrom = \"draft\"\nto = \"withdrawn\"\nwhy = \"mine\"\n";
    let text = desk
        .read(&path)
        .replace("state = \"draft\"", "state = \"withdrawn\"")
        + entry;
    desk.write(&path, &text);
    desk.keys("enter").sees("somebody else has changed F-");
    desk.keys("j").sees("keep mine  (not now)");
    let now = desk.read(&path);
    assert_eq!(now.matches("to = \"withdrawn\"").count(), 1, "{now}");
}

#[test]
fn a_record_that_is_gone_is_told_and_the_text_is_not_lost() {
    let mut desk = Desk::new();
    let path = raised(&mut desk);
    desk.keys("enter").types("Mine").keys("esc");
    desk.keys("enter").types(" and more");
    std::fs::remove_file(desk.folder.path().join(&path)).unwrap();
    desk.keys("esc")
        .sees("is not there any more")
        .sees("leave it");
    desk.keys("j").sees("keep mine");
    desk.keys("j enter").sees("not there any more");
    assert!(drafts(&desk).contains("Mine and more"));
    desk.keys("esc").sees("question 1 of");
}

#[test]
fn what_was_read_while_one_typed_is_not_written_over_by_what_was_typed_before() {
    let mut desk = Desk::new();
    desk.keys("enter c i").types("one").keys("esc");
    desk.keys("i").types(" as Astrid saw it");
    let text = desk
        .read(SHEET)
        .replace("note = \"one\"", "note = \"as Ben saw it\"");
    desk.write(SHEET, &text);
    // The files are read again after the key, and before what it saves.
    desk.hold().tell(Message::FocusGained);
    desk.keys("esc").release();
    desk.sees("somebody else has changed 4.1 as well");
    assert!(desk.read(SHEET).contains("as Ben saw it"));
}

#[test]
fn a_file_that_was_read_again_keeps_what_others_wrote_in_other_fields() {
    let mut desk = Desk::new();
    desk.keys("enter c i").types("one").keys("esc");
    desk.keys("i").types(" more");
    let text = desk
        .read(SHEET)
        .replace("verdict = \"conforming\"", "verdict = \"observation\"");
    desk.write(SHEET, &text);
    desk.hold().tell(Message::FocusGained);
    desk.keys("esc").release();
    let text = desk.read(SHEET);
    assert!(text.contains("verdict = \"observation\""), "{text}");
    assert!(text.contains("note = \"one more\""), "{text}");
    desk.sees("one more").sees("observation");
}

/// Lets Ben judge the row on disk, beside the program.
fn judged_by_ben(desk: &Desk) {
    let text = desk.read(SHEET);
    let (head, answer) = text.split_once("[[answer]]").unwrap();
    let kept = answer.lines().filter(|line| {
        !["verdict", "by", "at"]
            .iter()
            .any(|key| line.starts_with(&format!("{key} = ")))
    });
    let kept: Vec<&str> = kept.collect();
    desk.write(
        SHEET,
        &format!(
            "{head}[[answer]]{}\nverdict = \"observation\"\nby = \"Ben Berg <ben@example.org>\"\nat = 2026-11-22T09:58:00Z\n",
            kept.join("\n")
        ),
    );
}

const BEN: &str = "by = \"Ben Berg <ben@example.org>\"";

#[test]
fn a_colleagues_verdict_comes_into_ones_own_name_only_where_one_judges_it_too() {
    let mut desk = Desk::new();
    desk.keys("enter i").types("one").keys("esc");
    desk.keys("i").types(" and two");
    judged_by_ben(&desk);
    // No field says both: a note here, a verdict there.
    desk.keys("esc")
        .sees("somebody else has changed 4.1 as well")
        .sees("keep mine, and judge it observation, too");
    let theirs = desk.read(SHEET);
    desk.keys("j").sees("Ben Berg judged 4.1 #1 observation");
    desk.keys("j").keys("enter").sees("stays in the drafts");
    assert_eq!(desk.read(SHEET), theirs);
    assert!(drafts(&desk).contains("one and two"));

    let mut desk = Desk::new();
    desk.keys("enter i").types("one").keys("esc");
    desk.keys("i").types(" and two");
    judged_by_ben(&desk);
    desk.keys("esc j enter")
        .sees("one and two")
        .sees("observation");
    let text = desk.read(SHEET);
    assert!(text.contains("Astrid") && !text.contains("Ben"), "{text}");
    desk.keys("u").sees("undone");
    assert!(desk.read(SHEET).contains(BEN));
}

#[test]
fn words_in_what_a_colleague_has_judged_are_asked_about_before_they_are_saved() {
    let mut desk = Desk::new();
    desk.keys("enter i").types("one").keys("esc");
    judged_by_ben(&desk);
    desk.ask(crate::tui::effect::Request::Reload);
    let theirs = desk.read(SHEET);
    desk.keys("i").types(" more").keys("esc");
    desk.sees("not saved: Ben Berg judged 4.1 #1 observation")
        .sees("judge it observation, too")
        .sees("leave the answer of Ben Berg");
    assert_eq!(desk.read(SHEET), theirs);
    // Later: the text is open as it was.
    desk.keys("esc").types("!").keys("esc");
    desk.keys("j enter").sees("left as it was judged");
    assert_eq!(desk.read(SHEET), theirs);
    assert!(drafts(&desk).contains("one more!"));
    desk.keys("i").types(" again").keys("esc").keys("enter");
    let text = desk.read(SHEET);
    assert!(
        text.contains("one again") && !text.contains("Ben"),
        "{text}"
    );
    assert!(text.contains("verdict = \"observation\""), "{text}");
    desk.keys("u").sees("undone");
    assert_eq!(desk.read(SHEET), theirs);
}

#[test]
fn an_answer_that_is_taken_back_while_somebody_changes_it_is_asked_about_as_a_whole() {
    let mut desk = Desk::new();
    desk.keys("enter c");
    let text = desk.read(SHEET).replace(
        "verdict = \"conforming\"",
        "verdict = \"conforming\"\nnote = \"as Ben saw it\"",
    );
    desk.write(SHEET, &text);
    desk.keys("c").sees("somebody else has changed 4.1 as well");
    assert_eq!(desk.read(SHEET), text);
    // Kept is all of one's own change: the answer is gone, and with it the file.
    desk.keys("j enter").sees("unanswered");
    assert_eq!(desk.read(SHEET), "");
    desk.keys("u").sees("as Ben saw it");
}

#[test]
fn an_answer_after_a_colleague_has_issued_the_report_is_refused_and_no_clash() {
    let mut desk = Desk::new();
    desk.keys("enter");
    let path = "audits/aims/audit.toml";
    let text = desk.read(path);
    let issued: Vec<String> = text
        .lines()
        .map(|line| {
            if line.starts_with("state = ") {
                "state = \"issued\"".to_owned()
            } else {
                line.to_owned()
            }
        })
        .collect();
    desk.write(path, &issued.join("\n"));
    desk.keys("c")
        .sees("the report is out")
        .sees_no("somebody else has changed");
    assert_eq!(desk.read(SHEET), "");
    desk.keys("enter").sees_no("✓ conforming");
}
