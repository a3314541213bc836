//! Searching again and again while somebody types.

use std::cmp::Reverse;
use std::collections::BinaryHeap;
use std::panic::resume_unwind;
use std::sync::atomic::AtomicI64;
use std::thread;

use super::arena::Arena;
use super::query::Query;
use super::search::{LANES, Match, PATIENCE, Search};

/// Gives a candidate's boost: of equal scores the higher boost comes first.
pub type Boost<'a> = dyn Fn(u32) -> u32 + Sync + 'a;

/// Says of a candidate whether it counts at all.
pub type Keeps<'a> = dyn Fn(u32) -> bool + Sync + 'a;

/// A choice of candidates that a search is confined to.
#[derive(Clone, Copy)]
pub struct Sieve<'a> {
    /// Which candidates count.
    pub keeps: &'a Keeps<'a>,
    /// Tells this choice from others: matches are carried over from one search to the next only within the same.
    pub id: u64,
}

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
    sieve: Option<u64>,
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
        self.search_sifted(arena, query, limit, boost, None, cancel)
    }

    /// Finds the best `limit` candidates for `query` among those that `sieve` keeps.
    pub fn search_sifted(
        &mut self,
        arena: &Arena,
        query: &str,
        limit: usize,
        boost: &Boost<'_>,
        sieve: Option<Sieve<'_>>,
        cancel: &(dyn Fn() -> bool + Sync),
    ) -> Outcome {
        let words = Query::new(query);
        if words.is_empty() {
            return unsearched(arena, limit, boost, sieve, cancel).unwrap_or_default();
        }
        let sieve_id = sieve.map(|sieve| sieve.id);
        let last = self.last.as_ref().filter(|last| {
            last.arena == arena.id() && last.sieve == sieve_id && query.starts_with(&last.text)
        });
        let search = Search {
            arena,
            query: &words,
            again: last.is_some_and(|last| last.text == query),
            from: last.map_or(0, |last| last.seen),
            limit,
            boost,
            keeps: sieve.map(|sieve| sieve.keeps),
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
            sieve: sieve_id,
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

/// Gives the rows of an empty query, or none when cancelled.
fn unsearched(
    arena: &Arena,
    limit: usize,
    boost: &Boost<'_>,
    sieve: Option<Sieve<'_>>,
    cancel: &(dyn Fn() -> bool + Sync),
) -> Option<Outcome> {
    let mut best: BinaryHeap<(Reverse<u32>, u32)> = BinaryHeap::new();
    let mut matched = 0;
    for (at, index) in (0..arena.len()).zip(0..) {
        if at % PATIENCE == 0 && cancel() {
            return None;
        }
        if sieve.is_some_and(|sieve| !(sieve.keeps)(index)) {
            continue;
        }
        matched += 1;
        if best.len() < limit {
            best.push((Reverse(boost(index)), index));
        } else if let Some(mut worst) = best.peek_mut() {
            // Later in the order, it must have the higher boost.
            let Reverse(least) = worst.0;
            let own = boost(index);
            if own > least {
                *worst = (Reverse(own), index);
            }
        }
    }
    let rows = best
        .into_sorted_vec()
        .into_iter()
        .map(|(_, index)| Hit { index, score: 0 })
        .collect();
    Some(Outcome {
        rows,
        matched,
        complete: true,
    })
}
