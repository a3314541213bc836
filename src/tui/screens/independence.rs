//! What the auditors have worked on themselves, with the commits that show it, and the safeguards that are named for it.

mod details;
mod naming;
mod rows;

pub use naming::form_at as safeguard_at;

use ratatui::{
    buffer::Buffer,
    layout::{Position, Rect},
    text::{Line, Span},
};

use crate::{
    domain::{
        id::AuditId,
        independence::{Conflict, Independence, Matter},
        papers::CitedIn,
    },
    safe,
    session::by_system::OfSystem,
    tui::{
        action::{Action, Context},
        data::Data,
        find::Find,
        keymap::Key,
        panel::{Cx, Intent, Panel, View, motion},
        theme::Role,
        weighed::Known,
        widgets::{
            Look,
            list::{self, ListState, Motion},
            paint,
            scroll::Scroll,
        },
    },
};

use super::{
    action::ActionForm, finding::FindingForm, sample::SampleScreen, sheet::Sheet,
    trail::TrailScreen, walk::Walk,
};
use rows::Row;

/// The screen of an audit.
pub struct IndependenceScreen {
    audit: AuditId,
    list: ListState,
    scroll: Scroll,
    find: Find,
    /// The row where the search began.
    began: usize,
}

/// The parts of the screen: the list, a line, and what is known of the selected row.
struct Areas {
    list: Rect,
    line: Rect,
    details: Rect,
}

impl Areas {
    fn of(area: Rect, rows: usize) -> Self {
        let body = area.height.saturating_sub(1);
        let wanted = u16::try_from(rows).unwrap_or(u16::MAX).max(1);
        // Without room for both the list comes first.
        let list = wanted.min(if body < 6 { body } else { body / 2 });
        let line = body.saturating_sub(list).min(1);
        let at = |y: u16, height: u16| Rect {
            y: area.y + y,
            height,
            ..area
        };
        Self {
            list: at(area.height.min(1), list),
            line: at(area.height.min(1) + list, line),
            details: at(
                area.height.min(1) + list + line,
                body.saturating_sub(list + line),
            ),
        }
    }
}

impl IndependenceScreen {
    /// Shows an audit, the first conflict selected.
    pub fn new(audit: AuditId) -> Self {
        Self {
            audit,
            list: ListState::default(),
            scroll: Scroll::default(),
            find: Find::default(),
            began: 0,
        }
    }

    fn found<'d>(&self, data: &'d Data) -> Option<&'d Independence> {
        match data.weighed.independence(&self.audit) {
            Known::Found(found) => Some(found),
            Known::Looking | Known::Failed(_) => None,
        }
    }

    fn rows<'d>(&self, data: &'d Data) -> Vec<Row<'d>> {
        self.found(data).map_or_else(Vec::new, rows::of)
    }

    fn conflict<'d>(&self, data: &'d Data) -> Option<&'d Conflict> {
        match self.rows(data).get(self.list.selected)? {
            Row::Conflict(conflict) => Some(conflict),
            Row::Auditor(_) | Row::Gap(_) => None,
        }
    }

    fn select(&mut self, at: usize, cx: Cx<'_>) {
        let rows = self.rows(cx.data).len();
        let height = usize::from(Areas::of(cx.area, rows).list.height);
        let before = self.list.selected;
        self.list.select(at, rows, height);
        if self.list.selected != before {
            self.scroll = Scroll::default();
        }
    }

    fn scroll(&mut self, way: Motion, cx: Cx<'_>) {
        let rows = self.rows(cx.data);
        let area = Areas::of(cx.area, rows.len()).details;
        let Some(row) = rows.get(self.list.selected) else {
            return;
        };
        let length = details::length(row, area, cx.data.audit(&self.audit));
        self.scroll.go(way, length, usize::from(area.height));
    }

    /// Opens the first record that cites the file of the selected conflict.
    fn open(&self, data: &Data) -> Vec<Intent> {
        let Some(conflict) = self.conflict(data) else {
            return vec![Intent::Toast("no conflict is selected".to_owned())];
        };
        let Some(papers) = data.audit(&self.audit) else {
            return vec![Intent::Fail(Data::gone(&self.audit))];
        };
        let audit = self.audit.clone();
        let panel: Box<dyn Panel> = match conflict.cited_in.first() {
            Some(CitedIn::Row(row)) => Box::new(Walk::at(papers, row.clone())),
            Some(CitedIn::Finding(id)) => Box::new(FindingForm::new(audit, id.clone())),
            Some(CitedIn::Action(id)) => Box::new(ActionForm::new(audit, id.clone())),
            Some(CitedIn::Item(id, _)) => Box::new(SampleScreen::new(audit, id.clone())),
            Some(CitedIn::Link(system, _)) => {
                let name = papers.trails.get(system).map(|trail| trail.name.clone());
                let system = OfSystem {
                    id: system.clone(),
                    name: name.unwrap_or_default(),
                };
                Box::new(TrailScreen::new(audit, system))
            }
            None => {
                let text = "an area: nothing of it has to be cited".to_owned();
                return vec![Intent::Toast(text)];
            }
        };
        vec![Intent::Open(panel)]
    }

    fn search(&mut self, data: &Data) {
        let said: Vec<String> = self.rows(data).iter().map(Row::said).collect();
        self.find.search(said.iter().map(String::as_str));
    }

    fn next_match(&mut self, forwards: bool, cx: Cx<'_>) -> Vec<Intent> {
        match self.find.step(self.list.selected, forwards) {
            Some(next) => {
                self.select(next, cx);
                Vec::new()
            }
            None if self.find.query().is_empty() => {
                let text = "nothing was searched for yet; / finds".to_owned();
                vec![Intent::Toast(text)]
            }
            None => vec![Intent::Toast(format!(
                "nothing matches {}",
                self.find.query()
            ))],
        }
    }

    fn typed(&mut self, cx: Cx<'_>) {
        self.search(cx.data);
        let at = self.find.first_from(self.began).unwrap_or(self.began);
        self.select(at, cx);
    }

    fn act_while_typing(&mut self, action: Action, cx: Cx<'_>) -> Option<Vec<Intent>> {
        match action {
            Action::TextAccept => self.find.accept(),
            Action::Back => {
                self.find.cancel();
                self.select(self.began, cx);
            }
            _ => return None,
        }
        Some(Vec::new())
    }

    fn draw_title(&self, area: Rect, buf: &mut Buffer, view: View<'_>) {
        let look = view.look;
        let (said, role) = match view.data.weighed.independence(&self.audit) {
            Known::Looking => ("looking through the history...".to_owned(), Role::Dim),
            Known::Failed(_) => ("not determined".to_owned(), Role::Warning),
            Known::Found(found) if found.is_clear() => (found.summary(), Role::Dim),
            Known::Found(found) => (found.summary(), Role::Warning),
        };
        let left = Line::from(vec![
            Span::styled(" Independence", look.style(Role::Title)),
            Span::styled(format!("  {said}"), look.style(role)),
        ]);
        let right = self.found(view.data).filter(|_| area.width >= 100);
        let right = right.map_or_else(String::new, looked_at);
        let right = Line::styled(right, look.style(Role::Dim));
        paint::both_sides(look, area, 0, &left, &right, buf);
    }

    /// Says what there is instead of rows.
    fn empty(&self, data: &Data) -> String {
        match data.weighed.independence(&self.audit) {
            Known::Looking => "The history is looked through; this goes on by itself.".to_owned(),
            Known::Failed(error) => {
                format!(
                    "The history could not be looked through: {}",
                    safe::escape_line(&error.message)
                )
            }
            Known::Found(_) => "Nobody audits yet: the audit has no team.".to_owned(),
        }
    }
}

/// Says what the auditors were held against.
fn looked_at(found: &Independence) -> String {
    let count = |n: usize, one: &str| format!("{n} {one}{}", if n == 1 { "" } else { "s" });
    let period = match (found.from, found.to) {
        (Some(from), Some(to)) => format!("{from} to {to}"),
        (Some(from), None) => format!("since {from}"),
        (None, Some(to)) => format!("until {to}"),
        (None, None) => "no audited period is set".to_owned(),
    };
    format!(
        "{}, {}; {period} ",
        count(found.files, "cited file"),
        count(found.areas, "area")
    )
}

/// Names a matter as a person reads it.
fn named(matter: &Matter) -> String {
    let text = match matter {
        Matter::File { .. } => matter.to_string(),
        Matter::Area(area) => format!("area {area}"),
    };
    safe::escape_line(&text).into_owned()
}

impl Panel for IndependenceScreen {
    fn contexts(&self) -> Vec<Context> {
        if self.find.is_typing() {
            vec![Context::Text]
        } else {
            vec![Context::Independence, Context::List]
        }
    }

    fn name(&self) -> String {
        format!("{} independence", self.audit)
    }

    fn audit(&self) -> Option<&AuditId> {
        Some(&self.audit)
    }

    fn opened(&mut self, _cx: Cx<'_>) -> Vec<Intent> {
        vec![Intent::Look(self.audit.clone())]
    }

    fn act(&mut self, action: Action, cx: Cx<'_>) -> Option<Vec<Intent>> {
        if self.find.is_typing() {
            return self.act_while_typing(action, cx);
        }
        let rows = self.rows(cx.data).len();
        if let Some(way) = motion(action, cx.count) {
            let height = usize::from(Areas::of(cx.area, rows).list.height);
            let to = way.apply(self.list.selected, rows.saturating_sub(1), height);
            self.select(to, cx);
            return Some(Vec::new());
        }
        match action {
            Action::NameSafeguard => {
                Some(naming::safeguard(&self.audit, self.conflict(cx.data), cx))
            }
            Action::AssignArea => Some(naming::area(&self.audit, cx.data)),
            Action::OpenRecord => Some(self.open(cx.data)),
            Action::GuidanceDown | Action::GuidanceUp => {
                let rows = cx.count.unwrap_or(3);
                self.scroll(
                    if action == Action::GuidanceDown {
                        Motion::Down(rows)
                    } else {
                        Motion::Up(rows)
                    },
                    cx,
                );
                Some(Vec::new())
            }
            Action::Find => {
                self.find.start();
                self.began = self.list.selected;
                Some(Vec::new())
            }
            Action::NextMatch => Some(self.next_match(true, cx)),
            Action::PreviousMatch => Some(self.next_match(false, cx)),
            Action::Back if !self.find.query().is_empty() => {
                self.find.cancel();
                Some(Vec::new())
            }
            Action::Copy => {
                let rows = self.rows(cx.data);
                let row = rows.get(self.list.selected)?;
                Some(vec![Intent::Copy(row.said())])
            }
            _ => None,
        }
    }

    fn why_not(&self, action: Action, data: &Data) -> Option<String> {
        match action {
            Action::NameSafeguard | Action::OpenRecord if self.conflict(data).is_none() => {
                Some("no conflict is selected".to_owned())
            }
            Action::MoveOn | Action::OpenRow | Action::DrawSample => {
                Some("no record is listed here".to_owned())
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
        self.select(self.list.selected, cx);
        self.search(cx.data);
    }

    fn hints(&self, _data: &Data) -> Vec<Action> {
        if self.find.is_typing() {
            return vec![Action::TextAccept, Action::Back];
        }
        vec![
            Action::NameSafeguard,
            Action::OpenRecord,
            Action::AssignArea,
            Action::GuidanceDown,
            Action::Find,
            Action::Back,
        ]
    }

    fn draw(&self, area: Rect, buf: &mut Buffer, view: View<'_>) -> Option<Position> {
        let look = view.look;
        self.draw_title(area, buf, view);
        let rows = self.rows(view.data);
        let areas = Areas::of(area, rows.len());
        if rows.is_empty() {
            let mut sheet = Sheet::new();
            let width = Sheet::width(area);
            let style = look.style(Role::Placeholder);
            sheet.wrapped("", &self.empty(view.data), width, style);
            let body = Rect {
                y: area.y + area.height.min(1),
                height: area.height.saturating_sub(1),
                ..area
            };
            return sheet.paint(look, body, Scroll::default(), false, None, buf);
        }
        let width = usize::from(areas.list.width.saturating_sub(list::GUTTER + 1));
        let line = |at: usize| {
            let row = rows.get(at);
            row.map_or_else(Line::default, |row| row.line(look, width))
        };
        list::render(look, areas.list, &self.list, rows.len(), "", line, buf);
        rule(look, areas.line, buf);
        if let Some(row) = rows.get(self.list.selected) {
            let sheet = details::of(row, look, areas.details, view.data.audit(&self.audit));
            sheet.paint(look, areas.details, self.scroll, false, None, buf);
        }
        let foot = Rect {
            y: area.bottom().saturating_sub(1),
            height: area.height.min(1),
            ..area
        };
        self.find.draw(look, foot, self.list.selected, buf)
    }
}

fn rule(look: Look<'_>, area: Rect, buf: &mut Buffer) {
    if area.height > 0 {
        let line = look.glyphs.horizontal.repeat(usize::from(area.width));
        paint::text_at(look, area, 0, 0, &line, look.style(Role::Border), buf);
    }
}
