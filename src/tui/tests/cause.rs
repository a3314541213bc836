//! The cause of a nonconformity by keys: a chain of whys, a fishbone and a fault tree drawn, moved about and marked.

use super::desk::Desk;
use crate::tui::glyphs::Glyphs;

/// Raises a finding on the first row, adds its corrective action and opens the cause.
fn at_cause() -> Desk {
    let mut desk = Desk::new();
    desk.keys("enter x f a c");
    desk.sees("How the cause is looked for");
    desk
}

#[test]
fn whys_are_asked_on_from_the_answer_and_one_is_marked() {
    let mut desk = at_cause();
    desk.keys("enter");
    desk.sees("Why did it happen? o answers");
    desk.keys("o");
    desk.sees("why did it happen?");
    desk.types("Nobody checked").keys("enter o");
    desk.sees("why: Nobody checked?");
    desk.types("No step for it").keys("enter");
    desk.sees("└─ 2 No step for it")
        .sees("no root cause marked");
    desk.keys("space");
    desk.sees("2 No step for it  ◄ root cause")
        .sees("1 root cause");
    desk.keys("K");
    desk.sees("1 No").sees("└─ 1 Nobody checked");
    desk.keys("u");
    desk.sees("└─ 2 No step for it  ◄ root cause");
    desk.keys("q");
    desk.sees("1 why?  Nobody checked").sees("root cause");
}

#[test]
fn causes_are_put_on_branches_and_wander_from_one_to_the_next() {
    let mut desk = at_cause();
    desk.keys("j enter");
    desk.sees("├─ people").sees("└─ management");
    desk.keys("o");
    desk.sees("people: competence");
    desk.types("No training")
        .keys("enter O")
        .types("New")
        .keys("enter");
    desk.sees("│  ├─ 1 No training").sees("│  └─ 2 New");
    desk.keys(">");
    desk.sees("│     └─ 2 New");
    desk.keys("space k J");
    desk.sees("├─ process").sees("│  └─ 1 No training");
    desk.keys("j <");
    desk.sees("│  ├─ 1 No training")
        .sees("│  └─ 2 New  ◄ root cause");
    desk.keys("<");
    desk.sees("2 is at the top already");
    desk.keys("t");
    desk.sees("only a fault tree has gates");
    desk.keys("x");
    desk.sees("removed").sees_no("2 New");
    desk.keys("u q");
    desk.sees("2 causes").sees("root cause: New");
}

#[test]
fn events_are_joined_by_gates_and_go_with_what_is_under_them() {
    let mut desk = at_cause();
    desk.keys("j j enter o");
    desk.sees("the top event: what happened");
    desk.types("Released untested")
        .keys("enter o")
        .types("Waived")
        .keys("enter O");
    desk.types("Assessor away").keys("enter k t");
    desk.sees("1 [or] Released untested")
        .sees("nothing below it that a gate could join");
    desk.keys("k t");
    desk.sees("1 [and] Released untested").sees("├─ 2 Waived");
    desk.keys("space");
    desk.sees("what happened, and not why");
    desk.keys("G >");
    desk.sees("└─ 2 [or] Waived").sees("   └─ 3 Assessor away");
    desk.keys("k i").types(", twice").keys("enter");
    desk.sees("2 [or] Waived, twice");
    desk.keys("x");
    desk.sees("2 removed; undo brings them back")
        .sees("1 Released untested");
}

#[test]
fn every_size_shows_the_diagram_and_ascii_draws_it_too() {
    let mut desk = at_cause();
    desk.keys("j enter o")
        .types("No training of those who release")
        .keys("enter space");
    desk.resize(120, 40);
    desk.sees("╲ people")
        .sees("╱ management")
        .sees("1 No training of those who release");
    for (width, height) in [(100, 26), (60, 20), (40, 12), (32, 8), (20, 5), (1, 1)] {
        desk.resize(width, height);
        for keys in ["j", "o", "esc", "k"] {
            desk.keys(keys);
            let _ = desk.screen();
        }
    }
    desk.resize(40, 12);
    desk.sees("root cause").sees("1 No");
    desk.model.settings.glyphs = Glyphs::ascii();
    for (width, height) in [(120, 40), (80, 24)] {
        desk.resize(width, height);
        let screen = desk.screen();
        assert!(screen.is_ascii(), "{screen}");
        desk.sees("|  `- 1 No training of those who release  <- root cause");
    }
}

#[test]
fn another_method_keeps_what_is_drawn_and_help_says_what_does_nothing() {
    let mut desk = at_cause();
    desk.keys("enter o")
        .types("Nobody checked")
        .keys("enter m j enter");
    desk.sees("├─ people").sees_no("Nobody checked");
    desk.keys("?").types("cause or");
    desk.sees("select a cause on the branch first");
    desk.keys("esc m k enter");
    desk.sees("1 Nobody checked");
}
