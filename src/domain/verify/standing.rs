//! Which version each record has at a commit: kept for many commits at once, so what two of them have alike is there once.

use std::rc::Rc;

/// How many records lie together; a commit that changes one of them takes a copy of so many.
const TOGETHER: usize = 256;

/// In place of the version of a record that is not there.
const NOTHING: u32 = u32::MAX;

/// Which version each record has.
#[derive(Debug, Clone, Default)]
pub(super) struct Standing(Vec<Rc<[u32; TOGETHER]>>);

impl Standing {
    /// Starts without a record.
    pub(super) const fn new() -> Self {
        Self(Vec::new())
    }

    /// Returns the version of a record.
    pub(super) fn get(&self, number: u32) -> Option<u32> {
        let number = number as usize;
        let part = self.0.get(number / TOGETHER)?;
        let version = part.get(number % TOGETHER).copied();
        version.filter(|version| *version != NOTHING)
    }

    /// Takes a record to a version, or out.
    pub(super) fn set(&mut self, number: u32, version: Option<u32>) {
        let number = number as usize;
        let place = number / TOGETHER;
        if self.0.len() <= place {
            let empty = Rc::new([NOTHING; TOGETHER]);
            self.0.resize(place + 1, empty);
        }
        let part = self.0.get_mut(place).map(Rc::make_mut);
        if let Some(slot) = part.and_then(|part| part.get_mut(number % TOGETHER)) {
            *slot = version.unwrap_or(NOTHING);
        }
    }

    /// Iterates over the records, each with its version, by their numbers.
    pub(super) fn iter(&self) -> impl Iterator<Item = (u32, u32)> + '_ {
        let all = self.0.iter().flat_map(|part| part.iter().copied());
        (0..).zip(all).filter(|(_, version)| *version != NOTHING)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_one_commit_changes_stays_as_it_was_in_another() {
        let mut one = Standing::new();
        for number in [0, 255, 256, 700] {
            one.set(number, Some(number + 1));
        }
        let mut other = one.clone();
        other.set(256, None);
        other.set(3, Some(9));
        assert_eq!((one.get(256), one.get(3)), (Some(257), None));
        assert_eq!((other.get(256), other.get(3)), (None, Some(9)));
        assert_eq!((other.get(257), other.get(100_000)), (None, None));
        let all: Vec<_> = other.iter().collect();
        assert_eq!(all, [(0, 1), (3, 9), (255, 256), (700, 701)]);
    }
}
