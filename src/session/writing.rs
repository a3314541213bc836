//! Whether anything can be saved and committed here, and why not: asked when the workspace is opened, and again whenever a
//! person comes back to it.
//!
//! Nothing is written to find out. What cannot be seen so, as a quota, is told by the save that it stops.

use std::{
    io,
    path::{Path, PathBuf},
};

use sha2::{Digest as _, Sha256};

use crate::{
    config::Config,
    error::{Error, ErrorKind, Result},
    safe::escape_line,
};

use super::Session;

/// With less room than this a commit is not begun: records, objects, index and journal have to be written whole.
#[cfg(unix)]
const ROOM: u64 = 64 * 1024;

/// Why nothing can be saved or committed here.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Unwritable {
    /// Whose fault it is.
    pub kind: ErrorKind,
    /// The reason, as the end of a sentence: `the disk of /home/ada/work is full`.
    pub why: String,
    /// What helps.
    pub hint: String,
}

impl Unwritable {
    fn new(why: impl Into<String>, hint: impl Into<String>) -> Self {
        Self {
            kind: ErrorKind::Unavailable,
            why: why.into(),
            hint: hint.into(),
        }
    }

    /// Makes the error of something that cannot be done for it.
    pub fn refuses(&self, what: &str) -> Error {
        Error::new(self.kind, format!("Could not {what}: {}", self.why)).hint(self.hint.clone())
    }
}

impl Session {
    /// Says why nothing can be saved here; none where it can, as far as can be told without trying.
    pub fn unwritable(&self) -> Option<Unwritable> {
        if let Some(why) = &self.only_read {
            return Some(Unwritable {
                kind: ErrorKind::Refused,
                why: format!("the workspace is open to be read alone, as {why}"),
                hint: "close the program and start it again once that is over".to_owned(),
            });
        }
        if let Some(schema) = self.store.newer() {
            return Some(Unwritable::new(
                format!(
                    "tickmark.toml has schema {schema}, which is newer than this version of tickmark; it can only be read"
                ),
                "install the current version of tickmark",
            ));
        }
        self.hindered.clone()
    }

    /// Looks again whether anything can be saved here.
    pub fn look_whether_writable(&mut self) {
        let repository = self.repository();
        let mut places = vec![self.store.root().join(self.store.records_folder())];
        let [own, common] = repository.git_dirs();
        let objects = common.join("objects");
        places.extend([own, common, objects, repository.desk_dir()]);
        self.hindered = places.iter().find_map(|place| hindrance(place));
    }

    /// Refuses where nothing is to be written, or nothing can be.
    pub fn may_write(&self, what: &str) -> Result<()> {
        match self.unwritable() {
            Some(unwritable) => Err(unwritable.refuses(what)),
            None => Ok(()),
        }
    }

    /// Returns the folder for half-typed text and the like: that of git, or where it cannot be written one among the user's own.
    pub fn private_place(&self) -> PathBuf {
        let private = self.repository().private_dir();
        match hindrance(&private).and_then(|_| self.place_elsewhere()) {
            Some(elsewhere) if hindrance(&elsewhere).is_none() => elsewhere,
            Some(_) | None => private,
        }
    }

    /// Returns the user's own folder for what cannot be kept beside the repository; none for a user without a home.
    pub fn place_elsewhere(&self) -> Option<PathBuf> {
        let root = self.repository().work_dir();
        let digest = Sha256::digest(root.as_os_str().as_encoded_bytes());
        let name = digest
            .iter()
            .take(8)
            .fold(String::new(), |name, byte| name + &format!("{byte:02x}"));
        Some(Config::state()?.join(name))
    }
}

/// Says why nothing can be written in a folder, or in the one that it would be made in; none where it can be.
#[cfg(unix)]
fn hindrance(folder: &Path) -> Option<Unwritable> {
    use rustix::fs::{Access, access, statvfs};

    let there = folder.ancestors().find(|above| above.exists())?;
    // git names its folder with a stroke at the end.
    let plain: PathBuf = there.components().collect();
    let shown = escape_line(&plain.display().to_string()).into_owned();
    if let Err(cause) = access(there, Access::WRITE_OK | Access::EXEC_OK) {
        let cause = io::Error::from(cause);
        let hint = match cause.kind() {
            io::ErrorKind::PermissionDenied => {
                format!("see whose it is, and who may write it: ls -ld {shown}")
            }
            io::ErrorKind::ReadOnlyFilesystem => {
                "its disk can only be read: work in a clone on another one".to_owned()
            }
            _ => "make it writable, and come back".to_owned(),
        };
        return Some(Unwritable::new(
            format!("{shown} cannot be written: {cause}"),
            hint,
        ));
    }
    let disk = statvfs(there).ok()?;
    // Some file systems count nothing.
    let is_counted = disk.f_blocks > 0;
    let room = if rustix::process::geteuid().is_root() {
        disk.f_bfree
    } else {
        disk.f_bavail
    };
    if is_counted && room.saturating_mul(disk.f_frsize) < ROOM {
        return Some(Unwritable::new(
            format!("the disk of {shown} is full"),
            "make room there, and come back; what is saved is whole",
        ));
    }
    if disk.f_files > 0 && disk.f_ffree == 0 {
        return Some(Unwritable::new(
            format!("the disk of {shown} has no room for another file"),
            "remove files there that nobody needs, and come back",
        ));
    }
    None
}

/// Says why nothing can be written in a folder; on this system the save tells.
#[cfg(not(unix))]
fn hindrance(_folder: &Path) -> Option<Unwritable> {
    None
}

/// Returns how much room is left on the disk of a folder, in bytes; none where the system does not say.
#[cfg(unix)]
pub(super) fn room(folder: &Path) -> Option<u64> {
    let disk = rustix::fs::statvfs(folder).ok()?;
    (disk.f_blocks > 0).then(|| disk.f_bavail.saturating_mul(disk.f_frsize))
}

/// Returns how much room is left on the disk of a folder; this system does not say.
#[cfg(not(unix))]
pub(super) fn room(_folder: &Path) -> Option<u64> {
    None
}
