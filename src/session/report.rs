//! The report of an audit, out of its records and what became of its citations.

use crate::{
    domain::papers::WorkingPapers,
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
}
