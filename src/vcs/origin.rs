//! Commits at which citations were made, and which are not here: they can go while the bytes stay.

use std::collections::HashMap;

use super::{GitRepository, VcsError};
use crate::domain::evidence::Pin;

/// Tells of each citation whether its commit is not in the repository, where nothing was left out of it.
///
/// One that is here and cannot be read is not missing.
pub(super) fn missing_commits(repo: &GitRepository, pins: &[Pin]) -> Vec<bool> {
    let mut known: HashMap<&str, bool> = HashMap::new();
    let is_missing = |commit: &str| match repo.oid(commit).map(|id| repo.commit(id)) {
        Some(Err(VcsError::MissingObject { .. })) | None => !repo.raw().is_shallow(),
        Some(Ok(_) | Err(_)) => false,
    };
    pins.iter()
        .map(|pin| match &pin.commit {
            None => false,
            Some(commit) => *known.entry(commit).or_insert_with(|| is_missing(commit)),
        })
        .collect()
}
