//! Checklists as tables: CSV and XLSX are read, CSV is written.
//!
//! Reading goes in three steps. A file becomes a sheet of plain texts, whatever it was (`text` and `csv`, `xlsx`). Then
//! `mapping` finds the row of headers and tells which column holds which [`Field`]. Then `import` makes clauses and
//! questions of the rows: to the letter where [`export()`] wrote the file, otherwise as people write such sheets. What is
//! not taken is noted with its place, never dropped in silence.
//!
//! [`data()`] reads a CSV file that is no checklist, as rows under their headers.
//!
//! A file comes from anywhere: its size, what it unpacks to, its rows, columns and text are all limited.

mod cell;
mod csv;
mod error;
mod export;
mod field;
mod import;
mod mapping;
mod names;
mod number;
mod rows;
mod text;
mod xlsx;

#[cfg(test)]
mod tests;

use std::{fs::File, io::Read as _, path::Path};

use crate::{domain::checklist::Checklist, safe};

pub use error::TableError;
pub use export::export;
pub use field::{Field, UnknownField};
pub use import::{Head, Taken};
pub use rows::{DataRow, DataTable, data};

/// The largest file that is read.
const FILE: u64 = 16 << 20;

/// The most text that the cells of one sheet may hold; a checklist of [`super::read::LIMIT`] bytes needs far less.
const TEXT: usize = 32 << 20;

/// The rows that are looked at.
const ROWS: usize = 200_000;

/// The columns that are looked at.
pub(super) const COLUMNS: usize = 64;

/// The most characters of a text that a note shows.
const EXCERPT: usize = 60;

/// What a person says about a table beyond the file's name.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Wanted {
    /// The sheet of a workbook; the first one with headers when left out.
    pub sheet: Option<String>,
    /// Which column holds a field, by its header or letter; none for a field that is not to be taken.
    pub map: Vec<(Field, Option<String>)>,
    /// The row of the headers, counted from 1; 0 says that there are none.
    pub header: Option<usize>,
    /// What stands between the cells of a line of text.
    pub delimiter: Option<u8>,
}

/// Something that a person has to know about a table, and where. Its texts are safe to show.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Note {
    /// The sheet and cell, or the file and line.
    pub place: String,
    /// What it is about: the beginning of a cell, the name of a column.
    pub what: String,
    /// What became of it, and why.
    pub why: String,
}

impl Note {
    fn new(place: impl Into<String>, what: &str, why: impl Into<String>) -> Self {
        Self {
            place: place.into(),
            what: excerpt(what),
            why: why.into(),
        }
    }
}

/// Shortens a text to what a note shows.
fn excerpt(text: &str) -> String {
    let text = text.trim();
    let mut shown: String = text.chars().take(EXCERPT).collect();
    if shown.len() < text.len() {
        shown.push('…');
    }
    safe::escape_line(&shown).into_owned()
}

/// What a spreadsheet made of a cell.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum CellKind {
    /// A text; every cell of a text file.
    Text,
    /// A number.
    Number,
    /// A date or a time.
    Date,
}

/// A cell that holds something.
#[derive(Debug, Clone, PartialEq, Eq)]
struct Cell {
    text: String,
    kind: CellKind,
}

/// A row that holds something.
#[derive(Debug, Clone, PartialEq, Eq)]
struct Row {
    /// Its number in the sheet, or the line of the file where it begins, from 1.
    number: usize,
    /// Its cells with their columns, from 0, in their order.
    cells: Vec<(usize, Cell)>,
}

impl Row {
    fn cell(&self, column: usize) -> Option<&Cell> {
        let (_, cell) = self.cells.iter().find(|(at, _)| *at == column)?;
        Some(cell)
    }

    fn text(&self, column: usize) -> &str {
        self.cell(column).map_or("", |cell| &cell.text)
    }
}

/// A table as it was read.
#[derive(Debug, Clone, PartialEq, Eq)]
struct Sheet {
    /// The file's name, safe to show.
    file: String,
    /// The sheet's name in a workbook.
    name: Option<String>,
    rows: Vec<Row>,
    /// What is beyond the limits.
    left: Vec<Note>,
    /// What else one has to know, such as an encoding that was guessed.
    remarks: Vec<Note>,
}

impl Sheet {
    /// Names a row, or a cell in it.
    fn place(&self, row: usize, column: Option<usize>) -> String {
        let place = match (&self.name, column) {
            (Some(sheet), Some(column)) => format!("{sheet}!{}{row}", letters(column)),
            (Some(sheet), None) => format!("{sheet}!{row}"),
            (None, Some(column)) => format!("{}:{row}, column {}", self.file, letters(column)),
            (None, None) => format!("{}:{row}", self.file),
        };
        safe::escape_line(&place).into_owned()
    }

    /// Puts the file before a place that does not name it.
    fn located(&self, place: &str) -> String {
        match self.name {
            Some(_) => format!("{}, {place}", self.file),
            None => place.to_owned(),
        }
    }

    /// Names the whole table.
    fn whole(&self) -> String {
        let name = self.name.as_ref().unwrap_or(&self.file);
        safe::escape_line(name).into_owned()
    }
}

/// Names a column as spreadsheets do: A to Z, AA and so on.
fn letters(column: usize) -> String {
    let mut name = String::new();
    let mut rest = column + 1;
    while rest > 0 {
        let digit = u8::try_from((rest - 1) % 26).unwrap_or_default();
        name.insert(0, char::from(b'A' + digit));
        rest = (rest - 1) / 26;
    }
    name
}

/// Reads a column's letters; none when they are none, or beyond what is looked at.
fn column_of(name: &str) -> Option<usize> {
    if name.is_empty() || name.len() > 3 {
        return None;
    }
    let mut column = 0;
    for letter in name.bytes() {
        if !letter.is_ascii_alphabetic() {
            return None;
        }
        column = column * 26 + usize::from(letter.to_ascii_uppercase() - b'A') + 1;
    }
    (column <= COLUMNS).then(|| column - 1)
}

/// Reads a table and makes the clauses of a checklist of it; nothing is written.
pub fn import(path: &Path, wanted: &Wanted) -> Result<Taken, TableError> {
    let bytes = bytes_of(path)?;
    let name = path.file_name().unwrap_or(path.as_os_str());
    let name = safe::escape_line(&name.to_string_lossy()).into_owned();
    let (sheet, mapping) = if xlsx::is_workbook(&bytes) {
        xlsx::read(bytes, &name, wanted)?
    } else {
        csv::read(&bytes, &name, wanted)?
    };
    import::import(&sheet, &mapping)
}

/// Tells whether a checklist that was exported is the same when it is read back.
pub fn comes_back(checklist: &Checklist, text: &str) -> bool {
    let read = csv::read(text.as_bytes(), "", &Wanted::default());
    let taken = read.and_then(|(sheet, mapping)| import::import(&sheet, &mapping));
    taken.is_ok_and(|taken| {
        taken.head == Head::of(checklist)
            && taken.clauses == checklist.clauses
            && taken.references == checklist.references
    })
}

/// Returns a checklist as a file of the workspace, compact, as people write one.
pub fn to_toml(checklist: &Checklist) -> String {
    super::write::checklist::text(checklist)
}

fn bytes_of(path: &Path) -> Result<Vec<u8>, TableError> {
    let shown = safe::escape_line(&path.display().to_string()).into_owned();
    let io = |source| TableError::Io {
        path: shown.clone(),
        source,
    };
    let mut file = File::open(path).map_err(io)?;
    let found = file.metadata().map_err(io)?;
    if !found.is_file() {
        return Err(TableError::NoTable {
            path: shown,
            why: "it is not a file",
            hint: "name a .csv or .xlsx file",
        });
    }
    if found.len() > FILE {
        return Err(TableError::TooLarge { path: shown });
    }
    let mut bytes = Vec::with_capacity(usize::try_from(found.len()).unwrap_or_default() + 1);
    // The file may grow while it is read.
    file.by_ref()
        .take(FILE)
        .read_to_end(&mut bytes)
        .map_err(io)?;
    Ok(bytes)
}
