//! A change that could not be saved because somebody else has changed the same: what was written is kept, and a person chooses.

use crate::{
    domain::change::Change,
    error::Error,
    session::{Draft, clash::Clash},
    tui::{
        effect::{Effect, Request},
        overlays::clash::{Kept, question},
        panel::Intent,
    },
};

use super::Model;

impl Model {
    /// Keeps what was written among the drafts, asks for the records as they are now, and asks the person.
    pub(super) fn clashes(
        &mut self,
        change: Change,
        clash: Clash,
        error: &Error,
        effects: &mut Vec<Effect>,
        intents: &mut Vec<Intent>,
    ) {
        let kept = if self.stack.iter().any(|panel| panel.holds(&change)) {
            self.keep_draft(true, effects);
            Kept::InItsField
        } else {
            let audit = change.audit().map(|id| id.to_string()).unwrap_or_default();
            let draft = Draft {
                audit,
                place: change.what.clone(),
                text: clash.my_words(),
                base: clash.their_words(),
                saved_at: self.data.clock.now(),
            };
            let kept = Kept::Apart {
                audit: draft.audit.clone(),
                place: draft.place.clone(),
            };
            effects.push(Effect::Ask(Request::KeepDraft(draft)));
            kept
        };
        // After what is on its way to the disk, so that none of it is taken for an edit of what is there now.
        effects.push(Effect::Ask(Request::Reload));
        intents.push(Intent::Open(Box::new(question(
            change, clash, error, &kept,
        ))));
    }
}
