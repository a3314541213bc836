//! The SHA-256 of blobs and of lines in them, remembered for as long as the program runs.
//!
//! Nothing of it is kept on disk: a sum that was true yesterday says nothing about the bytes of today, and whoever can
//! change an object can change a file beside it. So each run reads and hashes what was cited once; what is lost or damaged
//! while it goes on is noticed by the next.

use std::collections::HashMap;

use git2::Oid;

use super::{drift::cannot, git};
use crate::domain::evidence::{CitationState, LineRange, Pin};

/// A SHA-256 in hex, as records have it.
type Hex = [u8; 64];

/// The sums of what a citation pins.
#[derive(Debug, Clone, Copy)]
pub(super) struct Sum {
    blob: Hex,
    /// That of the cited lines; none when the blob has fewer.
    lines: Option<Hex>,
}

impl Sum {
    /// Hashes bytes, and the lines that are cited of them.
    pub(super) fn of(bytes: &[u8], lines: Option<LineRange>) -> Self {
        Self {
            blob: hex(bytes),
            lines: lines.and_then(|lines| lines.cut(bytes)).map(hex),
        }
    }

    /// Holds a record against the sums, and returns what is wrong with it.
    pub(super) fn fault(&self, pin: &Pin) -> Option<CitationState> {
        let is = |sum: &Hex, text: &str| text.as_bytes().eq_ignore_ascii_case(sum);
        if !is(&self.blob, &pin.sha256) {
            return Some(CitationState::HashMismatch);
        }
        match (pin.lines, &self.lines, &pin.excerpt_sha256) {
            (Some(_), None, _) => Some(cannot("the record cites more lines than the file had")),
            (Some(_), Some(sum), Some(recorded)) if !is(sum, recorded) => {
                Some(CitationState::HashMismatch)
            }
            (None, _, Some(_)) => Some(cannot(
                "the record has a hash of lines and does not say of which",
            )),
            (Some(_), Some(_), _) | (None, _, None) => None,
        }
    }
}

fn hex(bytes: &[u8]) -> Hex {
    let text = git::hex(git::sha256(bytes));
    let mut hex = [0; 64];
    for (slot, digit) in hex.iter_mut().zip(text.bytes()) {
        *slot = digit;
    }
    hex
}

/// The sums that are known.
#[derive(Debug, Default)]
pub(super) struct Sums {
    blobs: HashMap<Oid, Hex>,
    lines: HashMap<(Oid, LineRange), Option<Hex>>,
}

impl Sums {
    /// Returns what is known of a blob and lines of it.
    pub(super) fn get(&self, id: Oid, lines: Option<LineRange>) -> Option<Sum> {
        let blob = *self.blobs.get(&id)?;
        let lines = match lines {
            Some(lines) => *self.lines.get(&(id, lines))?,
            None => None,
        };
        Some(Sum { blob, lines })
    }

    /// Remembers the sums of a blob and lines of it.
    pub(super) fn insert(&mut self, id: Oid, lines: Option<LineRange>, sum: Sum) {
        self.blobs.insert(id, sum.blob);
        if let Some(lines) = lines {
            self.lines.insert((id, lines), sum.lines);
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_record_is_held_against_both_sums() {
        let text = b"one\ntwo\n";
        let lines = LineRange::new(2, 2).ok();
        let pin = Pin {
            repository: ".".to_owned(),
            path: "p".to_owned(),
            commit: None,
            blob: String::new(),
            sha256: git::hex(git::sha256(text)),
            lines,
            excerpt_sha256: Some(git::hex(git::sha256(b"two\n")).to_uppercase()),
            effective: None,
        };
        let sum = Sum::of(text, lines);
        assert_eq!(sum.fault(&pin), None);
        for wrong in ["", "ab", &"0".repeat(64), &pin.sha256.repeat(2)] {
            let (mut whole, mut part) = (pin.clone(), pin.clone());
            whole.sha256 = wrong.to_owned();
            part.excerpt_sha256 = Some(wrong.to_owned());
            assert_eq!(sum.fault(&whole), Some(CitationState::HashMismatch));
            assert_eq!(sum.fault(&part), Some(CitationState::HashMismatch));
        }
        // Whoever takes the lines out of a record cites the whole file in another's name.
        let taken_out = Pin {
            lines: None,
            ..pin.clone()
        };
        assert!(matches!(
            Sum::of(text, None).fault(&taken_out),
            Some(CitationState::CannotJudge { .. })
        ));
        let beyond = Sum::of(text, LineRange::new(2, 3).ok());
        assert!(matches!(
            beyond.fault(&pin),
            Some(CitationState::CannotJudge { .. })
        ));
    }
}
