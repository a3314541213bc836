//! A line of text as it is drawn: safe, tabs as spaces, marked, and cut at the left by what is scrolled away.
//!
//! A line of ordinary length is measured cell by cell. A longer one, perhaps of many megabytes, is not looked at beyond
//! what is seen of it: it is not marked, and its places are counted in bytes.

use ratatui::{style::Style, text::Span};
use unicode_segmentation::UnicodeSegmentation;

use crate::{
    safe,
    session::preview::Text,
    tui::{
        glyphs::Glyphs,
        marking::{self, Mark},
        shown::Shown,
        text,
        theme::Role,
    },
};

/// The longest line that is measured and marked, in bytes.
pub(super) const LONG: usize = marking::LONG;

/// A row to draw.
#[derive(Debug, Default, PartialEq, Eq)]
pub(super) struct Drawn {
    pub(super) text: String,
    /// Pieces of the text with a role of their own, ascending.
    pub(super) marks: Vec<Mark>,
}

impl Drawn {
    /// Adds a piece of a file; returns the column behind it.
    pub(super) fn push(&mut self, piece: &str, role: Option<Role>, column: usize) -> usize {
        let start = self.text.len();
        let piece = safe::escape_text(piece);
        let mut column = column;
        for grapheme in piece.graphemes(true) {
            let wide = text::width_at(grapheme, column);
            match grapheme {
                "\t" => self.text.extend(std::iter::repeat_n(' ', wide)),
                _ => self.text.push_str(grapheme),
            }
            column += wide;
        }
        if let Some(role) = role {
            self.marks.push((start..self.text.len(), role));
        }
        column
    }

    /// Cuts so many cells away at the left, and marks that something was cut.
    fn cut_left(&mut self, left: usize, ellipsis: &str) {
        if left == 0 || self.text.is_empty() {
            return;
        }
        let mut column = 0;
        let mut start = self.text.len();
        let shown_from = left + text::width(ellipsis);
        for (at, grapheme) in self.text.grapheme_indices(true) {
            if column >= shown_from {
                start = at;
                break;
            }
            column += text::grapheme_width(grapheme);
        }
        // A wide character over the edge leaves a gap.
        let gap = column.saturating_sub(shown_from);
        let mut cut = format!("{ellipsis}{}", " ".repeat(gap));
        let lead = cut.len();
        cut.push_str(self.text.get(start..).unwrap_or_default());
        let mut marks = vec![(0..lead, Role::Dim)];
        for (range, role) in std::mem::take(&mut self.marks) {
            if range.end > start {
                let from = range.start.saturating_sub(start) + lead;
                marks.push((from..range.end - start + lead, role));
            }
        }
        *self = Self { text: cut, marks };
    }
}

/// Draws a line from a column on; no more is made of it than there is room for.
pub(super) fn row(shown: &Shown, line: usize, left: usize, room: usize, glyphs: &Glyphs) -> Drawn {
    let Some(text) = shown.preview.text() else {
        return Drawn::default();
    };
    let mut drawn = Drawn::default();
    if text.bytes_of(line).len() > LONG {
        let window = window(text, line, left, room);
        if left > 0 && !window.is_empty() {
            drawn.text.push_str(glyphs.ellipsis);
            drawn.marks.push((0..drawn.text.len(), Role::Dim));
        }
        drawn.push(&window, None, 0);
        return drawn;
    }
    let content = text.line(line);
    let (marks, _) = marking::line(text.kind().family, shown.state(line), &content);
    let mut column = 0;
    let mut at = 0;
    for (range, role) in marks {
        let before = content.get(at..range.start).unwrap_or_default();
        column = drawn.push(before, None, column);
        let piece = content.get(range.clone()).unwrap_or_default();
        column = drawn.push(piece, Some(role), column);
        at = range.end;
    }
    drawn.push(content.get(at..).unwrap_or_default(), None, column);
    drawn.cut_left(left, glyphs.ellipsis);
    drawn
}

/// Returns what is seen of a long line: from a byte on, so much that it fills the room and goes on.
fn window(text: &Text, line: usize, left: usize, room: usize) -> String {
    let bytes = text.bytes_of(line);
    let is_inside = |at: usize| bytes.get(at).is_some_and(|byte| byte & 0xc0 == 0x80);
    let mut start = left.min(bytes.len());
    while is_inside(start) {
        start += 1;
    }
    // The narrowest that fill a cell are characters of four bytes with a few marks upon them.
    let mut end = (start + room.saturating_mul(8) + 64).min(bytes.len());
    while is_inside(end) {
        end += 1;
    }
    String::from_utf8_lossy(bytes.get(start..end).unwrap_or_default()).into_owned()
}

/// Returns how many cells a line takes; of a long one how many bytes.
pub(super) fn extent(shown: &Shown, line: usize) -> usize {
    shown
        .preview
        .text()
        .map_or(0, |text| column_of(shown, line, text.bytes_of(line).len()))
}

/// Returns the column at which a byte of a line is drawn; in a long line the byte itself.
pub(super) fn column_of(shown: &Shown, line: usize, byte: usize) -> usize {
    let Some(text) = shown.preview.text() else {
        return 0;
    };
    let bytes = text.bytes_of(line);
    if bytes.len() > LONG {
        return byte;
    }
    let before = String::from_utf8_lossy(bytes.get(..byte).unwrap_or(bytes));
    Drawn::default().push(&before, None, 0)
}

/// Parts a row into pieces by its marks and by the characters that a search found.
pub(super) fn spans<'a>(
    text: &str,
    marks: &[Mark],
    found: &[usize],
    style: &dyn Fn(Role) -> Style,
    base: Role,
) -> Vec<Span<'a>> {
    let mut spans: Vec<Span<'a>> = Vec::new();
    let mut piece = String::new();
    let mut piece_role = base;
    let mut marks = marks.iter().peekable();
    let mut found = found.iter().copied().peekable();
    for (index, (at, c)) in text.char_indices().enumerate() {
        while marks.next_if(|(range, _)| range.end <= at).is_some() {}
        while found.next_if(|place| *place < index).is_some() {}
        let role = if found.peek() == Some(&index) {
            Role::Match
        } else {
            marks
                .peek()
                .filter(|(range, _)| range.contains(&at))
                .map_or(base, |(_, role)| *role)
        };
        if role != piece_role && !piece.is_empty() {
            spans.push(Span::styled(std::mem::take(&mut piece), style(piece_role)));
        }
        piece_role = role;
        piece.push(c);
    }
    if !piece.is_empty() {
        spans.push(Span::styled(piece, style(piece_role)));
    }
    spans
}
