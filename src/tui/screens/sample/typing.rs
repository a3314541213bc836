//! Typing the note of an item and the conclusion of the sample, each in its place.

use crate::{
    domain::change::Change,
    session::sample,
    tui::{
        action::Action,
        data::Data,
        panel::{Cx, Intent},
        widgets::field::TextField,
    },
};

use super::SampleScreen;

/// Which text is typed.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) enum Part {
    /// The note of an item.
    Note(String),
    /// The conclusion of the sample.
    Conclusion,
}

impl Part {
    /// Returns the label on the screen.
    pub(super) const fn label(&self) -> &'static str {
        match self {
            Self::Note(_) => "Note",
            Self::Conclusion => "Conclude",
        }
    }

    /// Returns the part that the place of a draft names: `sample S-9D0KXM note ITEM`.
    pub(super) fn of_place(place: &str) -> Option<Self> {
        let rest = place.strip_prefix("sample ").unwrap_or(place);
        let (_, rest) = rest.split_once(' ')?;
        match rest.split_once(' ') {
            Some(("note", item)) => Some(Self::Note(item.to_owned())),
            None if rest == "conclusion" => Some(Self::Conclusion),
            Some(_) | None => None,
        }
    }
}

/// Returns the item that the rest of a place names: `note ITEM` or `at ITEM`.
pub(super) fn item_of(rest: &str) -> Option<&str> {
    match rest.split_once(' ') {
        Some(("note" | "at", item)) => Some(item),
        Some(_) | None => None,
    }
}

/// A text that is being typed.
pub(super) struct Typing {
    pub(super) part: Part,
    pub(super) field: TextField,
    pub(super) base: String,
    pub(super) place: String,
    /// The change that it was part of, where that could not be saved and the text is open again.
    pub(super) unsaved: Option<Change>,
}

impl SampleScreen {
    /// Opens the note of the selected item.
    pub(super) fn start_note(&mut self, cx: Cx<'_>) -> Vec<Intent> {
        let Some(item) = self.item(cx.data) else {
            return Vec::new();
        };
        if let Some(other) = &item.replaced_by {
            return vec![Intent::Toast(format!("it was replaced by {other}"))];
        }
        self.open_field(Part::Note(item.id.clone()), cx.data);
        Vec::new()
    }

    /// Opens a text with what it says.
    pub(super) fn open_field(&mut self, part: Part, data: &Data) {
        let Some(sample) = self.sample(data) else {
            return;
        };
        let (base, end) = match &part {
            Part::Note(item) => match sample.item(item) {
                Some(found) => (found.note.clone(), format!("note {item}")),
                None => return,
            },
            Part::Conclusion => (sample.conclusion.clone(), "conclusion".to_owned()),
        };
        if let Part::Note(item) = &part {
            self.at = Some(item.clone());
        }
        self.typing = Some(Typing {
            part,
            field: TextField::new(&base, true),
            place: format!("sample {} {end}", self.id),
            base,
            unsaved: None,
        });
    }

    /// Does an action while a text is typed; leaving it in whatever way keeps the text.
    pub(super) fn act_typing(&mut self, action: Action, cx: Cx<'_>) -> Option<Vec<Intent>> {
        match action {
            Action::Back
            | Action::TextAccept
            | Action::TextNextField
            | Action::TextPreviousField => Some(self.end_typing(cx)),
            Action::ExternalEditor => {
                let text = self.typing.as_ref()?.field.text().to_owned();
                Some(vec![Intent::Edit(text)])
            }
            Action::Undo | Action::Redo => Some(Vec::new()),
            _ => None,
        }
    }

    /// Takes the text that comes back from the user's editor and keeps it.
    pub(super) fn take_edited(&mut self, text: &str, cx: Cx<'_>) -> Vec<Intent> {
        match &mut self.typing {
            Some(typing) => {
                typing.field.set_text(text.trim_end());
                self.end_typing(cx)
            }
            None => Vec::new(),
        }
    }

    fn end_typing(&mut self, cx: Cx<'_>) -> Vec<Intent> {
        let Some((typing, papers)) = self.typing.take().zip(self.papers(cx.data)) else {
            return Vec::new();
        };
        let text = typing.field.text().trim_end().to_owned();
        if text == typing.base {
            return vec![Intent::DropDraft];
        }
        let change = match &typing.part {
            Part::Note(item) => sample::edit_item(papers, &self.id, item, "noted", |item| {
                item.note.clone_from(&text);
            }),
            Part::Conclusion => sample::edit(papers, &self.id, "concluded", |sample| {
                sample.conclusion.clone_from(&text);
            }),
        };
        if change.is_empty() {
            // The item is gone or was replaced meanwhile; the clipboard has what was typed.
            return vec![
                Intent::Copy(typing.field.text().to_owned()),
                Intent::Toast("it cannot be written any more; the text is copied".to_owned()),
            ];
        }
        self.kept = Some((change.clone(), typing));
        vec![Intent::Apply(change), Intent::DropDraft]
    }

    /// Opens the field of a text that could not be saved again: nothing typed is lost.
    pub(super) fn take_up_again(&mut self, change: &Change) {
        if self.typing.is_some() {
            return;
        }
        if let Some((change, mut typing)) = self.kept.take_if(|kept| kept.0 == *change) {
            typing.unsaved = Some(change);
            if let Part::Note(item) = &typing.part {
                self.at = Some(item.clone());
            }
            self.typing = Some(typing);
        }
    }
}
