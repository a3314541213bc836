//! Searching again and again while somebody types.

use std::cmp::Reverse;
use std::panic::resume_unwind;
use std::sync::atomic::AtomicI64;
use std::thread;

use super::arena::Arena;
use super::query::Query;
use super::search::{LANES, Match, Search};

/// Gives a candidate's boost: of equal scores the higher boost comes first.
pub type Boost<'a> = dyn Fn(u32) -> u8 + Sync + 'a;

/// From this many candidates to look at, the lanes run at the same time: a thread costs about 50 µs, which is what a few
/// hundred alignments cost.
const MANY: usize = 10_000;

/// One row of a result.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Hit {
    /// The index of the candidate in its arena.
    pub index: u32,
    /// The score that `SkimMatcherV2` gives, summed over the words of the query.
    pub score: i64,
}

/// What a search found.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Outcome {
    /// The best candidates, best first.
    pub rows: Vec<Hit>,
    /// How many candidates match, shown or not.
    pub matched: usize,
    /// Whether the search went to its end; a cancelled one has no rows.
    pub complete: bool,
}

/// Searches arenas and remembers the last matches, so that a query which grew looks only at these.
#[derive(Debug, Default)]
pub struct Ranking {
    last: Option<Last>,
}

#[derive(Debug)]
struct Last {
    arena: u64,
    /// How many candidates the arena had.
    seen: usize,
    text: String,
    matches: [Vec<Match>; LANES],
}

impl Ranking {
    /// Makes a ranking that remembers nothing.
    pub fn new() -> Self {
        Self::default()
    }

    /// Finds the best `limit` candidates for `query`.
    ///
    /// `cancel` is asked now and then, from more than one thread; once it says yes the search ends without rows.
    pub fn search(
        &mut self,
        arena: &Arena,
        query: &str,
        limit: usize,
        cancel: &(dyn Fn() -> bool + Sync),
    ) -> Outcome {
        self.search_boosted(arena, query, limit, &|_| 0, cancel)
    }

    /// Finds the best `limit` candidates for `query`, where `boost` decides between equal scores.
    ///
    /// An empty query gives the candidates by boost, and those of equal boost in their order.
    pub fn search_boosted(
        &mut self,
        arena: &Arena,
        query: &str,
        limit: usize,
        boost: &Boost<'_>,
        cancel: &(dyn Fn() -> bool + Sync),
    ) -> Outcome {
        let words = Query::new(query);
        if words.is_empty() {
            return unsearched(arena, limit, boost);
        }
        let last = self
            .last
            .as_ref()
            .filter(|last| last.arena == arena.id() && query.starts_with(&last.text));
        let search = Search {
            arena,
            query: &words,
            again: last.is_some_and(|last| last.text == query),
            from: last.map_or(0, |last| last.seen),
            limit,
            boost,
            cancel,
            floor: AtomicI64::new(i64::MIN),
        };
        let kept = |lane: usize| {
            last.and_then(|last| last.matches.get(lane))
                .map_or(&[][..], Vec::as_slice)
        };
        let work = arena.len() - search.from
            + last.map_or(0, |last| last.matches.iter().map(Vec::len).sum());
        let in_turn = || (search.run(0, kept(0)), search.run(1, kept(1)));
        let (one, two) = if work < MANY {
            in_turn()
        } else {
            thread::scope(|scope| {
                let Ok(other) =
                    thread::Builder::new().spawn_scoped(scope, || search.run(1, kept(1)))
                else {
                    return in_turn();
                };
                let one = search.run(0, kept(0));
                (
                    one,
                    other.join().unwrap_or_else(|panic| resume_unwind(panic)),
                )
            })
        };
        let (Some(one), Some(two)) = (one, two) else {
            return Outcome::default();
        };
        let mut best = one.best;
        best.extend(two.best);
        best.sort_unstable();
        best.truncate(limit);
        let matched = one.matches.len() + two.matches.len();
        self.last = Some(Last {
            arena: arena.id(),
            seen: arena.len(),
            text: query.to_owned(),
            matches: [one.matches, two.matches],
        });
        let rows = best
            .into_iter()
            .map(|(Reverse(score), _, _, index)| Hit { index, score })
            .collect();
        Outcome {
            rows,
            matched,
            complete: true,
        }
    }
}

/// Gives the rows of an empty query.
fn unsearched(arena: &Arena, limit: usize, boost: &Boost<'_>) -> Outcome {
    let mut order: Vec<(Reverse<u8>, u32)> = (0..)
        .take(arena.len())
        .map(|index| (Reverse(boost(index)), index))
        .collect();
    if limit > 0 && limit < order.len() {
        order.select_nth_unstable(limit - 1);
    }
    order.truncate(limit);
    order.sort_unstable();
    let rows = order
        .into_iter()
        .map(|(_, index)| Hit { index, score: 0 })
        .collect();
    Outcome {
        rows,
        matched: arena.len(),
        complete: true,
    }
}
