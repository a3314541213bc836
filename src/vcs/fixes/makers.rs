//! Who made a fix: its author and co-authors, and of a merge those of the commits that it brings in.

use git2::{Commit, Oid, Sort};

use crate::{
    domain::person::Person,
    vcs::{GitRepository, VcsError, co_authors, objects::is_cut_off, touched},
};

/// How many commits that a merge brings in are looked at.
const BROUGHT_AT_MOST: usize = 500;
/// How many files of one commit are looked at, to find one that is no record.
const FILES_AT_MOST: usize = 2_000;

/// Lists who made a commit, each once, and tells whether these are all: false where a merge brings in too many commits,
/// or some are not here.
pub(super) fn of(repo: &GitRepository, commit: &Commit<'_>, records: &str) -> (Vec<Person>, bool) {
    let mut makers = Vec::new();
    add(commit, &mut makers);
    if commit.parent_count() < 2 {
        return (makers, true);
    }
    let is_whole =
        !is_cut_off(commit) && brought(repo, commit, records, &mut makers).unwrap_or(false);
    (makers, is_whole)
}

/// Adds who made the commits that a merge brings in; false where not all were looked at.
///
/// Those that change nothing but records of audits are the auditors' own, and no part of a fix; what lies merged within is looked
/// at by itself.
fn brought(
    repo: &GitRepository,
    merge: &Commit<'_>,
    records: &str,
    makers: &mut Vec<Person>,
) -> Result<bool, VcsError> {
    let failed = VcsError::git("read the history");
    let mut walk = repo.raw().revwalk().map_err(&failed)?;
    walk.set_sorting(Sort::TIME).map_err(&failed)?;
    for (number, parent) in merge.parent_ids().enumerate() {
        if number == 0 {
            walk.hide(parent).map_err(&failed)?;
        } else {
            walk.push(parent).map_err(&failed)?;
        }
    }
    for (number, id) in walk.enumerate() {
        if number >= BROUGHT_AT_MOST {
            return Ok(false);
        }
        let commit = repo.commit(id.map_err(&failed)?)?;
        if is_cut_off(&commit) {
            return Ok(false);
        }
        if commit.parent_count() < 2 && touches_more(repo, &commit, records)? {
            add(&commit, makers);
        }
    }
    Ok(true)
}

/// Tells whether a commit changes a file that is no record of an audit.
fn touches_more(
    repo: &GitRepository,
    commit: &Commit<'_>,
    records: &str,
) -> Result<bool, VcsError> {
    let odb = repo.odb()?;
    let parent: Option<Oid> = commit.parent_ids().next();
    let before = parent.map(|parent| repo.tree_of(parent)).transpose()?;
    let after = Some(commit.tree_id());
    let changed = touched::between(repo, &odb, before, after, &|_| true, FILES_AT_MOST)?;
    let is_record = |path: &str| {
        let within = path.strip_prefix(records);
        !records.is_empty() && within.is_some_and(|within| within.starts_with('/'))
    };
    Ok(changed.iter().any(|file| !is_record(&file.path)))
}

fn add(commit: &Commit<'_>, makers: &mut Vec<Person>) {
    let author = commit.author();
    let author = (author.name_bytes().to_vec(), author.email_bytes().to_vec());
    let text = |bytes: Vec<u8>| String::from_utf8_lossy(&bytes).into_owned();
    for (name, email) in std::iter::once(author).chain(co_authors::anywhere(commit.message_bytes()))
    {
        let person = Person {
            name: text(name),
            email: text(email),
        };
        // As addresses and names are told apart by `.mailmap`, so are those who share one.
        if !makers.contains(&person) {
            makers.push(person);
        }
    }
}
