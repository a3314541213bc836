//! Logs: when, how grave, and what is in quotes.

use super::{
    Inside, data,
    pen::{Pen, is_word, length_while},
};
use crate::tui::theme::Role;

/// How far into a line its level stands at most.
const LEVEL_WITHIN: usize = 120;

/// The months as logs write them.
const MONTHS: [&str; 12] = [
    "Jan ", "Feb ", "Mar ", "Apr ", "May ", "Jun ", "Jul ", "Aug ", "Sep ", "Oct ", "Nov ", "Dec ",
];

pub(super) fn line(pen: &mut Pen<'_, '_>) -> Inside {
    if pen.left().trim_start().starts_with('{') {
        return data::json(Inside::Nothing, pen);
    }
    let stamp = stamp(pen.left());
    pen.mark(stamp, Role::SourceComment);
    let mut leveled = false;
    while let Some(byte) = pen.next() {
        let left = pen.left();
        if byte == b'"' {
            pen.quoted(b'"', true, Role::SourceString);
        } else if is_word(byte) {
            let length = pen.word().max(1);
            let word = left.get(..length).unwrap_or_default();
            // A level in small letters says so: `level=error`, `[error]`.
            let said = pen
                .before()
                .is_some_and(|before| matches!(before, b'=' | b'[' | b'<'));
            match level(word, said).filter(|_| !leveled && pen.at < LEVEL_WITHIN) {
                Some(role) => {
                    pen.mark(length, role);
                    leveled = true;
                }
                None => pen.skip(length),
            }
        } else {
            pen.skip(1);
        }
    }
    Inside::Nothing
}

fn level(word: &str, said: bool) -> Option<Role> {
    let is_large = word.bytes().all(|byte| byte.is_ascii_uppercase());
    if !is_large && !said {
        return None;
    }
    match word.to_ascii_uppercase().as_str() {
        "ERROR" | "ERR" | "FATAL" | "CRITICAL" | "CRIT" | "ALERT" | "EMERG" | "PANIC"
        | "SEVERE" => Some(Role::SourceAlarm),
        "WARNING" | "WARN" => Some(Role::Warning),
        "INFO" | "NOTICE" => Some(Role::SourceKeyword),
        "DEBUG" | "TRACE" | "FINE" => Some(Role::SourceComment),
        _ => None,
    }
}

/// Returns how much of the beginning of a line says when.
fn stamp(line: &str) -> usize {
    let month = MONTHS.iter().find(|month| line.starts_with(**month));
    let from = month.map_or(0, |month| month.len());
    let rest = line.get(from..).unwrap_or_default();
    let digits = length_while(rest, |byte| {
        byte.is_ascii_digit()
            || matches!(
                byte,
                b'-' | b':' | b'.' | b',' | b'/' | b'+' | b'T' | b'Z' | b' ' | b'[' | b']'
            )
    });
    let stamp = rest.get(..digits).unwrap_or_default().trim_end();
    let has_time = stamp.matches(':').count() > 1;
    if has_time { from + stamp.len() } else { 0 }
}
