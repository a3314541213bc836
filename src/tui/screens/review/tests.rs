use super::*;
use crate::domain::problem::Problem;
use crate::domain::problem::Severity;
use crate::domain::record::RecordKey;
use crate::error::Error;
use crate::session::OthersChanged;
use crate::session::review::Hands;
use crate::session::{Committed, FileChange, Head, HeadState};
use crate::tui::effect::Tick;
use crate::tui::screens::made_up::{AUDIT, SIZES, cx, data, draw, draw_at_any_size, press};

const WIDE: (u16, u16) = (120, 40);

fn finding() -> RecordKey {
    RecordKey::Finding(AUDIT.parse().unwrap(), "F-7K3QX2".parse().unwrap())
}

fn answers() -> RecordKey {
    RecordKey::Answers(
        AUDIT.parse().unwrap(),
        "iso-42001".parse().unwrap(),
        "6.1.2".parse().unwrap(),
    )
}

fn review(problems: Vec<Problem>) -> Review {
    Review {
        head: Head {
            branch: Some("main".to_owned()),
            commit: Some("a".repeat(40)),
            state: HeadState::Branch,
            operation: None,
        },
        files: vec![
            PendingRecord {
                path: format!("audits/{AUDIT}/answers/iso-42001/6.1.2.toml"),
                key: Some(answers()),
                change: FileChange::Modified,
                old: "schema = 1\nref = \"6.1.2\"\n\n[[answer]]\nid = \"1\"\nverdict = \"conforming\"\n".to_owned(),
                new: "schema = 1\nref = \"6.1.2\"\n\n[[answer]]\nid = \"1\"\nverdict = \"nonconforming\"\nnote = \"\u{1b}[31m\"\n".to_owned(),
                kept: None,
            },
            PendingRecord {
                path: format!("audits/{AUDIT}/findings/F-7K3QX2.toml"),
                key: Some(finding()),
                change: FileChange::Added,
                old: String::new(),
                new: "schema = 1\nid = \"F-7K3QX2\"\ntype = \"minor\"\n".to_owned(),
                kept: None,
            },
        ],
        problems,
        audit: None,
        author: Some("Ada <ada@example.org>".parse().unwrap()),
        news: Vec::new(),
        unproved: Vec::new(),
        is_behind: false,
        signed: Vec::new(),
        with_key: false,
        alone: crate::session::review::Alone::default(),
        judged_by: Vec::new(),
        without: Vec::new(),
        message: "Audit aims-2026-h2: 6.1.2 nonconforming, F-7K3QX2 raised".to_owned(),
        others: OthersChanged { staged: 2, changed: 1, is_unknown: false },
    }
}

fn problem(severity: Severity) -> Problem {
    Problem {
        record: finding(),
        severity,
        text: "F-7K3QX2 has no reason for its grade".to_owned(),
    }
}

fn shown(data: &Data, review: Review) -> ReviewScreen {
    let mut screen = ReviewScreen::new(Some(AUDIT.parse().unwrap()));
    screen.refresh(cx(data, WIDE));
    let asked = screen.opened(cx(data, WIDE));
    assert!(matches!(
        asked.as_slice(),
        [Intent::Ask(Request::Review(_))]
    ));
    screen.hear(&Reply::Reviewed(Box::new(review)), cx(data, WIDE));
    screen
}

/// Returns what was asked last of what is ticked.
fn tick(asked: &[Intent]) -> &Tick {
    let mut ticks = asked.iter().filter_map(|intent| match intent {
        Intent::Ask(Request::Tick(tick)) => Some(tick),
        _ => None,
    });
    ticks.next_back().unwrap()
}

/// Answers that, and returns what comes of it.
fn judged(screen: &mut ReviewScreen, data: &Data, asked: &[Intent]) -> Vec<Intent> {
    let tick = tick(asked);
    let ticked = Box::new(Ticked {
        review: tick.review.cut(|file| !tick.left_out.contains(&file.path)),
        mine: None,
        without: None,
    });
    let number = tick.number;
    screen.hear(&Reply::Ticked { number, ticked }, cx(data, WIDE))
}

#[test]
fn an_answer_to_what_was_ticked_before_is_not_taken() {
    let data = data();
    let mut screen = shown(&data, review(Vec::new()));
    let older = press(&mut screen, "j space", cx(&data, WIDE));
    let newer = press(&mut screen, "k space", cx(&data, WIDE));
    judged(&mut screen, &data, &older);
    assert!(screen.ticked.is_none());
    judged(&mut screen, &data, &newer);
    assert!(
        screen
            .ticked
            .as_ref()
            .is_some_and(|ticked| ticked.review.files.is_empty())
    );
}

#[test]
fn a_commit_that_was_wanted_begins_once_what_is_ticked_is_judged() {
    let data = data();
    let mut screen = shown(&data, review(Vec::new()));
    let asked = press(&mut screen, "j space", cx(&data, WIDE));
    let waiting = press(&mut screen, "ctrl-s", cx(&data, WIDE));
    assert!(committed(&waiting).is_none());
    let intents = judged(&mut screen, &data, &asked);
    assert_eq!(committed(&intents).map(|(files, _)| files), Some(1));
    // Whoever leaves is waited for no more.
    assert!(!tick(&asked).is_cancelled());
    drop(screen);
    assert!(tick(&asked).is_cancelled());
}

#[test]
fn what_one_review_asked_is_not_the_answer_of_another() {
    let data = data();
    let mut one = shown(&data, review(Vec::new()));
    let mut other = shown(&data, review(Vec::new()));
    let asked = press(&mut one, "j space", cx(&data, WIDE));
    press(&mut other, "space", cx(&data, WIDE));
    assert!(committed(&press(&mut other, "ctrl-s", cx(&data, WIDE))).is_none());
    assert!(judged(&mut other, &data, &asked).is_empty());
    assert!(other.ticked.is_none());
    judged(&mut one, &data, &asked);
    assert!(one.ticked.is_some());
}

#[test]
fn whoever_writes_on_has_called_the_commit_off() {
    let data = data();
    let write_on: [fn(&mut ReviewScreen, Cx<'_>) -> Vec<Intent>; 3] = [
        |screen, cx| press(screen, "n", cx),
        |screen, cx| screen.paste("pasted", cx).unwrap(),
        |screen, cx| screen.edited("edited outside", cx),
    ];
    for write_on in write_on {
        let mut screen = shown(&data, review(Vec::new()));
        let asked = press(&mut screen, "j space", cx(&data, WIDE));
        press(&mut screen, "i ctrl-u O w ctrl-s", cx(&data, WIDE));
        assert_eq!(screen.committing, Committing::Wanted);
        let said = write_on(&mut screen, cx(&data, WIDE));
        assert!(matches!(said.as_slice(), [Intent::Toast(_)]));
        assert!(judged(&mut screen, &data, &asked).is_empty());
        assert_eq!(screen.committing, Committing::No);
        // It is judged now, and committed when that is wanted again.
        let intents = press(&mut screen, "ctrl-s", cx(&data, WIDE));
        assert_eq!(committed(&intents).map(|(files, _)| files), Some(1));
    }
}

#[test]
fn a_review_that_fails_calls_the_commit_off_and_is_asked_for_again() {
    let data = data();
    let mut screen = shown(&data, review(Vec::new()));
    let older = press(&mut screen, "j space ctrl-s", cx(&data, WIDE));
    screen.hear(&failed(Origin::Review), cx(&data, WIDE));
    let (rows, _) = draw(&screen, &data, WIDE);
    assert!(rows.join("\n").contains("could not be judged"));
    assert!(judged(&mut screen, &data, &older).is_empty());
    let newer = press(&mut screen, "ctrl-s", cx(&data, WIDE));
    let intents = judged(&mut screen, &data, &newer);
    assert_eq!(committed(&intents).map(|(files, _)| files), Some(1));
}

#[test]
fn what_has_changed_meanwhile_is_not_committed_by_itself() {
    let data = data();
    let mut screen = shown(&data, review(Vec::new()));
    press(&mut screen, "j space ctrl-s", cx(&data, WIDE));
    let mut other = review(Vec::new());
    other.files[0].new.push_str("# seen by nobody\n");
    let asked = screen.hear(&Reply::Reviewed(Box::new(other)), cx(&data, WIDE));
    assert!(judged(&mut screen, &data, &asked).is_empty());
}

fn committed(intents: &[Intent]) -> Option<(usize, &str)> {
    match intents {
        [
            Intent::Ask(Request::Commit {
                review,
                message,
                hands,
            }),
        ] if *hands == Hands::default() => Some((review.files.len(), message)),
        _ => None,
    }
}

fn refused(intents: &[Intent]) -> Option<&str> {
    match intents {
        [Intent::Fail(error)] => Some(&error.message),
        _ => None,
    }
}

#[test]
fn what_is_shown_is_committed_with_the_proposed_message() {
    let data = data();
    let mut screen = shown(&data, review(Vec::new()));
    let intents = press(&mut screen, "ctrl-s", cx(&data, WIDE));
    assert_eq!(
        committed(&intents),
        Some((2, review(Vec::new()).message.as_str()))
    );
    let done = Reply::Committed(Committed {
        commit: "b".repeat(40),
        branch: "refs/heads/main".to_owned(),
        files: 2,
        lost: Vec::new(),
    });
    let intents = screen.hear(&done, cx(&data, WIDE));
    assert!(matches!(
        intents.as_slice(),
        [Intent::DropDraft, Intent::Close]
    ));
}

fn failed(of: Origin) -> Reply {
    Reply::failed(of, Error::unavailable("Could not do it: the disk is full"))
}

#[test]
fn a_commit_is_asked_for_once() {
    let data = data();
    let mut screen = shown(&data, review(Vec::new()));
    assert!(committed(&press(&mut screen, "ctrl-s", cx(&data, WIDE))).is_some());
    // What fails beside it ends no waiting.
    screen.hear(&failed(Origin::Comparison), cx(&data, WIDE));
    assert!(committed(&press(&mut screen, "ctrl-s", cx(&data, WIDE))).is_none());
    screen.hear(&failed(Origin::Commit), cx(&data, WIDE));
    assert!(committed(&press(&mut screen, "ctrl-s", cx(&data, WIDE))).is_some());
}

#[test]
fn a_record_that_is_not_ticked_stays_out_with_its_problems() {
    let data = data();
    let mut screen = shown(&data, review(vec![problem(Severity::Blocks)]));
    assert!(refused(&press(&mut screen, "ctrl-s", cx(&data, WIDE))).is_some());
    let asked = press(&mut screen, "j space", cx(&data, WIDE));
    judged(&mut screen, &data, &asked);
    let intents = press(&mut screen, "ctrl-s", cx(&data, WIDE));
    let (files, message) = committed(&intents).unwrap();
    assert_eq!(files, 1);
    assert!(!message.contains("F-7K3QX2"), "{message}");
}

#[test]
fn nothing_ticked_is_refused() {
    let data = data();
    let mut screen = shown(&data, review(Vec::new()));
    press(&mut screen, "space j space", cx(&data, WIDE));
    let intents = press(&mut screen, "ctrl-s", cx(&data, WIDE));
    assert_eq!(
        refused(&intents),
        Some("Could not commit: no record is ticked")
    );
}

#[test]
fn a_detached_head_and_an_operation_under_way_are_refused() {
    let data = data();
    let mut detached = review(Vec::new());
    detached.head.branch = None;
    let mut screen = shown(&data, detached);
    assert_eq!(
        refused(&press(&mut screen, "ctrl-s", cx(&data, WIDE))),
        Some("Could not commit: HEAD is detached")
    );
    let mut merging = review(Vec::new());
    merging.head.operation = Some("merge");
    let mut screen = shown(&data, merging);
    assert!(refused(&press(&mut screen, "ctrl-s", cx(&data, WIDE))).is_some());
    assert_eq!(
        screen.why_not(Action::Commit, &data).as_deref(),
        Some("a merge is under way in this repository")
    );
}

#[test]
fn an_own_message_stays_when_records_change() {
    let data = data();
    let mut screen = shown(&data, review(Vec::new()));
    press(&mut screen, "i ctrl-u O w n esc", cx(&data, WIDE));
    assert_eq!(screen.writing().unwrap().text, "Own");
    let mut other = review(Vec::new());
    "Another proposal".clone_into(&mut other.message);
    screen.hear(&Reply::Reviewed(Box::new(other)), cx(&data, WIDE));
    let intents = press(&mut screen, "ctrl-s", cx(&data, WIDE));
    assert_eq!(committed(&intents), Some((2, "Own")));
}

#[test]
fn a_proposed_message_follows_the_records_and_is_no_draft() {
    let data = data();
    let mut screen = shown(&data, review(Vec::new()));
    assert!(screen.writing().is_none());
    let mut other = review(Vec::new());
    "Another proposal".clone_into(&mut other.message);
    screen.hear(&Reply::Reviewed(Box::new(other)), cx(&data, WIDE));
    assert_eq!(screen.message.text(), "Another proposal");
    assert!(screen.writing().is_none());
}

#[test]
fn a_recovered_message_is_kept_over_the_proposed_one() {
    let data = data();
    let mut screen = ReviewScreen::new(None);
    assert!(screen.resume_writing(MESSAGE, "half typed", cx(&data, WIDE)));
    screen.refresh(cx(&data, WIDE));
    screen.opened(cx(&data, WIDE));
    screen.hear(
        &Reply::Reviewed(Box::new(review(Vec::new()))),
        cx(&data, WIDE),
    );
    let writing = screen.writing().unwrap();
    assert_eq!((writing.place, writing.text), (MESSAGE, "half typed"));
    assert!(!screen.resume_writing("finding F-7K3QX2 title", "", cx(&data, WIDE)));
}

#[test]
fn letters_go_into_the_message_while_it_is_written() {
    let data = data();
    let mut screen = shown(&data, review(Vec::new()));
    let before = screen.message.text().len();
    press(&mut screen, "m q space u enter", cx(&data, WIDE));
    assert_eq!(screen.message.text().get(before..), Some("q u\n"));
    press(&mut screen, "tab", cx(&data, WIDE));
    assert_eq!(screen.contexts(), [Context::Review]);
}

#[test]
fn the_review_is_asked_for_again_after_a_save_but_only_once() {
    let data = data();
    let mut screen = shown(&data, review(Vec::new()));
    let saved = || Reply::Saved {
        merged: Vec::new(),
        pending: crate::session::review::PendingCounts::default(),
    };
    assert_eq!(screen.hear(&saved(), cx(&data, WIDE)).len(), 1);
    assert!(screen.hear(&saved(), cx(&data, WIDE)).is_empty());
}

#[test]
fn a_problem_leads_to_its_record() {
    let data = data();
    let mut screen = shown(&data, review(vec![problem(Severity::Warning)]));
    press(&mut screen, "]", cx(&data, WIDE));
    assert_eq!(screen.records.key(), Some(&finding()));
    let intents = press(&mut screen, "enter", cx(&data, WIDE));
    assert!(matches!(intents.as_slice(), [Intent::Open(_)]));
}

#[test]
fn text_is_found_in_the_changes() {
    let data = data();
    let mut screen = shown(&data, review(Vec::new()));
    press(&mut screen, "/ n o t e enter", cx(&data, WIDE));
    assert_eq!(screen.find.count(screen.at), "1/1");
    assert_eq!(screen.part, Part::Changes);
}

#[test]
fn nothing_to_commit_is_said() {
    let data = data();
    let mut empty = review(Vec::new());
    empty.files.clear();
    empty.message.clear();
    let mut screen = shown(&data, empty);
    let (rows, _) = draw(&screen, &data, WIDE);
    assert!(rows[0].contains("nothing to commit on main"));
    assert!(refused(&press(&mut screen, "ctrl-s", cx(&data, WIDE))).is_some());
    draw_at_any_size(&screen, &data);
}

#[test]
fn the_review_is_drawn_at_any_size() {
    let data = data();
    let mut screen = shown(&data, review(vec![problem(Severity::Warning)]));
    for (width, height) in SIZES {
        let (rows, _) = draw(&screen, &data, (width, height));
        insta::assert_snapshot!(
            format!("review_{width}x{height}"),
            rows.join("\n").trim_end()
        );
    }
    for _ in Part::ALL {
        draw_at_any_size(&screen, &data);
        press(&mut screen, "tab", cx(&data, WIDE));
    }
    press(&mut screen, "i", cx(&data, WIDE));
    let (_, cursor) = draw(&screen, &data, (40, 12));
    assert!(cursor.is_some());
    draw_at_any_size(&screen, &data);
}
