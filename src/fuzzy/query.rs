//! What was typed, taken apart once for all candidates.

use super::arena::{byte_bit, pair_bit};
use super::bound::{CONSECUTIVE, Class, bonus};

/// What was typed: words that must all match.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Query {
    words: Vec<Word>,
}

/// One word of a query, and what the bounds need to know of it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Word {
    /// The word as typed.
    pub(super) text: String,
    pub(super) chars: Vec<char>,
    /// Whether the case of ASCII letters counts.
    pub(super) sensitive: bool,
    /// Whether bytes left over from earlier calls can change the score; see `Scorer::score_word`.
    pub(super) leaks: bool,
    /// The bytes that a match must contain.
    pub(super) bytes: u64,
    pub(super) steps: Vec<Step>,
}

/// One character of a word.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Step {
    /// The first byte, in lower case.
    pub(super) lead: u8,
    /// The bit of that byte.
    pub(super) bit: u64,
    /// The bit of the pair that this character makes with the one before.
    pub(super) pair: u64,
    /// The bonus when this character is matched right after the one before.
    pub(super) joined: i32,
}

impl Query {
    /// Takes `text` apart.
    pub fn new(text: &str) -> Self {
        Self {
            words: text.split_whitespace().map(Word::new).collect(),
        }
    }

    /// Says whether there is no word, so that everything matches.
    pub fn is_empty(&self) -> bool {
        self.words.is_empty()
    }

    pub(super) fn words(&self) -> &[Word] {
        &self.words
    }
}

impl Word {
    fn new(text: &str) -> Self {
        let chars: Vec<char> = text.chars().collect();
        let mut steps = Vec::with_capacity(chars.len());
        let mut before: Option<(u8, Class)> = None;
        let mut buffer = [0; 4];
        for &char in &chars {
            let class = Class::of_char(char);
            let encoded = char
                .to_ascii_lowercase()
                .encode_utf8(&mut buffer)
                .as_bytes();
            let lead = encoded.first().copied().unwrap_or_default();
            let last = encoded.last().copied().unwrap_or_default();
            let (pair, joined) = before.map_or((0, CONSECUTIVE), |(byte, class_before)| {
                (
                    pair_bit(byte, lead),
                    bonus(class_before, class).max(CONSECUTIVE),
                )
            });
            steps.push(Step {
                lead,
                bit: byte_bit(lead),
                pair,
                joined,
            });
            before = Some((last, class));
        }
        let leaks = chars.first().is_some_and(|first| {
            chars
                .iter()
                .skip(1)
                .step_by(2)
                .any(|char| char.eq_ignore_ascii_case(first))
        });
        Self {
            sensitive: text.bytes().any(|byte| byte.is_ascii_uppercase()),
            leaks,
            bytes: text
                .bytes()
                .fold(0, |bits, byte| bits | byte_bit(byte.to_ascii_lowercase())),
            text: text.to_owned(),
            chars,
            steps,
        }
    }

    /// Says whether the characters of the word occur in the candidate in their order.
    pub(super) fn occurs(&self, candidate: &str) -> bool {
        if self.text.is_ascii() {
            let mut bytes = candidate.bytes();
            self.text.bytes().all(|wanted| {
                // This bit makes a capital of ASCII the small letter, and nothing else one.
                let fold = if self.sensitive || !wanted.is_ascii_lowercase() {
                    0
                } else {
                    0x20
                };
                bytes.any(|byte| byte | fold == wanted)
            })
        } else {
            let mut chars = candidate.chars().map(|char| self.seen(char));
            self.chars
                .iter()
                .all(|&wanted| chars.any(|char| char == wanted))
        }
    }

    /// Gives a character of a candidate as the word is compared with it.
    pub(super) fn seen(&self, char: char) -> char {
        if self.sensitive {
            char
        } else {
            char.to_ascii_lowercase()
        }
    }
}
