//! Text from a repository, made safe to show.
//!
//! File names, contents, commit messages and record fields are written by others. Shown raw they could move the cursor,
//! recolour the screen, answer terminal queries, or use invisible and direction-changing characters to make one text
//! look like another ("Trojan Source", CVE-2021-42574). Here they become visible instead: control characters in caret
//! notation (`^[`), the others as `\u{202e}`. A text with nothing to hide is borrowed, so that escaping costs one scan.

use std::borrow::Cow;
use std::fmt::Write as _;

use unicode_width::UnicodeWidthChar;

#[cfg(test)]
pub(crate) mod hostile;

/// The most combining marks that one cell may carry; real writing systems stay far below.
const MARKS_PER_CELL: usize = 8;

/// Makes a text of one line safe to show, line breaks and tabs included (`\n`, `\t`, `\r`).
pub fn escape_line(text: &str) -> Cow<'_, str> {
    escape(text, Breaks::Shown, Hidden::Shown)
}

/// Makes a text of several lines safe to show; line breaks and tabs stay, and CRLF becomes LF.
pub fn escape_text(text: &str) -> Cow<'_, str> {
    escape(text, Breaks::Kept, Hidden::Shown)
}

/// Takes out of a text of several lines whatever [`escape_text`] would have to make visible; CRLF becomes LF.
///
/// For text that becomes somebody's own: a cell of a spreadsheet is full of marks that nobody typed.
pub fn clean_text(text: &str) -> Cow<'_, str> {
    escape(text, Breaks::Kept, Hidden::Dropped)
}

/// Finds the first character of a text of several lines that is not shown as itself, and its place in bytes.
pub fn first_hidden(text: &str) -> Option<(usize, char)> {
    let mut cell = CellSoFar::default();
    let mut chars = text.char_indices().peekable();
    while let Some((at, c)) = chars.next() {
        let next = chars.peek().map(|(_, next)| *next);
        let shown = match c {
            '\n' | '\t' => true,
            '\r' => next == Some('\n'),
            _ => !is_hidden(c) && cell.takes(c, next),
        };
        if !shown {
            return Some((at, c));
        }
        cell.kept(c);
    }
    None
}

#[derive(Clone, Copy, PartialEq, Eq)]
enum Breaks {
    Shown,
    Kept,
}

#[derive(Clone, Copy, PartialEq, Eq)]
enum Hidden {
    Shown,
    Dropped,
}

fn escape(text: &str, breaks: Breaks, hidden: Hidden) -> Cow<'_, str> {
    let is_plain = |byte: u8| {
        matches!(byte, b' '..=b'~') || (breaks == Breaks::Kept && matches!(byte, b'\n' | b'\t'))
    };
    if text.bytes().all(is_plain) {
        return Cow::Borrowed(text);
    }
    let mut escaped: Option<String> = None;
    let mut cell = CellSoFar::default();
    let mut chars = text.char_indices().peekable();
    while let Some((at, c)) = chars.next() {
        let next = chars.peek().map(|(_, next)| *next);
        let keep = match c {
            '\n' | '\t' => breaks == Breaks::Kept,
            _ => !is_hidden(c) && cell.takes(c, next),
        };
        if keep {
            cell.kept(c);
            if let Some(escaped) = &mut escaped {
                escaped.push(c);
            }
            continue;
        }
        let escaped = escaped.get_or_insert_with(|| text.get(..at).unwrap_or_default().to_owned());
        if breaks == Breaks::Kept && c == '\r' && next == Some('\n') {
            continue;
        }
        if hidden == Hidden::Shown {
            cell.escaped(c);
            push_visible(escaped, c);
        }
    }
    escaped.map_or(Cow::Borrowed(text), Cow::Owned)
}

fn push_visible(out: &mut String, c: char) {
    match c {
        '\n' => out.push_str("\\n"),
        '\t' => out.push_str("\\t"),
        '\r' => out.push_str("\\r"),
        '\0'..='\x1f' => {
            out.push('^');
            out.push(char::from(c as u8 + b'@'));
        }
        '\x7f' => out.push_str("^?"),
        _ => {
            // Writing to a String does not fail.
            let _ = write!(out, "\\u{{{:x}}}", u32::from(c));
        }
    }
}

/// What the cell being filled holds so far: whether a further mark or joiner may be added to it.
#[derive(Default)]
struct CellSoFar {
    last: Option<char>,
    marks: usize,
    joins: usize,
}

impl CellSoFar {
    fn takes(&self, c: char, next: Option<char>) -> bool {
        match c {
            '\u{200d}' => {
                let after_emoji = self.last.is_some_and(|last| {
                    is_pictographic(last) || matches!(last, '\u{fe0f}' | '\u{1f3fb}'..='\u{1f3ff}')
                });
                after_emoji && next.is_some_and(is_pictographic) && self.joins < MARKS_PER_CELL
            }
            '\u{fe0e}' | '\u{fe0f}' => self
                .last
                .is_some_and(|last| is_pictographic(last) || matches!(last, '0'..='9' | '#' | '*')),
            _ if is_mark(c) => self.marks < MARKS_PER_CELL,
            _ => true,
        }
    }

    fn kept(&mut self, c: char) {
        if c == '\u{200d}' {
            self.joins += 1;
        } else if is_mark(c) || matches!(c, '\u{fe0e}' | '\u{fe0f}') {
            self.marks += 1;
        } else {
            self.marks = 0;
            if self.last != Some('\u{200d}') {
                self.joins = 0;
            }
        }
        self.last = Some(c);
    }

    fn escaped(&mut self, c: char) {
        // Marks beyond the limit are escaped one by one: they must not start anew on the escape before them.
        if !is_mark(c) {
            self.marks = 0;
        }
        self.joins = 0;
        self.last = None;
    }
}

fn is_mark(c: char) -> bool {
    !is_joiner_or_selector(c) && !c.is_control() && UnicodeWidthChar::width(c) == Some(0)
}

fn is_joiner_or_selector(c: char) -> bool {
    matches!(c, '\u{200d}' | '\u{fe0e}' | '\u{fe0f}')
}

/// Controls, direction changes and everything that takes no room but is no mark (`Default_Ignorable_Code_Point` of the
/// Unicode Character Database), without the joiner and selectors that emoji need.
fn is_hidden(c: char) -> bool {
    c.is_control()
        || matches!(
            c,
            '\u{ad}'
                | '\u{34f}'
                | '\u{61c}'
                | '\u{115f}'..='\u{1160}'
                | '\u{17b4}'..='\u{17b5}'
                | '\u{180b}'..='\u{180f}'
                | '\u{200b}'..='\u{200c}'
                | '\u{200e}'..='\u{200f}'
                | '\u{2028}'..='\u{202e}'
                | '\u{2060}'..='\u{206f}'
                | '\u{3164}'
                | '\u{fe00}'..='\u{fe0d}'
                | '\u{feff}'
                | '\u{ffa0}'
                | '\u{fff0}'..='\u{fffb}'
                | '\u{1bca0}'..='\u{1bca3}'
                | '\u{1d173}'..='\u{1d17a}'
                | '\u{e0000}'..='\u{e0fff}'
        )
}

/// The blocks that hold the emoji which join or take a selector (`Extended_Pictographic`, by block).
fn is_pictographic(c: char) -> bool {
    matches!(
        c,
        '\u{a9}'
            | '\u{ae}'
            | '\u{203c}'
            | '\u{2049}'
            | '\u{2122}'
            | '\u{2139}'
            | '\u{2190}'..='\u{21ff}'
            | '\u{2300}'..='\u{23ff}'
            | '\u{24c2}'
            | '\u{25aa}'..='\u{25fe}'
            | '\u{2600}'..='\u{27bf}'
            | '\u{2934}'..='\u{2935}'
            | '\u{2b00}'..='\u{2bff}'
            | '\u{3030}'
            | '\u{303d}'
            | '\u{3297}'
            | '\u{3299}'
            | '\u{1f000}'..='\u{1f3fa}'
            | '\u{1f400}'..='\u{1faff}'
    )
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn a_harmless_text_is_borrowed() {
        for text in [
            "",
            "plain",
            "Größe 大きさ",
            "e\u{301}",
            "👩\u{200d}💻 ❤\u{fe0f} 1\u{fe0f}\u{20e3}",
        ] {
            assert!(matches!(escape_line(text), Cow::Borrowed(_)), "{text:?}");
        }
        assert!(matches!(escape_text("a\n\tb"), Cow::Borrowed(_)));
    }

    #[test]
    fn control_characters_become_visible() {
        assert_eq!(escape_line("\x1b[31mred\x07\x7f"), "^[[31mred^G^?");
        assert_eq!(escape_line("\u{9b}31m"), "\\u{9b}31m");
    }

    #[test]
    fn breaks_stay_in_a_text_and_show_in_a_line() {
        assert_eq!(escape_line("a\n\tb\r\n"), "a\\n\\tb\\r\\n");
        assert_eq!(escape_text("a\n\tb\r\nc\rd"), "a\n\tb\nc\\rd");
    }

    #[test]
    fn direction_changes_and_invisible_characters_become_visible() {
        assert_eq!(
            escape_line("a\u{202e}b\u{2066}c\u{200b}d\u{feff}"),
            "a\\u{202e}b\\u{2066}c\\u{200b}d\\u{feff}"
        );
        assert_eq!(escape_line("x\u{e0041}"), "x\\u{e0041}");
        assert_eq!(
            escape_line("pay\u{200d}pal\u{fe0f}"),
            "pay\\u{200d}pal\\u{fe0f}"
        );
    }

    #[test]
    fn a_cleaned_text_has_lost_what_is_hidden_and_nothing_else() {
        assert_eq!(
            clean_text("\u{feff}a\u{200b}b\u{1b}[2J\tc\r\nd\u{202e}é"),
            "ab[2J\tc\ndé"
        );
        assert_eq!(clean_text("👩\u{200d}👩"), "👩\u{200d}👩");
    }

    #[test]
    fn a_cell_carries_at_most_eight_marks() {
        let zalgo = format!("a{}b", "\u{301}".repeat(10));
        assert_eq!(
            escape_line(&zalgo),
            format!("a{}\\u{{301}}\\u{{301}}b", "\u{301}".repeat(8))
        );
        let family = format!("👩{}", "\u{200d}👩".repeat(20));
        assert!(escape_line(&family).contains("\\u{200d}"));
    }

    #[test]
    fn the_first_character_that_is_not_shown_as_itself_is_found() {
        assert_eq!(first_hidden("one\r\ntwo\tö 👩\u{200d}💻"), None);
        assert_eq!(first_hidden("ö\u{202e}x"), Some((2, '\u{202e}')));
        assert_eq!(first_hidden("a\rb"), Some((1, '\r')));
    }

    fn hostile() -> impl Strategy<Value = String> {
        let piece = prop_oneof![
            any::<char>(),
            prop::char::range('\u{0}', '\u{a0}'),
            prop::char::range('\u{2000}', '\u{206f}'),
            prop::char::range('\u{300}', '\u{320}'),
            prop::char::range('\u{1f3f0}', '\u{1f410}'),
            Just('\u{200d}'),
            Just('\u{fe0f}'),
            Just('❤'),
        ];
        prop::collection::vec(piece, 0..40).prop_map(|chars| chars.into_iter().collect())
    }

    proptest! {
        #[test]
        fn nothing_hidden_survives(text in hostile()) {
            let line = escape_line(&text);
            prop_assert!(!line.chars().any(is_hidden), "{line:?}");
            let block = escape_text(&text);
            prop_assert!(!block.chars().any(|c| is_hidden(c) && !matches!(c, '\n' | '\t')), "{block:?}");
        }

        #[test]
        fn a_joiner_survives_only_between_emoji(text in hostile()) {
            let line: Vec<char> = escape_line(&text).chars().collect();
            for (at, c) in line.iter().enumerate() {
                if *c == '\u{200d}' {
                    prop_assert!(at > 0 && line.get(at + 1).copied().is_some_and(is_pictographic));
                }
            }
        }

        #[test]
        fn what_has_nothing_hidden_is_shown_as_it_is(text in hostile()) {
            let plain = text.replace("\r\n", "\n");
            prop_assert_eq!(first_hidden(&text).is_none(), escape_text(&text) == plain);
        }

        #[test]
        fn a_safe_text_is_left_alone(text in hostile()) {
            let line = escape_line(&text).into_owned();
            prop_assert_eq!(escape_line(&line), line.as_str());
            let block = escape_text(&text).into_owned();
            prop_assert_eq!(escape_text(&block), block.as_str());
            let clean = clean_text(&text).into_owned();
            prop_assert_eq!(escape_text(&clean), clean.as_str());
        }
    }
}
