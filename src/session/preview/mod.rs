//! A file as one looks at it before citing: text by its lines, and of anything else what it is.
//!
//! [`read()`] takes a file in piece by piece, tells the beginning of a large text at once and breaks off when nobody wants
//! it any more; [`look`] makes a [`Preview`] of bytes, a pure function. Whatever the bytes say of themselves is bounded: at
//! most [`LIMIT`] bytes are held, at most a fixed number of them unpacked, and a number that cannot be had safely reads
//! *unknown*, never a guess.

mod archive;
mod binary;
mod kind;
mod office;
mod pdf;
mod read;
mod svg;
mod table;
mod text;
mod xml;

#[cfg(test)]
mod tests;

pub use self::{
    binary::Facts,
    kind::{Dialect, Family, TextKind},
    read::{More, read, read_whole},
    table::Table,
    text::Text,
};

/// The most bytes of a file that are held to be looked at.
pub const LIMIT: u64 = 64 << 20;

/// What is known of a file.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Preview {
    /// What it is, such as `Markdown` or `PNG image`.
    pub kind: &'static str,
    /// How many bytes it has.
    pub size: u64,
    /// Width and height of an image, in pixels; none where they cannot be told.
    pub dimensions: Option<(u64, u64)>,
    /// The pages of a document that has pages.
    pub pages: Option<Pages>,
    /// What there is to see.
    pub body: Body,
}

/// How many pages a document has.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Pages {
    /// So many.
    Count(u64),
    /// It does not say so in a way that is cheap and safe to read.
    Unknown,
}

/// What there is to see of a file.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Body {
    /// Lines of text.
    Text(Text),
    /// No text: what its bytes say of it.
    Bytes(Facts),
    /// A symbolic link to this target; it is never followed.
    Symlink(String),
    /// A submodule, at this commit.
    Submodule(String),
    /// A pointer to large file storage.
    LfsPointer {
        /// The SHA-256 of the file that is meant.
        oid: String,
        /// How many bytes that file has.
        size: Option<u64>,
    },
    /// A large file whose beginning alone cannot be had.
    TooLarge,
}

impl Preview {
    /// Returns its text; none of what is no text.
    pub fn text(&self) -> Option<&Text> {
        match &self.body {
            Body::Text(text) => Some(text),
            Body::Bytes(_)
            | Body::Symlink(_)
            | Body::Submodule(_)
            | Body::LfsPointer { .. }
            | Body::TooLarge => None,
        }
    }

    fn without_bytes(kind: &'static str, size: u64, body: Body) -> Self {
        Self {
            kind,
            size,
            dimensions: None,
            pages: None,
            body,
        }
    }
}

/// Says how many bytes there are, in the unit in which people say it.
pub fn size_text(bytes: u64) -> String {
    match bytes {
        1 => "1 byte".to_owned(),
        0..1_000 => format!("{bytes} bytes"),
        1_000..1_000_000 => format!("{} kB", bytes / 1_000),
        1_000_000..1_000_000_000 => format!("{} MB", bytes / 1_000_000),
        1_000_000_000.. => format!("{}.{} GB", bytes / 1_000_000_000, bytes / 100_000_000 % 10),
    }
}

/// Makes a preview of the bytes with which a file of `size` bytes begins; all of them where it is that small.
pub fn look(path: &str, bytes: Vec<u8>, size: u64) -> Preview {
    let complete = bytes.len() as u64 >= size;
    if let Some((oid, pointed)) = lfs_pointer(&bytes) {
        let body = Body::LfsPointer { oid, size: pointed };
        return Preview::without_bytes("pointer to large file storage", size, body);
    }
    if let Some(found) = binary::kind(&bytes) {
        return binary::look(found, &bytes, size);
    }
    let (text, kind) = match text::decode_utf16(&bytes) {
        Some(text) => {
            let kind = TextKind::of(path, text.as_bytes());
            (Text::decoded(kind, text, complete), kind)
        }
        None if binary::has_nul(&bytes) => {
            return binary::look(binary::UNKNOWN, &bytes, size);
        }
        None => {
            let kind = TextKind::of(path, &bytes);
            (Text::new(kind, bytes, complete), kind)
        }
    };
    let dimensions = (kind.family == Family::Markup)
        .then(|| svg::dimensions(&text))
        .flatten();
    Preview {
        kind: if size == 0 { "empty file" } else { kind.name },
        size,
        dimensions,
        pages: None,
        body: Body::Text(text),
    }
}

/// Reads a pointer to large file storage (git-lfs, specification v1: at most 1024 bytes).
fn lfs_pointer(bytes: &[u8]) -> Option<(String, Option<u64>)> {
    if bytes.len() >= 1024 || !bytes.starts_with(b"version https://git-lfs.github.com/spec/") {
        return None;
    }
    let text = std::str::from_utf8(bytes).ok()?;
    let value = |key: &str| text.lines().find_map(|line| line.strip_prefix(key));
    let oid = value("oid sha256:")?;
    Some((oid.to_owned(), value("size ").and_then(|n| n.parse().ok())))
}
