//! The words of a text with their places, phrases among them, and whether the text is English.

use std::ops::Range;

/// A word and its place.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Word<'t> {
    /// As it is written.
    pub text: &'t str,
    /// In lower case.
    pub lower: String,
    /// Its bytes in the text.
    pub span: Range<usize>,
}

/// Parts a text into its words; apostrophes and hyphens within one belong to it.
pub fn words(text: &str) -> Vec<Word<'_>> {
    let is_part = |c: char| c.is_alphanumeric() || matches!(c, '\'' | '\u{2019}' | '-' | '_');
    let mut found = Vec::new();
    let mut start = None;
    let ends = text.char_indices().map(Some).chain([None]);
    for next in ends {
        let (at, inside) = next.map_or((text.len(), false), |(at, c)| (at, is_part(c)));
        match (start, inside) {
            (None, true) => start = Some(at),
            (Some(from), false) => {
                start = None;
                found.extend(word(text, from, at));
            }
            (None, false) | (Some(_), true) => {}
        }
    }
    found
}

fn word(text: &str, from: usize, to: usize) -> Option<Word<'_>> {
    let edge = ['\'', '\u{2019}', '-', '_'];
    let whole = text.get(from..to)?;
    let led = whole.trim_start_matches(edge);
    let start = from + (whole.len() - led.len());
    let own = led.trim_end_matches(edge);
    (!own.is_empty()).then(|| Word {
        text: own,
        lower: own.to_lowercase(),
        span: start..start + own.len(),
    })
}

/// Finds a phrase of lower-case words: each time the number of the word after it, and its bytes.
pub fn phrase(words: &[Word<'_>], wanted: &str) -> Vec<(usize, Range<usize>)> {
    let wanted: Vec<&str> = wanted.split_whitespace().collect();
    if wanted.is_empty() {
        return Vec::new();
    }
    let windows = words.windows(wanted.len()).enumerate();
    let found = windows.filter_map(|(at, window)| {
        let same = window.iter().zip(&wanted).all(|(a, b)| a.lower == **b);
        let (first, last) = (window.first()?, window.last()?);
        same.then_some((at + wanted.len(), first.span.start..last.span.end))
    });
    found.collect()
}

/// The longest quotation, in bytes: a mark without its other one is no quotation of half the text.
const LONGEST: usize = 400;

/// Finds what stands in quotation marks or backticks, on one line each.
pub fn quoted(text: &str) -> Vec<Range<usize>> {
    let closing = |c: char| match c {
        '"' => Some('"'),
        '`' => Some('`'),
        '\u{201c}' => Some('\u{201d}'),
        '\u{201e}' => Some('\u{201c}'),
        '\u{ab}' => Some('\u{bb}'),
        _ => None,
    };
    let mut found = Vec::new();
    let mut open: Option<(usize, char)> = None;
    for (at, c) in text.char_indices() {
        match open {
            Some((start, end)) if c == end => {
                if at - start <= LONGEST {
                    found.push(start..at + c.len_utf8());
                }
                open = None;
            }
            Some(_) if c == '\n' => open = None,
            Some(_) => {}
            None => open = closing(c).map(|end| (at, end)),
        }
    }
    found
}

/// Small words of English.
const ENGLISH: [&str; 26] = [
    "the", "of", "and", "to", "is", "are", "was", "were", "not", "no", "for", "with", "has",
    "have", "had", "that", "which", "by", "from", "be", "been", "its", "it", "at", "without",
    "this",
];

/// Small words of languages that are written here instead: German, French, Spanish, Italian, Dutch, Portuguese, Swedish.
const OTHERS: [&str; 72] = [
    "der", "die", "das", "und", "nicht", "ist", "ein", "eine", "wurde", "wurden", "mit", "von",
    "zu", "den", "dem", "kein", "keine", "le", "la", "les", "des", "et", "est", "une", "dans",
    "pas", "pour", "sur", "que", "qui", "el", "los", "las", "del", "y", "por", "con", "para",
    "fue", "il", "lo", "gli", "che", "di", "non", "della", "sono", "per", "het", "een", "niet",
    "van", "en", "zijn", "voor", "werd", "o", "os", "do", "da", "dos", "foi", "sem", "och", "att",
    "det", "inte", "som", "av", "med", "till", "var",
];

/// Tells whether a text is English, or too short to tell; by its small words.
pub fn is_english(text: &str) -> bool {
    let words = words(text);
    let count = |small: &[&str]| {
        let own = words
            .iter()
            .filter(|word| small.contains(&word.lower.as_str()));
        own.count()
    };
    count(&OTHERS) <= count(&ENGLISH)
}
