//! The report of an audit, out of its records and what became of its citations; what a management review is told; due dates as
//! a calendar file.

use crate::{
    domain::{
        due::DueDate,
        management_review::{ManagementReview, Period},
        papers::WorkingPapers,
    },
    report::{self, ReportInput},
};

use super::Session;

impl Session {
    /// Writes the report of an audit as Markdown, every citation judged as it stands now.
    ///
    /// It says how independent the auditors were as far as [`Session::independence`] was asked before.
    pub fn report(&self, papers: &WorkingPapers) -> String {
        report::markdown(&ReportInput {
            organisation: &self.workspace().organisation,
            papers,
            citations: &self.check(papers),
            statements: self.applicability(),
            freshness: &self.workspace().freshness,
            independence: self.known_independence(papers).as_ref(),
        })
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

/// Writes due dates as a calendar file; e-mail addresses only where they are asked for.
pub fn calendar(dates: &[DueDate], with_mail: bool) -> String {
    report::calendar(dates, with_mail)
}
