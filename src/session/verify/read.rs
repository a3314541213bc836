//! Reading every version of every record, each once.

use std::{
    collections::HashMap,
    sync::{
        Mutex, PoisonError,
        atomic::{AtomicUsize, Ordering},
    },
};

use crate::{
    domain::{
        record::RecordKey,
        verify::{Changed, Content, Cut, Fault, Past, PastCommit, Version},
    },
    error::Result,
    store::{Store, Understood},
    vcs::{
        Repository,
        replay::{self, Replay},
    },
};

use super::{Asked, bring};

/// How many bytes of records are held at once: more than what the largest workspace has in many years.
const BYTES_AT_MOST: usize = 512 << 20;
/// What a version takes however short it is.
const LEAST: usize = 256;

/// Turns what git has into what is replayed; none when it was stopped.
pub(super) fn past(
    repository: &dyn Repository,
    asked: &Asked,
    history: Replay,
    stop: &(dyn Fn() -> bool + Sync),
    progress: &dyn Fn(usize, usize),
) -> Result<Option<Past>> {
    let mut reading = Reading {
        asked,
        keys: Vec::new(),
        numbers: HashMap::new(),
        versions: HashMap::new(),
        wanted: Vec::new(),
    };
    let Replay { commits, blobs, .. } = history;
    let commits = commits.into_iter().map(|commit| {
        let changes = commit.files.into_iter();
        let changes = changes.filter_map(|file| reading.changed(file)).collect();
        PastCommit {
            id: commit.id,
            parents: commit.parents,
            cut: commit.cut.map(cut),
            written: commit.written,
            author: commit.author,
            committer: commit.committer,
            co_authors: commit.co_authors,
            mailmap: commit.mailmap,
            authored: commit.authored,
            offset: commit.offset,
            committed: commit.committed,
            changes,
        }
    });
    let commits: Vec<PastCommit> = commits.collect();
    let Reading { keys, wanted, .. } = reading;
    let mut by_blob: HashMap<u32, Vec<u32>> = HashMap::new();
    for (number, version) in (0..).zip(&wanted) {
        // Of a kept copy of evidence only that it is there counts here: its bytes are held against its citation.
        if !is_kept(&keys, version) {
            by_blob.entry(version.blob).or_default().push(number);
        }
    }
    let mut order: Vec<u32> = by_blob.keys().copied().collect();
    order.sort_unstable();
    let ids: Vec<&str> = order
        .iter()
        .map(|blob| blobs.get(*blob as usize).map_or("", String::as_str))
        .collect();
    progress(0, ids.len());
    let read: Vec<Mutex<Option<Version>>> = wanted.iter().map(|_| Mutex::new(None)).collect();
    let (done, sum) = (AtomicUsize::new(0), AtomicUsize::new(0));
    repository.read_blobs(&ids, stop, &|number, bytes| {
        done.fetch_add(1, Ordering::Relaxed);
        let versions = order.get(number).and_then(|blob| by_blob.get(blob));
        for version in versions.into_iter().flatten() {
            let at = *version as usize;
            let (Some(slot), Some(wanted)) = (read.get(at), wanted.get(at)) else {
                continue;
            };
            let Some(key) = keys.get(wanted.key as usize) else {
                continue;
            };
            let understood = match &bytes {
                // Once it is too much nothing more is taken, so that no later version is held against one long before.
                Ok(bytes)
                    if sum.fetch_add(bytes.len().saturating_add(LEAST), Ordering::Relaxed)
                        > BYTES_AT_MOST =>
                {
                    fault(Fault::Unread(format!(
                        "the versions of all records have more than {} MiB",
                        BYTES_AT_MOST >> 20
                    )))
                }
                Ok(bytes) => understand(key, &wanted.path, bytes),
                Err(error) => fault(Fault::Unread(error.to_string())),
            };
            *slot.lock().unwrap_or_else(PoisonError::into_inner) = Some(understood);
        }
    })?;
    if stop() {
        return Ok(None);
    }
    progress(done.into_inner(), ids.len());
    let versions = read.into_iter().zip(&wanted).map(|(slot, wanted)| {
        let read = slot.into_inner().unwrap_or_else(PoisonError::into_inner);
        read.unwrap_or_else(|| {
            if is_kept(&keys, wanted) {
                Version {
                    content: Ok(Content::Kept),
                    newer: None,
                }
            } else {
                fault(Fault::Unread("it was not read".to_owned()))
            }
        })
    });
    let versions = versions.collect();
    Ok(Some(Past {
        commits,
        keys,
        versions,
    }))
}

fn is_kept(keys: &[RecordKey], version: &Wanted) -> bool {
    matches!(keys.get(version.key as usize), Some(RecordKey::Kept { .. }))
}

fn cut(cut: replay::Cut) -> Cut {
    Cut {
        how: bring(cut.is_clone).to_owned(),
        why: cut.why,
    }
}

/// A version that is to be read.
struct Wanted {
    key: u32,
    blob: u32,
    path: String,
}

struct Reading<'a> {
    asked: &'a Asked,
    keys: Vec<RecordKey>,
    numbers: HashMap<RecordKey, u32>,
    versions: HashMap<(u32, u32), u32>,
    wanted: Vec<Wanted>,
}

impl Reading<'_> {
    fn changed(&mut self, file: replay::PastFile) -> Option<Changed> {
        let key = match &file.within {
            None => RecordKey::Workspace,
            // Wherever the records were at that commit, they are named by their place within.
            Some(within) => {
                let path = format!("{}/{within}", self.asked.folder);
                Store::key_in(&self.asked.folder, &path)?
            }
        };
        let key = if let Some(number) = self.numbers.get(&key) {
            *number
        } else {
            let number = u32::try_from(self.keys.len()).ok()?;
            self.keys.push(key.clone());
            self.numbers.insert(key, number);
            number
        };
        let before = file
            .before
            .iter()
            .map(|blob| self.version(key, *blob, &file.path));
        let before = before.collect();
        let after = self.version(key, file.after, &file.path);
        Some(Changed {
            key,
            path: file.path,
            before,
            after,
        })
    }

    fn version(&mut self, key: u32, blob: Option<u32>, path: &str) -> Option<u32> {
        let blob = blob?;
        if let Some(known) = self.versions.get(&(key, blob)) {
            return Some(*known);
        }
        let number = u32::try_from(self.wanted.len()).ok()?;
        self.versions.insert((key, blob), number);
        self.wanted.push(Wanted {
            key,
            blob,
            path: path.to_owned(),
        });
        Some(number)
    }
}

/// Reads a version of a record.
pub(in crate::session) fn understand(key: &RecordKey, path: &str, bytes: &[u8]) -> Version {
    match Store::understand(key, path, bytes) {
        Ok(Understood::Record(record, newer)) => Version {
            content: Ok(Content::Record(record)),
            newer,
        },
        Ok(Understood::Checklist(checklist)) => Version {
            content: Ok(Content::Checklist(checklist)),
            newer: None,
        },
        Ok(Understood::OtherName(name)) => fault(Fault::OtherName(name)),
        Err(error) => fault(Fault::Broken(error.message)),
    }
}

fn fault(fault: Fault) -> Version {
    Version {
        content: Err(fault),
        newer: None,
    }
}
