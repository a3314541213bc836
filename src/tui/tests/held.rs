//! What is held fast once the report is out, and what is the audit team's alone: told before a key does anything.

use super::desk::Desk;

/// The program in a workspace whose audit is in this state, led by this person.
fn at(state: &str, lead: &str) -> Desk {
    let desk = Desk::new();
    let path = "audits/aims/audit.toml";
    let text = desk.read(path);
    let text = text
        .replace("state = \"planned\"", &format!("state = \"{state}\""))
        .replace(
            "checklists = ",
            "objectives = [\"Find out\"]\n\nonly = [\"iso-42001:4\"]\n\nchecklists = ",
        )
        .replace(
            &format!("person = \"{SELF}\""),
            &format!("person = \"{lead}\""),
        );
    desk.write(path, &text);
    desk.git(&["commit", "-q", "-am", "By hand"]);
    let Desk { folder, .. } = desk;
    Desk::open(folder)
}

const SELF: &str = "Astrid Lindqvist <astrid@example.org>";

#[test]
fn a_verdict_key_in_an_audit_whose_report_is_out_says_why_and_changes_nothing() {
    let mut desk = at("closed", SELF);
    for key in ["x", "c", "i", "e", ".", "f"] {
        desk.keys("g w").keys(key);
        desk.sees("the report is out").sees("--follow-up");
        desk.keys("esc esc");
    }
    assert_eq!(desk.git(&["status", "--porcelain", "audits"]), "");
    assert_eq!(desk.read("audits/aims/answers/iso-42001/4.1.toml"), "");
}

#[test]
fn somebody_outside_the_team_is_told_how_to_get_in_and_nothing_typed_is_lost() {
    let mut desk = at("fieldwork", "Mira Okafor <mira@example.org>");
    desk.keys("g w x");
    desk.sees("is not of the audit team")
        .sees("tickmark audit set aims --auditor 'Astrid");
    desk.keys("esc g A enter");
    desk.sees("you are none of its leader and auditors");
    assert_eq!(desk.git(&["status", "--porcelain", "audits"]), "");
}

#[test]
fn the_fields_of_an_audit_are_held_fast_once_its_report_is_out_but_for_the_team() {
    let mut desk = at("issued", SELF);
    desk.keys("g A enter");
    desk.sees("it is held fast: the report is out");
    // No meeting is added any more either.
    desk.keys("G k k k k k o");
    desk.sees("it is held fast: the report is out");
    assert_eq!(desk.git(&["status", "--porcelain", "audits"]), "");
}

#[test]
fn the_way_forward_is_the_first_choice_and_the_way_back_asks_why() {
    let mut desk = at("reporting", SELF);
    desk.keys("g A s");
    desk.sees("issued  (not now)");
    // What is refused first is what one waits for, not the way back.
    desk.keys("enter").sees("the conclusion is missing");
    desk.keys("j enter");
    desk.sees("why");
    desk.types("A site is missing").keys("enter");
    desk.sees("aims is fieldwork now");
    assert!(
        desk.read("audits/aims/audit.toml")
            .contains("why = \"A site is missing\"")
    );
}
