//! A list of any length, of which only the visible rows are made.

use std::ops::Range;

use ratatui::buffer::Buffer;
use ratatui::layout::Rect;
use ratatui::text::Line;

use super::{Look, paint};
use crate::tui::text;
use crate::tui::theme::Role;

/// How many rows are kept in sight above and below the selected one, where the list goes on.
const MARGIN: usize = 2;

/// Cells left of every row: the bar beside the selected one, and a space.
pub const GUTTER: u16 = 2;

/// A way to move in a list or a text.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Motion {
    /// So many rows down.
    Down(usize),
    /// So many rows up.
    Up(usize),
    /// Half of what is visible, down.
    HalfPageDown,
    /// Half of what is visible, up.
    HalfPageUp,
    /// What is visible, down.
    PageDown,
    /// What is visible, up.
    PageUp,
    /// To the first row.
    Top,
    /// To the last row.
    Bottom,
    /// To a row, counted from 1 as an editor counts lines.
    Row(usize),
}

impl Motion {
    /// Returns where a position goes, within `0..=last`, when `height` rows are visible.
    pub fn apply(self, at: usize, last: usize, height: usize) -> usize {
        let half = (height / 2).max(1);
        let page = height.saturating_sub(1).max(1);
        match self {
            Self::Down(rows) => at.saturating_add(rows),
            Self::Up(rows) => at.saturating_sub(rows),
            Self::HalfPageDown => at.saturating_add(half),
            Self::HalfPageUp => at.saturating_sub(half),
            Self::PageDown => at.saturating_add(page),
            Self::PageUp => at.saturating_sub(page),
            Self::Top => 0,
            Self::Bottom => last,
            Self::Row(number) => number.saturating_sub(1),
        }
        .min(last)
    }
}

/// Which row is selected and which is the first that is visible.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct ListState {
    /// The selected row; 0 in an empty list.
    pub selected: usize,
    /// The first visible row.
    pub offset: usize,
}

impl ListState {
    /// Moves the selection in a list of `len` rows of which `height` are visible.
    pub fn go(&mut self, motion: Motion, len: usize, height: usize) {
        self.selected = motion.apply(self.selected, len.saturating_sub(1), height);
        self.fit(len, height);
    }

    /// Selects a row.
    pub fn select(&mut self, row: usize, len: usize, height: usize) {
        self.selected = row;
        self.fit(len, height);
    }

    /// Brings selection and offset back into bounds, after the list or the screen changed.
    pub fn fit(&mut self, len: usize, height: usize) {
        self.selected = self.selected.min(len.saturating_sub(1));
        self.offset = self.visible(len, height).start;
    }

    /// Returns the rows that are visible: the selected one is, with a margin around it.
    pub fn visible(&self, len: usize, height: usize) -> Range<usize> {
        let selected = self.selected.min(len.saturating_sub(1));
        let margin = MARGIN.min(height.saturating_sub(1) / 2);
        let least = (selected + margin + 1).saturating_sub(height);
        let most = selected.saturating_sub(margin);
        let start = self
            .offset
            .clamp(least, most.max(least))
            .min(len.saturating_sub(height));
        start..(start + height).min(len)
    }
}

/// Paints the visible rows of a list; `row` makes one and is asked for no other.
///
/// The selected row has a bar beside it and the style `ui.selection`, which is bold rather than reversed: moving then
/// repaints few cells, and marks keep their colours. An empty list shows `empty`.
pub fn render<'a>(
    look: Look<'_>,
    area: Rect,
    state: &ListState,
    len: usize,
    empty: &str,
    mut row: impl FnMut(usize) -> Line<'a>,
    buf: &mut Buffer,
) {
    let area = area.intersection(buf.area);
    let body = Rect {
        x: area.x.saturating_add(GUTTER),
        width: area.width.saturating_sub(GUTTER),
        ..area
    };
    if len == 0 {
        for (y, line) in (0..).zip(text::wrap_lines(empty, usize::from(body.width))) {
            paint::text_at(look, body, 0, y, line, look.style(Role::Placeholder), buf);
        }
        return;
    }
    for (y, index) in (0..area.height).zip(state.visible(len, usize::from(area.height))) {
        paint::line_at(look, body, 0, y, &row(index), buf);
        if index == state.selected.min(len - 1) {
            mark_selected(
                look,
                Rect {
                    y: area.y + y,
                    height: 1,
                    ..area
                },
                buf,
            );
        }
    }
}

/// Marks a row as the selected one: the bar in its first cell, and the style.
pub fn mark_selected(look: Look<'_>, row: Rect, buf: &mut Buffer) {
    buf.set_style(row.intersection(buf.area), look.style(Role::Selection));
    paint::text_at(
        look,
        row,
        0,
        0,
        look.glyphs.cursor,
        look.style(Role::Cursor),
        buf,
    );
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::tui::widgets::testing::{rows, with_look};
    use proptest::prelude::*;
    use ratatui::style::Modifier;

    #[test]
    fn only_the_visible_rows_are_made() {
        with_look(|look| {
            let mut buf = Buffer::empty(Rect::new(0, 0, 10, 4));
            let mut state = ListState::default();
            state.go(Motion::Bottom, 100_000, 4);
            let mut made = Vec::new();
            let row = |index| {
                made.push(index);
                Line::raw(format!("row {index}"))
            };
            render(look, buf.area, &state, 100_000, "", row, &mut buf);
            assert_eq!(made, [99_996, 99_997, 99_998, 99_999]);
            assert_eq!(
                rows(&buf),
                ["  row 999…", "  row 999…", "  row 999…", "▌ row 999…"]
            );
        });
    }

    #[test]
    fn the_selected_row_is_marked_and_bold() {
        with_look(|look| {
            let mut buf = Buffer::empty(Rect::new(0, 0, 8, 2));
            let state = ListState {
                selected: 1,
                offset: 0,
            };
            render(
                look,
                buf.area,
                &state,
                2,
                "",
                |index| Line::raw(format!("{index}")),
                &mut buf,
            );
            assert_eq!(rows(&buf), ["  0", "▌ 1"]);
            assert!(buf[(2, 1)].modifier.contains(Modifier::BOLD));
            assert!(!buf[(2, 0)].modifier.contains(Modifier::BOLD));
        });
    }

    #[test]
    fn an_empty_list_says_so() {
        with_look(|look| {
            let mut buf = Buffer::empty(Rect::new(0, 0, 14, 2));
            render(
                look,
                buf.area,
                &ListState::default(),
                0,
                "No findings yet.",
                |_| Line::default(),
                &mut buf,
            );
            assert_eq!(rows(&buf), ["  No findings", "  yet."]);
        });
    }

    #[test]
    fn the_list_scrolls_before_the_selection_reaches_the_edge() {
        let mut state = ListState::default();
        for _ in 0..8 {
            state.go(Motion::Down(1), 100, 10);
        }
        assert_eq!(
            state,
            ListState {
                selected: 8,
                offset: 1
            }
        );
        state.go(Motion::Up(1), 100, 10);
        assert_eq!(state.offset, 1);
    }

    proptest! {
        #[test]
        fn the_selection_is_in_bounds_and_in_sight(len in 0usize..50, height in 0usize..12, moves in prop::collection::vec(0u8..8, 0..30)) {
            let mut state = ListState::default();
            for step in moves {
                let motion = match step {
                    0 => Motion::Down(1), 1 => Motion::Up(1), 2 => Motion::HalfPageDown, 3 => Motion::HalfPageUp,
                    4 => Motion::PageDown, 5 => Motion::PageUp, 6 => Motion::Top, _ => Motion::Bottom,
                };
                state.go(motion, len, height);
                let visible = state.visible(len, height);
                prop_assert!(visible.end <= len && visible.len() == len.min(height));
                prop_assert!(len == 0 || height == 0 || visible.contains(&state.selected));
            }
        }
    }
}
