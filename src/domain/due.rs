//! What is due: the queue of everything that waits for somebody, overdue work first.

use jiff::civil::Date;

use super::{
    finding::{FindingState, FindingType},
    id::{ActionId, AuditId, FindingId},
    papers::WorkingPapers,
};

/// What waits.
#[derive(Debug, Clone, PartialEq, Eq)]
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

/// One entry of the queue.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct DueItem {
    /// The audit it belongs to.
    pub audit: AuditId,
    /// What waits.
    pub subject: DueSubject,
    /// The gravest type among its findings.
    pub kind: Option<FindingType>,
    /// The title.
    pub title: String,
    /// Who owns it; empty where nobody is named.
    pub owner: String,
    /// What is waited for.
    pub waiting_for: &'static str,
    /// Until when; none where no date is set.
    pub due: Option<Date>,
}

impl DueItem {
    /// Returns the days until it is due, negative when overdue; none without a date.
    pub fn days_left(&self, today: Date) -> Option<i32> {
        Some(today.until(self.due?).ok()?.get_days())
    }

    /// Tells whether the date has passed.
    pub fn is_overdue(&self, today: Date) -> bool {
        self.due.is_some_and(|due| due < today)
    }
}

/// Lists what waits for somebody in these audits, the earliest date first, then what has no date.
pub fn queue<'a>(papers: impl IntoIterator<Item = &'a WorkingPapers>) -> Vec<DueItem> {
    let mut items = Vec::new();
    for papers in papers {
        let audit = &papers.audit.id;
        for finding in papers.findings.values() {
            // A finding that has corrective actions is waited for through them.
            if finding.state.is_settled() || !finding.answered_by(&papers.actions).is_empty() {
                continue;
            }
            let drafted = finding.state == FindingState::Draft;
            if !finding.kind.is_nonconformity() && !drafted && finding.response_due.is_none() {
                continue;
            }
            items.push(DueItem {
                audit: audit.clone(),
                subject: DueSubject::Finding(finding.id.clone()),
                kind: Some(finding.kind),
                title: finding.title.clone(),
                owner: finding.place.clone(),
                waiting_for: finding.state.waiting_for(),
                due: finding.response_due,
            });
        }
        for action in papers.actions.values().filter(|a| !a.state.is_settled()) {
            let kinds = action
                .findings
                .iter()
                .filter_map(|id| papers.findings.get(id))
                .map(|f| f.kind);
            items.push(DueItem {
                audit: audit.clone(),
                subject: DueSubject::Action(action.id.clone()),
                kind: kinds.min(),
                title: action.title.clone(),
                owner: action
                    .owner
                    .as_ref()
                    .map(|p| p.name.clone())
                    .unwrap_or_default(),
                waiting_for: action.state.waiting_for(),
                due: action.next_due(),
            });
        }
    }
    items.sort_by_key(|item| (item.due.is_none(), item.due, item.kind));
    items
}
