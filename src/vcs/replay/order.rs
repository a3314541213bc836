//! The order of the walk: every commit that is reached, parents before children.
//!
//! Walked by hand rather than through libgit2, which gives up at the first commit that is not here.

use std::collections::HashMap;

use git2::Oid;

use super::{ASKED_EVERY, Cut};
use crate::vcs::{
    GitRepository, VcsError,
    objects::{is_cut_off, parents_of},
};

/// A commit in its place.
#[derive(Debug)]
pub(super) struct Ordered {
    pub(super) id: Oid,
    /// The numbers of its parents that are here.
    pub(super) parents: Vec<usize>,
    /// Why one of them is not.
    pub(super) cut: Option<Cut>,
}

/// Orders the commits that a tip reaches; none when it was stopped.
pub(super) fn order(
    repo: &GitRepository,
    tip: Oid,
    stop: &(dyn Fn() -> bool + Sync),
) -> Result<Option<Vec<Ordered>>, VcsError> {
    let mut ordered: Vec<Ordered> = Vec::new();
    // Known commits, each with its number; or why it is not here.
    let mut numbers: HashMap<Oid, Result<usize, Cut>> = HashMap::new();
    // Commits on the way down, each with its parents and how many of them are done.
    let mut path: Vec<(Oid, Vec<Oid>, usize)> = vec![(tip, parents(repo, tip)?, 0)];
    let mut looked_at = 0_usize;
    while let Some((_, parents_of, done)) = path.last_mut() {
        if let Some(parent) = parents_of.get(*done).copied() {
            *done += 1;
            if numbers.contains_key(&parent) {
                continue;
            }
            looked_at += 1;
            if looked_at.is_multiple_of(ASKED_EVERY) && stop() {
                return Ok(None);
            }
            match parents(repo, parent) {
                Ok(above) => path.push((parent, above, 0)),
                Err(error) => {
                    let cut = Cut {
                        why: format!("the commit before it cannot be read: {error}"),
                        is_clone: matches!(error, VcsError::NotDownloaded { .. }),
                    };
                    numbers.insert(parent, Err(cut));
                }
            }
            continue;
        }
        let Some((id, parents_of, _)) = path.pop() else {
            break;
        };
        // On another way it may have been reached meanwhile.
        if numbers.contains_key(&id) {
            continue;
        }
        let mut known = parents_of.iter().filter_map(|parent| numbers.get(parent));
        let here: Vec<usize> = known
            .clone()
            .filter_map(|known| known.as_ref().ok().copied())
            .collect();
        let lost = known.find_map(|known| known.as_ref().err()).cloned();
        let is_edge = parents_of.is_empty() && is_cut_off(&repo.commit(id)?);
        numbers.insert(id, Ok(ordered.len()));
        ordered.push(Ordered {
            id,
            parents: here,
            cut: lost.or_else(|| is_edge.then(shallow)),
        });
    }
    Ok(Some(ordered))
}

/// Returns the parents of a commit that this clone was not told to leave out.
fn parents(repo: &GitRepository, id: Oid) -> Result<Vec<Oid>, VcsError> {
    Ok(parents_of(&repo.commit(id)?).collect())
}

fn shallow() -> Cut {
    Cut {
        why: "the history before it is not in this clone".to_owned(),
        is_clone: true,
    }
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeSet;

    use git2::{Commit, Signature, Time};

    use super::*;
    use crate::vcs::tests::repository;

    #[test]
    fn every_commit_comes_once_however_many_merges_lead_to_it() {
        const MERGES: usize = 200;
        let (_dir, repo) = repository();
        let raw = repo.raw();
        let tree = raw.treebuilder(None).unwrap().write().unwrap();
        let tree = raw.find_tree(tree).unwrap();
        let ada = Signature::new("Ada", "ada@example.org", &Time::new(0, 0)).unwrap();
        let commit = |message: String, parents: &[&Commit<'_>]| {
            let id = raw.commit(None, &ada, &ada, &message, &tree, parents);
            raw.find_commit(id.unwrap()).unwrap()
        };
        let first = commit("first".to_owned(), &[]);
        let (mut tip, mut side) = (first.clone(), first);
        for number in 0..MERGES {
            let new = commit(format!("side {number}"), &[&tip]);
            tip = commit(format!("merge {number}"), &[&tip, &new, &side]);
            side = new;
        }
        let ordered = order(&repo, tip.id(), &|| false).unwrap().unwrap();
        let ids: BTreeSet<Oid> = ordered.iter().map(|one| one.id).collect();
        assert_eq!((ids.len(), ordered.len()), (2 * MERGES + 1, 2 * MERGES + 1));
    }
}
