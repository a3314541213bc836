//! Finding systems by what they are called, at once however many there are.

use std::collections::HashMap;

use super::AiSystem;

/// The longest id that a text can begin with.
const LONGEST_ID: usize = 64;

/// Where each system of a register is, by its id and by its name, letter case ignored.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub(super) struct Index {
    ids: HashMap<String, usize>,
    /// The first one of each name.
    names: HashMap<String, usize>,
}

impl Index {
    /// Notes where the systems of a register are.
    pub(super) fn of(systems: &[AiSystem]) -> Self {
        let mut index = Self::default();
        for (at, system) in systems.iter().enumerate() {
            let id = system.id.as_str().to_lowercase();
            index.ids.entry(id).or_insert(at);
            let name = system.name.to_lowercase();
            index.names.entry(name).or_insert(at);
        }
        index
    }

    /// Returns the place of the system of an id.
    pub(super) fn by_id(&self, id: &str) -> Option<usize> {
        self.ids.get(&id.trim().to_lowercase()).copied()
    }

    /// Returns the place of the first system that a text names: by its name, or by id and name one after the other.
    pub(super) fn by_name(&self, text: &str, systems: &[AiSystem]) -> Option<usize> {
        let lower = text.trim().to_lowercase();
        let named = self.names.get(&lower).copied();
        let ends = lower
            .char_indices()
            .map(|(at, letter)| at + letter.len_utf8());
        let both = ends.take_while(|end| *end <= LONGEST_ID).filter_map(|end| {
            let (id, rest) = lower.split_at_checked(end)?;
            let at = self.ids.get(id).copied()?;
            let name = systems.get(at)?.name.to_lowercase();
            (rest.trim_start() == name).then_some(at)
        });
        both.chain(named).min()
    }
}
