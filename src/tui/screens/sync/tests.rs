use super::*;
use crate::{
    domain::merge::{Clash, ClashKind, FieldPath, Voice},
    error::Error,
    session::sync::{
        Clashing, Conflicting, Distance, MovedTag, Named, Outcome, Push, SignOffsSynced, Stage,
        Synced,
    },
    tui::screens::made_up::{self, SIZES, cx, draw, draw_at_any_size, press},
};

const HOSTILE: &str = "a\u{1b}[2J\u{202e}b";

fn clash(field: &str, kind: ClashKind, ours: &str, theirs: &str) -> RecordClash {
    let voice = |name: &str| {
        Some(Voice {
            by: format!("{name} <{}@example.org>", name.to_lowercase())
                .parse()
                .unwrap(),
            at: made_up::moment(),
            commit: "a1b2c3d4e5f60718293a4b5c6d7e8f9011223344".to_owned(),
        })
    };
    RecordClash {
        path: "audits/aims/findings/F-7K3QX2.toml".to_owned(),
        key: RecordKey::Finding("aims".parse().unwrap(), "F-7K3QX2".parse().unwrap()),
        clash: Clash {
            path: field.parse::<FieldPath>().unwrap(),
            kind,
            base: Some("what both began with".to_owned()),
            ours: Some(ours.to_owned()),
            theirs: Some(theirs.to_owned()),
        },
        ours: voice("Ada"),
        theirs: voice("Ben"),
        was_chosen: false,
    }
}

fn clashes() -> Vec<RecordClash> {
    let long = "a line of a long text\n".repeat(60);
    vec![
        clash("statement", ClashKind::Text, &long, HOSTILE),
        clash("state", ClashKind::State, "issued", "withdrawn"),
    ]
}

fn clashing(clashes: Vec<RecordClash>) -> Outcome {
    Outcome::Clashing(Clashing {
        remote: "origin".to_owned(),
        other: "origin/main".to_owned(),
        clashes,
        moved: Vec::new(),
    })
}

fn synced() -> Synced {
    let path = || ["audits/aims/findings/F-7K3QX2.toml".to_owned()].into();
    Synced {
        remote: "origin".to_owned(),
        other: "origin/main".to_owned(),
        commit: "b".repeat(40),
        merge: Some("b".repeat(40)),
        has_come: true,
        came: path(),
        merged: path(),
        sent: path(),
        sign_offs: SignOffsSynced {
            came: vec![HOSTILE.to_owned()],
            sent: Vec::new(),
            moved: vec![MovedTag {
                name: "tickmark/aims/prepared-1".to_owned(),
                ours: "c".repeat(40),
                theirs: "d".repeat(40),
            }],
        },
        push: Push::Refused {
            output: vec![HOSTILE.to_owned()],
        },
        is_set_up: true,
    }
}

fn distance() -> Distance {
    let named = |path: &str| Named::of("audits", path.to_owned());
    Distance {
        remote: "origin".to_owned(),
        branch: "main".to_owned(),
        other: "origin/main".to_owned(),
        is_there: true,
        ahead: 2,
        behind: 1,
        sends: vec![named("audits/aims/findings/F-7K3QX2.toml")],
        comes: vec![named("audits/aims/audit.toml")],
        uncommitted: vec![named("audits/aims/audit.toml")],
    }
}

/// Data after a sync that came to this.
fn after(outcome: Result<Outcome, Error>) -> Data {
    let mut data = made_up::data();
    data.sync.distance = Some(Ok(distance()));
    data.sync.begin(true);
    data.sync.ends(outcome);
    data
}

fn shown(data: &Data, size: (u16, u16)) -> String {
    let mut screen = SyncScreen::new();
    screen.refresh(cx(data, size));
    draw(&screen, data, size).0.join("\n")
}

fn wants(screen: &mut SyncScreen, data: &Data, keys: &str) -> Vec<SyncDeed> {
    let intents = press(screen, keys, cx(data, (120, 40)));
    let deed = |intent| match intent {
        Intent::Sync(deed) => Some(deed),
        _ => None,
    };
    intents.into_iter().filter_map(deed).collect()
}

#[test]
fn whatever_a_sync_came_to_is_drawn_at_any_size_and_nothing_of_it_commands_the_terminal() {
    let conflicting = Conflicting {
        remote: "origin".to_owned(),
        other: "origin/main".to_owned(),
        files: vec![HOSTILE.to_owned()],
        moved: Vec::new(),
    };
    let failed = Error::unavailable("Could not sync: origin was not reached").hint("look");
    for outcome in [
        Ok(clashing(clashes())),
        Ok(Outcome::Done(synced())),
        Ok(Outcome::Conflicting(conflicting)),
        Err(failed),
    ] {
        let data = after(outcome);
        let screen = SyncScreen::new();
        draw_at_any_size(&screen, &data);
        for size in SIZES {
            let shown = shown(&data, size);
            assert!(!shown.contains(['\u{1b}', '\u{202e}']), "{shown}");
        }
    }
}

#[test]
fn a_refused_push_and_a_moved_sign_off_stand_out() {
    let shown = shown(&after(Ok(Outcome::Done(synced()))), (80, 24));
    for text in [
        "ALARM: the sign-off tickmark/aims/prepared-1 is another one on origin",
        "origin does not take what is here:",
        "What came is here all the same",
    ] {
        assert!(shown.contains(text), "{text}: {shown}");
    }
}

#[test]
fn how_far_a_sync_is_is_said_and_esc_stops_it() {
    let mut data = made_up::data();
    data.sync.begin(true);
    data.sync.reaches(Stage::Pushing {
        to: "origin".to_owned(),
    });
    assert!(shown(&data, (80, 24)).contains("Pushing to origin..."));
    let mut screen = SyncScreen::new();
    screen.refresh(cx(&data, (80, 24)));
    assert_eq!(screen.back_says(), Some("stop"));
    assert_eq!(wants(&mut screen, &data, "esc"), [SyncDeed::Stop]);
    data.sync.stop();
    assert!(shown(&data, (80, 24)).contains("stopping..."));
    assert_eq!(wants(&mut screen, &data, "esc"), []);
}

#[test]
fn sides_stand_beside_one_another_where_there_is_room() {
    let data = after(Ok(clashing(vec![clash(
        "note",
        ClashKind::Value,
        "mine",
        "yours",
    )])));
    let line = |size| {
        let shown = shown(&data, size);
        let line = shown.lines().find(|line| line.contains("mine"));
        line.unwrap().contains("yours")
    };
    assert!(line((120, 40)));
    assert!(!line((80, 24)));
    for size in SIZES {
        let shown = shown(&data, size);
        assert!(shown.contains("by Ada") || size.1 < 24, "{shown}");
    }
}

#[test]
fn a_long_side_scrolls_to_its_end() {
    let data = after(Ok(clashing(clashes())));
    let mut screen = SyncScreen::new();
    screen.refresh(cx(&data, (80, 24)));
    let seen = |screen: &SyncScreen| draw(screen, &data, (80, 24)).0.join("\n");
    assert!(!seen(&screen).contains("what both began with"));
    for _ in 0..40 {
        press(&mut screen, ")", cx(&data, (80, 24)));
    }
    assert!(
        seen(&screen).contains("what both began with"),
        "{}",
        seen(&screen)
    );
}

#[test]
fn keys_choose_for_a_field_and_for_the_record_and_go_to_what_is_undecided() {
    let mut data = after(Ok(clashing(clashes())));
    let mut screen = SyncScreen::new();
    let choose = |at, side, whole| SyncDeed::Choose { at, side, whole };
    assert_eq!(
        wants(&mut screen, &data, "o t O T"),
        [
            choose(0, Side::Ours, false),
            choose(0, Side::Theirs, false),
            choose(0, Side::Ours, true),
            choose(0, Side::Theirs, true),
        ]
    );
    wants(&mut screen, &data, "]");
    assert_eq!(
        wants(&mut screen, &data, "o"),
        [choose(1, Side::Ours, false)]
    );
    data.sync.choose(0, Side::Ours, false).unwrap();
    wants(&mut screen, &data, "]");
    assert_eq!(screen.list.selected, 1, "the other one is decided");
}

#[test]
fn of_very_much_that_came_most_is_counted() {
    let paths = |before: char| {
        let path = move |n| format!("audits/aims/findings/{before}{n:05}.toml");
        (0..1_000).map(path)
    };
    let mut much = synced();
    much.came = paths('c').collect();
    much.sign_offs.came = paths('t').collect();
    much.sign_offs.sent = paths('s').collect();
    let data = after(Ok(Outcome::Done(much)));
    let rows = SyncScreen::rows(&data, cx(&data, (120, 40)).area);
    let more = rows.iter().filter(|row| row.said == "  and 800 more");
    assert_eq!(more.count(), 3);
    let of = |text: &str| rows.iter().filter(|row| row.said.contains(text)).count();
    assert_eq!(of("/c00"), 200);
    assert_eq!((of("Sign-off came"), of("Sign-off sent")), (200, 200));
}

#[test]
fn both_sides_are_wrapped_once_and_anew_where_something_else_is_to_be_shown() {
    let mut data = after(Ok(clashing(clashes())));
    let size = (120, 40);
    let mut screen = SyncScreen::new();
    let is_kept = |screen: &SyncScreen, data: &Data| {
        let clashes = data.sync.clashes();
        let width = Areas::of(cx(data, size).area, clashes.len()).width();
        let told = screen.told(&clashes[screen.list.selected], &data.sync, width);
        matches!(told, Cow::Borrowed(_))
    };
    screen.refresh(cx(&data, size));
    assert!(is_kept(&screen, &data));
    press(&mut screen, "j", cx(&data, size));
    assert!(is_kept(&screen, &data), "of the one that is selected");
    data.sync.choose(1, Side::Theirs, false).unwrap();
    assert!(!is_kept(&screen, &data), "what is taken is said");
    screen.refresh(cx(&data, size));
    assert!(is_kept(&screen, &data));
    press(&mut screen, "k", cx(&data, size));
    let mut now = clashes();
    now[0].clash.ours = Some("another text by now".to_owned());
    let data = after(Ok(clashing(now.clone())));
    let ended = Reply::Sync(SyncTold::Ended(Box::new(Ok(clashing(now)))));
    screen.hear(&ended, cx(&data, size));
    let shown = draw(&screen, &data, size).0.join("\n");
    assert!(shown.contains("another text by now"), "{shown}");
}
