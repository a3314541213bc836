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
    /// What was wanted and is no file that could be searched.
    pub(super) skipped: Skipped,
}

type Take<'t> = dyn FnMut(Wanted) -> ControlFlow<()> + 't;

impl<'a> Walk<'a> {
    pub(super) fn new(repo: &'a GitRepository, query: &'a GrepQuery<'a>) -> Self {
        Self {
            repo,
            query,
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
        if depth > MAX_DEPTH {
            return Err(tree::too_deep());
        }
        let object = match tree::read(self.repo, odb, tree) {
            Ok(object) => object,
            Err(error) if unread(&error, &mut self.skipped) => {
                return Ok(ControlFlow::Continue(()));
            }
            Err(error) => return Err(error),
        };
        let length = path.len();
        for entry in Entries::new(object.data(), tree) {
            let entry = entry?;
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
        let text = String::from_utf8_lossy(path);
        let beneath = self.query.beneath;
        let is_beneath = |folder: &String| paths::is_beneath(&text, folder);
        if !(beneath.is_empty() || beneath.iter().any(is_beneath)) || !(self.query.wants)(&text) {
            return None;
        }
        match kind {
            EntryKind::Symlink => self.skipped.symlinks += 1,
            EntryKind::Submodule => self.skipped.submodules += 1,
            EntryKind::File => {
                if std::str::from_utf8(path).is_ok() {
                    return Some(text.into_owned());
                }
                self.skipped.names += 1;
            }
            EntryKind::Folder => {}
        }
        None
    }

    fn may_hold(&self, folder: &[u8]) -> bool {
        let beneath = self.query.beneath;
        let folder = String::from_utf8_lossy(folder);
        beneath.is_empty()
            || beneath.iter().any(|wanted| {
                paths::is_beneath(&folder, wanted) || paths::is_beneath(wanted, &folder)
            })
    }
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
