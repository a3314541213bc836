//! Forms over one record: a list of fields that is made anew from the records each time, and written field by field.
//!
//! A [`Sheet`] says which fields a record has and what writing one means; [`RecordForm`] is the panel that moves, edits and
//! draws. No value is copied: what is typed becomes a change of the record when it is kept, so that undo works and an edit
//! from outside is seen. Leaving a field keeps its text, whatever key leaves it; nothing is ever discarded silently.

pub mod date;
mod draw;
pub mod evidence;
pub mod field;
pub mod history;
mod layout;
pub mod marks;
pub mod moves;
mod panel;
pub mod people;
#[cfg(test)]
mod tests;
mod typing;

use ratatui::layout::Rect;

use crate::{
    domain::{id::AuditId, papers::WorkingPapers},
    tui::{
        action::{Action, Context},
        data::Data,
        glyphs::Glyphs,
        panel::{Cx, Intent},
        widgets::list::Motion,
    },
};

use self::{
    field::{Column, Field, Head, Remark},
    layout::{Block, Focus, Layout},
    typing::{After, Typing},
};

/// What a form is over: a record, its fields, and what can be done with it.
pub trait Sheet: Clone + 'static {
    /// Names a field.
    type Key: Clone + PartialEq + 'static;

    /// Returns the audit of the record.
    fn audit(&self) -> &AuditId;

    /// Returns the context of its keys.
    fn context(&self) -> Context;

    /// Returns the words that say which record it is, such as `finding F-7K3QX2`.
    fn subject(&self) -> String;

    /// Makes what is said above the fields; none where the record is not there any more.
    fn head(&self, papers: &WorkingPapers, data: &Data, glyphs: &Glyphs) -> Option<Head>;

    /// Makes the fields; none where the record is not there any more.
    fn fields(&self, papers: &WorkingPapers, data: &Data) -> Vec<Field<Self::Key>>;

    /// Works out what fields say beside what the record holds; asked when records change, not at each look.
    fn weigh(&mut self, _papers: &WorkingPapers, _data: &Data) {}

    /// Writes a text into a field, or says why it cannot stand there.
    fn write(
        &self,
        key: &Self::Key,
        text: &str,
        papers: &WorkingPapers,
        cx: Cx<'_>,
    ) -> Result<Vec<Intent>, String>;

    /// Takes one of the values of a choice.
    fn take(&self, key: &Self::Key, at: usize, papers: &WorkingPapers, cx: Cx<'_>) -> Vec<Intent>;

    /// Says what is odd about how fields are written, with what is typed into one in place of what it holds.
    fn remarks(
        &self,
        _typed: Option<(&Self::Key, &str)>,
        _papers: &WorkingPapers,
        _data: &Data,
    ) -> Vec<(Self::Key, Remark)> {
        Vec::new()
    }

    /// Returns the empty entry at the end of the list that a field belongs to.
    fn entry(&self, _key: &Self::Key, _papers: &WorkingPapers) -> Option<Self::Key> {
        None
    }

    /// Returns the field that a text is in once it was written into this one, where that is another.
    fn becomes(&self, _key: &Self::Key, _papers: &WorkingPapers) -> Option<Self::Key> {
        None
    }

    /// Removes the entry of a list that a field belongs to.
    fn remove(&self, _key: &Self::Key, _papers: &WorkingPapers) -> Option<Vec<Intent>> {
        None
    }

    /// Does an action that is the record's own; none where it has no meaning here.
    fn act(
        &self,
        key: &Self::Key,
        action: Action,
        papers: &WorkingPapers,
        cx: Cx<'_>,
    ) -> Option<Vec<Intent>>;

    /// Says why an action does nothing now.
    fn why_not(&self, _action: Action, _papers: &WorkingPapers, _data: &Data) -> Option<String> {
        None
    }

    /// Tells whether a field that is held fast can be amended all the same, with a reason.
    fn amends(&self) -> bool {
        true
    }

    /// Lists the actions that the footer names.
    fn hints(&self) -> Vec<Action>;
}

/// A form over one record.
pub struct RecordForm<S: Sheet> {
    sheet: S,
    selected: Option<S::Key>,
    at: usize,
    typing: Option<Typing<S::Key>>,
    kept: Option<Typing<S::Key>>,
    after: Option<After>,
    tops: Vec<usize>,
}

impl<S: Sheet> RecordForm<S> {
    /// Opens the form of a record at its first field.
    pub fn over(sheet: S) -> Self {
        Self {
            sheet,
            selected: None,
            at: 0,
            typing: None,
            kept: None,
            after: None,
            tops: Vec::new(),
        }
    }

    fn papers<'a>(&self, data: &'a Data) -> Option<&'a WorkingPapers> {
        data.audit(self.sheet.audit())
    }

    fn fields(&self, data: &Data) -> Vec<Field<S::Key>> {
        let Some(papers) = self.papers(data) else {
            return Vec::new();
        };
        let mut fields = self.sheet.fields(papers, data);
        let typed = self.typing.as_ref();
        let typed = typed.map(|typing| (&typing.key, typing.field.text()));
        for (key, remark) in self.sheet.remarks(typed, papers, data) {
            if let Some(field) = fields.iter_mut().find(|field| field.key == key) {
                field.remarks.push(remark);
            }
        }
        fields
    }

    /// Returns which field is selected: by its key, or the one in its place where that is gone.
    fn index(&self, fields: &[Field<S::Key>]) -> usize {
        let by_key = self
            .selected
            .as_ref()
            .and_then(|key| fields.iter().position(|field| field.key == *key));
        by_key.unwrap_or_else(|| self.at.min(fields.len().saturating_sub(1)))
    }

    fn select(&mut self, at: usize, fields: &[Field<S::Key>]) {
        self.at = at.min(fields.len().saturating_sub(1));
        self.selected = fields.get(self.at).map(|field| field.key.clone());
    }

    fn focus(&self, at: usize) -> Focus<'_> {
        let typing = self.typing.as_ref();
        Focus {
            at,
            typing: typing.map(|typing| (&typing.field, typing.message.as_deref())),
        }
    }

    fn about(&self, data: &Data) -> String {
        self.papers(data)
            .and_then(|papers| self.sheet.head(papers, data, &Glyphs::ascii()))
            .map_or_else(String::new, |head| head.about)
    }

    fn layout(&self, fields: &[Field<S::Key>], at: usize, area: Rect, about: &str) -> Layout {
        layout::lay(area, about, fields, self.focus(at))
    }

    /// Scrolls so that the selected field is in sight, and remembers how far.
    fn fit(&mut self, cx: Cx<'_>) {
        let fields = self.fields(cx.data);
        let at = self.index(&fields);
        let layout = self.layout(&fields, at, cx.area, &self.about(cx.data));
        let remembered = self.tops.iter().copied().chain(std::iter::repeat(0));
        self.tops = layout
            .stacks
            .iter()
            .zip(remembered)
            .map(|(stack, top)| stack.top(&fields, at, top))
            .collect();
    }

    fn go(&mut self, motion: Motion, cx: Cx<'_>) {
        let fields = self.fields(cx.data);
        let page = usize::from(cx.area.height / 2).max(2);
        let at = motion.apply(self.index(&fields), fields.len().saturating_sub(1), page);
        self.select(at, &fields);
    }

    /// Goes to the next column of a wide form, at the same height.
    fn cross(&mut self, to: Column, cx: Cx<'_>) -> Option<Vec<Intent>> {
        let fields = self.fields(cx.data);
        let at = self.index(&fields);
        let layout = self.layout(&fields, at, cx.area, &self.about(cx.data));
        let here = layout.stacks.iter().position(|stack| stack.holds(at))?;
        // Where a field begins on the screen, as far down as its column goes.
        let row = |place: usize, block: &Block| {
            let top = self.tops.get(place).copied().unwrap_or(0);
            let y = layout.stacks.get(place).map_or(0, |stack| stack.area.y);
            usize::from(y) + block.top.saturating_sub(top)
        };
        let own = layout.stacks.get(here)?;
        let level = row(here, own.blocks.iter().find(|block| block.field == at)?);
        let beside = layout.stacks.iter().enumerate().filter(|(_, stack)| {
            let on_side = match to {
                Column::Right => stack.area.x > own.area.x,
                Column::Left => stack.area.x < own.area.x,
            };
            let (a, b) = (stack.area, own.area);
            on_side && !stack.blocks.is_empty() && a.y < b.bottom() && b.y < a.bottom()
        });
        let (there, stack) = beside.min_by_key(|(_, stack)| stack.area.x.abs_diff(own.area.x))?;
        let near = stack
            .blocks
            .iter()
            .min_by_key(|block| row(there, block).abs_diff(level))?;
        self.select(near.field, &fields);
        Some(Vec::new())
    }
}
