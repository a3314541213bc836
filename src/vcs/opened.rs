//! Opening a file to read it piece by piece, whatever its size.

use std::io::{Cursor, Read};

use super::{
    At, GitRepository, Opened, Repository as _, VcsError, paths, pin, stream,
    tree::{self, EntryKind, Lookup},
    worktree::{self, Found},
};

/// Up to how many bytes an object is read at once, which has its hash checked.
const AT_ONCE: u64 = 1 << 20;

/// Up to how many bytes an object is read whole because git keeps it as a difference to another one.
const WHOLE: u64 = 64 << 20;

/// Opens what stands at a path.
pub(super) fn open<'r>(
    repo: &'r GitRepository,
    at: &At,
    path: &str,
) -> Result<Opened<'r>, VcsError> {
    let path = &*paths::decode(path)?;
    let Some((_, tree)) = pin::tree_at(repo, at)? else {
        return on_disk(repo, path);
    };
    match tree::find(repo, tree, path)? {
        Lookup::Found(id, EntryKind::Submodule) => Ok(Opened::Submodule(id.to_string())),
        Lookup::Found(id, EntryKind::Symlink) => {
            let target = repo.blob(id)?;
            Ok(Opened::Symlink(
                String::from_utf8_lossy(&target).into_owned(),
            ))
        }
        Lookup::Found(id, EntryKind::File) => object(repo, id),
        Lookup::Found(_, EntryKind::Folder)
        | Lookup::Missing
        | Lookup::Within(_)
        | Lookup::Unread(_) => {
            // The same refusal, with the same hints, as for reading it at once.
            pin::file_at(repo, tree, path).and_then(|(id, _)| object(repo, id))
        }
    }
}

fn object(repo: &GitRepository, id: git2::Oid) -> Result<Opened<'_>, VcsError> {
    let size = repo.size_of(&repo.odb()?, id)?;
    if size > AT_ONCE
        && let Some(bytes) = stream::open(repo, id, size)
    {
        return Ok(Opened::File { size, bytes });
    }
    if size > WHOLE {
        return Ok(Opened::TooLarge { size });
    }
    let bytes = Cursor::new(repo.blob(id)?);
    Ok(Opened::File {
        size,
        bytes: Box::new(bytes),
    })
}

fn on_disk<'r>(repo: &'r GitRepository, path: &[u8]) -> Result<Opened<'r>, VcsError> {
    if let Some((_, tree)) = repo.tip()?
        && let Lookup::Found(id, EntryKind::Submodule) = tree::find(repo, tree, path)?
    {
        return Ok(Opened::Submodule(id.to_string()));
    }
    match worktree::open(repo.work_dir(), path)? {
        Found::File { file, size } => Ok(Opened::File {
            size,
            bytes: Box::new(file) as Box<dyn Read>,
        }),
        Found::Symlink(target) => Ok(Opened::Symlink(
            String::from_utf8_lossy(&target).into_owned(),
        )),
        Found::Missing | Found::Directory | Found::Special => {
            pin::on_disk(repo, path, 0).map(|(bytes, size, _)| Opened::File {
                size,
                bytes: Box::new(Cursor::new(bytes)),
            })
        }
    }
}
