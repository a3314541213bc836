//! Help offers nothing that does nothing: each action of each place does something, or says why not.

use super::desk::Desk;
use crate::tui::{
    action::{ACTIONS, Action, Context},
    panel::Cx,
};

/// Lists what the panel on top offers in vain. What it wants is not carried out; where it has turned to something else, `again`
/// makes the place anew.
fn idle_at(place: &str, again: &dyn Fn() -> Desk) -> Option<String> {
    let area = ratatui::layout::Rect::new(0, 0, 120, 40);
    let mut desk = again();
    let mut idle = Vec::new();
    for info in ACTIONS {
        let contexts = top(&desk).contexts();
        let is_here = info.contexts.iter().any(|own| contexts.contains(own));
        // What is global is the program's own, and so are two of the ways to find something.
        let is_own = info.contexts.contains(&Context::Global)
            || matches!(info.action, Action::Jump | Action::Search);
        if !is_here || is_own || top(&desk).why_not(info.action, &desk.model.data).is_some() {
            continue;
        }
        let model = &mut desk.model;
        let cx = Cx {
            data: &model.data,
            area,
            count: None,
        };
        let panel = model.stack.last_mut().unwrap();
        if panel.act(info.action, cx).is_none() {
            idle.push(info.id);
        }
        if panel.contexts() != contexts {
            desk = again();
        }
    }
    (!idle.is_empty()).then(|| format!("{place}: {idle:?}"))
}

fn top(desk: &Desk) -> &dyn crate::tui::panel::Panel {
    desk.model.stack.last().unwrap().as_ref()
}

/// Asserts it of the places that these keys lead to, each from a fresh start.
#[track_caller]
fn keep_their_word(places: &[&str]) {
    let idle: Vec<String> = places
        .iter()
        .filter_map(|keys| {
            idle_at(keys, &|| {
                let mut desk = Desk::new();
                desk.keys(keys);
                desk
            })
        })
        .collect();
    assert!(idle.is_empty(), "{idle:#?}");
}

#[test]
fn home_the_walk_and_the_lists_offer_nothing_that_does_nothing() {
    keep_their_word(&[
        "",
        "enter",
        "enter i",
        "enter /",
        "enter g b",
        "enter x f g f",
        "enter g a",
        "enter g m",
        "enter g i",
        "enter g S",
        "enter g l",
        "g e",
        "g A",
        "g p",
        "g p c",
    ]);
}

#[test]
fn finders_choices_and_forms_over_a_screen_offer_nothing_that_does_nothing() {
    keep_their_word(&[
        "enter e",
        "enter E",
        "enter E enter",
        "enter E enter x ctrl-s v",
        "enter E j j j j enter",
        "g e enter",
        "a",
        "ctrl-p",
        "enter ctrl-f",
    ]);
}

#[test]
fn records_statement_and_review_offer_nothing_that_does_nothing() {
    keep_their_word(&[
        "enter x f",
        "enter x f enter",
        "enter x f s G enter",
        "enter x f a",
        "enter x f t",
        "enter x f t esc",
        "enter S",
        "enter S j enter",
        "enter g s",
        "enter g s i",
        "enter g r",
        "enter c g r i",
    ]);
}

#[test]
fn the_screens_of_a_cited_file_and_of_a_sample_keep_their_word_too() {
    let cited = |keys: &str| {
        let mut desk = Desk::new();
        desk.keys("enter e")
            .types("aipolicy")
            .keys("tab")
            .keys(keys);
        desk
    };
    for keys in ["", "/", "enter v", "enter v /", "enter v tab"] {
        assert_eq!(idle_at(keys, &|| cited(keys)), None);
    }
    let drawn = |keys: &str| {
        let mut desk = Desk::new();
        desk.keys("enter S j enter").types("releases/log.csv");
        desk.keys("enter ctrl-s").sees("S-");
        desk.keys(keys);
        desk
    };
    for keys in ["", "i", "/", "g m", "r"] {
        assert_eq!(idle_at(keys, &|| drawn(keys)), None);
    }
}
