//! A change that could not be saved because somebody else has changed the same: what was written is kept, and a person chooses.

use crate::{
    domain::{change::Change, judged::TakenOver},
    error::Error,
    session::{Draft, clash::Clash},
    tui::{
        effect::{Effect, Request},
        overlays::clash::{Kept, judging, question},
        panel::Intent,
    },
};

use super::Model;

impl Model {
    /// Keeps what was written among the drafts, asks for the records as they are now, and asks the person. With the error comes
    /// what was typed for the change, where it was.
    pub(super) fn clashes(
        &mut self,
        change: Change,
        clash: Clash,
        (error, typed): (&Error, Option<Draft>),
        effects: &mut Vec<Effect>,
        intents: &mut Vec<Intent>,
    ) {
        let draft = typed.unwrap_or_else(|| self.apart(&change, &clash));
        let kept = self.keep_words(&change, draft, effects);
        // After what is on its way to the disk, so that none of it is taken for an edit of what is there now.
        effects.push(Effect::Ask(Request::Reload));
        intents.push(Intent::Open(Box::new(question(
            change, clash, error, &kept,
        ))));
    }

    /// Asks whether a change puts words beside what somebody else has judged by judging it, too; what was written is kept meanwhile.
    pub(super) fn asks_to_judge(
        &mut self,
        change: Change,
        taken: &[TakenOver],
        effects: &mut Vec<Effect>,
    ) {
        let not_yet = Error::refused("Could not save: a person is to choose first");
        self.unmade(change.clone(), &not_yet, effects);
        let words: Vec<&str> = taken.iter().map(|one| one.words.as_str()).collect();
        let draft = self.apart_as(&change, words.join("\n\n"), String::new());
        let kept = self.keep_words(&change, draft, effects);
        let question = judging(change, taken, &self.data.people, &kept);
        self.carry_out(vec![Intent::Open(Box::new(question))], effects);
    }

    /// Makes a draft of one's own words in a change, beside theirs.
    fn apart(&self, change: &Change, clash: &Clash) -> Draft {
        self.apart_as(change, clash.my_words(), clash.their_words())
    }

    fn apart_as(&self, change: &Change, text: String, base: String) -> Draft {
        Draft {
            audit: change.audit().map(|id| id.to_string()).unwrap_or_default(),
            place: change.what.clone(),
            text,
            base,
            saved_at: self.data.clock.now(),
            turn: 0,
        }
    }

    /// Keeps what was written for a change among the drafts: as that of its field where it is open again, or apart.
    fn keep_words(&mut self, change: &Change, draft: Draft, effects: &mut Vec<Effect>) -> Kept {
        if self.stack.iter().any(|panel| panel.holds(change)) {
            self.keep_draft(true, effects);
            return Kept::InItsField;
        }
        let kept = Kept::Apart {
            audit: draft.audit.clone(),
            place: draft.place.clone(),
        };
        if !draft.text.is_empty() {
            let keep = self.drafting.in_turn(Request::KeepDraft(draft));
            effects.push(Effect::Ask(keep));
        }
        kept
    }
}
