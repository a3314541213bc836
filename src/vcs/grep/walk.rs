//! The files of a tree that are wanted, in its order; folders that cannot hold any are not read.

use std::ops::ControlFlow;

use git2::{Odb, Oid};

use super::{GrepQuery, Skipped};
use crate::vcs::{
    GitRepository, VcsError, paths,
    tree::{self, Entries, EntryKind},
};

/// How deep trees may nest.
const MAX_DEPTH: usize = 512;

/// A file to be searched.
#[derive(Debug)]
pub(super) struct Wanted {
    pub(super) path: String,
    pub(super) id: Oid,
}

/// Walks a tree for a query.
pub(super) struct Walk<'a> {
    repo: &'a GitRepository,
    query: &'a GrepQuery<'a>,
    /// The folders and files of the query; none when everything is meant.
    beneath: Option<Vec<Vec<u8>>>,
    /// What was wanted and is no file that could be searched.
    pub(super) skipped: Skipped,
}

type Take<'t> = dyn FnMut(Wanted) -> ControlFlow<()> + 't;

impl<'a> Walk<'a> {
    pub(super) fn new(repo: &'a GitRepository, query: &'a GrepQuery<'a>) -> Self {
        let places = || query.beneath.iter().filter_map(|written| place(written));
        let beneath = (!query.beneath.is_empty()).then(|| places().collect());
        Self {
            repo,
            query,
            beneath,
            skipped: Skipped::default(),
        }
    }

    /// Hands every wanted file to `take`, until it breaks off.
    pub(super) fn run(
        &mut self,
        tree: Oid,
        take: &mut Take<'_>,
    ) -> Result<ControlFlow<()>, VcsError> {
        let odb = self.repo.odb()?;
        self.descend(&odb, tree, &mut Vec::new(), 0, take)
    }

    fn descend(
        &mut self,
        odb: &Odb<'_>,
        tree: Oid,
        path: &mut Vec<u8>,
        depth: usize,
        take: &mut Take<'_>,
    ) -> Result<ControlFlow<()>, VcsError> {
        let object = if depth > MAX_DEPTH {
            Err(tree::too_deep())
        } else {
            tree::read(self.repo, odb, tree)
        };
        let object = match object {
            Ok(object) => object,
            Err(error) if unread(&error, &mut self.skipped) => {
                return Ok(ControlFlow::Continue(()));
            }
            Err(error) => return Err(error),
        };
        let length = path.len();
        for entry in Entries::new(object.data(), tree) {
            let entry = match entry {
                Ok(entry) => entry,
                Err(error) if unread(&error, &mut self.skipped) => break,
                Err(error) => return Err(error),
            };
            path.truncate(length);
            path.extend_from_slice(entry.name);
            let flow = match entry.kind {
                EntryKind::Folder if self.may_hold(path) => {
                    path.push(b'/');
                    self.descend(odb, entry.id()?, path, depth + 1, take)?
                }
                EntryKind::Folder => ControlFlow::Continue(()),
                EntryKind::File | EntryKind::Symlink | EntryKind::Submodule => {
                    match self.wanted(path, entry.kind) {
                        Some(path) => take(Wanted {
                            path,
                            id: entry.id()?,
                        }),
                        None => ControlFlow::Continue(()),
                    }
                }
            };
            if flow.is_break() {
                return Ok(flow);
            }
        }
        path.truncate(length);
        Ok(ControlFlow::Continue(()))
    }

    /// Returns the path of an entry that is wanted and can be searched; counts one that is wanted and cannot.
    fn wanted(&mut self, path: &[u8], kind: EntryKind) -> Option<String> {
        let is_beneath = |folder: &Vec<u8>| paths::is_within(path, folder);
        if !self
            .beneath
            .as_ref()
            .is_none_or(|all| all.iter().any(is_beneath))
        {
            return None;
        }
        let text = paths::encode(path);
        if !(self.query.wants)(&text) {
            return None;
        }
        match kind {
            EntryKind::Symlink => self.skipped.symlinks += 1,
            EntryKind::Submodule => self.skipped.submodules += 1,
            EntryKind::File => return Some(text),
            EntryKind::Folder => {}
        }
        None
    }

    fn may_hold(&self, folder: &[u8]) -> bool {
        let may =
            |wanted: &Vec<u8>| paths::is_within(folder, wanted) || paths::is_within(wanted, folder);
        self.beneath.as_ref().is_none_or(|all| all.iter().any(may))
    }
}

/// Reads a folder or file as it is asked for; none where it is quoted wrongly, and names nothing.
fn place(written: &str) -> Option<Vec<u8>> {
    let bytes = paths::path_bytes(written)?;
    let end = bytes.iter().rposition(|byte| *byte != b'/');
    let bytes = end.and_then(|end| bytes.get(..=end)).unwrap_or_default();
    Some(if bytes == b"." {
        Vec::new()
    } else {
        bytes.to_vec()
    })
}

/// Counts an object that could not be read, where it is clear why; false otherwise.
pub(super) fn unread(error: &VcsError, skipped: &mut Skipped) -> bool {
    let count = match error {
        VcsError::NotDownloaded { .. } => &mut skipped.not_downloaded,
        other if other.is_unread() => &mut skipped.damaged,
        _ => return false,
    };
    *count += 1;
    true
}
