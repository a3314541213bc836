//! Trees read as raw objects: twice as fast as walking them entry by entry through libgit2, and no name is lost.

use std::{cmp::Ordering, ops::ControlFlow};

use git2::{ObjectType, Odb, OdbObject, Oid};

use super::{GitRepository, Listed, VcsError, paths};

/// How many paths the first chunk has, so that a list has something to show at once.
const FIRST_CHUNK: usize = 256;
/// How many paths the other chunks have.
const CHUNK: usize = 8192;
/// How deep trees may nest (git's own limit is 2048, more than a thread's stack should carry).
pub(super) const MAX_DEPTH: usize = 512;

/// What an entry of a tree is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum EntryKind {
    Folder,
    File,
    Symlink,
    Submodule,
}

/// One entry of a raw tree.
#[derive(Debug, Clone, Copy)]
pub(super) struct Entry<'a> {
    pub(super) kind: EntryKind,
    pub(super) name: &'a [u8],
    id: &'a [u8],
}

impl Entry<'_> {
    pub(super) fn id(&self) -> Result<Oid, VcsError> {
        Oid::from_bytes(self.id).map_err(VcsError::git("read a tree"))
    }

    /// Compares as trees are sorted, against a name that ends with `/` if a folder is meant.
    pub(super) fn cmp_key(&self, key: &[u8]) -> Ordering {
        let common = self.name.len().min(key.len());
        let (name, name_rest) = self.name.split_at(common);
        let (start, key_rest) = key.split_at(common);
        name.cmp(start).then_with(|| {
            let own = match (name_rest.first(), self.kind) {
                (Some(&byte), _) => Some(byte),
                (None, EntryKind::Folder) => Some(b'/'),
                (None, EntryKind::File | EntryKind::Symlink | EntryKind::Submodule) => None,
            };
            own.cmp(&key_rest.first().copied())
        })
    }
}

/// The entries of a raw tree, in its order.
#[derive(Debug, Clone)]
pub(super) struct Entries<'a> {
    rest: &'a [u8],
    width: usize,
}

impl<'a> Entries<'a> {
    /// Reads `tree`; `like` is any id of the repository and tells how long ids are.
    pub(super) fn new(tree: &'a [u8], like: Oid) -> Self {
        Self {
            rest: tree,
            width: like.as_bytes().len(),
        }
    }

    /// Returns the bytes of the entries that are to come.
    pub(super) const fn rest(&self) -> &'a [u8] {
        self.rest
    }

    /// Leaves the entries out that so many bytes hold.
    pub(super) fn pass(&mut self, bytes: usize) {
        self.rest = self.rest.get(bytes..).unwrap_or_default();
    }

    fn parse(&mut self) -> Option<Entry<'a>> {
        let space = self.rest.iter().position(|&byte| byte == b' ')?;
        let (mode, rest) = self.rest.split_at_checked(space)?;
        let rest = rest.get(1..)?;
        let nul = rest.iter().position(|&byte| byte == 0)?;
        let (name, rest) = rest.split_at_checked(nul)?;
        let (id, rest) = rest.get(1..)?.split_at_checked(self.width)?;
        self.rest = rest;
        let kind = match mode {
            b"40000" | b"040000" => EntryKind::Folder,
            b"120000" => EntryKind::Symlink,
            b"160000" => EntryKind::Submodule,
            _ => EntryKind::File,
        };
        Some(Entry { kind, name, id })
    }
}

impl<'a> Iterator for Entries<'a> {
    type Item = Result<Entry<'a>, VcsError>;

    fn next(&mut self) -> Option<Self::Item> {
        if self.rest.is_empty() {
            return None;
        }
        let entry = self.parse();
        if entry.is_none() {
            self.rest = &[];
        }
        Some(entry.ok_or(VcsError::BadFolder {
            why: "is not as git writes folders",
        }))
    }
}

/// What stands at a path of a tree.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) enum Lookup {
    /// An object.
    Found(Oid, EntryKind),
    /// Nothing.
    Missing,
    /// The path lies within this submodule.
    Within(String),
    /// It cannot be known, for this tree on the way to it cannot be read.
    Unread(Oid),
}

/// Reads a tree object.
pub(super) fn read<'odb>(
    repo: &GitRepository,
    odb: &'odb Odb<'_>,
    id: Oid,
) -> Result<OdbObject<'odb>, VcsError> {
    let object = repo.object(odb, id)?;
    if object.kind() == ObjectType::Tree {
        Ok(object)
    } else {
        Err(VcsError::Damaged {
            id: id.to_string(),
            cause: git2::Error::from_str("it is no folder"),
        })
    }
}

/// Looks a path up in a tree.
pub(super) fn find(repo: &GitRepository, tree: Oid, path: &[u8]) -> Result<Lookup, VcsError> {
    let odb = repo.odb()?;
    let mut at = tree;
    let mut parts = path.split(|&byte| byte == b'/').peekable();
    let mut walked = 0;
    while let Some(part) = parts.next() {
        walked += part.len() + 1;
        let last = parts.peek().is_none();
        let object = read(repo, &odb, at)?;
        let mut hit = None;
        for entry in Entries::new(object.data(), at) {
            let entry = entry?;
            if entry.name == part {
                hit = Some((entry.id()?, entry.kind));
                break;
            }
        }
        match hit {
            Some((id, kind)) if last => return Ok(Lookup::Found(id, kind)),
            Some((id, EntryKind::Folder)) => at = id,
            Some((_, EntryKind::Submodule)) => {
                let submodule = path.get(..walked - 1).unwrap_or(path);
                return Ok(Lookup::Within(paths::encode(submodule)));
            }
            Some((_, EntryKind::File | EntryKind::Symlink)) | None => return Ok(Lookup::Missing),
        }
    }
    Ok(Lookup::Missing)
}

/// What is called with the path of each entry that is no folder.
type Visit<'v> = dyn FnMut(&[u8], &Entry<'_>) -> Result<ControlFlow<()>, VcsError> + 'v;

/// What is called with each folder that cannot be read; the walk ends when it returns the error.
type Hole<'v> = dyn FnMut(Oid, VcsError) -> Result<(), VcsError> + 'v;

/// Visits every file, symbolic link and submodule beneath a tree, in its order; paths begin with `prefix`.
pub(super) fn walk(
    repo: &GitRepository,
    tree: Oid,
    prefix: &[u8],
    visit: &mut Visit<'_>,
) -> Result<(), VcsError> {
    walk_around(repo, tree, prefix, visit, &mut |_, error| Err(error))
}

/// Visits as [`walk`] does, and leaves it to `hole` whether to go on where a folder cannot be read.
pub(super) fn walk_around(
    repo: &GitRepository,
    tree: Oid,
    prefix: &[u8],
    visit: &mut Visit<'_>,
    hole: &mut Hole<'_>,
) -> Result<(), VcsError> {
    let mut path = prefix.to_vec();
    if !path.is_empty() {
        path.push(b'/');
    }
    let mut walk = Walk {
        repo,
        odb: &repo.odb()?,
        visit,
        hole,
    };
    walk.descend(tree, &mut path, 0).map(|_| ())
}

struct Walk<'w, 'v> {
    repo: &'w GitRepository,
    odb: &'w Odb<'w>,
    visit: &'w mut Visit<'v>,
    hole: &'w mut Hole<'v>,
}

impl Walk<'_, '_> {
    fn descend(
        &mut self,
        tree: Oid,
        path: &mut Vec<u8>,
        depth: usize,
    ) -> Result<ControlFlow<()>, VcsError> {
        if depth > MAX_DEPTH {
            (self.hole)(tree, too_deep())?;
            return Ok(ControlFlow::Continue(()));
        }
        let object = match read(self.repo, self.odb, tree) {
            Ok(object) => object,
            Err(error) => {
                (self.hole)(tree, error)?;
                return Ok(ControlFlow::Continue(()));
            }
        };
        let length = path.len();
        for entry in Entries::new(object.data(), tree) {
            let entry = match entry {
                Ok(entry) => entry,
                Err(error) => {
                    (self.hole)(tree, error)?;
                    break;
                }
            };
            path.extend_from_slice(entry.name);
            let flow = if entry.kind == EntryKind::Folder {
                path.push(b'/');
                self.descend(entry.id()?, path, depth + 1)?
            } else {
                (self.visit)(path, &entry)?
            };
            if flow.is_break() {
                return Ok(flow);
            }
            path.truncate(length);
        }
        Ok(ControlFlow::Continue(()))
    }
}

pub(super) fn too_deep() -> VcsError {
    VcsError::BadFolder {
        why: "lies too deep to be looked into",
    }
}

/// A path that is looked up, and the number of its answer.
pub(super) type Wanted<'p> = (&'p [u8], usize);

/// Looks many paths up in one descent; `wanted` is sorted by its bytes, `found` gets the answer at each one's number.
///
/// A folder that cannot be read, to its end or at all, leaves only the paths beneath it without an answer.
pub(super) fn find_sorted(
    repo: &GitRepository,
    tree: Oid,
    wanted: &[Wanted<'_>],
    found: &mut [Lookup],
) -> Result<(), VcsError> {
    let odb = repo.odb()?;
    join(repo, &odb, tree, 0, 0, wanted, found)
}

/// Returns the component of `path` that begins at `from`, with its `/` if more follow.
fn component(path: &[u8], from: usize) -> &[u8] {
    let rest = path.get(from..).unwrap_or_default();
    match rest.iter().position(|&byte| byte == b'/') {
        Some(slash) => rest.get(..=slash).unwrap_or_default(),
        None => rest,
    }
}

/// Gives all paths of a group the same answer.
fn answer(group: &[Wanted<'_>], found: &mut [Lookup], lookup: &Lookup) {
    for (_, number) in group {
        if let Some(slot) = found.get_mut(*number) {
            slot.clone_from(lookup);
        }
    }
}

/// Descends trees and sorted paths together: both have one order, for git sorts a folder as if its name ended with `/`.
fn join(
    repo: &GitRepository,
    odb: &Odb<'_>,
    tree: Oid,
    from: usize,
    depth: usize,
    mut wanted: &[Wanted<'_>],
    found: &mut [Lookup],
) -> Result<(), VcsError> {
    let object = if depth > MAX_DEPTH {
        Err(too_deep())
    } else {
        read(repo, odb, tree)
    };
    let Ok(object) = object else {
        answer(wanted, found, &Lookup::Unread(tree));
        return Ok(());
    };
    for entry in Entries::new(object.data(), tree) {
        let Ok(entry) = entry else {
            answer(wanted, found, &Lookup::Unread(tree));
            return Ok(());
        };
        if entry.kind == EntryKind::Submodule {
            note_within(&entry, from, wanted, found);
        }
        while let Some((path, _)) = wanted.first() {
            let key = component(path, from);
            match entry.cmp_key(key) {
                Ordering::Less => break,
                Ordering::Greater => wanted = wanted.get(1..).unwrap_or_default(),
                Ordering::Equal => {
                    let same = wanted.partition_point(|(path, _)| component(path, from) == key);
                    let (group, rest) = wanted.split_at(same);
                    if entry.kind == EntryKind::Folder {
                        let next = from + key.len();
                        join(repo, odb, entry.id()?, next, depth + 1, group, found)?;
                    } else {
                        answer(group, found, &Lookup::Found(entry.id()?, entry.kind));
                    }
                    wanted = rest;
                    break;
                }
            }
        }
        if wanted.is_empty() {
            break;
        }
    }
    Ok(())
}

/// Answers the paths that lie within a submodule: its entry is sorted as a file's, and they as if it were a folder.
fn note_within(entry: &Entry<'_>, from: usize, wanted: &[Wanted<'_>], found: &mut [Lookup]) {
    let mut key = entry.name.to_vec();
    key.push(b'/');
    let (_, after) =
        wanted.split_at(wanted.partition_point(|(path, _)| component(path, from) < &*key));
    let (group, _) =
        after.split_at(after.partition_point(|(path, _)| component(path, from) == &*key));
    if let Some((path, _)) = group.first() {
        let submodule = path.get(..from + entry.name.len()).unwrap_or(path);
        answer(group, found, &Lookup::Within(paths::encode(submodule)));
    }
}

/// Hands all paths of files and symbolic links to `sink`, in chunks.
pub(super) fn list(
    repo: &GitRepository,
    tree: Oid,
    sink: &mut dyn FnMut(Vec<String>) -> ControlFlow<()>,
) -> Result<Listed, VcsError> {
    let mut listed = Listed::default();
    let mut chunk = Vec::with_capacity(FIRST_CHUNK);
    let mut room = FIRST_CHUNK;
    let mut flow = ControlFlow::Continue(());
    walk(repo, tree, b"", &mut |path, entry| {
        if entry.kind == EntryKind::Submodule {
            return Ok(ControlFlow::Continue(()));
        }
        let Some(path) = paths::encode_safe(path) else {
            listed.skipped += 1;
            return Ok(ControlFlow::Continue(()));
        };
        chunk.push(path);
        listed.paths += 1;
        if chunk.len() == room {
            room = CHUNK;
            flow = sink(std::mem::replace(&mut chunk, Vec::with_capacity(CHUNK)));
        }
        Ok(flow)
    })?;
    if flow.is_continue() && !chunk.is_empty() {
        // Nobody is left to be told to stop.
        let _ = sink(chunk);
    }
    Ok(listed)
}
