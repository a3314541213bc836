//! What findings, corrective actions and audits have in common: a state, a history, and states that can follow.

use crate::domain::{
    action::{ActionState, CorrectiveAction},
    audit::{Audit, AuditState},
    finding::{Finding, FindingState},
    history::HistoryEntry,
};

/// A record with a life cycle.
pub(super) trait Alive: Clone {
    type State: Copy + PartialEq + std::fmt::Display + 'static;

    /// The state in which it begins.
    const FIRST: Self::State;

    fn state(&self) -> Self::State;
    fn history(&self) -> &[HistoryEntry<Self::State>];
    /// Returns it with another state and history.
    fn placed(&self, state: Self::State, history: &[HistoryEntry<Self::State>]) -> Self;
    /// Lists the states that can follow.
    fn next(&self) -> &'static [Self::State];
}

macro_rules! alive {
    ($record:ty, $state:ty, $first:expr) => {
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

            fn next(&self) -> &'static [Self::State] {
                self.next_states()
            }
        }
    };
}

alive!(Finding, FindingState, FindingState::Draft);
alive!(CorrectiveAction, ActionState, ActionState::Draft);
alive!(Audit, AuditState, AuditState::Planned);
