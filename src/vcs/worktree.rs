//! Reading the work tree, where nothing may be followed out of it.

use std::{
    fs::{self, File},
    io::{self, Read},
    path::{Path, PathBuf},
};

use super::{VcsError, paths};

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
    let Some(full) = resolve(root, path)? else {
        return Ok(Found::Missing);
    };
    let meta = match fs::symlink_metadata(&full) {
        Ok(meta) => meta,
        Err(error) if is_absent(&error) => return Ok(Found::Missing),
        Err(error) => return Err(VcsError::io(DOING, full)(error)),
    };
    let kind = meta.file_type();
    if kind.is_dir() {
        Ok(Found::Directory)
    } else if kind.is_symlink() {
        let target = fs::read_link(&full).map_err(VcsError::io(DOING, &full))?;
        Ok(Found::Symlink(target.into_os_string().into_encoded_bytes()))
    } else if kind.is_file() {
        let file = open_file(&full).map_err(VcsError::io(DOING, &full))?;
        // Something else may stand there by now.
        let meta = file.metadata().map_err(VcsError::io(DOING, &full))?;
        if !meta.is_file() {
            return Ok(Found::Special);
        }
        let size = meta.len();
        Ok(Found::File { file, size })
    } else {
        Ok(Found::Special)
    }
}

/// Opens a file; a symbolic link is not followed, and a pipe not waited for, if one has taken its place meanwhile.
fn open_file(path: &Path) -> io::Result<File> {
    let mut options = File::options();
    options.read(true);
    #[cfg(unix)]
    {
        use rustix::fs::OFlags;
        use std::os::unix::fs::OpenOptionsExt as _;
        let flags = OFlags::NOFOLLOW | OFlags::NONBLOCK;
        options.custom_flags(flags.bits().cast_signed());
    }
    options.open(path)
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

/// Returns the full path, when every folder on the way is a folder and none a symbolic link; none when one is missing.
fn resolve(root: &Path, path: &[u8]) -> Result<Option<PathBuf>, VcsError> {
    let mut full = root.to_owned();
    let mut parts = path.split(|&byte| byte == b'/').peekable();
    while let Some(part) = parts.next() {
        full.push(paths::os(part));
        if parts.peek().is_none() {
            break;
        }
        match fs::symlink_metadata(&full) {
            Ok(meta) if meta.is_dir() => {}
            Ok(meta) if meta.file_type().is_symlink() => {
                return Err(VcsError::ThroughSymlink {
                    path: paths::encode(path),
                });
            }
            Ok(_) => return Ok(None),
            Err(error) if is_absent(&error) => return Ok(None),
            Err(error) => return Err(VcsError::io("read the work tree", full)(error)),
        }
    }
    Ok(Some(full))
}

fn is_absent(error: &io::Error) -> bool {
    matches!(
        error.kind(),
        io::ErrorKind::NotFound | io::ErrorKind::NotADirectory
    )
}

#[cfg(all(test, unix))]
mod tests {
    use super::*;

    #[test]
    fn what_takes_the_place_of_a_file_is_neither_followed_nor_waited_for() {
        let dir = tempfile::tempdir().unwrap();
        let place = dir.path().join("place");
        std::os::unix::fs::symlink("/etc/passwd", &place).unwrap();
        assert!(open_file(&place).is_err());
        fs::remove_file(&place).unwrap();
        let made = std::process::Command::new("mkfifo").arg(&place).status();
        assert!(made.unwrap().success());
        // Without a writer that would wait for ever.
        assert!(!open_file(&place).unwrap().metadata().unwrap().is_file());
        fs::remove_file(&place).unwrap();
        fs::write(&place, "text").unwrap();
        let mut text = String::new();
        open_file(&place)
            .unwrap()
            .read_to_string(&mut text)
            .unwrap();
        assert_eq!(text, "text");
    }
}
