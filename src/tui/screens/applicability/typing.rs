//! Typing the texts of a control: why it is included or not, how it is implemented, who answers for it.

use crate::{
    domain::{change::Change, id::Criterion},
    error::Error,
    session::applicability,
    tui::{
        action::Action,
        data::Data,
        panel::{Cx, Intent},
        widgets::field::TextField,
    },
};

use super::ApplicabilityScreen;

/// Which text of the control is typed.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Part {
    Justification,
    Implementation,
    Owner,
}

impl Part {
    const ALL: [Self; 3] = [Self::Justification, Self::Implementation, Self::Owner];

    /// Returns the label on the screen.
    pub(super) const fn label(self) -> &'static str {
        match self {
            Self::Justification => "Why",
            Self::Implementation => "How",
            Self::Owner => "Owner",
        }
    }

    const fn word(self) -> &'static str {
        match self {
            Self::Justification => "justification",
            Self::Implementation => "implementation",
            Self::Owner => "owner",
        }
    }

    /// Returns the part that the place of a draft names.
    pub(super) fn of_place(place: &str) -> Option<Self> {
        let (_, word) = place.rsplit_once(' ')?;
        Self::ALL.into_iter().find(|part| part.word() == word)
    }

    const fn next(self, forwards: bool) -> Self {
        match (self, forwards) {
            (Self::Justification, true) | (Self::Owner, false) => Self::Implementation,
            (Self::Implementation, true) | (Self::Justification, false) => Self::Owner,
            (Self::Owner, true) | (Self::Implementation, false) => Self::Justification,
        }
    }
}

/// Returns the control of a place without the part that may follow it.
pub(super) fn without_part(place: &str) -> &str {
    match (Part::of_place(place), place.rsplit_once(' ')) {
        (Some(_), Some((control, _))) => control,
        (None, _) | (_, None) => place,
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

impl ApplicabilityScreen {
    /// Opens a text of the control for typing, in its place; nobody can say why before it is said whether.
    pub(super) fn start_typing(&mut self, part: Part, cx: Cx<'_>) -> Vec<Intent> {
        if self.decision(cx.data).is_none() {
            return vec![Intent::Toast(
                "say first whether the control is included".to_owned(),
            )];
        }
        self.open_field(part, cx.data);
        Vec::new()
    }

    /// Opens a text of the control with what it says.
    pub(super) fn open_field(&mut self, part: Part, data: &Data) {
        let decision = self.decision(data);
        let base = decision.map_or_else(String::new, |decision| match part {
            Part::Justification => decision.justification.clone(),
            Part::Implementation => decision.implementation.clone(),
            Part::Owner => decision.owner.clone(),
        });
        self.open_field_with(part, base);
    }

    pub(super) fn open_field_with(&mut self, part: Part, base: String) {
        let Some(control) = self.control() else {
            return;
        };
        self.typing = Some(Typing {
            part,
            field: TextField::new(&base, part != Part::Owner),
            place: format!("soa {control} {}", part.word()),
            base,
            unsaved: None,
        });
    }

    /// Does an action while a text is typed; leaving it in whatever way keeps the text.
    pub(super) fn act_typing(&mut self, action: Action, cx: Cx<'_>) -> Option<Vec<Intent>> {
        match action {
            Action::Back | Action::TextAccept => Some(self.end_typing(cx)),
            Action::TextNextField | Action::TextPreviousField => {
                let part = self.typing.as_ref()?.part;
                let intents = self.end_typing(cx);
                if self.typing.is_none() {
                    self.open_field(part.next(action == Action::TextNextField), cx.data);
                }
                Some(intents)
            }
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
        let Some((typing, control)) = self.typing.take().zip(self.control()) else {
            return Vec::new();
        };
        let text = typing.field.text().to_owned();
        if text == typing.base {
            return vec![Intent::DropDraft];
        }
        let statements = &cx.data.applicability;
        let made = match typing.part {
            Part::Justification => applicability::set_justification(statements, &control, &text),
            Part::Implementation => applicability::set_implementation(statements, &control, &text),
            Part::Owner => applicability::set_owner(statements, &control, &text),
        };
        match made {
            Ok(change) => {
                let mut intents = self.applied(change.clone(), cx.data);
                if !change.is_empty() {
                    self.kept = Some((change, control, typing));
                }
                intents.push(Intent::DropDraft);
                intents
            }
            Err(refusal) => {
                // Nothing typed is lost: the field stays as it is behind the notice.
                self.typing = Some(typing);
                let why = format!("Could not keep the text: {refusal}");
                vec![Intent::Fail(
                    Error::refused(why).hint("say first whether the control is included"),
                )]
            }
        }
    }

    /// Opens the field of a text that could not be saved again: nothing typed is lost.
    pub(super) fn take_up_again(&mut self, change: &Change, cx: Cx<'_>) {
        if self.typing.is_some() {
            return;
        }
        let is_its = |kept: &mut (Change, Criterion, Typing)| kept.0 == *change;
        if let Some((change, control, mut typing)) = self.kept.take_if(is_its) {
            typing.unsaved = Some(change);
            self.shown = Some(control.checklist);
            self.at = Some(control.reference);
            self.typing = Some(typing);
            self.fit(cx);
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_place_is_a_control_and_perhaps_a_part_of_it() {
        for (place, control, part) in [
            ("iso-42001:A.2.2", "iso-42001:A.2.2", None),
            (
                "iso-42001:A.2.2 owner",
                "iso-42001:A.2.2",
                Some(Part::Owner),
            ),
            (
                "law:Art. 6(1) justification",
                "law:Art. 6(1)",
                Some(Part::Justification),
            ),
            ("law:Art. 6(1)", "law:Art. 6(1)", None),
        ] {
            assert_eq!(
                (without_part(place), Part::of_place(place)),
                (control, part)
            );
        }
    }
}
