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

/// The paths of wanted blobs at one tree, found in one walk; only the wanted are kept, not the whole tree.
#[derive(Debug, Default)]
pub(super) struct Elsewhere {
    tree: Option<Oid>,
    paths: HashMap<Oid, Vec<String>>,
}

impl Elsewhere {
    /// Walks the tree for these blobs, unless it is the one that was walked last and none is new.
    pub(super) fn find(
        &mut self,
        repo: &GitRepository,
        tree: Oid,
        wanted: &HashSet<Oid>,
    ) -> Result<(), VcsError> {
        let known = self.tree == Some(tree) && wanted.iter().all(|id| self.paths.contains_key(id));
        if wanted.is_empty() || known {
            return Ok(());
        }
        let mut paths: HashMap<Oid, Vec<String>> =
            wanted.iter().map(|id| (*id, Vec::new())).collect();
        tree::walk(repo, tree, "", &mut |path, entry| {
            if entry.kind != EntryKind::Submodule
                && let Some(list) = paths.get_mut(&entry.id()?)
                && let Ok(path) = std::str::from_utf8(path)
            {
                list.push(path.to_owned());
            }
            Ok(ControlFlow::Continue(()))
        })?;
        self.tree = Some(tree);
        self.paths = paths;
        Ok(())
    }

    /// Returns a path that has the blob: one of the same file name first, then the first in order.
    pub(super) fn path_of(&self, id: Oid, path: &str) -> Option<String> {
        let paths = self.paths.get(&id)?;
        let name = paths::name(path);
        paths
            .iter()
            .find(|other| paths::name(other) == name)
            .or_else(|| paths.first())
            .cloned()
    }
}
