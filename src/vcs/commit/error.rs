//! Why a commit was not made, and what to do about it.

use std::{
    io,
    path::{Path, PathBuf},
    time::Duration,
};

use crate::{atomic::AtomicError, error::Error, safe::escape_line};

/// Says why a commit was not made; HEAD, index and work tree are as they were, unless it says otherwise.
#[derive(Debug, thiserror::Error)]
pub enum CommitError {
    /// The repository has no work tree.
    #[error("the repository is bare")]
    Bare,
    /// HEAD names a commit, not a branch.
    #[error("HEAD is detached: no branch is checked out")]
    Detached,
    /// A merge, rebase or the like waits for its end.
    #[error("a {what} is under way")]
    UnderWay {
        /// What it is.
        what: &'static str,
    },
    /// Another branch was checked out since the user saw what would be committed.
    #[error("the branch was switched from {shown} to {now}")]
    BranchSwitched {
        /// The branch the user was shown.
        shown: String,
        /// The branch now.
        now: String,
    },
    /// The branch is an alias of another one.
    #[error("the branch {branch} is a symbolic reference")]
    SymbolicBranch {
        /// The branch.
        branch: String,
    },
    /// Somebody staged other content at one of our paths.
    #[error("{path} has other staged content")]
    Staged {
        /// The path.
        path: String,
    },
    /// One of our paths has an unresolved conflict in the index.
    #[error("{path} has an unresolved conflict")]
    Conflict {
        /// The path.
        path: String,
    },
    /// Somebody committed another version of one of our paths since the user saw it.
    #[error("{path} was changed by another commit meanwhile")]
    Changed {
        /// The path.
        path: String,
    },
    /// A path breaks the rules: it leaves the repository, is a link, or something is in its way.
    #[error("{path} cannot be committed: {why}")]
    Path {
        /// The path.
        path: String,
        /// Which rule.
        why: String,
    },
    /// A filter, such as LFS, would have to run.
    #[error("{path} has the git attribute {attribute}")]
    Filtered {
        /// The path.
        path: String,
        /// The attribute and its value.
        attribute: String,
    },
    /// Somebody else holds the index.
    #[error("the index is locked by {holder}, for {} s", age.as_secs())]
    Locked {
        /// The lock file.
        path: PathBuf,
        /// Who holds it, as far as the lock tells.
        holder: String,
        /// How old the lock is.
        age: Duration,
    },
    /// Another tickmark is committing, or left something that only its own machine may clean up.
    #[error("another tickmark is committing: {holder}")]
    Busy {
        /// Who it is.
        holder: String,
        /// The file that says so.
        path: PathBuf,
    },
    /// A hook of a commit that is on its way calls us.
    #[error("a commit is on its way, and its hook is what runs here: {holder}")]
    Within {
        /// Who commits.
        holder: String,
    },
    /// Another tickmark is saving records, and has not ended.
    #[error("another tickmark is saving: {holder}")]
    Saving {
        /// Who it is.
        holder: String,
        /// The file that says so.
        path: PathBuf,
    },
    /// Somebody has changed a file of the work tree that would be written.
    #[error("{path} has been changed meanwhile")]
    Edited {
        /// The path.
        path: String,
    },
    /// A hook has staged something, which would go into the commit unseen.
    #[error("the hook {name} has staged {}", paths.join(", "))]
    HookStaged {
        /// The hook.
        name: &'static str,
        /// What it has staged.
        paths: Vec<String>,
    },
    /// A hook has taken something out of the message by which the history is judged.
    #[error("the hook {name} has taken out of the message: {}", lost.join(", "))]
    HookMessage {
        /// The hook.
        name: &'static str,
        /// The lines that are missing, or stand where git does not read them.
        lost: Vec<String>,
    },
    /// Somebody committed another version of a record by which this was judged.
    #[error(
        "{path} was changed by another commit meanwhile, and what is committed here was judged by it"
    )]
    GroundMoved {
        /// The path.
        path: String,
    },
    /// A reference stayed locked.
    #[error("{branch} is locked by another program{}", file.as_ref().map_or_else(String::new, |(path, age)| format!(" ({}, for {} s)", path.display(), age.as_secs())))]
    BranchLocked {
        /// The branch.
        branch: String,
        /// The lock, and how old it is, where it is still there.
        file: Option<(PathBuf, Duration)>,
    },
    /// The tag of a sign-off stayed locked.
    #[error("the tag {name} is locked by another program{}", file.as_ref().map_or_else(String::new, |(path, age)| format!(", probably git ({}, for {} s)", path.display(), age.as_secs())))]
    TagLocked {
        /// Its name.
        name: String,
        /// The lock, and how old it is, where it is still there.
        file: Option<(PathBuf, Duration)>,
    },
    /// No file, or none that differs from HEAD.
    #[error("there is nothing to commit")]
    Nothing,
    /// The message has no text.
    #[error("the message is empty")]
    EmptyMessage,
    /// The clock is before the last commit's time.
    #[error("the clock is wrong: it says {now}, and the last commit was made at {parent}")]
    ClockBehind {
        /// What the clock says.
        now: jiff::Timestamp,
        /// The time of the commit before.
        parent: jiff::Timestamp,
    },
    /// The commit would be dated in the future, or where git cannot write it.
    #[error("the time {at} lies in the future, or outside what git can write")]
    ClockAhead {
        /// The time.
        at: jiff::Timestamp,
    },
    /// A hook said no.
    #[error("the hook {name} refused")]
    Hook {
        /// The hook.
        name: &'static str,
        /// What it printed.
        output: String,
    },
    /// The repository wants signed commits, and no signature could be made.
    #[error("it could not be signed: {why}")]
    Signing {
        /// Why not.
        why: String,
    },
    /// A tag of that name is there, and a sign-off is never overwritten.
    #[error("the tag {name} is there already")]
    TagExists {
        /// The tag.
        name: String,
    },
    /// The branch has moved on from the commit that the user was shown.
    #[error("the branch has moved: it is at {now}, and not at {shown}")]
    BranchMoved {
        /// The commit that the user was shown.
        shown: String,
        /// The commit now.
        now: String,
    },
    /// The git program, called where libgit2 cannot help, failed.
    #[error("git {command} failed")]
    Program {
        /// The command.
        command: &'static str,
        /// What it printed.
        output: String,
    },
    /// What comes would overwrite what the user has changed and not committed.
    #[error("your own work would be overwritten")]
    Overwrites {
        /// What git says of it.
        output: String,
    },
    /// The branch has the commit, but a later step failed; the journal stays, and the next start finishes it.
    #[error("commit {commit} was made, but the index does not know it yet: {why}")]
    Unfinished {
        /// The commit.
        commit: String,
        /// What failed.
        why: String,
    },
    /// What was read back after the commit is not what was written.
    #[error("{what} does not read back as it was written")]
    ReadBack {
        /// What it is.
        what: String,
    },
    /// A file could not be read or written.
    #[error("{}: {source}", path.display())]
    Io {
        /// The file.
        path: PathBuf,
        /// The system's reason.
        source: io::Error,
    },
    /// libgit2 failed.
    #[error("{doing}: {}", source.message())]
    Git {
        /// What was being done.
        doing: &'static str,
        /// libgit2's reason.
        source: git2::Error,
    },
    /// A test stopped the commit, as a kill would.
    #[error("stopped")]
    Stopped,
}

impl CommitError {
    /// Returns a closure that says what libgit2 was asked for.
    pub(in crate::vcs) fn git(doing: &'static str) -> impl FnOnce(git2::Error) -> Self {
        move |source| Self::Git { doing, source }
    }

    /// Tells whether a branch could not be moved to a commit that was made just before.
    pub(super) fn is_of_lost_object(&self) -> bool {
        matches!(self, Self::Git { source, .. } if source.class() == git2::ErrorClass::Reference && source.message().contains("target OID"))
    }

    /// Returns a closure that says which file an I/O error is about.
    pub(in crate::vcs) fn io(path: impl Into<PathBuf>) -> impl FnOnce(io::Error) -> Self {
        move |source| Self::Io {
            path: path.into(),
            source,
        }
    }

    /// Says what to do about it.
    fn hint(&self) -> Option<String> {
        let hint = match self {
            Self::Bare => "open a clone that has a work tree",
            Self::Detached => "check out a branch: git switch <branch>",
            Self::UnderWay { .. } => {
                "finish or abort it with git, then commit again; `git status` says how"
            }
            Self::BranchSwitched { shown, .. } => {
                return Some(format!(
                    "look at the review again, or switch back: git switch {}",
                    shown.strip_prefix("refs/heads/").unwrap_or(shown)
                ));
            }
            Self::SymbolicBranch { .. } => "check out the branch that it stands for",
            Self::Staged { path } => {
                return Some(format!(
                    "look at it with git diff --staged, then unstage it: git restore --staged -- {path}"
                ));
            }
            Self::Conflict { .. } => "resolve the conflict, then commit again",
            Self::Changed { .. } => "reload, compare, and commit again",
            Self::Path { .. } => {
                "move what is in the way; records are plain files within the repository"
            }
            Self::Filtered { .. } => {
                "exempt the records folder in .gitattributes: records are stored as they are"
            }
            Self::Locked { path, .. } => {
                return Some(format!(
                    "wait for the other program; if none is running, remove {}",
                    path.display()
                ));
            }
            Self::Busy { path, .. } | Self::Saving { path, .. } => return Some(way_out(path)),
            Self::Edited { .. } => "look at it, and commit again",
            Self::HookStaged { .. } => {
                "a commit of records holds records alone; let the hook check, and not change (nothing was committed)"
            }
            Self::BranchLocked {
                file: Some((path, _)),
                ..
            } => {
                return Some(format!(
                    "wait for the other program; if none is running, remove {}, and commit again",
                    path.display()
                ));
            }
            Self::TagLocked {
                file: Some((path, _)),
                ..
            } => {
                return Some(format!(
                    "wait for the other program; if none is running, remove {}, and sign again",
                    path.display()
                ));
            }
            Self::TagLocked { file: None, .. } => "wait for the other program, then sign again",
            Self::BranchLocked { file: None, .. } => {
                "wait for the other program, then commit again"
            }
            Self::Within { .. } => "commit once that commit has ended",
            Self::HookMessage { .. } => {
                "let the hook add to the last paragraph of the message, as git interpret-trailers does (nothing was committed)"
            }
            Self::GroundMoved { .. } => "look at it, and commit again",
            Self::Nothing => "HEAD already has these records",
            Self::EmptyMessage => "write what was done, in one line",
            Self::ClockBehind { .. } | Self::ClockAhead { .. } => "set the clock of this machine",
            Self::Hook { .. } => "do what the hook asks for; nothing was committed",
            Self::Overwrites { .. } => {
                "commit it, or put it away with git stash (nothing was changed)"
            }
            Self::Signing { .. } => {
                "check user.signingkey and gpg.format, or turn signing off: git config commit.gpgsign false"
            }
            Self::TagExists { .. } => "look at it: tickmark signoff list AUDIT; then sign again",
            Self::BranchMoved { .. } => "look at what is signed again, then sign",
            Self::Program { .. } => "nothing was committed; what git printed is above",
            Self::Unfinished { .. } => {
                "start tickmark again before you use git here: it finishes the commit"
            }
            Self::ReadBack { .. } => "check the disk, and run: git fsck",
            Self::Io { source, .. } => match source.kind() {
                io::ErrorKind::StorageFull | io::ErrorKind::QuotaExceeded => {
                    "free some space; nothing was committed"
                }
                io::ErrorKind::ReadOnlyFilesystem => {
                    "the file system is read-only; nothing was committed"
                }
                io::ErrorKind::PermissionDenied => {
                    "the file belongs to somebody else; use a clone of your own"
                }
                _ => return None,
            },
            Self::Git { .. } | Self::Stopped => return None,
        };
        Some(hint.to_owned())
    }
}

/// Says how to get past the file by which another tickmark holds what is needed.
pub fn way_out(path: &Path) -> String {
    let shown = path.display();
    let name = path.file_name().unwrap_or_default().to_string_lossy();
    if name.ends_with(".held") || name == "index.lock" {
        // Nothing but its end, or a person, frees these.
        format!("wait for it; if it is gone, remove {shown}, and start tickmark again")
    } else if name == "journal" {
        "wait for it; if it is gone, the next start after a minute finishes or undoes what it did"
            .to_owned()
    } else {
        "wait for it; where it hangs, end that process".to_owned()
    }
}

impl From<AtomicError> for CommitError {
    fn from(error: AtomicError) -> Self {
        let why = error.to_string();
        match error {
            AtomicError::Io { path, source } => Self::Io { path, source },
            AtomicError::Unsafe { path } => Self::Path {
                path: path.escape_debug().to_string(),
                why: "it leaves the repository".to_owned(),
            },
            AtomicError::Symlink { path } | AtomicError::InTheWay { path, .. } => Self::Path {
                path: path.display().to_string(),
                why,
            },
        }
    }
}

impl From<CommitError> for Error {
    fn from(error: CommitError) -> Self {
        let message = format!("Could not commit: {error}");
        let seen = match &error {
            CommitError::Hook { output, .. }
            | CommitError::Program { output, .. }
            | CommitError::Overwrites { output } => output.lines().map(escape_line).collect(),
            CommitError::Bare
            | CommitError::Detached
            | CommitError::UnderWay { .. }
            | CommitError::BranchSwitched { .. }
            | CommitError::SymbolicBranch { .. }
            | CommitError::Staged { .. }
            | CommitError::Conflict { .. }
            | CommitError::Changed { .. }
            | CommitError::Path { .. }
            | CommitError::Filtered { .. }
            | CommitError::Locked { .. }
            | CommitError::Busy { .. }
            | CommitError::Within { .. }
            | CommitError::HookMessage { .. }
            | CommitError::GroundMoved { .. }
            | CommitError::Saving { .. }
            | CommitError::Edited { .. }
            | CommitError::HookStaged { .. }
            | CommitError::BranchLocked { .. }
            | CommitError::TagLocked { .. }
            | CommitError::Nothing
            | CommitError::EmptyMessage
            | CommitError::ClockBehind { .. }
            | CommitError::ClockAhead { .. }
            | CommitError::Signing { .. }
            | CommitError::TagExists { .. }
            | CommitError::BranchMoved { .. }
            | CommitError::Unfinished { .. }
            | CommitError::ReadBack { .. }
            | CommitError::Io { .. }
            | CommitError::Git { .. }
            | CommitError::Stopped => Vec::new(),
        };
        let mut shown = match &error {
            CommitError::Io { .. }
            | CommitError::Git { .. }
            | CommitError::Unfinished { .. }
            | CommitError::ReadBack { .. } => Self::unavailable(escape_line(&message)),
            _ if seen.is_empty() => Self::refused(escape_line(&message)),
            _ => Self::refused(escape_line(&message)).details(seen),
        };
        if let Some(hint) = error.hint() {
            shown = shown.hint(escape_line(&hint));
        }
        shown
    }
}
