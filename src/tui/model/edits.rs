//! Edits of records: made at once, sent to the disk, taken back and made again.

use std::time::Instant;

use crate::domain::change::{Change, Edit};
use crate::domain::record::RecordKey;
use crate::tui::effect::{Effect, FindRequest, Request};

use super::Model;

impl Model {
    pub(super) fn apply(&mut self, change: Change, effects: &mut Vec<Effect>) {
        if change.is_empty() {
            return;
        }
        self.make(&change, effects);
        self.undo.push(change);
        self.redo.clear();
    }

    fn make(&mut self, change: &Change, effects: &mut Vec<Effect>) {
        self.data.make(change);
        self.in_flight += 1;
        self.saving_since.get_or_insert_with(Instant::now);
        effects.push(Effect::Ask(Request::Save(change.clone())));
        let is_workspace = |edit: &Edit| edit.key() == Some(RecordKey::Workspace);
        if change.edits.iter().any(is_workspace) {
            // Other repositories, other files.
            effects.push(Effect::Find(FindRequest::Forget));
            effects.extend(self.checks());
        }
        self.refresh();
    }

    pub(super) fn undo(&mut self, effects: &mut Vec<Effect>) {
        let Some(change) = self.undo.pop() else {
            self.toast = Some("nothing to undo".to_owned());
            return;
        };
        self.make(&change.inverse(), effects);
        self.toast = Some(format!("undone: {}", change.what));
        self.redo.push(change);
    }

    pub(super) fn redo(&mut self, effects: &mut Vec<Effect>) {
        let Some(change) = self.redo.pop() else {
            self.toast = Some("nothing to redo".to_owned());
            return;
        };
        self.make(&change, effects);
        self.toast = Some(format!("done again: {}", change.what));
        self.undo.push(change);
    }

    /// Takes a change that could not be saved out of the model, so that the screen tells the truth.
    pub(super) fn take_back(&mut self, change: &Change) {
        self.data.make(&change.inverse());
        self.undo.retain(|made| made != change);
        self.redo.clear();
        self.refresh();
    }

    /// Lets go of undo up to the last change that made a record: a committed record is withdrawn, never deleted.
    pub(super) fn forget_creations(&mut self) {
        let makes = |change: &Change| change.edits.iter().any(|edit| edit.before.is_none());
        let keep_from = self.undo.iter().rposition(makes).map_or(0, |at| at + 1);
        self.undo.drain(..keep_from);
        self.redo.clear();
    }
}
