//! Writing findings, corrective actions and the audit itself, and moving them through their life cycles.

use std::collections::BTreeMap;

use jiff::{ToSpan, civil::Date};

use crate::domain::{
    action::{ActionContext, ActionState, CorrectiveAction, EFFECTIVENESS},
    applicability::Statements,
    audit::{Audit, AuditState},
    change::Change,
    evidence::CitationState,
    finding::{Finding, FindingContext, FindingState, FindingType},
    guard::{Reason, Refusal},
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
}

/// Changes the text of a finding by a function; state and history are not its business.
///
/// A finding that is not there leaves everything as it is.
pub fn edit_finding(
    papers: &WorkingPapers,
    id: &FindingId,
    what: &str,
    change: impl FnOnce(&mut Finding),
) -> Change {
    let what = format!("{id} {what}");
    let Some(before) = papers.findings.get(id) else {
        return nothing(what);
    };
    let mut after = before.clone();
    change(&mut after);
    replace_finding(papers, what, before, after)
}

/// Gives a finding another type, or says why not.
pub fn reclassify(
    papers: &WorkingPapers,
    id: &FindingId,
    kind: FindingType,
) -> Result<Change, Refusal> {
    let Some(before) = papers.findings.get(id) else {
        return Err(not_there(&format!("there is no finding {id}")));
    };
    let after = before.reclassified(kind)?;
    Ok(replace_finding(
        papers,
        format!("{id} is {}", kind.label()),
        before,
        after,
    ))
}

/// Changes the text of a corrective action by a function; state and history are not its business.
///
/// A corrective action that is not there leaves everything as it is.
pub fn edit_action(
    papers: &WorkingPapers,
    id: &ActionId,
    what: &str,
    change: impl FnOnce(&mut CorrectiveAction),
) -> Change {
    let what = format!("{id} {what}");
    let Some(before) = papers.actions.get(id) else {
        return nothing(what);
    };
    let mut after = before.clone();
    change(&mut after);
    replace_action(papers, what, before, after)
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

/// Changes the plan, conclusion and so on of the audit by a function.
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
    let team = papers.audit.auditors();
    let actions = before.answered_by(&papers.actions);
    let inapplicable = papers.inapplicable(known.statements);
    let context = FindingContext {
        actions: &actions,
        citations: known.citations,
        team: &team,
        people: known.people,
        inapplicable: &inapplicable,
    };
    let mut after = before.transition(to, step, &context)?;
    if to == FindingState::Issued && after.response_due.is_none() {
        after.response_due = step
            .today
            .checked_add(i64::from(known.days.response).days())
            .ok();
    }
    Ok(replace_finding(
        papers,
        format!("{id} {}", to.label()),
        before,
        after,
    ))
}

/// Moves a corrective action to a state, or says every reason why not; implementing it sets when its effect is due.
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
    };
    let mut after = before.transition(to, step, &context)?;
    if to == ActionState::Implemented && after.effectiveness.due.is_none() {
        after.effectiveness.due = step
            .today
            .checked_add(i64::from(known.days.effectiveness).days())
            .ok();
    }
    Ok(replace_action(
        papers,
        format!("{id} {}", to.label()),
        before,
        after,
    ))
}

/// Moves the audit to a state, or says every reason why not; `conflicts` are those of independence without a safeguard.
pub fn move_audit(
    papers: &WorkingPapers,
    to: AuditState,
    step: &Step,
    citations: &Citations,
    conflicts: usize,
) -> Result<Change, Refusal> {
    let context = papers.audit_context(citations, conflicts);
    let after = papers.audit.transition(to, step, &context)?;
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
        reasons: vec![Reason {
            field: "id",
            text: text.to_owned(),
        }],
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
