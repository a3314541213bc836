//! The index: our own `index.lock`, and a copy that is edited aside and renamed into place.
//!
//! Never `Repository::index()` and `write()`: that un-stages what somebody else staged meanwhile.
//!
//! libgit2 reads every version of the format. What is optional in it (the untracked cache, the monitor of files, the offsets
//! for several readers) it leaves out when it writes; git makes that anew.

use std::{
    fs::{self, File},
    io,
    path::{Path, PathBuf},
    time::{Duration, Instant},
};

use git2::{
    Index, IndexEntry, IndexEntryExtendedFlag, IndexEntryFlag, IndexTime, ObjectFormat, Oid,
};

use super::{
    error::CommitError,
    journal::{age, remove},
};
use crate::{atomic, lock::pause, process::Owner};

/// How long somebody else's lock is waited for.
const PATIENCE: Duration = Duration::from_secs(2);

/// The lock of the index, released when dropped.
#[derive(Debug)]
pub(super) struct IndexLock {
    path: PathBuf,
    held: bool,
}

impl IndexLock {
    /// Prepares the file that becomes the lock, and returns its device and inode.
    ///
    /// It is linked to its name later, so that the journal can name it before it exists: no kill leaves a lock behind
    /// that nobody can prove to be ours.
    pub(super) fn prepare(ours: &Path) -> Result<Option<[u64; 2]>, CommitError> {
        remove(ours)?;
        let text = format!("{}\n", Owner::me().name());
        File::create_new(ours)
            .and_then(|mut file| io::Write::write_all(&mut file, text.as_bytes()))
            .map_err(CommitError::io(ours))?;
        Ok(identity(ours))
    }

    /// Takes the lock, waiting at most two seconds for whoever has it.
    pub(super) fn take(git_dir: &Path, ours: &Path) -> Result<Self, CommitError> {
        let path = git_dir.join("index.lock");
        let start = Instant::now();
        loop {
            let taken = match fs::hard_link(ours, &path) {
                Err(error) if error.kind() != io::ErrorKind::AlreadyExists => {
                    // A file system without hard links: the lock then carries no proof, and recovery asks.
                    File::create_new(&path).map(drop)
                }
                other => other,
            };
            match taken {
                Ok(()) => return Ok(Self { path, held: true }),
                Err(error) if error.kind() != io::ErrorKind::AlreadyExists => {
                    return Err(CommitError::io(&path)(error));
                }
                Err(_) if start.elapsed() < PATIENCE => pause(),
                Err(_) => return Err(held_by_another(path)),
            }
        }
    }

    /// Releases the lock.
    pub(super) fn release(mut self) -> Result<(), CommitError> {
        self.held = false;
        remove(&self.path)
    }

    /// Leaves the lock behind, as a kill would.
    pub(super) fn abandon(mut self) {
        self.held = false;
    }
}

impl Drop for IndexLock {
    fn drop(&mut self) {
        if self.held {
            // Where this fails, the next start finds the journal and removes the lock.
            let _ = fs::remove_file(&self.path);
        }
    }
}

/// Describes who holds the lock of the index.
fn held_by_another(path: PathBuf) -> CommitError {
    let holder = File::open(&path)
        .and_then(|file| {
            let mut text = String::new();
            io::Read::read_to_string(&mut io::Read::take(file, 200), &mut text).map(|_| text)
        })
        .ok()
        .and_then(|text| text.lines().next().map(str::to_owned))
        .filter(|line| line.starts_with("tickmark, process "))
        .unwrap_or_else(|| "another program, probably git".to_owned());
    CommitError::Locked {
        age: age(&path),
        path,
        holder,
    }
}

/// Returns device and inode of a file; none where there is none, or where the system has no such thing.
#[cfg(unix)]
pub(super) fn identity(path: &Path) -> Option<[u64; 2]> {
    use std::os::unix::fs::MetadataExt as _;
    let found = fs::symlink_metadata(path).ok()?;
    Some([found.dev(), found.ino()])
}

/// Returns device and inode of a file; this system has no such thing.
#[cfg(not(unix))]
pub(super) fn identity(_path: &Path) -> Option<[u64; 2]> {
    None
}

/// Opens an index file by itself; fails for a split or sparse one, which libgit2 cannot read.
///
/// One that could not be looked at is an error, too: libgit2 takes it for one without entries, and all that was staged would go.
pub(super) fn open(path: &Path, format: ObjectFormat) -> Result<Index, git2::Error> {
    let index = Index::open_ext(path, format)?;
    match announced(path) {
        Ok(0) => Ok(index),
        Ok(_) if index.is_empty() => Err(git2::Error::from_str(
            "the index has entries, and none could be read",
        )),
        Ok(_) => Ok(index),
        Err(error) => Err(git2::Error::from_str(&error.to_string())),
    }
}

/// Returns how many entries an index says to have, in its header of a mark, a version and a number; none where there is no index.
fn announced(path: &Path) -> io::Result<u32> {
    let mut header = [0; 12];
    match File::open(path).and_then(|mut file| io::Read::read_exact(&mut file, &mut header)) {
        Ok(()) => {}
        Err(error) if error.kind() == io::ErrorKind::NotFound => return Ok(0),
        Err(error) => return Err(error),
    }
    let [_, _, _, _, _, _, _, _, count @ ..] = header;
    Ok(u32::from_be_bytes(count))
}

/// What an index is to say about a path.
#[derive(Debug, Clone)]
pub(super) struct Update {
    /// The path within the repository.
    pub(super) path: String,
    /// Blob and mode; none to remove the path.
    pub(super) entry: Option<(Oid, u32)>,
    /// The work-tree file whose time and size the entry takes over; none lets git look for itself.
    pub(super) file: Option<fs::Metadata>,
}

/// A copy of the index, edited aside.
#[derive(Debug)]
pub(super) struct IndexCopy {
    original: PathBuf,
    copy: PathBuf,
    format: ObjectFormat,
}

impl IndexCopy {
    /// Copies the index; the lock must be held.
    pub(super) fn make(
        original: PathBuf,
        copy: PathBuf,
        format: ObjectFormat,
    ) -> Result<Self, CommitError> {
        remove(&copy)?;
        // The copy is ours alone: what libgit2 locks beside it while writing was left by a kill.
        remove(&copy.with_extension("lock"))?;
        match fs::copy(&original, &copy) {
            Ok(_) => {}
            // A repository without a commit has none.
            Err(error) if error.kind() == io::ErrorKind::NotFound => {}
            Err(error) => return Err(CommitError::io(&original)(error)),
        }
        Ok(Self {
            original,
            copy,
            format,
        })
    }

    /// Opens the copy.
    pub(super) fn open(&self) -> Result<Index, CommitError> {
        open(&self.copy, self.format).map_err(CommitError::git("the index cannot be read"))
    }

    /// Changes exactly these paths, and forces the copy to disk.
    pub(super) fn update(&self, updates: &[Update]) -> Result<(), CommitError> {
        let mut index = self.open()?;
        for update in updates {
            let path = Path::new(&update.path);
            match update.entry {
                Some((id, mode)) => index.add(&entry(update, id, mode)),
                None if index.get_path(path, 0).is_some() => index.remove(path, 0),
                None => Ok(()),
            }
            .map_err(CommitError::git("the index cannot be changed"))?;
        }
        index
            .write()
            .map_err(CommitError::git("the index cannot be written"))?;
        let before = fs::metadata(&self.original);
        let file = File::options()
            .write(true)
            .open(&self.copy)
            .map_err(CommitError::io(&self.copy))?;
        if let Ok(before) = before {
            file.set_permissions(before.permissions())
                .map_err(CommitError::io(&self.copy))?;
            // git trusts an entry only when it is older than the index. A younger index would make it trust entries of
            // files that were edited in the same tick as the old one was written, and miss the edit.
            if let Ok(modified) = before.modified() {
                file.set_modified(modified)
                    .map_err(CommitError::io(&self.copy))?;
            }
        }
        file.sync_all().map_err(CommitError::io(&self.copy))
    }

    /// Puts the copy in the index's place.
    pub(super) fn place(&self) -> Result<(), CommitError> {
        fs::rename(&self.copy, &self.original).map_err(CommitError::io(&self.original))?;
        match self.original.parent() {
            Some(folder) => Ok(atomic::sync_folder(folder)?),
            None => Ok(()),
        }
    }
}

/// Tells whether an entry only announces a file (`git add --intent-to-add`).
pub(super) fn is_announced(entry: &IndexEntry) -> bool {
    entry.flags & IndexEntryFlag::EXTENDED.bits() != 0
        && entry.flags_extended & IndexEntryExtendedFlag::INTENT_TO_ADD.bits() != 0
}

#[cfg(unix)]
#[expect(
    clippy::cast_possible_truncation,
    clippy::cast_sign_loss,
    reason = "the index keeps the lower 32 bits of each"
)]
fn entry(update: &Update, id: Oid, mode: u32) -> IndexEntry {
    use std::os::unix::fs::MetadataExt as _;
    let mut entry = blank(update, id, mode);
    if let Some(found) = &update.file {
        entry.ctime = IndexTime::new(found.ctime() as i32, found.ctime_nsec() as u32);
        entry.mtime = IndexTime::new(found.mtime() as i32, found.mtime_nsec() as u32);
        entry.dev = found.dev() as u32;
        entry.ino = found.ino() as u32;
        entry.uid = found.uid();
        entry.gid = found.gid();
        entry.file_size = found.size() as u32;
    }
    entry
}

#[cfg(not(unix))]
fn entry(update: &Update, id: Oid, mode: u32) -> IndexEntry {
    // Without these git compares the content at the next status, and fills them in.
    blank(update, id, mode)
}

fn blank(update: &Update, id: Oid, mode: u32) -> IndexEntry {
    IndexEntry {
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
        path: update.path.clone().into_bytes(),
    }
}
