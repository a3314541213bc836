//! A fix that was rebased or picked: the same change under another id, on the branch.

use git2::{Commit, DiffOptions, Oid};

use crate::vcs::{GitRepository, VcsError};

/// How many commits are compared with one that is not on the branch.
const CANDIDATES_AT_MOST: usize = 50;
/// How many files of a commit are compared.
const FILES_AT_MOST: usize = 500;

/// By what a commit that was made again is known before its change is looked at.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Likeness {
    address: Vec<u8>,
    authored: i64,
    subject: Vec<u8>,
}

impl Likeness {
    pub(super) fn of(commit: &Commit<'_>) -> Self {
        let author = commit.author();
        let subject = commit.message_raw_bytes();
        let subject = subject.split(|byte| *byte == b'\n').next();
        Self {
            address: author.email_bytes().to_ascii_lowercase(),
            authored: author.when().seconds(),
            subject: subject.unwrap_or_default().trim_ascii().to_vec(),
        }
    }

    /// Tells whether another commit may be this one, made again: author and time stay, or what it says of itself does.
    pub(super) fn may_be(&self, other: &Self) -> bool {
        let same_author = self.address == other.address && self.authored == other.authored;
        same_author || (!self.subject.is_empty() && self.subject == other.subject)
    }
}

/// Finds among commits of the branch, newest first, the one that makes the same change as another; by git's patch id.
pub(super) fn find(
    repo: &GitRepository,
    lost: Oid,
    among: &[Oid],
) -> Result<Option<Oid>, VcsError> {
    let Some(wanted) = patch(repo, lost)? else {
        return Ok(None);
    };
    for id in among.iter().take(CANDIDATES_AT_MOST) {
        if patch(repo, *id)? == Some(wanted) {
            return Ok(Some(*id));
        }
    }
    Ok(None)
}

/// Returns git's patch id of what a commit with one parent changed; none where it has others or changes too much.
fn patch(repo: &GitRepository, id: Oid) -> Result<Option<Oid>, VcsError> {
    let failed = VcsError::git("compare two commits");
    let commit = repo.commit(id)?;
    let parents: Vec<Oid> = commit.parent_ids().collect();
    let [parent] = parents.as_slice() else {
        return Ok(None);
    };
    let tree = |id| repo.raw().find_tree(id).map_err(&failed);
    let (before, after) = (tree(repo.tree_of(*parent)?)?, tree(commit.tree_id())?);
    let mut options = DiffOptions::new();
    options.ignore_submodules(false).context_lines(3);
    let diff = repo
        .raw()
        .diff_tree_to_tree(Some(&before), Some(&after), Some(&mut options))
        .map_err(&failed)?;
    let count = diff.deltas().len();
    if count == 0 || count > FILES_AT_MOST {
        return Ok(None);
    }
    diff.patchid(None).map(Some).map_err(&failed)
}
