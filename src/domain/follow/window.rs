//! Finding lines in a text of which they were never a part, although some of them were edited on the way.

use std::collections::HashMap;

use super::{Alike, likeness, lines, range};

/// How many places are looked at more closely.
const PLACES: usize = 5;

/// How many places of one line in the excerpt count: what is everywhere tells nothing.
const TWINS: usize = 4;

/// Finds where a text has nearly the lines of an excerpt, at least so alike in percent, the most alike first.
///
/// A place is one where some lines stand as they were, but for their indentation, at about the distances that they had.
/// What is left of one line that was edited is not known again.
pub fn alike_lines(text: &[u8], excerpt: &[u8], at_least: u8) -> Vec<Alike> {
    let (text, excerpt) = (lines(text), lines(excerpt));
    let (bare, sought) = (likeness::trimmed(&text), likeness::trimmed(&excerpt));
    let mut places: HashMap<&[u8], Vec<usize>> = HashMap::new();
    for (at, line) in sought.iter().enumerate().filter(|(_, line)| is_seed(line)) {
        places.entry(line).or_default().push(at);
    }
    places.retain(|_, twins| twins.len() <= TWINS);
    // Where the excerpt would begin, for each line that stands in both: that many lines later than the text.
    let mut votes: Vec<(usize, usize)> = Vec::new();
    for (at, line) in bare.iter().enumerate() {
        let twins = places.get(line).map(Vec::as_slice).unwrap_or_default();
        votes.extend(twins.iter().map(|twin| (at + sought.len() - twin, at)));
    }
    votes.sort_unstable();
    let slack = (sought.len() / 4).max(2);
    let mut groups: Vec<&[(usize, usize)]> = votes.chunk_by(|a, b| b.0 - a.0 <= slack).collect();
    groups.sort_by_key(|group| std::cmp::Reverse(group.len()));
    let mut found: Vec<Alike> = groups
        .into_iter()
        .take(PLACES)
        .filter_map(|group| place(group, &text, &excerpt))
        .filter(|alike| alike.likeness >= at_least)
        .collect();
    found.sort_by_key(|alike| (std::cmp::Reverse(alike.likeness), alike.lines));
    found.dedup_by_key(|alike| alike.lines);
    found
}

/// Tells whether a line is one by which a place is known again.
fn is_seed(line: &[u8]) -> bool {
    line.len() >= 4
        && line
            .iter()
            .any(|byte| byte.is_ascii_alphanumeric() || !byte.is_ascii())
}

/// Puts the excerpt where its lines stand, and says how alike the text is there.
fn place(votes: &[(usize, usize)], text: &[&[u8]], excerpt: &[&[u8]]) -> Option<Alike> {
    let (first, last) = (votes.first()?, votes.last()?);
    let begin = first.0.saturating_sub(excerpt.len());
    let end = last.0.min(text.len());
    let seen = |pick: fn(usize, usize) -> usize| votes.iter().map(|vote| vote.1).reduce(pick);
    let (low, high) = (seen(usize::min)?, seen(usize::max)?);
    // Of the ends that the votes suggest those are taken that are most like the excerpt.
    let candidates = [(begin, end), (begin, high + 1), (low, end), (low, high + 1)];
    let alike = |(from, to): (usize, usize)| {
        let window = text.get(from..to).filter(|window| !window.is_empty())?;
        Some(Alike {
            lines: range(from, to - from)?,
            likeness: likeness::of_lines(excerpt, window),
        })
    };
    // Of equals the first.
    let mut best: Option<Alike> = None;
    for found in candidates.into_iter().filter_map(alike) {
        if best.is_none_or(|best| found.likeness > best.likeness) {
            best = Some(found);
        }
    }
    best
}
