//! The programme as a document.

use clap::Args;

use crate::error::Result;

use super::super::{
    Place,
    output::Reply,
    to_file::{self, ToFile},
};

/// Write the programme as Markdown: what it says, its audits, what they cover together, and what they leave out.
#[derive(Debug, Args)]
#[command(after_help = "Example:
  tickmark programme report -o programme.md")]
pub(super) struct Report {
    #[command(flatten)]
    file: ToFile,
}

pub(super) fn run(verb: &Report, place: &Place) -> Result<Reply> {
    let session = place.open()?;
    let text = session.programme_report()?;
    to_file::deliver(text, "the programme", &verb.file, place)
}
