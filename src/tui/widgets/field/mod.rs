//! A text field of one or several lines.
//!
//! Our own rather than `ratatui-textarea`, which counts `char`s: there the caret stops within an emoji sequence, up and
//! down lose their column in CJK text, the caret is a painted cell instead of the terminal's cursor (which input
//! methods and screen readers follow), long lines are not wrapped and a paste is not one step of undo. What remains of a
//! field when those are corrected is this.
//!
//! The caret is a byte offset that is always on a grapheme boundary. Everything that is shown is escaped as
//! [`safe`](crate::safe) does, while the text itself stays as it is.

mod edit;
mod layout;

#[cfg(test)]
mod tests;

use std::cell::Cell;

use ratatui::buffer::Buffer;
use ratatui::layout::{Position, Rect};
use ratatui::style::Style;

use self::edit::{History, Kind, Step};
use super::list::Motion;
use crate::tui::keymap::{Code, Key};
use crate::tui::text;

/// What a key did to a field.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Pressed {
    /// The text is another one now.
    Changed,
    /// The key was the field's, and the text is the same.
    Moved,
    /// The key is not the field's: ask the key map.
    Ignored,
}

/// A text that is edited.
///
/// The width and the first visible row of the last layout are remembered by `render` and `height_for`, since up and down
/// go by visual rows; they are no part of the text and of equality.
#[derive(Debug, Clone)]
pub struct TextField {
    text: String,
    caret: usize,
    multiline: bool,
    /// The column that up and down keep, in cells.
    goal: Option<usize>,
    history: History,
    width: Cell<usize>,
    top: Cell<usize>,
}

impl PartialEq for TextField {
    fn eq(&self, other: &Self) -> bool {
        self.text == other.text && self.caret == other.caret
    }
}

impl Eq for TextField {}

impl TextField {
    /// Makes a field with the caret at the end of its text.
    pub fn new(text: &str, multiline: bool) -> Self {
        let text = edit::accepted(text, multiline);
        Self {
            caret: text.len(),
            text,
            multiline,
            goal: None,
            history: History::default(),
            width: Cell::new(80),
            top: Cell::new(0),
        }
    }

    /// Returns the text, with `\n` between its lines.
    pub fn text(&self) -> &str {
        &self.text
    }

    /// Returns whether there is no text.
    pub fn is_empty(&self) -> bool {
        self.text.is_empty()
    }

    /// Returns whether enter begins a new line.
    pub fn is_multiline(&self) -> bool {
        self.multiline
    }

    /// Replaces the whole text in one step that can be undone, as after an external editor; the caret goes to its end.
    pub fn set_text(&mut self, text: &str) {
        let text = edit::accepted(text, self.multiline);
        if text != self.text {
            self.replace(0..self.text.len(), &text, Kind::Whole);
        }
        self.caret = self.text.len();
        self.goal = None;
    }

    /// Returns the caret: a byte offset on a grapheme boundary.
    pub fn caret(&self) -> usize {
        self.caret
    }

    /// Moves the caret to a byte offset, or the next grapheme boundary after it: to come back to where one was.
    pub fn set_caret(&mut self, at: usize) {
        self.caret = layout::boundary_at_or_after(&self.text, at);
        self.goal = None;
        self.history.close();
    }

    /// Takes a key.
    pub fn press(&mut self, key: Key) -> Pressed {
        if let Some(c) = key.typed() {
            return self.insert(&c.to_string(), Kind::Typed);
        }
        let before = layout::previous(&self.text, self.caret);
        let after = layout::next(&self.text, self.caret);
        match (key.code, key.ctrl) {
            (Code::Enter, false) if self.multiline => self.insert("\n", Kind::Typed),
            (Code::Backspace, _) => self.delete(before..self.caret),
            (Code::Delete, _) => self.delete(self.caret..after),
            (Code::Char('w'), true) => {
                self.delete(layout::word_before(&self.text, self.caret)..self.caret)
            }
            (Code::Char('u'), true) => self.delete(self.line_start()..self.caret),
            (Code::Char('k'), true) => {
                // At the end of a line the break goes, so that lines can be joined as in a shell or Emacs.
                let end = self.line_end();
                self.delete(self.caret..if end == self.caret { after } else { end })
            }
            (Code::Char('_'), true) => self.undo(),
            (Code::Char('r'), true) => self.redo(),
            (Code::Left, true) => self.move_to(layout::word_before(&self.text, self.caret)),
            (Code::Right, true) => self.move_to(layout::word_after(&self.text, self.caret)),
            (Code::Left, false) => self.move_to(before),
            (Code::Right, false) => self.move_to(after),
            (Code::Home, _) | (Code::Char('a'), true) => self.move_to(self.line_start()),
            (Code::End, _) => self.move_to(self.line_end()),
            (Code::Up, false) if self.multiline => self.move_rows(Motion::Up(1)),
            (Code::Down, false) if self.multiline => self.move_rows(Motion::Down(1)),
            (Code::PageUp, false) if self.multiline => self.move_rows(Motion::Up(10)),
            (Code::PageDown, false) if self.multiline => self.move_rows(Motion::Down(10)),
            _ => Pressed::Ignored,
        }
    }

    /// Takes a pasted text in one step: line breaks become `\n`, or spaces in a field of one line.
    pub fn paste(&mut self, pasted: &str) -> Pressed {
        self.history.close();
        let pressed = self.insert(&edit::accepted(pasted, self.multiline), Kind::Whole);
        self.history.close();
        pressed
    }

    /// Takes the last edit of the text back.
    pub fn undo(&mut self) -> Pressed {
        let Some(step) = self.history.undo() else {
            return Pressed::Moved;
        };
        self.text
            .replace_range(step.at..step.at + step.inserted.len(), &step.removed);
        self.caret = step.caret_before;
        self.goal = None;
        Pressed::Changed
    }

    /// Makes the edit again that was taken back.
    pub fn redo(&mut self) -> Pressed {
        let Some(step) = self.history.redo() else {
            return Pressed::Moved;
        };
        self.text
            .replace_range(step.at..step.at + step.removed.len(), &step.inserted);
        self.caret = layout::boundary_at_or_after(&self.text, step.at + step.inserted.len());
        self.goal = None;
        Pressed::Changed
    }

    fn insert(&mut self, piece: &str, kind: Kind) -> Pressed {
        if piece.is_empty() {
            return Pressed::Moved;
        }
        self.replace(self.caret..self.caret, piece, kind);
        Pressed::Changed
    }

    fn delete(&mut self, range: std::ops::Range<usize>) -> Pressed {
        if range.is_empty() {
            return Pressed::Moved;
        }
        self.replace(range, "", Kind::Deleted);
        Pressed::Changed
    }

    fn replace(&mut self, range: std::ops::Range<usize>, piece: &str, kind: Kind) {
        let removed = self.text.get(range.clone()).unwrap_or_default().to_owned();
        let caret_before = self.caret;
        self.text.replace_range(range.clone(), piece);
        // What was typed may join with what follows into one grapheme; the caret then stands behind it.
        self.caret = layout::boundary_at_or_after(&self.text, range.start + piece.len());
        self.goal = None;
        self.history.record(Step {
            at: range.start,
            removed,
            inserted: piece.to_owned(),
            caret_before,
            kind,
        });
    }

    fn move_to(&mut self, at: usize) -> Pressed {
        self.set_caret(at);
        Pressed::Moved
    }

    fn line_start(&self) -> usize {
        let before = self.text.get(..self.caret).unwrap_or_default();
        before.rfind('\n').map_or(0, |at| at + 1)
    }

    fn line_end(&self) -> usize {
        let rest = self.text.get(self.caret..).unwrap_or_default();
        rest.find('\n')
            .map_or(self.text.len(), |at| self.caret + at)
    }

    /// Moves the caret by visual rows; beyond the first and the last one it goes to the start or the end.
    fn move_rows(&mut self, motion: Motion) -> Pressed {
        let rows = self.rows();
        let (row, column) = layout::place(&self.text, &rows, self.caret);
        let goal = self.goal.unwrap_or(column);
        let last = rows.len().saturating_sub(1);
        let at = match motion {
            Motion::Up(_) if row == 0 => 0,
            Motion::Down(_) if row == last => self.text.len(),
            _ => layout::at_column(&self.text, &rows, motion.apply(row, last, 0), goal),
        };
        self.set_caret(at);
        self.goal = Some(goal);
        Pressed::Moved
    }

    /// Returns how many rows the text takes at a width, at least one.
    pub fn height_for(&self, width: u16) -> u16 {
        self.width.set(usize::from(width).max(1));
        if !self.multiline {
            return 1;
        }
        text::cells(self.rows().len())
    }

    /// The visual rows, a cell narrower than the field: the caret behind a full row has room there.
    fn rows(&self) -> Vec<std::ops::Range<usize>> {
        layout::rows(&self.text, self.width.get().saturating_sub(1))
    }

    /// Paints the text, scrolled so that the caret is visible when the field has the focus.
    ///
    /// Returns where the terminal's cursor belongs, if it has.
    pub fn render(
        &self,
        area: Rect,
        buf: &mut Buffer,
        style: Style,
        focus: bool,
    ) -> Option<Position> {
        let area = area.intersection(buf.area);
        if area.is_empty() {
            return None;
        }
        buf.set_style(area, style);
        if self.multiline {
            self.render_rows(area, buf, style, focus)
        } else {
            self.render_line(area, buf, style, focus)
        }
    }

    fn render_rows(
        &self,
        area: Rect,
        buf: &mut Buffer,
        style: Style,
        focus: bool,
    ) -> Option<Position> {
        self.width.set(usize::from(area.width));
        let height = usize::from(area.height);
        let rows = self.rows();
        let (row, column) = layout::place(&self.text, &rows, self.caret);
        let mut top = self.top.get().min(rows.len().saturating_sub(height));
        if focus {
            top = top.clamp((row + 1).saturating_sub(height), row);
        }
        self.top.set(top);
        for (y, range) in (area.top()..area.bottom()).zip(rows.into_iter().skip(top)) {
            let shown = layout::shown(self.text.get(range).unwrap_or_default());
            buf.set_stringn(area.x, y, shown, usize::from(area.width), style);
        }
        // Spaces at the end of a row hang over the edge; the caret waits there.
        let column = text::cells(column).min(area.width - 1);
        focus.then(|| Position::new(area.x + column, area.y + text::cells(row - top)))
    }

    fn render_line(
        &self,
        area: Rect,
        buf: &mut Buffer,
        style: Style,
        focus: bool,
    ) -> Option<Position> {
        let width = usize::from(area.width);
        let before = layout::shown(self.text.get(..self.caret).unwrap_or_default());
        let column = text::width(&before);
        // The first visible column, so that the caret and the cell behind it are in sight.
        let mut left = self.top.get();
        if focus {
            left = left.clamp((column + 1).saturating_sub(width), column);
        } else {
            left = 0;
        }
        self.top.set(left);
        let shown = layout::shown(&self.text);
        let (skipped, visible) = layout::skip_columns(&shown, left);
        let indent = skipped.saturating_sub(left);
        buf.set_stringn(
            area.x + text::cells(indent),
            area.y,
            visible,
            width.saturating_sub(indent),
            style,
        );
        focus.then(|| {
            Position::new(
                area.x + text::cells(column - left).min(area.width - 1),
                area.y,
            )
        })
    }
}
