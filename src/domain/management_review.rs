//! What the records say for a management review (ISO/IEC 42001, 9.3.2): results of the audits of a period, the trend of
//! nonconformities, what is overdue, whether corrective actions worked, and what became of the earlier ones.
//!
//! A pure function of the records, the period and the day: the past is read from the histories of the records, so that a
//! review of last year says of last year's end what was so then, as far as a record tells it. Days are those of UTC, as in the
//! records.

mod actions;
mod audits;
mod period;
mod places;
mod trend;

use std::collections::BTreeMap;

use jiff::{Timestamp, civil::Date, tz::TimeZone};

pub use self::{
    actions::{ActionReviewed, Effects, InTime, Moved},
    audits::{AuditReviewed, FindingCount},
    period::{InvalidPeriod, Period, Quarter},
    places::Frequent,
    trend::Trend,
};

use super::{
    due::{self, DueItem},
    finding::{Finding, FindingState, FindingType},
    history::HistoryEntry,
    id::{AuditId, FindingId},
    papers::WorkingPapers,
    workspace::Deadlines,
};

/// What a management review is told by the records.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ManagementReview {
    /// The period that is reviewed.
    pub period: Period,
    /// The day on which it is looked at; what is overdue is so on this day.
    pub today: Date,
    /// The audits of the period, the latest first.
    pub audits: Vec<AuditReviewed>,
    /// The nonconformities quarter by quarter, up to the end of the period; see [`Trend`].
    pub trend: Vec<Trend>,
    /// The clauses and controls on which nonconformities of the period fell, the most frequent first.
    pub clauses: Vec<Frequent>,
    /// The processes, sites and AI systems in which they were found, the most frequent first.
    pub places: Vec<Frequent>,
    /// Nonconformities of the period that repeat an earlier finding.
    pub repeats: Vec<FindingReviewed>,
    /// Whether answers and closures of the period came in time.
    pub in_time: InTime,
    /// What the effectiveness checks of the period found.
    pub effects: Effects,
    /// Corrective actions from before the period that were open in it, and what became of them.
    pub earlier: Vec<ActionReviewed>,
    /// Corrective actions that were begun in the period.
    pub begun: Vec<ActionReviewed>,
    /// What is overdue on the day, in all audits, the earliest date first.
    pub overdue: Vec<DueItem>,
    /// Opportunities for improvement of the period.
    pub opportunities: Vec<FindingReviewed>,
    /// Good practices of the period.
    pub good_practices: Vec<FindingReviewed>,
}

/// A finding, as a review names it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct FindingReviewed {
    /// The audit.
    pub audit: AuditId,
    /// The finding.
    pub id: FindingId,
    /// What it is.
    pub kind: FindingType,
    /// Its state now.
    pub state: FindingState,
    /// Its title.
    pub title: String,
    /// Where it was found.
    pub place: String,
    /// The earlier findings that it repeats.
    pub repeats: Vec<FindingId>,
}

impl ManagementReview {
    /// Gathers what the records of all audits say of a period.
    pub fn gather(
        papers: &BTreeMap<AuditId, WorkingPapers>,
        period: Period,
        today: Date,
        days: Deadlines,
    ) -> Self {
        let raised = || {
            papers.values().flat_map(move |papers| {
                let raised = papers.findings.values().filter(move |finding| {
                    let told = handed_over(finding);
                    told.is_some_and(|day| period.holds(day))
                        && finding.state != FindingState::Withdrawn
                });
                raised.map(move |finding| (papers, finding))
            })
        };
        let named = |keep: &dyn Fn(&Finding) -> bool| {
            let kept = raised().filter(|(_, finding)| keep(finding));
            kept.map(|(papers, finding)| FindingReviewed::of(papers, finding))
                .collect::<Vec<_>>()
        };
        let nonconformities = || {
            raised()
                .map(|(_, finding)| finding)
                .filter(|finding| finding.kind.is_nonconformity())
        };
        let (earlier, begun) = actions::reviewed(papers, period, today);
        let mut overdue = due::queue(papers.values());
        overdue.retain(|item| item.is_overdue(today));
        Self {
            period,
            today,
            audits: audits::reviewed(papers, period),
            trend: trend::trend(papers, period),
            clauses: places::clauses(nonconformities()),
            places: places::places(nonconformities()),
            repeats: named(&|f| f.kind.is_nonconformity() && !f.repeats.is_empty()),
            in_time: InTime::of(papers, period, days),
            effects: Effects::of(papers, period, today),
            earlier,
            begun,
            overdue,
            opportunities: named(&|f| f.kind == FindingType::Opportunity),
            good_practices: named(&|f| f.kind == FindingType::GoodPractice),
        }
    }

    /// Returns how many nonconformities are open at the end of the period.
    pub fn open(&self) -> usize {
        self.trend.last().map_or(0, Trend::open)
    }

    /// Returns how many nonconformities were raised in the period.
    pub fn raised(&self) -> usize {
        self.raised_of(FindingType::Major) + self.raised_of(FindingType::Minor)
    }

    /// Returns how many findings of a type were raised in the period.
    pub fn raised_of(&self, kind: FindingType) -> usize {
        let counts = self.audits.iter().flat_map(|audit| &audit.findings);
        let of_kind = counts.filter(|count| count.kind == kind);
        of_kind.map(|count| count.in_period).sum()
    }
}

impl FindingReviewed {
    fn of(papers: &WorkingPapers, finding: &Finding) -> Self {
        Self {
            audit: papers.audit.id.clone(),
            id: finding.id.clone(),
            kind: finding.kind,
            state: finding.state,
            title: finding.title.clone(),
            place: finding.place.clone(),
            repeats: finding.repeats.clone(),
        }
    }
}

/// Returns the day of a moment, by UTC.
fn day(at: Timestamp) -> Date {
    TimeZone::UTC.to_datetime(at).date()
}

/// Returns the first day on which a record came to a state.
fn came_to<S: PartialEq>(history: &[HistoryEntry<S>], state: &S) -> Option<Date> {
    let entry = history.iter().find(|entry| entry.to == *state)?;
    Some(day(entry.at))
}

/// Returns the state in which a record was at the end of a day; none while it was not there.
fn state_at<S: Copy>(history: &[HistoryEntry<S>], date: Date) -> Option<S> {
    let until = history.iter().take_while(|entry| day(entry.at) <= date);
    until.last().map(|entry| entry.to)
}

/// Returns the day on which a finding was handed to the auditee.
fn handed_over(finding: &Finding) -> Option<Date> {
    let issued = came_to(&finding.history, &FindingState::Issued);
    issued.or_else(|| came_to(&finding.history, &FindingState::Noted))
}

#[cfg(test)]
mod tests;
