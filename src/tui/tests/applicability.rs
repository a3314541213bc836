//! The statement of applicability, as a person writes it and brings an audit in line with it.

use super::{desk::Desk, half_typed::again};
use crate::tui::{
    effect::Request,
    glyphs::Glyphs,
    model::Message,
    theme::{Colours, Theme},
};

const RECORD: &str = "audits/soa/iso-42001.toml";

/// Sits down at the statement, on its first control.
fn at_statement() -> Desk {
    let mut desk = Desk::new();
    desk.keys("g s");
    desk
}

/// Puts a second checklist with a control beside the built-in ones.
fn with_house_rules(desk: &mut Desk) {
    let folder = desk.folder.path().join("checklists");
    std::fs::create_dir_all(&folder).unwrap();
    let text = "schema = 1\nid = 'house'\ntitle = 'House rules'\nstandard = 'House rules'\n\
        clause = [{ ref = 'H.1', title = 'Doors', kind = 'control' }]\n";
    std::fs::write(folder.join("house.toml"), text).unwrap();
    desk.ask(Request::Reload);
}

#[test]
fn the_statement_is_a_key_away_and_home_says_that_it_is_not_begun() {
    let mut desk = Desk::new();
    desk.sees("Statement of applicability")
        .sees("not begun: 38 controls to decide");
    desk.keys("g s");
    desk.sees("Statement of applicability  iso-42001  not begun: 38 controls to decide")
        .sees("A.2  Policies related to AI")
        .sees("· A.2.2")
        .sees("undecided")
        .sees("c includes");
    desk.keys("q G enter");
    desk.sees("A.2.2  AI policy");
}

#[test]
fn a_control_is_included_with_one_key_and_written_about_in_its_place() {
    for (width, height) in [(80, 24), (120, 40)] {
        let mut desk = at_statement();
        desk.resize(width, height);
        desk.keys("c");
        desk.sees("✓ included")
            .sees("1 included, 0 excluded, 37 undecided");
        desk.keys("i")
            .types("The board wants it, 日本.")
            .keys("tab");
        desk.types("AI policy").keys("tab");
        desk.types("head of AI").keys("enter");
        desk.sees("The board wants it, 日本.")
            .sees("AI policy")
            .sees("head of AI");
        desk.keys("s j j j enter");
        desk.sees("implemented");
        let record = desk.read(RECORD);
        for said in [
            "ref = \"A.2.2\"",
            "included = true",
            "justification = \"The board wants it, 日本.\"",
            "implementation = \"AI policy\"",
            "status = \"implemented\"",
            "owner = \"head of AI\"",
        ] {
            assert!(record.contains(said), "{said} is not in:\n{record}");
        }
    }
}

#[test]
fn excluding_asks_for_the_justification_right_away() {
    for (width, height) in [(80, 24), (120, 40)] {
        let mut desk = at_statement();
        desk.resize(width, height);
        desk.keys("G x");
        desk.sees("esc keep");
        desk.types("We sell no AI.").keys("esc");
        desk.sees("– excluded").sees("We sell no AI.");
        let record = desk.read(RECORD);
        assert!(
            record.contains("included = false") && record.contains("We sell no AI."),
            "{record}"
        );
    }
}

#[test]
fn an_exclusion_without_a_justification_is_pointed_out() {
    let mut desk = at_statement();
    desk.keys("x esc");
    desk.sees("– excluded").sees("missing: i writes why");
}

#[test]
fn why_a_control_was_included_is_no_reason_for_leaving_it_out() {
    let mut desk = at_statement();
    desk.keys("c i").types("We need it.").keys("esc x esc");
    desk.sees("excluded").sees_no("We need it.");
    desk.keys("u");
    desk.sees("included").sees("We need it.");
}

#[test]
fn nothing_is_written_about_a_control_before_it_is_decided() {
    let mut desk = at_statement();
    for key in ["i", "o", "p", "s", "e"] {
        desk.keys(key);
        desk.sees("say first whether the control is included");
    }
    assert_eq!(desk.read(RECORD), "");
}

#[test]
fn undo_takes_back_the_first_decision_and_with_it_the_record() {
    let mut desk = at_statement();
    desk.keys("c");
    assert!(desk.read(RECORD).contains("A.2.2"));
    desk.keys("u");
    desk.sees("undone: A.2.2 included").sees("not begun");
    assert_eq!(desk.read(RECORD), "");
    desk.keys("ctrl-r");
    desk.sees("done again").sees("1 included");
    assert!(desk.read(RECORD).contains("A.2.2"));
}

#[test]
fn the_next_undecided_control_is_a_key_away_round_the_end() {
    let mut desk = at_statement();
    desk.keys("c ]");
    desk.sees("A.2.3  Alignment");
    desk.keys("x esc G ]");
    desk.sees("A.2.4  Review of the AI policy");
    desk.keys("[");
    desk.sees("A.10.4  Customers");
}

#[test]
fn a_control_is_found_by_what_is_said_of_it() {
    let mut desk = at_statement();
    desk.keys("c i").types("Zebra crossing").keys("esc g g G /");
    desk.types("zebra").keys("enter");
    desk.sees("A.2.2  AI policy").sees("1/1");
    desk.keys("esc /").types("suppl").keys("enter");
    desk.sees("A.10.3  Suppliers");
}

#[test]
fn a_file_is_cited_for_a_control_shown_and_removed() {
    let mut desk = at_statement();
    desk.keys("c e").types("aipol");
    desk.sees("cite for A.2.2");
    desk.keys("enter 9 j v 1 4 j enter");
    desk.sees("icy/ai-policy.md:10-24").sees("as cited");
    assert!(desk.read(RECORD).contains("[[control.evidence]]"));
    desk.keys("v");
    desk.sees("citation 1 of 1 of A.2.2").sees("as cited");
    desk.keys("q d");
    desk.sees("citation removed").sees("none: e finds a file");
    desk.keys("u");
    desk.sees("icy/ai-policy.md:10-24");
}

#[test]
fn a_citation_that_drifts_says_so_at_its_control() {
    let mut desk = at_statement();
    desk.keys("c e").types("aipol").keys("enter enter");
    std::fs::remove_file(desk.folder.path().join("policy/ai-policy.md")).unwrap();
    desk.git(&["commit", "-qam", "Drop the policy"]);
    desk.ask(Request::Reload);
    desk.sees("∅ policy/ai-policy.md").sees("gone");
}

#[test]
fn an_audit_is_brought_in_line_after_it_was_said_what_leaves() {
    let mut desk = Desk::new();
    desk.keys("enter ctrl-p").types("A.10.4 #1").keys("enter c");
    desk.sees("1 of 272");
    desk.keys("g s G x").types("We sell no AI.").keys("esc");
    desk.sees("aims still asks it: A brings it in line");
    desk.keys("A");
    desk.sees("aims  1 control leaves")
        .sees("A.10.4 leaves (4 rows; 1 answer stays on record)");
    desk.keys("enter");
    desk.sees("aims is in step")
        .sees("0 of 268")
        .sees_no("still asks it");
    let audit = desk.read("audits/aims/audit.toml");
    assert!(
        audit.contains("excluded by the statement of applicability: We sell no AI.")
            && audit.contains("source = \"statement-of-applicability\""),
        "{audit}"
    );
    assert!(
        desk.read("audits/aims/answers/iso-42001/A.10.4.toml")
            .contains("conforming")
    );
    desk.keys("u");
    desk.sees("undone: aims brought in line").sees("1 of 272");
    desk.keys("ctrl-r c");
    desk.sees("aims does not ask it yet");
}

#[test]
fn home_warns_of_an_audit_that_is_out_of_step() {
    let mut desk = at_statement();
    desk.keys("x").types("No policy.").keys("esc q");
    desk.sees("! aims is out of step: 1 control leaves");
    desk.keys("G enter");
    desk.sees("A.2.2  AI policy");
}

#[test]
fn an_audit_planned_later_leaves_the_excluded_controls_out() {
    let mut desk = at_statement();
    desk.keys("G x").types("We sell no AI.").keys("esc q");
    desk.keys("a")
        .types("second")
        .keys("enter")
        .types("A second audit")
        .keys("enter enter enter enter enter enter");
    let audit = desk.read("audits/second/audit.toml");
    assert!(
        audit.contains("ref = \"A.10.4\"") && audit.contains("statement-of-applicability"),
        "{audit}"
    );
    desk.sees_no("second is out of step");
}

#[test]
fn no_finding_is_raised_from_a_control_that_is_excluded() {
    let mut desk = at_statement();
    desk.keys("G x").types("We sell no AI.").keys("esc");
    desk.keys("g w ctrl-p").types("A.10.4 #1").keys("enter f");
    desk.sees("A.10.4 is excluded by the statement of")
        .sees("applicability; cite iso-42001:6.1.3");
    desk.keys("enter ctrl-p").types("6.1.3 #1").keys("enter f");
    desk.sees("finding").sees("iso-42001:6.1.3");
    desk.keys("j j j j j j j enter")
        .types(", A.10.4")
        .keys("enter");
    desk.sees("A.10.4 is excluded by the statement of applicability");
}

#[test]
fn a_whole_statement_is_approved_and_a_change_lets_that_lapse() {
    let mut desk = Desk::new();
    with_house_rules(&mut desk);
    desk.keys("g s shift-tab");
    desk.sees("house  not begun: 1 controls to decide");
    desk.keys("a");
    desk.sees("Could not approve");
    desk.keys("enter c a");
    desk.sees("H.1 is included without a justification");
    desk.keys("enter i").types("Doors matter.").keys("esc a");
    desk.sees("approved by you, 22 Nov");
    desk.keys("o").types("Locks").keys("esc");
    desk.sees("the approval has lapsed").sees("not approved");
    desk.keys("u");
    desk.sees("approved by you, 22 Nov");
}

#[test]
fn tab_goes_to_the_statement_of_the_next_checklist() {
    let mut desk = Desk::new();
    with_house_rules(&mut desk);
    desk.keys("g s");
    desk.sees("iso-42001  not begun").sees("tab: iso-27001 ›");
    desk.keys("tab");
    desk.sees("A.5.1  Policies for information security")
        .sees("tab: house ›");
    desk.keys("tab c");
    desk.sees("H.1  Doors").sees("1 included");
    assert!(desk.read("audits/soa/house.toml").contains("H.1"));
    desk.keys("tab");
    desk.sees("A.2.2  AI policy");
    desk.keys("shift-tab");
    desk.sees("H.1  Doors");
}

#[test]
fn the_review_opens_the_statement_and_commits_it() {
    let mut desk = at_statement();
    desk.keys("c g r");
    desk.sees("soa/iso-42001.toml").sees("nothing is decided");
    desk.keys("enter");
    desk.sees("A.2.2  AI policy");
    desk.keys("q");
    desk.sees("1 to commit");
    desk.keys("ctrl-s");
    desk.sees("committed 1 record");
    let shown = desk.git(&["show", "--name-only", "--format=%s", "HEAD"]);
    assert!(
        shown.contains("statement of applicability for iso-42001") && shown.contains(RECORD),
        "{shown}"
    );
    desk.sees_no("to commit");
}

#[test]
fn half_typed_text_is_kept_and_taken_up_again() {
    let mut desk = at_statement();
    desk.keys("c i").types("half a reason");
    desk.tell(Message::FocusLost);
    let drafts = desk.folder.path().join(".git/tickmark/drafts");
    let kept = std::fs::read_dir(&drafts)
        .unwrap()
        .flatten()
        .find(|entry| entry.path().extension().is_some())
        .unwrap();
    let text = std::fs::read_to_string(kept.path()).unwrap();
    assert!(
        text.contains("half a reason") && text.contains("soa iso-42001:A.2.2 justification"),
        "{text}"
    );
    let mut desk = again(desk);
    desk.sees("half a reason");
    desk.keys("enter");
    desk.sees("A.2.2  AI policy")
        .sees("half a reason")
        .sees("esc keep");
    desk.keys("esc");
    assert!(desk.read(RECORD).contains("half a reason"));
}

#[test]
fn one_comes_back_to_the_control_where_one_was() {
    let mut desk = at_statement();
    desk.keys("j j");
    let desk = Desk::open(desk.folder);
    desk.sees("A.2.4  Review of the AI policy");
}

#[test]
fn a_text_that_cannot_be_saved_stays_in_its_field() {
    let mut desk = at_statement();
    desk.keys("c i").types("half a reason");
    let path = desk.folder.path().join(RECORD);
    let whole = std::fs::read_to_string(&path).unwrap();
    std::fs::write(&path, format!("{whole}broken = = 1\n")).unwrap();
    desk.keys("esc");
    desk.sees("Could not read a record");
    desk.keys("enter");
    desk.sees("half a reason").sees("esc keep");
    std::fs::write(&path, format!("# by hand\n{whole}")).unwrap();
    desk.keys("esc");
    let record = desk.read(RECORD);
    assert!(
        record.contains("# by hand") && record.contains("half a reason"),
        "{record}"
    );
}

#[test]
fn a_statement_that_cannot_be_read_says_so_and_is_not_overwritten() {
    let mut desk = at_statement();
    desk.keys("c");
    let path = desk.folder.path().join(RECORD);
    let broken = "schema = 1\nchecklist = \"iso-42001\"\n[[control]]\nref = \"A.2.2\"\n";
    std::fs::write(&path, broken).unwrap();
    desk.ask(Request::Reload);
    desk.sees("! audits/soa/iso-42001.toml:");
    desk.keys("j c");
    desk.sees("Could not read a record");
    assert_eq!(desk.read(RECORD), broken);
    desk.keys("enter q");
    desk.sees("Records that cannot be read");
}

#[test]
fn every_size_shows_something_and_ascii_marks_differ() {
    let mut desk = at_statement();
    desk.keys("c j x esc");
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
        for keys in ["enter", "h", "i", "esc", "/", "esc"] {
            desk.keys(keys);
            let _ = desk.screen();
        }
    }
    desk.resize(40, 12);
    desk.sees("A.2.3").sees_no("Decision");
    desk.keys("enter");
    desk.sees("Decision").sees("excluded");
    desk.keys("h");
    desk.resize(80, 24);
    desk.model.settings.glyphs = Glyphs::ascii();
    desk.model.settings.theme = Theme::default_for(Colours::None);
    desk.sees("+ A.2.2").sees("- A.2.3").sees(". A.2.4");
}

#[test]
fn help_lists_the_keys_of_the_statement_and_says_why_one_does_nothing() {
    let mut desk = at_statement();
    desk.keys("?").types("justif");
    desk.sees("not now: Writes the justification")
        .sees("nothing is decided about the control yet");
}
