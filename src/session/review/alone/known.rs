//! The two commits by which a part of the pending records is judged: what is committed, and what would be.

use std::{
    collections::{BTreeMap, BTreeSet, HashSet},
    rc::Rc,
    sync::Arc,
};

use jiff::Timestamp;

use crate::{
    domain::{
        action::Fixing,
        evidence::{CitationState, EvidenceLink},
        id::{AuditId, EvidenceId},
        people::People,
        person::Person,
        record::{Record, RecordKey},
        verify::{
            Changed, Content, Cut, Irregularity, Kind, Past, PastCommit, Surroundings, Version,
            replay,
        },
    },
    vcs::Change,
};

use super::super::{
    super::{Session, verify::understand},
    PendingRecord,
};

/// How many records that are left out are tried one by one, to name the one that is missed.
const TRIED: usize = 16;
/// How many of them are named where no single one is.
const NAMED: usize = 3;

/// The records as they are committed, and as they are.
pub(in crate::session::review) struct Known {
    /// Two commits: what is committed, and what would be.
    past: Past,
    pub(super) changes: Vec<Changed>,
    people: Arc<People>,
    now: Timestamp,
    /// What is told of a commit of everything; none until somebody asks.
    whole: Option<Vec<Irregularity>>,
}

impl Known {
    /// Returns what is told of a commit of these files, and not of a commit of all.
    pub(super) fn apart(
        &mut self,
        paths: &BTreeSet<&str>,
        stop: &dyn Fn() -> bool,
    ) -> Option<Vec<Irregularity>> {
        if self.whole.is_none() {
            self.whole = Some(self.told(&|_| true, stop)?);
        }
        let told = self.told(&|path| paths.contains(path), stop)?;
        Some(beyond(told, self.whole.as_deref().unwrap_or_default()))
    }

    /// Names what is missed: the first record with which it is not so any more, or a few of those that are left out.
    pub(super) fn missed(
        &mut self,
        told: &Irregularity,
        paths: &BTreeSet<&str>,
        left: &[&PendingRecord],
        stop: &dyn Fn() -> bool,
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
            let is_in = |path: &str| paths.contains(path) || path == file.path;
            let Some(again) = self.told(&is_in, stop) else {
                break;
            };
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

    /// Replays a commit of some files, and returns what is wrong with it; none once `stop` says that nobody waits for it.
    pub(in crate::session::review) fn told(
        &mut self,
        is_in: &dyn Fn(&str) -> bool,
        stop: &dyn Fn() -> bool,
    ) -> Option<Vec<Irregularity>> {
        let changes = self.changes.iter().filter(|change| is_in(&change.path));
        let changes = changes.cloned().collect();
        if let Some(last) = self.past.commits.last_mut() {
            last.changes = changes;
        }
        let around = Around {
            people: Rc::new((*self.people).clone()),
            stop,
        };
        let replayed = replay(&self.past, self.now, &around, &|_, _| ())?;
        let told = replayed.irregularities.into_iter();
        Some(told.filter(|one| rests_on_others(one.kind)).collect())
    }
}

/// Returns what is told of one commit and not of another.
pub(in crate::session::review) fn beyond(
    told: Vec<Irregularity>,
    known: &[Irregularity],
) -> Vec<Irregularity> {
    let words = |one: &Irregularity| {
        let record = one.record.clone();
        (record, one.kind, one.field.clone(), one.text.clone())
    };
    let known: HashSet<_> = known.iter().map(words).collect();
    let new = told.into_iter().filter(|one| !known.contains(&words(one)));
    new.collect()
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
struct Around<'s> {
    people: Rc<People>,
    stop: &'s dyn Fn() -> bool,
}

impl Surroundings for Around<'_> {
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
        &self.people
    }

    fn people_by(&self, _mailmap: Option<u32>) -> Rc<People> {
        Rc::clone(&self.people)
    }

    fn fixing(&self, _written: &str) -> Option<Fixing> {
        None
    }

    fn stop(&self) -> bool {
        (self.stop)()
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
    /// Puts both commits together.
    pub(in crate::session::review) fn known_of(
        &self,
        files: &[PendingRecord],
        author: &Person,
        people: Arc<People>,
    ) -> Known {
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
