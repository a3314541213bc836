//! The audit report and what a management review is told: domain values to Markdown; and due dates as a calendar file.
//!
//! A report is a pure function of the records and of what became of the citations: no clock, no environment, no order that is
//! not fixed, so that the same commit gives the same bytes. It has the parts that ISO 19011 (6.5.1) asks of a report; what the
//! records leave open is said rather than left out. Every text of a record is escaped, so that no record can change the shape
//! of the report, bring in HTML, or hide something from its reader.

mod actions;
mod answers;
mod applicability;
mod calendar;
mod escape;
mod findings;
mod front;
mod independence;
mod management_review;
mod maturity;
mod page;
mod samples;
mod summary;
mod trails;

use std::collections::BTreeMap;

use crate::domain::{
    applicability::Statements, evidence::CitationState, freshness::FreshnessLimit, id::EvidenceId,
    independence::Independence, papers::WorkingPapers,
};

pub use self::{calendar::calendar, management_review::management_review};

use self::page::Page;

/// What a report is made of.
#[derive(Debug, Clone, Copy)]
pub struct ReportInput<'a> {
    /// The organization whose management system is audited.
    pub organisation: &'a str,
    /// All records of the audit.
    pub papers: &'a WorkingPapers,
    /// What became of each citation; one that is not here is reported as not judged.
    pub citations: &'a BTreeMap<EvidenceId, CitationState>,
    /// The statements of applicability of the organization.
    pub statements: &'a Statements,
    /// How old evidence may be, by the rules of the house.
    pub freshness: &'a [FreshnessLimit],
    /// What is known of the independence of the auditors; none where the history was not looked through.
    pub independence: Option<&'a Independence>,
}

/// Writes the report of an audit as Markdown (`CommonMark` with the tables of GitHub).
pub fn markdown(input: &ReportInput<'_>) -> String {
    let mut page = Page::new();
    front::write(input, &mut page);
    summary::write(input, &mut page);
    maturity::write(input, &mut page);
    findings::write(input, &mut page);
    actions::write(input, &mut page);
    samples::write(input, &mut page);
    trails::write(input, &mut page);
    answers::write(input, &mut page);
    applicability::write(input, &mut page);
    page.finish()
}

#[cfg(test)]
mod tests;
