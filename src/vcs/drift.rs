//! What became of citations.
//!
//! The tip of the branch is what counts; the work tree is looked at only for what was cited from it, since an edit that
//! nobody committed is no drift. Pins are sorted and found in one descent of the tip's tree. What is missing at its path
//! is looked for in the whole tree by its id, once for all. Alarms go before every other answer.

use std::collections::HashSet;

use git2::{Odb, Oid};

use super::{
    At, GitRepository, Repository, VcsError,
    attributes::{self, Filter},
    excerpt, git, paths, trail,
    tree::{self, EntryKind, Lookup},
    worktree::{self, OnDisk},
};
use crate::{
    domain::{
        evidence::{CitationState, Pin},
        follow,
    },
    safe::escape_line,
};

/// How large a file of the work tree may be to be compared.
const DISK_AT_MOST: u64 = 256 << 20;

/// How much is read.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Depth {
    /// Ids, and bytes only where ids differ.
    Ids,
    /// Every pinned blob.
    Bytes,
}

/// Judges all pins against the tip, in their order.
pub(super) fn judge_all(repo: &GitRepository, pins: &[Pin], depth: Depth) -> Vec<CitationState> {
    judge_at(repo, pins, depth, &At::Head)
}

/// Judges all pins against some commit, in their order.
pub(super) fn judge_at(
    repo: &GitRepository,
    pins: &[Pin],
    depth: Depth,
    at: &At,
) -> Vec<CitationState> {
    let judged = Judge::new(repo, pins, depth, at).map(|judge| {
        pins.iter()
            .zip(&judge.found)
            .map(|(pin, found)| judge.judge(pin, found).unwrap_or_else(state_of))
            .collect()
    });
    judged.unwrap_or_else(|error| vec![state_of(error); pins.len()])
}

/// Returns the state that stands for an error.
fn state_of(error: VcsError) -> CitationState {
    match error {
        VcsError::NotDownloaded { .. } => CitationState::NotDownloaded,
        VcsError::MissingObject { .. } => CitationState::MissingObject,
        VcsError::HashMismatch { .. } => CitationState::HashMismatch,
        other => cannot(&other.to_string()),
    }
}

fn cannot(why: &str) -> CitationState {
    CitationState::CannotJudge {
        why: escape_line(why).into_owned(),
    }
}

struct Judge<'a> {
    repo: &'a GitRepository,
    odb: Odb<'a>,
    depth: Depth,
    found: Vec<Lookup>,
}

impl<'a> Judge<'a> {
    fn new(repo: &'a GitRepository, pins: &[Pin], depth: Depth, at: &At) -> Result<Self, VcsError> {
        let mut found = vec![Lookup::Missing; pins.len()];
        if let Some((_, tree)) = trail::commit_at(repo, at)? {
            find_places(repo, tree, pins, &mut found)?;
            let missing: HashSet<Oid> = pins
                .iter()
                .zip(&found)
                .filter(|(pin, found)| pin.repository == "." && !is_file(found))
                .filter_map(|(pin, _)| repo.oid(&pin.blob))
                .collect();
            repo.elsewhere.borrow_mut().find(repo, tree, &missing)?;
        }
        Ok(Self {
            repo,
            odb: repo.odb()?,
            depth,
            found,
        })
    }

    fn judge(&self, pin: &Pin, found: &Lookup) -> Result<CitationState, VcsError> {
        if pin.repository != "." {
            return Ok(CitationState::NotDownloaded);
        }
        paths::check(&pin.path)?;
        let Some(id) = self.repo.oid(&pin.blob) else {
            return Ok(cannot("the record's blob id is none of this repository"));
        };
        let same = matches!(found, Lookup::Found(tip, _) if *tip == id);
        let bytes = match self.pinned(pin, id, same)? {
            Pinned::Bytes(bytes) => Some(bytes),
            Pinned::Sound => None,
            Pinned::Judged(state) => return Ok(state),
        };
        let state = self.against_tip(pin, id, found, bytes.as_deref())?;
        let settled = matches!(
            state,
            CitationState::Unchanged { .. }
                | CitationState::Moved { .. }
                | CitationState::LfsPointer
        );
        if pin.commit.is_some() || settled {
            Ok(state)
        } else {
            self.against_disk(pin, id, bytes.as_deref())
        }
    }

    /// Reads what was pinned, and raises the alarm when it is not what the record says.
    fn pinned(&self, pin: &Pin, id: Oid, same: bool) -> Result<Pinned, VcsError> {
        if same && self.depth == Depth::Ids && !self.repo.is_partial() {
            return Ok(Pinned::Sound);
        }
        let known = self.repo.sums.borrow().get(&id).copied();
        if known.is_none() && !self.odb.exists(id) {
            return Ok(if pin.commit.is_none() && !same {
                Pinned::Sound
            } else {
                Pinned::Judged(self.absent(pin))
            });
        }
        if same && self.depth == Depth::Ids {
            return Ok(Pinned::Sound);
        }
        if let Some(sum) = known
            && pin.lines.is_none()
        {
            return Ok(if git::hex(sum).eq_ignore_ascii_case(&pin.sha256) {
                Pinned::Sound
            } else {
                Pinned::Judged(CitationState::HashMismatch)
            });
        }
        let bytes = self.repo.blob(id)?;
        let sum = known.unwrap_or_else(|| git::sha256(&bytes));
        let pointer = attributes::is_lfs_pointer(&bytes);
        if !pointer {
            // A pointer is looked at again each time, for its bytes are what tells it.
            self.repo.sums.borrow_mut().insert(id, sum);
        }
        if !git::hex(sum).eq_ignore_ascii_case(&pin.sha256) {
            return Ok(Pinned::Judged(CitationState::HashMismatch));
        }
        if let Some(lines) = pin.lines {
            let Some(cut) = lines.cut(&bytes) else {
                return Ok(Pinned::Judged(cannot(
                    "the record cites more lines than the file had",
                )));
            };
            let recorded = pin.excerpt_sha256.as_deref();
            if recorded.is_some_and(|hash| !git::hex(git::sha256(cut)).eq_ignore_ascii_case(hash)) {
                return Ok(Pinned::Judged(CitationState::HashMismatch));
            }
        }
        if pointer && same {
            return Ok(Pinned::Judged(CitationState::LfsPointer));
        }
        Ok(Pinned::Bytes(bytes))
    }

    /// Says why a pinned blob is not here: left on a server, cut off with the history, or lost.
    fn absent(&self, pin: &Pin) -> CitationState {
        let commit = pin
            .commit
            .as_deref()
            .and_then(|commit| self.repo.oid(commit));
        let cut_off = self.repo.raw().is_shallow() && commit.is_none_or(|id| !self.odb.exists(id));
        if self.repo.is_partial() || cut_off {
            CitationState::NotDownloaded
        } else {
            CitationState::MissingObject
        }
    }

    fn against_tip(
        &self,
        pin: &Pin,
        id: Oid,
        found: &Lookup,
        bytes: Option<&[u8]>,
    ) -> Result<CitationState, VcsError> {
        match found {
            Lookup::Found(tip, EntryKind::File | EntryKind::Symlink) if *tip == id => {
                Ok(CitationState::Unchanged {
                    file_changed: false,
                })
            }
            Lookup::Found(tip, EntryKind::File | EntryKind::Symlink) => {
                let now = self.repo.blob(*tip)?;
                Ok(Self::compare(pin, &now, bytes))
            }
            Lookup::Within(submodule) => Ok(cannot(&format!(
                "it lies in the submodule \"{submodule}\", a repository of its own"
            ))),
            Lookup::Found(_, EntryKind::Folder | EntryKind::Submodule) | Lookup::Missing => {
                Ok(match self.repo.elsewhere.borrow().path_of(id, &pin.path) {
                    Some(path) => CitationState::Moved {
                        path,
                        lines: pin.lines,
                    },
                    None => CitationState::Gone,
                })
            }
        }
    }

    /// Compares a citation with other bytes at its path.
    fn compare(pin: &Pin, now: &[u8], then: Option<&[u8]>) -> CitationState {
        let Some(was) = pin.lines else {
            let same_stored = attributes::is_lfs_pointer(now)
                && String::from_utf8_lossy(now)
                    .contains(&format!("oid sha256:{}\n", pin.sha256.to_ascii_lowercase()));
            return if same_stored {
                CitationState::LfsPointer
            } else {
                CitationState::Changed
            };
        };
        let then = then.filter(|then| was.cut(then).is_some());
        let place = match (then, &pin.excerpt_sha256) {
            (Some(then), _) => follow::same(then, now, was),
            (None, Some(hash)) => excerpt::find_hash(now, hash, was),
            (None, None) => return cannot("the record has no hash of the cited lines"),
        };
        match place {
            Some(place) if place == was => CitationState::Unchanged { file_changed: true },
            Some(place) => CitationState::Moved {
                path: pin.path.clone(),
                lines: Some(place),
            },
            None => CitationState::Changed,
        }
    }

    /// Looks at the work tree, for what was cited from there and is not committed as it was.
    fn against_disk(
        &self,
        pin: &Pin,
        id: Oid,
        then: Option<&[u8]>,
    ) -> Result<CitationState, VcsError> {
        if self.repo.is_bare() {
            return Ok(cannot(
                "it was cited from a work tree, and there is none here",
            ));
        }
        let (raw, file) = match worktree::read(self.repo.work_dir(), &pin.path, DISK_AT_MOST)? {
            OnDisk::File { size, .. } if size > DISK_AT_MOST => {
                return Ok(cannot("the file is too large to be compared"));
            }
            OnDisk::File { bytes, .. } => (bytes, true),
            OnDisk::Symlink(target) => (target, false),
            OnDisk::Missing | OnDisk::Directory | OnDisk::Special => {
                return Ok(CitationState::Uncommitted { still_there: false });
            }
        };
        let cleaned = attributes::with_lf(&raw);
        if self.repo.id_of(&raw)? == id || self.repo.id_of(&cleaned)? == id {
            return Ok(CitationState::Uncommitted { still_there: true });
        }
        if file {
            match attributes::filter_of(self.repo.raw(), &pin.path) {
                Filter::None => {}
                Filter::Lfs => return Ok(CitationState::LfsPointer),
                Filter::Driver(driver) => {
                    return Ok(cannot(&format!(
                        "the file passes through the filter \"{driver}\""
                    )));
                }
            }
        }
        let still_there = [raw.as_slice(), &cleaned].into_iter().any(|now| {
            matches!(
                Self::compare(pin, now, then),
                CitationState::Unchanged { .. } | CitationState::Moved { .. }
            )
        });
        Ok(CitationState::Uncommitted { still_there })
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

fn is_file(found: &Lookup) -> bool {
    matches!(
        found,
        Lookup::Found(_, EntryKind::File | EntryKind::Symlink)
    )
}

/// Finds what stands at the pins' paths; only what was not asked for before is looked up.
fn find_places(
    repo: &GitRepository,
    tree: Oid,
    pins: &[Pin],
    found: &mut [Lookup],
) -> Result<(), VcsError> {
    let mut places = repo.places.borrow_mut();
    let (at, known) = &mut *places;
    if *at != Some(tree) {
        *at = Some(tree);
        known.clear();
    }
    let mut wanted = Vec::new();
    for (number, (pin, slot)) in pins.iter().zip(&mut *found).enumerate() {
        match known.get(&pin.path) {
            Some(place) => slot.clone_from(place),
            None => wanted.push((pin.path.as_str(), number)),
        }
    }
    if wanted.is_empty() {
        return Ok(());
    }
    wanted.sort_unstable();
    tree::find_sorted(repo, tree, &wanted, found)?;
    note_submodules(repo, tree, pins, found)?;
    for (path, number) in wanted {
        if let Some(place) = found.get(number) {
            known.insert(path.to_owned(), place.clone());
        }
    }
    Ok(())
}

/// Tells what lies in submodules from what is gone, where there are any.
fn note_submodules(
    repo: &GitRepository,
    tree: Oid,
    pins: &[Pin],
    found: &mut [Lookup],
) -> Result<(), VcsError> {
    if tree::find(repo, tree, ".gitmodules")? == Lookup::Missing {
        return Ok(());
    }
    for (pin, found) in pins.iter().zip(found) {
        if *found == Lookup::Missing {
            *found = tree::find(repo, tree, &pin.path)?;
        }
    }
    Ok(())
}
