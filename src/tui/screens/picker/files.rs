//! The list of files in the picker: the best ones for what is typed, best first.

use std::fmt::Write as _;
use std::sync::Arc;

use ratatui::buffer::Buffer;
use ratatui::layout::Rect;
use ratatui::text::{Line, Span};

use crate::fuzzy;
use crate::safe;
use crate::session::path_query::PathQuery;
use crate::session::paths::{Found, Preferred};
use crate::tui::effect::FindRequest;
use crate::tui::text;
use crate::tui::theme::Role;
use crate::tui::widgets::list::{self, ListState, Motion};
use crate::tui::widgets::{Look, paint};

/// How many rows are asked for at first, and how many more when one goes on to the end of them.
const ROWS: usize = 100;

/// How many rows are asked for at most: nobody reads on, one types another letter.
const MOST_ROWS: usize = 2_000;

/// What is said of filters where nothing else is.
const FILTERS: &str = "in:risk/ kind:csv by:mira since:2026-07 narrow it";

/// The narrowest row that has room for a date.
const DATED: usize = 40;

/// The files that were found.
#[derive(Debug, Default)]
pub(super) struct Files {
    asked: String,
    /// What is typed without the filters: its characters are marked.
    words: String,
    limit: usize,
    found: Found,
    state: ListState,
    /// Whether the selection was moved, and so is kept while further paths arrive.
    moved: bool,
    answered: bool,
    preferred: Arc<Preferred>,
}

impl Files {
    /// Notes what comes first among equals, such as files that are cited already.
    pub(super) fn prefer(&mut self, mut preferred: Preferred) {
        for list in [&mut preferred.cited, &mut preferred.folders] {
            list.sort_unstable();
            list.dedup();
        }
        self.preferred = Arc::new(preferred);
    }

    /// Asks for the files that match.
    pub(super) fn ask(&mut self, query: &str) -> FindRequest {
        query.clone_into(&mut self.asked);
        self.words = PathQuery::parse(query).words;
        self.limit = ROWS;
        self.moved = false;
        self.answered = false;
        self.request()
    }

    /// Tells whether these are, or will be, the files of a query.
    pub(super) fn is_for(&self, query: &str) -> bool {
        self.limit > 0 && self.asked == query
    }

    /// Tells whether the rows are an answer to what was asked last.
    pub(super) fn is_answered(&self) -> bool {
        self.answered
    }

    /// Tells whether all paths of the repository have arrived.
    pub(super) fn is_complete(&self) -> bool {
        self.found.complete
    }

    /// Keeps the selection on its path while further paths arrive.
    pub(super) fn hold(&mut self) {
        self.moved = self.answered;
    }

    fn request(&self) -> FindRequest {
        FindRequest::Paths {
            query: self.asked.clone(),
            limit: self.limit,
            preferred: Arc::clone(&self.preferred),
        }
    }

    /// Takes an answer; one to an older query is dropped.
    pub(super) fn take(&mut self, query: &str, found: &Found) {
        if query != self.asked {
            (self.found.total, self.found.complete) = (found.total, found.complete);
            return;
        }
        let kept = self
            .moved
            .then(|| self.selected().map(str::to_owned))
            .flatten();
        self.found.clone_from(found);
        self.answered = true;
        let at = kept.and_then(|kept| self.found.rows.iter().position(|row| *row == kept));
        match at {
            Some(at) => self.state.selected = at,
            None => self.state = ListState::default(),
        }
    }

    /// Returns the path that is selected.
    pub(super) fn selected(&self) -> Option<&str> {
        self.found.rows.get(self.state.selected).map(String::as_str)
    }

    /// Moves the selection, and asks for more rows when it comes to the end of those that are here.
    pub(super) fn go(&mut self, motion: Motion, height: usize) -> Option<FindRequest> {
        let rows = self.found.rows.len();
        self.state.go(motion, rows, height);
        self.moved = true;
        let at_end = self.state.selected + 1 >= rows;
        if at_end && self.found.matched > rows && self.limit < MOST_ROWS {
            self.limit += ROWS;
            return Some(self.request());
        }
        None
    }

    /// Says how many files match and how many there are: `12 of 100 344`, with an ellipsis while more arrive.
    pub(super) fn counts(&self, look: Look<'_>) -> String {
        let more = if self.found.complete {
            ""
        } else {
            look.glyphs.ellipsis
        };
        let Found { matched, total, .. } = self.found;
        format!("{} of {}{more}", grouped(matched), grouped(total))
    }

    /// Says what a person has to know of the filters, or which there are.
    pub(super) fn remark(&self) -> &str {
        self.found.remark.as_deref().unwrap_or(FILTERS)
    }

    /// Tells whether something is to be known.
    pub(super) fn has_remark(&self) -> bool {
        self.found.remark.is_some()
    }

    /// Paints the list; without the focus the selected row keeps its bar only.
    pub(super) fn render(&self, look: Look<'_>, area: Rect, focus: bool, buf: &mut Buffer) {
        let empty = match self.answered && self.found.complete {
            true if self.found.total == 0 => {
                "The repository has no files to cite yet: commit some first."
            }
            true => "No file matches: delete a letter, or ctrl-u to begin again.",
            false => "Listing files...",
        };
        let room = usize::from(area.width.saturating_sub(list::GUTTER));
        let row = |index: usize| self.row(look, index, room);
        let rows = self.found.rows.len();
        list::render(look, area, &self.state, rows, empty, row, buf);
        if !focus && rows > 0 {
            mark_unfocused(look, area, &self.state, rows, buf);
        }
    }

    fn row(&self, look: Look<'_>, index: usize, room: usize) -> Line<'static> {
        let path = self.found.rows.get(index).map(String::as_str);
        let path = path.unwrap_or_default();
        let cited = self
            .preferred
            .cited
            .binary_search_by(|c| c.as_str().cmp(path));
        let changed = self.found.changed.get(index).copied().flatten();
        let mut note = String::new();
        if cited.is_ok() {
            note.push_str("  cited");
        }
        if let Some(date) = changed.filter(|_| room >= DATED) {
            // Writing to a String does not fail.
            let _ = write!(note, "  {date}");
        }
        let shown = safe::escape_line(path);
        // A path with something to hide is shown escaped, where the matched characters would be at other places.
        let at = if shown == path {
            fuzzy::positions(path, &self.words)
        } else {
            Vec::new()
        };
        let width = room.saturating_sub(note.len());
        let (cut, at) = cut_start(&shown, at, width, look.glyphs.ellipsis);
        let mut line = own(paint::matched(
            &cut,
            &at,
            look.style(Role::Text),
            look.style(Role::Match),
        ));
        if !note.is_empty() {
            let gap = width.saturating_sub(text::width(&cut));
            line.spans.push(Span::raw(" ".repeat(gap)));
            line.spans.push(Span::styled(note, look.style(Role::Dim)));
        }
        line
    }
}

/// Marks the selected row of a list that has not the focus.
pub(super) fn mark_unfocused(
    look: Look<'_>,
    area: Rect,
    state: &ListState,
    rows: usize,
    buf: &mut Buffer,
) {
    let seen = state.visible(rows, usize::from(area.height));
    let row = text::cells(state.selected.saturating_sub(seen.start));
    let style = look.style(Role::Dim);
    paint::text_at(look, area, 0, row, look.glyphs.cursor, style, buf);
}

/// Cuts a path at its start and moves the marked characters along.
fn cut_start(path: &str, at: Vec<usize>, width: usize, ellipsis: &str) -> (String, Vec<usize>) {
    let cut = text::truncate_start(path, width, ellipsis).into_owned();
    if cut == path {
        return (cut, at);
    }
    let kept = cut
        .strip_prefix(ellipsis)
        .map_or(0, |kept| kept.chars().count());
    let lost = path.chars().count() - kept;
    let shift = ellipsis.chars().count();
    let moved = at
        .into_iter()
        .filter_map(|place| Some(place.checked_sub(lost)? + shift));
    let moved = moved.collect();
    (cut, moved)
}

fn own(line: Line<'_>) -> Line<'static> {
    let spans = line
        .spans
        .into_iter()
        .map(|span| Span::styled(span.content.into_owned(), span.style));
    Line::from(spans.collect::<Vec<_>>())
}

/// Writes a number with a space between thousands.
pub(super) fn grouped(number: usize) -> String {
    let digits = number.to_string();
    let mut out = String::new();
    for (at, digit) in digits.chars().enumerate() {
        if at > 0 && (digits.len() - at).is_multiple_of(3) {
            out.push(' ');
        }
        out.push(digit);
    }
    out
}

#[cfg(test)]
mod tests {
    use super::*;

    fn found(rows: &[&str], matched: usize) -> Found {
        Found {
            rows: rows.iter().map(|&row| row.to_owned()).collect(),
            matched,
            total: 5_000,
            complete: true,
            ..Found::default()
        }
    }

    #[test]
    fn thousands_are_told_apart() {
        assert_eq!(grouped(0), "0");
        assert_eq!(grouped(999), "999");
        assert_eq!(grouped(100_344), "100 344");
        assert_eq!(grouped(1_000_000), "1 000 000");
    }

    #[test]
    fn marks_follow_a_path_that_is_cut() {
        let (cut, at) = cut_start("monitoring/log.csv", vec![0, 11, 12], 8, "…");
        assert_eq!(cut, "…log.csv");
        assert_eq!(at, [1, 2]);
    }

    #[test]
    fn the_selection_stays_on_its_path_while_others_arrive() {
        let mut files = Files::default();
        files.ask("log");
        files.take("log", &found(&["a.log", "b.log"], 2));
        files.go(Motion::Down(1), 10);
        files.take("log", &found(&["z.log", "a.log", "b.log"], 3));
        assert_eq!(files.selected(), Some("b.log"));
    }

    #[test]
    fn the_best_file_stays_selected_until_the_selection_is_moved() {
        let mut files = Files::default();
        files.ask("log");
        files.take("log", &found(&["a.log"], 1));
        files.take("log", &found(&["log", "a.log"], 2));
        assert_eq!(files.selected(), Some("log"));
    }

    #[test]
    fn more_rows_are_asked_for_at_the_end_of_the_list() {
        let mut files = Files::default();
        files.ask("");
        let rows: Vec<String> = (0..ROWS).map(|n| format!("file {n}")).collect();
        let rows: Vec<&str> = rows.iter().map(String::as_str).collect();
        files.take("", &found(&rows, 5_000));
        assert!(files.go(Motion::Down(1), 10).is_none());
        let more = files.go(Motion::Bottom, 10);
        assert!(matches!(more, Some(FindRequest::Paths { limit, .. }) if limit == 2 * ROWS));
    }
}
