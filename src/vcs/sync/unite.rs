//! What both sides come to, in memory: all other files as git merges them, and what was decided of those apart.
//!
//! The files that are merged by themselves are taken out of the trees before: no rename ever pairs two of them, and no merge of
//! text touches one.

use git2::{
    FileMode, Index, IndexEntry, IndexTime, MergeOptions, Oid, Tree, build::TreeUpdateBuilder,
};

use super::{Apart, Meeting, SyncError, Taken, United, Version, apart::tree, oid, route::ends};
use crate::vcs::{GitRepository, paths};

/// The most conflicts that are listed.
const LISTED: usize = 200;

/// Merges both sides.
pub(super) fn unite(
    repo: &GitRepository,
    meeting: &Meeting,
    decided: &[(Apart, Taken)],
) -> Result<United, SyncError> {
    let failed = SyncError::git("merge the other files");
    let (bases, ours, theirs) = ends(repo, meeting)?;
    let without = |commit: Oid| without(repo, &tree(repo, commit)?, decided);
    let (ours, theirs) = (without(ours)?, without(theirs)?);
    let mut merged: Option<(Index, Oid)> = None;
    let mut conflicts = Vec::new();
    for base in bases {
        let mut options = MergeOptions::new();
        options.find_renames(true);
        let base = without(base)?;
        let mut index = repo
            .raw()
            .merge_trees(&base, &ours, &theirs, Some(&options))
            .map_err(&failed)?;
        conflicts = conflicting(&index)?;
        if !conflicts.is_empty() {
            break;
        }
        let tree = index.write_tree_to(repo.raw()).map_err(&failed)?;
        match &merged {
            // Where both have more than one commit in common, what is merged has to be the same from each of them.
            Some((_, other)) if *other != tree => {
                conflicts = differing(repo, *other, tree)?;
                break;
            }
            Some(_) => {}
            None => merged = Some((index, tree)),
        }
    }
    let Some((mut index, _)) = merged.filter(|_| conflicts.is_empty()) else {
        conflicts.sort();
        conflicts.dedup();
        conflicts.truncate(LISTED);
        return Ok(United::Conflicts(conflicts));
    };
    for (apart, taken) in decided {
        let version = match taken {
            Taken::Side(side) => apart.of(*side).cloned(),
            Taken::Bytes(bytes) => Some(Version {
                id: repo.raw().blob(bytes).map_err(&failed)?.to_string(),
                mode: apart.ours.as_ref().map_or(0o100_644, |ours| ours.mode),
            }),
            Taken::Nothing => None,
        };
        if let Some(version) = version {
            if is_in_the_way(&index, &apart.path) {
                conflicts.push(apart.path.clone());
                continue;
            }
            let entry = entry(&apart.path, oid(repo, &version.id)?, version.mode);
            index.add(&entry).map_err(&failed)?;
        }
    }
    if !conflicts.is_empty() {
        return Ok(United::Conflicts(conflicts));
    }
    let tree = index.write_tree_to(repo.raw()).map_err(&failed)?;
    Ok(United::Tree(tree.to_string()))
}

/// Returns a tree without the files that are merged by themselves.
fn without<'r>(
    repo: &'r GitRepository,
    tree: &Tree<'r>,
    decided: &[(Apart, Taken)],
) -> Result<Tree<'r>, SyncError> {
    let failed = SyncError::git("merge the other files");
    let mut builder = TreeUpdateBuilder::new();
    let mut any = false;
    for (apart, _) in decided {
        let there = tree.get_path(&paths::os(apart.path.as_bytes()));
        if there.is_ok_and(|entry| entry.filemode() != i32::from(FileMode::Tree)) {
            builder.remove(apart.path.as_str());
            any = true;
        }
    }
    let id = if any {
        builder.create_updated(repo.raw(), tree).map_err(&failed)?
    } else {
        tree.id()
    };
    repo.raw().find_tree(id).map_err(&failed)
}

fn conflicting(index: &Index) -> Result<Vec<String>, SyncError> {
    let failed = SyncError::git("list what conflicts");
    let mut found = Vec::new();
    if !index.has_conflicts() {
        return Ok(found);
    }
    for conflict in index.conflicts().map_err(&failed)? {
        let conflict = conflict.map_err(&failed)?;
        let entry = conflict.our.or(conflict.their).or(conflict.ancestor);
        found.extend(entry.map(|entry| paths::encode(&entry.path)));
    }
    Ok(found)
}

/// Lists the paths in which two trees differ.
fn differing(repo: &GitRepository, one: Oid, other: Oid) -> Result<Vec<String>, SyncError> {
    let failed = SyncError::git("list what conflicts");
    let find = |id| repo.raw().find_tree(id).map_err(&failed);
    let diff = repo
        .raw()
        .diff_tree_to_tree(Some(&find(one)?), Some(&find(other)?), None)
        .map_err(&failed)?;
    let path = |delta: git2::DiffDelta<'_>| {
        let (new, old) = (delta.new_file(), delta.old_file());
        new.path_bytes()
            .or_else(|| old.path_bytes())
            .map(paths::encode)
    };
    Ok(diff.deltas().filter_map(path).collect())
}

/// Tells whether a file stands where a folder is needed, or a folder where the file is.
fn is_in_the_way(index: &Index, path: &str) -> bool {
    let mut above = path.match_indices('/').filter_map(|(at, _)| path.get(..at));
    above.any(|above| index.get_path(std::path::Path::new(above), 0).is_some())
        || index.find_prefix(format!("{path}/")).is_ok()
}

fn entry(path: &str, id: Oid, mode: u32) -> IndexEntry {
    IndexEntry {
        ctime: IndexTime::new(0, 0),
        mtime: IndexTime::new(0, 0),
        dev: 0,
        ino: 0,
        mode,
        uid: 0,
        gid: 0,
        file_size: 0,
        id,
        flags: 0,
        flags_extended: 0,
        path: path.as_bytes().to_vec(),
    }
}
