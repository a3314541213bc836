//! HTML, XML and their kin: tags, attributes, comments.

use super::{
    Inside,
    pen::{Pen, is_word, length_while},
};
use crate::tui::theme::Role;

pub(super) fn line(inside: Inside, pen: &mut Pen<'_, '_>) -> Inside {
    let mut inside = inside;
    while !pen.left().is_empty() {
        inside = match inside {
            Inside::Comment(_) => {
                if !comment(pen) {
                    return Inside::Comment(1);
                }
                Inside::Nothing
            }
            Inside::Tag => tag(pen),
            Inside::Nothing
            | Inside::Start
            | Inside::Quoted(_)
            | Inside::Fence(..)
            | Inside::Front
            | Inside::Block(_) => text(pen),
        };
    }
    inside
}

/// Marks a comment up to its end, and tells whether that is on this line.
pub(super) fn comment(pen: &mut Pen<'_, '_>) -> bool {
    if let Some(end) = pen.left().find("-->") {
        pen.mark(end + 3, Role::SourceComment);
        true
    } else {
        pen.rest(Role::SourceComment);
        false
    }
}

/// Goes through text up to the next tag.
fn text(pen: &mut Pen<'_, '_>) -> Inside {
    let left = pen.left();
    let next = left.find(['<', '&']).unwrap_or(left.len());
    pen.skip(next);
    let left = pen.left();
    if left.starts_with("<!--") {
        pen.mark(4, Role::SourceComment);
        return Inside::Comment(1);
    }
    if left.starts_with('&') {
        let name = length_while(left.get(1..).unwrap_or_default(), |byte| {
            byte.is_ascii_alphanumeric() || byte == b'#'
        });
        match left.as_bytes().get(name + 1) {
            Some(b';') if name > 0 => pen.mark(name + 2, Role::SourceNumber),
            Some(_) | None => pen.skip(1),
        }
        return Inside::Nothing;
    }
    let signs = length_while(left, |byte| matches!(byte, b'<' | b'/' | b'!' | b'?'));
    let name = length_while(left.get(signs..).unwrap_or_default(), |byte| {
        is_word(byte) || matches!(byte, b':' | b'-' | b'.')
    });
    if signs > 0 && name > 0 {
        pen.mark(signs + name, Role::SourceKeyword);
        return Inside::Tag;
    }
    pen.skip(signs.max(1));
    Inside::Nothing
}

/// Marks the attributes of a tag.
fn tag(pen: &mut Pen<'_, '_>) -> Inside {
    while let Some(byte) = pen.next() {
        match byte {
            b'>' => {
                pen.mark(1, Role::SourceKeyword);
                return Inside::Nothing;
            }
            b'/' | b'?' => pen.mark(1, Role::SourceKeyword),
            b'"' | b'\'' => pen.quoted(byte, false, Role::SourceString),
            byte if is_word(byte) => {
                let length = length_while(pen.left(), |byte| {
                    is_word(byte) || matches!(byte, b':' | b'-' | b'.')
                });
                pen.mark(length, Role::SourceKey);
            }
            _ => pen.skip(1),
        }
    }
    Inside::Tag
}
