//! HEAD and its branch: read, and moved only from the commit that was seen.

use std::{
    path::PathBuf,
    time::{Duration, Instant},
};

use git2::{ErrorCode, Oid, ReferenceType, Repository, Tree};

use super::{error::CommitError, journal::age, write};
use crate::lock::pause;

/// How long a locked reference is waited for.
const PATIENCE: Duration = Duration::from_secs(2);

/// Returns the branch that HEAD names, born or not.
pub(super) fn branch(repo: &Repository) -> Result<String, CommitError> {
    let failed = "HEAD cannot be read";
    let head = repo
        .find_reference("HEAD")
        .map_err(CommitError::git(failed))?;
    head.symbolic_target()
        .map_err(CommitError::git(failed))?
        .map(str::to_owned)
        .ok_or(CommitError::Detached)
}

/// Returns the commit that a branch points to; none when it is unborn.
pub(super) fn tip(repo: &Repository, branch: &str) -> Result<Option<Oid>, CommitError> {
    match repo.find_reference(branch) {
        Ok(found) if found.kind() == Some(ReferenceType::Symbolic) => {
            Err(CommitError::SymbolicBranch {
                branch: branch.to_owned(),
            })
        }
        Ok(found) => Ok(found.target()),
        Err(error) if error.code() == ErrorCode::NotFound => Ok(None),
        Err(error) => Err(CommitError::git("the branch cannot be read")(error)),
    }
}

/// Returns the tree of a commit; none when there is no commit.
pub(super) fn tree(
    repo: &Repository,
    commit: Option<Oid>,
) -> Result<Option<Tree<'_>>, CommitError> {
    commit
        .map(|id| repo.find_commit(id).and_then(|commit| commit.tree()))
        .transpose()
        .map_err(CommitError::git("the branch's commit cannot be read"))
}

/// Lists the locks that stand in the way of moving a branch, each with its age.
pub(super) fn locks(repo: &Repository, branch: Option<&str>) -> Vec<(PathBuf, Duration)> {
    let own = branch.map(|branch| repo.commondir().join(format!("{branch}.lock")));
    let head = repo.path().join("HEAD.lock");
    let packed = repo.commondir().join("packed-refs.lock");
    own.into_iter()
        .chain([head, packed])
        .filter(|path| path.exists())
        .map(|path| {
            let age = age(&path);
            (path, age)
        })
        .collect()
}

/// Moves a branch from one commit to the next; says no (`false`) when it no longer points where it did.
pub(super) fn advance(
    repo: &Repository,
    branch: &str,
    from: Option<Oid>,
    to: Oid,
    note: &str,
) -> Result<bool, CommitError> {
    let start = Instant::now();
    loop {
        // HEAD names the branch: git moves neither while somebody holds it.
        let head = repo.path().join("HEAD.lock");
        if head.exists() {
            if start.elapsed() < PATIENCE {
                pause();
                continue;
            }
            return Err(CommitError::BranchLocked {
                branch: branch.to_owned(),
                file: Some((head.clone(), age(&head))),
            });
        }
        let moved = write::made(|| match from {
            Some(from) => repo.reference_matching(branch, to, true, from, note),
            None => repo.reference(branch, to, false, note),
        });
        match moved.map(drop).map_err(|error| (error.code(), error)) {
            Ok(()) => return Ok(true),
            Err((ErrorCode::Modified | ErrorCode::Exists | ErrorCode::NotFound, _)) => {
                return Ok(false);
            }
            Err((ErrorCode::Locked, _)) if start.elapsed() < PATIENCE => pause(),
            Err((ErrorCode::Locked, _)) => {
                return Err(CommitError::BranchLocked {
                    branch: branch.to_owned(),
                    file: locks(repo, Some(branch)).into_iter().next(),
                });
            }
            Err((_, error)) => return Err(CommitError::git("the branch cannot be moved")(error)),
        }
    }
}
