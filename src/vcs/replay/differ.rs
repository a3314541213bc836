//! What differs between a folder and the same folder in every parent, all of them compared at once.

use std::{
    cmp::Ordering,
    collections::{HashMap, VecDeque},
    rc::Rc,
};

use git2::{Odb, Oid};

use crate::vcs::{
    GitRepository, VcsError,
    tree::{self, Entries, Entry, EntryKind, Lookup, MAX_DEPTH},
};

/// How many trees are remembered: a commit's are its child's parents' at once, and large ones are dear to read.
const REMEMBERED: usize = 256;

/// Trees as they are read, each once where it is asked for again soon.
pub(super) struct Trees<'r> {
    repo: &'r GitRepository,
    odb: Odb<'r>,
    known: HashMap<Oid, Rc<[u8]>>,
    order: VecDeque<Oid>,
}

impl<'r> Trees<'r> {
    pub(super) fn new(repo: &'r GitRepository) -> Result<Self, VcsError> {
        Ok(Self {
            repo,
            odb: repo.odb()?,
            known: HashMap::new(),
            order: VecDeque::new(),
        })
    }

    pub(super) fn read(&mut self, id: Oid) -> Result<Rc<[u8]>, VcsError> {
        if let Some(known) = self.known.get(&id) {
            return Ok(Rc::clone(known));
        }
        let bytes: Rc<[u8]> = tree::read(self.repo, &self.odb, id)?.data().into();
        if self.order.len() == REMEMBERED
            && let Some(oldest) = self.order.pop_front()
        {
            self.known.remove(&oldest);
        }
        self.order.push_back(id);
        self.known.insert(id, Rc::clone(&bytes));
        Ok(bytes)
    }

    /// Looks a path up in a tree.
    pub(super) fn find(&mut self, root: Oid, path: &[u8]) -> Result<Lookup, VcsError> {
        let mut at = root;
        let mut parts = path.split(|&byte| byte == b'/').peekable();
        while let Some(part) = parts.next() {
            let bytes = self.read(at)?;
            let mut hit = None;
            for entry in Entries::new(&bytes, at) {
                let entry = entry?;
                if entry.name == part {
                    hit = Some((entry.id()?, entry.kind));
                    break;
                }
            }
            match hit {
                Some((id, kind)) if parts.peek().is_none() => return Ok(Lookup::Found(id, kind)),
                Some((id, EntryKind::Folder)) => at = id,
                Some((_, EntryKind::File | EntryKind::Symlink | EntryKind::Submodule)) | None => {
                    return Ok(Lookup::Missing);
                }
            }
        }
        Ok(Lookup::Missing)
    }
}

/// Is called with the path of each file that differs, its blob, and the blobs that it has in the parents.
pub(super) type Visit<'v> = dyn FnMut(&[u8], Option<Oid>, &[Option<Oid>]) + 'v;

/// Compares folders.
pub(super) struct Differ<'d, 'r> {
    pub(super) trees: &'d mut Trees<'r>,
    pub(super) visit: &'d mut Visit<'d>,
}

impl Differ<'_, '_> {
    /// Visits the files of a folder that are not in every parent as they are here; without parents all of them.
    pub(super) fn folder(
        &mut self,
        after: Option<Oid>,
        before: &[Option<Oid>],
        path: &mut Vec<u8>,
        depth: usize,
    ) -> Result<(), VcsError> {
        let is_same = !before.is_empty() && before.iter().all(|old| *old == after);
        if is_same || (after.is_none() && before.iter().all(Option::is_none)) {
            return Ok(());
        }
        if depth > MAX_DEPTH {
            return Err(tree::too_deep());
        }
        let own = after
            .map(|id| self.trees.read(id).map(|bytes| (id, bytes)))
            .transpose()?;
        let mut others = Vec::with_capacity(before.len());
        for old in before {
            others.push(
                old.map(|id| self.trees.read(id).map(|bytes| (id, bytes)))
                    .transpose()?,
            );
        }
        let mut own = Cursor::new(own.as_ref())?;
        let mut others = others
            .iter()
            .map(|old| Cursor::new(old.as_ref()))
            .collect::<Result<Vec<_>, _>>()?;
        let length = path.len();
        loop {
            let all = std::iter::once(&own).chain(&others);
            let Some(next) = all.filter_map(|cursor| cursor.next).min_by(order) else {
                break;
            };
            let here = own.take(&next)?;
            let mut there = Vec::with_capacity(others.len());
            for other in &mut others {
                there.push(other.take(&next)?);
            }
            if !there.is_empty() && there.iter().all(|old| *old == here) {
                continue;
            }
            path.extend_from_slice(next.name);
            match next.kind {
                EntryKind::Folder => {
                    path.push(b'/');
                    self.folder(here, &there, path, depth + 1)?;
                }
                EntryKind::File | EntryKind::Symlink => (self.visit)(path, here, &there),
                EntryKind::Submodule => {}
            }
            path.truncate(length);
        }
        Ok(())
    }
}

/// The entries of a tree, gone through beside those of others.
struct Cursor<'a> {
    entries: Option<Entries<'a>>,
    next: Option<Entry<'a>>,
}

impl<'a> Cursor<'a> {
    fn new(tree: Option<&'a (Oid, Rc<[u8]>)>) -> Result<Self, VcsError> {
        let mut entries = tree.map(|(id, bytes)| Entries::new(bytes, *id));
        let next = entries.as_mut().and_then(Iterator::next).transpose()?;
        Ok(Self { entries, next })
    }

    /// Takes the entry of the same name and kind, if it is the next one.
    fn take(&mut self, wanted: &Entry<'_>) -> Result<Option<Oid>, VcsError> {
        let Some(entry) = self
            .next
            .filter(|entry| order(entry, wanted) == Ordering::Equal)
        else {
            return Ok(None);
        };
        self.next = self.entries.as_mut().and_then(Iterator::next).transpose()?;
        entry.id().map(Some)
    }
}

/// Compares as trees are sorted: a folder as if its name ended with `/`.
fn order(one: &Entry<'_>, other: &Entry<'_>) -> Ordering {
    let key = |entry: &Entry<'_>| (entry.kind == EntryKind::Folder).then_some(b'/');
    let whole = one.name.iter().copied().chain(key(one));
    whole.cmp(other.name.iter().copied().chain(key(other)))
}
