//! Counting the user's own changes, which a commit of records leaves as they are.
//!
//! The index's stat data is trusted as git does; only files whose data differs are read, and not more than a few hundred:
//! the numbers are for a line on a screen.

use std::{
    collections::BTreeSet,
    fs,
    time::{Duration, UNIX_EPOCH},
};

use git2::{Index, IndexEntry, Oid};

use super::{
    GitRepository, OthersChanged, Repository, VcsError,
    clean::{self, Ends},
    commit::{git_program, run_program},
    paths,
    pending::SKIP_WORKTREE,
    worktree::{self, OnDisk},
};

/// How many files are read to see whether they differ; the others are believed by their stat data.
const READ_AT_MOST: usize = 200;
/// The index's mark of a file that git is told not to look at.
const ASSUME_UNCHANGED: u16 = 1 << 15;

/// Counts staged and changed files that are not beneath `ours`.
pub(super) fn count(repo: &GitRepository, ours: &[String]) -> Result<OthersChanged, VcsError> {
    let failed = VcsError::git("read the index");
    let mine = |path: &[u8]| {
        let path = String::from_utf8_lossy(path);
        ours.iter().any(|folder| paths::is_beneath(&path, folder))
    };
    let index = match read(repo) {
        Ok(index) => index,
        Err(cause) => {
            return Ok(by_git(repo, &mine).unwrap_or_else(|| {
                tracing::warn!(%cause, "the index can be read neither here nor by git");
                OthersChanged {
                    is_unknown: true,
                    ..OthersChanged::default()
                }
            }));
        }
    };
    let tree = match repo.tip()? {
        Some((_, id)) => Some(repo.raw().find_tree(id).map_err(&failed)?),
        None => None,
    };
    let diff = repo
        .raw()
        .diff_tree_to_index(tree.as_ref(), Some(&index), None)
        .map_err(&failed)?;
    let staged = diff
        .deltas()
        .filter(|delta| {
            let path = delta
                .new_file()
                .path_bytes()
                .or_else(|| delta.old_file().path_bytes());
            path.is_none_or(|path| !mine(path))
        })
        .count();
    let written = written_at(&index);
    let mut budget = READ_AT_MOST;
    let changed = index
        .iter()
        .filter(|entry| !mine(&entry.path) && differs(repo, entry, written, &mut budget))
        .count();
    Ok(OthersChanged {
        staged,
        changed,
        is_unknown: false,
    })
}

fn read(repo: &GitRepository) -> Result<Index, git2::Error> {
    let mut index = repo.raw().index()?;
    index.read(false)?;
    Ok(index)
}

/// Counts by the git program where the index is split or sparse, which libgit2 does not read; none where git cannot either.
///
/// These commands of git look at stat data alone and run no program of the repository.
fn by_git(repo: &GitRepository, mine: &dyn Fn(&[u8]) -> bool) -> Option<OthersChanged> {
    let ask = |args: &[&str]| {
        let mut command = git_program(repo.raw(), repo.work_dir());
        command.env("GIT_OPTIONAL_LOCKS", "0").args(args);
        let output = run_program(command, b"").ok()?;
        output.status.success().then_some(output.stdout)
    };
    let staged = match repo.tip().ok()? {
        Some((commit, _)) => ask(&[
            "diff-index",
            "--cached",
            "--name-only",
            "--no-renames",
            "--ita-invisible-in-index",
            "-z",
            &commit.to_string(),
        ])?,
        None => ask(&["ls-files", "-z"])?,
    };
    let staged = staged
        .split(|byte| *byte == 0)
        .filter(|path| !path.is_empty() && !mine(path))
        .count();
    let raw = ask(&[
        "diff-files",
        "--raw",
        "--no-abbrev",
        "--no-renames",
        "--ignore-submodules=all",
        "-z",
    ])?;
    let mut changed = BTreeSet::new();
    let mut budget = READ_AT_MOST;
    let mut parts = raw.split(|byte| *byte == 0);
    while let (Some(about), Some(path)) = (parts.next(), parts.next()) {
        if mine(path) || changed.contains(path) {
            continue;
        }
        // `:100644 100644 <blob of the index> <nothing> M`
        let blob = about
            .split(|byte| *byte == b' ')
            .nth(2)
            .and_then(|id| repo.oid(std::str::from_utf8(id).ok()?));
        let same = budget > 0 && blob.is_some_and(|blob| is_same(repo, path, blob));
        budget = budget.saturating_sub(1);
        if !same {
            changed.insert(path);
        }
    }
    Some(OthersChanged {
        staged,
        changed: changed.len(),
        is_unknown: false,
    })
}

fn written_at(index: &Index) -> Duration {
    let modified = index
        .path()
        .and_then(|path| fs::metadata(path).ok()?.modified().ok());
    modified
        .and_then(|at| at.duration_since(UNIX_EPOCH).ok())
        .unwrap_or_default()
}

fn differs(
    repo: &GitRepository,
    entry: &IndexEntry,
    written: Duration,
    budget: &mut usize,
) -> bool {
    let stage = (entry.flags >> 12) & 3;
    if stage > 0 {
        // One of up to three entries of a conflict: count the path once.
        return stage == 2;
    }
    let left_alone =
        entry.flags & ASSUME_UNCHANGED != 0 || entry.flags_extended & SKIP_WORKTREE != 0;
    if left_alone || entry.mode == 0o160_000 {
        return false;
    }
    let full = repo.work_dir().join(paths::os(&entry.path));
    let Ok(meta) = fs::symlink_metadata(&full) else {
        return true;
    };
    let modified = meta
        .modified()
        .ok()
        .and_then(|at| at.duration_since(UNIX_EPOCH).ok());
    let (seconds, nanoseconds) = (entry.mtime.seconds(), entry.mtime.nanoseconds());
    let same_time = modified.is_some_and(|at| {
        i64::try_from(at.as_secs()).is_ok_and(|s| s == i64::from(seconds))
            && (nanoseconds == 0 || nanoseconds == at.subsec_nanos())
    });
    // The index keeps the lower 32 bits of a size.
    let same_size = meta.len() & 0xffff_ffff == u64::from(entry.file_size);
    let clean = same_time && same_size;
    // Written in the moment in which the index was: its stat data proves nothing (git's "racily clean").
    let racy = modified.is_some_and(|at| at >= written);
    if clean && !racy {
        return false;
    }
    if *budget == 0 {
        return !clean;
    }
    *budget -= 1;
    !is_same(repo, &entry.path, entry.id)
}

fn is_same(repo: &GitRepository, path: &[u8], blob: Oid) -> bool {
    let bytes = match worktree::read_whole(repo.work_dir(), path) {
        Ok(OnDisk::File { bytes, .. } | OnDisk::Symlink(bytes)) => bytes,
        Ok(OnDisk::Missing | OnDisk::Directory | OnDisk::Special) | Err(_) => return false,
    };
    let is = |bytes: &[u8]| repo.id_of(bytes).is_ok_and(|id| id == blob);
    is(&bytes) || is(&clean::with_lf((&bytes).into(), Ends::Lf))
}
