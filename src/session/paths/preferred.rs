//! Which paths come first among equals, for where one cites.

use std::ops::Range;

use crate::fuzzy::Arena;

use super::PathIndex;

/// The bit of a boost that what is cited already has.
const CITED: u32 = 1 << 31;
/// The bit that what lies beside other evidence has.
const BESIDE: u32 = 1 << 30;
/// The bit that what is in this repository has.
const HERE: u32 = 1 << 29;

/// What to prefer among equals.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Preferred {
    /// Paths that are cited already.
    pub cited: Vec<String>,
    /// Folders that hold other evidence of the place that is cited for; the empty one is the top.
    pub folders: Vec<String>,
}

/// The same, by places of an index.
pub(super) struct Placed {
    cited: Vec<u32>,
    /// Where what begins with a folder is, and how long its name is with the `/`.
    folders: Vec<(Range<u32>, usize)>,
}

impl Preferred {
    pub(super) fn placed(&self, index: &PathIndex) -> Placed {
        let mut cited: Vec<u32> = self
            .cited
            .iter()
            .filter_map(|path| index.position(path))
            .collect();
        cited.sort_unstable();
        let mut folders = Vec::new();
        for folder in &self.folders {
            let start = if folder.is_empty() {
                String::new()
            } else {
                format!("{folder}/")
            };
            // `0` is the character behind `/`.
            let behind = format!("{folder}0");
            for (first, end) in index.ends() {
                let from = index.first_from(first, end, &start);
                let to = if folder.is_empty() {
                    end
                } else {
                    index.first_from(first, end, &behind)
                };
                if from < to {
                    folders.push((from..to, start.len()));
                }
            }
        }
        Placed { cited, folders }
    }
}

impl Placed {
    /// Returns the bits of a path's boost.
    pub(super) fn boost(&self, arena: &Arena, index: u32) -> u32 {
        let cited = self.cited.binary_search(&index).is_ok();
        let beside = self.folders.iter().any(|(range, length)| {
            range.contains(&index)
                && arena
                    .get(index)
                    .and_then(|path| path.get(*length..))
                    .is_some_and(|rest| !rest.contains('/'))
        });
        let here = arena
            .get(index)
            .is_some_and(|path| !super::is_elsewhere(path));
        [(cited, CITED), (beside, BESIDE), (here, HERE)]
            .into_iter()
            .filter_map(|(has, bit)| has.then_some(bit))
            .fold(0, |bits, bit| bits | bit)
    }
}
