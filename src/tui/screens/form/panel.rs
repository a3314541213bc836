//! A form as a panel: what keys do in it, and how it comes onto the screen.

use ratatui::{
    buffer::Buffer,
    layout::{Position, Rect},
};

use crate::{
    domain::{change::Change, id::AuditId, papers::WorkingPapers},
    safe,
    tui::{
        action::{Action, Context},
        data::Data,
        effect::Reply,
        keymap::Key,
        overlays::choose::{Choice, Choose},
        panel::{Cx, Intent, Panel, TYPED_FIRST, View, Writing, motion, typed_first},
        theme::Role,
        widgets::{choice, field::Pressed, list::Motion, paint},
    },
};

use super::{
    RecordForm, Sheet, draw,
    field::{Column, Field, Kind},
    typing::Typing,
};

impl<S: Sheet> RecordForm<S> {
    /// Says why a field is not written just so, and what can be done; none where it is.
    fn held(&self, field: &Field<S::Key>) -> Option<String> {
        let amended = if self.sheet.amends() { " (m)" } else { "" };
        let held = || field.held.as_ref().map(|why| format!("{why}{amended}"));
        field.barred.clone().or_else(held)
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
                    Kind::Choice { labels, taken, .. } => {
                        let at = choice::step(*taken, labels.len(), forwards)?;
                        Some(self.sheet.take(&field.key, at, papers, cx))
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
                let entry = self.sheet.entry(&field.key, papers)?;
                let held = fields.iter().find(|field| field.key == entry);
                if let Some(why) = held.and_then(|field| self.held(field)) {
                    return Some(vec![Intent::Toast(why)]);
                }
                self.selected = Some(entry);
                self.write(cx, false);
            }
            Action::RemoveItem => return self.sheet.remove(&field.key, papers),
            Action::ExternalEditor => {
                if let Some(why) = self.held(field) {
                    return Some(vec![Intent::Toast(why)]);
                }
                if !self.write(cx, true) {
                    return Some(vec![Intent::Toast(format!(
                        "{} is not written as text",
                        field.label.trim()
                    ))]);
                }
                return Some(vec![Intent::Edit(field.value.clone())]);
            }
            Action::Amend if field.kind.is_text() => {
                if field.held.is_none() {
                    return Some(vec![Intent::Toast(
                        "it is written freely: enter writes it".to_owned(),
                    )]);
                }
                if let Some(why) = &field.barred {
                    return Some(vec![Intent::Toast(why.clone())]);
                }
                self.write(cx, false);
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
                if let Some(why) = self.held(field) {
                    return Some(vec![Intent::Toast(why)]);
                }
                self.write(cx, false);
                Some(Vec::new())
            }
            Kind::Choice {
                labels,
                details,
                taken,
            } => {
                let details = details
                    .iter()
                    .cloned()
                    .chain(std::iter::repeat(String::new()));
                let choices = labels
                    .iter()
                    .zip(details)
                    .map(|(label, detail)| Choice {
                        label: safe::escape_line(label).into_owned(),
                        detail: safe::escape_line(&detail).into_owned(),
                        disabled: None,
                    })
                    .collect();
                let (sheet, key) = (self.sheet.clone(), field.key.clone());
                let done = move |at: usize, cx: Cx<'_>| {
                    cx.data
                        .audit(sheet.audit())
                        .map_or_else(Vec::new, |papers| sheet.take(&key, at, papers, cx))
                };
                let choose = Choose::new(field.label.trim(), choices, Box::new(done));
                let choose = choose.selecting(taken.unwrap_or(0));
                Some(vec![Intent::Open(Box::new(choose))])
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

impl<S: Sheet> RecordForm<S> {
    /// Takes the text that a change was made of; of one that asked for something first, that which is about this record.
    fn take_kept(&mut self, change: &Change) -> Option<Typing<S::Key>> {
        let subject = self.sheet.subject();
        let id = subject.rsplit(' ').next().unwrap_or_default();
        let asked = change.edits.len() == 1 && change.what.starts_with(id);
        self.kept.take_if(|kept| {
            let made = kept.made.as_ref();
            made.map_or(kept.has_asked && asked, |made| made == change)
        })
    }
}

impl<S: Sheet> Panel for RecordForm<S> {
    fn contexts(&self) -> Vec<Context> {
        if self.typing.is_some() {
            vec![Context::Text, Context::Fields, self.sheet.context()]
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
        if self.typing.is_some() {
            let goes_on = matches!(
                action,
                Action::SaveForm | Action::NextField | Action::PreviousField
            );
            return (typed_first(action, self.sheet.context()) && !goes_on)
                .then(|| TYPED_FIRST.to_owned());
        }
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
        let typing = self.typing.as_mut()?;
        typing.field.paste(text);
        typing.message = None;
        self.fit(cx);
        Some(Vec::new())
    }

    fn hear(&mut self, reply: &Reply, _cx: Cx<'_>) -> Vec<Intent> {
        // A text whose change could not be saved comes back into its field.
        if let Reply::NotSaved { change, error, .. } = reply
            && self.typing.is_none()
            && let Some(mut kept) = self.take_kept(change)
        {
            kept.message = Some(error.message.clone());
            kept.unsaved = Some(change.clone());
            self.selected = Some(kept.key.clone());
            self.typing = Some(kept);
        }
        Vec::new()
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
        if let Some(papers) = cx.data.audit(self.sheet.audit()) {
            self.sheet.weigh(papers, cx.data);
        }
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
            audit: Some(self.sheet.audit()),
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
        let is_held = fields.get(at).is_some_and(|field| field.held.is_some());
        if is_held && !self.sheet.amends() {
            return false;
        }
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
            &self.tops,
            buf,
        )
    }
}
