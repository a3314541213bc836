//! Painting text into a buffer, cut to its room.

use ratatui::buffer::Buffer;
use ratatui::layout::Rect;
use ratatui::style::Style;
use ratatui::text::{Line, Span};

use super::Look;
use crate::safe;
use crate::tui::text;
use crate::tui::theme::Role;

/// Paints a text at a place of an area's row, cut with an ellipsis at the area's edge; returns the column after it.
///
/// `x` and `row` count from the area's corner; what is outside of the area is not painted.
pub fn text_at(
    look: Look<'_>,
    area: Rect,
    x: u16,
    row: u16,
    shown: &str,
    style: Style,
    buf: &mut Buffer,
) -> u16 {
    let area = area.intersection(buf.area);
    if row >= area.height || x >= area.width {
        return x;
    }
    let shown = safe::escape_line(text::beginning(shown));
    let cut = text::truncate(&shown, usize::from(area.width - x), look.glyphs.ellipsis);
    let (end, _) = buf.set_stringn(
        area.x + x,
        area.y + row,
        &cut,
        usize::from(area.width - x),
        style,
    );
    end - area.x
}

/// Paints a line of styled pieces into an area's row, cut with an ellipsis; returns the column after it.
pub fn line_at(
    look: Look<'_>,
    area: Rect,
    x: u16,
    row: u16,
    line: &Line<'_>,
    buf: &mut Buffer,
) -> u16 {
    let area = area.intersection(buf.area);
    if row >= area.height || x >= area.width {
        return x;
    }
    let cut = cut(line, usize::from(area.width - x), look.glyphs.ellipsis);
    let (end, _) = buf.set_line(area.x + x, area.y + row, &cut, area.width - x);
    end - area.x
}

/// Makes a line of styled pieces safe to show and cuts it so that it fits a width.
///
/// The ellipsis has the style of the piece that was cut.
pub fn cut<'a>(line: &'a Line<'_>, max: usize, ellipsis: &str) -> Line<'a> {
    let pieces: Vec<_> = line
        .spans
        .iter()
        .map(|span| {
            (
                safe::escape_line(text::beginning(&span.content)),
                span.style,
            )
        })
        .collect();
    let full: usize = pieces.iter().map(|(piece, _)| text::width(piece)).sum();
    let mut left = max;
    let mut spans = Vec::with_capacity(pieces.len());
    for (piece, style) in pieces {
        let wide = text::width(&piece);
        // The last pieces make room for the ellipsis when not all of them fit.
        if full > max && wide + text::width(ellipsis) > left {
            let room = left.saturating_sub(text::width(ellipsis));
            let shown = format!("{}{ellipsis}", text::truncate(&piece, room, ""));
            spans.push(Span::styled(
                text::truncate(&shown, left, "").into_owned(),
                style,
            ));
            break;
        }
        left = left.saturating_sub(wide);
        spans.push(Span::styled(piece, style));
    }
    Line::from(spans).style(line.style)
}

/// Paints texts to the left and to the right of an area's row; the right one wins where they meet.
pub fn both_sides(
    look: Look<'_>,
    area: Rect,
    row: u16,
    left: &Line<'_>,
    right: &Line<'_>,
    buf: &mut Buffer,
) {
    let wide: usize = right
        .spans
        .iter()
        .map(|span| text::width(&span.content))
        .sum();
    let wide = text::cells(wide).min(area.width);
    let room = Rect {
        width: area
            .width
            .saturating_sub(wide)
            .saturating_sub(u16::from(wide > 0)),
        ..area
    };
    line_at(look, room, 0, row, left, buf);
    line_at(look, area, area.width - wide, row, right, buf);
}

/// Empties an area and gives it the style of a role.
pub fn clear(look: Look<'_>, area: Rect, role: Role, buf: &mut Buffer) {
    let area = area.intersection(buf.area);
    for y in area.top()..area.bottom() {
        // A wide character that reaches into the area would push the row aside on the terminal.
        let beside = area
            .left()
            .checked_sub(1)
            .and_then(|x| buf.cell_mut((x, y)));
        if let Some(cell) = beside.filter(|cell| text::width(cell.symbol()) > 1) {
            cell.set_symbol(" ");
        }
        for x in area.left()..area.right() {
            if let Some(cell) = buf.cell_mut((x, y)) {
                cell.reset();
            }
        }
    }
    buf.set_style(
        area,
        look.style(Role::Background)
            .patch(look.style(Role::Text))
            .patch(look.style(role)),
    );
}

/// Replaces what is not ASCII by question marks, for a terminal whose locale is not UTF-8.
///
/// The glyphs have ASCII twins already; this is for the texts of records and files.
pub fn ascii_only(buf: &mut Buffer) {
    let mut hidden = 0;
    for cell in &mut buf.content {
        if hidden > 0 {
            hidden -= 1;
            cell.set_symbol("?");
        } else if !cell.symbol().is_ascii() {
            hidden = text::width(cell.symbol()).saturating_sub(1);
            cell.set_symbol("?");
        }
    }
}

/// Marks the characters of a text that a search found: pieces with the match style at the given character indices.
///
/// `at` is ascending, and counts `char`s as fuzzy matchers do.
pub fn matched<'a>(shown: &'a str, at: &[usize], plain: Style, found: Style) -> Line<'a> {
    let mut spans: Vec<Span<'a>> = Vec::new();
    let mut start = 0;
    let mut was_found = false;
    let mut wanted = at.iter().copied().peekable();
    for (index, (byte, _)) in shown.char_indices().enumerate() {
        while wanted.next_if(|at| *at < index).is_some() {}
        let is_found = wanted.peek() == Some(&index);
        if is_found != was_found {
            push(
                &mut spans,
                shown.get(start..byte),
                if was_found { found } else { plain },
            );
            start = byte;
            was_found = is_found;
        }
    }
    push(
        &mut spans,
        shown.get(start..),
        if was_found { found } else { plain },
    );
    Line::from(spans)
}

fn push<'a>(spans: &mut Vec<Span<'a>>, piece: Option<&'a str>, style: Style) {
    if let Some(piece) = piece.filter(|piece| !piece.is_empty()) {
        spans.push(Span::styled(piece, style));
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::tui::widgets::testing::{rows, with_look};

    #[test]
    fn text_is_cut_at_the_edge_of_its_area_and_never_beyond() {
        with_look(|look| {
            let mut buf = Buffer::empty(Rect::new(0, 0, 10, 2));
            let area = Rect::new(2, 0, 5, 1);
            text_at(look, area, 0, 0, "risk method", Style::new(), &mut buf);
            text_at(look, area, 0, 1, "below", Style::new(), &mut buf);
            assert_eq!(rows(&buf), ["  risk…", ""]);
        });
    }

    #[test]
    fn a_box_over_half_of_a_wide_character_takes_all_of_it() {
        with_look(|look| {
            let mut buf = Buffer::empty(Rect::new(0, 0, 6, 1));
            text_at(look, buf.area, 0, 0, "a大b", Style::new(), &mut buf);
            clear(look, Rect::new(2, 0, 4, 1), Role::Overlay, &mut buf);
            text_at(
                look,
                Rect::new(2, 0, 4, 1),
                0,
                0,
                "box",
                Style::new(),
                &mut buf,
            );
            assert_eq!(rows(&buf), ["a box"]);
        });
    }

    #[test]
    fn hostile_text_is_made_visible() {
        with_look(|look| {
            let mut buf = Buffer::empty(Rect::new(0, 0, 20, 1));
            text_at(
                look,
                buf.area,
                0,
                0,
                "a\x1b[2J\u{202e}b",
                Style::new(),
                &mut buf,
            );
            assert_eq!(rows(&buf), ["a^[[2J\\u{202e}b"]);
        });
    }

    #[test]
    fn the_right_side_wins_where_two_meet() {
        with_look(|look| {
            let mut buf = Buffer::empty(Rect::new(0, 0, 12, 1));
            both_sides(
                look,
                buf.area,
                0,
                &Line::raw("releases/log.csv"),
                &Line::raw("3 Sep"),
                &mut buf,
            );
            assert_eq!(rows(&buf), ["relea… 3 Sep"]);
        });
    }

    #[test]
    fn a_line_of_pieces_is_cut_once() {
        let line = Line::from(vec![Span::raw("abc"), Span::raw("def"), Span::raw("ghi")]);
        for (max, expected) in [
            (9, "abcdefghi"),
            (8, "abcdefg…"),
            (6, "abcde…"),
            (3, "ab…"),
            (1, "…"),
            (0, ""),
        ] {
            assert_eq!(cut(&line, max, "…").to_string(), expected);
        }
    }

    #[test]
    fn what_is_not_ascii_is_replaced_cell_by_cell() {
        let mut buf = Buffer::with_lines(["aé大b"]);
        ascii_only(&mut buf);
        assert_eq!(rows(&buf), ["a???b"]);
    }

    #[test]
    fn found_characters_are_marked() {
        let found = Style::new().bold();
        let line = matched("größe", &[1, 2, 4], Style::new(), found);
        let pieces: Vec<_> = line
            .spans
            .iter()
            .map(|span| (span.content.as_ref(), span.style == found))
            .collect();
        assert_eq!(
            pieces,
            [("g", false), ("rö", true), ("ß", false), ("e", true)]
        );
    }
}
