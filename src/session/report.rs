//! The report of an audit, out of its records and what became of its citations.

use crate::{
    domain::papers::WorkingPapers,
    report::{self, ReportInput},
};

use super::Session;

impl Session {
    /// Writes the report of an audit as Markdown, every citation judged as it stands now.
    pub fn report(&self, papers: &WorkingPapers) -> String {
        report::markdown(&ReportInput {
            organisation: &self.workspace().organisation,
            papers,
            citations: &self.check(papers),
            statements: self.applicability(),
        })
    }
}
