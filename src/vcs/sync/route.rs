//! With whom, and how both branches stand to each other.

use git2::{ErrorCode, Oid, Reference};

use super::{Meeting, Route, SyncError, oid, short};
use crate::vcs::{CommitError, GitRepository, HeadState, Repository as _};

/// Finds the way to the other repository.
pub(super) fn find(repo: &GitRepository, named: Option<&str>) -> Result<Route, SyncError> {
    let head = repo.head()?;
    if let Some(what) = head.operation {
        return Err(CommitError::UnderWay { what }.into());
    }
    let Some(branch) = head.branch else {
        return Err(SyncError::Detached);
    };
    if head.state == HeadState::Unborn {
        return Err(SyncError::Unborn { branch });
    }
    let branch = format!("refs/heads/{branch}");
    let known = remotes(repo)?;
    let own = configured(repo, &branch).filter(|(remote, _)| known.contains(remote));
    let remote = match (named, &own) {
        (Some(named), _) if known.iter().any(|name| name == named) => named.to_owned(),
        (Some(named), _) => {
            return Err(SyncError::UnknownRemote {
                named: named.to_owned(),
                known,
            });
        }
        (None, Some((remote, _))) => remote.clone(),
        (None, None) => match known.as_slice() {
            [] => return Err(SyncError::NoRemote),
            [only] => only.clone(),
            _ => return Err(SyncError::SeveralRemotes { known }),
        },
    };
    let upstream = own
        .filter(|(of, _)| *of == remote)
        .map_or_else(|| branch.clone(), |(_, upstream)| upstream);
    let tracking = format!("refs/remotes/{remote}/{}", short(&upstream));
    Ok(Route {
        remote,
        branch,
        upstream,
        tracking,
    })
}

/// Lists the other repositories that git's configuration names; those whose names git itself would refuse are none.
fn remotes(repo: &GitRepository) -> Result<Vec<String>, SyncError> {
    let failed = SyncError::git("list the other repositories");
    let names = repo.raw().remotes().map_err(&failed)?;
    let is_fit = |name: &str| {
        !name.starts_with('-') && Reference::is_valid_name(&format!("refs/remotes/{name}/x"))
    };
    let mut known: Vec<String> = names
        .iter()
        .filter_map(|name| name.ok().flatten())
        .filter(|name| is_fit(name))
        .map(str::to_owned)
        .collect();
    known.sort();
    Ok(known)
}

/// Returns what git's configuration has for a branch: the repository, and the branch there in full.
fn configured(repo: &GitRepository, branch: &str) -> Option<(String, String)> {
    let remote = repo.raw().branch_upstream_remote(branch).ok()?;
    let upstream = repo.raw().branch_upstream_merge(branch).ok()?;
    let upstream = upstream.as_str().ok()?.to_owned();
    let is_branch = upstream.starts_with("refs/heads/") && Reference::is_valid_name(&upstream);
    is_branch.then(|| Some((remote.as_str().ok()?.to_owned(), upstream)))?
}

/// Tells how both branches stand to each other.
pub(super) fn meeting(repo: &GitRepository, route: &Route) -> Result<Meeting, SyncError> {
    let failed = SyncError::git("compare both branches");
    let raw = repo.raw();
    let ours = raw.refname_to_id(&route.branch).map_err(&failed)?;
    let theirs = match raw.refname_to_id(&route.tracking) {
        Ok(id) => id,
        Err(error) if error.code() == ErrorCode::NotFound => {
            return Ok(Meeting {
                ours: ours.to_string(),
                theirs: None,
                ahead: 0,
                behind: 0,
                bases: Vec::new(),
            });
        }
        Err(error) => return Err(failed(error)),
    };
    let (ahead, behind) = raw.graph_ahead_behind(ours, theirs).map_err(&failed)?;
    let bases = match raw.merge_bases(ours, theirs) {
        Ok(bases) => bases.iter().map(ToString::to_string).collect(),
        Err(error) if error.code() == ErrorCode::NotFound => {
            return Err(SyncError::Unrelated {
                branch: short(&route.branch).to_owned(),
                other: route.shown(),
                is_shallow: raw.is_shallow(),
            });
        }
        Err(error) => return Err(failed(error)),
    };
    Ok(Meeting {
        ours: ours.to_string(),
        theirs: Some(theirs.to_string()),
        ahead,
        behind,
        bases,
    })
}

/// Returns the ids of both sides of a meeting and of what they have in common.
pub(super) fn ends(
    repo: &GitRepository,
    meeting: &Meeting,
) -> Result<(Vec<Oid>, Oid, Oid), SyncError> {
    let theirs = meeting.theirs.as_deref().unwrap_or(&meeting.ours);
    let bases: Result<_, _> = meeting.bases.iter().map(|base| oid(repo, base)).collect();
    Ok((bases?, oid(repo, &meeting.ours)?, oid(repo, theirs)?))
}
