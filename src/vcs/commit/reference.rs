//! HEAD and its branch: read, and moved only from the commit that was seen.

use std::{
    fs,
    path::{Path, PathBuf},
    time::{Duration, Instant},
};

use git2::{ErrorCode, Oid, ReferenceType, Repository, Transaction, Tree};

use super::{error::CommitError, journal::age, write};
use crate::{domain::signoff, lock::pause};

/// How long a locked reference is waited for.
const PATIENCE: Duration = Duration::from_secs(2);

/// How many entries of a folder of tags are looked at.
const LOOKED_AT: usize = 1000;

/// A lock of git's on the tag of a sign-off.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct TagLock {
    /// The name of the tag, without `refs/tags/`.
    pub tag: String,
    /// The file.
    pub path: PathBuf,
    /// How old it is.
    pub age: Duration,
}

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

/// Lists the locks of the tags of sign-offs, each with the name of its tag and its age.
pub(in crate::vcs) fn tag_locks(repo: &Repository) -> Vec<TagLock> {
    let tags = repo.commondir().join("refs/tags");
    // `tickmark/AUDIT/ROLE-ROUND`: no name has more parts.
    let within = |folder: &Path| {
        let entries = fs::read_dir(folder).into_iter().flatten().flatten();
        entries
            .map(|entry| entry.path())
            .take(LOOKED_AT)
            .collect::<Vec<_>>()
    };
    let audits = within(&tags.join(signoff::PREFIX));
    let mut locks = Vec::new();
    for path in audits.iter().flat_map(|audit| within(audit)) {
        let name = path.strip_prefix(&tags).ok().and_then(Path::to_str);
        if let Some(tag) = name.and_then(|name| name.strip_suffix(".lock")) {
            locks.push(TagLock {
                tag: tag.to_owned(),
                age: age(&path),
                path,
            });
        }
    }
    locks.sort_by(|a, b| a.path.cmp(&b.path));
    locks
}

/// Takes the locks of a tag within a transaction, waiting for whoever has it.
pub(in crate::vcs) fn lock_tag(
    repo: &Repository,
    transaction: &mut Transaction<'_>,
    name: &str,
) -> Result<(), CommitError> {
    let start = Instant::now();
    loop {
        match transaction.lock_ref(&format!("refs/tags/{name}")) {
            Ok(()) => return Ok(()),
            Err(error) if error.code() != ErrorCode::Locked => {
                return Err(CommitError::git("the tag cannot be made")(error));
            }
            Err(_) if start.elapsed() < PATIENCE => pause(),
            Err(_) => {
                let own = tag_locks(repo).into_iter().find(|lock| lock.tag == name);
                let file = own.map(|lock| (lock.path, lock.age));
                return Err(CommitError::TagLocked {
                    name: name.to_owned(),
                    file: file.or_else(|| {
                        let mut all = locks(repo, None).into_iter();
                        all.find(|(path, _)| path.ends_with("packed-refs.lock"))
                    }),
                });
            }
        }
    }
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
