//! Data that people write: TOML, YAML, JSON, settings.

use super::{
    Inside, code,
    grammar::VALUES,
    pen::{Pen, is_word, length_while, quoted_length},
};
use crate::tui::theme::Role;

/// Marks a line of TOML.
pub(super) fn toml(inside: Inside, pen: &mut Pen<'_, '_>) -> Inside {
    if matches!(inside, Inside::Quoted(_)) {
        return code::line(&VALUES, inside, pen);
    }
    pen.space();
    let left = pen.left();
    if left.starts_with('[') {
        let name = length_while(left, |byte| {
            is_word(byte) || matches!(byte, b'[' | b'.' | b'-' | b'"' | b'\'' | b' ')
        });
        let end = length_while(left.get(name..).unwrap_or_default(), |byte| byte == b']');
        let behind = left.get(name + end..).unwrap_or_default().trim_start();
        if end > 0 && (behind.is_empty() || behind.starts_with('#')) {
            pen.mark(name + end, Role::SourceHeading);
            return code::rest(&VALUES, pen);
        }
    }
    let name = length_while(left, |byte| {
        is_word(byte) || matches!(byte, b'.' | b'-' | b'"' | b'\'')
    });
    if left
        .get(name..)
        .is_some_and(|rest| rest.trim_start().starts_with('='))
    {
        pen.mark(name, Role::SourceKey);
    }
    code::rest(&VALUES, pen)
}

/// Marks a line of YAML.
pub(super) fn yaml(inside: Inside, pen: &mut Pen<'_, '_>) -> Inside {
    let indent = length_while(pen.text, |byte| byte == b' ');
    if let Inside::Block(outer) = inside
        && (pen.text.trim().is_empty() || indent > usize::from(outer))
    {
        pen.rest(Role::SourceString);
        return inside;
    }
    if matches!(pen.text.trim_end(), "---" | "...") {
        pen.rest(Role::SourceHeading);
        return Inside::Nothing;
    }
    pen.space();
    while pen.left().starts_with("- ") || pen.left() == "-" {
        pen.mark(1, Role::SourceKeyword);
        pen.space();
    }
    let mut outer = indent;
    if let Some(length) = yaml_key(pen.left()) {
        // A text below a key of a list is set in further than the key, not than the dash.
        outer = pen.at;
        pen.mark(length, Role::SourceKey);
        pen.skip(1);
        pen.space();
    }
    let value = pen.left().trim_end();
    let is_block = value.strip_prefix(['|', '>']).is_some_and(|rest| {
        rest.bytes()
            .all(|byte| matches!(byte, b'+' | b'-' | b'0'..=b'9'))
    });
    if is_block {
        pen.rest(Role::SourceKeyword);
        return Inside::Block(u8::try_from(outer).unwrap_or(u8::MAX));
    }
    if value.starts_with(['&', '*', '!']) {
        let length = length_while(value, |byte| byte != b' ');
        pen.mark(length, Role::SourceKeyword);
    }
    yaml_value(pen);
    Inside::Nothing
}

/// Marks a value: as a whole where it is one word, and its quotes and comment otherwise.
fn yaml_value(pen: &mut Pen<'_, '_>) {
    let value = pen.left();
    let plain = value.split(" #").next().unwrap_or_default().trim_end();
    let is_plain = !plain.starts_with(['"', '\'', '[', '{', '#']);
    if is_plain && !VALUES.has_word(plain) && !is_number(plain) {
        pen.skip(plain.len());
        pen.space();
    }
    // Texts of several lines are left alone: it takes a parser to know where they end.
    let _ = code::rest(&VALUES, pen);
}

fn is_number(text: &str) -> bool {
    text.starts_with(|c: char| c.is_ascii_digit() || c == '-')
        && text.bytes().all(|byte| {
            byte.is_ascii_digit() || matches!(byte, b'.' | b'-' | b':' | b'T' | b'Z' | b'e' | b'_')
        })
}

/// Returns the length of a key at the beginning of a text: up to a colon with a space or nothing behind it.
fn yaml_key(text: &str) -> Option<usize> {
    let length = match text.bytes().next()? {
        quote @ (b'"' | b'\'') => quoted_length(text.as_bytes(), quote, true),
        b'#' | b'[' | b'{' | b'&' | b'*' | b'|' | b'>' => return None,
        _ => {
            let mut colons = text.match_indices(':').map(|(at, _)| at);
            colons.find(|at| {
                let behind = text.get(at + 1..).unwrap_or_default();
                behind.is_empty() || behind.starts_with([' ', '\t'])
            })?
        }
    };
    let key = text.get(..length)?;
    let behind = text.get(length..)?;
    (behind.starts_with(':') && !key.contains(" #")).then_some(length)
}

/// Marks a line of JSON, with the comments that some write into it.
pub(super) fn json(inside: Inside, pen: &mut Pen<'_, '_>) -> Inside {
    if matches!(inside, Inside::Comment(_)) && !ends_comment(pen) {
        return Inside::Comment(1);
    }
    while let Some(byte) = pen.next() {
        let left = pen.left();
        match byte {
            b'"' => {
                let length = quoted_length(left.as_bytes(), b'"', true);
                let behind = left.get(length..).unwrap_or_default().trim_start();
                let role = if behind.starts_with(':') {
                    Role::SourceKey
                } else {
                    Role::SourceString
                };
                pen.mark(length, role);
            }
            b'/' if left.starts_with("//") => pen.rest(Role::SourceComment),
            b'/' if left.starts_with("/*") => {
                pen.mark(2, Role::SourceComment);
                if !ends_comment(pen) {
                    return Inside::Comment(1);
                }
            }
            b'-' if left.as_bytes().get(1).is_some_and(u8::is_ascii_digit) => {
                pen.mark(1, Role::SourceNumber);
                pen.number(false);
            }
            b'0'..=b'9' => pen.number(false),
            byte if is_word(byte) => {
                let length = pen.word().max(1);
                match left.get(..length) {
                    Some("true" | "false" | "null") => pen.mark(length, Role::SourceKeyword),
                    Some(_) | None => pen.skip(length),
                }
            }
            _ => pen.skip(1),
        }
    }
    Inside::Nothing
}

/// Marks a comment up to its end, and tells whether that is on this line.
fn ends_comment(pen: &mut Pen<'_, '_>) -> bool {
    if let Some(end) = pen.left().find("*/") {
        pen.mark(end + 2, Role::SourceComment);
        true
    } else {
        pen.rest(Role::SourceComment);
        false
    }
}

/// Marks a line of settings.
pub(super) fn ini(pen: &mut Pen<'_, '_>) -> Inside {
    pen.space();
    let left = pen.left();
    if left.starts_with(['#', ';', '!']) {
        pen.rest(Role::SourceComment);
    } else if left.starts_with('[') {
        pen.mark(
            left.find(']').map_or(left.len(), |end| end + 1),
            Role::SourceHeading,
        );
    } else if let Some(end) = left.find(['=', ':']) {
        pen.mark(
            left.get(..end).unwrap_or_default().trim_end().len(),
            Role::SourceKey,
        );
    }
    Inside::Nothing
}
