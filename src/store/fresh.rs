//! Whether the files of the records are still as they were read or written last.

use std::{collections::BTreeMap, ffi::OsStr, path::Path};

use crate::{
    beneath::{Folder, Kind},
    domain::record::RecordKey,
};

use super::{Store, paths, read};

/// How deep folders are looked through: an audit has answers in a folder of a folder.
const DEPTH: usize = 8;

/// What tells without reading a file that nobody has written it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Stamp {
    /// In seconds and nanoseconds.
    modified: (i64, u64),
    size: i64,
}

/// The files of a workspace as they were looked at.
pub(super) type Stamps = BTreeMap<String, Stamp>;

/// Looks at the files of the records, without reading them.
pub(super) fn stamps(root: &Path, records: &str) -> Stamps {
    let mut found = Stamps::new();
    let Ok(root) = Folder::root(root) else {
        return found;
    };
    note(
        &root,
        OsStr::new(paths::WORKSPACE),
        paths::WORKSPACE,
        &mut found,
    );
    if let Ok(Some(held)) = root.beneath(records) {
        folder(&held, records, 0, &mut found);
    }
    found
}

fn folder(held: &Folder, relative: &str, depth: usize, found: &mut Stamps) {
    for (name, kind) in held.list().unwrap_or_default() {
        let Some(shown) = name.to_str() else {
            continue;
        };
        let path = format!("{relative}/{shown}");
        if kind == Kind::Folder && depth < DEPTH {
            if let Ok(Some(below)) = held.folder(&name) {
                folder(&below, &path, depth + 1, found);
            }
        } else if kind == Kind::File && is_record(shown) {
            note(held, &name, &path, found);
        }
    }
}

/// Tells whether a file may be a record by its name: no leftover of an editor, or of a save that was cut short.
fn is_record(name: &str) -> bool {
    name.strip_suffix(".toml")
        .is_some_and(|stem| !stem.starts_with('.'))
}

fn note(held: &Folder, name: &OsStr, relative: &str, found: &mut Stamps) {
    if let Ok(Some(seen)) = held.look(name) {
        let stamp = Stamp {
            modified: (seen.st_mtime, seen.st_mtime_nsec),
            size: seen.st_size,
        };
        found.insert(relative.to_owned(), stamp);
    }
}

impl Store {
    /// Tells whether somebody else has changed, made or removed a record since this was asked last, or since all were read.
    pub fn has_changed(&mut self) -> bool {
        let now = stamps(&self.root, &self.records);
        let before = std::mem::replace(&mut self.stamps, now);
        let touched = self
            .stamps
            .iter()
            .filter(|(path, stamp)| before.get(*path) != Some(*stamp))
            .any(|(path, _)| self.differs(path, before.contains_key(path)));
        let gone = || {
            before
                .keys()
                .filter(|path| !self.stamps.contains_key(*path))
                .filter_map(|path| self.key_of(path))
                .any(|key| self.held.contains_key(&key))
        };
        touched || gone()
    }

    /// Tells whether a file holds something else than what is known of it.
    fn differs(&self, path: &str, was_there: bool) -> bool {
        let Some(key) = self.key_of(path) else {
            // What is no record is told, once.
            return !was_there;
        };
        if matches!(key, RecordKey::Kept { .. }) {
            return false;
        }
        let held = self.held.get(&key).map(|source| source.text.as_ref());
        match read::source(&self.root, path) {
            Ok(source) => source.map(|source| source.text).as_deref() != held,
            Err(_) => true,
        }
    }
}
