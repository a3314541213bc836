//! What two versions of a plan have in common.

use super::PlannedAction;

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
