//! Finding text in the lines of a screen.
//!
//! Smart case: capitals in what is typed are compared as typed, otherwise the case of letters is not looked at.

use ratatui::buffer::Buffer;
use ratatui::layout::{Position, Rect};

use super::field::{Pressed, TextField};
use super::{Look, paint};
use crate::tui::keymap::Key;
use crate::tui::theme::Role;

/// What is looked for, and the lines that have it.
#[derive(Debug, Clone, Default)]
pub struct Search {
    field: Option<TextField>,
    needle: Vec<char>,
    hits: Vec<usize>,
}

impl Search {
    /// Opens the field to type in.
    pub fn start(&mut self) {
        self.field = Some(TextField::new("", false));
    }

    /// Returns whether it is being typed.
    pub fn is_typing(&self) -> bool {
        self.field.is_some()
    }

    /// Takes a key while it is being typed; false leaves the key to the key map.
    pub fn press(&mut self, key: Key) -> bool {
        self.field.as_mut().is_some_and(|field| field.press(key) != Pressed::Ignored)
    }

    /// Takes a pasted text; false where nothing is being typed.
    pub fn paste(&mut self, pasted: &str) -> bool {
        self.field.as_mut().map(|field| field.paste(pasted)).is_some()
    }

    /// Gives up typing, or forgets what was found; false where there was neither.
    pub fn cancel(&mut self) -> bool {
        let was = self.field.take().is_some() || !self.needle.is_empty();
        self.forget();
        was
    }

    /// Forgets what was found, as when other lines are shown.
    pub fn forget(&mut self) {
        self.needle.clear();
        self.hits.clear();
    }

    /// Takes what was typed and looks for it; returns the first line at or after `from` that has it, or the first of all.
    pub fn accept<'a>(&mut self, lines: impl Iterator<Item = &'a str>, from: usize) -> Option<usize> {
        let field = self.field.take()?;
        self.needle = field.text().chars().collect();
        self.hits = lines
            .enumerate()
            .filter(|(_, line)| !self.positions(line).is_empty())
            .map(|(at, _)| at)
            .collect();
        let next = self.hits.iter().find(|hit| **hit >= from).or(self.hits.first());
        next.copied()
    }

    /// Returns the next line after `from` that has it, beginning again at the first.
    pub fn next(&self, from: usize) -> Option<usize> {
        let next = self.hits.iter().find(|hit| **hit > from).or(self.hits.first());
        next.copied()
    }

    /// Returns the line before `from` that has it, beginning again at the last.
    pub fn previous(&self, from: usize) -> Option<usize> {
        let previous = self.hits.iter().rev().find(|hit| **hit < from).or(self.hits.last());
        previous.copied()
    }

    /// Says which of the found lines is at `line`, such as `2 of 7`; nothing when nothing is looked for.
    pub fn status(&self, line: usize) -> Option<String> {
        if self.needle.is_empty() {
            return None;
        }
        let all = self.hits.len();
        Some(match self.hits.iter().position(|hit| *hit == line) {
            _ if all == 0 => "not found".to_owned(),
            Some(at) => format!("{} of {all}", at + 1),
            None if all == 1 => "1 line found".to_owned(),
            None => format!("{all} lines found"),
        })
    }

    /// Returns the characters of a line that are found, by their index.
    pub fn positions(&self, line: &str) -> Vec<usize> {
        if self.needle.is_empty() {
            return Vec::new();
        }
        let exact = self.needle.iter().any(|c| c.is_uppercase());
        let fold = |c: char| if exact { c } else { c.to_lowercase().next().unwrap_or(c) };
        let line: Vec<char> = line.chars().map(fold).collect();
        let needle: Vec<char> = self.needle.iter().copied().map(fold).collect();
        let mut found = Vec::new();
        let mut from = 0;
        while let Some(window) = line.get(from..from + needle.len()) {
            if window == needle {
                found.extend(from..from + needle.len());
                from += needle.len();
            } else {
                from += 1;
            }
        }
        found
    }

    /// Paints the field into the first row of an area, after a slash; nothing while nothing is typed.
    pub fn render(&self, look: Look<'_>, area: Rect, buf: &mut Buffer) -> Option<Position> {
        let field = self.field.as_ref()?;
        let area = Rect { height: area.height.min(1), ..area };
        paint::clear(look, area, Role::FieldFocus, buf);
        let x = paint::text_at(look, area, 0, 0, "/", look.style(Role::Label), buf);
        let room = Rect {
            x: area.x.saturating_add(x),
            width: area.width.saturating_sub(x),
            ..area
        };
        field.render(room, buf, look.style(Role::FieldFocus), true)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const LINES: [&str; 4] = ["Risk method", "risk log", "other", "a Risk, a risk"];

    fn search(needle: &str) -> (Search, Option<usize>) {
        let mut search = Search::default();
        search.start();
        search.paste(needle);
        let first = search.accept(LINES.into_iter(), 1);
        (search, first)
    }

    #[test]
    fn small_letters_find_any_case() {
        let (search, first) = search("risk");
        assert_eq!(first, Some(1));
        assert_eq!(search.status(1).as_deref(), Some("2 of 3"));
        assert_eq!(search.positions(LINES[3]), [2, 3, 4, 5, 10, 11, 12, 13]);
    }

    #[test]
    fn a_capital_is_meant() {
        let (search, first) = search("Risk");
        assert_eq!(first, Some(3));
        assert_eq!(search.positions(LINES[3]), [2, 3, 4, 5]);
    }

    #[test]
    fn matches_go_round() {
        let (search, _) = search("risk");
        assert_eq!((search.next(1), search.next(3)), (Some(3), Some(0)));
        assert_eq!((search.previous(1), search.previous(0)), (Some(0), Some(3)));
    }

    #[test]
    fn what_is_not_there_is_said() {
        let (search, first) = search("absent");
        assert_eq!(first, None);
        assert_eq!(search.status(0).as_deref(), Some("not found"));
    }
}
