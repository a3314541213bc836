//! One keypress in the walk, from the key to the finished frame, beside painting a bare list of the same rows.
//!
//! Worker and terminal are left out on both sides: what is measured is what stands between a key and the bytes of a frame.
//!
//! Medians of `cargo bench --bench keypress`, 2026-11-27, two cores shared with other work:
//!
//! | | 80x24 | 120x40 |
//! |---|---|---|
//! | the next row and back | 0.10 ms | 0.19 ms |
//! | a verdict and back | 0.11 ms | 0.19 ms |
//! | the next clause and back | 0.12 ms | 0.20 ms |
//! | six checklists, 1 164 rows: the next row and back | 0.46 ms | 0.59 ms |
//! | six checklists: a verdict and back | 0.41 ms | 0.55 ms |
//! | a bare list painted | 0.05 ms | 0.10 ms |
//!
//! So a keypress costs about two to three bare lists. The goal is a frame within 0.8 ms.

#![expect(
    clippy::expect_used,
    reason = "a measurement stops at the first failure"
)]

mod made;

use std::{hint::black_box, time::Duration};

use criterion::{Criterion, criterion_group, criterion_main};
use ratatui::{
    Terminal,
    backend::TestBackend,
    style::{Modifier, Style},
    widgets::{List, ListState},
};
use tickmark::{
    session::Session,
    tui::{
        glyphs::Glyphs,
        keymap::{Key, Keymap},
        model::{Message, Model, Settings},
        theme::{Colours, Shelf, Theme},
        view, worker,
    },
};

const SIZES: [(u16, u16); 2] = [(80, 24), (120, 40)];

fn model(session: &Session, (width, height): (u16, u16)) -> Model {
    let theme = Theme::default_for(Colours::TwoFiftySix);
    let settings = Settings {
        themes: Shelf::new(Colours::TwoFiftySix, Vec::new()),
        theme,
        glyphs: Glyphs::unicode(),
        keymap: Keymap::default(),
        mouse: false,
    };
    let mut model = Model::new(worker::data_of(session), settings, width, height);
    model.begin(None, tickmark::session::LeftOver::default());
    for key in ["g", "w"] {
        model.update(Message::Key(key_named(key)));
    }
    model
}

fn key_named(name: &str) -> Key {
    Key::parse(name).expect("a key")
}

/// Presses two keys in turn, so that the screen never comes to an end, and paints a frame after each.
fn press(
    criterion: &mut Criterion,
    session: &Session,
    size: (u16, u16),
    (title, there, back): (&str, &str, &str),
) {
    let mut model = model(session, size);
    let mut terminal = Terminal::new(TestBackend::new(size.0, size.1)).expect("a terminal");
    let keys = [key_named(there), key_named(back)];
    let mut turn = keys.iter().cycle();
    criterion
        .benchmark_group(format!("{}x{}", size.0, size.1))
        .warm_up_time(Duration::from_millis(500))
        .measurement_time(Duration::from_secs(2))
        .sample_size(30)
        .bench_function(title, |bencher| {
            bencher.iter(|| {
                let key = turn.next().copied().expect("a cycle has no end");
                black_box(model.update(Message::Key(key)));
                assert!(model.take_changed());
                terminal
                    .draw(|frame| {
                        let _cursor = view::draw(&model, frame);
                    })
                    .expect("a frame");
            });
        });
}

fn bare_list(criterion: &mut Criterion, size: (u16, u16)) {
    let mut terminal = Terminal::new(TestBackend::new(size.0, size.1)).expect("a terminal");
    let rows: Vec<String> = (0..200)
        .map(|row| format!("  {row} AI system impact assessment process"))
        .collect();
    let list = List::new(rows).highlight_style(Style::new().add_modifier(Modifier::REVERSED));
    let mut state = ListState::default();
    criterion
        .benchmark_group(format!("{}x{}", size.0, size.1))
        .warm_up_time(Duration::from_millis(500))
        .measurement_time(Duration::from_secs(2))
        .sample_size(30)
        .bench_function("a bare list painted", |bencher| {
            bencher.iter(|| {
                state.select(Some(usize::from(state.selected() != Some(1))));
                terminal
                    .draw(|frame| frame.render_stateful_widget(&list, frame.area(), &mut state))
                    .expect("a frame");
            });
        });
}

fn keypresses(criterion: &mut Criterion) {
    let dir = tempfile::tempdir().expect("a temporary folder");
    let session = made::workspace(dir.path());
    let all = tempfile::tempdir().expect("a temporary folder");
    let six = [
        "iso-42001",
        "iso-27001",
        "iso-9001",
        "nist-ai-rmf",
        "eu-ai-act",
        "gdpr",
    ];
    let against_all = made::workspace_against(all.path(), &six);
    for size in SIZES {
        for keys in [
            ("six checklists: the next row and back", "J", "K"),
            ("six checklists: a verdict and back", "c", "c"),
        ] {
            press(criterion, &against_all, size, keys);
        }
        for keys in [
            ("the next row and back", "J", "K"),
            ("a verdict and back", "c", "c"),
            ("the next clause and back", "}", "{"),
        ] {
            press(criterion, &session, size, keys);
        }
        bare_list(criterion, size);
    }
}

criterion_group!(benches, keypresses);
criterion_main!(benches);
