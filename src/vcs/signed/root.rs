//! The root hash over the files of a folder at a commit.

use std::{collections::HashMap, ops::ControlFlow};

use git2::Oid;

use super::Root;
use crate::{
    domain::signoff::listing_line,
    vcs::{
        GitRepository, VcsError,
        git::{hex, sha256},
        paths,
        tree::{self, EntryKind, Lookup},
    },
};

/// How many root hashes are remembered.
const REMEMBERED: usize = 64;

/// Root hashes by the folder's id and path: a folder that has an id never changes.
pub(in crate::vcs) type Roots = HashMap<(Oid, Vec<u8>), Root>;

/// Returns the id of a folder at a commit; none where there is no folder.
pub(super) fn folder(
    repo: &GitRepository,
    commit: &str,
    folder: &str,
) -> Result<Option<Oid>, VcsError> {
    let (_, tree) = super::commit(repo, commit)?;
    let path = paths::decode(folder)?;
    Ok(match tree::find(repo, tree, &path)? {
        Lookup::Found(id, EntryKind::Folder) => Some(id),
        Lookup::Unread(id) => {
            return Err(VcsError::MissingObject { id: id.to_string() });
        }
        Lookup::Found(_, EntryKind::File | EntryKind::Symlink | EntryKind::Submodule)
        | Lookup::Missing
        | Lookup::Within(_) => None,
    })
}

/// Computes the root hash over a folder.
pub(super) fn root(repo: &GitRepository, commit: &str, at: &str) -> Result<Root, VcsError> {
    let id = folder(repo, commit, at)?.ok_or_else(|| VcsError::NoSuchPath {
        path: at.to_owned(),
        place: " at the commit",
        nearest: None,
    })?;
    let prefix = paths::decode(at)?;
    let place = (id, prefix.to_vec());
    if let Some(known) = repo.roots.borrow().get(&place) {
        return Ok(known.clone());
    }
    let odb = repo.odb()?;
    let mut listing = Vec::new();
    let mut files = Vec::new();
    tree::walk(repo, id, &prefix, &mut |path, entry| {
        if entry.kind == EntryKind::Submodule {
            let path = paths::encode(path);
            return Err(VcsError::Submodule {
                submodule: path.clone(),
                path,
                within: None,
            });
        }
        let hash = hex(sha256(repo.blob_object(&odb, entry.id()?)?.data()));
        listing.extend(listing_line(path, &hash));
        files.push((paths::encode(path), hash));
        Ok(ControlFlow::Continue(()))
    })?;
    let root = Root {
        hash: hex(sha256(&listing)),
        tree: id.to_string(),
        files,
    };
    let mut roots = repo.roots.borrow_mut();
    if roots.len() >= REMEMBERED {
        roots.clear();
    }
    roots.insert(place, root.clone());
    Ok(root)
}
