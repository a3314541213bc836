//! What was cited, and what is there now.

use std::fmt::Write as _;

use clap::Args;
use serde::Serialize;

use crate::{
    error::Result,
    session::{
        domain::{
            evidence::{CitationState, EvidenceLink, LineRange},
            linediff,
        },
        evidence::Comparison,
    },
};

use super::{
    super::{
        Place,
        output::{Reply, count, field, line},
    },
    cited::Cited,
    whose::{find_citation, whose},
};

/// Lines of context around a change.
const CONTEXT: usize = 3;

/// The most lines of a file that are shown of one that is cited whole, and of a diff; cited lines are all shown.
const MOST: usize = 200;

/// Show what was cited, and what is there now: the lines where they are the same, a unified diff where they are not.
#[derive(Debug, Args)]
#[command(after_help = "Example:
  tickmark evidence show aims-2026 E-4T6W0N")]
pub(super) struct Show {
    /// The audit; `soa` for the statement of applicability.
    audit: String,

    /// The citation.
    id: String,

    /// Print one JSON document.
    #[arg(long)]
    json: bool,
}

#[derive(Serialize)]
#[serde(rename_all = "kebab-case")]
struct Document {
    citation: Cited,
    /// The cited lines, or the whole file where no lines are cited; none where they cannot be had.
    then: Option<String>,
    /// Why they cannot be had.
    then_missing: Option<String>,
    /// The whole file as it is now; none where it is gone.
    now: Option<String>,
    now_path: String,
}

pub(super) fn run(verb: &Show, place: &Place) -> Result<Reply> {
    let session = place.open()?;
    let (holder, link) = find_citation(&session, whose(&session, &verb.audit)?, &verb.id)?;
    let states = session.check_links(&[link]);
    let cited = Cited::held(&holder, link, &states);
    if link.pin().is_none() {
        return without_bytes(cited, &link.note, verb.json);
    }
    let comparison = session.compare(link)?;
    let reply = if verb.json {
        Reply::json(&document(cited, &comparison))?
    } else {
        Reply::text(heading(&cited) + &body(&comparison))
    };
    Ok(reply.no_if(comparison.state.is_drift()))
}

/// Shows a citation of what is no file: its note is what there is.
fn without_bytes(citation: Cited, note: &str, json: bool) -> Result<Reply> {
    if json {
        return Reply::json(&Document {
            citation,
            then: None,
            then_missing: None,
            now: None,
            now_path: String::new(),
        });
    }
    let mut reply = Reply::text(heading(&citation));
    field(&mut reply.out, "note", note);
    Ok(reply)
}

fn heading(cited: &Cited) -> String {
    let mut text = format!(
        "{}  {}  in {}\n",
        cited.id,
        line(&cited.subject),
        cited.place.as_deref().unwrap_or_default()
    );
    // Writing to a String does not fail.
    let _ = writeln!(text, "{}: {}", cited.state, line(&cited.phrase));
    if let Some(hint) = &cited.hint {
        let _ = writeln!(text, "hint: {}", line(hint));
    }
    if let Some(commit) = &cited.commit {
        let _ = writeln!(text, "cited at commit {}", line(commit));
    }
    text.push('\n');
    text
}

fn document(citation: Cited, comparison: &Comparison) -> Document {
    let text = |bytes: &[u8]| String::from_utf8_lossy(bytes).into_owned();
    let then = comparison.then.as_ref();
    Document {
        citation,
        then: then
            .ok()
            .map(|bytes| text(cut(bytes, comparison.link.lines))),
        then_missing: then.err().cloned(),
        now: comparison.now.as_deref().map(text),
        now_path: comparison.now_path.clone(),
    }
}

fn cut(bytes: &[u8], lines: Option<LineRange>) -> &[u8] {
    lines.and_then(|lines| lines.cut(bytes)).unwrap_or(bytes)
}

fn body(comparison: &Comparison) -> String {
    let then = match &comparison.then {
        Ok(bytes) => bytes,
        Err(why) => return format!("what was cited cannot be shown: {}\n", line(why)),
    };
    if then.contains(&0) {
        return "what was cited is no text\n".to_owned();
    }
    let text = String::from_utf8_lossy(then);
    match &comparison.state {
        CitationState::Unchanged { .. }
        | CitationState::Moved { .. }
        | CitationState::Uncommitted { still_there: true }
        | CitationState::LfsPointer => numbered(&text, &comparison.link),
        CitationState::Gone => {
            format!(
                "{}\nnothing of it is there now\n",
                numbered(&text, &comparison.link)
            )
        }
        CitationState::Changed
        | CitationState::Uncommitted { still_there: false }
        | CitationState::NotDownloaded
        | CitationState::NotHere { .. }
        | CitationState::MissingObject
        | CitationState::HashMismatch
        | CitationState::NoFile
        | CitationState::CannotJudge { .. } => {
            let Some(now) = &comparison.now else {
                return numbered(&text, &comparison.link);
            };
            let now = String::from_utf8_lossy(now);
            let path = comparison.link.path.as_deref().unwrap_or_default();
            let mut out = String::new();
            if comparison.link.lines.is_some() {
                out = format!("{}\n", numbered(&text, &comparison.link));
            }
            // Writing to a String does not fail.
            let _ = writeln!(
                out,
                "--- cited/{}\n+++ now/{}",
                line(path),
                line(&comparison.now_path)
            );
            let changed = linediff::unified(&text, &now, CONTEXT);
            for line in changed.lines().take(MOST) {
                // Writing to a String does not fail.
                let _ = writeln!(out, "{}", crate::safe::escape_text(line));
            }
            rest(changed.lines().count(), &comparison.link, &mut out);
            out
        }
    }
}

/// Writes the cited lines with their numbers; of a file that is cited whole the beginning.
fn numbered(text: &str, link: &EvidenceLink) -> String {
    let (first, last) = link
        .lines
        .map_or((1, u32::MAX), |lines| (lines.first(), lines.last()));
    let most = if link.lines.is_some() {
        usize::MAX
    } else {
        MOST
    };
    let mut out = String::new();
    for (number, text) in (1u32..).zip(text.lines()).take(most) {
        if (first..=last).contains(&number) {
            // Writing to a String does not fail.
            let _ = writeln!(out, "{number:>5}  {}", crate::safe::escape_text(text));
        }
    }
    if link.lines.is_none() {
        rest(text.lines().count(), link, &mut out);
    }
    out
}

/// Says how many lines are not shown, and how to see them.
fn rest(all: usize, link: &EvidenceLink, out: &mut String) {
    if let Some(more) = all.checked_sub(MOST).filter(|more| *more > 0) {
        let blob = link.blob.as_deref().unwrap_or_default();
        // Writing to a String does not fail.
        let _ = writeln!(
            out,
            "... and {}; the file as it was cited: git cat-file -p {}",
            count(more, "more line"),
            line(blob)
        );
    }
}
