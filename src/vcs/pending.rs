//! What would be committed: the differences of our own folders between HEAD and the work tree.
//!
//! Only these folders are read, never the whole tree, and no index: what is staged does not matter for what we commit.

use std::{
    collections::{BTreeMap, BTreeSet},
    ffi::OsStr,
    fs, io,
    ops::ControlFlow,
    path::Path,
    time::{Duration, SystemTime},
};

use git2::Oid;

use crate::{
    atomic::AtomicError,
    beneath::{self, Folder, Kind},
    domain::evidence::{is_dot_git, is_kept_path},
};

use super::{
    Absent, Change, GitRepository, PendingFile, Repository, VcsError,
    attributes::{self, Filter},
    clean::{self, Ends},
    paths,
    tree::{self, EntryKind, Lookup},
    worktree::{self, OnDisk},
};

/// How deep folders of the work tree are read.
const MAX_DEPTH: usize = 64;
/// The index's mark of a file that a sparse checkout leaves out.
pub(super) const SKIP_WORKTREE: u16 = 1 << 14;

/// Returns the files beneath these paths that differ.
pub(super) fn pending(
    repo: &GitRepository,
    folders: &[String],
) -> Result<Vec<PendingFile>, VcsError> {
    let mut committed = BTreeMap::new();
    let mut all = BTreeSet::new();
    let tip = repo.tip()?;
    for folder in folders {
        let folder = folder.trim_end_matches('/');
        paths::decode(folder)?;
        if let Some((_, tree)) = tip {
            note_committed(repo, tree, folder, &mut committed)?;
        }
        note_disk(repo.work_dir(), folder, &mut all)?;
    }
    all.retain(|path| committed.contains_key(path) || is_record(path) || is_kept_path(path));
    all.extend(committed.keys().cloned());
    let skipped = Skipped::new(repo);
    let mut pending = Vec::new();
    for path in all {
        let old = committed.get(&path).copied();
        if let Some(file) = compare(repo, path, old, &skipped)? {
            pending.push(file);
        }
    }
    Ok(pending)
}

/// Returns the files beneath these paths that the last commit has and the work tree does not.
pub(super) fn absent(repo: &GitRepository, folders: &[String]) -> Result<Vec<Absent>, VcsError> {
    let Some((_, tree)) = repo.tip()? else {
        return Ok(Vec::new());
    };
    let mut committed = BTreeMap::new();
    for folder in folders {
        let folder = folder.trim_end_matches('/');
        paths::decode(folder)?;
        note_committed(repo, tree, folder, &mut committed)?;
    }
    let is_absent = |path: &String| {
        let place = repo.work_dir().join(path);
        fs::symlink_metadata(place).is_err_and(|error| error.kind() == io::ErrorKind::NotFound)
    };
    let skipped = Skipped::new(repo);
    let absent = committed.into_keys().filter(is_absent);
    let absent = absent.map(|path| Absent {
        is_left_out: skipped.has(&path),
        path,
    });
    Ok(absent.collect())
}

fn compare(
    repo: &GitRepository,
    path: String,
    old: Option<Oid>,
    skipped: &Skipped,
) -> Result<Option<PendingFile>, VcsError> {
    let stamp = Stamp::of(repo, &path);
    if let Some((id, stamp)) = old.zip(stamp)
        && repo.stamps.borrow().get(&path) == Some(&(stamp, id))
    {
        return Ok(None);
    }
    let new = match worktree::read_whole(repo.work_dir(), path.as_bytes())? {
        OnDisk::File { bytes, .. } | OnDisk::Symlink(bytes) => Some(bytes),
        OnDisk::Missing | OnDisk::Directory | OnDisk::Special => None,
    };
    let (change, new) = match (old, new) {
        (None, None) => return Ok(None),
        (Some(_), None) if skipped.has(&path) => return Ok(None),
        (Some(_), None) => (Change::Deleted, None),
        (None, Some(new)) => (Change::Added, Some(new)),
        (Some(id), Some(new)) => {
            let with_lf = clean::with_lf((&new).into(), Ends::Lf);
            // A file behind a filter cannot be compared without running the filter, and is none of ours.
            let same = repo.id_of(&new)? == id || repo.id_of(&with_lf)? == id;
            let is_filtered = !matches!(
                attributes::filter_of(repo, path.as_bytes()),
                Ok(Filter::None) | Err(_)
            );
            if same || is_filtered {
                if let Some(stamp) = stamp.filter(|stamp| same && stamp.is_settled()) {
                    repo.stamps.borrow_mut().insert(path, (stamp, id));
                }
                return Ok(None);
            }
            (Change::Modified, Some(new))
        }
    };
    let old = old
        .map(|id| repo.blob_within(id, worktree::DISK_AT_MOST))
        .transpose()
        .map_err(|error| match error {
            VcsError::TooLarge { size, most, .. } => VcsError::TooLarge {
                path: path.clone(),
                size,
                most,
            },
            other => other,
        })?;
    Ok(Some(PendingFile {
        path,
        change,
        old,
        new,
    }))
}

/// What tells without reading it whether a kept copy is the one that was compared before.
///
/// Records are small and read each time; copies may be large, and are never changed.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Stamp {
    size: u64,
    modified: SystemTime,
}

impl Stamp {
    fn of(repo: &GitRepository, path: &str) -> Option<Self> {
        if !is_kept_path(path) {
            return None;
        }
        let meta = fs::symlink_metadata(repo.work_dir().join(path)).ok()?;
        let modified = meta.modified().ok().filter(|_| meta.is_file())?;
        Some(Self {
            size: meta.len(),
            modified,
        })
    }

    /// Tells whether the file is old enough that another change would show in its time.
    fn is_settled(self) -> bool {
        self.modified
            .elapsed()
            .is_ok_and(|age| age >= Duration::from_secs(2))
    }
}

fn note_committed(
    repo: &GitRepository,
    tree: Oid,
    folder: &str,
    committed: &mut BTreeMap<String, Oid>,
) -> Result<(), VcsError> {
    match tree::find(repo, tree, folder.as_bytes())? {
        Lookup::Found(id, EntryKind::Folder) => {
            tree::walk(repo, id, folder.as_bytes(), &mut |path, entry| {
                if entry.kind != EntryKind::Submodule
                    && let Ok(path) = std::str::from_utf8(path)
                {
                    committed.insert(path.to_owned(), entry.id()?);
                }
                Ok(ControlFlow::Continue(()))
            })
        }
        Lookup::Found(id, EntryKind::File | EntryKind::Symlink) => {
            committed.insert(folder.to_owned(), id);
            Ok(())
        }
        Lookup::Found(_, EntryKind::Submodule)
        | Lookup::Missing
        | Lookup::Within(_)
        | Lookup::Unread(_) => Ok(()),
    }
}

/// Notes the files on disk; no symbolic link is followed, and no repository within this one is entered.
fn note_disk(root: &Path, path: &str, found: &mut BTreeSet<String>) -> Result<(), VcsError> {
    let (above, name) = path.rsplit_once('/').unwrap_or(("", path));
    let held = Folder::root(root).and_then(|root| match above {
        "" => Ok(Some(root)),
        above => root.beneath(above),
    });
    let held = match held {
        Ok(Some(held)) => held,
        // Where a file is in the way of the folder there is nothing beneath it.
        Ok(None) | Err(AtomicError::InTheWay { .. }) => return Ok(()),
        Err(AtomicError::Symlink { .. }) => {
            return Err(VcsError::ThroughSymlink {
                path: path.to_owned(),
            });
        }
        Err(error) => return Err(unlisted(root, error)),
    };
    let name = OsStr::new(name);
    match held.look(name).map_err(|error| unlisted(root, error))? {
        None => Ok(()),
        Some(seen) => note_at(&held, name, path, beneath::kind(&seen), 0, found),
    }
}

fn note_at(
    held: &Folder,
    name: &OsStr,
    path: &str,
    kind: Kind,
    depth: usize,
    found: &mut BTreeSet<String>,
) -> Result<(), VcsError> {
    if kind != Kind::Folder {
        found.insert(path.to_owned());
        return Ok(());
    }
    let failed = |error| unlisted(&held.path().join(name), error);
    let folder = match held.folder(name) {
        Ok(Some(folder)) if depth <= MAX_DEPTH => folder,
        // Gone, or something else by now.
        Ok(_) | Err(AtomicError::Symlink { .. } | AtomicError::InTheWay { .. }) => return Ok(()),
        Err(error) => return Err(failed(error)),
    };
    let names = folder.list().map_err(failed)?;
    if names.iter().any(|(name, _)| name == ".git") {
        return Ok(());
    }
    for (name, kind) in names {
        if let Some(shown) = name.to_str()
            && !is_dot_git(shown)
        {
            note_at(
                &folder,
                &name,
                &format!("{path}/{shown}"),
                kind,
                depth + 1,
                found,
            )?;
        }
    }
    Ok(())
}

fn unlisted(place: &Path, error: AtomicError) -> VcsError {
    const DOING: &str = "read the work tree";
    match error {
        AtomicError::Io { path, source } => VcsError::io(DOING, path)(source),
        other @ (AtomicError::Unsafe { .. }
        | AtomicError::Symlink { .. }
        | AtomicError::InTheWay { .. }) => VcsError::io(DOING, place)(io::Error::other(other)),
    }
}

/// Tells whether a file that git does not know is a record: TOML, and no leftover of an editor or of an unfinished save.
fn is_record(path: &str) -> bool {
    let name = path.rsplit('/').next().unwrap_or(path);
    Path::new(name)
        .extension()
        .is_some_and(|extension| extension == "toml")
        && !name.starts_with(['.', '#'])
}

/// The files that a sparse checkout leaves out of the work tree.
struct Skipped {
    sparse: bool,
    index: Option<git2::Index>,
}

impl Skipped {
    fn new(repo: &GitRepository) -> Self {
        let config = repo.raw().config();
        let sparse =
            config.is_ok_and(|config| config.get_bool("core.sparseCheckout").unwrap_or(false));
        let index = sparse.then(|| repo.raw().index().ok()).flatten();
        Self { sparse, index }
    }

    /// Tells whether a file is left out. An index that cannot be read (a sparse one) leaves out whatever is missing.
    fn has(&self, path: &str) -> bool {
        self.sparse
            && self.index.as_ref().is_none_or(|index| {
                index
                    .get_path(Path::new(path), 0)
                    .is_none_or(|entry| entry.flags_extended & SKIP_WORKTREE != 0)
            })
    }
}
