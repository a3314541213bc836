//! Writing findings, corrective actions and the audit itself, and moving them through their life cycles.

use std::collections::BTreeMap;

use jiff::{ToSpan, civil::Date};

use crate::domain::{
    action::{ActionContext, ActionState, CorrectiveAction, EFFECTIVENESS, Proofs, TermValue},
    applicability::Statements,
    audit::{Audit, AuditState},
    change::Change,
    evidence::CitationState,
    finding::{Classification, Finding, FindingContext, FindingState},
    guard::{Reason, Refusal, is_said},
    history::Step,
    id::{ActionId, EvidenceId, FindingId},
    papers::WorkingPapers,
    people::People,
    record::Record,
    workspace::Deadlines,
};

/// What the judges of citations have said so far.
pub type Citations = BTreeMap<EvidenceId, CitationState>;

/// What is known beside the working papers of an audit, for the guards of findings and corrective actions.
#[derive(Debug, Clone, Copy)]
pub struct Known<'a> {
    /// What became of citations, as far as they were judged.
    pub citations: &'a Citations,
    /// The statements of applicability.
    pub statements: &'a Statements,
    /// How many days are given for what.
    pub days: &'a Deadlines,
    /// Who is whom.
    pub people: &'a People,
    /// What became of the commits that fixed something, as far as somebody looked.
    pub proofs: &'a Proofs,
}

/// Changes the text of a finding by a function, or says why it is held fast; state and history are not its business.
///
/// A finding that is not there leaves everything as it is.
pub fn edit_finding(
    papers: &WorkingPapers,
    id: &FindingId,
    what: &str,
    change: impl FnOnce(&mut Finding),
) -> Result<Change, Refusal> {
    let what = format!("{id} {what}");
    let Some(before) = papers.findings.get(id) else {
        return Ok(nothing(what));
    };
    let mut after = before.clone();
    change(&mut after);
    let reasons = before.unlawful_edits(&after);
    if reasons.is_empty() {
        Ok(replace_finding(papers, what, before, after))
    } else {
        Err(Refusal { reasons })
    }
}

/// Changes what the auditee was told, and keeps what stood there; or says every reason why not.
pub fn amend_finding(
    papers: &WorkingPapers,
    id: &FindingId,
    what: &str,
    step: &Step,
    people: &People,
    change: impl FnOnce(&mut Finding),
) -> Result<Change, Refusal> {
    let Some(before) = papers.findings.get(id) else {
        return Err(not_there(&format!("there is no finding {id}")));
    };
    let after = before.amended(change, step, &papers.audit.auditors(), people)?;
    Ok(replace_finding(
        papers,
        format!("{id} {what} amended"),
        before,
        after,
    ))
}

/// Gives a finding another type or grade, or says every reason why not; one that becomes a nonconformity by it is issued,
/// which sets the date until which an answer is due.
pub fn reclassify(
    papers: &WorkingPapers,
    id: &FindingId,
    to: &Classification,
    step: &Step,
    known: &Known<'_>,
) -> Result<Change, Refusal> {
    let Some(before) = papers.findings.get(id) else {
        return Err(not_there(&format!("there is no finding {id}")));
    };
    let team = papers.audit.auditors();
    let actions = before.answered_by(&papers.actions);
    let inapplicable = papers.inapplicable(known.statements);
    let context = FindingContext {
        actions: &actions,
        citations: known.citations,
        team: &team,
        people: known.people,
        proofs: known.proofs,
        inapplicable: &inapplicable,
        closed: papers.closed(),
        is_out: papers.audit.state.is_out(),
        auditees: &papers.audit.named_auditees(),
    };
    let mut after = before.reclassified(to, step, &context)?;
    if before.state != after.state && after.state == FindingState::Issued {
        set_response_due(&mut after, step, known.days.response);
    }
    Ok(replace_finding(
        papers,
        format!("{id} is {to}"),
        before,
        after,
    ))
}

fn set_response_due(finding: &mut Finding, step: &Step, days: u16) {
    if finding.response_due.is_none() {
        finding.response_due = step.today.checked_add(i64::from(days).days()).ok();
    }
}

/// Changes the text of a corrective action by a function, or says why it is held fast; state and history are not its business.
///
/// A corrective action that is not there leaves everything as it is.
pub fn edit_action(
    papers: &WorkingPapers,
    id: &ActionId,
    what: &str,
    change: impl FnOnce(&mut CorrectiveAction),
) -> Result<Change, Refusal> {
    let what = format!("{id} {what}");
    let Some(before) = papers.actions.get(id) else {
        return Ok(nothing(what));
    };
    let mut after = before.clone();
    change(&mut after);
    let reasons = before.unlawful_edits(&after);
    if reasons.is_empty() {
        Ok(replace_action(papers, what, before, after))
    } else {
        Err(Refusal { reasons })
    }
}

/// Sets the due date of a planned action, or of the effectiveness check, or says why not; one that stood is kept, with who
/// moved it and why.
pub fn move_due(
    papers: &WorkingPapers,
    id: &ActionId,
    what: &str,
    to: Option<Date>,
    step: &Step,
) -> Result<Change, Refusal> {
    let Some(before) = papers.actions.get(id) else {
        return Err(not_there(&format!("there is no corrective action {id}")));
    };
    let mut after = before.clone();
    after.move_due(what, to, step)?;
    let said = if what == EFFECTIVENESS {
        format!("{id} effectiveness due")
    } else {
        format!("{id} action {what} due")
    };
    Ok(replace_action(papers, said, before, after))
}

/// Sets by what the effect of a corrective action is judged, or says why not; once its plan is accepted what stood there is
/// kept, with who changed it and why.
pub fn set_term(
    papers: &WorkingPapers,
    id: &ActionId,
    value: TermValue,
    step: &Step,
    people: &People,
) -> Result<Change, Refusal> {
    let Some(before) = papers.actions.get(id) else {
        return Err(not_there(&format!("there is no corrective action {id}")));
    };
    let what = format!("{id} {}", value.term().label());
    let mut after = before.clone();
    after.set_term(value, step, &papers.audit.auditors(), people)?;
    let reasons = before.unlawful_edits(&after);
    if reasons.is_empty() {
        Ok(replace_action(papers, what, before, after))
    } else {
        Err(Refusal { reasons })
    }
}

/// Changes the plan, conclusion and so on of the audit by a function; whether its state and its team let that be is asked
/// where it is saved ([`super::held`]).
pub fn edit_audit(papers: &WorkingPapers, what: &str, change: impl FnOnce(&mut Audit)) -> Change {
    let before = papers.audit.clone();
    let mut after = before.clone();
    change(&mut after);
    Change::of(
        format!("{} {what}", before.id),
        Some(Record::Audit(before)),
        Record::Audit(after),
    )
}

/// Moves a finding to a state, or says every reason why not; issuing sets the date until which an answer is due.
pub fn move_finding(
    papers: &WorkingPapers,
    id: &FindingId,
    to: FindingState,
    step: &Step,
    known: &Known<'_>,
) -> Result<Change, Refusal> {
    let Some(before) = papers.findings.get(id) else {
        return Err(not_there(&format!("there is no finding {id}")));
    };
    let actions = before.answered_by(&papers.actions);
    move_answered(papers, before, &actions, to, step, known)
}

fn move_answered(
    papers: &WorkingPapers,
    before: &Finding,
    actions: &[&CorrectiveAction],
    to: FindingState,
    step: &Step,
    known: &Known<'_>,
) -> Result<Change, Refusal> {
    let team = papers.audit.auditors();
    let inapplicable = papers.inapplicable(known.statements);
    let context = FindingContext {
        actions,
        citations: known.citations,
        team: &team,
        people: known.people,
        proofs: known.proofs,
        inapplicable: &inapplicable,
        closed: papers.closed(),
        is_out: papers.audit.state.is_out(),
        auditees: &papers.audit.named_auditees(),
    };
    let mut after = before.transition(to, step, &context)?;
    if to == FindingState::Issued {
        set_response_due(&mut after, step, known.days.response);
    }
    Ok(replace_finding(
        papers,
        format!("{} {}", before.id, to.label()),
        before,
        after,
    ))
}

/// Moves a corrective action to a state, or says every reason why not; implementing it sets when its effect is due.
///
/// What proposes to be reopened says why by itself. With a corrective action that is not effective, or is reopened, the
/// findings that rest on it are opened again in the same change; with a plan that is returned or withdrawn the answers that
/// rest on it are returned.
pub fn move_action(
    papers: &WorkingPapers,
    id: &ActionId,
    to: ActionState,
    step: &Step,
    known: &Known<'_>,
) -> Result<Change, Refusal> {
    let Some(before) = papers.actions.get(id) else {
        return Err(not_there(&format!("there is no corrective action {id}")));
    };
    let context = ActionContext {
        team: &papers.audit.auditors(),
        people: known.people,
        proofs: known.proofs,
        citations: known.citations,
        auditees: &papers.audit.named_auditees(),
        answered: &papers.answered(before),
    };
    let mut step = step.clone();
    if to == ActionState::Reopened && !is_said(&step.why) {
        let proposed = papers.reopening(before, known.citations, known.proofs);
        step.why = proposed.map(|proposed| proposed.why()).unwrap_or_default();
    }
    let mut after = before.transition(to, &step, &context)?;
    if to == ActionState::Implemented && after.effectiveness.due.is_none() {
        after.effectiveness.due = step
            .today
            .checked_add(i64::from(known.days.effectiveness).days())
            .ok();
    }
    let mut also = Vec::new();
    step.why = format!("{id} {}: {}", to.label(), step.why.trim());
    for (finding, back) in papers.taken_back(before, to) {
        let answering = finding.answered_by(&papers.actions).into_iter();
        let answering: Vec<&CorrectiveAction> = answering
            .map(|action| if action.id == *id { &after } else { action })
            .filter(|action| !action.is_withdrawn())
            .collect();
        also.extend(move_answered(papers, finding, &answering, back, &step, known)?.edits);
    }
    let what = format!("{id} {}", to.label());
    let mut change = replace_action(papers, what, before, after);
    change.edits.extend(also);
    Ok(change)
}

/// What is known beside the working papers of an audit, for its own guards.
#[derive(Debug, Clone, Copy)]
pub struct KnownOfAudit<'a> {
    /// What became of citations, as far as they were judged.
    pub citations: &'a Citations,
    /// How many conflicts of independence have no safeguard.
    pub conflicts: usize,
    /// The records of the audit that cannot be read, each with its place and what is wrong there.
    pub unreadable: &'a [String],
    /// Who is whom.
    pub people: &'a People,
}

/// Moves the audit to a state, or says every reason why not.
pub fn move_audit(
    papers: &WorkingPapers,
    to: AuditState,
    step: &Step,
    known: &KnownOfAudit<'_>,
) -> Result<Change, Refusal> {
    let context = papers.audit_context(known.citations, known.conflicts, known.unreadable);
    let after = papers.audit.transition(to, step, &context, known.people)?;
    Ok(Change::of(
        format!("{} {}", papers.audit.id, to.label()),
        Some(Record::Audit(papers.audit.clone())),
        Record::Audit(after),
    ))
}

fn nothing(what: String) -> Change {
    Change {
        what,
        edits: Vec::new(),
    }
}

fn not_there(text: &str) -> Refusal {
    Refusal {
        reasons: vec![Reason::new("id", text)],
    }
}

fn replace_finding(
    papers: &WorkingPapers,
    what: String,
    before: &Finding,
    after: Finding,
) -> Change {
    let record = |finding| Record::Finding {
        audit: papers.audit.id.clone(),
        finding,
    };
    Change::of(what, Some(record(before.clone())), record(after))
}

fn replace_action(
    papers: &WorkingPapers,
    what: String,
    before: &CorrectiveAction,
    after: CorrectiveAction,
) -> Change {
    let record = |action| Record::Action {
        audit: papers.audit.id.clone(),
        action,
    };
    Change::of(what, Some(record(before.clone())), record(after))
}
