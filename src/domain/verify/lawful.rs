//! The domain's own transitions and edits, as the replay asks them: the one place where it meets their signatures.

use std::collections::BTreeMap;

use super::alive::Alive;
use crate::domain::{
    action::{ActionContext, ActionState, CorrectiveAction},
    applicability::Statements,
    audit::{Audit, AuditState},
    evidence::CitationState,
    finding::{Finding, FindingContext, FindingState},
    guard::Reason,
    history::Step,
    id::{Criterion, EvidenceId},
    papers::WorkingPapers,
    people::People,
    person::Person,
};

/// What the guards of findings and corrective actions look at.
pub(super) struct Around<'a> {
    pub(super) people: &'a People,
    pub(super) actions: Vec<&'a CorrectiveAction>,
    pub(super) team: Vec<Person>,
    pub(super) inapplicable: BTreeMap<Criterion, String>,
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
        inapplicable: &around.inapplicable,
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
) -> Vec<Reason> {
    let context = ActionContext {
        team: &around.team,
        people: around.people,
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
    papers: &WorkingPapers,
    citations: &BTreeMap<EvidenceId, CitationState>,
) -> Vec<Reason> {
    let context = papers.audit_context(citations, 0);
    let moved = audit.transition(to, step, &context);
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

/// Lists the fields of a finding that none of the states between two versions lets change so.
pub(super) fn finding_edits(before: &Finding, after: &Finding) -> Vec<Reason> {
    in_every_state(before, after, |before, after| {
        let changed = before.reclassified(after.kind);
        changed
            .err()
            .map(|refusal| refusal.reasons)
            .unwrap_or_default()
    })
}

/// Lists the fields of an audit that none of the states between two versions lets change so.
pub(super) fn audit_edits(before: &Audit, after: &Audit) -> Vec<Reason> {
    in_every_state(before, after, |before, after| {
        let judged = before.judging(after.mode, after.target);
        judged
            .err()
            .map(|refusal| refusal.reasons)
            .unwrap_or_default()
    })
}

fn in_every_state<R: Alive>(
    before: &R,
    after: &R,
    edits: impl Fn(&R, &R) -> Vec<Reason>,
) -> Vec<Reason> {
    let mut against = edits(before, after);
    let steps = after.history().get(before.history().len()..);
    for entry in steps.unwrap_or_default() {
        if against.is_empty() {
            break;
        }
        let others = edits(&before.placed(entry.to, before.history()), after);
        against.retain(|reason| others.iter().any(|other| other.field == reason.field));
    }
    against
}

/// Lists the fields of a corrective action that none of the states between two versions lets change so.
pub(super) fn action_edits(before: &CorrectiveAction, after: &CorrectiveAction) -> Vec<Reason> {
    let judged = |action: &CorrectiveAction| {
        (
            action.effectiveness.result,
            action.effectiveness.verifier.clone(),
        )
    };
    let steps = after
        .history
        .get(before.history.len()..)
        .unwrap_or_default();
    let told = steps
        .iter()
        .any(|entry| matches!(entry.to, ActionState::Effective | ActionState::NotEffective));
    if judged(before) == judged(after) || told || after.effectiveness.result.is_none() {
        return Vec::new();
    }
    vec![Reason {
        field: "result",
        text: "the result of the effectiveness check is given by the step that judges it"
            .to_owned(),
    }]
}
