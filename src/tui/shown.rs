//! A file made ready to be drawn, off the thread that draws: what each line leaves open, and how wide columns are.

use crate::{
    safe,
    session::preview::{More, Preview, Text},
};

use super::{
    marking::{self, State},
    text,
};

/// How many bytes of a text are marked with what the lines above left open; beyond them each line is marked for itself.
const MARKED: usize = 8 << 20;

/// How many records are looked at to tell how wide columns are.
const RECORDS: usize = 500;

/// The widest that a column is shown, in cells.
const WIDEST: usize = 32;

/// A column of a table.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Column {
    /// How wide it is shown, in cells.
    pub width: usize,
    /// Whether it has numbers, which stand to the right.
    pub is_number: bool,
}

/// A file, ready to be drawn.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Shown {
    /// The file.
    pub preview: Preview,
    /// Whether more of it will follow.
    pub more: More,
    states: Vec<State>,
    columns: Vec<Column>,
}

impl Shown {
    /// Makes a file ready.
    pub fn of(preview: Preview, more: More) -> Self {
        let (states, columns) = preview
            .text()
            .map(|text| (states(text), columns(text)))
            .unwrap_or_default();
        Self {
            preview,
            more,
            states,
            columns,
        }
    }

    /// Returns what the lines above a line left open.
    pub fn state(&self, line: usize) -> State {
        self.states.get(line).copied().unwrap_or_default()
    }

    /// Returns the columns of its table; empty where it is none.
    pub fn columns(&self) -> &[Column] {
        &self.columns
    }
}

fn states(text: &Text) -> Vec<State> {
    let family = text.kind().family;
    let mut state = State::START;
    let mut states = Vec::new();
    let mut marks = Vec::new();
    let mut seen = 0;
    for line in 0..text.len() {
        states.push(state);
        let bytes = text.bytes_of(line);
        seen += bytes.len() + 1;
        if seen > MARKED {
            break;
        }
        // A long line is not marked, and leaves open what was open.
        if bytes.len() <= marking::LONG {
            state = marking::line_into(family, state, &text.line(line), &mut marks);
        } else if state == State::START {
            state = State::default();
        }
    }
    states
}

fn columns(text: &Text) -> Vec<Column> {
    let Some(table) = text.table() else {
        return Vec::new();
    };
    let mut columns: Vec<(Column, bool)> = Vec::new();
    for record in 0..table.len().min(RECORDS) {
        for (at, cell) in table.cells(text.bytes(), record).iter().enumerate() {
            let width = width(cell);
            if at == columns.len() {
                let column = Column {
                    width: 0,
                    is_number: true,
                };
                columns.push((column, false));
            }
            let Some((column, has_some)) = columns.get_mut(at) else {
                break;
            };
            column.width = column.width.max(width);
            // The first record has the headers.
            if record > 0 && !cell.trim().is_empty() {
                *has_some = true;
                column.is_number &= is_number(cell.trim());
            }
        }
    }
    columns
        .into_iter()
        .map(|(column, has_some)| Column {
            width: column.width.max(1),
            is_number: column.is_number && has_some,
        })
        .collect()
}

/// Returns how wide a cell is shown.
fn width(cell: &str) -> usize {
    let start: String = cell.chars().take(WIDEST + 1).collect();
    text::width(&safe::escape_line(&start)).min(WIDEST)
}

fn is_number(cell: &str) -> bool {
    let digits = cell.strip_prefix(['-', '+']).unwrap_or(cell);
    let digits = digits.strip_suffix('%').unwrap_or(digits).trim_end();
    digits.starts_with(|c: char| c.is_ascii_digit() || c == '.')
        && digits
            .bytes()
            .all(|byte| byte.is_ascii_digit() || matches!(byte, b'.' | b',' | b'\'' | b' '))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::session::preview::look;

    fn shown(path: &str, text: &str) -> Shown {
        Shown::of(
            look(path, text.as_bytes().to_vec(), text.len() as u64),
            More::Nothing,
        )
    }

    #[test]
    fn columns_are_as_wide_as_their_cells_and_know_numbers() {
        let table = shown("a.csv", "id,system,share\n1,claims triage,7.5\n2,,-3%\n");
        assert_eq!(
            table.columns(),
            [
                Column {
                    width: 2,
                    is_number: true
                },
                Column {
                    width: 13,
                    is_number: false
                },
                Column {
                    width: 5,
                    is_number: true
                },
            ]
        );
    }

    #[test]
    fn a_date_is_no_number() {
        let table = shown("a.csv", "on,by\n2026-11-27,3\n");
        assert!(!table.columns()[0].is_number);
    }

    #[test]
    fn a_line_knows_the_comment_that_began_above_it() {
        let source = shown("a.c", "int a; /* b\nc */ int d;\n");
        assert_eq!(source.state(0), State::START);
        assert_ne!(source.state(1), State::default());
    }
}
