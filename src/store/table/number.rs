//! The numbers of clauses as they stand in cells: `4.1.`, `Clause 4.1`, `A 5.1`, `5.1 Leadership`.

use crate::domain::{checklist::ClauseKind, id::Ref};

use super::cell;

/// Words that only say that a number follows.
const LABELS: [&str; 16] = [
    "clause",
    "clauses",
    "cl",
    "subclause",
    "sub-clause",
    "section",
    "sec",
    "control",
    "requirement",
    "req",
    "paragraph",
    "para",
    "ref",
    "reference",
    "no",
    "nr",
];

/// Words that are part of a number, although they are written as words.
const WORDS: [&str; 9] = [
    "art",
    "article",
    "chapter",
    "recital",
    "title",
    "part",
    "rule",
    "principle",
    "annex",
];

/// Who numbers standards, not clauses.
const BODIES: [&str; 7] = ["ISO", "IEC", "ISO/IEC", "EN", "DIN", "BS", "NIST"];

/// The most characters of a word that is a number by itself, or part of one.
const WORD: usize = 12;

/// A number, and what stands in its cell besides.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Numbered {
    pub(super) reference: Ref,
    /// The rest of the cell, most often the title.
    pub(super) rest: String,
    /// Whether the rest begins with a further number.
    pub(super) several: bool,
}

impl Numbered {
    /// Tells whether it is a mere word, which is a number only where others begin with it.
    pub(super) fn is_word(&self) -> bool {
        !has_digit(self.reference.as_str())
    }
}

fn has_digit(text: &str) -> bool {
    text.bytes().any(|byte| byte.is_ascii_digit())
}

/// Reads the number at the beginning of a cell; none where there is none.
pub(super) fn read(text: &str) -> Option<Numbered> {
    let line = cell::one_line(text);
    let line = line.trim_start_matches('§').trim_start();
    let line = unlabelled(line);
    let (first, after) = split(line);
    if let Some((number, cut)) = token(first) {
        return finish(&number, &format!("{cut}{}", spaced(after)));
    }
    let word = first.trim_end_matches(['.', ':']);
    if word.is_empty() || !word.bytes().all(|byte| byte.is_ascii_alphabetic()) {
        return None;
    }
    let capital = word.len() <= WORD && word.bytes().all(|byte| byte.is_ascii_uppercase());
    let known = WORDS.contains(&word.to_lowercase().as_str());
    if !(capital || known) || BODIES.contains(&word) {
        return None;
    }
    let (second, rest) = split(after);
    if second.starts_with(|c: char| c.is_ascii_digit())
        && let Some((number, cut)) = token(second)
    {
        let joint = if capital && word.len() == 1 { "." } else { " " };
        // "Art." keeps its dot.
        let word = if known {
            first.trim_end_matches(':')
        } else {
            word
        };
        return finish(
            &format!("{word}{joint}{number}"),
            &format!("{cut}{}", spaced(rest)),
        );
    }
    let roman = second.trim_end_matches(['.', ':']);
    if known && !roman.is_empty() && roman.bytes().all(|byte| b"IVXLC".contains(&byte)) {
        return finish(&format!("{word} {roman}"), rest);
    }
    // A word by itself, or the letter of an annex with its title.
    let by_itself = after.is_empty() || line.len() < cell::one_line(text).len() && word.len() == 1;
    if capital && by_itself {
        return finish(word, after);
    }
    None
}

/// Takes off the words that only say that a number follows; `Annex A` and `Annex A.5` are `A` and `A.5`.
fn unlabelled(line: &str) -> &str {
    let (first, after) = split(line);
    let word = first.trim_end_matches(['.', ':']).to_lowercase();
    if LABELS.contains(&word.as_str()) && (has_digit(split(after).0) || split(after).0.len() == 1) {
        return unlabelled(after);
    }
    let letter = split(after).0.trim_end_matches([':', '.', ',']);
    let is_letter = letter.len() == 1 && letter.bytes().all(|byte| byte.is_ascii_uppercase());
    let is_number = letter.starts_with(|c: char| c.is_ascii_uppercase()) && has_digit(letter);
    if matches!(word.as_str(), "annex" | "appendix") && (is_letter || is_number) {
        return after;
    }
    line
}

fn split(text: &str) -> (&str, &str) {
    text.split_once(' ').unwrap_or((text, ""))
}

fn spaced(text: &str) -> String {
    if text.is_empty() {
        String::new()
    } else {
        format!(" {text}")
    }
}

/// Reads a number that begins a word, and returns it with what is left of the word.
fn token(word: &str) -> Option<(String, &str)> {
    let end = word
        .find(|c: char| !(c.is_ascii_alphanumeric() || matches!(c, '.' | '-' | '(' | ')')))
        .unwrap_or(word.len());
    let (number, mut cut) = word.split_at(end);
    let mut number = number;
    // Two numbers with a dash between them are a range.
    if let Some((from, to)) = number.split_once('-')
        && from.contains('.')
        && to.contains('.')
        && has_digit(from)
        && to.starts_with(|c: char| c.is_ascii_digit())
    {
        cut = number
            .get(from.len()..)
            .map_or(cut, |_| word.get(from.len()..).unwrap_or(cut));
        number = from;
    }
    let number = number.trim_end_matches(['.', '-', '(']);
    let number = if number.contains('(') {
        number
    } else {
        number.trim_end_matches([')', '.'])
    };
    if !has_digit(number) || is_date(number) || is_ordinal(number) {
        return None;
    }
    Some((number.to_owned(), cut))
}

/// Tells a date as a spreadsheet writes it from a number.
fn is_date(number: &str) -> bool {
    let parts: Vec<&str> = number.split('-').collect();
    matches!(parts.as_slice(), [year, month, day]
        if year.len() == 4 && month.len() <= 2 && day.len() <= 2 && parts.iter().all(|part| part.bytes().all(|b| b.is_ascii_digit())))
}

/// Tells `3rd` from a number.
fn is_ordinal(number: &str) -> bool {
    let tail = number.trim_start_matches(|c: char| c.is_ascii_digit());
    tail.len() < number.len()
        && tail.len() >= 2
        && tail.bytes().all(|byte| byte.is_ascii_alphabetic())
        && !matches!(tail, "bis" | "ter")
}

fn finish(number: &str, after: &str) -> Option<Numbered> {
    let after = after.trim();
    let (next, rest) = split(after);
    // "4.1 a)" and "4.1 (a)".
    let letter = next.trim_matches(['(', ')']);
    let lettered = next.len() > letter.len() && letter.len() == 1 && next.ends_with(')');
    let (number, after) = if lettered && letter.bytes().all(|b| b.is_ascii_alphanumeric()) {
        let next = if next.starts_with('(') {
            next.to_owned()
        } else {
            format!("{letter})")
        };
        (format!("{number} {next}"), rest)
    } else {
        (number.to_owned(), after)
    };
    let begin = after.trim_start_matches(|c: char| c.is_whitespace() || ":.)|".contains(c));
    let rest = begin.trim_start_matches(|c: char| c.is_whitespace() || "-–—,/&+;".contains(c));
    let rest = rest
        .strip_prefix("and ")
        .or(rest.strip_prefix("to "))
        .unwrap_or(rest);
    let joined = rest.len() < begin.len();
    Some(Numbered {
        reference: number.parse().ok()?,
        several: joined && split(rest).0.len() <= WORD && token(split(rest).0).is_some(),
        rest: rest.trim().to_owned(),
    })
}

/// Reads the letter of an item that stands for a number: `a)`, `(b)`.
pub(super) fn item(text: &str) -> Option<String> {
    let letter = text.trim().trim_matches(['(', ')', '.']);
    let is_item = letter.len() < text.trim().len()
        && letter.len() == 1
        && letter.bytes().all(|byte| byte.is_ascii_lowercase());
    is_item.then(|| letter.to_owned())
}

/// Returns the number above one: `4.1` above `4.1.2`; none at the top.
pub(super) fn above(reference: &Ref) -> Option<Ref> {
    let text = reference.as_str();
    let cut = text.rfind(['.', ' ', '-', '('])?;
    let above = text.get(..cut)?.trim_end_matches(['.', ' ', '-', '(']);
    // "Art" is above no article.
    if WORDS.contains(&above.to_lowercase().as_str()) {
        return None;
    }
    above.parse().ok()
}

/// Lists the numbers above one, the nearest first.
pub(super) fn all_above(reference: &Ref) -> impl Iterator<Item = Ref> {
    std::iter::successors(above(reference), above)
}

/// Tells whether a heading of this number may be made up: a mere word says nothing, but for the letter of an annex.
pub(super) fn may_be_made(reference: &Ref) -> bool {
    has_digit(reference.as_str()) || reference.as_str().len() == 1
}

/// Says what a clause of this number probably is. `controls` says that the table is one of controls.
pub(super) fn kind_of(reference: &Ref, is_heading: bool, controls: bool) -> ClauseKind {
    let text = reference.as_str();
    let word = text
        .split([' ', '.'])
        .next()
        .unwrap_or_default()
        .to_lowercase();
    let lettered = text.len() > 2
        && text.starts_with(|c: char| c.is_ascii_uppercase())
        && text.get(1..2) == Some(".");
    match word.as_str() {
        "art" | "article" => ClauseKind::Article,
        "chapter" => ClauseKind::Chapter,
        "annex" => ClauseKind::Annex,
        _ if text.len() == 1 && text.bytes().all(|b| b.is_ascii_uppercase()) => ClauseKind::Annex,
        _ if (controls || lettered) && is_heading => ClauseKind::ControlGroup,
        _ if controls || lettered => ClauseKind::Control,
        _ => ClauseKind::Clause,
    }
}

/// Returns the number that a spreadsheet has turned into `number`, where that stands after `last`: 4.1 after 4.9 was 4.10.
pub(super) fn spoiled(number: &Ref, last: &Ref) -> Option<Ref> {
    let (head, digit) = number.as_str().split_once('.')?;
    let digit: u32 = digit.parse().ok().filter(|digit| (1..10).contains(digit))?;
    let before = format!("{head}.{}", digit * 10 - 1);
    let last = last.as_str();
    let follows = last == before
        || last
            .strip_prefix(&before)
            .is_some_and(|rest| rest.starts_with('.'));
    follows
        .then(|| format!("{head}.{}", digit * 10).parse().ok())
        .flatten()
}

/// Tells whether a number could be one that a spreadsheet has shortened: two numbers and a dot, such as `4.1`.
pub(super) fn is_decimal(number: &Ref) -> bool {
    number.as_str().split_once('.').is_some_and(|(head, tail)| {
        let digits =
            |text: &str| !text.is_empty() && text.bytes().all(|byte| byte.is_ascii_digit());
        digits(head) && digits(tail) && !tail.ends_with('0')
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    fn reads(text: &str) -> (String, String) {
        let found = read(text).unwrap_or_else(|| panic!("{text:?} has no number"));
        (found.reference.to_string(), found.rest)
    }

    #[test]
    fn numbers_are_read_as_people_write_them() {
        for (text, reference, rest) in [
            ("4", "4", ""),
            ("4.1.", "4.1", ""),
            ("Clause 4.1", "4.1", ""),
            ("§ 5", "5", ""),
            ("A 5.1", "A.5.1", ""),
            ("A.5.1", "A.5.1", ""),
            ("Annex A", "A", ""),
            ("Annex A – Reference controls", "A", "Reference controls"),
            ("Annex A.5", "A.5", ""),
            ("5.1 Leadership", "5.1", "Leadership"),
            (
                "5.1 - Leadership and\ncommitment",
                "5.1",
                "Leadership and commitment",
            ),
            ("4.1:Context", "4.1", "Context"),
            ("4.4.1 a)", "4.4.1 a)", ""),
            ("6.1.2(c)", "6.1.2(c)", ""),
            ("AC-2(1)", "AC-2(1)", ""),
            ("CC6.1", "CC6.1", ""),
            ("GV.OC-01", "GV.OC-01", ""),
            ("GOVERN 1.1", "GOVERN 1.1", ""),
            ("Art. 6(1)", "Art. 6(1)", ""),
            ("Article 30: Records", "Article 30", "Records"),
            ("Chapter III", "Chapter III", ""),
            ("4.2\u{a0}Interested parties", "4.2", "Interested parties"),
        ] {
            assert_eq!(
                reads(text),
                (reference.to_owned(), rest.to_owned()),
                "{text}"
            );
        }
    }

    #[test]
    fn what_is_no_number_is_none() {
        for text in [
            "",
            "Leadership",
            "3rd parties",
            "2026-01-04",
            "ISO 27001 audit checklist",
            "Has the organization 3 sites?",
            "-",
            "Section",
        ] {
            assert_eq!(read(text), None, "{text}");
        }
    }

    #[test]
    fn several_numbers_in_a_cell_are_noticed() {
        for text in ["4.1, 4.2", "4.1 / A.5.1", "4.1-4.3", "4.1 and 4.2"] {
            let found = read(text).unwrap();
            assert!(found.several, "{text}");
            assert_eq!(found.reference.as_str(), "4.1");
        }
        assert!(!read("5.1 Leadership, 2 parts").unwrap().several);
    }

    #[test]
    fn the_numbers_above_one_are_its_beginnings() {
        for (text, above) in [
            ("4.1.2", vec!["4.1", "4"]),
            ("A.5.1", vec!["A.5", "A"]),
            ("GOVERN 1.1", vec!["GOVERN 1", "GOVERN"]),
            ("AC-2(1)", vec!["AC-2", "AC"]),
            ("Art. 6(1)", vec!["Art. 6"]),
            ("4.1 a)", vec!["4.1", "4"]),
            ("4", vec![]),
        ] {
            let found: Vec<String> = all_above(&text.parse().unwrap())
                .map(String::from)
                .collect();
            assert_eq!(found, above, "{text}");
        }
    }

    #[test]
    fn a_number_that_lost_its_zero_is_known_by_the_one_before_it() {
        let spoiled = |number: &str, last: &str| {
            super::spoiled(&number.parse().unwrap(), &last.parse().unwrap()).map(String::from)
        };
        assert_eq!(spoiled("4.1", "4.9"), Some("4.10".to_owned()));
        assert_eq!(spoiled("4.1", "4.9.3"), Some("4.10".to_owned()));
        assert_eq!(spoiled("5.2", "5.19"), Some("5.20".to_owned()));
        assert_eq!(spoiled("4.1", "5.9"), None);
        assert_eq!(spoiled("4.2", "4.9"), None);
    }
}
