//! A gap analysis, as a person does it: ratings by digits, targets, marks, the chart; and the chart of verdicts.

use super::desk::Desk;
use crate::tui::{
    effect::Request,
    glyphs::Glyphs,
    theme::{Colours, Theme},
};

/// Makes the audit of the desk a gap analysis with this target.
fn judge_maturity(desk: &mut Desk, target: u8) {
    let path = desk.folder.path().join("audits/aims/audit.toml");
    let audit = std::fs::read_to_string(&path).unwrap();
    let mode = format!("mode = \"gap-analysis\"\ntarget = {target}\nchecklists =");
    std::fs::write(&path, audit.replacen("checklists =", &mode, 1)).unwrap();
    desk.ask(Request::Reload);
}

/// Sits down at the first row of a gap analysis with the target 3.
fn gaps() -> Desk {
    let mut desk = Desk::new();
    judge_maturity(&mut desk, 3);
    desk.keys("enter");
    desk
}

const FIRST: &str = "audits/aims/answers/iso-42001/4.1.toml";

#[test]
fn a_digit_rates_the_row_and_says_what_is_missing() {
    let mut desk = gaps();
    desk.sees("unrated, target 3   0 to 5 rates it")
        .sees("0-5 maturity")
        .sees_no("Verdict");
    desk.keys("2");
    desk.sees("Maturity  2 of 3: planned and followed up  (one step missing)")
        .sees("2↓  1 ")
        .sees("maturity 2.0 of 3.0");
    assert!(desk.read(FIRST).contains("maturity = 2\n"));
    desk.keys("0");
    desk.sees("0 of 3: not there  (3 steps missing)")
        .sees("0↓↓ 1 ");
    desk.keys("3").sees("(target reached)").sees("3   1 ");
    desk.keys("5").sees("(above the target)");
}

#[test]
fn the_same_maturity_again_takes_it_back_and_undo_brings_it_back() {
    let mut desk = gaps();
    desk.keys("4 4");
    desk.sees("unrated");
    assert!(!desk.read(FIRST).contains("maturity"));
    desk.keys("u");
    desk.sees("undone: 4.1 #1 unrated").sees("4 of 3: measured");
    desk.keys("u u")
        .sees("nothing to undo")
        .sees("unrated, target 3");
    desk.keys("ctrl-r").sees("done again: 4.1 #1 maturity 4");
}

#[test]
fn digits_are_no_count_where_they_rate() {
    let mut desk = gaps();
    desk.keys("6 3");
    desk.sees("3 of 3: defined");
    desk.keys("J 1 J").sees("question 3 of");
    desk.keys("K").sees("1 of 3: done by some");
}

#[test]
fn digits_are_a_count_where_conformity_is_judged() {
    let mut desk = Desk::new();
    desk.keys("enter c J 3 .").sees("4 of 2");
    desk.sees_no("Maturity");
    assert!(!desk.read(FIRST).contains("maturity"));
}

#[test]
fn the_mode_that_changes_outside_changes_the_keys() {
    let mut desk = Desk::new();
    desk.keys("enter").sees("c conforming");
    judge_maturity(&mut desk, 4);
    desk.sees("0-5 maturity").sees("unrated, target 4");
    desk.keys("1").sees("1 of 4: done by some");
}

#[test]
fn a_row_has_a_target_of_its_own_until_it_is_taken_back() {
    let mut desk = gaps();
    desk.keys("2 T");
    desk.sees("how far it is to be")
        .sees("▌ 3  as the audit has it");
    desk.keys("G enter");
    desk.sees("2 of 5: planned and followed up  (3 steps missing, its own target)");
    assert!(desk.read(FIRST).contains("target = 5\n"));
    desk.keys("T").sees("▌ 5  improved from what is measured");
    desk.keys("enter").sees("(one step missing)");
    assert!(!desk.read(FIRST).contains("target"));
    desk.keys("u").sees("(3 steps missing, its own target)");
}

#[test]
fn a_row_is_set_aside_with_a_reason_and_rated_again() {
    let mut desk = gaps();
    desk.keys("2 -").types("No such system").keys("esc");
    desk.sees("– not applicable")
        .sees("No such system")
        .sees_no("Maturity")
        .sees("1 of 2")
        .sees_no("2.0 of 3.0");
    desk.keys("2");
    desk.sees("2 of 3: planned").sees_no("No such system");
    let record = desk.read(FIRST);
    assert!(
        record.contains("maturity = 2") && !record.contains("verdict"),
        "{record}"
    );
}

#[test]
fn a_verdict_stands_below_the_maturity_and_does_not_settle_the_row() {
    let mut desk = gaps();
    desk.keys("o");
    desk.sees("unrated, target 3")
        .sees("Verdict   ○ observation");
    desk.sees("0 of 2");
    desk.keys("enter [").sees("question 1 of");
    desk.keys("3").sees("1 of 2");
}

#[test]
fn the_next_open_row_is_one_that_is_not_rated() {
    let mut desk = gaps();
    desk.keys("3 enter").sees("question 2 of");
    desk.keys("- esc enter").sees("question 3 of");
    desk.keys("J [").sees("question 3 of 5");
}

#[test]
fn repeating_gives_the_last_maturity() {
    let mut desk = gaps();
    desk.keys("3 enter .");
    desk.sees("1 row maturity 3").sees("2 of 2");
    desk.sees("question 3 of");
}

#[test]
fn a_finding_from_a_rated_row_gives_it_no_verdict() {
    let mut desk = gaps();
    desk.keys("1 f q");
    desk.sees("F-").sees("1 of 3: done by some");
    assert!(!desk.read(FIRST).contains("verdict"));
}

#[test]
fn a_row_that_was_left_out_is_rated_no_more() {
    let mut desk = gaps();
    desk.keys("2");
    let path = desk.folder.path().join("audits/aims/audit.toml");
    let audit = std::fs::read_to_string(&path).unwrap();
    let out = "\n[[exclusion]]\nchecklist = \"iso-42001\"\nref = \"4.1\"\nreason = \"Next year\"\n";
    std::fs::write(
        &path,
        audit.replacen("\n[[history]]", &format!("{out}\n[[history]]"), 1),
    )
    .unwrap();
    desk.ask(Request::Reload);
    for key in ["4", "T"] {
        desk.keys(key).sees("left out of this audit: Next year");
    }
    assert!(desk.read(FIRST).contains("maturity = 2\n"));
}

#[test]
fn the_clauses_of_the_tree_have_their_means() {
    let mut desk = gaps();
    desk.keys("1 J 2 J 5");
    desk.sees("2.7↓").sees("3/5 2.7↓");
    desk.resize(80, 24);
    desk.sees("3/5  2.7↓");
}

#[test]
fn home_shows_the_mean_and_its_target() {
    let mut desk = gaps();
    desk.keys("1 q");
    desk.sees("1.0 of 3.0");
}

#[test]
fn the_chart_holds_maturity_against_the_target() {
    let mut desk = gaps();
    desk.keys("1 } 3 g b");
    desk.sees("maturity and gap by clause")
        .sees("iso-42001")
        .sees("▸ 4    Context of the organization")
        .sees("2.0     3.0      ↓ 2")
        .sees("▰ maturity  │ target  ↓ steps missing");
    desk.keys("j l");
    desk.sees("▾ 4    Context")
        .sees("4.1  Understanding the organization")
        .sees("4.2  Understanding the needs");
}

#[test]
fn the_chart_folds_by_clause_and_by_level() {
    let mut desk = gaps();
    desk.keys("g b tab");
    desk.sees("4.1  ").sees("▸ 6.1").sees_no("6.1.2");
    desk.keys("tab").sees("6.1.2");
    desk.keys("tab tab").sees_no("4.1  ");
    desk.keys("j l j j h").sees("▌ ▾ 4");
    desk.keys("h").sees("▌ ▸ 4").sees_no("4.2  ");
}

#[test]
fn the_line_above_is_selected_where_the_selected_one_is_folded_away() {
    let mut desk = gaps();
    desk.keys("g b tab j j j").sees("▌     4.2");
    desk.keys("tab tab tab").sees("▌ ▸ 4    Context");
}

#[test]
fn the_widest_gap_comes_first_when_asked_and_the_selection_stays() {
    let mut desk = gaps();
    desk.keys("3 g c").types("9.3.1").keys("enter 0 g b");
    let place = |desk: &Desk, clause: &str| desk.screen().find(clause).unwrap();
    assert!(place(&desk, "4    Context") < place(&desk, "9    Performance"));
    desk.keys("j s");
    desk.sees("widest gaps first").sees("▌ ▸ 4    Context");
    assert!(place(&desk, "9    Performance") < place(&desk, "4    Context"));
    desk.keys("s").sees("in the order of the standard");
}

#[test]
fn enter_goes_to_the_open_row_of_the_clause_and_back_comes_to_the_chart() {
    let mut desk = gaps();
    desk.keys("3 g b j enter");
    desk.sees("4.1  Understanding the organization and its context")
        .sees("question 2 of");
    desk.keys("q").sees("▌ ▸ 4    Context");
    desk.keys("k enter").sees("question 2 of");
}

#[test]
fn the_chart_is_searched() {
    let mut desk = gaps();
    desk.keys("g b /").types("impr");
    desk.sees("▌ ▸ 10   Improvement").sees("1/1");
    desk.keys("enter N").sees("▌ ▸ 10   Improvement");
    desk.keys("esc").sees("▰ maturity");
    desk.keys("y");
    assert_eq!(desk.copied, ["10 Improvement"]);
}

#[test]
fn the_chart_of_an_audit_has_verdicts_that_differ_by_their_marks() {
    let mut desk = Desk::new();
    desk.keys("enter c J x J o J - esc g b");
    desk.sees("verdicts by clause")
        .sees("✗ 1  ○ 1  ✓ 1  – 1")
        .sees("✓ conforming  ✗ nonconforming  ○ observation  – not applicable  · unanswered")
        .sees_no("mean");
    desk.model.settings.theme = Theme::default_for(Colours::None);
    desk.model.settings.glyphs = Glyphs::ascii();
    let screen = desk.screen();
    let line = screen
        .lines()
        .find(|line| line.contains("Context"))
        .unwrap();
    assert!(line.contains("++") && line.contains("xx") && line.contains(".."));
    assert!(screen.is_ascii(), "{screen}");
}

#[test]
fn the_chart_goes_to_the_gravest_row_where_none_is_open() {
    let mut desk = Desk::new();
    let path = desk.folder.path().join("audits/aims/audit.toml");
    let audit = std::fs::read_to_string(&path).unwrap();
    let only = audit.replacen(
        "checklists =",
        "only = [\"iso-42001:10.1\"]\nchecklists =",
        1,
    );
    std::fs::write(&path, only).unwrap();
    desk.ask(Request::Reload);
    desk.keys("enter c J x J o g b");
    desk.sees("3/3");
    desk.keys("G enter")
        .sees("question 2 of 3")
        .sees("✗ nonconforming");
}

#[test]
fn charts_fit_any_size() {
    let mut desk = gaps();
    desk.keys("1 J 4 } 2 g b tab");
    for (width, height) in [(120, 40), (80, 24), (60, 20), (46, 14), (40, 12), (32, 8)] {
        desk.resize(width, height);
        desk.sees("iso-42001").sees("4.1");
    }
    for (width, height) in [(33, 8), (20, 5), (1, 1)] {
        desk.resize(width, height);
        let _ = desk.screen();
    }
    desk.resize(40, 12);
    desk.sees("2.3 of 3.0")
        .sees("▰ maturity  │ target  ↓ steps missing");
}

#[test]
fn screens_of_a_gap_analysis_look_as_they_did() {
    for (width, height) in [(120, 40), (80, 24)] {
        let mut desk = gaps();
        desk.resize(width, height);
        desk.keys("1 J 4 } 2 T G k enter } 3 { {");
        insta::assert_snapshot!(format!("gap_walk_{width}x{height}"), desk.screen());
        desk.keys("g b tab j s");
        insta::assert_snapshot!(format!("gap_chart_{width}x{height}"), desk.screen());
        let mut desk = Desk::new();
        desk.resize(width, height);
        desk.keys("enter c J x J o } b } p J - esc J z esc g b");
        insta::assert_snapshot!(format!("chart_{width}x{height}"), desk.screen());
    }
}
