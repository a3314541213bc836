//! All findings, or all corrective actions, of an audit: what is overdue first, what is settled last.

mod rows;

use ratatui::{
    buffer::Buffer,
    layout::{Position, Rect},
    text::{Line, Span},
};

use crate::{
    domain::{due::DueSubject, id::AuditId},
    tui::{
        action::{Action, Context},
        data::Data,
        keymap::Key,
        panel::{Cx, Intent, Panel, View, motion},
        theme::Role,
        widgets::{
            field::{Pressed, TextField},
            list::{self, ListState},
            paint,
        },
    },
};

use super::{
    action::{self, ActionForm},
    finding::{self, FindingForm},
};
use rows::{Columns, Row};

/// What is listed.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Listed {
    /// Findings.
    Findings,
    /// Corrective actions.
    Actions,
}

impl Listed {
    const fn title(self) -> &'static str {
        match self {
            Self::Findings => "Findings",
            Self::Actions => "Corrective actions",
        }
    }

    const fn empty(self) -> &'static str {
        match self {
            Self::Findings => {
                "No findings yet. In the walk (g w), f on a row raises one, prefilled with what the row says."
            }
            Self::Actions => {
                "No corrective actions yet. a in the form of a finding raises one (g f lists the findings)."
            }
        }
    }
}

/// The list of the records of one kind.
pub struct RecordList {
    audit: AuditId,
    listed: Listed,
    state: ListState,
    selected: Option<DueSubject>,
    query: String,
    /// The query while it is typed, and the row where the search began.
    typing: Option<(TextField, usize)>,
}

impl RecordList {
    /// Lists the findings of an audit.
    pub fn findings(audit: AuditId) -> Self {
        Self::of(audit, Listed::Findings)
    }

    /// Lists the corrective actions of an audit.
    pub fn actions(audit: AuditId) -> Self {
        Self::of(audit, Listed::Actions)
    }

    fn of(audit: AuditId, listed: Listed) -> Self {
        Self {
            audit,
            listed,
            state: ListState::default(),
            selected: None,
            query: String::new(),
            typing: None,
        }
    }

    fn rows(&self, data: &Data) -> Vec<Row> {
        data.audit(&self.audit)
            .map_or_else(Vec::new, |papers| match self.listed {
                Listed::Findings => rows::findings(papers, data),
                Listed::Actions => rows::actions(papers, data),
            })
    }

    /// Returns the selected row: by its record, or the one in its place where that is gone.
    fn index(&self, rows: &[Row]) -> usize {
        let by_record = self
            .selected
            .as_ref()
            .and_then(|id| rows.iter().position(|row| row.subject == *id));
        by_record.unwrap_or_else(|| self.state.selected.min(rows.len().saturating_sub(1)))
    }

    fn select(&mut self, at: usize, rows: &[Row], cx: Cx<'_>) {
        self.state.select(at, rows.len(), body_height(cx.area));
        self.selected = rows.get(self.state.selected).map(|row| row.subject.clone());
    }

    fn matches(&self, rows: &[Row]) -> Vec<usize> {
        if self.query.is_empty() {
            return Vec::new();
        }
        (0..rows.len())
            .filter(|at| rows.get(*at).is_some_and(|row| row.contains(&self.query)))
            .collect()
    }

    /// Goes to the next or previous match, round the end.
    fn next_match(&mut self, forwards: bool, cx: Cx<'_>) -> Vec<Intent> {
        let rows = self.rows(cx.data);
        let found = self.matches(&rows);
        let at = self.index(&rows);
        let next = if forwards {
            found
                .iter()
                .find(|found| **found > at)
                .or_else(|| found.first())
        } else {
            found
                .iter()
                .rev()
                .find(|found| **found < at)
                .or_else(|| found.last())
        };
        match next {
            Some(next) => {
                self.select(*next, &rows, cx);
                Vec::new()
            }
            None if self.query.is_empty() => vec![Intent::Toast(
                "nothing was searched for yet; / finds".to_owned(),
            )],
            None => vec![Intent::Toast(format!("nothing matches {}", self.query))],
        }
    }

    /// Searches anew after the query changed: the first match from where the search began.
    fn search(&mut self, cx: Cx<'_>) {
        let Some((field, began)) = &self.typing else {
            return;
        };
        let began = *began;
        field.text().clone_into(&mut self.query);
        let rows = self.rows(cx.data);
        let found = self.matches(&rows);
        let at = found
            .iter()
            .find(|found| **found >= began)
            .or_else(|| found.first())
            .copied();
        self.select(at.unwrap_or(began), &rows, cx);
    }

    fn act_while_typing(&mut self, action: Action, cx: Cx<'_>) -> Option<Vec<Intent>> {
        match action {
            Action::TextAccept => self.typing = None,
            Action::Back => {
                let began = self.typing.take().map_or(0, |(_, began)| began);
                self.query.clear();
                let rows = self.rows(cx.data);
                self.select(began, &rows, cx);
            }
            Action::Down | Action::NextMatch => return Some(self.next_match(true, cx)),
            Action::Up | Action::PreviousMatch => return Some(self.next_match(false, cx)),
            _ => return None,
        }
        Some(Vec::new())
    }

    fn open(&self, row: &Row) -> Vec<Intent> {
        let panel: Box<dyn Panel> = match &row.subject {
            DueSubject::Finding(id) => Box::new(FindingForm::new(self.audit.clone(), id.clone())),
            DueSubject::Action(id) => Box::new(ActionForm::new(self.audit.clone(), id.clone())),
        };
        vec![Intent::Open(panel)]
    }

    fn act_on_row(&mut self, action: Action, row: &Row, cx: Cx<'_>) -> Option<Vec<Intent>> {
        match action {
            Action::OpenRecord => Some(self.open(row)),
            Action::MoveOn => Some(match &row.subject {
                DueSubject::Finding(id) => finding::move_on(&self.audit, id, cx),
                DueSubject::Action(id) => action::move_on(&self.audit, id, cx),
            }),
            Action::OpenRow => {
                let papers = cx.data.audit(&self.audit)?;
                let finding = match &row.subject {
                    DueSubject::Finding(id) => papers.findings.get(id)?,
                    DueSubject::Action(id) => papers
                        .actions
                        .get(id)?
                        .findings
                        .iter()
                        .find_map(|id| papers.findings.get(id))?,
                };
                Some(finding::open_row(finding, papers))
            }
            Action::Copy => Some(vec![Intent::Copy(row.subject.to_string())]),
            _ => None,
        }
    }

    fn foot(&self, rows: &[Row], view: View<'_>) -> Line<'static> {
        let found = self.matches(rows);
        let at = self.index(rows);
        let place = found
            .iter()
            .position(|found| *found == at)
            .map_or(0, |place| place + 1);
        let counted = format!("  {place}/{}", found.len());
        let role = if found.is_empty() {
            Role::Warning
        } else {
            Role::Dim
        };
        Line::from(vec![
            Span::styled(
                format!(" /{}", crate::safe::escape_line(&self.query)),
                view.look.style(Role::Text),
            ),
            Span::styled(counted, view.look.style(role)),
        ])
    }
}

/// Returns how many rows of a list are visible: all but the heading, and the foot where something is searched.
fn body_height(area: Rect) -> usize {
    usize::from(area.height.saturating_sub(3))
}

impl Panel for RecordList {
    fn contexts(&self) -> Vec<Context> {
        if self.typing.is_some() {
            vec![Context::Text]
        } else {
            vec![Context::List]
        }
    }

    fn name(&self) -> String {
        self.listed.title().to_owned()
    }

    fn audit(&self) -> Option<&AuditId> {
        Some(&self.audit)
    }

    fn act(&mut self, action: Action, cx: Cx<'_>) -> Option<Vec<Intent>> {
        if self.typing.is_some() {
            return self.act_while_typing(action, cx);
        }
        let rows = self.rows(cx.data);
        let at = self.index(&rows);
        if let Some(motion) = motion(action, cx.count) {
            let height = body_height(cx.area);
            let to = motion.apply(at, rows.len().saturating_sub(1), height);
            self.select(to, &rows, cx);
            return Some(Vec::new());
        }
        match action {
            Action::Find => {
                self.typing = Some((TextField::new("", false), at));
                self.query.clear();
                Some(Vec::new())
            }
            Action::NextMatch => Some(self.next_match(true, cx)),
            Action::PreviousMatch => Some(self.next_match(false, cx)),
            other => self.act_on_row(other, rows.get(at)?, cx),
        }
    }

    fn why_not(&self, action: Action, data: &Data) -> Option<String> {
        let empty = self.rows(data).is_empty();
        match action {
            Action::OpenRecord | Action::MoveOn | Action::OpenRow | Action::Copy if empty => {
                Some("the list is empty".to_owned())
            }
            Action::NextMatch | Action::PreviousMatch if self.query.is_empty() => {
                Some("nothing was searched for yet".to_owned())
            }
            _ => None,
        }
    }

    fn press(&mut self, key: Key, cx: Cx<'_>) -> Option<Vec<Intent>> {
        let (field, _) = self.typing.as_mut()?;
        match field.press(key) {
            Pressed::Ignored => return None,
            Pressed::Changed => self.search(cx),
            Pressed::Moved => {}
        }
        Some(Vec::new())
    }

    fn paste(&mut self, text: &str, cx: Cx<'_>) -> Option<Vec<Intent>> {
        self.typing.as_mut()?.0.paste(text);
        self.search(cx);
        Some(Vec::new())
    }

    fn refresh(&mut self, cx: Cx<'_>) {
        let rows = self.rows(cx.data);
        self.select(self.index(&rows), &rows, cx);
    }

    fn hints(&self, _data: &Data) -> Vec<Action> {
        if self.typing.is_some() {
            return vec![Action::TextAccept, Action::Back];
        }
        match self.listed {
            Listed::Findings => vec![
                Action::OpenRecord,
                Action::MoveOn,
                Action::OpenRow,
                Action::Find,
                Action::Back,
            ],
            Listed::Actions => vec![
                Action::OpenRecord,
                Action::MoveOn,
                Action::Find,
                Action::Back,
            ],
        }
    }

    fn draw(&self, area: Rect, buf: &mut Buffer, view: View<'_>) -> Option<Position> {
        let look = view.look;
        let rows = self.rows(view.data);
        let open = rows.iter().filter(|row| !row.settled).count();
        let title = Line::from(vec![
            Span::styled(format!(" {}", self.listed.title()), look.style(Role::Title)),
            Span::styled(
                format!("  {} of {} open", open, rows.len()),
                look.style(Role::Dim),
            ),
        ]);
        let overdue = rows.iter().filter(|row| row.overdue).count();
        let late = if overdue > 0 {
            format!("{overdue} overdue ")
        } else {
            String::new()
        };
        let late = Line::styled(late, look.style(Role::StateOverdue));
        paint::both_sides(look, area, 0, &title, &late, buf);

        let at = self.index(&rows);
        let searching = self.typing.is_some() || !self.query.is_empty();
        let foot = u16::from(searching && area.height > 2);
        let body = Rect {
            y: area.y + area.height.min(1),
            height: area.height.saturating_sub(1 + foot),
            ..area
        };
        let columns = Columns::of(
            self.listed,
            &rows,
            usize::from(body.width.saturating_sub(list::GUTTER)),
        );
        let mut body = body;
        if columns.has_heading() && body.height > 4 && !rows.is_empty() {
            let heading = Rect {
                x: body.x.saturating_add(list::GUTTER),
                width: body.width.saturating_sub(list::GUTTER),
                ..body
            };
            paint::line_at(look, heading, 0, 0, &columns.heading(look), buf);
            body = Rect {
                y: body.y + 1,
                height: body.height - 1,
                ..body
            };
        }
        let mut state = self.state;
        state.select(at, rows.len(), usize::from(body.height));
        let row = |at: usize| {
            rows.get(at)
                .map_or_else(Line::default, |row| columns.line(row, &self.query, look))
        };
        list::render(
            look,
            body,
            &state,
            rows.len(),
            self.listed.empty(),
            row,
            buf,
        );
        if foot == 0 {
            return None;
        }
        let line = Rect {
            y: area.y + area.height - 1,
            height: 1,
            ..area
        };
        let Some((field, _)) = &self.typing else {
            paint::line_at(look, line, 0, 0, &self.foot(&rows, view), buf);
            return None;
        };
        // The count stands to the right, so that it does not move while one types.
        let found = self.matches(&rows);
        let place = found
            .iter()
            .position(|found| *found == at)
            .map_or(0, |place| place + 1);
        let role = if found.is_empty() {
            Role::Warning
        } else {
            Role::Dim
        };
        let count = Line::styled(format!("{place}/{} ", found.len()), look.style(role));
        paint::both_sides(
            look,
            line,
            0,
            &Line::styled(" /", look.style(Role::Key)),
            &count,
            buf,
        );
        let room = Rect {
            x: line.x.saturating_add(2),
            width: line.width.saturating_sub(10),
            ..line
        };
        field.render(room, buf, look.style(Role::FieldFocus), true)
    }
}
