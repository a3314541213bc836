//! Saving several records of one change: all of them, or none.

use std::collections::BTreeMap;

use crate::{
    atomic,
    domain::record::{Record, RecordKey},
};

use super::{
    Saved, Store, StoreError,
    read::{self, Source},
};

/// A record before it was saved: what its file held, and what was known of that.
struct Before {
    key: RecordKey,
    disk: Option<Source>,
    held: Option<Source>,
}

impl Store {
    /// Saves records, each as [`Store::save`] does, and tells what became of each.
    ///
    /// Where one of them cannot be saved the files of those before it get back the bytes that they had, edits of somebody
    /// else among them, and its error is returned.
    pub fn save_all(
        &mut self,
        records: &[(RecordKey, Option<&Record>)],
    ) -> Result<Vec<Saved>, StoreError> {
        if records.is_empty() {
            return Ok(Vec::new());
        }
        self.not_newer()?;
        // For all of them: where one is refused, the others get back what they had before anybody else sees them.
        let _turn = self.turn()?;
        let mut saved = Vec::with_capacity(records.len());
        let mut done: Vec<Before> = Vec::with_capacity(records.len());
        let mut meant: BTreeMap<&RecordKey, &Record> = BTreeMap::new();
        for (key, record) in records {
            // Of a record that is edited twice the second edit begins with what the first one meant: what somebody else wrote, and
            // the first one was merged with, is no part of it.
            if let Some(first) = meant.get(key) {
                self.begin_with(key, first);
            }
            meant.extend(record.map(|record| (key, record)));
            let held = self.held.get(key).cloned();
            let one = self.on_disk(key).and_then(|disk| {
                let before = Before {
                    key: key.clone(),
                    disk: disk.clone(),
                    held,
                };
                Ok((self.save_over(key, *record, disk)?, before))
            });
            match one {
                Ok((what, before)) => {
                    saved.push(what);
                    done.push(before);
                }
                Err(cause) => {
                    for before in done.into_iter().rev() {
                        self.take_back(before);
                    }
                    return Err(cause);
                }
            }
        }
        Ok(saved)
    }

    /// Gives a file the bytes back that it had, unless somebody has changed it since.
    fn take_back(&mut self, before: Before) {
        let path = self.path_of(&before.key);
        let now = read::source(&self.root, &path).ok().flatten();
        let written = self.held.get(&before.key);
        if text(now.as_ref()) == text(written) && text(now.as_ref()) != text(before.disk.as_ref()) {
            let outcome = match &before.disk {
                Some(disk) => atomic::write_beneath(&self.root, &path, disk.text.as_bytes()),
                None => atomic::remove_beneath(&self.root, &path).map(|_| ()),
            };
            if let Err(cause) = outcome {
                // The first failure is what the person needs to hear of.
                tracing::warn!(%cause, %path, "a record could not be taken back");
            }
        }
        match before.held {
            Some(held) => self.held.insert(before.key, held),
            None => self.held.remove(&before.key),
        };
    }
}

fn text(source: Option<&Source>) -> Option<&str> {
    source.map(|source| source.text.as_ref())
}
