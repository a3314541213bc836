//! The programme as a document.

use std::path::PathBuf;

use clap::Args;

use crate::{
    atomic::{self, AtomicError},
    error::{Error, Result},
};

use super::super::{
    Place,
    output::{Reply, line},
};

/// Write the programme as Markdown: what it says, its audits, what they cover together, and what they leave out.
#[derive(Debug, Args)]
#[command(after_help = "Example:
  tickmark programme report -o programme.md")]
pub(super) struct Report {
    /// The file to write, replaced if it is there; stdout if left out.
    #[arg(short, long, value_name = "FILE")]
    output: Option<PathBuf>,
}

pub(super) fn run(verb: &Report, place: &Place) -> Result<Reply> {
    let session = place.open()?;
    let text = session.programme_report()?;
    let Some(file) = &verb.output else {
        return Ok(Reply::text(text));
    };
    let file = place.resolve(file);
    let shown = file.display().to_string();
    atomic::replace(&file, text.as_bytes()).map_err(|cause| {
        let why = match cause {
            AtomicError::Io { source, .. } => source.to_string(),
            other => line(&other.to_string()).into_owned(),
        };
        Error::unavailable(format!(
            "Could not write the programme to {}: {why}",
            line(&shown)
        ))
    })?;
    let mut reply = Reply::default();
    reply.note(format!("wrote {}", line(&shown)));
    Ok(reply)
}
