//! A fault in a file, and where: file, line, column, the line itself, and what to do about it.

use std::{fmt, ops::Range, string::FromUtf8Error};

use crate::safe;

/// The most characters of a line that an excerpt shows.
const EXCERPT: usize = 120;

/// A fault in a file, with its place. Its texts are safe to show.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Located {
    /// The file, relative to the root.
    pub path: String,
    /// The line, counted from 1.
    pub line: usize,
    /// The column in characters, counted from 1.
    pub column: usize,
    /// What is wrong, as a short sentence without a full stop.
    pub message: String,
    /// The line it stands in; empty where the fault is that of the whole file.
    pub excerpt: String,
    /// What to do about it.
    pub hint: Option<String>,
}

impl Located {
    /// Makes a fault at a byte range of a text; without a range it is the start of the file.
    pub fn at(path: &str, text: &str, span: Option<Range<usize>>, message: &str) -> Self {
        let mut at = span.map_or(0, |span| span.start).min(text.len());
        while !text.is_char_boundary(at) {
            at -= 1;
        }
        let before = text.get(..at).unwrap_or_default();
        let start = before.rfind('\n').map_or(0, |newline| newline + 1);
        let line = text
            .get(start..)
            .and_then(|rest| rest.lines().next())
            .unwrap_or_default();
        let shown: String = line.chars().take(EXCERPT).collect();
        Self {
            path: safe::escape_line(path).into_owned(),
            line: before.matches('\n').count() + 1,
            column: before.get(start..).unwrap_or_default().chars().count() + 1,
            message: safe::escape_line(message.trim_end_matches('\n')).into_owned(),
            excerpt: safe::escape_line(shown.trim_end()).into_owned(),
            hint: None,
        }
    }

    /// Makes a fault of a whole file.
    pub fn whole(path: &str, message: &str) -> Self {
        Self::at(path, "", None, message)
    }

    /// Makes the fault of a file that is no UTF-8, at the first byte that is none.
    pub fn not_utf8(path: &str, error: &FromUtf8Error) -> Self {
        let good = error.utf8_error().valid_up_to();
        let text = String::from_utf8_lossy(error.as_bytes());
        Self::at(
            path,
            &text,
            Some(good..good),
            "it is not UTF-8 from here on",
        )
        .hint("save the file as UTF-8")
    }

    /// Adds what to do about it.
    #[must_use]
    pub fn hint(mut self, hint: impl Into<String>) -> Self {
        self.hint = Some(hint.into());
        self
    }
}

impl fmt::Display for Located {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(
            f,
            "{}:{}:{}: {}",
            self.path, self.line, self.column, self.message
        )
    }
}

impl std::error::Error for Located {}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_place_is_counted_in_lines_and_characters() {
        let fault = Located::at("a.toml", "a = 1\nö = x\u{1b}", Some(9..10), "no");
        assert_eq!((fault.line, fault.column), (2, 3));
        assert_eq!(fault.to_string(), "a.toml:2:3: no");
        assert!(!fault.excerpt.contains('\u{1b}'));
    }

    #[test]
    fn a_span_within_a_character_is_no_panic() {
        assert_eq!(Located::at("a", "öö", Some(1..2), "no").column, 1);
        assert_eq!(Located::at("a", "", Some(9..10), "no").line, 1);
    }
}
