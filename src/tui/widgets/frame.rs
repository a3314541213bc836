//! Lines between panes, and boxes over them.

use ratatui::buffer::Buffer;
use ratatui::layout::Rect;

use super::{Look, paint};
use crate::tui::text;
use crate::tui::theme::Role;

/// Paints a horizontal line over the first row of an area.
pub fn rule(look: Look<'_>, area: Rect, buf: &mut Buffer) {
    let line = look.glyphs.horizontal.repeat(usize::from(area.width));
    paint::text_at(look, area, 0, 0, &line, look.style(Role::Border), buf);
}

/// Paints a vertical line over the first column of an area.
pub fn divider(look: Look<'_>, area: Rect, buf: &mut Buffer) {
    for row in 0..area.height {
        paint::text_at(
            look,
            area,
            0,
            row,
            look.glyphs.vertical,
            look.style(Role::Border),
            buf,
        );
    }
}

/// Returns an area of a size in the middle of another, as far as there is room.
pub fn centred(area: Rect, width: u16, height: u16) -> Rect {
    let (width, height) = (width.min(area.width), height.min(area.height));
    Rect {
        x: area.x + (area.width - width) / 2,
        y: area.y + (area.height - height) / 2,
        width,
        height,
    }
}

/// Paints an empty box with a title in its upper line, and returns the room inside, a cell away from its sides.
pub fn boxed(look: Look<'_>, area: Rect, title: &str, role: Role, buf: &mut Buffer) -> Rect {
    let area = area.intersection(buf.area);
    paint::clear(look, area, Role::Overlay, buf);
    let border = look.style(Role::BorderFocus);
    let inner = usize::from(area.width.saturating_sub(2));
    let glyphs = look.glyphs;
    let line = glyphs.horizontal.repeat(inner);
    let bottom = area.height.saturating_sub(1);
    paint::text_at(
        look,
        area,
        0,
        0,
        &format!("{}{line}{}", glyphs.top_left, glyphs.top_right),
        border,
        buf,
    );
    for row in 1..bottom {
        paint::text_at(look, area, 0, row, glyphs.vertical, border, buf);
        paint::text_at(
            look,
            area,
            area.width.saturating_sub(1),
            row,
            glyphs.vertical,
            border,
            buf,
        );
    }
    let lower = format!("{}{line}{}", glyphs.bottom_left, glyphs.bottom_right);
    paint::text_at(look, area, 0, bottom, &lower, border, buf);
    let title = text::truncate(title, inner.saturating_sub(4), glyphs.ellipsis);
    if !title.is_empty() {
        paint::text_at(
            look,
            area,
            2,
            0,
            &format!(" {title} "),
            look.style(role),
            buf,
        );
    }
    inside(area)
}

/// Returns the room inside a box, a cell away from its sides.
pub fn inside(area: Rect) -> Rect {
    Rect {
        x: area.x + 2.min(area.width),
        y: area.y + 1.min(area.height),
        width: area.width.saturating_sub(4),
        height: area.height.saturating_sub(2),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::tui::widgets::testing::{rows, with_look};

    #[test]
    fn a_box_has_a_title_and_room_inside() {
        with_look(|look| {
            let mut buf = Buffer::empty(Rect::new(0, 0, 14, 3));
            let inside = boxed(look, buf.area, "Commit", Role::Title, &mut buf);
            assert_eq!(
                rows(&buf),
                ["┌─ Commit ───┐", "│            │", "└────────────┘"]
            );
            assert_eq!(inside, Rect::new(2, 1, 10, 1));
        });
    }

    #[test]
    fn a_box_fits_any_area() {
        with_look(|look| {
            for width in 0..8 {
                for height in 0..4 {
                    let mut buf = Buffer::empty(Rect::new(0, 0, width, height));
                    let inside = boxed(look, buf.area, "Commit", Role::Title, &mut buf);
                    assert!(inside.is_empty() || inside.intersection(buf.area) == inside);
                }
            }
        });
    }
}
