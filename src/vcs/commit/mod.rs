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
//! [`recover`](recover()) undoes at the next start what stopped before step 5, and finishes what stopped after it.

mod error;
mod hooks;
mod index;
mod journal;
mod preflight;
mod program;
mod recover;
mod reference;
mod sign;
mod write;

#[cfg(test)]
mod tests;

use std::{ops::ControlFlow, path::Path};

use git2::Repository;
use jiff::Timestamp;

pub use self::{
    error::CommitError,
    recover::{Recovery, recover},
};
use self::{
    hooks::Hooks,
    index::{IndexCopy, IndexLock, Update},
    journal::{Desk, Journal},
    preflight::Plan,
    sign::Signer,
    write::Words,
};
use crate::domain::person::Person;

/// A file to commit.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct CommitFile {
    /// The path within the repository, with `/`.
    pub path: String,
    /// The bytes; none to delete the file.
    pub bytes: Option<Vec<u8>>,
}

/// What to commit, and what the user saw when asking for it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct CommitRequest {
    /// The files, each once.
    pub files: Vec<CommitFile>,
    /// The message.
    pub message: String,
    /// Author and committer.
    pub author: Person,
    /// The branch that the user was shown, in full (`refs/heads/main`).
    pub expected_branch: String,
    /// The commit that the user was shown as HEAD; none when the branch was unborn.
    ///
    /// A later one is fine as long as it did not change our paths.
    pub expected_commit: Option<String>,
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
    let desk = Desk::take(repo.path())?;
    if let Recovery::ForeignLock { path, holder, .. } = recover::heal(repo, &desk)? {
        return Err(CommitError::Busy { holder, path });
    }
    let repo = &write::durable(repo, &desk, &request.author)?;
    let done = prepare(repo, &workdir, request).and_then(|plan| match plan {
        (plan, true) => {
            let words = Words {
                author: &request.author,
                at,
                message: &message,
                signer: &Signer::of(repo, &request.author)?,
            };
            Commit {
                repo,
                workdir: &workdir,
                desk: &desk,
                plan: &plan,
            }
            .run(&words, watch)
        }
        (plan, false) => program::commit_only(repo, &workdir, request, &message, &plan),
    });
    match done {
        // What a kill leaves behind stays, for the recovery to find.
        Err(CommitError::Stopped) => {}
        // Nothing is left to remember, unless the journal waits for its recovery.
        Ok(_) | Err(_) if desk.journal()?.is_none() => desk.clear()?,
        Ok(_) | Err(_) => {}
    }
    if done.is_ok() {
        let hooks = Hooks::of(repo, &workdir, desk.file("hook-index"));
        // The hook may start tickmark itself.
        drop(desk);
        hooks.after();
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

/// One commit on its way.
struct Commit<'a> {
    repo: &'a Repository,
    workdir: &'a Path,
    desk: &'a Desk,
    plan: &'a Plan,
}

impl Commit<'_> {
    /// Takes the steps, and undoes them where one fails before the branch has moved.
    fn run(
        &self,
        words: &Words<'_>,
        watch: &mut dyn FnMut(Stage) -> ControlFlow<()>,
    ) -> Result<Committed, CommitError> {
        let ours = self.desk.file("lock");
        let mut journal = self.plan.journal(self.repo, IndexLock::prepare(&ours)?)?;
        self.desk.write(&journal)?;
        pass(watch, Stage::Journalled)?;
        let lock = match IndexLock::take(self.repo.path(), &ours) {
            Ok(lock) => lock,
            Err(error) => {
                self.desk.clear()?;
                return Err(error);
            }
        };
        match self.steps(words, &mut journal, watch) {
            Ok((commit, copy)) => {
                let finished = copy.place().and_then(|()| pass(watch, Stage::Placed));
                if let Err(error) = finished {
                    return Err(leave(unfinished(commit, error), lock));
                }
                lock.release()
                    .and_then(|()| pass(watch, Stage::Released))
                    .map_err(|error| unfinished(commit, error))?;
                write::read_back(self.repo, &self.plan.branch, commit, self.plan)?;
                self.desk.clear()?;
                Ok(Committed {
                    commit: commit.to_string(),
                    branch: self.plan.branch.clone(),
                    files: self.plan.files.len(),
                })
            }
            Err(error @ CommitError::Stopped) => Err(leave(error, lock)),
            // The branch has it: the next start finishes the index.
            Err(error @ CommitError::Unfinished { .. }) => Err(error),
            Err(error) => {
                write::undo(self.repo, self.workdir, &journal)?;
                drop(lock);
                self.desk.clear()?;
                Err(error)
            }
        }
    }

    /// Takes the steps from the lock to the moved branch.
    fn steps(
        &self,
        words: &Words<'_>,
        journal: &mut Journal,
        watch: &mut dyn FnMut(Stage) -> ControlFlow<()>,
    ) -> Result<(git2::Oid, IndexCopy), CommitError> {
        pass(watch, Stage::Locked)?;
        let copy = IndexCopy::make(
            self.repo.path().join("index"),
            self.desk.file("index"),
            self.repo.object_format(),
        )?;
        // Again, now that nobody can stage any more.
        self.plan.not_staged(self.repo, &copy.open()?)?;
        write::put_files(self.workdir, self.plan)?;
        pass(watch, Stage::FilesWritten)?;
        copy.update(&self.updates())?;
        pass(watch, Stage::IndexReady)?;
        let mut parent = self.plan.head;
        let mut message = None;
        loop {
            let base = reference::tree(self.repo, parent)?;
            let tree = write::tree(self.repo, base.as_ref(), self.plan)?;
            if base.as_ref().map(git2::Tree::id) == Some(tree.id())
                || (base.is_none() && tree.is_empty())
            {
                return Err(CommitError::Nothing);
            }
            if message.is_none() {
                let hooks = Hooks::of(self.repo, self.workdir, self.desk.file("hook-index"));
                message = Some(hooks.before(&tree, words.message)?);
            }
            let words = Words {
                message: message.as_deref().unwrap_or(words.message),
                ..*words
            };
            let commit = write::commit(self.repo, &words, &tree, parent)?;
            journal.commit = Some(commit.to_string());
            self.desk.write(journal)?;
            pass(watch, Stage::Made)?;
            let now = reference::branch(self.repo)?;
            if now != self.plan.branch {
                return Err(CommitError::BranchSwitched {
                    shown: self.plan.branch.clone(),
                    now,
                });
            }
            let kind = if parent.is_some() {
                "commit"
            } else {
                "commit (initial)"
            };
            let note = format!(
                "{kind}: {}",
                words.message.lines().next().unwrap_or_default()
            );
            let advanced = reference::advance(self.repo, &self.plan.branch, parent, commit, &note);
            let tip = reference::tip(self.repo, &self.plan.branch)?;
            match advanced {
                Ok(true) => {
                    pass(watch, Stage::Moved)?;
                    return Ok((commit, copy));
                }
                Ok(false) => {}
                // The rename was done, and what follows it failed.
                Err(error) if tip == Some(commit) => return Err(unfinished(commit, error)),
                Err(error) => return Err(error),
            }
            self.plan.unchanged_since(self.repo, parent, tip)?;
            parent = tip;
        }
    }

    fn updates(&self) -> Vec<Update> {
        self.plan
            .files
            .iter()
            .map(|file| Update {
                path: file.path.clone(),
                entry: file.entry,
                file: Some(self.workdir.join(&file.path)),
            })
            .collect()
    }
}

/// Says that the branch has the commit although a step failed.
fn unfinished(commit: git2::Oid, error: CommitError) -> CommitError {
    if matches!(error, CommitError::Stopped) {
        return error;
    }
    CommitError::Unfinished {
        commit: commit.to_string(),
        why: error.to_string(),
    }
}

/// Keeps the lock where a test plays a kill; otherwise releases it.
fn leave(error: CommitError, lock: IndexLock) -> CommitError {
    if matches!(error, CommitError::Stopped) {
        lock.abandon();
    }
    error
}

fn pass(watch: &mut dyn FnMut(Stage) -> ControlFlow<()>, stage: Stage) -> Result<(), CommitError> {
    match watch(stage) {
        ControlFlow::Continue(()) => Ok(()),
        ControlFlow::Break(()) => Err(CommitError::Stopped),
    }
}
