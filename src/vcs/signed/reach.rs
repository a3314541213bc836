//! Whether the branch still leads to a commit, and how it has left it otherwise.

use git2::Oid;

use super::Reach;
use crate::{
    domain::signoff::standing::Lost,
    vcs::{GitRepository, VcsError},
};

/// How many branches are asked whether a lost commit is on them.
const BRANCHES_AT_MOST: usize = 100;

/// Tells whether the tip of the current branch leads to a commit.
pub(super) fn reach(repo: &GitRepository, commit: &str) -> Result<Reach, VcsError> {
    let cannot = |why: &str| {
        Ok(Reach::CannotTell {
            why: why.to_owned(),
        })
    };
    let cut_off = "the history of this clone is cut off (git fetch --unshallow brings the rest)";
    let is_shallow = repo.raw().is_shallow();
    let Some(id) = repo.oid(commit) else {
        return cannot("its commit id is none of this repository");
    };
    match repo.commit(id) {
        Ok(_) => {}
        Err(VcsError::NotDownloaded { .. }) => {
            return cannot("the signed commit was not downloaded");
        }
        Err(VcsError::MissingObject { .. }) if is_shallow => return cannot(cut_off),
        Err(VcsError::MissingObject { .. }) => return Ok(Reach::Lost(Lost::NotHere)),
        Err(error) => return Err(error),
    }
    let failed = VcsError::git("read the history");
    let leads = |from: Oid, to: Oid| -> Result<bool, VcsError> {
        Ok(from == to || repo.raw().graph_descendant_of(from, to).map_err(&failed)?)
    };
    let tip = repo.tip()?.map(|(tip, _)| tip);
    if let Some(tip) = tip {
        if leads(tip, id)? {
            return Ok(Reach::Reached);
        }
        if leads(id, tip)? {
            return Ok(Reach::Lost(Lost::RolledBack));
        }
    }
    if is_shallow {
        return cannot(cut_off);
    }
    let branches = repo.raw().branches(None).map_err(&failed)?;
    for branch in branches.take(BRANCHES_AT_MOST) {
        let (branch, _) = branch.map_err(&failed)?;
        let Some(other) = branch.get().target().filter(|other| Some(*other) != tip) else {
            continue;
        };
        if leads(other, id)? {
            let name = String::from_utf8_lossy(branch.name_bytes().map_err(&failed)?).into_owned();
            return Ok(Reach::Lost(Lost::OnOtherBranch(name)));
        }
    }
    Ok(Reach::Lost(Lost::Rewritten))
}
