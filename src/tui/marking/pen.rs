//! The place in a line, and the marks made so far.

use super::{Mark, Role};

/// Goes through a line and marks it.
pub(super) struct Pen<'t, 'm> {
    pub(super) text: &'t str,
    /// Where it is; always between two characters.
    pub(super) at: usize,
    marks: &'m mut Vec<Mark>,
}

impl<'t, 'm> Pen<'t, 'm> {
    pub(super) fn new(text: &'t str, marks: &'m mut Vec<Mark>) -> Self {
        Self { text, at: 0, marks }
    }

    /// Returns what is left of the line.
    pub(super) fn left(&self) -> &'t str {
        self.text.get(self.at..).unwrap_or_default()
    }

    /// Returns the next byte.
    pub(super) fn next(&self) -> Option<u8> {
        self.text.as_bytes().get(self.at).copied()
    }

    /// Returns the byte before.
    pub(super) fn before(&self) -> Option<u8> {
        self.text.as_bytes().get(self.at.checked_sub(1)?).copied()
    }

    /// Goes on by so many bytes, and to the end of the character that is there.
    pub(super) fn skip(&mut self, bytes: usize) {
        self.at = (self.at + bytes).min(self.text.len());
        while !self.text.is_char_boundary(self.at) {
            self.at += 1;
        }
    }

    /// Goes on by so many bytes and marks them.
    pub(super) fn mark(&mut self, bytes: usize, role: Role) {
        let start = self.at;
        self.skip(bytes);
        if start == self.at {
            return;
        }
        match self.marks.last_mut() {
            Some((range, last)) if *last == role && range.end == start => range.end = self.at,
            Some(_) | None => self.marks.push((start..self.at, role)),
        }
    }

    /// Marks what is left.
    pub(super) fn rest(&mut self, role: Role) {
        self.mark(self.left().len(), role);
    }

    /// Goes over spaces and tabs.
    pub(super) fn space(&mut self) {
        let left = self.left();
        self.skip(left.len() - left.trim_start_matches([' ', '\t']).len());
    }

    /// Returns the length of the word here: letters, digits and `_`, and whatever is not ASCII.
    pub(super) fn word(&self) -> usize {
        length_while(self.left(), is_word)
    }

    /// Marks a number with all that is written with it; `dates` takes in what makes a date and a time.
    pub(super) fn number(&mut self, dates: bool) {
        let bytes = self.left().as_bytes();
        let mut length = 0;
        while let Some(byte) = bytes.get(length) {
            let joins = match byte {
                b'.' => bytes.get(length + 1).is_some_and(u8::is_ascii_digit),
                b'-' | b':' | b'+' => {
                    dates && bytes.get(length + 1).is_some_and(u8::is_ascii_digit)
                }
                byte => byte.is_ascii_alphanumeric() || *byte == b'_',
            };
            if !joins {
                break;
            }
            length += 1;
        }
        self.mark(length.max(1), Role::SourceNumber);
    }

    /// Marks a text that begins with its quote; one that nothing closes goes to the end of the line.
    pub(super) fn quoted(&mut self, quote: u8, escapes: bool, role: Role) {
        let length = quoted_length(self.left().as_bytes(), quote, escapes);
        self.mark(length, role);
    }
}

/// Tells whether a byte belongs to a word.
pub(super) fn is_word(byte: u8) -> bool {
    byte.is_ascii_alphanumeric() || byte == b'_' || !byte.is_ascii()
}

/// Returns how many bytes a text in quotes takes, both of them included.
pub(super) fn quoted_length(bytes: &[u8], quote: u8, escapes: bool) -> usize {
    let mut at = 1;
    while let Some(byte) = bytes.get(at) {
        match byte {
            b'\\' if escapes => at += 2,
            byte if *byte == quote => return at + 1,
            _ => at += 1,
        }
    }
    bytes.len()
}

/// Returns how many bytes at the beginning are such ones.
pub(super) fn length_while(text: &str, is: impl Fn(u8) -> bool) -> usize {
    text.bytes().take_while(|byte| is(*byte)).count()
}
