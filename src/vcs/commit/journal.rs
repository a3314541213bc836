//! The note on disk that lets the next start finish or undo a commit which was cut short.
//!
//! It lies in `<git dir>/tickmark/`, beside a lock that the system drops when a process dies: who holds that lock and finds a
//! journal knows that its writer is gone.

use std::{
    fs, io,
    path::{Path, PathBuf},
    time::Duration,
};

use git2::Repository;
use serde::{Deserialize, Serialize};
use sha2::{Digest as _, Sha256};

use super::error::CommitError;
use crate::{
    atomic,
    lock::{Lock, LockError, Rank},
    process::{Life, Owner},
    vcs::options::Sharing,
};

/// How long another tickmark's commit, or its save, is waited for; one takes some 30 ms.
const PATIENCE: Duration = Duration::from_secs(10);

/// The version of the journal that is written, and the only one that is understood.
const VERSION: u32 = 2;

/// A journal is a list of paths; one that is larger is none.
const AT_MOST: u64 = 64 << 20;

/// The files of a commit under way; the journal goes last.
const OURS: [&str; 8] = [
    "lock",
    "index",
    "index.lock",
    "hook-index",
    "hook-index.lock",
    "durable.config",
    "durable.config.lock",
    "journal",
];

/// The folder that keeps the files of the work tree as they were.
const BEFORE: &str = "before";

/// The folder of our own in the git dir, held by one process at a time.
#[derive(Debug)]
pub(in crate::vcs) struct Desk {
    folder: PathBuf,
    shared: bool,
    held: Lock,
}

/// What an earlier commit left of its journal.
#[derive(Debug)]
pub(super) enum JournalState {
    /// Nothing.
    None,
    /// All of it.
    Whole(Box<Journal>),
    /// One of another version of tickmark.
    Other(u32),
    /// Something that is no journal.
    Broken(String),
}

impl Desk {
    /// Takes the folder, waiting for another tickmark's commit to end.
    pub(in crate::vcs) fn take(repo: &Repository) -> Result<Self, CommitError> {
        let folder = folder(repo.path());
        let shared = Sharing::of(repo).is_some();
        atomic::make_folders(&folder)?;
        if shared {
            open_to_all(&folder);
        }
        let path = folder.join(Rank::Commit.file_name());
        let held = Lock::take(&path, PATIENCE).map_err(|error| match error {
            LockError::Held {
                holder,
                is_above: true,
                ..
            } => CommitError::Within { holder },
            LockError::Held { holder, path, .. } => CommitError::Busy { holder, path },
            LockError::Io { path, source } => CommitError::Io { path, source },
        })?;
        Ok(Self {
            folder,
            shared,
            held,
        })
    }

    /// Returns the path of one of our files.
    pub(super) fn file(&self, name: &str) -> PathBuf {
        self.folder.join(name)
    }

    /// Takes the turn to write records in the work tree, as saving them does.
    ///
    /// Whoever commits has the desk before; whoever saves never asks for the desk.
    pub(super) fn turn(&self) -> Result<Lock, CommitError> {
        let path = self.file(Rank::Save.file_name());
        Lock::take(&path, PATIENCE).map_err(|error| match error {
            LockError::Held { holder, path, .. } => CommitError::Saving { holder, path },
            LockError::Io { path, source } => CommitError::Io { path, source },
        })
    }

    /// Reads what an earlier commit left behind.
    pub(super) fn journal(&self) -> Result<JournalState, CommitError> {
        JournalState::read(&self.file("journal"))
    }

    /// Writes the journal and forces it to disk.
    pub(super) fn write(&self, journal: &Journal) -> Result<(), CommitError> {
        let path = self.file("journal");
        let text = serde_json::to_vec_pretty(journal)
            .map_err(|error| CommitError::io(&path)(io::Error::other(error)))?;
        self.put(&path, &text)
    }

    /// Keeps what the work tree holds at a path, and returns the name that the journal has for it.
    ///
    /// Not as a blob: nothing refers to it, and `git gc --prune=now` would take it.
    pub(super) fn keep(&self, number: usize, bytes: &[u8]) -> Result<String, CommitError> {
        let (folder, name) = (self.file(BEFORE), number.to_string());
        atomic::make_folders(&folder)?;
        self.put(&folder.join(&name), bytes)?;
        Ok(name)
    }

    /// Returns what the work tree held at a path; none where it is not here any more.
    pub(super) fn kept(&self, name: &str) -> Option<Vec<u8>> {
        let is_ours = !name.is_empty() && name.bytes().all(|byte| byte.is_ascii_digit());
        let path = self.file(BEFORE).join(name);
        let read = is_ours.then(|| fs::read(&path));
        match read {
            Some(Ok(bytes)) => Some(bytes),
            Some(Err(cause)) => {
                tracing::warn!(%cause, path = %path.display(), "a file as it was cannot be read");
                None
            }
            None => None,
        }
    }

    /// Writes one of our files: where others work in the repository, they may have to finish what it is about.
    fn put(&self, path: &Path, bytes: &[u8]) -> Result<(), CommitError> {
        if self.shared {
            Ok(atomic::replace(path, bytes)?)
        } else {
            Ok(atomic::replace_private(path, bytes)?)
        }
    }

    /// Tells whether the writer of a journal still works on it.
    pub(super) fn life_of(&self, owner: &Owner) -> Life {
        let is_here = owner.is_of_here();
        if is_here && (self.held.is_proof() || owner.pid == std::process::id()) {
            // Whoever commits holds the desk all along, and it is ours.
            return Life::Dead;
        }
        owner.life()
    }

    /// Puts a journal aside that nobody here understands, and returns where it lies now.
    pub(super) fn set_aside(&self) -> Result<PathBuf, CommitError> {
        let (path, aside) = (self.file("journal"), self.file("journal.broken"));
        // A folder takes the place of no file, and no file that of a folder.
        match fs::symlink_metadata(&aside) {
            Ok(found) if found.is_dir() => fs::remove_dir_all(&aside),
            Ok(_) => fs::remove_file(&aside),
            Err(_) => Ok(()),
        }
        .map_err(CommitError::io(&aside))?;
        fs::rename(&path, &aside).map_err(CommitError::io(&path))?;
        self.clear()?;
        Ok(aside)
    }

    /// Removes the journal, last of all, and whatever else a commit leaves here.
    pub(super) fn clear(&self) -> Result<(), CommitError> {
        atomic::sweep(&self.file("journal"), None)?;
        let before = self.file(BEFORE);
        match fs::remove_dir_all(&before) {
            Err(error) if error.kind() != io::ErrorKind::NotFound => {
                return Err(CommitError::io(&before)(error));
            }
            Ok(()) | Err(_) => {}
        }
        for name in OURS {
            remove(&self.file(name))?;
        }
        Ok(atomic::sync_folder(&self.folder)?)
    }

    /// Removes what is left here, unless a journal waits for its recovery.
    pub(in crate::vcs) fn tidy(&self) -> Result<(), CommitError> {
        match self.journal()? {
            JournalState::None => self.clear(),
            JournalState::Whole(_) | JournalState::Other(_) | JournalState::Broken(_) => Ok(()),
        }
    }

    /// Returns the index that the hooks of a commit are given.
    pub(super) fn hook_index(git_dir: &Path) -> PathBuf {
        folder(git_dir).join("hook-index")
    }

    /// Tells whether a commit left anything; looks only, for a repository that may not be written.
    pub(super) fn is_littered(git_dir: &Path) -> bool {
        let folder = folder(git_dir);
        let mut names = OURS.iter().chain([&BEFORE]);
        names.any(|name| fs::symlink_metadata(folder.join(name)).is_ok())
    }
}

fn folder(git_dir: &Path) -> PathBuf {
    git_dir.join("tickmark")
}

/// Lets all with whom the repository is shared into our folder, where it was made for one person alone.
#[cfg(unix)]
fn open_to_all(folder: &Path) {
    use std::os::unix::fs::PermissionsExt as _;
    let mode = |path: &Path| Some(fs::metadata(path).ok()?.permissions().mode());
    let Some((above, ours)) = folder.parent().and_then(mode).zip(mode(folder)) else {
        return;
    };
    let wanted = ours | above & 0o2777;
    if wanted != ours {
        // Its owner alone can; for others it is as it is.
        let _ = fs::set_permissions(folder, fs::Permissions::from_mode(wanted & 0o7777));
    }
}

#[cfg(not(unix))]
fn open_to_all(_folder: &Path) {}

/// Removes a file that may not be there.
pub(super) fn remove(path: &Path) -> Result<(), CommitError> {
    match fs::remove_file(path) {
        Err(error) if error.kind() != io::ErrorKind::NotFound => Err(CommitError::io(path)(error)),
        Ok(()) | Err(_) => Ok(()),
    }
}

/// Returns the SHA-256 of bytes in hex.
pub(super) fn sha256(bytes: &[u8]) -> String {
    use std::fmt::Write as _;
    Sha256::digest(bytes)
        .iter()
        .fold(String::with_capacity(64), |mut hex, byte| {
            // Writing to a string cannot fail.
            let _ = write!(hex, "{byte:02x}");
            hex
        })
}

/// Who makes the commit that a journal is about.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub(super) enum Maker {
    /// This program itself, step by step.
    Tickmark,
    /// The git program, which has steps of its own and may go on after us.
    Git,
}

/// What a commit is about to do, and for whom.
#[derive(Debug, Clone, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub(super) struct Journal {
    /// The version of this format.
    pub(super) version: u32,
    /// Who makes the commit.
    pub(super) maker: Maker,
    /// Who writes it.
    pub(super) owner: Owner,
    /// The branch that is to move.
    pub(super) branch: String,
    /// The commit it pointed to; none when unborn.
    pub(super) head: Option<String>,
    /// The commit it is to point to, once that exists and is known.
    pub(super) commit: Option<String>,
    /// Device and inode of our `index.lock`, the proof that it is ours.
    pub(super) lock: Option<[u64; 2]>,
    /// The files.
    pub(super) files: Vec<JournalFile>,
}

/// A file of a commit.
#[derive(Debug, Clone, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub(super) struct JournalFile {
    /// The path within the repository.
    pub(super) path: String,
    /// The SHA-256 of the bytes to commit; none to delete.
    pub(super) sha256: Option<String>,
    /// Whether the work tree has to be written.
    pub(super) writes: bool,
    /// The name under which the desk keeps what the work tree held before; none when there was no file.
    pub(super) before: Option<String>,
}

impl Journal {
    /// Begins a journal of this process.
    pub(super) fn begin(maker: Maker, branch: String, head: Option<String>) -> Self {
        Self {
            version: VERSION,
            maker,
            owner: Owner::me(),
            branch,
            head,
            commit: None,
            lock: None,
            files: Vec::new(),
        }
    }
}

impl JournalState {
    fn read(path: &Path) -> Result<Self, CommitError> {
        match fs::symlink_metadata(path) {
            // Read, a pipe would wait for its other end.
            Ok(found) if !found.is_file() => return Ok(Self::Broken("it is no file".to_owned())),
            Ok(found) if found.len() > AT_MOST => {
                return Ok(Self::Broken("it is too large".to_owned()));
            }
            Ok(_) => {}
            Err(error) if error.kind() == io::ErrorKind::NotFound => return Ok(Self::None),
            Err(error) => return Err(CommitError::io(path)(error)),
        }
        match fs::read(path) {
            Ok(text) => Ok(Self::of(&text)),
            Err(error) if error.kind() == io::ErrorKind::NotFound => Ok(Self::None),
            Err(error) => Err(CommitError::io(path)(error)),
        }
    }

    /// Understands the text of a journal; whatever it is, it is something.
    pub(super) fn of(text: &[u8]) -> Self {
        #[derive(Deserialize)]
        struct Version {
            version: u32,
        }
        match serde_json::from_slice::<Version>(text) {
            Ok(Version { version }) if version != VERSION => Self::Other(version),
            Ok(_) => match serde_json::from_slice(text) {
                Ok(journal) => Self::Whole(Box::new(journal)),
                Err(cause) => Self::Broken(cause.to_string()),
            },
            Err(cause) => Self::Broken(cause.to_string()),
        }
    }
}

/// Returns how long ago a file was written.
pub(super) fn age(path: &Path) -> Duration {
    fs::symlink_metadata(path)
        .and_then(|found| found.modified())
        .ok()
        .and_then(|at| at.elapsed().ok())
        .unwrap_or_default()
}
