//! The domain's own transitions, as the replay asks them: the one place where it meets their signatures.

use std::collections::BTreeMap;

use super::remembered::Inapplicable;
use crate::domain::{
    action::{ActionContext, ActionState, Answered, CorrectiveAction, Proofs},
    applicability::Statements,
    audit::{Audit, AuditState},
    evidence::CitationState,
    finding::{Finding, FindingContext, FindingState},
    guard::Reason,
    history::Step,
    id::{AuditId, Criterion, EvidenceId},
    papers::WorkingPapers,
    people::People,
    person::Person,
};

/// What the guards of findings and corrective actions look at.
pub(super) struct Around<'a> {
    pub(super) people: &'a People,
    /// What is known of fixing commits.
    pub(super) proofs: Proofs,
    pub(super) actions: Vec<&'a CorrectiveAction>,
    pub(super) team: Vec<Person>,
    pub(super) inapplicable: Inapplicable,
    /// The audit, where it was closed by then.
    pub(super) closed: Option<AuditId>,
    /// Whether its report was out by then.
    pub(super) is_out: bool,
    /// The auditees whom its plan names with an address.
    pub(super) auditees: Vec<Person>,
    /// Of a corrective action, the findings that it answers.
    pub(super) answered: Vec<Answered<'a>>,
}

/// Lists what stands against a step of a finding.
pub(super) fn against_finding(
    finding: &Finding,
    to: FindingState,
    step: &Step,
    around: &Around<'_>,
    citations: &BTreeMap<EvidenceId, CitationState>,
) -> Vec<Reason> {
    let context = FindingContext {
        actions: &around.actions,
        citations,
        team: &around.team,
        people: around.people,
        proofs: &around.proofs,
        inapplicable: &around.inapplicable,
        closed: around.closed.as_ref(),
        is_out: around.is_out,
        auditees: &around.auditees,
    };
    let moved = finding.transition(to, step, &context);
    moved
        .err()
        .map(|refusal| refusal.reasons)
        .unwrap_or_default()
}

/// Lists what stands against a step of a corrective action.
pub(super) fn against_action(
    action: &CorrectiveAction,
    to: ActionState,
    step: &Step,
    around: &Around<'_>,
    citations: &BTreeMap<EvidenceId, CitationState>,
) -> Vec<Reason> {
    let context = ActionContext {
        team: &around.team,
        people: around.people,
        proofs: &around.proofs,
        citations,
        auditees: &around.auditees,
        answered: &around.answered,
    };
    let moved = action.transition(to, step, &context);
    moved
        .err()
        .map(|refusal| refusal.reasons)
        .unwrap_or_default()
}

/// Lists what stands against a step of an audit. Whether auditors are independent is not asked again.
pub(super) fn against_audit(
    audit: &Audit,
    to: AuditState,
    step: &Step,
    (papers, unreadable): (&WorkingPapers, &[String]),
    citations: &BTreeMap<EvidenceId, CitationState>,
    people: &People,
) -> Vec<Reason> {
    let context = papers.audit_context(citations, 0, unreadable);
    let moved = audit.transition(to, step, &context, people);
    moved
        .err()
        .map(|refusal| refusal.reasons)
        .unwrap_or_default()
}

/// Returns the clauses and controls that do not apply.
pub(super) fn inapplicable(
    papers: &WorkingPapers,
    statements: &Statements,
) -> BTreeMap<Criterion, String> {
    papers.inapplicable(statements)
}
