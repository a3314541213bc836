//! A citation: what the auditor saw beside what is there now, and what happened in between.

mod deeds;
mod draw;
pub(super) mod facts;
mod happened;
mod looks;
mod moves;
mod repin;
mod seen;
mod sides;
#[cfg(test)]
mod tests;

use std::sync::Arc;

use ratatui::{
    buffer::Buffer,
    layout::{Position, Rect},
};

use crate::{
    domain::{
        evidence::{CitationState, EvidenceLink},
        holder::Holder,
        id::{AuditId, Criterion, EvidenceId},
        papers::CitedIn,
    },
    safe,
    session::trail::Trail,
    tui::{
        action::{Action, Context},
        data::Data,
        effect::{Origin, Reply},
        find::Find,
        keymap::Key,
        panel::{Cx, Intent, Panel, View, motion},
        screens::{kinds, told},
        theme::Role,
        widgets::{list::ListState, paint, scroll::Scroll},
    },
};

use happened::{Entry, Row};
use moves::LOW;
use sides::{Face, Sides};

pub use self::repin::repinning;
pub use self::seen::{Compared, InCommit, Trailed};

/// The comparison, as far as it is here.
#[derive(Debug)]
enum Seen {
    Waiting,
    /// There is nothing to compare, or it could not be.
    Without(String),
    Compared(Box<Compared>),
    InCommit(Box<InCommit>),
}

/// The part of the screen that hears keys.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Part {
    Texts,
    Happened,
}

/// The screen of one citation; its neighbours in the same place are a key away.
#[derive(Debug)]
pub struct EvidenceView {
    holder: Holder,
    id: EvidenceId,
    link: Option<EvidenceLink>,
    /// What became of the pin that counts, as far as it was compared.
    state: Option<CitationState>,
    seen: Seen,
    /// What is asked to be seen instead of what is there now.
    shows: Option<Entry>,
    /// Whether it is to be pinned anew to what is asked to be seen, as soon as that is here.
    pins: bool,
    trail: Option<Trail>,
    /// What happened, as it is listed.
    rows: Vec<Row>,
    part: Part,
    list: ListState,
    face: Face,
    scroll: Scroll,
    /// The row that a search or a step to a change has come to.
    at: usize,
    find: Find,
}

impl EvidenceView {
    /// Opens the screen of a citation in a place of an audit.
    pub fn new(audit: AuditId, place: CitedIn, id: EvidenceId) -> Self {
        Self::of(Holder::InAudit(audit, place), id)
    }

    /// Opens the screen of a citation at a control of the statement of applicability.
    pub fn at_control(control: Criterion, id: EvidenceId) -> Self {
        Self::of(Holder::Control(control), id)
    }

    /// Opens the screen of a citation, whatever holds it.
    pub fn of(holder: Holder, id: EvidenceId) -> Self {
        Self {
            holder,
            id,
            link: None,
            state: None,
            seen: Seen::Waiting,
            shows: None,
            pins: false,
            trail: None,
            rows: Vec::new(),
            part: Part::Texts,
            list: ListState::default(),
            face: Face::Both,
            scroll: Scroll::default(),
            at: 0,
            find: Find::default(),
        }
    }

    fn links<'a>(&self, data: &'a Data) -> &'a [EvidenceLink] {
        facts::citations(data, &self.holder)
    }

    /// Returns which of the place's citations it is, counted from 0, and how many there are.
    fn number(&self, data: &Data) -> (usize, usize) {
        let links = self.links(data);
        (
            links
                .iter()
                .position(|link| link.id == self.id)
                .unwrap_or(0),
            links.len(),
        )
    }

    /// Takes the citation as it is in the record; what was said of another pin is not said of it.
    fn take_link(&mut self, data: &Data) {
        let mut links = self.links(data).iter();
        let link = links.find(|link| link.id == self.id);
        self.set_link(link.cloned());
    }

    fn set_link(&mut self, link: Option<EvidenceLink>) {
        if self.link.is_some() && self.link != link {
            (self.state, self.trail, self.shows) = (None, None, None);
            self.pins = false;
        }
        self.link = link;
        self.list_happened();
    }

    fn show(&mut self, id: EvidenceId, cx: Cx<'_>) -> Vec<Intent> {
        let face = self.face;
        *self = Self {
            face,
            ..Self::of(self.holder.clone(), id)
        };
        self.take_link(cx.data);
        self.look(cx.data)
    }

    fn step(&mut self, forwards: bool, cx: Cx<'_>) -> Vec<Intent> {
        let (at, count) = self.number(cx.data);
        if count < 2 {
            return vec![Intent::Toast("it is the only citation here".to_owned())];
        }
        let next = (if forwards { at + 1 } else { at + count - 1 }) % count;
        match self.links(cx.data).get(next) {
            Some(link) if !link.kind.has_bytes() => {
                vec![Intent::Replace(told::view(
                    self.holder.clone(),
                    link.id.clone(),
                    cx.data,
                ))]
            }
            Some(link) => self.show(link.id.clone(), cx),
            None => Vec::new(),
        }
    }

    fn sides(&self) -> Option<&Arc<Sides>> {
        match &self.seen {
            Seen::Compared(compared) => compared.sides.as_ref().ok(),
            Seen::InCommit(seen) => seen.sides.as_ref().ok(),
            Seen::Waiting | Seen::Without(_) => None,
        }
    }

    fn state<'a>(&'a self, data: &'a Data) -> Option<&'a CitationState> {
        self.state.as_ref().or_else(|| data.citation(&self.id))
    }

    fn facts(&self, data: &Data, area: Rect) -> Vec<(Role, String)> {
        let Some(link) = &self.link else {
            return Vec::new();
        };
        let width = usize::from(area.width.saturating_sub(2));
        // The texts are what one came for: on a low terminal the facts give way.
        let most = usize::from(area.height / 3).max(1);
        let age = data.age(&self.holder, link);
        facts::rows(link, self.state(data), &age, width, most)
    }

    /// Lists what happened, as far as it is known.
    fn list_happened(&mut self) {
        let rows = |link| happened::rows(link, self.trail.as_ref());
        self.rows = self.link.as_ref().map(rows).unwrap_or_default();
    }

    fn selected(&self) -> Option<Entry> {
        self.rows.get(self.list.selected).map(|row| row.entry)
    }
}

impl Panel for EvidenceView {
    fn contexts(&self) -> Vec<Context> {
        if self.find.is_typing() {
            vec![Context::Text]
        } else {
            vec![Context::Evidence]
        }
    }

    fn name(&self) -> String {
        format!("evidence {}", self.id)
    }

    fn audit(&self) -> Option<&AuditId> {
        self.holder.audit()
    }

    fn opened(&mut self, cx: Cx<'_>) -> Vec<Intent> {
        self.take_link(cx.data);
        self.look(cx.data)
    }

    fn refresh(&mut self, cx: Cx<'_>) {
        self.take_link(cx.data);
    }

    fn act(&mut self, action: Action, cx: Cx<'_>) -> Option<Vec<Intent>> {
        if let Some(motion) = motion(action, cx.count) {
            if self.part == Part::Happened {
                let (_, area) = self.areas(cx.data, cx.area);
                let height = usize::from(area.height.saturating_sub(1));
                self.list.go(motion, self.rows.len(), height);
                return Some(Vec::new());
            }
            let form = self.form(cx);
            let len = self.sides().map_or(0, |sides| sides.len(form));
            let height = self.height(cx);
            self.scroll.go(motion, len, height);
            self.at = self.scroll.top;
            return Some(Vec::new());
        }
        Some(match action {
            Action::NextCitation => self.step(true, cx),
            Action::PreviousCitation => self.step(false, cx),
            Action::EditCitation => kinds::edit(&self.holder, &self.id, cx.data),
            Action::NextChange => self.go_to_change(true, cx),
            Action::PreviousChange => self.go_to_change(false, cx),
            Action::EvidencePart => self.other_part(),
            Action::ShowHappened if self.part == Part::Texts => self.other_part(),
            Action::ShowHappened => {
                if cx.area.height < LOW {
                    self.part = Part::Texts;
                }
                self.show_entry(self.selected(), cx.data)
            }
            Action::SwitchSide => self.switch_side(cx),
            Action::PinAnew => self.pin_anew(cx.data),
            Action::RemoveCitation => self.remove(cx.data),
            Action::Copy => self.copy()?,
            Action::Find => {
                self.find.start();
                Vec::new()
            }
            Action::TextAccept => {
                self.find.accept();
                Vec::new()
            }
            Action::NextMatch => self.go_to(self.find.step(self.at, true), "not found", cx),
            Action::PreviousMatch => self.go_to(self.find.step(self.at, false), "not found", cx),
            Action::Back => self.go_back(cx)?,
            _ => return None,
        })
    }

    fn why_not(&self, action: Action, data: &Data) -> Option<String> {
        match action {
            Action::PinAnew => {
                let is_proposal = matches!(self.selected(), Some(Entry::Proposal(_)));
                let proposed = self.part == Part::Happened && is_proposal;
                self.again(data).err().filter(|_| !proposed)
            }
            Action::NextCitation | Action::PreviousCitation if self.number(data).1 < 2 => {
                Some("it is the only citation here".to_owned())
            }
            _ => None,
        }
    }

    fn press(&mut self, key: Key, cx: Cx<'_>) -> Option<Vec<Intent>> {
        if self.find.press(key)? {
            self.find_rows(cx);
        }
        Some(Vec::new())
    }

    fn paste(&mut self, text: &str, cx: Cx<'_>) -> Option<Vec<Intent>> {
        self.find.paste(text)?;
        self.find_rows(cx);
        Some(Vec::new())
    }

    fn hear(&mut self, reply: &Reply, cx: Cx<'_>) -> Vec<Intent> {
        match reply {
            Reply::Compared(compared) if Some(&compared.sight.link) == self.link.as_ref() => {
                self.take_comparison(compared, cx)
            }
            Reply::InCommit(seen) if Some(&seen.link) == self.link.as_ref() => {
                self.take_commit(seen, cx);
                Vec::new()
            }
            Reply::Trailed(trailed) if Some(&trailed.link) == self.link.as_ref() => {
                self.trail = Some(trailed.trail.clone());
                self.list_happened();
                Vec::new()
            }
            Reply::Pinned { link, .. } if link.id == self.id => {
                self.set_link(Some((**link).clone()));
                self.shows = None;
                self.part = Part::Texts;
                let told = format!(
                    "pinned anew: {}; undo takes it back",
                    safe::escape_line(&link.subject())
                );
                let mut intents = self.look(cx.data);
                intents.push(Intent::Toast(told));
                intents
            }
            // Undo and edits from outside change the record beneath the screen; a reload may have moved the branch.
            Reply::Saved { .. } => match (self.seen_link(), &self.link) {
                (Some(seen), Some(link)) if seen != link => {
                    self.shows = None;
                    self.look(cx.data)
                }
                _ => Vec::new(),
            },
            Reply::Loaded(_) => self.look(cx.data),
            Reply::Failed(failure)
                if failure.of == Origin::Comparison && matches!(self.seen, Seen::Waiting) =>
            {
                self.seen = Seen::Without("It could not be compared.".to_owned());
                Vec::new()
            }
            _ => Vec::new(),
        }
    }

    fn hints(&self, data: &Data) -> Vec<Action> {
        if self.find.is_typing() {
            return vec![Action::TextAccept, Action::Back];
        }
        let mut hints = Vec::new();
        if self.part == Part::Happened {
            hints.push(Action::ShowHappened);
        }
        if self.why_not(Action::PinAnew, data).is_none() {
            hints.push(Action::PinAnew);
        }
        if self.part == Part::Texts {
            hints.push(Action::NextChange);
        }
        hints.extend([Action::EvidencePart, Action::SwitchSide]);
        if self.number(data).1 > 1 {
            hints.push(Action::NextCitation);
        }
        hints.extend([Action::RemoveCitation, Action::Find, Action::Back]);
        hints
    }

    fn draw(&self, area: Rect, buf: &mut Buffer, view: View<'_>) -> Option<Position> {
        let look = view.look;
        self.draw_head(area, buf, view);
        for (row, (role, fact)) in (1..).zip(self.facts(view.data, area)) {
            paint::text_at(look, area, 1, row, &fact, look.style(role), buf);
        }
        let (body, happened) = self.areas(view.data, area);
        let texts = Rect {
            height: body.height.saturating_sub(self.find_row()),
            ..body
        };
        if !texts.is_empty() {
            self.draw_body(texts, buf, view);
        }
        self.draw_happened(happened, buf, view);
        if body.is_empty() {
            return None;
        }
        let foot = Rect {
            y: body.bottom() - 1,
            height: 1,
            ..body
        };
        self.find.draw(look, foot, self.at, buf)
    }
}
