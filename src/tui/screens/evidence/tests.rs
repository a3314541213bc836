use super::*;
use crate::domain::change::Change;
use crate::tui::screens::made_up::{
    AUDIT, SIZES, cx, data, draw, draw_at_any_size, file_link, id, press, row,
};

const WIDE: (u16, u16) = (120, 40);

fn opened(data: &Data, number: u32) -> (EvidenceView, Vec<Intent>) {
    let mut view = EvidenceView::new(AUDIT.parse().unwrap(), row(), id(number));
    view.refresh(cx(data, WIDE));
    let intents = view.opened(cx(data, WIDE));
    (view, intents)
}

fn lines(from: &[&str]) -> Vec<u8> {
    format!("{}\n", from.join("\n")).into_bytes()
}

fn changed() -> Comparison {
    Comparison {
        link: file_link(1, "releases/log.csv", Some("3-4")),
        state: CitationState::Changed,
        then: Ok(lines(&[
            "date,system",
            "2026-08-28,churn",
            "2026-09-03,claims",
            "2026-09-04,kyc",
            "end",
        ])),
        now: Some(lines(&[
            "date,system",
            "2026-08-21,ocr",
            "2026-08-28,churn",
            "2026-09-03,claims\u{202e}",
            "2026-09-05,kyc",
            "end",
        ])),
        now_path: "releases/log.csv".to_owned(),
    }
}

fn compared(comparison: Comparison) -> Reply {
    Reply::Compared(Box::new(comparison))
}

/// What would be cited again, as `path:lines`, and in place of which citation.
fn cited_again(intents: &[Intent]) -> Option<(String, EvidenceId)> {
    match intents.first()? {
        Intent::Ask(Request::Pin {
            target,
            replaces: Some(id),
            ..
        }) => Some((
            target.lines.map_or(target.path.clone(), |lines| {
                format!("{}:{lines}", target.path)
            }),
            id.clone(),
        )),
        _ => None,
    }
}

#[test]
fn opening_asks_for_the_comparison() {
    let data = data();
    let (_, intents) = opened(&data, 1);
    assert!(
        matches!(intents.as_slice(), [Intent::Ask(Request::Compare(link))] if link.id == id(1))
    );
}

#[test]
fn an_interview_has_nothing_to_compare() {
    let data = data();
    let (view, intents) = opened(&data, 3);
    assert!(intents.is_empty());
    let (rows, _) = draw(&view, &data, WIDE);
    assert!(rows[0].contains("interview, release manager"));
    assert!(!rows.iter().any(|row| row.contains("Comparing")));
}

#[test]
fn the_neighbours_of_the_place_are_a_key_away() {
    let data = data();
    let (mut view, _) = opened(&data, 1);
    let intents = press(&mut view, "]", cx(&data, WIDE));
    assert!(
        matches!(intents.as_slice(), [Intent::Ask(Request::Compare(link))] if link.id == id(2))
    );
    // The interview before the first has a screen of its own.
    let intents = press(&mut view, "[ [", cx(&data, WIDE));
    assert!(
        matches!(intents.as_slice(), [.., Intent::Replace(view)] if view.name() == format!("evidence {}", id(3)))
    );
}

#[test]
fn changed_lines_are_cited_again_where_they_stand_now() {
    let data = data();
    let (mut view, _) = opened(&data, 1);
    view.hear(&compared(changed()), cx(&data, WIDE));
    let intents = press(&mut view, "r", cx(&data, WIDE));
    assert_eq!(
        cited_again(&intents),
        Some(("releases/log.csv:4-5".to_owned(), id(1)))
    );
}

#[test]
fn moved_lines_are_cited_again_at_their_new_place() {
    let data = data();
    let (mut view, _) = opened(&data, 1);
    let state = CitationState::Moved {
        path: "archive/log.csv".to_owned(),
        lines: Some("7-8".parse().unwrap()),
    };
    view.hear(
        &compared(Comparison { state, ..changed() }),
        cx(&data, WIDE),
    );
    let intents = press(&mut view, "r", cx(&data, WIDE));
    assert_eq!(
        cited_again(&intents),
        Some(("archive/log.csv:7-8".to_owned(), id(1)))
    );
}

#[test]
fn an_alarm_is_not_cited_away() {
    let data = data();
    let (mut view, _) = opened(&data, 1);
    for state in [
        CitationState::MissingObject,
        CitationState::HashMismatch,
        CitationState::Gone,
    ] {
        view.hear(
            &compared(Comparison { state, ..changed() }),
            cx(&data, WIDE),
        );
        assert!(cited_again(&press(&mut view, "r", cx(&data, WIDE))).is_none());
        assert!(view.why_not(Action::CiteAgain, &data).is_some());
    }
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
    let intents = press(&mut view, "y", cx(&data, WIDE));
    let [Intent::Copy(text)] = intents.as_slice() else {
        panic!("not copied")
    };
    assert_eq!(
        text,
        "releases/log.csv:3-4 @ a1b2c3d4e5f60718293a4b5c6d7e8f9011223344"
    );
}

#[test]
fn a_citation_that_was_cited_again_is_compared_anew() {
    let data = data();
    let (mut view, _) = opened(&data, 1);
    let reply = Reply::Pinned {
        holder: Holder::InAudit(AUDIT.parse().unwrap(), row()),
        link: Box::new(file_link(1, "releases/log.csv", Some("4-5"))),
    };
    let intents = view.hear(&reply, cx(&data, WIDE));
    assert!(matches!(
        intents.as_slice(),
        [Intent::Ask(Request::Compare(_))]
    ));
}

#[test]
fn the_cited_lines_are_in_sight_at_first() {
    let data = data();
    let (mut view, _) = opened(&data, 1);
    let text: Vec<String> = (1..=500).map(|n| format!("line {n}")).collect();
    let text: Vec<&str> = text.iter().map(String::as_str).collect();
    let comparison = Comparison {
        link: file_link(1, "releases/log.csv", Some("300-301")),
        state: CitationState::Unchanged {
            file_changed: false,
        },
        then: Ok(lines(&text)),
        now: Some(lines(&text)),
        ..changed()
    };
    for size in SIZES {
        let mut view = EvidenceView {
            seen: Seen::Waiting,
            ..EvidenceView::new(AUDIT.parse().unwrap(), row(), id(1))
        };
        view.refresh(cx(&data, size));
        view.hear(&compared(comparison.clone()), cx(&data, size));
        let (rows, _) = draw(&view, &data, size);
        assert!(rows.iter().any(|row| row.contains("line 300")), "{size:?}");
    }
    view.hear(&compared(comparison), cx(&data, WIDE));
    press(&mut view, "g g", cx(&data, WIDE));
    assert_eq!(view.scroll.top, 0);
}

#[test]
fn text_is_found_in_both_texts() {
    let data = data();
    let (mut view, _) = opened(&data, 1);
    view.hear(&compared(changed()), cx(&data, (80, 24)));
    press(&mut view, "/ o c r enter", cx(&data, (80, 24)));
    assert_eq!(view.find.count(view.at), "1/1");
}

#[test]
fn what_is_no_text_is_not_compared() {
    let data = data();
    let (mut view, _) = opened(&data, 1);
    view.hear(
        &compared(Comparison {
            then: Ok(vec![0, 1]),
            ..changed()
        }),
        cx(&data, WIDE),
    );
    let (rows, _) = draw(&view, &data, WIDE);
    assert!(rows.iter().any(|row| row.contains("The file is no text")));
}

#[test]
fn the_citation_is_drawn_at_any_size() {
    let data = data();
    let (mut view, _) = opened(&data, 1);
    draw_at_any_size(&view, &data);
    view.hear(&compared(changed()), cx(&data, WIDE));
    for (width, height) in SIZES {
        let (rows, _) = draw(&view, &data, (width, height));
        insta::assert_snapshot!(
            format!("evidence_{width}x{height}"),
            rows.join("\n").trim_end()
        );
    }
    draw_at_any_size(&view, &data);
}
