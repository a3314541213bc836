//! The order of the walk: every commit that is reached, parents before children.
//!
//! Walked by hand rather than through libgit2, which gives up at the first commit that is not here.

use std::collections::HashMap;

use git2::Oid;

use super::{ASKED_EVERY, Gap};
use crate::vcs::{GitRepository, VcsError, objects::parents_written};

/// A commit in its place.
#[derive(Debug)]
pub(super) struct Ordered {
    pub(super) id: Oid,
    /// The numbers of its parents that are here.
    pub(super) parents: Vec<usize>,
    /// Whether one of them is not.
    pub(super) cut: bool,
}

/// The commits in their order, and what is not here.
pub(super) type Found = (Vec<Ordered>, Vec<Gap>);

/// Orders the commits that a tip reaches; none when it was stopped.
pub(super) fn order(
    repo: &GitRepository,
    tip: Oid,
    stop: &(dyn Fn() -> bool + Sync),
) -> Result<Option<Found>, VcsError> {
    let mut ordered: Vec<Ordered> = Vec::new();
    let mut gaps = Vec::new();
    // Known commits; without a number they are not here.
    let mut numbers: HashMap<Oid, Option<usize>> = HashMap::new();
    // Commits on the way down, each with its parents and how many of them are done.
    let mut path: Vec<(Oid, Vec<Oid>, usize)> = vec![(tip, parents(repo, tip)?.0, 0)];
    let mut looked_at = 0_usize;
    while let Some((id, parents_of, done)) = path.last_mut() {
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
                Ok((above, missing)) => {
                    if missing {
                        gaps.push(shallow(parent));
                    }
                    path.push((parent, above, 0));
                }
                Err(error) => {
                    numbers.insert(parent, None);
                    gaps.push(Gap {
                        commit: id.to_string(),
                        why: format!("the commit before it cannot be read: {error}"),
                        is_clone: matches!(error, VcsError::NotDownloaded { .. }),
                    });
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
        let here: Vec<usize> = parents_of
            .iter()
            .filter_map(|p| numbers.get(p).copied().flatten())
            .collect();
        numbers.insert(id, Some(ordered.len()));
        ordered.push(Ordered {
            id,
            cut: here.len() < parents_of.len(),
            parents: here,
        });
    }
    Ok(Some((ordered, gaps)))
}

/// Returns the parents of a commit, and whether it names some that this clone was told to leave out.
fn parents(repo: &GitRepository, id: Oid) -> Result<(Vec<Oid>, bool), VcsError> {
    let commit = repo.commit(id)?;
    let parents: Vec<Oid> = commit.parent_ids().collect();
    let missing = parents.is_empty() && parents_written(&commit) > 0;
    Ok((parents, missing))
}

fn shallow(id: Oid) -> Gap {
    Gap {
        commit: id.to_string(),
        why: "the history before it is not in this clone".to_owned(),
        is_clone: true,
    }
}
