//! All findings, or all corrective actions, of an audit: what is overdue first, what is settled last. And the queue: what
//! waits in all audits, for everybody or for the person at work.

mod rows;

use std::sync::Arc;

use ratatui::{
    buffer::Buffer,
    layout::{Position, Rect},
    text::{Line, Span},
};

use crate::{
    domain::{
        due::{DueSubject, QueueOrder},
        id::AuditId,
    },
    tui::{
        action::{Action, Context},
        data::Data,
        find::Find,
        keymap::Key,
        panel::{Cx, Intent, NOTHING_BESIDE, Panel, View, motion},
        theme::Role,
        widgets::{
            Look,
            list::{self, ListState},
            paint,
        },
    },
};

use super::{
    action::{self, ActionForm},
    drawing::DrawingForm,
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
    /// What waits, of both kinds.
    Queue,
}

impl Listed {
    const fn title(self) -> &'static str {
        match self {
            Self::Findings => "Findings",
            Self::Actions => "Corrective actions",
            Self::Queue => "Due",
        }
    }

    /// Returns the heading of the column of persons.
    const fn owner(self) -> &'static str {
        match self {
            Self::Findings | Self::Actions => "owner",
            Self::Queue => "for whom",
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
            Self::Queue => "Nothing waits.",
        }
    }
}

/// The list of the records of one kind.
pub struct RecordList {
    /// The audit; none for the queue, which is of all of them.
    audit: Option<AuditId>,
    listed: Listed,
    /// What comes first in the queue.
    order: QueueOrder,
    /// Whether the queue holds only what waits for the person at work.
    mine: bool,
    state: ListState,
    selected: Option<DueSubject>,
    find: Find,
    /// The row where the search began.
    began: usize,
    /// The rows as they were when the records changed last.
    rows: Option<Arc<[Row]>>,
}

impl RecordList {
    /// Lists the findings of an audit.
    pub fn findings(audit: AuditId) -> Self {
        Self::of(Some(audit), Listed::Findings)
    }

    /// Lists the corrective actions of an audit.
    pub fn actions(audit: AuditId) -> Self {
        Self::of(Some(audit), Listed::Actions)
    }

    /// Lists what waits for anybody in all audits.
    pub fn queue() -> Self {
        Self::of(None, Listed::Queue)
    }

    fn of(audit: Option<AuditId>, listed: Listed) -> Self {
        Self {
            audit,
            listed,
            order: QueueOrder::Date,
            mine: false,
            state: ListState::default(),
            selected: None,
            find: Find::default(),
            began: 0,
            rows: None,
        }
    }

    fn rows(&self, data: &Data) -> Arc<[Row]> {
        let kept = self.rows.clone();
        kept.unwrap_or_else(|| self.work_out(data).into())
    }

    fn work_out(&self, data: &Data) -> Vec<Row> {
        let papers = self.audit.as_ref().and_then(|audit| data.audit(audit));
        match (self.listed, papers) {
            (Listed::Queue, _) => rows::queue(self.order, self.mine, data),
            (Listed::Findings, Some(papers)) => rows::findings(papers, data),
            (Listed::Actions, Some(papers)) => rows::actions(papers, data),
            (Listed::Findings | Listed::Actions, None) => Vec::new(),
        }
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

    /// Goes to the next or previous match, round the end.
    fn next_match(&mut self, forwards: bool, cx: Cx<'_>) -> Vec<Intent> {
        let rows = self.rows(cx.data);
        match self.find.step(self.index(&rows), forwards) {
            Some(next) => {
                self.select(next, &rows, cx);
                Vec::new()
            }
            None if self.find.query().is_empty() => {
                vec![Intent::Toast(
                    "nothing was searched for yet; / finds".to_owned(),
                )]
            }
            None => vec![Intent::Toast(format!(
                "nothing matches {}",
                self.find.query()
            ))],
        }
    }

    /// Changes between what waits for the person at work and what waits for anybody.
    fn whose(&mut self, cx: Cx<'_>) -> Vec<Intent> {
        if let (false, Err(nobody)) = (self.mine, &cx.data.actor) {
            return vec![Intent::Fail(nobody.clone())];
        }
        self.mine = !self.mine;
        self.refresh(cx);
        Vec::new()
    }

    /// Notes which rows match.
    fn search(&mut self, rows: &[Row]) {
        let said: Vec<String> = rows.iter().map(Row::said).collect();
        self.find.search(said.iter().map(String::as_str));
    }

    /// Searches anew after the query changed: the first match from where the search began.
    fn typed(&mut self, cx: Cx<'_>) {
        let rows = self.rows(cx.data);
        self.search(&rows);
        let at = self.find.first_from(self.began).unwrap_or(self.began);
        self.select(at, &rows, cx);
    }

    fn act_while_typing(&mut self, action: Action, cx: Cx<'_>) -> Option<Vec<Intent>> {
        match action {
            Action::TextAccept => self.find.accept(),
            Action::Back => {
                self.find.cancel();
                let rows = self.rows(cx.data);
                self.select(self.began, &rows, cx);
            }
            _ => return None,
        }
        Some(Vec::new())
    }

    fn open(row: &Row) -> Vec<Intent> {
        let panel: Box<dyn Panel> = match &row.subject {
            DueSubject::Finding(id) => Box::new(FindingForm::new(row.audit.clone(), id.clone())),
            DueSubject::Action(id) => Box::new(ActionForm::new(row.audit.clone(), id.clone())),
        };
        vec![Intent::Open(panel)]
    }

    fn act_on_row(action: Action, row: &Row, cx: Cx<'_>) -> Option<Vec<Intent>> {
        match action {
            Action::OpenRecord => Some(Self::open(row)),
            Action::MoveOn => Some(match &row.subject {
                DueSubject::Finding(id) => finding::move_on(&row.audit, id, cx),
                DueSubject::Action(id) => action::move_on(&row.audit, id, cx),
            }),
            Action::OpenRow => {
                let papers = cx.data.audit(&row.audit)?;
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
            Action::DrawSample => Some(match &row.subject {
                DueSubject::Finding(id) => {
                    let form = DrawingForm::new(row.audit.clone(), None, cx.data);
                    vec![Intent::Open(Box::new(form.for_finding(id.clone())))]
                }
                DueSubject::Action(_) => vec![Intent::Toast(
                    "a sample is drawn for a row or a finding".to_owned(),
                )],
            }),
            Action::Copy => Some(vec![Intent::Copy(row.subject.to_string())]),
            _ => None,
        }
    }

    fn draw_title(&self, look: Look<'_>, area: Rect, rows: &[Row], buf: &mut Buffer) {
        let open = rows.iter().filter(|row| !row.settled).count();
        let overdue = rows.iter().filter(|row| row.overdue).count();
        let count = match self.listed {
            Listed::Findings | Listed::Actions => format!("  {open} of {} open", rows.len()),
            Listed::Queue => {
                let whose = if self.mine { "mine" } else { "everybody's" };
                format!("  {open} {whose}, {}", self.order.label())
            }
        };
        let title = Line::from(vec![
            Span::styled(format!(" {}", self.listed.title()), look.style(Role::Title)),
            Span::styled(count, look.style(Role::Dim)),
        ]);
        let late = match overdue {
            0 => String::new(),
            overdue => format!("{overdue} overdue "),
        };
        let late = Line::styled(late, look.style(Role::StateOverdue));
        paint::both_sides(look, area, 0, &title, &late, buf);
    }
}

/// Returns how many rows of a list are visible: all but the heading, and the foot where something is searched.
fn body_height(area: Rect) -> usize {
    usize::from(area.height.saturating_sub(3))
}

impl Panel for RecordList {
    fn contexts(&self) -> Vec<Context> {
        if self.find.is_typing() {
            vec![Context::Text]
        } else {
            match self.listed {
                Listed::Findings | Listed::Actions => vec![Context::List],
                Listed::Queue => vec![Context::Queue, Context::List],
            }
        }
    }

    fn name(&self) -> String {
        self.listed.title().to_owned()
    }

    fn audit(&self) -> Option<&AuditId> {
        self.audit.as_ref()
    }

    fn points_at<'a>(&self, data: &'a Data) -> Option<&'a AuditId> {
        let rows = self.rows(data);
        let selected = rows.get(self.index(&rows))?;
        data.audit(&selected.audit).map(|papers| &papers.audit.id)
    }

    fn act(&mut self, action: Action, cx: Cx<'_>) -> Option<Vec<Intent>> {
        if self.find.is_typing() {
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
                self.find.start();
                self.began = at;
                Some(Vec::new())
            }
            Action::NextMatch => Some(self.next_match(true, cx)),
            Action::PreviousMatch => Some(self.next_match(false, cx)),
            Action::QueueMine => Some(self.whose(cx)),
            Action::QueueOrder => {
                self.order = self.order.next();
                self.refresh(cx);
                Some(Vec::new())
            }
            other => Self::act_on_row(other, rows.get(at)?, cx),
        }
    }

    fn why_not(&self, action: Action, data: &Data) -> Option<String> {
        let empty = self.rows(data).is_empty();
        match action {
            Action::GuidanceDown | Action::GuidanceUp => Some(NOTHING_BESIDE.to_owned()),
            Action::OpenRecord
            | Action::MoveOn
            | Action::OpenRow
            | Action::DrawSample
            | Action::Copy
                if empty =>
            {
                Some("the list is empty".to_owned())
            }
            Action::NextMatch | Action::PreviousMatch if self.find.query().is_empty() => {
                Some("nothing was searched for yet".to_owned())
            }
            _ => None,
        }
    }

    fn press(&mut self, key: Key, cx: Cx<'_>) -> Option<Vec<Intent>> {
        if self.find.press(key)? {
            self.typed(cx);
        }
        Some(Vec::new())
    }

    fn paste(&mut self, text: &str, cx: Cx<'_>) -> Option<Vec<Intent>> {
        if self.find.paste(text)? {
            self.typed(cx);
        }
        Some(Vec::new())
    }

    fn refresh(&mut self, cx: Cx<'_>) {
        let rows: Arc<[Row]> = self.work_out(cx.data).into();
        self.rows = Some(rows.clone());
        self.select(self.index(&rows), &rows, cx);
        self.search(&rows);
    }

    fn hints(&self, _data: &Data) -> Vec<Action> {
        if self.find.is_typing() {
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
            Listed::Queue => vec![
                Action::OpenRecord,
                Action::QueueMine,
                Action::QueueOrder,
                Action::MoveOn,
                Action::Find,
                Action::Back,
            ],
        }
    }

    fn draw(&self, area: Rect, buf: &mut Buffer, view: View<'_>) -> Option<Position> {
        let look = view.look;
        let rows = self.rows(view.data);
        let at = self.index(&rows);
        self.draw_title(look, area, &rows, buf);
        let searching = self.find.is_typing() || !self.find.query().is_empty();
        let foot = u16::from(searching && area.height > 2);
        let mut body = Rect {
            y: area.y + area.height.min(1),
            height: area.height.saturating_sub(1 + foot),
            ..area
        };
        let heading = Rect {
            x: body.x.saturating_add(list::GUTTER),
            width: body.width.saturating_sub(list::GUTTER),
            ..body
        };
        let columns = Columns::of(self.listed, &rows, usize::from(heading.width));
        if columns.has_heading() && body.height > 4 && !rows.is_empty() {
            paint::line_at(look, heading, 0, 0, &columns.heading(look), buf);
            body.y += 1;
            body.height -= 1;
        }
        let mut state = self.state;
        state.select(at, rows.len(), usize::from(body.height));
        let row = |at: usize| {
            let row = rows.get(at);
            row.map_or_else(Line::default, |row| columns.line(row, &self.find, look))
        };
        let empty = match self.listed {
            Listed::Queue if self.mine => "Nothing waits for you; m shows what waits for anybody.",
            listed => listed.empty(),
        };
        list::render(look, body, &state, rows.len(), empty, row, buf);
        if foot == 0 {
            return None;
        }
        let line = Rect {
            y: area.y + area.height - 1,
            height: 1,
            ..area
        };
        self.find.draw(look, line, at, buf)
    }
}
