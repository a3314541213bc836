use std::cmp::Reverse;

use fuzzy_matcher::{FuzzyMatcher, skim::SkimMatcherV2};
use jiff::Timestamp;
use proptest::prelude::*;

use super::*;
use crate::vcs::{LastChange, Unfinished};

const AUTHORS: [&str; 3] = ["Mira <mira@x.org>", "Ada <ada@x.org>", "Bo <bo@y.org>"];

fn commit(number: u32) -> LastChange {
    let at = Timestamp::from_second(1_700_000_000 + i64::from(number % 5) * 40_000_000).unwrap();
    LastChange {
        commit: format!("{number:040}"),
        author: AUTHORS[usize::try_from(number % 3).unwrap()]
            .parse()
            .unwrap(),
        at,
        date: at.to_zoned(jiff::tz::TimeZone::UTC).date(),
    }
}

fn index(paths: &[String], commits: &[u32]) -> PathIndex {
    let mut index = PathIndex::new();
    for chunk in paths.chunks(7) {
        index.extend(chunk);
    }
    index.finish();
    let files: Vec<(String, u32)> = paths.iter().cloned().zip(commits.iter().copied()).collect();
    let mut told = 0;
    for chunk in files.chunks(5) {
        let most = chunk
            .iter()
            .map(|(_, number)| number + 1)
            .max()
            .unwrap_or(0);
        let found = ChangesFound {
            commits: (told..most.max(told)).map(commit).collect(),
            files: chunk.to_vec(),
            looked_at: 9,
        };
        told = most.max(told);
        index.note_changes(&found);
    }
    index.finish_changes(Some(ChangesTold::default()));
    index
}

fn score(path: &str, words: &str) -> Option<i64> {
    words
        .split_whitespace()
        .map(|word| {
            SkimMatcherV2::default()
                .smart_case()
                .fuzzy_match(path, word)
        })
        .sum()
}

/// What the rows must be: everything filtered, scored and sorted, one path after the other.
fn brute(
    paths: &[String],
    commits: &[u32],
    query: &PathQuery,
    limit: usize,
    preferred: &Preferred,
) -> (Vec<String>, usize) {
    let mut all = Vec::new();
    for (at, path) in paths.iter().enumerate() {
        let change = commits.get(at).map(|number| commit(*number));
        let changed = |change: &LastChange| query.filters.wants_change(change);
        if !query.filters.selection().wants(path)
            || (query.words.contains("//") && !path.contains("//"))
            || (query.filters.needs_changes() && !change.as_ref().is_some_and(changed))
        {
            continue;
        }
        let Some(score) = score(path, &query.words) else {
            continue;
        };
        let folder = path.rsplit_once('/').map_or("", |(folder, _)| folder);
        let minutes = change.map_or(0, |change| change.at.as_second() / 60);
        let length = if query.words.trim().is_empty() {
            0
        } else {
            path.len()
        };
        all.push((
            Reverse(score),
            Reverse(preferred.cited.contains(path)),
            Reverse(preferred.folders.iter().any(|known| known == folder)),
            Reverse(!path.contains("//")),
            Reverse(minutes),
            length,
            at,
        ));
    }
    all.sort_unstable();
    let rows = all.iter().take(limit).map(|row| paths[row.6].clone());
    (rows.collect(), all.len())
}

fn a_path() -> impl Strategy<Value = String> {
    "(risk|Risk|mod|a-b|é)(/(2026|risk|b))?/[abr]{1,3}[.](md|csv|rs)|[abr]{1,3}[.]md"
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 200, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn the_rows_are_those_of_filtering_scoring_and_sorting_everything(
        paths in prop::collection::btree_set(a_path(), 0..80),
        other in prop::collection::btree_set(a_path(), 0..20),
        commits in prop::collection::vec(0_u32..12, 0..120),
        queries in prop::collection::vec((
            "[abrimd/]{0,3}( [amr]{1,2})?|a//[abr]{0,2}",
            prop_oneof![
                3 => Just(""),
                1 => Just(" in:risk/"),
                1 => Just(" in:r kind:md"),
                1 => Just(" kind:csv,code"),
                1 => Just(" by:mira"),
                1 => Just(" since:2024"),
                1 => Just(" before:2025-01 by:x.org"),
                1 => Just(" in:mod/ since:2025"),
            ],
        ), 1..4),
        cited in prop::collection::vec(a_path(), 0..4),
        folders in prop::collection::vec(prop_oneof![Just(""), Just("risk"), Just("mod/2026"), Just("é")], 0..3),
        limit in prop_oneof![Just(40_usize), 0_usize..5],
    ) {
        // A second run, as of another repository.
        let paths: Vec<String> = paths.into_iter().chain(other.into_iter().map(|path| format!("a//{path}"))).collect();
        let commits = &commits[..commits.len().min(paths.len())];
        let preferred = Preferred {
            cited,
            folders: folders.into_iter().map(str::to_owned).collect(),
        };
        let mut index = index(&paths, commits);
        for (words, filters) in queries {
            for end in 0..=words.len() {
                let query = PathQuery::parse(&format!("{}{filters}", &words[..end]));
                let found = index.search(&query, limit, &preferred, &|| false).unwrap();
                let expected = brute(&paths, commits, &query, limit, &preferred);
                prop_assert_eq!((found.rows, found.matched), expected, "{} {}", words, filters);
            }
        }
    }
}

fn owned(paths: &[&str]) -> Vec<String> {
    paths.iter().map(|&path| path.to_owned()).collect()
}

fn rows(index: &mut PathIndex, query: &str) -> Vec<String> {
    let query = PathQuery::parse(query);
    let found = index.search(&query, 9, &Preferred::default(), &|| false);
    found.unwrap().rows
}

#[test]
fn what_comes_to_be_known_of_the_history_changes_what_a_filter_keeps() {
    let paths = owned(&["a.md", "b.md"]);
    let mut index = PathIndex::new();
    index.extend(&paths);
    assert!(rows(&mut index, "md by:mira").is_empty());
    index.note_changes(&ChangesFound {
        commits: vec![commit(0), commit(1)],
        files: vec![("b.md".to_owned(), 0)],
        looked_at: 2,
    });
    assert_eq!(rows(&mut index, "md by:mira"), ["b.md"]);
    let remark = |index: &PathIndex| index.remark(&PathQuery::parse("by:mira").filters);
    assert_eq!(
        remark(&index).as_deref(),
        Some("still reading the history: 2 commits so far")
    );
    index.finish_changes(Some(ChangesTold {
        looked_at: 2,
        files: 2,
        unknown: 1,
        why: Some(Unfinished::Cut),
    }));
    assert_eq!(
        remark(&index).as_deref(),
        Some("of 1 file the last change is older than this clone's history")
    );
    assert_eq!(index.remark(&PathQuery::parse("in:a/").filters), None);
}

#[test]
fn what_filters_keep_can_be_had_as_a_whole() {
    let index = index(&owned(&["a/b.md", "a/c.csv", "d.md"]), &[0, 0, 1]);
    let kept = index.kept(&PathQuery::parse("kind:md by:mira").filters);
    assert_eq!(kept, HashSet::from(["a/b.md".to_owned()]));
}
