//! The list of lines in the picker: what was found in the contents of files, in the order of the paths.

use ratatui::buffer::Buffer;
use ratatui::layout::Rect;
use ratatui::text::{Line, Span};

use crate::domain::evidence::LineRange;
use crate::safe;
use crate::session::path_query::PathQuery;
use crate::session::search::{FileHits, GrepLine, unsearched};
use crate::tui::effect::{ContentsEnd, FindRequest, Ticket};
use crate::tui::text;
use crate::tui::theme::Role;
use crate::tui::widgets::Look;
use crate::tui::widgets::list::{self, ListState, Motion};

use super::files::grouped;

/// How many characters a pattern has at least: fewer are in every line.
const FEWEST: usize = 2;
/// How many cells a path has at least, where it must be cut.
const LEAST_PATH: usize = 16;

/// One line that was found.
#[derive(Debug)]
struct Row {
    path: String,
    line: GrepLine,
}

/// The lines that were found.
#[derive(Debug, Default)]
pub(super) struct Contents {
    asked: String,
    /// The number of the question that was asked last.
    ticket: Option<Ticket>,
    /// Whether the rows answer that one.
    answered: bool,
    rows: Vec<Row>,
    lines: usize,
    files: usize,
    state: ListState,
    end: Option<ContentsEnd>,
}

impl Contents {
    /// Asks for the lines of a query; the rows of the last one stay until the first of this one come.
    pub(super) fn ask(&mut self, query: &str) -> FindRequest {
        query.clone_into(&mut self.asked);
        self.answered = false;
        if self.is_too_short() {
            self.clear();
            self.ticket = None;
            return FindRequest::StopContents;
        }
        let ticket = Ticket::draw();
        self.ticket = Some(ticket);
        FindRequest::Contents {
            ticket,
            query: query.to_owned(),
        }
    }

    fn is_too_short(&self) -> bool {
        let words = PathQuery::parse(&self.asked).words;
        words.trim_end().chars().count() < FEWEST
    }

    fn clear(&mut self) {
        self.rows.clear();
        (self.lines, self.files, self.end) = (0, 0, None);
        self.state = ListState::default();
    }

    /// Takes an answer; one to an older question is dropped, be it in the same words.
    pub(super) fn take(&mut self, ticket: Ticket, found: &[FileHits], end: Option<&ContentsEnd>) {
        if Some(ticket) != self.ticket {
            return;
        }
        if !self.answered {
            self.clear();
            self.answered = true;
        }
        for hits in found {
            self.files += 1;
            self.lines += hits.lines.len() + hits.more;
            self.rows.extend(hits.lines.iter().map(|line| Row {
                path: hits.path.clone(),
                line: line.clone(),
            }));
        }
        if let Some(end) = end {
            if let Ok(grepped) = &end.outcome {
                (self.lines, self.files) = (grepped.lines, grepped.files);
            }
            self.end = Some(end.clone());
        }
    }

    /// Returns the path and the line that are selected, of what was asked last.
    pub(super) fn selected(&self) -> Option<(&str, LineRange)> {
        if !self.answered {
            return None;
        }
        let row = self.rows.get(self.state.selected)?;
        let line = LineRange::new(row.line.number, row.line.number).ok()?;
        Some((&row.path, line))
    }

    /// Moves the selection.
    pub(super) fn go(&mut self, motion: Motion, height: usize) {
        self.state.go(motion, self.rows.len(), height);
    }

    /// Says how much was found: `87 lines in 12 files`, briefly `87 in 12`, with an ellipsis while more may come.
    pub(super) fn counts(&self, look: Look<'_>, brief: bool) -> String {
        if self.is_too_short() {
            return String::new();
        }
        let more = if self.end.is_some() {
            ""
        } else {
            look.glyphs.ellipsis
        };
        if brief {
            return format!("{} in {}{more}", grouped(self.lines), grouped(self.files));
        }
        let noun = |count: usize, one: &str| {
            let s = if count == 1 { "" } else { "s" };
            format!("{} {one}{s}", grouped(count))
        };
        format!(
            "{} in {}{more}",
            noun(self.lines, "line"),
            noun(self.files, "file")
        )
    }

    /// Says what a person has to know: what was not searched, what is not shown, what is wrong with a filter.
    pub(super) fn remark(&self) -> Option<String> {
        let end = self.end.as_ref()?;
        let grepped = end.outcome.as_ref().ok()?;
        let unshown =
            (grepped.more > 0).then(|| format!("{} lines are not shown", grouped(grepped.more)));
        let told: Vec<String> = [end.remark.clone(), unsearched(&grepped.skipped), unshown]
            .into_iter()
            .flatten()
            .collect();
        (!told.is_empty()).then(|| told.join("; "))
    }

    fn empty(&self) -> String {
        if self.is_too_short() {
            return "Type at least two characters of what lines have in them: text, or a regular expression."
                .to_owned();
        }
        match &self.end {
            None => "Searching...".to_owned(),
            Some(ContentsEnd {
                outcome: Err(error),
                ..
            }) => error.message.clone(),
            Some(ContentsEnd {
                outcome: Ok(grepped),
                ..
            }) => format!("No line of {} files matches.", grouped(grepped.searched)),
        }
    }

    /// Paints the list; without the focus the selected row keeps its bar only.
    pub(super) fn render(&self, look: Look<'_>, area: Rect, focus: bool, buf: &mut Buffer) {
        let room = usize::from(area.width.saturating_sub(list::GUTTER));
        let row = |index: usize| self.row(look, index, room);
        let empty = self.empty();
        list::render(look, area, &self.state, self.rows.len(), &empty, row, buf);
        if !focus && !self.rows.is_empty() {
            super::files::mark_unfocused(look, area, &self.state, self.rows.len(), buf);
        }
    }

    fn row(&self, look: Look<'_>, index: usize, room: usize) -> Line<'static> {
        let Some(Row { path, line }) = self.rows.get(index) else {
            return Line::default();
        };
        let ellipsis = look.glyphs.ellipsis;
        let number = format!(":{}  ", line.number);
        let path = safe::escape_line(path);
        let most = (room / 2).max(LEAST_PATH).saturating_sub(number.len());
        let path = text::truncate_start(&path, most, ellipsis).into_owned();
        let part = |part: Option<&str>| {
            let part = part.unwrap_or_default().replace('\t', " ");
            safe::escape_line(&part).into_owned()
        };
        let before = part(line.text.get(..line.found.start));
        let found = part(line.text.get(line.found.clone()));
        let after = part(line.text.get(line.found.end..));
        let left = room.saturating_sub(text::width(&path) + text::width(&number));
        let before = before.trim_start();
        // What matched is in sight, with a little of what stands before it.
        let wide = text::width(before) + text::width(&found) > left;
        let before = if wide || (line.cut_before && !before.is_empty()) {
            let most = left.saturating_sub(text::width(&found)).min(left / 3);
            text::truncate_start(before, most, ellipsis).into_owned()
        } else {
            before.to_owned()
        };
        let end = if line.cut_after { ellipsis } else { "" };
        Line::from(vec![
            Span::styled(path, look.style(Role::Text)),
            Span::styled(number, look.style(Role::LineNumber)),
            Span::styled(before, look.style(Role::Text)),
            Span::styled(found, look.style(Role::Match)),
            Span::styled(format!("{after}{end}"), look.style(Role::Text)),
        ])
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::session::search::{Grepped, Skipped};

    fn hits(path: &str, lines: &[(u32, &str)], more: usize) -> FileHits {
        FileHits {
            path: path.to_owned(),
            blob: String::new(),
            lines: lines
                .iter()
                .map(|(number, text)| GrepLine {
                    number: *number,
                    text: (*text).to_owned(),
                    found: 0..1,
                    cut_before: false,
                    cut_after: false,
                })
                .collect(),
            more,
        }
    }

    fn asked(contents: &mut Contents, query: &str) -> Ticket {
        match contents.ask(query) {
            FindRequest::Contents { ticket, .. } => ticket,
            other => panic!("{other:?}"),
        }
    }

    #[test]
    fn rows_of_the_last_query_stay_until_those_of_the_next_come_and_cannot_be_chosen() {
        let mut contents = Contents::default();
        let first = asked(&mut contents, "ab");
        contents.take(first, &[hits("a.md", &[(3, "ab"), (9, "ab")], 0)], None);
        contents.go(Motion::Down(1), 10);
        let line = |line: &str| line.parse::<LineRange>().unwrap();
        assert_eq!(contents.selected(), Some(("a.md", line("9"))));
        let second = asked(&mut contents, "abc");
        assert_eq!(contents.rows.len(), 2);
        assert_eq!(contents.selected(), None);
        contents.take(first, &[hits("b.md", &[(1, "ab")], 0)], None);
        assert_eq!(contents.rows.len(), 2);
        contents.take(second, &[hits("c.md", &[(1, "abc")], 0)], None);
        assert_eq!(contents.selected(), Some(("c.md", line("1"))));
    }

    #[test]
    fn the_same_question_again_lists_every_line_once() {
        let mut contents = Contents::default();
        let found = [hits("a.md", &[(3, "ab"), (9, "ab")], 0)];
        let first = asked(&mut contents, "ab");
        contents.take(first, &found, None);
        let again = asked(&mut contents, "ab");
        // What was still on its way of the first one is not of the second.
        contents.take(first, &found, None);
        contents.take(again, &found, None);
        assert_eq!((contents.rows.len(), contents.lines), (2, 2));
    }

    #[test]
    fn what_is_not_searched_and_not_shown_is_told() {
        let mut contents = Contents::default();
        let ticket = asked(&mut contents, "ab");
        contents.take(ticket, &[hits("a.md", &[(3, "ab")], 4)], None);
        assert_eq!((contents.lines, contents.files), (5, 1));
        let end = ContentsEnd {
            outcome: Ok(Grepped {
                lines: 7,
                more: 6,
                files: 2,
                skipped: Skipped {
                    binary: 2,
                    ..Skipped::default()
                },
                ..Grepped::default()
            }),
            remark: None,
        };
        contents.take(ticket, &[], Some(&end));
        assert_eq!(
            contents.remark().as_deref(),
            Some("2 files not searched: 2 no text; 6 lines are not shown")
        );
        assert_eq!((contents.lines, contents.files), (7, 2));
    }

    #[test]
    fn one_character_and_filters_alone_are_not_searched_for() {
        let mut contents = Contents::default();
        for query in ["", "a", "a ", "in:risk/ kind:csv"] {
            assert!(matches!(contents.ask(query), FindRequest::StopContents));
        }
        assert!(matches!(
            contents.ask("ab in:risk/"),
            FindRequest::Contents { .. }
        ));
    }
}
