//! Which files two trees differ in, without looking into any file.

use std::cmp::Ordering;

use git2::{Odb, Oid};

use super::{
    GitRepository, VcsError, paths,
    tree::{self, Entries, Entry, EntryKind},
};

/// How deep folders may nest.
const MAX_DEPTH: usize = 512;

/// A file, symbolic link or submodule that is not the same in two trees.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Touched {
    pub(super) path: String,
    pub(super) kind: EntryKind,
    /// What stood there before; none where nothing did.
    pub(super) old: Option<Oid>,
    /// What stands there after; none where nothing does.
    pub(super) new: Option<Oid>,
}

/// A comparison of trees: where it looks, and what it has found.
pub(super) struct Comparison<'a> {
    repo: &'a GitRepository,
    odb: &'a Odb<'a>,
    /// Whether a folder, by its path with `/` at the end, is looked into.
    within: &'a dyn Fn(&[u8]) -> bool,
    most: usize,
    found: Vec<Touched>,
}

/// Lists in which files two trees differ, in git's order, at most `most` of them; `within` says which folders count.
pub(super) fn between(
    repo: &GitRepository,
    odb: &Odb<'_>,
    old: Option<Oid>,
    new: Option<Oid>,
    within: &dyn Fn(&[u8]) -> bool,
    most: usize,
) -> Result<Vec<Touched>, VcsError> {
    let mut comparison = Comparison {
        repo,
        odb,
        within,
        most,
        found: Vec::new(),
    };
    comparison.folders(old, new, &mut Vec::new(), 0)?;
    Ok(comparison.found)
}

impl Comparison<'_> {
    fn folders(
        &mut self,
        old: Option<Oid>,
        new: Option<Oid>,
        path: &mut Vec<u8>,
        depth: usize,
    ) -> Result<(), VcsError> {
        if old == new || self.found.len() >= self.most {
            return Ok(());
        }
        if depth > MAX_DEPTH {
            return Err(tree::too_deep());
        }
        let read = |id: Option<Oid>| id.map(|id| tree::read(self.repo, self.odb, id)).transpose();
        let (before, after) = (read(old)?, read(new)?);
        let before = entries(before.as_ref(), old)?;
        let after = entries(after.as_ref(), new)?;
        let (mut left, mut right) = (before.iter().peekable(), after.iter().peekable());
        loop {
            let order = match (left.peek(), right.peek()) {
                (None, None) => return Ok(()),
                (Some(_), None) => Ordering::Less,
                (None, Some(_)) => Ordering::Greater,
                (Some(a), Some(b)) => a.cmp_key(&key(b)),
            };
            let a = left.next_if(|_| order != Ordering::Greater);
            let b = right.next_if(|_| order != Ordering::Less);
            self.pair(a, b, path, depth)?;
        }
    }

    /// Compares what has one name in both trees, or in one of them.
    fn pair(
        &mut self,
        old: Option<&Entry<'_>>,
        new: Option<&Entry<'_>>,
        path: &mut Vec<u8>,
        depth: usize,
    ) -> Result<(), VcsError> {
        let Some(any) = new.or(old) else {
            return Ok(());
        };
        let id = |entry: Option<&Entry<'_>>| entry.map(Entry::id).transpose();
        let (before, after) = (id(old)?, id(new)?);
        if before == after {
            return Ok(());
        }
        let length = path.len();
        path.extend_from_slice(any.name);
        if any.kind == EntryKind::Folder {
            path.push(b'/');
            if (self.within)(path) {
                self.folders(before, after, path, depth + 1)?;
            }
        } else if self.found.len() < self.most {
            self.found.push(Touched {
                path: paths::encode(path),
                kind: any.kind,
                old: before,
                new: after,
            });
        }
        path.truncate(length);
        Ok(())
    }
}

/// Reads the entries of a tree; none where there is no tree.
fn entries<'t>(
    tree: Option<&'t git2::OdbObject<'_>>,
    id: Option<Oid>,
) -> Result<Vec<Entry<'t>>, VcsError> {
    match tree.zip(id) {
        Some((tree, id)) => Entries::new(tree.data(), id).collect(),
        None => Ok(Vec::new()),
    }
}

/// Returns the name by which trees are sorted.
fn key(entry: &Entry<'_>) -> Vec<u8> {
    let mut key = entry.name.to_vec();
    if entry.kind == EntryKind::Folder {
        key.push(b'/');
    }
    key
}
