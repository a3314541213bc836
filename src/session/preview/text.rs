//! A text by its lines, held as the bytes that it is: a line is decoded when it is looked at.

use std::borrow::Cow;

use memchr::{memchr, memchr_iter, memchr2_iter, memmem};

use super::{Family, Table, TextKind};

/// The lines of a text, numbered as citations number them: a line feed ends one, and nothing else does.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Text {
    kind: TextKind,
    bytes: Vec<u8>,
    /// Where each line begins.
    starts: Vec<u32>,
    complete: bool,
    decoded: bool,
    is_utf8: bool,
    table: Option<Table>,
}

impl Text {
    /// Makes a text of the bytes of a file; it is complete when the file has no more of them.
    pub(super) fn new(kind: TextKind, bytes: Vec<u8>, complete: bool) -> Self {
        // Offsets have 32 bits; no text that is held comes near that.
        let bytes = match u32::try_from(bytes.len()) {
            Ok(_) => bytes,
            Err(_) => Vec::new(),
        };
        let ends = memchr_iter(b'\n', &bytes).map(|at| at + 1);
        let starts = std::iter::once(0)
            .chain(ends)
            .filter(|at| *at < bytes.len())
            .filter_map(|at| u32::try_from(at).ok())
            .collect();
        let is_utf8 = match std::str::from_utf8(&bytes) {
            Ok(_) => true,
            // The last character of a part may be cut.
            Err(fault) => fault.error_len().is_none() && !complete,
        };
        let table = match kind.family {
            Family::Table => Table::of(&bytes),
            Family::Plain
            | Family::Markdown
            | Family::Toml
            | Family::Yaml
            | Family::Json
            | Family::Ini
            | Family::Log
            | Family::Diff
            | Family::Markup
            | Family::Source(_) => None,
        };
        Self {
            kind,
            bytes,
            starts,
            complete,
            decoded: false,
            is_utf8,
            table,
        }
    }

    /// Makes a text of what the bytes of a file were decoded to.
    pub(super) fn decoded(kind: TextKind, text: String, complete: bool) -> Self {
        Self {
            decoded: true,
            ..Self::new(kind, text.into_bytes(), complete)
        }
    }

    /// Returns what kind of text it is.
    pub fn kind(&self) -> TextKind {
        self.kind
    }

    /// Returns how many lines there are, as far as they are held.
    pub fn len(&self) -> usize {
        self.starts.len()
    }

    /// Tells whether there are none.
    pub fn is_empty(&self) -> bool {
        self.starts.is_empty()
    }

    /// Tells whether all of the file is held.
    pub fn is_complete(&self) -> bool {
        self.complete
    }

    /// Returns how many bytes are held.
    pub fn held(&self) -> usize {
        self.bytes.len()
    }

    /// Tells whether lines can be cited: not those of a text that git takes for bytes, UTF-16.
    pub fn has_citable_lines(&self) -> bool {
        !self.decoded
    }

    /// Tells whether it is UTF-8 throughout, as most texts are.
    pub fn is_utf8(&self) -> bool {
        self.is_utf8
    }

    /// Returns the text as a table, where it is one.
    pub fn table(&self) -> Option<&Table> {
        self.table.as_ref()
    }

    /// Returns the bytes of a line, counted from 0, without its end.
    pub fn bytes_of(&self, line: usize) -> &[u8] {
        let Some(start) = self.starts.get(line) else {
            return &[];
        };
        let end = self.starts.get(line + 1);
        let end = end.map_or(self.bytes.len(), |end| *end as usize);
        let bytes = self.bytes.get(*start as usize..end).unwrap_or_default();
        let bytes = bytes.strip_suffix(b"\n").unwrap_or(bytes);
        let bytes = bytes.strip_suffix(b"\r").unwrap_or(bytes);
        // The mark at the beginning of a file is no part of its text.
        match line {
            0 => bytes.strip_prefix(b"\xef\xbb\xbf").unwrap_or(bytes),
            _ => bytes,
        }
    }

    /// Returns a line, counted from 0; what is no UTF-8 becomes replacement characters. It is not safe to show yet.
    pub fn line(&self, line: usize) -> Cow<'_, str> {
        String::from_utf8_lossy(self.bytes_of(line))
    }

    /// Returns all bytes that are held.
    pub fn bytes(&self) -> &[u8] {
        &self.bytes
    }

    /// Returns the line that a byte is in, counted from 0.
    pub fn line_at(&self, byte: usize) -> usize {
        let after = self.starts.partition_point(|start| *start as usize <= byte);
        after.saturating_sub(1)
    }

    /// Returns the lines that have a query in them, in their order; letter case counts only where it has a capital.
    pub fn find(&self, query: &str) -> Vec<usize> {
        let mut lines = Vec::new();
        let mut from = 0;
        while let Some(at) = find_in(self.bytes.get(from..).unwrap_or_default(), query) {
            lines.push(self.line_at(from + at));
            // On with the next line: one that has it twice is one line.
            let rest = self.bytes.get(from + at..).unwrap_or_default();
            match memchr(b'\n', rest) {
                Some(end) => from += at + end + 1,
                None => break,
            }
        }
        lines
    }

    /// Returns where in a line, counted from 0, a query is first found from a byte of it on, as a byte of the line.
    pub fn find_in_line(&self, line: usize, query: &str, from: usize) -> Option<usize> {
        let found = find_in(self.bytes_of(line).get(from..)?, query)?;
        Some(from + found)
    }
}

/// How often letters are met, the commonest first: a search looks for the rarest of its letters.
const COMMON: &[u8] = b" etaoinsrhldcumfpgwybvkxjqz";

/// Finds the first place of a query in bytes.
fn find_in(bytes: &[u8], query: &str) -> Option<usize> {
    if query.is_empty() {
        return None;
    }
    if query.chars().any(char::is_uppercase) {
        return memmem::find(bytes, query.as_bytes());
    }
    if !query.is_ascii() {
        return find_folded(bytes, query);
    }
    let rarity = |byte: u8| {
        COMMON
            .iter()
            .position(|c| *c == byte)
            .unwrap_or(COMMON.len())
    };
    let letters = query.bytes().enumerate();
    let (offset, rarest) = letters.max_by_key(|(_, byte)| rarity(*byte))?;
    let query = query.as_bytes();
    let found = |at: usize| {
        let start = at.checked_sub(offset)?;
        let here = bytes.get(start..start + query.len())?;
        here.eq_ignore_ascii_case(query).then_some(start)
    };
    memchr2_iter(rarest, rarest.to_ascii_uppercase(), bytes).find_map(found)
}

/// Finds a query with letters beyond ASCII, line by line; lines of ASCII alone cannot have it.
fn find_folded(bytes: &[u8], query: &str) -> Option<usize> {
    let mut from = 0;
    while let Some(rest) = bytes.get(from..).filter(|rest| !rest.is_empty()) {
        let end = memchr(b'\n', rest).map_or(rest.len(), |end| end + 1);
        let line = rest.get(..end).unwrap_or_default();
        if !line.is_ascii() {
            let text = String::from_utf8_lossy(line);
            let exact = memmem::find(line, query.as_bytes());
            if exact.is_some() || text.to_lowercase().contains(query) {
                return Some(from + exact.unwrap_or(0));
            }
        }
        from += end;
    }
    None
}

/// Decodes UTF-16 that says so by the mark at its beginning.
pub(super) fn decode_utf16(bytes: &[u8]) -> Option<String> {
    let (order, rest): (fn([u8; 2]) -> u16, _) = match bytes {
        [0xff, 0xfe, rest @ ..] => (u16::from_le_bytes, rest),
        [0xfe, 0xff, rest @ ..] => (u16::from_be_bytes, rest),
        _ => return None,
    };
    let (units, _) = rest.as_chunks::<2>();
    let decoded = char::decode_utf16(units.iter().map(|unit| order(*unit)));
    Some(
        decoded
            .map(|c| c.unwrap_or(char::REPLACEMENT_CHARACTER))
            .collect(),
    )
}
