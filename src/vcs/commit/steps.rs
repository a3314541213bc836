//! The steps of a commit, in the order that lets it survive a kill at any moment.

use std::{ops::ControlFlow, path::Path};

use git2::Repository;

use super::error::CommitError;
use super::{
    Committed, Stage,
    hooks::{Hooks, Occasion},
    index::{IndexCopy, IndexLock, Update},
    journal::{Desk, Journal, Maker},
    preflight::{Plan, Planned},
    reference,
    write::{self, Words},
};
use crate::lock::pause;

/// How often a commit is made anew that git has put away before the branch led to it.
const REMADE_AT_MOST: usize = 20;

/// One commit on its way.
pub(super) struct Commit<'a> {
    pub(super) repo: &'a Repository,
    pub(super) workdir: &'a Path,
    pub(super) desk: &'a Desk,
    pub(super) plan: &'a Plan,
}

impl Commit<'_> {
    /// Takes the steps, and undoes them where one fails before the branch has moved.
    pub(super) fn run(
        &self,
        words: &Words<'_>,
        watch: &mut dyn FnMut(Stage) -> ControlFlow<()>,
    ) -> Result<Committed, CommitError> {
        let ours = self.desk.file("lock");
        let mut journal = self.plan.journal(self.desk, Maker::Tickmark)?;
        journal.lock = IndexLock::prepare(&ours)?;
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
                    lost: Vec::new(),
                })
            }
            Err(error @ CommitError::Stopped) => Err(leave(error, lock)),
            // The branch has it: the next start finishes the index.
            Err(error @ CommitError::Unfinished { .. }) => Err(error),
            Err(error) => {
                // What went wrong first is told: the journal has what could not be undone, and the next start does it.
                let undone = write::undo(self.desk, self.workdir, &journal);
                drop(lock);
                if undone.is_ok() {
                    self.desk.clear()?;
                }
                Err(error)
            }
        }
    }

    /// Takes the steps from the lock to the moved branch.
    pub(super) fn steps(
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
        write::put_files(self.desk, self.workdir, self.plan)?;
        pass(watch, Stage::FilesWritten)?;
        copy.update(&self.updates()?)?;
        pass(watch, Stage::IndexReady)?;
        let mut parent = self.plan.head;
        let mut message = None;
        let mut remade = 0;
        loop {
            let base = reference::tree(self.repo, parent)?;
            let tree = write::tree(self.repo, base.as_ref(), self.plan)?;
            if base.as_ref().map(git2::Tree::id) == Some(tree.id())
                || (base.is_none() && tree.is_empty())
            {
                return Err(CommitError::Nothing);
            }
            if message.is_none() {
                let hooks = Hooks::of(self.repo, self.workdir, self.desk, words.author, words.at);
                message =
                    Some(hooks.before(Occasion::Commit, &tree, &self.updates()?, words.message)?);
            }
            let words = Words {
                message: message.as_deref().unwrap_or(words.message),
                ..*words
            };
            let commit = write::commit(self.repo, &words, &tree, parent.as_slice())?;
            write::sync_objects(self.repo)?;
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
                // git has packed what nothing led to yet, and it is not found for now: it is made once more.
                Err(error) if error.is_of_lost_object() && remade < REMADE_AT_MOST => {
                    remade += 1;
                    pause();
                    continue;
                }
                // The rename was done, and what follows it failed.
                Err(error) if tip == Some(commit) => return Err(unfinished(commit, error)),
                Err(error) => return Err(error),
            }
            self.plan.unchanged_since(self.repo, parent, tip)?;
            parent = tip;
        }
    }

    fn updates(&self) -> Result<Vec<Update>, CommitError> {
        let update = |file: &Planned| {
            Ok(Update {
                path: file.path.clone(),
                entry: file.entry,
                file: match &file.bytes {
                    Some(bytes) => write::seen(self.workdir, &file.path, |now| now == bytes)?,
                    None => None,
                },
            })
        };
        self.plan.files.iter().map(update).collect()
    }
}

/// Says that the branch has the commit although a step failed.
pub(super) fn unfinished(commit: git2::Oid, error: CommitError) -> CommitError {
    if matches!(error, CommitError::Stopped) {
        return error;
    }
    CommitError::Unfinished {
        commit: commit.to_string(),
        why: error.to_string(),
    }
}

/// Keeps the lock where a test plays a kill; otherwise releases it.
pub(super) fn leave(error: CommitError, lock: IndexLock) -> CommitError {
    if matches!(error, CommitError::Stopped) {
        lock.abandon();
    }
    error
}

pub(super) fn pass(
    watch: &mut dyn FnMut(Stage) -> ControlFlow<()>,
    stage: Stage,
) -> Result<(), CommitError> {
    match watch(stage) {
        ControlFlow::Continue(()) => Ok(()),
        ControlFlow::Break(()) => Err(CommitError::Stopped),
    }
}
