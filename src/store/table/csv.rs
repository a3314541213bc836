//! Text tables: what stands between the cells, and the rows.

use csv::{ReaderBuilder, StringRecord};

use super::{
    COLUMNS, Cell, CellKind, Note, ROWS, Row, Sheet, TEXT, TableError, Wanted,
    mapping::{self, Mapping},
    text,
};

/// What may stand between cells, the likeliest first.
const DELIMITERS: [u8; 4] = [b',', b';', b'\t', b'|'];

/// The rows that are looked at to find out what stands between cells.
const SNIFFED: usize = 60;

/// Reads a table of text and finds its columns.
pub(super) fn read(
    bytes: &[u8],
    file: &str,
    wanted: &Wanted,
) -> Result<(Sheet, Mapping), TableError> {
    if let Some(sheet) = &wanted.sheet {
        return Err(TableError::NoSheet {
            path: file.to_owned(),
            wanted: super::excerpt(sheet),
            known: vec!["none, since it is no workbook".to_owned()],
        });
    }
    let decoded = text::decode(bytes, file)?;
    let text = decoded.text.as_ref();
    let (said, skip) = said(text);
    let delimiter = wanted.delimiter.or(said);
    let delimiter = match delimiter {
        Some(delimiter) => delimiter,
        None => sniff(text, file, wanted),
    };
    let mut sheet = rows(text, skip, delimiter, file, ROWS)?;
    if let Some(remark) = decoded.remark {
        sheet.remarks.push(Note::new(file, "", remark));
    }
    let mapping = mapping::find(&sheet, wanted)?;
    Ok((sheet, mapping))
}

/// Reads the line `sep=;` with which some programs begin a file.
fn said(text: &str) -> (Option<u8>, usize) {
    let line = text.lines().next().unwrap_or_default();
    match line.strip_prefix("sep=").map(str::as_bytes) {
        Some([delimiter]) if delimiter.is_ascii() => (Some(*delimiter), line.len()),
        Some(_) | None => (None, 0),
    }
}

/// Finds out what stands between cells: what gives the best headers, then what gives the most cells.
fn sniff(text: &str, file: &str, wanted: &Wanted) -> u8 {
    let mut best = (0, 0, b',');
    for delimiter in DELIMITERS {
        let most = SNIFFED + wanted.header.unwrap_or(0).min(ROWS);
        let Ok(sheet) = rows(text, 0, delimiter, file, most) else {
            continue;
        };
        let fields = mapping::find(&sheet, wanted).map_or(0, |found| found.columns.len());
        let cells = sheet.rows.iter().filter(|row| row.cells.len() > 1).count();
        if (fields, cells) > (best.0, best.1) {
            best = (fields, cells, delimiter);
        }
    }
    best.2
}

fn rows(
    text: &str,
    skip: usize,
    delimiter: u8,
    file: &str,
    most: usize,
) -> Result<Sheet, TableError> {
    let mut sheet = Sheet {
        file: file.to_owned(),
        name: None,
        rows: Vec::new(),
        left: Vec::new(),
        remarks: Vec::new(),
    };
    let body = text.get(skip..).unwrap_or_default();
    let mut reader = ReaderBuilder::new()
        .has_headers(false)
        .flexible(true)
        .delimiter(delimiter)
        .from_reader(body.as_bytes());
    let mut record = StringRecord::new();
    let mut lines = Lines::new(text);
    let mut size = 0;
    let mut beyond = false;
    loop {
        let more = reader
            .read_record(&mut record)
            .map_err(|cause| TableError::Broken {
                path: file.to_owned(),
                why: cause.to_string(),
            })?;
        if !more {
            break;
        }
        let start = record.position().map_or(0, csv::Position::byte);
        let number = lines.of(skip + usize::try_from(start).unwrap_or(usize::MAX));
        if sheet.rows.len() >= most {
            if most >= ROWS {
                let place = sheet.place(number, None);
                sheet.left.push(too_many(place));
            }
            break;
        }
        let mut row = Row {
            number,
            cells: Vec::new(),
        };
        for (column, cell) in record.iter().enumerate() {
            let cell = super::cell::read(cell);
            if cell.is_empty() {
                continue;
            }
            if column >= COLUMNS {
                beyond = true;
                break;
            }
            size += cell.len();
            row.cells.push((
                column,
                Cell {
                    text: cell,
                    kind: CellKind::Text,
                },
            ));
        }
        if size > TEXT {
            return Err(TableError::TooMuch {
                path: file.to_owned(),
                what: "its cells hold more than 32 MiB of text".to_owned(),
            });
        }
        if !row.cells.is_empty() {
            sheet.rows.push(row);
        }
    }
    if beyond {
        let place = sheet.whole();
        sheet.left.push(too_wide(place));
    }
    Ok(sheet)
}

/// Notes that the rows from a place on are not looked at.
pub(super) fn too_many(place: String) -> Note {
    Note::new(
        place,
        "the rows from here on",
        format!("{ROWS} rows are looked at"),
    )
}

/// Notes that the columns beyond the limit are not looked at.
pub(super) fn too_wide(place: String) -> Note {
    let last = super::letters(COLUMNS - 1);
    Note::new(
        place,
        &format!("the columns beyond {last}"),
        format!("{COLUMNS} columns are looked at"),
    )
}

/// Counts lines up to places that only go forward.
struct Lines<'a> {
    text: &'a [u8],
    at: usize,
    line: usize,
}

impl<'a> Lines<'a> {
    fn new(text: &'a str) -> Self {
        Self {
            text: text.as_bytes(),
            at: 0,
            line: 1,
        }
    }

    /// Returns the line of the first row at or after a place: empty lines before it belong to none.
    fn of(&mut self, place: usize) -> usize {
        while let Some(byte) = self.text.get(self.at) {
            if self.at >= place && !matches!(byte, b'\r' | b'\n') {
                break;
            }
            let ends = match byte {
                b'\n' => true,
                b'\r' => self.text.get(self.at + 1) != Some(&b'\n'),
                _ => false,
            };
            self.line += usize::from(ends);
            self.at += 1;
        }
        self.line
    }
}
