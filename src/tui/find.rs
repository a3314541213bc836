//! Finding text on a screen: a line that is typed into, the places that match, and which of them one is at.

use ratatui::{
    buffer::Buffer,
    layout::{Position, Rect},
};

use super::{
    keymap::Key,
    theme::Role,
    widgets::{
        Look,
        field::{Pressed, TextField},
        paint,
    },
};

/// A search on a screen; the screen says which of its places match.
#[derive(Debug, Clone, Default)]
pub struct Find {
    field: Option<TextField>,
    query: String,
    matches: Vec<usize>,
}

impl Find {
    /// Begins typing a new query.
    pub fn start(&mut self) {
        self.field = Some(TextField::new("", false));
    }

    /// Tells whether the query is being typed.
    pub fn is_typing(&self) -> bool {
        self.field.is_some()
    }

    /// Takes a key while the query is typed; true when the query is another one now, none when the key is not its.
    pub fn press(&mut self, key: Key) -> Option<bool> {
        let field = self.field.as_mut()?;
        match field.press(key) {
            Pressed::Changed => {
                field.text().clone_into(&mut self.query);
                Some(true)
            }
            Pressed::Moved => Some(false),
            Pressed::Ignored => None,
        }
    }

    /// Takes pasted text while the query is typed.
    pub fn paste(&mut self, text: &str) -> Option<bool> {
        let field = self.field.as_mut()?;
        field.paste(text);
        field.text().clone_into(&mut self.query);
        Some(true)
    }

    /// Ends typing and keeps the query for the next and previous match.
    pub fn accept(&mut self) {
        self.field = None;
    }

    /// Ends the search.
    pub fn cancel(&mut self) {
        *self = Self::default();
    }

    /// Returns what is searched for; empty when nothing is.
    pub fn query(&self) -> &str {
        &self.query
    }

    /// Notes which places match, in their order.
    pub fn found(&mut self, matches: Vec<usize>) {
        self.matches = matches;
    }

    /// Looks for the query in the lines of a text; their indices are the places.
    pub fn search<'a>(&mut self, lines: impl IntoIterator<Item = &'a str>) {
        self.matches.clear();
        if !self.query.is_empty() {
            let lines = lines.into_iter().enumerate();
            let matching = lines.filter(|(_, line)| Self::matches(line, &self.query));
            self.matches.extend(matching.map(|(at, _)| at));
        }
    }

    /// Returns the match after or before a place, going round; none without any.
    pub fn step(&self, at: usize, forwards: bool) -> Option<usize> {
        if forwards {
            self.matches
                .iter()
                .find(|place| **place > at)
                .or(self.matches.first())
                .copied()
        } else {
            self.matches
                .iter()
                .rev()
                .find(|place| **place < at)
                .or(self.matches.last())
                .copied()
        }
    }

    /// Returns the first match at or after a place, going round.
    pub fn first_from(&self, at: usize) -> Option<usize> {
        self.matches
            .iter()
            .find(|place| **place >= at)
            .or(self.matches.first())
            .copied()
    }

    /// Says which match one is at, such as `3/17`.
    pub fn count(&self, at: usize) -> String {
        let place = self
            .matches
            .iter()
            .position(|place| *place == at)
            .map_or(0, |place| place + 1);
        format!("{place}/{}", self.matches.len())
    }

    /// Tells whether a text matches a query: letter case counts only where the query has a capital.
    pub fn matches(text: &str, query: &str) -> bool {
        if query.chars().any(char::is_uppercase) {
            text.contains(query)
        } else {
            text.to_lowercase().contains(query)
        }
    }

    /// Returns the characters of a text that match the query, by their index, ascending.
    pub fn marks(&self, text: &str) -> Vec<usize> {
        let exact = self.query.chars().any(char::is_uppercase);
        let fold = |c: char| {
            if exact {
                c
            } else {
                c.to_lowercase().next().unwrap_or(c)
            }
        };
        let query: Vec<char> = self.query.chars().map(fold).collect();
        if query.is_empty() {
            return Vec::new();
        }
        let text: Vec<char> = text.chars().map(fold).collect();
        let mut marks = Vec::new();
        let mut from = 0;
        while let Some(window) = text.get(from..from + query.len()) {
            if window == query {
                marks.extend(from..from + query.len());
                from += query.len();
            } else {
                from += 1;
            }
        }
        marks
    }

    /// Paints the line that is typed into, with the count; nothing while there is no search.
    pub fn draw(&self, look: Look<'_>, row: Rect, at: usize, buf: &mut Buffer) -> Option<Position> {
        if self.query.is_empty() && self.field.is_none() {
            return None;
        }
        paint::clear(look, row, Role::Text, buf);
        let x = paint::text_at(look, row, 0, 0, "/", look.style(Role::Key), buf);
        let count = format!(" {} ", self.count(at));
        let room = row.width.saturating_sub(x + 9);
        let area = Rect {
            x: row.x + x,
            width: room,
            ..row
        };
        paint::text_at(look, row, x + room, 0, &count, look.style(Role::Dim), buf);
        if let Some(field) = &self.field {
            return field.render(area, buf, look.style(Role::FieldFocus), true);
        }
        paint::text_at(look, area, 0, 0, &self.query, look.style(Role::Match), buf);
        None
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const LINES: [&str; 4] = ["Risk method", "risk log", "other", "a Risk, a risk"];

    fn find(query: &str) -> Find {
        let mut find = Find::default();
        find.start();
        find.paste(query);
        find.search(LINES);
        find.accept();
        find
    }

    #[test]
    fn small_letters_find_any_case() {
        let find = find("risk");
        assert_eq!(find.first_from(1), Some(1));
        assert_eq!(find.count(1), "2/3");
        assert_eq!(find.marks(LINES[3]), [2, 3, 4, 5, 10, 11, 12, 13]);
    }

    #[test]
    fn a_capital_is_meant() {
        let find = find("Risk");
        assert_eq!(find.first_from(1), Some(3));
        assert_eq!(find.marks(LINES[3]), [2, 3, 4, 5]);
    }

    #[test]
    fn matches_go_round() {
        let find = find("risk");
        assert_eq!((find.step(1, true), find.step(3, true)), (Some(3), Some(0)));
        assert_eq!(
            (find.step(1, false), find.step(0, false)),
            (Some(0), Some(3))
        );
    }

    #[test]
    fn nothing_is_found_by_an_empty_query() {
        let find = find("");
        assert_eq!(find.first_from(0), None);
        assert!(find.marks(LINES[0]).is_empty());
    }
}
