//! The statement of applicability: every control of a checklist, whether it is included, why, how, how far, and what
//! shows it.
//!
//! The list stands beside the selected control, or above it where there is no room. Where several checklists have
//! controls, each has a statement of its own, a key away. Every text is written in its place; leaving it keeps it.

mod applying;
mod control;
mod deciding;
mod draw;
mod entries;
mod moves;
mod typing;

use std::sync::Arc;

use ratatui::{
    buffer::Buffer,
    layout::{Position, Rect},
};

use crate::{
    domain::{
        applicability::{ControlDecision, StatementOfApplicability},
        change::Change,
        checklist::Checklist,
        evidence::EvidenceLink,
        id::{AuditId, ChecklistId, Criterion, Ref},
        papers::WorkingPapers,
    },
    tui::{
        action::{Action, Context},
        data::Data,
        effect::{Reply, Request},
        find::Find,
        keymap::Key,
        panel::{Cx, Intent, Panel, View, Writing, motion},
        widgets::{field::Pressed, list::ListState, scroll::Scroll},
    },
};

use self::typing::{Part, Typing};

/// Which part hears the moving keys.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Pane {
    Controls,
    Control,
}

/// The screen of the statements of applicability.
pub struct ApplicabilityScreen {
    /// The audit that one came from: the one that a statement is applied to.
    audit: Option<AuditId>,
    /// The checklists that have controls; none while they are being read.
    checklists: Option<Arc<Vec<Checklist>>>,
    shown: Option<ChecklistId>,
    at: Option<Ref>,
    list: ListState,
    pane: Pane,
    scroll: Scroll,
    citation: usize,
    typing: Option<Typing>,
    /// What was typed last, with its control and its change, for the case that it cannot be saved.
    kept: Option<(Change, Criterion, Typing)>,
    find: Find,
}

impl ApplicabilityScreen {
    /// Opens the statement of the audit's checklist, or else of the first that there is one for.
    pub fn new(audit: Option<AuditId>, data: &Data) -> Self {
        let papers = audit.as_ref().and_then(|id| data.audit(id));
        let audited = papers
            .into_iter()
            .flat_map(WorkingPapers::checklists)
            .find(|checklist| checklist.controls().next().is_some())
            .map(|checklist| checklist.id.clone());
        let shown = audited.or_else(|| data.applicability.keys().next().cloned());
        Self::showing(audit, shown)
    }

    /// Opens the statement of a checklist.
    pub fn of(audit: Option<AuditId>, checklist: ChecklistId) -> Self {
        Self::showing(audit, Some(checklist))
    }

    /// Opens the control of a place: `CHECKLIST:REF`, whatever part of it follows.
    pub fn at_place(audit: Option<AuditId>, place: &str) -> Option<Self> {
        let control: Criterion = typing::without_part(place).parse().ok()?;
        let mut screen = Self::showing(audit, Some(control.checklist));
        screen.at = Some(control.reference);
        Some(screen)
    }

    fn showing(audit: Option<AuditId>, shown: Option<ChecklistId>) -> Self {
        Self {
            audit,
            checklists: None,
            shown,
            at: None,
            list: ListState::default(),
            pane: Pane::Controls,
            scroll: Scroll::default(),
            citation: 0,
            typing: None,
            kept: None,
            find: Find::default(),
        }
    }

    /// Returns the checklist that is shown: as it is at hand, or until that is read as an audit keeps it.
    fn checklist<'a>(&'a self, data: &'a Data) -> Option<&'a Checklist> {
        let shown = self.shown.as_ref()?;
        let at_hand = self.checklists.iter().flat_map(|all| all.iter());
        let kept = data
            .papers
            .values()
            .filter_map(|papers| papers.checklists.get(shown));
        at_hand
            .filter(|checklist| checklist.id == *shown)
            .chain(kept)
            .find(|checklist| checklist.controls().next().is_some())
    }

    fn statement<'a>(&self, data: &'a Data) -> Option<&'a StatementOfApplicability> {
        data.applicability.get(self.shown.as_ref()?)
    }

    fn decision<'a>(&self, data: &'a Data) -> Option<&'a ControlDecision> {
        self.statement(data)?.decision(self.at.as_ref()?)
    }

    /// Returns the selected control.
    fn control(&self) -> Option<Criterion> {
        Some(Criterion {
            checklist: self.shown.clone()?,
            reference: self.at.clone()?,
        })
    }

    fn citations<'a>(&self, data: &'a Data) -> &'a [EvidenceLink] {
        self.decision(data)
            .map(|decision| decision.evidence.as_slice())
            .unwrap_or_default()
    }
}

impl Panel for ApplicabilityScreen {
    fn contexts(&self) -> Vec<Context> {
        if self.typing.is_some() {
            vec![Context::Text, Context::Fields]
        } else if self.find.is_typing() {
            vec![Context::Text]
        } else {
            vec![Context::Applicability]
        }
    }

    fn name(&self) -> String {
        "statement of applicability".to_owned()
    }

    fn audit(&self) -> Option<&AuditId> {
        self.audit.as_ref()
    }

    fn opened(&mut self, cx: Cx<'_>) -> Vec<Intent> {
        self.settle(cx);
        vec![Intent::Ask(Request::Controls)]
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
        if self.typing.is_some() {
            let intents = self.act_typing(action, cx);
            self.fit(cx);
            return intents;
        }
        Some(match action {
            Action::NextUndecided => self.step_undecided(true, cx),
            Action::PreviousUndecided => self.step_undecided(false, cx),
            Action::NextStatement => self.step_checklist(true, cx),
            Action::PreviousStatement => self.step_checklist(false, cx),
            Action::ToControl => self.enter(Pane::Control, cx),
            Action::ToControls => self.enter(Pane::Controls, cx),
            Action::Find => {
                self.find.start();
                Vec::new()
            }
            Action::NextMatch => self.step_match(true, cx),
            Action::PreviousMatch => self.step_match(false, cx),
            Action::Back if !self.find.query().is_empty() => {
                self.find.cancel();
                Vec::new()
            }
            Action::Back if self.pane == Pane::Control => self.enter(Pane::Controls, cx),
            other => {
                if let Some(way) = motion(other, cx.count) {
                    self.go(way, cx);
                    return Some(Vec::new());
                }
                let intents = self.decide(other, cx)?;
                self.fit(cx);
                intents
            }
        })
    }

    fn why_not(&self, action: Action, data: &Data) -> Option<String> {
        self.why_not_now(action, data)
    }

    fn press(&mut self, key: Key, cx: Cx<'_>) -> Option<Vec<Intent>> {
        if self.find.is_typing() {
            if self.find.press(key)? {
                self.typed_query(cx);
            }
            return Some(Vec::new());
        }
        match self.typing.as_mut()?.field.press(key) {
            Pressed::Ignored => None,
            Pressed::Changed | Pressed::Moved => Some(Vec::new()),
        }
    }

    fn paste(&mut self, text: &str, cx: Cx<'_>) -> Option<Vec<Intent>> {
        if self.find.paste(text).is_some() {
            self.typed_query(cx);
            return Some(Vec::new());
        }
        self.typing.as_mut()?.field.paste(text);
        Some(Vec::new())
    }

    fn hear(&mut self, reply: &Reply, cx: Cx<'_>) -> Vec<Intent> {
        match reply {
            Reply::Controls(checklists) => {
                self.take(checklists, cx);
                Vec::new()
            }
            Reply::Loaded(_) => vec![Intent::Ask(Request::Controls)],
            Reply::NotSaved { change, .. } => {
                self.take_up_again(change, cx);
                Vec::new()
            }
            _ => Vec::new(),
        }
    }

    fn holds(&self, change: &Change) -> bool {
        let typing = self.typing.as_ref();
        typing.is_some_and(|typing| typing.unsaved.as_ref() == Some(change))
    }

    fn let_go(&mut self, change: &Change) {
        self.typing
            .take_if(|typing| typing.unsaved.as_ref() == Some(change));
    }

    fn edited(&mut self, text: &str, cx: Cx<'_>) -> Vec<Intent> {
        self.take_edited(text, cx)
    }

    fn refresh(&mut self, cx: Cx<'_>) {
        self.settle(cx);
    }

    fn writing(&self) -> Option<Writing<'_>> {
        let typing = self.typing.as_ref()?;
        Some(Writing {
            audit: None,
            place: &typing.place,
            text: typing.field.text(),
            base: &typing.base,
        })
    }

    fn resume_writing(&mut self, place: &str, text: &str, cx: Cx<'_>) -> bool {
        let part = Part::of_place(place);
        let Some(part) = part.filter(|_| self.decision(cx.data).is_some()) else {
            return false;
        };
        self.open_field(part, cx.data);
        if let Some(typing) = &mut self.typing {
            typing.field.set_text(text);
        }
        self.typing.is_some()
    }

    fn place(&self) -> Option<String> {
        Some(format!("soa {}", self.control()?))
    }

    fn hints(&self, data: &Data) -> Vec<Action> {
        if let Some(typing) = &self.typing {
            let done = if typing.field.is_multiline() {
                Action::Back
            } else {
                Action::TextAccept
            };
            return vec![done, Action::TextNextField, Action::ExternalEditor];
        }
        if self.find.is_typing() {
            return vec![Action::TextAccept, Action::Back];
        }
        let mut hints = vec![Action::IncludeControl, Action::ExcludeControl];
        if self.decision(data).is_some() {
            hints.extend([
                Action::EditJustification,
                Action::EditImplementation,
                Action::ChooseStatus,
                Action::Cite,
            ]);
        }
        hints.push(Action::NextUndecided);
        if self.is_out_of_step(data) {
            hints.insert(2, Action::ApplyStatement);
        }
        if self.pane == Pane::Control && !self.citations(data).is_empty() {
            hints.insert(2, Action::ShowCitation);
        }
        if self.checklists.as_ref().is_some_and(|all| all.len() > 1) {
            hints.push(Action::NextStatement);
        }
        if self.decision(data).is_some() {
            hints.push(Action::EditOwner);
        }
        hints.extend([Action::ApproveStatement, Action::Find, Action::Back]);
        hints
    }

    fn draw(&self, area: Rect, buf: &mut Buffer, view: View<'_>) -> Option<Position> {
        self.paint(area, buf, view)
    }
}
