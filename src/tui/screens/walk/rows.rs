//! The rows of the walk in their order, and the ways from one to another.

use crate::{
    domain::{
        checklist::Clause,
        id::{Criterion, RowKey},
        papers::WorkingPapers,
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
    papers.rows().position(|r| r.key() == *row).unwrap_or(0)
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
    let firsts: Vec<RowKey> = papers
        .checklists()
        .flat_map(|checklist| {
            let clauses = checklist
                .clauses
                .iter()
                .filter(|clause| papers.exclusion(checklist, clause).is_none());
            clauses.filter_map(|clause| {
                Some(RowKey {
                    checklist: checklist.id.clone(),
                    reference: clause.reference.clone(),
                    question: clause.questions.first()?.id.clone(),
                })
            })
        })
        .collect();
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

/// Returns the nearest row without a verdict, going round; none when every other row has one.
pub(super) fn step_open(papers: &WorkingPapers, from: &RowKey, forwards: bool) -> Option<RowKey> {
    let rows: Vec<RowKey> = papers.rows().map(|row| row.key()).collect();
    let at = rows.iter().position(|row| row == from)?;
    let (before, after) = rows.split_at(at);
    let open = |row: &&RowKey| papers.verdict(row).is_none();
    let after = after.iter().skip(1);
    if forwards {
        after.chain(before).find(open).cloned()
    } else {
        before.iter().rev().chain(after.rev()).find(open).cloned()
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

pub(super) fn first_of(row: &RowKey, clause: &Clause) -> RowKey {
    let question = clause
        .questions
        .first()
        .map_or_else(|| row.question.clone(), |question| question.id.clone());
    RowKey {
        question,
        ..row.clone()
    }
}

pub(super) fn first_row_below(papers: &WorkingPapers, criterion: &Criterion) -> Option<RowKey> {
    let checklist = papers.checklists.get(&criterion.checklist)?;
    papers
        .rows()
        .filter(|row| row.checklist.id == checklist.id)
        .find(|row| {
            row.clause.reference == criterion.reference
                || checklist
                    .ancestors(row.clause)
                    .any(|above| above.reference == criterion.reference)
        })
        .map(|row| row.key())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_row_of_an_empty_audit_can_be_named() {
        assert_eq!(no_row().to_string(), "none:0#0");
    }
}
