//! Why two repositories were not brought together, and what to do about it.

use std::time::Duration;

use crate::{
    error::Error,
    safe::escape_line,
    vcs::{CommitError, VcsError},
};

/// Says why nothing was fetched, merged or pushed; what is in the work tree is as it was.
#[derive(Debug, thiserror::Error)]
pub enum SyncError {
    /// HEAD names a commit, not a branch.
    #[error("HEAD is detached: no branch is checked out")]
    Detached,
    /// There is no commit yet.
    #[error("the branch {branch} has no commit yet")]
    Unborn {
        /// The branch.
        branch: String,
    },
    /// There is no other repository.
    #[error("no other repository is known here")]
    NoRemote,
    /// There is no repository of that name.
    #[error("no other repository is known as \"{named}\"")]
    UnknownRemote {
        /// The name that was given.
        named: String,
        /// The names that are known.
        known: Vec<String>,
    },
    /// There are several, and nothing says which one.
    #[error("several other repositories are known, and the branch has none of its own")]
    SeveralRemotes {
        /// Their names.
        known: Vec<String>,
    },
    /// The other repository was not reached.
    #[error("{remote} was not reached")]
    Unreached {
        /// Its name.
        remote: String,
        /// What git printed.
        output: Vec<String>,
    },
    /// The other repository wants a password, or an answer, and nobody could be asked.
    #[error("{remote} wants a password or an answer, and nobody could be asked")]
    Asks {
        /// Its name.
        remote: String,
        /// What git printed.
        output: Vec<String>,
    },
    /// The other repository did not answer in time.
    #[error("{remote} did not answer within {} s", within.as_secs())]
    Late {
        /// Its name.
        remote: String,
        /// How long it was waited for.
        within: Duration,
    },
    /// A person did not want to wait any longer.
    #[error("it was stopped")]
    Stopped,
    /// The git program could not be run.
    #[error("git could not be run: {cause}")]
    NoGit {
        /// The system's reason.
        cause: std::io::Error,
    },
    /// The two branches have nothing in common.
    #[error("{branch} and {other} have no commit in common")]
    Unrelated {
        /// The current branch.
        branch: String,
        /// The other one.
        other: String,
        /// Whether the history that is here is not all of it.
        is_shallow: bool,
    },
    /// The repository could not be read.
    #[error("{0}")]
    Vcs(#[from] VcsError),
    /// Something could not be written.
    #[error("{0}")]
    Commit(#[from] CommitError),
}

impl SyncError {
    /// Makes the adapter that notes what libgit2 was asked for.
    pub(super) fn git(doing: &'static str) -> impl Fn(git2::Error) -> Self {
        move |cause| Self::Vcs(VcsError::Git { doing, cause })
    }

    fn hint(&self) -> String {
        match self {
            Self::Detached => "check out a branch: git switch <branch>".to_owned(),
            Self::Unborn { .. } => "commit first: tickmark commit".to_owned(),
            Self::NoRemote => "name one: git remote add origin URL".to_owned(),
            Self::UnknownRemote { named, known } if known.is_empty() => {
                format!("name it: git remote add {named} URL")
            }
            Self::UnknownRemote { known, .. } => format!("there are: {}", known.join(", ")),
            Self::SeveralRemotes { known } => {
                format!(
                    "say which: tickmark sync REMOTE; there are: {}",
                    known.join(", ")
                )
            }
            Self::Unreached { remote, .. } => {
                format!("try it with git itself: git fetch {remote}")
            }
            Self::Asks { remote, .. } => {
                format!("run it in a terminal: tickmark sync {remote}")
            }
            Self::Late { .. } => "wait longer: tickmark sync --time-limit 600".to_owned(),
            Self::Stopped => "what had come before is here; sync again when it suits".to_owned(),
            Self::NoGit { .. } => {
                "install git: it reaches other repositories with the settings that you have made"
                    .to_owned()
            }
            Self::Unrelated {
                is_shallow: true, ..
            } => "the history here is cut short: git fetch --unshallow".to_owned(),
            Self::Unrelated { .. } => {
                "look whether it is the right repository: git remote -v".to_owned()
            }
            Self::Vcs(_) | Self::Commit(_) => String::new(),
        }
    }
}

impl From<SyncError> for Error {
    fn from(error: SyncError) -> Self {
        let message = format!("Could not sync: {error}");
        let hint = error.hint();
        let made = match error {
            SyncError::Vcs(cause) => return cause.into(),
            SyncError::Commit(cause) => return of_commit(cause),
            SyncError::Detached | SyncError::Unborn { .. } => Self::refused(message),
            SyncError::NoRemote
            | SyncError::UnknownRemote { .. }
            | SyncError::SeveralRemotes { .. } => Self::usage(message),
            SyncError::Unreached { output, .. } | SyncError::Asks { output, .. } => {
                Self::unavailable(message)
                    .details(output.iter().map(|line| escape_line(line).into_owned()))
            }
            SyncError::Late { .. } | SyncError::Stopped | SyncError::NoGit { .. } => {
                Self::unavailable(message)
            }
            SyncError::Unrelated { .. } => Self::refused(message),
        };
        let message = escape_line(&made.message).into_owned();
        Self { message, ..made }.hint(escape_line(&hint))
    }
}

/// Says why a merge was not made or brought in, in the words of a commit.
pub(in crate::vcs) fn of_commit(error: CommitError) -> Error {
    let is_moved = matches!(
        error,
        CommitError::BranchMoved { .. } | CommitError::BranchSwitched { .. }
    );
    let mut shown = Error::from(error);
    shown.message = shown
        .message
        .replacen("Could not commit", "Could not sync", 1);
    for hint in &mut shown.hints {
        *hint = if is_moved {
            "somebody else is at work here: sync again".to_owned()
        } else {
            hint.replace("commit again", "sync again")
                .replace("was committed", "was changed")
        };
    }
    shown
}
