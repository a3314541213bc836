//! Reading a file to look at it: the beginning first, and no further than anybody wants.

use std::io::Read;

use crate::{
    error::{Error, Result},
    vcs::{At, Opened, Repository},
};

use super::{Body, LIMIT, Preview, binary, look};

/// How much of a file is read before anything is told.
const FIRST: usize = 256 << 10;

/// How much is read between two questions whether anybody still wants it.
const PIECE: usize = 1 << 20;

/// Whether the same file will be told of again, with more of it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum More {
    /// It will.
    Follows,
    /// This is all.
    Nothing,
}

/// Reads a file and tells what it is: of a large text the beginning at once, and then as much as is held.
///
/// What is told first comes with the word that more will follow. As soon as `stale` says so nothing more is read or told.
pub fn read(
    repository: &dyn Repository,
    at: &At,
    path: &str,
    stale: &dyn Fn() -> bool,
    tell: &mut dyn FnMut(Preview, More),
) -> Result<()> {
    let (size, mut stream) = match repository.open(at, path)? {
        Opened::File { size, bytes } => (size, bytes),
        Opened::Symlink(target) => {
            let size = target.len() as u64;
            let body = Body::Symlink(target);
            tell(
                Preview::without_bytes("symbolic link", size, body),
                More::Nothing,
            );
            return Ok(());
        }
        Opened::Submodule(commit) => {
            let body = Body::Submodule(commit);
            tell(Preview::without_bytes("submodule", 0, body), More::Nothing);
            return Ok(());
        }
        Opened::TooLarge { size } => {
            tell(
                Preview::without_bytes("large file", size, Body::TooLarge),
                More::Nothing,
            );
            return Ok(());
        }
    };
    let failed = |cause| Error::unavailable(format!("Could not read the file \"{path}\": {cause}"));
    let mut bytes = Vec::new();
    take(&mut stream, FIRST, &mut bytes).map_err(failed)?;
    if stale() {
        return Ok(());
    }
    if bytes.len() == FIRST && size > FIRST as u64 {
        match binary::kind(&bytes) {
            Some(kind) if !kind.wants_all() => {
                tell(look(path, bytes, size), More::Nothing);
                return Ok(());
            }
            None if binary::has_nul(&bytes) && !binary::is_utf16(&bytes) => {
                tell(look(path, bytes, size), More::Nothing);
                return Ok(());
            }
            Some(_) => {}
            None => tell(look(path, bytes.clone(), size), More::Follows),
        }
        let limit = usize::try_from(LIMIT).unwrap_or(usize::MAX);
        loop {
            if stale() {
                return Ok(());
            }
            let room = PIECE.min(limit.saturating_sub(bytes.len()));
            let before = bytes.len();
            take(&mut stream, room, &mut bytes).map_err(failed)?;
            if bytes.len() == before {
                break;
            }
        }
    }
    // A file of the work tree may have become another size since it was opened.
    let end = bytes.len() as u64;
    let size = if end < size.min(LIMIT) {
        end
    } else {
        size.max(end)
    };
    let preview = look(path, bytes, size);
    if !stale() {
        tell(preview, More::Nothing);
    }
    Ok(())
}

/// Reads a file and returns what it is.
pub fn read_whole(repository: &dyn Repository, at: &At, path: &str) -> Result<Preview> {
    let mut last = None;
    read(repository, at, path, &|| false, &mut |preview, _| {
        last = Some(preview);
    })?;
    last.ok_or_else(|| Error::unavailable(format!("Could not read the file \"{path}\"")))
}

fn take(stream: &mut dyn Read, most: usize, into: &mut Vec<u8>) -> std::io::Result<()> {
    into.reserve(most.min(PIECE));
    stream.take(most as u64).read_to_end(into).map(|_| ())
}
