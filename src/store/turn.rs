//! Taking turns: one process at a time reads a record, compares and writes it, so that two saves at the same moment are merged.
//!
//! The lock ([`Rank::Save`](crate::lock::Rank::Save)) is held from reading to renaming, for all records of one change; reading
//! alone needs none, as a file is replaced at once. Nothing that is waited for happens under it.
//!
//! Whoever has it also knows that no other save is on its way, and sweeps what one left that was killed.

use std::{
    fs,
    path::Path,
    time::{Duration, SystemTime},
};

use crate::{
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
        let mut found = Vec::new();
        self.left_in("", 0, &mut found);
        if found.is_empty() {
            return 0;
        }
        let Ok(_turn) = self.turn_within(Duration::ZERO) else {
            return 0;
        };
        let removed = found
            .iter()
            .filter(|path| fs::remove_file(self.root.join(path)).is_ok());
        removed.count()
    }

    /// Finds what saves have left in a folder: at the top what is of the workspace's own record alone.
    fn left_in(&self, folder: &str, depth: usize, found: &mut Vec<String>) {
        for entry in fs::read_dir(self.root.join(folder))
            .into_iter()
            .flatten()
            .flatten()
        {
            let (Ok(kind), Ok(name)) = (entry.file_type(), entry.file_name().into_string()) else {
                continue;
            };
            let within = |name: &str| match folder {
                "" => name.to_owned(),
                folder => format!("{folder}/{name}"),
            };
            let is_left = || {
                let whole = within(whole(&name)?);
                let is_copy = matches!(self.key_of(&whole)?, RecordKey::Kept { .. });
                Some(!is_copy || is_old(&entry.path()))
            };
            if kind.is_file() && is_left() == Some(true) {
                found.push(within(&name));
            } else if kind.is_dir() && depth < DEPTH && !folder.is_empty() {
                self.left_in(&within(&name), depth + 1, found);
            }
        }
        if folder.is_empty() {
            self.left_in(&self.records, 1, found);
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

fn is_old(path: &Path) -> bool {
    let modified = fs::symlink_metadata(path).and_then(|found| found.modified());
    modified.is_ok_and(|at| {
        SystemTime::now()
            .duration_since(at)
            .is_ok_and(|age| age > ABANDONED)
    })
}
