//! A citation: what the auditor saw beside what is there now, and what happened in between.

mod draw;
pub(super) mod facts;
mod happened;
mod looks;
mod repin;
mod seen;
mod sides;
#[cfg(test)]
mod tests;

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
    session::{
        evidence::Target,
        repin::{held_fast, target},
        trail::Trail,
    },
    tui::{
        action::{Action, Context},
        data::Data,
        effect::Reply,
        find::Find,
        keymap::Key,
        panel::{Cx, Intent, Panel, View, motion, or_fail},
        screens::{kinds, told},
        text,
        theme::Role,
        widgets::{field::TextField, list::ListState, paint, scroll::Scroll},
    },
};

use happened::{Entry, Row};
use repin::Repin;
use sides::{Face, Form, Sides};

pub use self::seen::{Compared, InCommit, Trailed};

/// How many rows above the cited lines, or above a change, are shown at first.
const ABOVE: usize = 3;

/// The least height at which what happened is listed below the texts all the time.
const TALL: u16 = 30;

/// The least height at which texts and list have room together.
const LOW: u16 = 16;

/// The most rows that the list takes while the texts are looked at.
const LISTED: u16 = 8;

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

    fn take_link(&mut self, data: &Data) {
        self.link = self
            .links(data)
            .iter()
            .find(|link| link.id == self.id)
            .cloned();
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

    fn sides(&self) -> Option<&Sides> {
        match &self.seen {
            Seen::Compared(compared) => compared.sides.as_ref().ok(),
            Seen::InCommit(seen) => seen.sides.as_ref().ok(),
            Seen::Waiting | Seen::Without(_) => None,
        }
    }

    fn state<'a>(&'a self, data: &'a Data) -> Option<&'a CitationState> {
        self.state.as_ref().or_else(|| data.citation(&self.id))
    }

    /// Returns what would be pinned anew, or why nothing is now.
    fn again(&self, data: &Data) -> Result<Target, String> {
        if let Some(why) = held_fast(data.holders(), &self.holder) {
            return Err(why);
        }
        match &self.seen {
            _ if self.link.is_none() => Err("it is not there any more".to_owned()),
            Seen::Waiting => Err("it is still being compared".to_owned()),
            Seen::Without(_) => Err("there is no file to compare".to_owned()),
            Seen::InCommit(_) => {
                Err("this is what a commit did: go back to what is there now".to_owned())
            }
            Seen::Compared(compared) => target(&compared.sight),
        }
    }

    /// Asks why it is pinned anew, with both sides in sight; a selected proposal is looked at first.
    fn pin_anew(&mut self, data: &Data) -> Vec<Intent> {
        let selected = self.selected();
        if self.part == Part::Happened
            && matches!(selected, Some(Entry::Proposal(_)))
            && selected != self.shows
        {
            let intents = self.show_entry(selected, data);
            self.pins = true;
            return intents;
        }
        let target = match self.again(data) {
            Ok(target) => target,
            Err(why) => return vec![Intent::Toast(why)],
        };
        let Some(link) = self.link.clone() else {
            return Vec::new();
        };
        let sides = self.sides().cloned();
        vec![Intent::Open(Box::new(Repin {
            holder: self.holder.clone(),
            link,
            target,
            titles: sides
                .as_ref()
                .map(|sides| self.titles(sides))
                .unwrap_or_default(),
            sides,
            field: TextField::new("", false),
            fault: None,
            giving_up: false,
        }))]
    }

    fn remove(&self, data: &Data) -> Vec<Intent> {
        let change = || {
            let step = data.step("")?;
            let change = data.holders().remove(&self.holder, &self.id, &step)?;
            let told = format!("{}; undo takes it back", safe::escape_line(&change.what));
            Ok(vec![
                Intent::Apply(change),
                Intent::Close,
                Intent::Toast(told),
            ])
        };
        or_fail(change())
    }

    fn copy(&self) -> Option<Vec<Intent>> {
        let link = self.link.as_ref()?;
        let trail = self.trail.as_ref();
        let chosen = match self.selected().filter(|_| self.part == Part::Happened) {
            Some(Entry::Commit(at)) => trail
                .and_then(|trail| trail.between.as_ref().ok()?.commits.get(at))
                .map(|commit| commit.commit.clone()),
            Some(Entry::Proposal(at)) => trail
                .and_then(|trail| trail.proposals.as_ref().ok()?.get(at))
                .map(happened::place),
            Some(Entry::Earlier(at)) => link.earlier.get(at).map(|earlier| earlier.pin().told()),
            Some(Entry::Note) | None => None,
        };
        let whole = || {
            let commit = link.commit.as_deref().unwrap_or("work tree");
            format!("{} @ {commit}", link.subject())
        };
        Some(vec![Intent::Copy(chosen.unwrap_or_else(whole))])
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

    /// Lists what happened.
    fn rows(&self) -> Vec<Row> {
        self.link
            .as_ref()
            .map(|link| happened::rows(link, self.trail.as_ref()))
            .unwrap_or_default()
    }

    fn selected(&self) -> Option<Entry> {
        self.rows().get(self.list.selected).map(|row| row.entry)
    }

    /// Parts an area below the facts: the texts, titles included, and what happened.
    fn areas(&self, data: &Data, area: Rect) -> (Rect, Rect) {
        let gap = u16::from(area.height >= 20);
        let above = (1 + text::cells(self.facts(data, area).len()) + gap).min(area.height);
        let rest = Rect {
            y: area.y + above,
            height: area.height - above,
            ..area
        };
        let is_file = self.link.as_ref().is_some_and(|link| link.path.is_some());
        let rows = text::cells(self.rows().len());
        let wanted = match self.part {
            _ if !is_file => 0,
            Part::Happened if area.height < LOW => rest.height,
            Part::Happened => (rows + 1).min((rest.height / 2).max(4)),
            Part::Texts if area.height >= TALL => rows.min(LISTED) + 1,
            Part::Texts => u16::from(rest.height > 3),
        };
        let below = wanted.min(rest.height);
        let between = u16::from(area.height >= TALL && below > 0 && below < rest.height);
        let texts = Rect {
            height: rest.height - below - between,
            ..rest
        };
        let happened = Rect {
            y: rest.bottom() - below,
            height: below,
            ..rest
        };
        (texts, happened)
    }

    /// Returns how many rows of the texts are visible.
    fn height(&self, cx: Cx<'_>) -> usize {
        let (texts, _) = self.areas(cx.data, cx.area);
        usize::from(texts.height.saturating_sub(1 + self.find_row()))
    }

    fn find_row(&self) -> u16 {
        u16::from(self.find.is_typing() || !self.find.query().is_empty())
    }

    fn form(&self, cx: Cx<'_>) -> Form {
        Form::of(self.face, cx.area.width)
    }

    fn go_to(&mut self, row: Option<usize>, nothing: &str, cx: Cx<'_>) -> Vec<Intent> {
        let height = self.height(cx);
        let form = self.form(cx);
        let len = self.sides().map_or(0, |sides| sides.len(form));
        match row {
            Some(row) => {
                self.scroll.top = row.saturating_sub(ABOVE).min(len.saturating_sub(height));
                self.at = row;
                Vec::new()
            }
            None => vec![Intent::Toast(nothing.to_owned())],
        }
    }

    fn go_to_change(&mut self, forwards: bool, cx: Cx<'_>) -> Vec<Intent> {
        let form = self.form(cx);
        let row = self
            .sides()
            .and_then(|sides| sides.change(form, self.at, forwards));
        let nothing = if forwards {
            "no further change"
        } else {
            "no change before this"
        };
        self.go_to(row, nothing, cx)
    }

    fn switch_side(&mut self, cx: Cx<'_>) -> Vec<Intent> {
        let (face, told) = match self.face {
            Face::Both => (Face::Then, "what was cited, alone"),
            Face::Then => (Face::Now, "what is there, alone"),
            Face::Now => (Face::Both, "both"),
        };
        self.face = face;
        self.go_to_start(cx);
        vec![Intent::Toast(told.to_owned())]
    }

    fn go_to_start(&mut self, cx: Cx<'_>) {
        let form = self.form(cx);
        let start = self.sides().map_or(0, |sides| sides.start(form));
        self.scroll = Scroll {
            top: start.saturating_sub(ABOVE),
        };
        self.at = start;
    }

    fn find_rows(&mut self, cx: Cx<'_>) {
        let form = self.form(cx);
        let texts = self
            .sides()
            .map(|sides| sides.texts(form))
            .unwrap_or_default();
        self.find.search(texts.iter().map(String::as_str));
        let first = self.find.first_from(self.scroll.top);
        if first.is_some() {
            self.go_to(first, "", cx);
        }
    }

    /// Goes back a step within the screen; false where there is none.
    fn go_back(&mut self, cx: Cx<'_>) -> Option<Vec<Intent>> {
        if self.find_row() > 0 {
            self.find.cancel();
            return Some(Vec::new());
        }
        if self.shows.is_some() {
            return Some(self.show_entry(None, cx.data));
        }
        if self.part == Part::Happened {
            self.part = Part::Texts;
            return Some(Vec::new());
        }
        None
    }

    fn other_part(&mut self) -> Vec<Intent> {
        self.part = match self.part {
            Part::Happened => Part::Texts,
            Part::Texts if self.rows().is_empty() => {
                let said = if self.trail.is_none() {
                    "the history is still being looked into"
                } else {
                    "nothing has happened since"
                };
                return vec![Intent::Toast(said.to_owned())];
            }
            Part::Texts => Part::Happened,
        };
        Vec::new()
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
                self.list.go(motion, self.rows().len(), height);
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
            Reply::Compared(compared) if compared.sight.link.id == self.id => {
                self.take_comparison(compared, cx)
            }
            Reply::InCommit(seen) if Some(&seen.link) == self.link.as_ref() => {
                self.take_commit(seen, cx);
                Vec::new()
            }
            Reply::Trailed(trailed) if Some(&trailed.link) == self.link.as_ref() => {
                self.trail = Some(trailed.trail.clone());
                Vec::new()
            }
            Reply::Pinned { link, .. } if link.id == self.id => {
                self.link = Some((**link).clone());
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
            Reply::Failed(_) if matches!(self.seen, Seen::Waiting) => {
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
