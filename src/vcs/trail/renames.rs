//! Where a file went in the commit that took it away from its path.

use std::cmp::Reverse;

use git2::Oid;

use super::{
    super::{
        GitRepository, VcsError, paths,
        touched::{self, Touched},
        tree::EntryKind,
    },
    texts::Texts,
};
use crate::domain::follow::likeness;

/// How alike two files must be, in percent, to be one that was renamed: git's own measure.
const RENAMED: u8 = 50;

/// How many files that a commit brought in are compared.
const COMPARED_AT_MOST: usize = 200;

/// How many files of a commit are looked at.
const CHANGED_AT_MOST: usize = 20_000;

/// A path where a file went.
#[derive(Debug, Clone)]
pub(in crate::vcs) struct Went {
    pub(in crate::vcs) path: String,
    pub(super) blob: Oid,
    pub(super) likeness: u8,
}

/// Lists the files in which a commit differs from one of its parents.
pub(super) fn changed_in(
    repo: &GitRepository,
    commit: Oid,
    parent: Oid,
) -> Result<Vec<Touched>, VcsError> {
    let (old, new) = (repo.tree_of(parent)?, repo.tree_of(commit)?);
    let odb = repo.odb()?;
    let mut changed =
        touched::between(repo, &odb, Some(old), Some(new), &|_| true, CHANGED_AT_MOST)?;
    changed.retain(|file| file.kind != EntryKind::Submodule);
    Ok(changed)
}

/// Lists the files that a commit brought in, with their bytes.
pub(super) fn came(changed: &[Touched]) -> Vec<(&str, Oid)> {
    changed
        .iter()
        .filter(|file| file.old.is_none())
        .filter_map(|file| Some((file.path.as_str(), file.new?)))
        .collect()
}

/// Finds where a file may have gone among those that a commit brought in, the most alike first: by its bytes, then by
/// similarity. An empty file is like any other, and went nowhere.
///
/// Asked the other way round, it finds where a file came from among those that went.
pub(in crate::vcs) fn went_to(
    texts: &mut Texts<'_>,
    came: &[(&str, Oid)],
    path: &str,
    was: Oid,
) -> Vec<Went> {
    let Some(size) = texts.size(was).filter(|size| *size > 0) else {
        return Vec::new();
    };
    let mut others = came.to_vec();
    others.sort_by_cached_key(|(other, blob)| (*blob != was, Reverse(nearness(path, other))));
    let went = |path: &str, blob, likeness| Went {
        path: path.to_owned(),
        blob,
        likeness,
    };
    let same = others.iter().take_while(|(_, blob)| *blob == was);
    let same: Vec<Went> = same.map(|(path, blob)| went(path, *blob, 100)).collect();
    if !same.is_empty() {
        return same;
    }
    // Files of which one is more than twice the other cannot share half of the larger.
    let is_comparable = |other: usize| {
        let (less, more) = (size.min(other), size.max(other));
        less.saturating_mul(2) >= more
    };
    others.retain(|(_, blob)| texts.size(*blob).is_some_and(is_comparable));
    if others.is_empty() {
        return Vec::new();
    }
    let Some(old) = texts.get(was) else {
        return Vec::new();
    };
    if others.len() > COMPARED_AT_MOST {
        texts.lacked = true;
    }
    let mut found = Vec::new();
    for (other, blob) in others.into_iter().take(COMPARED_AT_MOST) {
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
