//! Source code: comments, texts, numbers and the words of its language.

use super::{
    Inside,
    grammar::Grammar,
    pen::{Pen, is_word},
};
use crate::tui::theme::Role;

/// How deep comments are counted that nest.
const DEPTH: u8 = 100;

/// Words behind a `#` at the beginning of a line of C.
const DIRECTIVES: &[&str] = &[
    "define",
    "elif",
    "else",
    "endif",
    "endregion",
    "error",
    "if",
    "ifdef",
    "ifndef",
    "include",
    "pragma",
    "region",
    "undef",
];

pub(super) fn line(grammar: &Grammar, inside: Inside, pen: &mut Pen<'_, '_>) -> Inside {
    match inside {
        Inside::Comment(depth) => {
            if let Some(depth) = comment(grammar, depth, pen) {
                return Inside::Comment(depth);
            }
        }
        Inside::Quoted(number) => {
            if !close(grammar, number, pen) {
                return Inside::Quoted(number);
            }
        }
        Inside::Nothing
        | Inside::Start
        | Inside::Tag
        | Inside::Fence(..)
        | Inside::Front
        | Inside::Block(_) => {
            if grammar.has_directives {
                directive(pen);
            }
        }
    }
    rest(grammar, pen)
}

/// Marks the rest of a line in which nothing is open.
pub(super) fn rest(grammar: &Grammar, pen: &mut Pen<'_, '_>) -> Inside {
    while let Some(byte) = pen.next() {
        let left = pen.left();
        if grammar.comments.iter().any(|sign| left.starts_with(sign))
            && (!grammar.comments_stand_apart
                || pen.before().is_none_or(|b| matches!(b, b' ' | b'\t')))
        {
            pen.rest(Role::SourceComment);
            return Inside::Nothing;
        }
        if let Some((open, _)) = grammar.block
            && left.starts_with(open)
        {
            pen.mark(open.len(), Role::SourceComment);
            match comment(grammar, 1, pen) {
                Some(depth) => return Inside::Comment(depth),
                None => continue,
            }
        }
        let quotes = (0..).zip(grammar.quotes);
        let opened = quotes.clone().find(|(_, quote)| {
            left.starts_with(quote.open)
                // The letter of a raw text is no end of a word.
                && (!quote.open.starts_with(char::is_alphabetic) || !pen.before().is_some_and(is_word))
        });
        if let Some((number, quote)) = opened {
            if quote.open == "'" && grammar.has_lifetimes && !is_letter(left) {
                pen.skip(1);
                continue;
            }
            pen.mark(quote.open.len(), Role::SourceString);
            let closed = close(grammar, number, pen);
            if !closed && quote.spans_lines {
                return Inside::Quoted(number);
            }
            continue;
        }
        if byte.is_ascii_digit() {
            pen.number(grammar.has_dates);
        } else if is_word(byte) {
            let length = pen.word();
            let word = left.get(..length).unwrap_or_default();
            if grammar.has_word(word) {
                pen.mark(length, Role::SourceKeyword);
            } else {
                pen.skip(length.max(1));
            }
        } else {
            pen.skip(1);
        }
    }
    Inside::Nothing
}

/// Tells whether a quote begins a letter of Rust, and not the name of a lifetime.
fn is_letter(left: &str) -> bool {
    let mut chars = left.chars().skip(1);
    match chars.next() {
        Some('\\') => true,
        Some(_) => chars.next() == Some('\''),
        None => false,
    }
}

/// Marks a comment up to its end; returns how deep it is still open at the end of the line.
fn comment(grammar: &Grammar, mut depth: u8, pen: &mut Pen<'_, '_>) -> Option<u8> {
    let (open, close) = grammar.block?;
    loop {
        let left = pen.left();
        let end = left.find(close);
        let inner = left.find(open).filter(|_| grammar.nests);
        match (end, inner) {
            (Some(end), Some(inner)) if inner < end && depth < DEPTH => {
                pen.mark(inner + open.len(), Role::SourceComment);
                depth += 1;
            }
            (None, Some(inner)) if depth < DEPTH => {
                pen.mark(inner + open.len(), Role::SourceComment);
                depth += 1;
            }
            (Some(end), _) => {
                pen.mark(end + close.len(), Role::SourceComment);
                depth -= 1;
                if depth == 0 {
                    return None;
                }
            }
            (None, _) => {
                pen.rest(Role::SourceComment);
                return Some(depth);
            }
        }
    }
}

/// Marks a text up to its quote, and tells whether that is on this line.
fn close(grammar: &Grammar, number: u8, pen: &mut Pen<'_, '_>) -> bool {
    let Some(quote) = grammar.quotes.get(usize::from(number)) else {
        return true;
    };
    let left = pen.left().as_bytes();
    let mut at = 0;
    while let Some(byte) = left.get(at) {
        if *byte == b'\\' && quote.escapes {
            at += 2;
        } else if left
            .get(at..)
            .is_some_and(|rest| rest.starts_with(quote.close.as_bytes()))
        {
            pen.mark(at + quote.close.len(), Role::SourceString);
            return true;
        } else {
            at += 1;
        }
    }
    pen.rest(Role::SourceString);
    false
}

/// Marks a directive of the preprocessor at the beginning of a line.
fn directive(pen: &mut Pen<'_, '_>) {
    let line = pen.left().trim_start();
    let Some(rest) = line.strip_prefix('#') else {
        return;
    };
    let word = rest.trim_start();
    let length = word.bytes().take_while(u8::is_ascii_lowercase).count();
    if word
        .get(..length)
        .is_some_and(|word| DIRECTIVES.contains(&word))
    {
        pen.space();
        pen.mark(1 + rest.len() - word.len() + length, Role::SourceKeyword);
    }
}
