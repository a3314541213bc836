//! The conversions that git makes of a file's bytes before it stores them, byte for byte as git makes them.
//!
//! They follow git's own `convert.c`, down to what it takes for text. The tests hold them against `git add`.

use std::borrow::Cow;

/// What happens to line ends.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Ends {
    /// They stay as they are.
    Kept,
    /// CRLF becomes LF.
    Lf,
    /// CRLF becomes LF where git takes the bytes for text.
    LfIfText,
}

/// What git counts to tell text from other bytes.
#[derive(Debug, Default)]
struct Counts {
    crlf: usize,
    lone_cr: usize,
    nul: usize,
    printable: usize,
    others: usize,
}

impl Counts {
    fn of(bytes: &[u8]) -> Self {
        let mut counts = Self::default();
        let mut rest = bytes.iter().peekable();
        while let Some(&byte) = rest.next() {
            match byte {
                b'\r' if rest.peek() == Some(&&b'\n') => {
                    rest.next();
                    counts.crlf += 1;
                }
                b'\r' => counts.lone_cr += 1,
                b'\n' => {}
                // Backspace, tab, form feed and escape.
                0x08 | b'\t' | 0x0c | 0x1b => counts.printable += 1,
                0 => {
                    counts.nul += 1;
                    counts.others += 1;
                }
                0x01..0x20 | 0x7f => counts.others += 1,
                _ => counts.printable += 1,
            }
        }
        // The mark with which DOS ended texts.
        if bytes.last() == Some(&0x1a) {
            counts.others -= 1;
        }
        counts
    }

    fn is_text(&self) -> bool {
        self.lone_cr == 0 && self.nul == 0 && self.printable >> 7 >= self.others
    }
}

/// Tells whether git takes bytes for text with CRLF in it.
pub(super) fn has_crlf_of_text(bytes: &[u8]) -> bool {
    if !bytes.contains(&b'\r') {
        return false;
    }
    let counts = Counts::of(bytes);
    counts.crlf > 0 && counts.is_text()
}

/// Turns CRLF into LF where that is asked for; borrowed when there is nothing to turn.
pub(super) fn with_lf(bytes: Cow<'_, [u8]>, ends: Ends) -> Cow<'_, [u8]> {
    let turn = match ends {
        Ends::Kept => false,
        Ends::Lf => bytes.windows(2).any(|pair| pair == b"\r\n"),
        Ends::LfIfText => has_crlf_of_text(&bytes),
    };
    if !turn {
        return bytes;
    }
    let mut out = Vec::with_capacity(bytes.len());
    let mut rest = bytes.iter().peekable();
    while let Some(&byte) = rest.next() {
        if !(byte == b'\r' && rest.peek() == Some(&&b'\n')) {
            out.push(byte);
        }
    }
    Cow::Owned(out)
}

/// Turns `$Id: ... $` into `$Id$`; borrowed when there is none.
pub(super) fn without_ident(bytes: Cow<'_, [u8]>) -> Cow<'_, [u8]> {
    if !bytes.windows(4).any(|start| start == b"$Id:") {
        return bytes;
    }
    let mut out = Vec::with_capacity(bytes.len());
    let mut rest = &*bytes;
    while let Some(dollar) = rest.iter().position(|&byte| byte == b'$') {
        let (before, after) = rest.split_at(dollar + 1);
        out.extend_from_slice(before);
        rest = after;
        let Some(value) = after.strip_prefix(b"Id:") else {
            continue;
        };
        let Some(end) = value.iter().position(|&byte| byte == b'$') else {
            break;
        };
        let (value, after) = value.split_at(end);
        // A keyword does not go on over the end of its line.
        if !value.contains(&b'\n') {
            out.extend_from_slice(b"Id$");
            rest = after.get(1..).unwrap_or_default();
        }
    }
    out.extend_from_slice(rest);
    Cow::Owned(out)
}

/// Which end of a number comes first.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Order {
    Little,
    Big,
}

/// The marks with which a text may begin, each with the order that it tells.
type Marks<'a> = &'a [(&'a [u8], Order)];

/// Turns text of an encoding into UTF-8; none where it is UTF-8 by name, and why where it cannot be done.
///
/// Of the many encodings that git takes over from the system those are known here that leave no room for differences: the
/// UTFs and ISO 8859-1.
pub(super) fn to_utf8(bytes: &[u8], encoding: &str) -> Result<Option<Vec<u8>>, &'static str> {
    use Order::{Big, Little};
    const BOTH: &str = "begins with a byte order mark, which that name forbids";
    const NONE: &str = "lacks the byte order mark that git requires";
    let name = encoding.to_ascii_uppercase();
    let name = match name.strip_prefix("UTF") {
        Some(rest) => format!("UTF-{}", rest.strip_prefix('-').unwrap_or(rest)),
        None => name,
    };
    let marks16: Marks = &[(b"\xff\xfe", Little), (b"\xfe\xff", Big)];
    let marks32: Marks = &[(b"\xff\xfe\0\0", Little), (b"\0\0\xfe\xff", Big)];
    let marked = |marks: Marks| {
        let mut found = marks
            .iter()
            .filter_map(|(mark, order)| Some((bytes.strip_prefix(*mark)?, *order)));
        found.next().ok_or(NONE)
    };
    let unmarked = |marks: Marks| {
        let marked = marks.iter().any(|(mark, _)| bytes.starts_with(mark));
        if marked { Err(BOTH) } else { Ok(bytes) }
    };
    let text = match name.as_str() {
        "UTF-8" => return Ok(None),
        "UTF-16" | "UTF-16LE-BOM" => {
            let (text, order) = marked(marks16)?;
            utf16(text, order)
        }
        "UTF-16LE" => utf16(unmarked(marks16)?, Little),
        "UTF-16BE" => utf16(unmarked(marks16)?, Big),
        "UTF-32" => {
            let (text, order) = marked(marks32)?;
            utf32(text, order)
        }
        "UTF-32LE" => utf32(unmarked(marks32)?, Little),
        "UTF-32BE" => utf32(unmarked(marks32)?, Big),
        "ISO-8859-1" | "ISO8859-1" | "LATIN1" | "LATIN-1" => {
            Some(bytes.iter().map(|&byte| char::from(byte)).collect())
        }
        _ => return Err("is in an encoding that is not known here"),
    };
    match text {
        Some(text) => Ok(Some(text.into_bytes())),
        None => Err("has bytes that are none of that encoding"),
    }
}

fn utf16(bytes: &[u8], order: Order) -> Option<String> {
    let (units, rest) = bytes.as_chunks::<2>();
    if !rest.is_empty() {
        return None;
    }
    let units = units.iter().map(|unit| match order {
        Order::Little => u16::from_le_bytes(*unit),
        Order::Big => u16::from_be_bytes(*unit),
    });
    char::decode_utf16(units).collect::<Result<_, _>>().ok()
}

fn utf32(bytes: &[u8], order: Order) -> Option<String> {
    let (units, rest) = bytes.as_chunks::<4>();
    if !rest.is_empty() {
        return None;
    }
    units
        .iter()
        .map(|unit| {
            char::from_u32(match order {
                Order::Little => u32::from_le_bytes(*unit),
                Order::Big => u32::from_be_bytes(*unit),
            })
        })
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn lf(bytes: &[u8], ends: Ends) -> Vec<u8> {
        with_lf(Cow::Borrowed(bytes), ends).into_owned()
    }

    #[test]
    fn only_line_ends_lose_their_carriage_return() {
        assert_eq!(lf(b"a\r\nb\rc\r\r\n\r", Ends::Lf), b"a\nb\rc\r\n\r");
        assert_eq!(lf(b"a\r\n", Ends::Kept), b"a\r\n");
        assert!(matches!(
            with_lf(Cow::Borrowed(b"a\nb"), Ends::Lf),
            Cow::Borrowed(_)
        ));
    }

    #[test]
    fn a_guess_leaves_alone_what_is_no_text() {
        assert_eq!(lf(b"a\r\nb\r\n", Ends::LfIfText), b"a\nb\n");
        for odd in [&b"a\r\nb\r"[..], b"a\r\n\0", b"\x01\r\n"] {
            assert_eq!(lf(odd, Ends::LfIfText), odd);
        }
        assert_eq!(lf(b"a\r\n\x1a", Ends::LfIfText), b"a\n\x1a");
    }

    #[test]
    fn a_keyword_loses_its_value() {
        let without = |bytes: &'static [u8]| without_ident(Cow::Borrowed(bytes)).into_owned();
        assert_eq!(without(b"x $Id: 12ab $ y $Id$"), b"x $Id$ y $Id$");
        assert_eq!(without(b"$Id: a\nb $Id: c $"), b"$Id: a\nb $Id$");
        assert_eq!(without(b"$$Id: open"), b"$$Id: open");
    }

    #[test]
    fn text_of_another_encoding_becomes_utf8_or_says_why_not() {
        let utf8 = |bytes: &[u8], name| to_utf8(bytes, name).unwrap().unwrap();
        assert_eq!(utf8(b"\xff\xfea\0\xe9\0", "utf-16"), "aé".as_bytes());
        assert_eq!(utf8(b"\0a\0\xe9", "UTF16BE"), "aé".as_bytes());
        assert_eq!(utf8(b"a\0\0\0", "UTF-32LE"), b"a");
        assert_eq!(utf8(b"caf\xe9", "ISO-8859-1"), "café".as_bytes());
        assert_eq!(to_utf8(b"a", "utf8"), Ok(None));
        for (bytes, name) in [
            (&b"a\0"[..], "UTF-16"),
            (b"\xff\xfea\0", "UTF-16LE"),
            (b"a\0b", "UTF-16LE"),
            (b"\0\xd8", "UTF-16LE"),
            (b"a", "Shift_JIS"),
        ] {
            assert!(to_utf8(bytes, name).is_err(), "{name}");
        }
    }
}
