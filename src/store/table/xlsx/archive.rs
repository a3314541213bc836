//! The archive that a workbook is, inspected before the parser trusts what it says of itself.

use std::io::{Cursor, Read as _};

use zip::ZipArchive;

use super::super::TableError;

/// The most that a workbook may unpack to, all its parts together.
const UNPACKED: usize = 64 << 20;

/// The largest part of styles: the parser keeps a copy of its style for every format.
const STYLES: usize = 4 << 20;

/// The longest tag among the styles, for the same reason: the name of a font has 31 characters, a number format 255.
const TAG: usize = 2 << 10;

/// The fewest bytes of a shared text: `<si/>`.
const SHARED: usize = 5;

/// Unpacks every part once and throws it away: what an archive says of its own size is worth nothing.
pub(super) fn inspect(bytes: &[u8], file: &str) -> Result<(), TableError> {
    let broken = |why: &str| TableError::Broken {
        path: file.to_owned(),
        why: crate::safe::escape_line(why).into_owned(),
    };
    let mut archive =
        ZipArchive::new(Cursor::new(bytes)).map_err(|cause| broken(&cause.to_string()))?;
    let mut room = UNPACKED;
    let mut unpacked = Vec::new();
    for index in 0..archive.len() {
        let part = archive
            .by_index(index)
            .map_err(|cause| broken(&cause.to_string()))?;
        let name = part
            .name()
            .map_err(|cause| broken(&cause.to_string()))?
            .to_lowercase();
        unpacked.clear();
        part.take(room as u64 + 1)
            .read_to_end(&mut unpacked)
            .map_err(|cause| broken(&cause.to_string()))?;
        room = room
            .checked_sub(unpacked.len())
            .ok_or_else(|| TableError::TooMuch {
                path: file.to_owned(),
                what: format!("it unpacks to more than {} MiB", UNPACKED >> 20),
            })?;
        if let Some(fault) = fault(&name, &unpacked) {
            return Err(broken(fault));
        }
    }
    Ok(())
}

/// Says what is wrong with a part, where it could make the parser ask for more memory than there is.
fn fault(name: &str, bytes: &[u8]) -> Option<&'static str> {
    if name.rsplit('.').next() != Some("xml") {
        return None;
    }
    if bytes.contains(&0) {
        return Some("a part of it is no UTF-8");
    }
    let text = String::from_utf8_lossy(bytes);
    if promises(&text).any(|count| count > bytes.len() / SHARED) {
        return Some("it says that it has more texts than it can have");
    }
    if name.ends_with("styles.xml") && (bytes.len() > STYLES || longest_tag(&text) > TAG) {
        return Some("its styles are too large");
    }
    None
}

/// Reads how many shared texts a part says that it has: the parser makes room for them all at once.
fn promises(text: &str) -> impl Iterator<Item = usize> {
    const COUNT: &str = "uniqueCount";
    text.match_indices(COUNT).filter_map(|(at, _)| {
        let rest = text.get(at + COUNT.len()..)?.trim_start();
        let rest = rest.strip_prefix('=')?.trim_start();
        let rest = rest.strip_prefix(['"', '\''])?;
        let digits = rest
            .find(|c: char| !c.is_ascii_digit())
            .unwrap_or(rest.len());
        let digits = rest.get(..digits)?;
        // What is too large for a number is too large.
        (!digits.is_empty()).then(|| digits.parse().unwrap_or(usize::MAX))
    })
}

fn longest_tag(text: &str) -> usize {
    let tags = text.split('<').skip(1);
    tags.map(|tag| tag.find('>').unwrap_or(tag.len()))
        .max()
        .unwrap_or_default()
}
