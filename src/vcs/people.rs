//! Who is whom by what the repository says: `.mailmap`, and the keys with which commits of the records are signed.
//!
//! A commit is signed by whoever committed it, so that it is the committer's address that a key is noted for. Looked at are
//! the newest commits that touch the records; those of earlier questions are remembered, and only newer ones are looked at.

use std::collections::{BTreeMap, BTreeSet};

use git2::{Oid, Sort};

use super::{GitRepository, VcsError, mailmap::Mailmap, signed::key, tree};
use crate::domain::people::People;

/// How many commits are looked at.
const WALKED_AT_MOST: usize = 10_000;

/// The keys that were found, and up to which commit was looked.
#[derive(Debug, Default)]
pub(super) struct Signers {
    tip: Option<Oid>,
    folder: String,
    /// The addresses of each key.
    keys: BTreeMap<String, BTreeSet<String>>,
}

/// Returns who is whom; `folder` is that of the records.
pub(super) fn people(repo: &GitRepository, folder: &str) -> People {
    let mut people = People::default();
    Mailmap::of_tip(repo).tell(&mut people);
    // What cannot be read says nothing.
    if look(repo, folder).is_err() {
        tracing::debug!("the signatures of the history could not all be read");
    }
    for addresses in repo.signers.borrow().keys.values() {
        people.sign(addresses.iter().map(String::as_str));
    }
    people
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
        *known = Signers::default();
    }
    known.tip = Some(tip);
    folder.clone_into(&mut known.folder);
    let mut walk = repo.raw().revwalk().map_err(&failed)?;
    walk.set_sorting(Sort::NONE).map_err(&failed)?;
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
        known.keys.entry(key).or_default().insert(address);
    }
    Ok(())
}
