//! Who moved a record from which state to which, when, and why.

use jiff::Timestamp;
use serde::{Deserialize, Serialize};

use super::person::Person;

/// How far clocks of people may be apart, in seconds, and a clock off that was set to another time zone.
pub const SLACK: i64 = 60 * 60;

/// One step in the life of a record; `S` is its state.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub struct HistoryEntry<S> {
    /// When it happened (UTC, whole seconds).
    pub at: Timestamp,
    /// Who did it.
    pub by: Person,
    /// The state before; none for the record's first entry.
    #[serde(default = "Option::default", skip_serializing_if = "Option::is_none")]
    pub from: Option<S>,
    /// The state after.
    pub to: S,
    /// Why, where a reason was given.
    #[serde(default, skip_serializing_if = "String::is_empty")]
    pub why: String,
}

/// Who acts, when, and with what reason: what every transition needs to know.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Step {
    /// Who acts.
    pub by: Person,
    /// The moment (UTC, whole seconds).
    pub at: Timestamp,
    /// The date where the actor is; "not before" and "due" are judged by it.
    pub today: jiff::civil::Date,
    /// The reason given; may be empty where none is needed.
    pub why: String,
}

impl Step {
    /// Makes the history entry of this step.
    pub fn entry<S>(&self, from: Option<S>, to: S) -> HistoryEntry<S> {
        HistoryEntry {
            at: self.at,
            by: self.by.clone(),
            from,
            to,
            why: self.why.trim().to_owned(),
        }
    }
}
