//! What changed between two texts, line by line.
//!
//! Lines that both texts begin or end with are set aside first. Between them the shortest way from one text to the other
//! is looked for (E. W. Myers, "An O(ND) difference algorithm and its variations", 1986), up to a limit; texts that
//! differ more are cut at lines that occur once in both (patience diff) and each part is looked at on its own. So the time
//! and memory have a bound, whatever somebody has put into a repository.

use std::collections::HashMap;
use std::fmt::Write as _;
use std::hash::Hash;

/// How many lines may be put in and taken out before the search for the shortest way is given up.
const MOST_EDITS: usize = 600;

/// How often a text is cut into parts.
const MOST_CUTS: usize = 12;

/// A line on the way from the old text to the new one; lines are counted from 0.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Step {
    /// It is in both.
    Same {
        /// Its number in the old text.
        old: usize,
        /// Its number in the new text.
        new: usize,
    },
    /// It is only in the old text.
    Removed {
        /// Its number there.
        old: usize,
    },
    /// It is only in the new text.
    Added {
        /// Its number there.
        new: usize,
    },
}

impl Step {
    /// Returns the line's number in the old text.
    pub const fn in_old(self) -> Option<usize> {
        match self {
            Self::Same { old, .. } | Self::Removed { old } => Some(old),
            Self::Added { .. } => None,
        }
    }

    /// Returns the line's number in the new text.
    pub const fn in_new(self) -> Option<usize> {
        match self {
            Self::Same { new, .. } | Self::Added { new } => Some(new),
            Self::Removed { .. } => None,
        }
    }

    const fn is_same(self) -> bool {
        matches!(self, Self::Same { .. })
    }
}

/// Compares two texts; within a change the removed lines come before the added ones.
pub fn compare<L: Eq + Hash + ?Sized>(old: &[&L], new: &[&L]) -> Vec<Step> {
    let mut numbers: HashMap<&L, usize> = HashMap::new();
    let mut all = Vec::with_capacity(old.len() + new.len());
    for line in old.iter().chain(new) {
        let next = numbers.len();
        all.push(*numbers.entry(line).or_insert(next));
    }
    let (old, new) = all.split_at(old.len());
    let mut pairs = Vec::new();
    pair(old, new, (0, 0), MOST_CUTS, &mut pairs);
    steps(&pairs, old.len(), new.len())
}

/// Writes what changed as a unified diff, hunks only, each with so many lines of context.
pub fn unified(old: &str, new: &str, context: usize) -> String {
    let (old_lines, new_lines): (Vec<&str>, Vec<&str>) =
        (old.lines().collect(), new.lines().collect());
    let steps = compare(&old_lines, &new_lines);
    let mut out = String::new();
    for hunk in hunks(&steps, context) {
        let (mut old_count, mut new_count) = (0, 0);
        let mut body = String::new();
        for step in hunk {
            let (sign, line) = match *step {
                Step::Same { old, .. } => (' ', old_lines.get(old)),
                Step::Removed { old } => ('-', old_lines.get(old)),
                Step::Added { new } => ('+', new_lines.get(new)),
            };
            old_count += usize::from(step.in_old().is_some());
            new_count += usize::from(step.in_new().is_some());
            body.push(sign);
            body.push_str(line.copied().unwrap_or_default());
            body.push('\n');
        }
        let start = |first: Option<usize>| first.map_or(0, |line| line + 1);
        let old_start = start(hunk.iter().find_map(|step| step.in_old()));
        let new_start = start(hunk.iter().find_map(|step| step.in_new()));
        // Writing to a String does not fail.
        let _ = writeln!(
            out,
            "@@ -{old_start},{old_count} +{new_start},{new_count} @@"
        );
        out.push_str(&body);
    }
    out
}

/// Cuts the way into its changes, each with the lines around it; changes that are near are one.
fn hunks(steps: &[Step], context: usize) -> Vec<&[Step]> {
    let mut ranges: Vec<(usize, usize)> = Vec::new();
    for (at, _) in steps.iter().enumerate().filter(|(_, step)| !step.is_same()) {
        let (from, to) = (
            at.saturating_sub(context),
            (at + context + 1).min(steps.len()),
        );
        match ranges.last_mut() {
            Some((_, end)) if from <= *end => *end = to,
            _ => ranges.push((from, to)),
        }
    }
    ranges
        .into_iter()
        .filter_map(|(from, to)| steps.get(from..to))
        .collect()
}

fn steps(pairs: &[(usize, usize)], old_len: usize, new_len: usize) -> Vec<Step> {
    let mut steps = Vec::with_capacity(old_len.max(new_len));
    let (mut old_at, mut new_at) = (0, 0);
    for &(old, new) in pairs.iter().chain(&[(old_len, new_len)]) {
        steps.extend((old_at..old).map(|old| Step::Removed { old }));
        steps.extend((new_at..new).map(|new| Step::Added { new }));
        if old < old_len && new < new_len {
            steps.push(Step::Same { old, new });
        }
        (old_at, new_at) = (old + 1, new + 1);
    }
    steps
}

/// Finds lines that stay, in order; `at` is where the two parts begin in the whole texts.
fn pair(
    old: &[usize],
    new: &[usize],
    at: (usize, usize),
    cuts: usize,
    pairs: &mut Vec<(usize, usize)>,
) {
    let head = old.iter().zip(new).take_while(|(a, b)| a == b).count();
    let (old, new) = (
        old.get(head..).unwrap_or_default(),
        new.get(head..).unwrap_or_default(),
    );
    let tail = old
        .iter()
        .rev()
        .zip(new.iter().rev())
        .take_while(|(a, b)| a == b)
        .count();
    let old = old.get(..old.len() - tail).unwrap_or_default();
    let new = new.get(..new.len() - tail).unwrap_or_default();
    pairs.extend((0..head).map(|n| (at.0 + n, at.1 + n)));
    let middle = (at.0 + head, at.1 + head);
    if !old.is_empty() && !new.is_empty() {
        match shortest(old, new) {
            Some(found) => {
                pairs.extend(found.into_iter().map(|(a, b)| (middle.0 + a, middle.1 + b)));
            }
            None if cuts > 0 => {
                cut(old, new, middle, cuts - 1, pairs);
            }
            None => {}
        }
    }
    let end = (middle.0 + old.len(), middle.1 + new.len());
    pairs.extend((0..tail).map(|n| (end.0 + n, end.1 + n)));
}

/// Looks at the parts between lines that occur once in both texts.
fn cut(
    old: &[usize],
    new: &[usize],
    at: (usize, usize),
    cuts: usize,
    pairs: &mut Vec<(usize, usize)>,
) {
    let anchors = anchors(old, new);
    if anchors.is_empty() {
        return;
    }
    let (mut old_at, mut new_at) = (0, 0);
    for (a, b) in anchors.into_iter().chain([(old.len(), new.len())]) {
        let parts = (
            old.get(old_at..a).unwrap_or_default(),
            new.get(new_at..b).unwrap_or_default(),
        );
        pair(
            parts.0,
            parts.1,
            (at.0 + old_at, at.1 + new_at),
            cuts,
            pairs,
        );
        if a < old.len() {
            pairs.push((at.0 + a, at.1 + b));
        }
        (old_at, new_at) = (a + 1, b + 1);
    }
}

/// The longest row of lines that occur once in each text, in the same order in both.
fn anchors(old: &[usize], new: &[usize]) -> Vec<(usize, usize)> {
    let once = |lines: &[usize]| {
        let mut seen: HashMap<usize, Option<usize>> = HashMap::new();
        for (at, line) in lines.iter().enumerate() {
            seen.entry(*line)
                .and_modify(|place| *place = None)
                .or_insert(Some(at));
        }
        seen
    };
    let in_new = once(new);
    let mut common: Vec<(usize, usize)> = once(old)
        .into_iter()
        .filter_map(|(line, at)| Some((at?, (*in_new.get(&line)?)?)))
        .collect();
    common.sort_unstable();
    longest_rising(&common)
}

/// The longest part of pairs sorted by their first number in which the second one rises too.
fn longest_rising(pairs: &[(usize, usize)]) -> Vec<(usize, usize)> {
    // For each length the pair that ends such a part with the smallest second number, by its place in `pairs`.
    let mut ends: Vec<usize> = Vec::new();
    let mut before: Vec<Option<usize>> = Vec::with_capacity(pairs.len());
    let second = |at: usize| pairs.get(at).map_or(0, |pair| pair.1);
    for (at, pair) in pairs.iter().enumerate() {
        let length = ends.partition_point(|end| second(*end) < pair.1);
        before.push(
            length
                .checked_sub(1)
                .and_then(|length| ends.get(length).copied()),
        );
        match ends.get_mut(length) {
            Some(end) => *end = at,
            None => ends.push(at),
        }
    }
    let mut row: Vec<(usize, usize)> = std::iter::successors(ends.last().copied(), |at| {
        before.get(*at).copied().flatten()
    })
    .filter_map(|at| pairs.get(at).copied())
    .collect();
    row.reverse();
    row
}

/// The shortest way by Myers, as the lines that stay; none when it would take too many edits.
///
/// A diagonal is the number `most + 1 + x - y`, which is never negative; `reached` holds how far down the old text each
/// one has come, and `trace` what it held after each round.
fn shortest(old: &[usize], new: &[usize]) -> Option<Vec<(usize, usize)>> {
    let most = (old.len() + new.len()).min(MOST_EDITS);
    let middle = most + 1;
    let mut reached = vec![0_usize; 2 * most + 3];
    let mut trace: Vec<Vec<usize>> = Vec::new();
    for edits in 0..=most {
        for diagonal in (middle - edits..=middle + edits).step_by(2) {
            let down = goes_down(&reached, diagonal, middle, edits);
            let mut x = if down {
                far(&reached, diagonal + 1)
            } else {
                far(&reached, diagonal - 1) + 1
            };
            let mut y = (x + middle).saturating_sub(diagonal);
            while let (Some(a), Some(b)) = (old.get(x), new.get(y))
                && a == b
            {
                (x, y) = (x + 1, y + 1);
            }
            if let Some(place) = reached.get_mut(diagonal) {
                *place = x;
            }
            if x >= old.len() && y >= new.len() {
                return Some(walk_back(&trace, middle, edits, (old.len(), new.len())));
            }
        }
        trace.push(
            reached
                .get(middle - edits..=middle + edits)
                .unwrap_or_default()
                .to_vec(),
        );
    }
    None
}

fn far(reached: &[usize], diagonal: usize) -> usize {
    reached.get(diagonal).copied().unwrap_or_default()
}

/// Whether the best way to a diagonal comes from the one above it, by a line that is added.
fn goes_down(reached: &[usize], diagonal: usize, middle: usize, edits: usize) -> bool {
    edits == 0
        || diagonal == middle - edits
        || (diagonal != middle + edits && far(reached, diagonal - 1) < far(reached, diagonal + 1))
}

fn walk_back(
    trace: &[Vec<usize>],
    middle: usize,
    edits: usize,
    end: (usize, usize),
) -> Vec<(usize, usize)> {
    let (mut x, mut y) = end;
    let mut pairs = Vec::new();
    for round in (1..=edits).rev() {
        // What was reached a round before, shifted so that diagonals keep their numbers.
        let window = trace.get(round - 1).map(Vec::as_slice).unwrap_or_default();
        let low = middle + 1 - round;
        let at = |diagonal: usize| {
            diagonal
                .checked_sub(low)
                .map_or(0, |place| far(window, place))
        };
        let diagonal = middle + x - y;
        let down = diagonal == middle - round
            || (diagonal != middle + round && at(diagonal - 1) < at(diagonal + 1));
        let before = if down { diagonal + 1 } else { diagonal - 1 };
        let from_x = at(before);
        let from_y = (from_x + middle).saturating_sub(before);
        while x > from_x && y > from_y {
            (x, y) = (x - 1, y - 1);
            pairs.push((x, y));
        }
        (x, y) = (from_x, from_y);
    }
    while x > 0 && y > 0 {
        (x, y) = (x - 1, y - 1);
        pairs.push((x, y));
    }
    pairs.reverse();
    pairs
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn lines(text: &str) -> Vec<&str> {
        text.split_terminator(' ').collect()
    }

    /// Carries the steps out on the old text, checking that each is true of it.
    fn apply<'a>(steps: &[Step], old: &[&'a str], new: &[&'a str]) -> Vec<&'a str> {
        let mut made = Vec::new();
        let (mut old_at, mut new_at) = (0, 0);
        for step in steps {
            match *step {
                Step::Same { old: o, new: n } => {
                    assert_eq!((o, n), (old_at, new_at));
                    assert_eq!(old[o], new[n]);
                    made.push(old[o]);
                }
                Step::Removed { old: o } => assert_eq!(o, old_at),
                Step::Added { new: n } => {
                    assert_eq!(n, new_at);
                    made.push(new[n]);
                }
            }
            old_at += usize::from(step.in_old().is_some());
            new_at += usize::from(step.in_new().is_some());
        }
        assert_eq!(old_at, old.len());
        made
    }

    fn changed(steps: &[Step]) -> usize {
        steps.iter().filter(|step| !step.is_same()).count()
    }

    #[test]
    fn the_shortest_way_is_found() {
        let (old, new) = (lines("a b c a b b a"), lines("c b a b a c"));
        let steps = compare(&old, &new);
        assert_eq!(apply(&steps, &old, &new), new);
        assert_eq!(changed(&steps), 5);
    }

    #[test]
    fn removed_lines_come_before_added_ones() {
        let steps = compare(&lines("a x y b"), &lines("a z b"));
        assert_eq!(
            steps,
            [
                Step::Same { old: 0, new: 0 },
                Step::Removed { old: 1 },
                Step::Removed { old: 2 },
                Step::Added { new: 1 },
                Step::Same { old: 3, new: 2 },
            ]
        );
    }

    #[test]
    fn texts_that_differ_much_are_cut_at_lines_that_occur_once() {
        let side = |tag: &str| -> Vec<String> {
            (0..3000)
                .map(|n| {
                    if n % 100 == 50 {
                        format!("anchor {n}")
                    } else {
                        format!("{tag} {n}")
                    }
                })
                .collect()
        };
        let (old, new) = (side("old"), side("new"));
        let old: Vec<&str> = old.iter().map(String::as_str).collect();
        let new: Vec<&str> = new.iter().map(String::as_str).collect();
        let steps = compare(&old, &new);
        assert_eq!(apply(&steps, &old, &new), new);
        assert_eq!(changed(&steps), 2 * (3000 - 30));
    }

    #[test]
    fn a_unified_diff_has_context_and_counts() {
        let old = "1\n2\n3\n4\n5\n6\n7\n8\n9\n";
        let new = "1\n2\n3\n4\nfive\n6\n7\n8\n9\n10\n";
        assert_eq!(
            unified(old, new, 1),
            "@@ -4,3 +4,3 @@\n 4\n-5\n+five\n 6\n@@ -9,1 +9,2 @@\n 9\n+10\n"
        );
        assert_eq!(unified("", "a\n", 3), "@@ -0,0 +1,1 @@\n+a\n");
        assert_eq!(unified("a\n", "a\n", 3), "");
    }

    proptest! {
        #[test]
        fn carrying_the_steps_out_gives_the_new_text(old in "([abcd] ){0,40}", new in "([abcd] ){0,40}") {
            let (old, new) = (lines(&old), lines(&new));
            let steps = compare(&old, &new);
            prop_assert_eq!(apply(&steps, &old, &new), new);
        }

        #[test]
        fn cutting_at_anchors_gives_the_new_text_too(old in "([a-k] ){0,60}", new in "([a-k] ){0,60}") {
            let (old, new) = (lines(&old), lines(&new));
            let number = |lines: &[&str]| -> Vec<usize> { lines.iter().map(|l| usize::from(l.as_bytes()[0])).collect() };
            let mut pairs = Vec::new();
            cut(&number(&old), &number(&new), (0, 0), 3, &mut pairs);
            prop_assert_eq!(apply(&steps(&pairs, old.len(), new.len()), &old, &new), new);
        }
    }
}
