//! Bringing a commit into the branch, the index and the work tree: what came from another clone, or the merge with it.
//!
//! `git merge` refuses as soon as anything is staged. Here what the user has staged, edited or has lying about stays as it is,
//! unless it is what comes: then nothing happens, and git's own words say what is in the way. The steps are those of a
//! commit: journal, `index.lock`, a copy of the index in which git reads both trees (`read-tree -m -u`) and by which it writes
//! the work tree, the branch, the index. What a kill leaves is taken back by [`landed`], or finished where the branch has it.
//!
//! A split or sparse index is left to `git merge --ff-only`.

use std::{collections::BTreeSet, fs, ops::ControlFlow, path::Path};

use git2::{Oid, Repository};
use jiff::Timestamp;

use super::{
    Stage,
    error::CommitError,
    hooks::{self, Hooks, Occasion},
    index::{self, IndexCopy, IndexLock},
    journal::{Desk, Journal, JournalState, Maker},
    landed::{self, beneath, deltas},
    preflight, program,
    recover::{self, Recovery, Witness},
    reference,
    sign::Signer,
    steps::{leave, pass, unfinished},
    write::{self, Words},
};
use crate::{atomic, domain::person::Person, vcs::git::again};

/// What is to be brought in, and what the user saw when asking for it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct LandRequest {
    /// The branch, in full.
    pub branch: String,
    /// The commit that it points to.
    pub from: String,
    /// What it is to point to.
    pub onto: Onto,
    /// Who does it, and makes the merge.
    pub actor: Person,
    /// What the log of the branch says of it.
    pub note: String,
}

/// What a branch goes on to.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Onto {
    /// A commit that goes on from it.
    Commit(String),
    /// A merge with another commit, which is to be made.
    Merge {
        /// The other commit.
        theirs: String,
        /// What both come to: the id of a tree.
        tree: String,
        /// What the merge says.
        message: String,
    },
}

/// A commit that the branch has now, and index and work tree with it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Landed {
    /// The commit's id.
    pub commit: String,
}

/// Brings a commit in; when it fails, HEAD, index and work tree are as they were.
pub fn land(repo: &Repository, request: &LandRequest) -> Result<Landed, CommitError> {
    land_with(repo, request, &mut |_| ControlFlow::Continue(()))
}

pub(super) fn land_with(
    repo: &Repository,
    request: &LandRequest,
    watch: &mut dyn FnMut(Stage) -> ControlFlow<()>,
) -> Result<Landed, CommitError> {
    let workdir = repo.workdir().ok_or(CommitError::Bare)?.to_owned();
    let desk = Desk::take(repo)?;
    if let Recovery::ForeignLock { path, holder, .. } = recover::heal(repo, &desk, Witness::Proof)?
    {
        return Err(CommitError::Busy { holder, path });
    }
    let repo = &write::durable(repo, &desk, &request.actor)?;
    let by_git = index::open(&repo.path().join("index"), repo.object_format()).is_err();
    let landing = Landing {
        repo,
        workdir: &workdir,
        desk: &desk,
        branch: &request.branch,
        from: id(repo, &request.from)?,
        by_git,
    };
    let done = landing.run(request, watch);
    match done {
        // What a kill leaves behind stays, for the recovery to find.
        Err(CommitError::Stopped) => {}
        // Nothing is left to remember, unless the journal waits for its recovery.
        Ok(_) | Err(_) if matches!(desk.journal()?, JournalState::None) => desk.clear()?,
        Ok(_) | Err(_) => {}
    }
    // git has run its hook itself.
    if done.is_ok() && !by_git {
        let hooks = Hooks::of(repo, &workdir, &desk, &request.actor, None);
        // The hook may start tickmark itself.
        drop(desk);
        hooks.after(Occasion::Merge);
    }
    done
}

fn id(repo: &Repository, text: &str) -> Result<Oid, CommitError> {
    Oid::from_str_ext(text, repo.object_format())
        .map_err(CommitError::git("a commit cannot be found"))
}

/// A commit on its way in.
struct Landing<'a> {
    repo: &'a Repository,
    workdir: &'a Path,
    desk: &'a Desk,
    branch: &'a str,
    from: Oid,
    /// Whether libgit2 cannot read the index.
    by_git: bool,
}

impl Landing<'_> {
    fn run(
        &self,
        request: &LandRequest,
        watch: &mut dyn FnMut(Stage) -> ControlFlow<()>,
    ) -> Result<Landed, CommitError> {
        self.check()?;
        let to = match &request.onto {
            Onto::Commit(commit) => {
                let to = id(self.repo, commit)?;
                self.ask(to)?;
                to
            }
            Onto::Merge {
                theirs,
                tree,
                message,
            } => {
                let tree = id(self.repo, tree)?;
                self.ask(tree)?;
                self.merge(id(self.repo, theirs)?, tree, message, &request.actor)?
            }
        };
        if self.by_git {
            self.hand_to_git(to)?;
        } else {
            self.steps(to, &request.note, watch)?;
        }
        let tip = again(self.repo.path()).and_then(|repo| repo.refname_to_id(self.branch));
        if !tip.is_ok_and(|tip| tip == to) {
            return Err(CommitError::ReadBack {
                what: self.branch.to_owned(),
            });
        }
        Ok(Landed {
            commit: to.to_string(),
        })
    }

    /// Refuses where HEAD is not where the user saw it, or git waits for the end of something.
    fn check(&self) -> Result<(), CommitError> {
        preflight::at_rest(self.repo)?;
        let now = reference::branch(self.repo)?;
        if now != self.branch {
            return Err(CommitError::BranchSwitched {
                shown: self.branch.to_owned(),
                now,
            });
        }
        self.not_moved(reference::tip(self.repo, self.branch)?)
    }

    fn not_moved(&self, tip: Option<Oid>) -> Result<(), CommitError> {
        if tip == Some(self.from) {
            return Ok(());
        }
        Err(CommitError::BranchMoved {
            shown: self.from.to_string(),
            now: tip.map_or_else(|| "no commit".to_owned(), |tip| tip.to_string()),
        })
    }

    /// Makes the merge; no reference moves.
    fn merge(
        &self,
        theirs: Oid,
        tree: Oid,
        message: &str,
        actor: &Person,
    ) -> Result<Oid, CommitError> {
        let failed = "the merge cannot be made";
        let message = hooks::tidy(message)?;
        let signer = Signer::of(self.repo, actor)?;
        signer.probe()?;
        let found = self
            .repo
            .find_tree(tree)
            .map_err(CommitError::git(failed))?;
        let hooks = Hooks::of(self.repo, self.workdir, self.desk, actor, None);
        let message = hooks.before(Occasion::Merge, &found, &[], &message)?;
        // The clock of another machine may go before this one's; a merge is never older than what it brings together.
        let parent = self
            .repo
            .find_commit(theirs)
            .map_err(CommitError::git(failed))?;
        let theirs_at = parent.time().seconds();
        let is_ahead = theirs_at > Timestamp::now().as_second();
        let words = Words {
            author: actor,
            committer: actor,
            at: Timestamp::from_second(theirs_at).ok().filter(|_| is_ahead),
            message: &message,
            signer: &signer,
        };
        let commit = write::commit(self.repo, &words, &found, &[self.from, theirs])?;
        write::sync_objects(self.repo)?;
        Ok(commit)
    }

    /// Asks git whether anything of the user's would be overwritten; nothing is changed.
    fn ask(&self, to: Oid) -> Result<(), CommitError> {
        if self.by_git {
            return Ok(());
        }
        let copy = self.copy()?;
        self.read_tree(&copy, &["-m", "-u", "-n"], to)
    }

    fn copy(&self) -> Result<IndexCopy, CommitError> {
        IndexCopy::make(
            self.repo.path().join("index"),
            self.desk.file("index"),
            self.repo.object_format(),
        )
    }

    /// Has git read what was and what comes into a copy of the index.
    fn read_tree(&self, copy: &IndexCopy, how: &[&str], to: Oid) -> Result<(), CommitError> {
        let (from, to) = (self.from.to_string(), to.to_string());
        let read = || {
            let mut command = program::git(self.repo, self.workdir);
            command
                .env("GIT_INDEX_FILE", copy.path())
                .args(["read-tree", "--no-recurse-submodules"])
                .args(how)
                .args([&from, &to]);
            program::run(command, b"").map_err(CommitError::io("git"))
        };
        if read()?.status.success() {
            return Ok(());
        }
        // What was only touched looks as if it were changed, until git has looked at it.
        landed::refresh(self.repo, self.workdir, copy)?;
        let output = read()?;
        if output.status.success() {
            return Ok(());
        }
        let output = program::printed(&output);
        Err(if output.contains("invalid path") {
            CommitError::Program {
                command: "read-tree",
                output,
            }
        } else {
            CommitError::Overwrites { output }
        })
    }

    fn steps(
        &self,
        to: Oid,
        note: &str,
        watch: &mut dyn FnMut(Stage) -> ControlFlow<()>,
    ) -> Result<(), CommitError> {
        let ours = self.desk.file("lock");
        let mut journal = self.journal(Maker::Land, to);
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
        match self.until_moved(to, note, watch) {
            Ok(copy) => {
                let finished = copy.place().and_then(|()| pass(watch, Stage::Placed));
                if let Err(error) = finished {
                    return Err(leave(unfinished(to, error), lock));
                }
                lock.release()
                    .and_then(|()| pass(watch, Stage::Released))
                    .map_err(|error| unfinished(to, error))?;
                self.desk.clear()
            }
            Err(error @ CommitError::Stopped) => Err(leave(error, lock)),
            // The branch has it: the next start finishes the index.
            Err(error @ CommitError::Unfinished { .. }) => Err(error),
            Err(error) => {
                // What went wrong first is told: the journal has what could not be undone, and the next start does it.
                let undone = landed::back(self.repo, self.desk, self.workdir, &journal);
                drop(lock);
                if undone.is_ok() {
                    self.desk.clear()?;
                }
                Err(error)
            }
        }
    }

    fn journal(&self, maker: Maker, to: Oid) -> Journal {
        let mut journal =
            Journal::begin(maker, self.branch.to_owned(), Some(self.from.to_string()));
        journal.commit = Some(to.to_string());
        journal
    }

    /// Takes the steps from the lock to the moved branch.
    fn until_moved(
        &self,
        to: Oid,
        note: &str,
        watch: &mut dyn FnMut(Stage) -> ControlFlow<()>,
    ) -> Result<IndexCopy, CommitError> {
        pass(watch, Stage::Locked)?;
        let copy = self.copy()?;
        {
            let _turn = self.desk.turn()?;
            self.read_tree(&copy, &["-m", "-u"], to)?;
        }
        pass(watch, Stage::FilesWritten)?;
        self.settle(to)?;
        copy.settle()?;
        pass(watch, Stage::IndexReady)?;
        let now = reference::branch(self.repo)?;
        if now != self.branch {
            return Err(CommitError::BranchSwitched {
                shown: self.branch.to_owned(),
                now,
            });
        }
        let advanced = reference::advance(self.repo, self.branch, Some(self.from), to, note);
        let tip = reference::tip(self.repo, self.branch)?;
        match advanced {
            Ok(true) => {
                pass(watch, Stage::Moved)?;
                Ok(copy)
            }
            Ok(false) => {
                self.not_moved(tip)?;
                Err(CommitError::BranchLocked {
                    branch: self.branch.to_owned(),
                    file: None,
                })
            }
            // The rename was done, and what follows it failed.
            Err(error) if tip == Some(to) => Err(unfinished(to, error)),
            Err(error) => Err(error),
        }
    }

    /// Forces what git has written to disk, which git does not.
    fn settle(&self, to: Oid) -> Result<(), CommitError> {
        let mut folders = BTreeSet::new();
        for delta in deltas(self.repo, self.from, to)? {
            let Some(place) = beneath(self.workdir, &delta.path) else {
                continue;
            };
            if fs::symlink_metadata(&place).is_ok_and(|found| found.is_file()) {
                fs::File::open(&place)
                    .and_then(|file| file.sync_all())
                    .map_err(CommitError::io(&place))?;
            }
            folders.extend(place.parent().map(Path::to_owned));
        }
        for folder in folders {
            // One that was emptied is gone.
            if folder.is_dir() {
                atomic::sync_folder(&folder)?;
            }
        }
        Ok(())
    }

    /// Lets git bring a commit in whose index libgit2 cannot read. A journal tells the next start what to look for.
    fn hand_to_git(&self, to: Oid) -> Result<(), CommitError> {
        self.desk.write(&self.journal(Maker::Git, to))?;
        // As a person would: the hook gets what git gives it, and no option of ours.
        let mut command = program::plain(self.repo, self.workdir, "git");
        command.args(["merge", "--ff-only", "--no-autostash", "--quiet"]);
        command.arg(to.to_string());
        let output = program::run(command, b"").map_err(CommitError::io("git"));
        self.desk.clear()?;
        let output = output?;
        if output.status.success() {
            Ok(())
        } else {
            Err(CommitError::Overwrites {
                output: program::printed(&output),
            })
        }
    }
}
