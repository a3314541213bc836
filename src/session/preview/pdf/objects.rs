//! Where the objects of a PDF document are: tables at its end, as text or packed (ISO 32000-1, 7.5.4 to 7.5.8).

use std::{borrow::Cow, io::Read};

use flate2::bufread::ZlibDecoder;
use memchr::memmem;

use super::object::{Reader, Value};

/// How far from its beginning a document may begin.
const LEAD: usize = 1_024;

/// How many tables are followed; an edit adds one.
const TABLES: usize = 64;

/// How many parts a table may have.
const PARTS: usize = 4_096;

/// The most that a stream may unpack to.
const UNPACKED: u64 = 16 << 20;

/// How often an object may lead to another one.
const STEPS: usize = 8;

/// How far from the end it stands where the last table is.
const END: usize = 2_048;

/// A table of objects.
enum Table<'a> {
    /// One of text: the first number, how many, and where their entries of twenty bytes are.
    Text(Vec<(u32, u32, &'a [u8])>),
    /// One that is packed: the widths of its columns, the numbers that it has, and its rows.
    Packed {
        widths: [usize; 3],
        parts: Vec<(u32, u32)>,
        rows: Vec<u8>,
    },
}

/// Where an object is.
enum Place {
    /// At this byte.
    At(usize),
    /// In the stream with this number.
    In(u32),
    /// Nowhere: it was taken out.
    Nowhere,
}

/// The objects of a document.
pub(super) struct Objects<'a> {
    bytes: &'a [u8],
    /// The tables, the newest first.
    tables: Vec<Table<'a>>,
    trailer: Value,
}

impl<'a> Objects<'a> {
    /// Finds the tables of a document.
    pub(super) fn of(bytes: &'a [u8]) -> Option<Self> {
        let lead = bytes.get(..bytes.len().min(LEAD))?;
        // Places count from where the document begins.
        let bytes = bytes.get(memmem::find(lead, b"%PDF-")?..)?;
        let end = bytes.get(bytes.len().saturating_sub(END)..)?;
        let last = memmem::rfind(end, b"startxref")? + "startxref".len();
        let mut at = usize::try_from(Reader::new(end, last).number()?).ok()?;
        let mut objects = Self {
            bytes,
            tables: Vec::new(),
            trailer: Value::Dictionary(Vec::new()),
        };
        for count in 0..TABLES {
            let trailer = objects.table(at)?;
            let before = trailer.number("Prev");
            if let Some(packed) = trailer.number("XRefStm") {
                objects.table(packed)?;
            }
            if count == 0 {
                objects.trailer = trailer;
            }
            match before {
                Some(before) => at = before,
                None => return Some(objects),
            }
        }
        None
    }

    /// Returns the dictionary of the last table: catalog, properties, encryption.
    pub(super) fn trailer(&self) -> &Value {
        &self.trailer
    }

    /// Reads a table, and returns its dictionary.
    fn table(&mut self, at: usize) -> Option<Value> {
        let mut reader = Reader::new(self.bytes, at);
        if reader.word("xref").is_none() {
            let (dictionary, start) = self.object_at(at, None)?;
            if !dictionary.is("Type", "XRef") {
                return None;
            }
            let table = packed(&dictionary, self.unpacked(&dictionary, start)?)?;
            self.tables.push(table);
            return Some(dictionary);
        }
        let mut parts = Vec::new();
        while reader.word("trailer").is_none() {
            let first = u32::try_from(reader.number()?).ok()?;
            let count = u32::try_from(reader.number()?).ok()?;
            let entries = self.bytes.get(reader.at..)?.trim_ascii_start();
            let start = self.bytes.len() - entries.len();
            let length = usize::try_from(count).ok()?.checked_mul(20)?;
            // The last entry of some tables lacks its line end.
            let length = length.min(entries.len());
            parts.push((first, count, entries.get(..length)?));
            reader.at = start + length;
            if parts.len() > PARTS {
                return None;
            }
        }
        let trailer = reader.value()?;
        self.tables.push(Table::Text(parts));
        Some(trailer)
    }

    /// Follows references until there is a value.
    pub(super) fn follow(&self, value: &Value) -> Option<Value> {
        let mut value = value.clone();
        for _ in 0..STEPS {
            match value {
                Value::Reference(number) => value = self.object(number)?,
                value => return Some(value),
            }
        }
        None
    }

    fn object(&self, number: u32) -> Option<Value> {
        match self.place(number)? {
            Place::At(at) => self.object_at(at, Some(number)).map(|(value, _)| value),
            Place::Nowhere => None,
            Place::In(stream) => {
                let Place::At(at) = self.place(stream)? else {
                    return None;
                };
                let (dictionary, start) = self.object_at(at, Some(stream))?;
                if !dictionary.is("Type", "ObjStm") {
                    return None;
                }
                let unpacked = self.unpacked(&dictionary, start)?;
                let mut numbers = Reader::new(&unpacked, 0);
                for _ in 0..dictionary.number("N")? {
                    let (found, offset) = (numbers.number()?, numbers.number()?);
                    if found == u64::from(number) {
                        let at = dictionary.number("First")?;
                        let at = at.checked_add(usize::try_from(offset).ok()?)?;
                        return Reader::new(&unpacked, at).value();
                    }
                }
                None
            }
        }
    }

    /// Finds an object in the newest table that has it; one that was taken out is nowhere.
    fn place(&self, number: u32) -> Option<Place> {
        self.tables.iter().find_map(|table| table.place(number))
    }

    /// Reads the object at a place; returns its value, and where that ends.
    fn object_at(&self, at: usize, number: Option<u32>) -> Option<(Value, usize)> {
        let mut reader = Reader::new(self.bytes, at);
        let found = reader.number()?;
        if number.is_some_and(|number| u64::from(number) != found) {
            return None;
        }
        reader.number()?;
        reader.word("obj")?;
        let value = reader.value()?;
        Some((value, reader.at))
    }

    /// Unpacks the stream that begins behind its dictionary.
    fn unpacked(&self, dictionary: &Value, at: usize) -> Option<Cow<'a, [u8]>> {
        let mut reader = Reader::new(self.bytes, at);
        reader.word("stream")?;
        let rest = self.bytes.get(reader.at..)?;
        let rest = rest.strip_prefix(b"\r").unwrap_or(rest);
        let rest = rest.strip_prefix(b"\n").unwrap_or(rest);
        match only(dictionary.entry("Filter")) {
            None => {
                let length = dictionary.number("Length")?;
                rest.get(..length).map(Cow::Borrowed)
            }
            Some(Value::Name(name)) if name == b"FlateDecode" => {
                let mut unpacked = Vec::new();
                // The packed bytes say themselves where they end. One byte more tells that it is too much.
                let mut stream = ZlibDecoder::new(rest).take(UNPACKED + 1);
                stream.read_to_end(&mut unpacked).ok()?;
                if unpacked.len() as u64 > UNPACKED {
                    return None;
                }
                unpredicted(dictionary, unpacked).map(Cow::Owned)
            }
            Some(_) => None,
        }
    }
}

impl Table<'_> {
    /// Returns where an object is; none if this table does not have it.
    fn place(&self, number: u32) -> Option<Place> {
        match self {
            Self::Text(parts) => {
                let (first, _, entries) = parts.iter().find(|(first, count, _)| {
                    number
                        .checked_sub(*first)
                        .is_some_and(|index| index < *count)
                })?;
                let at = usize::try_from(number - first).ok()?.checked_mul(20)?;
                let entry = entries.get(at..at + 18)?;
                if entry.get(17) != Some(&b'n') {
                    return Some(Place::Nowhere);
                }
                let offset = Reader::new(entry, 0).number()?;
                usize::try_from(offset).ok().map(Place::At)
            }
            Self::Packed {
                widths,
                parts,
                rows,
            } => {
                let mut row = 0_usize;
                for (first, count) in parts {
                    match number.checked_sub(*first).filter(|index| index < count) {
                        Some(index) => {
                            row = row.checked_add(usize::try_from(index).ok()?)?;
                            return packed_place(*widths, rows, row);
                        }
                        None => row = row.checked_add(usize::try_from(*count).ok()?)?,
                    }
                }
                None
            }
        }
    }
}

fn packed_place(widths: [usize; 3], rows: &[u8], row: usize) -> Option<Place> {
    let [kind, second, third] = widths;
    let width = kind + second + third;
    let row = rows.get(row.checked_mul(width)?..)?.get(..width)?;
    let number = |bytes: &[u8]| {
        let digits = bytes.iter().map(|byte| usize::from(*byte));
        digits.fold(0_usize, |number, digit| number << 8 | digit)
    };
    let (first, rest) = row.split_at_checked(kind)?;
    let value = number(rest.get(..second)?);
    match (kind, number(first)) {
        (0, _) | (_, 1) => Some(Place::At(value)),
        (_, 2) => u32::try_from(value).ok().map(Place::In),
        _ => Some(Place::Nowhere),
    }
}

/// Reads how a packed table is laid out.
fn packed(dictionary: &Value, rows: Cow<'_, [u8]>) -> Option<Table<'static>> {
    let numbers = |value: &Value| match value {
        Value::List(values) => values
            .iter()
            .map(|value| match value {
                Value::Number(number) => u32::try_from(*number).ok(),
                _ => None,
            })
            .collect::<Option<Vec<u32>>>(),
        _ => None,
    };
    let widths: Vec<u32> = numbers(dictionary.entry("W")?)?;
    let [kind, second, third] = widths.as_slice() else {
        return None;
    };
    if *kind > 8 || *second > 7 || *third > 8 || kind + second + third == 0 {
        return None;
    }
    let index = match dictionary.entry("Index") {
        Some(index) => numbers(index)?,
        None => vec![0, u32::try_from(dictionary.number("Size")?).ok()?],
    };
    let (pairs, _) = index.as_chunks::<2>();
    Some(Table::Packed {
        widths: [*kind as usize, *second as usize, *third as usize],
        parts: pairs
            .iter()
            .map(|[first, count]| (*first, *count))
            .collect(),
        rows: rows.into_owned(),
    })
}

/// Returns the only value of a list, or what is no list.
fn only(value: Option<&Value>) -> Option<&Value> {
    match value {
        Some(Value::List(values)) if values.len() == 1 => values.first(),
        value => value,
    }
}

/// Undoes what a predictor of PNG's kind did to rows before they were packed.
fn unpredicted(dictionary: &Value, bytes: Vec<u8>) -> Option<Vec<u8>> {
    let parameters = only(dictionary.entry("DecodeParms"));
    let number = |name| parameters.and_then(|parameters| parameters.number(name));
    match number("Predictor") {
        None | Some(1) => return Some(bytes),
        Some(10..=15) => {}
        Some(_) => return None,
    }
    // Tables have bytes for columns; anything else is no table.
    if number("Colors").unwrap_or(1) != 1 || number("BitsPerComponent").unwrap_or(8) != 8 {
        return None;
    }
    let columns = number("Columns").unwrap_or(1);
    if columns == 0 || columns > 1 << 16 {
        return None;
    }
    let mut above = vec![0_u8; columns];
    let mut out = Vec::with_capacity(bytes.len());
    for row in bytes.chunks(columns + 1) {
        let (kind, row) = row.split_first()?;
        let (mut left, mut corner) = (0_u8, 0_u8);
        for (byte, up) in row.iter().zip(&mut above) {
            let guess = match kind {
                0 => 0,
                1 => left,
                2 => *up,
                3 => left.midpoint(*up),
                4 => paeth(left, *up, corner),
                _ => return None,
            };
            corner = *up;
            left = byte.wrapping_add(guess);
            *up = left;
            out.push(left);
        }
    }
    Some(out)
}

/// Returns which of three neighbours is nearest to what they foretell together.
fn paeth(left: u8, up: u8, corner: u8) -> u8 {
    let foretold = i16::from(left) + i16::from(up) - i16::from(corner);
    let far = |byte: u8| (foretold - i16::from(byte)).abs();
    if far(left) <= far(up) && far(left) <= far(corner) {
        left
    } else if far(up) <= far(corner) {
        up
    } else {
        corner
    }
}
