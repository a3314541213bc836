//! Changes of a text, and two texts side by side.

use std::ops::RangeInclusive;

use ratatui::buffer::Buffer;
use ratatui::layout::Rect;
use ratatui::text::{Line, Span};

use super::scroll::{self, Scroll};
use super::{Look, frame, paint};
use crate::tui::text;
use crate::tui::theme::Role;

/// The narrowest area in which two texts stand side by side; in a narrower one they stand below each other.
const SIDE_BY_SIDE: u16 = 72;

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

/// A text with line numbers, some of its lines marked.
#[derive(Debug, Clone, Default)]
pub struct Pane<'a> {
    /// What stands above it, such as the path and the commit.
    pub title: &'a str,
    /// The lines.
    pub lines: &'a [&'a str],
    /// The number of the first of them.
    pub first: usize,
    /// The numbers of the marked ones: those picked or cited.
    pub marked: Option<RangeInclusive<usize>>,
    /// The number of the line with the cursor.
    pub cursor: Option<usize>,
}

impl Pane<'_> {
    fn line(&self, look: Look<'_>, index: usize, digits: usize) -> Line<'static> {
        let number = self.first + index;
        let is_marked = self
            .marked
            .as_ref()
            .is_some_and(|marked| marked.contains(&number));
        let is_cursor = self.cursor == Some(number);
        let role = if is_marked { Role::Range } else { Role::Text };
        let gutter = if is_marked || is_cursor {
            look.glyphs.cursor
        } else {
            " "
        };
        let shown = self.lines.get(index).copied().unwrap_or_default();
        let mut style = look.style(role);
        if is_cursor {
            style = style.patch(look.style(Role::Selection));
        }
        Line::from(vec![
            Span::styled(gutter.to_owned(), look.style(Role::Cursor)),
            Span::styled(format!("{number:>digits$}  "), look.style(Role::LineNumber)),
            Span::styled(
                text::expand_tabs(text::beginning(shown)).into_owned(),
                style,
            ),
        ])
    }

    /// Paints the title, and below it the text.
    pub fn render(&self, look: Look<'_>, area: Rect, scroll: Scroll, buf: &mut Buffer) {
        paint::text_at(look, area, 0, 0, self.title, look.style(Role::Heading), buf);
        let body = Rect {
            y: area.y.saturating_add(1),
            height: area.height.saturating_sub(1),
            ..area
        };
        let digits = (self.first + self.lines.len()).to_string().len();
        scroll::render(
            look,
            body,
            scroll,
            self.lines.len(),
            |index| self.line(look, index, digits),
            buf,
        );
    }
}

/// Paints two texts side by side, or below each other where there is no room; returns how many rows of each are visible.
pub fn side_by_side(
    look: Look<'_>,
    area: Rect,
    left: &Pane<'_>,
    right: &Pane<'_>,
    scrolls: [Scroll; 2],
    buf: &mut Buffer,
) -> usize {
    let [for_left, for_right] = scrolls;
    if area.width >= SIDE_BY_SIDE {
        let half = (area.width - 1) / 2;
        left.render(
            look,
            Rect {
                width: half,
                ..area
            },
            for_left,
            buf,
        );
        frame::divider(
            look,
            Rect {
                x: area.x + half,
                width: 1,
                ..area
            },
            buf,
        );
        let rest = Rect {
            x: area.x + half + 2,
            width: area.width - half - 2,
            ..area
        };
        right.render(look, rest, for_right, buf);
        return usize::from(area.height.saturating_sub(1));
    }
    let half = area.height / 2;
    left.render(
        look,
        Rect {
            height: half,
            ..area
        },
        for_left,
        buf,
    );
    let rest = Rect {
        y: area.y + half,
        height: area.height - half,
        ..area
    };
    right.render(look, rest, for_right, buf);
    usize::from(half.saturating_sub(1))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::tui::widgets::testing::{rows, with_look};

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

    #[test]
    fn two_texts_stand_side_by_side_with_their_cited_lines_marked() {
        with_look(|look| {
            let left = Pane {
                title: "as cited, a1b2c3d",
                lines: &["one", "two"],
                first: 9,
                marked: Some(10..=10),
                cursor: None,
            };
            let right = Pane {
                title: "now",
                lines: &["one", "2"],
                first: 9,
                ..Pane::default()
            };
            let mut buf = Buffer::empty(Rect::new(0, 0, 80, 3));
            side_by_side(
                look,
                buf.area,
                &left,
                &right,
                [Scroll::default(); 2],
                &mut buf,
            );
            insta::assert_snapshot!(rows(&buf).join("\n"), @r"
            as cited, a1b2c3d                      │ now
              9  one                               │   9  one
            ▌10  two                               │  10  2
            ");
            let mut buf = Buffer::empty(Rect::new(0, 0, 24, 6));
            side_by_side(
                look,
                buf.area,
                &left,
                &right,
                [Scroll::default(); 2],
                &mut buf,
            );
            insta::assert_snapshot!(rows(&buf).join("\n"), @r"
            as cited, a1b2c3d
              9  one
            ▌10  two
            now
              9  one
             10  2
            ");
        });
    }

    #[test]
    fn hostile_lines_are_made_visible() {
        with_look(|look| {
            let pane = Pane {
                lines: &["a\u{1b}[31m"],
                first: 1,
                ..Pane::default()
            };
            let mut buf = Buffer::empty(Rect::new(0, 0, 30, 2));
            pane.render(look, buf.area, Scroll::default(), &mut buf);
            assert_eq!(rows(&buf)[1], " 1  a^[[31m");
        });
    }
}
