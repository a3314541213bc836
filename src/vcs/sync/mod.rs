//! Bringing this clone and another repository together: fetched and pushed by the user's own git, merged in memory.
//!
//! git's own settings, agents and helpers reach the other side; libgit2 never does. What comes is only looked at until it is
//! known that all of it fits: sign-offs lie in a name space of their own (`tags`), the branch of the other side where git has
//! it anyway. What both sides changed is told apart into records, which are merged field by field by whoever knows them, and
//! all other files, which are merged as git does (`unite`). Bringing the result into the work tree is the last step, and the
//! business of [`land`](super::commit::land()).

mod apart;
mod error;
mod fetch;
mod program;
mod push;
mod route;
mod tags;
mod unite;
mod voices;

use std::time::Duration;

use jiff::Timestamp;

use crate::domain::{merge::Side, person::Person};

use super::{
    CommitError, GitRepository, VcsError,
    commit::{self, LandRequest, Landed},
};

pub use self::error::SyncError;

/// What a repository does to be in step with another one.
pub trait Syncs {
    /// Finds with which repository, and which branch of it, the current branch is brought together: the one named, the one that
    /// git's configuration has for the branch, or the only one there is.
    fn route(&self, remote: Option<&str>) -> Result<Route, SyncError>;

    /// Fetches the other branch, and the tags of sign-offs into a name space of their own.
    fn fetch(&self, route: &Route, call: Call<'_>) -> Result<(), SyncError>;

    /// Compares the tags of sign-offs that were fetched with ours, and makes those that are new.
    fn take_tags(&self, route: &Route, actor: &Person) -> Result<Tags, SyncError>;

    /// Tells how both branches stand to each other, as fetched last.
    fn meeting(&self, route: &Route) -> Result<Meeting, SyncError>;

    /// Lists the paths in which two commits differ, as records have them.
    fn differing(&self, from: &str, to: &str) -> Result<Vec<String>, SyncError>;

    /// Tells what each side has of the files that are to be merged by themselves, where the sides differ.
    fn apart(
        &self,
        meeting: &Meeting,
        is_apart: &dyn Fn(&str) -> bool,
    ) -> Result<Vec<Apart>, SyncError>;

    /// Merges all other files, and adds what was decided of those that are merged by themselves.
    fn unite(&self, meeting: &Meeting, decided: &[(Apart, Taken)]) -> Result<United, SyncError>;

    /// Returns the bytes of a version.
    fn version(&self, version: &Version) -> Result<Vec<u8>, SyncError>;

    /// Returns the version that a commit has of a path; none where it has no file there.
    fn version_at(&self, commit: &str, path: &str) -> Result<Option<Version>, SyncError>;

    /// Lists the commits that changed a path on one side since both were the same, the newest first.
    fn touched(&self, meeting: &Meeting, side: Side, path: &str)
    -> Result<Vec<Touched>, SyncError>;

    /// Brings a commit, or the merge with it, into the branch, the index and the work tree.
    fn land(&self, request: &LandRequest) -> Result<Landed, CommitError>;

    /// Pushes the branch, and the tags of these names.
    fn push(&self, route: &Route, tags: &[String], call: Call<'_>) -> Result<Pushed, SyncError>;
}

/// The way to the other repository.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Route {
    /// The name by which git's configuration knows it.
    pub remote: String,
    /// The current branch, in full.
    pub branch: String,
    /// The branch there, in full.
    pub upstream: String,
    /// The reference here that has it as it was fetched last.
    pub tracking: String,
}

impl Route {
    /// Returns the other branch as git shows it: `origin/main`.
    pub fn shown(&self) -> String {
        format!("{}/{}", self.remote, short(&self.upstream))
    }

    /// Returns the folder of references in which the tags of the other side lie.
    fn tag_space(&self) -> String {
        format!("refs/tickmark/from/{}/", self.remote)
    }
}

/// Returns the short name of a branch.
fn short(branch: &str) -> &str {
    branch.strip_prefix("refs/heads/").unwrap_or(branch)
}

/// How the other side is called.
#[derive(Clone, Copy)]
pub struct Call<'c> {
    /// How long one waits for it.
    pub within: Duration,
    /// Whether a person sits at a terminal of which nothing else has hold: then git may ask, and takes its time.
    pub at_terminal: bool,
    /// Says when nobody waits any more.
    pub stop: &'c (dyn Fn() -> bool + Sync),
}

/// What became of the sign-offs of the other side.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Tags {
    /// Those that are new here.
    pub new: Vec<String>,
    /// Those that are another object there than here. They stay as they are on both sides.
    pub moved: Vec<MovedTag>,
    /// Those that the other side does not have.
    pub unsent: Vec<String>,
}

/// A tag that is not the same on both sides.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct MovedTag {
    /// Its name.
    pub name: String,
    /// The object here.
    pub ours: String,
    /// The object there.
    pub theirs: String,
}

/// How both branches stand to each other.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Meeting {
    /// The commit of the current branch.
    pub ours: String,
    /// That of the other one; none where it is not there.
    pub theirs: Option<String>,
    /// How many commits we have alone.
    pub ahead: usize,
    /// How many they have alone.
    pub behind: usize,
    /// The last commits that both have.
    pub bases: Vec<String>,
}

/// A version of a file: the id of its bytes, and what kind of file it is.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub struct Version {
    /// The id of its bytes.
    pub id: String,
    /// The mode as git writes it.
    pub mode: u32,
}

impl Version {
    /// Tells whether it is a plain file, and no link or submodule.
    pub const fn is_plain(&self) -> bool {
        matches!(self.mode, 0o100_644 | 0o100_755 | 0o100_664)
    }
}

/// The versions of a file that is merged by itself; none where a side has no such file.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Apart {
    /// Its path.
    pub path: String,
    /// What both began with, for each base.
    pub bases: Vec<Option<Version>>,
    /// Ours.
    pub ours: Option<Version>,
    /// Theirs.
    pub theirs: Option<Version>,
}

impl Apart {
    /// Returns the version of a side.
    pub const fn of(&self, side: Side) -> Option<&Version> {
        match side {
            Side::Ours => self.ours.as_ref(),
            Side::Theirs => self.theirs.as_ref(),
        }
    }

    /// Tells whether a side has left it as it was.
    pub fn is_unchanged(&self, side: Side) -> bool {
        self.bases.iter().all(|base| base.as_ref() == self.of(side))
    }
}

/// What is taken of a file that is merged by itself.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Taken {
    /// What a side has.
    Side(Side),
    /// These bytes.
    Bytes(Vec<u8>),
    /// Nothing: it is gone.
    Nothing,
}

/// What both sides come to.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum United {
    /// This tree.
    Tree(String),
    /// Nothing: these files conflict.
    Conflicts(Vec<String>),
}

/// A commit that changed a path.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Touched {
    /// Its id.
    pub commit: String,
    /// Its author.
    pub by: Person,
    /// When it was authored.
    pub at: Timestamp,
    /// What it has there.
    pub now: Option<Version>,
    /// What each of its parents has there.
    pub before: Vec<Option<Version>>,
}

/// What became of a push.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Pushed {
    /// The other side has all of it.
    Done,
    /// Somebody else was there first: what they brought has to come here before.
    Behind,
    /// The other side, or a hook of ours, does not take it.
    Refused {
        /// What was said.
        output: Vec<String>,
    },
}

impl Syncs for GitRepository {
    fn route(&self, remote: Option<&str>) -> Result<Route, SyncError> {
        route::find(self, remote)
    }

    fn fetch(&self, route: &Route, call: Call<'_>) -> Result<(), SyncError> {
        fetch::fetch(self, route, call)
    }

    fn take_tags(&self, route: &Route, actor: &Person) -> Result<Tags, SyncError> {
        tags::take(self, route, actor)
    }

    fn meeting(&self, route: &Route) -> Result<Meeting, SyncError> {
        route::meeting(self, route)
    }

    fn differing(&self, from: &str, to: &str) -> Result<Vec<String>, SyncError> {
        apart::differing(self, from, to)
    }

    fn apart(
        &self,
        meeting: &Meeting,
        is_apart: &dyn Fn(&str) -> bool,
    ) -> Result<Vec<Apart>, SyncError> {
        apart::find(self, meeting, is_apart)
    }

    fn unite(&self, meeting: &Meeting, decided: &[(Apart, Taken)]) -> Result<United, SyncError> {
        unite::unite(self, meeting, decided)
    }

    fn version(&self, version: &Version) -> Result<Vec<u8>, SyncError> {
        apart::bytes(self, version)
    }

    fn version_at(&self, commit: &str, path: &str) -> Result<Option<Version>, SyncError> {
        apart::version_at(self, commit, path)
    }

    fn touched(
        &self,
        meeting: &Meeting,
        side: Side,
        path: &str,
    ) -> Result<Vec<Touched>, SyncError> {
        voices::touched(self, meeting, side, path)
    }

    fn land(&self, request: &LandRequest) -> Result<Landed, CommitError> {
        let landed = commit::land(self.raw(), request);
        self.look_again();
        landed
    }

    fn push(&self, route: &Route, tags: &[String], call: Call<'_>) -> Result<Pushed, SyncError> {
        push::push(self, route, tags, call)
    }
}

/// Reads an id that we have written ourselves.
fn oid(repo: &GitRepository, text: &str) -> Result<git2::Oid, SyncError> {
    repo.oid(text).ok_or_else(|| {
        SyncError::Vcs(VcsError::NoSuchCommit {
            commit: text.to_owned(),
        })
    })
}
