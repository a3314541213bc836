//! Writing in a folder that is held open: all of a file or nothing of it, and on the disk before it is told.

use std::{
    ffi::{OsStr, OsString},
    fs::{File, Permissions},
    io::{self, Write as _},
    os::unix::{ffi::OsStrExt as _, fs::PermissionsExt as _},
    path::Path,
};

use rustix::{
    fs::{AtFlags, Mode, OFlags},
    io::Errno,
};

use super::{Folder, Kind, kind, parted};
use crate::atomic::{AtomicError, at};

/// How the name of a temporary file ends.
const SUFFIX: &str = ".tmp";

/// How often another name is tried for a temporary file.
const TRIES: usize = 16;

/// What becomes of a file that is there already.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Over {
    /// It is replaced, and its mode kept.
    Replaces,
    /// It stays, and nothing is written.
    Nothing,
}

/// Opens a new file to write it.
const NEW: OFlags = OFlags::CREATE
    .union(OFlags::EXCL)
    .union(OFlags::WRONLY)
    .union(OFlags::NOFOLLOW)
    .union(OFlags::CLOEXEC);

impl Folder {
    /// Writes a file in this folder; a new one gets this mode, as the umask lets it.
    pub fn put(
        &self,
        name: &OsStr,
        bytes: &[u8],
        mode: u32,
        over: Over,
    ) -> Result<(), AtomicError> {
        let kept = match self.look(name)? {
            None => None,
            Some(found) => match kind(&found) {
                Kind::File => Some(found.st_mode & 0o7777),
                Kind::Link => {
                    return Err(AtomicError::Symlink {
                        path: self.path.join(name),
                    });
                }
                Kind::Folder | Kind::Other => return Err(self.in_the_way(name, "a file")),
            },
        };
        let (temporary, mut file) = self.temporary(name, mode)?;
        let path = self.path.join(name);
        let written = (|| {
            file.write_all(bytes)?;
            if let Some(kept) = kept {
                file.set_permissions(Permissions::from_mode(kept))?;
            }
            file.sync_all()?;
            match over {
                Over::Replaces => {
                    rustix::fs::renameat(&self.handle, &temporary, &self.handle, name)?;
                    Ok(())
                }
                Over::Nothing => self.take_name(&temporary, name),
            }
        })();
        if let Err(cause) = written {
            // What is left is swept later, by its name.
            let _ = rustix::fs::unlinkat(&self.handle, &temporary, AtFlags::empty());
            return Err(at(&path)(cause));
        }
        self.sync()
    }

    /// Removes a file in this folder; says whether there was one.
    pub fn remove(&self, name: &OsStr) -> Result<bool, AtomicError> {
        match rustix::fs::unlinkat(&self.handle, name, AtFlags::empty()) {
            Ok(()) => self.sync().map(|()| true),
            Err(Errno::NOENT) => Ok(false),
            Err(errno) => Err(self.io(name, errno)),
        }
    }

    /// Opens a folder in this one, and makes it where it is not there.
    pub fn made(&self, name: &OsStr) -> Result<Self, AtomicError> {
        if let Some(folder) = self.folder(name)? {
            return Ok(folder);
        }
        match rustix::fs::mkdirat(&self.handle, name, Mode::from_raw_mode(0o777)) {
            Ok(()) => self.sync()?,
            // Another thread has made it meanwhile.
            Err(Errno::EXIST) => {}
            Err(errno) => return Err(self.io(name, errno)),
        }
        self.folder(name)?
            .ok_or_else(|| self.io(name, Errno::NOENT))
    }

    /// Forces the folder's list of names to disk.
    pub fn sync(&self) -> Result<(), AtomicError> {
        match rustix::fs::fsync(&self.handle) {
            // Some file systems cannot sync a folder; then nobody can.
            Ok(()) | Err(Errno::INVAL | Errno::NOTSUP) => Ok(()),
            Err(errno) => Err(at(&self.path)(errno.into())),
        }
    }

    /// Removes the temporary files that a process left of a file when it was killed; those of all processes when none is
    /// named. The caller knows that they are dead.
    pub fn sweep(&self, name: &OsStr, process: Option<u32>) -> Result<(), AtomicError> {
        let mut begins = prefix(name);
        if let Some(process) = process {
            begins.push(format!("{process}-"));
        }
        for (name, kind) in self.list()? {
            let bytes = name.as_bytes();
            let is_left =
                bytes.starts_with(begins.as_bytes()) && bytes.ends_with(SUFFIX.as_bytes());
            if is_left && kind != Kind::Folder {
                self.remove(&name)?;
            }
        }
        Ok(())
    }

    /// Makes a temporary file for a file of this name.
    fn temporary(&self, name: &OsStr, mode: u32) -> Result<(OsString, File), AtomicError> {
        let mut last = Errno::EXIST;
        for _ in 0..TRIES {
            let mut temporary = prefix(name);
            temporary.push(format!("{}-{}{SUFFIX}", std::process::id(), random()));
            match rustix::fs::openat(&self.handle, &temporary, NEW, Mode::from_raw_mode(mode)) {
                Ok(handle) => return Ok((temporary, File::from(handle))),
                Err(Errno::EXIST) => {}
                Err(errno) => {
                    last = errno;
                    break;
                }
            }
        }
        Err(at(&self.path)(last.into()))
    }

    /// Gives a temporary file its name, unless there is something of that name.
    fn take_name(&self, temporary: &OsStr, name: &OsStr) -> io::Result<()> {
        #[cfg(target_os = "linux")]
        match rustix::fs::renameat_with(
            &self.handle,
            temporary,
            &self.handle,
            name,
            rustix::fs::RenameFlags::NOREPLACE,
        ) {
            // Not every file system can.
            Err(Errno::INVAL | Errno::NOSYS | Errno::NOTSUP) => {}
            done => return Ok(done?),
        }
        rustix::fs::linkat(
            &self.handle,
            temporary,
            &self.handle,
            name,
            AtFlags::empty(),
        )?;
        Ok(rustix::fs::unlinkat(
            &self.handle,
            temporary,
            AtFlags::empty(),
        )?)
    }
}

/// Returns how the names of a file's temporary files begin; the process id follows.
fn prefix(name: &OsStr) -> OsString {
    let mut prefix = OsString::from(".");
    prefix.push(name);
    prefix.push("-");
    prefix
}

/// Returns six letters and digits that nobody foresees.
fn random() -> String {
    const LETTERS: &[u8; 32] = b"abcdefghijklmnopqrstuvwxyz234567";
    let mut number = getrandom::u32().unwrap_or_else(|_| std::process::id());
    (0..6)
        .map(|_| {
            let letter = LETTERS.get(number as usize % LETTERS.len());
            number >>= 5;
            letter.map_or('x', |letter| char::from(*letter))
        })
        .collect()
}

/// Opens the folder of a path beneath a root, with those above it made where they are not there, and returns the file's name.
fn made<'p>(root: &Path, relative: &'p str) -> Result<(Folder, &'p OsStr), AtomicError> {
    let (folder, name) = parted(relative)?;
    let mut held = Folder::root(root)?;
    for part in folder.iter().flat_map(|folder| folder.split('/')) {
        held = held.made(OsStr::new(part))?;
    }
    Ok((held, name))
}

/// Writes a file beneath a root, with the folders it needs.
pub fn put(
    root: &Path,
    relative: &str,
    bytes: &[u8],
    mode: u32,
    over: Over,
) -> Result<(), AtomicError> {
    let (folder, name) = made(root, relative)?;
    folder.put(name, bytes, mode, over)
}

/// Opens the folder of a path beneath a root, and returns the file's name; none where that folder is not there.
pub fn place<'p>(
    root: &Path,
    relative: &'p str,
) -> Result<Option<(Folder, &'p OsStr)>, AtomicError> {
    let (folder, name) = parted(relative)?;
    let root = Folder::root(root)?;
    let folder = match folder {
        None => Some(root),
        Some(folder) => root.beneath(folder)?,
    };
    Ok(folder.map(|folder| (folder, name)))
}
