//! What a repository tells, as plain values without git in them.

use std::{io::Read, path::PathBuf};

use jiff::{Timestamp, civil::Date};

use crate::domain::person::Person;

/// A file that the last commit has and the work tree does not.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Absent {
    /// The path.
    pub path: String,
    /// Whether a sparse checkout leaves it out; else it was removed.
    pub is_left_out: bool,
}

/// What a commit has to reckon with in a repository.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Engine {
    /// Whether the index is split or sparse, so that the git program makes the commits.
    pub by_git: bool,
    /// Whether others write here too (`core.sharedRepository`).
    pub is_shared: bool,
    /// A journal that nobody understood, where one was put aside.
    pub set_aside: Option<PathBuf>,
}

/// Where HEAD stands.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Head {
    /// The branch's short name; none when HEAD is detached.
    pub branch: Option<String>,
    /// The commit; none on an unborn branch.
    pub commit: Option<String>,
    /// Whether there is a branch, and a commit on it.
    pub state: HeadState,
    /// The operation under way, such as `merge` or `rebase`; records are not committed meanwhile.
    pub operation: Option<&'static str>,
}

/// Whether HEAD names a branch with a commit.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum HeadState {
    /// HEAD is a branch with at least one commit.
    Branch,
    /// HEAD is a branch without a commit.
    Unborn,
    /// HEAD is a commit and no branch.
    Detached,
}

/// A submodule: a repository of its own within the work tree.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Submodule {
    /// Its name in `.gitmodules`: the path at which it was added first, or another one.
    pub name: String,
    /// Its path.
    pub path: String,
    /// Where it is cloned from; empty when `.gitmodules` does not say.
    pub url: String,
    /// The commit of it that the branch's tip records.
    pub commit: String,
}

/// Which version of a file is meant.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub enum At {
    /// The tip of the current branch; on an unborn branch the work tree.
    Head,
    /// A commit, by its id or an unambiguous start of it.
    Commit(String),
    /// The file on disk.
    WorkTree,
}

/// What listing the paths came to.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct Listed {
    /// How many paths were handed over.
    pub paths: usize,
    /// How many paths were left out because none like them may be asked for: into `.git`, or with `..` in them.
    pub skipped: usize,
}

/// A file that was read.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Content {
    /// The bytes, up to the limit.
    pub bytes: Vec<u8>,
    /// How many bytes the file has.
    pub size: u64,
    /// What it is.
    pub kind: FileKind,
}

/// What stands at a path, open to be read.
pub enum Opened<'r> {
    /// A file.
    File {
        /// How many bytes it has.
        size: u64,
        /// Its bytes, from the beginning. Those of a large object are not checked against its id.
        bytes: Box<dyn Read + 'r>,
    },
    /// A symbolic link to this target; it is never followed.
    Symlink(String),
    /// A submodule, at this commit.
    Submodule(String),
    /// A large file that git keeps as a difference to another one, so that there is no beginning to be had alone.
    TooLarge {
        /// How many bytes it has.
        size: u64,
    },
}

/// What a file is.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum FileKind {
    /// Text, as far as git can tell: no NUL in its first 8000 bytes.
    Text,
    /// Bytes that are no text.
    Binary,
    /// A symbolic link to this target; it is never followed.
    Symlink(String),
    /// A pointer to large file storage.
    LfsPointer,
    /// More bytes than were asked for; what was read is its beginning, or nothing where that would cost too much.
    TooLarge,
}

/// How a file differs.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Change {
    /// It is new.
    Added,
    /// Its bytes are others.
    Modified,
    /// It is not there any more.
    Deleted,
}

/// A file that differs between HEAD and the work tree.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct PendingFile {
    /// Its path.
    pub path: String,
    /// How it differs.
    pub change: Change,
    /// Its bytes at HEAD.
    pub old: Option<Vec<u8>>,
    /// Its bytes in the work tree.
    pub new: Option<Vec<u8>>,
}

/// The user's own changes to other files.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct OthersChanged {
    /// Files whose index entry differs from HEAD.
    pub staged: usize,
    /// Files that differ from their index entry.
    pub changed: usize,
    /// Whether neither can be told: nothing here reads the index.
    pub is_unknown: bool,
}

/// A commit in one line.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct CommitLine {
    /// Its id.
    pub commit: String,
    /// The day on which it was authored, where the author was.
    pub on: Date,
    /// The first line of its message.
    pub subject: String,
}

/// A commit as it is shown: who made it is not told, since evidence names nobody by default.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ShownCommit {
    /// Its id, day and subject.
    pub line: CommitLine,
    /// The rest of its message.
    pub body: String,
    /// How many parents it has: 0 begins a history, 2 and more merge.
    pub parents: usize,
    /// The files that it touched against its first parent, by path, as many as were asked for.
    pub files: Vec<TouchedFile>,
    /// How many files it touched in all; none where that cannot be told.
    pub touched: Option<usize>,
    /// Whether it cannot be told since the commit before is not here: the clone is shallow and ends with this one.
    pub cut: bool,
}

impl ShownCommit {
    /// Says why it cannot be told which files it touched.
    pub const fn why_untold(&self) -> &'static str {
        if self.cut {
            "the commit before it is not in this clone (git fetch --unshallow brings it)"
        } else {
            "objects are missing"
        }
    }
}

/// A file that a commit touched.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct TouchedFile {
    /// Its path.
    pub path: String,
    /// How it was touched.
    pub change: Change,
    /// How many lines were added and removed; none where it is no text, too large or not here.
    pub lines: Option<(usize, usize)>,
}

/// A commit that touched what was asked for.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct LogEntry {
    /// The commit's id.
    pub commit: String,
    /// Its author. Name and address are as the commit has them.
    pub author: Person,
    /// Who committed it, and signs it where it is signed.
    pub committer: Person,
    /// Whom it names beside its author, in the trailers of its message.
    pub co_authors: Vec<Person>,
    /// When it was authored.
    pub at: Timestamp,
    /// The first line of its message.
    pub subject: String,
    /// The rest of its message.
    pub body: String,
    /// The files that it touched among those asked for.
    pub files: Vec<(String, Change)>,
    /// Whether the history that is here ends with it, as at the edge of a shallow clone: whether and how it touched any of
    /// them cannot be told, and no file is listed.
    pub cut: bool,
}
