//! The rows of the heat map: a heading for each part, and its lines as far as they are unfolded.

use crate::domain::programme::{
    Subject,
    coverage::{Coverage, Covered, Part},
};

/// A row of the heat map.
pub(super) struct Row<'a> {
    /// The part that it belongs to.
    pub(super) part: &'a Part,
    /// The line; none for the heading of the part.
    pub(super) line: Option<&'a Covered>,
    /// Whether what is below it is shown; none where nothing is.
    pub(super) open: Option<bool>,
}

/// Returns how many levels of clauses there are.
pub(super) fn levels(coverage: &Coverage) -> usize {
    let lines = coverage.parts.iter().flat_map(|part| &part.lines);
    lines.map(|line| line.depth + 1).max().unwrap_or(1)
}

/// Lists the rows that are shown; `is_open` tells whether a line of this depth shows what is below it.
pub(super) fn rows(
    coverage: &Coverage,
    only_short: bool,
    is_open: impl Fn(&Subject, usize) -> bool,
) -> Vec<Row<'_>> {
    let mut rows = Vec::new();
    for part in &coverage.parts {
        let kept = kept(part, only_short);
        if only_short && !kept.contains(&true) {
            continue;
        }
        rows.push(Row {
            part,
            line: None,
            open: None,
        });
        // Whatever is deeper than a folded line is below it, until one comes that is not.
        let mut hidden_below: Option<usize> = None;
        for (line, kept) in part.lines.iter().zip(kept) {
            if hidden_below.is_some_and(|depth| line.depth > depth) || !kept {
                continue;
            }
            let open = line.has_below && is_open(&line.subject, line.depth);
            hidden_below = (line.has_below && !open).then_some(line.depth);
            rows.push(Row {
                part,
                line: Some(line),
                open: line.has_below.then_some(open),
            });
        }
    }
    rows
}

/// Tells of each line of a part whether it is kept: all of them, or what falls short with what stands above it.
fn kept(part: &Part, only_short: bool) -> Vec<bool> {
    let mut kept = vec![!only_short; part.lines.len()];
    if !only_short {
        return kept;
    }
    // From the end upwards: a line is needed by the one above it while that is less deep.
    let mut needed: Option<usize> = None;
    for (at, line) in part.lines.iter().enumerate().rev() {
        let is_above = needed.is_some_and(|depth| line.depth < depth);
        let keep = line.is_short() || is_above;
        if let Some(place) = kept.get_mut(at) {
            *place = keep;
        }
        if keep {
            needed = Some(line.depth);
        }
    }
    kept
}
