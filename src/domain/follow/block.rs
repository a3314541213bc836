//! Which of the lines that a change put in stand for some of those that it took out.

use std::ops::Range;

use super::likeness::{of_words, words};

/// How many pairs of lines are compared; larger changes are divided in proportion.
const MOST_PAIRS: usize = 10_000;

/// How alike two lines must be, in percent, to be taken for one that was edited.
const EDITED: u8 = 40;

/// Finds what stands for the lines `cited` of `old` in `new`, which was put in for all of `old`; none where nothing does.
pub(super) fn part(old: &[&[u8]], new: &[&[u8]], cited: Range<usize>) -> Option<Range<usize>> {
    if cited.is_empty() || new.is_empty() {
        return None;
    }
    if cited == (0..old.len()) {
        return Some(0..new.len());
    }
    let pairs = if old.len().saturating_mul(new.len()) <= MOST_PAIRS {
        pairs(old, new)
    } else {
        Vec::new()
    };
    let before = pairs.iter().rfind(|(old, _)| *old < cited.start);
    let after = pairs.iter().find(|(old, _)| *old >= cited.end);
    // The lines between those that are known to stand for others.
    let free_old = before.map_or(0, |(old, _)| old + 1)..after.map_or(old.len(), |(old, _)| *old);
    let free = before.map_or(0, |(_, new)| new + 1)..after.map_or(new.len(), |(_, new)| *new);
    let inside: Vec<(usize, usize)> = pairs
        .iter()
        .filter(|(old, _)| cited.contains(old))
        .copied()
        .collect();
    let found = match (inside.first(), inside.last()) {
        (Some((first_old, first)), Some((last_old, last))) => {
            // What stands for the cited lines at the edges that have no likeness is beside that of the others.
            let above = (first_old - cited.start).min(first - free.start);
            let below = (cited.end - 1 - last_old).min(free.end - 1 - last);
            first - above..last + 1 + below
        }
        _ => in_proportion(&cited, &free_old, &free),
    };
    (!found.is_empty()).then_some(found)
}

/// Divides the free new lines as the old ones are divided.
fn in_proportion(
    cited: &Range<usize>,
    free_old: &Range<usize>,
    free: &Range<usize>,
) -> Range<usize> {
    let length = free_old.len().max(1);
    let from = (cited.start - free_old.start).saturating_mul(free.len()) / length;
    let to = (cited.end - free_old.start)
        .saturating_mul(free.len())
        .div_ceil(length);
    free.start + from..(free.start + to).min(free.end)
}

/// Pairs lines that are alike, in order, so that the sum of their likenesses is the greatest.
fn pairs(old: &[&[u8]], new: &[&[u8]]) -> Vec<(usize, usize)> {
    let old_words: Vec<Vec<&[u8]>> = old.iter().map(|line| words(line)).collect();
    let new_words: Vec<Vec<&[u8]>> = new.iter().map(|line| words(line)).collect();
    let width = new.len() + 1;
    let mut best = vec![0_u32; (old.len() + 1) * width];
    let mut alike = vec![0_u8; old.len() * new.len()];
    let at = |best: &[u32], i: usize, j: usize| best.get(i * width + j).copied().unwrap_or(0);
    for (i, a) in old_words.iter().enumerate() {
        for (j, b) in new_words.iter().enumerate() {
            let likeness = Some(of_words(a, b)).filter(|l| *l >= EDITED && !a.is_empty());
            if let (Some(likeness), Some(slot)) = (likeness, alike.get_mut(i * new.len() + j)) {
                *slot = likeness;
            }
            let taken = likeness.map_or(0, |l| at(&best, i, j) + u32::from(l));
            let most = taken.max(at(&best, i, j + 1)).max(at(&best, i + 1, j));
            if let Some(slot) = best.get_mut((i + 1) * width + j + 1) {
                *slot = most;
            }
        }
    }
    let (mut i, mut j) = (old.len(), new.len());
    let mut pairs = Vec::new();
    while i > 0 && j > 0 {
        let here = at(&best, i, j);
        let likeness = alike.get((i - 1) * new.len() + j - 1).copied().unwrap_or(0);
        if likeness > 0 && here == at(&best, i - 1, j - 1) + u32::from(likeness) {
            (i, j) = (i - 1, j - 1);
            pairs.push((i, j));
        } else if here == at(&best, i - 1, j) {
            i -= 1;
        } else {
            j -= 1;
        }
    }
    pairs.reverse();
    pairs
}
