//! Who else is at work in the checkout: told when they come, shown while they stay.

use crate::{
    session::presence::Present,
    tui::effect::{Effect, Outside, Request},
};

use super::Model;

impl Model {
    /// Takes in who else is here, and tells of those who were not.
    pub fn meets(&mut self, here: Vec<Present>) {
        let is_known = |one: &Present| self.here.iter().any(|known| known.is_the_same(one));
        let me = self.data.actor.as_ref().ok();
        let came: Vec<String> = here
            .iter()
            .filter(|one| !is_known(one))
            .map(|one| one.told(me, &self.data.clock))
            .collect();
        let gone: Vec<String> = self
            .here
            .iter()
            .filter(|known| !here.iter().any(|one| known.is_the_same(one)))
            .map(|one| one.left(me))
            .collect();
        let told = [came, gone].concat();
        if !told.is_empty() {
            self.toast = Some(told.join("; "));
        }
        self.here = here;
        self.changed = true;
    }

    /// Says in a few words who else is here, for the first line; none where nobody is.
    pub fn company(&self) -> Option<String> {
        let me = self.data.actor.as_ref().ok();
        match self.here.as_slice() {
            [] => None,
            [one] => Some(one.beside(me)),
            more => Some(format!("with {} others", more.len())),
        }
    }

    /// Looks at what was changed from outside, or who came or went.
    pub(super) fn look_outside(&mut self, seen: Outside, effects: &mut Vec<Effect>) {
        if seen.people {
            effects.push(Effect::Ask(Request::WhoIsHere));
        }
        if seen.records {
            self.look_again(true, effects);
        }
    }
}
