//! The last change of every file at the branch's tip: which commit made it what it is, by whom and when.
//!
//! One walk through the history answers for all files, the newest commits first, so that what changed lately is known at
//! once; `git log` asked file by file would walk it a hundred thousand times. What came of it is kept in the private folder
//! under the tip's id: the next time nothing is walked, and after further commits only these are.
//!
//! The last change of a file is the newest commit that differs from all its parents at the file's path and left there the
//! bytes that are there now. A merge that took one side as it was changed nothing, and a change that a merge threw away does
//! not count.

mod kept;
mod table;
mod told;
mod walk;

use std::ops::ControlFlow;

use git2::Oid;
use jiff::{Timestamp, civil::Date};

pub(super) use self::walk::COMMITS_AT_MOST;
use self::{
    kept::Kept,
    table::Table,
    told::{Commits, Telling},
};
use super::{GitRepository, VcsError};
use crate::domain::person::Person;

/// The commit that made a file what it is.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct LastChange {
    /// The commit's id.
    pub commit: String,
    /// Its author, as `.mailmap` has them.
    pub author: Person,
    /// When it was authored.
    pub at: Timestamp,
    /// The day of that, where the author was.
    pub date: Date,
}

/// Some of what was found out.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct ChangesFound {
    /// Commits that were not told before, numbered on from those that were.
    pub commits: Vec<LastChange>,
    /// Paths, each with the number of its commit.
    pub files: Vec<(String, u32)>,
    /// How many commits have been looked at so far.
    pub looked_at: usize,
}

/// What a walk came to.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct ChangesTold {
    /// How many commits were looked at, now or earlier.
    pub looked_at: usize,
    /// How many files there are.
    pub files: usize,
    /// For how many of them nothing was found.
    pub unknown: usize,
    /// Why not.
    pub why: Option<Unfinished>,
}

/// Why the walk did not find every file's change.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Unfinished {
    /// The clone is shallow or partial: older history is not here.
    Cut,
    /// More commits than are looked at.
    Long,
    /// It was cancelled.
    Cancelled,
}

type Sink<'s> = dyn FnMut(ChangesFound) -> ControlFlow<()> + 's;

/// Finds the last change of every file; see [`Repository::last_changes`](super::Repository::last_changes).
pub(super) fn last_changes(
    repo: &GitRepository,
    cancel: &dyn Fn() -> bool,
    sink: &mut Sink<'_>,
) -> Result<ChangesTold, VcsError> {
    let Some((tip, tree)) = repo.tip()? else {
        return Ok(ChangesTold::default());
    };
    if let Some(kept) = kept::read(repo, tip) {
        return tell_kept(repo, tree, &kept, sink);
    }
    let mut table = Table::of(repo, tree)?;
    let mut commits = Commits::new(repo);
    let ancestor = kept::nearest(repo, tip);
    let mut looked_at = 0;
    if let Some((_, kept)) = &ancestor {
        commits = Commits::kept(repo, kept);
        looked_at = kept.looked_at;
        table.inherit(repo, kept)?;
    }
    let mut telling = Telling::new(sink, looked_at);
    let before = ancestor.as_ref().map(|(id, _)| *id);
    let mut why = walk::walk(
        repo,
        tip,
        before,
        &mut table,
        &mut commits,
        &mut telling,
        cancel,
    )?;
    if why != Some(Unfinished::Cancelled)
        && let Some((_, kept)) = &ancestor
    {
        tell_inherited(repo, tree, &mut table, &commits, &mut telling)?;
        why = why.or(kept.why);
    }
    telling.send_rest(&commits);
    let told = ChangesTold {
        looked_at: telling.looked_at,
        files: table.len(),
        unknown: table.unknown(),
        why: why.filter(|_| table.unknown() > 0),
    };
    // What is not here today, or cannot be read, may be fetched or mended tomorrow.
    if why != Some(Unfinished::Cancelled) && told.why != Some(Unfinished::Cut) {
        kept::write(repo, tip, &commits.keep(&table, tree, &told));
    }
    Ok(told)
}

/// Returns the day since which a file has had its bytes at a tip, where that was found out earlier and is kept.
pub(super) fn known(repo: &GitRepository, tip: Oid, path: &[u8], blob: Oid) -> Option<Date> {
    let kept = kept::read(repo, tip)?;
    let mut numbers = kept.numbers.iter();
    let mut number = None;
    table::files(repo, kept.tree, &mut |found, id| {
        let next = numbers.next();
        if found != path {
            return ControlFlow::Continue(());
        }
        number = next.filter(|_| id == blob).copied();
        ControlFlow::Break(())
    })
    .ok()?;
    Commits::kept(repo, &kept).day(number?)
}

/// Tells what was kept for this very tip.
fn tell_kept(
    repo: &GitRepository,
    tree: Oid,
    kept: &Kept,
    sink: &mut Sink<'_>,
) -> Result<ChangesTold, VcsError> {
    let commits = Commits::kept(repo, kept);
    let mut telling = Telling::new(sink, kept.looked_at);
    let mut order = 0;
    table::files(repo, tree, &mut |path, _| {
        let number = kept.numbers.get(order).copied().unwrap_or(table::UNKNOWN);
        order += 1;
        if number == table::UNKNOWN {
            return ControlFlow::Continue(());
        }
        telling.found(path, number, &commits)
    })?;
    telling.send_rest(&commits);
    let unknown = kept
        .numbers
        .iter()
        .filter(|n| **n == table::UNKNOWN)
        .count();
    Ok(ChangesTold {
        looked_at: kept.looked_at,
        files: kept.numbers.len(),
        unknown,
        why: kept.why,
    })
}

/// Tells what older commits made, of which was known before.
fn tell_inherited(
    repo: &GitRepository,
    tree: Oid,
    table: &mut Table,
    commits: &Commits,
    telling: &mut Telling<'_, '_>,
) -> Result<(), VcsError> {
    let mut order = 0;
    table::files(repo, tree, &mut |path, _| {
        let number = table.take_over(order);
        order += 1;
        match number {
            Some(number) => telling.found(path, number, commits),
            None => ControlFlow::Continue(()),
        }
    })
}
