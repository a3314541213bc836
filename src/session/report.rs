//! The report of an audit, out of its records and what became of its citations; what a management review is told; due dates as
//! a calendar file.

use crate::{
    domain::{
        due::DueDate,
        management_review::{ManagementReview, Period},
        papers::WorkingPapers,
        programme::{coverage::By, dates::AuditDays},
    },
    error::Result,
    report::{self, ProgrammeInput, ReportInput},
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
            grades: &self.workspace().offered_grades(),
            independence: self.known_independence(papers).as_ref(),
        })
    }

    /// Writes the audit programme as Markdown.
    pub fn programme_report(&self) -> Result<String> {
        let coverage = self.coverage(By::Audit)?;
        let gaps = self.programme_gaps()?;
        Ok(report::programme(&ProgrammeInput {
            organisation: &self.workspace().organisation,
            programme: self.the_programme()?,
            audits: self.papers(),
            coverage: &coverage,
            gaps: &gaps,
            today: self.clock().today(),
        }))
    }

    /// Gathers what the records of all audits say for a management review.
    pub fn management_review(&self, period: Period) -> ManagementReview {
        let days = self.workspace().days;
        ManagementReview::gather(self.papers(), period, self.clock().today(), days)
    }

    /// Writes what a management review is told as Markdown; records that cannot be read are named in it.
    pub fn management_report(&self, review: &ManagementReview) -> String {
        let unread: Vec<String> = self.broken().iter().map(|b| b.error.to_string()).collect();
        report::management_review(&self.workspace().organisation, review, &unread)
    }
}

/// Writes due dates and the days of planned audits as a calendar file; e-mail addresses only where they are asked for.
pub fn calendar(dates: &[DueDate], audits: &[AuditDays], with_mail: bool) -> String {
    report::calendar(dates, audits, with_mail)
}
