//! What stands at the paths of citations: looked up in one descent, and remembered by the id of the tree.

use std::collections::HashMap;

use git2::Oid;

use super::{
    GitRepository, VcsError, paths,
    tree::{self, Lookup},
};
use crate::domain::evidence::Pin;

/// What stands at the paths that were asked for last, and at which tree.
#[derive(Debug, Default)]
pub(super) struct Places {
    tree: Option<Oid>,
    known: HashMap<String, Lookup>,
}

impl Places {
    /// Finds what stands at the pins' paths; only what was not asked for before is looked up.
    ///
    /// A path that may not be asked for is nowhere.
    pub(super) fn find(
        &mut self,
        repo: &GitRepository,
        tree: Oid,
        pins: &[&Pin],
    ) -> Result<Vec<Lookup>, VcsError> {
        if self.tree != Some(tree) {
            self.tree = Some(tree);
            self.known.clear();
        }
        let mut found = vec![Lookup::Missing; pins.len()];
        let mut paths = Vec::new();
        for (number, (pin, slot)) in pins.iter().zip(&mut found).enumerate() {
            match self.known.get(&pin.path) {
                Some(place) => slot.clone_from(place),
                None => paths.extend(paths::decode(&pin.path).ok().map(|path| (path, number))),
            }
        }
        if paths.is_empty() {
            return Ok(found);
        }
        let mut wanted: Vec<_> = paths
            .iter()
            .map(|(path, number)| (&**path, *number))
            .collect();
        wanted.sort_unstable();
        tree::find_sorted(repo, tree, &wanted, &mut found)?;
        for (_, number) in wanted {
            // What could not be read is looked up again: it may be fetched or mended.
            if let (Some(pin), Some(place)) = (pins.get(number), found.get(number))
                && !matches!(place, Lookup::Unread(_))
            {
                self.known.insert(pin.path.clone(), place.clone());
            }
        }
        Ok(found)
    }
}
