//! Edits of records: made at once, sent to the disk, taken back and made again.

use std::time::Instant;

use crate::domain::change::{Change, Edit};
use crate::domain::judged;
use crate::domain::record::RecordKey;
use crate::error::Error;
use crate::session::Draft;
use crate::tui::effect::{Effect, FindRequest, Reply, Request};

use super::Model;

/// How a change came to be made.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Deed {
    /// A person made it.
    Made,
    /// It takes another one back, which stood at this place among those that can be undone.
    Undone(usize),
    /// It was taken back and is made again.
    Redone,
}

/// A change on its way to the disk.
#[derive(Debug)]
pub(super) struct InFlight {
    change: Change,
    deed: Deed,
    /// The texts that were typed for it: they are drafts no more once it is saved.
    typed: Vec<Draft>,
    /// Whether the message that made it is taken in.
    is_noted: bool,
}

impl InFlight {
    /// Returns the texts that were typed for it.
    pub(super) fn typed(&self) -> &[Draft] {
        &self.typed
    }
}

/// A change that is not known to be on the disk yet, for a program that may end before it is.
#[derive(Debug, Clone)]
pub struct Unsaved {
    /// The change.
    pub change: Change,
    /// Whether it takes another one back.
    pub takes_back: bool,
    /// The texts that were typed for it.
    pub typed: Vec<Draft>,
}

impl Model {
    /// Makes a change and sends it to the disk; false where it is not made: the audit holds fast what it
    /// changes, which is told, or a person is to choose first.
    pub(super) fn apply(&mut self, change: Change, effects: &mut Vec<Effect>) -> bool {
        if change.is_empty() {
            return true;
        }
        if let Err(error) = self.data.check_held(&change) {
            self.refuse(change, &error, effects);
            return false;
        }
        let taken = judged::taken_over_by(&change, &self.data.people);
        if !taken.is_empty() {
            self.asks_to_judge(change, &taken, effects);
            return false;
        }
        self.make(&change, Deed::Made, effects);
        self.undo.push(change);
        self.redo.clear();
        true
    }

    /// Tells of a change that is not made, as of one that could not be saved: what was typed for it comes back.
    fn refuse(&mut self, change: Change, error: &Error, effects: &mut Vec<Effect>) {
        self.unmade(change, error, effects);
        self.fail(error, effects);
    }

    /// Tells every panel of a change that is not made, so that what was typed for it comes back.
    pub(super) fn unmade(&mut self, change: Change, error: &Error, effects: &mut Vec<Effect>) {
        let reply = Reply::NotSaved {
            change,
            error: error.clone(),
            clash: None,
        };
        let wanted = self.tell_all(&reply);
        for (at, wanted) in wanted.into_iter().rev() {
            self.carry_out_at(at, wanted, effects);
        }
    }

    fn make(&mut self, change: &Change, deed: Deed, effects: &mut Vec<Effect>) {
        self.data.make(change);
        self.in_flight.push_back(InFlight {
            change: change.clone(),
            deed,
            typed: Vec::new(),
            is_noted: false,
        });
        self.saving_since.get_or_insert_with(Instant::now);
        let request = match deed {
            Deed::Made | Deed::Redone => Request::Save(change.clone()),
            Deed::Undone(_) => Request::TakeBack(change.clone()),
        };
        effects.push(Effect::Ask(request));
        let is_workspace = |edit: &Edit| edit.key() == Some(RecordKey::Workspace);
        if change.edits.iter().any(is_workspace) {
            // Other repositories, other files.
            effects.push(Effect::Find(FindRequest::Forget));
            effects.extend(self.checks());
        }
        self.refresh();
    }

    /// Notes with the changes of a message the texts that were saved by it.
    pub(super) fn note_typed(&mut self) {
        let typed = std::mem::take(&mut self.dropped);
        for on_its_way in self.in_flight.iter_mut().filter(|it| !it.is_noted) {
            on_its_way.is_noted = true;
            on_its_way.typed.clone_from(&typed);
        }
    }

    /// Lists the changes that are on their way to the disk, the first first.
    pub fn unsaved(&self) -> Vec<Unsaved> {
        let made = |on_its_way: &InFlight| Unsaved {
            change: on_its_way.change.clone(),
            takes_back: !Self::is_made(Some(on_its_way)),
            typed: on_its_way.typed.clone(),
        };
        self.in_flight.iter().map(made).collect()
    }

    /// Returns how many changes could not be saved, as far as was heard.
    pub fn heard_not_saved(&self) -> usize {
        self.failed
    }

    /// Keeps the texts again that were typed for a change which could not be saved, and which no field has open; false where
    /// there are none.
    pub(super) fn keep_typed(
        &mut self,
        failed: Option<&InFlight>,
        change: &Change,
        effects: &mut Vec<Effect>,
    ) -> bool {
        if self.stack.iter().any(|panel| panel.holds(change)) {
            return false;
        }
        let typed = failed.map(|failed| failed.typed.clone());
        let typed = typed.unwrap_or_default();
        for draft in &typed {
            let keep = self.drafting.in_turn(Request::KeepDraft(draft.clone()));
            effects.push(Effect::Ask(keep));
        }
        !typed.is_empty()
    }

    pub(super) fn undo(&mut self, effects: &mut Vec<Effect>) {
        let Some(change) = self.undo.pop() else {
            self.toast = Some("nothing to undo".to_owned());
            return;
        };
        if let Some(key) = self.data.has_moved_on(&change) {
            self.toast = Some(format!(
                "not undone: {} has been changed since, outside of this program",
                key.short()
            ));
            return;
        }
        self.make(&change.inverse(), Deed::Undone(self.undo.len()), effects);
        self.toast = Some(format!("undone: {}", change.what));
        self.redo.push(change);
    }

    pub(super) fn redo(&mut self, effects: &mut Vec<Effect>) {
        let Some(change) = self.redo.pop() else {
            self.toast = Some("nothing to redo".to_owned());
            return;
        };
        if let Some(key) = self.data.has_moved_on(&change.inverse()) {
            self.toast = Some(format!(
                "not done again: {} has been changed since, outside of this program",
                key.short()
            ));
            return;
        }
        self.make(&change, Deed::Redone, effects);
        self.toast = Some(format!("done again: {}", change.what));
        self.undo.push(change);
    }

    /// Notes that the first change on its way to the disk has come to its end: the worker saves in order.
    pub(super) fn landed(&mut self) -> Option<InFlight> {
        let first = self.in_flight.pop_front();
        if self.in_flight.is_empty() {
            self.saving_since = None;
        }
        first
    }

    /// Makes the changes again that are still on their way to the disk: records that were just read do not have them yet.
    pub(super) fn make_again(&mut self) {
        for on_its_way in &self.in_flight {
            self.data.make(&on_its_way.change);
        }
    }

    /// Takes a change that could not be saved out of the model, so that the screen tells the truth.
    ///
    /// What was changed after it is on its way to the disk still, and stays.
    pub(super) fn take_back(&mut self, failed: Option<InFlight>) {
        let Some(InFlight { change, deed, .. }) = failed else {
            return;
        };
        self.data.make(&change.inverse());
        self.make_again();
        match deed {
            Deed::Made => {
                forget(&mut self.undo, &change);
                self.redo.clear();
            }
            Deed::Undone(place) => {
                let standing = change.inverse();
                forget(&mut self.redo, &standing);
                self.toast = Some(format!("not undone: {}", standing.what));
                self.undo.insert(place.min(self.undo.len()), standing);
            }
            Deed::Redone => {
                forget(&mut self.undo, &change);
                self.toast = Some(format!("not done again: {}", change.what));
                self.redo.push(change);
            }
        }
        self.refresh();
    }

    /// Tells whether a change was made by a person, not by taking another one back.
    pub(super) fn is_made(landed: Option<&InFlight>) -> bool {
        landed.is_some_and(|landed| match landed.deed {
            Deed::Made | Deed::Redone => true,
            Deed::Undone(_) => false,
        })
    }

    /// Lets go of undo up to the last change that made a record: a committed record is withdrawn, never deleted.
    pub(super) fn forget_creations(&mut self) {
        let makes = |change: &Change| change.edits.iter().any(|edit| edit.before.is_none());
        let keep_from = self.undo.iter().rposition(makes).map_or(0, |at| at + 1);
        self.undo.drain(..keep_from);
        self.redo.clear();
    }
}

/// Takes the last change out that is the same as this one.
fn forget(changes: &mut Vec<Change>, change: &Change) {
    if let Some(at) = changes.iter().rposition(|made| made == change) {
        changes.remove(at);
    }
}
