//! What the next start does about a commit that was on its way into branch, index and work tree: take it back, or finish it.

use std::{
    fs, io,
    path::{Path, PathBuf},
};

use git2::{DiffOptions, Index, IndexEntry, IndexTime, Oid, Repository};

use super::{
    error::CommitError,
    index::{IndexCopy, IndexLock, is_announced},
    journal::{Desk, Journal},
    program, reference,
};
use crate::{process::Owner, vcs::paths};

/// The kinds of entries that a tree can have beside folders.
const LINK: u32 = 0o120_000;
const SUBMODULE: u32 = 0o160_000;

/// A path in which two commits differ.
#[derive(Debug)]
pub(super) struct Delta {
    /// The path, in bytes.
    pub(super) path: Vec<u8>,
    /// What the first one has there: object and mode.
    old: Option<(Oid, u32)>,
    /// What the second one has.
    new: Option<(Oid, u32)>,
}

/// Lists in what two commits, or trees, differ.
pub(super) fn deltas(repo: &Repository, from: Oid, to: Oid) -> Result<Vec<Delta>, CommitError> {
    let list = || {
        let tree = |id: Oid| repo.find_object(id, None)?.peel_to_tree();
        let mut options = DiffOptions::new();
        options.include_typechange(true);
        let diff =
            repo.diff_tree_to_tree(Some(&tree(from)?), Some(&tree(to)?), Some(&mut options))?;
        let mut found = Vec::new();
        for delta in diff.deltas() {
            let side = |file: &git2::DiffFile<'_>| {
                (!file.id().is_zero()).then(|| (file.id(), u32::from(file.mode())))
            };
            let (old, new) = (delta.old_file(), delta.new_file());
            if let Some(path) = new.path_bytes().or_else(|| old.path_bytes()) {
                found.push(Delta {
                    path: path.to_owned(),
                    old: side(&old),
                    new: side(&new),
                });
            }
        }
        Ok(found)
    };
    list().map_err(CommitError::git("two commits cannot be compared"))
}

/// Returns the place of a path in the work tree; none where a folder on the way is a link, or no folder.
pub(super) fn beneath(workdir: &Path, path: &[u8]) -> Option<PathBuf> {
    let relative = paths::os(path);
    let mut place = workdir.to_owned();
    let mut parts = relative.components().peekable();
    while let Some(part) = parts.next() {
        let std::path::Component::Normal(part) = part else {
            return None;
        };
        place.push(part);
        if parts.peek().is_some() && fs::symlink_metadata(&place).is_ok_and(|found| !found.is_dir())
        {
            return None;
        }
    }
    Some(place)
}

/// Has git look at each file of the index whose time or size has changed.
pub(super) fn refresh(
    repo: &Repository,
    workdir: &Path,
    copy: &IndexCopy,
) -> Result<(), CommitError> {
    let mut command = program::git(repo, workdir);
    command
        .env("GIT_INDEX_FILE", copy.path())
        .args(["update-index", "-q", "--refresh"]);
    // It says no where a file has changed.
    program::run(command, b"")
        .map(drop)
        .map_err(CommitError::io("git"))
}

/// Takes back what was written into the work tree: what is there as it came, or was cut short, is again as the index has it.
///
/// A file that was edited since is left alone.
pub(super) fn back(
    repo: &Repository,
    desk: &Desk,
    workdir: &Path,
    journal: &Journal,
) -> Result<(), CommitError> {
    let Some((from, to)) = both(repo, journal) else {
        // Nobody has what came any more: what is there of it is told by git as changed.
        return Ok(());
    };
    let _turn = desk.turn()?;
    let copy = IndexCopy::make(
        repo.path().join("index"),
        desk.file("index"),
        repo.object_format(),
    )?;
    let index = copy.open()?;
    let mut again: Vec<u8> = Vec::new();
    for delta in deltas(repo, from, to)? {
        let Some(place) = beneath(workdir, &delta.path) else {
            continue;
        };
        let now = Now::read(&place)?;
        if !came(repo, &now, &delta) {
            continue;
        }
        if index.get_path(&paths::os(&delta.path), 0).is_some() {
            again.extend(&delta.path);
            again.push(0);
        } else if !matches!(now, Now::Nothing | Now::Other) {
            fs::remove_file(&place).map_err(CommitError::io(&place))?;
            without_empty_folders(workdir, &place);
        }
    }
    if again.is_empty() {
        return Ok(());
    }
    let mut command = program::git(repo, workdir);
    command.env("GIT_INDEX_FILE", copy.path()).args([
        "checkout-index",
        "--force",
        "--quiet",
        "-z",
        "--stdin",
    ]);
    let output = program::run(command, &again).map_err(CommitError::io("git"))?;
    if output.status.success() {
        Ok(())
    } else {
        Err(CommitError::Program {
            command: "checkout-index",
            output: program::printed(&output),
        })
    }
}

/// Finds both ends of what was on its way.
fn both(repo: &Repository, journal: &Journal) -> Option<(Oid, Oid)> {
    let find = |id: &str| repo.find_commit_by_prefix(id).ok().map(|found| found.id());
    Some((
        find(journal.head.as_deref()?)?,
        find(journal.commit.as_deref()?)?,
    ))
}

/// What stands at a path of the work tree.
enum Now {
    Nothing,
    File(Vec<u8>),
    Link(Vec<u8>),
    /// A folder, or something of another kind.
    Other,
}

impl Now {
    fn read(place: &Path) -> Result<Self, CommitError> {
        let found = match fs::symlink_metadata(place) {
            Ok(found) => found,
            Err(error)
                if matches!(
                    error.kind(),
                    io::ErrorKind::NotFound | io::ErrorKind::NotADirectory
                ) =>
            {
                return Ok(Self::Nothing);
            }
            Err(error) => return Err(CommitError::io(place)(error)),
        };
        if found.is_symlink() {
            let target = fs::read_link(place).map_err(CommitError::io(place))?;
            return Ok(Self::Link(bytes_of(&target)));
        }
        if found.is_file() {
            return fs::read(place)
                .map(Self::File)
                .map_err(CommitError::io(place));
        }
        Ok(Self::Other)
    }
}

#[cfg(unix)]
fn bytes_of(target: &Path) -> Vec<u8> {
    std::os::unix::ffi::OsStrExt::as_bytes(target.as_os_str()).to_owned()
}

#[cfg(not(unix))]
fn bytes_of(target: &Path) -> Vec<u8> {
    target.to_string_lossy().into_owned().into_bytes()
}

/// Tells whether the work tree has at a path what came, or the beginning of it, or nothing where something was replaced.
fn came(repo: &Repository, now: &Now, delta: &Delta) -> bool {
    let new = delta
        .new
        .filter(|(_, mode)| *mode != SUBMODULE)
        .and_then(|(id, mode)| Some((repo.find_blob(id).ok()?, mode)));
    match (now, new) {
        (Now::Nothing, _) => delta.old.is_some_and(|(_, mode)| mode != SUBMODULE),
        (Now::File(bytes), Some((blob, mode))) if mode != LINK => {
            begins(blob.content(), bytes) || begins(&with_returns(blob.content()), bytes)
        }
        (Now::Link(target), Some((blob, LINK))) => blob.content() == *target,
        (Now::File(_) | Now::Link(_) | Now::Other, _) => false,
    }
}

/// Tells whether bytes are all of something, or how it begins.
fn begins(whole: &[u8], bytes: &[u8]) -> bool {
    whole.starts_with(bytes)
}

/// Writes line ends as some work trees have them.
fn with_returns(text: &[u8]) -> Vec<u8> {
    let mut lines = Vec::with_capacity(text.len() + text.len() / 16);
    for &byte in text {
        if byte == b'\n' {
            lines.push(b'\r');
        }
        lines.push(byte);
    }
    lines
}

/// Removes the folders that a file leaves empty, as git does.
fn without_empty_folders(workdir: &Path, place: &Path) {
    let mut above = place.parent();
    while let Some(folder) = above.filter(|folder| *folder != workdir) {
        if fs::remove_dir(folder).is_err() {
            return;
        }
        above = folder.parent();
    }
}

/// Tells the index of what came, which it missed; a path that was staged since is left alone.
pub(super) fn finish(
    repo: &Repository,
    desk: &Desk,
    workdir: &Path,
    journal: &mut Journal,
    to: Oid,
) -> Result<(), CommitError> {
    let from = both(repo, journal).map(|(from, _)| from);
    let is_here = reference::branch(repo).ok().as_deref() == Some(journal.branch.as_str());
    let Some(from) = from.filter(|_| is_here) else {
        // Another branch was checked out since, and the index with it.
        return Ok(());
    };
    // As in a commit: the journal names the lock before it is there, so that a kill leaves none that nobody can prove to be ours.
    let ours = desk.file("lock");
    journal.lock = IndexLock::prepare(&ours)?;
    journal.owner = Owner::me();
    desk.write(journal)?;
    let lock = IndexLock::take(repo.path(), &ours)?;
    let copy = IndexCopy::make(
        repo.path().join("index"),
        desk.file("index"),
        repo.object_format(),
    )?;
    let mut index = copy.open()?;
    for delta in deltas(repo, from, to)? {
        let path = paths::os(&delta.path);
        let staged = index
            .get_path(&path, 0)
            .filter(|entry| !is_announced(entry))
            .map(|entry| (entry.id, entry.mode));
        if staged != delta.old || staged == delta.new {
            continue;
        }
        put(&mut index, &delta).map_err(CommitError::git("the index cannot be changed"))?;
    }
    index
        .write()
        .map_err(CommitError::git("the index cannot be written"))?;
    drop(index);
    refresh(repo, workdir, &copy)?;
    copy.settle()?;
    copy.place()?;
    lock.release()
}

fn put(index: &mut Index, delta: &Delta) -> Result<(), git2::Error> {
    match delta.new {
        // Without time and size git looks at the file itself.
        Some((id, mode)) => index.add(&IndexEntry {
            ctime: IndexTime::new(0, 0),
            mtime: IndexTime::new(0, 0),
            dev: 0,
            ino: 0,
            mode,
            uid: 0,
            gid: 0,
            file_size: 0,
            id,
            flags: 0,
            flags_extended: 0,
            path: delta.path.clone(),
        }),
        None => index.remove(&paths::os(&delta.path), 0),
    }
}
