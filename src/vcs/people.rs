//! Who is whom by what the repository says: `.mailmap`, and the keys with which commits of the records are signed.
//!
//! A commit is signed by whoever committed it, so that it is the committer's address that a key is noted for. Looked at are
//! the newest commits that touch the records, at most [`WALKED_AT_MOST`] of them; those of earlier questions are remembered,
//! and only newer ones are looked at.
//!
//! A signature is bytes that anybody can write into a commit. So a key joins two addresses only where, for each of them, a
//! signature by it has been checked and holds: one that is made up says nothing, and verifying tells of it.

use std::collections::{BTreeMap, HashMap};

use git2::{Oid, Sort};

use super::{
    GitRepository, VcsError,
    mailmap::Mailmap,
    signed::{self, key},
    tree,
};
use crate::domain::people::People;

/// How many commits are looked at.
const WALKED_AT_MOST: usize = 10_000;
/// How many signatures by one key under one address are checked before it is taken to be made up.
const TRIED_AT_MOST: usize = 8;
/// How many signatures are checked in all for one question.
const CHECKED_AT_MOST: usize = 500;

/// The keys that were found, and up to which commit was looked.
#[derive(Debug, Default)]
pub(super) struct Signers {
    tip: Option<Oid>,
    folder: String,
    /// The addresses of each key, with the newest commits that say so.
    keys: BTreeMap<String, BTreeMap<String, Vec<Oid>>>,
    /// What checking the signature of a commit came to.
    checked: HashMap<Oid, bool>,
}

/// Returns who is whom; `folder` is that of the records.
pub(super) fn people(repo: &GitRepository, folder: &str) -> People {
    let mut people = People::default();
    Mailmap::of_head(repo).tell(&mut people);
    sign(repo, folder, &mut people);
    people
}

/// Returns who is whom by the bytes of a `.mailmap` as it was committed, and by the keys.
pub(super) fn people_by(repo: &GitRepository, folder: &str, mailmap: Option<&str>) -> People {
    let mut people = People::default();
    if let Some(blob) = mailmap {
        Mailmap::of_blob(repo, blob).tell(&mut people);
    }
    sign(repo, folder, &mut people);
    people
}

/// Notes which addresses sign with one key.
fn sign(repo: &GitRepository, folder: &str, people: &mut People) {
    // What cannot be read says nothing.
    if look(repo, folder).is_err() {
        tracing::debug!("the signatures of the history could not all be read");
    }
    let mut left = CHECKED_AT_MOST;
    let mut known = repo.signers.borrow_mut();
    let Signers { keys, checked, .. } = &mut *known;
    for addresses in keys.values().filter(|addresses| addresses.len() > 1) {
        let proved = addresses.iter().filter(|(_, commits)| {
            commits.iter().any(|commit| match checked.get(commit) {
                Some(holds) => *holds,
                None if left == 0 => false,
                None => {
                    left -= 1;
                    let holds = signed::holds(repo, *commit);
                    checked.insert(*commit, holds);
                    holds
                }
            })
        });
        let proved: Vec<&str> = proved.map(|(address, _)| address.as_str()).collect();
        people.sign(proved);
    }
}

fn look(repo: &GitRepository, folder: &str) -> Result<(), VcsError> {
    let Some((tip, _)) = repo.tip()? else {
        return Ok(());
    };
    let mut known = repo.signers.borrow_mut();
    if known.tip == Some(tip) && known.folder == folder {
        return Ok(());
    }
    let failed = VcsError::git("read the history");
    let goes_on = |before: Oid| repo.raw().graph_descendant_of(tip, before).unwrap_or(false);
    let before = known
        .tip
        .filter(|before| known.folder == folder && goes_on(*before));
    if before.is_none() {
        let checked = std::mem::take(&mut known.checked);
        *known = Signers {
            checked,
            ..Signers::default()
        };
    }
    let mut walk = repo.raw().revwalk().map_err(&failed)?;
    walk.set_sorting(Sort::TIME).map_err(&failed)?;
    walk.push(tip).map_err(&failed)?;
    if let Some(before) = before {
        walk.hide(before).map_err(&failed)?;
    }
    for id in walk.take(WALKED_AT_MOST) {
        let commit = repo.commit(id.map_err(&failed)?)?;
        let Some(key) = key::key_of(&commit) else {
            continue;
        };
        let stands = |tree| tree::find(repo, tree, folder.as_bytes()).ok();
        let here = stands(commit.tree_id());
        let is_same = |parent: git2::Commit<'_>| stands(parent.tree_id()) == here;
        if commit.parents().any(is_same) {
            continue;
        }
        let address = String::from_utf8_lossy(commit.committer().email_bytes()).into_owned();
        let commits = known.keys.entry(key).or_default();
        let commits = commits.entry(address.to_lowercase()).or_default();
        if commits.len() < TRIED_AT_MOST && !commits.contains(&commit.id()) {
            commits.push(commit.id());
        }
    }
    // Only a walk that came to its end is remembered.
    known.tip = Some(tip);
    folder.clone_into(&mut known.folder);
    Ok(())
}
