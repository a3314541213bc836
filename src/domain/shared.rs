//! One answer for what several standards ask alike: which rows of an audit are one row.
//!
//! Management system standards share a structure (ISO/IEC Directives, Annex SL). A question names the one elsewhere that
//! the same answer serves ([`Question::same_as`](super::checklist::Question::same_as)); in an audit that has both they are
//! one row. The first of them in the order of the walk and in scope **leads**: it is asked, and its answer counts for the
//! others, which **follow** it. A follower that has an answer of its own, be it only the mark that it is to be answered
//! apart, follows no more.

use std::collections::{BTreeMap, HashMap};

use super::{
    checklist::Checklist,
    id::{ChecklistId, QuestionId, Ref, RowKey},
};

/// Which rows ask the same, whatever is answered and in scope.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct SharedRows {
    /// Each of at least two rows, in the order of the walk.
    groups: Vec<Vec<RowKey>>,
    /// The group of each row, found without making a key: most clauses share nothing.
    group_of: HashMap<ChecklistId, HashMap<Ref, Vec<(QuestionId, usize)>>>,
}

impl SharedRows {
    /// Finds the rows of these checklists, given in the order of the walk, that ask the same.
    pub fn of<'a>(checklists: impl IntoIterator<Item = &'a Checklist>) -> Self {
        // A row is known by what it is the same as, or by itself: so two that name a third meet even where that is not audited.
        let mut by_name: BTreeMap<RowKey, Vec<RowKey>> = BTreeMap::new();
        for checklist in checklists {
            for clause in &checklist.clauses {
                // One that is asked no more keeps its own answer and serves nobody else.
                for question in clause.questions.iter().filter(|q| !q.retired) {
                    let own = RowKey {
                        checklist: checklist.id.clone(),
                        reference: clause.reference.clone(),
                        question: question.id.clone(),
                    };
                    let name = question.same_as.first().unwrap_or(&own).clone();
                    by_name.entry(name).or_default().push(own);
                }
            }
        }
        let groups: Vec<Vec<RowKey>> = by_name
            .into_values()
            .filter(|rows| rows.len() > 1)
            .collect();
        let mut group_of: HashMap<ChecklistId, HashMap<Ref, Vec<_>>> = HashMap::new();
        for (place, rows) in groups.iter().enumerate() {
            for row in rows {
                let clauses = group_of.entry(row.checklist.clone()).or_default();
                let questions = clauses.entry(row.reference.clone()).or_default();
                questions.push((row.question.clone(), place));
            }
        }
        Self { groups, group_of }
    }

    /// Lists all rows that ask the same as this one, itself included, in the order of the walk; none for a row by itself.
    pub fn alike(&self, row: &RowKey) -> &[RowKey] {
        self.alike_at(&row.checklist, &row.reference, &row.question)
    }

    /// Does the same for a question in its place.
    pub fn alike_at(
        &self,
        checklist: &ChecklistId,
        reference: &Ref,
        question: &QuestionId,
    ) -> &[RowKey] {
        self.group_of
            .get(checklist)
            .and_then(|clauses| clauses.get(reference))
            .and_then(|questions| questions.iter().find(|(id, _)| id == question))
            .and_then(|(_, place)| self.groups.get(*place))
            .map_or(&[], Vec::as_slice)
    }
}
