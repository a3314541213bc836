//! The verification of the history: what is wrong, the worst first, and what could not be checked, with how to look at each.
//!
//! It is done on a thread of its own; esc stops it, and so does leaving the screen.

mod rows;
#[cfg(test)]
mod tests;

use std::sync::{
    Arc,
    atomic::{AtomicBool, Ordering},
};

use ratatui::{
    buffer::Buffer,
    layout::{Position, Rect},
    text::{Line, Span},
};

use crate::{
    domain::id::AuditId,
    safe,
    session::verify::{Progress, Verification},
    tui::{
        action::{Action, Context},
        data::Data,
        effect::{Question, Reply, Trace, VerifyAsked, VerifyTold},
        find::Find,
        keymap::Key,
        panel::{Cx, Intent, NOTHING_BESIDE, Panel, View, motion},
        text,
        theme::Role,
        widgets::{
            frame,
            list::{self, ListState, Motion},
            paint,
            scroll::Scroll,
        },
    },
};

use super::{opening, sheet::Sheet};
use rows::Row;

/// How many rows the selected line has below a list that is longer than its part.
const ABOUT: u16 = 9;

/// How far the verification is.
enum State {
    /// It goes on.
    Going(Option<Progress>),
    /// It is done.
    Done(Box<Verification>),
    /// It was stopped.
    Stopped,
    /// It could not be done.
    Failed(String),
}

/// The screen.
pub struct VerifyScreen {
    asked: VerifyAsked,
    state: State,
    list: ListState,
    /// How far what is told of the selected line is scrolled.
    about: Scroll,
    find: Find,
}

impl Drop for VerifyScreen {
    fn drop(&mut self) {
        self.asked.cancel.store(true, Ordering::Relaxed);
    }
}

impl VerifyScreen {
    /// Verifies an audit, or the whole workspace.
    pub fn new(audit: Option<AuditId>) -> Self {
        Self {
            asked: VerifyAsked {
                audit,
                cancel: Arc::new(AtomicBool::new(false)),
            },
            state: State::Going(None),
            list: ListState::default(),
            about: Scroll::default(),
            find: Find::default(),
        }
    }

    fn rows(&self) -> Vec<Row<'_>> {
        match &self.state {
            State::Done(verification) => rows::of(verification),
            State::Going(_) | State::Stopped | State::Failed(_) => Vec::new(),
        }
    }

    fn len(&self) -> usize {
        self.rows().len()
    }

    fn height(&self, area: Rect) -> usize {
        usize::from(parts(area, self.len()).1.height)
    }

    /// Goes to a line: what is told of it is read from its beginning.
    fn select(&mut self, place: usize, area: Rect) {
        let before = self.list.selected;
        self.list.select(place, self.len(), self.height(area));
        if self.list.selected != before {
            self.about = Scroll::default();
        }
    }

    /// Scrolls what is told of the selected line.
    fn scroll(&mut self, way: Motion, cx: Cx<'_>) {
        let rows = self.rows();
        let body = body(parts(cx.area, rows.len()).2);
        let told = rows.get(self.list.selected);
        let len = told.map_or(0, |row| row.lines(Sheet::width(body), folder_of(cx.data)));
        self.about.go(way, len, usize::from(body.height));
    }

    /// Opens what the selected line is about.
    fn open(&self, data: &Data) -> Vec<Intent> {
        let rows = self.rows();
        let told = rows.get(self.list.selected).and_then(Row::told);
        let Some((told, record)) = told.and_then(|told| Some((told, told.record.as_ref()?))) else {
            let text = "no record is meant here; what is to be looked at can be copied";
            return vec![Intent::Toast(text.to_owned())];
        };
        let place = opening::Place {
            field: &told.field,
            text: &told.text,
        };
        match opening::panel_of(record, place, data) {
            Some(panel) => vec![Intent::Open(panel)],
            None => vec![Intent::Toast(format!(
                "{} cannot be opened here; what is to be looked at can be copied",
                safe::escape_line(&record.named())
            ))],
        }
    }

    fn search(&mut self, cx: Cx<'_>) {
        let said: Vec<String> = self.rows().iter().map(Row::said).collect();
        self.find.search(said.iter().map(String::as_str));
        if let Some(place) = self.find.first_from(self.list.selected) {
            self.select(place, cx.area);
        }
    }

    /// Says in a line how it stands.
    fn standing(&self) -> (String, Role) {
        match &self.state {
            State::Going(None) => ("beginning...".to_owned(), Role::Dim),
            State::Going(Some(Progress { stage, all: 0, .. })) => {
                (format!("{}...", stage.label()), Role::Dim)
            }
            State::Going(Some(Progress { stage, done, all })) => {
                (format!("{}: {done} of {all}", stage.label()), Role::Dim)
            }
            State::Stopped => ("stopped: nothing is verified".to_owned(), Role::Warning),
            State::Failed(_) => ("could not be done".to_owned(), Role::Error),
            State::Done(verification) => {
                let role = if verification.is_irregular() {
                    Role::Error
                } else if verification.unchecked.is_empty() {
                    Role::Ok
                } else {
                    Role::Warning
                };
                (verification.verdict(), role)
            }
        }
    }

    /// Says what there is instead of lines.
    fn empty(&self) -> String {
        match &self.state {
            State::Going(_) => "The history is replayed; esc stops it.".to_owned(),
            State::Stopped => "It was stopped. Go here again to begin anew.".to_owned(),
            State::Failed(why) => safe::escape_line(why).into_owned(),
            State::Done(verification) => rows::summary(verification),
        }
    }
}

/// Returns the folder of the records.
fn folder_of(data: &Data) -> &str {
    data.workspace.records.trim_end_matches('/')
}

/// Parts the screen into its title, the list, and what is known of the selected line, which has all the room that the list does
/// not need.
fn parts(area: Rect, lines: usize) -> (Rect, Rect, Rect) {
    let title = area.height.min(1);
    let rest = area.height - title;
    let below = match text::cells(lines) {
        0 => 0,
        lines => rest.saturating_sub(lines).max(ABOUT.min(rest / 2)),
    };
    let at = |y: u16, height: u16| Rect {
        y: area.y + y,
        height,
        ..area
    };
    (
        at(0, title),
        at(title, rest - below),
        at(area.height - below, below),
    )
}

/// Returns the part below the list that has the text: without the rule above it.
fn body(below: Rect) -> Rect {
    Rect {
        y: below.y + below.height.min(1),
        height: below.height.saturating_sub(1),
        ..below
    }
}

impl Panel for VerifyScreen {
    fn contexts(&self) -> Vec<Context> {
        vec![if self.find.is_typing() {
            Context::Text
        } else {
            Context::List
        }]
    }

    fn name(&self) -> String {
        match &self.asked.audit {
            Some(audit) => format!("{audit} verification"),
            None => "verification".to_owned(),
        }
    }

    fn audit(&self) -> Option<&AuditId> {
        self.asked.audit.as_ref()
    }

    fn opened(&mut self, cx: Cx<'_>) -> Vec<Intent> {
        vec![Intent::Trace(Trace {
            declared: cx.data.workspace.repositories.clone(),
            question: Question::Verify(self.asked.clone()),
        })]
    }

    fn hear(&mut self, reply: &Reply, cx: Cx<'_>) -> Vec<Intent> {
        let Reply::Verify(asked, told) = reply else {
            return Vec::new();
        };
        let is_stopped = matches!(self.state, State::Stopped);
        if !Arc::ptr_eq(&asked.cancel, &self.asked.cancel) || is_stopped {
            return Vec::new();
        }
        self.state = match told {
            VerifyTold::Going(progress) => State::Going(Some(*progress)),
            VerifyTold::Done(Ok(Some(verification))) => State::Done(verification.clone()),
            VerifyTold::Done(Ok(None)) => State::Stopped,
            VerifyTold::Done(Err(error)) => {
                let told = std::iter::once(&error.message).chain(&error.hints);
                State::Failed(told.cloned().collect::<Vec<_>>().join("; "))
            }
        };
        self.select(0, cx.area);
        Vec::new()
    }

    fn act(&mut self, action: Action, cx: Cx<'_>) -> Option<Vec<Intent>> {
        if self.find.is_typing() {
            match action {
                Action::TextAccept => self.find.accept(),
                Action::Back => self.find.cancel(),
                _ => return None,
            }
            return Some(Vec::new());
        }
        let (len, height) = (self.len(), self.height(cx.area));
        match action {
            Action::GuidanceDown if len > 0 => self.scroll(Motion::HalfPageDown, cx),
            Action::GuidanceUp if len > 0 => self.scroll(Motion::HalfPageUp, cx),
            Action::Back if matches!(self.state, State::Going(_)) => {
                self.asked.cancel.store(true, Ordering::Relaxed);
                self.state = State::Stopped;
            }
            Action::OpenRecord => return Some(self.open(cx.data)),
            Action::Copy => {
                let rows = self.rows();
                let look = rows.get(self.list.selected)?.look(folder_of(cx.data));
                return Some(vec![Intent::Copy(look)]);
            }
            Action::Find => self.find.start(),
            Action::NextMatch | Action::PreviousMatch => {
                let forwards = action == Action::NextMatch;
                let place = self.find.step(self.list.selected, forwards)?;
                self.select(place, cx.area);
            }
            Action::Back if !self.find.query().is_empty() => self.find.cancel(),
            other => {
                let mut list = self.list;
                list.go(motion(other, cx.count)?, len, height);
                self.select(list.selected, cx.area);
                self.list = list;
            }
        }
        Some(Vec::new())
    }

    fn why_not(&self, action: Action, _data: &Data) -> Option<String> {
        match action {
            Action::DrawSample | Action::MoveOn | Action::OpenRow => {
                Some("no record is listed here".to_owned())
            }
            Action::GuidanceDown | Action::GuidanceUp if self.len() == 0 => {
                Some(NOTHING_BESIDE.to_owned())
            }
            Action::Copy | Action::OpenRecord if self.len() == 0 => {
                Some("nothing is listed here".to_owned())
            }
            Action::NextMatch | Action::PreviousMatch if self.find.query().is_empty() => {
                Some("nothing was searched for yet".to_owned())
            }
            _ => None,
        }
    }

    fn press(&mut self, key: Key, cx: Cx<'_>) -> Option<Vec<Intent>> {
        if self.find.press(key)? {
            self.search(cx);
        }
        Some(Vec::new())
    }

    fn paste(&mut self, text: &str, cx: Cx<'_>) -> Option<Vec<Intent>> {
        self.find.paste(text)?;
        self.search(cx);
        Some(Vec::new())
    }

    fn hints(&self, _data: &Data) -> Vec<Action> {
        if self.find.is_typing() {
            return vec![Action::TextAccept, Action::Back];
        }
        if self.len() == 0 {
            return vec![Action::Back];
        }
        vec![
            Action::OpenRecord,
            Action::Copy,
            Action::GuidanceDown,
            Action::Down,
            Action::Find,
            Action::Back,
        ]
    }

    fn draw(&self, area: Rect, buf: &mut Buffer, view: View<'_>) -> Option<Position> {
        let look = view.look;
        let rows = self.rows();
        let (title, above, below) = parts(area, rows.len());
        let (said, role) = self.standing();
        let left = Line::from(vec![
            Span::styled(" Verify", look.style(Role::Title)),
            Span::styled(format!("  {said}"), look.style(role)),
        ]);
        paint::both_sides(look, title, 0, &left, &Line::default(), buf);
        let width = usize::from(above.width.saturating_sub(list::GUTTER + 1));
        let line = |place: usize| {
            let row = rows.get(place);
            row.map_or_else(Line::default, |row| row.line(look, width))
        };
        list::render(
            look,
            above,
            &self.list,
            rows.len(),
            &self.empty(),
            line,
            buf,
        );
        if let Some(row) = rows.get(self.list.selected)
            && !below.is_empty()
        {
            frame::rule(look, Rect { height: 1, ..below }, buf);
            let body = body(below);
            let sheet: Sheet = row.sheet(look, Sheet::width(body), folder_of(view.data));
            sheet.paint(look, body, self.about, false, None, buf);
        }
        let foot = Rect {
            y: area.bottom().saturating_sub(1),
            height: area.height.min(1),
            ..area
        };
        self.find.draw(look, foot, self.list.selected, buf)
    }
}
