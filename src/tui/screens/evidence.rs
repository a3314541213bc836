//! A citation: what the auditor saw beside what is there now.

mod draw;
mod facts;
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
    session::evidence::{Comparison, Target},
    tui::{
        action::{Action, Context},
        data::Data,
        effect::{self, Reply, Request},
        find::Find,
        keymap::Key,
        panel::{Cx, Intent, Panel, View, motion, or_fail},
        text,
        theme::Role,
        widgets::{paint, scroll::Scroll},
    },
};

use sides::{SIDE_BY_SIDE, Sides};

/// How many rows above the cited lines are shown at first.
const ABOVE: usize = 3;

/// The comparison, as far as it is here.
#[derive(Debug)]
enum Seen {
    Waiting,
    /// There is nothing to compare, or it could not be.
    Without(String),
    Compared {
        link: Box<EvidenceLink>,
        state: CitationState,
        now_path: String,
        /// The texts, or why they cannot be shown.
        sides: Result<Box<Sides>, String>,
    },
}

/// The screen of one citation; its neighbours in the same place are a key away.
#[derive(Debug)]
pub struct EvidenceView {
    holder: Holder,
    id: EvidenceId,
    link: Option<EvidenceLink>,
    seen: Seen,
    scroll: Scroll,
    /// The row that a search has come to.
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

    fn of(holder: Holder, id: EvidenceId) -> Self {
        Self {
            holder,
            id,
            link: None,
            seen: Seen::Waiting,
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

    /// Asks for the comparison of the citation as it is in the record.
    fn compare(&mut self) -> Vec<Intent> {
        match &self.link {
            Some(link) if link.path.is_some() => {
                vec![Intent::Ask(Request::Compare(Box::new(link.clone())))]
            }
            Some(_) => {
                self.seen = Seen::Without(String::new());
                Vec::new()
            }
            None => {
                self.seen = Seen::Without("This citation is not there any more.".to_owned());
                Vec::new()
            }
        }
    }

    fn show(&mut self, id: EvidenceId, cx: Cx<'_>) -> Vec<Intent> {
        self.id = id;
        self.seen = Seen::Waiting;
        self.scroll = Scroll::default();
        self.at = 0;
        self.find.cancel();
        self.take_link(cx.data);
        self.compare()
    }

    fn step(&mut self, forwards: bool, cx: Cx<'_>) -> Vec<Intent> {
        let (at, count) = self.number(cx.data);
        if count < 2 {
            return vec![Intent::Toast("it is the only citation here".to_owned())];
        }
        let next = (if forwards { at + 1 } else { at + count - 1 }) % count;
        match self.links(cx.data).get(next).map(|link| link.id.clone()) {
            Some(id) => self.show(id, cx),
            None => Vec::new(),
        }
    }

    fn take(&mut self, comparison: &Comparison, cx: Cx<'_>) {
        let sides = Sides::of(comparison).map(Box::new);
        let wide = cx.area.width >= SIDE_BY_SIDE;
        // The place is kept when the same texts come again, as after a reload.
        let is_first =
            !matches!(&self.seen, Seen::Compared { link, .. } if **link == comparison.link);
        let start = sides.as_ref().map_or(0, |sides| sides.start(wide));
        self.seen = Seen::Compared {
            link: Box::new(comparison.link.clone()),
            state: comparison.state.clone(),
            now_path: comparison.now_path.clone(),
            sides,
        };
        if is_first {
            self.scroll = Scroll {
                top: start.saturating_sub(ABOVE),
            };
        }
    }

    fn sides(&self) -> Option<&Sides> {
        match &self.seen {
            Seen::Compared {
                sides: Ok(sides), ..
            } => Some(sides),
            Seen::Compared { sides: Err(_), .. } | Seen::Waiting | Seen::Without(_) => None,
        }
    }

    fn state<'a>(&'a self, data: &'a Data) -> Option<&'a CitationState> {
        match &self.seen {
            Seen::Compared { state, .. } => Some(state),
            Seen::Waiting | Seen::Without(_) => data.citation(&self.id),
        }
    }

    /// Returns what citing again would cite, or why it does nothing now.
    fn again(&self) -> Result<Target, String> {
        let link = self
            .link
            .as_ref()
            .ok_or_else(|| "it is not there any more".to_owned())?;
        match &self.seen {
            Seen::Waiting => Err("it is still being compared".to_owned()),
            Seen::Without(_) => Err("there is no file to compare".to_owned()),
            Seen::Compared { state, sides, .. } => facts::again(link, state, sides.as_deref().ok()),
        }
    }

    fn cite_again(&self) -> Vec<Intent> {
        let target = match self.again() {
            Ok(target) => target,
            Err(why) => return vec![Intent::Toast(why)],
        };
        let told = format!(
            "cites {} as it is now, {}; undo takes it back",
            safe::escape_line(&target.path),
            effect::lines_text(target.lines)
        );
        vec![
            Intent::Ask(Request::Pin {
                holder: self.holder.clone(),
                target,
                work_tree: false,
                replaces: Some(self.id.clone()),
            }),
            Intent::Toast(told),
        ]
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

    /// Returns the part of an area for the texts, titles included.
    fn body(&self, data: &Data, area: Rect) -> Rect {
        let gap = u16::from(area.height >= 20);
        let above = (1 + text::cells(self.facts(data, area).len()) + gap).min(area.height);
        Rect {
            y: area.y + above,
            height: area.height - above,
            ..area
        }
    }

    /// Returns how many rows of the texts are visible.
    fn height(&self, cx: Cx<'_>) -> usize {
        usize::from(
            self.body(cx.data, cx.area)
                .height
                .saturating_sub(1 + self.find_row()),
        )
    }

    fn find_row(&self) -> u16 {
        u16::from(self.find.is_typing() || !self.find.query().is_empty())
    }

    fn go_to(&mut self, row: Option<usize>, cx: Cx<'_>) -> Vec<Intent> {
        let height = self.height(cx);
        let wide = cx.area.width >= SIDE_BY_SIDE;
        let len = self.sides().map_or(0, |sides| sides.len(wide));
        match row {
            Some(row) => {
                self.scroll.top = row.saturating_sub(ABOVE).min(len.saturating_sub(height));
                self.at = row;
                Vec::new()
            }
            None => vec![Intent::Toast("not found".to_owned())],
        }
    }

    fn find_rows(&mut self, cx: Cx<'_>) {
        let wide = cx.area.width >= SIDE_BY_SIDE;
        let texts = self
            .sides()
            .map(|sides| sides.texts(wide))
            .unwrap_or_default();
        self.find.search(texts.iter().map(String::as_str));
        let first = self.find.first_from(self.scroll.top);
        if first.is_some() {
            self.go_to(first, cx);
        }
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
        self.compare()
    }

    fn refresh(&mut self, cx: Cx<'_>) {
        self.take_link(cx.data);
    }

    fn act(&mut self, action: Action, cx: Cx<'_>) -> Option<Vec<Intent>> {
        if let Some(motion) = motion(action, cx.count) {
            let wide = cx.area.width >= SIDE_BY_SIDE;
            let len = self.sides().map_or(0, |sides| sides.len(wide));
            let height = self.height(cx);
            self.scroll.go(motion, len, height);
            self.at = self.scroll.top;
            return Some(Vec::new());
        }
        Some(match action {
            Action::NextCitation => self.step(true, cx),
            Action::PreviousCitation => self.step(false, cx),
            Action::CiteAgain => self.cite_again(),
            Action::RemoveCitation => self.remove(cx.data),
            Action::Copy => {
                let link = self.link.as_ref()?;
                vec![Intent::Copy(format!(
                    "{} @ {}",
                    link.subject(),
                    link.commit.as_deref().unwrap_or("work tree")
                ))]
            }
            Action::Find => {
                self.find.start();
                Vec::new()
            }
            Action::TextAccept => {
                self.find.accept();
                Vec::new()
            }
            Action::NextMatch => self.go_to(self.find.step(self.at, true), cx),
            Action::PreviousMatch => self.go_to(self.find.step(self.at, false), cx),
            Action::Back if self.find_row() > 0 => {
                self.find.cancel();
                Vec::new()
            }
            _ => return None,
        })
    }

    fn why_not(&self, action: Action, data: &Data) -> Option<String> {
        match action {
            Action::CiteAgain => self.again().err(),
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
            Reply::Compared(comparison) if comparison.link.id == self.id => {
                self.take(comparison, cx);
                Vec::new()
            }
            Reply::Pinned { link, .. } if link.id == self.id => {
                vec![Intent::Ask(Request::Compare(link.clone()))]
            }
            // Undo and edits from outside change the record beneath the screen; a reload may have moved the branch.
            Reply::Saved { .. } => match (&self.seen, &self.link) {
                (Seen::Compared { link: seen, .. }, Some(link)) if **seen != *link => {
                    self.compare()
                }
                _ => Vec::new(),
            },
            Reply::Loaded(_) => self.compare(),
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
        if self.again().is_ok() {
            hints.push(Action::CiteAgain);
        }
        hints.push(Action::RemoveCitation);
        if self.number(data).1 > 1 {
            hints.push(Action::NextCitation);
        }
        hints.extend([Action::Find, Action::Copy, Action::Back]);
        hints
    }

    fn draw(&self, area: Rect, buf: &mut Buffer, view: View<'_>) -> Option<Position> {
        let look = view.look;
        self.draw_head(area, buf, view);
        for (row, (role, fact)) in (1..).zip(self.facts(view.data, area)) {
            paint::text_at(look, area, 1, row, &fact, look.style(role), buf);
        }
        let body = self.body(view.data, area);
        let texts = Rect {
            height: body.height.saturating_sub(self.find_row()),
            ..body
        };
        if !texts.is_empty() {
            self.draw_body(texts, buf, view);
        }
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
