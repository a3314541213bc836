//! The audit report, the audit programme and what a management review is told: domain values to Markdown; and due dates as a
//! calendar file.
//!
//! A report is a pure function of the records and of what became of the citations: no clock, no environment, no order that is
//! not fixed, so that the same commit gives the same bytes. It has the parts that ISO 19011 (6.5.1) asks of a report; what the
//! records leave open is said rather than left out. Every text of a record is escaped, so that no record can change the shape
//! of the report, bring in HTML, or hide something from its reader.

mod actions;
mod answers;
mod applicability;
mod calendar;
mod disputes;
mod escape;
mod findings;
mod front;
mod independence;
mod management_review;
mod maturity;
mod page;
mod programme;
mod samples;
mod signoff;
mod summary;
mod trails;

use std::collections::BTreeMap;

use crate::domain::{
    applicability::Statements, evidence::CitationState, finding::OfferedGrade,
    freshness::FreshnessLimit, id::EvidenceId, independence::Independence, papers::WorkingPapers,
    signoff::standing::Reported,
};

pub use self::{
    calendar::calendar,
    management_review::management_review,
    programme::{ProgrammeInput, programme},
};

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
    /// The grades by which the organisation grades.
    pub grades: &'a [OfferedGrade],
    /// What is known of the independence of the auditors; none where the history was not looked through.
    pub independence: Option<&'a Independence>,
    /// The sign-offs on the commit of the records or before it, and whether the records are still those that were signed.
    ///
    /// What a signature is worth depends on who asks, and is not reported.
    pub sign_offs: &'a [Reported],
}

/// Writes the report of an audit as Markdown (`CommonMark` with the tables of GitHub).
pub fn markdown(input: &ReportInput<'_>) -> String {
    let mut page = Page::new();
    front::write(input, &mut page);
    summary::write(input, &mut page);
    maturity::write(input, &mut page);
    findings::write(input, &mut page);
    disputes::write(input, &mut page);
    actions::write(input, &mut page);
    samples::write(input, &mut page);
    trails::write(input, &mut page);
    answers::write(input, &mut page);
    applicability::write(input, &mut page);
    page.finish()
}

#[cfg(test)]
mod tests;
