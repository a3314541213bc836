//! Texts of records as Markdown that reads as they read, whatever they hold.

use std::fmt::Write as _;

use crate::safe::{escape_line, escape_text};

/// Escapes a text for the middle of a line: a heading, a cell, an item. Line breaks become spaces.
pub(super) fn inline(text: &str) -> String {
    let joined: Vec<&str> = text.split_whitespace_lines().collect();
    let line = joined.join(" ");
    let safe = escape_line(&line);
    let mut out = String::with_capacity(safe.len());
    push(&mut out, &safe);
    guard_start(&out)
}

/// Escapes a text of several lines as paragraphs: blank lines part them, other line breaks stay.
pub(super) fn paragraphs(text: &str) -> String {
    let safe = escape_text(text.trim());
    let mut out = String::with_capacity(safe.len());
    let mut broken = false;
    for line in safe.lines() {
        let line = line.trim();
        if line.is_empty() {
            broken = false;
            if !out.ends_with("\n\n") {
                out.push_str("\n\n");
            }
            continue;
        }
        if broken {
            out.push_str("\\\n");
        }
        let mut escaped = String::with_capacity(line.len());
        push(&mut escaped, line);
        out.push_str(&guard_start(&escaped));
        broken = true;
    }
    out
}

/// Writes a path or an id: in a code span where that cannot go wrong.
pub(super) fn code(text: &str) -> String {
    let plain =
        |c: char| c.is_ascii_alphanumeric() || matches!(c, '.' | '_' | '/' | '-' | ':' | '@');
    if !text.is_empty() && text.chars().all(plain) {
        format!("`{text}`")
    } else {
        inline(text)
    }
}

fn push(out: &mut String, line: &str) {
    for c in line.chars() {
        match c {
            '&' => out.push_str("&amp;"),
            '<' => out.push_str("&lt;"),
            '>' => out.push_str("&gt;"),
            '\t' => out.push(' '),
            '\\' | '`' | '*' | '_' | '{' | '}' | '[' | ']' | '#' | '|' | '~' | '$' | '!' => {
                out.push('\\');
                out.push(c);
            }
            _ => out.push(c),
        }
    }
}

/// Keeps the beginning of a line from being read as a list, a rule, or the underline of a heading.
fn guard_start(line: &str) -> String {
    let line = line.trim_start();
    let digits = line.bytes().take_while(u8::is_ascii_digit).count();
    let mut out = String::with_capacity(line.len() + 1);
    // A number with a point is a list only before a blank: `6.1.2` is a clause.
    let listed = matches!(line.as_bytes().get(digits), Some(b'.' | b')'))
        && matches!(line.as_bytes().get(digits + 1), None | Some(b' '));
    if digits > 0 && listed {
        let (number, rest) = line.split_at(digits);
        // Writing to a String does not fail.
        let _ = write!(out, "{number}\\{rest}");
    } else if line.starts_with(['-', '+', '=', ':']) {
        let _ = write!(out, "\\{line}");
    } else {
        out.push_str(line);
    }
    out
}

trait Lines {
    /// Iterates over the lines without the blanks around them, empty ones left out.
    fn split_whitespace_lines(&self) -> impl Iterator<Item = &str>;
}

impl Lines for str {
    fn split_whitespace_lines(&self) -> impl Iterator<Item = &str> {
        self.lines().map(str::trim).filter(|line| !line.is_empty())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_record_cannot_change_the_shape_of_the_report() {
        assert_eq!(inline("a | b\n# c"), "a \\| b \\# c");
        assert_eq!(
            inline("<script>x</script> & ![i](u)"),
            "&lt;script&gt;x&lt;/script&gt; &amp; \\!\\[i\\](u)"
        );
        assert_eq!(
            paragraphs("# no heading\n- no list\n1. no number\n==="),
            "\\# no heading\\\n\\- no list\\\n1\\. no number\\\n\\==="
        );
        assert_eq!(inline("\u{1b}[2J\u{202e}"), "^\\[\\[2J\\\\u\\{202e\\}");
    }

    #[test]
    fn paragraphs_and_line_breaks_stay() {
        assert_eq!(paragraphs("  one\ntwo\n\n\nthree  "), "one\\\ntwo\n\nthree");
    }

    #[test]
    fn plain_paths_are_code_and_others_are_escaped() {
        assert_eq!(code("risk/a-b.csv:1-8"), "`risk/a-b.csv:1-8`");
        assert_eq!(code("a`b|c"), "a\\`b\\|c");
    }
}
