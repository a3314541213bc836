//! A text longer than its area.

use ratatui::buffer::Buffer;
use ratatui::layout::Rect;
use ratatui::text::Line;

use super::list::Motion;
use super::{Look, paint};
use crate::tui::theme::Role;

/// How far a text is scrolled, in rows.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Scroll {
    /// The first visible row.
    pub top: usize,
}

impl Scroll {
    /// Scrolls a text of `len` rows of which `height` are visible.
    pub fn go(&mut self, motion: Motion, len: usize, height: usize) {
        self.top = motion.apply(self.top(len, height), len.saturating_sub(height), height);
    }

    /// Scrolls just far enough that a row is visible.
    pub fn show(&mut self, row: usize, len: usize, height: usize) {
        let least = (row + 1).saturating_sub(height);
        self.top = self.top(len, height).clamp(least, row.max(least));
    }

    /// Returns the first visible row, in bounds.
    pub fn top(self, len: usize, height: usize) -> usize {
        self.top.min(len.saturating_sub(height))
    }
}

/// Paints the visible rows of a text, and marks at the right edge where it goes on above or below.
pub fn render<'a>(
    look: Look<'_>,
    area: Rect,
    scroll: Scroll,
    len: usize,
    mut row: impl FnMut(usize) -> Line<'a>,
    buf: &mut Buffer,
) {
    let area = area.intersection(buf.area);
    let height = usize::from(area.height);
    let top = scroll.top(len, height);
    let body = Rect {
        width: area.width.saturating_sub(if len > height { 2 } else { 0 }),
        ..area
    };
    for (y, index) in (0..area.height).zip(top..len) {
        paint::line_at(look, body, 0, y, &row(index), buf);
    }
    more(look, area, top > 0, top + height < len, buf);
}

/// Paints the marks of more above and more below at the right edge of an area.
pub fn more(look: Look<'_>, area: Rect, above: bool, below: bool, buf: &mut Buffer) {
    let last = area.width.saturating_sub(1);
    if above {
        paint::text_at(
            look,
            area,
            last,
            0,
            look.glyphs.more_above,
            look.style(Role::Dim),
            buf,
        );
    }
    if below {
        let bottom = area.height.saturating_sub(1);
        paint::text_at(
            look,
            area,
            last,
            bottom,
            look.glyphs.more_below,
            look.style(Role::Dim),
            buf,
        );
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::tui::widgets::testing::{rows, with_look};

    fn shown(scroll: Scroll, len: usize) -> Vec<String> {
        with_look(|look| {
            let mut buf = Buffer::empty(Rect::new(0, 0, 6, 3));
            render(
                look,
                buf.area,
                scroll,
                len,
                |row| Line::raw(format!("{row}")),
                &mut buf,
            );
            rows(&buf)
        })
    }

    #[test]
    fn a_short_text_has_no_marks() {
        assert_eq!(shown(Scroll::default(), 2), ["0", "1", ""]);
    }

    #[test]
    fn marks_say_where_the_text_goes_on() {
        assert_eq!(shown(Scroll { top: 0 }, 5), ["0", "1", "2    ▼"]);
        assert_eq!(shown(Scroll { top: 1 }, 5), ["1    ▲", "2", "3    ▼"]);
        assert_eq!(shown(Scroll { top: 99 }, 5), ["2    ▲", "3", "4"]);
    }

    #[test]
    fn a_row_is_brought_into_sight_by_the_shortest_way() {
        let mut scroll = Scroll { top: 4 };
        scroll.show(2, 20, 5);
        assert_eq!(scroll.top, 2);
        scroll.show(9, 20, 5);
        assert_eq!(scroll.top, 5);
    }
}
