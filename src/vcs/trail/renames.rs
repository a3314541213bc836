//! Where a file went in the commit that took it away from its path.

use std::cmp::Reverse;

use git2::Oid;

use super::{
    super::{GitRepository, VcsError, paths},
    texts::{LARGEST, Texts},
};
use crate::domain::follow::likeness;

/// How alike two files must be, in percent, to be one that was renamed: git's own measure.
const RENAMED: u8 = 50;

/// How many files that a commit brought in are compared.
const COMPARED_AT_MOST: usize = 200;

/// How many files of a commit are looked at.
const CHANGED_AT_MOST: usize = 20_000;

/// A file that a commit changed.
#[derive(Debug, Clone)]
pub(super) struct Changed {
    pub(super) path: String,
    pub(super) old: Option<Oid>,
    pub(super) new: Option<Oid>,
}

/// A path where a file went.
#[derive(Debug, Clone)]
pub(super) struct Went {
    pub(super) path: String,
    pub(super) blob: Oid,
    pub(super) likeness: u8,
}

/// Lists the files in which a commit differs from one of its parents.
pub(super) fn changed_in(
    repo: &GitRepository,
    commit: Oid,
    parent: Oid,
) -> Result<Vec<Changed>, VcsError> {
    let failed = VcsError::git("compare two commits");
    let tree = |id: Oid| repo.commit(id)?.tree().map_err(&failed);
    let (old, new) = (tree(parent)?, tree(commit)?);
    let diff = repo
        .raw()
        .diff_tree_to_tree(Some(&old), Some(&new), None)
        .map_err(&failed)?;
    let changed = diff.deltas().take(CHANGED_AT_MOST).filter_map(|delta| {
        let file = if delta.status() == git2::Delta::Deleted {
            delta.old_file()
        } else {
            delta.new_file()
        };
        let is_file = !matches!(file.mode(), git2::FileMode::Commit | git2::FileMode::Tree);
        let path = paths::encode(file.path_bytes()?);
        let some = |id: Oid| (!id.is_zero()).then_some(id);
        is_file.then(|| Changed {
            path,
            old: some(delta.old_file().id()),
            new: some(delta.new_file().id()),
        })
    });
    Ok(changed.collect())
}

/// Finds where a file may have gone among those that a commit brought in, the most alike first: by its bytes, then by
/// similarity. An empty file is like any other, and went nowhere.
pub(super) fn went_to(
    texts: &mut Texts<'_>,
    changed: &[Changed],
    path: &str,
    was: Oid,
) -> Vec<Went> {
    let Some(size) = texts.size(was).filter(|size| *size > 0) else {
        return Vec::new();
    };
    let mut added: Vec<(&str, Oid)> = changed
        .iter()
        .filter(|changed| changed.old.is_none())
        .filter_map(|changed| Some((changed.path.as_str(), changed.new?)))
        .collect();
    added.sort_by_key(|(other, blob)| (*blob != was, Reverse(nearness(path, other))));
    let went = |path: &str, blob, likeness| Went {
        path: path.to_owned(),
        blob,
        likeness,
    };
    let same = added.iter().take_while(|(_, blob)| *blob == was);
    let same: Vec<Went> = same.map(|(path, blob)| went(path, *blob, 100)).collect();
    if !same.is_empty() {
        return same;
    }
    let Some(old) = texts.get(was) else {
        return Vec::new();
    };
    // Files of which one is more than twice the other cannot share half of the larger.
    let is_comparable = |other: usize| {
        let (less, more) = (size.min(other), size.max(other));
        more <= LARGEST && less.saturating_mul(2) >= more
    };
    added.retain(|(_, blob)| texts.size(*blob).is_some_and(is_comparable));
    let mut found = Vec::new();
    for (other, blob) in added.into_iter().take(COMPARED_AT_MOST) {
        if let Some(new) = texts.get(blob) {
            let likeness = likeness::of_texts(&old, &new);
            if likeness >= RENAMED {
                found.push(went(other, blob, likeness));
            }
        }
    }
    found.sort_by_key(|went| Reverse(went.likeness));
    found
}

/// Says how near two paths are, for which of many files to look at first: name, name but for its extension, kind, folder.
///
/// A commit that gives a thousand files another extension is common, and only some of them can be compared.
pub(super) fn nearness(path: &str, other: &str) -> (bool, bool, bool, usize) {
    let parts = |path: &str| {
        let name = paths::name_of(path);
        let (stem, end) = name.rsplit_once('.').unwrap_or((name, ""));
        (stem.to_owned(), end.to_ascii_lowercase())
    };
    let ((stem, end), (other_stem, other_end)) = (parts(path), parts(other));
    let folders = path.split('/').zip(other.split('/'));
    (
        paths::name_of(path) == paths::name_of(other),
        stem == other_stem,
        end == other_end,
        folders.take_while(|(a, b)| a == b).count(),
    )
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_file_whose_extension_alone_changed_is_nearer_than_its_neighbours() {
        let path = "docs/git-commit.txt";
        let mut others = [
            "docs/git-commit-graph.txt",
            "docs/git-commit.adoc",
            "old/git-commit.txt",
            "git-commit.adoc",
        ];
        others.sort_by_key(|other| Reverse(nearness(path, other)));
        assert_eq!(
            others,
            [
                "old/git-commit.txt",
                "docs/git-commit.adoc",
                "git-commit.adoc",
                "docs/git-commit-graph.txt"
            ]
        );
    }
}
