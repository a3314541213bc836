//! Whose the versions of a file are that both sides changed.

use git2::Sort;
use jiff::Timestamp;

use super::{Meeting, SyncError, Touched, apart::at_commit, route::ends};
use crate::{
    domain::{merge::Side, person::Person},
    vcs::{GitRepository, objects::parents_of},
};

/// How many commits of a side are looked at.
const AT_MOST: usize = 5_000;

/// How many of them are told.
const TOLD: usize = 200;

/// Lists the commits of a side that changed a path, the newest first.
pub(super) fn touched(
    repo: &GitRepository,
    meeting: &Meeting,
    side: Side,
    path: &str,
) -> Result<Vec<Touched>, SyncError> {
    let failed = SyncError::git("read the history");
    let (bases, ours, theirs) = ends(repo, meeting)?;
    let (tip, other) = match side {
        Side::Ours => (ours, theirs),
        Side::Theirs => (theirs, ours),
    };
    let mut walk = repo.raw().revwalk().map_err(&failed)?;
    walk.set_sorting(Sort::TOPOLOGICAL | Sort::TIME)
        .map_err(&failed)?;
    walk.push(tip).map_err(&failed)?;
    walk.hide(other).map_err(&failed)?;
    for base in bases {
        walk.hide(base).map_err(&failed)?;
    }
    let mut found = Vec::new();
    for id in walk.take(AT_MOST) {
        let id = id.map_err(&failed)?;
        let commit = repo.commit(id)?;
        let now = at_commit(repo, id, path)?;
        let mut before = Vec::new();
        for parent in parents_of(&commit) {
            // One that is not here, as at the edge of a shallow clone, tells nothing.
            before.extend(at_commit(repo, parent, path).ok());
        }
        if before.contains(&now) {
            continue;
        }
        let author = commit.author();
        let text = |bytes: &[u8]| String::from_utf8_lossy(bytes).into_owned();
        found.push(Touched {
            commit: id.to_string(),
            by: Person {
                name: text(author.name_bytes()),
                email: text(author.email_bytes()),
            },
            at: Timestamp::from_second(author.when().seconds()).unwrap_or(Timestamp::UNIX_EPOCH),
            now,
            before,
        });
        if found.len() >= TOLD {
            break;
        }
    }
    Ok(found)
}
