//! Commits records, and nothing else, whatever state the user's repository is in.
//!
//! The tree of the commit is HEAD's with our paths changed, exactly what `git commit --only -- <paths>` would make; what
//! the user staged or edited besides stays as it is. The order of the steps is what makes a commit survive a kill, a
//! full disk or another program at any moment (`Stage`):
//!
//! 1. `preflight`: everything that can be refused is refused, and nothing has changed;
//! 2. `journal`: what is about to happen is on disk;
//! 3. `index`: `index.lock` is ours, a `git add` now fails loudly instead of being lost; a *copy* of the index is
//!    opened and, below, edited;
//! 4. `write`: files, blobs, tree; then `hooks` and the commit object, signed (`sign`) where the repository wants that;
//! 5. `reference`: the branch moves only from the commit that was seen;
//! 6. the index takes its place, everything is read back, and only then the commit is reported.
//!
//! Locks are taken in one order, so that nobody waits for each other: the desk (`commit.lock`), `index.lock`, for the moment in
//! which files of the work tree are written the turn to save (`save.lock`), and the branch's. Whoever saves records takes that
//! turn alone.
//!
//! A split or sparse index, which libgit2 does not read, is left to `git commit --only` (`program`), with a journal of its own.
//!
//! What came from another clone is brought in by [`land`](land()), which leaves the user's own work as it is.
//!
//! [`recover`](recover()) undoes at the next start what stopped before step 5, and finishes what stopped after it.

mod error;
mod hooks;
mod index;
mod journal;
mod land;
mod landed;
mod preflight;
mod program;
mod recover;
mod reference;
mod sign;
mod steps;
mod write;

#[cfg(test)]
mod tests;

use std::{
    ops::ControlFlow,
    path::{Path, PathBuf},
    time::Duration,
};

use git2::Repository;
use jiff::Timestamp;

pub use self::reference::TagLock;
pub(super) use self::reference::{lock_tag, tag_locks};
pub use self::{
    error::{CommitError, way_out},
    land::{LandRequest, Landed, Onto, land},
    recover::{Recovery, recover, recover_knowingly},
};
use self::{
    hooks::{Hooks, Occasion},
    journal::JournalState,
    preflight::Plan,
    recover::Witness,
    steps::Commit,
    write::Words,
};
pub(super) use self::{journal::Desk, sign::Signer};
pub(super) use self::{
    program::{LOCAL, git as git_program, run as run_program},
    sign::ssh_fingerprint,
    write::{durable, field, moment},
};
use super::{Engine, options::Sharing};
use crate::domain::person::Person;

/// Reads the bytes of a journal: the paths of the commit that it is about, or why it is not understood.
///
/// Whatever stands in one, it is never obeyed further than its paths are lawful and its lock is proven to be ours.
pub fn read_journal(bytes: &[u8]) -> Result<Vec<String>, String> {
    match JournalState::of(bytes) {
        JournalState::None => Ok(Vec::new()),
        JournalState::Whole(journal) => {
            Ok(journal.files.into_iter().map(|file| file.path).collect())
        }
        JournalState::Other(version) => Err(format!("it is of version {version}")),
        JournalState::Broken(why) => Err(why),
    }
}

/// A file to commit.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct CommitFile {
    /// The path within the repository, with `/`.
    pub path: String,
    /// The bytes; none to delete the file.
    pub bytes: Option<Vec<u8>>,
    /// Whether the work tree has the file so already. Then it is never written: what somebody has changed in it since it was
    /// looked at stays there, and is not committed.
    pub in_place: bool,
}

/// What to commit, and what the user saw when asking for it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct CommitRequest {
    /// The files, each once.
    pub files: Vec<CommitFile>,
    /// The message.
    pub message: String,
    /// Whose work it is.
    pub author: Person,
    /// Who commits it, and signs it where commits are signed.
    pub committer: Person,
    /// The branch that the user was shown, in full (`refs/heads/main`).
    pub expected_branch: String,
    /// The commit that the user was shown as HEAD; none when the branch was unborn.
    ///
    /// A later one is fine as long as it did not change our paths, nor what our files were judged by.
    pub expected_commit: Option<String>,
    /// What the files were judged by, as paths within the repository: the audit, its team, who is whom.
    pub judged_by: Vec<String>,
}

/// A commit that is on disk, was read back, and is reached by its branch.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Committed {
    /// The commit's id.
    pub commit: String,
    /// The branch, in full.
    pub branch: String,
    /// How many files it was asked to hold.
    pub files: usize,
    /// What a hook has taken out of its message of that by which the history is judged; only where git made the commit, and so
    /// nobody could look before.
    pub lost: Vec<String>,
}

impl Committed {
    /// Says what a hook has taken out of the message, and what to do about it; none where it is all there.
    pub fn what_is_lost(&self) -> Option<String> {
        (!self.lost.is_empty()).then(|| {
            format!(
                "a hook has taken out of its message: {}; put it back into the last paragraph before the commit is shared: git commit --amend",
                self.lost.join(", ")
            )
        })
    }
}

/// The moments between the steps, at which a test may stop a commit as a kill would.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Stage {
    /// The journal is on disk.
    Journalled,
    /// `index.lock` is ours.
    Locked,
    /// The work tree has our bytes.
    FilesWritten,
    /// The copy of the index is ready.
    IndexReady,
    /// The commit exists and the journal names it.
    Made,
    /// The branch points to it.
    Moved,
    /// The index knows it.
    Placed,
    /// The lock is released.
    Released,
}

/// Lists the locks of git that a commit would need and that are there, each with its age.
pub(super) fn locks(repo: &Repository) -> Vec<(PathBuf, Duration)> {
    let index = repo.path().join("index.lock");
    let age = journal::age(&index);
    let branch = reference::branch(repo).ok();
    let mut locks = reference::locks(repo, branch.as_deref());
    if index.exists() {
        locks.insert(0, (index, age));
    }
    locks
}

/// Tells what a commit has to reckon with here.
pub(super) fn engine(repo: &Repository) -> Engine {
    let path = repo.path().join("index");
    let aside = repo.path().join("tickmark/journal.broken");
    Engine {
        by_git: path.exists() && index::open(&path, repo.object_format()).is_err(),
        is_shared: Sharing::of(repo).is_some(),
        set_aside: aside.exists().then_some(aside),
    }
}

/// Commits files at the present moment; when it fails, HEAD, index and work tree are as they were.
///
/// The caller keeps its draft until this returns.
pub fn commit(repo: &Repository, request: &CommitRequest) -> Result<Committed, CommitError> {
    commit_with(repo, request, None, &mut |_| ControlFlow::Continue(()))
}

/// Commits files at a given moment, in UTC, so that demos and tests come out the same.
pub fn commit_at(
    repo: &Repository,
    request: &CommitRequest,
    at: Timestamp,
) -> Result<Committed, CommitError> {
    commit_with(repo, request, Some(at), &mut |_| ControlFlow::Continue(()))
}

fn commit_with(
    repo: &Repository,
    request: &CommitRequest,
    at: Option<Timestamp>,
    watch: &mut dyn FnMut(Stage) -> ControlFlow<()>,
) -> Result<Committed, CommitError> {
    let workdir = repo.workdir().ok_or(CommitError::Bare)?.to_owned();
    let message = hooks::tidy(&request.message)?;
    let desk = Desk::take(repo)?;
    if let Recovery::ForeignLock { path, holder, .. } = recover::heal(repo, &desk, Witness::Proof)?
    {
        return Err(CommitError::Busy { holder, path });
    }
    let repo = &write::durable(repo, &desk, &request.committer)?;
    let plan = prepare(repo, &workdir, request);
    let is_ours = matches!(plan, Ok((_, true)));
    let done = plan.and_then(|plan| match plan {
        (plan, true) => {
            let signer = Signer::of(repo, &request.committer)?;
            signer.probe()?;
            let words = Words {
                author: &request.author,
                committer: &request.committer,
                at,
                message: &message,
                signer: &signer,
            };
            Commit {
                repo,
                workdir: &workdir,
                desk: &desk,
                plan: &plan,
            }
            .run(&words, watch)
        }
        (plan, false) => program::commit_only(repo, &desk, &workdir, request, &message, &plan),
    });
    match done {
        // What a kill leaves behind stays, for the recovery to find.
        Err(CommitError::Stopped) => {}
        // Nothing is left to remember, unless the journal waits for its recovery.
        Ok(_) | Err(_) if matches!(desk.journal()?, JournalState::None) => desk.clear()?,
        Ok(_) | Err(_) => {}
    }
    // git has run its hooks itself.
    if done.is_ok() && is_ours {
        let hooks = Hooks::of(repo, &workdir, &desk, &request.author, at);
        // The hook may start tickmark itself.
        drop(desk);
        hooks.after(Occasion::Commit);
    }
    done
}

/// Makes the plan, and says whether libgit2 can read the index, or the git program has to commit.
fn prepare(
    repo: &Repository,
    workdir: &Path,
    request: &CommitRequest,
) -> Result<(Plan, bool), CommitError> {
    let mut plan = preflight::check(repo, workdir, request)?;
    let index = index::open(&repo.path().join("index"), repo.object_format());
    if index.is_ok() {
        plan.make_blobs(repo, workdir)?;
    }
    let shown = request
        .expected_commit
        .as_deref()
        .map(|id| repo.find_commit_by_prefix(id).map(|commit| commit.id()))
        .transpose()
        .map_err(CommitError::git(
            "the commit that was shown cannot be found",
        ))?;
    plan.unchanged_since(repo, shown, plan.head)?;
    match index {
        Ok(index) => {
            plan.not_staged(repo, &index)?;
            Ok((plan, true))
        }
        Err(_) => Ok((plan, false)),
    }
}
