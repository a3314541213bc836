//! The fold over the commits.

mod change;
mod persons;

use std::{
    cell::OnceCell,
    collections::{BTreeMap, HashMap},
    rc::Rc,
};

use jiff::Timestamp;

use super::{
    AHEAD, Counts, Irregularity, Kind, SLACK, Unchecked,
    acts::{self, Known},
    guards, identity, mailmaps, merges,
    past::{Past, PastCommit, Surroundings},
    view::{Index, Standing},
};
use crate::domain::{person::Person, record::RecordKey};

/// How often somebody may say stop.
const ASKED_EVERY: usize = 32;

/// What a replay came to.
#[derive(Debug, Default)]
pub struct Replayed {
    /// What is wrong.
    pub irregularities: Vec<Irregularity>,
    /// What could not be checked.
    pub unchecked: Vec<Unchecked>,
    /// How much was checked.
    pub counts: Counts,
    /// The records at the branch's tip, each with its version.
    pub tip: Vec<(u32, u32)>,
}

/// Replays the history; none when it was stopped.
pub fn replay(
    past: &Past,
    now: Timestamp,
    surroundings: &dyn Surroundings,
    progress: &dyn Fn(usize, usize),
) -> Option<Replayed> {
    let mut children = vec![0_usize; past.commits.len()];
    for commit in &past.commits {
        if let Some(count) = commit
            .parents
            .first()
            .and_then(|first| children.get_mut(*first))
        {
            *count += 1;
        }
    }
    let mut fold = Fold {
        past,
        now,
        surroundings,
        index: Rc::new(Index::of(past)),
        children,
        standings: Vec::with_capacity(past.commits.len()),
        latest: Vec::with_capacity(past.commits.len()),
        known: Known::default(),
        readable: HashMap::new(),
        deleted: HashMap::new(),
        suspects: HashMap::new(),
        inapplicable: BTreeMap::new(),
        unread: BTreeMap::new(),
        lines: merges::Lines::default(),
        mailmaps: mailmaps::changes(past),
        persons: OnceCell::new(),
        replayed: Replayed::default(),
    };
    for (number, commit) in past.commits.iter().enumerate() {
        if number % ASKED_EVERY == 0 {
            if surroundings.stop() {
                return None;
            }
            progress(number, past.commits.len());
        }
        fold.commit(number, commit);
    }
    Some(fold.finish())
}

/// A change in which something was wrong, and which may be put back.
struct Suspect {
    before: Option<u32>,
    after: Option<u32>,
    /// Which irregularities it has.
    told: std::ops::Range<usize>,
}

struct Fold<'p> {
    past: &'p Past,
    now: Timestamp,
    surroundings: &'p dyn Surroundings,
    index: Rc<Index<'p>>,
    /// How many commits still go on from each as their first parent.
    children: Vec<usize>,
    /// Which version each record has at each commit, as long as it is needed.
    standings: Vec<Option<Standing>>,
    /// The newest time of a commit that changed records, up to each commit.
    latest: Vec<i64>,
    known: Known,
    /// The last version of each record that could be understood.
    readable: HashMap<u32, u32>,
    /// Records that were deleted, each with its last version.
    deleted: HashMap<u32, u32>,
    suspects: HashMap<u32, Suspect>,
    inapplicable: guards::Inapplicable,
    /// Versions that could not be understood: how many, since which commit, and why.
    unread: BTreeMap<u32, (usize, String, String)>,
    /// Which commits lead to which, for merges.
    lines: merges::Lines,
    /// The commits that change `.mailmap`.
    mailmaps: Vec<usize>,
    /// Everybody whom the records name.
    persons: OnceCell<Vec<Person>>,
    replayed: Replayed,
}

impl Fold<'_> {
    fn commit(&mut self, number: usize, commit: &PastCommit) {
        let standing = if commit.cut {
            Standing::new()
        } else {
            self.before(commit)
        };
        let newest = commit
            .parents
            .iter()
            .filter_map(|parent| self.latest.get(*parent))
            .max()
            .copied();
        let counts = &mut self.replayed.counts;
        counts.commits += 1;
        let mut latest = newest;
        if !commit.changes.is_empty() {
            counts.changing += 1;
            let at = commit.committed.as_second();
            if !commit.cut {
                self.clock(commit, newest);
            }
            latest = Some(latest.map_or(at, |newest| newest.max(at)));
        }
        self.latest.push(latest.unwrap_or(i64::MIN));
        let changed: HashMap<u32, Option<u32>> = commit
            .changes
            .iter()
            .map(|change| (change.key, change.after))
            .collect();
        if !commit.cut {
            let added = identity::Added::of(self.past, commit);
            let known = self.known.count();
            for change in &commit.changes {
                self.change((number, commit), change, (&standing, &changed), &added);
            }
            let has_acts = self.known.count() > known;
            self.people(number, commit, known > 0, has_acts);
        }
        let mut standing = standing;
        for change in &commit.changes {
            if let Some(after) = change.after {
                standing.insert(change.key, after);
                let version = self.past.version(after);
                if version.is_some_and(|version| version.content.is_ok()) {
                    self.readable.insert(change.key, after);
                }
                if let Some(record) = self.past.record(after).filter(|_| commit.cut) {
                    for act in acts::acts(record) {
                        self.known.note(&act, commit);
                    }
                }
            } else if let Some(last) = standing.remove(&change.key) {
                self.deleted.insert(change.key, last);
            }
        }
        self.standings.push(Some(standing));
    }

    /// Takes the papers as they stand before a commit: those of its first parent.
    fn before(&mut self, commit: &PastCommit) -> Standing {
        let Some(first) = commit.parents.first() else {
            return Standing::new();
        };
        let Some(slot) = self.standings.get_mut(*first) else {
            return Standing::new();
        };
        let left = self.children.get_mut(*first);
        let is_last = left.is_some_and(|left| {
            *left = left.saturating_sub(1);
            *left == 0
        });
        let is_tip = *first + 1 == self.past.commits.len();
        if is_last && !is_tip {
            slot.take().unwrap_or_default()
        } else {
            slot.clone().unwrap_or_default()
        }
    }

    /// Holds the time of a commit against those before it, and against the clock here.
    fn clock(&mut self, commit: &PastCommit, newest: Option<i64>) {
        let at = commit.committed.as_second();
        let mut tell = |kind, text: String| {
            self.replayed.irregularities.push(Irregularity {
                kind,
                record: None,
                path: None,
                field: "committed".to_owned(),
                commit: Some(commit.id.clone()),
                by: Some(commit.author.clone()),
                at: Some(commit.committed),
                text,
                mended: None,
            });
        };
        if at > self.now.as_second() + AHEAD {
            tell(
                Kind::FutureTime,
                format!(
                    "the commit is of {}, which has not come yet",
                    commit.committed
                ),
            );
        }
        if let Some(newest) = newest.filter(|newest| at + SLACK < *newest) {
            let newest = Timestamp::from_second(newest).unwrap_or(commit.committed);
            tell(
                Kind::BackdatedTime,
                format!(
                    "the commit is of {}, and changes records of {newest}",
                    commit.committed
                ),
            );
        }
    }

    fn finish(mut self) -> Replayed {
        let tip = self.standings.pop().flatten().unwrap_or_default();
        self.replayed.counts.records = tip.len();
        for (number, text) in identity::twice(self.past, &tip) {
            self.replayed.irregularities.push(Irregularity {
                kind: Kind::IdReused,
                record: self.past.key(number).cloned(),
                path: None,
                field: "id".to_owned(),
                commit: None,
                by: None,
                at: None,
                text,
                mended: None,
            });
        }
        for (key, (count, commit, why)) in &self.unread {
            let name = self
                .past
                .key(*key)
                .map(RecordKey::named)
                .unwrap_or_default();
            let versions = if *count == 1 {
                "a version".to_owned()
            } else {
                format!("{count} versions")
            };
            self.replayed.unchecked.push(Unchecked {
                what: format!("{versions} of {name}, from commit {commit} on"),
                why: why.clone(),
                how: format!("git log -p {commit}"),
            });
        }
        self.replayed.tip = tip.into_iter().collect();
        self.replayed.tip.sort_unstable();
        self.replayed
    }
}
