//! The history of a record, as text.

use std::fmt::Write as _;

use crate::domain::history::HistoryEntry;

/// Writes a line for each step, the latest first: when, what it became, who did it, and why.
pub fn lines<S: Copy>(history: &[HistoryEntry<S>], label: impl Fn(S) -> &'static str) -> String {
    let mut text = String::new();
    for entry in history.iter().rev() {
        if !text.is_empty() {
            text.push('\n');
        }
        // Writing to a String does not fail.
        let _ = write!(
            text,
            "{}  {}, {}",
            entry.at.strftime("%Y-%m-%d %H:%M"),
            label(entry.to),
            entry.by.name
        );
        if !entry.why.is_empty() {
            let _ = write!(text, ": {}", entry.why);
        }
    }
    text
}
