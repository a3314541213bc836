//! The bytes of a text file as text, whatever encoding a spreadsheet program has chosen.

use std::borrow::Cow;

use encoding_rs::{Encoding, WINDOWS_1252};

use super::TableError;

const SAVE: &str = "save it as .xlsx or .csv";

/// A text, and what had to be guessed about it.
pub(super) struct Decoded<'a> {
    pub(super) text: Cow<'a, str>,
    pub(super) remark: Option<&'static str>,
}

/// Decodes UTF-8, UTF-16 with a byte order mark, and what is neither as Windows-1252.
pub(super) fn decode<'a>(bytes: &'a [u8], file: &str) -> Result<Decoded<'a>, TableError> {
    let no_table = |why, hint| TableError::NoTable {
        path: file.to_owned(),
        why,
        hint,
    };
    if bytes.starts_with(&[0xd0, 0xcf, 0x11, 0xe0]) {
        return Err(no_table(
            "it is an old .xls workbook, or one with a password",
            "save it as .xlsx without a password",
        ));
    }
    if bytes.starts_with(b"%PDF") {
        return Err(no_table("it is a PDF", SAVE));
    }
    if let Some((encoding, mark)) = Encoding::for_bom(bytes) {
        let rest = bytes.get(mark..).unwrap_or_default();
        let (text, broken) = encoding.decode_without_bom_handling(rest);
        return Ok(Decoded {
            text,
            remark: broken
                .then_some("some characters could not be read, and are shown as \u{fffd}"),
        });
    }
    if bytes.contains(&0) {
        return Err(no_table(
            "it is neither a workbook nor a text",
            "save it as .xlsx, or as .csv in UTF-8",
        ));
    }
    if let Ok(text) = std::str::from_utf8(bytes) {
        return Ok(Decoded {
            text: Cow::Borrowed(text),
            remark: None,
        });
    }
    let (text, _) = WINDOWS_1252.decode_without_bom_handling(bytes);
    Ok(Decoded {
        text,
        remark: Some(
            "it is no UTF-8, and was read as Windows-1252: look at the letters with accents",
        ),
    })
}
