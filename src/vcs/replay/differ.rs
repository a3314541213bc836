//! What differs between a folder and the same folder in every parent, all of them compared at once.
//!
//! A commit changes a few files of a folder with thousands of them, so what the folders have in common is passed over by its
//! bytes.

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
            pass_common(&mut own, &mut others)?;
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
    /// The entries from the next one on.
    from: Option<Entries<'a>>,
    next: Option<Entry<'a>>,
}

impl<'a> Cursor<'a> {
    fn new(tree: Option<&'a (Oid, Rc<[u8]>)>) -> Result<Self, VcsError> {
        let from = tree.map(|(id, bytes)| Entries::new(bytes, *id));
        let mut cursor = Self { from, next: None };
        cursor.look()?;
        Ok(cursor)
    }

    /// Reads the next entry.
    fn look(&mut self) -> Result<(), VcsError> {
        let mut entries = self.from.clone();
        self.next = entries.as_mut().and_then(Iterator::next).transpose()?;
        Ok(())
    }

    /// Takes the entry of the same name and kind, if it is the next one.
    fn take(&mut self, wanted: &Entry<'_>) -> Result<Option<Oid>, VcsError> {
        let Some(entry) = self
            .next
            .filter(|entry| order(entry, wanted) == Ordering::Equal)
        else {
            return Ok(None);
        };
        if let Some(from) = &mut self.from {
            from.next().transpose()?;
        }
        self.look()?;
        entry.id().map(Some)
    }

    /// Goes over the entries that so many bytes hold.
    fn pass(&mut self, bytes: usize) -> Result<(), VcsError> {
        if let Some(from) = &mut self.from {
            from.pass(bytes);
        }
        self.look()
    }
}

/// Goes over the entries that come next and are the same everywhere.
fn pass_common(own: &mut Cursor<'_>, others: &mut [Cursor<'_>]) -> Result<(), VcsError> {
    let Some(from) = own.from.clone().filter(|_| !others.is_empty()) else {
        return Ok(());
    };
    let mut alike = from.rest().len();
    for other in others.iter() {
        let rest = other.from.as_ref().map(Entries::rest).unwrap_or_default();
        alike = alike.min(common(from.rest(), rest));
    }
    // Only whole entries: the last one may begin as others do.
    let (mut ahead, mut passed) = (from.clone(), 0);
    while let Some(Ok(_)) = ahead.next() {
        let end = from.rest().len().saturating_sub(ahead.rest().len());
        if end > alike {
            break;
        }
        passed = end;
    }
    if passed > 0 {
        own.pass(passed)?;
        for other in others {
            other.pass(passed)?;
        }
    }
    Ok(())
}

/// How many bytes are compared at once.
const AT_ONCE: usize = 64;

/// Counts the bytes with which both begin.
fn common(one: &[u8], other: &[u8]) -> usize {
    let chunks = one.chunks_exact(AT_ONCE).zip(other.chunks_exact(AT_ONCE));
    let alike = chunks.take_while(|(one, other)| one == other).count() * AT_ONCE;
    let one = one.get(alike..).unwrap_or_default().iter();
    let bytes = one.zip(other.get(alike..).unwrap_or_default());
    alike + bytes.take_while(|(one, other)| one == other).count()
}

/// Compares as trees are sorted: a folder as if its name ended with `/`.
fn order(one: &Entry<'_>, other: &Entry<'_>) -> Ordering {
    let key = |entry: &Entry<'_>| (entry.kind == EntryKind::Folder).then_some(b'/');
    let whole = one.name.iter().copied().chain(key(one));
    whole.cmp(other.name.iter().copied().chain(key(other)))
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Writes a tree as git does; each entry has a name and the byte that its id is made of.
    fn tree(entries: &[(String, u8)]) -> (Oid, Rc<[u8]>) {
        let mut bytes = Vec::new();
        for (name, id) in entries {
            bytes.extend_from_slice(format!("100644 {name}\0").as_bytes());
            bytes.extend_from_slice(&[*id; 20]);
        }
        (Oid::from_bytes(&[9; 20]).unwrap(), bytes.into())
    }

    fn names(count: u8, odd: &str) -> Vec<(String, u8)> {
        let mut all: Vec<_> = (0..count).map(|n| (format!("f{n:03}"), n)).collect();
        all.insert(usize::from(count / 2), (odd.to_owned(), 7));
        all
    }

    #[test]
    fn what_folders_have_in_common_is_passed_over_up_to_the_entry_that_differs() {
        // Both names begin alike, and so do the bytes of their entries.
        let (one, other) = (tree(&names(100, "f049a")), tree(&names(100, "f049b")));
        let mut own = Cursor::new(Some(&one)).unwrap();
        let mut others = [Cursor::new(Some(&other)).unwrap()];
        pass_common(&mut own, &mut others).unwrap();
        let (next, theirs) = (own.next.unwrap(), others[0].next.unwrap());
        assert_eq!((next.name, theirs.name), (&b"f049a"[..], &b"f049b"[..]));
        assert!(own.take(&next).unwrap().is_some() && others[0].take(&next).unwrap().is_none());
        pass_common(&mut own, &mut others).unwrap();
        assert_eq!(own.next.unwrap().name, b"f050");
        assert!(others[0].take(&theirs).unwrap().is_some());
        pass_common(&mut own, &mut others).unwrap();
        assert!(own.next.is_none() && others[0].next.is_none());
    }

    #[test]
    fn a_folder_that_is_beside_none_is_gone_through_whole() {
        let one = tree(&names(3, "g"));
        let mut own = Cursor::new(Some(&one)).unwrap();
        pass_common(&mut own, &mut []).unwrap();
        assert_eq!(own.next.unwrap().name, b"f000");
        pass_common(&mut own, &mut [Cursor::new(None).unwrap()]).unwrap();
        assert_eq!(own.next.unwrap().name, b"f000");
    }
}
