//! Both sides of a comparison as text.

use std::fmt::Write as _;

use crate::{
    safe,
    session::{
        comparison::{Comparison, Sight, Which, is_text},
        domain::{evidence::CitationState, linediff},
    },
};

use super::super::{
    super::output::{count, line},
    cited::Cited,
};

/// Lines of context around a change.
const CONTEXT: usize = 3;

/// The most lines of a file that are shown of one that is cited whole, and of a diff; cited lines are all shown.
const MOST: usize = 200;

pub(in crate::cli::evidence) fn title(cited: &Cited) -> String {
    let hint = cited.hint.as_deref();
    format!(
        "{}  {}  in {}\n{}\n{}{}\n",
        cited.id,
        line(&cited.subject),
        line(&cited.place),
        cited.told(),
        hint.map_or_else(String::new, |hint| format!("hint: {}\n", line(hint))),
        cited.dated_line()
    )
}

pub(super) fn heading(cited: &Cited, sight: &Sight) -> String {
    let mut text = title(cited);
    let commit = sight.pin.commit.as_deref();
    // Writing to a String does not fail.
    let _ = match (sight.which, commit) {
        (Which::Current, Some(commit)) => writeln!(text, "cited at commit {}", line(commit)),
        (Which::Current, None) => Ok(()),
        (Which::Earlier(number), _) => {
            writeln!(
                text,
                "earlier pin {}: {}",
                number + 1,
                line(&sight.pin.told())
            )
        }
    };
    if let Some(at) = &sight.beside.at {
        let _ = writeln!(text, "compared with commit {}", line(at));
    }
    text.push('\n');
    text
}

pub(super) fn body(comparison: &Comparison) -> String {
    match &comparison.sight.state {
        CitationState::Changed
        | CitationState::Uncommitted { still_there: false }
        | CitationState::NotDownloaded
        | CitationState::NotHere { .. }
        | CitationState::MissingObject
        | CitationState::HashMismatch
        | CitationState::NoFile
        | CitationState::CannotJudge { .. } => sides(comparison),
        CitationState::Unchanged { .. }
        | CitationState::Moved { .. }
        | CitationState::Uncommitted { still_there: true }
        | CitationState::LfsPointer => then_alone(comparison),
        CitationState::Gone => {
            let then = then_alone(comparison);
            format!("{then}\nthe file is not there now\n")
        }
    }
}

/// Writes what was cited, and a diff to what it is compared with.
pub(in super::super) fn sides(comparison: &Comparison) -> String {
    let mut out = String::new();
    if let (Ok(_), Err(why)) = (&comparison.then, &comparison.now) {
        let then = then_alone(comparison);
        return format!("{then}\nwhat is there cannot be shown: {}\n", line(why));
    }
    let Some((then, now)) = comparison.both() else {
        return then_alone(comparison);
    };
    if !is_text(then) || !is_text(now) {
        return "what was cited is no text\n".to_owned();
    }
    let sight = &comparison.sight;
    if sight.pin.lines.is_some() {
        out = format!("{}\n", then_alone(comparison));
    }
    // Writing to a String does not fail.
    let _ = writeln!(
        out,
        "--- cited/{}\n+++ now/{}",
        line(&sight.pin.path),
        line(&sight.now_path)
    );
    let (old, new) = (String::from_utf8_lossy(then), String::from_utf8_lossy(now));
    let changed = linediff::unified(&old, &new, CONTEXT);
    if changed.is_empty() {
        out.push_str(if then == now {
            "the files are the same\n"
        } else {
            "only line ends differ\n"
        });
    }
    for line in changed.lines().take(MOST) {
        // Writing to a String does not fail.
        let _ = writeln!(out, "{}", safe::escape_text(line));
    }
    rest(changed.lines().count(), comparison, &mut out);
    if let (Some(lines), CitationState::Changed) = (sight.now_lines, &sight.state) {
        let likeness = sight.likeness(then, now).unwrap_or_default();
        // Writing to a String does not fail.
        let _ = writeln!(
            out,
            "\nin their place stand lines {lines}, {likeness} % alike"
        );
    }
    out
}

/// Writes the cited lines with their numbers, and with those that they have now; of a file that is cited whole the
/// beginning.
fn then_alone(comparison: &Comparison) -> String {
    let then = match &comparison.then {
        Ok(bytes) => bytes,
        Err(why) => return format!("what was cited cannot be shown: {}\n", line(why)),
    };
    if !is_text(then) {
        return "what was cited is no text\n".to_owned();
    }
    let text = String::from_utf8_lossy(then);
    let sight = &comparison.sight;
    let mut out = String::new();
    let Some(lines) = sight.pin.lines else {
        for (number, text) in (1u32..).zip(text.lines()).take(MOST) {
            // Writing to a String does not fail.
            let _ = writeln!(out, "{number:>5}  {}", safe::escape_text(text));
        }
        rest(text.lines().count(), comparison, &mut out);
        return out;
    };
    let moved = match &sight.state {
        CitationState::Moved { lines, .. } => *lines,
        _ => None,
    };
    for (number, text) in (1u32..).zip(text.lines()) {
        if !(lines.first()..=lines.last()).contains(&number) {
            continue;
        }
        let now = moved.map_or_else(String::new, |moved| {
            format!(" {:>5}", number - lines.first() + moved.first())
        });
        // Writing to a String does not fail.
        let _ = writeln!(out, "{number:>5}{now}  {}", safe::escape_text(text));
    }
    out
}

/// Says how many lines are not shown, and how to see them.
fn rest(all: usize, comparison: &Comparison, out: &mut String) {
    if let Some(more) = all.checked_sub(MOST).filter(|more| *more > 0) {
        // Writing to a String does not fail.
        let _ = writeln!(
            out,
            "... and {}; the file as it was cited: git cat-file -p {}",
            count(more, "more line"),
            line(&comparison.sight.pin.blob)
        );
    }
}
