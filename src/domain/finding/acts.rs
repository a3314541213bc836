//! What happened to a finding beside the steps of its life: other grades and amendments, as every listing tells them.

use jiff::Timestamp;

use crate::domain::person::Person;

use super::Finding;

/// Something that was done to a finding after it had been handed over.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Act<'f> {
    /// When.
    pub at: Timestamp,
    /// What, in a few words.
    pub told: String,
    /// Who did it.
    pub by: &'f Person,
    /// Why.
    pub why: &'f str,
    /// What stood there before, where that is a text.
    pub was: &'f str,
}

impl Finding {
    /// Lists its reclassifications and amendments, by time.
    pub fn acts(&self) -> Vec<Act<'_>> {
        let moved = self.reclassifications.iter().map(|change| Act {
            at: change.at,
            told: change.told(),
            by: &change.by,
            why: &change.why,
            was: &change.from_reason,
        });
        let amended = self.amendments.iter().map(|act| Act {
            at: act.at,
            told: act.told(),
            by: &act.by,
            why: &act.why,
            was: &act.was,
        });
        let mut acts: Vec<Act<'_>> = moved.chain(amended).collect();
        acts.sort_by_key(|act| act.at);
        acts
    }
}
