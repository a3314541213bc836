//! Writing in a field of a form, and keeping what was written.

use crate::{
    domain::change::Change,
    error::Error,
    tui::{
        action::Action,
        drafting::kept_apart,
        panel::{Cx, Intent, Writing, motion},
        widgets::{field::TextField, list::Motion},
    },
};

use super::{RecordForm, Sheet, field::Kind};

/// What is typed into a field.
#[derive(Debug, Clone)]
pub(super) struct Typing<K> {
    pub(super) key: K,
    pub(super) place: String,
    pub(super) base: String,
    pub(super) field: TextField,
    pub(super) message: Option<String>,
    /// Whether it was opened for the user's editor only, and so is kept when that comes back.
    pub(super) for_editor: bool,
    /// Whether keeping it has asked for something first, such as a reason, so that it comes back where that was given up.
    pub(super) has_asked: bool,
    /// The change that it has become; none before it is kept, and where something was asked for first.
    pub(super) made: Option<Change>,
    /// The change that it was part of, where that could not be saved and the text is open again.
    pub(super) unsaved: Option<Change>,
}

/// Where to go when a kept change has been made, and the fields are those after it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct After {
    pub(super) motion: Motion,
    pub(super) write: bool,
}

impl<S: Sheet> RecordForm<S> {
    /// Begins to write in the selected field.
    pub(super) fn write(&mut self, cx: Cx<'_>, for_editor: bool) -> bool {
        let fields = self.fields(cx.data);
        let at = self.index(&fields);
        let Some(field) = fields.get(at).filter(|field| field.kind.is_text()) else {
            return false;
        };
        self.selected = Some(field.key.clone());
        self.at = at;
        let given_up = self
            .kept
            .take_if(|kept| kept.has_asked && kept.key == field.key && kept.base == field.value);
        if let Some(kept) = given_up {
            self.typing = Some(kept);
            return true;
        }
        self.typing = Some(Typing {
            key: field.key.clone(),
            place: format!("{} {}", self.sheet.subject(), field.name),
            base: field.value.clone(),
            field: TextField::new(&field.value, field.kind == Kind::Long),
            message: None,
            for_editor,
            has_asked: false,
            made: None,
            unsaved: None,
        });
        true
    }

    /// Keeps what is typed: it becomes a change, or stays in its field with the reason why it cannot.
    pub(super) fn keep(
        &mut self,
        after: Option<After>,
        cx: Cx<'_>,
    ) -> Result<Vec<Intent>, Vec<Intent>> {
        let Some(mut typing) = self.typing.take() else {
            return Ok(Vec::new());
        };
        let papers = self.papers(cx.data);
        let fields = papers.map_or_else(Vec::new, |papers| self.sheet.fields(papers, cx.data));
        let Some(papers) = papers.filter(|_| !fields.is_empty()) else {
            // There is nothing to write it into; its draft stays, and the clipboard has it too.
            let writing = Writing {
                audit: Some(self.sheet.audit()),
                place: &typing.place,
                text: typing.field.text(),
                base: &typing.base,
            };
            return Ok(vec![
                Intent::Copy(typing.field.text().to_owned()),
                Intent::Ask(kept_apart(writing, cx.data.clock.now())),
                Intent::Fail(gone(&self.sheet.subject())),
            ]);
        };
        if typing.field.text() == typing.base {
            self.follow(after, cx);
            return Ok(vec![Intent::DropDraft]);
        }
        let now = fields.into_iter().find(|field| field.key == typing.key);
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
                if let Some(key) = self.sheet.becomes(&typing.key, papers).filter(|_| changes) {
                    self.selected = Some(key);
                }
                typing.has_asked = !changes
                    && intents
                        .iter()
                        .any(|intent| matches!(intent, Intent::Open(_)));
                typing.made = intents.iter().find_map(|intent| match intent {
                    Intent::Apply(change) => Some(change.clone()),
                    _ => None,
                });
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

    pub(super) fn follow(&mut self, after: Option<After>, cx: Cx<'_>) {
        let Some(after) = after else { return };
        self.go(after.motion, cx);
        if after.write {
            self.write(cx, false);
        }
    }

    pub(super) fn act_while_typing(&mut self, action: Action, cx: Cx<'_>) -> Option<Vec<Intent>> {
        let after = |motion, write| Some(After { motion, write });
        let kept = match action {
            Action::Back | Action::TextAccept => self.keep(None, cx),
            Action::TextNextField | Action::NextField => {
                self.keep(after(Motion::Down(1), true), cx)
            }
            Action::TextPreviousField | Action::PreviousField => {
                self.keep(after(Motion::Up(1), true), cx)
            }
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
            other => self.keep(after(motion(other, cx.count)?, false), cx),
        };
        Some(kept.unwrap_or_else(|intents| intents))
    }
}

fn gone(subject: &str) -> Error {
    Error::usage(format!(
        "Could not keep the text: {subject} is not there any more"
    ))
    .hint("the text is in the clipboard, and is offered again at the next start")
}
