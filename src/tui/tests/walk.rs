//! The walk, as a person does it.

use super::desk::Desk;
use crate::tui::model::Message;
use crate::tui::theme::{Colours, Theme};

#[test]
fn enter_on_an_audit_opens_the_first_open_row() {
    let mut desk = Desk::new();
    desk.sees("aims").sees("planned").sees("0 %");
    desk.keys("enter");
    desk.sees("4.1  Understanding the organization and its context");
    desk.sees("question 1 of");
    desk.sees("unanswered");
}

#[test]
fn one_key_gives_a_verdict_and_enter_goes_to_the_next_open_row() {
    let mut desk = Desk::new();
    desk.keys("enter c");
    desk.sees("✓ conforming").sees("1 of 272");
    assert!(
        desk.read("audits/aims/answers/iso-42001/4.1.toml")
            .contains("verdict = \"conforming\"")
    );
    desk.keys("enter");
    desk.sees("question 2 of");
    desk.sees("unanswered");
}

#[test]
fn the_same_verdict_again_takes_it_back() {
    let mut desk = Desk::new();
    desk.keys("enter x");
    desk.sees("✗ nonconforming");
    desk.keys("x");
    desk.sees("unanswered").sees("0 of 272");
}

#[test]
fn undo_names_what_it_undoes_and_redo_makes_it_again() {
    let mut desk = Desk::new();
    desk.keys("enter c u");
    desk.sees("undone: 4.1 #1 conforming").sees("0 of 272");
    desk.keys("ctrl-r");
    desk.sees("done again").sees("1 of 272");
}

#[test]
fn a_note_is_typed_in_place_and_esc_keeps_it() {
    let mut desk = Desk::new();
    desk.keys("enter i")
        .types("Two of three systems, 日本.")
        .keys("esc");
    desk.sees("Two of three systems, 日本.")
        .sees("question 1 of");
    assert!(
        desk.read("audits/aims/answers/iso-42001/4.1.toml")
            .contains("Two of three systems, 日本.")
    );
}

#[test]
fn ctrl_s_saves_the_note_and_is_offered_only_while_one_is_typed() {
    let mut desk = Desk::new();
    desk.keys("enter f1").types("saves what was typed");
    desk.sees("no action of that name");
    desk.keys("esc i").types("Two of three").keys("f1");
    desk.types("saves what was typed").sees("ctrl-s");
    desk.keys("esc ctrl-s").sees("question 1 of");
    assert!(
        desk.read("audits/aims/answers/iso-42001/4.1.toml")
            .contains("note = \"Two of three\"")
    );
    // In the one line of who was met it does as well, and so it does in none that is not there.
    desk.keys("w").types("Mira").keys("down ctrl-s");
    desk.keys("ctrl-s").sees("Mira");
}

#[test]
fn pasted_text_never_runs_as_keys() {
    let mut desk = Desk::new();
    desk.keys("enter");
    desk.tell(Message::Paste("cccxq".to_owned()));
    desk.sees("nothing to paste into here").sees("0 of 272");
    desk.keys("i");
    desk.tell(Message::Paste("first\nsecond".to_owned()));
    desk.keys("esc");
    assert!(
        desk.read("audits/aims/answers/iso-42001/4.1.toml")
            .contains("first\nsecond")
    );
}

#[test]
fn not_applicable_asks_for_its_reason() {
    let mut desk = Desk::new();
    desk.keys("enter -").types("No such system").keys("esc");
    let record = desk.read("audits/aims/answers/iso-42001/4.1.toml");
    assert!(
        record.contains("verdict = \"not-applicable\"") && record.contains("No such system"),
        "{record}"
    );
}

#[test]
fn a_count_repeats_the_last_verdict_over_open_rows() {
    let mut desk = Desk::new();
    desk.keys("enter c enter 3 .");
    desk.sees("4 of 272");
    desk.keys("u");
    desk.sees("1 of 272");
}

#[test]
fn guidance_unfolds_in_place() {
    let mut desk = Desk::new();
    desk.keys("enter");
    desk.sees("ask for:");
    desk.keys("space");
    desk.sees("a good answer shows");
}

#[test]
fn help_filters_runs_and_explains() {
    let mut desk = Desk::new();
    desk.keys("enter ?").types("nonconf");
    desk.sees("Says that the row does not conform");
    desk.keys("enter");
    desk.sees("✗ nonconforming");
}

#[test]
fn jump_goes_to_a_clause_by_a_few_letters() {
    let mut desk = Desk::new();
    desk.keys("enter ctrl-p").types("6.1.2");
    desk.keys("enter");
    desk.sees("6.1.2  AI risk assessment");
}

#[test]
fn every_size_shows_something_that_can_be_used() {
    let mut desk = Desk::new();
    desk.keys("enter");
    for (width, height) in [
        (120, 40),
        (100, 30),
        (80, 24),
        (60, 20),
        (40, 12),
        (32, 8),
        (20, 5),
        (1, 1),
    ] {
        desk.resize(width, height);
        let _ = desk.screen();
    }
    desk.resize(80, 24);
    desk.sees("4.1 Understanding").sees("conforming");
    desk.resize(40, 12);
    desk.sees("4.1");
}

#[test]
fn leaving_says_what_is_not_committed() {
    let mut desk = Desk::new();
    desk.keys("enter c q q");
    desk.sees("1 record is saved and not committed yet");
    desk.keys("y");
    assert_eq!(desk.ended, Some(0));
}

#[test]
fn ctrl_c_twice_always_leaves() {
    let mut desk = Desk::new();
    desk.keys("enter i").types("half").keys("ctrl-c");
    desk.sees("ctrl-c again leaves");
    desk.keys("ctrl-c");
    assert_eq!(desk.ended, Some(0));
}

#[test]
fn leaving_a_clause_in_the_tree_folds_it_and_the_cursor_stays_on_the_node() {
    let mut desk = Desk::new();
    let rows = |desk: &Desk| -> Vec<String> {
        let screen = desk.screen();
        let marked = screen.lines().filter(|line| line.starts_with('▌'));
        marked.map(|line| line.chars().take(30).collect()).collect()
    };
    desk.keys("enter j j j j j");
    assert!(rows(&desk)[0].contains("4.2"), "{:?}", rows(&desk));
    desk.sees("4.2  Understanding the needs");
    desk.keys("j");
    assert!(rows(&desk)[0].contains("4.3"), "{:?}", rows(&desk));
    desk.sees("4.3  Determining the scope");
}

#[test]
fn a_number_before_g_goes_to_that_line_of_the_file() {
    let mut desk = Desk::new();
    desk.keys("enter e")
        .types("ai-pol")
        .keys("enter 1 0 G v 2 4 G");
    desk.sees("enter cites lines 10-24");
    desk.keys("g g 3 3 g g");
    desk.sees("enter cites lines 10-33");
}

#[test]
fn from_home_go_to_means_the_audit_of_the_selected_line() {
    let mut desk = Desk::new();
    desk.keys("a")
        .types("second")
        .keys("enter")
        .types("Second audit")
        .keys("enter enter enter enter enter enter");
    desk.keys("g h G k g w");
    desk.sees("second").sees("question 1 of");
    desk.keys("g h g g g f");
    desk.sees("aims").sees("Findings");
}

#[test]
fn the_footer_says_that_leaving_a_note_keeps_it() {
    let mut desk = Desk::new();
    desk.keys("enter i");
    desk.sees("esc keep");
    desk.keys("esc");
    desk.sees_no("esc keep");
}

#[test]
fn jumping_by_a_reference_offers_that_clause_first() {
    let mut desk = Desk::new();
    desk.keys("enter ctrl-p").types("8.4");
    desk.sees("▌ clause   8.4");
    desk.keys("enter");
    desk.sees("8.4  AI system impact assessment")
        .sees("question 1 of");
}

#[test]
fn a_row_that_scrolls_is_wrapped_and_never_cut() {
    let mut desk = Desk::new();
    desk.keys("enter i");
    let note = "Every word of this note has to be on the screen. ".repeat(12);
    desk.tell(Message::Paste(note));
    desk.keys("esc");
    for (width, height) in [(80, 24), (100, 28), (120, 30), (60, 20)] {
        desk.resize(width, height);
        let screen = desk.screen();
        // Beside the tree, whose titles may be cut, only the row's own part counts.
        let rows: Vec<&str> = screen
            .lines()
            .filter_map(|line| line.rsplit('│').next())
            .collect();
        let note: Vec<&&str> = rows.iter().filter(|row| row.contains("note")).collect();
        assert!(!note.is_empty(), "{screen}");
        assert!(
            note.iter().all(|row| !row.contains('…')),
            "cut at {width}x{height}:\n{screen}"
        );
    }
}

#[test]
fn esc_gives_up_a_typed_line_only_when_pressed_twice() {
    let mut desk = Desk::new();
    desk.keys("a").types("half-an-id").keys("esc");
    desk.sees("esc again gives it up").sees("half-an-id");
    desk.keys("esc");
    desk.sees_no("half-an-id").sees("Audits");
}

#[test]
fn the_state_of_a_citation_is_styled_and_the_gap_behind_it_is_not() {
    use ratatui::style::Modifier;
    let mut desk = Desk::new();
    desk.keys("enter e").types("aipol").keys("enter enter");
    desk.sees("as cited");
    std::fs::remove_file(desk.folder.path().join("policy/ai-policy.md")).unwrap();
    desk.git(&["commit", "-qam", "Drop the policy"]);
    desk.ask(crate::tui::effect::Request::Reload);
    desk.model.settings.theme = Theme::default_for(Colours::None);
    desk.sees("gone");
    let (buffer, _) = desk.frame();
    let lined: Vec<&str> = buffer
        .content
        .iter()
        .filter(|cell| cell.modifier.contains(Modifier::UNDERLINED))
        .map(ratatui::buffer::Cell::symbol)
        .collect();
    assert!(lined.concat().contains("gone"), "{lined:?}");
    assert!(!lined.concat().contains("gone "), "{lined:?}");
}

#[test]
fn the_palette_asks_before_it_leaves() {
    let mut desk = Desk::new();
    desk.keys("enter ?")
        .types("leaves the program when")
        .keys("enter");
    desk.sees("Leave tickmark?");
    assert_eq!(desk.ended, None);
    desk.keys("n").sees("Verdict");
    assert_eq!(desk.ended, None);
    desk.keys("?")
        .types("leaves the program when")
        .keys("enter y");
    assert_eq!(desk.ended, Some(0));
}
