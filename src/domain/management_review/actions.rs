//! What became of corrective actions, whether they worked, and whether answers and closures came in time.

use std::collections::BTreeMap;

use jiff::civil::Date;

use crate::domain::{
    action::{ActionState, CorrectiveAction},
    due,
    finding::{Finding, FindingState, FindingType},
    id::{ActionId, AuditId, FindingId},
    papers::WorkingPapers,
    workspace::Deadlines,
};

use super::{Period, came_to, day, handed_over, state_at};

/// A corrective action, as a review names it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ActionReviewed {
    /// The audit.
    pub audit: AuditId,
    /// The corrective action.
    pub id: ActionId,
    /// Its title.
    pub title: String,
    /// The findings that it answers.
    pub findings: Vec<FindingId>,
    /// The gravest type among these.
    pub kind: Option<FindingType>,
    /// The name of its owner; empty where nobody is named.
    pub owner: String,
    /// Its state at the end of the period, or now where that is earlier.
    pub state: ActionState,
    /// What became of it within the period.
    pub moved: Moved,
    /// The date on which something is expected next, of one that is not settled now.
    pub due: Option<Date>,
    /// Whether that date has passed.
    pub is_overdue: bool,
}

words! {
    /// What became of a corrective action within a period.
    pub enum Moved: "course of a corrective action" {
        /// Found not effective.
        NotEffective = "not-effective", "not effective";
        /// It has not moved.
        Stood = "stood", "has not moved";
        /// It has moved and is not settled.
        Moved = "moved", "under way";
        /// Settled.
        Closed = "closed", "closed";
        /// Given up, with a reason.
        Withdrawn = "withdrawn", "withdrawn";
    }
}

/// What effectiveness checks found.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Effects {
    /// Checks of the period that found an action effective.
    pub effective: usize,
    /// Checks of the period that found one not effective.
    pub not_effective: usize,
    /// Actions that wait for a check, now.
    pub awaited: usize,
    /// Those of them whose check is overdue.
    pub overdue: usize,
}

impl Effects {
    /// Counts the checks of a period; one action may be checked more than once.
    pub(super) fn of(
        papers: &BTreeMap<AuditId, WorkingPapers>,
        period: Period,
        today: Date,
    ) -> Self {
        let mut effects = Self::default();
        for action in papers.values().flat_map(|papers| papers.actions.values()) {
            for entry in action.history.iter().filter(|e| period.holds(day(e.at))) {
                effects.effective += usize::from(entry.to == ActionState::Effective);
                effects.not_effective += usize::from(entry.to == ActionState::NotEffective);
            }
            if action.state == ActionState::Implemented {
                effects.awaited += 1;
                effects.overdue += usize::from(due::is_past(action.next_due(), today));
            }
        }
        effects
    }

    /// Returns how many checks there were.
    pub const fn checks(&self) -> usize {
        self.effective + self.not_effective
    }
}

/// Whether answers and closures came in time.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct InTime {
    /// Nonconformities that were first answered in the period, by the day that was set.
    pub answered: usize,
    /// Those that were answered later than that.
    pub answered_late: usize,
    /// Nonconformities closed in the period within the days of the house.
    pub closed: usize,
    /// Those that took longer.
    pub closed_late: usize,
    /// The median, of an even number the upper one, of the days from issue to closure; none where none was closed.
    pub days_to_close: Option<i32>,
}

impl InTime {
    /// Counts answers that were given in the period, and closures, by the deadlines of the house.
    pub(super) fn of(
        papers: &BTreeMap<AuditId, WorkingPapers>,
        period: Period,
        days: Deadlines,
    ) -> Self {
        let mut told = Self::default();
        let mut taken: Vec<i32> = Vec::new();
        let findings = papers.values().flat_map(|papers| papers.findings.values());
        for finding in findings.filter(|finding| finding.kind.is_nonconformity()) {
            told.add_answer(finding, period);
            if let Some(took) = days_to_close(finding, period) {
                let allowed = match finding.kind {
                    FindingType::Major => days.major,
                    FindingType::Minor
                    | FindingType::Observation
                    | FindingType::Opportunity
                    | FindingType::GoodPractice => days.minor,
                };
                let late = took > i32::from(allowed);
                told.closed += usize::from(!late);
                told.closed_late += usize::from(late);
                taken.push(took);
            }
        }
        taken.sort_unstable();
        told.days_to_close = taken.get(taken.len() / 2).copied();
        told
    }

    fn add_answer(&mut self, finding: &Finding, period: Period) {
        let answered = came_to(&finding.history, &FindingState::Responded);
        if let (Some(answered), Some(due)) = (answered, finding.response_due)
            && period.holds(answered)
        {
            self.answered += usize::from(answered <= due);
            self.answered_late += usize::from(answered > due);
        }
    }
}

/// Returns the days from the handing over of a finding to its closure, where that was in the period and holds.
fn days_to_close(finding: &Finding, period: Period) -> Option<i32> {
    let closed = finding
        .history
        .last()
        .filter(|entry| entry.to == FindingState::Closed)?;
    let closed = day(closed.at);
    let took = handed_over(finding)?.until(closed).ok()?.get_days();
    period.holds(closed).then_some(took)
}

/// Lists the corrective actions that were open in the period: those from before it, and those that were begun in it.
pub(super) fn reviewed(
    papers: &BTreeMap<AuditId, WorkingPapers>,
    period: Period,
    today: Date,
) -> (Vec<ActionReviewed>, Vec<ActionReviewed>) {
    let (mut earlier, mut begun) = (Vec::new(), Vec::new());
    for papers in papers.values() {
        for action in papers.actions.values() {
            let Some(drafted) = action.history.first().map(|entry| day(entry.at)) else {
                continue;
            };
            if period.holds(drafted) {
                begun.push(review(papers, action, period, today));
            } else if drafted < period.first() && was_open(action, period) {
                earlier.push(review(papers, action, period, today));
            }
        }
    }
    let order = |a: &ActionReviewed| (a.moved, !a.is_overdue, a.due.is_none(), a.due);
    earlier.sort_by_key(order);
    begun.sort_by_key(order);
    (earlier, begun)
}

/// Tells whether an action was open when the period began, or was opened again in it.
fn was_open(action: &CorrectiveAction, period: Period) -> bool {
    let before = period.first().yesterday().unwrap_or(period.first());
    let open_then = state_at(&action.history, before).is_some_and(|state| !state.is_settled());
    open_then
        || action
            .history
            .iter()
            .any(|entry| period.holds(day(entry.at)))
}

fn review(
    papers: &WorkingPapers,
    action: &CorrectiveAction,
    period: Period,
    today: Date,
) -> ActionReviewed {
    let state = state_at(&action.history, period.last()).unwrap_or(action.state);
    // What was drafted in the period has not moved by that.
    let steps = action.history.iter().skip(1);
    let moved_in = steps.into_iter().any(|entry| period.holds(day(entry.at)));
    let moved = match state {
        ActionState::NotEffective => Moved::NotEffective,
        ActionState::Closed => Moved::Closed,
        ActionState::Withdrawn => Moved::Withdrawn,
        ActionState::Draft
        | ActionState::Proposed
        | ActionState::Accepted
        | ActionState::Returned
        | ActionState::Implemented
        | ActionState::Effective
        | ActionState::Reopened => {
            if moved_in {
                Moved::Moved
            } else {
                Moved::Stood
            }
        }
    };
    let due = due::of_action(action, papers);
    ActionReviewed {
        audit: papers.audit.id.clone(),
        id: action.id.clone(),
        title: action.title.clone(),
        findings: action.findings.clone(),
        kind: due::grade(action, papers),
        owner: action
            .owner
            .as_ref()
            .map(|p| p.name.clone())
            .unwrap_or_default(),
        state,
        moved,
        due,
        is_overdue: due::is_past(due, today),
    }
}
