//! A text as a table: what stands between its cells, and where its records are.
//!
//! A record may go over several lines where a cell in quotes holds line ends. Each remembers its first line, so that what
//! is cited are lines of the file. People's files are not always right: a quote that nothing closes is taken for a letter.

use std::ops::Range;

use memchr::{memchr, memchr_iter, memchr2};

/// What may stand between cells, the likeliest first.
const DELIMITERS: [u8; 4] = [b',', b';', b'\t', b'|'];

/// How many records are looked at to find out what stands between cells.
const SNIFFED: usize = 60;

/// The most cells of a record that are looked at.
const CELLS: usize = 256;

/// The most bytes between two quotes: beyond that the first one was not meant as one.
const QUOTED: usize = 64 << 10;

/// A row of a table.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
struct Record {
    /// Where it begins.
    start: u32,
    /// The line where it begins, counted from 0.
    line: u32,
}

/// The records of a text.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Table {
    delimiter: u8,
    records: Vec<Record>,
    end: u32,
    lines: u32,
    is_wide: bool,
}

impl Table {
    /// Reads a table; none where nothing stands between cells.
    pub(super) fn of(bytes: &[u8]) -> Option<Self> {
        // Some programs begin a file with a line that says what stands between cells.
        let first = bytes.get(..memchr(b'\n', bytes)?)?;
        let said = first.trim_ascii_end().strip_prefix(b"sep=");
        let (delimiter, skip) = match said {
            Some([delimiter]) => (*delimiter, first.len() + 1),
            Some(_) | None => (sniff(bytes)?, 0),
        };
        let mut table = Self {
            delimiter,
            records: Vec::new(),
            end: u32::try_from(bytes.len()).ok()?,
            lines: 0,
            is_wide: false,
        };
        let mut at = skip;
        let mut line = u32::from(skip > 0);
        while at < bytes.len() {
            let end = end_of_record(bytes, at, delimiter);
            table.records.push(Record {
                start: u32::try_from(at).ok()?,
                line,
            });
            let record = bytes.get(at..end).unwrap_or_default();
            line += u32::try_from(memchr_iter(b'\n', record).count()).ok()?;
            at = end;
        }
        table.lines = line + u32::from(!bytes.ends_with(b"\n"));
        let header = table.cells(bytes, 0);
        table.is_wide = header.len() >= CELLS;
        (header.len() > 1).then_some(table)
    }

    /// Returns how many records there are, that of the headers included.
    pub fn len(&self) -> usize {
        self.records.len()
    }

    /// Tells whether there are none.
    pub fn is_empty(&self) -> bool {
        self.records.is_empty()
    }

    /// Tells whether it has more columns than are looked at.
    pub fn is_wide(&self) -> bool {
        self.is_wide
    }

    /// Returns what stands between its cells.
    pub fn delimiter(&self) -> u8 {
        self.delimiter
    }

    /// Returns the first and the last line of a record, all counted from 0.
    pub fn lines_of(&self, record: usize) -> (usize, usize) {
        let line = |record: usize| self.records.get(record).map(|record| record.line as usize);
        let first = line(record).unwrap_or(self.lines as usize);
        let next = line(record + 1).unwrap_or(self.lines as usize);
        (first, next.saturating_sub(1).max(first))
    }

    /// Returns the record that a line belongs to, all counted from 0.
    pub fn record_at(&self, line: usize) -> usize {
        let after = self
            .records
            .partition_point(|record| record.line as usize <= line);
        after.saturating_sub(1)
    }

    /// Returns the cells of a record, without the quotes around them, not safe to show yet.
    ///
    /// `bytes` are those that the table was read from.
    pub fn cells(&self, bytes: &[u8], record: usize) -> Vec<String> {
        let Some(start) = self.records.get(record) else {
            return Vec::new();
        };
        let end = self
            .records
            .get(record + 1)
            .map_or(self.end, |next| next.start);
        let mut record = bytes
            .get(start.start as usize..end as usize)
            .unwrap_or_default();
        record = record.strip_suffix(b"\n").unwrap_or(record);
        record = record.strip_suffix(b"\r").unwrap_or(record);
        if start.start == 0 {
            record = record.strip_prefix(b"\xef\xbb\xbf").unwrap_or(record);
        }
        let mut cells = Vec::new();
        let mut at = 0;
        while cells.len() < CELLS {
            let (cell, next) = cell(record, at, self.delimiter);
            let inner = record.get(cell).unwrap_or_default();
            cells.push(unquoted(inner));
            match next {
                Some(next) => at = next,
                None => break,
            }
        }
        cells
    }
}

/// Returns a cell with its quotes, and where the next one begins in the record.
fn cell(record: &[u8], at: usize, delimiter: u8) -> (Range<usize>, Option<usize>) {
    let from = match record.get(at) {
        Some(b'"') => closing(record, at).map_or(at, |quote| quote + 1),
        Some(_) | None => at,
    };
    let rest = record.get(from..).unwrap_or_default();
    match memchr(delimiter, rest) {
        Some(end) => (at..from + end, Some(from + end + 1)),
        None => (at..record.len(), None),
    }
}

/// Returns where the quote is that closes the one at `at`; two of them stand for one and close nothing.
fn closing(bytes: &[u8], at: usize) -> Option<usize> {
    let mut from = at + 1;
    let most = (from + QUOTED).min(bytes.len());
    loop {
        let quote = from + memchr(b'"', bytes.get(from..most)?)?;
        if bytes.get(quote + 1) != Some(&b'"') {
            return Some(quote);
        }
        from = quote + 2;
    }
}

/// Returns where the record that begins at `start` ends, its line end included.
fn end_of_record(bytes: &[u8], start: usize, delimiter: u8) -> usize {
    let mut at = start;
    while let Some(found) = memchr2(b'\n', b'"', bytes.get(at..).unwrap_or_default()) {
        let place = at + found;
        if bytes.get(place) == Some(&b'\n') {
            return place + 1;
        }
        let before = place.checked_sub(1).filter(|_| place > start);
        let begins_a_cell = before.is_none_or(|before| bytes.get(before) == Some(&delimiter));
        let closed = begins_a_cell.then(|| closing(bytes, place)).flatten();
        at = closed.unwrap_or(place) + 1;
    }
    bytes.len()
}

fn unquoted(cell: &[u8]) -> String {
    let text = String::from_utf8_lossy(cell);
    let inner = text
        .strip_prefix('"')
        .and_then(|text| text.strip_suffix('"'));
    match inner {
        Some(inner) => inner.replace("\"\"", "\""),
        None => text.into_owned(),
    }
}

/// Finds out what stands between cells: what parts most records alike, then what gives the most cells.
fn sniff(bytes: &[u8]) -> Option<u8> {
    let mut best = (0, 0, None);
    for delimiter in DELIMITERS {
        let mut counts = Vec::new();
        let mut at = 0;
        while at < bytes.len() && counts.len() < SNIFFED {
            let end = end_of_record(bytes, at, delimiter);
            let record = bytes.get(at..end).unwrap_or_default();
            counts.push(memchr_iter(delimiter, record).take(CELLS).count());
            at = end;
        }
        let first = counts.first().copied().unwrap_or(0);
        let alike = counts.iter().filter(|count| **count == first).count();
        if first > 0 && (alike, first) > (best.0, best.1) {
            best = (alike, first, Some(delimiter));
        }
    }
    best.2
}
