//! Bringing both sides together: what a person wants of it, and what is heard of it.

use crate::tui::{
    action::Context,
    effect::{Effect, Request, SyncRequest, SyncTold},
    panel::SyncDeed,
    syncing::State,
};

use super::Model;

impl Model {
    /// Does what a person wants of a sync.
    pub(super) fn sync(&mut self, deed: SyncDeed, effects: &mut Vec<Effect>) {
        match deed {
            SyncDeed::Look => {
                self.data.sync.distance_is_old = false;
                effects.push(Effect::Sync(SyncRequest::Look));
            }
            SyncDeed::Stop => self.data.sync.stop(),
            SyncDeed::Choose { at, side, whole } => {
                if let Err(why) = self.data.sync.choose(at, side, whole) {
                    self.toast = Some(why.to_owned());
                }
            }
            SyncDeed::Begin { push } => self.begin_sync(push, effects),
        }
        self.refresh();
    }

    /// Tells whether a person looks at a sync that is under way and was not told to stop yet.
    pub(super) fn may_stop_sync(&self) -> bool {
        let sync = &self.data.sync;
        sync.is_going() && !sync.is_stopping() && self.is_at(Context::Sync)
    }

    /// Looks again how far both sides are apart where records have changed, under the eyes of a person only: that reads all of
    /// them, and what is answered on top of the screen would have it done for each answer.
    pub(super) fn measure_again(&mut self, effects: &mut Vec<Effect>) {
        if self.data.sync.distance_is_old && self.is_at(Context::Sync) {
            self.data.sync.distance_is_old = false;
            effects.push(Effect::Sync(SyncRequest::Look));
        }
    }

    fn begin_sync(&mut self, push: bool, effects: &mut Vec<Effect>) {
        if self.data.sync.is_going() {
            self.toast = Some("a sync is under way".to_owned());
            return;
        }
        if let Err(error) = self.data.may_write("sync") {
            self.fail(&error, effects);
            return;
        }
        let clashes = self.data.sync.clashes().len();
        let undecided = self.data.sync.undecided();
        // Where nothing at all is chosen it is looked again whether it still clashes.
        if undecided > 0 && undecided < clashes {
            let noun = if undecided == 1 {
                "field is"
            } else {
                "fields are"
            };
            self.toast = Some(format!(
                "{undecided} {noun} not chosen yet; nothing was changed"
            ));
            return;
        }
        let asked = self.data.sync.begin(push);
        self.keep_draft(true, effects);
        effects.push(Effect::Sync(SyncRequest::Run(asked)));
    }

    /// Takes in what is heard of a sync, before the panels hear of it.
    pub(super) fn take_sync(&mut self, told: &SyncTold) {
        match told {
            SyncTold::Stage(stage) => self.data.sync.reaches(stage.clone()),
            SyncTold::Distance(distance) => self.data.sync.distance = Some((**distance).clone()),
            SyncTold::Ended(ended) => self.data.sync.ends((**ended).clone()),
        }
        self.refresh();
    }

    /// Goes on after a sync: with the records that came, and at the terminal where the other side wants to know something.
    pub(super) fn synced(&mut self, told: &SyncTold, effects: &mut Vec<Effect>) {
        if !matches!(told, SyncTold::Ended(_)) {
            return;
        }
        // Also where it failed: what had come before that is here.
        effects.push(Effect::Ask(Request::LookAgain));
        effects.push(Effect::Ask(Request::SignOffMarks));
        effects.push(Effect::Sync(SyncRequest::Look));
        if self.leaving {
            if self.in_flight.is_empty() {
                effects.push(Effect::Exit(0));
            }
            return;
        }
        let is_seen = self.is_at(Context::Sync);
        let again = match &self.data.sync.state {
            // Only under the eyes of whoever has asked for it, and once.
            State::Asks { asked, .. } if is_seen && !asked.at_terminal => Some(asked.push),
            _ => None,
        };
        if let Some(push) = again {
            self.begin_sync(push, effects);
        } else if !is_seen {
            self.toast = Some(format!("sync: {}", self.data.sync.said()));
        }
    }
}
