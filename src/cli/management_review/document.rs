//! What a management review is told, as JSON.

use jiff::civil::Date;
use serde::Serialize;

use crate::session::domain::{
    action::ActionState,
    answer::Verdict,
    audit::AuditState,
    due::DueItem,
    finding::{FindingState, FindingType},
    id::{ActionId, AuditId, FindingId},
    management_review::{
        ActionReviewed, AuditReviewed, FindingReviewed, Frequent, ManagementReview, Moved, Trend,
    },
};

/// The whole document.
#[derive(Serialize)]
#[serde(rename_all = "kebab-case")]
pub(super) struct Document<'a> {
    from: Date,
    to: Date,
    today: Date,
    /// Records that could not be read, and of which nothing is counted.
    unread: usize,
    raised: usize,
    open: usize,
    audits: Vec<Audit<'a>>,
    trend: Vec<Quarter>,
    clauses: Vec<Often<'a>>,
    places: Vec<Often<'a>>,
    repeats: Vec<Finding<'a>>,
    in_time: InTime,
    effectiveness: Effectiveness,
    earlier_actions: Vec<Action<'a>>,
    actions_begun: Vec<Action<'a>>,
    overdue: Vec<Overdue<'a>>,
    opportunities: Vec<Finding<'a>>,
    good_practices: Vec<Finding<'a>>,
}

#[derive(Serialize)]
#[serde(rename_all = "kebab-case")]
struct Audit<'a> {
    id: &'a AuditId,
    title: &'a str,
    state: AuditState,
    start: Option<Date>,
    end: Option<Date>,
    issued: Option<Date>,
    standards: &'a [String],
    rows: usize,
    answered: usize,
    verdicts: Vec<Count<Verdict>>,
    findings: Vec<Findings>,
    conclusion: &'a str,
    not_covered: &'a str,
}

#[derive(Serialize)]
#[serde(rename_all = "kebab-case")]
struct Count<T> {
    verdict: T,
    count: usize,
}

#[derive(Serialize)]
#[serde(rename_all = "kebab-case")]
struct Findings {
    #[serde(rename = "type")]
    kind: FindingType,
    raised: usize,
    in_period: usize,
    open: usize,
}

#[derive(Serialize)]
#[serde(rename_all = "kebab-case")]
struct Quarter {
    #[serde(rename = "quarter")]
    name: String,
    raised_major: usize,
    raised_minor: usize,
    closed: usize,
    reopened: usize,
    open_major: usize,
    open_minor: usize,
}

#[derive(Serialize)]
#[serde(rename_all = "kebab-case")]
struct Often<'a> {
    what: &'a str,
    major: usize,
    minor: usize,
}

#[derive(Serialize)]
#[serde(rename_all = "kebab-case")]
struct Finding<'a> {
    audit: &'a AuditId,
    id: &'a FindingId,
    #[serde(rename = "type")]
    kind: FindingType,
    state: FindingState,
    title: &'a str,
    #[serde(rename = "where")]
    place: &'a str,
    repeats: &'a [FindingId],
}

#[derive(Serialize)]
#[serde(rename_all = "kebab-case")]
struct InTime {
    answered: usize,
    answered_late: usize,
    closed: usize,
    closed_late: usize,
    median_days_to_close: Option<i32>,
}

#[derive(Serialize)]
#[serde(rename_all = "kebab-case")]
struct Effectiveness {
    effective: usize,
    not_effective: usize,
    awaited: usize,
    overdue: usize,
}

#[derive(Serialize)]
#[serde(rename_all = "kebab-case")]
struct Action<'a> {
    audit: &'a AuditId,
    id: &'a ActionId,
    title: &'a str,
    findings: &'a [FindingId],
    #[serde(rename = "type")]
    kind: Option<FindingType>,
    owner: &'a str,
    state: ActionState,
    course: Moved,
    due: Option<Date>,
    overdue: bool,
}

#[derive(Serialize)]
#[serde(rename_all = "kebab-case")]
struct Overdue<'a> {
    audit: &'a AuditId,
    id: String,
    #[serde(rename = "type")]
    kind: Option<FindingType>,
    state: &'static str,
    title: &'a str,
    owner: &'a str,
    waiting_for: &'static str,
    due: Option<Date>,
    days_left: Option<i32>,
}

impl<'a> Document<'a> {
    /// Makes the document; `unread` records could not be read.
    pub(super) fn of(review: &'a ManagementReview, unread: usize) -> Self {
        Self {
            from: review.period.first(),
            to: review.period.last(),
            today: review.today,
            unread,
            raised: review.raised(),
            open: review.open(),
            audits: review.audits.iter().map(Audit::of).collect(),
            trend: review.trend.iter().map(Quarter::of).collect(),
            clauses: review.clauses.iter().map(Often::of).collect(),
            places: review.places.iter().map(Often::of).collect(),
            repeats: review.repeats.iter().map(Finding::of).collect(),
            in_time: InTime {
                answered: review.in_time.answered,
                answered_late: review.in_time.answered_late,
                closed: review.in_time.closed,
                closed_late: review.in_time.closed_late,
                median_days_to_close: review.in_time.days_to_close,
            },
            effectiveness: Effectiveness {
                effective: review.effects.effective,
                not_effective: review.effects.not_effective,
                awaited: review.effects.awaited,
                overdue: review.effects.overdue,
            },
            earlier_actions: review.earlier.iter().map(Action::of).collect(),
            actions_begun: review.begun.iter().map(Action::of).collect(),
            overdue: review
                .overdue
                .iter()
                .map(|item| Overdue::of(item, review.today))
                .collect(),
            opportunities: review.opportunities.iter().map(Finding::of).collect(),
            good_practices: review.good_practices.iter().map(Finding::of).collect(),
        }
    }
}

impl<'a> Audit<'a> {
    fn of(audit: &'a AuditReviewed) -> Self {
        let verdicts = Verdict::ALL.iter().map(|verdict| Count {
            verdict: *verdict,
            count: audit.tally.of(*verdict),
        });
        let findings = audit.findings.iter().map(|count| Findings {
            kind: count.kind,
            raised: count.raised,
            in_period: count.in_period,
            open: count.open,
        });
        Self {
            id: &audit.id,
            title: &audit.title,
            state: audit.state,
            start: audit.days.0,
            end: audit.days.1,
            issued: audit.issued,
            standards: &audit.standards,
            rows: audit.tally.rows,
            answered: audit.tally.answered(),
            verdicts: verdicts.collect(),
            findings: findings.collect(),
            conclusion: &audit.conclusion,
            not_covered: &audit.not_covered,
        }
    }
}

impl Quarter {
    fn of(trend: &Trend) -> Self {
        Self {
            name: trend.quarter.to_string(),
            raised_major: trend.raised_major,
            raised_minor: trend.raised_minor,
            closed: trend.closed,
            reopened: trend.reopened,
            open_major: trend.open_major,
            open_minor: trend.open_minor,
        }
    }
}

impl<'a> Often<'a> {
    fn of(frequent: &'a Frequent) -> Self {
        Self {
            what: &frequent.what,
            major: frequent.major,
            minor: frequent.minor,
        }
    }
}

impl<'a> Finding<'a> {
    fn of(finding: &'a FindingReviewed) -> Self {
        Self {
            audit: &finding.audit,
            id: &finding.id,
            kind: finding.kind,
            state: finding.state,
            title: &finding.title,
            place: &finding.place,
            repeats: &finding.repeats,
        }
    }
}

impl<'a> Action<'a> {
    fn of(action: &'a ActionReviewed) -> Self {
        Self {
            audit: &action.audit,
            id: &action.id,
            title: &action.title,
            findings: &action.findings,
            kind: action.kind,
            owner: &action.owner,
            state: action.state,
            course: action.moved,
            due: action.due,
            overdue: action.is_overdue,
        }
    }
}

impl<'a> Overdue<'a> {
    fn of(item: &'a DueItem, today: Date) -> Self {
        Self {
            audit: &item.audit,
            id: item.subject.to_string(),
            kind: item.kind,
            state: item.state,
            title: &item.title,
            owner: &item.owner,
            waiting_for: item.waiting_for,
            due: item.due,
            days_left: item.days_left(today),
        }
    }
}
