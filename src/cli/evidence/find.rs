//! Ranking the files of the repository by a few letters of their paths.

use clap::Args;
use serde::Serialize;

use crate::{
    error::Result,
    session::{
        domain::file_type::FileType,
        path_query::{FilterOptions, Filters, PathQuery},
    },
};

use super::super::{
    Place,
    output::{Reply, line},
    pick, words,
};

/// Rank the files of the repository by a few letters of their path, best first, one a line.
///
/// Files of other repositories are written NAME//PATH, as they are cited. Author and date are those of the last commit that changed a file. Exit status 1 when nothing is found.
#[derive(Debug, Args)]
#[command(after_help = "Examples:
  tickmark evidence find riskreg --limit 5
  tickmark evidence find card --repository models
  tickmark evidence find log --folder releases --kind csv --since 2026-07
  tickmark evidence find --author mira --before 2026")]
pub(super) struct Find {
    /// Letters of the path, in order; gaps are fine. Every file if left out.
    #[arg(default_value = "", hide_default_value = true)]
    query: String,

    /// Only beneath this folder, or files like models/**/*.md. Several add up.
    #[arg(long = "folder", value_name = "FOLDER|GLOB")]
    folders: Vec<String>,

    /// Only files of this kind, by their names. Several add up.
    #[arg(long = "kind", value_name = "KIND", value_parser = words::file_type())]
    kinds: Vec<FileType>,

    /// Only files last changed by somebody with this in the name or address. Several add up.
    #[arg(long = "author", value_name = "TEXT")]
    authors: Vec<String>,

    /// Only files last changed on or after this day, month or year.
    #[arg(long, value_name = "DATE")]
    since: Option<String>,

    /// Only files last changed before this day, month or year.
    #[arg(long, value_name = "DATE")]
    before: Option<String>,

    /// Only in the repository of this name; `.` is the one that the workspace is in.
    #[arg(long, value_name = "NAME")]
    repository: Option<String>,

    /// How many at most.
    #[arg(long, value_name = "N", default_value_t = 20)]
    limit: usize,

    /// Print one JSON document.
    #[arg(long)]
    json: bool,
}

pub(super) fn run(verb: &Find, place: &Place) -> Result<Reply> {
    #[derive(Serialize)]
    struct Document {
        paths: Vec<String>,
        matched: usize,
    }
    let session = place.open()?;
    let folders = verb
        .folders
        .iter()
        .map(|folder| pick::in_repository(&session, place, folder))
        .collect::<Result<_>>()?;
    let query = PathQuery {
        words: verb.query.clone(),
        filters: Filters::from_options(&FilterOptions {
            folders,
            kinds: verb.kinds.clone(),
            authors: verb.authors.clone(),
            since: verb.since.clone(),
            before: verb.before.clone(),
        })?,
    };
    let found = session.find_paths(&query, verb.limit, verb.repository.as_deref())?;
    let nothing = found.rows.is_empty();
    let mut reply = if verb.json {
        Reply::json(&Document {
            paths: found.rows,
            matched: found.matched,
        })?
    } else {
        let mut reply = Reply::default();
        for path in &found.rows {
            reply.line(line(path));
        }
        reply
    };
    reply.notes.extend(found.remark);
    Ok(reply.no_if(nothing))
}
