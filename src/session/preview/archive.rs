//! What a ZIP archive holds, by the list at its end, and single small parts of it.
//!
//! The reader of whole archives that imports workbooks keeps a record of every part; here nothing is kept, so that an
//! archive of a million parts costs no more than reading its list. What an archive says of its own size is worth nothing:
//! unpacking stops at a limit.

use std::io::Read;

use flate2::bufread::DeflateDecoder;
use memchr::memmem;

/// The most parts that are looked at.
const PARTS: usize = 20_000;

/// How far from the end the list may be closed: a comment of 64 KiB and what closes it.
const END: usize = 22 + 0xffff;

/// An archive.
pub(super) struct Archive<'a> {
    bytes: &'a [u8],
    /// The list of parts.
    list: &'a [u8],
    /// Where the archive begins: some have a program before it.
    base: usize,
    parts: usize,
}

/// A part of an archive, as its list has it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Part<'a> {
    pub(super) name: &'a [u8],
    is_encrypted: bool,
    method: u16,
    packed: usize,
    at: usize,
}

impl<'a> Archive<'a> {
    /// Finds the list of an archive.
    pub(super) fn open(bytes: &'a [u8]) -> Option<Self> {
        let from = bytes.len().saturating_sub(END);
        let end = from + memmem::rfind(bytes.get(from..)?, b"PK\x05\x06")?;
        let closing = bytes.get(end..)?;
        let size = long(closing, 12)?;
        let start = end.checked_sub(size)?;
        Some(Self {
            bytes,
            list: bytes.get(start..end)?,
            base: start.checked_sub(long(closing, 16)?)?,
            parts: short(closing, 10)?,
        })
    }

    /// Returns how many parts it says to have.
    pub(super) fn len(&self) -> usize {
        self.parts
    }

    /// Returns the parts in their order, as many as are looked at.
    pub(super) fn parts(&self) -> impl Iterator<Item = Part<'a>> + use<'a> {
        let mut rest = self.list;
        std::iter::from_fn(move || {
            let head = rest.strip_prefix(b"PK\x01\x02").map(|_| rest)?;
            let (name, extra, comment) = (short(head, 28)?, short(head, 30)?, short(head, 32)?);
            let part = Part {
                name: head.get(46..46 + name)?,
                is_encrypted: short(head, 8)? & 1 == 1,
                method: u16::try_from(short(head, 10)?).ok()?,
                packed: long(head, 20)?,
                at: long(head, 42)?,
            };
            rest = head.get(46 + name + extra + comment..)?;
            Some(part)
        })
        .take(PARTS)
    }

    /// Unpacks a part, at most so many bytes of it; none where it is not there or cannot be unpacked.
    pub(super) fn read(&self, name: &str, limit: u64) -> Option<Vec<u8>> {
        let mut parts = self.parts();
        let part = parts.find(|part| part.name == name.as_bytes() && !part.is_encrypted)?;
        let head = self.bytes.get(self.base.checked_add(part.at)?..)?;
        let head = head.strip_prefix(b"PK\x03\x04").map(|_| head)?;
        let packed = head.get(30 + short(head, 26)? + short(head, 28)?..)?;
        let packed = packed.get(..part.packed.min(packed.len()))?;
        let mut unpacked = Vec::new();
        match part.method {
            0 => packed.take(limit).read_to_end(&mut unpacked).ok()?,
            8 => DeflateDecoder::new(packed)
                .take(limit)
                .read_to_end(&mut unpacked)
                .ok()?,
            _ => return None,
        };
        Some(unpacked)
    }
}

fn short(bytes: &[u8], at: usize) -> Option<usize> {
    let bytes = bytes.get(at..)?.first_chunk()?;
    Some(usize::from(u16::from_le_bytes(*bytes)))
}

fn long(bytes: &[u8], at: usize) -> Option<usize> {
    let bytes = bytes.get(at..)?.first_chunk()?;
    usize::try_from(u32::from_le_bytes(*bytes)).ok()
}
