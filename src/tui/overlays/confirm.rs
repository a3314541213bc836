//! A question to be answered with yes or no.

use ratatui::{
    buffer::Buffer,
    layout::{Position, Rect},
};

use crate::tui::{
    action::{Action, Context},
    data::Data,
    panel::{Cx, Intent, Panel, View},
    widgets,
};

/// Asks before something that cannot be taken back is done.
pub struct Confirm {
    question: widgets::confirm::Confirm,
    action: Action,
}

impl Confirm {
    /// Asks whether `action` should be done; `verb` says in a word what yes does.
    pub fn new(title: &str, text: &str, verb: &str, action: Action) -> Self {
        Self {
            question: widgets::confirm::Confirm {
                title: title.to_owned(),
                message: text.to_owned(),
                details: Vec::new(),
                yes: verb.to_owned(),
                no: "stay".to_owned(),
            },
            action,
        }
    }
}

impl Panel for Confirm {
    fn contexts(&self) -> Vec<Context> {
        vec![Context::Confirm]
    }

    fn name(&self) -> String {
        self.question.title.clone()
    }

    fn is_overlay(&self) -> bool {
        true
    }

    fn act(&mut self, action: Action, _cx: Cx<'_>) -> Option<Vec<Intent>> {
        match action {
            Action::Yes => Some(vec![Intent::CloseAndDo(self.action)]),
            Action::No | Action::Back => Some(vec![Intent::Close]),
            _ => None,
        }
    }

    fn hints(&self, _data: &Data) -> Vec<Action> {
        vec![Action::Yes, Action::No]
    }

    fn draw(&self, area: Rect, buf: &mut Buffer, view: View<'_>) -> Option<Position> {
        self.question.render(view.look, area, view.keymap, buf);
        None
    }
}
