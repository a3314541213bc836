//! A lock between processes: one at a time does what it guards, and a process that dies holds it no longer.
//!
//! The lock is one of the system on a file (`flock`), which the kernel drops however its holder ends; the file itself
//! stays, and says who had it last. Where a file system has no such locks, as some networks' have not, a second file beside
//! it is linked to its name by whoever comes first; that one is removed by its owner, or by another process that can prove its
//! owner's death, and else a person is told who it is and what to remove.
//!
//! Whoever waits does so for a bounded time. One of those who wait is the next: it has the place in front, a lock of its own, which
//! everybody takes first. So a process that has just been done and comes again, awake as it is, stands behind those who wait; and
//! as long as the lock goes from one to the next they wait on. Whoever needs two of these locks takes them in one order, that of
//! [`Rank`]: so two processes never wait for each other.

#[cfg(test)]
mod tests;

use std::{
    fs::{self, File, TryLockError},
    io::{self, Read as _, Seek as _, Write as _},
    path::{Path, PathBuf},
    time::{Duration, Instant},
};

use crate::{
    atomic::{self, AtomicError},
    beneath,
    process::{Life, Owner},
};

/// What a lock guards; one that comes later here is taken after the one before it, and never the other way round.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Rank {
    /// A commit on its way: the journal, the index, the branch.
    Commit,
    /// The files of the records in the work tree, from reading to renaming.
    Save,
}

impl Rank {
    /// Returns the name of the file.
    pub fn file_name(self) -> &'static str {
        match self {
            Self::Commit => "commit.lock",
            Self::Save => "save.lock",
        }
    }
}

/// How many times the patience with one holder is waited in all while the lock goes from one to the next.
const IN_ALL: u32 = 6;

/// How long after a lock was taken its holder has surely signed it.
const SIGNED: Duration = Duration::from_millis(200);

/// How the file of a process begins and ends that stands in line for a lock.
const IN_LINE: &str = ".lock-";
const TEMPORARY: &str = ".tmp";

/// How much of a lock file is read to see who has it.
const OWNER_AT_MOST: u64 = 4096;

/// Says why a lock was not taken.
#[derive(Debug, thiserror::Error)]
pub enum LockError {
    /// Somebody else has it, and kept it.
    #[error("{holder} holds {}", path.display())]
    Held {
        /// The file that stands for the lock.
        path: PathBuf,
        /// Who has it, as far as can be told.
        holder: String,
        /// Whether nothing but removing the file frees the lock once its holder is gone.
        stays: bool,
        /// Whether the holder has started this process, and so may wait for it: then there is no use in waiting.
        is_above: bool,
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

/// A lock that is held; it is released when this is dropped.
#[derive(Debug)]
pub struct Lock {
    held: Held,
}

#[derive(Debug)]
enum Held {
    /// By the system, which drops it with the process.
    System {
        /// Closing it releases the lock.
        file: File,
        /// Whether our name stands in it.
        is_signed: bool,
    },
    /// By a file of this name.
    Link(PathBuf),
}

impl Lock {
    /// Takes the lock whose file this is, made with its folders where it is not there, and waits so long at most for one and
    /// the same holder, and six times as long in all.
    pub fn take(path: &Path, patience: Duration) -> Result<Self, LockError> {
        let start = Instant::now();
        if let Some(folder) = path.parent() {
            atomic::make_folders(folder).map_err(|error| refused(path, error))?;
        }
        let mut wait = Wait::new(start, patience);
        let mut front = Place::Wanted;
        loop {
            front.take(path);
            // Whoever has the place and sleeps, as a program that was stopped does, keeps nobody from a lock that is free.
            if matches!(front, Place::Wanted) && !wait.is_for_nobody() {
                wait.on(path)?;
                continue;
            }
            let (mut file, is_ours_to_write) = open(path)?;
            match file.try_lock() {
                // Where somebody removed the file meanwhile, others lock the one that took its place.
                Ok(()) if is_still_at(&file, path) => {
                    // A lock that says nothing of its holder is as good.
                    let is_signed = is_ours_to_write && sign(&mut file).is_ok();
                    return Ok(Self {
                        held: Held::System { file, is_signed },
                    });
                }
                Ok(()) if wait.is_over() => {
                    return Err(LockError::Io {
                        path: path.to_owned(),
                        source: io::Error::other(
                            "the file system does not tell that it is the same file",
                        ),
                    });
                }
                Ok(()) => pause(),
                Err(TryLockError::WouldBlock) => wait.on(path)?,
                Err(TryLockError::Error(error)) if has_no_locks(&error) => {
                    return by_link(path, start, patience);
                }
                Err(TryLockError::Error(source)) => {
                    return Err(LockError::Io {
                        path: path.to_owned(),
                        source,
                    });
                }
            }
        }
    }

    /// Tells whether the system holds the lock: then whoever held it before is gone, or done with it.
    pub fn is_proof(&self) -> bool {
        match self.held {
            Held::System { .. } => true,
            Held::Link(_) => false,
        }
    }
}

/// The place in front of those who wait for a lock.
#[derive(Debug)]
enum Place {
    /// Somebody else has it.
    Wanted,
    /// It is ours; closing the file gives it to the next.
    Ours { _file: File },
    /// There is none here, and whoever comes first is the next.
    None,
}

impl Place {
    /// Tries to take it where it is not taken yet.
    fn take(&mut self, path: &Path) {
        if !matches!(self, Self::Wanted) {
            return;
        }
        // It is a courtesy: what cannot be had keeps nobody from the lock itself.
        let Ok((file, _)) = open(&beside(path, "next")) else {
            *self = Self::None;
            return;
        };
        match file.try_lock() {
            Ok(()) => *self = Self::Ours { _file: file },
            Err(TryLockError::WouldBlock) => {}
            Err(TryLockError::Error(_)) => *self = Self::None,
        }
    }
}

/// How long somebody has waited for a lock, and for whom.
struct Wait {
    start: Instant,
    patience: Duration,
    /// Who has it, and since when they are waited for.
    holder: (Option<Owner>, Instant),
    /// Since when nobody says to have it.
    nobody: Option<Instant>,
}

impl Wait {
    fn new(start: Instant, patience: Duration) -> Self {
        Self {
            start,
            patience,
            holder: (None, start),
            nobody: None,
        }
    }

    /// Tells whether this holder was waited for as long as anybody is.
    fn is_over(&self) -> bool {
        self.holder.1.elapsed() >= self.patience
            || self.start.elapsed() >= self.patience.saturating_mul(IN_ALL)
    }

    /// Tells whether nobody has said for longer than a moment to have it.
    fn is_for_nobody(&self) -> bool {
        self.nobody.is_some_and(|since| since.elapsed() >= SIGNED)
    }

    /// Waits for a moment, or says who has the lock where that is of no use any more.
    fn on(&mut self, path: &Path) -> Result<(), LockError> {
        let now = owner(path);
        if now.is_some() {
            self.nobody = None;
        } else if self.nobody.is_none() {
            self.nobody = Some(Instant::now());
        }
        // Whoever has just taken it may not have signed it yet, and whoever is done says nothing.
        if now.is_some() && now != self.holder.0 {
            let since = if self.holder.0.is_some() {
                Instant::now()
            } else {
                self.start
            };
            self.holder = (now.clone(), since);
        }
        let is_above = self.start.elapsed() >= SIGNED && now.is_some_and(|owner| owner.is_above());
        if is_above || self.is_over() {
            return Err(LockError::Held {
                holder: holder(path),
                path: path.to_owned(),
                stays: false,
                is_above,
            });
        }
        pause();
        Ok(())
    }
}

impl Drop for Lock {
    fn drop(&mut self) {
        match &self.held {
            // Nobody is to be told of us once we are done with it, who cannot sign it.
            Held::System { file, is_signed } if *is_signed => {
                let _ = file.set_len(0);
            }
            Held::System { .. } => {}
            // Where this fails, the next process proves that its owner is gone.
            Held::Link(path) => {
                let _ = fs::remove_file(path);
            }
        }
    }
}

/// Opens the file of a lock; also where it may only be read, which is enough to lock it.
fn open(path: &Path) -> Result<(File, bool), LockError> {
    let failed = |source| LockError::Io {
        path: path.to_owned(),
        source,
    };
    let mut options = File::options();
    #[cfg(unix)]
    {
        use std::os::unix::fs::OpenOptionsExt as _;
        // Neither through a link nor into a pipe, which would wait for its other end.
        let flags = rustix::fs::OFlags::NOFOLLOW | rustix::fs::OFlags::NONBLOCK;
        options.custom_flags(i32::try_from(flags.bits()).unwrap_or(0));
    }
    let opened = match options
        .read(true)
        .write(true)
        .create(true)
        .truncate(false)
        .open(path)
    {
        Err(error) if error.kind() == io::ErrorKind::PermissionDenied => {
            match options.write(false).create(false).open(path) {
                Ok(file) => Ok((file, false)),
                // That it is not there would not say why it was not made.
                Err(_) => Err(error),
            }
        }
        other => other.map(|file| (file, true)),
    };
    let (file, is_ours_to_write) = opened.map_err(failed)?;
    if file.metadata().map_err(failed)?.is_file() {
        Ok((file, is_ours_to_write))
    } else {
        Err(failed(io::Error::other("it is not a file")))
    }
}

/// Tells whether a file system has no locks, so that who has one must be told by a file.
fn has_no_locks(error: &io::Error) -> bool {
    #[cfg(unix)]
    {
        use rustix::io::Errno;
        if let Some(errno) = Errno::from_io_error(error) {
            return [Errno::NOLCK, Errno::NOSYS, Errno::OPNOTSUPP, Errno::BADF].contains(&errno);
        }
    }
    error.kind() == io::ErrorKind::Unsupported
}

#[cfg(unix)]
fn is_still_at(file: &File, path: &Path) -> bool {
    use std::os::unix::fs::MetadataExt as _;
    let same = |one: fs::Metadata, other: fs::Metadata| {
        (one.dev(), one.ino()) == (other.dev(), other.ino())
    };
    match (file.metadata(), fs::symlink_metadata(path)) {
        (Ok(one), Ok(other)) => same(one, other),
        (Err(_), _) | (_, Err(_)) => false,
    }
}

#[cfg(not(unix))]
fn is_still_at(_file: &File, path: &Path) -> bool {
    path.exists()
}

/// Writes down who has the lock.
fn sign(file: &mut File) -> io::Result<()> {
    let text = serde_json::to_vec(&Owner::me())?;
    file.set_len(0)?;
    file.rewind()?;
    file.write_all(&text)
}

fn owner(path: &Path) -> Option<Owner> {
    let mut text = Vec::new();
    let file = beneath::plain(path).ok()?;
    file.take(OWNER_AT_MOST).read_to_end(&mut text).ok()?;
    serde_json::from_slice(&text).ok()
}

fn holder(path: &Path) -> String {
    owner(path).map_or_else(
        || "another tickmark, whose process is unknown,".to_owned(),
        |owner| owner.name(),
    )
}

/// Takes a lock of the second kind: whoever links a file of theirs to the name has it.
fn by_link(path: &Path, start: Instant, patience: Duration) -> Result<Lock, LockError> {
    let held = beside(path, "held");
    let folder = path.parent().unwrap_or(Path::new("."));
    sweep(folder);
    let failed = |path: &Path| {
        let path = path.to_owned();
        move |source| LockError::Io { path, source }
    };
    let mut mine = tempfile::Builder::new()
        .prefix(IN_LINE)
        .suffix(TEMPORARY)
        .tempfile_in(folder)
        .map_err(failed(folder))?;
    sign(mine.as_file_mut()).map_err(failed(mine.path()))?;
    loop {
        if link(mine.path(), &held).map_err(failed(&held))? {
            return Ok(Lock {
                held: Held::Link(held),
            });
        }
        if owner(&held).is_some_and(|owner| owner.life() == Life::Dead) {
            free(mine.path(), path, &held).map_err(failed(&held))?;
        }
        let is_above = owner(&held).is_some_and(|owner| owner.is_above());
        if is_above || start.elapsed() >= patience {
            return Err(LockError::Held {
                holder: holder(&held),
                path: held,
                stays: true,
                is_above,
            });
        }
        pause();
    }
}

/// Gives a file a second name; says whether it has it now.
fn link(mine: &Path, name: &Path) -> io::Result<bool> {
    match fs::hard_link(mine, name) {
        Ok(()) => Ok(true),
        Err(error) if error.kind() == io::ErrorKind::AlreadyExists => Ok(false),
        // Over a network the answer may be lost although it was done; and some systems have no second names at all.
        Err(_) if is_linked(mine) => Ok(true),
        Err(_) => match File::create_new(name) {
            Ok(mut file) => fs::read(mine)
                .and_then(|text| file.write_all(&text))
                .map(|()| true),
            Err(error) if error.kind() == io::ErrorKind::AlreadyExists => Ok(false),
            Err(error) => Err(error),
        },
    }
}

#[cfg(unix)]
fn is_linked(path: &Path) -> bool {
    use std::os::unix::fs::MetadataExt as _;
    fs::symlink_metadata(path).is_ok_and(|found| found.nlink() > 1)
}

#[cfg(not(unix))]
fn is_linked(_path: &Path) -> bool {
    false
}

/// Removes the lock of an owner that is proven to be gone.
///
/// One process at a time does so, and looks again: the lock may by then be that of another, who lives.
fn free(mine: &Path, path: &Path, held: &Path) -> io::Result<()> {
    let freeing = beside(path, "freeing");
    if !link(mine, &freeing)? {
        // Whoever was at it may have been killed: the next to come frees the lock then.
        if owner(&freeing).is_some_and(|owner| owner.life() == Life::Dead) {
            // By a name of our own first: what another one has put there meanwhile is not to be removed.
            let aside = mine.with_extension("aside");
            fs::rename(&freeing, &aside)?;
            if owner(&aside).is_none_or(|owner| owner.life() != Life::Dead) {
                let _ = fs::hard_link(&aside, &freeing);
            }
            fs::remove_file(&aside)?;
        }
        return Ok(());
    }
    let removed = if owner(held).is_some_and(|owner| owner.life() == Life::Dead) {
        fs::remove_file(held)
    } else {
        Ok(())
    };
    fs::remove_file(&freeing)?;
    removed
}

/// Removes the files by which processes stood in line for a lock, and which were killed meanwhile.
fn sweep(folder: &Path) {
    let entries = fs::read_dir(folder).into_iter().flatten().flatten();
    for path in entries.map(|entry| entry.path()) {
        let name = path.file_name().unwrap_or_default().to_string_lossy();
        let is_ours = name.starts_with(IN_LINE) && name.ends_with(TEMPORARY);
        if is_ours && owner(&path).is_some_and(|owner| owner.life() == Life::Dead) {
            // Where it cannot be, it is in nobody's way.
            let _ = fs::remove_file(&path);
        }
    }
}

fn beside(path: &Path, what: &str) -> PathBuf {
    let mut name = path.file_name().unwrap_or_default().to_owned();
    name.push(".");
    name.push(what);
    path.with_file_name(name)
}

/// Waits for some 5 to 25 ms; at random, so that two programs do not keep step.
pub fn pause() {
    let random = getrandom::u32().unwrap_or(0) % 20;
    std::thread::sleep(Duration::from_millis(5 + u64::from(random)));
}

fn refused(path: &Path, error: AtomicError) -> LockError {
    match error {
        AtomicError::Io { path, source } => LockError::Io { path, source },
        other @ (AtomicError::Unsafe { .. }
        | AtomicError::Symlink { .. }
        | AtomicError::InTheWay { .. }) => LockError::Io {
            path: path.to_owned(),
            source: io::Error::other(other),
        },
    }
}
