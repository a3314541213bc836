//! What a commit of some of the pending records alone would come to, judged as verifying judges it: without what is left out.
//!
//! The records as they are committed are taken for one commit, and those that would be committed for the next one, which is
//! replayed. What is told of it, and not of a commit of all that is pending, is so for what is left out.

use std::{
    collections::{BTreeMap, BTreeSet},
    fmt,
    rc::Rc,
    sync::{Arc, Mutex, PoisonError},
};

use jiff::Timestamp;

use crate::{
    domain::{
        action::Fixing,
        audit::AuditState,
        evidence::{CitationState, EvidenceLink},
        id::{AuditId, EvidenceId},
        people::People,
        person::Person,
        problem::{Problem, Severity},
        record::{Record, RecordKey},
        verify::{
            Changed, Content, Cut, Irregularity, Kind, Past, PastCommit, Surroundings, Version,
            replay, signed_anew,
        },
    },
    store::{Store, Understood},
    vcs::Change,
};

use super::{
    super::{Session, verify::understand},
    PendingRecord,
};

/// How many records that are left out are tried one by one, to name the one that is missed.
const TRIED: usize = 16;
/// How many of them are named where no single one is.
const NAMED: usize = 3;

/// What a commit of some of the pending records is judged by.
#[derive(Clone, Default)]
pub struct Alone {
    /// None where so little is pending that nothing can be left out.
    known: Option<Arc<Mutex<Known>>>,
    /// The sheets of answers that are gone, each with somebody else whose answers were in it.
    taken_out: BTreeMap<RecordKey, Person>,
}

/// The records as they are committed, and as they are.
struct Known {
    /// Two commits: what is committed, and what would be.
    past: Past,
    changes: Vec<Changed>,
    people: Arc<People>,
    now: Timestamp,
    /// What is told of a commit of everything; none until somebody asks.
    whole: Option<Vec<Irregularity>>,
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

    /// Lists what stands against committing some of the files without the others.
    pub(super) fn problems(
        &self,
        files: &[PendingRecord],
        is_in: &dyn Fn(&PendingRecord) -> bool,
    ) -> Vec<Problem> {
        let (taken, left): (Vec<&PendingRecord>, Vec<&PendingRecord>) = files
            .iter()
            .filter(|file| file.kept.is_none())
            .partition(|file| is_in(file));
        let mut problems = torn(&taken, &left);
        problems.extend(unheard(&taken, &left));
        if !problems.is_empty() || taken.is_empty() {
            return problems;
        }
        let Some(known) = &self.known else {
            return problems;
        };
        let mut known = known.lock().unwrap_or_else(PoisonError::into_inner);
        if taken.len() >= known.changes.len() {
            return problems;
        }
        let paths: BTreeSet<&str> = taken.iter().map(|file| file.path.as_str()).collect();
        // What is missed is looked for once of each kind and audit: it takes a replay for each record that it may be.
        let mut missing: BTreeMap<(Kind, Option<AuditId>), String> = BTreeMap::new();
        for told in known.apart(&paths) {
            let Some(record) = told.record.clone() else {
                continue;
            };
            let missed = missing
                .entry((told.kind, record.audit().cloned()))
                .or_insert_with(|| known.missed(&told, &paths, &left));
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
        problems
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

impl Known {
    /// Returns what is told of a commit of these files, and not of a commit of all.
    fn apart(&mut self, paths: &BTreeSet<&str>) -> Vec<Irregularity> {
        if self.whole.is_none() {
            let whole = self.told(&|_| true);
            self.whole = Some(whole);
        }
        let told = self.told(&|path| paths.contains(path));
        let whole = self.whole.iter().flatten();
        let known: Vec<&Irregularity> = whole.collect();
        told.into_iter()
            .filter(|one| !known.iter().any(|other| is_same(one, other)))
            .collect()
    }

    /// Names what is missed: the first record with which it is not so any more, or a few of those that are left out.
    fn missed(
        &mut self,
        told: &Irregularity,
        paths: &BTreeSet<&str>,
        left: &[&PendingRecord],
    ) -> String {
        let audit = told.record.as_ref().and_then(RecordKey::audit);
        let mut candidates: Vec<&PendingRecord> = left
            .iter()
            .copied()
            .filter(|file| {
                let of = file.key.as_ref().and_then(RecordKey::audit);
                of.is_none() || of == audit
            })
            .collect();
        // The record of the audit says who works in it and how far it is: mostly it is that one.
        candidates.sort_by_key(|file| !matches!(file.key, Some(RecordKey::Audit(_))));
        for file in candidates.iter().take(TRIED) {
            let again = self.told(&|path| paths.contains(path) || path == file.path);
            if !again.iter().any(|one| is_about_same(one, told)) {
                return file.path.clone();
            }
        }
        let mut named: Vec<String> = candidates
            .iter()
            .take(NAMED)
            .map(|file| file.path.clone())
            .collect();
        if candidates.len() > NAMED {
            named.push(format!("{} more", candidates.len() - NAMED));
        }
        named.join(", ")
    }

    /// Replays a commit of some files, and returns what is wrong with it.
    fn told(&mut self, is_in: &dyn Fn(&str) -> bool) -> Vec<Irregularity> {
        let changes = self.changes.iter().filter(|change| is_in(&change.path));
        let changes = changes.cloned().collect();
        if let Some(last) = self.past.commits.last_mut() {
            last.changes = changes;
        }
        let around = Around(Rc::new((*self.people).clone()));
        let replayed = replay(&self.past, self.now, &around, &|_, _| ());
        let told = replayed.map(|replayed| replayed.irregularities);
        told.into_iter()
            .flatten()
            .filter(|one| rests_on_others(one.kind))
            .collect()
    }
}

fn is_same(one: &Irregularity, other: &Irregularity) -> bool {
    (one.kind, &one.record, &one.field, &one.text)
        == (other.kind, &other.record, &other.field, &other.text)
}

/// Tells whether two are about the same, however many things they count.
fn is_about_same(one: &Irregularity, other: &Irregularity) -> bool {
    (one.kind, &one.record, &one.field) == (other.kind, &other.record, &other.field)
}

/// Tells whether what is told of a record may rest on what others say.
fn rests_on_others(kind: Kind) -> bool {
    [
        Kind::WrongPerson,
        Kind::GuardUnmet,
        Kind::EditedPastGuards,
        Kind::StateSkipped,
        Kind::Deleted,
        Kind::CriteriaChanged,
    ]
    .contains(&kind)
}

/// What a replay of what is not committed yet is told of the repository: nothing that differs by what is left out.
struct Around(Rc<People>);

impl Surroundings for Around {
    fn citations(
        &self,
        _commit: usize,
        _at: Timestamp,
        links: &[&EvidenceLink],
    ) -> BTreeMap<EvidenceId, CitationState> {
        let good = CitationState::Unchanged {
            file_changed: false,
        };
        let all = links.iter();
        all.map(|link| (link.id.clone(), good.clone())).collect()
    }

    fn signed_off(&self, _commit: usize) -> Vec<AuditId> {
        Vec::new()
    }

    fn people(&self) -> &People {
        &self.0
    }

    fn people_by(&self, _mailmap: Option<u32>) -> Rc<People> {
        Rc::clone(&self.0)
    }

    fn fixing(&self, _written: &str) -> Option<Fixing> {
        None
    }

    fn stop(&self) -> bool {
        false
    }
}

/// Puts the two commits together.
#[derive(Default)]
struct Building {
    past: Past,
    standing: Vec<Changed>,
    changes: Vec<Changed>,
}

impl Building {
    fn version(&mut self, version: Version) -> Option<u32> {
        let number = u32::try_from(self.past.versions.len()).ok()?;
        self.past.versions.push(version);
        Some(number)
    }

    /// Takes in a record as it is committed; returns its number.
    fn put(
        &mut self,
        key: RecordKey,
        path: &str,
        committed: Option<Version>,
    ) -> Option<(u32, Option<u32>)> {
        let number = u32::try_from(self.past.keys.len()).ok()?;
        self.past.keys.push(key);
        let version = committed.and_then(|version| self.version(version));
        if version.is_some() {
            self.standing.push(Changed {
                key: number,
                path: path.to_owned(),
                before: Vec::new(),
                after: version,
            });
        }
        Some((number, version))
    }

    /// Takes in a record that is pending.
    fn pending(&mut self, key: &RecordKey, file: &PendingRecord) -> Option<()> {
        let read = |text: &str| understand(key, &file.path, text.as_bytes());
        let before = (file.change != Change::Added).then(|| read(&file.old));
        let (number, before) = self.put(key.clone(), &file.path, before)?;
        let after = (file.change != Change::Deleted).then(|| read(&file.new));
        let after = after.and_then(|after| self.version(after));
        self.changes.push(Changed {
            key: number,
            path: file.path.clone(),
            before: vec![before],
            after,
        });
        Some(())
    }
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

    fn known_of(&self, files: &[PendingRecord], author: &Person, people: Arc<People>) -> Known {
        let mut building = Building::default();
        let mut pending: BTreeSet<&RecordKey> = BTreeSet::new();
        for file in files.iter().filter(|file| file.kept.is_none()) {
            if let Some(key) = &file.key {
                building.pending(key, file);
                pending.insert(key);
            }
        }
        let audits: BTreeSet<&AuditId> = pending.iter().filter_map(|key| key.audit()).collect();
        let of = |content| Version {
            content: Ok(content),
            newer: None,
        };
        for papers in audits.iter().filter_map(|audit| self.papers().get(*audit)) {
            let audit = &papers.audit.id;
            for record in papers.records() {
                let key = record.key();
                if !pending.contains(&key) {
                    let path = self.store().path_of(&key);
                    building.put(key, &path, Some(of(Content::Record(Box::new(record)))));
                }
            }
            for checklist in papers.checklists() {
                let key = RecordKey::Criteria(audit.clone(), checklist.id.clone());
                if !pending.contains(&key) {
                    let path = self.store().path_of(&key);
                    let copy = Content::Checklist(Box::new(checklist.clone()));
                    building.put(key, &path, Some(of(copy)));
                }
            }
        }
        for (id, statement) in self.applicability() {
            let key = RecordKey::Applicability(id.clone());
            if !pending.contains(&key) {
                let path = self.store().path_of(&key);
                let record = Record::Applicability(statement.clone());
                building.put(key, &path, Some(of(Content::Record(Box::new(record)))));
            }
        }
        let now = self.clock().now();
        let commit = |id: &str, parents: Vec<usize>, cut: Option<Cut>, changes| PastCommit {
            id: id.to_owned(),
            parents,
            cut,
            written: author.clone(),
            author: author.clone(),
            committer: author.clone(),
            co_authors: Vec::new(),
            mailmap: None,
            authored: now,
            offset: 0,
            committed: now,
            changes,
        };
        // What is committed was judged when it was.
        let cut = Cut {
            why: String::new(),
            how: String::new(),
        };
        let Building {
            mut past,
            standing,
            changes,
        } = building;
        past.commits = vec![
            commit("committed", Vec::new(), Some(cut), standing),
            commit("pending", vec![0], None, Vec::new()),
        ];
        Known {
            past,
            changes,
            people,
            now,
            whole: None,
        }
    }
}
