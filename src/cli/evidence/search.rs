//! Finding lines in the contents of files.

use std::{fmt::Write as _, ops::ControlFlow};

use clap::Args;
use serde::Serialize;

use crate::{
    error::Result,
    session::{
        domain::file_type::FileType,
        repositories::HERE,
        search::{FileHits, GrepLine, Grepped, PatternKind, Search as Asked, Skipped, unsearched},
        selection::Selection,
    },
};

use super::super::{
    Place,
    output::{Reply, count, line},
    pick, words,
};

/// Find the lines that match a regular expression in the files of a commit, as `git grep` does.
///
/// Prints `path:line: text`. What could not be searched is counted on stderr: it is never passed over in silence. The case of
/// letters counts when the pattern has a capital. Exit status 1 when nothing is found.
#[derive(Debug, Args)]
#[command(after_help = "Examples:
  tickmark evidence search 'approved by (nobody|n/a)'
  tickmark evidence search --fixed 'TODO(' --path src --path 'docs/**/*.md'
  tickmark evidence search --word pending --kind csv --at 9f8e7d6")]
pub(super) struct Search {
    /// What a line has to hold.
    pattern: String,

    #[command(flatten)]
    how: How,

    /// Only in this folder or file, or in files like models/**/*.md; `*.csv` is a name in any folder. Several add up.
    #[arg(long = "path", value_name = "FOLDER|GLOB")]
    paths: Vec<String>,

    /// Only in files of this kind, by their names. Several add up.
    #[arg(long = "kind", value_name = "KIND", value_parser = words::file_type())]
    kinds: Vec<FileType>,

    /// In the files as they were at this commit; at the branch's tip if left out.
    #[arg(long, value_name = "COMMIT")]
    at: Option<String>,

    /// In another repository of tickmark.toml, or a submodule.
    #[arg(long, value_name = "NAME", default_value = HERE, hide_default_value = true)]
    repository: String,

    /// How many lines are printed at most; the others are counted.
    #[arg(long, value_name = "N", default_value_t = 1000)]
    limit: usize,

    /// Print one JSON document.
    #[arg(long)]
    json: bool,
}

/// How the pattern is read.
#[derive(Debug, Args)]
struct How {
    /// Take the pattern as it is, not as a regular expression.
    #[arg(long)]
    fixed: bool,

    /// Only whole words.
    #[arg(long)]
    word: bool,

    /// The case of letters counts always.
    #[arg(long)]
    case: bool,
}

#[derive(Serialize)]
#[serde(rename_all = "kebab-case")]
struct Document {
    pattern: String,
    commit: Option<String>,
    files: Vec<Found>,
    lines: usize,
    more: usize,
    files_found: usize,
    files_searched: usize,
    not_searched: NotSearched,
}

#[derive(Serialize)]
struct Found {
    path: String,
    blob: String,
    lines: Vec<Line>,
    more: usize,
}

#[derive(Serialize)]
struct Line {
    #[serde(rename = "line")]
    number: u32,
    text: String,
    found: String,
    whole: bool,
}

#[derive(Serialize)]
#[serde(rename_all = "kebab-case")]
struct NotSearched {
    damaged: usize,
    not_downloaded: usize,
    too_large: usize,
    lfs_pointer: usize,
    no_text: usize,
    symbolic_link: usize,
    submodule: usize,
}

impl From<Skipped> for NotSearched {
    fn from(skipped: Skipped) -> Self {
        Self {
            damaged: skipped.damaged,
            not_downloaded: skipped.not_downloaded,
            too_large: skipped.large,
            lfs_pointer: skipped.lfs,
            no_text: skipped.binary,
            symbolic_link: skipped.symlinks,
            submodule: skipped.submodules,
        }
    }
}

impl From<GrepLine> for Line {
    fn from(line: GrepLine) -> Self {
        Self {
            number: line.number,
            found: line.text.get(line.found).unwrap_or_default().to_owned(),
            whole: !line.cut_before && !line.cut_after,
            text: line.text,
        }
    }
}

impl From<FileHits> for Found {
    fn from(hits: FileHits) -> Self {
        Self {
            path: hits.path,
            blob: hits.blob,
            lines: hits.lines.into_iter().map(Line::from).collect(),
            more: hits.more,
        }
    }
}

pub(super) fn run(verb: &Search, place: &Place) -> Result<Reply> {
    let session = place.open()?;
    let kind = PatternKind {
        fixed: verb.how.fixed,
        word: verb.how.word,
        case: verb.how.case,
    };
    let places = verb
        .paths
        .iter()
        .map(|path| pick::in_repository(&session, place, path))
        .collect::<Result<Vec<_>>>()?;
    let search = Asked {
        selection: Selection::new(&places, &verb.kinds)?,
        repository: verb.repository.clone(),
        commit: verb.at.clone(),
        lines: verb.limit,
        ..Asked::new(&verb.pattern, kind)?
    };
    let mut files = Vec::new();
    let grepped = session.search(&search, &|| false, &mut |hits| {
        files.push(hits);
        ControlFlow::Continue(())
    })?;
    let nothing = grepped.lines == 0;
    let mut reply = if verb.json {
        Reply::json(&Document {
            pattern: verb.pattern.clone(),
            commit: grepped.commit.clone(),
            files: files.into_iter().map(Found::from).collect(),
            lines: grepped.lines,
            more: grepped.more,
            files_found: grepped.files,
            files_searched: grepped.searched,
            not_searched: grepped.skipped.into(),
        })?
    } else {
        let mut reply = Reply::default();
        let another = if verb.repository == HERE {
            String::new()
        } else {
            format!("{}//", line(&verb.repository))
        };
        for hits in &files {
            for found in &hits.lines {
                reply.line(format!("{another}{}", one(&hits.path, found)));
            }
        }
        reply
    };
    remark(&mut reply, &grepped);
    Ok(reply.no_if(nothing))
}

fn one(path: &str, found: &GrepLine) -> String {
    let (before, after) = (
        if found.cut_before { "..." } else { "" },
        if found.cut_after { "..." } else { "" },
    );
    format!(
        "{}:{}: {before}{}{after}",
        line(path),
        found.number,
        line(&found.text)
    )
}

/// Says how much was found, and what was left out.
fn remark(reply: &mut Reply, grepped: &Grepped) {
    let mut told = format!(
        "{} in {}",
        count(grepped.lines, "line"),
        count(grepped.files, "file")
    );
    if grepped.more > 0 {
        // Writing to a String does not fail.
        let _ = write!(
            told,
            ", the first {} are printed (--limit)",
            grepped.lines - grepped.more
        );
    }
    reply.note(told);
    if grepped.searched == 0 && grepped.skipped.total() == 0 {
        reply.note("no file was searched: none is there, or none is of that path and kind");
    }
    if let Some(told) = unsearched(&grepped.skipped) {
        reply.note(told);
    }
}
