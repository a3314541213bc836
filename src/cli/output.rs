//! What commands print, and how: plain text on stdout, remarks and errors on stderr, JSON as one document.

use std::{
    borrow::Cow,
    fmt::Write as _,
    io::{self, IsTerminal as _, Write},
};

use serde::Serialize;
use unicode_width::{UnicodeWidthChar as _, UnicodeWidthStr};

use crate::{
    error::{Error, Result},
    safe,
    session::domain::record::SCHEMA,
};

use super::json;

/// What a command has to say.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Reply {
    /// What goes to stdout.
    pub out: String,
    /// Remarks that go to stderr, one a line, so that they do not end up in a pipe.
    pub notes: Vec<String>,
    /// The exit status.
    pub status: u8,
}

impl Reply {
    /// Makes a reply of text for stdout.
    pub fn text(out: impl Into<String>) -> Self {
        Self {
            out: out.into(),
            ..Self::default()
        }
    }

    /// Makes the reply of a command that writes a record: what of it is other now, or that nothing is.
    pub fn changed(record: &str, what: &[&str]) -> Self {
        if what.is_empty() {
            let mut reply = Self::text(format!("{record}\n"));
            reply.note("nothing has changed");
            return reply;
        }
        Self::text(format!("{record}: {} changed\n", what.join(", ")))
    }

    /// Makes a reply of one JSON document: `"schema": 1` and what the value has.
    pub fn json<T: Serialize>(value: &T) -> Result<Self> {
        #[derive(Serialize)]
        struct Document<'a, T> {
            schema: u32,
            #[serde(flatten)]
            value: &'a T,
        }
        let document = Document {
            schema: SCHEMA,
            value,
        };
        let mut out = json::pretty(&document)
            .map_err(|cause| Error::unavailable(format!("Could not write JSON: {cause}")))?;
        out.push('\n');
        Ok(Self::text(out))
    }

    /// Sets the exit status to "the answer is no" when `no` holds.
    #[must_use]
    pub fn no_if(mut self, no: bool) -> Self {
        if no {
            self.status = 1;
        }
        self
    }

    /// Adds a line to stdout.
    pub fn line(&mut self, line: impl AsRef<str>) {
        self.out.push_str(line.as_ref());
        self.out.push('\n');
    }

    /// Adds a remark to stderr.
    pub fn note(&mut self, note: impl Into<String>) {
        self.notes.push(note.into());
    }
}

/// Makes a repository's text of one line safe to print.
pub(super) fn line(text: &str) -> Cow<'_, str> {
    safe::escape_line(text)
}

/// Makes a repository's text of several lines safe to print, indented.
pub(super) fn block(text: &str, indent: &str) -> String {
    let mut out = String::new();
    for line in safe::escape_text(text.trim_end()).lines() {
        // Writing to a String does not fail.
        let _ = writeln!(out, "{}", format!("{indent}{line}").trim_end());
    }
    out
}

/// Adds `key  text` to `out` unless the text is empty; long texts go below their key.
pub(super) fn field(out: &mut String, key: &str, text: &str) {
    if text.trim().is_empty() {
        return;
    }
    let _ = if text.trim_end().contains('\n') {
        write!(out, "{key}:\n{}", block(text, "    "))
    } else {
        writeln!(out, "{key}: {}", line(text.trim_end()))
    };
}

/// The widest that a column of a table is made for all rows, where nothing is cut.
const COLUMN: usize = 40;

/// The least that a column is cut to.
const LEAST: usize = 8;

/// Returns how wide the terminal is that stdout goes to; none where it goes elsewhere.
pub(super) fn terminal_width() -> Option<usize> {
    if !io::stdout().is_terminal() {
        return None;
    }
    #[cfg(unix)]
    let width = rustix::termios::tcgetwinsize(io::stdout())
        .ok()
        .map(|size| usize::from(size.ws_col));
    #[cfg(not(unix))]
    let width = None;
    width.filter(|width| *width > 0)
}

/// Writes rows with their cells below each other. Within a width the widest columns are cut until all of them fit; without
/// one nothing is cut, and a cell that is very long widens its own row alone.
pub(super) fn table<const N: usize>(rows: &[[String; N]], within: Option<usize>) -> String {
    let between = 2 * N.saturating_sub(1);
    let mut widths = [0; N];
    for row in rows {
        for (width, cell) in widths.iter_mut().zip(row) {
            *width = (*width).max(UnicodeWidthStr::width(cell.as_str()));
        }
    }
    match within {
        Some(within) => {
            while widths.iter().sum::<usize>() + between > within {
                let Some(widest) = widths.iter_mut().max().filter(|width| **width > LEAST) else {
                    break;
                };
                // In one step from a name of many thousand letters to what can be seen.
                *widest = (*widest - 1).min(within);
            }
        }
        None => {
            for width in &mut widths {
                *width = (*width).min(COLUMN);
            }
        }
    }
    let mut out = String::new();
    for row in rows {
        let mut line = String::new();
        for (cell, width) in row.iter().zip(widths) {
            if !line.is_empty() {
                line.push_str("  ");
            }
            let cell = match within {
                Some(_) => cut(cell, width),
                None => Cow::Borrowed(cell.as_str()),
            };
            line.push_str(&cell);
            let wide = UnicodeWidthStr::width(cell.as_ref());
            line.extend(std::iter::repeat_n(' ', width.saturating_sub(wide)));
        }
        out.push_str(line.trim_end());
        out.push('\n');
    }
    out
}

/// Cuts a cell that is too wide.
fn cut(cell: &str, width: usize) -> Cow<'_, str> {
    if UnicodeWidthStr::width(cell) <= width {
        return Cow::Borrowed(cell);
    }
    let room = width.saturating_sub(3);
    let mut used = 0;
    let kept: String = cell
        .chars()
        .take_while(|letter| {
            used += letter.width().unwrap_or(0);
            used <= room
        })
        .collect();
    // Cut between two characters that belong together, the first would be left with nothing to join.
    Cow::Owned(format!("{}...", safe::clean_text(&kept)))
}

/// Says `1 record` or `3 records`.
pub(super) fn count(n: usize, one: &str) -> String {
    match (n, one.strip_suffix('y')) {
        (1, _) => format!("1 {one}"),
        (_, Some(stem)) if !stem.ends_with(['a', 'e', 'o', 'u']) => format!("{n} {stem}ies"),
        _ => format!("{n} {one}s"),
    }
}

/// Tells a person at a terminal how far something is that takes its time; elsewhere nothing is said.
pub(super) fn tell(text: &str) {
    if io::stderr().is_terminal() {
        // Nobody is there to be told where this fails.
        let _ = writeln!(io::stderr().lock(), "{}", safe::escape_line(text));
    }
}

/// Prints text on stdout and returns the exit status.
pub fn print(text: &str) -> u8 {
    print_reply(&Reply::text(text))
}

/// Prints a reply and returns its exit status.
///
/// A reader that has gone away is no error: it has seen what it wanted to see. Whatever a terminal would obey is escaped once
/// more on the way to one; a file or a pipe gets every byte.
pub fn print_reply(reply: &Reply) -> u8 {
    let mut stdout = io::stdout().lock();
    let out = if stdout.is_terminal() {
        safe::escape_text(&reply.out)
    } else {
        Cow::Borrowed(reply.out.as_str())
    };
    let written = stdout
        .write_all(out.as_bytes())
        .and_then(|()| stdout.flush());
    let mut stderr = io::stderr().lock();
    for note in &reply.notes {
        let _ = writeln!(stderr, "{}", safe::escape_text(note));
    }
    match written {
        Ok(()) => reply.status,
        Err(cause) if cause.kind() == io::ErrorKind::BrokenPipe => reply.status,
        Err(cause) => {
            let _ = writeln!(stderr, "error: Could not write the output: {cause}");
            3
        }
    }
}

/// Prints an error on stderr, its details and hints below it, and returns the exit status it maps to.
pub fn print_error(error: &Error) -> u8 {
    let mut text = format!("error: {error}\n");
    for detail in &error.details {
        text.push_str(&block(detail, "  "));
    }
    for hint in &error.hints {
        // Writing to a String does not fail.
        let _ = writeln!(text, "hint: {hint}");
    }
    // Nobody is left to be told when stderr is gone.
    let text = safe::escape_text(&text);
    let _ = io::stderr().lock().write_all(text.as_bytes());
    error.kind.exit_status()
}

/// Prints what clap has to say, help and version on stdout, and returns the exit status.
pub(super) fn print_usage(told: &clap::Error) -> u8 {
    let _ = told.print();
    if told.use_stderr() { 2 } else { 0 }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn plurals_are_those_of_english() {
        assert_eq!(count(1, "record"), "1 record");
        assert_eq!(count(0, "record"), "0 records");
        assert_eq!(count(2, "nonconformity"), "2 nonconformities");
        assert_eq!(count(2, "day"), "2 days");
    }

    #[test]
    fn a_table_is_cut_to_the_terminal_and_elsewhere_keeps_every_cell_whole() {
        let row = |id: &str, name: &str| [id.to_owned(), name.to_owned(), "live".to_owned()];
        let long = "x".repeat(5000);
        let rows = [row("AI-1", &long), row("AI-2", "検査 of claims")];
        let cut = table(&rows, Some(40));
        assert_eq!(
            cut,
            format!(
                "AI-1  {}...  live\nAI-2  検査 of claims{}  live\n",
                "x".repeat(25),
                " ".repeat(14)
            )
        );
        let whole = table(&rows, None);
        let lines: Vec<&str> = whole.lines().collect();
        assert!(lines[0].contains(&long));
        assert!(lines[1].len() < 80, "{}", lines[1]);
    }

    #[test]
    fn a_json_document_begins_with_its_schema() {
        #[derive(Serialize)]
        struct Body {
            word: &'static str,
        }
        let reply = Reply::json(&Body { word: "a\u{1b}b" }).unwrap();
        assert!(
            reply.out.starts_with("{\n  \"schema\": 1,"),
            "{}",
            reply.out
        );
        assert!(!reply.out.contains('\u{1b}'));
    }

    #[test]
    fn a_text_from_the_repository_cannot_reach_the_terminal() {
        let mut out = String::new();
        field(&mut out, "title", "a\u{1b}[2Jb");
        field(&mut out, "note", "one\ntwo\u{202e}");
        field(&mut out, "empty", " ");
        assert_eq!(out, "title: a^[[2Jb\nnote:\n    one\n    two\\u{202e}\n");
    }
}
