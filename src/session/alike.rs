//! Rows that several standards ask alike: answered together, as they are when an audit starts, or each by itself.

use crate::domain::{change::Change, history::Step, id::RowKey, papers::WorkingPapers};

use super::answer;

/// Answers apart what is answered together with this row: on the row that leads all the others, on a follower it alone.
///
/// Says why not where nothing is answered together with it.
pub fn apart(papers: &WorkingPapers, row: &RowKey, step: &Step) -> Result<Change, String> {
    if let Some(leader) = papers.leader(row) {
        return Ok(mark(papers, leader, std::slice::from_ref(row), true, step));
    }
    let followers: Vec<RowKey> = papers.followers(row).into_iter().cloned().collect();
    if followers.is_empty() {
        return Err(why_alone(papers, row));
    }
    Ok(mark(papers, row, &followers, true, step))
}

/// Answers together again what is answered apart: on the row that leads all the others, on another one it alone.
///
/// Says why not where a row has an answer of its own, which would be lost, and where nothing is answered apart.
pub fn together(papers: &WorkingPapers, row: &RowKey, step: &Step) -> Result<Change, String> {
    if papers.leader(row).is_some() {
        return Err("it is answered together with the others already".to_owned());
    }
    let Some(first) = papers.first_alike(row) else {
        return Err(why_alone(papers, row));
    };
    let back: Vec<RowKey> = if first == row {
        let own = |row: &&RowKey| papers.own_answer(row).is_some();
        papers.alike(row).into_iter().filter(own).cloned().collect()
    } else {
        vec![row.clone()]
    };
    if back.is_empty() {
        return Err("all that asks the same is answered together already".to_owned());
    }
    let answered: Vec<String> = back
        .iter()
        .filter(|row| {
            papers
                .own_answer(row)
                .is_some_and(|answer| !answer.says_nothing_but_apart())
        })
        .map(ToString::to_string)
        .collect();
    if !answered.is_empty() {
        return Err(format!(
            "{} has an answer of its own; take that back first, or it would be lost",
            answered.join(", ")
        ));
    }
    Ok(mark(papers, first, &back, false, step))
}

/// Turns the one into the other.
pub fn toggle(papers: &WorkingPapers, row: &RowKey, step: &Step) -> Result<Change, String> {
    if papers.leader(row).is_some() || !papers.followers(row).is_empty() {
        apart(papers, row, step)
    } else {
        together(papers, row, step)
    }
}

fn why_alone(papers: &WorkingPapers, row: &RowKey) -> String {
    if papers.alike(row).is_empty() {
        "no other standard of this audit asks the same".to_owned()
    } else {
        "what asks the same is answered apart already".to_owned()
    }
}

fn mark(
    papers: &WorkingPapers,
    lead: &RowKey,
    rows: &[RowKey],
    apart: bool,
    step: &Step,
) -> Change {
    let word = if apart { "apart from" } else { "together with" };
    let names: Vec<String> = rows.iter().map(ToString::to_string).collect();
    let mut change = Change {
        what: format!("{} answered {word} {lead}", names.join(", ")),
        edits: Vec::new(),
    };
    // Two rows can be of one clause, so each edit builds on the papers as the one before left them.
    let mut after = papers.clone();
    for row in rows {
        let one = answer::edit_own(&after, row, word, step, |answer| answer.apart = apart);
        one.apply(&mut after);
        change.edits.extend(one.edits);
    }
    change
}
