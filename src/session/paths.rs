//! The paths of the repositories, ranked as one types: an index that can be searched while it still fills.

mod changes;
mod files;
mod preferred;
#[cfg(test)]
mod tests;

use std::collections::HashSet;

use jiff::civil::Date;

use crate::fuzzy::{Arena, Hit, Ranking, Sieve};

use self::changes::Changes;
pub(super) use self::files::{all, last_changes, list, list_all};
pub use self::{files::Files, preferred::Preferred};
use super::path_query::{Filters, PathQuery};
pub use crate::vcs::{ChangesFound, ChangesTold};

/// How many bytes of a file are read to compare it.
pub const PREVIEW_LIMIT: u64 = 1 << 20;

/// What a search found.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Found {
    /// The best paths, best first.
    pub rows: Vec<String>,
    /// For each row the day of its last change, where that is known.
    pub changed: Vec<Option<Date>>,
    /// How many match.
    pub matched: usize,
    /// How many there are so far.
    pub total: usize,
    /// Whether all paths are in.
    pub complete: bool,
    /// What a person has to know: a filter that cannot be read, or dates that are not known yet.
    pub remark: Option<String>,
}

/// The paths that have arrived, ready to be ranked.
///
/// Of equal scores come first, in this order: what is cited already; what lies in the folder of other evidence of the same
/// place; what is in this repository; what was changed last; what is shorter; what comes first in the tree.
#[derive(Default)]
pub struct PathIndex {
    arena: Arena,
    ranking: Ranking,
    /// Where the paths begin to be in order anew, as those of another repository do.
    runs: Vec<u32>,
    changes: Changes,
    complete: bool,
}

impl PathIndex {
    /// Makes an empty index.
    pub fn new() -> Self {
        Self::default()
    }

    /// Takes in a chunk of paths.
    pub fn extend(&mut self, paths: &[String]) {
        for path in paths {
            let Ok(next) = u32::try_from(self.arena.len()) else {
                return;
            };
            let before = next.checked_sub(1).and_then(|last| self.arena.get(last));
            if before.is_none_or(|before| before >= path.as_str()) {
                self.runs.push(next);
            }
            self.arena.push(path);
        }
    }

    /// Notes that no further paths will come.
    pub fn finish(&mut self) {
        self.complete = true;
    }

    /// Takes in what was found out about last changes; the paths have arrived before.
    pub fn note_changes(&mut self, found: &ChangesFound) {
        let mut numbers = Vec::with_capacity(found.files.len());
        let mut near = 0;
        for (path, commit) in &found.files {
            // What was kept from earlier comes in the order of the paths.
            let at = if self.arena.get(near) == Some(path) {
                Some(near)
            } else {
                self.position(path)
            };
            if let Some(at) = at {
                numbers.push((at, *commit));
                near = at + 1;
            }
        }
        self.changes.note(found, &numbers, self.arena.len());
    }

    /// Notes what the walk through the history came to; none where it failed.
    pub fn finish_changes(&mut self, told: Option<ChangesTold>) {
        self.changes.finish(told);
    }

    /// Returns how many paths have arrived.
    pub fn len(&self) -> usize {
        self.arena.len()
    }

    /// Tells whether no path has arrived.
    pub fn is_empty(&self) -> bool {
        self.arena.is_empty()
    }

    /// Finds the best paths for a query; none when `cancel` said so meanwhile.
    pub fn search(
        &mut self,
        query: &PathQuery,
        limit: usize,
        preferred: &Preferred,
        cancel: &(dyn Fn() -> bool + Sync),
    ) -> Option<Found> {
        let preferred = preferred.placed(self);
        let (arena, changes, filters) = (&self.arena, &self.changes, &query.filters);
        let boost = |index: u32| preferred.boost(arena, index) | changes.recency(index);
        // A query with `//` means another repository, and no path of this one.
        let elsewhere = is_elsewhere(&query.words);
        let wanted = keeps(arena, changes, filters);
        let keeps = |index: u32| {
            (!elsewhere || arena.get(index).is_some_and(is_elsewhere)) && wanted(index)
        };
        let version = if filters.needs_changes() {
            self.changes.version()
        } else {
            0
        };
        let sieve = Sieve {
            keeps: &keeps,
            id: (filters.id() ^ version.rotate_left(32)).wrapping_add(elsewhere.into()),
        };
        let outcome = self.ranking.search_sifted(
            arena,
            &query.words,
            limit,
            &boost,
            (elsewhere || !filters.is_none()).then_some(sieve),
            cancel,
        );
        if !outcome.complete {
            return None;
        }
        let path = |hit: &Hit| arena.get(hit.index).map(str::to_owned);
        let date = |hit: &Hit| changes.of(hit.index).map(|change| change.date);
        Some(Found {
            rows: outcome.rows.iter().filter_map(path).collect(),
            changed: outcome.rows.iter().map(date).collect(),
            matched: outcome.matched,
            total: arena.len(),
            complete: self.complete,
            remark: self.remark(filters),
        })
    }

    /// Returns all paths that filters keep.
    pub fn kept(&self, filters: &Filters) -> HashSet<String> {
        let keeps = keeps(&self.arena, &self.changes, filters);
        (0..self.end())
            .filter(|index| keeps(*index))
            .filter_map(|index| self.arena.get(index).map(str::to_owned))
            .collect()
    }

    /// Says what a person has to know of a filtered list.
    pub fn remark(&self, filters: &Filters) -> Option<String> {
        if let Some(problem) = filters.problem() {
            return Some(problem.to_owned());
        }
        if filters.needs_changes() {
            self.changes.remark()
        } else {
            None
        }
    }

    fn end(&self) -> u32 {
        u32::try_from(self.arena.len()).unwrap_or(u32::MAX)
    }

    /// Finds a path.
    fn position(&self, path: &str) -> Option<u32> {
        self.ends().find_map(|(start, end)| {
            let at = self.first_from(start, end, path);
            (at < end && self.arena.get(at) == Some(path)).then_some(at)
        })
    }

    /// Lists the runs of paths in order, each by its first and the one behind its last.
    fn ends(&self) -> impl Iterator<Item = (u32, u32)> {
        let ends = self.runs.iter().skip(1).copied().chain([self.end()]);
        self.runs.iter().copied().zip(ends)
    }

    /// Finds the first path of a run that is not before a text.
    fn first_from(&self, start: u32, end: u32, text: &str) -> u32 {
        let (mut low, mut high) = (start, end);
        while low < high {
            let middle = low + (high - low) / 2;
            if self.arena.get(middle).is_some_and(|path| path < text) {
                low = middle + 1;
            } else {
                high = middle;
            }
        }
        low
    }
}

/// Makes the answer to whether filters keep a path.
fn keeps<'a>(
    arena: &'a Arena,
    changes: &'a Changes,
    filters: &'a Filters,
) -> impl Fn(u32) -> bool + Sync + 'a {
    let commits = filters.needs_changes().then(|| changes.wanted(filters));
    let selection = (!filters.selection().is_all()).then(|| filters.selection());
    move |index| {
        commits
            .as_ref()
            .is_none_or(|wanted| changes.is_of(index, wanted))
            && selection
                .is_none_or(|selection| arena.get(index).is_some_and(|path| selection.wants(path)))
    }
}

/// Tells whether a path is that of another repository, or a query means one.
fn is_elsewhere(path: &str) -> bool {
    path.contains("//")
}
