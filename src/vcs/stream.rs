//! Objects unpacked as they are read: what libgit2 does for loose objects only, and then behind a lock on the whole store.
//!
//! git keeps large files (`core.bigFileThreshold`, 512 MiB unless set otherwise) without differences to others, loose or
//! in a pack, so that the beginning of a file of any size is had at once and reading can break off. An object that *is*
//! kept as a difference cannot be read from its beginning; there is no stream of it. The hash is not checked: what is
//! read here is shown, never pinned.

mod pack;

use std::{
    fs::{self, File},
    io::{BufReader, Read},
    path::{Path, PathBuf},
};

use flate2::bufread::ZlibDecoder;
use git2::Oid;

use super::GitRepository;
use crate::beneath;

/// How many object stores may be chained by `objects/info/alternates`; git allows five.
const ALTERNATES: usize = 5;

/// The most bytes that are read of such a file.
const ALTERNATES_AT_MOST: u64 = 1 << 20;

/// The most bytes that the header of a loose object may have: `blob`, a space, its size and a NUL.
const HEADER: usize = 32;

/// A stream of unpacked bytes.
type Unpacked = ZlibDecoder<BufReader<File>>;

/// Opens a blob of that size; none where git keeps it in a way that cannot be streamed.
pub(super) fn open(repo: &GitRepository, id: Oid, size: u64) -> Option<Box<dyn Read>> {
    let stores = stores(&repo.raw().commondir().join("objects"));
    let bytes = stores
        .iter()
        .find_map(|store| loose(store, id, size).or_else(|| packed(store, id, size)))?;
    Some(Box::new(bytes.take(size)))
}

/// Lists the object stores: the repository's own, and those that it borrows from.
fn stores(own: &Path) -> Vec<PathBuf> {
    let mut stores = vec![own.to_owned()];
    let mut looked_at = 0;
    while let Some(store) = stores.get(looked_at).cloned() {
        looked_at += 1;
        if looked_at > ALTERNATES {
            break;
        }
        let text = beneath::bytes_at(&store.join("info/alternates"), ALTERNATES_AT_MOST);
        let text = String::from_utf8(text.unwrap_or_default()).unwrap_or_default();
        let named = text
            .lines()
            .filter(|line| !line.is_empty() && !line.starts_with('#'));
        stores.extend(named.map(|line| store.join(line)));
    }
    stores
}

fn loose(store: &Path, id: Oid, size: u64) -> Option<Unpacked> {
    let id = id.to_string();
    let (folder, name) = id.split_at_checked(2)?;
    let file = beneath::file_at(&store.join(folder).join(name)).ok()?;
    let mut bytes = ZlibDecoder::new(BufReader::new(file));
    let mut header = Vec::with_capacity(HEADER);
    loop {
        let mut byte = [0];
        bytes.read_exact(&mut byte).ok()?;
        match byte {
            [0] => break,
            _ if header.len() == HEADER => return None,
            [byte] => header.push(byte),
        }
    }
    (header == format!("blob {size}").as_bytes()).then_some(bytes)
}

fn packed(store: &Path, id: Oid, size: u64) -> Option<Unpacked> {
    let packs = fs::read_dir(store.join("pack")).ok()?;
    packs.flatten().find_map(|entry| {
        let index = entry.path();
        if index.extension().is_none_or(|end| end != "idx") {
            return None;
        }
        let offset = pack::offset_of(&index, id)?;
        pack::blob_at(&index.with_extension("pack"), offset, size)
    })
}
