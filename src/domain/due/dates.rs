//! The dates that something is due on: which one counts now, and all that stand in the records, as a calendar takes them.

use jiff::{Timestamp, civil::Date};

use crate::domain::{
    action::{ActionState, CorrectiveAction, DueChange},
    finding::{Finding, FindingState, FindingType},
    id::AuditId,
    papers::WorkingPapers,
    person::Person,
};

use super::{DueSubject, Whom, finding_waits, grade};

/// Returns the date until which something is expected of a finding itself; none once its answer was given.
pub fn of_finding(finding: &Finding) -> Option<Date> {
    use FindingState as S;
    let expected = match finding.state {
        S::Draft
        | S::Issued
        | S::Acknowledged
        | S::Disputed
        | S::Upheld
        | S::Returned
        | S::Reopened
        | S::Noted => true,
        // An observation is answered by the deed itself.
        S::Accepted => !finding.kind.is_nonconformity(),
        S::Responded
        | S::Implemented
        | S::Verified
        | S::Closed
        | S::Withdrawn
        | S::Declined
        | S::Done => false,
    };
    finding.response_due.filter(|_| expected)
}

/// Returns the date on which something is expected of a corrective action next.
///
/// A plan that is not handed over yet is the answer to its findings, and due when that is: drafting it moves no date.
pub fn of_action(action: &CorrectiveAction, papers: &WorkingPapers) -> Option<Date> {
    let answer = match action.state {
        ActionState::Draft | ActionState::Returned => answer_due(action, papers),
        ActionState::Proposed
        | ActionState::Accepted
        | ActionState::Implemented
        | ActionState::Effective
        | ActionState::NotEffective
        | ActionState::Reopened
        | ActionState::Closed
        | ActionState::Withdrawn => None,
    };
    answer.into_iter().chain(action.next_due()).min()
}

/// Returns the next date on which something is expected of a finding: of its corrective actions where some are unsettled.
pub fn of_finding_and_actions(finding: &Finding, papers: &WorkingPapers) -> Option<Date> {
    if finding.state.is_settled() {
        return None;
    }
    let answering = finding.answered_by(&papers.actions);
    let mut unsettled = answering
        .into_iter()
        .filter(|action| !action.state.is_settled())
        .peekable();
    if unsettled.peek().is_none() {
        return of_finding(finding);
    }
    unsettled.filter_map(|a| of_action(a, papers)).min()
}

fn answer_due(action: &CorrectiveAction, papers: &WorkingPapers) -> Option<Date> {
    let findings = action.findings.iter();
    let waiting = findings
        .filter_map(|id| papers.findings.get(id))
        .filter(|finding| match finding.state {
            FindingState::Issued
            | FindingState::Acknowledged
            | FindingState::Disputed
            | FindingState::Upheld
            | FindingState::Returned => true,
            // A round that was opened anew has no date but those of its actions.
            FindingState::Draft
            | FindingState::Reopened
            | FindingState::Responded
            | FindingState::Accepted
            | FindingState::Implemented
            | FindingState::Verified
            | FindingState::Closed
            | FindingState::Withdrawn
            | FindingState::Noted
            | FindingState::Declined
            | FindingState::Done => false,
        });
    waiting.filter_map(of_finding).min()
}

/// One date in the records on which something is due.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct DueDate {
    /// The audit.
    pub audit: AuditId,
    /// The record.
    pub subject: DueSubject,
    /// Which of its dates: `answer`, `action-2`, `effectiveness`. With the record it stays the same, whatever is moved.
    pub part: String,
    /// The day.
    pub date: Date,
    /// What is due, in a few words.
    pub what: String,
    /// The title of the record.
    pub title: String,
    /// The gravest type among its findings.
    pub kind: Option<FindingType>,
    /// Who has to see to it.
    pub whom: Whom,
    /// When the record last said something new about it.
    pub revised: Timestamp,
    /// How often the date was moved.
    pub moves: usize,
}

/// Lists every date on which something is still expected, by day: answers, planned actions, effectiveness checks.
pub fn dates<'a>(papers: impl IntoIterator<Item = &'a WorkingPapers>) -> Vec<DueDate> {
    let mut dates: Vec<DueDate> = Vec::new();
    for papers in papers {
        for finding in papers.findings.values() {
            dates.extend(answer_of(finding, papers));
        }
        let unsettled = papers.actions.values().filter(|a| !a.state.is_settled());
        for action in unsettled {
            dates.extend(planned(action, papers));
            dates.extend(check_of(action, papers));
        }
    }
    dates.sort_by(|a, b| {
        (a.date, &a.audit, &a.subject, &a.part).cmp(&(b.date, &b.audit, &b.subject, &b.part))
    });
    dates
}

fn answer_of(finding: &Finding, papers: &WorkingPapers) -> Option<DueDate> {
    // While a plan is being written, the answer is still due; otherwise the dates of the plan say more.
    let answering = finding.answered_by(&papers.actions);
    let unwritten = answering
        .iter()
        .any(|action| matches!(action.state, ActionState::Draft | ActionState::Returned));
    if !finding_waits(finding, papers) && !unwritten {
        return None;
    }
    Some(DueDate {
        audit: papers.audit.id.clone(),
        subject: DueSubject::Finding(finding.id.clone()),
        part: "answer".to_owned(),
        date: of_finding(finding)?,
        what: finding.state.waiting_for().to_owned(),
        title: finding.title.clone(),
        kind: Some(finding.kind),
        whom: Whom::of_finding(finding, papers),
        revised: finding.history.last()?.at,
        moves: 0,
    })
}

fn planned(action: &CorrectiveAction, papers: &WorkingPapers) -> Vec<DueDate> {
    let waiting = action
        .actions
        .iter()
        .filter(|planned| planned.done.is_none());
    waiting
        .filter_map(|planned| {
            let owner = planned.owner.as_ref().or(action.owner.as_ref());
            Some(DueDate {
                audit: papers.audit.id.clone(),
                subject: DueSubject::Action(action.id.clone()),
                part: format!("action-{}", planned.id),
                date: planned.due?,
                what: planned.what.clone(),
                title: action.title.clone(),
                kind: grade(action, papers),
                whom: owner.map_or(Whom::Auditee, |owner: &Person| {
                    Whom::Persons(vec![owner.clone()])
                }),
                revised: revised(action, &planned.id)?,
                moves: moves(action, &planned.id).count(),
            })
        })
        .collect()
}

/// Iterates over the moves of the date of a planned action, or of the effectiveness check.
fn moves<'a>(action: &'a CorrectiveAction, what: &'a str) -> impl Iterator<Item = &'a DueChange> {
    action
        .due_changes
        .iter()
        .filter(move |moved| moved.action == what)
}

/// Returns when the record last said something new about such a date.
fn revised(action: &CorrectiveAction, what: &str) -> Option<Timestamp> {
    let stepped = action.history.last()?.at;
    let moved = moves(action, what).map(|moved| moved.at);
    Some(moved.fold(stepped, Timestamp::max))
}

fn check_of(action: &CorrectiveAction, papers: &WorkingPapers) -> Option<DueDate> {
    if action.effectiveness.result.is_some() {
        return None;
    }
    let checked = match action.state {
        ActionState::Implemented => Whom::of_action(action, papers),
        // Who is free to judge it is known once it is done.
        ActionState::Draft
        | ActionState::Proposed
        | ActionState::Accepted
        | ActionState::Returned
        | ActionState::Effective
        | ActionState::NotEffective
        | ActionState::Reopened
        | ActionState::Closed
        | ActionState::Withdrawn => Whom::AuditTeam(papers.audit.auditors()),
    };
    Some(DueDate {
        audit: papers.audit.id.clone(),
        subject: DueSubject::Action(action.id.clone()),
        part: "effectiveness".to_owned(),
        date: action.effectiveness.due?,
        what: "effectiveness check".to_owned(),
        title: action.title.clone(),
        kind: grade(action, papers),
        whom: checked,
        revised: revised(action, "effectiveness")?,
        moves: moves(action, "effectiveness").count(),
    })
}
