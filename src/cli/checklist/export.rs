//! `tickmark checklist export`: a checklist as CSV.

use clap::Args;

use crate::{
    error::Result,
    session::checklists::{self, table},
};

use super::super::{
    Place,
    output::Reply,
    to_file::{self, ToFile},
};
use super::find;

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

    #[command(flatten)]
    file: ToFile,

    /// Begin with a byte order mark, by which some spreadsheet programs know UTF-8.
    #[arg(long)]
    bom: bool,
}

pub(super) fn run(verb: &Export, place: &Place) -> Result<Reply> {
    let library = checklists::at_hand(&place.dir);
    let checklist = find(&library, &verb.id)?;
    let exported = table::export(checklist, verb.bom)?;
    let mut reply = to_file::deliver(exported.text, "the table", &verb.file, place)?;
    if !exported.comes_back {
        reply.note(
            "read back it will not be quite the same: white space around texts and characters that cannot be seen are lost",
        );
    }
    Ok(reply)
}
