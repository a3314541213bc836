//! Reading populations: all files at a commit, and all commits of a range, or an error that says what is not here.
//!
//! A sample is drawn from all of a population or not at all. Where a clone is shallow or partial and the answer would be
//! incomplete, there is none.

use std::ops::ControlFlow;

use git2::{Commit, Oid, Sort};
use jiff::{Timestamp, civil::Date, tz::Offset};

use super::{
    GitRepository, VcsError,
    objects::is_cut_off,
    paths,
    tree::{self, EntryKind, Lookup},
};
use crate::domain::person::Person;

/// Which commits are meant.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Range {
    /// The newest one; all before it are meant, too.
    pub to: String,
    /// The one that is left out with all before it.
    pub from: Option<String>,
    /// Only those at which one of these files or folders is other than at every parent; none means any.
    pub paths: Vec<String>,
    /// The first day, by the committer's time in UTC.
    pub since: Option<Date>,
    /// The last day, itself included.
    pub until: Option<Date>,
}

/// A commit, as far as a sample shows it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct CommitFacts {
    /// Its id.
    pub id: String,
    /// Its author, as the commit has them.
    pub author: Person,
    /// The committer's time: when it came in.
    pub at: Timestamp,
    /// The first line of its message.
    pub subject: String,
}

impl CommitFacts {
    /// Returns the day of the committer's time in UTC.
    pub fn day(&self) -> Date {
        Offset::UTC.to_datetime(self.at).date()
    }
}

/// Finds the commit that a person means.
pub(super) fn commit_meant(repo: &GitRepository, name: &str) -> Result<String, VcsError> {
    let unknown = || VcsError::NoSuchCommit {
        commit: name.to_owned(),
    };
    if name == "HEAD" {
        let (commit, _) = repo.tip()?.ok_or_else(unknown)?;
        return Ok(commit.to_string());
    }
    if let Some(id) = repo.oid(name) {
        return match repo.commit(id) {
            Ok(commit) => Ok(commit.id().to_string()),
            Err(VcsError::MissingObject { .. }) if repo.raw().is_shallow() => {
                Err(VcsError::NotDownloaded {
                    id: name.to_owned(),
                })
            }
            Err(VcsError::MissingObject { .. }) => Err(unknown()),
            Err(error) => Err(error),
        };
    }
    let found = repo.raw().revparse_single(name).map_err(|_| unknown())?;
    let commit = repo.commit_behind(found.id())?.ok_or_else(unknown)?;
    Ok(commit.to_string())
}

/// Hands the paths of files and symbolic links at a commit to `visit`.
pub(super) fn files_at(
    repo: &GitRepository,
    commit: &str,
    visit: &mut dyn FnMut(&[u8]),
) -> Result<(), VcsError> {
    let (_, tree) = repo.commit_named(commit)?;
    // The order of trees is that of whole paths: git sorts a folder as if its name ended with a slash.
    tree::walk(repo, tree, b"", &mut |path, entry| {
        if entry.kind != EntryKind::Submodule {
            visit(path);
        }
        Ok(ControlFlow::Continue(()))
    })
}

/// Lists the commits of a range by the committer's time, then by their ids.
pub(super) fn commits(repo: &GitRepository, range: &Range) -> Result<Vec<CommitFacts>, VcsError> {
    let failed = VcsError::git("read the history");
    for path in &range.paths {
        paths::decode(path.trim_end_matches('/'))?;
    }
    let (to, _) = repo.commit_named(&range.to)?;
    let mut walk = repo.raw().revwalk().map_err(&failed)?;
    walk.set_sorting(Sort::NONE).map_err(&failed)?;
    walk.push(to).map_err(&failed)?;
    if let Some(from) = &range.from {
        let (from, _) = repo.commit_named(from)?;
        walk.hide(from).map_err(&failed)?;
    }
    let mut found = Vec::new();
    for id in walk {
        let id = id.map_err(|error| repo.unreadable(to, error))?;
        let commit = repo.commit(id)?;
        if is_cut_off(&commit) {
            // What came before it is not here, and may belong to the range.
            return Err(VcsError::NotDownloaded {
                id: format!("what came before the commit {id}"),
            });
        }
        let facts = facts(&commit);
        let day = facts.day();
        let within = range.since.is_none_or(|since| since <= day)
            && range.until.is_none_or(|until| day <= until);
        if within && (range.paths.is_empty() || touches(repo, &commit, &range.paths)?) {
            found.push(facts);
        }
    }
    found.sort_by(|a, b| a.at.cmp(&b.at).then_with(|| a.id.cmp(&b.id)));
    Ok(found)
}

/// Tells whether one of these paths is other than at every parent.
fn touches(repo: &GitRepository, commit: &Commit<'_>, paths: &[String]) -> Result<bool, VcsError> {
    let here = places(repo, commit.tree_id(), paths)?;
    if commit.parent_count() == 0 {
        return Ok(here.iter().any(|place| *place != Lookup::Missing));
    }
    for parent in commit.parent_ids() {
        let parent = repo.commit(parent)?;
        if places(repo, parent.tree_id(), paths)? == here {
            return Ok(false);
        }
    }
    Ok(true)
}

fn places(repo: &GitRepository, tree: Oid, paths: &[String]) -> Result<Vec<Lookup>, VcsError> {
    paths
        .iter()
        .map(|path| tree::find(repo, tree, &paths::decode(path.trim_end_matches('/'))?))
        .collect()
}

fn facts(commit: &Commit<'_>) -> CommitFacts {
    let author = commit.author();
    let message = String::from_utf8_lossy(commit.message_bytes());
    let subject = message.lines().find(|line| !line.trim().is_empty());
    CommitFacts {
        id: commit.id().to_string(),
        author: Person {
            name: String::from_utf8_lossy(author.name_bytes()).into_owned(),
            email: String::from_utf8_lossy(author.email_bytes()).into_owned(),
        },
        at: Timestamp::from_second(commit.time().seconds()).unwrap_or(Timestamp::UNIX_EPOCH),
        subject: subject.unwrap_or_default().trim().to_owned(),
    }
}
