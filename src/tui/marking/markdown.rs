//! Markdown: headings, code, lists, links.

use super::{
    Inside, data, markup,
    pen::{Pen, length_while},
};
use crate::tui::theme::Role;

pub(super) fn line(inside: Inside, pen: &mut Pen<'_, '_>) -> Inside {
    let text = pen.text.trim_end();
    match inside {
        Inside::Start if text == "---" => {
            pen.rest(Role::SourceComment);
            return Inside::Front;
        }
        Inside::Front => {
            if text == "---" {
                pen.rest(Role::SourceComment);
                return Inside::Nothing;
            }
            data::yaml(Inside::Nothing, pen);
            return Inside::Front;
        }
        Inside::Fence(mark, length) => {
            let ends = fence(text).is_some_and(|(found, many, info)| {
                found == mark && many >= length && info.is_empty()
            });
            pen.rest(Role::SourceString);
            return if ends { Inside::Nothing } else { inside };
        }
        Inside::Comment(_) => {
            if !markup::comment(pen) {
                return inside;
            }
        }
        Inside::Nothing | Inside::Start | Inside::Quoted(_) | Inside::Tag | Inside::Block(_) => {
            if let Some((mark, length, _)) = fence(text) {
                pen.rest(Role::SourceString);
                return Inside::Fence(mark, length);
            }
        }
    }
    begin(pen);
    inline(pen)
}

/// Returns character, length and what stands behind it, of a fence around code.
fn fence(text: &str) -> Option<(u8, u8, &str)> {
    let text = text.trim_start_matches(' ');
    let mark = text
        .bytes()
        .next()
        .filter(|byte| matches!(byte, b'`' | b'~'))?;
    let length = length_while(text, |byte| byte == mark);
    let info = text.get(length..)?.trim();
    let is_fence = length >= 3 && !(mark == b'`' && info.contains('`'));
    is_fence.then(|| (mark, u8::try_from(length).unwrap_or(u8::MAX), info))
}

/// Marks what a line begins with.
fn begin(pen: &mut Pen<'_, '_>) {
    if pen.at > 0 {
        return;
    }
    pen.space();
    while pen.left().starts_with('>') {
        pen.mark(1, Role::SourceComment);
        pen.space();
    }
    let left = pen.left();
    let signs = length_while(left, |byte| byte == b'#');
    let behind = left.get(signs..).unwrap_or_default();
    if (1..=6).contains(&signs) && (behind.is_empty() || behind.starts_with([' ', '\t'])) {
        pen.rest(Role::SourceHeading);
        return;
    }
    let line = left.trim_end();
    let is_line = |mark: u8| line.len() >= 3 && line.bytes().all(|byte| byte == mark);
    if is_line(b'=') || is_line(b'-') || is_line(b'*') || is_line(b'_') {
        pen.rest(Role::SourceHeading);
        return;
    }
    let digits = length_while(left, |byte| byte.is_ascii_digit());
    let bullet = match left.as_bytes().get(digits) {
        Some(b'.' | b')') if (1..=9).contains(&digits) => digits + 1,
        Some(b'-' | b'*' | b'+') if digits == 0 => 1,
        Some(_) | None => return,
    };
    if left
        .get(bullet..)
        .is_some_and(|rest| rest.starts_with([' ', '\t']))
    {
        pen.mark(bullet, Role::SourceKeyword);
    }
}

/// Marks code, links and comments within a line.
fn inline(pen: &mut Pen<'_, '_>) -> Inside {
    let mut has_links = true;
    while let Some(byte) = pen.next() {
        let left = pen.left();
        match byte {
            b'\\' => pen.skip(2),
            b'`' => {
                let ticks = length_while(left, |byte| byte == b'`');
                let mark = left.get(..ticks).unwrap_or_default();
                match left.get(ticks..).and_then(|rest| rest.find(mark)) {
                    Some(end) => pen.mark(ticks + end + ticks, Role::SourceString),
                    None => pen.skip(ticks),
                }
            }
            b'*' if left.starts_with("**") => {
                match left
                    .get(2..)
                    .and_then(|rest| rest.find("**"))
                    .filter(|end| *end > 0)
                {
                    Some(end) => pen.mark(end + 4, Role::SourceKeyword),
                    None => pen.skip(2),
                }
            }
            b'[' => {
                let end = if has_links { left.find(']') } else { None };
                has_links = end.is_some();
                let target = end
                    .and_then(|end| left.get(end + 1..)?.strip_prefix('('))
                    .and_then(|rest| rest.find(')'));
                match end.zip(target) {
                    Some((text, target)) => {
                        pen.mark(text + 1, Role::SourceKey);
                        pen.skip(1);
                        pen.mark(target, Role::SourceComment);
                        pen.skip(1);
                    }
                    None => pen.skip(1),
                }
            }
            b'|' => pen.mark(1, Role::SourceComment),
            b'<' if left.starts_with("<!--") => {
                pen.mark(4, Role::SourceComment);
                if !markup::comment(pen) {
                    return Inside::Comment(1);
                }
            }
            _ => pen.skip(1),
        }
    }
    Inside::Nothing
}
