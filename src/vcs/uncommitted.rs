//! Citations of the work tree that the branch does not have as they were cited: whether the work tree still has them, and
//! whether they were committed at some time.

use git2::{Oid, Sort};

use super::{
    GitRepository, Repository, VcsError,
    attributes::{self, Stored},
    compare::compare,
    drift, paths,
    tree::{self, Lookup},
    worktree::{self, OnDisk},
};
use crate::domain::evidence::{CitationState, Pin};

/// How large a file of the work tree may be to be compared.
const DISK_AT_MOST: u64 = 256 << 20;

/// How many commits are looked through for what was committed once.
const WALKED_AT_MOST: usize = 5_000;

/// Looks at the work tree and at what is staged.
pub(super) fn against_disk(
    repo: &GitRepository,
    pin: &Pin,
    path: &[u8],
    id: Oid,
    then: Option<&[u8]>,
) -> Result<CitationState, VcsError> {
    if repo.is_bare() {
        return Ok(drift::cannot(
            "it was cited from a work tree, and there is none here",
        ));
    }
    let there = |still_there| Ok(CitationState::Uncommitted { still_there });
    // An index that cannot be read stages nothing that anybody could tell.
    let is_staged = || matches!(repo.in_index(path), Ok(Some(staged)) if staged == id);
    let (raw, is_file) = match worktree::read(repo.work_dir(), path, DISK_AT_MOST)? {
        OnDisk::File { size, .. } if size > DISK_AT_MOST => {
            return Ok(drift::cannot("the file is too large to be compared"));
        }
        OnDisk::File { bytes, .. } => (bytes, true),
        OnDisk::Symlink(target) => (target, false),
        OnDisk::Missing | OnDisk::Directory | OnDisk::Special => return there(is_staged()),
    };
    if repo.id_of(&raw)? == id || is_staged() {
        return there(true);
    }
    let has = |now: &[u8]| {
        matches!(
            compare(pin, now, then),
            CitationState::Unchanged { .. } | CitationState::Moved { .. }
        )
    };
    if !is_file {
        return there(has(&raw));
    }
    match attributes::stored(repo, path, &raw)? {
        Stored::Bytes(stored) => {
            let same = repo.id_of(&stored)? == id;
            there(same || has(&raw) || has(&stored))
        }
        Stored::Pointer(pointer) if repo.id_of(&pointer)? == id => there(true),
        Stored::Pointer(_) => Ok(CitationState::LfsPointer),
        Stored::Filtered(driver) => Ok(drift::cannot(&format!(
            "the file passes through the filter \"{driver}\""
        ))),
        Stored::Encoding { name, why } => Ok(drift::cannot(&format!(
            "the file {why} (its working-tree-encoding is \"{name}\")"
        ))),
    }
}

/// Tells what was committed as it was cited, and then changed, from what was never committed.
///
/// `open` are the citations in question, each with its number and what it is if it was committed once. The walk goes back
/// as far as the last few thousand commits: what is older was not cited from the work tree of today.
pub(super) fn note_once_committed(
    repo: &GitRepository,
    tip: Oid,
    pins: &[&Pin],
    open: Vec<(usize, CitationState)>,
    states: &mut [CitationState],
) {
    let mut wanted: Vec<_> = open
        .into_iter()
        .filter_map(|(number, state)| {
            let pin = pins.get(number)?;
            let path = paths::decode(&pin.path).ok()?;
            Some((path, repo.oid(&pin.blob)?, number, state))
        })
        .collect();
    let Ok(mut walk) = repo.raw().revwalk() else {
        return;
    };
    if wanted.is_empty() || walk.set_sorting(Sort::TIME).is_err() || walk.push(tip).is_err() {
        return;
    }
    for id in walk.take(WALKED_AT_MOST) {
        // Where the history is cut off, or cannot be read, nothing more is known.
        let Some(commit) = id.ok().and_then(|id| repo.commit(id).ok()) else {
            break;
        };
        let tree = commit.tree_id();
        wanted.retain_mut(|(path, blob, number, state)| {
            let there = tree::find(repo, tree, path);
            let is_it = matches!(there, Ok(Lookup::Found(id, _)) if id == *blob);
            if is_it && let Some(slot) = states.get_mut(*number) {
                std::mem::swap(slot, state);
            }
            !is_it
        });
        if wanted.is_empty() {
            break;
        }
    }
}
