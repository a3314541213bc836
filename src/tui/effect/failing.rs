//! What was asked for when something fails, so that only who waits for it hears of it.

use std::sync::atomic::{AtomicU64, Ordering};

use crate::error::Error;

use super::{Reply, Request, SampleRequest};

/// A question's own number: the answer bears it, and is of no use to anybody else.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Ticket(u64);

impl Ticket {
    /// Makes a number that no other question has.
    pub fn draw() -> Self {
        static NEXT: AtomicU64 = AtomicU64::new(0);
        Self(NEXT.fetch_add(1, Ordering::Relaxed))
    }
}

/// Something that could not be done.
#[derive(Debug)]
pub struct Failure {
    /// What was asked for.
    pub of: Origin,
    /// Why it could not be done.
    pub error: Error,
}

/// What was asked for.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Origin {
    /// A citation of a file or a commit, new or pinned anew.
    Citing,
    /// A kept copy.
    Keeping,
    /// The newest commits.
    Commits,
    /// What a commit would contain.
    Review,
    /// A commit.
    Commit,
    /// A lock that holds up commits.
    Lock,
    /// An audit.
    Plan,
    /// What it means to take another edition of a checklist.
    Upgrade,
    /// The sample that a form asked for.
    Draw(Ticket),
    /// Something else about a sample.
    Sample,
    /// All records, again.
    Reload,
    /// The paths of the repository.
    Paths,
    /// What was cited beside what is there.
    Comparison,
    /// What happened to the file of a citation.
    Trail,
    /// The terminal's clipboard.
    Clipboard,
    /// What is done in the background, and for which nobody waits.
    Upkeep,
}

impl Request {
    /// Says what a failure of it is a failure of.
    pub fn origin(&self) -> Origin {
        match self {
            Self::Pin { .. } | Self::Repin { .. } | Self::CiteCommit { .. } => Origin::Citing,
            Self::Keep { .. } => Origin::Keeping,
            Self::Commits => Origin::Commits,
            Self::Review(_) => Origin::Review,
            Self::Commit { .. } => Origin::Commit,
            Self::Lock(_) => Origin::Lock,
            Self::Plan { .. } => Origin::Plan,
            Self::Upgrade { .. } => Origin::Upgrade,
            Self::Sample(SampleRequest::Draw { ticket, .. }) => Origin::Draw(*ticket),
            Self::Sample(_) => Origin::Sample,
            Self::Reload | Self::LookAgain => Origin::Reload,
            Self::Save(_)
            | Self::TakeBack(_)
            | Self::Check(_)
            | Self::CheckStatements
            | Self::Controls
            | Self::Standards
            | Self::Repositories
            | Self::ShowCommit(_)
            | Self::KeepDraft(_)
            | Self::DropDraft { .. }
            | Self::Learn(..)
            | Self::SignOffs { .. }
            | Self::SignOff(_)
            | Self::SignOffMarks
            | Self::Tick(_)
            | Self::KeepPlace(_)
            | Self::WhoIsHere
            | Self::Report(_) => Origin::Upkeep,
        }
    }
}

impl Reply {
    /// Answers that something could not be done.
    pub fn failed(of: Origin, error: Error) -> Self {
        Self::Failed(Failure { of, error })
    }
}
