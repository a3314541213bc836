//! The audits of a period and what they found.

use std::collections::BTreeMap;

use jiff::civil::Date;

use crate::domain::{
    audit::AuditState,
    finding::{FindingState, FindingType},
    id::AuditId,
    papers::WorkingPapers,
    progress::Tally,
};

use super::{Period, came_to, day, handed_over};

/// An audit of the period.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct AuditReviewed {
    /// Its id.
    pub id: AuditId,
    /// Its title.
    pub title: String,
    /// Its state now.
    pub state: AuditState,
    /// First and last day of its fieldwork.
    pub days: (Option<Date>, Option<Date>),
    /// The day on which its report was issued.
    pub issued: Option<Date>,
    /// The standards and frameworks that it was done against.
    pub standards: Vec<String>,
    /// How far its rows are answered, and with which verdicts.
    pub tally: Tally,
    /// The findings that were handed over, by type; withdrawn ones left out.
    pub findings: Vec<FindingCount>,
    /// Its conclusion; empty where there is none yet.
    pub conclusion: String,
    /// What was in scope and not covered; empty where nothing is said.
    pub not_covered: String,
}

/// How many findings of a type an audit handed over.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct FindingCount {
    /// The type.
    pub kind: FindingType,
    /// How many in all.
    pub raised: usize,
    /// How many of them in the period.
    pub in_period: usize,
    /// How many are not settled.
    pub open: usize,
}

/// Lists the audits that were at work in the period, the latest first.
pub(super) fn reviewed(
    papers: &BTreeMap<AuditId, WorkingPapers>,
    period: Period,
) -> Vec<AuditReviewed> {
    let mut audits: Vec<(Option<Date>, AuditReviewed)> = papers
        .values()
        .filter(|papers| is_of(papers, period))
        .map(|papers| (last_day(papers), review(papers, period)))
        .collect();
    audits.sort_by(|(one, _), (other, _)| other.cmp(one));
    audits.into_iter().map(|(_, audit)| audit).collect()
}

/// Tells whether an audit was at work in the period: by its fieldwork, by a step of its life, or by a finding handed over.
fn is_of(papers: &WorkingPapers, period: Period) -> bool {
    let audit = &papers.audit;
    let overlaps = match (audit.start, audit.end) {
        (Some(start), Some(end)) => start <= period.last() && end >= period.first(),
        (Some(day), None) | (None, Some(day)) => period.holds(day),
        (None, None) => false,
    };
    // That it was planned is no work yet.
    let worked = audit
        .history
        .iter()
        .any(|entry| entry.to != AuditState::Planned && period.holds(day(entry.at)));
    let told = || {
        let told = papers.findings.values().filter_map(handed_over);
        told.into_iter().any(|day| period.holds(day))
    };
    overlaps || worked || told()
}

fn last_day(papers: &WorkingPapers) -> Option<Date> {
    let step = papers.audit.history.last().map(|entry| day(entry.at));
    papers.audit.end.or(papers.audit.start).or(step)
}

fn review(papers: &WorkingPapers, period: Period) -> AuditReviewed {
    let audit = &papers.audit;
    let findings = FindingType::ALL.iter().map(|kind| {
        let told = papers
            .findings
            .values()
            .filter(|finding| finding.kind == *kind && finding.state != FindingState::Withdrawn);
        let mut count = FindingCount {
            kind: *kind,
            raised: 0,
            in_period: 0,
            open: 0,
        };
        for (finding, on) in told.filter_map(|f| handed_over(f).map(|on| (f, on))) {
            count.raised += 1;
            count.in_period += usize::from(period.holds(on));
            count.open += usize::from(!finding.state.is_settled());
        }
        count
    });
    AuditReviewed {
        id: audit.id.clone(),
        title: audit.title.clone(),
        state: audit.state,
        days: (audit.start, audit.end),
        issued: came_to(&audit.history, &AuditState::Issued),
        standards: papers.checklists().map(|c| c.standard.clone()).collect(),
        tally: papers.tally(),
        findings: findings.collect(),
        conclusion: audit.conclusion.clone(),
        not_covered: audit.not_covered.clone(),
    }
}
