//! What an audit looks at: clauses that are left out, clauses that it is limited to, and what was answered outside of them.

use std::collections::HashMap;

use super::{Row, WorkingPapers};
use crate::domain::{
    answer::Answer,
    checklist::{Checklist, Clause, Question},
    id::{ChecklistId, Criterion, Ref, RowKey},
};

impl WorkingPapers {
    /// Iterates over the clauses of a checklist that are not left out, in its order.
    pub fn clauses_in_scope<'a>(
        &'a self,
        checklist: &'a Checklist,
    ) -> impl Iterator<Item = &'a Clause> {
        let whole = self.audit.only.is_empty()
            && self.audit.exclusions.is_empty()
            && self.audit.rows.is_empty();
        // Parents stand before their children: what is known of them saves looking them up, clause by clause.
        let mut known: HashMap<&Ref, bool> = HashMap::new();
        checklist.clauses.iter().filter(move |clause| {
            if whole {
                return true;
            }
            let above = clause.parent.as_ref().and_then(|parent| known.get(parent));
            // Where the audit is limited to rows, a clause says nothing of those below it.
            let above = above.filter(|_| self.audit.rows.is_empty());
            let own =
                |named: &ChecklistId, at: &Ref| *named == checklist.id && *at == clause.reference;
            let mut exclusions = self.audit.exclusions.iter();
            let in_scope = match above {
                // What is below a clause in scope is in scope, too, unless it is left out itself.
                Some(true) => !exclusions.any(|e| own(&e.checklist, &e.reference)),
                Some(false) | None => self.exclusion(checklist, clause).is_none(),
            };
            known.insert(&clause.reference, in_scope);
            in_scope
        })
    }

    /// Tells whether a question makes a row: one that is asked no more does only for the answer that it has.
    pub(super) fn is_there(&self, row: &Row<'_>) -> bool {
        (!row.question.retired || self.own_answer(&row.key()).is_some())
            && !self.is_beyond(row.checklist, row.clause, row.question)
    }

    /// Tells whether the audit is limited to rows, and this is none of them.
    pub fn is_beyond(&self, checklist: &Checklist, clause: &Clause, question: &Question) -> bool {
        let rows = &self.audit.rows;
        !rows.is_empty()
            && !rows.iter().any(|row| {
                row.question == question.id
                    && row.reference == clause.reference
                    && row.checklist == checklist.id
            })
    }

    /// Returns the reason why a clause is left out of the audit, if it is.
    pub fn exclusion(&self, checklist: &Checklist, clause: &Clause) -> Option<&str> {
        let mine = |reference: &Ref| {
            self.audit
                .exclusions
                .iter()
                .find(|e| e.checklist == checklist.id && &e.reference == reference)
                .map(|e| e.reason.as_str())
        };
        if !self.audit.only.is_empty() {
            let named = |at: &Ref| {
                self.audit
                    .only
                    .iter()
                    .any(|only| only.checklist == checklist.id && &only.reference == at)
            };
            let within = named(&clause.reference)
                || checklist
                    .ancestors(clause)
                    .any(|above| named(&above.reference));
            if !within {
                return Some("the audit is limited to other clauses");
            }
        }
        let rows = &self.audit.rows;
        let of_clause =
            |row: &RowKey| row.checklist == checklist.id && row.reference == clause.reference;
        if !rows.is_empty() && !rows.iter().any(of_clause) {
            return Some("the audit is limited to other rows");
        }
        if self.audit.exclusions.is_empty() {
            return None;
        }
        mine(&clause.reference).or_else(|| {
            checklist
                .ancestors(clause)
                .find_map(|above| mine(&above.reference))
        })
    }

    /// Lists the answers to rows that are left out of the audit and count for no row in scope, each with the reason.
    pub fn left_out_answers(&self) -> Vec<(Row<'_>, &Answer, &str)> {
        let mut found = Vec::new();
        for checklist in self.checklists() {
            for clause in &checklist.clauses {
                let excluded = self.exclusion(checklist, clause);
                for question in &clause.questions {
                    let beyond = self.is_beyond(checklist, clause, question);
                    let beyond = beyond.then_some("the audit is limited to other rows");
                    let Some(why) = excluded.or(beyond) else {
                        continue;
                    };
                    let row = Row {
                        checklist,
                        clause,
                        question,
                    };
                    let key = row.key();
                    let Some(answer) = self.own_answer(&key) else {
                        continue;
                    };
                    let alike = self.shared.alike(&key).iter();
                    let counts = alike
                        .filter(|other| self.is_in_scope(other))
                        .any(|other| *self.home(other) == key);
                    if !counts {
                        found.push((row, answer, why));
                    }
                }
            }
        }
        found
    }

    /// Lists what the audit is limited to and no checklist of it has.
    pub fn unknown_limits(&self) -> Vec<&Criterion> {
        let known = |only: &&Criterion| {
            let checklist = self.checklists.get(&only.checklist);
            checklist.is_some_and(|c| c.clause(&only.reference).is_some())
        };
        self.audit.only.iter().filter(|only| !known(only)).collect()
    }

    pub(super) fn is_in_scope(&self, key: &RowKey) -> bool {
        self.row(key).is_some_and(|row| {
            self.exclusion(row.checklist, row.clause).is_none()
                && !self.is_beyond(row.checklist, row.clause, row.question)
        })
    }
}
