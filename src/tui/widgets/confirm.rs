//! A question that is answered before anything happens.

use ratatui::buffer::Buffer;
use ratatui::layout::Rect;

use super::Look;
use super::hints::Hint;
use super::notice::Notice;
use super::scroll::Scroll;
use crate::tui::action::{Action, Context};
use crate::tui::keymap::Keymap;
use crate::tui::theme::Role;

/// A question, and what its answers do.
///
/// Answered by a letter and never by enter, which may have been typed ahead for something else.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Confirm {
    /// A word or two in the frame.
    pub title: String,
    /// The question.
    pub message: String,
    /// Further lines: what is going to happen.
    pub details: Vec<String>,
    /// What yes does, such as `leave`.
    pub yes: String,
    /// What no does, such as `stay`.
    pub no: String,
}

impl Confirm {
    /// Paints the question into the middle of an area, with the keys of its answers.
    pub fn render(&self, look: Look<'_>, area: Rect, keymap: &Keymap, buf: &mut Buffer) {
        let hint = |action, title: &String| {
            keymap
                .key_of(action, &[Context::Confirm])
                .map(|key| Hint::new(key, title.clone()))
        };
        let keys: Vec<Hint> = [hint(Action::Yes, &self.yes), hint(Action::No, &self.no)]
            .into_iter()
            .flatten()
            .collect();
        let notice = Notice {
            details: self.details.clone(),
            ..Notice::message(self.title.clone(), Role::Warning, self.message.clone())
        };
        notice.render(look, area, Scroll::default(), &keys, buf);
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::tui::widgets::testing::{rows, with_look};

    #[test]
    fn a_question_shows_its_answers_and_their_keys() {
        with_look(|look| {
            let confirm = Confirm {
                title: "Leave".into(),
                message: "Leave with 4 records not committed?".into(),
                details: vec!["They are kept as drafts.".into()],
                yes: "leave".into(),
                no: "stay".into(),
            };
            let mut buf = Buffer::empty(Rect::new(0, 0, 44, 8));
            confirm.render(look, buf.area, &Keymap::default(), &mut buf);
            insta::assert_snapshot!(rows(&buf).join("\n"), @r"
            ┌─ Leave ──────────────────────────────────┐
            │ Leave with 4 records not committed?      │
            │                                          │
            │   They are kept as drafts.               │
            │                                          │
            │ y leave  n stay                          │
            └──────────────────────────────────────────┘
            ");
        });
    }
}
