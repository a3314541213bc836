//! How a row looks for each AI system: what is asked, the systems with their verdicts, and what is said of the selected one.

use ratatui::{
    buffer::Buffer,
    layout::Rect,
    text::{Line, Span},
};

use crate::{
    domain::answer::{Answer, Verdict, called},
    safe,
    tui::{
        marks,
        panel::View,
        text,
        theme::Role,
        widgets::{
            frame,
            list::{self, GUTTER},
            paint,
        },
    },
};

use super::{Entry, RowSystems};

/// How many rows the question has at most, the line below it included.
const ASKED: u16 = 4;

/// How many rows are kept for what is said of the selected system.
const SAID: u16 = 7;

/// Parts the screen into question, list, and what is said.
fn parts(area: Rect) -> [Rect; 3] {
    let asked = ASKED.min(area.height / 3);
    let said = SAID.min(area.height.saturating_sub(asked) / 2);
    let list = area.height - asked - said;
    let part = |y: u16, height: u16| Rect {
        y: area.y + y,
        height,
        ..area
    };
    [part(0, asked), part(asked, list), part(asked + list, said)]
}

/// Returns how many rows the list has.
pub(super) fn height(area: Rect) -> usize {
    let [_, list, _] = parts(area);
    usize::from(list.height)
}

impl RowSystems {
    pub(super) fn paint(&self, area: Rect, buf: &mut Buffer, view: View<'_>) {
        let [asked, above, below] = parts(area);
        self.question(asked, buf, view);
        let entries = self.entries(view.data);
        let answer = self.answer(view.data);
        let width = usize::from(above.width.saturating_sub(GUTTER + 1));
        let line = |place: usize| {
            entries
                .get(place)
                .map_or_else(Line::default, |entry| row(entry, answer, width, view))
        };
        list::render(view.look, above, &self.list, entries.len(), "", line, buf);
        self.said(below, buf, view);
    }

    fn question(&self, area: Rect, buf: &mut Buffer, view: View<'_>) {
        let row = view
            .data
            .audit(&self.audit)
            .and_then(|papers| papers.row(&self.row));
        let Some(row) = row.filter(|_| area.height > 1) else {
            return;
        };
        let look = view.look;
        let width = usize::from(area.width.saturating_sub(2));
        let asked = format!("{} {}", row.clause.reference, row.question.text.trim());
        let asked = safe::escape_line(&asked).into_owned();
        let room = usize::from(area.height - 1);
        for (y, line) in (0..).zip(text::wrap_lines(&asked, width).into_iter().take(room)) {
            paint::text_at(look, area, 1, y, line, look.style(Role::Strong), buf);
        }
        let rule = Rect {
            y: area.bottom() - 1,
            height: 1,
            ..area
        };
        frame::rule(look, rule, buf);
    }

    /// Paints reason, note and citations of the selected entry.
    fn said(&self, area: Rect, buf: &mut Buffer, view: View<'_>) {
        let look = view.look;
        if area.is_empty() {
            return;
        }
        frame::rule(look, Rect { height: 1, ..area }, buf);
        let mut rows: Vec<(Role, String)> = Vec::new();
        let answer = self.answer(view.data);
        match self.selected(view.data) {
            Entry::System(system, within) => {
                let of = answer.and_then(|answer| answer.system(&system.id));
                if !within {
                    rows.push((Role::Warning, "not in the scope of the audit any more".to_owned()));
                }
                if let Some(of) = of {
                    rows.extend(texts(&of.reason, &of.note));
                    let links = answer.iter().flat_map(|answer| &answer.evidence);
                    for link in links.filter(|link| of.evidence.contains(&link.id)) {
                        rows.push((Role::Dim, format!("{} {}", link.id, safe::escape_line(&link.subject()))));
                    }
                }
            }
            Entry::Nameless(_) => rows.push((
                Role::Warning,
                "the scope names it, and the register does not know it: g y lists those that it does".to_owned(),
            )),
            Entry::Row => {
                if let Some(proposed) = answer.and_then(Answer::other_proposed) {
                    rows.push((
                        Role::Warning,
                        format!("the gravest of its systems is {}; the verdict of the row is yours", proposed.label()),
                    ));
                }
                rows.extend(answer.iter().flat_map(|answer| texts(&answer.reason, &answer.note)));
            }
        }
        let width = usize::from(area.width.saturating_sub(2));
        let lines = rows.iter().flat_map(|(role, text)| {
            let lines = text::wrap_lines(text, width).into_iter();
            lines.map(|line| (*role, line))
        });
        let room = usize::from(area.height.saturating_sub(1));
        for (y, (role, line)) in (1..).zip(lines.take(room)) {
            paint::text_at(look, area, 1, y, line, look.style(role), buf);
        }
    }
}

/// Returns reason and note as far as they are said.
fn texts(reason: &str, note: &str) -> Vec<(Role, String)> {
    let said = [("reason: ", reason), ("", note)];
    let said = said.into_iter().filter(|(_, text)| !text.trim().is_empty());
    said.map(|(label, text)| {
        (
            Role::Text,
            format!("{label}{}", safe::escape_line(text.trim())),
        )
    })
    .collect()
}

/// Writes an entry as a line: the mark of its verdict, what it is, the verdict in words, the beginning of the note.
fn row(entry: &Entry, answer: Option<&Answer>, width: usize, view: View<'_>) -> Line<'static> {
    let look = view.look;
    let (name, verdict, note, role) = match entry {
        Entry::System(system, _) => {
            let of = answer.and_then(|answer| answer.system(&system.id));
            (
                called(&system.id, &system.name),
                of.and_then(|of| of.verdict),
                of.map_or("", |of| of.note.as_str()),
                Role::Text,
            )
        }
        Entry::Nameless(text) => (text.clone(), None, "", Role::Dim),
        Entry::Row => (
            "the row itself".to_owned(),
            answer.and_then(|answer| answer.verdict),
            answer.map_or("", |answer| answer.note.as_str()),
            Role::Strong,
        ),
    };
    let mark = marks::verdict(look.glyphs, verdict);
    let style = look.style(marks::verdict_role(verdict));
    let name_width = (width / 3).clamp(8, 36);
    let word_width = (width / 5).clamp(8, 26);
    let room = width.saturating_sub(name_width + word_width + 6);
    let fit = |said: &str, width: usize| {
        text::fit(&safe::escape_line(said.trim()), width, look.glyphs.ellipsis)
    };
    Line::from(vec![
        Span::styled(format!("{mark} "), style),
        Span::styled(fit(&name, name_width), look.style(role)),
        Span::raw("  "),
        Span::styled(
            fit(verdict.map_or("unanswered", Verdict::label), word_width),
            style,
        ),
        Span::raw("  "),
        Span::styled(fit(note, room), look.style(Role::Dim)),
    ])
}
