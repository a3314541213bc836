//! Which files differ, and what each side has of those that are merged by themselves.

use std::collections::BTreeSet;

use git2::{DiffOptions, ErrorCode, Oid, Tree};

use super::{Apart, Meeting, SyncError, Version, oid, route::ends};
use crate::vcs::{GitRepository, paths};

/// The most bytes of a version that are read.
const LARGEST: u64 = 64 << 20;

/// Returns the tree of a commit.
pub(super) fn tree(repo: &GitRepository, commit: Oid) -> Result<Tree<'_>, SyncError> {
    let tree = repo.tree_of(commit)?;
    repo.raw()
        .find_tree(tree)
        .map_err(SyncError::git("read a commit"))
}

/// Lists the paths in which two trees differ, in bytes.
fn between(
    repo: &GitRepository,
    from: &Tree<'_>,
    to: &Tree<'_>,
    found: &mut BTreeSet<Vec<u8>>,
) -> Result<(), SyncError> {
    let mut options = DiffOptions::new();
    options.include_typechange(true);
    let diff = repo
        .raw()
        .diff_tree_to_tree(Some(from), Some(to), Some(&mut options))
        .map_err(SyncError::git("compare two commits"))?;
    for delta in diff.deltas() {
        let path = delta.new_file().path_bytes();
        found.extend(
            path.or_else(|| delta.old_file().path_bytes())
                .map(<[u8]>::to_vec),
        );
    }
    Ok(())
}

/// Lists the paths in which two commits differ.
pub(super) fn differing(
    repo: &GitRepository,
    from: &str,
    to: &str,
) -> Result<Vec<String>, SyncError> {
    let mut found = BTreeSet::new();
    let (from, to) = (tree(repo, oid(repo, from)?)?, tree(repo, oid(repo, to)?)?);
    between(repo, &from, &to, &mut found)?;
    Ok(found.iter().map(|path| paths::encode(path)).collect())
}

/// Tells what each side has of the files that are merged by themselves and that one side has changed.
pub(super) fn find(
    repo: &GitRepository,
    meeting: &Meeting,
    is_apart: &dyn Fn(&str) -> bool,
) -> Result<Vec<Apart>, SyncError> {
    let (bases, ours, theirs) = ends(repo, meeting)?;
    let bases = bases
        .into_iter()
        .map(|base| tree(repo, base))
        .collect::<Result<Vec<_>, _>>()?;
    let (ours, theirs) = (tree(repo, ours)?, tree(repo, theirs)?);
    let mut changed = BTreeSet::new();
    for base in &bases {
        between(repo, base, &ours, &mut changed)?;
        between(repo, base, &theirs, &mut changed)?;
    }
    // What is no text is no record.
    let paths = changed
        .into_iter()
        .filter_map(|path| String::from_utf8(path).ok())
        .filter(|path| is_apart(path));
    paths
        .map(|path| {
            Ok(Apart {
                bases: bases
                    .iter()
                    .map(|base| at(base, &path))
                    .collect::<Result<_, _>>()?,
                ours: at(&ours, &path)?,
                theirs: at(&theirs, &path)?,
                path,
            })
        })
        .collect()
}

/// Returns what a tree has at a path; none where there is no file.
fn at(tree: &Tree<'_>, path: &str) -> Result<Option<Version>, SyncError> {
    match tree.get_path(&paths::os(path.as_bytes())) {
        Ok(entry) => {
            let mode = u32::try_from(entry.filemode()).unwrap_or_default();
            Ok((mode != 0o040_000).then(|| Version {
                id: entry.id().to_string(),
                mode,
            }))
        }
        Err(error) if error.code() == ErrorCode::NotFound => Ok(None),
        Err(error) => Err(SyncError::git("read a commit")(error)),
    }
}

/// Returns the version that a commit has of a path.
pub(super) fn version_at(
    repo: &GitRepository,
    commit: &str,
    path: &str,
) -> Result<Option<Version>, SyncError> {
    at(&tree(repo, oid(repo, commit)?)?, path)
}

/// Returns what a commit has at a path.
pub(super) fn at_commit(
    repo: &GitRepository,
    commit: Oid,
    path: &str,
) -> Result<Option<Version>, SyncError> {
    at(&tree(repo, commit)?, path)
}

/// Reads the bytes of a version.
pub(super) fn bytes(repo: &GitRepository, version: &Version) -> Result<Vec<u8>, SyncError> {
    let id = oid(repo, &version.id)?;
    let odb = repo.odb()?;
    let size = repo.size_of(&odb, id)?;
    if size > LARGEST {
        return Err(SyncError::Vcs(crate::vcs::VcsError::TooLarge {
            path: version.id.clone(),
            size,
            most: LARGEST,
        }));
    }
    Ok(repo.blob(id)?)
}
