//! Faults planted one by one into a good checklist, into the shipped one for ISO/IEC 42001 and into an extension of it: each
//! is found, alone, at its place.

mod faults;

use tickmark::store::{
    library::Library,
    lint::{Rules, lint_by},
};

use crate::cli_desk::Desk;

use faults::{GOOD, IN_EXTENSION, IN_SHIPPED, OURS, PLANTED, UNOPEN};

/// Puts a fault into a text, and returns its line and column; where there is no `@`, none is asked for.
fn plant(text: &str, after: &str, old: &str, new: &str) -> (String, Option<(usize, usize)>) {
    let old = old.trim_start_matches('@');
    let from = text.find(after).unwrap_or_else(|| panic!("{after}"));
    let at = from + text[from..].find(old).unwrap_or_else(|| panic!("{old}"));
    let marked = format!("{}{new}{}", &text[..at], &text[at + old.len()..]);
    let Some(place) = new.find('@').map(|mark| at + mark) else {
        return (marked, None);
    };
    let before = &marked[..place];
    let line = before.matches('\n').count() + 1;
    let column = before.rsplit('\n').next().unwrap().chars().count() + 1;
    let planted = format!("{before}{}", &marked[place + 1..]);
    (planted, Some((line, column)))
}

#[track_caller]
fn is_found(rules: Rules<'_>, planted: &(String, Option<(usize, usize)>), message: &str) {
    let (text, place) = planted;
    let found = lint_by(rules, text, "x.toml");
    assert_eq!(found.len(), 1, "{message}: {found:#?}");
    let said = format!(
        "{} ({})",
        found[0].message,
        found[0].hint.as_deref().unwrap_or_default()
    );
    assert!(said.contains(message), "{message}: {said}");
    if let Some(place) = place {
        assert_eq!(
            (found[0].line, found[0].column),
            *place,
            "{message}: {found:#?}"
        );
    }
}

#[test]
fn each_of_many_faults_is_found_alone_and_at_its_place() {
    let library = Library::built_in();
    let rules = Rules {
        library: &library,
        strict: false,
    };
    assert_eq!(lint_by(rules, GOOD, "x.toml"), []);
    assert!(PLANTED.len() >= 25);
    for (old, new, message) in PLANTED {
        is_found(rules, &plant(GOOD, "", old, new), message);
    }
}

#[test]
fn how_questions_are_worded_is_looked_at_on_demand_alone() {
    let library = Library::built_in();
    let rules = |strict| Rules {
        library: &library,
        strict,
    };
    assert_eq!(lint_by(rules(true), GOOD, "x.toml"), []);
    for (old, new, message) in UNOPEN {
        let planted = plant(GOOD, "", old, new);
        assert_eq!(lint_by(rules(false), &planted.0, "x.toml"), [], "{message}");
        is_found(rules(true), &planted, message);
    }
}

#[test]
fn a_fault_planted_into_a_shipped_checklist_is_found_alone_and_at_its_place() {
    let library = Library::built_in();
    let rules = Rules {
        library: &library,
        strict: true,
    };
    let shipped = library.text(&"iso-42001".parse().unwrap()).unwrap();
    assert!(IN_SHIPPED.len() >= 25);
    for (after, old, new, message) in IN_SHIPPED {
        is_found(rules, &plant(shipped, after, old, new), message);
    }
}

#[test]
fn what_does_not_fit_the_base_of_an_extension_is_found_alone_and_at_its_place() {
    let library = Library::built_in();
    let rules = Rules {
        library: &library,
        strict: false,
    };
    assert_eq!(lint_by(rules, OURS, "x.toml"), []);
    for (old, new, message) in IN_EXTENSION {
        is_found(rules, &plant(OURS, "", old, new), message);
    }
}

#[test]
fn the_command_says_nothing_of_good_ones_and_tells_each_fault_with_its_place() {
    let desk = Desk::audit();
    desk.write("checklists/ours.toml", OURS);
    let silent = desk.run(&["checklist", "lint"]);
    assert_eq!((silent.status, silent.out.as_str()), (0, ""), "{silent:?}");
    for (old, new, message) in PLANTED.iter().chain(IN_EXTENSION).step_by(4) {
        let good = if GOOD.contains(old.trim_start_matches('@')) {
            GOOD
        } else {
            OURS
        };
        let (text, place) = plant(good, "", old, new);
        desk.write("checklists/planted.toml", &text);
        let run = desk.run(&["checklist", "lint", "checklists/planted.toml"]);
        assert_eq!(run.status, 1, "{run:?}");
        let told: Vec<&str> = run.out.lines().filter(|l| !l.starts_with(' ')).collect();
        assert_eq!(told.len(), 1, "{run:?}");
        assert!(run.out.contains(message), "{message}: {run:?}");
        if let Some((line, column)) = place {
            let place = format!("checklists/planted.toml:{line}:{column}: ");
            assert!(told[0].starts_with(&place), "{place}: {run:?}");
        }
    }
}

#[test]
fn a_file_that_is_too_large_or_no_text_is_a_fault_of_the_file() {
    let desk = Desk::audit();
    let comment = format!("{GOOD}{}", "# filler\n".repeat(130_000));
    desk.write("checklists/large.toml", &comment);
    let run = desk.run(&["checklist", "lint", "checklists/large.toml"]);
    assert_eq!(run.status, 1, "{run:?}");
    assert!(
        run.out.contains("checklists/large.toml:1:1: it has "),
        "{run:?}"
    );
    std::fs::write(
        desk.repo().join("checklists/large.toml"),
        b"schema = 1\n\xff",
    )
    .unwrap();
    let run = desk.run(&["checklist", "lint", "checklists/large.toml"]);
    assert!(
        run.out
            .contains("checklists/large.toml:2:1: it is not UTF-8"),
        "{run:?}"
    );
}
