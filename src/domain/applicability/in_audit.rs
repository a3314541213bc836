//! What a statement of applicability means to an audit.
//!
//! An audit keeps the exclusions that it was planned with: the statement may change while it is under way, and nothing that
//! was asked or answered changes by itself. Where the two have come apart, [`WorkingPapers::out_of_step`] says how, and
//! [`WorkingPapers::aligned`] brings the audit in line; answers of a control that leaves stay on record.

use std::collections::{BTreeMap, BTreeSet};

use crate::domain::{
    audit::{Audit, AuditState, Exclusion, ExclusionSource},
    checklist::{Checklist, Clause},
    finding::FindingState,
    guard::is_said,
    id::{Criterion, FindingId, Ref},
    papers::WorkingPapers,
};

use super::{ControlDecision, Statements};

/// The clause that asks for the statement, in the standards that have one (ISO/IEC 42001 and ISO/IEC 27001).
const ASKED_FOR_BY: &str = "6.1.3";

/// A control that the statement excludes and the audit still asks about.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Leaving {
    /// The control.
    pub control: Criterion,
    /// How many rows it has.
    pub rows: usize,
    /// How many of them have an answer, which stays on record.
    pub answered: usize,
    /// The findings, withdrawn ones left out, that name it as criterion.
    pub findings: Vec<FindingId>,
}

/// How an audit and the statements of applicability have come apart.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct OutOfStep {
    /// The controls that the audit asks about although they are excluded.
    pub leaving: Vec<Leaving>,
    /// The controls that the audit leaves out although they are not excluded any more.
    pub returning: Vec<Criterion>,
    /// The controls that both leave out, for a justification that reads otherwise now.
    pub reworded: Vec<Criterion>,
}

impl OutOfStep {
    /// Tells whether there is nothing to bring in line.
    pub fn is_empty(&self) -> bool {
        self.leaving.is_empty() && self.returning.is_empty() && self.reworded.is_empty()
    }

    /// Says in a few words how many controls leave, come back, or are left out for another reason.
    pub fn summary(&self) -> String {
        let count = |n: usize, one: &str, several: &str| match n {
            0 => None,
            1 => Some(format!("1 control {one}")),
            n => Some(format!("{n} controls {several}")),
        };
        let reasons = match self.reworded.len() {
            0 => None,
            1 => Some("1 reason changes".to_owned()),
            n => Some(format!("{n} reasons change")),
        };
        let parts = [
            count(self.leaving.len(), "leaves", "leave"),
            count(self.returning.len(), "comes back", "come back"),
            reasons,
        ];
        parts.into_iter().flatten().collect::<Vec<_>>().join(", ")
    }
}

impl WorkingPapers {
    /// Lists the clauses and controls that cannot be the criterion of a finding, each with the reason.
    ///
    /// They do not apply: excluded by the statement of applicability, as the audit keeps it or as it is now, or below what
    /// is. Whether an exclusion is justified is a question to the clause that asks for the statement, not to the control.
    pub fn inapplicable(&self, statements: &Statements) -> BTreeMap<Criterion, String> {
        let mut found = BTreeMap::new();
        for checklist in self.checklists.values() {
            let kept = self
                .audit
                .exclusions
                .iter()
                .filter(|e| {
                    e.source == ExclusionSource::Applicability && e.checklist == checklist.id
                })
                .map(|e| &e.reference);
            let now = statements
                .get(&checklist.id)
                .into_iter()
                .flat_map(|statement| statement.excluded(checklist))
                .map(|(control, _)| &control.reference);
            let excluded: BTreeSet<&Ref> = kept.chain(now).collect();
            if excluded.is_empty() {
                continue;
            }
            let below = |clause: &&Clause| {
                excluded.contains(&clause.reference)
                    || checklist
                        .ancestors(clause)
                        .any(|above| excluded.contains(&above.reference))
            };
            for clause in checklist.clauses.iter().filter(below) {
                let control = Criterion {
                    checklist: checklist.id.clone(),
                    reference: clause.reference.clone(),
                };
                found.insert(control, cannot_cite(checklist, clause));
            }
        }
        found
    }

    /// Says how the audit and the statements of its checklists have come apart.
    ///
    /// A checklist without a statement is left alone, and so is what the plan itself leaves out.
    pub fn out_of_step(&self, statements: &Statements) -> OutOfStep {
        let mut apart = OutOfStep::default();
        let aligned = self.aligned(statements);
        let key = |e: &Exclusion| Criterion {
            checklist: e.checklist.clone(),
            reference: e.reference.clone(),
        };
        for exclusion in &aligned.exclusions {
            let control = key(exclusion);
            match self.audit.exclusions.iter().find(|e| key(e) == control) {
                Some(before) if before.reason == exclusion.reason => {}
                Some(_) => apart.reworded.push(control),
                None => apart.leaving.push(self.leaving(control)),
            }
        }
        apart.returning = self
            .audit
            .exclusions
            .iter()
            .map(key)
            .filter(|control| !aligned.exclusions.iter().any(|e| key(e) == *control))
            .collect();
        apart
    }

    fn leaving(&self, control: Criterion) -> Leaving {
        let rows = self.all_rows().filter(|row| {
            row.checklist.id == control.checklist && row.clause.reference == control.reference
        });
        Leaving {
            rows: rows.count(),
            answered: self.answers.get(&control).map_or(0, |sheet| {
                sheet.answers.iter().filter(|a| !a.is_empty()).count()
            }),
            findings: self
                .findings_on(&control)
                .into_iter()
                .filter(|finding| finding.state != FindingState::Withdrawn)
                .map(|finding| finding.id.clone())
                .collect(),
            control,
        }
    }

    /// Returns the audit with the exclusions that follow from the statements, each with the justification as its reason.
    pub fn aligned(&self, statements: &Statements) -> Audit {
        let mut audit = self.audit.clone();
        for checklist in self.checklists() {
            let Some(statement) = statements.get(&checklist.id) else {
                continue;
            };
            let excluded: Vec<(&Clause, &ControlDecision)> =
                statement.excluded(checklist).collect();
            audit.exclusions.retain_mut(|exclusion| {
                if exclusion.source != ExclusionSource::Applicability
                    || exclusion.checklist != checklist.id
                {
                    return true;
                }
                let decided = excluded
                    .iter()
                    .find(|(control, _)| control.reference == exclusion.reference);
                if let Some((_, decision)) = decided {
                    exclusion.reason = reason(decision);
                }
                decided.is_some()
            });
            for (control, decision) in excluded {
                let is_left_out = |clause: &Clause| {
                    audit
                        .exclusions
                        .iter()
                        .any(|e| e.checklist == checklist.id && e.reference == clause.reference)
                };
                if is_left_out(control) || checklist.ancestors(control).any(is_left_out) {
                    continue;
                }
                audit.exclusions.push(Exclusion {
                    checklist: checklist.id.clone(),
                    reference: control.reference.clone(),
                    reason: reason(decision),
                    source: ExclusionSource::Applicability,
                });
            }
        }
        audit
    }

    /// Tells whether the audit is at a stage in which a difference from the statements is worth a warning.
    pub fn follows_statements(&self) -> bool {
        match self.audit.state {
            AuditState::Planned | AuditState::Fieldwork => true,
            AuditState::Reporting
            | AuditState::Issued
            | AuditState::FollowUp
            | AuditState::Closed => false,
        }
    }
}

/// Says why a clause or control that does not apply cannot be the criterion of a finding, and which one can.
fn cannot_cite(checklist: &Checklist, clause: &Clause) -> String {
    let asks = checklist
        .clauses
        .iter()
        .find(|clause| clause.reference.as_str() == ASKED_FOR_BY)
        .map_or_else(
            || "the clause that asks for the statement".to_owned(),
            |clause| format!("{}:{}", checklist.id, clause.reference),
        );
    format!(
        "{} is excluded by the statement of applicability; cite {asks}",
        clause.reference
    )
}

fn reason(decision: &ControlDecision) -> String {
    let why = decision.justification.trim();
    if is_said(why) {
        format!("excluded by the statement of applicability: {why}")
    } else {
        "excluded by the statement of applicability".to_owned()
    }
}

#[cfg(test)]
mod tests;
