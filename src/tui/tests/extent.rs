//! The extent of a nonconformity by keys: search for more of the same, decide about each place, search again.

use super::desk::Desk;

/// Raises a finding on the first row and opens its extent.
fn at_extent() -> Desk {
    let mut desk = Desk::new();
    desk.keys("enter x f t");
    desk.sees("more of the same");
    desk
}

#[test]
fn places_are_found_from_the_finding_and_decided_by_keys() {
    let mut desk = at_extent();
    desk.types("thing 1").keys("enter");
    desk.sees("11 places found").sees("11 of 11 undecided");
    desk.keys("] a").types("not reviewed").keys("enter");
    desk.sees("1 affected")
        .sees("10 of 11 undecided")
        .sees("not reviewed");
    desk.keys("] x enter");
    desk.sees("needs a reason");
    desk.types("only a list").keys("enter");
    desk.sees("9 of 11 undecided").sees("only a list");
    desk.keys("-");
    desk.sees("10 of 11 undecided");
    desk.keys("u");
    desk.sees("9 of 11 undecided");
}

#[test]
fn a_folder_or_pattern_limits_the_search_and_slashes_make_an_expression() {
    let mut desk = at_extent();
    desk.types("/thing [12]\\./ in:policy").keys("enter");
    desk.sees("2 places found").sees("in:policy");
    desk.keys("o").types("triage in:*.md").keys("enter");
    desk.sees("0 places found").sees("nothing found");
    desk.keys("G D");
    desk.sees("removed").sees_no("triage");
}

#[test]
fn a_place_is_looked_at_and_cited_in_the_corrective_action() {
    let mut desk = at_extent();
    desk.types("triage").keys("enter ] enter");
    desk.sees("releases/log.csv").sees("claims triage");
    desk.keys("enter enter");
    desk.sees("cites releases/log.csv");
    desk.keys("q q").keys("g a enter");
    desk.sees("releases/log.csv:2");
}

#[test]
fn a_broken_expression_is_told_and_nothing_is_kept() {
    let mut desk = at_extent();
    desk.types("/(/").keys("enter");
    desk.sees("Could not");
    desk.keys("enter");
    desk.sees("Nothing was searched for yet");
}

#[test]
fn whoever_turns_away_before_searching_leaves_no_corrective_action() {
    let mut desk = at_extent();
    desk.keys("esc q q g a");
    desk.sees("No corrective actions yet");
    let mut desk = at_extent();
    desk.types("triage").keys("enter q q q g a");
    desk.sees("C-");
}

#[test]
fn all_places_of_a_search_are_decided_at_once_from_its_line() {
    let mut desk = at_extent();
    desk.types("thing 1").keys("enter");
    desk.keys("] a").types("not reviewed").keys("enter");
    desk.keys("g g x");
    desk.sees("all 10 places that are undecided");
    desk.types("only a list").keys("enter");
    desk.sees("11 decided").sees("1 affected");
    desk.keys("x");
    desk.sees("every place of it is decided");
}

#[test]
fn a_folder_without_files_is_told_and_nothing_is_kept() {
    let mut desk = at_extent();
    desk.types("triage in:relases").keys("enter");
    desk.sees("there is no file in relases");
    desk.keys("enter");
    desk.sees("Nothing was searched for yet");
}
