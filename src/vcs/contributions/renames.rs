//! The renames of one commit, as far as they concern files that are asked about.

use std::collections::HashMap;

use git2::Oid;

use crate::vcs::{
    GitRepository, VcsError,
    touched::Touched,
    trail::{Texts, went_to},
    tree::EntryKind,
};

/// How many pairs of files are told, and how many are weighed to find a rename that changed the file, too.
const PAIRS_AT_MOST: usize = 40_000;

/// The renames of a commit.
#[derive(Debug, Default)]
pub(super) struct Renames<'t> {
    /// A name that was known, and the other one.
    pub(super) pairs: Vec<(&'t str, &'t str)>,
    /// Whether there may be more of them: bytes are not here, or there are too many.
    pub(super) unsure: bool,
}

/// Finds what the files that are known became in a commit, and what they were; `touched` is what it touched.
pub(super) fn of<'t>(
    repo: &GitRepository,
    touched: &'t [Touched],
    is_known: &dyn Fn(&str) -> bool,
    cancelled: &dyn Fn() -> bool,
) -> Result<Renames<'t>, VcsError> {
    let mut found = Renames::default();
    let files = || {
        touched
            .iter()
            .filter(|file| file.kind != EntryKind::Submodule)
    };
    let side = |blob: Option<Oid>, other: Option<Oid>, path: &'t str| {
        blob.filter(|_| other.is_none()).map(|blob| (path, blob))
    };
    let came: Vec<(&str, Oid)> = files()
        .filter_map(|file| side(file.new, file.old, &file.path))
        .collect();
    let went: Vec<(&str, Oid)> = files()
        .filter_map(|file| side(file.old, file.new, &file.path))
        .collect();
    if came.is_empty() || went.is_empty() {
        return Ok(found);
    }
    let empty = repo.id_of(b"")?;
    let mut texts = Texts::new(repo);
    let mut budget = PAIRS_AT_MOST;
    for (own, others) in [(&went, &came), (&came, &went)] {
        let mut by_blob: HashMap<Oid, Vec<&'t str>> = HashMap::new();
        let mut by_path: HashMap<&str, &'t str> = HashMap::new();
        let known = own
            .iter()
            .filter(|(path, blob)| *blob != empty && is_known(path));
        for (path, blob) in known {
            if cancelled() {
                return Ok(found);
            }
            if by_path.is_empty() {
                for (other, blob) in others {
                    by_blob.entry(*blob).or_default().push(other);
                    by_path.insert(other, other);
                }
            }
            let cost = by_blob.get(blob).map_or(others.len(), Vec::len);
            let Some(rest) = budget.checked_sub(cost) else {
                found.unsure = true;
                continue;
            };
            budget = rest;
            if let Some(same) = by_blob.get(blob) {
                found.pairs.extend(same.iter().map(|other| (*path, *other)));
                continue;
            }
            for went in went_to(&mut texts, others, path, *blob) {
                let other = by_path.get(went.path.as_str());
                found.pairs.extend(other.map(|other| (*path, *other)));
            }
        }
    }
    found.unsure |= texts.lacked;
    Ok(found)
}
