//! The rows of the walk in their order, and the ways from one to another.

use crate::{
    domain::{
        id::{Criterion, RowKey},
        papers::{Row, WorkingPapers},
    },
    tui::find::Find,
};

/// Stands for the row of an audit without questions.
pub(super) fn no_row() -> RowKey {
    // These texts are valid by the rules of ids; a test holds it.
    let parsed: Result<RowKey, _> = "none:0#0".parse();
    parsed.unwrap_or_else(|_| no_row())
}

/// Returns the place of a row among all rows.
pub(super) fn place(papers: &WorkingPapers, row: &RowKey) -> usize {
    papers.rows().position(|r| r.is(row)).unwrap_or(0)
}

/// Returns the row at a place among all rows.
pub(super) fn row_at(papers: &WorkingPapers, place: usize) -> Option<RowKey> {
    papers.rows().nth(place).map(|row| row.key())
}

/// Returns the row so many further on, or the last one on the way.
pub(super) fn step(
    papers: &WorkingPapers,
    from: &RowKey,
    forwards: bool,
    count: usize,
) -> Option<RowKey> {
    let rows = papers.rows().count();
    let at = place(papers, from);
    let to = if forwards {
        at.saturating_add(count).min(rows.saturating_sub(1))
    } else {
        at.saturating_sub(count)
    };
    row_at(papers, to)
}

/// Returns the first row of the next clause; backwards of this one, or of the one before when it is the first already.
pub(super) fn step_clause(papers: &WorkingPapers, from: &RowKey, forwards: bool) -> Option<RowKey> {
    let firsts = firsts(papers);
    let at = firsts
        .iter()
        .position(|first| first.criterion() == from.criterion())?;
    if forwards {
        firsts.get(at + 1).cloned()
    } else if firsts.get(at) == Some(from) {
        firsts.get(at.checked_sub(1)?).cloned()
    } else {
        firsts.get(at).cloned()
    }
}

/// Lists the first row of every clause that has one.
fn firsts(papers: &WorkingPapers) -> Vec<RowKey> {
    let mut firsts: Vec<RowKey> = Vec::new();
    for row in papers.rows() {
        let seen = firsts.last().is_some_and(|first| {
            first.checklist == row.checklist.id && first.reference == row.clause.reference
        });
        if !seen {
            firsts.push(row.key());
        }
    }
    firsts
}

/// Returns the first rows of the clauses before and after the one of a row.
pub(super) fn neighbours(papers: &WorkingPapers, row: &RowKey) -> (Option<RowKey>, Option<RowKey>) {
    let firsts = firsts(papers);
    let at = firsts
        .iter()
        .position(|first| first.criterion() == row.criterion());
    let Some(at) = at else {
        return (None, None);
    };
    let before = at.checked_sub(1).and_then(|at| firsts.get(at));
    (before.cloned(), firsts.get(at + 1).cloned())
}

/// Returns the nearest row without a verdict, going round; none when every other row has one.
pub(super) fn step_open(papers: &WorkingPapers, from: &RowKey, forwards: bool) -> Option<RowKey> {
    let rows: Vec<Row<'_>> = papers.rows().collect();
    let at = rows.iter().position(|row| row.is(from))?;
    let (before, after) = rows.split_at(at);
    let open = |row: &Row<'_>| {
        let key = row.key();
        papers.is_open(&key).then_some(key)
    };
    let after = after.iter().skip(1);
    if forwards {
        after.chain(before).find_map(open)
    } else {
        before.iter().rev().chain(after.rev()).find_map(open)
    }
}

/// Lists the places of the rows that say something: in question, clause, note or reason.
pub(super) fn matching(papers: &WorkingPapers, query: &str) -> Vec<usize> {
    if query.is_empty() {
        return Vec::new();
    }
    let matches = |text: &str| Find::matches(text, query);
    papers
        .rows()
        .enumerate()
        .filter(|(_, row)| {
            let answer = papers.answer(&row.key());
            matches(&row.question.text)
                || matches(&row.question.label)
                || matches(&row.clause.title)
                || matches(row.clause.reference.as_str())
                || answer.is_some_and(|a| matches(&a.note) || matches(&a.reason))
        })
        .map(|(place, _)| place)
        .collect()
}

/// Returns the first row below a clause; where all of them are answered with other rows, the first of those.
pub(super) fn first_row_below(papers: &WorkingPapers, criterion: &Criterion) -> Option<RowKey> {
    let checklist = papers.checklists.get(&criterion.checklist)?;
    let below = |row: &Row<'_>| {
        row.checklist.id == checklist.id
            && (row.clause.reference == criterion.reference
                || checklist
                    .ancestors(row.clause)
                    .any(|above| above.reference == criterion.reference))
    };
    let asked = papers.rows().find(below).map(|row| row.key());
    asked.or_else(|| {
        let mut followed = papers.all_rows().filter(below);
        followed.find_map(|row| papers.leader(&row.key())).cloned()
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_row_of_an_empty_audit_can_be_named() {
        assert_eq!(no_row().to_string(), "none:0#0");
    }
}
