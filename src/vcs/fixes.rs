//! Whether commits that fixed something still do: the branch leads to them, and nothing since has taken them back.
//!
//! A commit is reverted by a later one whose message says so as git writes it (`This reverts commit ID`), unless that one
//! was itself reverted, and so on. Whatever messages say, it is undone when every file that it changed is again, at the
//! branch's tip, what it was before it. Where the history is cut off before a commit is found, or objects are not here, it
//! cannot be told: that is said, and is never good news.

use std::collections::{HashMap, HashSet};

use git2::{Commit, Oid, Sort};
use jiff::civil::Date;

use super::{
    GitRepository, VcsError,
    cited_commit::day,
    objects::is_cut_off,
    paths, touched,
    tree::{self, Lookup},
};
use crate::{domain::action::Fix, safe::escape_line};

/// How many commits are looked at.
const WALKED_AT_MOST: usize = 200_000;
/// How many commits in a row that are older than all that is asked about end the walk: clocks differ.
const OLDER_IN_A_ROW: usize = 2_000;
/// How many files a commit may have changed for these to be compared.
const FILES_AT_MOST: usize = 2_000;
/// How many reverts of reverts are followed.
const DEPTH: usize = 64;
/// How much of a message is looked at.
const MESSAGE_AT_MOST: usize = 64 << 10;
/// The shortest start of an id that names a commit in a message.
const SHORTEST: usize = 7;
const REVERTS: &[u8] = b"This reverts commit ";

/// What is known, of one tip.
#[derive(Debug, Default)]
pub(super) struct Fixes {
    tip: Option<Oid>,
    known: HashMap<Oid, Fix>,
}

/// A commit that says that it reverts another.
struct Revert {
    /// The other, by its id or the start of it.
    of: String,
    by: Oid,
    on: Date,
}

/// What the history has.
#[derive(Default)]
struct Seen {
    found: HashSet<Oid>,
    reverts: Vec<Revert>,
    /// Why not all of it was read.
    hole: Option<String>,
}

/// Judges commits, given by their ids or unambiguous starts of these; the answers are in their order.
pub(super) fn judge(repo: &GitRepository, ids: &[&str]) -> Vec<Fix> {
    let (tip, tree) = match repo.tip() {
        Ok(Some(tip)) => tip,
        Ok(None) => return vec![unknown("the branch has no commit yet"); ids.len()],
        Err(error) => return vec![unknown(&error.to_string()); ids.len()],
    };
    let named: Vec<Result<Oid, Fix>> = ids.iter().map(|id| find(repo, id)).collect();
    let mut kept = repo.fixes.borrow_mut();
    if kept.tip != Some(tip) {
        *kept = Fixes {
            tip: Some(tip),
            known: HashMap::new(),
        };
    }
    let open: HashSet<Oid> = named
        .iter()
        .flatten()
        .filter(|id| !kept.known.contains_key(id))
        .copied()
        .collect();
    let mut fresh: HashMap<Oid, Fix> = HashMap::new();
    if !open.is_empty() {
        let seen = walk(repo, tip, &open);
        for id in open {
            let fix =
                one(repo, &seen, id, tree).unwrap_or_else(|error| unknown(&error.to_string()));
            // What cannot be told now may be told once more has been fetched.
            if matches!(fix, Fix::Unknown { .. }) {
                fresh.insert(id, fix);
            } else {
                kept.known.insert(id, fix);
            }
        }
    }
    let answer = |id: Oid| fresh.get(&id).or_else(|| kept.known.get(&id)).cloned();
    named
        .into_iter()
        .map(|named| match named {
            Ok(id) => answer(id).unwrap_or_else(|| unknown("it was not looked for")),
            Err(fix) => fix,
        })
        .collect()
}

fn unknown(why: &str) -> Fix {
    Fix::Unknown {
        why: escape_line(why).into_owned(),
    }
}

fn find(repo: &GitRepository, id: &str) -> Result<Oid, Fix> {
    repo.commit_named(id).map(|(id, _)| id).map_err(|error| {
        let elsewhere = repo
            .raw()
            .remotes()
            .is_ok_and(|remotes| !remotes.is_empty());
        match error {
            VcsError::NoSuchCommit { .. } if repo.raw().is_shallow() => {
                unknown("it is not here, and the history of this clone is cut off (shallow)")
            }
            VcsError::NoSuchCommit { .. } if elsewhere || repo.is_partial() => {
                unknown("it is not here; it may not have been fetched")
            }
            VcsError::NoSuchCommit { .. } => unknown("there is no such commit here"),
            other => unknown(&other.to_string()),
        }
    })
}

fn walk(repo: &GitRepository, tip: Oid, wanted: &HashSet<Oid>) -> Seen {
    let mut seen = Seen::default();
    if let Err(error) = look(repo, tip, wanted, &mut seen) {
        seen.hole = Some(error.to_string());
    }
    seen
}

fn look(
    repo: &GitRepository,
    tip: Oid,
    wanted: &HashSet<Oid>,
    seen: &mut Seen,
) -> Result<(), VcsError> {
    let failed = VcsError::git("read the history");
    let mut oldest = i64::MAX;
    for id in wanted {
        oldest = oldest.min(repo.commit(*id)?.time().seconds());
    }
    let mut walk = repo.raw().revwalk().map_err(&failed)?;
    walk.set_sorting(Sort::TIME).map_err(&failed)?;
    walk.push(tip).map_err(&failed)?;
    let mut older = 0;
    for (number, id) in walk.enumerate() {
        if number >= WALKED_AT_MOST {
            seen.hole = Some(format!("more than {WALKED_AT_MOST} commits lie between"));
            return Ok(());
        }
        let commit = repo.commit(id.map_err(&failed)?)?;
        if wanted.contains(&commit.id()) {
            seen.found.insert(commit.id());
        }
        reverts(&commit, &mut seen.reverts);
        older = if commit.time().seconds() < oldest {
            older + 1
        } else {
            0
        };
        if older >= OLDER_IN_A_ROW && seen.found.len() == wanted.len() {
            return Ok(());
        }
    }
    Ok(())
}

/// Notes which commits a message says it reverts, a line each, as git writes it.
fn reverts(commit: &Commit<'_>, found: &mut Vec<Revert>) {
    let message = commit.message_raw_bytes();
    let message = message.get(..MESSAGE_AT_MOST).unwrap_or(message);
    for line in message.split(|byte| *byte == b'\n') {
        let Some(rest) = line.strip_prefix(REVERTS) else {
            continue;
        };
        let id: String = rest
            .iter()
            .take_while(|byte| byte.is_ascii_hexdigit())
            .map(|byte| char::from(byte.to_ascii_lowercase()))
            .collect();
        if id.len() >= SHORTEST {
            found.push(Revert {
                of: id,
                by: commit.id(),
                on: day(commit),
            });
        }
    }
}

impl Seen {
    /// Finds the commit that reverts one and was not itself reverted.
    fn reverted(&self, id: Oid, depth: usize) -> Option<&Revert> {
        let text = id.to_string();
        let standing = |revert: &&Revert| {
            revert.by != id
                && text.starts_with(&revert.of)
                && (depth == 0 || self.reverted(revert.by, depth - 1).is_none())
        };
        self.reverts.iter().find(standing)
    }
}

fn one(repo: &GitRepository, seen: &Seen, id: Oid, tip: Oid) -> Result<Fix, VcsError> {
    if let Some(hole) = &seen.hole {
        return Ok(unknown(hole));
    }
    if !seen.found.contains(&id) {
        return Ok(if repo.raw().is_shallow() {
            unknown("the history of this clone is cut off (shallow)")
        } else {
            Fix::Unreached
        });
    }
    if let Some(revert) = seen.reverted(id, DEPTH) {
        return Ok(Fix::Reverted {
            by: revert.by.to_string(),
            on: revert.on,
        });
    }
    let commit = repo.commit(id)?;
    if is_undone(repo, &commit, tip)? {
        return Ok(Fix::Undone);
    }
    Ok(Fix::Stands)
}

/// Tells whether every file that a commit changed is again what it was before, in the tree of the tip.
fn is_undone(repo: &GitRepository, commit: &Commit<'_>, tip: Oid) -> Result<bool, VcsError> {
    if is_cut_off(commit) {
        // What it changed cannot be told; that nothing says it was reverted can.
        return Ok(false);
    }
    let odb = repo.odb()?;
    let before = match commit.parent_ids().next() {
        Some(parent) => Some(repo.tree_of(parent)?),
        None => None,
    };
    let after = Some(commit.tree_id());
    let changed = touched::between(repo, &odb, before, after, &|_| true, FILES_AT_MOST)?;
    let mut any = false;
    if changed.len() >= FILES_AT_MOST {
        return Ok(false);
    }
    for file in changed.iter().filter(|file| file.old != file.new) {
        any = true;
        let now = match tree::find(repo, tip, &paths::decode(&file.path)?)? {
            Lookup::Found(id, _) => Some(id),
            Lookup::Missing | Lookup::Within(_) => None,
            Lookup::Unread(id) => {
                return Err(VcsError::NotDownloaded { id: id.to_string() });
            }
        };
        if now != file.old {
            return Ok(false);
        }
    }
    Ok(any)
}
