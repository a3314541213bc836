//! What findings, corrective actions and audits have in common: a state, a history, and states that can follow.

use jiff::Timestamp;

use crate::domain::{
    action::{ActionState, CorrectiveAction},
    audit::{Audit, AuditState},
    finding::{Finding, FindingState},
    history::HistoryEntry,
};

/// A moment between two versions of records.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Moment {
    /// When it was, in whole seconds, as records have it.
    pub(super) at: Timestamp,
    /// How many entries of that very second had been made, which no clock tells.
    pub(super) of_the_second: usize,
}

/// A record with a life cycle.
pub(super) trait Alive: Clone {
    type State: Copy + PartialEq + std::fmt::Display + 'static;

    /// The state in which it begins.
    const FIRST: Self::State;

    fn state(&self) -> Self::State;
    fn history(&self) -> &[HistoryEntry<Self::State>];
    /// Returns it with another state and history.
    fn placed(&self, state: Self::State, history: &[HistoryEntry<Self::State>]) -> Self;
    /// Takes back what later steps than those of its history, and later than a moment, have made of it.
    fn unwind(&mut self, at: Timestamp);
    /// Lists the states that can follow.
    fn next(&self) -> &'static [Self::State];

    /// Counts how many entries of one second are new to a version before.
    fn added_in(&self, at: Timestamp, before: Option<&Self>) -> usize {
        let had = before.map_or(0, |before| before.history().len());
        let new = self.history().iter().skip(had);
        new.filter(|entry| entry.at == at).count()
    }

    /// Returns it as it stood at a moment, as far as it tells itself: the entries that a version before had stand anyway.
    fn as_of(&self, moment: Moment, before: Option<&Self>) -> Option<Self> {
        let had = before.map_or(0, |before| before.history().len());
        let history = self.history();
        let new = history.iter().skip(had);
        let earlier = new.clone().take_while(|entry| entry.at < moment.at).count();
        let same = new.skip(earlier).take_while(|entry| entry.at == moment.at);
        let passed = earlier.saturating_add(same.take(moment.of_the_second).count());
        let passed = history.get(..had.saturating_add(passed))?;
        let mut placed = self.placed(passed.last()?.to, passed);
        placed.unwind(moment.at);
        Some(placed)
    }
}

macro_rules! alive {
    ($record:ty, $state:ty, $first:expr, $unwind:expr) => {
        impl Alive for $record {
            type State = $state;
            const FIRST: Self::State = $first;

            fn state(&self) -> Self::State {
                self.state
            }

            fn history(&self) -> &[HistoryEntry<Self::State>] {
                &self.history
            }

            fn placed(&self, state: Self::State, history: &[HistoryEntry<Self::State>]) -> Self {
                Self {
                    state,
                    history: history.to_vec(),
                    ..self.clone()
                }
            }

            fn unwind(&mut self, at: Timestamp) {
                $unwind(self, at);
            }

            fn next(&self) -> &'static [Self::State] {
                self.next_states()
            }
        }
    };
}

alive!(Finding, FindingState, FindingState::Draft, classed);
alive!(
    CorrectiveAction,
    ActionState,
    ActionState::Draft,
    within_round
);
alive!(Audit, AuditState, AuditState::Planned, |_, _| {});

/// Gives a finding the type that it had before it was reclassified later.
fn classed(finding: &mut Finding, at: Timestamp) {
    let changes = &finding.reclassifications;
    let Some(first) = changes.iter().position(|change| change.at > at) else {
        return;
    };
    if let Some(change) = changes.get(first) {
        finding.kind = change.from;
        finding.grade.clone_from(&change.from_grade);
    }
    finding.reclassifications.truncate(first);
}

/// Gives a corrective action the cause and the plan of the round in which its history ends.
fn within_round(action: &mut CorrectiveAction, _: Timestamp) {
    let ends = |entry: &&HistoryEntry<ActionState>| match entry.to {
        ActionState::NotEffective | ActionState::Reopened => true,
        ActionState::Draft
        | ActionState::Proposed
        | ActionState::Accepted
        | ActionState::Returned
        | ActionState::Implemented
        | ActionState::Effective
        | ActionState::Closed
        | ActionState::Withdrawn => false,
    };
    let ended = action.history.iter().filter(ends).count();
    let Some(round) = action.rounds.get(ended).cloned() else {
        return;
    };
    action.rounds.truncate(ended);
    action.need_reason = round.need_reason;
    action.no_action_reason = round.no_action_reason;
    action.cause = round.cause;
    action.effectiveness = round.effectiveness;
    action.actions = round.actions;
}
