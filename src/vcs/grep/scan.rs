//! The lines of one file that match, cut to what is worth showing.

use memchr::{memchr, memchr_iter, memrchr};
use regex::bytes::Regex;

use super::GrepLine;

/// How many bytes of a line are handed over.
const LINE_AT_MOST: usize = 512;
/// How many of them stand before the match, where the line is longer.
const BEFORE: usize = 96;

/// What a file came to.
#[derive(Debug, Default)]
pub(super) struct Scanned {
    pub(super) lines: Vec<GrepLine>,
    pub(super) more: usize,
}

/// Finds the lines that match; keeps `keep` of them and counts the others.
pub(super) fn scan(regex: &Regex, bytes: &[u8], keep: usize) -> Scanned {
    let mut scanned = Scanned::default();
    let (mut from, mut number, mut numbered) = (0, 1_u32, 0);
    while from < bytes.len()
        && let Some(found) = regex.find_at(bytes, from)
    {
        let before = bytes.get(..found.start()).unwrap_or_default();
        let start = memrchr(b'\n', before).map_or(0, |at| at + 1);
        if start == bytes.len() {
            // Behind the last line end there is no line.
            break;
        }
        let rest = bytes.get(found.end()..).unwrap_or_default();
        let end = memchr(b'\n', rest).map_or(bytes.len(), |at| found.end() + at);
        if scanned.lines.len() < keep {
            let passed = bytes.get(numbered..start).unwrap_or_default();
            let lines = memchr_iter(b'\n', passed).count();
            number = number.saturating_add(u32::try_from(lines).unwrap_or(u32::MAX));
            numbered = start;
            let line = bytes.get(start..end).unwrap_or_default();
            let found = found.start() - start..found.end() - start;
            scanned
                .lines
                .push(cut(number, line, found.start, found.end));
        } else {
            scanned.more += 1;
        }
        from = end + 1;
    }
    scanned
}

/// Cuts a line to the part around a match.
fn cut(number: u32, line: &[u8], start: usize, end: usize) -> GrepLine {
    let line = line.strip_suffix(b"\r").unwrap_or(line);
    let (start, end) = (start.min(line.len()), end.min(line.len()));
    let first = if line.len() <= LINE_AT_MOST {
        0
    } else {
        boundary(line, start.saturating_sub(BEFORE))
    };
    let last = boundary(line, line.len().min(first.saturating_add(LINE_AT_MOST)));
    let end = end.min(last);
    let part = |from: usize, to: usize| {
        String::from_utf8_lossy(line.get(from..to).unwrap_or_default()).into_owned()
    };
    let mut text = part(first, start);
    let from = text.len();
    text.push_str(&part(start, end));
    let to = text.len();
    text.push_str(&part(end, last));
    GrepLine {
        number,
        text,
        found: from..to,
        cut_before: first > 0,
        cut_after: last < line.len(),
    }
}

/// Moves a place back so that no character is cut through; bytes that are no text stay as they are.
fn boundary(line: &[u8], at: usize) -> usize {
    let within = |at: usize| line.get(at).is_some_and(|byte| byte & 0xC0 == 0x80);
    (0..4)
        .filter_map(|back| at.checked_sub(back))
        .find(|&at| !within(at))
        .unwrap_or(at)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn scanned(pattern: &str, text: &str) -> Vec<(u32, String, String)> {
        let regex = Regex::new(&format!("(?m){pattern}")).unwrap();
        let lines = scan(&regex, text.as_bytes(), 9).lines;
        lines
            .into_iter()
            .map(|line| {
                (
                    line.number,
                    line.text[line.found.clone()].to_owned(),
                    line.text,
                )
            })
            .collect()
    }

    fn row(number: u32, found: &str, text: &str) -> (u32, String, String) {
        (number, found.to_owned(), text.to_owned())
    }

    #[test]
    fn a_line_counts_once_and_the_place_behind_the_last_line_end_is_none() {
        assert_eq!(
            scanned("a*", "aa a\n\nb"),
            [row(1, "aa", "aa a"), row(2, "", ""), row(3, "", "b")]
        );
        assert_eq!(scanned("^", "a\n"), [row(1, "", "a")]);
        assert!(scanned("^", "").is_empty());
    }

    #[test]
    fn lines_beyond_the_limit_are_counted() {
        let regex = Regex::new("x").unwrap();
        let scanned = scan(&regex, b"x\nx\ny\nx", 1);
        assert_eq!((scanned.lines.len(), scanned.more), (1, 2));
    }

    #[test]
    fn of_a_long_line_the_part_around_the_match_is_kept() {
        let text = format!("{}needle{}", "é".repeat(1000), "ö".repeat(1000));
        let regex = Regex::new("needle").unwrap();
        let line = scan(&regex, text.as_bytes(), 1).lines.remove(0);
        assert_eq!(&line.text[line.found.clone()], "needle");
        assert!(line.cut_before && line.cut_after);
        assert!(line.text.starts_with('é') && line.text.ends_with('ö'));
        assert!(line.text.len() <= LINE_AT_MOST);
    }

    #[test]
    fn a_carriage_return_is_no_part_of_the_text() {
        assert_eq!(scanned("b.?", "a\r\nb\r\n"), [row(2, "b", "b")]);
    }
}
