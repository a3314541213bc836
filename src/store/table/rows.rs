//! A CSV file as rows under one line of headers, each with the lines it stands on.

use csv::{ReaderBuilder, StringRecord};

use super::{TableError, text};

/// What may stand between cells, the likeliest first.
const DELIMITERS: [u8; 4] = [b',', b';', b'\t', b'|'];

/// A table of data: the first row names the columns.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct DataTable {
    /// What stands between cells.
    pub delimiter: char,
    /// The names of the columns.
    pub columns: Vec<String>,
    /// The rows, in their order; empty lines are none.
    pub rows: Vec<DataRow>,
    /// The line with a quote that is opened and never closed: all that follows is one cell of the last row.
    pub unclosed: Option<u32>,
}

/// A row of data.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct DataRow {
    /// The line on which it begins, from 1.
    pub first: u32,
    /// The line on which it ends.
    pub last: u32,
    /// Its cells as they are, without the white space around them.
    pub cells: Vec<String>,
}

impl DataTable {
    /// Returns the number of a column; letter case is ignored where no column has just that name.
    pub fn column(&self, name: &str) -> Option<usize> {
        let name = name.trim();
        let exact = self.columns.iter().position(|column| column == name);
        exact.or_else(|| {
            self.columns
                .iter()
                .position(|column| column.to_lowercase() == name.to_lowercase())
        })
    }
}

impl DataRow {
    /// Returns a cell; an empty text where the row is too short.
    pub fn cell(&self, column: usize) -> &str {
        self.cells.get(column).map_or("", String::as_str)
    }
}

/// Reads a table of data; what stands between cells is that which parts the first row into most, unless it is given.
pub fn data(bytes: &[u8], file: &str, delimiter: Option<char>) -> Result<DataTable, TableError> {
    let decoded = text::decode(bytes, file)?;
    let text = decoded.text.as_ref();
    let (said, body) = match text
        .strip_prefix("sep=")
        .and_then(|rest| rest.split_once('\n'))
    {
        Some((said, body)) => (said.trim_end_matches('\r').chars().next(), body),
        None => (None, text),
    };
    let skipped = text.len() - body.len();
    let skipped = text
        .get(..skipped)
        .map_or(0, |before| before.matches('\n').count());
    let delimiter = delimiter.or(said).unwrap_or_else(|| sniff(body));
    let broken = |why: String| TableError::Broken {
        path: file.to_owned(),
        why,
    };
    let byte = u8::try_from(delimiter).map_err(|_| broken("no such delimiter".to_owned()))?;
    let mut reader = ReaderBuilder::new()
        .has_headers(false)
        .flexible(true)
        .delimiter(byte)
        .from_reader(body.as_bytes());
    let mut lines = Lines::new(body, skipped);
    let mut record = StringRecord::new();
    let mut columns = None;
    let mut rows = Vec::new();
    let mut last = 0;
    while reader
        .read_record(&mut record)
        .map_err(|cause| broken(cause.to_string()))?
    {
        let start = record.position().map_or(0, csv::Position::byte);
        let end = reader.position().byte();
        last = start;
        let cells: Vec<String> = record.iter().map(|cell| cell.trim().to_owned()).collect();
        let (first, last) = lines.of(start, end);
        if columns.is_none() {
            columns = Some(cells);
        } else if cells.iter().any(|cell| !cell.is_empty()) {
            rows.push(DataRow { first, last, cells });
        }
    }
    Ok(DataTable {
        delimiter,
        columns: columns.unwrap_or_default(),
        rows,
        unclosed: unclosed(body, last, byte).map(|at| {
            let before = body.get(..at).unwrap_or_default();
            let line = 1 + skipped + line_ends(before);
            u32::try_from(line).unwrap_or(u32::MAX)
        }),
    })
}

/// Finds the quote that is opened in the last row, which begins at a place, and that nothing closes.
fn unclosed(text: &str, last: u64, delimiter: u8) -> Option<usize> {
    let from = usize::try_from(last).ok()?;
    let mut bytes = text.bytes().enumerate().skip(from).peekable();
    let mut begins = true;
    let mut opened = None;
    while let Some((at, byte)) = bytes.next() {
        match (opened, byte) {
            (Some(_), b'"') => {
                let is_doubled = bytes.next_if(|(_, next)| *next == b'"').is_some();
                opened = opened.filter(|_| is_doubled);
            }
            (Some(_), _) => {}
            (None, b'"') if begins => {
                opened = Some(at);
                begins = false;
            }
            (None, other) => begins = other == delimiter || matches!(other, b'\r' | b'\n'),
        }
    }
    opened
}

fn line_ends(text: &str) -> usize {
    let bytes = text.as_bytes();
    let ends = bytes.iter().enumerate().filter(|(at, byte)| match byte {
        b'\n' => true,
        b'\r' => bytes.get(at + 1) != Some(&b'\n'),
        _ => false,
    });
    ends.count()
}

fn sniff(text: &str) -> char {
    let cells = |delimiter: u8| {
        let mut reader = ReaderBuilder::new()
            .has_headers(false)
            .flexible(true)
            .delimiter(delimiter)
            .from_reader(text.as_bytes());
        let mut record = StringRecord::new();
        match reader.read_record(&mut record) {
            Ok(true) => record.len(),
            Ok(false) | Err(_) => 0,
        }
    };
    let mut best = (0, b',');
    for delimiter in DELIMITERS {
        let found = cells(delimiter);
        if found > best.0 {
            best = (found, delimiter);
        }
    }
    char::from(best.1)
}

/// Counts lines up to places that only go forward.
struct Lines<'a> {
    text: &'a [u8],
    at: usize,
    line: u32,
}

impl<'a> Lines<'a> {
    fn new(text: &'a str, skipped: usize) -> Self {
        Self {
            text: text.as_bytes(),
            at: 0,
            line: u32::try_from(skipped).unwrap_or(u32::MAX).saturating_add(1),
        }
    }

    /// Returns the lines between two places: empty lines before the first belong to none.
    fn of(&mut self, start: u64, end: u64) -> (u32, u32) {
        let place = |at: u64| usize::try_from(at).unwrap_or(usize::MAX);
        let (start, end) = (place(start), place(end));
        while let Some(byte) = self.text.get(self.at) {
            if self.at >= start && !matches!(byte, b'\r' | b'\n') {
                break;
            }
            self.pass(*byte);
        }
        let first = self.line;
        // The line end of the row is part of what was read.
        let mut inside = end.min(self.text.len());
        while inside > self.at
            && self
                .text
                .get(inside - 1)
                .is_some_and(|byte| matches!(byte, b'\r' | b'\n'))
        {
            inside -= 1;
        }
        while self.at < inside {
            let Some(byte) = self.text.get(self.at) else {
                break;
            };
            self.pass(*byte);
        }
        (first, self.line)
    }

    fn pass(&mut self, byte: u8) {
        let ends = match byte {
            b'\n' => true,
            b'\r' => self.text.get(self.at + 1) != Some(&b'\n'),
            _ => false,
        };
        self.line = self.line.saturating_add(u32::from(ends));
        self.at += 1;
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn read(text: &str) -> DataTable {
        data(text.as_bytes(), "x.csv", None).unwrap()
    }

    #[test]
    fn rows_stand_on_the_lines_that_an_editor_shows() {
        let table = read("id,what\r\n1,a\r\n\r\n2,\"two\r\nlines\"\r\n3,c");
        let lines: Vec<(u32, u32)> = table.rows.iter().map(|r| (r.first, r.last)).collect();
        assert_eq!(lines, [(2, 2), (4, 5), (6, 6)]);
        assert_eq!(table.rows[1].cells, ["2", "two\r\nlines"]);
        assert_eq!(table.rows[0].cell(9), "");
    }

    #[test]
    fn what_stands_between_cells_is_found_or_said() {
        assert_eq!(read("a;b;c\n1;2,5;3\n").delimiter, ';');
        assert_eq!(read("a\tb\n1\t2\n").rows[0].cells, ["1", "2"]);
        let table = read("sep=|\na|b\n1|2\n");
        assert_eq!((table.delimiter, table.rows[0].first), ('|', 3));
        let table = data(b"a;b,c\n1;2,3\n", "x", Some(',')).unwrap();
        assert_eq!(table.columns, ["a;b", "c"]);
        assert_eq!(read("").columns, Vec::<String>::new());
    }

    #[test]
    fn a_quote_that_nothing_closes_is_told_with_its_line() {
        assert_eq!(read("id,what\n1,a\n2,\"b\n3,c\n4,d\n").unclosed, Some(3));
        assert_eq!(read("id,what\r\n1,\"a\r\nb \"\"c\r\n").unclosed, Some(2));
        assert_eq!(read("sep=;\nid;what\n\n\"1;x\n").unclosed, Some(4));
        for text in [
            "id,what\n1,\"a\"\n",
            "id,what\n1,\"a \"\"b\"\"\"\n",
            "id,what\n1,5\" tube\n",
            "",
        ] {
            assert_eq!(read(text).unclosed, None, "{text:?}");
        }
    }

    #[test]
    fn columns_are_known_by_their_name_in_any_case() {
        let table = read("\u{feff}Id,System,system\n");
        assert_eq!(table.column("id"), Some(0));
        assert_eq!(table.column("system"), Some(2));
        assert_eq!(table.column("SYSTEM"), Some(1));
        assert_eq!(table.column("x"), None);
    }
}
