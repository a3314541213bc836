//! Saving a record: a new file in canonical form, an existing one in place, somebody else's edit merged.

use std::io;

use toml::Table;

use crate::{
    atomic::{self, AtomicError},
    domain::{
        id::AuditId,
        judged::{self, TakenOver},
        lawful,
        record::{Record, RecordKey},
    },
};

use super::{
    Saved, Store, StoreError, edit, former, items, merging, paths,
    read::{self, Source, Understood},
    schema,
};

impl Store {
    /// Saves a record, or removes the file of one whose making is undone.
    ///
    /// A save that changes nothing writes nothing. A file that somebody else has changed is merged by key; where both
    /// changed the same field, or a file would be removed that is not as we wrote it, nothing is written. Others who save at the
    /// same moment are waited for.
    pub fn save(&mut self, key: &RecordKey, record: Option<&Record>) -> Result<Saved, StoreError> {
        self.not_newer()?;
        let _turn = self.turn()?;
        let disk = self.on_disk(key)?;
        self.save_over(key, record, disk)
    }

    /// Holds what is saved next against the version that its edit began with, where somebody else's has been read since: what they
    /// wrote is no part of the edit, and is merged or told, never written over.
    pub fn begin_with(&mut self, key: &RecordKey, before: &Record) {
        let (Some(held), false) = (
            self.held.get(key),
            matches!(before, Record::Criteria { .. }),
        ) else {
            return;
        };
        let path = self.path_of(key);
        let known = read::record(&path, key, &held.text);
        if known.is_ok_and(|known| known.record != *before) {
            let text = Self::text_of(before).into_boxed_str();
            self.held.insert(key.clone(), Source { text });
        }
    }

    /// Reads the file of a record that is to be saved, by whoever has the turn; none where there is no file.
    pub(super) fn on_disk(&self, key: &RecordKey) -> Result<Option<Source>, StoreError> {
        self.not_newer()?;
        read::source(&self.root, &self.path_of(key)).map_err(StoreError::Broken)
    }

    /// Saves a record whose file was just read.
    pub(super) fn save_over(
        &mut self,
        key: &RecordKey,
        record: Option<&Record>,
        disk: Option<Source>,
    ) -> Result<Saved, StoreError> {
        let path = self.path_of(key);
        match (record, disk) {
            (None, disk) => self.remove(key, path, disk.as_ref()),
            (Some(record), _) if record.key() != *key => Err(StoreError::Misplaced { path }),
            (Some(_), None) if self.held.contains_key(key) => Err(StoreError::Vanished { path }),
            (Some(record), None) => {
                let text = Self::text_of(record);
                let read_back = read::record(&path, key, &text).map_err(StoreError::Broken)?;
                if read_back.record != *record && !matches!(record, Record::Criteria { .. }) {
                    return Err(StoreError::Uneditable { path });
                }
                self.write(key, &path, text)?;
                Ok(Saved::Written)
            }
            (Some(record), Some(disk)) => self.change(key, &path, record, disk),
        }
    }

    #[allow(
        clippy::too_many_lines,
        reason = "one way to the disk, each step after the one before"
    )]
    fn change(
        &mut self,
        key: &RecordKey,
        path: &str,
        record: &Record,
        disk: Source,
    ) -> Result<Saved, StoreError> {
        if let Record::Criteria { text, .. } = record {
            return self.change_copy(key, path, text, disk);
        }
        let understand = |text: &str| read::record(path, key, text).map_err(StoreError::Broken);
        let theirs = understand(&disk.text)?;
        refuse_newer(path, &theirs)?;
        let base = match self.held.get(key) {
            Some(held) => Some(understand(&held.text)?),
            None if theirs.record == *record => {
                self.held.insert(key.clone(), disk);
                return Ok(Saved::Unchanged);
            }
            // A sheet comes with its first answer: two that are the first are two rows of it.
            None if matches!(key, RecordKey::Answers(..)) => None,
            None => {
                let fields = merging::over(
                    &Table::new(),
                    &tables(path, record)?,
                    &tables(path, &theirs.record)?,
                );
                let fields = match fields {
                    Ok(_) => vec!["it is there already".to_owned()],
                    Err(fields) => fields,
                };
                return Err(StoreError::Conflict {
                    path: path.to_owned(),
                    fields,
                });
            }
        };
        let same = self
            .held
            .get(key)
            .is_some_and(|held| held.text == disk.text);
        let is_base = base.as_ref().is_some_and(|base| base.record == *record);
        if theirs.record == *record || is_base {
            self.held.insert(key.clone(), disk);
            return Ok(if same || theirs.record == *record {
                Saved::Unchanged
            } else {
                Saved::Merged {
                    record: theirs.record,
                }
            });
        }
        let old = match &base {
            Some(base) => tables(path, &base.record)?,
            None => Table::new(),
        };
        let new = tables(path, record)?;
        let on_disk = tables(path, &theirs.record)?;
        let merged = if same {
            None
        } else {
            let merged = merging::over(&old, &new, &on_disk);
            Some(merged.map_err(|fields| StoreError::Conflict {
                path: path.to_owned(),
                fields,
            })?)
        };
        let uneditable = || StoreError::Uneditable {
            path: path.to_owned(),
        };
        let text = former::renewed(&read::normal(&disk.text), &on_disk)
            .and_then(|text| match &merged {
                None => edit::apply(&text, &on_disk, &old, &new),
                Some(merged) => edit::apply(&text, &on_disk, &on_disk, merged),
            })
            .ok_or_else(uneditable)?;
        // What would be read back is what was meant, or nothing is written.
        let result = read::record(path, key, &text)
            .map_err(|_| uneditable())?
            .record;
        let is_meant = match &merged {
            None => result == *record,
            Some(merged) => items::same_tables(&tables(path, &result)?, merged),
        };
        if !is_meant {
            return Err(uneditable());
        }
        // Two steps that were taken at once are no history: each is whole, and both together are not.
        if !same && lawful::is_torn(&theirs.record, &result) {
            return Err(StoreError::Conflict {
                path: path.to_owned(),
                fields: vec!["history".to_owned()],
            });
        }
        // Nor are one person's words beside the judgement that another has given meanwhile an answer of either.
        let taken = if same {
            Vec::new()
        } else {
            judged::taken_over_together(record, &theirs.record, &result)
        };
        if !taken.is_empty() {
            return Err(StoreError::Conflict {
                path: path.to_owned(),
                fields: taken.iter().map(TakenOver::phrase).collect(),
            });
        }
        self.write(key, path, text)?;
        Ok(if same {
            Saved::Written
        } else {
            Saved::Merged { record: result }
        })
    }

    fn change_copy(
        &mut self,
        key: &RecordKey,
        path: &str,
        text: &str,
        disk: Source,
    ) -> Result<Saved, StoreError> {
        if *disk.text == *text {
            self.held.insert(key.clone(), disk);
            return Ok(Saved::Unchanged);
        }
        if self.held.get(key).is_none_or(|held| held.text != disk.text) {
            return Err(StoreError::Conflict {
                path: path.to_owned(),
                fields: vec!["the copy of the checklist".to_owned()],
            });
        }
        self.write(key, path, text.to_owned())?;
        Ok(Saved::Written)
    }

    fn remove(
        &mut self,
        key: &RecordKey,
        path: String,
        disk: Option<&Source>,
    ) -> Result<Saved, StoreError> {
        if let Some(disk) = disk {
            if self.held.get(key).is_none_or(|held| held.text != disk.text) {
                let fields = vec!["the whole file, which would be removed".to_owned()];
                return Err(StoreError::Conflict { path, fields });
            }
            atomic::remove_beneath(&self.root, &path).map_err(|cause| refused(&path, cause))?;
        }
        self.held.remove(key);
        Ok(Saved::Removed)
    }

    /// Writes the bytes of a kept copy, whose file must not be there yet, and returns its path.
    pub fn keep(
        &self,
        audit: Option<&AuditId>,
        name: &str,
        bytes: &[u8],
    ) -> Result<String, StoreError> {
        self.not_newer()?;
        let key = RecordKey::Kept {
            audit: audit.cloned(),
            name: name.to_owned(),
        };
        let path = self.path_of(&key);
        atomic::create_beneath(&self.root, &path, bytes).map_err(|cause| refused(&path, cause))?;
        Ok(path)
    }

    /// Takes back the kept copy that was just written and cannot be cited.
    pub fn unkeep(&self, path: &str) -> Result<(), StoreError> {
        atomic::remove_beneath(&self.root, path).map_err(|cause| refused(path, cause))?;
        Ok(())
    }

    /// Refuses to write into a workspace that a newer version wrote: what it keeps elsewhere is not known here.
    pub(super) fn not_newer(&self) -> Result<(), StoreError> {
        match self.newer {
            Some(found) => Err(StoreError::NewerSchema {
                path: paths::WORKSPACE.to_owned(),
                found,
            }),
            None => Ok(()),
        }
    }

    fn write(&mut self, key: &RecordKey, path: &str, text: String) -> Result<(), StoreError> {
        if text.len() as u64 > read::LIMIT {
            // Written, it could never be read again.
            return Err(StoreError::TooLarge {
                path: path.to_owned(),
                bytes: text.len(),
                most: read::LIMIT,
            });
        }
        atomic::write_beneath(&self.root, path, text.as_bytes())
            .map_err(|cause| refused(path, cause))?;
        self.held.insert(
            key.clone(),
            Source {
                text: text.into_boxed_str(),
            },
        );
        Ok(())
    }
}

fn refused(path: &str, cause: AtomicError) -> StoreError {
    StoreError::Io {
        path: path.to_owned(),
        source: match cause {
            AtomicError::Io { source, .. } => source,
            refused => io::Error::other(refused),
        },
    }
}

fn refuse_newer(path: &str, understood: &Understood) -> Result<(), StoreError> {
    match understood.newer {
        Some(found) => Err(StoreError::NewerSchema {
            path: path.to_owned(),
            found,
        }),
        None => Ok(()),
    }
}

fn tables(path: &str, record: &Record) -> Result<Table, StoreError> {
    schema::to_table(record).ok_or_else(|| StoreError::Uneditable {
        path: path.to_owned(),
    })
}
