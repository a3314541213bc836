//! Whether commits that fixed something still do: the branch leads to them, and nothing since has taken them back.
//!
//! A commit is reverted by a later one whose message says so as git writes it (`This reverts commit ID`), unless that one
//! was itself reverted, and so on. Whatever messages say, it is undone when every file that it changed is again, at the
//! branch's tip, what it was before it. One that the branch does not lead to stands as the commit that makes the same change
//! (by git's patch id), if there is one: it was rebased or picked. Where the history is cut off before a commit is found, or
//! objects are not here, it cannot be told: that is said, and is never good news.

mod files;
mod makers;
mod rebased;
mod reverts;

use std::collections::{HashMap, HashSet};

use git2::{Commit, Oid, Sort};
use jiff::Timestamp;

use super::{GitRepository, VcsError};
use crate::{
    domain::action::{Fix, Fixing},
    safe::escape_line,
};

use rebased::Likeness;
use reverts::Reverts;

/// How many commits are looked at.
const WALKED_AT_MOST: usize = 200_000;
/// How many commits in a row that are older than all that is asked about end the walk: clocks differ.
const OLDER_IN_A_ROW: usize = 2_000;

/// What is known, of one tip.
#[derive(Debug, Default)]
pub(super) struct Fixes {
    tip: Option<Oid>,
    known: HashMap<Oid, Fix>,
    /// Who made which, by the folder of the records.
    fixings: HashMap<(Oid, String), Fixing>,
}

impl Fixes {
    /// Forgets what was known of another tip.
    fn look_at(&mut self, tip: Option<Oid>) {
        if self.tip != tip {
            *self = Self {
                tip,
                ..Self::default()
            };
        }
    }
}

/// What the history has.
#[derive(Default)]
struct Seen {
    found: HashSet<Oid>,
    reverts: Reverts,
    /// Commits that may be ones that were not found, made again, newest first.
    alike: HashMap<Oid, Vec<Oid>>,
    /// Why not all of it was read.
    hole: Option<String>,
}

/// Judges commits, given by their ids or unambiguous starts of these; the answers are in their order.
pub(super) fn judge(repo: &GitRepository, ids: &[&str]) -> Vec<Fix> {
    let (tip, tree) = match repo.tip() {
        Ok(Some(tip)) => tip,
        Ok(None) => return vec![unknown("the branch has no commit yet"); ids.len()],
        Err(error) => return vec![unknown(&error.to_string()); ids.len()],
    };
    let named: Vec<Result<Oid, Fix>> = ids.iter().map(|id| find(repo, id)).collect();
    let mut kept = repo.fixes.borrow_mut();
    kept.look_at(Some(tip));
    let open: HashSet<Oid> = named
        .iter()
        .flatten()
        .filter(|id| !kept.known.contains_key(id))
        .copied()
        .collect();
    let mut fresh: HashMap<Oid, Fix> = HashMap::new();
    if !open.is_empty() {
        for (id, fix) in decide(repo, tip, tree, &open) {
            // What cannot be told now may be told once more has been fetched.
            if matches!(fix, Fix::Unknown { .. }) {
                fresh.insert(id, fix);
            } else {
                kept.known.insert(id, fix);
            }
        }
    }
    let answer = |id: Oid| fresh.get(&id).or_else(|| kept.known.get(&id)).cloned();
    named
        .into_iter()
        .map(|named| match named {
            Ok(id) => answer(id).unwrap_or_else(|| unknown("it was not looked for")),
            Err(fix) => fix,
        })
        .collect()
}

fn unknown(why: &str) -> Fix {
    Fix::Unknown {
        why: escape_line(why).into_owned(),
    }
}

fn find(repo: &GitRepository, id: &str) -> Result<Oid, Fix> {
    repo.commit_named(id).map(|(id, _)| id).map_err(|error| {
        let elsewhere = repo
            .raw()
            .remotes()
            .is_ok_and(|remotes| !remotes.is_empty());
        match error {
            VcsError::NoSuchCommit { .. } if repo.raw().is_shallow() => {
                unknown("it is not here, and the history of this clone is cut off (shallow)")
            }
            VcsError::NoSuchCommit { .. } if elsewhere || repo.is_partial() => {
                unknown("it is not here; it may not have been fetched")
            }
            VcsError::NoSuchCommit { .. } => unknown("there is no such commit here"),
            other => unknown(&other.to_string()),
        }
    })
}

/// Decides what became of commits that are here.
fn decide(repo: &GitRepository, tip: Oid, tree: Oid, wanted: &HashSet<Oid>) -> Vec<(Oid, Fix)> {
    let mut seen = Seen::default();
    if let Err(error) = look(repo, tip, wanted, &mut seen) {
        seen.hole = Some(error.to_string());
    }
    // What stands for each on the branch: itself, or what it was rebased as.
    let mut stands: Vec<(Oid, Result<Oid, Fix>)> = Vec::new();
    for id in wanted {
        stands.push((*id, on_branch(repo, &seen, *id)));
    }
    let there = stands.iter().filter_map(|(_, there)| there.as_ref().ok());
    let reverted = seen.reverts.decide(there.copied());
    stands
        .into_iter()
        .map(|(id, there)| {
            let there = match there {
                Ok(there) => there,
                Err(fix) => return (id, fix),
            };
            if let Some(revert) = reverted.get(&there) {
                let by = revert.by.to_string();
                return (id, Fix::Reverted { by, on: revert.on });
            }
            let undone = repo
                .commit(there)
                .and_then(|commit| files::of(repo, &commit, tree, ""));
            let fix = match undone {
                Err(error) => unknown(&error.to_string()),
                Ok(Some(files)) if files.all > 0 && files.back == files.all => Fix::Undone,
                Ok(_) if there != id => Fix::Rebased {
                    to: there.to_string(),
                },
                Ok(_) => Fix::Stands,
            };
            (id, fix)
        })
        .collect()
}

/// Finds what stands for a commit on the branch.
fn on_branch(repo: &GitRepository, seen: &Seen, id: Oid) -> Result<Oid, Fix> {
    if let Some(hole) = &seen.hole {
        return Err(unknown(hole));
    }
    if seen.found.contains(&id) {
        return Ok(id);
    }
    let among = seen.alike.get(&id).map(Vec::as_slice).unwrap_or_default();
    match rebased::find(repo, id, among) {
        Ok(Some(again)) => Ok(again),
        Ok(None) if repo.raw().is_shallow() => {
            Err(unknown("the history of this clone is cut off (shallow)"))
        }
        Ok(None) => Err(Fix::Unreached),
        Err(error) => Err(unknown(&error.to_string())),
    }
}

/// Walks through the history, newest first.
fn look(
    repo: &GitRepository,
    tip: Oid,
    wanted: &HashSet<Oid>,
    seen: &mut Seen,
) -> Result<(), VcsError> {
    let failed = VcsError::git("read the history");
    let mut oldest = i64::MAX;
    let mut likes: Vec<(Oid, Likeness)> = Vec::new();
    for id in wanted {
        let commit = repo.commit(*id)?;
        oldest = oldest.min(commit.time().seconds());
        likes.push((*id, Likeness::of(&commit)));
    }
    let mut walk = repo.raw().revwalk().map_err(&failed)?;
    walk.set_sorting(Sort::TIME).map_err(&failed)?;
    walk.push(tip).map_err(&failed)?;
    let mut older = 0;
    for (number, id) in walk.enumerate() {
        if number >= WALKED_AT_MOST {
            seen.hole = Some(format!("more than {WALKED_AT_MOST} commits lie between"));
            return Ok(());
        }
        let commit = repo.commit(id.map_err(&failed)?)?;
        if wanted.contains(&commit.id()) {
            seen.found.insert(commit.id());
        } else {
            let like = Likeness::of(&commit);
            for (id, _) in likes.iter().filter(|(_, wanted)| wanted.may_be(&like)) {
                seen.alike.entry(*id).or_default().push(commit.id());
            }
        }
        if !seen.reverts.note(&commit) {
            seen.hole =
                Some("more messages speak of reverts than can be looked through".to_owned());
            return Ok(());
        }
        older = if commit.time().seconds() < oldest {
            older + 1
        } else {
            0
        };
        if older >= OLDER_IN_A_ROW && seen.found.len() == wanted.len() {
            return Ok(());
        }
    }
    Ok(())
}

/// Tells who made commits, when, and what they touched; the answers are in their order.
pub(super) fn fixings(repo: &GitRepository, ids: &[&str], records: &str) -> Vec<Option<Fixing>> {
    let tip = repo.tip().ok().flatten();
    let mut kept = repo.fixes.borrow_mut();
    kept.look_at(tip.map(|(tip, _)| tip));
    let tree = tip.map(|(_, tree)| tree);
    let mut one = |id: &&str| {
        let (id, _) = repo.commit_named(id).ok()?;
        let key = (id, records.to_owned());
        if let Some(known) = kept.fixings.get(&key) {
            return Some(known.clone());
        }
        let fixing = fixing(repo, &repo.commit(id).ok()?, tree, records);
        // What cannot be told now may be told once more has been fetched.
        if fixing.files.is_some() {
            kept.fixings.insert(key, fixing.clone());
        }
        Some(fixing)
    };
    ids.iter().map(&mut one).collect()
}

fn fixing(repo: &GitRepository, commit: &Commit<'_>, tip: Option<Oid>, records: &str) -> Fixing {
    let at = Timestamp::from_second(commit.time().seconds());
    let (by, is_whole) = makers::of(repo, commit, records);
    Fixing {
        by,
        is_whole,
        at: at.unwrap_or(Timestamp::UNIX_EPOCH),
        files: tip.and_then(|tip| files::of(repo, commit, tip, records).ok().flatten()),
    }
}
