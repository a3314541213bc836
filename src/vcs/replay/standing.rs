//! Whether the commit at which something was cited has the cited bytes at the cited path.

use std::collections::BTreeMap;

use crate::{
    domain::{evidence::Pin, verify::citations::Standing},
    vcs::{
        GitRepository, VcsError, paths,
        tree::{self, EntryKind, Lookup},
    },
};

/// Tells of each citation what stands in its commit, in their order; the trees of a commit are descended once.
pub(in crate::vcs) fn standing(repo: &GitRepository, pins: &[Pin]) -> Vec<Standing> {
    let mut standings = vec![Standing::NoCommit; pins.len()];
    let mut by_commit: BTreeMap<&str, Vec<(usize, Vec<u8>)>> = BTreeMap::new();
    for (number, pin) in pins.iter().enumerate() {
        let Some(commit) = &pin.commit else { continue };
        match paths::decode(&pin.path) {
            Ok(path) => by_commit
                .entry(commit)
                .or_default()
                .push((number, path.into_owned())),
            Err(error) => put(&mut standings, number, Standing::Unread(error.to_string())),
        }
    }
    for (commit, mut wanted) in by_commit {
        wanted.sort_by(|one, other| one.1.cmp(&other.1));
        match look(repo, commit, &wanted) {
            Ok(found) => {
                for ((number, _), lookup) in wanted.iter().zip(found) {
                    let blob = pins.get(*number).and_then(|pin| repo.oid(&pin.blob));
                    let standing = match lookup {
                        Lookup::Found(id, EntryKind::File | EntryKind::Symlink)
                            if Some(id) == blob =>
                        {
                            Standing::Holds
                        }
                        Lookup::Found(id, EntryKind::File | EntryKind::Symlink) => {
                            Standing::Others(id.to_string())
                        }
                        Lookup::Found(_, EntryKind::Folder | EntryKind::Submodule)
                        | Lookup::Missing => Standing::Nothing,
                        Lookup::Within(submodule) => {
                            Standing::Unread(format!("it lies in the submodule \"{submodule}\""))
                        }
                        Lookup::Unread(_) => {
                            Standing::Unread("a folder of that commit cannot be read".to_owned())
                        }
                    };
                    put(&mut standings, *number, standing);
                }
            }
            Err(error) => {
                for (number, _) in &wanted {
                    put(&mut standings, *number, Standing::Unread(error.to_string()));
                }
            }
        }
    }
    standings
}

fn put(standings: &mut [Standing], number: usize, standing: Standing) {
    if let Some(slot) = standings.get_mut(number) {
        *slot = standing;
    }
}

fn look(
    repo: &GitRepository,
    commit: &str,
    wanted: &[(usize, Vec<u8>)],
) -> Result<Vec<Lookup>, VcsError> {
    let id = repo.oid(commit).ok_or_else(|| VcsError::NoSuchCommit {
        commit: commit.to_owned(),
    })?;
    let root = repo.tree_of(id)?;
    let mut found = vec![Lookup::Missing; wanted.len()];
    let wanted: Vec<(&[u8], usize)> = wanted
        .iter()
        .enumerate()
        .map(|(at, (_, path))| (path.as_slice(), at))
        .collect();
    tree::find_sorted(repo, root, &wanted, &mut found)?;
    Ok(found)
}
