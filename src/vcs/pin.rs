//! Reading a file and pinning it as a citation.

use git2::Oid;

use super::{
    At, Content, FileKind, GitRepository, VcsError,
    attributes::{self, Stored},
    excerpt, git, log, paths,
    tree::{self, EntryKind, Lookup},
    worktree::{self, OnDisk},
};
use crate::{
    domain::{
        evidence::{LineRange, Pin},
        similar::nearest,
    },
    vcs::Repository,
};

/// Up to how many bytes an object is read although only its beginning was asked for.
const READ_WHOLE: u64 = 64 << 20;

/// Reads a file, at most `limit` bytes.
pub(super) fn read(
    repo: &GitRepository,
    at: &At,
    path: &str,
    limit: u64,
) -> Result<Content, VcsError> {
    let path = &*paths::decode(path)?;
    let Some((_, tree)) = tree_at(repo, at)? else {
        return read_disk(repo, path, limit);
    };
    let (id, kind) = file_at(repo, tree, path)?;
    let odb = repo.odb()?;
    let size = repo.size_of(&odb, id)?;
    if size > limit.max(READ_WHOLE) {
        return Ok(Content {
            bytes: Vec::new(),
            size,
            kind: FileKind::TooLarge,
        });
    }
    let mut bytes = repo.blob(id)?;
    let link = kind == EntryKind::Symlink;
    bytes.truncate(usize::try_from(limit).unwrap_or(usize::MAX));
    Ok(content(bytes, size, link))
}

fn read_disk(repo: &GitRepository, path: &[u8], limit: u64) -> Result<Content, VcsError> {
    let (bytes, size, link) = on_disk(repo, path, limit)?;
    Ok(content(bytes, size, link))
}

fn content(bytes: Vec<u8>, size: u64, link: bool) -> Content {
    let kind = if link {
        FileKind::Symlink(String::from_utf8_lossy(&bytes).into_owned())
    } else if (bytes.len() as u64) < size {
        FileKind::TooLarge
    } else if attributes::is_lfs_pointer(&bytes) {
        FileKind::LfsPointer
    } else if attributes::is_text(&bytes) {
        FileKind::Text
    } else {
        FileKind::Binary
    };
    Content { bytes, size, kind }
}

/// Returns commit and tree that are meant; none when it is the work tree.
pub(super) fn tree_at(repo: &GitRepository, at: &At) -> Result<Option<(Oid, Oid)>, VcsError> {
    match at {
        At::Head => repo.tip(),
        At::Commit(name) => repo.commit_named(name).map(Some),
        At::WorkTree => Ok(None),
    }
}

/// Returns the file or symbolic link at a path of a tree.
pub(super) fn file_at(
    repo: &GitRepository,
    tree: Oid,
    at: &[u8],
) -> Result<(Oid, EntryKind), VcsError> {
    let path = paths::encode(at);
    match tree::find(repo, tree, at)? {
        Lookup::Found(id, kind @ (EntryKind::File | EntryKind::Symlink)) => Ok((id, kind)),
        Lookup::Found(_, EntryKind::Folder) => Err(VcsError::Directory { path }),
        Lookup::Found(_, EntryKind::Submodule) => Err(VcsError::Submodule {
            submodule: path.clone(),
            path,
            within: None,
        }),
        Lookup::Within(submodule) => Err(in_submodule(at, &submodule)),
        Lookup::Unread(_) => Err(VcsError::BadFolder {
            why: "on the way to it cannot be read",
        }),
        Lookup::Missing => Err(VcsError::NoSuchPath {
            nearest: probably_meant(repo, tree, at),
            path,
            place: " at that commit",
        }),
    }
}

/// Says that a path lies in a submodule, and where in it.
fn in_submodule(path: &[u8], submodule: &str) -> VcsError {
    let within = paths::decode(submodule)
        .ok()
        .and_then(|folder| path.strip_prefix(&*folder)?.strip_prefix(b"/"));
    VcsError::Submodule {
        path: paths::encode(path),
        submodule: submodule.to_owned(),
        within: within.map(paths::encode),
    }
}

/// Returns bytes, size and whether it is a symbolic link, of a file of the work tree.
pub(super) fn on_disk(
    repo: &GitRepository,
    at: &[u8],
    limit: u64,
) -> Result<(Vec<u8>, u64, bool), VcsError> {
    let path = paths::encode(at);
    let tip = repo.tip()?.map(|(_, tree)| tree);
    if let Some(tree) = tip {
        match tree::find(repo, tree, at)? {
            Lookup::Within(submodule) => return Err(in_submodule(at, &submodule)),
            Lookup::Found(_, EntryKind::Submodule) => {
                return Err(VcsError::Submodule {
                    submodule: path.clone(),
                    path,
                    within: None,
                });
            }
            Lookup::Found(_, EntryKind::File | EntryKind::Symlink | EntryKind::Folder)
            | Lookup::Missing
            | Lookup::Unread(_) => {}
        }
    }
    match worktree::read(repo.work_dir(), at, limit)? {
        OnDisk::File { bytes, size } => Ok((bytes, size, false)),
        OnDisk::Symlink(target) => {
            let size = target.len() as u64;
            Ok((target, size, true))
        }
        OnDisk::Directory => Err(VcsError::Directory { path }),
        OnDisk::Special => Err(VcsError::BadPath {
            path,
            why: "is neither a file nor a symbolic link",
        }),
        OnDisk::Missing => Err(VcsError::NoSuchPath {
            nearest: tip.and_then(|tree| probably_meant(repo, tree, at)),
            path,
            place: " in the work tree",
        }),
    }
}

/// Returns all bytes of a file of the work tree, and whether it is a symbolic link; refuses one that is too large.
fn whole_on_disk(repo: &GitRepository, at: &[u8]) -> Result<(Vec<u8>, bool), VcsError> {
    let (bytes, size, link) = on_disk(repo, at, worktree::DISK_AT_MOST)?;
    if size > worktree::DISK_AT_MOST {
        return Err(worktree::too_large(at, size));
    }
    Ok((bytes, link))
}

/// Returns the path that was probably meant: the same name in another folder, or nearly the same in this one.
fn probably_meant(repo: &GitRepository, tree: Oid, path: &[u8]) -> Option<String> {
    let name = paths::name(path);
    let folder = paths::folder(path);
    let mut same = None;
    let mut siblings = Vec::new();
    tree::walk(repo, tree, b"", &mut |found, _| {
        let own = paths::name(found);
        if same.is_none() && own.eq_ignore_ascii_case(name) {
            same = Some(paths::encode(found));
        }
        if paths::folder(found) == folder
            && let Ok(own) = std::str::from_utf8(own)
        {
            siblings.push(own.to_owned());
        }
        Ok(std::ops::ControlFlow::Continue(()))
    })
    .ok()?;
    same.or_else(|| {
        let names = siblings.iter().map(String::as_str);
        let found = nearest(std::str::from_utf8(name).ok()?, names)?;
        Some(paths::encode(&[folder, found.as_bytes()].concat()))
    })
}

/// Pins a file, or lines of it.
pub(super) fn pin(
    repo: &GitRepository,
    path: &str,
    lines: Option<LineRange>,
    at: &At,
) -> Result<Pin, VcsError> {
    let path = &*paths::decode(path)?;
    let (commit, id, bytes) = match tree_at(repo, at)? {
        Some((commit, tree)) => {
            let (id, _) = file_at(repo, tree, path)?;
            (Some(commit), id, repo.blob(id)?)
        }
        None => from_disk(repo, path)?,
    };
    let excerpt = match lines {
        Some(lines) => {
            let cut = lines.cut(&bytes).ok_or_else(|| VcsError::BeyondTheEnd {
                path: paths::encode(path),
                lines: lines.to_string(),
                has: excerpt::count_lines(&bytes),
            })?;
            Some(git::hex(git::sha256(cut)))
        }
        None => None,
    };
    let effective = match commit {
        Some(commit) => log::brought_in(repo, commit, path, id)?,
        None => None,
    };
    Ok(Pin {
        repository: ".".to_owned(),
        path: paths::encode(path),
        commit: commit.map(|id| id.to_string()),
        blob: id.to_string(),
        sha256: git::hex(git::sha256(&bytes)),
        lines,
        excerpt_sha256: excerpt,
        effective,
    })
}

/// Takes a file of the work tree as git would store it; with the commit when HEAD has just that.
fn from_disk(repo: &GitRepository, path: &[u8]) -> Result<(Option<Oid>, Oid, Vec<u8>), VcsError> {
    let (raw, link) = whole_on_disk(repo, path)?;
    let tip = repo.tip()?;
    let committed = match tip {
        Some((commit, tree)) => match tree::find(repo, tree, path)? {
            Lookup::Found(id, EntryKind::File | EntryKind::Symlink) => Some((commit, id)),
            Lookup::Found(_, EntryKind::Folder | EntryKind::Submodule)
            | Lookup::Missing
            | Lookup::Within(_)
            | Lookup::Unread(_) => None,
        },
        None => None,
    };
    if let Some((commit, id)) = committed
        && repo.id_of(&raw)? == id
    {
        return Ok((Some(commit), id, raw));
    }
    let filtered = |driver: String| VcsError::Filtered {
        path: paths::encode(path),
        driver,
    };
    let bytes = if link {
        raw
    } else {
        match attributes::stored(repo, path, &raw)? {
            Stored::Bytes(bytes) => bytes.into_owned(),
            Stored::Pointer(pointer) => {
                // Only one that is committed: nobody else would have the content of another.
                let id = repo.id_of(&pointer)?;
                return match committed {
                    Some((commit, at_tip)) if at_tip == id => Ok((Some(commit), id, pointer)),
                    Some(_) | None => Err(filtered("lfs".to_owned())),
                };
            }
            Stored::Filtered(driver) => return Err(filtered(driver)),
            Stored::Encoding { name, why } => {
                return Err(VcsError::Encoding {
                    path: paths::encode(path),
                    name,
                    why,
                });
            }
        }
    };
    // The object is kept although no tree names it yet, so that what was cited can be shown after the file has changed.
    let id = repo
        .raw()
        .blob(&bytes)
        .map_err(VcsError::git("keep the cited bytes"))?;
    let commit = committed
        .filter(|(_, at_tip)| *at_tip == id)
        .map(|(commit, _)| commit);
    Ok((commit, id, bytes))
}

/// Returns the whole file as it was when it was cited.
pub(super) fn bytes_of(repo: &GitRepository, pin: &Pin) -> Result<Vec<u8>, VcsError> {
    let missing = || VcsError::MissingObject {
        id: pin.blob.clone(),
    };
    let id = repo.oid(&pin.blob).ok_or_else(missing)?;
    let bytes = match repo.blob(id) {
        Ok(bytes) => bytes,
        Err(VcsError::MissingObject { .. }) if pin.commit.is_none() => {
            let path = &*paths::decode(&pin.path)?;
            let (raw, link) = whole_on_disk(repo, path)?;
            if link || repo.id_of(&raw)? == id {
                raw
            } else {
                match attributes::stored(repo, path, &raw)? {
                    Stored::Bytes(bytes) => bytes.into_owned(),
                    Stored::Pointer(pointer) => pointer,
                    Stored::Filtered(_) | Stored::Encoding { .. } => return Err(missing()),
                }
            }
        }
        Err(VcsError::MissingObject { .. }) if repo.raw().is_shallow() => {
            return Err(VcsError::NotDownloaded {
                id: pin.blob.clone(),
            });
        }
        Err(error) => return Err(error),
    };
    if git::hex(git::sha256(&bytes)).eq_ignore_ascii_case(&pin.sha256) {
        Ok(bytes)
    } else if pin.commit.is_none() {
        Err(missing())
    } else {
        Err(VcsError::HashMismatch {
            id: pin.blob.clone(),
        })
    }
}
