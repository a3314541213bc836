//! The report of an audit, out of its records and what became of its citations; due dates as a calendar file.

use crate::{
    domain::{due::DueDate, papers::WorkingPapers},
    report::{self, ReportInput},
};

use super::Session;

impl Session {
    /// Writes the report of an audit as Markdown, every citation judged as it stands now.
    ///
    /// It says how independent the auditors were as far as [`Session::independence`] was asked before.
    /// It names the sign-offs that HEAD leads to: the same commit with the same tags on it and before it gives the same report.
    pub fn report(&self, papers: &WorkingPapers) -> String {
        report::markdown(&ReportInput {
            sign_offs: &self.reported_sign_offs(&papers.audit.id),
            organisation: &self.workspace().organisation,
            papers,
            citations: &self.check(papers),
            statements: self.applicability(),
            freshness: &self.workspace().freshness,
            independence: self.known_independence(papers).as_ref(),
        })
    }
}

/// Writes due dates as a calendar file; e-mail addresses only where they are asked for.
pub fn calendar(dates: &[DueDate], with_mail: bool) -> String {
    report::calendar(dates, with_mail)
}
