//! What is wrong in a settings file, and where: for themes and key maps.

use std::fmt;
use std::ops::Range;

use toml::de::DeTable;

use crate::config;

/// A mistake in a settings file, with its place.
///
/// Shown as `file:line:column: message`; the caller knows the file. All mistakes of a file are told at once, as one
/// mends them in one go.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Located {
    /// The line, counted from 1.
    pub line: usize,
    /// The column in characters, counted from 1.
    pub column: usize,
    /// What is wrong, and what was perhaps meant.
    pub message: String,
}

impl Located {
    /// Makes a mistake found at a byte range of a source text; without a range it is the start of the file.
    pub fn at(source: &str, span: Option<Range<usize>>, message: impl Into<String>) -> Self {
        let (line, column) = config::place(source, span.map_or(0, |span| span.start));
        Self {
            line,
            column,
            message: message.into(),
        }
    }

    /// Lists everything that keeps a source text from being TOML, of which whoever read it told the first.
    pub fn syntax(source: &str, first: &toml_edit::TomlError) -> Vec<Self> {
        let (_, errors) = DeTable::parse_recoverable(source);
        if errors.is_empty() {
            return vec![Self::at(source, first.span(), first.message())];
        }
        let told = errors.iter();
        let mut told: Vec<Self> = told
            .map(|error| Self::at(source, error.span(), error.message()))
            .collect();
        // What is broken in a line is broken once.
        told.dedup_by_key(|mistake| mistake.line);
        told
    }
}

impl fmt::Display for Located {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}:{}: {}", self.line, self.column, self.message)
    }
}

impl std::error::Error for Located {}

/// Returns `; did you mean "..."?` when a known name is close to the one given, else nothing.
pub(crate) fn did_you_mean<'a>(given: &str, known: impl IntoIterator<Item = &'a str>) -> String {
    known
        .into_iter()
        .map(|name| (distance(given, name), name))
        .filter(|(distance, name)| *distance <= name.len().max(given.len()).div_ceil(3))
        .min()
        .map_or_else(String::new, |(_, name)| {
            format!("; did you mean \"{name}\"?")
        })
}

/// The Levenshtein distance: how many characters to insert, remove or replace.
fn distance(a: &str, b: &str) -> usize {
    let b: Vec<char> = b.chars().collect();
    let mut previous: Vec<usize> = (0..=b.len()).collect();
    for (row, x) in a.chars().enumerate() {
        let mut current = vec![row + 1];
        for ((y, diagonal), above) in b.iter().zip(&previous).zip(previous.iter().skip(1)) {
            let left = current.last().copied().unwrap_or_default();
            let replaced = diagonal + usize::from(x != *y);
            current.push(replaced.min(above + 1).min(left + 1));
        }
        previous = current;
    }
    previous.last().copied().unwrap_or_default()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_place_is_counted_in_lines_and_characters() {
        let located = Located::at("a = 1\nö = 2", Some(9..10), "no");
        assert_eq!((located.line, located.column), (2, 3));
        assert_eq!(located.to_string(), "2:3: no");
    }

    #[test]
    fn the_nearest_name_is_proposed_when_it_is_near() {
        assert_eq!(
            did_you_mean("ui.txet", ["ui.text", "ui.dim"]),
            "; did you mean \"ui.text\"?"
        );
        assert_eq!(did_you_mean("colour", ["ui.text", "ui.dim"]), "");
    }
}
