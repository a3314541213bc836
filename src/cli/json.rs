//! JSON that is safe to look at: a string of a repository holds no character that a terminal would obey or not show.
//!
//! Programs read the same value: such a character is written as `\uXXXX` (RFC 8259, 7).

use std::io::{self, Write};

use serde::Serialize;
use serde_json::ser::{Formatter, PrettyFormatter, Serializer};

use crate::safe;

/// Writes a value over several lines.
pub(super) fn pretty<T: Serialize>(value: &T) -> serde_json::Result<String> {
    let mut out = Vec::new();
    let mut writer = Serializer::with_formatter(&mut out, Visible(PrettyFormatter::new()));
    value.serialize(&mut writer)?;
    String::from_utf8(out).map_err(serde::ser::Error::custom)
}

/// Lays a document out, with every character in its strings visible.
struct Visible(PrettyFormatter<'static>);

impl Formatter for Visible {
    fn write_string_fragment<W: Write + ?Sized>(
        &mut self,
        writer: &mut W,
        fragment: &str,
    ) -> io::Result<()> {
        let mut rest = fragment;
        while let Some((at, hidden)) = safe::first_hidden(rest) {
            let (before, after) = rest.split_at(at);
            writer.write_all(before.as_bytes())?;
            for unit in hidden.encode_utf16(&mut [0; 2]) {
                write!(writer, "\\u{unit:04x}")?;
            }
            rest = after.strip_prefix(hidden).unwrap_or_default();
        }
        writer.write_all(rest.as_bytes())
    }

    fn begin_array<W: Write + ?Sized>(&mut self, writer: &mut W) -> io::Result<()> {
        self.0.begin_array(writer)
    }

    fn end_array<W: Write + ?Sized>(&mut self, writer: &mut W) -> io::Result<()> {
        self.0.end_array(writer)
    }

    fn begin_array_value<W: Write + ?Sized>(
        &mut self,
        writer: &mut W,
        first: bool,
    ) -> io::Result<()> {
        self.0.begin_array_value(writer, first)
    }

    fn end_array_value<W: Write + ?Sized>(&mut self, writer: &mut W) -> io::Result<()> {
        self.0.end_array_value(writer)
    }

    fn begin_object<W: Write + ?Sized>(&mut self, writer: &mut W) -> io::Result<()> {
        self.0.begin_object(writer)
    }

    fn end_object<W: Write + ?Sized>(&mut self, writer: &mut W) -> io::Result<()> {
        self.0.end_object(writer)
    }

    fn begin_object_key<W: Write + ?Sized>(
        &mut self,
        writer: &mut W,
        first: bool,
    ) -> io::Result<()> {
        self.0.begin_object_key(writer, first)
    }

    fn begin_object_value<W: Write + ?Sized>(&mut self, writer: &mut W) -> io::Result<()> {
        self.0.begin_object_value(writer)
    }

    fn end_object_value<W: Write + ?Sized>(&mut self, writer: &mut W) -> io::Result<()> {
        self.0.end_object_value(writer)
    }
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeMap;

    use proptest::prelude::*;

    use super::*;

    #[test]
    fn a_character_that_a_terminal_obeys_is_written_by_its_number() {
        let text = "a\u{202e}b\u{9b}31mc\u{200b}d\u{e0041}";
        let written = pretty(&[text]).unwrap();
        assert_eq!(
            written,
            "[\n  \"a\\u202eb\\u009b31mc\\u200bd\\udb40\\udc41\"\n]"
        );
    }

    #[test]
    fn what_people_write_stays_readable() {
        let written = pretty(&["Prüfung 検査 👩\u{200d}🔬"]).unwrap();
        assert_eq!(written, "[\n  \"Prüfung 検査 👩\u{200d}🔬\"\n]");
    }

    #[test]
    fn it_is_laid_out_as_ever() {
        let value = serde_json::json!({"a": [1, {"b": []}], "c": {}, "d": "x\ty"});
        assert_eq!(
            pretty(&value).unwrap(),
            serde_json::to_string_pretty(&value).unwrap()
        );
    }

    proptest! {
        #[test]
        fn nothing_hidden_is_written_and_the_same_is_read(
            texts in prop::collection::btree_map(any::<String>(), any::<String>(), 0..4)
        ) {
            let written = pretty(&texts).unwrap();
            prop_assert_eq!(safe::first_hidden(&written), None, "{}", written);
            let read: BTreeMap<String, String> = serde_json::from_str(&written).unwrap();
            prop_assert_eq!(read, texts);
        }
    }
}
