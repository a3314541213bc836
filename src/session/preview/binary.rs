//! Bytes that are no text: what they are by their first bytes, and what is cheap to say of them.

use std::io::Read as _;

use flate2::bufread::GzDecoder;

use crate::safe;

use super::{Body, Pages, Preview, archive::Archive, office, pdf};

/// The most lines that are shown of what is inside.
const EXCERPT: usize = 40;

/// The most characters of each of them.
const WIDTH: usize = 200;

/// How much is unpacked of a compressed file to see whether it begins with text.
const UNPACKED: u64 = 64 << 10;

/// How much of unknown bytes is searched for words.
const SEARCHED: usize = 64 << 10;

/// The fewest characters in a row that count as words among bytes.
const WORDS: usize = 8;

/// What the bytes of a file say of it.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Facts {
    /// What is known beyond kind and size, such as the title: what it is, and the value, safe to show.
    pub facts: Vec<(&'static str, String)>,
    /// What the lines of the excerpt are, such as `begins`; none where there are no lines.
    pub excerpt_of: &'static str,
    /// The first text in it, or what it holds; safe to show.
    pub excerpt: Vec<String>,
}

impl Facts {
    pub(super) fn say(&mut self, what: &'static str, value: &str) {
        let value = value.trim();
        if !value.is_empty() {
            self.facts.push((what, shown(value)));
        }
    }

    /// Takes in the lines of an excerpt, as many as are shown.
    pub(super) fn show<S: AsRef<str>>(
        &mut self,
        of: &'static str,
        lines: impl IntoIterator<Item = S>,
    ) {
        let lines = lines.into_iter().filter_map(|line| {
            let line = line.as_ref().trim_end();
            (!line.is_empty()).then(|| shown(line))
        });
        self.excerpt = lines.take(EXCERPT).collect();
        if !self.excerpt.is_empty() {
            self.excerpt_of = of;
        }
    }
}

/// Cuts a text to what is shown, and makes it safe.
fn shown(text: &str) -> String {
    let mut cut: String = text.chars().take(WIDTH).collect();
    if cut.len() < text.len() {
        cut.push('…');
    }
    safe::escape_line(&cut).into_owned()
}

/// A kind of bytes.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Kind {
    name: &'static str,
    inside: Inside,
}

/// What can be said of the inside.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Inside {
    /// Nothing that is worth its time, but for words among the bytes.
    Words,
    /// Nothing.
    Nothing,
    /// Width and height.
    Image,
    /// Pages and title.
    Pdf,
    /// Names of files, or a document.
    Archive,
    /// A file that is compressed.
    Gzip,
}

/// Bytes that are not known.
pub(super) const UNKNOWN: Kind = Kind {
    name: "bytes",
    inside: Inside::Words,
};

impl Kind {
    /// Tells whether more than the beginning is needed.
    pub(super) fn wants_all(self) -> bool {
        match self.inside {
            Inside::Pdf | Inside::Archive => true,
            // What an image says of itself may stand behind a preview of its own.
            Inside::Image => true,
            Inside::Words | Inside::Nothing | Inside::Gzip => false,
        }
    }
}

/// The kinds, by the bytes with which they begin, and where those are.
const KINDS: &[(usize, &[u8], &str, Inside)] = &[
    (0, b"\x89PNG\r\n\x1a\n", "PNG image", Inside::Image),
    (0, b"\xff\xd8\xff", "JPEG image", Inside::Image),
    (0, b"GIF87a", "GIF image", Inside::Image),
    (0, b"GIF89a", "GIF image", Inside::Image),
    (8, b"WEBP", "WebP image", Inside::Image),
    (0, b"II*\0", "TIFF image", Inside::Image),
    (0, b"MM\0*", "TIFF image", Inside::Image),
    (0, b"8BPS\0\x01", "Photoshop image", Inside::Image),
    (0, b"\0\0\x01\0", "icon", Inside::Image),
    (4, b"ftypheic", "HEIC image", Inside::Image),
    (4, b"ftypheix", "HEIC image", Inside::Image),
    (4, b"ftypmif1", "HEIF image", Inside::Image),
    (4, b"ftypavif", "AVIF image", Inside::Image),
    (0, b"\0\0\0\x0cJXL ", "JPEG XL image", Inside::Image),
    (0, b"%PDF-", "PDF document", Inside::Pdf),
    (0, b"PK\x03\x04", "ZIP archive", Inside::Archive),
    (0, b"PK\x05\x06", "ZIP archive", Inside::Archive),
    (0, b"\x1f\x8b\x08", "gzip file", Inside::Gzip),
    (0, b"\x28\xb5\x2f\xfd", "zstd file", Inside::Nothing),
    (0, b"\xfd7zXZ\0", "xz file", Inside::Nothing),
    (0, b"7z\xbc\xaf\x27\x1c", "7-Zip archive", Inside::Nothing),
    (0, b"Rar!\x1a\x07", "RAR archive", Inside::Nothing),
    (257, b"ustar", "tar archive", Inside::Words),
    (
        0,
        b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1",
        "Office document of before 2007",
        Inside::Words,
    ),
    (0, b"SQLite format 3\0", "SQLite database", Inside::Words),
    (0, b"\x89HDF\r\n\x1a\n", "HDF5 data", Inside::Words),
    (0, b"\x93NUMPY", "NumPy array", Inside::Words),
    (0, b"GGUF", "GGUF model", Inside::Words),
    (0, b"PAR1", "Parquet table", Inside::Nothing),
    (0, b"ARROW1", "Arrow table", Inside::Nothing),
    (0, b"\x7fELF", "ELF program", Inside::Words),
    (0, b"\xcf\xfa\xed\xfe", "Mach-O program", Inside::Words),
    (
        0,
        b"\xca\xfe\xba\xbe",
        "Java class or Mach-O program",
        Inside::Words,
    ),
    (0, b"\0asm", "WebAssembly module", Inside::Words),
    (4, b"ftyp", "MP4 film or sound", Inside::Nothing),
    (
        0,
        b"\x1aE\xdf\xa3",
        "Matroska or WebM film",
        Inside::Nothing,
    ),
    (0, b"OggS\0", "Ogg sound", Inside::Nothing),
    (0, b"fLaC\0", "FLAC sound", Inside::Nothing),
    (8, b"WAVE", "WAV sound", Inside::Nothing),
    (8, b"AVI ", "AVI film", Inside::Nothing),
];

/// Kinds whose first bytes could be a word of a text: they count only where there is a NUL.
const SHORT: &[(&[u8], &str, Inside)] = &[
    (b"BM", "BMP image", Inside::Image),
    (b"ID3", "MP3 sound", Inside::Nothing),
    (b"MZ", "Windows program", Inside::Words),
    (b"BZh", "bzip2 file", Inside::Nothing),
    (b"wOFF", "font", Inside::Nothing),
    (b"wOF2", "font", Inside::Nothing),
    (b"OTTO", "font", Inside::Nothing),
];

/// Tells what bytes are that are no text; none where they may be one.
pub(super) fn kind(bytes: &[u8]) -> Option<Kind> {
    let long = KINDS.iter().find(|(at, magic, name, _)| {
        let begins = bytes.get(*at..).is_some_and(|rest| rest.starts_with(magic));
        let in_text = matches!(*name, "Parquet table" | "GGUF model" | "tar archive")
            || matches!(at, 4 | 8)
            || magic.starts_with(b"GIF8");
        begins && (!in_text || has_nul(bytes))
    });
    if let Some((_, _, name, inside)) = long {
        return Some(Kind {
            name,
            inside: *inside,
        });
    }
    let short = SHORT.iter().find(|(magic, ..)| bytes.starts_with(magic));
    let (_, name, inside) = short.filter(|_| has_nul(bytes))?;
    Some(Kind {
        name,
        inside: *inside,
    })
}

/// Tells whether git takes bytes for no text: a NUL among the first 8000.
pub(super) fn has_nul(bytes: &[u8]) -> bool {
    bytes.iter().take(8_000).any(|byte| *byte == 0)
}

/// Tells whether bytes say that they are UTF-16.
pub(super) fn is_utf16(bytes: &[u8]) -> bool {
    bytes.starts_with(b"\xff\xfe") || bytes.starts_with(b"\xfe\xff")
}

/// Says what there is to say of bytes of a kind.
pub(super) fn look(kind: Kind, bytes: &[u8], size: u64) -> Preview {
    let complete = bytes.len() as u64 >= size;
    let mut facts = Facts::default();
    let mut preview = Preview::without_bytes(kind.name, size, Body::TooLarge);
    match kind.inside {
        Inside::Nothing => {}
        Inside::Words => facts.show("words in it", words(bytes)),
        Inside::Image => {
            let found = imagesize::blob_size(bytes).ok();
            preview.dimensions = found.map(|size| (size.width as u64, size.height as u64));
        }
        Inside::Pdf => {
            let found = pdf::look(bytes, complete);
            preview.pages = Some(found.pages.map_or(Pages::Unknown, Pages::Count));
            facts.say("title", &found.title);
        }
        Inside::Archive => match Archive::open(bytes).filter(|_| complete) {
            Some(archive) => preview.kind = office::look(&archive, &mut facts),
            None => facts.say("holds", "its list of files cannot be read"),
        },
        Inside::Gzip => gunzip(bytes, &mut facts),
    }
    preview.body = Body::Bytes(facts);
    preview
}

/// Says how a compressed file was called, and with which text it begins.
fn gunzip(bytes: &[u8], facts: &mut Facts) {
    let mut stream = GzDecoder::new(bytes);
    let mut unpacked = Vec::new();
    // What could be unpacked before a fault is shown all the same.
    let _ = stream.by_ref().take(UNPACKED).read_to_end(&mut unpacked);
    let name = stream.header().and_then(|header| header.filename());
    facts.say("file", &String::from_utf8_lossy(name.unwrap_or_default()));
    if kind(&unpacked).is_none() && !has_nul(&unpacked) {
        facts.show("begins", String::from_utf8_lossy(&unpacked).lines());
    }
}

/// Finds words among bytes.
fn words(bytes: &[u8]) -> Vec<String> {
    let searched = bytes.get(..bytes.len().min(SEARCHED)).unwrap_or_default();
    let is_word = |byte: &u8| matches!(byte, b' '..=b'~');
    let runs = searched.split(|byte| !is_word(byte));
    let words = runs.filter(|run| run.trim_ascii().len() >= WORDS);
    words
        .take(EXCERPT)
        .map(|run| String::from_utf8_lossy(run.trim_ascii()).into_owned())
        .collect()
}
