//! `tickmark report`: the audit report out of the records.

use clap::{Args, ValueEnum};

use crate::{
    error::{Error, Result},
    session::{Session, domain::id::AuditId},
};

use super::{
    Place,
    output::{Reply, count},
    pick,
    to_file::{self, ToFile},
};

/// Write the audit report out of the records.
///
/// The same records and citation states give the same report, byte for byte.
#[derive(Debug, Args)]
#[command(after_help = "Examples:
  tickmark report aims-2026 | less
  tickmark report aims-2026 --format md -o report.md")]
pub(super) struct Report {
    /// The audit.
    audit: String,

    /// The format: md is Markdown.
    #[arg(long, value_enum, default_value_t = Format::Md)]
    format: Format,

    #[command(flatten)]
    file: ToFile,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
enum Format {
    Md,
}

pub(super) fn run(verb: &Report, place: &Place) -> Result<Reply> {
    let mut session = place.open()?;
    let id = pick::audit(&session, &verb.audit)?.audit.id.clone();
    refuse_gaps(&session, &id)?;
    session.independence(&id)?;
    let papers = session.audit(&id)?;
    let text = match verb.format {
        Format::Md => session.report(papers),
    };
    to_file::deliver(text, "the report", &verb.file, place)
}

/// Refuses an audit of which a record cannot be read: nobody would see in the report that something is missing.
fn refuse_gaps(session: &Session, audit: &AuditId) -> Result<()> {
    let gaps: Vec<String> = session
        .broken()
        .iter()
        .filter(|broken| {
            let inside = format!("{}/{audit}/", session.store().records_folder());
            broken.path.starts_with(&inside)
        })
        .map(|broken| broken.error.to_string())
        .collect();
    if gaps.is_empty() {
        return Ok(());
    }
    Err(Error::usage(format!(
        "Could not write the report of {audit}: {} of it cannot be read",
        count(gaps.len(), "record")
    ))
    .details(gaps)
    .hint("mend the files in an editor, or bring them back with git"))
}
