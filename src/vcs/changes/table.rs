//! The files of a tree, each with the number of the commit that made it: sixteen bytes a file and four for the number.

use std::{
    hash::{DefaultHasher, Hasher},
    ops::ControlFlow,
};

use git2::Oid;

use super::Kept;
use crate::vcs::{
    GitRepository, VcsError,
    tree::{self, EntryKind},
};

/// The number that stands for no commit.
pub(super) const UNKNOWN: u32 = u32::MAX;

/// The files of a tree, found by their paths; paths themselves are not kept.
#[derive(Debug)]
pub(super) struct Table {
    /// Sorted by hash.
    slots: Vec<Slot>,
    /// For each file in tree order its commit.
    numbers: Vec<u32>,
    /// For each file in tree order the commit that was known before, if its bytes are the same.
    inherited: Vec<u32>,
    unknown: usize,
}

#[derive(Debug, Clone, Copy)]
struct Slot {
    /// The path's hash.
    hash: u64,
    /// The beginning of the id of the file's bytes.
    tag: u32,
    /// The file's place in tree order.
    order: u32,
}

impl Table {
    /// Lists the files of a tree.
    pub(super) fn of(repo: &GitRepository, tree: Oid) -> Result<Self, VcsError> {
        let mut slots = Vec::new();
        let mut order = 0;
        files(repo, tree, &mut |path, id| {
            slots.push(Slot {
                hash: hash(path),
                tag: tag(id),
                order,
            });
            order += 1;
            ControlFlow::Continue(())
        })?;
        slots.sort_unstable_by_key(|slot| slot.hash);
        Ok(Self {
            numbers: vec![UNKNOWN; slots.len()],
            inherited: Vec::new(),
            unknown: slots.len(),
            slots,
        })
    }

    /// Returns how many files there are.
    pub(super) fn len(&self) -> usize {
        self.slots.len()
    }

    /// Returns for how many files no commit is known.
    pub(super) fn unknown(&self) -> usize {
        self.unknown
    }

    /// Returns the commits of the files in tree order.
    pub(super) fn numbers(&self) -> &[u32] {
        &self.numbers
    }

    fn slot(&self, path: &[u8], id: Oid) -> Option<usize> {
        let hash = hash(path);
        let at = self
            .slots
            .binary_search_by_key(&hash, |slot| slot.hash)
            .ok()?;
        let slot = self.slots.get(at)?;
        (slot.tag == tag(id)).then(|| usize::try_from(slot.order).ok())?
    }

    /// Notes that a commit left these bytes at a path; true if it is the first for what is there now.
    pub(super) fn note(&mut self, path: &[u8], id: Oid, number: u32) -> bool {
        let Some(order) = self.slot(path, id) else {
            return false;
        };
        match self.numbers.get_mut(order) {
            Some(slot) if *slot == UNKNOWN => {
                *slot = number;
                self.unknown -= 1;
                true
            }
            Some(_) | None => false,
        }
    }

    /// Notes what was known at an earlier commit of the files that have the same bytes still.
    pub(super) fn inherit(&mut self, repo: &GitRepository, kept: &Kept) -> Result<(), VcsError> {
        self.inherited = vec![UNKNOWN; self.slots.len()];
        let mut numbers = kept.numbers.iter();
        files(repo, kept.tree, &mut |path, id| {
            let Some(number) = numbers.next() else {
                return ControlFlow::Break(());
            };
            if let Some(order) = self.slot(path, id)
                && let Some(slot) = self.inherited.get_mut(order)
            {
                *slot = *number;
            }
            ControlFlow::Continue(())
        })
    }

    /// Gives a file that no newer commit made the commit that was known before, and returns it.
    pub(super) fn take_over(&mut self, order: usize) -> Option<u32> {
        let number = *self.inherited.get(order).filter(|n| **n != UNKNOWN)?;
        let slot = self.numbers.get_mut(order).filter(|n| **n == UNKNOWN)?;
        *slot = number;
        self.unknown -= 1;
        Some(number)
    }
}

fn hash(path: &[u8]) -> u64 {
    let mut hasher = DefaultHasher::new();
    hasher.write(path);
    hasher.finish()
}

fn tag(id: Oid) -> u32 {
    let start = id.as_bytes().first_chunk().copied().unwrap_or_default();
    u32::from_be_bytes(start)
}

/// Visits the files and symbolic links of a tree in its order.
pub(super) fn files(
    repo: &GitRepository,
    tree: Oid,
    visit: &mut dyn FnMut(&[u8], Oid) -> ControlFlow<()>,
) -> Result<(), VcsError> {
    tree::walk(repo, tree, b"", &mut |path, entry| match entry.kind {
        EntryKind::Folder | EntryKind::Submodule => Ok(ControlFlow::Continue(())),
        EntryKind::File | EntryKind::Symlink => Ok(visit(path, entry.id()?)),
    })
}
