use std::sync::Arc;

use super::*;
use crate::{
    domain::{
        evidence::LineRange,
        register::{RawRow, Register, RegisterSource},
    },
    error::Error,
    session::{evidence::Target, register::ReadRegister},
    tui::screens::made_up::{self, AUDIT, SIZES, cx, draw, draw_at_any_size, press},
};

const TEXT: &str = "id,name,class,stage,owner,purpose,vendor\n\
    AI-1,Claims triage,high,live,Claims,sorts incoming claims by what they need,\n\
    AI-2,a name that is very long indeed and goes on \u{202e},minimal,pilot,Marketing and Communications,,Acme\n\
    AI-2,twice,low,live,x,y,\n";

fn data() -> Data {
    let source = RegisterSource {
        path: "ai/systems.csv".to_owned(),
        table: String::new(),
        columns: std::collections::BTreeMap::new(),
        trail: Vec::new(),
    };
    let mut data = made_up::data();
    let cells = |line: &str| line.split(',').map(str::to_owned).collect::<Vec<_>>();
    let rows = (1..).zip(TEXT.lines()).skip(1).map(|(line, text)| RawRow {
        lines: LineRange::new(line, line).unwrap(),
        cells: cells(text),
    });
    let headings = cells(TEXT.lines().next().unwrap());
    data.register = Ok(Some(Arc::new(ReadRegister {
        register: Register::of(&source, &headings, rows.collect()),
        target: Target::here("ai/systems.csv", None),
        path: source.path,
        commit: "a1b2c3d4e5f6".to_owned(),
        differs_on_disk: false,
    })));
    data
}

fn screen() -> SystemsScreen {
    SystemsScreen::new(Some(AUDIT.parse().unwrap()))
}

#[test]
fn the_systems_are_drawn_at_any_size() {
    let mut data = data();
    let audit = data.papers.get_mut(&AUDIT.parse().unwrap()).unwrap();
    audit.audit.scope.ai_systems = vec!["Claims triage".to_owned()];
    let mut screen = screen();
    for (width, height) in SIZES {
        let (rows, _) = draw(&screen, &data, (width, height));
        insta::assert_snapshot!(
            format!("systems_{width}x{height}"),
            rows.join("\n").trim_end()
        );
        press(&mut screen, "j", cx(&data, (width, height)));
    }
    draw_at_any_size(&screen, &data);
    draw_at_any_size(&SystemsScreen::new(None), &made_up::data());
}

#[test]
fn a_register_that_is_missing_or_broken_is_told_and_what_to_do() {
    let mut data = made_up::data();
    let shown = |data: &Data| draw(&screen(), data, (100, 20)).0.join("\n");
    assert!(shown(&data).contains("tickmark system register PATH"));
    data.register =
        Err(Error::usage("Could not read the register: it is gone").hint("bring it back"));
    let told = shown(&data);
    assert!(
        told.contains("it is gone") && told.contains("bring it back"),
        "{told}"
    );
}

#[test]
fn enter_puts_a_system_into_the_scope_by_its_id_and_takes_it_out() {
    let mut data = data();
    let scope = |data: &Data| {
        data.papers[&AUDIT.parse().unwrap()]
            .audit
            .scope
            .ai_systems
            .clone()
    };
    let mut screen = screen();
    for wanted in [vec!["AI-1".to_owned()], Vec::new()] {
        let mut intents = press(&mut screen, "enter", cx(&data, (100, 30)));
        let Some(Intent::Open(mut choose)) = intents.pop() else {
            panic!("no choice was offered");
        };
        let intents = choose
            .act(Action::PickerAccept, cx(&data, (100, 30)))
            .or_else(|| choose.act(Action::OpenRecord, cx(&data, (100, 30))))
            .unwrap();
        let change = intents.into_iter().find_map(|intent| match intent {
            Intent::Apply(change) => Some(change),
            _ => None,
        });
        data.make(&change.unwrap());
        assert_eq!(scope(&data), wanted);
    }
}

#[test]
fn every_field_of_a_system_is_reached_by_scrolling_and_the_pane_has_the_free_room() {
    let mut data = data();
    let Ok(Some(read)) = &mut data.register else {
        panic!("there is no register");
    };
    let read = Arc::make_mut(read);
    let further = (1..=20).map(|n| (format!("field {n}"), format!("said {n}")));
    read.register.systems[0].further = further.collect();
    let mut screen = screen();
    let size = (80, 22);
    let shown = |screen: &SystemsScreen| draw(screen, &data, size).0.join("\n");
    let first = shown(&screen);
    assert!(first.contains("field 12: said 12"), "{first}");
    assert!(
        first.contains('▼') && !first.contains("field 20"),
        "{first}"
    );
    press(&mut screen, ") )", cx(&data, size));
    let scrolled = shown(&screen);
    assert!(scrolled.contains("field 20: said 20"), "{scrolled}");
    press(&mut screen, "j", cx(&data, size));
    press(&mut screen, "k", cx(&data, size));
    assert_eq!(
        shown(&screen),
        first,
        "another system is read from its beginning"
    );
}
