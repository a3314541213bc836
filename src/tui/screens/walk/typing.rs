//! Typing the texts of a row: its note, the reason for its verdict, the people met.

use crate::{
    domain::{
        change::Change,
        id::{AuditId, RowKey},
    },
    session::answer,
    tui::{
        action::Action,
        data::Data,
        drafting::kept_apart,
        keymap::Key,
        panel::{Cx, Intent, Writing},
        widgets::field::{Pressed, TextField},
    },
};

use super::{Part, Typing, Walk};

impl Walk {
    /// Opens a text of the row for typing, in its place.
    pub(super) fn start_typing(&mut self, part: Part, cx: Cx<'_>) -> Vec<Intent> {
        let base = self.said(part, cx);
        self.typing = Some(Typing {
            part,
            field: TextField::new(&base, part != Part::People),
            place: format!("row {} {}", self.row, part.word()),
            base,
            unsaved: None,
        });
        Vec::new()
    }

    /// Returns what the record says in a part of the row.
    fn said(&self, part: Part, cx: Cx<'_>) -> String {
        let papers = self.papers(cx.data);
        let answer = papers.and_then(|papers| papers.answer(&self.row));
        answer.map_or_else(String::new, |answer| match part {
            Part::Note => answer.note.clone(),
            Part::Reason => answer.reason.clone(),
            Part::People => answer.people.join(", "),
        })
    }

    /// Gives a key to the text that is typed.
    pub(super) fn press_typing(&mut self, key: Key) -> Option<Vec<Intent>> {
        match self.typing.as_mut()?.field.press(key) {
            Pressed::Ignored => None,
            Pressed::Changed | Pressed::Moved => Some(Vec::new()),
        }
    }

    /// Does an action while a text is typed; leaving it in whatever way keeps the text.
    pub(super) fn act_typing(&mut self, action: Action, cx: Cx<'_>) -> Option<Vec<Intent>> {
        match action {
            Action::Back | Action::TextAccept | Action::SaveForm => Some(self.end_typing(cx)),
            Action::TextNextField | Action::TextPreviousField => {
                let part = self.typing.as_ref()?.part;
                let mut intents = self.end_typing(cx);
                let next = match part {
                    Part::Note | Part::Reason => Part::People,
                    Part::People => Part::Note,
                };
                intents.extend(self.start_typing(next, cx));
                Some(intents)
            }
            Action::ExternalEditor => {
                let text = self.typing.as_ref()?.field.text().to_owned();
                Some(vec![Intent::Edit(text)])
            }
            Action::Undo | Action::Redo | Action::Down | Action::Up => Some(Vec::new()),
            _ => None,
        }
    }

    /// Takes the text that comes back from the user's editor and keeps it.
    pub(super) fn take_edited(&mut self, text: &str, cx: Cx<'_>) -> Vec<Intent> {
        if let Some(typing) = &mut self.typing {
            typing.field.set_text(text.trim_end());
            return self.end_typing(cx);
        }
        Vec::new()
    }

    fn end_typing(&mut self, cx: Cx<'_>) -> Vec<Intent> {
        let Some(typing) = self.typing.take() else {
            return Vec::new();
        };
        let text = typing.field.text().to_owned();
        if self.papers(cx.data).is_none() {
            return gone(&self.audit, &typing, cx);
        }
        let row = self.row.clone();
        let now = self.said(typing.part, cx);
        let made = self.try_change(cx, |papers, step| match typing.part {
            Part::Note => answer::set_note(papers, &row, &text, step),
            Part::Reason => answer::set_reason(papers, &row, &text, step),
            Part::People => answer::set_people(papers, &row, &text, step),
        });
        match made {
            Ok(change) => {
                let mut intents = Vec::new();
                if !change.is_empty() && now != typing.base {
                    intents.push(Intent::Toast(
                        "it had been changed meanwhile; u brings that back".to_owned(),
                    ));
                }
                if !change.is_empty() {
                    self.kept = Some((change.clone(), self.row.clone(), typing));
                }
                intents.extend([Intent::Apply(change), Intent::DropDraft]);
                intents
            }
            Err(error) => {
                // Nothing typed is lost: the field stays as it is behind the notice.
                self.typing = Some(typing);
                vec![Intent::Fail(error)]
            }
        }
    }

    /// Opens the field of a text that could not be saved again: nothing typed is lost.
    pub(super) fn take_up_again(&mut self, change: &Change, cx: Cx<'_>) {
        let is_its = |kept: &mut (Change, RowKey, Typing)| kept.0 == *change;
        if self.typing.is_some() {
            return;
        }
        if let Some((change, row, mut typing)) = self.kept.take_if(is_its) {
            self.go_to(row, cx);
            typing.unsaved = Some(change);
            self.typing = Some(typing);
        }
    }
}

/// Keeps a text that there is no row for any more: among the drafts, and in the clipboard.
fn gone(audit: &AuditId, typing: &Typing, cx: Cx<'_>) -> Vec<Intent> {
    let writing = Writing {
        audit: Some(audit),
        place: &typing.place,
        text: typing.field.text(),
        base: &typing.base,
    };
    vec![
        Intent::Copy(writing.text.to_owned()),
        Intent::Ask(kept_apart(writing, cx.data.clock.now())),
        Intent::Fail(
            Data::gone(audit)
                .hint("the text is in the clipboard, and is offered again at the next start"),
        ),
    ]
}
