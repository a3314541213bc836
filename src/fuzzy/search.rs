//! One search over the candidates: sift what matches, then score the best of it.

use std::cmp::Reverse;
use std::collections::BinaryHeap;
use std::sync::atomic::{AtomicI64, Ordering};

use super::Scorer;
use super::arena::{Arena, Entry};
use super::bound::{Scratch, close, rough};
use super::query::Query;
use super::ranking::{Boost, Keeps};

/// The candidates are dealt out to this many lanes, each a thread of its own when there are many.
pub(super) const LANES: usize = 2;
/// How many neighbouring candidates go to the same lane: enough to read memory in order, few enough that a folder in which
/// everything matches is shared.
const DEAL: usize = 1024;
/// How many candidates are looked at between two questions whether to go on.
pub(super) const PATIENCE: usize = 1024;

/// A candidate that matches, and a score that it does not exceed.
#[derive(Clone, Copy, Debug)]
pub(super) struct Match {
    pub(super) index: u32,
    bound: i32,
}

/// Where a row stands: the smaller the earlier.
pub(super) type Standing = (Reverse<i64>, Reverse<u32>, u32, u32);

/// One search, as its lanes see it.
pub(super) struct Search<'a> {
    pub(super) arena: &'a Arena,
    pub(super) query: &'a Query,
    /// Whether the kept matches are of the very same query.
    pub(super) again: bool,
    /// The first candidate that the kept matches do not speak of.
    pub(super) from: usize,
    pub(super) limit: usize,
    pub(super) boost: &'a Boost<'a>,
    /// What counts at all; none for everything.
    pub(super) keeps: Option<&'a Keeps<'a>>,
    pub(super) cancel: &'a (dyn Fn() -> bool + Sync),
    /// A score that `limit` candidates reach: what cannot reach it is not among the rows.
    pub(super) floor: AtomicI64,
}

pub(super) struct Found {
    pub(super) matches: Vec<Match>,
    pub(super) best: Vec<Standing>,
}

impl Search<'_> {
    /// Searches one lane, or gives none when cancelled.
    pub(super) fn run(&self, lane: usize, kept: &[Match]) -> Option<Found> {
        let matches = self.sift(lane, kept)?;
        let best = self.rank(&matches)?;
        Some(Found { matches, best })
    }

    /// Finds what matches in a lane, with the rough bound of each.
    fn sift(&self, lane: usize, kept: &[Match]) -> Option<Vec<Match>> {
        let entries = self.arena.entries();
        let mut matches = Vec::new();
        for some in kept.chunks(PATIENCE) {
            if (self.cancel)() {
                return None;
            }
            matches.extend(some.iter().filter_map(|kept| {
                let entry = entries.get(usize::try_from(kept.index).ok()?)?;
                if self.again {
                    Some(*kept)
                } else {
                    self.admit(kept.index, entry)
                }
            }));
        }
        let mut deal = self.from / DEAL;
        while deal * DEAL < entries.len() {
            if deal % LANES == lane {
                if (self.cancel)() {
                    return None;
                }
                let start = self.from.max(deal * DEAL);
                let end = entries.len().min((deal + 1) * DEAL);
                let first = u32::try_from(start).ok()?;
                let some = entries.get(start..end).unwrap_or_default();
                matches.extend(
                    (first..)
                        .zip(some)
                        .filter_map(|(index, entry)| self.admit(index, entry)),
                );
            }
            deal += 1;
        }
        Some(matches)
    }

    fn admit(&self, index: u32, entry: &Entry) -> Option<Match> {
        let words = self.query.words();
        if words
            .iter()
            .any(|word| entry.bytes & word.bytes != word.bytes)
        {
            return None;
        }
        let text = self.arena.text(entry);
        if !words.iter().all(|word| word.occurs(text)) {
            return None;
        }
        if self.keeps.is_some_and(|keeps| !keeps(index)) {
            return None;
        }
        let first = text.bytes().next().map(|byte| byte.to_ascii_lowercase());
        let bound = words
            .iter()
            .map(|word| rough(entry, first, word))
            .fold(0, i32::saturating_add);
        Some(Match { index, bound })
    }

    /// Scores the matches that could be among the rows, those of the highest bound first.
    fn rank(&self, matches: &[Match]) -> Option<Vec<Standing>> {
        let mut best = BinaryHeap::new();
        if self.limit == 0 {
            return Some(Vec::new());
        }
        let scorer = Scorer::new();
        let mut scratch = Scratch::default();
        for some in Descending::new(matches, self.limit) {
            for some in some.chunks(PATIENCE) {
                if (self.cancel)() {
                    return None;
                }
                for one in some {
                    if i64::from(one.bound) < self.floor.load(Ordering::Relaxed) {
                        return Some(best.into_vec());
                    }
                    self.consider(*one, &mut best, &scorer, &mut scratch);
                }
            }
        }
        Some(best.into_vec())
    }

    /// Takes a match among the best if it belongs there.
    fn consider(
        &self,
        one: Match,
        best: &mut BinaryHeap<Standing>,
        scorer: &Scorer,
        scratch: &mut Scratch,
    ) {
        let Some(entry) = usize::try_from(one.index)
            .ok()
            .and_then(|at| self.arena.entries().get(at))
        else {
            return;
        };
        let boost = (self.boost)(one.index);
        let standing = |score| (Reverse(score), Reverse(boost), entry.len(), one.index);
        let worst = if best.len() < self.limit {
            None
        } else {
            best.peek().copied()
        };
        if let Some(worst) = worst {
            if standing(i64::from(one.bound)) > worst {
                return;
            }
            let words = self.query.words().iter();
            let bound: i32 = words
                .map(|word| close(self.arena, entry, word, scratch))
                .sum();
            if standing(i64::from(bound)) > worst
                || i64::from(bound) < self.floor.load(Ordering::Relaxed)
            {
                return;
            }
        }
        let Some(score) = scorer.score(self.arena.text(entry), self.query) else {
            return;
        };
        if worst.is_none_or(|worst| standing(score) < worst) {
            if worst.is_some() {
                best.pop();
            }
            best.push(standing(score));
            if best.len() == self.limit {
                let floor = best.peek().map_or(i64::MIN, |(Reverse(score), ..)| *score);
                self.floor.fetch_max(floor, Ordering::Relaxed);
            }
        }
    }
}

/// Gives matches in batches of falling bounds, so that what is never asked for is not sorted.
struct Descending<'a> {
    matches: &'a [Match],
    /// How many matches have each bound.
    counts: Vec<usize>,
    /// The bounds from here up have been given.
    below: usize,
    /// How many matches the next batch has at least, if there are so many.
    want: usize,
}

impl<'a> Descending<'a> {
    fn new(matches: &'a [Match], limit: usize) -> Self {
        let mut counts = Vec::new();
        for one in matches {
            let bound = one.rank();
            if bound >= counts.len() {
                counts.resize(bound + 1, 0);
            }
            if let Some(count) = counts.get_mut(bound) {
                *count += 1;
            }
        }
        Self {
            matches,
            below: counts.len(),
            counts,
            want: limit.saturating_mul(4).max(PATIENCE),
        }
    }
}

impl Iterator for Descending<'_> {
    type Item = Vec<Match>;

    fn next(&mut self) -> Option<Vec<Match>> {
        let mut size = 0;
        let mut from = self.below;
        while from > 0 && size < self.want {
            from -= 1;
            size += self.counts.get(from).copied().unwrap_or_default();
        }
        if size == 0 {
            return None;
        }
        let bounds = from..self.below;
        let mut batch = Vec::with_capacity(size);
        batch.extend(
            self.matches
                .iter()
                .filter(|one| bounds.contains(&one.rank()))
                .copied(),
        );
        batch.sort_unstable_by_key(|one| Reverse(one.bound));
        self.below = from;
        self.want = self.want.saturating_mul(4);
        Some(batch)
    }
}

impl Match {
    /// The bound as a place in a table; every bound is above nought.
    fn rank(self) -> usize {
        usize::try_from(self.bound).unwrap_or_default()
    }
}
