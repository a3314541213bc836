//! Whether one stands by what one signs: meaning, commit and root hash, answered by a letter.

use ratatui::{
    buffer::Buffer,
    layout::{Position, Rect},
};

use crate::{
    safe,
    session::signoff::Proposal,
    tui::{
        action::{Action, Context},
        data::Data,
        panel::{Cx, Intent, Panel, View},
        widgets::confirm::Confirm,
    },
};

/// Asks before an audit is signed off.
pub(super) struct Question {
    question: Confirm,
    proposal: Box<Proposal>,
}

impl Question {
    /// Asks whether this is to be signed, although its report lacks this.
    pub(super) fn new(proposal: &Proposal, unready: &[String]) -> Self {
        let sign_off = &proposal.sign_off;
        let escaped = |text: &str| safe::escape_text(text).into_owned();
        let mut details: Vec<String> = unready
            .iter()
            .map(|unready| escaped(&format!("the report is not whole yet: {unready}")))
            .collect();
        if proposal.is_stranger {
            details.push(
                "you are in no record of the audit: verify will say so of the sign-off".to_owned(),
            );
        }
        if !sign_off.words.is_empty() {
            details.extend(escaped(&sign_off.words).lines().map(str::to_owned));
        }
        details.extend([
            format!("by {}", escaped(&sign_off.by.to_string())),
            format!("commit {}", sign_off.commit),
            format!("root hash {}", sign_off.root),
            format!("{} files in {}", sign_off.files, escaped(&sign_off.folder)),
            match &sign_off.key {
                Some(key) => format!("key {}", escaped(key)),
                None => "without a key".to_owned(),
            },
        ]);
        Self {
            question: Confirm {
                title: format!("Sign {} as {}", sign_off.audit, sign_off.role.label()),
                message: sign_off.meaning.clone(),
                details,
                yes: "sign".to_owned(),
                no: "not now".to_owned(),
            },
            proposal: Box::new(proposal.clone()),
        }
    }
}

impl Panel for Question {
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
            Action::Yes => Some(vec![Intent::Close, Intent::Sign(self.proposal.clone())]),
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
