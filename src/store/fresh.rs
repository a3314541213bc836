//! Whether the files of the records are still as they were read or written last.

use std::{collections::BTreeMap, fs, path::Path, time::SystemTime};

use crate::domain::record::RecordKey;

use super::{Store, paths, read};

/// How deep folders are looked through: an audit has answers in a folder of a folder.
const DEPTH: usize = 8;

/// What tells without reading a file that nobody has written it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Stamp {
    modified: Option<SystemTime>,
    size: u64,
}

/// The files of a workspace as they were looked at.
pub(super) type Stamps = BTreeMap<String, Stamp>;

/// Looks at the files of the records, without reading them.
pub(super) fn stamps(root: &Path, records: &str) -> Stamps {
    let mut found = Stamps::new();
    note(root, paths::WORKSPACE, &mut found);
    folder(root, records, 0, &mut found);
    found
}

fn folder(root: &Path, relative: &str, depth: usize, found: &mut Stamps) {
    let Ok(entries) = fs::read_dir(root.join(relative)) else {
        return;
    };
    for entry in entries.flatten() {
        let (Ok(kind), Ok(name)) = (entry.file_type(), entry.file_name().into_string()) else {
            continue;
        };
        let path = format!("{relative}/{name}");
        if kind.is_dir() && depth < DEPTH {
            folder(root, &path, depth + 1, found);
        } else if kind.is_file() && is_record(&name) {
            note(root, &path, found);
        }
    }
}

/// Tells whether a file may be a record by its name: no leftover of an editor, or of a save that was cut short.
fn is_record(name: &str) -> bool {
    name.strip_suffix(".toml")
        .is_some_and(|stem| !stem.starts_with('.'))
}

fn note(root: &Path, relative: &str, found: &mut Stamps) {
    if let Ok(meta) = fs::symlink_metadata(root.join(relative)) {
        let stamp = Stamp {
            modified: meta.modified().ok(),
            size: meta.len(),
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
