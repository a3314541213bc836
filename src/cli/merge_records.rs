//! `tickmark merge-records`: what git runs to merge a record.

use std::path::PathBuf;

use clap::Args;

use crate::{
    error::{Error, Result},
    session::{
        domain::merge::Clash,
        merging::{Files, merge_files},
    },
};

use super::{
    Place,
    output::{Reply, count, line},
};

/// How many characters of a value are shown.
const SHOWN: usize = 60;

/// Merge two versions of a record field by field: git's merge driver for records.
///
/// The merge is written over OURS. Where both changed the same field, OURS gets all else merged, and both versions of that field
/// between git's marks. `tickmark init` sets git up so that it runs this by itself when it merges, rebases or picks.
#[derive(Debug, Args)]
#[command(
    after_help = "Exit status: 0 merged; 1 both changed the same, and OURS has marks; 2 a version cannot be understood, and OURS is
as it was.

Example:
  git config merge.tickmark.driver 'tickmark merge-records %O %A %B %P'"
)]
pub(super) struct MergeRecords {
    /// The file with what both began with; empty where there was nothing.
    base: PathBuf,

    /// The file with our version; the merge is written over it.
    ours: PathBuf,

    /// The file with the version that comes.
    theirs: PathBuf,

    /// The path of the record in the repository; tells what kind of record it is.
    path: Option<PathBuf>,
}

pub(super) fn run(verb: &MergeRecords, place: &Place) -> Result<Reply> {
    let path = verb
        .path
        .as_ref()
        .map(|path| path.to_string_lossy().into_owned());
    let shown = path
        .clone()
        .unwrap_or_else(|| verb.ours.display().to_string());
    let clashes = merge_files(&Files {
        base: place.resolve(&verb.base),
        ours: place.resolve(&verb.ours),
        theirs: place.resolve(&verb.theirs),
        path,
    })?;
    if clashes.is_empty() {
        return Ok(Reply::default());
    }
    Err(Error::refused(format!(
        "Could not merge {}: both sides changed {}",
        line(&shown),
        count(clashes.len(), "field")
    ))
    .details(clashes.iter().map(told))
    .hint("both versions are in it, between <<<<<<< and >>>>>>>: keep what is right, take the marks out, then: git add")
    .hint("our version alone: git checkout --ours; the other one: git checkout --theirs"))
}

/// Says a clash in one line.
fn told(clash: &Clash) -> String {
    let place = if clash.path.is_whole() {
        "the whole record".to_owned()
    } else {
        clash.path.to_string()
    };
    let value = |value: &Option<String>| match value {
        Some(text) => format!("\"{}\"", short(text)),
        None => "nothing".to_owned(),
    };
    format!(
        "{}: {}: ours {}, theirs {}",
        line(&place),
        clash.kind.told(),
        value(&clash.ours),
        value(&clash.theirs)
    )
}

fn short(text: &str) -> String {
    let words: Vec<&str> = text.split_whitespace().collect();
    let mut shown: String = line(&words.join(" ")).chars().take(SHOWN + 1).collect();
    if shown.chars().count() > SHOWN {
        shown.pop();
        shown.push('…');
    }
    shown
}
