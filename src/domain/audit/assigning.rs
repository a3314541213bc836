//! Assigning clauses, and an area of the repository, to an auditor.

use super::{Assignment, Audit, TeamRole};
use crate::domain::{
    guard::{Reasons, Refusal},
    id::Criterion,
    pattern::PathPattern,
    person::Person,
};

impl Audit {
    /// Assigns clauses and an area to an auditor, beside what is assigned already, or says every reason why not.
    ///
    /// An area belongs to clauses: where none are given, to those that the auditor has.
    pub fn assigned(
        &self,
        auditor: &Person,
        clauses: &[Criterion],
        area: &[PathPattern],
    ) -> Result<Self, Refusal> {
        let mut after = self.clone();
        for clause in clauses {
            after.assign(auditor, clause);
        }
        let mut reasons = Reasons::new();
        reasons.require(
            self.team
                .iter()
                .any(|member| member.person.is(auditor) && member.role != TeamRole::Observer),
            "team",
            format!("{auditor} does not audit in this team"),
        );
        let named = clauses.first().map(|clause| &clause.checklist);
        let own = after.assignments.iter_mut().find(|a| {
            a.auditor.is(auditor) && named.is_none_or(|checklist| a.checklist == *checklist)
        });
        reasons.require(
            area.is_empty() || own.is_some(),
            "assignment",
            format!(
                "{} has no clauses that the area could belong to",
                auditor.name
            ),
        );
        if let Some(own) = own {
            for pattern in area {
                if !own.paths.contains(pattern) {
                    own.paths.push(pattern.clone());
                }
            }
        }
        reasons.verdict()?;
        Ok(after)
    }

    fn assign(&mut self, auditor: &Person, clause: &Criterion) {
        let is_it = |a: &&mut Assignment| a.auditor.is(auditor) && a.checklist == clause.checklist;
        match self.assignments.iter_mut().find(is_it) {
            Some(known) if known.refs.contains(&clause.reference) => {}
            Some(known) => known.refs.push(clause.reference.clone()),
            None => self.assignments.push(Assignment {
                auditor: auditor.clone(),
                checklist: clause.checklist.clone(),
                refs: vec![clause.reference.clone()],
                paths: Vec::new(),
            }),
        }
    }
}
