//! Commits as evidence: whether a cited one is still part of the history, and what it says.
//!
//! A commit cannot change, for its id is the hash of all it says. What can happen to it is that the history is rewritten
//! and nothing leads to it any more; then it is shown as long as git has it, which is not for long. Whether one that is not
//! here was lost or only never fetched cannot be told where there is a server to fetch from, a colleague may not even have
//! pushed it: no alarm is raised for that.

use std::collections::HashSet;

use git2::{Commit, Delta, Diff, DiffOptions, ErrorCode, Oid, Patch, Sort};
use jiff::{Timestamp, civil::Date, tz::Offset};

use super::{
    Change, CommitLine, GitRepository, ShownCommit, TouchedFile, VcsError,
    objects::{is_cut_off, parents_written},
    paths,
};
use crate::{
    domain::{evidence::CitationState, person::Person},
    safe::escape_line,
};

/// How large a file may be for its changed lines to be counted.
const COUNTED_AT_MOST: u64 = 1 << 20;

/// How much of a message is shown, in bytes.
const MESSAGE_AT_MOST: usize = 64 << 10;

/// Judges cited commits, in their order.
pub(super) fn judge(repo: &GitRepository, ids: &[&str]) -> Vec<CitationState> {
    let found: Vec<Result<Oid, CitationState>> = ids.iter().map(|id| find(repo, id)).collect();
    let wanted: HashSet<Oid> = found.iter().flatten().copied().collect();
    let reached = reached(repo, &wanted);
    found
        .into_iter()
        .map(|found| match (found, &reached) {
            (Err(state), _) => state,
            (Ok(_), Err(error)) => cannot(&error.to_string()),
            (Ok(id), Ok((reached, _))) if reached.contains(&id) => CitationState::Unchanged {
                file_changed: false,
            },
            (Ok(_), Ok((_, Some(hole)))) => cannot(hole),
            (Ok(_), Ok(_)) if repo.raw().is_shallow() => {
                cannot("the history of this clone is cut off (shallow)")
            }
            (Ok(_), Ok(_)) => CitationState::Gone,
        })
        .collect()
}

fn cannot(why: &str) -> CitationState {
    CitationState::CannotJudge {
        why: escape_line(why).into_owned(),
    }
}

/// Finds a commit that is here, or says why there is none.
fn find(repo: &GitRepository, id: &str) -> Result<Oid, CitationState> {
    let id = repo
        .oid(id)
        .ok_or_else(|| cannot("the record's commit id is none of this repository"))?;
    match repo.commit(id) {
        Ok(_) => Ok(id),
        Err(VcsError::NotDownloaded { .. } | VcsError::MissingObject { .. }) => {
            let is_elsewhere = repo
                .raw()
                .remotes()
                .is_ok_and(|remotes| !remotes.is_empty());
            let absent = repo.is_partial() || repo.raw().is_shallow() || is_elsewhere;
            Err(if absent {
                CitationState::NotDownloaded
            } else {
                CitationState::MissingObject
            })
        }
        Err(VcsError::Damaged { .. } | VcsError::HashMismatch { .. }) => {
            Err(CitationState::HashMismatch)
        }
        Err(error) => Err(cannot(&error.to_string())),
    }
}

/// Returns which of these commits a reference leads to, and why one of the references could not be followed; what is known
/// of the same references is not walked again.
fn reached(
    repo: &GitRepository,
    wanted: &HashSet<Oid>,
) -> Result<(HashSet<Oid>, Option<String>), VcsError> {
    if wanted.is_empty() {
        return Ok((HashSet::new(), None));
    }
    let (starts, hole) = starts(repo)?;
    let mut known = repo.reached.borrow_mut();
    let (from, found) = &mut *known;
    if *from != starts {
        from.clone_from(&starts);
        found.clear();
    }
    let mut open: HashSet<Oid> = wanted
        .iter()
        .filter(|id| !found.contains_key(id))
        .copied()
        .collect();
    if !open.is_empty() {
        let failed = VcsError::git("read the history");
        let mut walk = repo.raw().revwalk().map_err(&failed)?;
        walk.set_sorting(Sort::NONE).map_err(&failed)?;
        for start in starts {
            walk.push(start).map_err(&failed)?;
        }
        for id in walk {
            let id = id.map_err(&failed)?;
            if open.remove(&id) {
                found.insert(id, true);
                if open.is_empty() {
                    break;
                }
            }
        }
        found.extend(open.into_iter().map(|id| (id, false)));
    }
    let is_reached = |id: &&Oid| found.get(id).copied().unwrap_or(false);
    Ok((wanted.iter().filter(is_reached).copied().collect(), hole))
}

/// Returns the commits that HEAD, branches, remote branches and tags lead to, in a fixed order, and why one of these could
/// not be read.
///
/// What hides elsewhere, such as a stash, is no history that anybody else can see.
fn starts(repo: &GitRepository) -> Result<(Vec<Oid>, Option<String>), VcsError> {
    let failed = VcsError::git("read the branches");
    let mut starts = Vec::new();
    let mut hole = None;
    if let Some((tip, _)) = repo.tip()? {
        starts.push(tip);
    }
    for reference in repo.raw().references().map_err(&failed)? {
        let reference = reference.map_err(&failed)?;
        if !(reference.is_branch() || reference.is_remote() || reference.is_tag()) {
            continue;
        }
        let target = match reference.resolve() {
            Ok(direct) => direct.target(),
            // A symbolic reference to a branch that is gone, as `git remote prune` leaves one, leads nowhere.
            Err(error) if error.code() == ErrorCode::NotFound => None,
            Err(error) => return Err(failed(error)),
        };
        match target.map(|id| repo.commit_behind(id)) {
            Some(Ok(commit)) => starts.extend(commit),
            Some(Err(error)) => {
                let name = String::from_utf8_lossy(reference.name_bytes()).into_owned();
                hole.get_or_insert(format!("{name} cannot be read: {error}"));
            }
            None => {}
        }
    }
    starts.sort_unstable();
    starts.dedup();
    Ok((starts, hole))
}

/// Returns the newest commits of the current branch.
pub(super) fn recent(repo: &GitRepository, limit: usize) -> Result<Vec<CommitLine>, VcsError> {
    let mut lines = Vec::new();
    newest(repo, limit, |commit| lines.push(line(commit)))?;
    Ok(lines)
}

/// Returns who authored the newest commits, each person once.
pub(super) fn authors(repo: &GitRepository, limit: usize) -> Result<Vec<Person>, VcsError> {
    let mut people = Vec::new();
    newest(repo, limit, |commit| {
        let author = commit.author();
        let person = Person {
            name: String::from_utf8_lossy(author.name_bytes()).into_owned(),
            email: String::from_utf8_lossy(author.email_bytes()).into_owned(),
        };
        if !people.contains(&person) {
            people.push(person);
        }
    })?;
    Ok(people)
}

/// Looks at the newest commits of the current branch; the history of a shallow clone ends where it is cut off.
fn newest(
    repo: &GitRepository,
    limit: usize,
    mut look: impl FnMut(&Commit<'_>),
) -> Result<(), VcsError> {
    let failed = VcsError::git("read the history");
    let Some((tip, _)) = repo.tip()? else {
        return Ok(());
    };
    let mut walk = repo.raw().revwalk().map_err(&failed)?;
    walk.set_sorting(Sort::TIME).map_err(&failed)?;
    walk.push(tip).map_err(&failed)?;
    for id in walk.take(limit) {
        let id = id.map_err(&failed)?;
        look(&repo.commit(id)?);
    }
    Ok(())
}

/// Shows a commit.
pub(super) fn show(
    repo: &GitRepository,
    id: &str,
    most_files: usize,
) -> Result<ShownCommit, VcsError> {
    let missing = || VcsError::NoSuchCommit {
        commit: id.to_owned(),
    };
    let id = repo.oid(id).ok_or_else(missing)?;
    let commit = repo.commit(id).map_err(|error| match error {
        VcsError::NotDownloaded { .. } | VcsError::MissingObject { .. } => missing(),
        other => other,
    })?;
    let message = commit.message_bytes();
    let message = message.get(..MESSAGE_AT_MOST).unwrap_or(message);
    let message = String::from_utf8_lossy(message);
    let body = message.split_once('\n').map_or("", |(_, body)| body);
    let cut = is_cut_off(&commit);
    // Without the trees of a partial clone the message is still worth showing.
    let diff = (!cut).then(|| difference(repo, &commit).ok()).flatten();
    Ok(ShownCommit {
        line: line(&commit),
        body: body.trim().to_owned(),
        parents: parents_written(&commit),
        files: diff
            .as_ref()
            .map(|diff| files(repo, diff, most_files))
            .unwrap_or_default(),
        touched: diff.map(|diff| diff.deltas().len()),
        cut,
    })
}

fn difference<'r>(repo: &'r GitRepository, commit: &Commit<'_>) -> Result<Diff<'r>, VcsError> {
    let failed = VcsError::git("compare two commits");
    let tree = commit.tree().map_err(&failed)?;
    let before = match commit.parent_ids().next() {
        None => None,
        Some(parent) => Some(repo.commit(parent)?.tree().map_err(&failed)?),
    };
    let mut options = DiffOptions::new();
    options.ignore_submodules(false).context_lines(0);
    repo.raw()
        .diff_tree_to_tree(before.as_ref(), Some(&tree), Some(&mut options))
        .map_err(failed)
}

fn files(repo: &GitRepository, diff: &Diff<'_>, most: usize) -> Vec<TouchedFile> {
    let mut files = Vec::new();
    for (at, delta) in diff.deltas().enumerate().take(most) {
        let change = match delta.status() {
            Delta::Added | Delta::Copied | Delta::Untracked => Change::Added,
            Delta::Deleted => Change::Deleted,
            Delta::Unmodified
            | Delta::Modified
            | Delta::Renamed
            | Delta::Ignored
            | Delta::Typechange
            | Delta::Unreadable
            | Delta::Conflicted => Change::Modified,
        };
        let path = delta
            .new_file()
            .path_bytes()
            .or_else(|| delta.old_file().path_bytes());
        let is_small = [delta.old_file().id(), delta.new_file().id()]
            .into_iter()
            .all(|id| id.is_zero() || is_small(repo, id));
        let counted = || {
            let edit = Patch::from_diff(diff, at).ok()??;
            let (_, added, removed) = edit.line_stats().ok()?;
            let is_text = !edit.delta().flags().is_binary();
            is_text.then_some((added, removed))
        };
        files.push(TouchedFile {
            path: paths::encode(path.unwrap_or_default()),
            change,
            lines: is_small.then(counted).flatten(),
        });
    }
    files
}

fn is_small(repo: &GitRepository, id: Oid) -> bool {
    repo.odb()
        .and_then(|odb| repo.size_of(&odb, id))
        .is_ok_and(|size| size <= COUNTED_AT_MOST)
}

fn line(commit: &Commit<'_>) -> CommitLine {
    let message = commit.message_bytes();
    let first = message.split(|byte| *byte == b'\n').next();
    CommitLine {
        commit: commit.id().to_string(),
        on: day(commit),
        subject: String::from_utf8_lossy(first.unwrap_or_default())
            .trim()
            .to_owned(),
    }
}

/// Returns the day of a commit, where its author was.
pub(super) fn day(commit: &Commit<'_>) -> Date {
    let author = commit.author();
    let when = author.when();
    let offset =
        Offset::from_seconds(when.offset_minutes().saturating_mul(60)).unwrap_or(Offset::UTC);
    let moment = Timestamp::from_second(when.seconds()).unwrap_or(Timestamp::UNIX_EPOCH);
    offset.to_datetime(moment).date()
}
