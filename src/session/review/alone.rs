//! What a commit of some of the pending records alone would come to, judged as verifying judges it: without what is left out.
//!
//! The records as they are committed are taken for one commit, and those that would be committed for the next one, which is
//! replayed. What is told of it, and not of a commit of all that is pending, is so for what is left out.

mod known;

use std::{
    collections::{BTreeMap, BTreeSet},
    fmt,
    sync::{Arc, Mutex, PoisonError},
};

use crate::{
    domain::{
        audit::AuditState,
        id::AuditId,
        person::Person,
        problem::{Problem, Severity},
        record::RecordKey,
        verify::{Kind, signed_anew},
    },
    store::{Store, Understood},
    vcs::Change,
};

use super::{super::Session, PendingRecord};

use known::Known;
pub(super) use known::beyond;

/// What a commit of some of the pending records is judged by.
#[derive(Clone, Default)]
pub struct Alone {
    /// None where so little is pending that nothing can be left out.
    known: Option<Arc<Mutex<Known>>>,
    /// The sheets of answers that are gone, each with somebody else whose answers were in it.
    taken_out: BTreeMap<RecordKey, Person>,
}

impl fmt::Debug for Alone {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Alone")
            .field("taken_out", &self.taken_out)
            .finish_non_exhaustive()
    }
}

// It follows from the files of the review, which are compared, and from the records as they are committed.
impl PartialEq for Alone {
    fn eq(&self, other: &Self) -> bool {
        self.taken_out == other.taken_out
    }
}

impl Eq for Alone {}

impl Alone {
    /// Returns somebody else whose answers were in a sheet that is gone.
    pub(super) fn takes_out(&self, record: &RecordKey) -> Option<&Person> {
        self.taken_out.get(record)
    }

    /// Lists what stands against committing some of the files without the others; none once `stop` says that nobody waits for it.
    pub(super) fn problems(
        &self,
        files: &[PendingRecord],
        is_in: &dyn Fn(&PendingRecord) -> bool,
        stop: &dyn Fn() -> bool,
    ) -> Option<Vec<Problem>> {
        let (taken, left): (Vec<&PendingRecord>, Vec<&PendingRecord>) = files
            .iter()
            .filter(|file| file.kept.is_none())
            .partition(|file| is_in(file));
        let mut problems = torn(&taken, &left);
        problems.extend(unheard(&taken, &left));
        if !problems.is_empty() || taken.is_empty() {
            return Some(problems);
        }
        let Some(known) = &self.known else {
            return Some(problems);
        };
        let mut known = known.lock().unwrap_or_else(PoisonError::into_inner);
        if taken.len() >= known.changes.len() {
            return Some(problems);
        }
        let paths: BTreeSet<&str> = taken.iter().map(|file| file.path.as_str()).collect();
        // What is missed is looked for once of each kind and audit: it takes a replay for each record that it may be.
        let mut missing: BTreeMap<(Kind, Option<AuditId>), String> = BTreeMap::new();
        for told in known.apart(&paths, stop)? {
            let Some(record) = told.record.clone() else {
                continue;
            };
            let missed = missing
                .entry((told.kind, record.audit().cloned()))
                .or_insert_with(|| known.missed(&told, &paths, &left, stop));
            let text = format!(
                "{}: {}; so it is without what is left out: {missed}: commit that first, or with it",
                record.short(),
                told.text
            );
            problems.push(Problem {
                record,
                severity: Severity::Blocks,
                text,
            });
        }
        (!stop()).then_some(problems)
    }
}

/// Tells of records whose audit was never committed and is left out, and of audits without their checklists.
fn torn(taken: &[&PendingRecord], left: &[&PendingRecord]) -> Vec<Problem> {
    let blocks = |record: &RecordKey, text: String| Problem {
        record: record.clone(),
        severity: Severity::Blocks,
        text,
    };
    let mut problems = Vec::new();
    for file in left.iter().filter(|file| file.change == Change::Added) {
        let Some(key) = &file.key else { continue };
        let Some(audit) = key.audit() else { continue };
        let others = || taken.iter().filter_map(|file| file.key.as_ref());
        match key {
            RecordKey::Audit(_) => {
                let own = others().filter(|key| key.audit() == Some(audit));
                problems.extend(own.map(|key| {
                    let text = format!(
                        "{}: its audit was never committed, and is left out: {}",
                        key.short(),
                        file.path
                    );
                    blocks(key, text)
                }));
            }
            RecordKey::Criteria(..) => {
                let holder = RecordKey::Audit(audit.clone());
                if others().any(|key| *key == holder) {
                    let text = format!(
                        "{}: a checklist of it was never committed, and is left out: {}",
                        holder.short(),
                        file.path
                    );
                    problems.push(blocks(&holder, text));
                }
            }
            RecordKey::Workspace
            | RecordKey::Applicability(_)
            | RecordKey::Programme
            | RecordKey::Answers(..)
            | RecordKey::Finding(..)
            | RecordKey::Action(..)
            | RecordKey::Kept { .. }
            | RecordKey::Sample(..)
            | RecordKey::Trail(..) => {}
        }
    }
    problems
}

/// Tells of reports that would go out without what is pending in their audits: nobody could commit that any more.
fn unheard(taken: &[&PendingRecord], left: &[&PendingRecord]) -> Vec<Problem> {
    let state = |key: &RecordKey, file: &PendingRecord, text: &str| match Store::understand(
        key,
        &file.path,
        text.as_bytes(),
    ) {
        Ok(Understood::Record(record, _)) => record.audit().map(|audit| audit.state),
        Ok(Understood::Checklist(_) | Understood::OtherName(_)) | Err(_) => None,
    };
    let mut problems = Vec::new();
    for file in taken {
        let Some(key @ RecordKey::Audit(audit)) = &file.key else {
            continue;
        };
        let goes_out = state(key, file, &file.new).is_some_and(AuditState::is_out)
            && !state(key, file, &file.old).is_some_and(AuditState::is_out);
        let own = left.iter().filter(|file| {
            let key = file.key.as_ref();
            goes_out && key.and_then(RecordKey::audit) == Some(audit)
        });
        problems.extend(own.filter_map(|file| {
            Some(Problem {
                record: key.clone(),
                severity: Severity::Blocks,
                text: format!(
                    "{}: the report goes out, and {} is left out, which could not be committed after it: commit that first, or with it",
                    key.short(),
                    file.key.as_ref()?.named()
                ),
            })
        }));
    }
    problems
}

impl Session {
    /// Takes in what a commit of some of the files by an author is judged by.
    pub(super) fn alone(&self, files: &[PendingRecord], author: &Person) -> Alone {
        let people = Arc::new(self.people());
        let records = || files.iter().filter(|file| file.kept.is_none());
        let mut taken_out = BTreeMap::new();
        for file in records().filter(|file| file.change == Change::Deleted) {
            let Some(key @ RecordKey::Answers(..)) = &file.key else {
                continue;
            };
            let old = match Store::understand(key, &file.path, file.old.as_bytes()) {
                Ok(Understood::Record(record, _)) => *record,
                Ok(Understood::Checklist(_) | Understood::OtherName(_)) | Err(_) => continue,
            };
            let mut signed = signed_anew(None, &old).into_iter();
            if let Some(one) = signed.find(|one| !people.has([author], &one.by)) {
                taken_out.insert(key.clone(), one.by);
            }
        }
        let known = (records().count() > 1)
            .then(|| self.known_of(files, author, people))
            .map(|known| Arc::new(Mutex::new(known)));
        Alone { known, taken_out }
    }
}
