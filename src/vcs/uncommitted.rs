//! Citations of the work tree that the branch does not have as they were cited: whether the work tree still has them, and
//! whether they were committed at some time.

use std::collections::{HashMap, HashSet};

use git2::{Oid, Sort};

use super::{
    GitRepository, Repository, VcsError,
    attributes::{self, Stored},
    compare::compare,
    drift, paths,
    tree::{self, Lookup},
    worktree::{self, DISK_AT_MOST, OnDisk},
};
use crate::domain::evidence::{CitationState, Pin};

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

/// Whether a blob stood at a path in some commit, as far as that is known at the tip that was looked at last.
#[derive(Debug, Default)]
pub(super) struct OnceCommitted {
    tip: Option<Oid>,
    known: HashMap<(Vec<u8>, Oid), Once>,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Once {
    /// It did.
    Committed,
    /// In no commit of the whole history.
    Never,
    /// In none of the commits that are looked through.
    NotLately,
}

/// A citation whose bytes are looked for in the history.
struct Wanted {
    number: usize,
    /// Its path and its blob.
    what: (Vec<u8>, Oid),
    /// What it is if it was committed once.
    committed: CitationState,
    /// What it is if it is not found, where parts of the history cannot be read.
    unread: Option<CitationState>,
}

/// Tells what was committed as it was cited, and then changed, from what was never committed.
///
/// `open` are the citations in question, each with its number and what it is if it was committed once. The walk goes back
/// as far as the last few thousand commits. Where it does not reach the beginning, or a part of the history cannot be read,
/// nothing is called never committed.
pub(super) fn note_once_committed(
    repo: &GitRepository,
    tip: Oid,
    pins: &[&Pin],
    open: Vec<(usize, CitationState)>,
    states: &mut [CitationState],
) {
    let mut remembered = repo.once_committed.borrow_mut();
    if remembered.tip != Some(tip) {
        *remembered = OnceCommitted {
            tip: Some(tip),
            known: HashMap::new(),
        };
    }
    let mut note = |number: usize, state: CitationState| {
        if let Some(slot) = states.get_mut(number) {
            *slot = state;
        }
    };
    let mut wanted = Vec::new();
    for (number, committed) in open {
        let Some(pin) = pins.get(number) else {
            continue;
        };
        let Some((path, blob)) = paths::decode(&pin.path).ok().zip(repo.oid(&pin.blob)) else {
            continue;
        };
        let what = (path.into_owned(), blob);
        match remembered.known.get(&what) {
            Some(Once::Committed) => note(number, committed),
            Some(Once::Never) => {}
            Some(Once::NotLately) => note(number, too_far()),
            None => wanted.push(Wanted {
                number,
                what,
                committed,
                unread: None,
            }),
        }
    }
    if wanted.is_empty() {
        return;
    }
    let mut found = Vec::new();
    let end = look_through(repo, tip, &mut wanted, &mut found);
    for Wanted {
        number,
        what,
        committed,
        ..
    } in found
    {
        remembered.known.insert(what, Once::Committed);
        note(number, committed);
    }
    for Wanted {
        number,
        what,
        unread,
        ..
    } in wanted
    {
        match (&end, unread) {
            // What could not be read now may be there the next time.
            (Err(state), _) => note(number, state.clone()),
            (Ok(_), Some(state)) => note(number, state),
            (Ok(Once::NotLately), None) => {
                remembered.known.insert(what, Once::NotLately);
                note(number, too_far());
            }
            (Ok(end), None) => {
                remembered.known.insert(what, *end);
            }
        }
    }
}

/// Looks through the commits from the newest on, and takes out of `wanted` what is found; says what the others are then, or
/// what they are where the history cannot be read.
fn look_through(
    repo: &GitRepository,
    tip: Oid,
    wanted: &mut Vec<Wanted>,
    found: &mut Vec<Wanted>,
) -> Result<Once, CitationState> {
    let failed = VcsError::git("read the history");
    let mut walk = repo.raw().revwalk().map_err(|e| unread(&failed(e)))?;
    walk.set_sorting(Sort::TIME)
        .and_then(|()| walk.push(tip))
        .map_err(|e| unread(&failed(e)))?;
    let mut trees = HashSet::new();
    for (number, id) in walk.enumerate() {
        if number >= WALKED_AT_MOST {
            return Ok(Once::NotLately);
        }
        let id = id.map_err(|e| unread(&failed(e)))?;
        let tree = repo.commit(id).map_err(|e| unread(&e))?.tree_id();
        if !trees.insert(tree) {
            continue;
        }
        found.extend(wanted.extract_if(.., |wanted| {
            let (path, blob) = &wanted.what;
            match tree::find(repo, tree, path) {
                Ok(Lookup::Found(id, _)) => id == *blob,
                Ok(Lookup::Missing | Lookup::Within(_) | Lookup::Unread(_)) => false,
                Err(error) => {
                    wanted.unread = Some(unread(&error));
                    false
                }
            }
        }));
        if wanted.is_empty() {
            break;
        }
    }
    Ok(Once::Never)
}

/// Returns what a citation is whose bytes are not found where this stands in the way.
fn unread(error: &VcsError) -> CitationState {
    match error {
        VcsError::NotDownloaded { .. } => CitationState::NotDownloaded,
        other => drift::cannot(&format!(
            "whether it was committed as cited is not known, for the history cannot be read: {other}"
        )),
    }
}

fn too_far() -> CitationState {
    drift::cannot(&format!(
        "whether it was committed as cited is not known: only the newest {WALKED_AT_MOST} commits are looked through"
    ))
}
