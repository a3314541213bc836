//! Upper bounds of the score that `SkimMatcherV2` gives, in two steps of cost and closeness.
//!
//! The scorer aligns a word with a candidate. Each matched character earns [`MATCH`], less [`OTHER_CASE`] when only the case
//! differs; a gap between two matches costs [`GAP`] and [`GAP_MORE`] for each character in it; a character right after the
//! one matched before earns [`CONSECUTIVE`]; and a character at the start of something earns its [`bonus`], whichever of
//! the two is more. The gap before the first match costs one.
//!
//! [`rough`] adds up the most that each character could earn, judged by the bits of an [`Entry`]. [`close`] repeats the
//! alignment itself, only faster: it equals the score unless that falls below [`NOTHING`].

use super::arena::{Arena, Entry};
use super::query::Word;

const MATCH: i32 = 16;
const OTHER_CASE: i32 = 2;
const GAP: i32 = 3;
const GAP_MORE: i32 = 1;
/// What a character earns at least when it is matched right after the one before it.
pub(super) const CONSECUTIVE: i32 = 4;
/// What a character earns after a hard separator.
pub(super) const HARD: i32 = 8;
/// What a character earns after a soft separator.
pub(super) const SOFT: i32 = 7;
/// What a character earns at a camel hump.
pub(super) const CAMEL: i32 = 6;
/// What the first character of a candidate earns as a start.
const FIRST: i32 = 16;
/// What the scorer takes for "impossible"; a sum of very long gaps can fall below it.
const NOTHING: i32 = i16::MIN as i32;
/// A longer word gets the bound that holds for every candidate: its sums that begin at [`NOTHING`] could exceed a lower one.
const LONGEST: usize = 512;

/// The kinds of characters that the scorer tells apart.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Class {
    /// The start, and what clearly separates: a blank, slashes, a bar, brackets.
    Hard,
    /// Other ASCII punctuation.
    Soft,
    Number,
    Upper,
    /// ASCII lower case, and everything that is not ASCII.
    Lower,
}

impl Class {
    pub(super) fn of_byte(byte: u8) -> Self {
        static CLASSES: [Class; 256] = {
            let mut classes = [Class::Lower; 256];
            let mut byte = u8::MIN;
            let mut rest: &mut [Class] = &mut classes;
            while let Some((class, others)) = rest.split_first_mut() {
                *class = match byte {
                    b'\0' | b' ' | b'/' | b'\\' | b'|' | b'(' | b')' | b'[' | b']' | b'{'
                    | b'}' => Class::Hard,
                    b'!'..=b'\'' | b'*'..=b'.' | b':'..=b'@' | b'^'..=b'`' | b'~' => Class::Soft,
                    b'0'..=b'9' => Class::Number,
                    b'A'..=b'Z' => Class::Upper,
                    _ => Class::Lower,
                };
                rest = others;
                byte = byte.wrapping_add(1);
            }
            classes
        };
        CLASSES
            .get(usize::from(byte))
            .copied()
            .unwrap_or(Class::Lower)
    }

    pub(super) fn of_char(char: char) -> Self {
        u8::try_from(char).map_or(Self::Lower, Self::of_byte)
    }
}

/// Gives what a character of class `class` earns after one of class `before`.
pub(super) fn bonus(before: Class, class: Class) -> i32 {
    match (before, class) {
        (Class::Hard, _) => HARD,
        (Class::Soft, _) => SOFT,
        (Class::Lower | Class::Number, Class::Upper) => CAMEL,
        (
            Class::Lower | Class::Number,
            Class::Lower | Class::Number | Class::Hard | Class::Soft,
        )
        | (Class::Upper, _) => 0,
    }
}

/// Bounds the score of a word by the bits of a candidate that it occurs in.
///
/// A character is matched either right after the one before, which takes a pair that occurs, or after a gap of at least
/// one. In a word without capitals a camel hump is a capital matched in the other case, which takes back what it earns
/// over [`CONSECUTIVE`].
///
/// The scorer keeps two rows of its matrix when only the score is wanted, and reads one cell of each row that still
/// holds the row before the last. A sum through such a cell lacks two characters and is below this bound, for each
/// character adds at least `MATCH - GAP - GAP_MORE` to it.
pub(super) fn rough(entry: &Entry, first: Option<u8>, word: &Word) -> i32 {
    if word.steps.len() > LONGEST {
        let steps = i32::try_from(word.steps.len()).unwrap_or(i32::MAX);
        return FIRST.saturating_add(steps.saturating_mul(MATCH + HARD));
    }
    let mut sum = 0;
    for (place, step) in word.steps.iter().enumerate() {
        let start = if place == 0 && first == Some(step.lead) {
            FIRST
        } else if entry.hard & step.bit != 0 {
            HARD
        } else if entry.soft & step.bit != 0 {
            SOFT
        } else {
            0
        };
        let earned = if place == 0 {
            start - GAP_MORE
        } else if entry.pairs & step.pair != 0 {
            step.joined.max(start - GAP - GAP_MORE)
        } else {
            start - GAP - GAP_MORE
        };
        sum += MATCH + earned;
    }
    sum
}

/// Memory for [`close`], kept from one candidate to the next.
#[derive(Default)]
pub(super) struct Scratch {
    even: Vec<Cell>,
    odd: Vec<Cell>,
    firsts: Vec<usize>,
    text: Vec<char>,
    seen: Vec<char>,
    seen_bytes: Vec<u8>,
}

/// The best sums up to a place: with its character matched, and with it skipped.
#[derive(Clone, Copy)]
struct Cell {
    matched: i32,
    skipped: i32,
}

/// A character of a candidate: a byte where all is ASCII.
trait Symbol: Copy + PartialEq {
    fn class(self) -> Class;
}

impl Symbol for u8 {
    fn class(self) -> Class {
        Class::of_byte(self)
    }
}

impl Symbol for char {
    fn class(self) -> Class {
        Class::of_char(self)
    }
}

/// Bounds the score of a word by aligning it with a candidate that it occurs in.
pub(super) fn close(arena: &Arena, entry: &Entry, word: &Word, scratch: &mut Scratch) -> i32 {
    let candidate = arena.text(entry);
    if candidate.is_ascii() && word.text.is_ascii() {
        let text = candidate.as_bytes();
        if word.sensitive {
            return scratch.align(text, text, word.text.as_bytes());
        }
        let mut seen = std::mem::take(&mut scratch.seen_bytes);
        seen.clear();
        seen.extend(text.iter().map(u8::to_ascii_lowercase));
        let bound = scratch.align(text, &seen, word.text.as_bytes());
        scratch.seen_bytes = seen;
        bound
    } else {
        let mut text = std::mem::take(&mut scratch.text);
        let mut seen = std::mem::take(&mut scratch.seen);
        text.clear();
        text.extend(candidate.chars());
        seen.clear();
        seen.extend(candidate.chars().map(|char| word.seen(char)));
        let bound = scratch.align(&text, &seen, &word.chars);
        (scratch.text, scratch.seen) = (text, seen);
        bound
    }
}

impl Scratch {
    /// Aligns `word` with `text`; `seen` is the text as the word is compared with it.
    ///
    /// The rows are used in turn, and what a row does not overwrite stays, because the scorer does so and reads it.
    fn align<S: Symbol>(&mut self, text: &[S], seen: &[S], word: &[S]) -> i32 {
        if !self.find_firsts(seen, word) {
            return NOTHING;
        }
        let end = word
            .last()
            .and_then(|last| seen.iter().rposition(|symbol| symbol == last))
            .map_or(0, |at| at + 1);

        let Self { even, odd, .. } = self;
        even.clear();
        even.resize(
            end + 1,
            Cell {
                matched: NOTHING,
                skipped: -GAP_MORE,
            },
        );
        odd.clear();
        odd.resize(
            end + 1,
            Cell {
                matched: NOTHING,
                skipped: NOTHING,
            },
        );
        let (mut above, mut below) = (even, odd);
        let mut best = NOTHING;
        for (&wanted, &first) in word.iter().zip(&self.firsts) {
            let Some((left, cells)) = below.get_mut(first..).and_then(<[Cell]>::split_first_mut)
            else {
                return NOTHING;
            };
            let mut last = *left;
            best = last.matched;
            let mut before = first.checked_sub(1).and_then(|at| text.get(at));
            let symbols = text.get(first..).unwrap_or_default().iter();
            let symbols = symbols.zip(seen.get(first..).unwrap_or_default());
            let diagonals = above.get(first..).unwrap_or_default();
            for ((cell, diagonal), (symbol, &compared)) in
                cells.iter_mut().zip(diagonals).zip(symbols)
            {
                let matched = if compared == wanted {
                    let start =
                        before.map_or(FIRST, |before| bonus(before.class(), symbol.class()));
                    let joined = diagonal.matched + start.max(CONSECUTIVE);
                    let case = if *symbol == wanted { 0 } else { OTHER_CASE };
                    joined.max(diagonal.skipped + start) + MATCH - case
                } else {
                    NOTHING
                };
                before = Some(symbol);
                let skipped = (last.matched - GAP - GAP_MORE).max(last.skipped - GAP_MORE);
                last = Cell { matched, skipped };
                *cell = last;
                best = best.max(matched);
            }
            std::mem::swap(&mut above, &mut below);
        }
        best.max(NOTHING)
    }

    /// Finds where each character of `word` can first be matched; says whether all can.
    fn find_firsts<S: Symbol>(&mut self, seen: &[S], word: &[S]) -> bool {
        self.firsts.clear();
        let mut places = seen.iter().enumerate();
        self.firsts.extend(word.iter().map_while(|wanted| {
            places
                .find(|(_, symbol)| *symbol == wanted)
                .map(|(place, _)| place)
        }));
        self.firsts.len() == word.len()
    }
}
