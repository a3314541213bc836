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
pub mod people;
#[cfg(test)]
mod tests;

use ratatui::{
    buffer::Buffer,
    layout::{Position, Rect},
};

use crate::{
    domain::{id::AuditId, papers::WorkingPapers},
    tui::{
        action::{Action, Context},
        data::Data,
        effect::Reply,
        glyphs::Glyphs,
        keymap::Key,
        overlays::choose::{Choice, Choose},
        panel::{Cx, Intent, Panel, View, Writing, motion},
        theme::Role,
        widgets::{
            choice,
            field::{Pressed, TextField},
            list::Motion,
            paint,
        },
    },
};

use self::{
    field::{Column, Field, Head, Kind},
    layout::{Focus, Layout},
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

    /// Writes a text into a field, or says why it cannot stand there.
    fn write(
        &self,
        key: &Self::Key,
        text: &str,
        papers: &WorkingPapers,
        cx: Cx<'_>,
    ) -> Result<Vec<Intent>, String>;

    /// Takes one of the values of a choice.
    fn take(&self, key: &Self::Key, at: usize, papers: &WorkingPapers) -> Vec<Intent>;

    /// Returns the empty entry at the end of the list that a field belongs to.
    fn entry(&self, _key: &Self::Key, _papers: &WorkingPapers) -> Option<Self::Key> {
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

    /// Lists the actions that the footer names.
    fn hints(&self) -> Vec<Action>;
}

/// What is typed into a field.
#[derive(Debug, Clone)]
struct Typing<K> {
    key: K,
    place: String,
    base: String,
    field: TextField,
    message: Option<String>,
    /// Whether it was opened for the user's editor only, and so is kept when that comes back.
    for_editor: bool,
}

/// Where to go when a kept change has been made, and the fields are those after it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
struct After {
    forwards: bool,
    write: bool,
}

/// A form over one record.
pub struct RecordForm<S: Sheet> {
    sheet: S,
    selected: Option<S::Key>,
    at: usize,
    typing: Option<Typing<S::Key>>,
    kept: Option<Typing<S::Key>>,
    after: Option<After>,
    tops: [usize; 2],
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
            tops: [0, 0],
        }
    }

    fn papers<'a>(&self, data: &'a Data) -> Option<&'a WorkingPapers> {
        data.audit(self.sheet.audit())
    }

    fn fields(&self, data: &Data) -> Vec<Field<S::Key>> {
        self.papers(data)
            .map_or_else(Vec::new, |papers| self.sheet.fields(papers, data))
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
        let tops: Vec<usize> = layout
            .stacks
            .iter()
            .zip(self.tops)
            .map(|(stack, top)| stack.top(&fields, at, top))
            .collect();
        for (own, top) in self.tops.iter_mut().zip(tops) {
            *own = top;
        }
    }

    fn go(&mut self, motion: Motion, cx: Cx<'_>) {
        let fields = self.fields(cx.data);
        let page = usize::from(cx.area.height / 2).max(2);
        let at = motion.apply(self.index(&fields), fields.len().saturating_sub(1), page);
        self.select(at, &fields);
    }

    /// Goes to the other column of a wide form.
    fn cross(&mut self, to: Column, cx: Cx<'_>) -> Option<Vec<Intent>> {
        let fields = self.fields(cx.data);
        let at = self.index(&fields);
        let layout = self.layout(&fields, at, cx.area, "");
        let here = layout.stacks.iter().position(|stack| stack.holds(at))?;
        let there = usize::from(to == Column::Right);
        if layout.stacks.len() < 2 || here == there {
            return None;
        }
        let row = |stack: usize, field: usize| {
            let stack = layout.stacks.get(stack)?;
            let block = stack.blocks.iter().find(|block| block.field == field)?;
            Some(
                block
                    .top
                    .saturating_sub(self.tops.get(there).copied().unwrap_or(0)),
            )
        };
        let level = row(here, at)?;
        let near = layout
            .stacks
            .get(there)?
            .blocks
            .iter()
            .min_by_key(|block| block.top.abs_diff(level))?;
        self.select(near.field, &fields);
        Some(Vec::new())
    }

    /// Begins to write in the selected field.
    fn write(&mut self, cx: Cx<'_>, for_editor: bool) -> bool {
        let fields = self.fields(cx.data);
        let at = self.index(&fields);
        let Some(field) = fields.get(at).filter(|field| field.kind.is_text()) else {
            return false;
        };
        self.selected = Some(field.key.clone());
        self.at = at;
        self.typing = Some(Typing {
            key: field.key.clone(),
            place: format!("{} {}", self.sheet.subject(), field.name),
            base: field.value.clone(),
            field: TextField::new(&field.value, field.kind == Kind::Long),
            message: None,
            for_editor,
        });
        true
    }

    /// Keeps what is typed: it becomes a change, or stays in its field with the reason why it cannot.
    fn keep(&mut self, after: Option<After>, cx: Cx<'_>) -> Result<Vec<Intent>, Vec<Intent>> {
        let Some(mut typing) = self.typing.take() else {
            return Ok(Vec::new());
        };
        let Some(papers) = self.papers(cx.data) else {
            let copied = typing.field.text().to_owned();
            self.typing = Some(typing);
            return Err(vec![
                Intent::Copy(copied),
                Intent::Fail(Data::gone(self.sheet.audit())),
            ]);
        };
        if typing.field.text() == typing.base {
            self.follow(after, cx);
            return Ok(vec![Intent::DropDraft]);
        }
        let now = self
            .sheet
            .fields(papers, cx.data)
            .into_iter()
            .find(|field| field.key == typing.key);
        match self
            .sheet
            .write(&typing.key, typing.field.text(), papers, cx)
        {
            Ok(mut intents) => {
                if now.is_some_and(|field| field.value != typing.base) {
                    intents.push(Intent::Toast(
                        "it had been changed meanwhile; u brings that back".to_owned(),
                    ));
                }
                intents.push(Intent::DropDraft);
                let changes = intents
                    .iter()
                    .any(|intent| matches!(intent, Intent::Apply(change) if !change.is_empty()));
                self.kept = Some(typing);
                if changes {
                    self.after = after;
                } else {
                    self.follow(after, cx);
                }
                Ok(intents)
            }
            Err(message) => {
                typing.message = Some(message);
                self.typing = Some(typing);
                Err(Vec::new())
            }
        }
    }

    fn follow(&mut self, after: Option<After>, cx: Cx<'_>) {
        let Some(after) = after else { return };
        self.go(
            if after.forwards {
                Motion::Down(1)
            } else {
                Motion::Up(1)
            },
            cx,
        );
        if after.write {
            self.write(cx, false);
        }
    }

    fn act_while_typing(&mut self, action: Action, cx: Cx<'_>) -> Option<Vec<Intent>> {
        let after = |forwards, write| Some(After { forwards, write });
        let kept = match action {
            Action::Back | Action::TextAccept => self.keep(None, cx),
            Action::TextNextField | Action::NextField => self.keep(after(true, true), cx),
            Action::TextPreviousField | Action::PreviousField => self.keep(after(false, true), cx),
            Action::Down => self.keep(after(true, false), cx),
            Action::Up => self.keep(after(false, false), cx),
            Action::SaveForm => {
                return Some(match self.keep(None, cx) {
                    Ok(mut intents) => {
                        let asks = intents
                            .iter()
                            .any(|intent| matches!(intent, Intent::Open(_)));
                        if !asks {
                            intents.push(Intent::Close);
                        }
                        intents
                    }
                    Err(intents) => intents,
                });
            }
            Action::ExternalEditor => {
                let typing = self.typing.as_ref()?;
                return Some(vec![Intent::Edit(typing.field.text().to_owned())]);
            }
            _ => return None,
        };
        Some(kept.unwrap_or_else(|intents| intents))
    }

    fn act_on_field(&mut self, action: Action, cx: Cx<'_>) -> Option<Vec<Intent>> {
        let papers = self.papers(cx.data)?;
        let fields = self.sheet.fields(papers, cx.data);
        let at = self.index(&fields);
        let field = fields.get(at)?;
        if let Some(motion) = motion(action, cx.count) {
            self.go(motion, cx);
            return Some(Vec::new());
        }
        match action {
            Action::NextField => self.go(Motion::Down(1), cx),
            Action::PreviousField => self.go(Motion::Up(1), cx),
            Action::EditField => return self.edit(field, papers, cx),
            Action::NextChoice | Action::PreviousChoice => {
                let forwards = action == Action::NextChoice;
                return match &field.kind {
                    Kind::Choice { labels, taken } => {
                        let at = choice::step(*taken, labels.len(), forwards)?;
                        Some(self.sheet.take(&field.key, at, papers))
                    }
                    _ => self.cross(
                        if forwards {
                            Column::Right
                        } else {
                            Column::Left
                        },
                        cx,
                    ),
                };
            }
            Action::AddItem => {
                self.selected = Some(self.sheet.entry(&field.key, papers)?);
                self.write(cx, false);
            }
            Action::RemoveItem => return self.sheet.remove(&field.key, papers),
            Action::ExternalEditor => {
                if !self.write(cx, true) {
                    return Some(vec![Intent::Toast(format!(
                        "{} is not written as text",
                        field.label.trim()
                    ))]);
                }
                return Some(vec![Intent::Edit(field.value.clone())]);
            }
            Action::SaveForm => return Some(vec![Intent::Close]),
            Action::Copy => return Some(vec![Intent::Copy(field.value.clone())]),
            other => return self.sheet.act(&field.key, other, papers, cx),
        }
        Some(Vec::new())
    }

    fn edit(
        &mut self,
        field: &Field<S::Key>,
        papers: &WorkingPapers,
        cx: Cx<'_>,
    ) -> Option<Vec<Intent>> {
        match &field.kind {
            Kind::Line | Kind::Long | Kind::Date => {
                self.write(cx, false);
                Some(Vec::new())
            }
            Kind::Choice { labels, .. } => {
                let choices = labels
                    .iter()
                    .map(|label| Choice {
                        label: (*label).to_owned(),
                        detail: String::new(),
                        disabled: None,
                    })
                    .collect();
                let (sheet, key) = (self.sheet.clone(), field.key.clone());
                let done = move |at: usize, cx: Cx<'_>| {
                    cx.data
                        .audit(sheet.audit())
                        .map_or_else(Vec::new, |papers| sheet.take(&key, at, papers))
                };
                Some(vec![Intent::Open(Box::new(Choose::new(
                    field.label.trim(),
                    choices,
                    Box::new(done),
                )))])
            }
            Kind::ReadOnly | Kind::Evidence(_) => {
                let own = self.sheet.act(&field.key, Action::EditField, papers, cx);
                own.or_else(|| {
                    Some(vec![Intent::Toast(format!(
                        "{} is not written by hand",
                        field.label.trim()
                    ))])
                })
            }
        }
    }
}

impl<S: Sheet> Panel for RecordForm<S> {
    fn contexts(&self) -> Vec<Context> {
        if self.typing.is_some() {
            vec![Context::Text, self.sheet.context()]
        } else {
            vec![self.sheet.context()]
        }
    }

    fn name(&self) -> String {
        self.sheet.subject()
    }

    fn audit(&self) -> Option<&AuditId> {
        Some(self.sheet.audit())
    }

    fn act(&mut self, action: Action, cx: Cx<'_>) -> Option<Vec<Intent>> {
        let intents = if self.typing.is_some() {
            self.act_while_typing(action, cx)
        } else {
            self.act_on_field(action, cx)
        };
        self.fit(cx);
        intents
    }

    fn why_not(&self, action: Action, data: &Data) -> Option<String> {
        let papers = self.papers(data)?;
        let fields = self.sheet.fields(papers, data);
        let field = fields.get(self.index(&fields))?;
        match action {
            Action::AddItem => self
                .sheet
                .entry(&field.key, papers)
                .is_none()
                .then(|| "the selected field is no list".to_owned()),
            Action::RemoveItem => self
                .sheet
                .remove(&field.key, papers)
                .is_none()
                .then(|| "no entry of a list is selected".to_owned()),
            Action::NextChoice | Action::PreviousChoice => {
                (!matches!(field.kind, Kind::Choice { .. }))
                    .then(|| "the selected field has no choices".to_owned())
            }
            other => self.sheet.why_not(other, papers, data),
        }
    }

    fn press(&mut self, key: Key, cx: Cx<'_>) -> Option<Vec<Intent>> {
        let typing = self.typing.as_mut()?;
        match typing.field.press(key) {
            Pressed::Ignored => return None,
            Pressed::Changed => typing.message = None,
            Pressed::Moved => {}
        }
        self.fit(cx);
        Some(Vec::new())
    }

    fn paste(&mut self, text: &str, cx: Cx<'_>) -> Option<Vec<Intent>> {
        if self.typing.is_none() {
            return None;
        }
        if let Some(typing) = self.typing.as_mut() {
            typing.field.paste(text);
            typing.message = None;
        }
        self.fit(cx);
        Some(Vec::new())
    }

    fn hear(&mut self, reply: &Reply, _cx: Cx<'_>) -> Vec<Intent> {
        // A text whose change could not be saved comes back into its field.
        if let Reply::NotSaved { change, error } = reply
            && self.typing.is_none()
            && let Some(mut kept) = self.kept.take_if(|_| change.edits.len() == 1)
            && change
                .what
                .starts_with(self.sheet.subject().rsplit(' ').next().unwrap_or_default())
        {
            kept.message = Some(error.message.clone());
            self.selected = Some(kept.key.clone());
            self.typing = Some(kept);
        }
        Vec::new()
    }

    fn edited(&mut self, text: &str, cx: Cx<'_>) -> Vec<Intent> {
        let Some(typing) = self.typing.as_mut() else {
            return Vec::new();
        };
        typing.field.set_text(text.trim_end_matches(['\n', '\r']));
        typing.message = None;
        let intents = if typing.for_editor {
            self.keep(None, cx).unwrap_or_else(|intents| intents)
        } else {
            Vec::new()
        };
        self.fit(cx);
        intents
    }

    fn refresh(&mut self, cx: Cx<'_>) {
        let fields = self.fields(cx.data);
        let at = self.index(&fields);
        self.select(at, &fields);
        let after = self.after.take();
        if self.typing.is_none() {
            self.follow(after, cx);
        }
        self.fit(cx);
    }

    fn writing(&self) -> Option<Writing<'_>> {
        let typing = self.typing.as_ref()?;
        Some(Writing {
            audit: self.sheet.audit(),
            place: &typing.place,
            text: typing.field.text(),
            base: &typing.base,
        })
    }

    fn resume_writing(&mut self, place: &str, text: &str, cx: Cx<'_>) -> bool {
        let subject = self.sheet.subject();
        let Some(name) = place.strip_prefix(&subject).map(str::trim) else {
            return false;
        };
        let fields = self.fields(cx.data);
        let Some(at) = fields.iter().position(|field| field.name == name) else {
            return false;
        };
        self.select(at, &fields);
        let begun = self.write(cx, false);
        if let Some(typing) = self.typing.as_mut().filter(|_| begun) {
            typing.field.set_text(text);
        }
        self.fit(cx);
        begun
    }

    fn place(&self) -> Option<String> {
        Some(self.sheet.subject())
    }

    fn hints(&self, _data: &Data) -> Vec<Action> {
        match &self.typing {
            Some(typing) if typing.field.is_multiline() => {
                vec![
                    Action::Back,
                    Action::TextNextField,
                    Action::ExternalEditor,
                    Action::SaveForm,
                ]
            }
            Some(_) => vec![Action::TextAccept, Action::TextNextField, Action::SaveForm],
            None => self.sheet.hints(),
        }
    }

    fn draw(&self, area: Rect, buf: &mut Buffer, view: View<'_>) -> Option<Position> {
        let fields = self.fields(view.data);
        let head = self
            .papers(view.data)
            .and_then(|papers| self.sheet.head(papers, view.data, view.look.glyphs));
        let Some(head) = head.filter(|_| !fields.is_empty()) else {
            let gone = format!(" {} is not there any more", self.sheet.subject());
            paint::text_at(
                view.look,
                area,
                0,
                0,
                &gone,
                view.look.style(Role::Placeholder),
                buf,
            );
            return None;
        };
        let at = self.index(&fields);
        let layout = self.layout(&fields, at, area, &head.about);
        draw::form(
            view.look,
            &layout,
            &head,
            &fields,
            self.focus(at),
            self.tops,
            buf,
        )
    }
}
