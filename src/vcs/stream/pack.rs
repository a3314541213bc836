//! Packs, as far as finding one whole blob in them goes (gitformat-pack(5), version 2 of both files).

use std::{
    fs::File,
    io::{BufReader, Read, Seek, SeekFrom},
    path::Path,
};

use flate2::bufread::ZlibDecoder;
use git2::Oid;

use super::Unpacked;
use crate::beneath;

/// The first bytes of an index of version 2, the only one written since 2007.
const MAGIC: &[u8] = b"\xfftOc\0\0\0\x02";

/// Where the names begin: behind the first bytes and the 256 counts of names up to each first byte.
const NAMES: u64 = 8 + 256 * 4;

/// The type of an object that is a file, kept whole.
const BLOB: u8 = 3;

/// Finds where an object begins in the pack of an index.
pub(super) fn offset_of(index: &Path, id: Oid) -> Option<u64> {
    let mut file = beneath::file_at(index).ok()?;
    if bytes::<8>(&mut file, 0)? != MAGIC {
        return None;
    }
    let wanted = id.as_bytes();
    let width = wanted.len() as u64;
    let first = u64::from(*wanted.first()?);
    let mut count = |of: u64| number(&mut file, 8 + of * 4).map(u64::from);
    let all = count(255)?;
    let mut high = count(first)?;
    let mut low = match first.checked_sub(1) {
        Some(before) => count(before)?,
        None => 0,
    };
    let mut name = vec![0; wanted.len()];
    while low < high {
        let middle = low.midpoint(high);
        file.seek(SeekFrom::Start(NAMES + middle * width)).ok()?;
        file.read_exact(&mut name).ok()?;
        match name.as_slice().cmp(wanted) {
            std::cmp::Ordering::Less => low = middle + 1,
            std::cmp::Ordering::Greater => high = middle,
            std::cmp::Ordering::Equal => {
                // Behind the names come a checksum and then a place for each of them.
                let places = NAMES + all * (width + 4);
                let place = number(&mut file, places + middle * 4)?;
                if place & (1 << 31) == 0 {
                    return Some(u64::from(place));
                }
                // A place beyond 2 GiB is the number of one in a table of longer ones.
                let long = places + all * 4 + u64::from(place & !(1 << 31)) * 8;
                return bytes::<8>(&mut file, long).map(u64::from_be_bytes);
            }
        }
    }
    None
}

/// Opens the blob at a place of a pack; none when it is kept as a difference to another one.
pub(super) fn blob_at(pack: &Path, offset: u64, size: u64) -> Option<Unpacked> {
    let mut file = beneath::file_at(pack).ok()?;
    file.seek(SeekFrom::Start(offset)).ok()?;
    let mut file = BufReader::new(file);
    let mut next = || {
        let mut byte = [0];
        file.read_exact(&mut byte).ok().map(|()| byte[0])
    };
    let first = next()?;
    let mut said = u64::from(first & 15);
    let mut shift = 4;
    let mut byte = first;
    while byte & 128 != 0 && shift < 64 {
        byte = next()?;
        said |= u64::from(byte & 127).checked_shl(shift)?;
        shift += 7;
    }
    (first >> 4 & 7 == BLOB && said == size).then(|| ZlibDecoder::new(file))
}

fn bytes<const N: usize>(file: &mut File, at: u64) -> Option<[u8; N]> {
    let mut bytes = [0; N];
    file.seek(SeekFrom::Start(at)).ok()?;
    file.read_exact(&mut bytes).ok()?;
    Some(bytes)
}

fn number(file: &mut File, at: u64) -> Option<u32> {
    bytes::<4>(file, at).map(u32::from_be_bytes)
}
