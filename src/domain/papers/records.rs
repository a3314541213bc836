//! The working papers as records, one by one.

use super::WorkingPapers;
use crate::domain::{
    id::Criterion,
    record::{Record, RecordKey},
};

impl WorkingPapers {
    /// Returns one of the records; none where it is not there, and for copies of checklists, whose text is not kept here.
    pub fn record(&self, key: &RecordKey) -> Option<Record> {
        let audit = || self.audit.id.clone();
        if key.audit() != Some(&self.audit.id) {
            return None;
        }
        match key {
            RecordKey::Audit(_) => Some(Record::Audit(self.audit.clone())),
            RecordKey::Answers(_, checklist, reference) => {
                let criterion = Criterion {
                    checklist: checklist.clone(),
                    reference: reference.clone(),
                };
                let sheet = self.answers.get(&criterion)?.clone();
                Some(Record::Answers {
                    audit: audit(),
                    sheet,
                })
            }
            RecordKey::Finding(_, id) => Some(Record::Finding {
                audit: audit(),
                finding: self.findings.get(id)?.clone(),
            }),
            RecordKey::Action(_, id) => Some(Record::Action {
                audit: audit(),
                action: self.actions.get(id)?.clone(),
            }),
            RecordKey::Sample(_, id) => Some(Record::Sample {
                audit: audit(),
                sample: self.samples.get(id)?.clone(),
            }),
            RecordKey::Trail(_, system) => Some(Record::Trail {
                audit: audit(),
                trail: self.trails.get(system)?.clone(),
            }),
            RecordKey::Workspace
            | RecordKey::Applicability(_)
            | RecordKey::Programme
            | RecordKey::Criteria(..)
            | RecordKey::Kept { .. } => None,
        }
    }

    /// Iterates over the records that a person can put their name in.
    pub fn records(&self) -> impl Iterator<Item = Record> + '_ {
        let audit = move || self.audit.id.clone();
        let answers = self.answers.values().cloned();
        let findings = self.findings.values().cloned();
        let actions = self.actions.values().cloned();
        let samples = self.samples.values().cloned();
        let trails = self.trails.values().cloned();
        std::iter::once(Record::Audit(self.audit.clone()))
            .chain(answers.map(move |sheet| Record::Answers {
                audit: audit(),
                sheet,
            }))
            .chain(findings.map(move |finding| Record::Finding {
                audit: audit(),
                finding,
            }))
            .chain(actions.map(move |action| Record::Action {
                audit: audit(),
                action,
            }))
            .chain(samples.map(move |sample| Record::Sample {
                audit: audit(),
                sample,
            }))
            .chain(trails.map(move |trail| Record::Trail {
                audit: audit(),
                trail,
            }))
    }
}
