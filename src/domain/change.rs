//! An edit of records that can be undone: what was there before, and what is there after.

use super::{
    id::AuditId,
    papers::WorkingPapers,
    record::{Record, RecordKey},
};

/// One record before and after; at least one side is there, and both are the same record.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Edit {
    /// The record before; none when the edit makes it.
    pub before: Option<Record>,
    /// The record after; none when the edit takes it away again.
    pub after: Option<Record>,
}

impl Edit {
    /// Tells which record is edited.
    pub fn key(&self) -> Option<RecordKey> {
        self.after
            .as_ref()
            .or(self.before.as_ref())
            .map(Record::key)
    }
}

/// A change that a person made in one go: a sentence to name it by and its edits.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Change {
    /// What was done, such as `6.1.2 #2 nonconforming`; the undo names it.
    pub what: String,
    /// The edits, applied in this order.
    pub edits: Vec<Edit>,
}

impl Change {
    /// Makes a change of a single record.
    pub fn of(what: impl Into<String>, before: Option<Record>, after: Record) -> Self {
        Self {
            what: what.into(),
            edits: vec![Edit {
                before,
                after: Some(after),
            }],
        }
    }

    /// Returns the change that takes this one back.
    #[must_use]
    pub fn inverse(&self) -> Self {
        Self {
            what: self.what.clone(),
            edits: self
                .edits
                .iter()
                .rev()
                .map(|edit| Edit {
                    before: edit.after.clone(),
                    after: edit.before.clone(),
                })
                .collect(),
        }
    }

    /// Tells whether nothing would change.
    pub fn is_empty(&self) -> bool {
        self.edits.iter().all(|edit| edit.before == edit.after)
    }

    /// Returns the audit that the change is about; none for the workspace's own record.
    pub fn audit(&self) -> Option<AuditId> {
        self.edits
            .iter()
            .find_map(|edit| edit.key()?.audit().cloned())
    }

    /// Makes the change in the papers of its audit.
    pub fn apply(&self, papers: &mut WorkingPapers) {
        for edit in &self.edits {
            match (&edit.before, &edit.after) {
                (_, Some(after)) => papers.put(after),
                (Some(before), None) => papers.take(before),
                (None, None) => {}
            }
        }
    }
}
