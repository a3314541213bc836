use super::*;
use crate::{
    domain::{change::Change, evidence::EarlierPin},
    session::{
        FileChange,
        comparison::{Beside, Comparison, Edit, Sight, Spot, Which},
        trail::{Between, CommitBetween, Proposal, ProposalKind, Since},
    },
    tui::{
        effect::{Question, Request, Trace},
        screens::made_up::{
            AUDIT, SIZES, cx, data, draw, draw_at_any_size, file_link, id, moment, person, press,
            row, states,
        },
    },
};

const WIDE: (u16, u16) = (120, 40);
const NARROW: (u16, u16) = (80, 24);

const THEN: [&str; 5] = [
    "date,system",
    "2026-08-28,churn",
    "2026-09-03,claims",
    "2026-09-04,kyc",
    "end",
];
const NOW: [&str; 6] = [
    "date,system",
    "2026-08-21,ocr",
    "2026-08-28,churn",
    "2026-09-03,claims\u{202e}",
    "2026-09-05,kyc",
    "end",
];

fn opened(data: &Data, number: u32) -> (EvidenceView, Vec<Intent>) {
    let mut view = EvidenceView::new(AUDIT.parse().unwrap(), row(), id(number));
    view.refresh(cx(data, WIDE));
    let intents = view.opened(cx(data, WIDE));
    (view, intents)
}

fn lines(from: &[&str]) -> Vec<u8> {
    format!("{}\n", from.join("\n")).into_bytes()
}

fn sight(state: CitationState) -> Sight {
    let link = file_link(1, "releases/log.csv", Some("3-4"));
    let (now_path, now_lines) = match &state {
        CitationState::Moved { path, lines } => (path.clone(), *lines),
        CitationState::Unchanged { .. } => ("releases/log.csv".to_owned(), link.lines),
        _ => ("releases/log.csv".to_owned(), None),
    };
    Sight {
        pin: link.pin().unwrap(),
        link,
        which: Which::Current,
        beside: Beside::default(),
        state,
        now_path,
        now_lines,
    }
}

fn compared_as(sight: Sight) -> Reply {
    let comparison = Comparison::of(sight, Ok(lines(&THEN)), Ok(Some(lines(&NOW))));
    Reply::Compared(Box::new(Compared::of(comparison)))
}

fn changed() -> Reply {
    compared_as(sight(CitationState::Changed))
}

fn commit(id: &str, touches: Option<bool>) -> CommitBetween {
    CommitBetween {
        commit: id.repeat(40),
        parent: Some("0".repeat(40)),
        author: person(),
        at: moment(),
        subject: format!("Change {id}"),
        change: FileChange::Modified,
        path: "releases/log.csv".to_owned(),
        was: Some("releases/log.csv".to_owned()),
        touches,
    }
}

fn trailed() -> Reply {
    Reply::Trailed(Box::new(Trailed {
        link: file_link(1, "releases/log.csv", Some("3-4")),
        trail: Trail {
            between: Ok(Between {
                since: Since::Pinned,
                commits: vec![
                    commit("f", Some(true)),
                    CommitBetween {
                        subject: "Rename\u{202e} it".to_owned(),
                        was: Some("old/log.csv".to_owned()),
                        ..commit("e", Some(false))
                    },
                ],
                more: false,
                cut: false,
            }),
            proposals: Ok(vec![
                Proposal {
                    kind: ProposalKind::Split,
                    path: "releases/archive.csv".to_owned(),
                    lines: Some("1-2".parse().unwrap()),
                    likeness: 92,
                    commit: Some("f".repeat(40)),
                },
                Proposal {
                    kind: ProposalKind::Edited,
                    path: "releases/log.csv".to_owned(),
                    lines: Some("4-5".parse().unwrap()),
                    likeness: 71,
                    commit: None,
                },
            ]),
        },
    }))
}

/// The questions that are asked.
fn asked(intents: &[Intent]) -> Vec<&Question> {
    let question = |intent| match intent {
        &Intent::Trace(Trace { ref question, .. }) => Some(question),
        _ => None,
    };
    intents.iter().filter_map(question).collect()
}

/// The panel that asks why something is pinned anew.
fn asks_why(intents: Vec<Intent>) -> Option<Box<dyn Panel>> {
    intents.into_iter().find_map(|intent| match intent {
        Intent::Open(panel) if panel.name().starts_with("pin ") => Some(panel),
        _ => None,
    })
}

/// What is asked of the worker when a reason is typed, as `path:lines`.
fn pinned(panel: &mut dyn Panel, data: &Data) -> Option<(String, String)> {
    let intents = press(panel, "w h y enter", cx(data, WIDE));
    intents.into_iter().find_map(|intent| match intent {
        Intent::Ask(Request::Repin { target, why, .. }) => Some((
            crate::domain::evidence::within(".", &target.path, target.lines),
            why,
        )),
        _ => None,
    })
}

#[test]
fn opening_asks_for_the_comparison_and_for_the_history() {
    let data = data();
    let (_, intents) = opened(&data, 1);
    assert!(matches!(
        asked(&intents).as_slice(),
        [Question::Compare { link, which: Which::Current, .. }, Question::Trail(_)] if link.id == id(1)
    ));
}

#[test]
fn an_interview_has_nothing_to_compare() {
    let data = data();
    let (view, intents) = opened(&data, 3);
    assert!(intents.is_empty());
    let (rows, _) = draw(&view, &data, WIDE);
    assert!(rows[0].contains("interview, release manager"));
    assert!(!rows.iter().any(|row| row.contains("Comparing")));
    assert!(!rows.iter().any(|row| row.contains("history")));
}

#[test]
fn the_neighbours_of_the_place_are_a_key_away() {
    let data = data();
    let (mut view, _) = opened(&data, 1);
    let intents = press(&mut view, "]", cx(&data, WIDE));
    assert!(matches!(
        asked(&intents).as_slice(),
        [Question::Compare { link, .. }, _] if link.id == id(2)
    ));
    // The interview before the first has a screen of its own.
    let intents = press(&mut view, "[ [", cx(&data, WIDE));
    assert!(
        matches!(intents.as_slice(), [.., Intent::Replace(view)] if view.name() == format!("evidence {}", id(3)))
    );
}

#[test]
fn changed_lines_are_pinned_anew_where_they_stand_now_with_a_reason() {
    let data = data();
    let (mut view, _) = opened(&data, 1);
    view.hear(&changed(), cx(&data, WIDE));
    let mut why = asks_why(press(&mut view, "r", cx(&data, WIDE))).unwrap();
    let (rows, cursor) = draw(&*why, &data, WIDE);
    assert!(cursor.is_some());
    for part in ["2026-09-04,kyc", "2026-09-05,kyc", "Why is it pinned anew?"] {
        assert!(
            rows.iter().any(|row| row.contains(part)),
            "{part}: {rows:#?}"
        );
    }
    assert!(
        press(&mut *why, "enter", cx(&data, WIDE)).is_empty(),
        "without a reason nothing happens"
    );
    assert_eq!(
        pinned(&mut *why, &data),
        Some(("releases/log.csv:4-5".to_owned(), "why".to_owned()))
    );
    draw_at_any_size(&*why, &data);
}

#[test]
fn a_reason_that_was_typed_is_not_given_up_by_one_key() {
    let data = data();
    let (mut view, _) = opened(&data, 1);
    view.hear(&changed(), cx(&data, WIDE));
    let mut why = asks_why(press(&mut view, "r", cx(&data, WIDE))).unwrap();
    assert!(press(&mut *why, "x esc", cx(&data, WIDE)).is_empty());
    assert!(matches!(
        press(&mut *why, "esc", cx(&data, WIDE)).as_slice(),
        [Intent::DropDraft, Intent::Close]
    ));
}

#[test]
fn moved_lines_are_pinned_anew_at_their_new_place() {
    let data = data();
    let (mut view, _) = opened(&data, 1);
    let state = CitationState::Moved {
        path: "archive/log.csv".to_owned(),
        lines: Some("7-8".parse().unwrap()),
    };
    view.hear(&compared_as(sight(state)), cx(&data, WIDE));
    let mut why = asks_why(press(&mut view, "r", cx(&data, WIDE))).unwrap();
    assert_eq!(pinned(&mut *why, &data).unwrap().0, "archive/log.csv:7-8");
}

#[test]
fn a_proposal_is_looked_at_before_it_is_pinned() {
    let data = data();
    let (mut view, _) = opened(&data, 1);
    view.hear(&compared_as(sight(CitationState::Gone)), cx(&data, WIDE));
    view.hear(&trailed(), cx(&data, WIDE));
    assert!(asks_why(press(&mut view, "r", cx(&data, WIDE))).is_none());
    let intents = press(&mut view, "tab r", cx(&data, WIDE));
    let asked = asked(&intents);
    let [Question::Compare { beside, .. }] = asked.as_slice() else {
        panic!("{asked:?}");
    };
    let place = Spot {
        path: "releases/archive.csv".to_owned(),
        lines: Some("1-2".parse().unwrap()),
    };
    assert_eq!(beside.place.as_ref(), Some(&place));
    let seen = Sight {
        beside: beside.clone(),
        now_path: place.path,
        now_lines: place.lines,
        ..sight(CitationState::Gone)
    };
    let mut why = asks_why(view.hear(&compared_as(seen), cx(&data, WIDE))).unwrap();
    assert_eq!(
        pinned(&mut *why, &data).unwrap().0,
        "releases/archive.csv:1-2"
    );
}

#[test]
fn an_alarm_is_not_pinned_away() {
    let data = data();
    let (mut view, _) = opened(&data, 1);
    for state in [
        CitationState::MissingObject,
        CitationState::HashMismatch,
        CitationState::Gone,
    ] {
        view.hear(&compared_as(sight(state)), cx(&data, WIDE));
        assert!(asks_why(press(&mut view, "r", cx(&data, WIDE))).is_none());
        assert!(view.why_not(Action::PinAnew, &data).is_some());
    }
}

#[test]
fn what_happened_is_listed_and_each_entry_shown() {
    let data = data();
    let (mut view, _) = opened(&data, 1);
    view.hear(&changed(), cx(&data, WIDE));
    view.hear(&trailed(), cx(&data, WIDE));
    let (rows, _) = draw(&view, &data, WIDE);
    for part in [
        "2 places proposed, 2 commits since, 1 to what was cited (*)",
        "92 % releases/archive.csv:1-2   taken to another file, in ffffffff",
        "* ffffffff 20 Nov 2026  B. Lind",
        "Rename\\u{202e} it   renamed to releases/log.csv",
    ] {
        assert!(
            rows.iter().any(|row| row.contains(part)),
            "{part}: {rows:#?}"
        );
    }
    // The commit is asked for, shown, and left again.
    let intents = press(&mut view, "tab j j enter", cx(&data, WIDE));
    assert!(matches!(
        asked(&intents).as_slice(),
        [Question::Commit { commit, .. }] if commit.commit == "f".repeat(40)
    ));
    let edit = Edit {
        then: lines(&THEN),
        now: lines(&["other"]),
        steps: Vec::new(),
        cited_then: None,
        cited_now: None,
    };
    let link = file_link(1, "releases/log.csv", Some("3-4"));
    let seen = InCommit::of(link, commit("f", Some(true)), edit);
    view.hear(&Reply::InCommit(Box::new(seen)), cx(&data, WIDE));
    let (rows, _) = draw(&view, &data, WIDE);
    assert!(
        rows.iter()
            .any(|row| row.contains("after ffffffff, by B. Lind"))
    );
    assert!(view.why_not(Action::PinAnew, &data).is_some());
    let intents = press(&mut view, "esc", cx(&data, WIDE));
    assert!(matches!(
        asked(&intents).as_slice(),
        [Question::Compare { .. }]
    ));
}

#[test]
fn an_answer_to_what_nobody_asks_any_more_is_dropped() {
    let data = data();
    let (mut view, _) = opened(&data, 1);
    view.hear(&changed(), cx(&data, WIDE));
    view.hear(&trailed(), cx(&data, WIDE));
    let proposed = Sight {
        beside: Beside {
            at: None,
            place: Some(Spot {
                path: "elsewhere".to_owned(),
                lines: None,
            }),
        },
        ..sight(CitationState::Changed)
    };
    view.hear(&compared_as(proposed), cx(&data, WIDE));
    let Seen::Compared(seen) = &view.seen else {
        panic!()
    };
    assert_eq!(seen.sight.beside, Beside::default());
}

#[test]
fn earlier_pins_are_listed_and_shown() {
    let mut data = data();
    let papers = data.papers.values_mut().next().unwrap();
    let sheet = papers.answers.values_mut().next().unwrap();
    let mut answer = sheet.answers[0].clone();
    let old = answer.evidence[0].pin().unwrap();
    answer.evidence[0].earlier = vec![EarlierPin::of(
        crate::domain::evidence::Pin {
            lines: Some("1-2".parse().unwrap()),
            ..old
        },
        "rows were added".to_owned(),
        person(),
        moment(),
    )];
    let link = answer.evidence[0].clone();
    sheet.put(answer);
    let (mut view, _) = opened(&data, 1);
    let current = Sight {
        link: link.clone(),
        ..sight(CitationState::Changed)
    };
    view.hear(&compared_as(current), cx(&data, WIDE));
    let (rows, _) = draw(&view, &data, WIDE);
    let said = "releases/log.csv:1-2 at a1b2c3d4e5   until 20 Nov 2026 by B. Lind: rows were added";
    assert!(rows.iter().any(|row| row.contains(said)), "{rows:#?}");
    let intents = press(&mut view, "tab enter", cx(&data, WIDE));
    assert!(matches!(
        asked(&intents).as_slice(),
        [Question::Compare {
            which: Which::Earlier(0),
            ..
        }]
    ));
    let earlier = Sight {
        pin: link.earlier[0].pin(),
        which: Which::Earlier(0),
        link,
        ..sight(CitationState::Changed)
    };
    view.hear(&compared_as(earlier), cx(&data, WIDE));
    let (rows, _) = draw(&view, &data, WIDE);
    assert!(
        rows.iter().any(|row| row.contains("as cited before (1)")),
        "{rows:#?}"
    );
    assert!(asks_why(press(&mut view, "r", cx(&data, WIDE))).is_none());
}

#[test]
fn a_citation_is_removed_by_a_change_that_can_be_undone() {
    let data = data();
    let (mut view, _) = opened(&data, 1);
    let intents = press(&mut view, "d", cx(&data, WIDE));
    let [
        Intent::Apply(Change { edits, .. }),
        Intent::Close,
        Intent::Toast(_),
    ] = intents.as_slice()
    else {
        panic!("not removed");
    };
    assert_eq!(edits.len(), 1);
    let mut papers = data.papers.values().next().unwrap().clone();
    let Intent::Apply(change) = &intents[0] else {
        panic!()
    };
    change.apply(&mut papers);
    assert!(papers.citation(&id(1)).is_none());
    change.inverse().apply(&mut papers);
    assert!(papers.citation(&id(1)).is_some());
}

#[test]
fn what_is_copied_names_path_lines_and_commit() {
    let data = data();
    let (mut view, _) = opened(&data, 1);
    view.hear(&trailed(), cx(&data, WIDE));
    let mut copied = |keys| match press(&mut view, keys, cx(&data, WIDE)).pop() {
        Some(Intent::Copy(text)) => text,
        _ => panic!("not copied"),
    };
    assert_eq!(
        copied("y"),
        "releases/log.csv:3-4 @ a1b2c3d4e5f60718293a4b5c6d7e8f9011223344"
    );
    assert_eq!(copied("tab y"), "releases/archive.csv:1-2");
    assert_eq!(copied("j j y"), "f".repeat(40));
}

#[test]
fn a_citation_that_was_pinned_anew_is_compared_anew() {
    let data = data();
    let (mut view, _) = opened(&data, 1);
    let reply = Reply::Pinned {
        holder: Holder::InAudit(AUDIT.parse().unwrap(), row()),
        link: Box::new(file_link(1, "releases/log.csv", Some("4-5"))),
    };
    let intents = view.hear(&reply, cx(&data, WIDE));
    let asked = asked(&intents);
    let [Question::Compare { link, .. }, Question::Trail(_)] = asked.as_slice() else {
        panic!("{asked:?}");
    };
    assert_eq!(link.lines, Some("4-5".parse().unwrap()));
}

#[test]
fn the_cited_lines_are_in_sight_at_first() {
    let data = data();
    let text: Vec<String> = (1..=500).map(|n| format!("line {n}")).collect();
    let text: Vec<&str> = text.iter().map(String::as_str).collect();
    let mut sight = sight(CitationState::Unchanged {
        file_changed: false,
    });
    sight.pin.lines = Some("300-301".parse().unwrap());
    sight.now_lines = sight.pin.lines;
    let comparison = Comparison::of(sight, Ok(lines(&text)), Ok(Some(lines(&text))));
    let reply = Reply::Compared(Box::new(Compared::of(comparison)));
    for size in SIZES {
        let mut view = EvidenceView::new(AUDIT.parse().unwrap(), row(), id(1));
        view.refresh(cx(&data, size));
        view.hear(&reply, cx(&data, size));
        let (rows, _) = draw(&view, &data, size);
        assert!(rows.iter().any(|row| row.contains("line 300")), "{size:?}");
        press(&mut view, "g g", cx(&data, size));
        assert_eq!(view.scroll.top, 0);
    }
}

#[test]
fn changes_are_a_key_away_and_each_side_can_be_looked_at_alone() {
    let data = data();
    let (mut view, _) = opened(&data, 1);
    view.hear(&changed(), cx(&data, NARROW));
    press(&mut view, "g g", cx(&data, NARROW));
    press(&mut view, "}", cx(&data, NARROW));
    assert_eq!(view.at, 1);
    press(&mut view, "}", cx(&data, NARROW));
    assert_eq!(view.at, 3);
    press(&mut view, "{", cx(&data, NARROW));
    assert_eq!(view.at, 1);
    press(&mut view, "s", cx(&data, NARROW));
    let (rows, _) = draw(&view, &data, NARROW);
    assert!(!rows.iter().any(|row| row.contains("2026-09-05,kyc")));
    press(&mut view, "s", cx(&data, NARROW));
    let (rows, _) = draw(&view, &data, NARROW);
    assert!(!rows.iter().any(|row| row.contains("2026-09-04,kyc")));
    assert!(rows.iter().any(|row| row.contains("2026-09-05,kyc")));
}

#[test]
fn text_is_found_in_both_texts() {
    let data = data();
    let (mut view, _) = opened(&data, 1);
    view.hear(&changed(), cx(&data, NARROW));
    press(&mut view, "/ o c r enter", cx(&data, NARROW));
    assert_eq!(view.find.count(view.at), "1/1");
}

#[test]
fn what_is_no_text_is_not_compared() {
    let data = data();
    let (mut view, _) = opened(&data, 1);
    let comparison = Comparison::of(
        sight(CitationState::Changed),
        Ok(vec![0, 1]),
        Ok(Some(lines(&NOW))),
    );
    view.hear(
        &Reply::Compared(Box::new(Compared::of(comparison))),
        cx(&data, WIDE),
    );
    let (rows, _) = draw(&view, &data, WIDE);
    assert!(rows.iter().any(|row| row.contains("The file is no text")));
}

#[test]
fn what_is_there_and_cannot_be_read_is_not_called_gone() {
    let data = data();
    let (mut view, _) = opened(&data, 1);
    let comparison = Comparison::of(
        sight(CitationState::Changed),
        Ok(lines(&THEN)),
        Err("1234 was not downloaded".to_owned()),
    );
    view.hear(
        &Reply::Compared(Box::new(Compared::of(comparison))),
        cx(&data, WIDE),
    );
    let (rows, _) = draw(&view, &data, WIDE);
    let screen = rows.join("\n");
    assert!(
        screen.contains("What is there cannot be shown: 1234 was not downloaded"),
        "{screen}"
    );
    assert!(!screen.contains("gone"), "{screen}");
}

#[test]
fn a_history_that_cannot_be_told_says_why() {
    let data = data();
    let (mut view, _) = opened(&data, 1);
    let link = file_link(1, "releases/log.csv", Some("3-4"));
    let nothing = Between {
        since: Since::Unknown("it was\u{202e} lost".to_owned()),
        commits: Vec::new(),
        more: false,
        cut: false,
    };
    let trail = Trail {
        between: Ok(nothing),
        proposals: Ok(Vec::new()),
    };
    view.hear(
        &Reply::Trailed(Box::new(Trailed { link, trail })),
        cx(&data, WIDE),
    );
    let (rows, _) = draw(&view, &data, WIDE);
    assert!(
        rows.iter()
            .any(|row| row.contains("cannot tell: it was\\u{202e} lost")),
        "{rows:#?}"
    );
}

#[test]
fn the_citation_is_drawn_at_any_size() {
    let data = data();
    let (mut view, _) = opened(&data, 1);
    draw_at_any_size(&view, &data);
    view.hear(&changed(), cx(&data, WIDE));
    view.hear(&trailed(), cx(&data, WIDE));
    for (width, height) in SIZES {
        let (rows, _) = draw(&view, &data, (width, height));
        insta::assert_snapshot!(
            format!("evidence_{width}x{height}"),
            rows.join("\n").trim_end()
        );
    }
    draw_at_any_size(&view, &data);
    press(&mut view, "tab j", cx(&data, NARROW));
    for (width, height) in SIZES {
        let (rows, _) = draw(&view, &data, (width, height));
        insta::assert_snapshot!(
            format!("happened_{width}x{height}"),
            rows.join("\n").trim_end()
        );
    }
    draw_at_any_size(&view, &data);
}

#[test]
fn every_state_is_said_in_words_at_any_width() {
    for size in [(120, 40), (80, 24)] {
        let mut seen = std::collections::BTreeSet::new();
        for state in states() {
            let mut data = data();
            let (mut view, _) = opened(&data, 1);
            // First as it is known before the texts are here, then with them.
            data.citations.insert(id(1), state.clone());
            let (before, _) = draw(&view, &data, size);
            // As much of it as the line takes.
            let phrase: String = state.phrase().chars().take(22).collect();
            assert!(before[0].contains(&phrase), "{before:#?}");
            view.hear(&compared_as(sight(state.clone())), cx(&data, size));
            let (rows, _) = draw(&view, &data, size);
            assert!(rows[0].contains(&phrase), "{rows:#?}");
            seen.insert(state.word());
        }
        assert_eq!(seen.len(), 10, "all words but that of what is no file");
    }
}
