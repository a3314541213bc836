//! Taking turns: one process at a time reads a record, compares and writes it, so that two saves at the same moment are merged.
//!
//! The lock ([`Rank::Save`](crate::lock::Rank::Save)) is held from reading to renaming, for all records of one change; reading
//! alone needs none, as a file is replaced at once. Nothing that is waited for happens under it.
//!
//! Whoever has it also knows that no other save is on its way, and sweeps what one left that was killed.

use std::{
    ffi::OsStr,
    time::{Duration, SystemTime},
};

use crate::{
    atomic,
    beneath::{Folder, Kind},
    domain::record::RecordKey,
    lock::{Lock, LockError},
};

use super::{Store, StoreError};

/// The file of the lock where there is no git to keep it.
pub(super) const WITHOUT_GIT: &str = ".tickmark-save.lock";

/// How long other saves are waited for; one takes some 10 ms.
const PATIENCE: Duration = Duration::from_secs(10);

/// A copy of evidence is written without the lock, as it is never replaced; after this long nobody writes it any more.
const ABANDONED: Duration = Duration::from_secs(24 * 60 * 60);

/// How deep folders are looked through: an audit has answers in a folder of a folder.
const DEPTH: usize = 8;

impl Store {
    /// Takes the turn to save, waiting for others to end theirs.
    pub(super) fn turn(&self) -> Result<Lock, StoreError> {
        self.turn_within(PATIENCE)
    }

    fn turn_within(&self, patience: Duration) -> Result<Lock, StoreError> {
        Lock::take(&self.lock, patience).map_err(|error| match error {
            LockError::Held {
                path,
                holder,
                stays,
                is_above: _,
            } => StoreError::Busy {
                path: path.display().to_string(),
                holder,
                stays,
            },
            LockError::Io { path, source } => StoreError::Io {
                path: path.display().to_string(),
                source,
            },
        })
    }

    /// Removes the temporary files that saves left which were killed; says how many. Where somebody is saving, or nothing may be
    /// written, they stay.
    pub fn sweep(&self) -> usize {
        let found = self.left();
        if found.is_empty() {
            return 0;
        }
        let Ok(_turn) = self.turn_within(Duration::ZERO) else {
            return 0;
        };
        let removed = found
            .iter()
            .filter(|path| matches!(atomic::remove_beneath(&self.root, path), Ok(true)));
        removed.count()
    }

    /// Finds what saves have left: at the top what is of the workspace's own record alone.
    fn left(&self) -> Vec<String> {
        let mut found = Vec::new();
        if let Ok(root) = Folder::root(&self.root) {
            self.left_in(&root, "", 0, &mut found);
            if let Ok(Some(records)) = root.beneath(&self.records) {
                self.left_in(&records, &self.records, 1, &mut found);
            }
        }
        found
    }

    fn left_in(&self, held: &Folder, folder: &str, depth: usize, found: &mut Vec<String>) {
        for (name, kind) in held.list().unwrap_or_default() {
            let Some(shown) = name.to_str() else {
                continue;
            };
            let within = |name: &str| match folder {
                "" => name.to_owned(),
                folder => format!("{folder}/{name}"),
            };
            let is_left = || {
                let whole = within(whole(shown)?);
                let is_copy = matches!(self.key_of(&whole)?, RecordKey::Kept { .. });
                Some(!is_copy || is_old(held, &name))
            };
            if kind == Kind::File && is_left() == Some(true) {
                found.push(within(shown));
            } else if kind == Kind::Folder
                && depth < DEPTH
                && !folder.is_empty()
                && let Ok(Some(below)) = held.folder(&name)
            {
                self.left_in(&below, &within(shown), depth + 1, found);
            }
        }
    }
}

/// Returns the name of the file that a temporary file is of: `4.1.toml` of `.4.1.toml-4711-x8Kq2Z.tmp`.
fn whole(name: &str) -> Option<&str> {
    let name = name.strip_prefix('.')?.strip_suffix(".tmp")?;
    let (name, _) = name.rsplit_once('-')?;
    let (name, process) = name.rsplit_once('-')?;
    process
        .bytes()
        .all(|byte| byte.is_ascii_digit())
        .then_some(name)
}

fn is_old(held: &Folder, name: &OsStr) -> bool {
    let Ok(Some(seen)) = held.look(name) else {
        return false;
    };
    let modified = u64::try_from(seen.st_mtime).unwrap_or(0);
    SystemTime::now()
        .duration_since(SystemTime::UNIX_EPOCH + Duration::from_secs(modified))
        .is_ok_and(|age| age > ABANDONED)
}
