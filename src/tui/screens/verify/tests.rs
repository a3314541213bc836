use super::*;
use crate::{
    domain::{
        record::RecordKey,
        verify::{Counts, Irregularity, Kind, Unchecked},
    },
    session::verify::Stage,
    tui::screens::made_up::{self, SIZES, cx, draw, draw_at_any_size, press},
};

fn irregular(kind: Kind, text: &str) -> Irregularity {
    Irregularity {
        kind,
        record: Some(RecordKey::Finding(
            "aims".parse().unwrap(),
            "F-7K3QX2".parse().unwrap(),
        )),
        path: Some("audits/aims/findings/F-7K3QX2.toml".to_owned()),
        field: "history".to_owned(),
        commit: Some("a1b2c3d4e5f60718293a4b5c6d7e8f9011223344".to_owned()),
        by: Some("Eve \u{202e} <eve@example.org>".parse().unwrap()),
        at: Some(made_up::moment()),
        text: text.to_owned(),
        mended: None,
    }
}

fn verification() -> Verification {
    Verification {
        irregularities: vec![
            irregular(
                Kind::HistoryChanged,
                "entry 3 was taken out: \"closed\" by Ada Auditor of 2026-03-02T09:00:00Z",
            ),
            irregular(
                Kind::GuardUnmet,
                "draft to issued by Eve: no criterion is named",
            ),
            Irregularity {
                mended: Some("f".repeat(40)),
                ..irregular(Kind::Deleted, "F-7K3QX2 is gone")
            },
        ],
        unchecked: vec![Unchecked {
            what: "the history at commit 0123456789 and before".to_owned(),
            why: "the history before it is not in this clone".to_owned(),
            how: "git fetch --unshallow".to_owned(),
        }],
        counts: Counts {
            commits: 12,
            changing: 5,
            records: 9,
            ..Counts::default()
        },
        head: Some("b".repeat(40)),
        uncommitted: 2,
        under_way: None,
    }
}

fn told(screen: &VerifyScreen, told: VerifyTold) -> Reply {
    Reply::Verify(screen.asked.clone(), told)
}

fn done() -> VerifyScreen {
    let data = made_up::data();
    let mut screen = VerifyScreen::new(None);
    let reply = told(
        &screen,
        VerifyTold::Done(Ok(Some(Box::new(verification())))),
    );
    screen.hear(&reply, cx(&data, (120, 40)));
    screen
}

#[test]
fn a_verification_is_drawn_at_any_size() {
    let data = made_up::data();
    let screen = done();
    for size in SIZES {
        let (rows, _) = draw(&screen, &data, size);
        let text = rows.join("\n");
        assert!(text.contains("not in order"), "{text}");
        assert!(!text.contains('\u{202e}'), "{text}");
    }
    draw_at_any_size(&screen, &data);
    draw_at_any_size(&VerifyScreen::new(None), &data);
}

#[test]
fn the_command_that_shows_it_can_be_copied() {
    let data = made_up::data();
    let mut screen = done();
    let intents = press(&mut screen, "y", cx(&data, (120, 40)));
    assert!(matches!(
        intents.as_slice(),
        [Intent::Copy(command)]
            if command == "git show a1b2c3d4e5 -- 'audits/aims/findings/F-7K3QX2.toml'"
    ));
    let intents = press(&mut screen, "j j y", cx(&data, (120, 40)));
    assert!(matches!(
        intents.as_slice(),
        [Intent::Copy(command)] if command == "git fetch --unshallow"
    ));
}

#[test]
fn what_is_stopped_hears_no_more() {
    let data = made_up::data();
    let mut screen = VerifyScreen::new(None);
    let going = Progress {
        stage: Stage::Replay,
        done: 3,
        all: 7,
    };
    let reply = told(&screen, VerifyTold::Going(going));
    screen.hear(&reply, cx(&data, (120, 40)));
    let (rows, _) = draw(&screen, &data, (80, 24));
    assert!(rows.join("\n").contains("replaying: 3 of 7"), "{rows:?}");
    assert_eq!(press(&mut screen, "esc", cx(&data, (120, 40))).len(), 0);
    assert!(screen.asked.cancel.load(Ordering::Relaxed));
    let reply = told(
        &screen,
        VerifyTold::Done(Ok(Some(Box::new(verification())))),
    );
    screen.hear(&reply, cx(&data, (120, 40)));
    let (rows, _) = draw(&screen, &data, (80, 24));
    assert!(rows.join("\n").contains("nothing is verified"), "{rows:?}");
}

#[test]
fn another_verification_is_none_of_its_business() {
    let data = made_up::data();
    let (mut screen, other) = (VerifyScreen::new(None), VerifyScreen::new(None));
    let reply = told(&other, VerifyTold::Done(Ok(Some(Box::new(verification())))));
    screen.hear(&reply, cx(&data, (120, 40)));
    assert!(matches!(screen.state, State::Going(None)));
}

#[test]
fn on_a_small_screen_lines_are_told_apart_and_all_of_each_is_reached() {
    let data = made_up::data();
    let mut screen = done();
    let size = (40, 10);
    let shown = |screen: &VerifyScreen| draw(screen, &data, size).0.join("\n");
    let first = shown(&screen);
    assert!(first.contains("F-7K3QX2  entry 3 was"), "{first}");
    assert!(first.contains("F-7K3QX2  draft to iss"), "{first}");
    let mut seen = first.clone();
    for _ in 0..8 {
        press(&mut screen, ")", cx(&data, size));
        seen.push_str(&shown(&screen));
    }
    assert!(first.contains('▼') && seen.contains("git show"), "{seen}");
    press(&mut screen, "j", cx(&data, size));
    press(&mut screen, "k", cx(&data, size));
    assert_eq!(shown(&screen), first);
}
