//! Searching the contents of the files of one commit, as `git grep` does: line by line, in the order of the tree.
//!
//! The calling thread walks the trees and hands out batches of files to two threads, each with a handle of its own; what
//! they find is put back in order before anybody hears of it. Nothing is left out in silence: what could not be looked
//! into is counted by its reason, and beyond the limits lines are still counted.
//!
//! The work tree, its attributes and its filters play no part: what is searched are the bytes that git has.

mod batches;
mod pattern;
mod scan;
mod walk;

use std::{fmt, ops::Range};

pub use self::pattern::{Pattern, PatternKind};

pub(super) use self::batches::grep;

/// How large a file may be to be searched, unless a query says otherwise.
pub const SEARCHED_AT_MOST: u64 = 64 << 20;

/// What is looked for, and where.
pub struct GrepQuery<'a> {
    /// What a line has to hold.
    pub pattern: &'a Pattern,
    /// The commit, by its id or an unambiguous start of it; none for the branch's tip.
    pub commit: Option<&'a str>,
    /// Folders or files; nothing else is even listed. None of them means all.
    pub beneath: &'a [String],
    /// Tells of a path whether it is wanted.
    pub wants: &'a (dyn Fn(&str) -> bool + Sync),
    /// How many lines of a file are handed over.
    pub lines_per_file: usize,
    /// How many lines are handed over in all.
    pub lines: usize,
    /// How large a file may be, in bytes.
    pub file_at_most: u64,
}

impl fmt::Debug for GrepQuery<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("GrepQuery")
            .field("pattern", &self.pattern)
            .field("commit", &self.commit)
            .field("beneath", &self.beneath)
            .finish_non_exhaustive()
    }
}

/// What was found in one file.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct FileHits {
    /// The path.
    pub path: String,
    /// git's id of the bytes.
    pub blob: String,
    /// The lines that match, as many as were asked for.
    pub lines: Vec<GrepLine>,
    /// How many more of its lines match.
    pub more: usize,
}

/// A line that matches.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct GrepLine {
    /// Its number, from 1.
    pub number: u32,
    /// Its text without the line end; of a long line the part around the match. Bytes that are no UTF-8 are replaced.
    pub text: String,
    /// Where in `text` the first match is, in bytes.
    pub found: Range<usize>,
    /// Whether something of the line stands before `text`.
    pub cut_before: bool,
    /// Whether something of the line follows `text`.
    pub cut_after: bool,
}

/// What a search came to.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Grepped {
    /// The commit that was searched; none on an unborn branch.
    pub commit: Option<String>,
    /// How many lines match, handed over or not.
    pub lines: usize,
    /// How many of them were not handed over.
    pub more: usize,
    /// In how many files.
    pub files: usize,
    /// How many files were searched.
    pub searched: usize,
    /// What was wanted and not searched.
    pub skipped: Skipped,
    /// Whether it went to its end; not so when it was cancelled.
    pub complete: bool,
}

/// What was wanted and could not be searched, by reason.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct Skipped {
    /// Files that are no text: a NUL is among their first 8000 bytes.
    pub binary: usize,
    /// Pointers to large file storage.
    pub lfs: usize,
    /// Files that are too large.
    pub large: usize,
    /// Symbolic links.
    pub symlinks: usize,
    /// Submodules: repositories of their own.
    pub submodules: usize,
    /// Files and folders that a partial clone left on the server.
    pub not_downloaded: usize,
    /// Files and folders that git does not have any more, or whose bytes are not what their id says.
    pub damaged: usize,
}

impl Grepped {
    /// Adds what a search of another repository came to.
    pub fn add(&mut self, other: Self) {
        self.commit = self.commit.take().or(other.commit);
        self.lines += other.lines;
        self.more += other.more;
        self.files += other.files;
        self.searched += other.searched;
        self.skipped.add(&other.skipped);
        self.complete &= other.complete;
    }
}

impl Skipped {
    /// Returns how many there are in all.
    pub fn total(&self) -> usize {
        self.told().iter().map(|(count, _)| count).sum()
    }

    /// Lists the reasons, each with its count, the gravest first.
    pub fn told(&self) -> [(usize, &'static str); 7] {
        [
            (self.damaged, "missing or damaged in git"),
            (self.not_downloaded, "not downloaded"),
            (self.large, "too large"),
            (self.lfs, "in large file storage"),
            (self.binary, "no text"),
            (self.symlinks, "symbolic link"),
            (self.submodules, "submodule"),
        ]
    }

    fn add(&mut self, other: &Self) {
        self.binary += other.binary;
        self.lfs += other.lfs;
        self.large += other.large;
        self.symlinks += other.symlinks;
        self.submodules += other.submodules;
        self.not_downloaded += other.not_downloaded;
        self.damaged += other.damaged;
    }
}
