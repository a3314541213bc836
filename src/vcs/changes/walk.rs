//! The walk through the history, the newest commits first.

use std::cmp::Ordering;

use git2::{ErrorCode, Odb, OdbObject, Oid, Sort};

use super::{
    Table, Unfinished,
    told::{Commits, Telling},
};
use crate::vcs::{
    GitRepository, VcsError,
    objects::is_cut_off,
    tree::{self, Entries, Entry, EntryKind},
};

/// How many commits are looked at.
pub(in crate::vcs) const COMMITS_AT_MOST: usize = 100_000;
/// How deep a change is followed into folders.
const MAX_DEPTH: usize = 512;

/// Looks at the commits from `tip` back, without `before` and what is older, until every file has its commit.
pub(super) fn walk(
    repo: &GitRepository,
    tip: Oid,
    before: Option<Oid>,
    table: &mut Table,
    commits: &mut Commits,
    telling: &mut Telling<'_, '_>,
    cancel: &dyn Fn() -> bool,
) -> Result<Option<Unfinished>, VcsError> {
    let failed = VcsError::git("read the history");
    let mut walk = repo.raw().revwalk().map_err(&failed)?;
    walk.set_sorting(Sort::TIME).map_err(&failed)?;
    walk.push(tip).map_err(&failed)?;
    if let Some(before) = before {
        walk.hide(before).map_err(&failed)?;
    }
    let odb = repo.odb()?;
    let mut cut = false;
    for (at, id) in walk.enumerate() {
        if table.unknown() == 0 {
            break;
        }
        if cancel() {
            return Ok(Some(Unfinished::Cancelled));
        }
        if at == COMMITS_AT_MOST {
            return Ok(Some(Unfinished::Long));
        }
        let id = match id {
            Ok(id) => id,
            Err(error) if error.code() == ErrorCode::NotFound => return Ok(Some(Unfinished::Cut)),
            Err(error) => return Err(failed(error)),
        };
        match look(repo, &odb, id, table, commits, telling) {
            Ok(known) => cut |= !known,
            Err(error) if error.is_unread() => cut = true,
            Err(error) => return Err(error),
        }
        telling.looked_at += 1;
        if telling.send_if_due(commits).is_break() {
            return Ok(Some(Unfinished::Cancelled));
        }
    }
    Ok(cut.then_some(Unfinished::Cut))
}

/// Notes the files that a commit made; false where its parents are cut off, so that nobody knows.
fn look(
    repo: &GitRepository,
    odb: &Odb<'_>,
    id: Oid,
    table: &mut Table,
    commits: &mut Commits,
    telling: &mut Telling<'_, '_>,
) -> Result<bool, VcsError> {
    let commit = repo.commit(id)?;
    if is_cut_off(&commit) {
        return Ok(false);
    }
    let parents = commit.parent_ids().map(|parent| repo.tree_of(parent));
    let Ok(parents) = parents.collect::<Result<Vec<Oid>, _>>() else {
        return Ok(false);
    };
    let number = commits.next();
    let mut made = false;
    differ(
        repo,
        odb,
        commit.tree_id(),
        &parents,
        &mut Vec::new(),
        0,
        &mut |path, blob| {
            if table.note(path, blob, number) {
                if !made {
                    made = true;
                    commits.note(&commit);
                }
                // Whether anybody listens still is asked after the commit.
                let _ = telling.found(path, number, commits);
            }
        },
    )?;
    Ok(true)
}

type Visit<'v> = dyn FnMut(&[u8], Oid) + 'v;

/// Visits the files of a tree that are in none of the parents' trees as they are here.
fn differ(
    repo: &GitRepository,
    odb: &Odb<'_>,
    tree: Oid,
    parents: &[Oid],
    path: &mut Vec<u8>,
    depth: usize,
    visit: &mut Visit<'_>,
) -> Result<(), VcsError> {
    if depth > MAX_DEPTH {
        return Err(tree::too_deep());
    }
    if parents.contains(&tree) {
        return Ok(());
    }
    let own = tree::read(repo, odb, tree)?;
    let others: Vec<OdbObject<'_>> = parents
        .iter()
        .map(|parent| tree::read(repo, odb, *parent))
        .collect::<Result<_, _>>()?;
    let mut others: Vec<Cursor<'_>> = others
        .iter()
        .map(|object| Cursor::new(Entries::new(object.data(), tree)))
        .collect::<Result<_, _>>()?;
    let length = path.len();
    for entry in Entries::new(own.data(), tree) {
        let entry = entry?;
        let id = entry.id()?;
        let mut there = Vec::with_capacity(others.len());
        for other in &mut others {
            there.extend(other.at(&entry)?);
        }
        if there.contains(&id) {
            continue;
        }
        path.truncate(length);
        path.extend_from_slice(entry.name);
        match entry.kind {
            EntryKind::Folder => {
                path.push(b'/');
                differ(repo, odb, id, &there, path, depth + 1, visit)?;
            }
            EntryKind::File | EntryKind::Symlink => visit(path, id),
            EntryKind::Submodule => {}
        }
    }
    path.truncate(length);
    Ok(())
}

/// The entries of a parent's tree, gone through beside those of the commit's own.
struct Cursor<'a> {
    entries: Entries<'a>,
    next: Option<Entry<'a>>,
}

impl<'a> Cursor<'a> {
    fn new(mut entries: Entries<'a>) -> Result<Self, VcsError> {
        let next = entries.next().transpose()?;
        Ok(Self { entries, next })
    }

    /// Returns the id of the entry of the same name, a folder for a folder; asked for in the order of trees.
    fn at(&mut self, wanted: &Entry<'_>) -> Result<Option<Oid>, VcsError> {
        while let Some(entry) = self.next {
            match order(&entry, wanted) {
                Ordering::Less => self.next = self.entries.next().transpose()?,
                Ordering::Equal => return entry.id().map(Some),
                Ordering::Greater => break,
            }
        }
        Ok(None)
    }
}

/// Compares as trees are sorted: a folder as if its name ended with `/`.
fn order(one: &Entry<'_>, other: &Entry<'_>) -> Ordering {
    let key = |entry: &Entry<'_>| (entry.kind == EntryKind::Folder).then_some(b'/');
    let whole = one.name.iter().copied().chain(key(one));
    whole.cmp(other.name.iter().copied().chain(key(other)))
}
