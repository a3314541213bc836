//! A file as the picker shows it: what it is, and its lines by their numbers.

use std::fmt::Write as _;

use clap::Args;
use serde::Serialize;

use crate::{
    error::{Error, Result},
    session::{
        At,
        domain::evidence::LineRange,
        preview::{Body, Pages, Preview, Text, size_text},
    },
};

use super::super::{
    Place,
    output::{Reply, count, line},
    pick,
};

/// The most lines that are shown where none are named.
const MOST: usize = 200;

/// The most characters of a line that are printed; JSON has all of them.
const WIDTH: usize = 2_000;

/// Show what a file is, kind, size and what is known of it, and of a text the lines with their numbers.
///
/// Nothing is followed and nothing is run: a symbolic link shows its target, an archive its list of files.
#[derive(Debug, Args)]
#[command(after_help = "Examples:
  tickmark evidence preview risk/risk-method.md --lines 10-24
  tickmark evidence preview reports/dpia.pdf --at HEAD --json")]
pub(super) struct Show {
    /// The file, from the top of the repository (or beginning with ./ from this folder), with the lines if not all of it.
    #[arg(value_name = "PATH[:A-B]")]
    path: String,

    /// As it is at a commit; as it is at the branch's tip if left out.
    #[arg(long, value_name = "COMMIT", conflicts_with = "worktree")]
    at: Option<String>,

    /// As it is on disk, committed or not.
    #[arg(long)]
    worktree: bool,

    /// Only these lines.
    #[arg(long, value_name = "A-B")]
    lines: Option<LineRange>,

    /// Print one JSON document.
    #[arg(long)]
    json: bool,
}

#[derive(Serialize)]
#[serde(rename_all = "kebab-case")]
struct Document<'a> {
    path: &'a str,
    kind: &'a str,
    size: u64,
    /// How many lines a text has, as far as it was read.
    lines: Option<usize>,
    /// Whether all of the text was read.
    complete: Option<bool>,
    dimensions: Option<Dimensions>,
    /// How many pages there are; none where the file has none, or does not say so safely.
    pages: Option<u64>,
    facts: Vec<Fact<'a>>,
    /// What a symbolic link leads to.
    target: Option<&'a str>,
    /// The commit of a submodule.
    commit: Option<&'a str>,
    pointer: Option<Pointer<'a>>,
    text: Vec<Line<'a>>,
    excerpt: &'a [String],
}

#[derive(Serialize)]
struct Dimensions {
    width: u64,
    height: u64,
}

#[derive(Serialize)]
struct Fact<'a> {
    name: &'a str,
    value: &'a str,
}

#[derive(Serialize)]
struct Pointer<'a> {
    sha256: &'a str,
    size: Option<u64>,
}

#[derive(Serialize)]
struct Line<'a> {
    line: usize,
    text: std::borrow::Cow<'a, str>,
}

pub(super) fn run(verb: &Show, place: &Place) -> Result<Reply> {
    let session = place.open()?;
    let target = pick::target(&session, place, &verb.path)?;
    let at = match verb.at.as_deref() {
        None if verb.worktree => At::WorkTree,
        None | Some("HEAD") => At::Head,
        Some(commit) => At::Commit(commit.to_owned()),
    };
    let preview = session.preview(&target, &at).map_err(|error| {
        if at == At::Head && session.is_only_on_disk(&target) {
            error.hint("it is on disk and not committed: look at it with --worktree")
        } else {
            error
        }
    })?;
    let asked = verb.lines.or(target.lines);
    let lines = wanted(&preview, asked, &target.path)?;
    if verb.json {
        return Reply::json(&document(&preview, &target.path, lines));
    }
    Ok(Reply::text(told(&preview, &target.path, lines, asked)))
}

/// Returns the lines to show, counted from 0: first, and behind the last.
fn wanted(preview: &Preview, asked: Option<LineRange>, path: &str) -> Result<(usize, usize)> {
    let all = preview.text().map_or(0, Text::len);
    let Some(asked) = asked else {
        return Ok((0, all.min(MOST)));
    };
    let number = |line: u32| usize::try_from(line).unwrap_or(usize::MAX);
    let (first, last) = (number(asked.first()), number(asked.last()));
    if last <= all {
        return Ok((first - 1, last));
    }
    let error = |why: String| {
        Error::usage(format!(
            "Could not show the lines {asked} of {}: {why}",
            line(path)
        ))
    };
    Err(match preview.text() {
        Some(text) if !text.is_complete() => error(format!(
            "only the first {} are looked at",
            size_text(text.held() as u64)
        ))
        .hint("git show HEAD:PATH shows all of it"),
        Some(text) => error(format!("it has {}", count(text.len(), "line"))),
        None => error(format!("it has no lines ({})", preview.kind)),
    })
}

fn document<'a>(preview: &'a Preview, path: &'a str, (first, end): (usize, usize)) -> Document<'a> {
    let text = preview.text();
    let mut document = Document {
        path,
        kind: preview.kind,
        size: preview.size,
        lines: text.map(Text::len),
        complete: text.map(Text::is_complete),
        dimensions: preview
            .dimensions
            .map(|(width, height)| Dimensions { width, height }),
        pages: match preview.pages {
            Some(Pages::Count(pages)) => Some(pages),
            Some(Pages::Unknown) | None => None,
        },
        facts: Vec::new(),
        target: None,
        commit: None,
        pointer: None,
        text: Vec::new(),
        excerpt: &[],
    };
    match &preview.body {
        Body::Text(text) => {
            let lines = (first..end).map(|line| Line {
                line: line + 1,
                text: text.line(line),
            });
            document.text = lines.collect();
        }
        Body::Bytes(facts) => {
            let known = facts.facts.iter();
            document.facts = known.map(|(name, value)| Fact { name, value }).collect();
            document.excerpt = &facts.excerpt;
        }
        Body::Symlink(target) => document.target = Some(target),
        Body::Submodule(commit) => document.commit = Some(commit),
        Body::LfsPointer { oid, size } => {
            document.pointer = Some(Pointer {
                sha256: oid,
                size: *size,
            });
        }
        Body::TooLarge => {}
    }
    document
}

fn told(
    preview: &Preview,
    path: &str,
    (first, end): (usize, usize),
    asked: Option<LineRange>,
) -> String {
    let mut out = format!("{}  {}", line(path), preview.kind);
    match &preview.body {
        Body::Symlink(_) | Body::Submodule(_) => {}
        Body::Text(text) if !text.is_empty() => {
            let more = if text.is_complete() { "" } else { " and more" };
            let coded = if text.is_utf8() { "" } else { ", not UTF-8" };
            // Writing to a String does not fail.
            let _ = write!(
                out,
                ", {}{more}, {}{coded}",
                count(text.len(), "line"),
                size_text(preview.size)
            );
        }
        Body::Text(_) | Body::Bytes(_) | Body::LfsPointer { .. } | Body::TooLarge => {
            let _ = write!(out, ", {}", size_text(preview.size));
        }
    }
    out.push('\n');
    let mut say = |what: &str, value: &str| {
        let _ = writeln!(out, "{what}: {}", line(value));
    };
    if let Some((width, height)) = preview.dimensions {
        say("pixels", &format!("{width} x {height}"));
    }
    match preview.pages {
        Some(Pages::Count(pages)) => say("pages", &pages.to_string()),
        Some(Pages::Unknown) => say("pages", "unknown"),
        None => {}
    }
    match &preview.body {
        Body::Symlink(target) => say("leads to", target),
        Body::Submodule(commit) => say("commit", commit),
        Body::LfsPointer { oid, size } => {
            say("sha256", oid);
            say(
                "size",
                &size.map_or_else(|| "unknown".to_owned(), size_text),
            );
        }
        Body::TooLarge => say(
            "not shown",
            "git keeps it as a difference to another version; git show HEAD:PATH has all of it",
        ),
        Body::Bytes(facts) => {
            for (what, value) in &facts.facts {
                say(what, value);
            }
            if !facts.excerpt.is_empty() {
                let _ = writeln!(out, "{}:", facts.excerpt_of);
            }
            for shown in &facts.excerpt {
                let _ = writeln!(out, "    {}", line(shown));
            }
        }
        Body::Text(text) if text.is_empty() => {}
        Body::Text(text) => {
            out.push('\n');
            for number in first..end {
                numbered(text, number, &mut out);
            }
            let more = text.len().saturating_sub(end);
            if more > 0 && asked.is_none() {
                let _ = writeln!(
                    out,
                    "... and {}; --lines A-B shows them",
                    count(more, "more line")
                );
            }
        }
    }
    out
}

fn numbered(text: &Text, number: usize, out: &mut String) {
    let content = text.line(number);
    let cut = content.char_indices().nth(WIDTH).map(|(at, _)| at);
    let shown = cut.and_then(|at| content.get(..at)).unwrap_or(&content);
    let more = if cut.is_some() { "..." } else { "" };
    // Writing to a String does not fail.
    let _ = writeln!(
        out,
        "{:>5}  {}{more}",
        number + 1,
        crate::safe::escape_text(shown)
    );
}
