//! A record of a table as it is drawn: cells in columns, numbers to the right.

use super::source::Drawn;
use crate::{
    safe,
    session::preview::Table,
    tui::{find::Find, glyphs::Glyphs, shown::Shown, text, theme::Role},
};

/// The cells between two columns.
const GAP: usize = 2;

/// Draws a record from a column on, as many columns as there is room for.
pub(super) fn row(
    shown: &Shown,
    record: usize,
    column: usize,
    room: usize,
    glyphs: &Glyphs,
) -> Drawn {
    let cells = cells(shown, record);
    let mut drawn = Drawn::default();
    if column > 0 {
        drawn.text.push_str(glyphs.ellipsis);
        drawn.marks.push((0..drawn.text.len(), Role::Dim));
        drawn.text.push(' ');
    }
    let mut used = text::width(&drawn.text);
    let start = drawn.text.len();
    let columns = shown.columns().iter().enumerate().skip(column);
    for (at, wanted) in columns {
        if used >= room {
            break;
        }
        let cell = cells.get(at).map(String::as_str).unwrap_or_default();
        let cell = safe::escape_line(text::beginning(cell));
        let cut = text::truncate(&cell, wanted.width, glyphs.ellipsis);
        let gap = " ".repeat(wanted.width.saturating_sub(text::width(&cut)));
        // The headers stand where their numbers do.
        if wanted.is_number {
            drawn.text.push_str(&gap);
            drawn.text.push_str(&cut);
        } else {
            drawn.text.push_str(&cut);
            drawn.text.push_str(&gap);
        }
        drawn.text.extend(std::iter::repeat_n(' ', GAP));
        used += wanted.width + GAP;
    }
    let has_more = shown
        .preview
        .text()
        .and_then(crate::session::preview::Text::table);
    if used < room && has_more.is_some_and(Table::is_wide) {
        drawn.text.push_str(glyphs.ellipsis);
    }
    let end = drawn.text.trim_end().len();
    drawn.text.truncate(end);
    if record == 0 && start < end {
        drawn.marks.push((start..end, Role::SourceHeading));
    }
    drawn
}

fn cells(shown: &Shown, record: usize) -> Vec<String> {
    let Some(text) = shown.preview.text() else {
        return Vec::new();
    };
    text.table()
        .map(|table| table.cells(text.bytes(), record))
        .unwrap_or_default()
}

/// Returns the column from which the first cell with a query is seen: the one that is first already, if it is.
pub(super) fn column_with(
    shown: &Shown,
    record: usize,
    query: &str,
    column: usize,
    room: usize,
) -> usize {
    let cells = cells(shown, record);
    let Some(at) = cells.iter().position(|cell| Find::matches(cell, query)) else {
        return column;
    };
    let between = shown.columns().iter().take(at + 1).skip(column);
    let needed: usize = between.map(|column| column.width + GAP).sum();
    if at >= column && needed <= room + GAP {
        column
    } else {
        at
    }
}
