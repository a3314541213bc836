use std::cmp::Reverse;
use std::sync::atomic::{AtomicUsize, Ordering};

use proptest::prelude::*;

use super::bound::{Scratch, close, rough};
use super::*;

/// What the rows must be: everything scored by a matcher of its own, and sorted.
fn brute(candidates: &[String], query: &str, limit: usize, boost: &Boost<'_>) -> Outcome {
    brute_of(candidates, query, limit, boost, &|_| true)
}

/// The same, of those candidates alone that are kept.
fn brute_of(
    candidates: &[String],
    query: &str,
    limit: usize,
    boost: &Boost<'_>,
    keeps: &Keeps<'_>,
) -> Outcome {
    let mut all = Vec::new();
    for (index, candidate) in (0u32..).zip(candidates) {
        if !keeps(index) {
            continue;
        }
        let score: Option<i64> = query
            .split_whitespace()
            .map(|word| fresh().fuzzy_match(candidate, word))
            .sum();
        if let Some(score) = score {
            let length = if query.trim().is_empty() {
                0
            } else {
                candidate.len()
            };
            all.push((Reverse(score), Reverse(boost(index)), length, index));
        }
    }
    all.sort_unstable();
    let matched = all.len();
    let rows = all
        .into_iter()
        .take(limit)
        .map(|(score, _, _, index)| Hit {
            index,
            score: score.0,
        })
        .collect();
    Outcome {
        rows,
        matched,
        complete: true,
    }
}

fn arena(candidates: &[String]) -> Arena {
    candidates.iter().map(String::as_str).collect()
}

fn owned(candidates: &[&str]) -> Vec<String> {
    candidates
        .iter()
        .map(|&candidate| candidate.to_owned())
        .collect()
}

fn find(candidates: &[&str], query: &str) -> Vec<String> {
    let arena: Arena = candidates.iter().copied().collect();
    let outcome = Ranking::new().search(&arena, query, 40, &|| false);
    outcome
        .rows
        .iter()
        .map(|row| arena.get(row.index).unwrap().to_owned())
        .collect()
}

/// Paths of few letters, so that queries of few letters match often and letters repeat.
fn path() -> impl Strategy<Value = String> {
    prop_oneof![
        8 => "([abcAB1é中]{1,5}[/_. -]){0,5}[abcAB1]{0,6}",
        3 => "[abAB/_]{0,12}",
        2 => "(src|docs|drivers|net)/(main|Makefile|policyAI|accept_test)[.](rs|md|c)",
        1 => "[abc/]{60,160}",
        1 => "a[x]{20,50}b[y/]{20,60}[ab]{1,3}[z]{0,40}c{0,2}",
        1 => "\\PC{0,20}",
        1 => "[\u{0}-\u{7f}]{0,20}",
    ]
}

fn typed() -> impl Strategy<Value = String> {
    prop_oneof![
        10 => "[abc/1]{1,5}",
        4 => "[abcAB]{1,4}",
        2 => "[ab]{5,9}",
        2 => "[abcé中/]{1,3}( [abcA]{0,3}){0,2}",
        1 => "[acceptdrvn/]{1,6}",
        1 => "\\PC{0,3}",
    ]
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 1500, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn no_bound_is_below_the_score(candidate in path(), query in typed()) {
        let query = Query::new(&query);
        let arena = arena(std::slice::from_ref(&candidate));
        let entry = &arena.entries()[0];
        for word in query.words() {
            let score = fresh().fuzzy_match(&candidate, &word.text);
            let occurs = word.occurs(&candidate);
            prop_assert_eq!(occurs, score.is_some());
            prop_assert!(!occurs || entry.bytes & word.bytes == word.bytes);
            if let Some(score) = score {
                let first = candidate.bytes().next().map(|byte| byte.to_ascii_lowercase());
                prop_assert!(i64::from(rough(entry, first, word)) >= score, "rough");
                prop_assert_eq!(i64::from(close(&arena, entry, word, &mut Scratch::default())), score);
            }
        }
    }

    #[test]
    fn a_used_scorer_scores_as_a_new_one(candidates in prop::collection::vec(path(), 1..30), query in typed()) {
        let scorer = Scorer::new();
        let query = Query::new(&query);
        for candidate in &candidates {
            prop_assert_eq!(scorer.score(candidate, &query), Scorer::new().score(candidate, &query));
        }
    }
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 300, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn the_rows_are_those_of_scoring_everything(
        candidates in prop::collection::vec(path(), 0..200),
        query in typed(),
        limit in prop_oneof![Just(40_usize), 0_usize..6],
        boosts in 1_u32..5,
    ) {
        let boost = |index: u32| index.wrapping_mul(7) % boosts;
        let found = Ranking::new().search_boosted(&arena(&candidates), &query, limit, &boost, &|| false);
        prop_assert_eq!(found, brute(&candidates, &query, limit, &boost));
    }

    #[test]
    fn the_rows_of_a_choice_are_those_of_scoring_it_while_one_types_and_the_choice_changes(
        candidates in prop::collection::vec(path(), 0..160),
        query in typed(),
        limit in prop_oneof![Just(40_usize), 0_usize..6],
        choices in prop::collection::vec((1_u32..4, 0_u32..3), 1..4),
        chunk in 1_usize..90,
    ) {
        let mut ranking = Ranking::new();
        let mut arena = Arena::new();
        let mut here = 0;
        let ends: Vec<usize> = query.char_indices().map(|(at, _)| at).chain([query.len(), query.len()]).collect();
        for (step, end) in ends.into_iter().enumerate() {
            let upto = candidates.len().min(here + chunk);
            arena.extend(candidates[here..upto].iter().map(String::as_str));
            here = upto;
            // A choice stays for two steps, so that matches are carried over within one and never to another.
            let (of, rest) = choices[(step / 2) % choices.len()];
            let keeps = |index: u32| index % of != rest;
            let boost = |index: u32| index.wrapping_mul(2_654_435_761) % 5;
            let sieve = Sieve { keeps: &keeps, id: u64::from(of * 10 + rest) };
            let found = ranking.search_sifted(&arena, &query[..end], limit, &boost, Some(sieve), &|| false);
            prop_assert_eq!(found, brute_of(&candidates[..here], &query[..end], limit, &boost, &keeps));
        }
    }

    #[test]
    fn typing_while_candidates_arrive_finds_what_a_new_search_finds(
        candidates in prop::collection::vec(path(), 0..120),
        query in typed(),
        chunk in 1_usize..60,
    ) {
        let mut ranking = Ranking::new();
        let mut arena = Arena::new();
        let mut here = 0;
        let ends = query.char_indices().map(|(at, _)| at).chain([query.len(), query.len()]);
        for end in ends {
            let upto = candidates.len().min(here + chunk);
            arena.extend(candidates[here..upto].iter().map(String::as_str));
            here = upto;
            let found = ranking.search(&arena, &query[..end], 40, &|| false);
            prop_assert_eq!(found, brute(&candidates[..here], &query[..end], 40, &|_| 0));
        }
    }

    #[test]
    fn positions_are_those_of_the_letters(candidate in path(), query in typed()) {
        let places = positions(&candidate, &query);
        let chars: Vec<char> = candidate.chars().collect();
        prop_assert!(places.is_sorted_by(|one, next| one < next));
        prop_assert!(places.iter().all(|&place| place < chars.len()));
        prop_assert!(places.is_empty() || Scorer::new().score(&candidate, &Query::new(&query)).is_some());
    }
}

/// Enough paths that the lanes run as threads.
fn many() -> Vec<String> {
    let mut state = 7_u64;
    let mut next = |of: u64| {
        state = state
            .wrapping_mul(6_364_136_223_846_793_005)
            .wrapping_add(1_442_695_040_888_963_407);
        (state >> 33) % of
    };
    let words = [
        "drivers",
        "net",
        "Accept",
        "policy_ai",
        "audit",
        "intel",
        "core",
        "ab",
        "Makefile",
    ];
    let word = |at: u64| words[usize::try_from(at).unwrap()];
    (0..60_000)
        .map(|number| {
            format!(
                "{}/{}/{}{}.c",
                word(next(9)),
                word(next(9)),
                word(next(9)),
                number % 977
            )
        })
        .collect()
}

#[test]
fn threads_find_the_same_rows_as_one() {
    let candidates = many();
    let arena = arena(&candidates);
    let mut ranking = Ranking::new();
    for query in ["a", "ac", "acc", "accd", "drvn", "drvnint", "A", "ab 9"] {
        let found = ranking.search(&arena, query, 40, &|| false);
        assert_eq!(found, brute(&candidates, query, 40, &|_| 0), "{query}");
    }
}

#[test]
fn an_empty_query_keeps_the_order_and_puts_boosted_ones_first() {
    let candidates = owned(&["bb", "a", "ccc", "d"]);
    let arena = arena(&candidates);
    let mut ranking = Ranking::new();
    let order = |outcome: Outcome| outcome.rows.iter().map(|row| row.index).collect::<Vec<_>>();
    assert_eq!(order(ranking.search(&arena, "", 3, &|| false)), [0, 1, 2]);
    assert_eq!(
        order(ranking.search(&arena, "  ", 9, &|| false)),
        [0, 1, 2, 3]
    );
    let boost = |index| u32::from(index == 2);
    assert_eq!(
        order(ranking.search_boosted(&arena, "", 3, &boost, &|| false)),
        [2, 0, 1]
    );
}

#[test]
fn of_equal_scores_the_boosted_then_the_shorter_comes_first() {
    let candidates = owned(&["docs/policy.old", "docs/policy", "docs/policy.new"]);
    let arena = arena(&candidates);
    let boost = |index| u32::from(index == 2);
    let outcome = Ranking::new().search_boosted(&arena, "policy", 40, &boost, &|| false);
    assert_eq!(
        outcome.rows.iter().map(|row| row.index).collect::<Vec<_>>(),
        [2, 1, 0]
    );
}

#[test]
fn a_capital_makes_a_word_case_sensitive() {
    assert_eq!(
        find(&["readme.md", "README.md"], "read"),
        ["readme.md", "README.md"]
    );
    assert_eq!(find(&["readme.md", "README.md"], "READ"), ["README.md"]);
    assert_eq!(find(&["readme.MD", "README.md"], "read MD"), ["readme.MD"]);
}

#[test]
fn every_word_must_match_in_any_order() {
    assert_eq!(
        find(
            &["risk/model-card.md", "model/card.md", "risk.md"],
            "card risk"
        ),
        ["risk/model-card.md"]
    );
}

#[test]
fn a_search_that_is_cancelled_gives_no_rows_and_spoils_nothing() {
    let candidates = many();
    let arena = arena(&candidates);
    let mut ranking = Ranking::new();
    ranking.search(&arena, "ac", 40, &|| false);
    let asked = AtomicUsize::new(0);
    let cancelled = ranking.search(&arena, "acc", 40, &|| {
        asked.fetch_add(1, Ordering::Relaxed) > 3
    });
    assert_eq!(cancelled, Outcome::default());
    assert_eq!(
        ranking.search(&arena, "accd", 40, &|| false),
        brute(&candidates, "accd", 40, &|_| 0)
    );
}

#[test]
fn another_arena_is_searched_afresh() {
    let mut ranking = Ranking::new();
    let (one, two) = (arena(&owned(&["abc", "x"])), arena(&owned(&["x", "abd"])));
    assert_eq!(ranking.search(&one, "a", 9, &|| false).rows[0].index, 0);
    assert_eq!(ranking.search(&two, "ab", 9, &|| false).rows[0].index, 1);
}

#[test]
fn a_very_long_candidate_or_query_is_scored_as_the_matcher_does() {
    let gap = "x".repeat(40_000);
    let candidates = vec![
        format!("a{gap}b{gap}c"),
        "abc".to_owned(),
        "ab".repeat(3000),
        "a".repeat(6000),
    ];
    let arena = arena(&candidates);
    for query in ["abc", "ab", "aab", &"ab".repeat(1500), &"a".repeat(3000)] {
        let found = Ranking::new().search(&arena, query, 1, &|| false);
        assert_eq!(found, brute(&candidates, query, 1, &|_| 0));
    }
}

#[test]
fn positions_count_characters_and_join_the_words() {
    assert_eq!(positions("docs/é-policy.md", "pol é"), [5, 7, 8, 9]);
    assert_eq!(positions("docs", "xyz"), [0_usize; 0]);
    assert_eq!(positions("docs", ""), [0_usize; 0]);
    assert_eq!(
        positions(&"a".repeat(5000), &"a".repeat(5000)),
        [0_usize; 0]
    );
}

#[test]
fn a_search_can_move_to_a_worker() {
    fn movable<T: Send + Sync>() {}
    movable::<Arena>();
    movable::<Ranking>();
}
