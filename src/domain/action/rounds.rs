//! What was tried before: when an effect fails or a fix does not last, cause, actions and result stay as a round that has
//! ended, and the next one begins anew.

use jiff::Timestamp;
use serde::{Deserialize, Serialize};

use crate::domain::{history::Step, person::Person};

use super::{Cause, CorrectiveAction, Effectiveness, PlannedAction};

/// A round that has ended: the cause that was found, what was done about it, and why that was not enough.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub struct Round {
    /// The number of the round: `1`, `2`, ...
    pub id: String,
    /// When it ended (UTC).
    pub at: Timestamp,
    /// Who ended it.
    pub by: Person,
    /// Why.
    #[serde(default, skip_serializing_if = "String::is_empty")]
    pub why: String,
    /// Why action was taken to be needed.
    #[serde(default, skip_serializing_if = "String::is_empty")]
    pub need_reason: String,
    /// Why no action was taken to be needed.
    #[serde(default, skip_serializing_if = "String::is_empty")]
    pub no_action_reason: String,
    /// The cause that was found.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub cause: Option<Cause>,
    /// How the effect was judged.
    #[serde(default, skip_serializing_if = "Effectiveness::is_empty")]
    pub effectiveness: Effectiveness,
    /// What was done.
    #[serde(default, rename = "action", skip_serializing_if = "Vec::is_empty")]
    pub actions: Vec<PlannedAction>,
}

impl CorrectiveAction {
    /// Returns the number of the round that is under way, from 1.
    pub fn round(&self) -> usize {
        self.rounds.len() + 1
    }

    /// Ends the round that is under way: its cause, plan and result are kept, and the next one begins without any.
    pub(super) fn end_round(&mut self, step: &Step) {
        let id = self.round().to_string();
        self.rounds.push(Round {
            id,
            at: step.at,
            by: step.by.clone(),
            why: step.why.trim().to_owned(),
            need_reason: std::mem::take(&mut self.need_reason),
            no_action_reason: std::mem::take(&mut self.no_action_reason),
            cause: self.cause.take(),
            effectiveness: std::mem::take(&mut self.effectiveness),
            actions: std::mem::take(&mut self.actions),
        });
    }
}
