//! What lies between two versions of a record with a life cycle: the steps that were taken, and the states that it was in.
//!
//! What is free in any of these states is free, since the change may have been made then.

use super::{guard::Reasons, history::HistoryEntry};

/// The steps between two versions of a record, and the states that it was in; `S` is its state.
pub(in crate::domain) struct Passed<'a, S> {
    /// The steps, in their order.
    pub(in crate::domain) steps: &'a [HistoryEntry<S>],
    states: Vec<S>,
}

impl<'a, S: Copy + PartialEq> Passed<'a, S> {
    /// Goes from a state through steps.
    pub(in crate::domain) fn from(state: S, steps: &'a [HistoryEntry<S>]) -> Self {
        let states = std::iter::once(state).chain(steps.iter().map(|step| step.to));
        Self {
            steps,
            states: states.collect(),
        }
    }

    /// Tells whether something is true of every state that it was in.
    pub(in crate::domain) fn always(&self, is_so: impl Fn(S) -> bool) -> bool {
        self.states.iter().copied().all(is_so)
    }

    /// Tells whether it was in these states only.
    pub(in crate::domain) fn only(&self, among: &[S]) -> bool {
        self.always(|state| among.contains(&state))
    }
}

/// Returns what was appended to a list; one that does not go on as it was is a reason.
pub(in crate::domain) fn appended<'l, T: PartialEq>(
    before: &[T],
    after: &'l [T],
    field: &'static str,
    reasons: &mut Reasons,
) -> &'l [T] {
    let added = after.strip_prefix(before);
    reasons.require(
        added.is_some(),
        field,
        format!("an entry of {field} was changed or taken out: it only grows"),
    );
    added.unwrap_or_default()
}
