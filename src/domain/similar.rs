//! "Did you mean": the nearest of a list of known words.

use std::fmt;

/// Says that a word is none of those known, and which one was probably meant.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct UnknownWord {
    what: &'static str,
    given: String,
    nearest: Option<String>,
    known: Vec<String>,
}

impl UnknownWord {
    /// Notes that `given` is no `what`; `known` are the words that are.
    pub fn new(what: &'static str, given: &str, known: &[&str]) -> Self {
        Self {
            what,
            given: given.to_owned(),
            nearest: nearest(given, known.iter().copied()).map(str::to_owned),
            known: known.iter().map(|&word| word.to_owned()).collect(),
        }
    }
}

impl fmt::Display for UnknownWord {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "\"{}\" is no {}", self.given.escape_debug(), self.what)?;
        if let Some(nearest) = &self.nearest {
            write!(f, "; did you mean \"{nearest}\"?")?;
        }
        write!(f, " (one of: {})", self.known.join(", "))
    }
}

impl std::error::Error for UnknownWord {}

/// Returns the known word nearest to `given`, if one is near enough to have been meant.
///
/// Near enough is: at most a third of the letters differ (edit distance, case ignored), or one is the start of the other.
pub fn nearest<'a>(given: &str, known: impl IntoIterator<Item = &'a str>) -> Option<&'a str> {
    let given = given.to_lowercase();
    let letters = given.chars().count();
    if letters > 64 {
        return None;
    }
    known
        .into_iter()
        .filter_map(|word| {
            let lower = word.to_lowercase();
            if letters >= 3 && lower.starts_with(&given) {
                return Some((0, word));
            }
            let long = lower.chars().count();
            let limit = letters.max(long).div_ceil(3);
            // So many letters are put in or left out at least; the rest need not be compared to know that it is too far.
            if letters.abs_diff(long) > limit {
                return None;
            }
            let distance = distance(&given, &lower);
            (distance <= limit).then_some((distance, word))
        })
        .min_by_key(|&(distance, _)| distance)
        .map(|(_, word)| word)
}

/// Tells whether a word may be another one with a slip of the pen: one or two letters of it differ, and at most a third.
pub fn is_slip(given: &str, word: &str) -> bool {
    let (given, word) = (given.to_lowercase(), word.to_lowercase());
    let letters = given.chars().count().max(word.chars().count());
    letters <= 64 && distance(&given, &word) <= (letters / 3).min(2)
}

/// Counts the insertions, deletions and replacements between two words (Levenshtein).
fn distance(a: &str, b: &str) -> usize {
    let b: Vec<char> = b.chars().collect();
    let mut row: Vec<usize> = (0..=b.len()).collect();
    for (i, from) in a.chars().enumerate() {
        let mut diagonal = i;
        let mut left = i + 1;
        for (to, cell) in b.iter().zip(row.iter_mut().skip(1)) {
            let replaced = diagonal + usize::from(from != *to);
            diagonal = *cell;
            left = replaced.min(left + 1).min(*cell + 1);
            *cell = left;
        }
        if let Some(first) = row.first_mut() {
            *first = i + 1;
        }
    }
    row.last().copied().unwrap_or(0)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_slip_of_the_finger_finds_its_word() {
        let known = ["conforming", "nonconforming", "observation"];
        assert_eq!(nearest("conformng", known), Some("conforming"));
        assert_eq!(nearest("obs", known), Some("observation"));
        assert_eq!(nearest("zebra", known), None);
    }

    #[test]
    fn distance_is_that_of_levenshtein() {
        assert_eq!(distance("kitten", "sitting"), 3);
        assert_eq!(distance("", "abc"), 3);
        assert_eq!(distance("abc", ""), 3);
    }
}
