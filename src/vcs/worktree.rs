//! Reading the work tree, where nothing may be followed out of it.

use std::{
    fs::File,
    io::{self, Read},
    path::Path,
};

use super::{VcsError, paths};
use crate::{
    atomic::AtomicError,
    beneath::{self, Folder, Kind},
};

/// What stands on disk at a path.
#[derive(Debug)]
pub(super) enum OnDisk {
    /// Nothing.
    Missing,
    /// A folder.
    Directory,
    /// A symbolic link, by the bytes of its target, which are what git stores.
    Symlink(Vec<u8>),
    /// A file: its bytes up to the limit, and its size.
    File { bytes: Vec<u8>, size: u64 },
    /// A socket, a pipe or a device.
    Special,
}

/// What stands on disk at a path, not read yet.
#[derive(Debug)]
pub(super) enum Found {
    /// Nothing.
    Missing,
    /// A folder.
    Directory,
    /// A symbolic link, by the bytes of its target.
    Symlink(Vec<u8>),
    /// A file, and its size.
    File { file: File, size: u64 },
    /// A socket, a pipe or a device.
    Special,
}

const DOING: &str = "read the work tree";

/// The largest file of the work tree that is read whole.
pub const DISK_AT_MOST: u64 = 256 << 20;

/// Up to how many bytes room is made before a file is read: what is said of its size may not be so.
const ROOM: u64 = 4 << 20;

/// Opens what stands at `path`, a checked path; no component of it is followed if it is a symbolic link.
pub(super) fn open(root: &Path, path: &[u8]) -> Result<Found, VcsError> {
    let (above, name) = match path.iter().rposition(|&byte| byte == b'/') {
        Some(at) => (path.get(..at).unwrap_or_default(), path.get(at + 1..)),
        None => (&b""[..], Some(path)),
    };
    let name = beneath::name(name.unwrap_or_default());
    let Some(folder) = folder(root, above, path)? else {
        return Ok(Found::Missing);
    };
    // What it is when it is looked at says how it is opened; what is opened then says what it is.
    let kind = match folder.look(name) {
        Ok(None) => return Ok(Found::Missing),
        Ok(Some(found)) => beneath::kind(&found),
        Err(error) => return Err(refused(root, path, error)),
    };
    match kind {
        Kind::Folder => Ok(Found::Directory),
        Kind::Other => Ok(Found::Special),
        Kind::Link => {
            let target = folder.target(name);
            Ok(Found::Symlink(
                target.map_err(|error| refused(root, path, error))?,
            ))
        }
        Kind::File => match folder.file(name) {
            Ok(Some(file)) => {
                let meta = file
                    .metadata()
                    .map_err(VcsError::io(DOING, folder.path().join(name)))?;
                let size = meta.len();
                Ok(Found::File { file, size })
            }
            Ok(None) => Ok(Found::Missing),
            // Something else has taken its place.
            Err(AtomicError::Symlink { .. } | AtomicError::InTheWay { .. }) => Ok(Found::Special),
            Err(error) => Err(refused(root, path, error)),
        },
    }
}

/// Opens a folder beneath the root; none when it is not there, or a file.
fn folder(root: &Path, above: &[u8], path: &[u8]) -> Result<Option<Folder>, VcsError> {
    let mut held = Folder::root(root).map_err(|error| refused(root, path, error))?;
    for part in above
        .split(|&byte| byte == b'/')
        .filter(|part| !part.is_empty())
    {
        held = match held.folder(beneath::name(part)) {
            Ok(Some(below)) => below,
            Ok(None) | Err(AtomicError::InTheWay { .. }) => return Ok(None),
            Err(error) => return Err(refused(root, path, error)),
        };
    }
    Ok(Some(held))
}

/// Says why something was not opened.
fn refused(root: &Path, path: &[u8], error: AtomicError) -> VcsError {
    match error {
        AtomicError::Symlink { .. } => VcsError::ThroughSymlink {
            path: paths::encode(path),
        },
        AtomicError::Io { path, source } => VcsError::io(DOING, path)(source),
        other @ (AtomicError::Unsafe { .. } | AtomicError::InTheWay { .. }) => {
            VcsError::io(DOING, root.join(paths::os(path)))(io::Error::other(other))
        }
    }
}

/// Reads what stands at `path`, as [`open`] finds it.
pub(super) fn read(root: &Path, path: &[u8], limit: u64) -> Result<OnDisk, VcsError> {
    Ok(match open(root, path)? {
        Found::Missing => OnDisk::Missing,
        Found::Directory => OnDisk::Directory,
        Found::Symlink(target) => OnDisk::Symlink(target),
        Found::Special => OnDisk::Special,
        Found::File { file, size } => {
            let most = usize::try_from(size.min(limit).min(ROOM)).unwrap_or(0);
            let mut bytes = Vec::with_capacity(most);
            file.take(limit)
                .read_to_end(&mut bytes)
                .map_err(VcsError::io(DOING, root.join(paths::os(path))))?;
            let size = size.max(bytes.len() as u64);
            OnDisk::File { bytes, size }
        }
    })
}

/// Reads what stands at `path`, as [`read`] does, and refuses a file that is too large to be read whole.
pub(super) fn read_whole(root: &Path, path: &[u8]) -> Result<OnDisk, VcsError> {
    match read(root, path, DISK_AT_MOST)? {
        OnDisk::File { size, .. } if size > DISK_AT_MOST => Err(too_large(path, size)),
        found => Ok(found),
    }
}

/// Says that a file of the work tree is not read whole.
pub(super) fn too_large(path: &[u8], size: u64) -> VcsError {
    VcsError::TooLarge {
        path: paths::encode(path),
        size,
        most: DISK_AT_MOST,
    }
}
