//! The fold over the commits.

mod advice;
mod broken;
mod change;
mod persons;
mod slips;
mod suspects;
#[cfg(test)]
mod tests;
mod undecided;

use std::{
    cell::OnceCell,
    collections::{BTreeMap, BTreeSet, HashMap},
    rc::Rc,
};

use jiff::Timestamp;

use super::{
    AHEAD, Counts, Irregularity, Kind, SLACK, Unchecked,
    acts::{self, Known},
    identity, mailmaps, merges,
    past::{Past, PastCommit, Surroundings},
    remembered::Remembered,
    standing::Standing,
    view::{Index, View},
};
use crate::domain::{object::short, person::Person};

use persons::Joined;
use slips::Slip;
use suspects::{Healed, Stepped, Suspect};

/// After how many commits is said how far it is.
const SAID_EVERY: usize = 32;

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
        suspects: BTreeMap::new(),
        stepped: Vec::new(),
        put_back: Vec::new(),
        remembered: Remembered::default(),
        healed: Vec::new(),
        slips: BTreeMap::new(),
        unread: BTreeMap::new(),
        lines: merges::Lines::default(),
        mailmaps: mailmaps::changes(past),
        persons: OnceCell::new(),
        joined: OnceCell::new(),
        co_authored: BTreeSet::new(),
        replayed: Replayed::default(),
    };
    for (number, commit) in past.commits.iter().enumerate() {
        if surroundings.stop() {
            return None;
        }
        if number % SAID_EVERY == 0 {
            progress(number, past.commits.len());
        }
        fold.commit(number, commit)?;
    }
    // What was left out when somebody said stop is no answer.
    (!surroundings.stop()).then(|| fold.finish())
}

/// The papers around a commit.
#[derive(Clone, Copy)]
struct Around<'a> {
    /// Which version each record has before it: those of its first parent.
    standing: &'a Standing,
    /// What it changes.
    changed: &'a Changes,
    /// Which version each record has in each parent, where it merges them.
    parents: &'a [Standing],
}

impl<'a> Around<'a> {
    /// Returns the papers after the commit.
    fn after(self, past: &'a Past, index: &'a Index<'a>) -> View<'a> {
        View {
            past,
            index,
            standing: self.standing,
            changed: Some(self.changed),
            instead: None,
        }
    }
}

/// Records, each with a version.
type Changes = HashMap<u32, Option<u32>>;

struct Fold<'p> {
    past: &'p Past,
    now: Timestamp,
    surroundings: &'p dyn Surroundings,
    index: Rc<Index<'p>>,
    /// How many commits still go on from each as their first parent.
    children: Vec<usize>,
    /// Which version each record has at each commit, as long as one is to come that goes on from it.
    standings: Vec<Option<Standing>>,
    /// The newest time of a commit that changed records, up to each commit.
    latest: Vec<i64>,
    known: Known,
    /// The last version of each record that could be understood.
    readable: HashMap<u32, u32>,
    /// Records that were deleted, each with its last version.
    deleted: HashMap<u32, u32>,
    /// The last change of each record in which something was wrong.
    suspects: BTreeMap<u32, Suspect>,
    /// The records that took a step in the commit.
    stepped: Vec<Stepped>,
    /// The records that the commit puts back to the byte.
    put_back: Vec<u32>,
    /// What was put together and is asked for again.
    remembered: Remembered,
    /// The changes that were put back to the byte.
    healed: Vec<Healed>,
    /// What merges did to each record.
    slips: BTreeMap<u32, Vec<Slip>>,
    /// Versions that could not be understood: how many, since which commit, and why.
    unread: BTreeMap<u32, (usize, String, String)>,
    /// Which commits lead to which, for merges.
    lines: merges::Lines,
    /// The commits that change `.mailmap`.
    mailmaps: Vec<usize>,
    /// Everybody whom the records name.
    persons: OnceCell<Vec<Person>>,
    /// Which commits make whom one with others by `.mailmap`; made when somebody first asks.
    joined: OnceCell<Joined>,
    /// The co-authors of the commit who put their names to something in it, by their numbers.
    co_authored: BTreeSet<usize>,
    replayed: Replayed,
}

impl Fold<'_> {
    /// Judges what a commit did; none when somebody said stop meanwhile.
    fn commit(&mut self, number: usize, commit: &PastCommit) -> Option<()> {
        let standing = match &commit.cut {
            Some(cut) => {
                self.replayed.unchecked.push(Unchecked {
                    what: format!("the history before commit {}", short(&commit.id)),
                    why: cut.why.clone(),
                    how: cut.how.clone(),
                });
                Standing::new()
            }
            None => self.before(commit),
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
            if commit.cut.is_none() {
                self.clock(commit, newest);
            }
            latest = Some(latest.map_or(at, |newest| newest.max(at)));
        }
        self.latest.push(latest.unwrap_or(i64::MIN));
        let each = commit.changes.iter();
        let changed: Changes = each.map(|change| (change.key, change.after)).collect();
        let parents: Vec<Standing> = if commit.parents.len() > 1 {
            let of = |parent: usize| {
                let mut of = standing.clone();
                for change in &commit.changes {
                    of.set(change.key, change.before.get(parent).copied().flatten());
                }
                of
            };
            (0..commit.parents.len()).map(of).collect()
        } else {
            Vec::new()
        };
        let around = Around {
            standing: &standing,
            changed: &changed,
            parents: &parents,
        };
        if commit.cut.is_none() {
            let added = identity::Added::of(self.past, commit);
            let known = self.known.count();
            for (place, change) in commit.changes.iter().enumerate() {
                if self.surroundings.stop() {
                    return None;
                }
                self.weigh(commit, change);
                self.change((number, commit), (place, change), around, &added);
            }
            // Who is let in, what a plan says and whose it is bear no names: whose change it is says the commit alone.
            let has_own = commit.parents.len() < 2 && !commit.changes.is_empty();
            let counts = has_own || self.known.count() > known;
            self.people(number, commit, known > 0, counts);
            self.rely((number, commit));
            self.rest_on_suspects((number, commit), around);
            self.mend(commit);
        }
        let mut standing = standing;
        for change in &commit.changes {
            let last = standing.get(change.key);
            standing.set(change.key, change.after);
            if let Some(after) = change.after {
                let version = self.past.version(after);
                if version.is_some_and(|version| version.content.is_ok()) {
                    self.readable.insert(change.key, after);
                }
                let taken = self.past.record(after).filter(|_| commit.cut.is_some());
                if let Some(record) = taken {
                    for act in acts::acts(record) {
                        self.known.note(&act, commit);
                    }
                }
            } else if let Some(last) = last {
                self.deleted.insert(change.key, last);
            }
        }
        let goes_on = self.children.get(number).is_some_and(|left| *left > 0);
        let is_tip = number + 1 == self.past.commits.len();
        self.standings.push((goes_on || is_tip).then_some(standing));
        Some(())
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
        if is_last {
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
        self.replayed.tip = tip.iter().collect();
        self.advise();
        self.replayed.counts.records = self.replayed.tip.len();
        self.unreadable();
        self.undecided();
        for (number, text) in identity::twice(self.past, &self.replayed.tip) {
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
        self.replayed
    }
}
