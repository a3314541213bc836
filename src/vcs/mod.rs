//! The git repository behind a small trait: evidence files, pins and what became of them, history, identity.
//!
//! [`Repository`] is what the rest of the program knows; [`GitRepository`] is the one real implementation, over libgit2.
//! Nothing here touches the network but the user's own git ([`mod@sync`]), and nothing asks git for the status of the whole tree: citations are sorted
//! by path and compared in one descent of the tree at the branch's tip, so that ten thousand of them in a repository of
//! a hundred thousand files are judged within the time of one frame or two.
//!
//! Ids are texts of whatever length the repository's hash has (SHA-1 or SHA-256). Paths are relative to the top of the
//! work tree, with `/`, and never lead out of it, into `.git`, or through a symbolic link. A path that is no UTF-8 or begins
//! with a quotation mark is written as git quotes it (`"caf\351.txt"`), wherever a path is text.

mod attributes;
mod beside;
mod changes;
mod cited_commit;
mod clean;
mod co_authors;
pub mod commit;
mod compare;
mod contributions;
mod drift;
mod elsewhere;
mod error;
mod excerpt;
mod fixes;
mod git;
pub mod grep;
mod ground;
mod head;
pub mod history;
mod log;
mod loose;
mod mailmap;
mod merge_driver;
mod objects;
mod opened;
mod options;
mod origin;
mod others;
mod paths;
mod pending;
mod people;
mod pin;
mod places;
mod plain;
pub mod population;
mod private;
pub mod replay;
mod side_by_side;
pub mod signed;
mod stream;
mod submodules;
mod sums;
pub mod sync;
mod taken_back;
mod told;
mod touched;
pub mod trail;
mod tree;
mod uncommitted;
mod worktree;

#[cfg(test)]
mod tests;

use std::{
    ops::ControlFlow,
    path::{Path, PathBuf},
    time::Duration,
};

use crate::domain::{
    action::{Fix, Fixing},
    evidence::{CitationState, LineRange, Pin},
    independence::{Contributions, Inquiry},
    people::People,
    person::Person,
    verify::citations::Standing,
};

pub use self::{
    beside::{open_at, open_git_dir},
    changes::{ChangesFound, ChangesTold, LastChange, Unfinished},
    commit::{CommitError, CommitFile, CommitRequest, Committed, Recovery, TagLock},
    error::VcsError,
    git::{GitRepository, init, open},
    grep::{FileHits, GrepLine, GrepQuery, Grepped, Pattern, PatternKind, Skipped},
    ground::Ground,
    paths::{path_of, text_of},
    signed::{FoundTag, Reach, Root, Signed, TagError},
    sync::{SyncError, Syncs},
    told::{
        Absent, At, Change, CommitLine, Content, Engine, FileKind, Head, HeadState, Listed,
        LogEntry, Opened, OthersChanged, PendingFile, ShownCommit, Submodule, TouchedFile,
    },
    trail::{Between, CommitBetween, Proposal, ProposalKind, Since},
    worktree::DISK_AT_MOST,
};

/// A git repository with a work tree, as far as an audit needs it.
pub trait Repository: Send + signed::Signed + sync::Syncs {
    /// Returns the top of the work tree; of a repository without one a folder that is not there.
    fn work_dir(&self) -> &Path;

    /// Returns the folder for the user's own drafts, log and caches: `tickmark` in the git dir of this work tree, and where
    /// others work in that too a folder for each person in it.
    ///
    /// Whoever writes there creates it first, as the mask lets it be; what nobody else may read lies in folders (mode 0700) or
    /// files (mode 0600) for the user alone.
    fn private_dir(&self) -> PathBuf;

    /// Returns the folder of what everybody at work in this work tree shares: the journal of a commit, and the locks under which
    /// one process at a time commits or saves.
    fn desk_dir(&self) -> PathBuf;

    /// Returns git's own folders: that of this work tree, and that of all of them.
    fn git_dirs(&self) -> [PathBuf; 2];

    /// Returns the folder for what all work trees of the repository share: `tickmark` in its common git dir.
    ///
    /// Nothing in it can be committed. Whoever writes there creates it first, and folders in it for the user alone (mode 0700).
    fn shared_dir(&self) -> PathBuf;

    /// Tells where HEAD stands and whether an operation such as a merge is under way.
    fn head(&self) -> Result<Head, VcsError>;

    /// Returns who commits: the environment first, then git's configuration, as git does. None is ever invented.
    fn identity(&self) -> Result<Person, VcsError>;

    /// Returns the editor of git's configuration (`core.editor`).
    fn editor(&self) -> Option<String>;

    /// Hands all paths of files and symbolic links at HEAD to `sink`, in tree order: a small chunk at once, then large ones.
    ///
    /// `sink` breaks off by [`ControlFlow::Break`]. Paths that may not be asked for are left out and counted.
    fn list_paths(
        &self,
        sink: &mut dyn FnMut(Vec<String>) -> ControlFlow<()>,
    ) -> Result<Listed, VcsError>;

    /// Finds the lines that match a pattern in the files of a commit, in tree order, and hands them to `sink` file by file.
    ///
    /// `sink` breaks off by [`ControlFlow::Break`]. `cancel` is asked before every file, from more than one thread; once it
    /// says yes the search ends, and is not complete.
    fn grep(
        &self,
        query: &GrepQuery<'_>,
        cancel: &(dyn Fn() -> bool + Sync),
        sink: &mut dyn FnMut(FileHits) -> ControlFlow<()>,
    ) -> Result<Grepped, VcsError>;

    /// Returns the whole id of a commit that is named by `HEAD`, its id or an unambiguous start of it.
    fn commit_named(&self, name: &str) -> Result<String, VcsError>;

    /// Returns the whole id of a commit that is named by a branch, a tag or whatever else git takes for one.
    fn commit_meant(&self, name: &str) -> Result<String, VcsError>;

    /// Hands the bytes of every path of a file or symbolic link at a commit to `visit`, in the order of these bytes.
    fn files_at(&self, commit: &str, visit: &mut dyn FnMut(&[u8])) -> Result<(), VcsError>;

    /// Lists the commits of a range, the oldest first; see [`population`].
    fn commits(&self, range: &population::Range) -> Result<Vec<population::CommitFacts>, VcsError>;

    /// Reads a file, at most `limit` bytes of it.
    fn read(&self, at: &At, path: &str, limit: u64) -> Result<Content, VcsError>;

    /// Opens what stands at a path, to read it piece by piece: nothing is followed, and no more is read than is taken.
    fn open(&self, at: &At, path: &str) -> Result<Opened<'_>, VcsError>;

    /// Pins a file, or lines of it, as a citation.
    ///
    /// A pin of the work tree has a commit only if the file is as it is at HEAD; otherwise its bytes are put into git's
    /// object store, so that what was cited can be shown later.
    fn pin(&self, path: &str, lines: Option<LineRange>, at: &At) -> Result<Pin, VcsError>;

    /// Lists the submodules at the branch's tip, with what `.gitmodules` says of them; sorted by path, a thousand at most.
    fn submodules(&self) -> Vec<Submodule>;

    /// Returns where git keeps the repository of a submodule of this name, checked out or not, removed since or not.
    fn kept_submodule(&self, name: &str) -> Option<PathBuf>;

    /// Returns where a repository of evidence is on this machine, where git's configuration says so:
    /// `tickmark.repository.<name>.path`.
    fn path_here(&self, name: &str) -> Option<PathBuf>;

    /// Judges citations, bytes included; the answers are in the order of `pins`.
    ///
    /// Every pinned blob is read and hashed once, and remembered by its id.
    fn check(&self, pins: &[Pin]) -> Vec<CitationState>;

    /// Tells of each citation whether the commit at which it was cited is not here, though its bytes may be.
    ///
    /// What a shallow or partial clone may have left out is not missing. Whether the commit is lost nobody can tell where
    /// there is a server.
    fn missing_commits(&self, pins: &[Pin]) -> Vec<bool>;

    /// Judges cited commits, given by their ids; the answers are in their order.
    ///
    /// Of a commit *unchanged* means that a branch or tag here still leads to it, *gone* that it is here and none does,
    /// though the history is whole: it was rewritten. One that is not here was *not downloaded* where there is a server
    /// that may have it, and is a *missing object* where there is none. None of them is ever *changed*: its id is the hash
    /// of what it says.
    fn check_commits(&self, ids: &[&str]) -> Vec<CitationState>;

    /// Tells of commits that fixed something, by their ids or starts of these, whether the branch leads to them and nothing since
    /// has taken them back; the answers are in their order.
    fn fixes(&self, ids: &[&str]) -> Vec<Fix>;

    /// Tells who made commits that fixed something, when, and what they touched; `records` is the folder of the records, which
    /// are no fix. None where a commit cannot be read.
    fn fixings(&self, ids: &[&str], records: &str) -> Vec<Option<Fixing>>;

    /// Shows a commit: its message and, against its first parent, the files it touched, at most `most_files` of them.
    fn show_commit(&self, id: &str, most_files: usize) -> Result<ShownCommit, VcsError>;

    /// Returns the newest commits of the current branch, newest first, at most `limit`.
    fn recent_commits(&self, limit: usize) -> Result<Vec<CommitLine>, VcsError>;

    /// Returns who authored the newest commits of the current branch, at most `limit` of these; each person once.
    fn recent_authors(&self, limit: usize) -> Result<Vec<Person>, VcsError>;
    /// Judges citations as [`Repository::check`] does, against some commit instead of the branch's tip.
    fn check_at(&self, pins: &[Pin], at: &At) -> Vec<CitationState>;

    /// Lists the commits that touched the file of a citation between the one at which it was cited and another one.
    ///
    /// `stop` says when nobody waits for the answer any more; what is then returned is of no use.
    fn between(&self, pin: &Pin, to: &At, stop: trail::Stop<'_>) -> Result<Between, VcsError>;

    /// Proposes where something may be at a commit that was changed there or is gone; the likeliest first.
    fn proposals(
        &self,
        pin: &Pin,
        to: &At,
        stop: trail::Stop<'_>,
    ) -> Result<Vec<Proposal>, VcsError>;

    /// Returns the whole file as it was when it was cited.
    fn bytes_of(&self, pin: &Pin) -> Result<Vec<u8>, VcsError>;

    /// Returns the files beneath these paths (folders or single files) that differ between HEAD and the work tree.
    ///
    /// Files that git does not know are reported when they are TOML and no leftovers of an editor, and when they are kept
    /// copies of evidence. Sorted by path.
    fn pending(&self, folders: &[String]) -> Result<Vec<PendingFile>, VcsError>;

    /// Counts the staged and changed files that are not beneath `ours`: the user's own work, which stays as it is.
    fn others_changed(&self, ours: &[String]) -> Result<OthersChanged, VcsError>;

    /// Lists the files beneath these paths that the work tree has as HEAD has them, and that are staged otherwise or to be removed:
    /// the next `git commit` would take back what was committed. Sorted by path.
    fn taken_back(&self, ours: &[String]) -> Vec<String>;

    /// Returns the newest commits that touch these paths, newest first, at most `limit`; no path means any.
    fn log(&self, paths: &[String], limit: usize) -> Result<Vec<LogEntry>, VcsError>;

    /// Finds out who has worked on files and areas; none when `cancelled` said so meanwhile.
    ///
    /// Looks at what HEAD can reach. What the history does not show is said, never passed over.
    fn contributions(
        &self,
        asked: &Inquiry,
        cancelled: &dyn Fn() -> bool,
    ) -> Result<Option<Contributions>, VcsError>;

    /// Returns who is whom, by `.mailmap` and by the keys with which commits that touch this folder are signed.
    ///
    /// The file counts as it is at HEAD. A key joins addresses only where its signatures hold, and what
    /// cannot be read says nothing.
    fn people(&self, folder: &str) -> People;

    /// Returns who is whom by one committed version of `.mailmap`, given by git's id of its bytes, or by none, and by the keys.
    fn people_by(&self, folder: &str, mailmap: Option<&str>) -> People;

    /// Returns who is whom by the `.mailmap` of HEAD and by that of the work tree, keys aside; none where the files are the same.
    fn uncommitted_mailmap(&self) -> Option<(People, People)>;

    /// Finds the last change of every file at the branch's tip, newest first, and hands them to `sink` in portions.
    ///
    /// What is known from earlier is told at once, and only newer commits are looked at. `sink` breaks off by
    /// [`ControlFlow::Break`]; `cancel` is asked before every commit.
    fn last_changes(
        &self,
        cancel: &dyn Fn() -> bool,
        sink: &mut dyn FnMut(ChangesFound) -> ControlFlow<()>,
    ) -> Result<ChangesTold, VcsError>;

    /// Looks through the history of the records; none when it was stopped. See [`replay`](mod@replay).
    fn replay(&self, asked: &replay::Asked<'_>) -> Result<Option<replay::Replay>, VcsError>;

    /// Reads blobs by their ids and hands each to `each` with its number, from two threads; `stop` ends it early.
    fn read_blobs(
        &self,
        ids: &[&str],
        stop: &(dyn Fn() -> bool + Sync),
        each: &replay::Each<'_>,
    ) -> Result<(), VcsError>;

    /// Tells of each citation what stands at its path in the commit that it names, in the order of `pins`.
    fn standing(&self, pins: &[Pin]) -> Vec<Standing>;

    /// Returns the command that git's configuration has for a merge driver; none where this clone does not know it.
    fn merge_driver(&self, name: &str) -> Option<String>;

    /// Makes a merge driver known to this clone, in its own configuration: what it is called, and what git runs.
    fn set_merge_driver(&self, name: &str, title: &str, command: &str) -> Result<(), VcsError>;

    /// Returns the merge driver that the attributes name for a path, which need not be there.
    fn merge_attribute(&self, path: &str) -> Option<String>;

    /// Commits these files and nothing else; see [`commit`](mod@commit).
    fn commit(&self, request: &CommitRequest) -> Result<Committed, CommitError>;

    /// Finishes or undoes a commit that was cut short.
    fn recover(&self) -> Result<Recovery, CommitError>;

    /// Does so for a person who knows that whoever left a lock is gone, which was so old when they were asked.
    fn recover_knowingly(&self, age: Duration) -> Result<Recovery, CommitError>;

    /// Tells how git keeps its index here: what a commit has to reckon with.
    fn engine(&self) -> Engine;

    /// Lists the locks of git that a commit would need and that are there, the index's first, each with its age.
    fn locks(&self) -> Vec<(PathBuf, Duration)>;

    /// Lists the locks of git on the tags of sign-offs.
    fn tag_locks(&self) -> Vec<TagLock>;

    /// Lists the files beneath these paths that the last commit has and the work tree does not: they were removed, or a sparse
    /// checkout leaves them out.
    fn absent(&self, folders: &[String]) -> Result<Vec<Absent>, VcsError>;

    /// Looks at what git makes of the place, for whoever asks why something does not work here; `records` is their folder.
    fn ground(&self, records: &str) -> Ground;
}
