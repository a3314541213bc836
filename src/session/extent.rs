//! The extent of a nonconformity: what a search found, kept in the corrective action, and what is decided about each place.

use crate::domain::{
    action::{ExtentQuery, Found, HitDecision},
    change::Change,
    guard::{Reasons, Refusal},
    history::Step,
    id::ActionId,
    papers::WorkingPapers,
};

use super::follow_up;

/// Keeps a search and what it found, or says why not; the same query asked again takes the place of the former search.
///
/// Returns the id of the search, too.
pub fn keep(
    papers: &WorkingPapers,
    id: &ActionId,
    query: &ExtentQuery,
    found: Found,
    step: &Step,
) -> Result<(String, Change), Refusal> {
    open(papers, id)?;
    let mut search = String::new();
    let what = format!("searched for \"{}\"", query.query);
    let change = follow_up::edit_action(papers, id, &what, |action| {
        search = action.extent.note(query, found, step);
    });
    Ok((search, change))
}

/// Decides about a hit of a search, or takes the decision back, or says why not.
pub fn decide(
    papers: &WorkingPapers,
    id: &ActionId,
    (search, hit): (&str, &str),
    decision: Option<HitDecision>,
    why: &str,
    step: &Step,
) -> Result<Change, Refusal> {
    open(papers, id)?;
    let mut there = false;
    let said = decision.map_or("undecided", HitDecision::label);
    let what = format!("hit {hit} of search {search} {said}");
    let change = follow_up::edit_action(papers, id, &what, |action| {
        there = action.extent.decide(search, hit, decision, why, step);
    });
    let mut reasons = Reasons::new();
    reasons.require(
        there,
        "extent",
        format!("{id} has no hit {hit} in a search {search}"),
    );
    reasons.verdict()?;
    Ok(change)
}

/// Refuses where there is no such corrective action, and where it is settled: its extent is what it was settled on.
fn open(papers: &WorkingPapers, id: &ActionId) -> Result<(), Refusal> {
    let mut reasons = Reasons::new();
    let action = papers.actions.get(id);
    reasons.require(
        action.is_some(),
        "action",
        format!("there is no corrective action {id}"),
    );
    if let Some(action) = action {
        reasons.require(
            !action.state.is_settled(),
            "extent",
            format!(
                "{id} is {}, and its extent stays as it was",
                action.state.label()
            ),
        );
    }
    reasons.verdict()
}
