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

/// How many seconds changes that are made in one go may be ahead of the clock, each being of a moment of its own.
const ONE_GO: i64 = 60;

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
    /// Returns the moment of this step as one that is told apart from another: two changes by one person within a second are
    /// two all the same.
    pub fn later_than(&self, last: Option<Timestamp>) -> Timestamp {
        let Some(last) = last else {
            return self.at;
        };
        let ahead = last.as_second().saturating_sub(self.at.as_second());
        // A time that is farther ahead is that of another clock, and is not followed.
        if !(0..ONE_GO).contains(&ahead) {
            return self.at;
        }
        Timestamp::from_second(last.as_second().saturating_add(1)).unwrap_or(self.at)
    }

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
