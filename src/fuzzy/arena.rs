//! The candidates, and what is kept of each so that most need not be looked at.

use std::ops::Range;
use std::sync::atomic::{AtomicU64, Ordering};

use super::bound::{CAMEL, Class, HARD, SOFT, bonus};

/// Holds all candidates in one buffer, in the order in which they were pushed.
///
/// It only grows, so that a [`Ranking`](super::Ranking) can carry on from its last search when more candidates have
/// arrived in the meantime. It costs the text and 40 bytes for each candidate, and holds 4 GiB of text at most.
#[derive(Debug)]
pub struct Arena {
    id: u64,
    text: String,
    entries: Vec<Entry>,
}

/// What the first bound needs of one candidate.
#[derive(Clone, Copy, Debug)]
pub(super) struct Entry {
    /// The bytes that occur, by [`byte_bit`].
    pub(super) bytes: u64,
    /// The bytes right after a hard separator.
    pub(super) hard: u64,
    /// The bytes right after a soft separator, or at a camel hump.
    pub(super) soft: u64,
    /// The pairs of neighbouring bytes, by [`pair_bit`].
    pub(super) pairs: u64,
    /// Where its text is: four bytes each, for there may be a million.
    start: u32,
    end: u32,
}

impl Entry {
    /// The length in bytes.
    pub(super) fn len(&self) -> u32 {
        self.end - self.start
    }

    fn range(&self) -> Range<usize> {
        // Every platform that this runs on counts in 32 bits or more.
        let wide = |at: u32| usize::try_from(at).unwrap_or(usize::MAX);
        wide(self.start)..wide(self.end)
    }
}

impl Arena {
    /// Makes an empty arena.
    pub fn new() -> Self {
        static NEXT: AtomicU64 = AtomicU64::new(0);
        Self {
            id: NEXT.fetch_add(1, Ordering::Relaxed),
            text: String::new(),
            entries: Vec::new(),
        }
    }

    /// Makes room for `candidates` more candidates of `bytes` bytes in all, so that pushing them does not move the rest.
    pub fn reserve(&mut self, candidates: usize, bytes: usize) {
        self.entries.reserve(candidates);
        self.text.reserve(bytes);
    }

    /// Appends one candidate; its index is the number of candidates before it. False where there is no room left.
    pub fn push(&mut self, candidate: &str) -> bool {
        let ends = (
            u32::try_from(self.text.len()),
            u32::try_from(self.text.len() + candidate.len()),
        );
        let (Ok(start), Ok(end)) = ends else {
            return false;
        };
        self.text.push_str(candidate);
        let (mut bytes, mut hard, mut soft, mut pairs) = (0, 0, 0, 0);
        let (mut before, mut class_before) = (0, Class::Hard);
        for byte in candidate.bytes() {
            let class = Class::of_byte(byte);
            let byte = byte.to_ascii_lowercase();
            let bit = byte_bit(byte);
            let bonus = bonus(class_before, class);
            bytes |= bit;
            hard |= if bonus == HARD { bit } else { 0 };
            soft |= if bonus == SOFT || bonus == CAMEL {
                bit
            } else {
                0
            };
            // The first byte gets a pair too much, which no bound minds.
            pairs |= pair_bit(before, byte);
            (before, class_before) = (byte, class);
        }
        self.entries.push(Entry {
            bytes,
            hard,
            soft,
            pairs,
            start,
            end,
        });
        true
    }

    /// Gives the candidate at `index`.
    pub fn get(&self, index: u32) -> Option<&str> {
        let entry = self.entries.get(usize::try_from(index).ok()?)?;
        self.text.get(entry.range())
    }

    /// Gives the number of candidates.
    pub fn len(&self) -> usize {
        self.entries.len()
    }

    /// Says whether there is no candidate.
    pub fn is_empty(&self) -> bool {
        self.entries.is_empty()
    }

    /// Tells this arena from every other of the process.
    pub(super) fn id(&self) -> u64 {
        self.id
    }

    pub(super) fn entries(&self) -> &[Entry] {
        &self.entries
    }

    pub(super) fn text(&self, entry: &Entry) -> &str {
        self.text.get(entry.range()).unwrap_or_default()
    }
}

impl Default for Arena {
    fn default() -> Self {
        Self::new()
    }
}

impl<'a> Extend<&'a str> for Arena {
    fn extend<I: IntoIterator<Item = &'a str>>(&mut self, candidates: I) {
        for candidate in candidates {
            self.push(candidate);
        }
    }
}

impl<'a> FromIterator<&'a str> for Arena {
    fn from_iter<I: IntoIterator<Item = &'a str>>(candidates: I) -> Self {
        let mut arena = Self::new();
        arena.extend(candidates);
        arena
    }
}

/// Gives the bit that stands for a byte of the folded text: letters and digits have one each, the others share.
pub(super) fn byte_bit(byte: u8) -> u64 {
    static BITS: [u64; 256] = {
        let mut bits = [0; 256];
        let mut byte = u8::MIN;
        let mut rest: &mut [u64] = &mut bits;
        while let Some((bit, others)) = rest.split_first_mut() {
            *bit = 1
                << match byte {
                    b'a'..=b'z' => byte - b'a',
                    b'0'..=b'9' => 26 + byte - b'0',
                    0x80.. => 56 + byte % 8,
                    _ => 36 + byte % 20,
                };
            rest = others;
            byte = byte.wrapping_add(1);
        }
        bits
    };
    BITS.get(usize::from(byte)).copied().unwrap_or_default()
}

/// Gives the bit that stands for two neighbouring bytes of the folded text; many pairs share each.
pub(super) fn pair_bit(first: u8, second: u8) -> u64 {
    let pair = u32::from(first) << 8 | u32::from(second);
    1 << (pair.wrapping_mul(0x9e37_79b1) >> 26)
}
