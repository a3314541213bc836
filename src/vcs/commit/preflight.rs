//! What has to hold before anything is touched, and the plan that comes out of it.

use std::{fs, io, io::Write as _, path::Path};

use git2::{AttrCheckFlags, AttrValue, Index, ObjectType, Oid, Repository, RepositoryState, Tree};

use super::{
    CommitRequest,
    error::CommitError,
    index,
    journal::{Desk, Journal, JournalFile, Maker, sha256},
    reference, write,
};
use crate::atomic;

/// What will be committed, and what was there before.
#[derive(Debug)]
pub(super) struct Plan {
    /// The branch that HEAD names.
    pub(super) branch: String,
    /// The commit it points to; none when unborn.
    pub(super) head: Option<Oid>,
    /// The files.
    pub(super) files: Vec<Planned>,
    /// What they were judged by.
    pub(super) judged_by: Vec<String>,
}

/// One file of a plan.
#[derive(Debug)]
pub(super) struct Planned {
    /// The path within the repository.
    pub(super) path: String,
    /// The bytes for the work tree; none to delete.
    pub(super) bytes: Option<Vec<u8>>,
    /// Whether the work tree is left as it is.
    pub(super) in_place: bool,
    /// What the work tree holds now.
    pub(super) before: Option<Vec<u8>>,
    /// Whether HEAD has the path.
    pub(super) in_head: bool,
    /// Blob and mode for the tree; none to delete. Known after [`Plan::make_blobs`].
    pub(super) entry: Option<(Oid, u32)>,
}

impl Planned {
    /// Tells whether the work tree has to be written.
    pub(super) fn writes(&self) -> bool {
        !self.in_place && self.bytes != self.before
    }
}

/// Checks the repository and the paths; changes nothing.
pub(super) fn check(
    repo: &Repository,
    workdir: &Path,
    request: &CommitRequest,
) -> Result<Plan, CommitError> {
    at_rest(repo)?;
    let branch = reference::branch(repo)?;
    if branch != request.expected_branch {
        return Err(CommitError::BranchSwitched {
            shown: request.expected_branch.clone(),
            now: branch,
        });
    }
    let head = reference::tip(repo, &branch)?;
    let tree = reference::tree(repo, head)?;
    let mut files: Vec<Planned> = Vec::with_capacity(request.files.len());
    for file in &request.files {
        if files.iter().any(|earlier| earlier.path == file.path) {
            return Err(refuse(&file.path, "it is named twice"));
        }
        let place = atomic::resolve_beneath(workdir, &file.path)?;
        let before = match fs::read(&place) {
            Ok(bytes) => Some(bytes),
            Err(error) if error.kind() == io::ErrorKind::NotFound => None,
            Err(error) => return Err(CommitError::io(&place)(error)),
        };
        let in_head = plain_in(tree.as_ref(), &file.path)?.is_some();
        if file.bytes.is_some() {
            no_filter(repo, &file.path)?;
        }
        files.push(Planned {
            path: file.path.clone(),
            bytes: file.bytes.clone(),
            in_place: file.in_place,
            before,
            in_head,
            entry: None,
        });
    }
    Ok(Plan {
        branch,
        head,
        files,
        judged_by: request.judged_by.clone(),
    })
}

impl Plan {
    /// Stores the blobs as `git add` would clean the bytes.
    pub(super) fn make_blobs(
        &mut self,
        repo: &Repository,
        workdir: &Path,
    ) -> Result<(), CommitError> {
        let tree = reference::tree(repo, self.head)?;
        let trusts_mode = repo
            .config()
            .and_then(|config| config.get_bool("core.filemode"))
            .unwrap_or(true);
        for file in &mut self.files {
            let Some(bytes) = &file.bytes else { continue };
            let id = blob(repo, &file.path, bytes)?;
            let known = plain_in(tree.as_ref(), &file.path)?.map(|(_, mode)| mode);
            let mode = if trusts_mode && file.before.is_some() {
                mode_of(&workdir.join(&file.path))
            } else {
                known.unwrap_or(0o100_644)
            };
            file.entry = Some((id, mode));
        }
        Ok(())
    }

    /// Refuses when another commit changed our paths since the user saw them, or what they were judged by.
    pub(super) fn unchanged_since(
        &self,
        repo: &Repository,
        shown: Option<Oid>,
        now: Option<Oid>,
    ) -> Result<(), CommitError> {
        if shown == now {
            return Ok(());
        }
        let (shown, now) = (reference::tree(repo, shown)?, reference::tree(repo, now)?);
        for file in &self.files {
            let now = plain_in(now.as_ref(), &file.path)?;
            if now != plain_in(shown.as_ref(), &file.path)?
                && now.map(|(id, _)| id) != file.entry.map(|(id, _)| id)
            {
                return Err(CommitError::Changed {
                    path: file.path.clone(),
                });
            }
        }
        let at = |tree: Option<&Tree<'_>>, path: &str| {
            let entry = tree.map(|tree| find(tree, path)).transpose()?.flatten();
            Ok::<_, CommitError>(entry.map(|entry| entry.id()))
        };
        for path in &self.judged_by {
            if at(shown.as_ref(), path)? != at(now.as_ref(), path)? {
                return Err(CommitError::GroundMoved { path: path.clone() });
            }
        }
        Ok(())
    }

    /// Refuses when the index holds something at our paths that is neither HEAD's nor ours.
    pub(super) fn not_staged(&self, repo: &Repository, index: &Index) -> Result<(), CommitError> {
        let tree = reference::tree(repo, self.head)?;
        for file in &self.files {
            let path = Path::new(&file.path);
            if (1..=3).any(|stage| index.get_path(path, stage).is_some()) {
                return Err(CommitError::Conflict {
                    path: file.path.clone(),
                });
            }
            let above =
                parents(&file.path).any(|above| index.get_path(Path::new(above), 0).is_some());
            if above || index.find_prefix(format!("{}/", file.path)).is_ok() {
                return Err(refuse(
                    &file.path,
                    "the index has a file where a folder is needed, or a folder where the file is",
                ));
            }
            let staged = index
                .get_path(path, 0)
                .filter(|entry| !index::is_announced(entry))
                .map(|entry| (entry.id, entry.mode));
            let announced = staged.is_none() && index.get_path(path, 0).is_some();
            if !announced && staged != plain_in(tree.as_ref(), &file.path)? && staged != file.entry
            {
                return Err(CommitError::Staged {
                    path: file.path.clone(),
                });
            }
        }
        Ok(())
    }

    /// Writes down what is about to happen; the desk keeps the bytes that will be overwritten.
    pub(super) fn journal(&self, desk: &Desk, maker: Maker) -> Result<Journal, CommitError> {
        let head = self.head.map(|id| id.to_string());
        let mut journal = Journal::begin(maker, self.branch.clone(), head);
        for (number, file) in self.files.iter().enumerate() {
            let before = match &file.before {
                Some(bytes) if file.writes() => Some(desk.keep(number, bytes)?),
                Some(_) | None => None,
            };
            journal.files.push(JournalFile {
                path: file.path.clone(),
                sha256: file.bytes.as_deref().map(sha256),
                writes: file.writes(),
                before,
            });
        }
        Ok(journal)
    }
}

/// Refuses while git waits for the end of something.
fn at_rest(repo: &Repository) -> Result<(), CommitError> {
    let what = match repo.state() {
        RepositoryState::Clean => return Ok(()),
        RepositoryState::Merge => "merge",
        RepositoryState::Revert | RepositoryState::RevertSequence => "revert",
        RepositoryState::CherryPick | RepositoryState::CherryPickSequence => "cherry-pick",
        RepositoryState::Bisect => "bisect",
        RepositoryState::Rebase
        | RepositoryState::RebaseInteractive
        | RepositoryState::RebaseMerge
        | RepositoryState::ApplyMailboxOrRebase => "rebase",
        RepositoryState::ApplyMailbox => "git am",
    };
    Err(CommitError::UnderWay { what })
}

/// Refuses a path for which git would run a program, or change the encoding.
fn no_filter(repo: &Repository, path: &str) -> Result<(), CommitError> {
    for name in ["filter", "working-tree-encoding"] {
        // Where the attributes cannot be read, neither can the index, and git itself makes the commit.
        let Ok(value) = repo.get_attr(Path::new(path), name, AttrCheckFlags::FILE_THEN_INDEX)
        else {
            continue;
        };
        let value = match AttrValue::from_string(value) {
            AttrValue::String(value) => value.to_owned(),
            AttrValue::Bytes(value) => String::from_utf8_lossy(value).into_owned(),
            AttrValue::True => "true".to_owned(),
            AttrValue::False | AttrValue::Unspecified => continue,
        };
        return Err(CommitError::Filtered {
            path: path.to_owned(),
            attribute: format!("{name}={value}"),
        });
    }
    Ok(())
}

fn blob(repo: &Repository, path: &str, bytes: &[u8]) -> Result<Oid, CommitError> {
    let failed = "the record cannot be stored";
    let make = || {
        let mut writer = repo.blob_writer(Some(Path::new(path)))?;
        writer
            .write_all(bytes)
            .map_err(|error| git2::Error::from_str(&error.to_string()))?;
        writer.commit()
    };
    let id = write::made(make).map_err(CommitError::git(failed))?;
    let stored = repo.find_blob(id).map_err(CommitError::git(failed))?;
    if same_text(stored.content(), bytes) {
        Ok(id)
    } else {
        Err(CommitError::Filtered {
            path: path.to_owned(),
            attribute: "that changes its content".to_owned(),
        })
    }
}

/// Tells whether git keeps these bytes, line ends aside.
pub(super) fn same_text(stored: &[u8], bytes: &[u8]) -> bool {
    stored == bytes || {
        let mut rest = bytes.iter().copied().peekable();
        let mut lines = Vec::with_capacity(bytes.len());
        while let Some(byte) = rest.next() {
            if byte != b'\r' || rest.peek() != Some(&b'\n') {
                lines.push(byte);
            }
        }
        stored == lines
    }
}

/// Finds blob and mode of a path in a tree; refuses what is no plain file there.
pub(super) fn plain_in(
    tree: Option<&Tree<'_>>,
    path: &str,
) -> Result<Option<(Oid, u32)>, CommitError> {
    let Some(tree) = tree else { return Ok(None) };
    for above in parents(path) {
        if find(tree, above)?.is_some_and(|found| found.kind() != Some(ObjectType::Tree)) {
            return Err(refuse(
                path,
                "HEAD has a file or a submodule where a folder is needed",
            ));
        }
    }
    let Some(found) = find(tree, path)? else {
        return Ok(None);
    };
    match u32::try_from(found.filemode()) {
        Ok(mode @ (0o100_644 | 0o100_755 | 0o100_664)) => Ok(Some((found.id(), mode))),
        Ok(_) | Err(_) => Err(refuse(
            path,
            "HEAD has a folder, a link or a submodule there",
        )),
    }
}

fn find(tree: &Tree<'_>, path: &str) -> Result<Option<git2::TreeEntry<'static>>, CommitError> {
    match tree.get_path(Path::new(path)) {
        Ok(entry) => Ok(Some(entry)),
        Err(error) if error.code() == git2::ErrorCode::NotFound => Ok(None),
        Err(error) => Err(CommitError::git("a tree cannot be read")(error)),
    }
}

/// Returns the folders above a path, the outermost first.
fn parents(path: &str) -> impl Iterator<Item = &str> {
    path.match_indices('/').filter_map(|(at, _)| path.get(..at))
}

fn refuse(path: &str, why: &str) -> CommitError {
    CommitError::Path {
        path: path.to_owned(),
        why: why.to_owned(),
    }
}

#[cfg(unix)]
fn mode_of(file: &Path) -> u32 {
    use std::os::unix::fs::PermissionsExt as _;
    match fs::metadata(file) {
        Ok(found) if found.permissions().mode() & 0o100 != 0 => 0o100_755,
        Ok(_) | Err(_) => 0o100_644,
    }
}

#[cfg(not(unix))]
fn mode_of(_file: &Path) -> u32 {
    0o100_644
}
