//! `tickmark checklist export`: a checklist as CSV.

use std::path::PathBuf;

use clap::Args;

use crate::{
    error::Result,
    session::checklists::{self, table},
};

use super::super::{
    Place,
    output::{Reply, line},
};
use super::{find, write};

/// Write a checklist as CSV, one row a question; `checklist import` makes the same checklist of it.
///
/// Cells that a spreadsheet program would take for a formula begin with a quote, which the import takes off again.
#[derive(Debug, Args)]
#[command(after_help = "Examples:
  tickmark checklist export iso-42001 -o iso-42001.csv
  tickmark checklist export iso-42001 --bom -o for-excel.csv")]
pub(super) struct Export {
    /// The checklist.
    id: String,

    /// The file to write, replaced if it is there; stdout if left out.
    #[arg(short, long, value_name = "FILE")]
    output: Option<PathBuf>,

    /// Begin with a byte order mark, by which some spreadsheet programs know UTF-8.
    #[arg(long)]
    bom: bool,
}

pub(super) fn run(verb: &Export, place: &Place) -> Result<Reply> {
    let library = checklists::at_hand(&place.dir);
    let checklist = find(&library, &verb.id)?;
    let exported = table::export(checklist, verb.bom)?;
    let mut reply = Reply::default();
    match verb.output.as_deref() {
        Some(file) if file != "-" => {
            let shown = write(&place.resolve(file), exported.text.as_bytes(), "the table")?;
            reply.note(format!("wrote {}", line(&shown)));
        }
        Some(_) | None => reply.out = exported.text,
    }
    if !exported.comes_back {
        reply.note(
            "read back it will not be quite the same: white space around texts and characters that cannot be seen are lost",
        );
    }
    Ok(reply)
}
