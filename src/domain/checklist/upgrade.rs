//! From the copy of a checklist that an audit was planned with to the one that is at hand now.
//!
//! No answer is lost: one whose question is asked no more stays in its sheet, and so that it can still be read, its question
//! stays at the end of its clause in the copy, marked as **retired**. Nobody is asked a retired question; without an answer
//! it is no row. The copy keeps no question for rows that nobody has answered.

use std::collections::BTreeSet;

use serde::Serialize;

use super::{Checklist, Clause, Question, diff::same_words};
use crate::domain::{
    id::{ChecklistId, Ref, RowKey},
    papers::{Row, WorkingPapers},
};

/// The new copy of a checklist, and what it means for the audit.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Upgrade {
    /// The new copy.
    pub checklist: Checklist,
    /// What it means.
    pub effect: Effect,
}

/// What another edition of a checklist means for the rows of an audit.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize)]
#[serde(rename_all = "kebab-case")]
pub struct Effect {
    /// Answered rows that are asked as before.
    pub unchanged: Vec<RowKey>,
    /// Answered rows that are asked in other words: does the answer still hold?
    pub reworded: Vec<RewordedRow>,
    /// Answered rows that are asked elsewhere now; the answer stays where it is, retired.
    pub moved: Vec<MovedRow>,
    /// Answered rows that are asked no more; the answer stays, retired.
    pub gone: Vec<AskedRow>,
    /// Rows that are to be answered, and were not before.
    pub to_answer: Vec<AskedRow>,
    /// Rows without an answer that are asked no more.
    pub dropped: Vec<AskedRow>,
}

/// A row with its question.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[serde(rename_all = "kebab-case")]
pub struct AskedRow {
    /// The row.
    pub row: RowKey,
    /// The question.
    pub text: String,
}

/// An answered row in other words.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[serde(rename_all = "kebab-case")]
pub struct RewordedRow {
    /// The row.
    pub row: RowKey,
    /// The words to which the answer was given.
    pub old: String,
    /// The words as they are now.
    pub new: String,
}

/// An answered row that is asked elsewhere.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[serde(rename_all = "kebab-case")]
pub struct MovedRow {
    /// The row with the answer.
    pub row: RowKey,
    /// Where the question is asked now.
    pub to: RowKey,
    /// The question.
    pub text: String,
}

impl Effect {
    /// Tells whether no answer is affected and no row comes or goes.
    pub fn is_none(&self) -> bool {
        let Self {
            unchanged: _,
            reworded,
            moved,
            gone,
            to_answer,
            dropped,
        } = self;
        reworded.is_empty()
            && moved.is_empty()
            && gone.is_empty()
            && to_answer.is_empty()
            && dropped.is_empty()
    }
}

/// Makes the new copy of a checklist for an audit; none where the audit is not done against it.
pub fn upgrade(papers: &WorkingPapers, new: &Checklist) -> Option<Upgrade> {
    let old = papers.checklists.get(&new.id)?;
    let mut made = new.clone();
    keep_text(old, &mut made);
    let mut effect = Effect::default();
    for clause in &old.clauses {
        for question in &clause.questions {
            let row = key(&old.id, &clause.reference, question);
            let answered = papers.own_answer(&row).is_some();
            let raised = papers
                .findings
                .values()
                .any(|f| f.row.as_ref() == Some(&row));
            let asked = new
                .clause(&clause.reference)
                .and_then(|clause| clause.question(&question.id));
            if answered {
                effect.note(old, new, row, question, asked);
            }
            if asked.is_none() && (answered || raised) {
                retire(old, &mut made, clause, question);
            }
        }
        // A finding names the clause that it is raised on.
        let criterion = papers.findings.values().any(|finding| {
            let on = |c: &crate::domain::id::Criterion| {
                c.checklist == old.id && c.reference == clause.reference
            };
            finding.criteria.iter().any(on)
        });
        if criterion {
            keep_clause(old, &mut made, clause);
        }
    }
    effect.note_open(papers, &made);
    Some(Upgrade {
        checklist: made,
        effect,
    })
}

/// Tells whether the copy of an audit says what a checklist says: but for what is retired in it, and for texts that were put
/// into the copy on purpose.
pub fn is_current(copy: &Checklist, new: &Checklist) -> bool {
    let mut plain = copy.clone();
    plain.clauses.retain(|clause| !clause.retired);
    for clause in &mut plain.clauses {
        clause.questions.retain(|question| !question.retired);
        if new
            .clause(&clause.reference)
            .is_some_and(|c| c.text.is_empty())
        {
            clause.text.clear();
        }
    }
    plain == *new
}

/// Tells whether a version is a later one, as far as their numbers say; `1.10.0` comes after `1.9.2`.
pub fn is_later(version: &str, than: &str) -> bool {
    let numbers = |version: &str| -> Vec<u64> {
        let parts = version.split(|c: char| !c.is_ascii_digit());
        parts.map_while(|part| part.parse().ok()).collect()
    };
    numbers(version) > numbers(than)
}

fn key(checklist: &ChecklistId, reference: &Ref, question: &Question) -> RowKey {
    RowKey {
        checklist: checklist.clone(),
        reference: reference.clone(),
        question: question.id.clone(),
    }
}

/// Takes over texts that were put into the copy on purpose; those of another edition would be wrong there.
fn keep_text(old: &Checklist, made: &mut Checklist) {
    if (&old.standard, &old.edition) != (&made.standard, &made.edition) {
        return;
    }
    for clause in &mut made.clauses {
        if let Some(before) = old
            .clause(&clause.reference)
            .filter(|_| clause.text.is_empty())
        {
            clause.text.clone_from(&before.text);
        }
    }
}

fn retire(old: &Checklist, made: &mut Checklist, clause: &Clause, question: &Question) {
    keep_clause(old, made, clause);
    let place = made
        .clauses
        .iter_mut()
        .find(|c| c.reference == clause.reference);
    if let Some(place) = place {
        place.questions.push(Question {
            retired: true,
            ..question.clone()
        });
    }
}

/// Keeps a clause that the new checklist does not have, and those above it, without their questions.
fn keep_clause(old: &Checklist, made: &mut Checklist, clause: &Clause) {
    let mut missing: Vec<&Clause> = std::iter::once(clause)
        .chain(old.ancestors(clause))
        .filter(|clause| made.clause(&clause.reference).is_none())
        .collect();
    missing.reverse();
    for clause in missing {
        made.insert(Clause {
            retired: true,
            questions: Vec::new(),
            ..clause.clone()
        });
    }
}

impl Effect {
    /// Notes what becomes of an answered row.
    fn note(
        &mut self,
        old: &Checklist,
        new: &Checklist,
        row: RowKey,
        question: &Question,
        asked: Option<&Question>,
    ) {
        match asked {
            Some(asked) if same_words(&asked.text, &question.text) => self.unchanged.push(row),
            Some(asked) => self.reworded.push(RewordedRow {
                row,
                old: question.text.clone(),
                new: asked.text.clone(),
            }),
            // It was retired by an upgrade before, and stays so.
            None if question.retired => self.unchanged.push(row),
            None => {
                let text = question.text.clone();
                match elsewhere(old, new, question) {
                    Some(to) => self.moved.push(MovedRow { row, to, text }),
                    None => self.gone.push(AskedRow { row, text }),
                }
            }
        }
    }

    /// Notes the rows that come and go without an answer, in whichever checklist of the audit: what was answered along with
    /// a question that is gone has to be answered by itself.
    fn note_open(&mut self, papers: &WorkingPapers, made: &Checklist) {
        let mut after = papers.clone();
        after.replace_checklist(made.clone());
        let open = |papers: &WorkingPapers| -> BTreeSet<RowKey> {
            let rows = papers.rows().map(|row| row.key());
            rows.filter(|row| papers.is_open(row)).collect()
        };
        let asked = |row: Row<'_>| AskedRow {
            row: row.key(),
            text: row.question.text.clone(),
        };
        let (open_before, open_after) = (open(papers), open(&after));
        let come = after.rows().filter(|row| {
            let key = row.key();
            open_after.contains(&key) && !open_before.contains(&key)
        });
        self.to_answer = come.map(asked).collect();
        let go = papers.rows().filter(|row| {
            let key = row.key();
            open_before.contains(&key) && after.row(&key).is_none()
        });
        self.dropped = go.map(asked).collect();
    }
}

/// Finds where a question is asked in the same words, in a place where the old checklist asked none.
fn elsewhere(old: &Checklist, new: &Checklist, question: &Question) -> Option<RowKey> {
    let fresh = |clause: &Clause, other: &Question| {
        let before = old.clause(&clause.reference);
        before.is_none_or(|before| before.question(&other.id).is_none())
    };
    new.clauses.iter().find_map(|clause| {
        let mut questions = clause.questions.iter();
        let same = questions.find(|q| same_words(&q.text, &question.text) && fresh(clause, q))?;
        Some(key(&new.id, &clause.reference, same))
    })
}

#[cfg(test)]
mod tests;
