//! Folders that are held open, and the files in them: whatever is swapped for a link meanwhile, nothing outside is read or written.
//!
//! A path is walked component by component, each opened in the folder before it, and none is followed that is a symbolic link. A
//! file is opened without waiting for the other end of a pipe, and counts as one only where what was opened is one. What is
//! written takes its name by one rename within the folder that was opened. So there is no moment between a look and a deed in
//! which something else can take the place of what was looked at.
//!
//! (`openat2` walks a path in one call; containers do not all let it through.)

#[cfg(test)]
mod tests;
mod write;

pub use write::{Over, place, put};

use std::{
    ffi::{OsStr, OsString},
    fs::File,
    io,
    os::{
        fd::{AsFd as _, OwnedFd},
        unix::ffi::{OsStrExt as _, OsStringExt as _},
    },
    path::{Path, PathBuf},
};

use rustix::{
    fs::{AtFlags, Dir, FileType, Mode, OFlags, Stat},
    io::Errno,
};

use crate::{
    atomic::{AtomicError, at},
    domain::evidence::is_safe_path,
};

/// What stands at a name.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Kind {
    /// A folder.
    Folder,
    /// A file.
    File,
    /// A symbolic link.
    Link,
    /// A pipe, a socket or a device.
    Other,
}

impl From<FileType> for Kind {
    fn from(kind: FileType) -> Self {
        match kind {
            FileType::Directory => Self::Folder,
            FileType::RegularFile => Self::File,
            FileType::Symlink => Self::Link,
            _ => Self::Other,
        }
    }
}

/// A folder that is held open. Moved elsewhere it stays the same one.
#[derive(Debug)]
pub struct Folder {
    handle: OwnedFd,
    /// Where it was when it was opened, to tell of it.
    path: PathBuf,
}

/// Opens a folder, and follows no link in its place.
const FOLDER: OFlags = OFlags::DIRECTORY
    .union(OFlags::NOFOLLOW)
    .union(OFlags::CLOEXEC);

/// Opens a file to read it, follows no link in its place, and waits for nothing.
const READ: OFlags = OFlags::NOFOLLOW
    .union(OFlags::NONBLOCK)
    .union(OFlags::NOCTTY)
    .union(OFlags::CLOEXEC);

impl Folder {
    /// Opens the folder that everything is beneath; where it is itself is the affair of whoever names it.
    pub fn root(path: &Path) -> Result<Self, AtomicError> {
        let path = if path.as_os_str().is_empty() {
            Path::new(".")
        } else {
            path
        };
        let flags = OFlags::DIRECTORY | OFlags::CLOEXEC;
        let handle =
            rustix::fs::open(path, flags, Mode::empty()).map_err(|errno| at(path)(errno.into()))?;
        Ok(Self {
            handle,
            path: path.to_owned(),
        })
    }

    /// Opens a folder of the program's own, where no link may have taken its place.
    pub fn own(path: &Path) -> Result<Self, AtomicError> {
        match (path.parent(), path.file_name()) {
            (Some(above), Some(name)) => Self::root(above)?
                .folder(name)?
                .ok_or_else(|| at(path)(io::ErrorKind::NotFound.into())),
            (_, None) | (None, _) => Self::root(path),
        }
    }

    /// Returns where the folder was when it was opened.
    pub fn path(&self) -> &Path {
        &self.path
    }

    /// Opens a folder in this one; none where there is none.
    pub fn folder(&self, name: &OsStr) -> Result<Option<Self>, AtomicError> {
        match rustix::fs::openat(&self.handle, name, FOLDER, Mode::empty()) {
            Ok(handle) => Ok(Some(Self {
                handle,
                path: self.path.join(name),
            })),
            Err(Errno::NOENT) => Ok(None),
            Err(errno) => Err(self.refused(name, errno, "a folder")),
        }
    }

    /// Opens a folder beneath this one, by its path with `/`; none where it or one above it is not there.
    pub fn beneath(&self, relative: &str) -> Result<Option<Self>, AtomicError> {
        let mut parts = relative.split('/').map(OsStr::new);
        let Some(mut folder) = parts.next().map(|part| self.folder(part)).transpose()? else {
            return Ok(None);
        };
        for part in parts {
            let Some(above) = folder else {
                return Ok(None);
            };
            folder = above.folder(part)?;
        }
        Ok(folder)
    }

    /// Opens a file in this folder to read it; none where there is none.
    pub fn file(&self, name: &OsStr) -> Result<Option<File>, AtomicError> {
        let handle = match rustix::fs::openat(&self.handle, name, READ, Mode::empty()) {
            Ok(handle) => handle,
            Err(Errno::NOENT) => return Ok(None),
            Err(errno) => return Err(self.refused(name, errno, "a file")),
        };
        let found = rustix::fs::fstat(&handle).map_err(|errno| self.io(name, errno))?;
        match kind(&found) {
            Kind::File => Ok(Some(File::from(handle))),
            Kind::Folder | Kind::Link | Kind::Other => Err(self.in_the_way(name, "a file")),
        }
    }

    /// Tells what stands at a name, a link for itself; none where there is nothing.
    pub fn look(&self, name: &OsStr) -> Result<Option<Stat>, AtomicError> {
        match rustix::fs::statat(&self.handle, name, AtFlags::SYMLINK_NOFOLLOW) {
            Ok(found) => Ok(Some(found)),
            Err(Errno::NOENT) => Ok(None),
            Err(errno) => Err(self.io(name, errno)),
        }
    }

    /// Returns where a link leads, by the bytes of its target.
    pub fn target(&self, name: &OsStr) -> Result<Vec<u8>, AtomicError> {
        rustix::fs::readlinkat(&self.handle, name, Vec::new())
            .map(std::ffi::CString::into_bytes)
            .map_err(|errno| self.io(name, errno))
    }

    /// Lists the folder, in the order of the system.
    pub fn list(&self) -> Result<Vec<(OsString, Kind)>, AtomicError> {
        let failed = |errno: Errno| at(&self.path)(errno.into());
        let mut names = Vec::new();
        for entry in Dir::read_from(self.handle.as_fd()).map_err(failed)? {
            let entry = entry.map_err(failed)?;
            let name = entry.file_name().to_bytes();
            if matches!(name, b"." | b"..") {
                continue;
            }
            let name = OsString::from_vec(name.to_vec());
            let kind = match entry.file_type() {
                // Some file systems do not tell by listing.
                FileType::Unknown => match self.look(&name)? {
                    Some(found) => kind(&found),
                    None => continue,
                },
                told => told.into(),
            };
            names.push((name, kind));
        }
        Ok(names)
    }

    /// Says why something in this folder was not opened.
    fn refused(&self, name: &OsStr, errno: Errno, wanted: &'static str) -> AtomicError {
        // Systems differ in what they call a link that they were told not to follow.
        let found = || self.look(name).ok().flatten().map(|found| kind(&found));
        match errno {
            Errno::LOOP | Errno::NOTDIR | Errno::NXIO | Errno::MLINK => match found() {
                Some(Kind::Link) => AtomicError::Symlink {
                    path: self.path.join(name),
                },
                Some(Kind::Folder | Kind::File | Kind::Other) => self.in_the_way(name, wanted),
                None => self.io(name, errno),
            },
            _ => self.io(name, errno),
        }
    }

    fn in_the_way(&self, name: &OsStr, wanted: &'static str) -> AtomicError {
        AtomicError::InTheWay {
            path: self.path.join(name),
            wanted,
        }
    }

    fn io(&self, name: &OsStr, errno: Errno) -> AtomicError {
        at(&self.path.join(name))(errno.into())
    }
}

/// Tells what was found.
pub fn kind(found: &Stat) -> Kind {
    FileType::from_raw_mode(found.st_mode).into()
}

/// Parts a path that is safe into its folder, if it has one, and its name.
fn parted(relative: &str) -> Result<(Option<&str>, &OsStr), AtomicError> {
    if !is_safe_path(relative) {
        return Err(AtomicError::Unsafe {
            path: relative.to_owned(),
        });
    }
    Ok(match relative.rsplit_once('/') {
        Some((folder, name)) => (Some(folder), OsStr::new(name)),
        None => (None, OsStr::new(relative)),
    })
}

/// Opens the file at a path beneath a root to read it; none where it or a folder above it is not there.
pub fn open(root: &Path, relative: &str) -> Result<Option<File>, AtomicError> {
    let (folder, name) = parted(relative)?;
    let root = Folder::root(root)?;
    match folder {
        None => root.file(name),
        Some(folder) => match root.beneath(folder)? {
            Some(folder) => folder.file(name),
            None => Ok(None),
        },
    }
}

/// Reads the whole file at a path beneath a root; none where it or a folder above it is not there.
pub fn read(root: &Path, relative: &str) -> Result<Option<Vec<u8>>, AtomicError> {
    let Some(mut file) = open(root, relative)? else {
        return Ok(None);
    };
    let mut bytes = Vec::new();
    io::Read::read_to_end(&mut file, &mut bytes).map_err(at(&root.join(relative)))?;
    Ok(Some(bytes))
}

/// Opens a file by its whole path to read it: one of git's, or of the program's own. A link in its place is not followed, and a pipe
/// not waited for.
pub fn plain(path: &Path) -> io::Result<File> {
    opened(path, READ)
}

/// Opens a file by its whole path to read it, wherever links lead; a pipe is not waited for.
pub fn file_at(path: &Path) -> io::Result<File> {
    opened(path, READ.difference(OFlags::NOFOLLOW))
}

fn opened(path: &Path, flags: OFlags) -> io::Result<File> {
    let handle = rustix::fs::open(path, flags, Mode::empty())?;
    match kind(&rustix::fs::fstat(&handle)?) {
        Kind::File => Ok(File::from(handle)),
        Kind::Folder | Kind::Link | Kind::Other => Err(io::Error::other("it is not a file")),
    }
}

/// Opens a file of the user's own to add to its end, made for them alone where it is not there. A link in its place is not followed,
/// and a pipe not waited for.
pub fn added_to(path: &Path) -> io::Result<File> {
    let how = OFlags::CREATE | OFlags::APPEND | OFlags::WRONLY;
    let handle = rustix::fs::open(path, READ | how, Mode::from_raw_mode(0o600))?;
    match kind(&rustix::fs::fstat(&handle)?) {
        Kind::File => Ok(File::from(handle)),
        Kind::Folder | Kind::Link | Kind::Other => Err(io::Error::other("it is not a file")),
    }
}

/// Reads a file as [`plain`] opens it, which may have so many bytes at most.
pub fn plain_bytes(path: &Path, most: u64) -> io::Result<Vec<u8>> {
    whole(plain(path)?, most)
}

/// Reads a file as [`file_at`] opens it, which may have so many bytes at most.
pub fn bytes_at(path: &Path, most: u64) -> io::Result<Vec<u8>> {
    whole(file_at(path)?, most)
}

fn whole(file: File, most: u64) -> io::Result<Vec<u8>> {
    let size = file.metadata()?.len();
    if size > most {
        return Err(io::Error::other("it is too large"));
    }
    let mut bytes = Vec::with_capacity(usize::try_from(size).unwrap_or(0) + 1);
    io::Read::read_to_end(&mut io::Read::take(file, most), &mut bytes)?;
    Ok(bytes)
}

/// Returns a name by its bytes, as git has it.
pub fn name(bytes: &[u8]) -> &OsStr {
    OsStr::from_bytes(bytes)
}
