//! Commits at which citations were made, and which are lost: they can go while the bytes stay.

use std::collections::HashMap;

use super::GitRepository;
use crate::domain::evidence::Pin;

/// Tells of each citation whether its commit is lost: it is not in the repository, and was not cut off by a shallow clone.
pub(super) fn missing_commits(repo: &GitRepository, pins: &[Pin]) -> Vec<bool> {
    let mut known: HashMap<&str, bool> = HashMap::new();
    let is_missing = |commit: &str| match repo.oid(commit).map(|id| repo.commit(id)) {
        Some(Ok(_)) => false,
        Some(Err(_)) | None => !repo.raw().is_shallow(),
    };
    pins.iter()
        .map(|pin| match &pin.commit {
            None => false,
            Some(commit) => *known.entry(commit).or_insert_with(|| is_missing(commit)),
        })
        .collect()
}
