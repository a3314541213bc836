//! Where graphemes and words begin, and in which row and column they are shown.

use std::borrow::Cow;
use std::ops::Range;

use unicode_segmentation::{GraphemeCursor, UnicodeSegmentation};

use crate::safe;
use crate::tui::text;

/// The grapheme boundary before an offset.
pub(super) fn previous(text: &str, at: usize) -> usize {
    GraphemeCursor::new(at, text.len(), true)
        .prev_boundary(text, 0)
        .ok()
        .flatten()
        .unwrap_or(0)
}

/// The grapheme boundary after an offset.
pub(super) fn next(text: &str, at: usize) -> usize {
    GraphemeCursor::new(at, text.len(), true)
        .next_boundary(text, 0)
        .ok()
        .flatten()
        .unwrap_or(text.len())
}

/// An offset if it is a grapheme boundary, else the next one.
pub(super) fn boundary_at_or_after(text: &str, at: usize) -> usize {
    let mut at = at.min(text.len());
    while !text.is_char_boundary(at) {
        at += 1;
    }
    let mut cursor = GraphemeCursor::new(at, text.len(), true);
    if cursor.is_boundary(text, 0) == Ok(true) {
        at
    } else {
        next(text, at)
    }
}

/// Where the word before an offset begins.
pub(super) fn word_before(text: &str, at: usize) -> usize {
    let before = text.get(..at).unwrap_or_default();
    let is_word = |word: &str| !word.trim().is_empty();
    let start = before
        .split_word_bound_indices()
        .rev()
        .find(|(_, word)| is_word(word))
        .map_or(0, |(start, _)| start);
    // A word bound of the part may lie within a grapheme of the whole.
    let boundary = boundary_at_or_after(text, start);
    if boundary < at {
        boundary
    } else {
        previous(text, at)
    }
}

/// Where the word after an offset ends.
pub(super) fn word_after(text: &str, at: usize) -> usize {
    let rest = text.get(at..).unwrap_or_default();
    let word = rest
        .split_word_bound_indices()
        .find(|(_, word)| !word.trim().is_empty());
    let end = word.map_or(text.len(), |(start, word)| at + start + word.len());
    boundary_at_or_after(text, end)
}

/// How wide a grapheme is as it is shown.
fn measure(grapheme: &str, column: usize) -> usize {
    if grapheme == "\t" {
        return text::width_at(grapheme, column);
    }
    text::width(&safe::escape_line(grapheme))
}

/// The visual rows of a text, line breaks left out.
pub(super) fn rows(text: &str, width: usize) -> Vec<Range<usize>> {
    text::rows(text, width, measure)
}

/// The row and the column of an offset.
///
/// Where a row is wrapped, the offset behind it is the start of the next one, as the character typed there will be.
pub(super) fn place(text: &str, rows: &[Range<usize>], at: usize) -> (usize, usize) {
    let row = rows.iter().rposition(|row| row.start <= at).unwrap_or(0);
    let start = rows.get(row).map_or(0, |row| row.start);
    (row, column(text.get(start..at).unwrap_or_default()))
}

fn column(text: &str) -> usize {
    text.graphemes(true)
        .fold(0, |column, grapheme| column + measure(grapheme, column))
}

/// The offset in a row that is nearest to a column, at or before it.
pub(super) fn at_column(text: &str, rows: &[Range<usize>], row: usize, goal: usize) -> usize {
    let Some(range) = rows.get(row) else {
        return text.len();
    };
    let mut column = 0;
    let mut at = range.start;
    for (offset, grapheme) in text
        .get(range.clone())
        .unwrap_or_default()
        .grapheme_indices(true)
    {
        at = range.start + offset;
        column += measure(grapheme, column);
        if column > goal {
            return at;
        }
    }
    // Behind the last grapheme is the start of the next row, unless a line break is between them.
    let continues = rows
        .get(row + 1)
        .is_some_and(|next| next.start == range.end);
    if continues { at } else { range.end }
}

/// A row as it is painted: tabs as spaces, everything hidden made visible.
pub(super) fn shown(text: &str) -> Cow<'_, str> {
    if text.bytes().all(|byte| matches!(byte, b' '..=b'~')) {
        return Cow::Borrowed(text);
    }
    let mut out = String::with_capacity(text.len());
    let mut column = 0;
    for grapheme in text.graphemes(true) {
        let wide = measure(grapheme, column);
        if grapheme == "\t" {
            out.extend(std::iter::repeat_n(' ', wide));
        } else {
            out.push_str(&safe::escape_line(grapheme));
        }
        column += wide;
    }
    Cow::Owned(out)
}

/// What is left of a text behind so many columns, and the column where it begins.
pub(super) fn skip_columns(text: &str, columns: usize) -> (usize, &str) {
    let mut column = 0;
    for (at, grapheme) in text.grapheme_indices(true) {
        if column >= columns {
            return (column, text.get(at..).unwrap_or_default());
        }
        column += text::grapheme_width(grapheme);
    }
    (column, "")
}
