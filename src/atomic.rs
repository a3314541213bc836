//! Writes files so that a reader, a crash or a power cut sees the old bytes or the new ones, never a mixture.
//!
//! The bytes go to a temporary file in the same folder, are forced to disk, and take the name in one rename; then the
//! folder is forced to disk, or the rename itself could be lost. A file that exists keeps its mode; a new one gets what
//! the umask allows. Beneath a root no component may be a symbolic link, and none can become one meanwhile ([`crate::beneath`]).

use std::{
    ffi::OsStr,
    fs::{self, File},
    io,
    path::{Path, PathBuf},
    sync::OnceLock,
};

use crate::beneath::{self, Folder, Kind, Over};

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
pub(crate) fn at(path: &Path) -> impl FnOnce(io::Error) -> AtomicError + '_ {
    |source| AtomicError::Io {
        path: path.to_owned(),
        source,
    }
}

/// Writes a file beneath a root, with the folders it needs.
pub fn write_beneath(root: &Path, relative: &str, bytes: &[u8]) -> Result<(), AtomicError> {
    beneath::put(root, relative, bytes, 0o666, Over::Replaces)
}

/// Makes a new file beneath a root, readable by all, with the folders it needs; what is there already is never replaced.
pub fn create_beneath(root: &Path, relative: &str, bytes: &[u8]) -> Result<(), AtomicError> {
    beneath::put(root, relative, bytes, 0o644, Over::Nothing)
}

/// Removes a file beneath a root; says whether there was one.
pub fn remove_beneath(root: &Path, relative: &str) -> Result<bool, AtomicError> {
    let Some((folder, name)) = beneath::place(root, relative)? else {
        return Ok(false);
    };
    match folder.look(name)?.as_ref().map(beneath::kind) {
        Some(Kind::Link) => Err(AtomicError::Symlink {
            path: root.join(relative),
        }),
        Some(Kind::Folder | Kind::Other) => Err(AtomicError::InTheWay {
            path: root.join(relative),
            wanted: "a file",
        }),
        Some(Kind::File) | None => folder.remove(name),
    }
}

/// Removes the temporary files that a process left beside a file beneath a root when it was killed; those of all processes
/// when none is named. The caller knows that they are dead.
pub fn sweep_beneath(root: &Path, relative: &str, process: Option<u32>) -> Result<(), AtomicError> {
    match beneath::place(root, relative)? {
        Some((folder, name)) => folder.sweep(name, process),
        None => Ok(()),
    }
}

/// Writes a file whose folder exists; refuses to replace a symbolic link or what is no file.
pub fn replace(path: &Path, bytes: &[u8]) -> Result<(), AtomicError> {
    put(path, bytes, 0o666)
}

/// Writes a file of the user's outside of the records, as the user's own mask lets it come out.
pub fn replace_outside(path: &Path, bytes: &[u8]) -> Result<(), AtomicError> {
    put(path, bytes, 0o666 & !own_mask().unwrap_or(0))
}

/// Writes a file that only its owner may read, such as a draft, in a folder that is no link.
pub fn replace_private(path: &Path, bytes: &[u8]) -> Result<(), AtomicError> {
    let folder = Folder::own(path.parent().unwrap_or(Path::new(".")))?;
    folder.put(named(path)?, bytes, 0o600, Over::Replaces)
}

fn put(path: &Path, bytes: &[u8], mode: u32) -> Result<(), AtomicError> {
    let folder = Folder::root(path.parent().unwrap_or(Path::new(".")))?;
    folder.put(named(path)?, bytes, mode, Over::Replaces)
}

fn named(path: &Path) -> Result<&OsStr, AtomicError> {
    path.file_name().ok_or_else(|| AtomicError::InTheWay {
        path: path.to_owned(),
        wanted: "a file",
    })
}

/// Removes the temporary files that were left beside a file of ours by processes that are dead.
pub fn sweep(path: &Path) -> Result<(), AtomicError> {
    match Folder::root(path.parent().unwrap_or(Path::new("."))) {
        Ok(folder) => folder.sweep(named(path)?, None),
        Err(AtomicError::Io { source, .. }) if source.kind() == io::ErrorKind::NotFound => Ok(()),
        Err(error) => Err(error),
    }
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
        sweep_beneath(root.path(), "a.toml", Some(7)).unwrap();
        assert_eq!(left(), [false, true, true, true]);
        sweep(&root.path().join("a.toml")).unwrap();
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
        fs::set_permissions(&path, fs::Permissions::from_mode(0o750)).unwrap();
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
