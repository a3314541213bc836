//! What happened between the commit at which something was cited and another one, and where it may be now.
//!
//! Two questions are answered: which commits in between touched the file, followed through renames, and whether each touched
//! the cited lines (`between`); and, where what was cited is not there any more, where it may have gone (`proposals`).
//! A file that was renamed with edits, lines that went to another file, lines that were edited where they stood: each is
//! proposed with a measure of how alike it is, and never taken for an answer.
//!
//! All of it walks history and reads files, within bounds, and breaks off when it is told to stop: what it then returns is
//! of no use.

mod between;
mod proposals;
mod renames;
mod texts;
mod timeline;
mod touched;
mod walk;

use git2::Oid;
use jiff::Timestamp;

use super::{At, Change, GitRepository, VcsError};
use crate::domain::{
    evidence::{LineRange, Pin},
    person::Person,
};

pub(super) use self::{between::between, proposals::proposals, renames::went_to, texts::Texts};

/// Tells whether nobody waits for the answer any more.
pub type Stop<'s> = &'s dyn Fn() -> bool;

/// The commits between the one at which something was cited and another one that touched its file.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Between {
    /// From where on they are listed.
    pub since: Since,
    /// The commits, newest first.
    pub commits: Vec<CommitBetween>,
    /// Whether there are more, older ones, than are listed.
    pub more: bool,
    /// Whether the history is cut off, as in a shallow clone, so that commits may be missing.
    pub cut: bool,
}

/// From where on commits are listed.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Since {
    /// From the commit at which it was cited.
    Pinned,
    /// The commit at which it was cited is the later one: what is listed had led there.
    Before,
    /// The history was rewritten, or branches: from the last commit that both have.
    Fork(String),
    /// Nobody can tell, for this reason.
    Unknown(String),
}

/// A commit that touched the file of a citation.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct CommitBetween {
    /// Its id.
    pub commit: String,
    /// The commit before it, with which it is compared; none for the first of all.
    pub parent: Option<String>,
    /// Its author, by the mailmap.
    pub author: Person,
    /// When it was authored.
    pub at: Timestamp,
    /// The first line of its message.
    pub subject: String,
    /// What it did to the file.
    pub change: Change,
    /// The file's path after it; the one before it where it took the file away.
    pub path: String,
    /// The file's path before it; none where it brought the file in.
    pub was: Option<String>,
    /// Whether it touched what was cited; none where that was not looked at.
    pub touches: Option<bool>,
}

impl CommitBetween {
    /// Tells whether it gave the file another path.
    pub fn renames(&self) -> bool {
        self.was.as_ref().is_some_and(|was| *was != self.path)
    }
}

/// Where something that is not there any more may be now.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Proposal {
    /// How it came there.
    pub kind: ProposalKind,
    /// The path.
    pub path: String,
    /// The lines, where lines were cited.
    pub lines: Option<LineRange>,
    /// How alike it is to what was cited, in percent; 100 is the same bytes. Of a whole file it is how much of what was cited
    /// is in it.
    pub likeness: u8,
    /// The commit in which it went there; none where that is not known, or where it stood there all the time.
    pub commit: Option<String>,
}

/// How something came to be where it may be now.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum ProposalKind {
    /// It was edited where it stands.
    Edited,
    /// It stands elsewhere in the file, and was edited.
    Moved,
    /// The file was renamed, and edited then or later.
    Renamed,
    /// The lines were taken to another file.
    Split,
    /// The same, or nearly so, stands in another file, which may be a copy.
    Copied,
}

impl ProposalKind {
    /// Returns the word of commands and JSON.
    pub const fn word(self) -> &'static str {
        match self {
            Self::Edited => "edited",
            Self::Moved => "moved-and-edited",
            Self::Renamed => "renamed",
            Self::Split => "split",
            Self::Copied => "copied",
        }
    }

    /// Says it to a person.
    pub const fn label(self) -> &'static str {
        match self {
            Self::Edited => "edited in place",
            Self::Moved => "moved and edited",
            Self::Renamed => "file renamed and edited",
            Self::Split => "taken to another file",
            Self::Copied => "alike in another file",
        }
    }
}

/// The range of history that a question is about.
#[derive(Debug)]
struct Span {
    since: Since,
    /// The later commit.
    to: Oid,
    /// The commit that is left out with all before it.
    from: Option<Oid>,
}

/// Finds the history between the pinned commit and another one.
fn span(repo: &GitRepository, pin: &Pin, to: Oid) -> Span {
    let unknown = |why: &str| Span {
        since: Since::Unknown(why.to_owned()),
        to,
        from: None,
    };
    let Some(commit) = pin.commit.as_deref() else {
        return unknown("it was cited from the work tree, not from a commit");
    };
    let pinned = repo.oid(commit);
    let Some(pinned) = pinned.filter(|id| repo.commit(*id).is_ok()) else {
        return unknown(if repo.is_partial() || repo.raw().is_shallow() {
            "the commit at which it was cited was not downloaded"
        } else {
            "git does not have the commit at which it was cited any more"
        });
    };
    let shared = if pinned == to {
        Some(to)
    } else {
        repo.raw().merge_base(pinned, to).ok()
    };
    match shared {
        Some(shared) if shared == pinned => Span {
            since: Since::Pinned,
            to,
            from: Some(pinned),
        },
        Some(shared) if shared == to => Span {
            since: Since::Before,
            to: pinned,
            from: Some(to),
        },
        Some(shared) => Span {
            since: Since::Fork(shared.to_string()),
            to,
            from: Some(shared),
        },
        None if repo.raw().is_shallow() => {
            unknown("the history between is not here (shallow clone)")
        }
        None => unknown("the two commits have no history in common"),
    }
}

/// Returns the commit that is meant, and its tree; none on an unborn branch.
pub(super) fn commit_at(repo: &GitRepository, at: &At) -> Result<Option<(Oid, Oid)>, VcsError> {
    match at {
        At::Head | At::WorkTree => repo.tip(),
        At::Commit(name) => repo.commit_named(name).map(Some),
    }
}
