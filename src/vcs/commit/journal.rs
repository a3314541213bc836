//! The note on disk that lets the next start finish or undo a commit which was cut short.
//!
//! It lies in `<git dir>/tickmark/`, beside a file lock that the system drops when a process dies: who holds that lock
//! and finds a journal knows that its writer is gone.

use std::{
    fs::{self, File, TryLockError},
    io,
    path::{Path, PathBuf},
    time::{Duration, Instant},
};

use serde::{Deserialize, Serialize};
use sha2::{Digest as _, Sha256};

use super::error::CommitError;
use crate::atomic;

/// How long another tickmark's commit is waited for; one takes some 30 ms.
const PATIENCE: Duration = Duration::from_secs(10);

/// After this long, a journal from elsewhere that holds no lock belongs to nobody.
const ABANDONED: Duration = Duration::from_secs(60);

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

/// The folder of our own in the git dir, held by one process at a time.
#[derive(Debug)]
pub(in crate::vcs) struct Desk {
    folder: PathBuf,
    _held: File,
}

impl Desk {
    /// Takes the folder, waiting for another tickmark's commit to end.
    pub(in crate::vcs) fn take(git_dir: &Path) -> Result<Self, CommitError> {
        let folder = git_dir.join("tickmark");
        atomic::make_folders(&folder)?;
        let path = folder.join("commit.lock");
        let file = File::options()
            .create(true)
            .truncate(false)
            .write(true)
            .open(&path)
            .map_err(CommitError::io(&path))?;
        let start = Instant::now();
        loop {
            match file.try_lock() {
                Ok(()) => break,
                Err(TryLockError::WouldBlock) if start.elapsed() < PATIENCE => pause(),
                Err(TryLockError::WouldBlock) => {
                    let holder = Journal::read(&folder)
                        .ok()
                        .flatten()
                        .map_or_else(|| "its process is unknown".to_owned(), |j| j.owner.name());
                    return Err(CommitError::Busy { holder, path });
                }
                // Without locks the journal still tells: its owner is looked for by process id.
                Err(TryLockError::Error(error)) if error.kind() == io::ErrorKind::Unsupported => {
                    break;
                }
                Err(TryLockError::Error(error)) => return Err(CommitError::io(&path)(error)),
            }
        }
        Ok(Self {
            folder,
            _held: file,
        })
    }

    /// Returns the path of one of our files.
    pub(super) fn file(&self, name: &str) -> PathBuf {
        self.folder.join(name)
    }

    /// Reads what an earlier commit left behind.
    pub(super) fn journal(&self) -> Result<Option<Journal>, CommitError> {
        Journal::read(&self.folder)
    }

    /// Writes the journal and forces it to disk.
    pub(super) fn write(&self, journal: &Journal) -> Result<(), CommitError> {
        let path = self.file("journal");
        let text = serde_json::to_vec_pretty(journal)
            .map_err(|error| CommitError::io(&path)(io::Error::other(error)))?;
        Ok(atomic::replace_private(&path, &text)?)
    }

    /// Removes the journal, last of all, and whatever else a commit leaves here.
    pub(super) fn clear(&self) -> Result<(), CommitError> {
        atomic::sweep(&self.file("journal"), None)?;
        for name in OURS {
            remove(&self.file(name))?;
        }
        Ok(atomic::sync_folder(&self.folder)?)
    }

    /// Removes what is left here, unless a journal waits for its recovery.
    pub(in crate::vcs) fn tidy(&self) -> Result<(), CommitError> {
        match self.journal()? {
            None => self.clear(),
            Some(_) => Ok(()),
        }
    }

    /// Tells whether a commit left anything; looks only, for a repository that may not be written.
    pub(super) fn is_littered(git_dir: &Path) -> bool {
        let folder = git_dir.join("tickmark");
        OURS.iter().any(|name| folder.join(name).exists())
    }
}

/// Removes a file that may not be there.
pub(super) fn remove(path: &Path) -> Result<(), CommitError> {
    match fs::remove_file(path) {
        Err(error) if error.kind() != io::ErrorKind::NotFound => Err(CommitError::io(path)(error)),
        Ok(()) | Err(_) => Ok(()),
    }
}

/// Waits for some 5 to 25 ms; at random, so that two programs do not keep step.
pub(super) fn pause() {
    let random = getrandom::u32().unwrap_or(0) % 20;
    std::thread::sleep(Duration::from_millis(5 + u64::from(random)));
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

/// What a commit is about to do, and for whom.
#[derive(Debug, Clone, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub(super) struct Journal {
    /// The version of this format.
    pub(super) version: u32,
    /// Who writes it.
    pub(super) owner: Owner,
    /// The branch that is to move.
    pub(super) branch: String,
    /// The commit it pointed to; none when unborn.
    pub(super) head: Option<String>,
    /// The commit it is to point to, once that exists.
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
    /// The SHA-256 of the bytes to write; none to delete.
    pub(super) sha256: Option<String>,
    /// Whether the work tree has to be written.
    pub(super) writes: bool,
    /// The blob that keeps what the work tree held before; none when there was no file.
    pub(super) before: Option<String>,
}

impl Journal {
    fn read(folder: &Path) -> Result<Option<Self>, CommitError> {
        let path = folder.join("journal");
        match fs::read(&path) {
            Ok(text) => serde_json::from_slice(&text)
                .map(Some)
                .map_err(|error| CommitError::io(&path)(io::Error::other(error))),
            Err(error) if error.kind() == io::ErrorKind::NotFound => Ok(None),
            Err(error) => Err(CommitError::io(&path)(error)),
        }
    }
}

/// A process, as another one can tell whether it still runs.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub(super) struct Owner {
    /// The process id.
    pub(super) pid: u32,
    /// When the process started, as the system counts; tells a reused id apart.
    pub(super) started: Option<String>,
    /// The machine.
    pub(super) host: String,
    /// The boot, and the name space of process ids: ids mean nothing beyond.
    pub(super) boot: String,
}

/// Whether the owner of a journal still works on it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Life {
    /// It runs.
    Alive,
    /// It is gone.
    Dead,
    /// It ran on another machine or before a restart.
    Unknown,
}

impl Owner {
    /// Describes this process.
    pub(super) fn me() -> Self {
        let read = |path: &str| fs::read_to_string(path).unwrap_or_default();
        let space = fs::read_link("/proc/self/ns/pid").unwrap_or_default();
        let pid = std::process::id();
        let host = read("/proc/sys/kernel/hostname");
        let host = match host.trim() {
            "" => std::env::var("HOSTNAME").unwrap_or_else(|_| "localhost".to_owned()),
            host => host.to_owned(),
        };
        Self {
            pid,
            started: started(pid),
            host,
            boot: format!(
                "{} {}",
                read("/proc/sys/kernel/random/boot_id").trim(),
                space.display()
            ),
        }
    }

    /// Names the process for people.
    pub(super) fn name(&self) -> String {
        format!("tickmark, process {} on {}", self.pid, self.host)
    }

    /// Tells whether it still runs; only the holder of the desk may ask.
    pub(super) fn life(&self, journal: &Path) -> Life {
        let me = Self::me();
        if (&self.host, &self.boot) != (&me.host, &me.boot) {
            let age = age(journal);
            return if age > ABANDONED {
                Life::Unknown
            } else {
                Life::Alive
            };
        }
        // Our own process cannot both hold the desk and be in the middle of another commit.
        let runs =
            self.pid != me.pid && self.started.is_some() && started(self.pid) == self.started;
        if runs { Life::Alive } else { Life::Dead }
    }
}

/// Returns how long ago a file was written.
pub(super) fn age(path: &Path) -> Duration {
    fs::metadata(path)
        .and_then(|found| found.modified())
        .ok()
        .and_then(|at| at.elapsed().ok())
        .unwrap_or_default()
}

/// Returns when a process started, in the system's own count; none when it does not run or the system does not tell.
fn started(pid: u32) -> Option<String> {
    let stat = fs::read_to_string(format!("/proc/{pid}/stat")).ok()?;
    // The second field is the program's name in brackets and may hold blanks; the start is field 22.
    let (_, rest) = stat.rsplit_once(')')?;
    rest.split_whitespace().nth(19).map(str::to_owned)
}
