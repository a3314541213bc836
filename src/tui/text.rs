//! How wide text is on a terminal, and how it is cut and wrapped.
//!
//! The one module that decides widths. It measures grapheme clusters as the buffer paints them (an emoji sequence or a
//! CJK character takes two cells, a combining mark none), so that what is laid out is what is drawn. Texts are
//! expected to be [safe](crate::safe) already; a control character counts as nothing, as the buffer drops it.

use std::borrow::Cow;
use std::ops::Range;

use ratatui::buffer::CellWidth;
use unicode_segmentation::UnicodeSegmentation;

/// The distance of tab stops, in cells.
pub const TAB: usize = 4;

/// Returns how many cells a grapheme cluster takes: 0, 1 or 2, more for a few spacing marks.
pub fn grapheme_width(grapheme: &str) -> usize {
    if grapheme.chars().any(char::is_control) {
        return 0;
    }
    usize::from(grapheme.cell_width())
}

/// Returns how many cells a text of one line takes; tabs count as nothing (see [`expand_tabs`]).
pub fn width(text: &str) -> usize {
    if text.bytes().all(|byte| matches!(byte, b' '..=b'~')) {
        return text.len();
    }
    text.graphemes(true).map(grapheme_width).sum()
}

/// Returns the width of a grapheme that begins at a column: as [`grapheme_width`], but a tab reaches to the next stop.
pub fn width_at(grapheme: &str, column: usize) -> usize {
    if grapheme == "\t" {
        TAB - column % TAB
    } else {
        grapheme_width(grapheme)
    }
}

/// Replaces tabs by spaces up to the next tab stop; a line break starts a new count.
pub fn expand_tabs(text: &str) -> Cow<'_, str> {
    if !text.contains('\t') {
        return Cow::Borrowed(text);
    }
    let mut out = String::with_capacity(text.len() + 16);
    let mut column = 0;
    for grapheme in text.graphemes(true) {
        let wide = width_at(grapheme, column);
        match grapheme {
            "\t" => out.extend(std::iter::repeat_n(' ', wide)),
            _ => out.push_str(grapheme),
        }
        column = if is_break(grapheme) { 0 } else { column + wide };
    }
    Cow::Owned(out)
}

/// The most characters of a line that are looked at to show it: a file may be one line of many megabytes.
const SHOWN: usize = 4_096;

/// Returns the start of a line, as much as any screen can show of it.
pub fn beginning(line: &str) -> &str {
    match line.char_indices().nth(SHOWN) {
        Some((at, _)) => line.get(..at).unwrap_or_default(),
        None => line,
    }
}

/// Returns whether a text takes no more than a width; looks no further than that.
fn fits(text: &str, max: usize) -> bool {
    let mut used = 0;
    text.len() <= max && text.is_ascii()
        || text.graphemes(true).all(|grapheme| {
            used += grapheme_width(grapheme);
            used <= max
        })
}

/// Cuts a text at the end so that it fits a width; a cut text ends in the ellipsis.
pub fn truncate<'a>(text: &'a str, max: usize, ellipsis: &str) -> Cow<'a, str> {
    if fits(text, max) {
        return Cow::Borrowed(text);
    }
    let room = max.saturating_sub(width(ellipsis));
    let mut used = 0;
    let mut end = 0;
    for (at, grapheme) in text.grapheme_indices(true) {
        used += grapheme_width(grapheme);
        if used > room {
            break;
        }
        end = at + grapheme.len();
    }
    let kept = text.get(..end).unwrap_or_default();
    Cow::Owned(format!("{kept}{}", first_cells(ellipsis, max)))
}

/// Cuts a text at the start so that it fits a width: for paths, whose end tells more.
pub fn truncate_start<'a>(text: &'a str, max: usize, ellipsis: &str) -> Cow<'a, str> {
    if fits(text, max) {
        return Cow::Borrowed(text);
    }
    let room = max.saturating_sub(width(ellipsis));
    let mut used = 0;
    let mut start = text.len();
    for (at, grapheme) in text.grapheme_indices(true).rev() {
        used += grapheme_width(grapheme);
        if used > room {
            break;
        }
        start = at;
    }
    let kept = text.get(start..).unwrap_or_default();
    Cow::Owned(format!("{}{kept}", first_cells(ellipsis, max)))
}

fn first_cells(text: &str, max: usize) -> &str {
    let mut used = 0;
    for (at, grapheme) in text.grapheme_indices(true) {
        used += grapheme_width(grapheme);
        if used > max {
            return text.get(..at).unwrap_or_default();
        }
    }
    text
}

/// Fills a text with spaces at the end up to a width; a wider text is left alone.
pub fn pad(text: &str, to: usize) -> Cow<'_, str> {
    match to.saturating_sub(width(text)) {
        0 => Cow::Borrowed(text),
        missing => Cow::Owned(format!("{text}{}", " ".repeat(missing))),
    }
}

/// Makes the first letter of a text a capital, behind the spaces that set it in.
pub fn capitalised(text: &str) -> String {
    let words = text.trim_start();
    let (lead, mut letters) = (text.len() - words.len(), words.chars());
    let first: String = letters
        .next()
        .into_iter()
        .flat_map(char::to_uppercase)
        .collect();
    format!("{}{first}{}", " ".repeat(lead), letters.as_str())
}

/// Cuts or fills a text so that it takes exactly a width: a column of a table.
pub fn fit(text: &str, to: usize, ellipsis: &str) -> String {
    let cut = truncate(text, to, ellipsis);
    pad(&cut, to).into_owned()
}

/// Wraps a text into rows no wider than `max` cells and returns their byte ranges.
///
/// Breaks at white space and beside wide characters, inside a word only where it alone is too long. Line breaks end a
/// row and spaces at a break are left out; an empty text is one empty row. Expand tabs first to draw the rows as they are.
pub fn wrap(text: &str, max: usize) -> Vec<Range<usize>> {
    let mut rows = rows(text, max, width_at);
    for row in &mut rows {
        let shown = text.get(row.clone()).unwrap_or_default();
        row.end = row.start + shown.trim_end_matches([' ', '\t']).len();
    }
    rows
}

/// Wraps a text like [`wrap`] and returns the rows as texts.
pub fn wrap_lines(text: &str, max: usize) -> Vec<&str> {
    wrap(text, max)
        .into_iter()
        .map(|row| text.get(row).unwrap_or_default())
        .collect()
}

/// Splits a text into visual rows that together hold every byte but the line breaks.
///
/// Unlike [`wrap`], spaces at a break stay at the end of their row, hanging over the edge: an editor needs a place for
/// the caret behind each of them. `measure` is told the grapheme and its column.
pub fn rows(text: &str, max: usize, measure: impl Fn(&str, usize) -> usize) -> Vec<Range<usize>> {
    let max = max.max(1);
    let mut rows = Vec::new();
    let mut row = RowSoFar::default();
    for (at, grapheme) in text.grapheme_indices(true) {
        let after = at + grapheme.len();
        if is_break(grapheme) {
            rows.push(row.start..at);
            row = RowSoFar::starting(after);
            continue;
        }
        let is_space = matches!(grapheme, " " | "\t");
        let mut wide = measure(grapheme, row.column);
        let is_wide = wide == 2;
        if is_wide && at > row.start {
            row.break_at = Some(at);
        }
        // A space may hang over the edge; whatever comes after it does not.
        if !is_space && row.column + wide > max && at > row.start {
            let end = row.break_at.unwrap_or(at);
            rows.push(row.start..end);
            row = RowSoFar::starting(end);
            for moved in text.get(end..at).unwrap_or_default().graphemes(true) {
                row.column += measure(moved, row.column);
            }
            wide = measure(grapheme, row.column);
        }
        row.column += wide;
        if is_space || is_wide {
            row.break_at = Some(after);
        }
    }
    rows.push(row.start..text.len());
    rows
}

#[derive(Default)]
struct RowSoFar {
    start: usize,
    column: usize,
    break_at: Option<usize>,
}

impl RowSoFar {
    fn starting(start: usize) -> Self {
        Self {
            start,
            ..Self::default()
        }
    }
}

fn is_break(grapheme: &str) -> bool {
    matches!(grapheme, "\n" | "\r\n" | "\r")
}

/// Turns a count of cells into a screen coordinate; what is beyond any screen is cut off.
pub fn cells(count: usize) -> u16 {
    u16::try_from(count).unwrap_or(u16::MAX)
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn widths_are_those_of_terminal_cells() {
        let cases = [
            ("abc", 3),
            ("大きさ", 6),
            ("e\u{301}", 1),
            ("👩\u{200d}💻", 2),
            ("❤\u{fe0f}", 2),
            ("🇸🇪", 2),
            ("\u{200b}", 0),
            ("▌ ✓", 3),
        ];
        for (text, expected) in cases {
            assert_eq!(width(text), expected, "{text:?}");
        }
    }

    #[test]
    fn a_cut_text_keeps_whole_graphemes_and_says_that_it_was_cut() {
        assert_eq!(truncate("risk method", 11, "…"), "risk method");
        assert_eq!(truncate("risk method", 6, "…"), "risk …");
        assert_eq!(truncate("大きさ", 4, "…"), "大…");
        assert_eq!(truncate("abc", 0, "…"), "");
        assert_eq!(truncate("abcdef", 2, "..."), "..");
    }

    #[test]
    fn a_line_of_megabytes_is_shown_by_its_beginning() {
        let line = "大".repeat(1_000_000);
        assert_eq!(beginning(&line).chars().count(), SHOWN);
        assert_eq!(beginning("short"), "short");
    }

    #[test]
    fn a_path_is_cut_at_its_start() {
        assert_eq!(
            truncate_start("monitoring/release_checks.csv", 12, "…"),
            "…_checks.csv"
        );
        assert_eq!(truncate_start("短い/大きさ", 5, "…"), "…きさ");
    }

    #[test]
    fn columns_are_filled_or_cut() {
        assert_eq!(fit("大", 4, "…"), "大  ");
        assert_eq!(fit("abcdef", 4, "…"), "abc…");
    }

    #[test]
    fn text_wraps_between_words() {
        assert_eq!(
            wrap_lines("who decided that it was so", 10),
            ["who", "decided", "that it", "was so"]
        );
        assert_eq!(wrap_lines("a\n\nb ", 10), ["a", "", "b"]);
        assert_eq!(wrap_lines("", 10), [""]);
    }

    #[test]
    fn a_word_too_long_for_a_row_is_broken_inside() {
        assert_eq!(
            wrap_lines("see releases/2026/log", 8),
            ["see", "releases", "/2026/lo", "g"]
        );
    }

    #[test]
    fn wide_characters_wrap_without_spaces() {
        assert_eq!(wrap_lines("大きさ小ささ", 5), ["大き", "さ小", "ささ"]);
        assert_eq!(wrap_lines("大", 1), ["大"]);
    }

    #[test]
    fn tabs_reach_to_the_next_stop() {
        assert_eq!(expand_tabs("a\tb\n\tc"), "a   b\n    c");
    }

    proptest! {
        #[test]
        fn rows_hold_everything_but_the_breaks(text in "[ a-c\\n\\t大👩e\u{301}]{0,40}", max in 1usize..12) {
            let rows = rows(&text, max, width_at);
            let mut at = 0;
            for row in &rows {
                prop_assert!(text.get(at..row.start).is_some_and(|gap| gap.is_empty() || gap == "\n"));
                at = row.end;
            }
            prop_assert_eq!(at, text.len());
        }

        #[test]
        fn wrapped_rows_fit(text in "[ a-c\\n大👩e\u{301}]{0,40}", max in 2usize..12) {
            for line in wrap_lines(&text, max) {
                prop_assert!(width(line) <= max, "{line:?}");
            }
        }

        #[test]
        fn a_cut_text_fits(text in any::<String>(), max in 0usize..20) {
            let text = crate::safe::escape_line(&text).into_owned();
            prop_assert!(width(&truncate(&text, max, "…")) <= max);
            prop_assert!(width(&truncate_start(&text, max, "…")) <= max);
        }
    }

    #[test]
    fn a_label_begins_with_a_capital_behind_its_indent() {
        assert_eq!(capitalised("  why none"), "  Why none");
        assert_eq!(capitalised("1 why?"), "1 why?");
        assert_eq!(capitalised("ärger"), "Ärger");
        assert_eq!(capitalised(""), "");
    }
}
