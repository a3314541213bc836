//! What two versions of a record have in common: lists that only grow, plans, citations that go on.

use crate::domain::{evidence::EvidenceLink, guard::Reasons, id::ActionId};

use super::PlannedAction;

/// Returns what a list has more, and says so where it is no longer what it was.
pub(super) fn appended<'l, T: PartialEq>(
    id: &ActionId,
    old: &[T],
    new: &'l [T],
    field: &'static str,
    reasons: &mut Reasons,
) -> &'l [T] {
    let more = new.strip_prefix(old);
    reasons.require(
        more.is_some(),
        field,
        format!("what {field} of {id} says of the past was changed"),
    );
    more.unwrap_or_default()
}

/// Returns what is planned, without what is done for it and when it is due.
pub(super) fn planned(actions: &[PlannedAction]) -> Vec<PlannedAction> {
    let only_planned = |planned: &PlannedAction| PlannedAction {
        id: planned.id.clone(),
        what: planned.what.clone(),
        owner: planned.owner.clone(),
        ..PlannedAction::default()
    };
    actions.iter().map(only_planned).collect()
}

/// Leaves the due dates aside, of which there is a record of their own.
pub(super) fn dateless<A, B, C, D>(
    (a, b, c, d, mut actions): (A, B, C, D, Vec<PlannedAction>),
) -> (A, B, C, D, Vec<PlannedAction>) {
    for planned in &mut actions {
        planned.due = None;
    }
    (a, b, c, d, actions)
}

/// Tells whether a citation is as before, or pinned anew with what it was pinned to kept.
pub(super) fn goes_on(old: &EvidenceLink, new: &EvidenceLink) -> bool {
    if old == new {
        return true;
    }
    let Some([first, ..]) = new.earlier.strip_prefix(old.earlier.as_slice()) else {
        return false;
    };
    old.id == new.id && old.kind == new.kind && old.pin().is_some_and(|pin| first.pin() == pin)
}
