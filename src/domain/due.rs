//! What is due: the queue of everything that waits for somebody, overdue work first, with whom it waits for and since when.

mod dates;
mod whom;

use jiff::{Timestamp, civil::Date};

pub use self::{
    dates::{DueDate, dates, of_action, of_finding, of_finding_and_actions},
    whom::Whom,
};

use super::{
    action::CorrectiveAction,
    finding::{Finding, FindingState, FindingType},
    id::{ActionId, AuditId, FindingId},
    papers::WorkingPapers,
};

/// What waits.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub enum DueSubject {
    /// A finding.
    Finding(FindingId),
    /// A corrective action.
    Action(ActionId),
}

impl std::fmt::Display for DueSubject {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        match self {
            Self::Finding(id) => write!(f, "{id}"),
            Self::Action(id) => write!(f, "{id}"),
        }
    }
}

words! {
    /// What comes first in the queue.
    pub enum QueueOrder: "order of the queue" {
        /// The earliest date.
        Date = "date", "by date";
        /// What has waited longest.
        Age = "age", "by age";
        /// The gravest.
        Grade = "grade", "by grade";
    }
}

impl QueueOrder {
    /// Returns the order after this one, round the end.
    #[must_use]
    pub const fn next(self) -> Self {
        match self {
            Self::Date => Self::Age,
            Self::Age => Self::Grade,
            Self::Grade => Self::Date,
        }
    }
}

/// One entry of the queue.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct DueItem {
    /// The audit it belongs to.
    pub audit: AuditId,
    /// What waits.
    pub subject: DueSubject,
    /// The gravest type among its findings.
    pub kind: Option<FindingType>,
    /// The word of its state.
    pub state: &'static str,
    /// The title.
    pub title: String,
    /// Who owns it; empty where nobody is named.
    pub owner: String,
    /// What is waited for.
    pub waiting_for: &'static str,
    /// For whom.
    pub whom: Whom,
    /// Since when it has waited for that: the last step of its life.
    pub since: Option<Timestamp>,
    /// Until when; none where no date is set.
    pub due: Option<Date>,
}

impl DueItem {
    /// Returns the days until it is due, negative when overdue; none without a date.
    pub fn days_left(&self, today: Date) -> Option<i32> {
        days_left(self.due, today)
    }

    /// Tells whether the date has passed.
    pub fn is_overdue(&self, today: Date) -> bool {
        is_past(self.due, today)
    }

    /// Returns the whole days for which it has waited.
    pub fn age(&self, now: Timestamp) -> Option<i64> {
        const DAY: i64 = 24 * 60 * 60;
        let waited = now.as_second() - self.since?.as_second();
        Some(waited.max(0) / DAY)
    }
}

/// Returns the days until a date, negative when it has passed.
pub fn days_left(due: Option<Date>, today: Date) -> Option<i32> {
    Some(today.until(due?).ok()?.get_days())
}

/// Tells whether a date has passed; what has no date is never overdue.
pub fn is_past(due: Option<Date>, today: Date) -> bool {
    due.is_some_and(|due| due < today)
}

/// Lists what waits for somebody in these audits, the earliest date first, then what has no date.
pub fn queue<'a>(papers: impl IntoIterator<Item = &'a WorkingPapers>) -> Vec<DueItem> {
    let mut items: Vec<DueItem> = papers.into_iter().flat_map(waiting).collect();
    sort(&mut items, QueueOrder::Date);
    items
}

/// Puts the queue in an order; what is equal in it comes by date, then by grade, then by age.
pub fn sort(items: &mut [DueItem], order: QueueOrder) {
    items.sort_by_key(|item| {
        let date = (item.due.is_none(), item.due);
        // What answers no finding that is here has no grade, and comes after all that has one.
        let grade = (item.kind.is_none(), item.kind);
        let age = (item.since.is_none(), item.since);
        let first = match order {
            QueueOrder::Date => (None, None),
            QueueOrder::Age => (Some(age), None),
            QueueOrder::Grade => (None, Some(grade)),
        };
        (first, date, grade, age)
    });
}

fn waiting(papers: &WorkingPapers) -> Vec<DueItem> {
    let findings = papers.findings.values();
    let findings = findings.filter(|finding| finding_waits(finding, papers));
    let actions = papers.actions.values().filter(|a| !a.state.is_settled());
    let findings = findings.map(|finding| finding_item(finding, papers));
    findings
        .chain(actions.map(|action| action_item(action, papers)))
        .collect()
}

/// Tells whether a finding itself waits for somebody: one that has unsettled corrective actions waits through them.
fn finding_waits(finding: &Finding, papers: &WorkingPapers) -> bool {
    if finding.state.is_settled() {
        return false;
    }
    let answering = finding.answered_by(&papers.actions);
    if answering.iter().any(|action| !action.state.is_settled()) {
        return false;
    }
    let drafted = finding.state == FindingState::Draft;
    finding.kind.is_nonconformity() || drafted || finding.response_due.is_some()
}

fn finding_item(finding: &Finding, papers: &WorkingPapers) -> DueItem {
    DueItem {
        audit: papers.audit.id.clone(),
        subject: DueSubject::Finding(finding.id.clone()),
        kind: Some(finding.kind),
        state: finding.state.word(),
        title: finding.title.clone(),
        owner: finding.place.clone(),
        waiting_for: finding.state.waiting_for(),
        whom: Whom::of_finding(finding, papers),
        since: finding.history.last().map(|entry| entry.at),
        due: of_finding(finding),
    }
}

fn action_item(action: &CorrectiveAction, papers: &WorkingPapers) -> DueItem {
    DueItem {
        audit: papers.audit.id.clone(),
        subject: DueSubject::Action(action.id.clone()),
        kind: grade(action, papers),
        state: action.state.word(),
        title: action.title.clone(),
        owner: action
            .owner
            .as_ref()
            .map(|p| p.name.clone())
            .unwrap_or_default(),
        waiting_for: action.state.waiting_for(),
        whom: Whom::of_action(action, papers),
        since: action.history.last().map(|entry| entry.at),
        due: of_action(action, papers),
    }
}

/// Returns the gravest type among the findings that a corrective action answers.
pub fn grade(action: &CorrectiveAction, papers: &WorkingPapers) -> Option<FindingType> {
    let findings = action.findings.iter();
    let kinds = findings.filter_map(|id| papers.findings.get(id));
    kinds.map(|finding| finding.kind).min()
}

#[cfg(test)]
mod tests;
