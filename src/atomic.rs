//! Writes files so that a reader, a crash or a power cut sees the old bytes or the new ones, never a mixture.
//!
//! The bytes go to a temporary file in the same folder, are forced to disk, and take the name in one rename; then the
//! folder is forced to disk, or the rename itself could be lost. A file that exists keeps its mode; a new one gets what
//! the umask allows. Beneath a root no component may be a symbolic link: writing through one leaves the repository.

use std::{
    fs::{self, File, Permissions},
    io::{self, Write as _},
    path::{Path, PathBuf},
    sync::OnceLock,
};

use crate::domain::evidence::is_safe_path;

/// The user's own mask, where another one took its place for the sake of a shared repository.
static OWN_MASK: OnceLock<u32> = OnceLock::new();

/// Notes the user's own mask, which holds for what is written outside of the repository.
pub fn keep_own_mask(mask: u32) {
    // The first one is the user's; what is set later is ours.
    let _ = OWN_MASK.set(mask);
}

/// Returns the user's own mask, where another one took its place.
pub fn own_mask() -> Option<u32> {
    OWN_MASK.get().copied()
}

/// Says why a file was not written.
#[derive(Debug, thiserror::Error)]
pub enum AtomicError {
    /// The path leaves its root, names `.git`, or is empty.
    #[error("\"{}\" is no path within the repository", path.escape_debug())]
    Unsafe {
        /// The path as it was given.
        path: String,
    },
    /// The path or one of its folders is a symbolic link.
    #[error("{} is a symbolic link", path.display())]
    Symlink {
        /// The component that is a link.
        path: PathBuf,
    },
    /// Something that is no file stands in the way: a folder, a pipe, or a file where a folder is needed.
    #[error("{} is in the way: it is not {wanted}", path.display())]
    InTheWay {
        /// What is in the way.
        path: PathBuf,
        /// What would have to be there.
        wanted: &'static str,
    },
    /// The system refused.
    #[error("{}: {source}", path.display())]
    Io {
        /// The file or folder.
        path: PathBuf,
        /// The system's reason.
        source: io::Error,
    },
}

/// Returns a closure that gives an I/O error its place.
fn at(path: &Path) -> impl FnOnce(io::Error) -> AtomicError + '_ {
    |source| AtomicError::Io {
        path: path.to_owned(),
        source,
    }
}

/// Resolves a record's path beneath a root, and refuses links on the way.
///
/// The file itself need not exist; neither need its folders.
pub fn resolve_beneath(root: &Path, relative: &str) -> Result<PathBuf, AtomicError> {
    if !is_safe_path(relative) {
        return Err(AtomicError::Unsafe {
            path: relative.to_owned(),
        });
    }
    let mut path = root.to_owned();
    let mut parts = relative.split('/').peekable();
    while let Some(part) = parts.next() {
        path.push(part);
        let last = parts.peek().is_none();
        match fs::symlink_metadata(&path) {
            Ok(found) if found.is_symlink() => return Err(AtomicError::Symlink { path }),
            Ok(found) if last && !found.is_file() => {
                return Err(AtomicError::InTheWay {
                    path,
                    wanted: "a file",
                });
            }
            Ok(found) if !last && !found.is_dir() => {
                return Err(AtomicError::InTheWay {
                    path,
                    wanted: "a folder",
                });
            }
            Ok(_) => {}
            Err(error) if error.kind() == io::ErrorKind::NotFound => {}
            Err(error) => return Err(at(&path)(error)),
        }
    }
    Ok(path)
}

/// Writes a file beneath a root, with the folders it needs.
pub fn write_beneath(root: &Path, relative: &str, bytes: &[u8]) -> Result<(), AtomicError> {
    let path = resolve_beneath(root, relative)?;
    if let Some(folder) = path.parent() {
        make_folders(folder)?;
    }
    replace(&path, bytes)
}

/// Makes a new file beneath a root, readable by all, with the folders it needs; what is there already is never replaced.
pub fn create_beneath(root: &Path, relative: &str, bytes: &[u8]) -> Result<(), AtomicError> {
    let path = resolve_beneath(root, relative)?;
    if let Some(folder) = path.parent() {
        make_folders(folder)?;
    }
    put(&path, bytes, 0o644, false)
}

/// Removes a file beneath a root; says whether there was one.
pub fn remove_beneath(root: &Path, relative: &str) -> Result<bool, AtomicError> {
    let path = resolve_beneath(root, relative)?;
    match fs::remove_file(&path) {
        Ok(()) => {
            if let Some(folder) = path.parent() {
                sync_folder(folder)?;
            }
            Ok(true)
        }
        Err(error) if error.kind() == io::ErrorKind::NotFound => Ok(false),
        Err(error) => Err(at(&path)(error)),
    }
}

/// Writes a file whose folder exists; refuses to replace a symbolic link or what is no file.
pub fn replace(path: &Path, bytes: &[u8]) -> Result<(), AtomicError> {
    put(path, bytes, 0o666, true)
}

/// Writes a file of the user's outside of the records, as the user's own mask lets it come out.
pub fn replace_outside(path: &Path, bytes: &[u8]) -> Result<(), AtomicError> {
    put(path, bytes, 0o666 & !own_mask().unwrap_or(0), true)
}

/// Writes a file that only its owner may read, such as a draft.
pub fn replace_private(path: &Path, bytes: &[u8]) -> Result<(), AtomicError> {
    put(path, bytes, 0o600, true)
}

fn put(path: &Path, bytes: &[u8], mode: u32, replaces: bool) -> Result<(), AtomicError> {
    let permissions = match fs::symlink_metadata(path) {
        Ok(found) if found.is_symlink() => {
            return Err(AtomicError::Symlink {
                path: path.to_owned(),
            });
        }
        Ok(found) if !found.is_file() => {
            return Err(AtomicError::InTheWay {
                path: path.to_owned(),
                wanted: "a file",
            });
        }
        Ok(found) => Some(found.permissions()),
        Err(error) if error.kind() == io::ErrorKind::NotFound => None,
        Err(error) => return Err(at(path)(error)),
    };
    let folder = match path.parent() {
        Some(folder) if !folder.as_os_str().is_empty() => folder,
        Some(_) | None => Path::new("."),
    };
    let prefix = format!("{}{}-", prefix(path), std::process::id());
    let mut builder = tempfile::Builder::new();
    builder.prefix(&prefix).suffix(SUFFIX);
    if let Some(new) = new_file_permissions(mode) {
        builder.permissions(new);
    }
    let mut file = builder.tempfile_in(folder).map_err(at(folder))?;
    file.write_all(bytes).map_err(at(path))?;
    if let Some(permissions) = permissions {
        file.as_file()
            .set_permissions(permissions)
            .map_err(at(path))?;
    }
    file.as_file().sync_all().map_err(at(path))?;
    if replaces {
        file.persist(path).map_err(|error| at(path)(error.error))?;
    } else {
        file.persist_noclobber(path)
            .map_err(|error| at(path)(error.error))?;
    }
    sync_folder(folder)
}

/// How the name of a temporary file ends.
const SUFFIX: &str = ".tmp";

/// Returns how the names of a file's temporary files begin; the process id follows.
fn prefix(path: &Path) -> String {
    let name = path.file_name().unwrap_or_default();
    format!(".{}-", name.to_string_lossy())
}

/// Removes the temporary files that a process left beside a file when it was killed; those of all processes when none
/// is named. The caller knows that they are dead.
pub fn sweep(path: &Path, process: Option<u32>) -> Result<(), AtomicError> {
    let folder = path.parent().unwrap_or(Path::new("."));
    let mut begins = prefix(path);
    if let Some(process) = process {
        begins = format!("{begins}{process}-");
    }
    let entries = match fs::read_dir(folder) {
        Ok(entries) => entries,
        Err(error) if error.kind() == io::ErrorKind::NotFound => return Ok(()),
        Err(error) => return Err(at(folder)(error)),
    };
    for entry in entries {
        let entry = entry.map_err(at(folder))?;
        let name = entry.file_name();
        let name = name.to_string_lossy();
        if name.starts_with(&begins) && name.ends_with(SUFFIX) {
            fs::remove_file(entry.path()).map_err(at(&entry.path()))?;
        }
    }
    Ok(())
}

#[cfg(unix)]
#[expect(
    clippy::unnecessary_wraps,
    reason = "other systems have no mode to give"
)]
fn new_file_permissions(mode: u32) -> Option<Permissions> {
    use std::os::unix::fs::PermissionsExt as _;
    // Given at creation, so that the umask still applies.
    Some(Permissions::from_mode(mode))
}

#[cfg(not(unix))]
fn new_file_permissions(_mode: u32) -> Option<Permissions> {
    None
}

/// Makes a folder that only the user may enter; those above it come out as the mask lets them.
pub fn make_private_folder(folder: &Path) -> io::Result<()> {
    if folder.is_dir() {
        return Ok(());
    }
    if let Some(above) = folder.parent() {
        fs::create_dir_all(above)?;
    }
    let mut builder = fs::DirBuilder::new();
    // One that another thread makes meanwhile is as good.
    builder.recursive(true);
    #[cfg(unix)]
    std::os::unix::fs::DirBuilderExt::mode(&mut builder, 0o700);
    builder.create(folder)
}

/// Makes a folder and those above it, each forced to disk in the one that holds it.
pub fn make_folders(folder: &Path) -> Result<(), AtomicError> {
    let mut missing = Vec::new();
    let mut above = folder;
    while !above.as_os_str().is_empty() && !above.is_dir() {
        missing.push(above);
        match above.parent() {
            Some(parent) => above = parent,
            None => break,
        }
    }
    for folder in missing.into_iter().rev() {
        match fs::create_dir(folder) {
            Ok(()) => {}
            Err(error) if error.kind() == io::ErrorKind::AlreadyExists && folder.is_dir() => {}
            Err(error) => return Err(at(folder)(error)),
        }
        if let Some(parent) = folder.parent().filter(|p| !p.as_os_str().is_empty()) {
            sync_folder(parent)?;
        }
    }
    Ok(())
}

/// Forces a folder's list of names to disk.
#[cfg(unix)]
pub fn sync_folder(folder: &Path) -> Result<(), AtomicError> {
    File::open(folder)
        .and_then(|folder| folder.sync_all())
        .or_else(|error| match error.kind() {
            // Some file systems cannot sync a folder; then nobody can.
            io::ErrorKind::InvalidInput | io::ErrorKind::Unsupported => Ok(()),
            _ => Err(error),
        })
        .map_err(at(folder))
}

/// Forces a folder's list of names to disk, where the system can.
#[cfg(not(unix))]
pub fn sync_folder(_folder: &Path) -> Result<(), AtomicError> {
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_file_is_written_with_its_folders_and_nothing_is_left_beside_it() {
        let root = tempfile::tempdir().unwrap();
        write_beneath(root.path(), "audits/a/b.toml", b"one").unwrap();
        write_beneath(root.path(), "audits/a/b.toml", b"two").unwrap();
        assert_eq!(
            fs::read(root.path().join("audits/a/b.toml")).unwrap(),
            b"two"
        );
        assert_eq!(
            fs::read_dir(root.path().join("audits/a")).unwrap().count(),
            1
        );
        assert!(remove_beneath(root.path(), "audits/a/b.toml").unwrap());
        assert!(!remove_beneath(root.path(), "audits/a/b.toml").unwrap());
    }

    #[test]
    fn what_a_killed_process_left_is_swept() {
        let root = tempfile::tempdir().unwrap();
        let names = [
            ".a.toml-7-xyz.tmp",
            ".a.toml-77-xyz.tmp",
            ".b.toml-7-xyz.tmp",
            "a.toml",
        ];
        for name in names {
            fs::write(root.path().join(name), "").unwrap();
        }
        let left = || names.map(|name| root.path().join(name).exists());
        sweep(&root.path().join("a.toml"), Some(7)).unwrap();
        assert_eq!(left(), [false, true, true, true]);
        sweep(&root.path().join("a.toml"), None).unwrap();
        assert_eq!(left(), [false, false, true, true]);
    }

    #[test]
    fn a_path_may_not_leave_its_root() {
        let root = tempfile::tempdir().unwrap();
        for path in ["../x", "/x", "a/../../x", ".git/config", "", "a//b"] {
            let refused = write_beneath(root.path(), path, b"");
            assert!(
                matches!(refused, Err(AtomicError::Unsafe { .. })),
                "{path:?}"
            );
        }
    }

    #[test]
    fn what_is_no_file_is_not_replaced() {
        let root = tempfile::tempdir().unwrap();
        fs::create_dir(root.path().join("folder")).unwrap();
        fs::write(root.path().join("file"), "x").unwrap();
        for path in ["folder", "file/below"] {
            let refused = write_beneath(root.path(), path, b"");
            assert!(
                matches!(refused, Err(AtomicError::InTheWay { .. })),
                "{path:?}"
            );
        }
    }

    #[cfg(unix)]
    #[test]
    fn a_link_is_not_written_through() {
        let (root, outside) = (tempfile::tempdir().unwrap(), tempfile::tempdir().unwrap());
        std::os::unix::fs::symlink(outside.path(), root.path().join("audits")).unwrap();
        std::os::unix::fs::symlink(outside.path().join("f"), root.path().join("f")).unwrap();
        for path in ["audits/x.toml", "f"] {
            let refused = write_beneath(root.path(), path, b"");
            assert!(
                matches!(refused, Err(AtomicError::Symlink { .. })),
                "{path:?}"
            );
        }
        assert_eq!(fs::read_dir(outside.path()).unwrap().count(), 0);
    }

    #[test]
    fn what_is_made_anew_replaces_nothing() {
        let root = tempfile::tempdir().unwrap();
        create_beneath(root.path(), "a/b.txt", b"one").unwrap();
        assert!(matches!(
            create_beneath(root.path(), "a/b.txt", b"two"),
            Err(AtomicError::Io { source, .. }) if source.kind() == io::ErrorKind::AlreadyExists
        ));
        assert_eq!(fs::read(root.path().join("a/b.txt")).unwrap(), b"one");
        assert_eq!(fs::read_dir(root.path().join("a")).unwrap().count(), 1);
    }

    #[cfg(unix)]
    #[test]
    fn a_file_keeps_its_mode_and_a_draft_is_private() {
        use std::os::unix::fs::PermissionsExt as _;
        let root = tempfile::tempdir().unwrap();
        let mode = |name: &str| {
            fs::metadata(root.path().join(name))
                .unwrap()
                .permissions()
                .mode()
                & 0o777
        };
        let path = root.path().join("run");
        fs::write(&path, "x").unwrap();
        fs::set_permissions(&path, Permissions::from_mode(0o750)).unwrap();
        replace(&path, b"y").unwrap();
        assert_eq!(mode("run"), 0o750);
        replace_private(&root.path().join("draft"), b"y").unwrap();
        assert_eq!(mode("draft"), 0o600);
        // A file made the ordinary way shows what the umask allows.
        fs::write(root.path().join("ordinary"), "x").unwrap();
        replace(&root.path().join("new"), b"y").unwrap();
        assert_eq!(mode("new"), mode("ordinary"));
    }
}
