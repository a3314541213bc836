//! What a rule sees: one commit, one record in it, and the papers before and after.

use std::{
    borrow::Cow,
    collections::{BTreeSet, HashMap},
};

use jiff::Timestamp;

use super::{
    Irregularity, Kind, Unchecked,
    alive::{Alive as _, Moment},
    past::{Past, PastCommit, Surroundings},
    standing::Standing,
};
use crate::domain::{
    action::CorrectiveAction,
    audit::Audit,
    finding::Finding,
    history::Step,
    id::{AuditId, FindingId},
    papers::WorkingPapers,
    person::Person,
    record::{Record, RecordKey},
};

use super::past::{Content, Fault};

/// As of when the papers are.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum When {
    /// As they stood before the commit.
    Before,
    /// As they stand after it.
    After,
    /// As they stood at a moment between both, as far as the histories tell that the commit adds to.
    At(Moment),
}

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
    /// A record to be taken to have another version, to ask what would be so then.
    pub(super) instead: Option<(u32, Option<u32>)>,
}

impl<'v> View<'v> {
    /// Returns the record of a number, where it is there and can be understood.
    pub(super) fn record(&self, number: u32) -> Option<&'v Record> {
        self.past.record(self.version(number)?)
    }

    /// Returns the version of a record, whether it can be understood or not.
    pub(super) fn version(&self, number: u32) -> Option<u32> {
        if let Some((_, version)) = self.instead.filter(|(other, _)| *other == number) {
            return version;
        }
        let changed = self.changed.and_then(|changed| changed.get(&number));
        changed.map_or_else(|| self.standing.get(number), |after| *after)
    }

    /// Tells whether a record is there, whether it can be understood or not.
    pub(super) fn has(&self, key: &RecordKey) -> bool {
        let number = self.index.numbers.get(key);
        number.is_some_and(|number| self.version(*number).is_some())
    }

    /// Tells whether the commit changes a record.
    fn changes(&self, number: u32) -> bool {
        self.changed.is_some_and(|all| all.contains_key(&number))
    }

    /// Returns a record as it is before the commit, whatever the commit makes of it.
    fn earlier(&self, number: u32) -> Option<&'v Record> {
        self.past.record(self.standing.get(number)?)
    }

    /// Returns an audit.
    pub(super) fn audit(&self, id: &AuditId) -> Option<&'v Audit> {
        let number = self.index.numbers.get(&RecordKey::Audit(id.clone()))?;
        self.record(*number)?.audit()
    }

    /// Returns a finding.
    pub(super) fn finding(&self, audit: &AuditId, id: &FindingId) -> Option<&'v Finding> {
        let key = RecordKey::Finding(audit.clone(), id.clone());
        self.record(*self.index.numbers.get(&key)?)?.finding()
    }

    /// Returns when a finding was raised.
    pub(super) fn raised(&self, audit: &AuditId, finding: &FindingId) -> Option<Timestamp> {
        Some(self.finding(audit, finding)?.history.first()?.at)
    }

    /// Lists the corrective actions that answer a finding and are not withdrawn, as of a moment where one is given.
    pub(super) fn answers(
        &self,
        audit: &AuditId,
        finding: &FindingId,
        at: Option<Moment>,
    ) -> Vec<Cow<'v, CorrectiveAction>> {
        let numbers = self.index.answering.get(&(audit, finding));
        numbers
            .into_iter()
            .flatten()
            .filter_map(|number| {
                let action = self.record(*number)?.action()?;
                let Some(at) = at.filter(|_| self.changes(*number)) else {
                    return Some(Cow::Borrowed(action));
                };
                let before = self.earlier(*number).and_then(Record::action);
                action.as_of(at, before).map(Cow::Owned)
            })
            .filter(|action| action.findings.contains(finding) && !action.is_withdrawn())
            .collect()
    }

    /// Lists the records of an audit that cannot be understood, each with the reason.
    pub(super) fn unreadable(&self, id: &AuditId) -> Vec<String> {
        let numbers = self.index.of_audit.get(id).into_iter().flatten();
        let broken = numbers.filter_map(|number| {
            let version = self.past.version(self.version(*number)?)?;
            match &version.content {
                Err(Fault::Broken(why)) => {
                    let key = self.past.key(*number)?;
                    Some(format!("{}: {why}", key.short()))
                }
                // What is not here is told as not checked, and one of another name by itself.
                Err(Fault::OtherName(_) | Fault::Unread(_)) | Ok(_) => None,
            }
        });
        broken.collect()
    }

    /// Puts the papers of an audit together; none where the audit itself cannot be understood.
    pub(super) fn papers(&self, id: &AuditId) -> Option<WorkingPapers> {
        let mut papers = self.frame(id)?;
        for content in self.contents(id) {
            if let Content::Record(record) = content {
                papers.put(record);
            }
        }
        Some(papers)
    }

    /// Returns the papers of an audit as it was planned, without any record but its own.
    pub(super) fn frame(&self, id: &AuditId) -> Option<WorkingPapers> {
        let audit = self.audit(id)?.clone();
        let checklists = self.contents(id).filter_map(|content| match content {
            Content::Checklist(checklist) => Some((**checklist).clone()),
            Content::Record(_) | Content::Kept => None,
        });
        Some(WorkingPapers::new(audit, checklists))
    }

    /// Iterates over what an audit has that can be understood.
    fn contents(&self, id: &AuditId) -> impl Iterator<Item = &'v Content> {
        let numbers = self.index.of_audit.get(id).into_iter().flatten();
        numbers.filter_map(move |number| {
            let version = self.past.version(self.version(*number)?)?;
            version.content.as_ref().ok()
        })
    }

    /// Puts the findings that the commit changes into papers as they stood at a moment; returns their records, by which they
    /// are put back as they stand after it.
    pub(super) fn place(&self, papers: &mut WorkingPapers, at: Moment) -> Vec<&'v Record> {
        let id = papers.audit.id.clone();
        let mut placed = Vec::new();
        for (record, finding, before) in self.found(&id) {
            match finding.as_of(at, before) {
                Some(then) => papers.findings.insert(then.id.clone(), then),
                None => papers.findings.remove(&finding.id),
            };
            placed.push(record);
        }
        placed
    }

    /// Iterates over the findings of an audit that the commit changes, each with its record and as it was before.
    fn found(
        &self,
        id: &AuditId,
    ) -> impl Iterator<Item = (&'v Record, &'v Finding, Option<&'v Finding>)> {
        let numbers = self.index.of_audit.get(id).into_iter().flatten().copied();
        let changed = numbers.filter(move |number| self.changes(*number));
        changed.filter_map(move |number| {
            let record = self.record(number)?;
            let before = self.earlier(number).and_then(Record::finding);
            Some((record, record.finding()?, before))
        })
    }

    /// Counts how many steps of one second the commit adds at most to a finding of an audit; none where it changes none of them.
    pub(super) fn found_in(&self, id: &AuditId, at: Timestamp) -> Option<usize> {
        let found = self.found(id);
        found
            .map(|(_, finding, before)| finding.added_in(at, before))
            .max()
    }

    /// Counts how many steps of one second the commit adds at most to a corrective action that answers a finding; none where it
    /// changes none of them.
    pub(super) fn answered_in(
        &self,
        audit: &AuditId,
        finding: &FindingId,
        at: Timestamp,
    ) -> Option<usize> {
        let numbers = self.index.answering.get(&(audit, finding));
        let numbers = numbers.into_iter().flatten().copied();
        let changed = numbers.filter(|number| self.changes(*number));
        changed
            .filter_map(|number| {
                let before = self.earlier(number).and_then(Record::action);
                Some(self.record(number)?.action()?.added_in(at, before))
            })
            .max()
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
    /// What could not be asked.
    pub(super) unchecked: Vec<Unchecked>,
    /// How many steps were judged.
    pub(super) steps: usize,
    /// Which co-authors of the commit put their names to something in the record, by their numbers.
    pub(super) joined: BTreeSet<usize>,
}

impl<'s> Scene<'s> {
    /// Returns the papers as they stood when they are asked for.
    pub(super) fn view(&self, when: When) -> View<'s> {
        match when {
            When::Before => self.before,
            When::After | When::At(_) => self.after,
        }
    }

    /// Notes what could not be asked.
    pub(super) fn cannot(&mut self, what: String, why: impl Into<String>, how: impl Into<String>) {
        self.unchecked.push(Unchecked {
            what,
            why: why.into(),
            how: how.into(),
        });
    }

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

    /// Returns the number of somebody among the co-authors whom the commit names, by who was whom then.
    pub(super) fn co_author(&self, person: &Person) -> Option<usize> {
        let people = self.surroundings.people();
        let mut named = self.commit.co_authors.iter();
        named.position(|named| people.has([named], person))
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
