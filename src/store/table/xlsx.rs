//! Workbooks: sheets, cells with their cached values, and what hides in them.

mod archive;

use std::{collections::BTreeMap, io::Cursor};

use calamine::{DataRef, Reader as _, SheetType, SheetVisible, Xlsx, XlsxError};

use super::{
    COLUMNS, Cell, CellKind, Note, ROWS, Row, Sheet, TEXT, TableError, Wanted, csv,
    mapping::{self, Mapping},
};

/// The sheets that are looked at.
const SHEETS: usize = 64;

/// The rows of a sheet that are looked at to tell whether it has headers.
const SNIFFED: usize = 60;

/// Tells whether these are the bytes of a workbook, or at least of an archive.
pub(super) fn is_workbook(bytes: &[u8]) -> bool {
    bytes.starts_with(b"PK\x03\x04")
}

/// Reads a sheet of a workbook and finds its columns.
pub(super) fn read(
    bytes: Vec<u8>,
    file: &str,
    wanted: &Wanted,
) -> Result<(Sheet, Mapping), TableError> {
    archive::inspect(&bytes, file)?;
    let mut book = Book {
        book: Xlsx::new(Cursor::new(bytes)).map_err(|cause| broken(file, &cause))?,
        file,
    };
    let names = book.names();
    if let Some(wish) = &wanted.sheet {
        let found = names
            .iter()
            .find(|(name, _)| name == wish)
            .or_else(|| names.iter().find(|(name, _)| same(name, wish)));
        let Some((name, _)) = found else {
            let known = names.iter().map(|(name, _)| super::excerpt(name));
            return Err(TableError::NoSheet {
                path: file.to_owned(),
                wanted: super::excerpt(wish),
                known: known.collect(),
            });
        };
        let sheet = book.rows(name, ROWS)?;
        let mapping = mapping::find(&sheet, wanted)?;
        return Ok((sheet, mapping));
    }
    choose(&mut book, &names, wanted)
}

/// Takes the first sheet that has headers, and notes the others that have some.
fn choose(
    book: &mut Book<'_>,
    names: &[(String, bool)],
    wanted: &Wanted,
) -> Result<(Sheet, Mapping), TableError> {
    let mut chosen: Option<&str> = None;
    let mut first_fault = None;
    let mut left = Vec::new();
    for (name, visible) in names.iter().take(SHEETS) {
        if !visible {
            let why = "it is hidden; --sheet takes it";
            left.push(Note::new(super::excerpt(name), "a sheet", why));
            continue;
        }
        let found = book
            .rows(name, SNIFFED + wanted.header.unwrap_or(0).min(ROWS))
            .and_then(|sheet| mapping::find(&sheet, wanted));
        match (found, chosen) {
            (Ok(_), None) => chosen = Some(name),
            (Ok(_), Some(_)) => {
                let why = "one sheet is taken at a time; --sheet takes this one";
                left.push(Note::new(super::excerpt(name), "a sheet with headers", why));
            }
            // The sheet with the likeliest headers tells best what is missing.
            (Err(fault), None) => first_fault = Some(likelier(first_fault, fault)),
            (Err(_), Some(_)) => {}
        }
    }
    let Some(name) = chosen else {
        return Err(first_fault.unwrap_or_else(|| TableError::Broken {
            path: book.file.to_owned(),
            why: "it has no sheet that can be seen".to_owned(),
        }));
    };
    let mut sheet = book.rows(name, ROWS)?;
    sheet.left.extend(left);
    let mapping = mapping::find(&sheet, wanted)?;
    Ok((sheet, mapping))
}

fn likelier(before: Option<TableError>, fault: TableError) -> TableError {
    let count = |fault: &TableError| match fault {
        TableError::NoColumn { headers, .. } => headers.len(),
        TableError::Io { .. }
        | TableError::TooLarge { .. }
        | TableError::TooMuch { .. }
        | TableError::NoTable { .. }
        | TableError::Broken { .. }
        | TableError::NoSheet { .. }
        | TableError::Nothing { .. } => 0,
    };
    match before {
        Some(before) if count(&before) >= count(&fault) => before,
        Some(_) | None => fault,
    }
}

fn same(one: &str, other: &str) -> bool {
    one.trim().to_lowercase() == other.trim().to_lowercase()
}

fn broken(file: &str, cause: &XlsxError) -> TableError {
    TableError::Broken {
        path: file.to_owned(),
        why: crate::safe::escape_line(&cause.to_string()).into_owned(),
    }
}

/// A workbook that is open.
struct Book<'f> {
    book: Xlsx<Cursor<Vec<u8>>>,
    file: &'f str,
}

impl Book<'_> {
    /// Lists the sheets with cells, and whether they can be seen.
    fn names(&self) -> Vec<(String, bool)> {
        self.book
            .sheets_metadata()
            .iter()
            .filter(|sheet| sheet.typ == SheetType::WorkSheet)
            .map(|sheet| (sheet.name.clone(), sheet.visible == SheetVisible::Visible))
            .collect()
    }

    /// Reads the first rows of a sheet.
    ///
    /// Cell by cell: a range of all cells would be as large as the farthest cell says.
    fn rows(&mut self, name: &str, most: usize) -> Result<Sheet, TableError> {
        let mut sheet = Sheet {
            file: self.file.to_owned(),
            name: Some(name.to_owned()),
            rows: Vec::new(),
            left: Vec::new(),
            remarks: Vec::new(),
        };
        let mut rows: BTreeMap<usize, Row> = BTreeMap::new();
        let mut size = 0;
        let mut beyond = false;
        let mut cells = self
            .book
            .worksheet_cells_reader(name)
            .map_err(|cause| broken(self.file, &cause))?;
        while let Some(found) = cells
            .next_cell()
            .map_err(|cause| broken(self.file, &cause))?
        {
            let (row, column) = found.get_position();
            let (row, column) = (row as usize, column as usize);
            let cell = match found.get_value() {
                DataRef::Empty => continue,
                DataRef::Error(error) => {
                    let place = sheet.place(row + 1, Some(column));
                    let why = "the formula has no value";
                    if sheet.left.len() < ROWS {
                        sheet.left.push(Note::new(place, &error.to_string(), why));
                    }
                    continue;
                }
                value => cell(value),
            };
            if cell.text.is_empty() {
                continue;
            }
            if row >= most {
                if most >= ROWS {
                    sheet.left.push(csv::too_many(sheet.place(row + 1, None)));
                }
                break;
            }
            if column >= COLUMNS {
                beyond = true;
                continue;
            }
            size += cell.text.len();
            if size > TEXT {
                return Err(TableError::TooMuch {
                    path: sheet.whole(),
                    what: "its cells hold more than 32 MiB of text".to_owned(),
                });
            }
            let row = rows.entry(row).or_insert_with(|| Row {
                number: row + 1,
                cells: Vec::new(),
            });
            row.cells.push((column, cell));
        }
        if beyond {
            sheet.left.push(csv::too_wide(sheet.whole()));
        }
        sheet.rows = rows.into_values().collect();
        for row in &mut sheet.rows {
            row.cells.sort_by_key(|(column, _)| *column);
        }
        Ok(sheet)
    }
}

fn cell(value: &DataRef<'_>) -> Cell {
    let (text, kind) = match value {
        DataRef::Int(number) => (number.to_string(), CellKind::Number),
        DataRef::Float(number) => (number.to_string(), CellKind::Number),
        DataRef::String(text) => (super::cell::read(text), CellKind::Text),
        DataRef::SharedString(text) => (super::cell::read(text), CellKind::Text),
        DataRef::Bool(truth) => (if *truth { "yes" } else { "no" }.to_owned(), CellKind::Text),
        DataRef::DateTime(moment) => {
            let (year, month, day, hour, minute, ..) = moment.to_ymd_hms_milli();
            let text = if moment.is_duration() {
                moment.as_f64().to_string()
            } else if (hour, minute) == (0, 0) {
                format!("{year:04}-{month:02}-{day:02}")
            } else {
                format!("{year:04}-{month:02}-{day:02} {hour:02}:{minute:02}")
            };
            (text, CellKind::Date)
        }
        DataRef::DateTimeIso(text) | DataRef::DurationIso(text) => {
            (super::cell::read(text), CellKind::Date)
        }
        DataRef::Error(_) | DataRef::Empty => (String::new(), CellKind::Text),
    };
    Cell { text, kind }
}
