//! How many pages a PDF document has, and its title (ISO 32000-1, 7.5 and 7.7).
//!
//! The count is read where the document itself is read from: the last table of objects, from there the catalog, from there
//! the root of the pages and its `/Count`. Wherever that way breaks off the answer is that it is not known. Nothing is
//! searched for, since bytes that look like pages may be an attachment, or what an edit left behind. All of it is bounded:
//! so many tables, so many values, so much unpacked. The libraries that read PDF load the whole document first, with all
//! that hostile ones do to them.

mod object;
mod objects;

use object::Value;
use objects::Objects;

/// What is known of a document.
#[derive(Debug, Default, PartialEq, Eq)]
pub(super) struct Found {
    pub(super) pages: Option<u64>,
    pub(super) title: String,
}

/// Looks at a document; where only its beginning is at hand, it has to be made for that ("linearized").
pub(super) fn look(bytes: &[u8], complete: bool) -> Found {
    if !complete {
        return Found::default();
    }
    Objects::of(bytes).map_or_else(Found::default, |objects| Found {
        pages: pages(&objects),
        title: title(&objects).unwrap_or_default(),
    })
}

fn pages(objects: &Objects<'_>) -> Option<u64> {
    let catalog = objects.follow(objects.trailer().entry("Root")?)?;
    let root = objects.follow(catalog.entry("Pages")?)?;
    // A node that has a parent is not the root, and counts only what is below it.
    if !root.is("Type", "Pages") || root.entry("Parent").is_some() {
        return None;
    }
    match objects.follow(root.entry("Count")?)? {
        Value::Number(count) => u64::try_from(count).ok(),
        _ => None,
    }
}

fn title(objects: &Objects<'_>) -> Option<String> {
    // Texts of an encrypted document are no text.
    if objects.trailer().entry("Encrypt").is_some() {
        return None;
    }
    let info = objects.follow(objects.trailer().entry("Info")?)?;
    match objects.follow(info.entry("Title")?)? {
        Value::Text(bytes) => Some(decoded(&bytes)),
        _ => None,
    }
}

/// Decodes a text: UTF-16 or UTF-8 where it says so, otherwise letter by letter.
fn decoded(bytes: &[u8]) -> String {
    if let Some(text) = super::text::decode_utf16(bytes) {
        return text;
    }
    match bytes.strip_prefix(b"\xef\xbb\xbf") {
        Some(bytes) => String::from_utf8_lossy(bytes).into_owned(),
        None => bytes.iter().map(|byte| char::from(*byte)).collect(),
    }
}
