//! One sample: what it was drawn from and how, its items, and what was found of the selected one.
//!
//! A result is one key, on the item. Where an item fails, a line proposes a wider sample, with the key that draws it. What
//! has to read the population again, such as a replacement, is the worker's.

mod deciding;
mod item;
mod moves;
mod paint;
mod typing;

pub use deciding::form_at;

use ratatui::{
    buffer::Buffer,
    layout::{Position, Rect},
};

use crate::{
    domain::{
        change::Change,
        id::{AuditId, SampleId},
        papers::WorkingPapers,
        sample::{Sample, SampleItem},
    },
    tui::{
        action::{Action, Context},
        data::Data,
        effect::{Reply, SampleReply},
        find::Find,
        keymap::Key,
        panel::{Cx, Intent, Panel, View, Writing, motion},
        widgets::{field::Pressed, list::ListState, scroll::Scroll},
    },
};

use self::typing::{Part, Typing};

/// The screen of one sample.
pub struct SampleScreen {
    audit: AuditId,
    id: SampleId,
    /// The selected item; the first where there is none of that id.
    at: Option<String>,
    /// Whether it is to open at the first item that nobody has looked at.
    fresh: bool,
    list: ListState,
    scroll: Scroll,
    typing: Option<Typing>,
    /// What was typed last, with its change, for the case that it cannot be saved.
    kept: Option<(Change, Typing)>,
    find: Find,
}

impl SampleScreen {
    /// Opens a sample at its first item that nobody has looked at.
    pub fn new(audit: AuditId, id: SampleId) -> Self {
        Self {
            audit,
            id,
            at: None,
            fresh: true,
            list: ListState::default(),
            scroll: Scroll::default(),
            typing: None,
            kept: None,
            find: Find::default(),
        }
    }

    /// Opens a sample at the item of a place: `S-9D0KXM`, `S-9D0KXM conclusion` or `S-9D0KXM note ITEM`.
    pub fn at_place(audit: AuditId, place: &str) -> Option<Self> {
        let (id, rest) = place.split_once(' ').unwrap_or((place, ""));
        let mut screen = Self::new(audit, id.parse().ok()?);
        screen.at = typing::item_of(rest).map(str::to_owned);
        screen.fresh = screen.at.is_none();
        Some(screen)
    }

    /// Returns which sample it shows.
    pub(super) fn id(&self) -> &SampleId {
        &self.id
    }

    fn papers<'a>(&self, data: &'a Data) -> Option<&'a WorkingPapers> {
        data.audit(&self.audit)
    }

    fn sample<'a>(&self, data: &'a Data) -> Option<&'a Sample> {
        self.papers(data)?.samples.get(&self.id)
    }

    /// Returns the selected item.
    fn item<'a>(&self, data: &'a Data) -> Option<&'a SampleItem> {
        let sample = self.sample(data)?;
        sample.items.get(self.place_in(sample))
    }
}

impl Panel for SampleScreen {
    fn contexts(&self) -> Vec<Context> {
        if self.typing.is_some() {
            vec![Context::Text, Context::Fields]
        } else if self.find.is_typing() {
            vec![Context::Text]
        } else {
            vec![Context::Sample]
        }
    }

    fn name(&self) -> String {
        format!("sample {}", self.id)
    }

    fn audit(&self) -> Option<&AuditId> {
        Some(&self.audit)
    }

    fn opened(&mut self, cx: Cx<'_>) -> Vec<Intent> {
        if std::mem::take(&mut self.fresh) {
            self.select_first_unseen(cx.data);
        }
        self.settle(cx);
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
        if self.typing.is_some() {
            let intents = self.act_typing(action, cx);
            self.settle(cx);
            return intents;
        }
        Some(match action {
            Action::NextUnseen => self.step_unseen(true, cx),
            Action::PreviousUnseen => self.step_unseen(false, cx),
            Action::Find => {
                self.find.start();
                Vec::new()
            }
            Action::NextMatch => self.step_match(true, cx),
            Action::PreviousMatch => self.step_match(false, cx),
            Action::GuidanceDown | Action::GuidanceUp => {
                self.scroll_item(action == Action::GuidanceDown, cx);
                Vec::new()
            }
            Action::Back if !self.find.query().is_empty() => {
                self.find.cancel();
                Vec::new()
            }
            other => {
                if let Some(way) = motion(other, cx.count) {
                    self.go(way, cx);
                    return Some(Vec::new());
                }
                self.decide(other, cx)?
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

    fn hear(&mut self, reply: &Reply, _cx: Cx<'_>) -> Vec<Intent> {
        match reply {
            Reply::NotSaved { change, .. } => {
                self.take_up_again(change);
                Vec::new()
            }
            // The wider sample takes the place of this one, unless somebody is typing here.
            Reply::Sample(SampleReply::Drawn { audit, sample, .. })
                if (audit, sample.widens.as_ref()) == (&self.audit, Some(&self.id))
                    && self.typing.is_none() =>
            {
                let wide = Self::new(audit.clone(), sample.id.clone());
                vec![Intent::Replace(Box::new(wide))]
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
            audit: Some(&self.audit),
            place: &typing.place,
            text: typing.field.text(),
            base: &typing.base,
        })
    }

    fn resume_writing(&mut self, place: &str, text: &str, cx: Cx<'_>) -> bool {
        let Some(part) = Part::of_place(place) else {
            return false;
        };
        self.open_field(part, cx.data);
        if let Some(typing) = &mut self.typing {
            typing.field.set_text(text);
        }
        self.typing.is_some()
    }

    fn place(&self) -> Option<String> {
        let at = self.at.as_ref();
        Some(at.map_or_else(
            || format!("sample {}", self.id),
            |item| format!("sample {} at {item}", self.id),
        ))
    }

    fn hints(&self, data: &Data) -> Vec<Action> {
        if self.typing.is_some() {
            return vec![Action::Back, Action::ExternalEditor];
        }
        if self.find.is_typing() {
            return vec![Action::TextAccept, Action::Back];
        }
        let mut hints = vec![
            Action::ItemPasses,
            Action::ItemFails,
            Action::EditItemNote,
            Action::Cite,
            Action::NextUnseen,
            Action::ReplaceItem,
            Action::ItemNotApplicable,
            Action::RedrawSample,
            Action::EditConclusion,
            Action::OpenRow,
        ];
        let proposed = self
            .papers(data)
            .zip(self.sample(data))
            .and_then(|(papers, sample)| papers.proposed_size(sample));
        if proposed.is_some() {
            hints.insert(2, Action::WidenSample);
        }
        if self
            .item(data)
            .is_some_and(|item| !item.evidence.is_empty())
        {
            hints.insert(4, Action::ShowCitation);
        }
        hints
    }

    fn draw(&self, area: Rect, buf: &mut Buffer, view: View<'_>) -> Option<Position> {
        self.paint(area, buf, view)
    }
}
