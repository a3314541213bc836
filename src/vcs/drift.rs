//! What became of citations.
//!
//! The tip of the branch is what counts; the work tree is looked at only for what was cited from it, since an edit that
//! nobody committed is no drift. Pins are sorted and found in one descent of the tip's tree. What is missing at its path
//! is looked for in the whole tree by its id, once for all. Alarms go before every other answer, and where a part of the
//! tree cannot be read nothing is called gone.

use std::{cell::OnceCell, collections::HashSet};

use git2::{Odb, OdbLookupFlags, Oid};

use super::{
    At, GitRepository, VcsError, attributes,
    compare::compare,
    paths,
    sums::Sum,
    trail,
    tree::{self, EntryKind, Lookup},
    uncommitted,
};
use crate::{
    domain::evidence::{CitationState, Pin},
    safe::escape_line,
};

/// Judges pins against some commit, in their order.
pub(super) fn judge(repo: &GitRepository, pins: &[&Pin], at: &At) -> Vec<CitationState> {
    match Judge::new(repo, pins, at) {
        Ok(judge) => judge.judge_all(pins),
        Err(error) => vec![state_of(error); pins.len()],
    }
}

/// Returns the state that stands for an error.
fn state_of(error: VcsError) -> CitationState {
    match error {
        VcsError::NotDownloaded { .. } => CitationState::NotDownloaded,
        VcsError::MissingObject { .. } => CitationState::MissingObject,
        VcsError::Damaged { .. } | VcsError::HashMismatch { .. } => CitationState::HashMismatch,
        other => cannot(&other.to_string()),
    }
}

pub(super) fn cannot(why: &str) -> CitationState {
    CitationState::CannotJudge {
        why: escape_line(why).into_owned(),
    }
}

struct Judge<'a> {
    repo: &'a GitRepository,
    odb: Odb<'a>,
    /// Commit and tree at the tip; none on a branch without a commit.
    tip: Option<(Oid, Oid)>,
    found: Vec<Lookup>,
    /// The id of no bytes.
    empty: Oid,
    /// Whether the object store was read anew in search of what was not in it.
    refreshed: OnceCell<()>,
}

/// A citation judged so far.
struct Judged {
    state: CitationState,
    /// What it is instead, if it was committed as it was cited at some time.
    once_committed: Option<CitationState>,
}

impl<'a> Judge<'a> {
    fn new(repo: &'a GitRepository, pins: &[&Pin], at: &At) -> Result<Self, VcsError> {
        let tip = trail::commit_at(repo, at)?;
        let empty = repo.id_of(b"")?;
        let mut found = Vec::new();
        if let Some((_, tree)) = tip {
            found = repo.places.borrow_mut().find(repo, tree, pins)?;
            let missing: HashSet<Oid> = pins
                .iter()
                .zip(&found)
                .filter(|(pin, found)| pin.repository == "." && may_be_elsewhere(found))
                .filter_map(|(pin, found)| repo.oid(&pin.blob).filter(|id| !is_at(found, *id)))
                // Nothing follows from having no bytes either.
                .filter(|id| *id != empty)
                .collect();
            repo.elsewhere.borrow_mut().find(repo, tree, &missing)?;
        }
        Ok(Self {
            repo,
            odb: repo.odb()?,
            tip,
            found,
            empty,
            refreshed: OnceCell::new(),
        })
    }

    fn judge_all(&self, pins: &[&Pin]) -> Vec<CitationState> {
        let nowhere = Lookup::Missing;
        let mut states = Vec::with_capacity(pins.len());
        let mut open = Vec::new();
        for (number, pin) in pins.iter().enumerate() {
            let found = self.found.get(number).unwrap_or(&nowhere);
            match self.judge(pin, found) {
                Ok(judged) => {
                    open.extend(judged.once_committed.map(|state| (number, state)));
                    states.push(judged.state);
                }
                Err(error) => states.push(state_of(error)),
            }
        }
        if let Some((tip, _)) = self.tip {
            uncommitted::note_once_committed(self.repo, tip, pins, open, &mut states);
        }
        states
    }

    fn judge(&self, pin: &Pin, found: &Lookup) -> Result<Judged, VcsError> {
        let settled = |state| {
            Ok(Judged {
                state,
                once_committed: None,
            })
        };
        if pin.repository != "." {
            return settled(CitationState::NotDownloaded);
        }
        let path = &*paths::decode(&pin.path)?;
        let Some(id) = self.repo.oid(&pin.blob) else {
            return settled(cannot("the record's blob id is none of this repository"));
        };
        let same = is_at(found, id);
        let bytes = match self.pinned(pin, id, same)? {
            Pinned::Bytes(bytes) => Some(bytes),
            Pinned::Sound => None,
            Pinned::Judged(state) => return settled(state),
        };
        if self.tip.is_none() && pin.commit.is_some() {
            return settled(cannot("the branch has no commit to compare with"));
        }
        let state = self.against_tip(pin, path, id, found, bytes.as_deref())?;
        let is_on_branch = matches!(
            state,
            CitationState::Unchanged { .. }
                | CitationState::Moved { .. }
                | CitationState::LfsPointer
        );
        if pin.commit.is_some() || is_on_branch {
            return settled(state);
        }
        let disk = uncommitted::against_disk(self.repo, pin, path, id, bytes.as_deref())?;
        if disk != (CitationState::Uncommitted { still_there: false }) {
            return settled(disk);
        }
        if matches!(
            state,
            CitationState::NotDownloaded | CitationState::MissingObject
        ) {
            return settled(state);
        }
        let is_here = self.has(id);
        if self.repo.raw().is_shallow() && (!is_here || id == self.empty) {
            // It may have been committed where the history is cut off.
            return settled(CitationState::NotDownloaded);
        }
        Ok(Judged {
            state: disk,
            once_committed: if is_here {
                Some(state)
            } else {
                // In a full clone, bytes that git does not have were not committed.
                self.repo
                    .is_partial()
                    .then_some(CitationState::NotDownloaded)
            },
        })
    }

    /// Tells whether git has an object.
    fn has(&self, id: Oid) -> bool {
        let is_here = || self.odb.exists_ext(id, OdbLookupFlags::NO_REFRESH);
        if is_here() {
            return true;
        }
        if self.refreshed.set(()).is_err() {
            return false;
        }
        // Something may have been fetched or packed since the store was opened.
        self.odb.refresh().is_ok() && is_here()
    }

    /// Reads what was pinned, and raises the alarm when it is not what the record says.
    fn pinned(&self, pin: &Pin, id: Oid, same: bool) -> Result<Pinned, VcsError> {
        let known = self.repo.sums.borrow().get(id, pin.lines);
        if known.is_none() && !self.has(id) {
            return Ok(if pin.commit.is_none() && !same {
                Pinned::Sound
            } else {
                Pinned::Judged(self.absent(pin, same))
            });
        }
        if let Some(sum) = known
            && (same || pin.lines.is_none())
        {
            return Ok(sum.fault(pin).map_or(Pinned::Sound, Pinned::Judged));
        }
        let object = self.repo.blob_object(&self.odb, id)?;
        let bytes = object.data();
        let sum = known.unwrap_or_else(|| Sum::of(bytes, pin.lines));
        let is_pointer = attributes::is_lfs_pointer(bytes);
        if !is_pointer {
            // A pointer is looked at again each time, for its bytes are what tells it.
            self.repo.sums.borrow_mut().insert(id, pin.lines, sum);
        }
        Ok(match sum.fault(pin) {
            Some(fault) => Pinned::Judged(fault),
            None if is_pointer && same => Pinned::Judged(CitationState::LfsPointer),
            None if same => Pinned::Sound,
            None => Pinned::Bytes(bytes.to_vec()),
        })
    }

    /// Says why a pinned blob is not here: left on a server, cut off with the history, never fetched, or lost.
    ///
    /// Where the cited commit is here its bytes must be, and so must whatever the tip has. Where it is not, and there is a
    /// server, nobody can tell a commit that was rewritten from one that a colleague has not pushed: no alarm is raised.
    fn absent(&self, pin: &Pin, at_tip: bool) -> CitationState {
        let has_commit = || {
            let commit = pin.commit.as_deref();
            commit.is_some_and(|commit| self.repo.oid(commit).is_some_and(|id| self.has(id)))
        };
        let may_be_fetched = || {
            let raw = self.repo.raw();
            raw.is_shallow() || raw.remotes().is_ok_and(|remotes| !remotes.is_empty())
        };
        if self.repo.is_partial() || (!at_tip && !has_commit() && may_be_fetched()) {
            CitationState::NotDownloaded
        } else {
            CitationState::MissingObject
        }
    }

    fn against_tip(
        &self,
        pin: &Pin,
        path: &[u8],
        id: Oid,
        found: &Lookup,
        bytes: Option<&[u8]>,
    ) -> Result<CitationState, VcsError> {
        // Bytes that the tip has elsewhere and git does not have are no better known than any that are missing.
        let moved = |path| {
            if self.has(id) {
                let lines = pin.lines;
                CitationState::Moved { path, lines }
            } else {
                self.absent(pin, true)
            }
        };
        let elsewhere = self.repo.elsewhere.borrow();
        if let Lookup::Found(tip, EntryKind::Symlink) = found
            && *tip != id
            && let Some(path) = elsewhere.file_of(id, path)
        {
            // A link was left behind where the file was.
            return Ok(moved(path));
        }
        match found {
            Lookup::Found(tip, EntryKind::File | EntryKind::Symlink) if *tip == id => {
                Ok(CitationState::Unchanged {
                    file_changed: false,
                })
            }
            Lookup::Found(tip, EntryKind::File | EntryKind::Symlink) => {
                let was_pointer = bytes.is_some_and(attributes::is_lfs_pointer);
                if pin.lines.is_none() && !was_pointer && self.is_no_pointer(*tip)? {
                    return Ok(CitationState::Changed);
                }
                Ok(compare(pin, &self.repo.blob(*tip)?, bytes))
            }
            Lookup::Within(submodule) => Ok(cannot(&format!(
                "it lies in the submodule \"{submodule}\", a repository of its own"
            ))),
            Lookup::Unread(tree) => tree::read(self.repo, &self.odb, *tree)
                .map(|_| cannot("its folder could not be read")),
            Lookup::Found(_, EntryKind::Folder | EntryKind::Submodule) | Lookup::Missing => {
                match (elsewhere.path_of(id, path), elsewhere.hole(self.tip)) {
                    (Some(path), _) => Ok(moved(path)),
                    (None, None) => Ok(CitationState::Gone),
                    (None, Some(_)) if self.repo.is_partial() => Ok(CitationState::NotDownloaded),
                    (None, Some(_)) => Ok(cannot(
                        "it may be in a folder of the branch that cannot be read",
                    )),
                }
            }
        }
    }

    /// Tells whether a blob is too large to be a pointer to large file storage, without reading it.
    fn is_no_pointer(&self, id: Oid) -> Result<bool, VcsError> {
        let size = self.repo.size_of(&self.odb, id)?;
        Ok(size >= attributes::POINTER_BELOW as u64)
    }
}

/// What reading a pinned blob came to.
enum Pinned {
    /// It is as the record says; these are its bytes.
    Bytes(Vec<u8>),
    /// Nothing is against it, and it was not read.
    Sound,
    /// That settles the matter.
    Judged(CitationState),
}

/// Tells whether a blob stands at a place.
fn is_at(found: &Lookup, id: Oid) -> bool {
    matches!(found, Lookup::Found(there, EntryKind::File | EntryKind::Symlink) if *there == id)
}

/// Tells whether what was at a place is looked for in the whole tree.
fn may_be_elsewhere(found: &Lookup) -> bool {
    match found {
        Lookup::Found(_, EntryKind::File) | Lookup::Within(_) => false,
        Lookup::Found(_, EntryKind::Symlink | EntryKind::Folder | EntryKind::Submodule)
        | Lookup::Missing
        | Lookup::Unread(_) => true,
    }
}
