//! Two texts as a unified diff, as `git diff` writes it.

use std::{fmt::Write as _, ops::Range};

use crate::safe::{escape_line, escape_text};

/// Lines of context around a change.
const CONTEXT: usize = 3;

/// How many cells the table of common lines may have; larger changes are shown as one block taken out and one put in.
const CELLS: usize = 4_000_000;

/// What happens to a line, with its place in the old and the new text.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Step {
    Keep(usize, usize),
    Remove(usize),
    Add(usize),
}

/// Writes the difference of two texts, made safe to print; nothing where they are the same.
pub(super) fn unified(old: &str, new: &str, old_name: &str, new_name: &str) -> String {
    let (a, b): (Vec<&str>, Vec<&str>) = (old.lines().collect(), new.lines().collect());
    let steps = steps(&a, &b);
    let mut out = String::new();
    for hunk in hunks(&steps) {
        if out.is_empty() {
            // Writing to a String does not fail, here and below.
            let _ = writeln!(
                out,
                "--- {}\n+++ {}",
                escape_line(old_name),
                escape_line(new_name)
            );
        }
        let part = steps.get(hunk).unwrap_or_default();
        let _ = writeln!(
            out,
            "@@ -{} +{} @@",
            place(part, old_at),
            place(part, new_at)
        );
        for step in part {
            let (sign, line) = match step {
                Step::Keep(at, _) => (' ', a.get(*at)),
                Step::Remove(at) => ('-', a.get(*at)),
                Step::Add(at) => ('+', b.get(*at)),
            };
            let _ = writeln!(
                out,
                "{sign}{}",
                escape_text(line.copied().unwrap_or_default())
            );
        }
    }
    out
}

fn old_at(step: &Step) -> Option<usize> {
    match step {
        Step::Keep(at, _) | Step::Remove(at) => Some(*at),
        Step::Add(_) => None,
    }
}

fn new_at(step: &Step) -> Option<usize> {
    match step {
        Step::Keep(_, at) | Step::Add(at) => Some(*at),
        Step::Remove(_) => None,
    }
}

fn place(part: &[Step], at: fn(&Step) -> Option<usize>) -> String {
    let mut lines = part.iter().filter_map(at);
    match lines.next() {
        Some(first) => format!("{},{}", first + 1, 1 + lines.count()),
        None => "0,0".to_owned(),
    }
}

/// Finds the ranges of steps around changes, with context; close ones are one.
fn hunks(steps: &[Step]) -> Vec<Range<usize>> {
    let mut hunks: Vec<Range<usize>> = Vec::new();
    for (at, step) in steps.iter().enumerate() {
        if matches!(step, Step::Keep(..)) {
            continue;
        }
        let range = at.saturating_sub(CONTEXT)..(at + CONTEXT + 1).min(steps.len());
        match hunks.last_mut() {
            Some(last) if last.end >= range.start => last.end = range.end,
            _ => hunks.push(range),
        }
    }
    hunks
}

fn steps(a: &[&str], b: &[&str]) -> Vec<Step> {
    let start = a.iter().zip(b).take_while(|(x, y)| x == y).count();
    let rest = a.len().min(b.len()) - start;
    let end = a
        .iter()
        .rev()
        .zip(b.iter().rev())
        .take(rest)
        .take_while(|(x, y)| x == y)
        .count();
    let (a_end, b_end) = (a.len() - end, b.len() - end);
    let middle_a = a.get(start..a_end).unwrap_or_default();
    let middle_b = b.get(start..b_end).unwrap_or_default();
    let mut steps: Vec<Step> = (0..start).map(|at| Step::Keep(at, at)).collect();
    steps.extend(
        middle(middle_a, middle_b)
            .into_iter()
            .map(|step| match step {
                Step::Keep(x, y) => Step::Keep(x + start, y + start),
                Step::Remove(x) => Step::Remove(x + start),
                Step::Add(y) => Step::Add(y + start),
            }),
    );
    steps.extend((0..end).map(|at| Step::Keep(a_end + at, b_end + at)));
    steps
}

/// Finds the longest common subsequence by its table, and walks it.
fn middle(a: &[&str], b: &[&str]) -> Vec<Step> {
    let width = b.len() + 1;
    if (a.len() + 1).saturating_mul(width) > CELLS {
        let removed = (0..a.len()).map(Step::Remove);
        return removed.chain((0..b.len()).map(Step::Add)).collect();
    }
    let mut table = vec![0u32; (a.len() + 1) * width];
    let cell = |table: &[u32], x: usize, y: usize| table.get(x * width + y).copied().unwrap_or(0);
    for (x, old) in a.iter().enumerate().rev() {
        for (y, new) in b.iter().enumerate().rev() {
            let best = if old == new {
                cell(&table, x + 1, y + 1) + 1
            } else {
                cell(&table, x + 1, y).max(cell(&table, x, y + 1))
            };
            if let Some(place) = table.get_mut(x * width + y) {
                *place = best;
            }
        }
    }
    let (mut x, mut y) = (0, 0);
    let mut steps = Vec::with_capacity(a.len() + b.len());
    while x < a.len() || y < b.len() {
        match (a.get(x), b.get(y)) {
            (Some(old), Some(new)) if old == new => {
                steps.push(Step::Keep(x, y));
                x += 1;
                y += 1;
            }
            (Some(_), other)
                if other.is_none() || cell(&table, x + 1, y) >= cell(&table, x, y + 1) =>
            {
                steps.push(Step::Remove(x));
                x += 1;
            }
            _ => {
                steps.push(Step::Add(y));
                y += 1;
            }
        }
    }
    steps
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_same_text_has_no_difference() {
        assert_eq!(unified("a\nb\n", "a\nb\n", "x", "y"), "");
    }

    #[test]
    fn a_changed_line_stands_in_its_context() {
        let old = "1\n2\n3\n4\n5\n6\n7\n8\n9\n";
        let new = "1\n2\n3\n4\nfive\n6\n7\n8\n9\n";
        assert_eq!(
            unified(old, new, "then", "now"),
            "--- then\n+++ now\n@@ -2,7 +2,7 @@\n 2\n 3\n 4\n-5\n+five\n 6\n 7\n 8\n"
        );
    }

    #[test]
    fn an_empty_side_is_line_zero() {
        assert_eq!(
            unified("", "a\n", "x", "y"),
            "--- x\n+++ y\n@@ -0,0 +1,1 @@\n+a\n"
        );
        assert_eq!(
            unified("a\n", "", "x", "y"),
            "--- x\n+++ y\n@@ -1,1 +0,0 @@\n-a\n"
        );
    }

    #[test]
    fn the_steps_lead_from_the_old_text_to_the_new() {
        let a = ["a", "b", "c", "d", "e"];
        let b = ["b", "x", "d", "a", "e", "f"];
        let walked: Vec<&str> = steps(&a, &b)
            .iter()
            .filter_map(|step| new_at(step).map(|at| b[at]))
            .collect();
        assert_eq!(walked, b);
        let left: Vec<&str> = steps(&a, &b)
            .iter()
            .filter_map(|step| old_at(step).map(|at| a[at]))
            .collect();
        assert_eq!(left, a);
    }

    #[test]
    fn escapes_of_the_compared_texts_do_no_harm() {
        assert!(!unified("a\n", "\u{1b}[2J\n", "x", "y").contains('\u{1b}'));
    }
}
