//! Ranks paths and titles by how well they fit what was typed.
//!
//! The scorer is `SkimMatcherV2` of the fuzzy-matcher crate, and this is the one file that names it. Scoring every path of
//! a large repository at every key is too slow, so a [`Ranking`] asks the scorer only about candidates that could still
//! reach the rows shown: an upper bound from a few bits kept for each candidate decides first, a closer bound second. The
//! rows are exactly those of scoring and sorting everything.
//!
//! # What a query means
//! - The words of a query are separated by white space. Every word must match, in any order and overlapping or not; the
//!   score is the sum of the words' scores.
//! - Each word has smart case: with an ASCII capital in it the word is compared as typed, otherwise the case of ASCII
//!   letters is not looked at.
//! - An empty query gives the candidates in their order, those with a higher boost of the caller first.
//!
//! # The order of rows
//! The higher score first, then the higher boost of the caller, then the fewer bytes, then the order of the candidates.

mod arena;
mod bound;
mod query;
mod ranking;
mod search;

use fuzzy_matcher::FuzzyMatcher;
use fuzzy_matcher::skim::SkimMatcherV2;

pub use arena::Arena;
pub use query::Query;
pub use ranking::{Boost, Hit, Keeps, Outcome, Ranking, Sieve};

use query::Word;

/// The scorer keeps a cell of 24 bytes for each pair of characters when the places are wanted.
const MOST_CELLS: usize = 1 << 20;

/// Gives the places, in characters, that `query` matches in `candidate`: ascending, each once.
///
/// Nothing is given where a word of the query does not match, nor for a text and a word so long that finding the places
/// would take many megabytes.
pub fn positions(candidate: &str, query: &str) -> Vec<usize> {
    let query = Query::new(query);
    let mut places = Vec::new();
    for word in query.words() {
        if candidate.len().saturating_mul(word.text.len()) > MOST_CELLS {
            return Vec::new();
        }
        let Some((_, found)) = fresh().fuzzy_indices(candidate, &word.text) else {
            return Vec::new();
        };
        places.extend(found);
    }
    places.sort_unstable();
    places.dedup();
    places
}

/// The scorer of record.
struct Scorer {
    matcher: SkimMatcherV2,
}

impl Scorer {
    fn new() -> Self {
        Self { matcher: fresh() }
    }

    fn score(&self, candidate: &str, query: &Query) -> Option<i64> {
        query
            .words()
            .iter()
            .try_fold(0, |sum, word| Some(sum + self.score_word(candidate, word)?))
    }

    /// Scores one word as a matcher does that has scored nothing before.
    ///
    /// A matcher keeps its matrix between calls and does not clear the bonuses in it. They leak into the score of a word
    /// whose first letter returns in an even place ("oot"), which would make the order of rows depend on what was
    /// scored earlier; such a word gets a new matcher each time.
    fn score_word(&self, candidate: &str, word: &Word) -> Option<i64> {
        if word.leaks {
            fresh().fuzzy_match(candidate, &word.text)
        } else {
            self.matcher.fuzzy_match(candidate, &word.text)
        }
    }
}

fn fresh() -> SkimMatcherV2 {
    SkimMatcherV2::default().smart_case()
}

#[cfg(test)]
mod tests;
