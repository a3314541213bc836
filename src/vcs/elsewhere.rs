//! Where bytes are now that are not at their path any more: a rename is known by its blob.

use std::{
    collections::{HashMap, HashSet},
    ops::ControlFlow,
};

use git2::Oid;

use super::{
    GitRepository, VcsError, paths,
    tree::{self, EntryKind},
};

/// A path at which a blob stands.
#[derive(Debug)]
struct Place {
    path: Vec<u8>,
    kind: EntryKind,
}

/// The paths of wanted blobs at one tree, found in one walk; only the wanted are kept, not the whole tree.
#[derive(Debug, Default)]
pub(super) struct Elsewhere {
    tree: Option<Oid>,
    paths: HashMap<Oid, Vec<Place>>,
    /// The first folder that could not be read: what was not found may lie beneath it.
    hole: Option<Oid>,
}

impl Elsewhere {
    /// Walks the tree for these blobs, unless it is the one that was walked last, to its end, and none is new.
    pub(super) fn find(
        &mut self,
        repo: &GitRepository,
        tree: Oid,
        wanted: &HashSet<Oid>,
    ) -> Result<(), VcsError> {
        let same = self.tree == Some(tree);
        // A folder that could not be read may be fetched or mended by now.
        let known = same && self.hole.is_none();
        let known = known && wanted.iter().all(|id| self.paths.contains_key(id));
        if wanted.is_empty() || known {
            return Ok(());
        }
        // What is known stays known: one audit after another asks for its own.
        let before = self.paths.keys().filter(|_| same);
        let mut paths: HashMap<Oid, Vec<Place>> = wanted
            .iter()
            .chain(before)
            .map(|id| (*id, Vec::new()))
            .collect();
        let mut hole = None;
        tree::walk_around(
            repo,
            tree,
            b"",
            &mut |path, entry| {
                if entry.kind != EntryKind::Submodule
                    && let Some(list) = paths.get_mut(&entry.id()?)
                {
                    list.push(Place {
                        path: path.to_vec(),
                        kind: entry.kind,
                    });
                }
                Ok(ControlFlow::Continue(()))
            },
            &mut |id, _| {
                hole.get_or_insert(id);
                Ok(())
            },
        )?;
        self.tree = Some(tree);
        self.paths = paths;
        self.hole = hole;
        Ok(())
    }

    /// Returns a path that has the blob: one of the same file name first, then the first in order.
    pub(super) fn path_of(&self, id: Oid, path: &[u8]) -> Option<String> {
        self.best_of(id, path, |_| true)
    }

    /// Returns a path at which the blob is a file and no symbolic link, chosen in the same way.
    pub(super) fn file_of(&self, id: Oid, path: &[u8]) -> Option<String> {
        self.best_of(id, path, |kind| kind == EntryKind::File)
    }

    fn best_of(&self, id: Oid, path: &[u8], fits: impl Fn(EntryKind) -> bool) -> Option<String> {
        let name = paths::name(path);
        let mut first = None;
        for place in self.paths.get(&id)?.iter().filter(|place| fits(place.kind)) {
            if paths::name(&place.path) == name {
                return Some(paths::encode(&place.path));
            }
            first = first.or(Some(&place.path));
        }
        first.map(|path| paths::encode(path))
    }

    /// Returns a folder that could not be searched at this tip.
    pub(super) fn hole(&self, tip: Option<(Oid, Oid)>) -> Option<Oid> {
        self.hole
            .filter(|_| tip.is_some_and(|(_, tree)| self.tree == Some(tree)))
    }
}
