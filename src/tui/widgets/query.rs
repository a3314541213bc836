//! A line to type in and the list of what it finds, in a box: what the finders over a screen have in common.

use ratatui::{
    buffer::Buffer,
    layout::{Position, Rect},
    text::Line,
};

use crate::tui::{action::Action, keymap::Key, panel::motion, theme::Role};

use super::{
    Look,
    field::{Pressed, TextField},
    frame,
    list::{self, ListState},
};

/// The rows of the box that are no lines of the list: its border and the line that is typed in.
const AROUND: u16 = 3;

/// What is typed, and which line is selected.
pub struct QueryList {
    field: TextField,
    list: ListState,
}

impl Default for QueryList {
    /// Starts with nothing typed and the first line selected.
    fn default() -> Self {
        Self {
            field: TextField::new("", false),
            list: ListState::default(),
        }
    }
}

impl QueryList {
    /// Returns what is typed.
    pub fn text(&self) -> &str {
        self.field.text()
    }

    /// Returns the place of the selected line.
    pub fn selected(&self) -> usize {
        self.list.selected
    }

    /// Takes a key; tells whether the text has changed by it, none where the key is not for typing.
    pub fn press(&mut self, key: Key) -> Option<bool> {
        match self.field.press(key) {
            Pressed::Changed => Some(true),
            Pressed::Moved => Some(false),
            Pressed::Ignored => None,
        }
    }

    /// Takes pasted text.
    pub fn paste(&mut self, text: &str) {
        self.field.paste(text);
    }

    /// Goes back to the first line, after other things were found.
    pub fn found(&mut self) {
        self.list = ListState::default();
    }

    /// Moves the selection in a list of so many lines; none for an action that moves nothing.
    pub fn go(
        &mut self,
        action: Action,
        count: Option<usize>,
        len: usize,
        area: Rect,
    ) -> Option<()> {
        let height = usize::from(outer(area).height.saturating_sub(AROUND));
        self.list.go(motion(action, count)?, len, height);
        Some(())
    }

    /// Draws the box over an area, with as many lines as there are; returns where the terminal's cursor goes.
    pub fn draw<'a>(
        &self,
        look: Look<'_>,
        area: Rect,
        title: &str,
        (len, empty): (usize, &str),
        line: impl FnMut(usize) -> Line<'a>,
        buf: &mut Buffer,
    ) -> Option<Position> {
        let inside = frame::boxed(look, outer(area), title, Role::BorderFocus, buf);
        let row = Rect {
            height: 1,
            ..inside
        };
        let cursor = self
            .field
            .render(row, buf, look.style(Role::FieldFocus), true);
        let below = Rect {
            y: inside.y + 1,
            height: inside.height.saturating_sub(1),
            ..inside
        };
        list::render(look, below, &self.list, len, empty, line, buf);
        cursor
    }
}

/// Returns how many cells a line of the list has in an area.
pub fn width(area: Rect) -> usize {
    usize::from(outer(area).width.saturating_sub(2 + list::GUTTER))
}

fn outer(area: Rect) -> Rect {
    frame::centred(area, area.width.min(100), area.height.min(28))
}
