//! A line of text that is asked for: a reason, a name, a date.

use ratatui::{
    buffer::Buffer,
    layout::{Position, Rect},
};

use crate::domain::id::AuditId;
use crate::tui::{
    action::{Action, Context},
    data::Data,
    keymap::Key,
    panel::{Cx, Intent, Panel, View, Writing},
    text,
    theme::Role,
    widgets::{
        field::{Pressed, TextField},
        frame, paint,
    },
};

/// What is done with the text; an error is shown below the field, which stays.
pub type Entered = Box<dyn Fn(&str, Cx<'_>) -> Result<Vec<Intent>, String>>;

/// Asks for a line of text; closes itself before it is used.
pub struct Prompt {
    title: String,
    label: String,
    field: TextField,
    /// The text that was there at the beginning.
    given: String,
    fault: Option<String>,
    /// Whether the next esc gives up what was typed.
    giving_up: bool,
    /// Where what is typed is kept as half-typed text: the audit and the place.
    kept_at: Option<(Option<AuditId>, String)>,
    /// Whether what was typed is taken or given up, and need not be kept any more.
    is_over: bool,
    done: Entered,
}

impl Prompt {
    /// Asks for a text; `text` is there already.
    pub fn new(title: &str, label: &str, text: &str, done: Entered) -> Self {
        Self {
            title: title.to_owned(),
            label: label.to_owned(),
            field: TextField::new(text, false),
            given: text.to_owned(),
            fault: None,
            giving_up: false,
            kept_at: None,
            is_over: false,
            done,
        }
    }

    /// Keeps what is typed as half-typed text; `place` says what it is for, since nothing but a person can take it up again.
    #[must_use]
    pub fn kept_at(mut self, audit: Option<AuditId>, place: String) -> Self {
        self.kept_at = Some((audit, place));
        self
    }

    /// Closes, and forgets the text that was kept.
    fn close(&mut self) -> Vec<Intent> {
        self.is_over = true;
        let kept = self.kept_at.as_ref().map(|_| Intent::DropDraft);
        kept.into_iter().chain([Intent::Close]).collect()
    }
}

impl Panel for Prompt {
    fn contexts(&self) -> Vec<Context> {
        vec![Context::Text, Context::Fields]
    }

    fn name(&self) -> String {
        self.title.clone()
    }

    fn is_overlay(&self) -> bool {
        true
    }

    fn press(&mut self, key: Key, _cx: Cx<'_>) -> Option<Vec<Intent>> {
        match self.field.press(key) {
            Pressed::Ignored => None,
            Pressed::Changed => {
                self.giving_up = false;
                self.fault = None;
                Some(Vec::new())
            }
            Pressed::Moved => Some(Vec::new()),
        }
    }

    fn paste(&mut self, text: &str, _cx: Cx<'_>) -> Option<Vec<Intent>> {
        self.field.paste(text);
        self.fault = None;
        Some(Vec::new())
    }

    fn act(&mut self, action: Action, cx: Cx<'_>) -> Option<Vec<Intent>> {
        match action {
            Action::TextAccept => match (self.done)(self.field.text().trim(), cx) {
                Ok(wanted) => {
                    let mut intents = self.close();
                    intents.extend(wanted);
                    Some(intents)
                }
                Err(fault) => {
                    self.fault = Some(fault);
                    Some(Vec::new())
                }
            },
            Action::ExternalEditor => Some(vec![Intent::Edit(self.field.text().to_owned())]),
            Action::Back if self.giving_up || self.field.text() == self.given => Some(self.close()),
            Action::Back => {
                self.giving_up = true;
                self.fault = Some("enter takes what is typed; esc again gives it up".to_owned());
                Some(Vec::new())
            }
            _ => None,
        }
    }

    fn writing(&self) -> Option<Writing<'_>> {
        let (audit, place) = self.kept_at.as_ref().filter(|_| !self.is_over)?;
        Some(Writing {
            audit: audit.as_ref(),
            place,
            text: self.field.text(),
            base: &self.given,
        })
    }

    fn edited(&mut self, text: &str, _cx: Cx<'_>) -> Vec<Intent> {
        self.field.set_text(text.trim_end_matches(['\n', '\r']));
        self.giving_up = false;
        self.fault = None;
        Vec::new()
    }

    fn why_not(&self, action: Action, _data: &Data) -> Option<String> {
        matches!(action, Action::TextNextField | Action::TextPreviousField)
            .then(|| "there is no other field".to_owned())
    }

    fn back_keeps(&self) -> bool {
        false
    }

    fn hints(&self, _data: &Data) -> Vec<Action> {
        vec![Action::TextAccept, Action::Back]
    }

    fn draw(&self, area: Rect, buf: &mut Buffer, view: View<'_>) -> Option<Position> {
        let look = view.look;
        let width = area.width.min(72);
        let room = usize::from(width.saturating_sub(4));
        let label = text::wrap_lines(&self.label, room);
        let fault = self
            .fault
            .as_deref()
            .map(|fault| text::wrap_lines(fault, room))
            .unwrap_or_default();
        let height = text::cells(label.len() + fault.len() + 4);
        let inside = frame::boxed(
            look,
            frame::centred(area, width, height),
            &self.title,
            Role::BorderFocus,
            buf,
        );
        let mut y = 0;
        for line in &label {
            paint::text_at(look, inside, 0, y, line, look.style(Role::Label), buf);
            y += 1;
        }
        let row = Rect {
            y: inside.y + y.min(inside.height.saturating_sub(1)),
            height: 1,
            ..inside
        };
        let cursor = self
            .field
            .render(row, buf, look.style(Role::FieldFocus), true);
        for line in &fault {
            y += 1;
            paint::text_at(look, inside, 0, y, line, look.style(Role::Error), buf);
        }
        cursor
    }
}
