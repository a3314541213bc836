//! What a rule sees: one commit, one record in it, and the papers before and after.

use std::collections::{BTreeSet, HashMap};

use jiff::Timestamp;

use super::{
    Irregularity, Kind,
    guards::finding_of,
    past::{Past, PastCommit, Surroundings},
};
use crate::domain::{
    action::CorrectiveAction,
    audit::Audit,
    history::Step,
    id::{AuditId, FindingId},
    papers::WorkingPapers,
    person::Person,
    record::{Record, RecordKey},
};

use super::past::Content;

/// Which version each record has.
pub(super) type Standing = HashMap<u32, u32>;

/// Where a record is found by what it belongs to.
#[derive(Debug, Default)]
pub(super) struct Index<'p> {
    /// The numbers of the records.
    pub(super) numbers: HashMap<&'p RecordKey, u32>,
    /// The corrective actions that ever answered a finding.
    pub(super) answering: HashMap<(&'p AuditId, &'p FindingId), BTreeSet<u32>>,
    /// The records of each audit.
    pub(super) of_audit: HashMap<&'p AuditId, Vec<u32>>,
}

impl<'p> Index<'p> {
    pub(super) fn of(past: &'p Past) -> Self {
        let mut index = Self {
            numbers: past.numbers(),
            ..Self::default()
        };
        for (number, key) in (0..).zip(&past.keys) {
            if let Some(audit) = key.audit() {
                index.of_audit.entry(audit).or_default().push(number);
            }
        }
        for version in &past.versions {
            if let Ok(Content::Record(record)) = &version.content
                && let Record::Action { audit, action } = &**record
            {
                let key = RecordKey::Action(audit.clone(), action.id.clone());
                let Some(number) = index.numbers.get(&key).copied() else {
                    continue;
                };
                for finding in &action.findings {
                    let known = index.answering.entry((audit, finding)).or_default();
                    known.insert(number);
                }
            }
        }
        index
    }
}

/// The papers as they stand at some commit.
#[derive(Clone, Copy)]
pub(super) struct View<'v> {
    pub(super) past: &'v Past,
    pub(super) index: &'v Index<'v>,
    /// Which version each record has before the commit.
    pub(super) standing: &'v Standing,
    /// What the commit changes; none to look at what was before.
    pub(super) changed: Option<&'v HashMap<u32, Option<u32>>>,
}

impl<'v> View<'v> {
    /// Returns the record of a number, where it is there and can be understood.
    pub(super) fn record(&self, number: u32) -> Option<&'v Record> {
        self.past.record(self.version(number)?)
    }

    fn version(&self, number: u32) -> Option<u32> {
        let changed = self.changed.and_then(|changed| changed.get(&number));
        changed.map_or_else(|| self.standing.get(&number).copied(), |after| *after)
    }

    /// Returns an audit.
    pub(super) fn audit(&self, id: &AuditId) -> Option<&'v Audit> {
        let number = self.index.numbers.get(&RecordKey::Audit(id.clone()))?;
        match self.record(*number)? {
            Record::Audit(audit) => Some(audit),
            Record::Workspace(_)
            | Record::Programme(_)
            | Record::Applicability(_)
            | Record::Criteria { .. }
            | Record::Answers { .. }
            | Record::Finding { .. }
            | Record::Action { .. }
            | Record::Sample { .. }
            | Record::Trail { .. } => None,
        }
    }

    /// Returns when a finding was raised.
    pub(super) fn raised(&self, audit: &AuditId, finding: &FindingId) -> Option<Timestamp> {
        let key = RecordKey::Finding(audit.clone(), finding.clone());
        let record = self.record(*self.index.numbers.get(&key)?)?;
        Some(finding_of(record)?.history.first()?.at)
    }

    /// Lists the corrective actions that answer a finding and are not withdrawn.
    pub(super) fn answers(
        &self,
        audit: &AuditId,
        finding: &FindingId,
    ) -> Vec<&'v CorrectiveAction> {
        let numbers = self.index.answering.get(&(audit, finding));
        let records = numbers
            .into_iter()
            .flatten()
            .filter_map(|number| self.record(*number));
        records
            .filter_map(|record| match record {
                Record::Action { action, .. } => Some(action),
                Record::Workspace(_)
                | Record::Programme(_)
                | Record::Applicability(_)
                | Record::Audit(_)
                | Record::Criteria { .. }
                | Record::Answers { .. }
                | Record::Finding { .. }
                | Record::Sample { .. }
                | Record::Trail { .. } => None,
            })
            .filter(|action| action.findings.contains(finding) && !action.is_withdrawn())
            .collect()
    }

    /// Puts the papers of an audit together; none where the audit itself cannot be understood.
    pub(super) fn papers(&self, id: &AuditId) -> Option<WorkingPapers> {
        let audit = self.audit(id)?.clone();
        let numbers = self.index.of_audit.get(id)?;
        let contents = numbers.iter().filter_map(|number| {
            let version = self.past.version(self.version(*number)?)?;
            version.content.as_ref().ok()
        });
        let mut checklists = Vec::new();
        let mut records = Vec::new();
        for content in contents {
            match content {
                Content::Checklist(checklist) => checklists.push((**checklist).clone()),
                Content::Record(record) => records.push(&**record),
                Content::Kept => {}
            }
        }
        let mut papers = WorkingPapers::new(audit, checklists);
        for record in records {
            papers.put(record);
        }
        Some(papers)
    }
}

/// One record in one commit, and where what is wrong with it is told.
pub(super) struct Scene<'s> {
    pub(super) past: &'s Past,
    pub(super) number: usize,
    pub(super) commit: &'s PastCommit,
    pub(super) key: u32,
    pub(super) path: &'s str,
    pub(super) now: Timestamp,
    pub(super) surroundings: &'s dyn Surroundings,
    pub(super) before: View<'s>,
    pub(super) after: View<'s>,
    pub(super) told: Vec<Irregularity>,
    /// How many steps were judged.
    pub(super) steps: usize,
}

impl Scene<'_> {
    /// Notes what is wrong.
    pub(super) fn tell(&mut self, kind: Kind, field: &str, text: impl Into<String>) {
        self.told.push(Irregularity {
            kind,
            record: self.past.key(self.key).cloned(),
            path: Some(self.path.to_owned()),
            field: field.to_owned(),
            commit: Some(self.commit.id.clone()),
            by: Some(self.commit.author.clone()),
            at: Some(self.commit.committed),
            text: text.into(),
            mended: None,
        });
    }

    /// Tells whether somebody is the author of the commit, as it has them and by who was whom then.
    pub(super) fn is_author(&self, person: &Person) -> bool {
        let people = self.surroundings.people();
        people.has([&self.commit.written], person)
    }

    /// Returns a step as its entry tells it.
    pub(super) fn step(&self, by: &Person, at: Timestamp, why: &str) -> Step {
        let zone = jiff::tz::Offset::from_seconds(self.commit.offset);
        let zone = zone.unwrap_or(jiff::tz::Offset::UTC);
        Step {
            by: by.clone(),
            at,
            today: zone.to_datetime(at).date(),
            why: why.to_owned(),
        }
    }
}
