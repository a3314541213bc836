//! The changes of a text, line by line.

use ratatui::buffer::Buffer;
use ratatui::layout::Rect;
use ratatui::text::{Line, Span};

use super::Look;
use super::scroll::{self, Scroll};
use crate::domain::linediff;
use crate::tui::text;
use crate::tui::theme::Role;

/// More lines than any text has that is typed.
const LINES: usize = 100_000;

/// What happened to a line.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Change {
    /// It is new.
    Added,
    /// It is no longer there.
    Removed,
    /// It is as it was.
    Context,
    /// It names a file or a place, and is no line of the text.
    Header,
}

impl Change {
    fn role(self) -> Role {
        match self {
            Self::Added => Role::DiffAdded,
            Self::Removed => Role::DiffRemoved,
            Self::Context => Role::DiffContext,
            Self::Header => Role::DiffHeader,
        }
    }
}

/// A unified diff, line by line.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Diff {
    lines: Vec<(Change, String)>,
}

impl Diff {
    /// Reads a unified diff.
    ///
    /// The counts of each hunk say which lines belong to it: a removed `-- note` reads `--- note`, and is no header.
    pub fn parse(unified: &str) -> Self {
        let (mut removed, mut added) = (0_usize, 0_usize);
        let line = |line: &str| {
            let change = match line.as_bytes().first() {
                Some(b'-') if removed > 0 => Change::Removed,
                Some(b'+') if added > 0 => Change::Added,
                // An editor may have stripped the space of an empty line.
                Some(b' ') | None if removed > 0 && added > 0 => Change::Context,
                _ => Change::Header,
            };
            match change {
                Change::Removed => removed -= 1,
                Change::Added => added -= 1,
                Change::Context => (removed, added) = (removed - 1, added - 1),
                Change::Header => {
                    if let Some(counts) = hunk(line) {
                        (removed, added) = counts;
                    }
                }
            }
            (
                change,
                text::expand_tabs(text::beginning(line)).into_owned(),
            )
        };
        Self {
            lines: unified.lines().map(line).collect(),
        }
    }

    /// Compares two texts, each line broken so that it fits a width, all of both in sight.
    pub fn of_texts(old: &str, new: &str, width: usize) -> Self {
        // No hunk is so far from the next one that anything between them is left out.
        let unified = linediff::unified(old, new, LINES);
        let parsed = Self::parse(&unified).lines.into_iter();
        let lines = parsed.filter(|(change, _)| *change != Change::Header);
        let broken = lines.flat_map(|(change, line)| {
            let sign: String = line.chars().take(1).collect();
            let rest = line.get(sign.len()..).unwrap_or_default();
            let rows = text::wrap_lines(rest, width.saturating_sub(2).max(1));
            let rows: Vec<String> = rows.iter().map(|row| format!("{sign} {row}")).collect();
            rows.into_iter().map(move |row| (change, row))
        });
        Self {
            lines: broken.collect(),
        }
    }

    /// Puts a line above it that is none of the texts.
    #[must_use]
    pub fn under(mut self, heading: &str) -> Self {
        self.lines.insert(0, (Change::Header, heading.to_owned()));
        self
    }

    /// Puts another one below it.
    #[must_use]
    pub fn and(mut self, other: Self) -> Self {
        self.lines.push((Change::Header, String::new()));
        self.lines.extend(other.lines);
        self
    }

    /// Returns how many lines there are.
    pub fn len(&self) -> usize {
        self.lines.len()
    }

    /// Returns whether there is nothing to show.
    pub fn is_empty(&self) -> bool {
        self.lines.is_empty()
    }

    /// Makes a line; its sign stays, so that it says without colour what changed.
    pub fn line(&self, look: Look<'_>, index: usize) -> Line<'_> {
        self.lines
            .get(index)
            .map_or_else(Line::default, |(change, line)| {
                Line::from(Span::styled(line.as_str(), look.style(change.role())))
            })
    }

    /// Paints the visible lines.
    pub fn render(&self, look: Look<'_>, area: Rect, scroll: Scroll, buf: &mut Buffer) {
        scroll::render(
            look,
            area,
            scroll,
            self.len(),
            |index| self.line(look, index),
            buf,
        );
    }
}

/// The counts of removed and of added lines, with context, that the header of a hunk announces.
fn hunk(line: &str) -> Option<(usize, usize)> {
    let (ranges, _) = line.strip_prefix("@@ -")?.split_once(" @@")?;
    let (old, new) = ranges.split_once(" +")?;
    let count = |range: &str| {
        range
            .split_once(',')
            .map_or(Some(1), |(_, count)| count.parse().ok())
    };
    Some((count(old)?, count(new)?))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::tui::widgets::testing::with_look;

    #[test]
    fn texts_are_compared_in_full_and_broken_to_fit() {
        let diff = Diff::of_texts("one\ntwo\nthree", "one\ntwo and a bit\nthree", 8);
        let lines: Vec<&str> = diff.lines.iter().map(|(_, line)| line.as_str()).collect();
        assert_eq!(
            lines,
            ["  one", "- two", "+ two", "+ and a", "+ bit", "  three"]
        );
        let changes: Vec<Change> = diff.lines.iter().map(|(change, _)| *change).collect();
        assert_eq!(changes[4], Change::Added);
        assert!(Diff::of_texts("same", "same", 8).is_empty());
    }

    #[test]
    fn every_line_of_a_diff_has_its_style() {
        use Change::{Added, Context, Header, Removed};
        let diff = Diff::parse(
            "--- a/x\n+++ b/x\n@@ -1,2 +1,3 @@\n same\n--- note\n++++\n+new\n\\ No newline\n--- a/y",
        );
        let changes: Vec<_> = diff.lines.iter().map(|(change, _)| *change).collect();
        assert_eq!(
            changes,
            [
                Header, Header, Header, Context, Removed, Added, Added, Header, Header
            ]
        );
        with_look(|look| {
            assert_eq!(
                diff.line(look, 6).spans[0].style,
                look.style(Role::DiffAdded)
            );
        });
    }
}
