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
    journal::{Desk, Journal, JournalState, Maker, age, remove, sha256},
    preflight::plain_in,
    program, reference, write,
};
use crate::{
    atomic,
    lock::pause,
    process::{Life, Owner},
};

/// How soon after the journal's last line the branch moves; and how long an empty lock may last.
const SOON: Duration = Duration::from_secs(2);

/// After this long, a journal from elsewhere that holds no lock belongs to nobody.
const ABANDONED: Duration = Duration::from_secs(60);

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
    /// The note of the last commit cannot be understood, and is out of the way; nothing else was done.
    SetAside {
        /// Where it lies now.
        path: PathBuf,
        /// What is the matter with it.
        why: String,
        /// The lock of the index that is left, of which nobody knows whose it is.
        lock: Option<PathBuf>,
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

/// Who says that the process which left a journal is gone.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Witness {
    /// The journal, the lock and the system.
    Proof,
    /// A person, who has looked: what the system does not know is taken from them.
    Person {
        /// How old the lock was when they were asked; one that is younger has taken its place.
        age: Duration,
    },
}

/// Finishes or undoes a commit that was cut short, and removes its lock when it is proven to be ours.
pub fn recover(repo: &Repository) -> Result<Recovery, CommitError> {
    heal_as(repo, Witness::Proof)
}

/// Does the same for a person who knows that whoever left the lock is gone, and removes the lock of the index whose ever it is.
///
/// `age` is how old the lock was when they were asked: a younger one is not the one they spoke of. A tickmark that runs here is
/// believed more than they are.
pub fn recover_knowingly(repo: &Repository, age: Duration) -> Result<Recovery, CommitError> {
    heal_as(repo, Witness::Person { age })
}

fn heal_as(repo: &Repository, witness: Witness) -> Result<Recovery, CommitError> {
    let lock = repo.path().join("index.lock");
    if is_within_hook(repo) {
        return Ok(Recovery::Nothing);
    }
    // Looking costs nothing and leaves no trace where nothing ever was committed, or nothing may be written.
    let is_littered = Desk::is_littered(repo.path());
    if !is_littered && matches!(witness, Witness::Proof) {
        return Ok(Recovery::Nothing);
    }
    match Desk::take(repo) {
        Ok(desk) if is_littered => heal(repo, &desk, witness),
        // While the desk is ours no tickmark begins a commit, whose lock it would be.
        Ok(_desk) => {
            if matches!(witness, Witness::Person { age: then } if age(&lock) >= then) {
                remove(&lock)?;
            }
            Ok(Recovery::Nothing)
        }
        // Whoever commits waits for the hook that we are called from, and we must not wait for them.
        Err(CommitError::Within { .. }) => Ok(Recovery::Nothing),
        Err(CommitError::Busy { holder, path }) => Ok(Recovery::ForeignLock {
            age: age(&path),
            path,
            holder,
        }),
        Err(error) => Err(error),
    }
}

/// Tells whether a hook of a commit that is on its way calls us: it waits for us, and we must not wait for it.
fn is_within_hook(repo: &Repository) -> bool {
    let given = std::env::var_os("GIT_INDEX_FILE").map(PathBuf::from);
    given.is_some_and(|index| index == Desk::hook_index(repo.path()))
}

/// Does it, for the holder of the desk.
pub(super) fn heal(
    repo: &Repository,
    desk: &Desk,
    witness: Witness,
) -> Result<Recovery, CommitError> {
    let lock = repo.path().join("index.lock");
    let set_aside = |why: String| {
        Ok(Recovery::SetAside {
            path: desk.set_aside()?,
            why,
            lock: lock.exists().then(|| lock.clone()),
        })
    };
    let mut journal = match desk.journal()? {
        JournalState::None => {
            // Cut short before it began.
            desk.clear()?;
            return Ok(Recovery::Nothing);
        }
        JournalState::Other(version) => {
            return set_aside(format!("another version of tickmark wrote it ({version})"));
        }
        JournalState::Broken(why) => return set_aside(why),
        JournalState::Whole(journal) => *journal,
    };
    let path = desk.file("journal");
    if let Some(held) = held(desk, &journal.owner, &lock, witness) {
        return Ok(held);
    }
    let mine = desk.file("lock");
    // The file under our own name has the same inode as the lock and so keeps it from being given to another file.
    let is_proven = journal.lock.is_some()
        && identity(&lock) == journal.lock
        && identity(&mine) == journal.lock;
    let is_said = matches!(witness, Witness::Person { age: then } if age(&lock) >= then);
    if is_proven || is_said {
        remove(&lock)?;
    }
    if journal.maker == Maker::Git
        && let Some(held) = still_at_work(&lock, &journal)
    {
        return Ok(held);
    }
    let workdir = repo.workdir().ok_or(CommitError::Bare)?;
    for file in journal.files.iter().filter(|file| file.writes) {
        // A path that meanwhile leads elsewhere is none of ours.
        if let Ok(place) = atomic::resolve_beneath(workdir, &file.path) {
            atomic::sweep(&place, Some(journal.owner.pid))?;
        }
    }
    free_branch(repo, &journal, &path)?;
    let commit = match journal.maker {
        Maker::Tickmark => journal
            .commit
            .as_deref()
            .and_then(|id| reached(repo, &journal.branch, id)),
        Maker::Git => program::made(repo, workdir, &journal)?,
    };
    let done = match (commit, journal.maker) {
        (Some(commit), Maker::Git) => Recovery::Finished {
            commit: commit.to_string(),
        },
        (Some(commit), Maker::Tickmark) => {
            match finish_index(repo, desk, workdir, &mut journal, commit) {
                Ok(()) => Recovery::Finished {
                    commit: commit.to_string(),
                },
                Err(CommitError::Locked { path, holder, age }) => {
                    return Ok(Recovery::ForeignLock { path, holder, age });
                }
                Err(error) => return Err(error),
            }
        }
        (None, maker) => {
            write::undo(desk, workdir, &journal)?;
            if maker == Maker::Git {
                program::forget(repo, workdir, &journal);
            }
            Recovery::RolledBack {
                files: journal.files.into_iter().map(|file| file.path).collect(),
            }
        }
    };
    desk.clear()?;
    Ok(done)
}

/// Tells who has the journal or the lock of the index, where they may still be at work.
fn held(desk: &Desk, owner: &Owner, lock: &Path, witness: Witness) -> Option<Recovery> {
    let path = desk.file("journal");
    let shown = if lock.exists() { lock } else { &path };
    // One that cannot be known is believed to be gone once it has left no lock for long, or where a person says so of what is here.
    let life = match (desk.life_of(owner), witness) {
        (Life::Unknown, Witness::Person { age: then }) if age(shown) >= then => Life::Dead,
        (Life::Unknown, Witness::Proof | Witness::Person { .. }) if age(&path) <= ABANDONED => {
            Life::Alive
        }
        (Life::Unknown, Witness::Person { .. }) => Life::Alive,
        (life, _) => life,
    };
    let path = match life {
        Life::Dead => return None,
        Life::Unknown if !lock.exists() => return None,
        Life::Alive if !lock.exists() || owner.is_of_here() => path,
        Life::Alive | Life::Unknown => lock.to_owned(),
    };
    Some(Recovery::ForeignLock {
        age: age(&path),
        holder: owner.name(),
        path,
    })
}

/// Waits a moment for a git that goes on although the tickmark that called it is gone.
fn still_at_work(lock: &Path, journal: &Journal) -> Option<Recovery> {
    let start = Instant::now();
    while lock.exists() {
        if age(lock) > SOON || start.elapsed() > SOON {
            return Some(Recovery::ForeignLock {
                path: lock.to_owned(),
                holder: format!("git, called by {}", journal.owner.name()),
                age: age(lock),
            });
        }
        pause();
    }
    None
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
    journal: &mut Journal,
    commit: Oid,
) -> Result<(), CommitError> {
    if reference::branch(repo).ok().as_deref() != Some(journal.branch.as_str()) {
        // Another branch was checked out since, and the index with it.
        return Ok(());
    }
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
        let is_ours = |now: &[u8]| Some(sha256(now)) == file.sha256;
        updates.push(Update {
            path: file.path.clone(),
            entry: plain_in(new.as_ref(), &file.path)?,
            file: write::seen(workdir, &file.path, is_ours)?,
        });
    }
    copy.update(&updates)?;
    copy.place()?;
    lock.release()
}
