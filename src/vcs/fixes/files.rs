//! What a fix touched, and what of it is again as before.

use git2::{Commit, Oid};

use crate::{
    domain::action::FixFiles,
    vcs::{
        GitRepository, VcsError,
        objects::is_cut_off,
        paths, touched,
        tree::{self, Lookup},
    },
};

/// How many files a commit may have changed for these to be compared.
const FILES_AT_MOST: usize = 2_000;

/// Counts the files that a commit changed, against its first parent: those below the folder of the records, and those that
/// are again what they were before in the tree of the tip. None where it changed too many, or where that cannot be told.
pub(super) fn of(
    repo: &GitRepository,
    commit: &Commit<'_>,
    tip: Oid,
    records: &str,
) -> Result<Option<FixFiles>, VcsError> {
    if is_cut_off(commit) {
        // What it changed cannot be told; that nothing says it was reverted can.
        return Ok(None);
    }
    let odb = repo.odb()?;
    let before = match commit.parent_ids().next() {
        Some(parent) => Some(repo.tree_of(parent)?),
        None => None,
    };
    let after = Some(commit.tree_id());
    let changed = touched::between(repo, &odb, before, after, &|_| true, FILES_AT_MOST)?;
    if changed.len() >= FILES_AT_MOST {
        return Ok(None);
    }
    let mut files = FixFiles::default();
    for file in changed.iter().filter(|file| file.old != file.new) {
        files.all += 1;
        let within = file.path.strip_prefix(records);
        if !records.is_empty() && within.is_some_and(|within| within.starts_with('/')) {
            files.records += 1;
        }
        let now = match tree::find(repo, tip, &paths::decode(&file.path)?)? {
            Lookup::Found(id, _) => Some(id),
            Lookup::Missing | Lookup::Within(_) => None,
            Lookup::Unread(id) => {
                return Err(VcsError::NotDownloaded { id: id.to_string() });
            }
        };
        if now == file.old {
            files.back += 1;
        }
    }
    Ok(Some(files))
}
