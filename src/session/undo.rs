//! Taking an edit back: as far as nothing of it is committed that only grows.

use std::fmt::Display;

use jiff::{Timestamp, civil::Date, tz::TimeZone};

use crate::{
    domain::{change::Change, guard::Reason, history::HistoryEntry, lawful, record::Record},
    error::{Error, Result},
};

use super::{Session, save::Applied};

impl Session {
    /// Saves what takes an edit back, unless something that is committed would be gone with it: an entry of a history, an
    /// amendment, a moved date, a meeting, a record as a whole.
    ///
    /// A note or a verdict is taken back, committed or not: that is an edit like any other.
    pub fn take_back(&mut self, change: &Change) -> Result<Applied> {
        let mut lost: Vec<String> = Vec::new();
        for edit in &change.edits {
            let Some(key) = edit.key() else { continue };
            let Some(committed) = self.committed(&key)? else {
                continue;
            };
            // What is amiss already is not the matter of this edit.
            let amiss = edit.before.as_ref();
            let amiss =
                amiss.map_or_else(Vec::new, |now| lawful::taken_away(&committed, Some(now)));
            let mut reasons = lawful::taken_away(&committed, edit.after.as_ref());
            reasons.retain(|reason| !amiss.contains(reason));
            lost.extend(told(reasons, &committed, edit.after.as_ref()));
        }
        if lost.is_empty() {
            return self.apply(change);
        }
        Err(Error::refused(format!(
            "Could not undo \"{}\": it is committed, and what others can see is not taken back",
            crate::safe::escape_line(&change.what)
        ))
        .details(lost)
        .hint("committed: move it on by a step, which says who and why"))
    }
}

/// Says what would be gone: of a history the steps, each with who took it and when.
fn told(reasons: Vec<Reason>, committed: &Record, after: Option<&Record>) -> Vec<String> {
    let steps = match (committed, after) {
        (Record::Finding { finding, .. }, Some(Record::Finding { finding: after, .. })) => {
            steps_lost(&finding.history, &after.history)
        }
        (Record::Action { action, .. }, Some(Record::Action { action: after, .. })) => {
            steps_lost(&action.history, &after.history)
        }
        (Record::Audit(audit), Some(Record::Audit(after))) => {
            steps_lost(&audit.history, &after.history)
        }
        (_, Some(_) | None) => Vec::new(),
    };
    let of_steps = |reason: &Reason| matches!(reason.field, "history" | "state");
    let is_told = !steps.is_empty() && reasons.iter().any(of_steps);
    let rest = reasons
        .into_iter()
        .filter(|reason| !(is_told && of_steps(reason)))
        .map(|reason| reason.text);
    steps.into_iter().filter(|_| is_told).chain(rest).collect()
}

/// Says which steps of a history would not be in another one.
fn steps_lost<S: Display + PartialEq>(
    committed: &[HistoryEntry<S>],
    after: &[HistoryEntry<S>],
) -> Vec<String> {
    let lost = committed.iter().filter(|entry| !after.contains(entry));
    lost.map(|entry| {
        format!(
            "the step to {} that {} took on {} would be gone",
            entry.to,
            entry.by.name,
            day(entry.at)
        )
    })
    .collect()
}

/// Returns the day of a moment (UTC).
fn day(at: Timestamp) -> Date {
    at.to_zoned(TimeZone::UTC).date()
}
