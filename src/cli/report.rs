//! `tickmark report`: the audit report out of the records.

use std::path::PathBuf;

use clap::{Args, ValueEnum};

use crate::error::{Error, Result};

use super::{
    Place,
    output::{Reply, line},
    pick,
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

    /// The file to write, replaced if it is there; stdout if left out.
    #[arg(short, long, value_name = "FILE")]
    output: Option<PathBuf>,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
enum Format {
    Md,
}

pub(super) fn run(verb: &Report, place: &Place) -> Result<Reply> {
    let session = place.open()?;
    let papers = pick::audit(&session, &verb.audit)?;
    let text = match verb.format {
        Format::Md => session.report(papers),
    };
    let Some(file) = &verb.output else {
        return Ok(Reply::text(text));
    };
    let file = place.resolve(file);
    let shown = file.display().to_string();
    std::fs::write(&file, text).map_err(|cause| {
        Error::unavailable(format!(
            "Could not write the report to {}: {cause}",
            line(&shown)
        ))
    })?;
    let mut reply = Reply::default();
    reply.note(format!("wrote {}", line(&shown)));
    Ok(reply)
}
