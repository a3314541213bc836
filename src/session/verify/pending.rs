//! Verifying what is not committed yet: what would be told of it as the next commit.
//!
//! Asked only where something would be refused and a branch was ever merged: what puts back what a merge brought in too late
//! looks, held against the last commit alone, as if it were edited past the guards.

use std::collections::{BTreeMap, BTreeSet};

use crate::{
    domain::{
        person::Person,
        record::RecordKey,
        verify::{self as rules, Changed, Past, PastCommit},
    },
    error::Result,
    session::{Session, review::PendingRecord},
    vcs::{At, Change, Repository, replay},
};

use super::{Asked, read, surroundings};

/// In place of the id of the commit that is not made yet.
const NEXT: &str = "0000000000000000000000000000000000000000";

impl Session {
    /// Returns of which pending records verifying would tell something that counts once they are committed by somebody; none where
    /// no branch was ever merged, so that nothing can be put back that a merge did.
    pub(in crate::session) fn told_once_committed(
        &self,
        files: &[PendingRecord],
        author: &Person,
        stop: &(dyn Fn() -> bool + Sync),
    ) -> Result<Option<BTreeSet<RecordKey>>> {
        let asked = Asked {
            folder: self.store().records_folder().to_owned(),
            audit: None,
            now: self.clock().now(),
        };
        let repository = self.repository();
        let history = repository.replay(&replay::Asked {
            folder: &asked.folder,
            folder_in: &crate::store::Store::folder_in,
            stop,
            progress: &|_, _| (),
        })?;
        let Some(history) = history else {
            return Ok(None);
        };
        if !history.commits.iter().any(|one| one.parents.len() > 1) {
            return Ok(None);
        }
        let mailmaps = history.mailmaps.clone();
        let Some(mut past) = read::past(repository, &asked, history, stop, &|_, _| ())? else {
            return Ok(None);
        };
        let strange = append(repository, &mut past, files, author, asked.now);
        let around = surroundings::Here::new(
            self.repositories(),
            &asked.folder,
            (&past, mailmaps.as_slice()),
            BTreeMap::new(),
            stop,
        );
        let replayed = rules::replay(&past, asked.now, &around, &|_, _| ());
        let told = replayed.map(|replayed| {
            let told = replayed.irregularities.into_iter();
            told.filter(|one| one.commit.as_deref() == Some(NEXT) && one.counts())
                .filter_map(|one| one.record)
                .chain(strange)
                .collect()
        });
        Ok(told)
    }
}

/// Adds a commit of the pending records to a history, and returns those of which it says nothing: a version cannot be understood.
fn append(
    repository: &dyn Repository,
    past: &mut Past,
    files: &[PendingRecord],
    author: &Person,
    now: jiff::Timestamp,
) -> Vec<RecordKey> {
    let mut strange = Vec::new();
    let Some(tip) = past.commits.len().checked_sub(1) else {
        return files.iter().filter_map(|file| file.key.clone()).collect();
    };
    let numbers: BTreeMap<RecordKey, u32> = (0..)
        .zip(&past.keys)
        .map(|(number, key)| (key.clone(), number))
        .collect();
    let mut changes = Vec::new();
    for file in files.iter().filter(|file| file.kept.is_none()) {
        let known = file.key.as_ref().and_then(|key| numbers.get(key));
        let (Some(key), Some(number)) = (&file.key, known) else {
            continue;
        };
        let before = committed(past, tip, *number);
        let after = if file.change == Change::Deleted {
            None
        } else {
            let now = read::understand(key, &file.path, file.new.as_bytes());
            // One that says the same in other bytes is another version, and judged as such.
            let known = same_as(past, *number, &now)
                .filter(|(_, commit)| has_bytes(repository, commit, &file.path, &file.new))
                .map(|(version, _)| version);
            if known.is_none() {
                past.versions.push(now);
            }
            known.or_else(|| u32::try_from(past.versions.len() - 1).ok())
        };
        let is_known = |version: Option<u32>| {
            version.is_none_or(|version| {
                past.version(version)
                    .is_some_and(|version| version.content.is_ok())
            })
        };
        if !is_known(before) || !is_known(after) {
            strange.push(key.clone());
        }
        changes.push(Changed {
            key: *number,
            path: file.path.clone(),
            before: vec![before],
            after,
        });
    }
    let mailmap = past.commits.last().and_then(|commit| commit.mailmap);
    past.commits.push(PastCommit {
        id: NEXT.to_owned(),
        parents: vec![tip],
        cut: None,
        written: author.clone(),
        author: author.clone(),
        committer: author.clone(),
        co_authors: Vec::new(),
        mailmap,
        authored: now,
        offset: 0,
        committed: now,
        changes,
    });
    strange
}

/// Tells whether a file has these bytes at a commit.
fn has_bytes(repository: &dyn Repository, commit: &str, path: &str, text: &str) -> bool {
    let at = At::Commit(commit.to_owned());
    let limit = u64::try_from(text.len())
        .unwrap_or(u64::MAX)
        .saturating_add(1);
    let found = repository.read(&at, path, limit);
    found.is_ok_and(|found| found.bytes == text.as_bytes())
}

/// Returns the version of a record at a commit.
fn committed(past: &Past, mut commit: usize, key: u32) -> Option<u32> {
    loop {
        let at = past.commits.get(commit)?;
        if let Some(change) = at.changes.iter().find(|change| change.key == key) {
            return change.after;
        }
        // What a commit does not change is as in each of its parents.
        commit = *at.parents.first()?;
    }
}

/// Returns an earlier version of a record that says the same, and a commit that has it.
fn same_as(past: &Past, key: u32, now: &rules::Version) -> Option<(u32, String)> {
    let commits = past.commits.iter();
    let changes = commits.flat_map(|commit| commit.changes.iter().map(move |one| (commit, one)));
    let mut earlier = changes.filter(|(_, change)| change.key == key);
    earlier.find_map(|(commit, change)| {
        let number = change.after?;
        let then = past.version(number)?;
        let is_it = match (&then.content, &now.content) {
            (Ok(rules::Content::Record(one)), Ok(rules::Content::Record(other))) => one == other,
            (Ok(rules::Content::Checklist(one)), Ok(rules::Content::Checklist(other))) => {
                one == other
            }
            (
                Ok(rules::Content::Record(_) | rules::Content::Checklist(_) | rules::Content::Kept)
                | Err(_),
                _,
            ) => false,
        };
        is_it.then(|| (number, commit.id.clone()))
    })
}
