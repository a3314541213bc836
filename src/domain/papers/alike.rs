//! Rows that several standards share, with the answers and the scope of an audit: which is asked, and whose answer counts.
//!
//! [`shared`](crate::domain::shared) says what asks the same at all.

use super::{Row, WorkingPapers};
use crate::domain::{
    answer::Answer,
    checklist::{Checklist, Clause, Question},
    id::{Criterion, RowKey},
};

impl WorkingPapers {
    /// Returns the row that keeps the answer of this one: itself, the one that leads it, or one that led it until it was left
    /// out of the audit. What was answered for several standards is not lost with the first of them.
    pub fn home<'a>(&'a self, key: &'a RowKey) -> &'a RowKey {
        if self.own_answer(key).is_some() {
            return key;
        }
        let lead = self.leader(key).unwrap_or(key);
        if self.own_answer(lead).is_some() {
            return lead;
        }
        let alike = self.shared.alike(lead).iter();
        let mut before = alike.filter(|row| {
            let answer = self.own_answer(row);
            answer.is_some_and(|answer| !answer.apart) && !self.is_in_scope(row)
        });
        before.next().unwrap_or(lead)
    }

    /// Iterates over the questions of a clause that make a row, with their answers as [`WorkingPapers::answer`] finds them,
    /// and whether each is asked here.
    pub fn answers_in<'a>(
        &'a self,
        checklist: &'a Checklist,
        clause: &'a Clause,
    ) -> impl Iterator<Item = (&'a Question, Option<&'a Answer>, bool)> {
        // The sheet and what is shared are looked up once for all questions: this runs for every clause at every frame.
        let sheet = self.answers.get(&Criterion {
            checklist: checklist.id.clone(),
            reference: clause.reference.clone(),
        });
        let shares = self.shared.shares(&checklist.id, &clause.reference);
        clause.questions.iter().filter_map(move |question| {
            let own = sheet.and_then(|sheet| sheet.answer(&question.id));
            if (question.retired && own.is_none()) || self.is_beyond(checklist, clause, question) {
                return None;
            }
            if !shares || own.is_some() {
                return Some((question, own, true));
            }
            let row = Row {
                checklist,
                clause,
                question,
            };
            let key = row.key();
            let asked = self.leader(&key).is_none();
            Some((question, self.answer(&key), asked))
        })
    }

    /// Tells whether a row in scope is asked, and not answered along with another one.
    pub fn is_asked(&self, checklist: &Checklist, clause: &Clause, question: &Question) -> bool {
        let alike = self
            .shared
            .alike_at(&checklist.id, &clause.reference, &question.id);
        let row = Row {
            checklist,
            clause,
            question,
        };
        self.is_there(&row) && (alike.is_empty() || self.leader(&row.key()).is_none())
    }

    /// Returns the row whose answer counts for this one; none for a row that is asked itself.
    pub fn leader(&self, key: &RowKey) -> Option<&RowKey> {
        if self.shared.alike(key).is_empty() || self.own_answer(key).is_some() {
            return None;
        }
        let leader = self.first_alike(key)?;
        (leader != key && self.is_in_scope(key)).then_some(leader)
    }

    /// Lists the rows that this one's answer counts for too, in the order of the walk.
    pub fn followers(&self, key: &RowKey) -> Vec<&RowKey> {
        let alike = self.shared.alike(key).iter();
        alike.filter(|row| self.leader(row) == Some(key)).collect()
    }

    /// Lists the other rows in scope that ask the same, whether they are answered along with this one or apart.
    pub fn alike(&self, key: &RowKey) -> Vec<&RowKey> {
        let alike = self.shared.alike(key).iter();
        alike
            .filter(|row| *row != key && self.is_in_scope(row))
            .collect()
    }

    /// Returns the first row in scope of those that ask the same as this one, itself included: the one that leads where
    /// they are answered together. None for a row that no other asks.
    pub fn first_alike(&self, key: &RowKey) -> Option<&RowKey> {
        let alike = self.shared.alike(key);
        alike.iter().find(|row| self.is_in_scope(row))
    }
}
