//! Nonconformities quarter by quarter: raised, closed, brought back, and open at the end.

use std::collections::BTreeMap;

use jiff::civil::Date;

use crate::domain::{
    finding::{Finding, FindingState, FindingType},
    id::AuditId,
    papers::WorkingPapers,
};

use super::{Period, Quarter, day, handed_over, state_at};

/// How many quarters before the one in which the period ends are shown at most.
const BACK: i16 = 7;

/// The nonconformities of a quarter; withdrawn ones count as neither raised nor open.
///
/// Of a quarter that the period ends in, the days up to that end count.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Trend {
    /// The quarter.
    pub quarter: Quarter,
    /// Major ones that were handed over.
    pub raised_major: usize,
    /// Minor ones that were handed over.
    pub raised_minor: usize,
    /// Those that were closed.
    pub closed: usize,
    /// Those that were opened again.
    pub reopened: usize,
    /// Major ones that were open at its end.
    pub open_major: usize,
    /// Minor ones that were open at its end.
    pub open_minor: usize,
}

impl Trend {
    /// Returns how many were raised.
    pub const fn raised(&self) -> usize {
        self.raised_major + self.raised_minor
    }

    /// Returns how many were open at its end.
    pub const fn open(&self) -> usize {
        self.open_major + self.open_minor
    }
}

/// Counts quarter by quarter, two years back at most, from the first one in which there was anything; always at least the one
/// in which the period ends.
pub(super) fn trend(papers: &BTreeMap<AuditId, WorkingPapers>, period: Period) -> Vec<Trend> {
    let found: Vec<&Finding> = papers
        .values()
        .flat_map(|papers| papers.findings.values())
        .filter(|finding| finding.kind.is_nonconformity())
        .collect();
    let last = Quarter::of(period.last());
    let quarters = (0..=BACK).rev().map(|back| last.before(back));
    let all: Vec<Trend> = quarters
        .map(|quarter| count(&found, quarter, period.last()))
        .collect();
    let is_empty = |trend: &&Trend| {
        trend.raised() + trend.closed + trend.reopened + trend.open() == 0 && trend.quarter != last
    };
    let begins = all.iter().take_while(is_empty).count();
    all.into_iter().skip(begins).collect()
}

fn count(found: &[&Finding], quarter: Quarter, until: Date) -> Trend {
    let end = quarter.last().min(until);
    let within = |date: Date| quarter.holds(date) && date <= end;
    let mut trend = Trend {
        quarter,
        raised_major: 0,
        raised_minor: 0,
        closed: 0,
        reopened: 0,
        open_major: 0,
        open_minor: 0,
    };
    for finding in found {
        let is_major = finding.kind == FindingType::Major;
        let raised = handed_over(finding).is_some_and(within);
        if raised && finding.state != FindingState::Withdrawn {
            trend.raised_major += usize::from(is_major);
            trend.raised_minor += usize::from(!is_major);
        }
        for entry in finding.history.iter().filter(|e| within(day(e.at))) {
            trend.closed += usize::from(entry.to == FindingState::Closed);
            trend.reopened += usize::from(entry.to == FindingState::Reopened);
        }
        let told = handed_over(finding).is_some_and(|date| date <= end);
        let open = state_at(&finding.history, end).is_some_and(|state| !state.is_settled());
        if told && open {
            trend.open_major += usize::from(is_major);
            trend.open_minor += usize::from(!is_major);
        }
    }
    trend
}
