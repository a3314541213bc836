//! What the next start does about a commit that was cut short: finish it, or undo it.

use std::{
    fs,
    path::{Path, PathBuf},
    time::{Duration, Instant},
};

use git2::{Oid, Repository};

use super::{
    error::CommitError,
    index::{IndexCopy, IndexLock, Update, identity},
    journal::{Desk, Journal, Life, age, pause, remove},
    preflight::plain_in,
    reference, write,
};
use crate::atomic;

/// How soon after the journal's last line the branch moves; and how long an empty lock may last.
const SOON: Duration = Duration::from_secs(2);

/// What was found at the start, and done about it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Recovery {
    /// The last commit ended as it should.
    Nothing,
    /// The last commit was made, and the index now knows it too.
    Finished {
        /// The commit.
        commit: String,
    },
    /// The last commit was not made; files that it had replaced are as they were.
    RolledBack {
        /// The paths that were to be committed.
        files: Vec<String>,
    },
    /// The index is locked and nothing proves that the lock is ours, or another tickmark is at work: nothing was done.
    ForeignLock {
        /// The lock, or the file that names the other tickmark.
        path: PathBuf,
        /// Who holds it, as far as can be told.
        holder: String,
        /// How old it is.
        age: Duration,
    },
}

/// Finishes or undoes a commit that was cut short, and removes its lock when it is proven to be ours.
pub fn recover(repo: &Repository) -> Result<Recovery, CommitError> {
    // Looking costs nothing and leaves no trace where nothing ever was committed, or nothing may be written.
    if !Desk::is_littered(repo.path()) {
        return Ok(Recovery::Nothing);
    }
    match Desk::take(repo.path()) {
        Ok(desk) => heal(repo, &desk),
        Err(CommitError::Busy { holder, path }) => Ok(Recovery::ForeignLock {
            age: age(&path),
            path,
            holder,
        }),
        Err(error) => Err(error),
    }
}

/// Does it, for the holder of the desk.
pub(super) fn heal(repo: &Repository, desk: &Desk) -> Result<Recovery, CommitError> {
    let Some(journal) = desk.journal()? else {
        // Cut short before it began.
        desk.clear()?;
        return Ok(Recovery::Nothing);
    };
    let path = desk.file("journal");
    let lock = repo.path().join("index.lock");
    let life = journal.owner.life(&path);
    match life {
        Life::Dead => {}
        Life::Unknown if !lock.exists() => {}
        Life::Alive | Life::Unknown => {
            return Ok(Recovery::ForeignLock {
                age: age(&path),
                holder: journal.owner.name(),
                path: if life == Life::Alive { path } else { lock },
            });
        }
    }
    // The file under our own name has the same inode as the lock and so keeps it from being given to another file.
    let ours = journal.lock.is_some()
        && identity(&lock) == journal.lock
        && identity(&desk.file("lock")) == journal.lock;
    if ours {
        remove(&lock)?;
    }
    let workdir = repo.workdir().ok_or(CommitError::Bare)?;
    for file in journal.files.iter().filter(|file| file.writes) {
        // A path that meanwhile leads elsewhere is none of ours.
        if let Ok(place) = atomic::resolve_beneath(workdir, &file.path) {
            atomic::sweep(&place, Some(journal.owner.pid))?;
        }
    }
    free_branch(repo, &journal, &path)?;
    let commit = journal
        .commit
        .as_deref()
        .and_then(|id| reached(repo, &journal.branch, id));
    let done = if let Some(commit) = commit {
        match finish_index(repo, desk, workdir, &journal, commit) {
            Ok(()) => Recovery::Finished {
                commit: commit.to_string(),
            },
            Err(CommitError::Locked { path, holder, age }) => {
                return Ok(Recovery::ForeignLock { path, holder, age });
            }
            Err(error) => return Err(error),
        }
    } else {
        write::undo(repo, workdir, &journal)?;
        Recovery::RolledBack {
            files: journal.files.into_iter().map(|file| file.path).collect(),
        }
    };
    desk.clear()?;
    Ok(done)
}

/// Removes the lock of the branch that libgit2 left when it was killed while moving it.
///
/// The lock holds the id of our commit, or nothing yet; then it has to be as old as the journal's last line, and to
/// stay: git fills in the locks that it holds for long.
fn free_branch(repo: &Repository, journal: &Journal, path: &Path) -> Result<(), CommitError> {
    let Some(commit) = &journal.commit else {
        return Ok(());
    };
    let lock = repo.commondir().join(format!("{}.lock", journal.branch));
    let modified = |path: &Path| fs::metadata(path).and_then(|found| found.modified()).ok();
    let start = Instant::now();
    loop {
        let Ok(text) = fs::read_to_string(&lock) else {
            return Ok(());
        };
        let (Some(written), Some(locked)) = (modified(path), modified(&lock)) else {
            return Ok(());
        };
        let fits = locked >= written && locked <= written + SOON;
        if text.trim_end() == commit || (text.is_empty() && fits && age(&lock) >= SOON) {
            return remove(&lock);
        }
        if !text.is_empty() || !fits || start.elapsed() > SOON + SOON {
            return Ok(());
        }
        pause();
    }
}

/// Finds the commit of a journal when the branch reaches it.
fn reached(repo: &Repository, branch: &str, id: &str) -> Option<Oid> {
    let commit = repo.find_commit_by_prefix(id).ok()?.id();
    let tip = repo.refname_to_id(branch).ok()?;
    let reached = tip == commit || repo.graph_descendant_of(tip, commit).ok()?;
    reached.then_some(commit)
}

/// Tells the index of a commit that it missed; a path that was staged since is left alone.
fn finish_index(
    repo: &Repository,
    desk: &Desk,
    workdir: &Path,
    journal: &Journal,
    commit: Oid,
) -> Result<(), CommitError> {
    if reference::branch(repo).ok().as_deref() != Some(journal.branch.as_str()) {
        // Another branch was checked out since, and the index with it.
        return Ok(());
    }
    let ours = desk.file("lock");
    IndexLock::prepare(&ours)?;
    let lock = IndexLock::take(repo.path(), &ours)?;
    let copy = IndexCopy::make(
        repo.path().join("index"),
        desk.file("index"),
        repo.object_format(),
    )?;
    let index = copy.open()?;
    let parent = repo
        .find_commit(commit)
        .map_err(CommitError::git("the commit cannot be read"))?
        .parent_ids()
        .next();
    let (old, new) = (
        reference::tree(repo, parent)?,
        reference::tree(repo, Some(commit))?,
    );
    let mut updates = Vec::new();
    for file in &journal.files {
        let staged = index
            .get_path(Path::new(&file.path), 0)
            .filter(|entry| !super::index::is_announced(entry))
            .map(|entry| (entry.id, entry.mode));
        if staged != plain_in(old.as_ref(), &file.path)? {
            continue;
        }
        let kept = write::holds(workdir, file)?;
        updates.push(Update {
            path: file.path.clone(),
            entry: plain_in(new.as_ref(), &file.path)?,
            file: kept.then(|| workdir.join(&file.path)),
        });
    }
    copy.update(&updates)?;
    copy.place()?;
    lock.release()
}
