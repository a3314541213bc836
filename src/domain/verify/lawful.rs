//! The domain's own transitions and edits, as the replay asks them: the one place where it meets their signatures.

use std::collections::BTreeMap;

use super::{alive::Alive, remembered::Inapplicable};
use crate::domain::{
    action::{ActionContext, ActionState, CorrectiveAction, Proofs},
    applicability::Statements,
    audit::{Audit, AuditState},
    evidence::CitationState,
    finding::{Finding, FindingContext, FindingState},
    guard::{self, Reason},
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

/// Lists the differences of a finding that nothing in it accounts for; of a new one those to a draft.
pub(super) fn finding_edits(before: Option<&Finding>, after: &Finding) -> Vec<Reason> {
    match before {
        Some(before) => before.unlawful_edits(after),
        None => after.unlawful_birth(),
    }
}

/// Lists the differences of a corrective action that nothing in it accounts for.
pub(super) fn action_edits(before: &CorrectiveAction, after: &CorrectiveAction) -> Vec<Reason> {
    before.unlawful_edits(after)
}

/// Lists the fields of an audit that none of the states between two versions lets change so.
pub(in crate::domain) fn audit_edits(before: &Audit, after: &Audit) -> Vec<Reason> {
    in_every_state(before, after, Audit::held_edits)
}

fn in_every_state<R: Alive>(
    before: &R,
    after: &R,
    edits: impl Fn(&R, &R) -> Vec<Reason>,
) -> Vec<Reason> {
    let mut against = edits(before, after);
    let steps = after.history().get(before.history().len()..);
    // A state that was passed through twice lets nothing else change the second time.
    let mut asked = vec![before.state()];
    for entry in steps.unwrap_or_default() {
        if against.is_empty() {
            break;
        }
        if asked.contains(&entry.to) {
            continue;
        }
        asked.push(entry.to);
        let others = edits(&before.placed(entry.to, before.history()), after);
        against = guard::shared(against, &others);
    }
    against
}
