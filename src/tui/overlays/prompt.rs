//! A line of text that is asked for: a reason, a name, a date.

use ratatui::{
    buffer::Buffer,
    layout::{Position, Rect},
};

use crate::tui::{
    action::{Action, Context},
    data::Data,
    keymap::Key,
    panel::{Cx, Intent, Panel, View},
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
            done,
        }
    }
}

impl Panel for Prompt {
    fn contexts(&self) -> Vec<Context> {
        vec![Context::Text]
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
                    let mut intents = vec![Intent::Close];
                    intents.extend(wanted);
                    Some(intents)
                }
                Err(fault) => {
                    self.fault = Some(fault);
                    Some(Vec::new())
                }
            },
            Action::Back if self.giving_up || self.field.text() == self.given => {
                Some(vec![Intent::Close])
            }
            Action::Back => {
                self.giving_up = true;
                self.fault = Some("enter takes what is typed; esc again gives it up".to_owned());
                Some(Vec::new())
            }
            _ => None,
        }
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
