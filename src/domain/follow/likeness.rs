//! How alike two texts are, in percent.

use std::{
    collections::{HashMap, hash_map::Entry},
    hash::Hash,
};

/// Says how alike two whole texts are, by the lines that they share: the measure by which git knows a rename.
pub fn of_texts(old: &[u8], new: &[u8]) -> u8 {
    if old == new {
        return 100;
    }
    let ends = |byte: &u8| *byte == b'\n';
    let shared = shared(
        old.split_inclusive(ends),
        new.split_inclusive(ends),
        <[u8]>::len,
    );
    percent(shared, old.len().max(new.len())).min(99)
}

/// Says how much of a whole text is still in another one, by its lines: of a log to which rows were added, all.
///
/// Only the same bytes are 100 %.
pub fn kept(old: &[u8], new: &[u8]) -> u8 {
    if old == new {
        return 100;
    }
    let ends = |byte: &u8| *byte == b'\n';
    let shared = shared(
        old.split_inclusive(ends),
        new.split_inclusive(ends),
        <[u8]>::len,
    );
    percent(shared, old.len()).min(99)
}

/// Says how alike two groups of lines are: lines that both have count whole, of the others the words that both have.
///
/// Indentation does not part a line from itself, but only the same bytes are 100 % alike.
pub fn of_lines(old: &[&[u8]], new: &[&[u8]]) -> u8 {
    if old == new {
        return 100;
    }
    let (old, new) = (trimmed(old), trimmed(new));
    let all = weight(&old) + weight(&new);
    let (old_left, new_left, same) = parted(&old, &new);
    let in_words = shared(
        old_left.into_iter().flat_map(words),
        new_left.into_iter().flat_map(words),
        <[u8]>::len,
    );
    percent(2 * (same + in_words), all).min(99)
}

/// Says how alike two lines are by their words.
pub(super) fn of_words(old: &[&[u8]], new: &[&[u8]]) -> u8 {
    let length = |words: &[&[u8]]| -> usize { words.iter().map(|word| word.len()).sum() };
    let shared = shared(old.iter().copied(), new.iter().copied(), <[u8]>::len);
    percent(2 * shared, length(old) + length(new))
}

/// Cuts a line into words, and signs one by one; spaces are none of them.
pub(super) fn words(line: &[u8]) -> Vec<&[u8]> {
    let is_word = |byte: u8| byte.is_ascii_alphanumeric() || byte == b'_' || !byte.is_ascii();
    line.chunk_by(|a, b| is_word(*a) && is_word(*b))
        .filter(|word| !word.iter().all(u8::is_ascii_whitespace))
        .collect()
}

/// Takes the spaces at both ends off every line.
pub(super) fn trimmed<'t>(lines: &[&'t [u8]]) -> Vec<&'t [u8]> {
    lines.iter().map(|line| line.trim_ascii()).collect()
}

/// Counts the bytes of all words, as [`shared`] does.
fn weight(lines: &[&[u8]]) -> usize {
    let length = |line: &&[u8]| {
        line.iter()
            .filter(|byte| !byte.is_ascii_whitespace())
            .count()
    };
    lines.iter().map(length).sum()
}

/// Parts lines that both have from those that only one has, and counts the bytes of the first.
fn parted<'t>(old: &[&'t [u8]], new: &[&'t [u8]]) -> (Vec<&'t [u8]>, Vec<&'t [u8]>, usize) {
    let mut counts: HashMap<&[u8], usize> = HashMap::new();
    for line in new {
        *counts.entry(line).or_default() += 1;
    }
    let mut same = 0;
    let mut old_left = Vec::new();
    for line in old {
        match counts.entry(line) {
            Entry::Occupied(mut count) if *count.get() > 0 => {
                *count.get_mut() -= 1;
                same += weight(&[line]);
            }
            Entry::Occupied(_) | Entry::Vacant(_) => old_left.push(*line),
        }
    }
    let mut new_left = Vec::new();
    for line in new {
        if let Some(count) = counts.get_mut(line)
            && *count > 0
        {
            *count -= 1;
            new_left.push(*line);
        }
    }
    (old_left, new_left, same)
}

/// Sums up the weights of what both have, as often as both have it.
fn shared<'t, T: Eq + Hash + ?Sized + 't>(
    old: impl Iterator<Item = &'t T>,
    new: impl Iterator<Item = &'t T>,
    weight: impl Fn(&T) -> usize,
) -> usize {
    let mut counts: HashMap<&T, usize> = HashMap::new();
    for part in old {
        *counts.entry(part).or_default() += 1;
    }
    let mut sum = 0;
    for part in new {
        if let Some(count) = counts.get_mut(part)
            && *count > 0
        {
            *count -= 1;
            sum += weight(part);
        }
    }
    sum
}

fn percent(part: usize, whole: usize) -> u8 {
    if whole == 0 {
        return 100;
    }
    u8::try_from(part.saturating_mul(100) / whole)
        .unwrap_or(100)
        .min(100)
}
