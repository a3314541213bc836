//! Who signed an audit off, what became of what was signed, and what is missing before one can sign.

mod details;
mod question;
mod rows;

use ratatui::{
    buffer::Buffer,
    layout::{Position, Rect},
    text::{Line, Span},
};

use crate::{
    domain::id::AuditId,
    error::Error,
    safe,
    session::signoff::{Proposal, SignOffs},
    tui::{
        action::{Action, Context},
        data::Data,
        effect::{Reply, Request},
        overlays::prompt::Prompt,
        panel::{Cx, Intent, Panel, View, motion},
        theme::Role,
        widgets::{
            Look,
            list::{self, ListState, Motion},
            paint,
            scroll::Scroll,
        },
    },
};

use super::sheet::Sheet;
use question::Question;
use rows::Row;

pub use rows::mark;

/// The screen of an audit.
pub struct SignOffScreen {
    audit: AuditId,
    found: Option<Result<SignOffs, Error>>,
    /// What the person adds to the meaning of the signature.
    words: String,
    list: ListState,
    scroll: Scroll,
    /// The tag of the sign-off that one came for; none for whoever came to sign.
    wanted: Option<String>,
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
        let list = wanted.min(if body < 6 { body } else { body / 3 });
        let line = body.saturating_sub(list).min(1);
        let at = |y: u16, height: u16| Rect {
            y: area.y + y,
            height,
            ..area
        };
        let top = area.height.min(1);
        Self {
            list: at(top, list),
            line: at(top + list, line),
            details: at(top + list + line, body.saturating_sub(list + line)),
        }
    }
}

impl SignOffScreen {
    /// Opens the screen of an audit.
    pub fn new(audit: AuditId) -> Self {
        Self {
            audit,
            found: None,
            words: String::new(),
            list: ListState::default(),
            scroll: Scroll::default(),
            wanted: None,
        }
    }

    /// Opens the screen of an audit at one of its sign-offs, by the name of its tag.
    pub fn at(audit: AuditId, tag: String) -> Self {
        Self {
            wanted: Some(tag),
            ..Self::new(audit)
        }
    }

    fn ask(&self) -> Intent {
        Intent::Ask(Request::SignOffs {
            audit: self.audit.clone(),
            words: self.words.clone(),
        })
    }

    fn rows(&self) -> Vec<Row<'_>> {
        match &self.found {
            Some(Ok(found)) => rows::of(found),
            Some(Err(_)) | None => Vec::new(),
        }
    }

    /// Returns what would be signed, or why nothing can be.
    fn proposal(&self) -> Result<&Proposal, Error> {
        match &self.found {
            None => Err(Error::refused(
                "Could not sign off: what was signed is still being read",
            )),
            Some(Err(error)) => Err(error.clone()),
            Some(Ok(found)) => found.proposal.as_ref().map_err(Clone::clone),
        }
    }

    /// Says why nothing can be signed now.
    fn refusal(&self) -> Option<Error> {
        match self.proposal() {
            Err(error) => Some(error),
            Ok(proposal) => {
                let refusal = proposal.refusal.as_ref()?;
                let reasons = refusal.reasons.iter();
                let reasons = reasons.map(|reason| safe::escape_line(&reason.text).into_owned());
                Some(
                    Error::refused(format!(
                        "Could not sign {} off as {}",
                        self.audit,
                        proposal.sign_off.role.label()
                    ))
                    .details(reasons),
                )
            }
        }
    }

    fn sign(&self, data: &Data) -> Vec<Intent> {
        match (self.refusal(), self.proposal()) {
            (Some(error), _) | (None, Err(error)) => vec![Intent::Fail(error)],
            (None, Ok(proposal)) => {
                let papers = data.audit(&self.audit);
                let today = data.clock.today();
                let unready = papers.map(|papers| papers.audit.report_lacks(today));
                let question = Question::new(proposal, &unready.unwrap_or_default());
                vec![Intent::Open(Box::new(question))]
            }
        }
    }

    fn select(&mut self, at: usize, cx: Cx<'_>) {
        let rows = self.rows().len();
        let height = usize::from(Areas::of(cx.area, rows).list.height);
        let before = self.list.selected;
        self.list.select(at, rows, height);
        if self.list.selected != before {
            self.scroll = Scroll::default();
        }
    }

    fn scroll(&mut self, way: Motion, cx: Cx<'_>) {
        let rows = self.rows();
        let area = Areas::of(cx.area, rows.len()).details;
        let Some(row) = rows.get(self.list.selected) else {
            return;
        };
        let length = details::length(row, area);
        self.scroll.go(way, length, usize::from(area.height));
    }

    fn edit_words(&self) -> Vec<Intent> {
        let audit = self.audit.clone();
        let done = move |text: &str, _cx: Cx<'_>| {
            Ok(vec![Intent::Ask(Request::SignOffs {
                audit: audit.clone(),
                words: text.to_owned(),
            })])
        };
        let label = "Added to what your signature means, and signed with it.";
        vec![Intent::Open(Box::new(Prompt::new(
            "Own words",
            label,
            &self.words,
            Box::new(done),
        )))]
    }

    fn take(&mut self, found: &Result<SignOffs, Error>, cx: Cx<'_>) {
        let first = self.found.is_none();
        if let Ok(SignOffs {
            proposal: Ok(proposal),
            ..
        }) = found
        {
            self.words.clone_from(&proposal.sign_off.words);
        }
        self.found = Some(found.clone());
        // What can be done comes last, and is what one came for.
        let rows = self.rows();
        let wanted = self.wanted.as_deref();
        let wanted = wanted.and_then(|tag| rows.iter().position(|row| row.tag() == Some(tag)));
        let last = wanted.unwrap_or(rows.len().saturating_sub(1));
        let at = if first { last } else { self.list.selected };
        self.select(at, cx);
    }

    fn draw_title(&self, area: Rect, buf: &mut Buffer, view: View<'_>) {
        let look = view.look;
        let (said, role) = match &self.found {
            None => ("reading what was signed...".to_owned(), Role::Dim),
            Some(Err(error)) => (safe::escape_line(&error.message).into_owned(), Role::Error),
            Some(Ok(found)) => rows::summary(found),
        };
        let left = Line::from(vec![
            Span::styled(" Sign-off", look.style(Role::Title)),
            Span::styled(format!("  {said}"), look.style(role)),
        ]);
        let right = Line::styled(format!("{} ", self.audit), look.style(Role::Dim));
        paint::both_sides(look, area, 0, &left, &right, buf);
    }
}

impl Panel for SignOffScreen {
    fn contexts(&self) -> Vec<Context> {
        vec![Context::SignOff, Context::List]
    }

    fn name(&self) -> String {
        format!("{} sign-off", self.audit)
    }

    fn audit(&self) -> Option<&AuditId> {
        Some(&self.audit)
    }

    fn opened(&mut self, _cx: Cx<'_>) -> Vec<Intent> {
        vec![self.ask()]
    }

    fn act(&mut self, action: Action, cx: Cx<'_>) -> Option<Vec<Intent>> {
        if let Some(way) = motion(action, cx.count) {
            let rows = self.rows().len();
            let height = usize::from(Areas::of(cx.area, rows).list.height);
            let to = way.apply(self.list.selected, rows.saturating_sub(1), height);
            self.select(to, cx);
            return Some(Vec::new());
        }
        match action {
            Action::Sign => Some(self.sign(cx.data)),
            Action::EditWords => Some(self.edit_words()),
            Action::GuidanceDown | Action::GuidanceUp => {
                let rows = cx.count.unwrap_or(3);
                let way = if action == Action::GuidanceDown {
                    Motion::Down(rows)
                } else {
                    Motion::Up(rows)
                };
                self.scroll(way, cx);
                Some(Vec::new())
            }
            Action::Copy => {
                let rows = self.rows();
                let row = rows.get(self.list.selected)?;
                Some(vec![Intent::Copy(details::text(row))])
            }
            _ => None,
        }
    }

    fn why_not(&self, action: Action, _data: &Data) -> Option<String> {
        match action {
            Action::Sign => {
                let refusal = self.refusal()?;
                Some(refusal.details.first().cloned().unwrap_or(refusal.message))
            }
            Action::MoveOn | Action::OpenRow | Action::OpenRecord | Action::DrawSample => {
                Some("no record is listed here".to_owned())
            }
            Action::Find | Action::NextMatch | Action::PreviousMatch => {
                Some("there is nothing to search here".to_owned())
            }
            _ => None,
        }
    }

    fn hear(&mut self, reply: &Reply, cx: Cx<'_>) -> Vec<Intent> {
        match reply {
            Reply::SignOffs { audit, found } if *audit == self.audit => {
                self.take(found, cx);
                Vec::new()
            }
            Reply::SignedOff(done) => {
                if done.is_ok() {
                    self.words = String::new();
                    self.found = None;
                }
                vec![self.ask()]
            }
            Reply::Saved { .. } | Reply::Loaded(_) => vec![self.ask()],
            _ => Vec::new(),
        }
    }

    fn hints(&self, _data: &Data) -> Vec<Action> {
        vec![
            Action::Sign,
            Action::EditWords,
            Action::GuidanceDown,
            Action::Copy,
            Action::GoReview,
            Action::Back,
        ]
    }

    fn draw(&self, area: Rect, buf: &mut Buffer, view: View<'_>) -> Option<Position> {
        let look = view.look;
        self.draw_title(area, buf, view);
        let rows = self.rows();
        let areas = Areas::of(area, rows.len());
        let width = usize::from(areas.list.width.saturating_sub(list::GUTTER + 1));
        let line = |at: usize| {
            let row = rows.get(at);
            row.map_or_else(Line::default, |row| row.line(look, width))
        };
        list::render(look, areas.list, &self.list, rows.len(), "", line, buf);
        rule(look, areas.line, buf);
        if let Some(row) = rows.get(self.list.selected) {
            let sheet = details::of(row, look, Sheet::width(areas.details));
            sheet.paint(look, areas.details, self.scroll, false, None, buf);
        }
        None
    }
}

fn rule(look: Look<'_>, area: Rect, buf: &mut Buffer) {
    if area.height > 0 {
        let line = look.glyphs.horizontal.repeat(usize::from(area.width));
        paint::text_at(look, area, 0, 0, &line, look.style(Role::Border), buf);
    }
}
