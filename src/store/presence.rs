//! Who is at work in a checkout: a file for each program that is open, which it keeps locked and takes away at its end.
//!
//! The files lie where everybody at work in the work tree can read them; in one that is shared by git's own configuration they
//! come out as all that is written there. One whose program is gone is swept by whoever looks next, and by proof alone: the
//! process of that id, start, boot and name space runs no more ([`crate::process`]), or, where ids mean nothing here as in
//! another container, the system has dropped its lock.

use std::{
    fs::{self, File, TryLockError},
    io::{self, Read as _, Write as _},
    path::{Path, PathBuf},
};

use jiff::Timestamp;
use serde::{Deserialize, Serialize};

use crate::{
    atomic::{self, AtomicError},
    process::{Life, Owner},
};

/// More is none of ours.
const LIMIT: u64 = 64 * 1024;

/// What one program says of itself.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub struct Entry {
    /// Who is at work, as git's configuration has it; empty where it says nothing.
    #[serde(default)]
    pub person: String,
    /// Since when (UTC).
    pub since: Timestamp,
    /// The terminal, such as `/dev/pts/3`.
    #[serde(default)]
    pub terminal: Option<String>,
    /// The process.
    pub owner: Owner,
}

/// The presence of this program; it ends when this is dropped.
#[derive(Debug)]
pub struct Presence {
    path: PathBuf,
    #[expect(dead_code, reason = "the lock is held as long as the file is open")]
    file: File,
}

impl Drop for Presence {
    fn drop(&mut self) {
        leave(&self.path);
    }
}

/// Takes the file of a presence away, as at the end of its program; closing it drops the lock whatever happens.
pub fn leave(path: &Path) {
    let _ = fs::remove_file(path);
}

impl Presence {
    /// Returns the file.
    pub fn path(&self) -> &Path {
        &self.path
    }
}

/// Returns the folder in that of what everybody shares.
pub fn folder(desk: &Path) -> PathBuf {
    desk.join("here")
}

/// Says that this program is here.
pub fn enter(desk: &Path, entry: &Entry) -> Result<Presence, AtomicError> {
    let folder = folder(desk);
    atomic::make_folders(&folder)?;
    let path = folder.join(format!("{}.toml", entry.owner.mark()));
    let failed = |path: &Path, source: io::Error| AtomicError::Io {
        path: path.to_owned(),
        source,
    };
    let text = toml::to_string(entry).map_err(|cause| failed(&path, io::Error::other(cause)))?;
    let mut builder = tempfile::Builder::new();
    builder.prefix(".here-").suffix(".tmp");
    // As the mask lets it come out: others are to read it.
    #[cfg(unix)]
    builder.permissions(std::os::unix::fs::PermissionsExt::from_mode(0o666));
    let mut file = builder
        .tempfile_in(&folder)
        .map_err(|cause| failed(&folder, cause))?;
    file.write_all(text.as_bytes())
        .map_err(|cause| failed(&path, cause))?;
    // Before it has its name: nobody sees it without its lock. Where the system has none, the process tells.
    let _ = file.as_file().try_lock();
    let file = file
        .persist(&path)
        .map_err(|cause| failed(&path, cause.error))?;
    Ok(Presence { path, file })
}

/// Lists who is here beside one process, the first who came first, and sweeps what those left who are gone.
pub fn others(desk: &Path, me: &Owner) -> Vec<Entry> {
    let entries = fs::read_dir(folder(desk)).into_iter().flatten().flatten();
    let mut found: Vec<Entry> = entries
        .filter_map(|entry| {
            let path = entry.path();
            let is_entry = path.extension().is_some_and(|it| it == "toml");
            let (entry, file) = read(&path).filter(|_| is_entry)?;
            if entry.owner == *me {
                return None;
            }
            if is_gone(&entry.owner, &file) {
                leave(&path);
                return None;
            }
            Some(entry)
        })
        .collect();
    found.sort_by_key(|one| (one.since, one.owner.pid));
    found
}

fn read(path: &Path) -> Option<(Entry, File)> {
    let found = fs::symlink_metadata(path).ok()?;
    if !found.is_file() || found.len() > LIMIT {
        return None;
    }
    let file = File::open(path).ok()?;
    let mut text = String::new();
    (&file).take(LIMIT).read_to_string(&mut text).ok()?;
    Some((toml::from_str(&text).ok()?, file))
}

/// Tells whether a program is gone for certain.
fn is_gone(owner: &Owner, file: &File) -> bool {
    match owner.life() {
        Life::Alive => false,
        Life::Dead => true,
        Life::Unknown => match file.try_lock() {
            Ok(()) => true,
            // Where there are no locks nobody can tell, and nobody is sent away.
            Err(TryLockError::WouldBlock | TryLockError::Error(_)) => false,
        },
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn entry(owner: Owner) -> Entry {
        Entry {
            person: "Ben Berg <ben@example.org>".to_owned(),
            since: "2026-11-22T09:14:00Z".parse().unwrap(),
            terminal: Some("/dev/pts/3".to_owned()),
            owner,
        }
    }

    /// A process of which its id tells nothing here.
    fn elsewhere() -> Owner {
        Owner {
            boot: "another".to_owned(),
            ..Owner::me()
        }
    }

    #[test]
    fn whoever_is_here_is_seen_until_they_leave() {
        let desk = tempfile::tempdir().unwrap();
        let here = enter(desk.path(), &entry(Owner::me())).unwrap();
        assert_eq!(others(desk.path(), &elsewhere()), [entry(Owner::me())]);
        assert_eq!(others(desk.path(), &Owner::me()), []);
        drop(here);
        assert_eq!(others(desk.path(), &elsewhere()), []);
    }

    #[test]
    fn what_a_dead_process_left_is_swept() {
        let desk = tempfile::tempdir().unwrap();
        let reused = Owner {
            started: Some("0".to_owned()),
            ..Owner::me()
        };
        let left = enter(desk.path(), &entry(reused)).unwrap();
        assert_eq!(others(desk.path(), &Owner::me()), []);
        assert!(!left.path().exists());
    }

    #[test]
    fn of_a_process_that_ids_do_not_reach_the_lock_tells() {
        let desk = tempfile::tempdir().unwrap();
        let there = enter(desk.path(), &entry(elsewhere())).unwrap();
        assert_eq!(others(desk.path(), &Owner::me()), [entry(elsewhere())]);
        let path = there.path().to_owned();
        // It is killed: nothing takes its file away, and its lock is gone.
        let text = fs::read(&path).unwrap();
        drop(there);
        fs::write(&path, text).unwrap();
        assert_eq!(others(desk.path(), &Owner::me()), []);
        assert!(!path.exists());
    }

    #[test]
    fn what_is_no_entry_is_left_alone() {
        let desk = tempfile::tempdir().unwrap();
        fs::create_dir(folder(desk.path())).unwrap();
        let path = folder(desk.path()).join("7-x.toml");
        fs::write(&path, "= no toml").unwrap();
        assert_eq!(others(desk.path(), &Owner::me()), []);
        assert!(path.exists());
    }

    #[cfg(unix)]
    #[test]
    fn others_can_read_it() {
        use std::os::unix::fs::PermissionsExt as _;
        let desk = tempfile::tempdir().unwrap();
        fs::write(desk.path().join("ordinary"), "x").unwrap();
        let here = enter(desk.path(), &entry(Owner::me())).unwrap();
        let mode = |path: &Path| fs::metadata(path).unwrap().permissions().mode() & 0o777;
        assert_eq!(mode(here.path()), mode(&desk.path().join("ordinary")));
    }
}
