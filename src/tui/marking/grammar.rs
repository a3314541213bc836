//! What a dialect of source code has: how it writes comments and texts, and its words.

mod dialects;

use crate::session::preview::Dialect;

pub(super) use self::dialects::VALUES;
use self::dialects::{C, DASHES, PERCENT, PYTHON, RUST, SEMICOLON, SHELL, SQL};

/// What stands around a text.
#[derive(Debug)]
pub(super) struct Quote {
    pub(super) open: &'static str,
    pub(super) close: &'static str,
    /// Whether a backslash takes the meaning of what follows it.
    pub(super) escapes: bool,
    /// Whether the text may go on in the next line.
    pub(super) spans_lines: bool,
}

/// A dialect.
#[derive(Debug)]
#[expect(
    clippy::struct_excessive_bools,
    reason = "each is a habit of its own that a dialect has or has not"
)]
pub(super) struct Grammar {
    /// What begins a comment that ends with the line.
    pub(super) comments: &'static [&'static str],
    /// Whether such a comment begins only at the beginning of the line or behind a space.
    pub(super) comments_stand_apart: bool,
    /// What begins and ends a comment of several lines.
    pub(super) block: Option<(&'static str, &'static str)>,
    /// Whether such comments nest.
    pub(super) nests: bool,
    /// What stands around texts, longer ones first.
    pub(super) quotes: &'static [Quote],
    /// The words, sorted.
    pub(super) words: &'static [&'static str],
    /// Whether words may have capitals.
    pub(super) ignores_case: bool,
    /// Whether `'` begins names too, as in Rust.
    pub(super) has_lifetimes: bool,
    /// Whether a line may begin with `#` and a word, as in C.
    pub(super) has_directives: bool,
    /// Whether dates and times are written without quotes.
    pub(super) has_dates: bool,
}

impl Grammar {
    /// Tells whether a word is one of the dialect.
    pub(super) fn has_word(&self, word: &str) -> bool {
        if self.ignores_case {
            self.words
                .iter()
                .any(|known| known.eq_ignore_ascii_case(word))
        } else {
            self.words.binary_search(&word).is_ok()
        }
    }
}

/// Returns how a dialect is written.
pub(super) fn of(dialect: Dialect) -> &'static Grammar {
    match dialect {
        Dialect::C => &C,
        Dialect::Rust => &RUST,
        Dialect::Python => &PYTHON,
        Dialect::Shell => &SHELL,
        Dialect::Sql => &SQL,
        Dialect::Dashes => &DASHES,
        Dialect::Semicolon => &SEMICOLON,
        Dialect::Percent => &PERCENT,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_words_of_each_dialect_are_sorted() {
        for grammar in [
            &C, &RUST, &PYTHON, &SHELL, &SQL, &DASHES, &SEMICOLON, &PERCENT, &VALUES,
        ] {
            assert!(grammar.words.is_sorted(), "{grammar:?}");
        }
    }
}
