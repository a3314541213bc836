//! What a report that is out does not have at the branch's tip: findings that are drafts still.

use super::Fold;
use crate::domain::{
    finding::FindingState,
    id::AuditId,
    record::{Record, RecordKey},
    verify::{Irregularity, Kind},
};

impl Fold<'_> {
    /// Tells of findings at the branch's tip that are drafts, and whose report is out: it is not of all that was found.
    pub(super) fn undecided(&mut self) {
        let mut told = Vec::new();
        for (key, version) in &self.replayed.tip {
            let Some(Record::Finding { audit, finding }) = self.past.record(*version) else {
                continue;
            };
            if finding.state != FindingState::Draft || !self.is_out(audit) {
                continue;
            }
            let change = self.brought_by(*key, *version);
            told.push(Irregularity {
                kind: Kind::GuardUnmet,
                record: self.past.key(*key).cloned(),
                path: change.map(|(_, change)| change.path.clone()),
                field: "state".to_owned(),
                commit: change.map(|(commit, _)| commit.id.clone()),
                by: change.map(|(commit, _)| commit.author.clone()),
                at: change.map(|(commit, _)| commit.committed),
                text: format!(
                    "it is a draft, and the report of {audit} is out, which does not have it: withdraw it, with a reason"
                ),
                mended: None,
            });
        }
        self.replayed.irregularities.append(&mut told);
    }

    /// Tells whether the report of an audit is out at the branch's tip.
    pub(super) fn is_out(&self, audit: &AuditId) -> bool {
        let number = self.index.numbers.get(&RecordKey::Audit(audit.clone()));
        let mut tip = self.replayed.tip.iter();
        let version = tip.find(|(key, _)| Some(key) == number);
        let record = version.and_then(|(_, version)| self.past.record(*version));
        let audit = record.and_then(Record::audit);
        audit.is_some_and(|audit| audit.state.is_out())
    }
}
