//! What one looks up: the entries of the checklists that are never asked about, such as the objectives and risk sources of
//! ISO/IEC 42001 Annex C, each with the questions that bear on it.

use ratatui::{
    buffer::Buffer,
    layout::{Position, Rect},
    text::{Line, Span},
};

use crate::{
    domain::{
        checklist::{Checklist, Reference},
        id::{AuditId, ChecklistId, Ref, RowKey},
        papers::WorkingPapers,
    },
    safe,
    tui::{
        action::{Action, Context},
        data::Data,
        find::Find,
        keymap::Key,
        overlays::choose::{Choice, Choose},
        panel::{Cx, Intent, Panel, View, motion},
        text,
        theme::Role,
        widgets::{
            frame,
            list::{self, ListState, Motion},
            scroll::{self, Scroll},
        },
    },
};

use super::walk::Walk;

/// From this width on list and text stand side by side.
const SIDE_BY_SIDE: u16 = 100;
/// The width of the list beside the text, its divider included.
const LIST_WIDTH: u16 = 44;

/// The entries of an audit's checklists, and the text of the selected one.
pub struct ReferenceScreen {
    audit: AuditId,
    list: ListState,
    find: Find,
    /// How far the text of the selected entry is scrolled.
    scroll: Scroll,
}

/// An entry in its checklist.
#[derive(Clone, Copy)]
struct Entry<'a> {
    checklist: &'a Checklist,
    entry: &'a Reference,
}

impl Entry<'_> {
    fn depth(self) -> usize {
        let mut depth = 0;
        let mut above = self.entry.parent.as_ref();
        // A circle is a fault that lint reports; here it must only end.
        while let Some(parent) = above.filter(|_| depth < 8) {
            depth += 1;
            let entry = self.checklist.reference(parent);
            above = entry.and_then(|entry| entry.parent.as_ref());
        }
        depth
    }

    /// Lists the questions that bear on it.
    fn questions(self, papers: &WorkingPapers) -> Vec<RowKey> {
        papers
            .all_rows()
            .filter(|row| row.checklist.id == self.checklist.id)
            .filter(|row| row.question.bears_on.contains(&self.entry.reference))
            .map(|row| row.key())
            .collect()
    }
}

fn entries(papers: &WorkingPapers) -> Vec<Entry<'_>> {
    papers
        .checklists()
        .flat_map(|checklist| {
            checklist
                .references
                .iter()
                .map(move |entry| Entry { checklist, entry })
        })
        .collect()
}

/// Parts the screen into the list and the text of the selected entry.
fn parts(area: Rect) -> (Rect, Rect) {
    if area.width >= SIDE_BY_SIDE {
        (
            Rect {
                width: LIST_WIDTH - 1,
                ..area
            },
            Rect {
                x: area.x + LIST_WIDTH + 1,
                width: area.width - LIST_WIDTH - 2,
                ..area
            },
        )
    } else {
        let upper = area.height / 2;
        (
            Rect {
                height: upper,
                ..area
            },
            Rect {
                x: area.x + 1,
                y: area.y + upper + 1,
                width: area.width.saturating_sub(2),
                height: area.height.saturating_sub(upper + 1),
            },
        )
    }
}

impl ReferenceScreen {
    /// Shows the entries of an audit's checklists.
    pub fn new(audit: AuditId) -> Self {
        Self {
            audit,
            list: ListState::default(),
            find: Find::default(),
            scroll: Scroll::default(),
        }
    }

    /// Selects an entry; one that is not there leaves the selection as it is.
    pub fn select(&mut self, papers: &WorkingPapers, checklist: &ChecklistId, reference: &Ref) {
        let is_it = |entry: &Entry<'_>| {
            entry.checklist.id == *checklist && entry.entry.reference == *reference
        };
        if let Some(at) = entries(papers).iter().position(is_it) {
            self.list.selected = at;
        }
    }

    fn find_entries(&mut self, cx: Cx<'_>) {
        let Some(papers) = cx.data.audit(&self.audit) else {
            return;
        };
        let entries = entries(papers);
        let matches = |text: &str| Find::matches(text, self.find.query());
        let found = entries.iter().enumerate().filter(|(_, entry)| {
            matches(&entry.entry.title)
                || matches(&entry.entry.text)
                || matches(entry.entry.reference.as_str())
        });
        let found = if self.find.query().is_empty() {
            Vec::new()
        } else {
            found.map(|(at, _)| at).collect()
        };
        self.find.found(found);
        if let Some(at) = self.find.first_from(self.list.selected) {
            let height = usize::from(cx.area.height);
            self.list.select(at, entries.len(), height);
        }
    }

    fn step_match(&mut self, forwards: bool, cx: Cx<'_>) {
        let len = cx.data.audit(&self.audit).map_or(0, |p| entries(p).len());
        if let Some(at) = self.find.step(self.list.selected, forwards) {
            self.list.select(at, len, usize::from(cx.area.height));
        }
    }

    /// Offers the questions that bear on the selected entry.
    fn questions(&self, data: &Data) -> Vec<Intent> {
        let Some(papers) = data.audit(&self.audit) else {
            return vec![Intent::Fail(Data::gone(&self.audit))];
        };
        let Some(entry) = entries(papers).get(self.list.selected).copied() else {
            return Vec::new();
        };
        let rows = entry.questions(papers);
        if rows.is_empty() {
            return vec![Intent::Toast(format!(
                "no question of this audit bears on {}",
                entry.entry.reference
            ))];
        }
        let choices = rows.iter().filter_map(|key| papers.row(key)).map(|row| {
            let question = row.question;
            Choice {
                label: format!(
                    "{} #{}  {}",
                    row.clause.reference,
                    question.id,
                    safe::escape_line(question.short())
                ),
                detail: safe::escape_line(question.text.trim()).into_owned(),
                disabled: None,
            }
        });
        let title = format!("what bears on {}", entry.entry.reference);
        let choices = choices.collect();
        let audit = self.audit.clone();
        let done = move |place: usize, cx: Cx<'_>| {
            let walk = rows
                .get(place)
                .zip(cx.data.audit(&audit))
                .map(|(row, papers)| Walk::at(papers, row.clone()));
            walk.map(|walk| Intent::Open(Box::new(walk) as Box<dyn Panel>))
                .into_iter()
                .collect()
        };
        vec![Intent::Open(Box::new(Choose::new(
            &title,
            choices,
            Box::new(done),
        )))]
    }

    fn scroll_text(&mut self, down: bool, cx: Cx<'_>) {
        let Some(papers) = cx.data.audit(&self.audit) else {
            return;
        };
        let Some(entry) = entries(papers).get(self.list.selected).copied() else {
            return;
        };
        let (_, area) = parts(cx.area);
        let width = usize::from(area.width.saturating_sub(2)).max(8);
        let said = safe::escape_text(entry.entry.text.trim());
        // Number and title, the standard, and what bears on it stand around the text.
        let len = text::wrap_lines(&said, width).len() + 5;
        let way = if down {
            Motion::HalfPageDown
        } else {
            Motion::HalfPageUp
        };
        self.scroll.go(way, len, usize::from(area.height));
    }

    fn draw_text(
        &self,
        area: Rect,
        buf: &mut Buffer,
        view: View<'_>,
        papers: &WorkingPapers,
        entry: Entry<'_>,
    ) {
        let look = view.look;
        let width = usize::from(area.width.saturating_sub(2)).max(8);
        let mut lines = vec![
            Line::from(Span::styled(
                format!(
                    "{}  {}",
                    entry.entry.reference,
                    safe::escape_line(&entry.entry.title)
                ),
                look.style(Role::Title),
            )),
            Line::from(Span::styled(
                safe::escape_line(&entry.checklist.standard).into_owned(),
                look.style(Role::Dim),
            )),
            Line::default(),
        ];
        let said = safe::escape_text(entry.entry.text.trim());
        for line in text::wrap_lines(&said, width) {
            lines.push(Line::from(Span::styled(
                line.to_owned(),
                look.style(Role::Text),
            )));
        }
        let rows = entry.questions(papers);
        if !rows.is_empty() {
            let open = rows.iter().filter(|row| papers.is_open(row)).count();
            lines.push(Line::default());
            let noun = if rows.len() == 1 {
                "question bears"
            } else {
                "questions bear"
            };
            lines.push(Line::from(vec![
                Span::styled(
                    format!("{} {noun} on it, {open} open", rows.len()),
                    look.style(Role::Label),
                ),
                Span::styled(
                    view.keymap
                        .key_of(Action::OpenRecord, &[Context::List])
                        .map_or_else(String::new, |key| format!("   {key} lists them")),
                    look.style(Role::Placeholder),
                ),
            ]));
        }
        let len = lines.len();
        let shown = |at: usize| lines.get(at).cloned().unwrap_or_default();
        scroll::render(look, area, self.scroll, len, shown, buf);
    }
}

impl Panel for ReferenceScreen {
    fn contexts(&self) -> Vec<Context> {
        if self.find.is_typing() {
            vec![Context::Text]
        } else {
            vec![Context::List]
        }
    }

    fn name(&self) -> String {
        format!("{} look up", self.audit)
    }

    fn audit(&self) -> Option<&AuditId> {
        Some(&self.audit)
    }

    fn act(&mut self, action: Action, cx: Cx<'_>) -> Option<Vec<Intent>> {
        if self.find.is_typing() {
            return match action {
                Action::TextAccept => {
                    self.find.accept();
                    Some(Vec::new())
                }
                Action::Back => {
                    self.find.cancel();
                    Some(Vec::new())
                }
                _ => None,
            };
        }
        match action {
            Action::OpenRecord => Some(self.questions(cx.data)),
            Action::GuidanceDown | Action::GuidanceUp => {
                self.scroll_text(action == Action::GuidanceDown, cx);
                Some(Vec::new())
            }
            Action::Find => {
                self.find.start();
                Some(Vec::new())
            }
            Action::NextMatch | Action::PreviousMatch => {
                self.step_match(action == Action::NextMatch, cx);
                Some(Vec::new())
            }
            Action::Copy => {
                let papers = cx.data.audit(&self.audit)?;
                let entry = entries(papers).get(self.list.selected).copied()?;
                Some(vec![Intent::Copy(format!(
                    "{}  {}\n{}",
                    entry.entry.reference, entry.entry.title, entry.entry.text
                ))])
            }
            other => {
                let len = cx.data.audit(&self.audit).map_or(0, |p| entries(p).len());
                let height = usize::from(cx.area.height);
                self.list.go(motion(other, cx.count)?, len, height);
                self.scroll = Scroll::default();
                Some(Vec::new())
            }
        }
    }

    fn why_not(&self, action: Action, _data: &Data) -> Option<String> {
        match action {
            Action::DrawSample | Action::MoveOn | Action::OpenRow => {
                Some("no record is listed here".to_owned())
            }
            Action::NextMatch | Action::PreviousMatch if self.find.query().is_empty() => {
                Some("nothing was searched for yet".to_owned())
            }
            _ => None,
        }
    }

    fn press(&mut self, key: Key, cx: Cx<'_>) -> Option<Vec<Intent>> {
        if !self.find.is_typing() {
            return None;
        }
        if self.find.press(key)? {
            self.find_entries(cx);
        }
        Some(Vec::new())
    }

    fn paste(&mut self, text: &str, cx: Cx<'_>) -> Option<Vec<Intent>> {
        self.find.paste(text)?;
        self.find_entries(cx);
        Some(Vec::new())
    }

    fn hints(&self, _data: &Data) -> Vec<Action> {
        if self.find.is_typing() {
            return vec![Action::TextAccept, Action::Back];
        }
        vec![
            Action::OpenRecord,
            Action::GuidanceDown,
            Action::Find,
            Action::Copy,
            Action::GoWalk,
            Action::Back,
        ]
    }

    fn draw(&self, area: Rect, buf: &mut Buffer, view: View<'_>) -> Option<Position> {
        let papers = view.data.audit(&self.audit)?;
        let look = view.look;
        let entries = entries(papers);
        let beside = area.width >= SIDE_BY_SIDE;
        let (left, right) = parts(area);
        if beside {
            let edge = Rect {
                x: area.x + LIST_WIDTH - 1,
                width: 1,
                ..area
            };
            frame::divider(look, edge, buf);
        } else {
            let edge = Rect {
                y: right.y.saturating_sub(1),
                height: 1,
                ..area
            };
            frame::rule(look, edge, buf);
        }
        let width = usize::from(left.width.saturating_sub(list::GUTTER));
        let line = |at: usize| {
            entries.get(at).map_or_else(Line::default, |entry| {
                let depth = entry.depth();
                let name = format!(
                    "{}{:<6} {}",
                    "  ".repeat(depth),
                    entry.entry.reference,
                    safe::escape_line(&entry.entry.title)
                );
                let role = if depth == 0 {
                    Role::Heading
                } else {
                    Role::Text
                };
                Line::from(Span::styled(
                    text::truncate(&name, width, look.glyphs.ellipsis).into_owned(),
                    look.style(role),
                ))
            })
        };
        list::render(
            look,
            left,
            &self.list,
            entries.len(),
            "the checklists of this audit have nothing to look up",
            line,
            buf,
        );
        if let Some(entry) = entries.get(self.list.selected).copied() {
            self.draw_text(right, buf, view, papers, entry);
        }
        let find_row = Rect {
            y: area.bottom().saturating_sub(1),
            height: 1,
            ..area
        };
        self.find.draw(look, find_row, self.list.selected, buf)
    }
}
