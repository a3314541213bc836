//! Whether two root causes are the same, told by the words that they share.

use std::collections::BTreeSet;

/// Words that say nothing of a cause.
const EMPTY: [&str; 22] = [
    "that", "this", "with", "from", "were", "been", "have", "when", "which", "where", "what",
    "there", "they", "their", "because", "into", "than", "then", "does", "only", "also", "being",
];

/// The words of a root cause that say something.
pub(super) struct Words(BTreeSet<String>);

impl Words {
    /// Takes the words of a text: of four letters and more, without endings of plurals.
    pub(super) fn of(text: &str) -> Self {
        let lower = text.to_lowercase();
        let words = lower.split(|c: char| !c.is_alphanumeric());
        let words = words
            .map(|word| word.strip_suffix('s').unwrap_or(word))
            .filter(|word| word.chars().count() >= 4 && !EMPTY.contains(word));
        Self(words.map(str::to_owned).collect())
    }

    /// Tells whether both say the same: at least half of the shorter one's words are in the other, three of them or all.
    pub(super) fn is_alike(&self, other: &Self) -> bool {
        let shared = self.0.intersection(&other.0).count();
        let shorter = self.0.len().min(other.0.len());
        (shared >= 3 && 2 * shared >= shorter) || (shared == 2 && shorter == 2)
    }
}
