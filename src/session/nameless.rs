//! Who has saved the fields that bear no name, so that nobody commits a colleague's words as their own.
//!
//! An answer, a citation and a step name who made them. A title, a statement or a plan does not: of these it is noted beside the
//! checkout, outside the work tree, who saved which value. So much is known of what this program has saved in this checkout since the
//! last commit; an editor leaves no note, and neither does another clone.

use serde::{Deserialize, Serialize};

use crate::{
    atomic, beneath,
    domain::{
        change::Change,
        merge::FieldPath,
        person::Person,
        record::{Record, RecordKey},
    },
    store::Store,
};

use super::{Session, keep::sha256};

/// No more is read of what is noted of a record.
const READ_AT_MOST: u64 = 1 << 20;
/// How many values are noted of a record; the oldest go first.
const NOTED: usize = 400;
/// What follows from a step, which bears a name.
const OF_STEPS: &[&str] = &["state"];

/// A field that bears no name, and who has saved what it says.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Nameless {
    /// The field.
    pub(super) field: FieldPath,
    /// Who was the first to save what it says.
    pub(super) by: Person,
}

/// What is noted of a record.
#[derive(Debug, Default, Serialize, Deserialize)]
struct Notes {
    #[serde(default)]
    note: Vec<Note>,
}

/// Who has saved a value.
#[derive(Debug, Serialize, Deserialize)]
struct Note {
    field: String,
    /// The digest of the value: what a colleague took back stands nowhere else.
    sha256: String,
    by: Person,
}

impl Session {
    /// Notes who has saved the fields of a change that bear no name, each as it stands in the file now.
    pub(super) fn note_nameless(&self, change: &Change, merged: &[Record]) {
        let Ok(actor) = self.actor() else { return };
        for edit in &change.edits {
            let (Some(key), Some(after)) = (edit.key(), &edit.after) else {
                continue;
            };
            let now = merged.iter().find(|record| record.key() == key);
            let changed = Store::fields_apart(edit.before.as_ref(), after);
            let mut values = match now {
                None => changed,
                Some(now) => {
                    let mut values = Store::fields_apart(edit.before.as_ref(), now);
                    values.retain(|value| changed.iter().any(|one| one.path == value.path));
                    values
                }
            };
            values.retain(|value| is_nameless(&value.path, value.is_signed));
            if values.is_empty() {
                continue;
            }
            let mut notes = self.notes_of(&key);
            let known = notes.note.len();
            for value in values {
                let (field, sha256) = (value.path.to_string(), sha256(value.says.as_bytes()));
                let is_known = |note: &Note| note.field == field && note.sha256 == sha256;
                if !notes.note.iter().any(is_known) {
                    let by = actor.clone();
                    notes.note.push(Note { field, sha256, by });
                }
            }
            if notes.note.len() > known {
                notes.note.drain(..notes.note.len().saturating_sub(NOTED));
                self.keep_notes(&key, &notes);
            }
        }
    }

    /// Lists the fields of a record that bear no name and differ from what is committed, as far as it is known who has saved them.
    pub(super) fn nameless(
        &self,
        key: &RecordKey,
        before: Option<&Record>,
        after: &Record,
    ) -> Vec<Nameless> {
        let notes = self.notes_of(key);
        if notes.note.is_empty() {
            return Vec::new();
        }
        let apart = Store::fields_apart(before, after).into_iter();
        let unsigned = apart.filter(|value| is_nameless(&value.path, value.is_signed));
        unsigned
            .filter_map(|value| {
                let (field, sha256) = (value.path.to_string(), sha256(value.says.as_bytes()));
                let mut notes = notes.note.iter();
                let note = notes.find(|note| note.field == field && note.sha256 == sha256)?;
                Some(Nameless {
                    by: note.by.clone(),
                    field: value.path,
                })
            })
            .collect()
    }

    /// Forgets who has saved what of records that are committed now.
    pub(super) fn forget_nameless<'k>(&self, keys: impl Iterator<Item = &'k RecordKey>) {
        for key in keys {
            // Mostly there is one, and where it stays it tells of values that are not there any more.
            let _ = std::fs::remove_file(self.notes_at(key));
        }
    }

    fn notes_of(&self, key: &RecordKey) -> Notes {
        let bytes = beneath::plain_bytes(&self.notes_at(key), READ_AT_MOST).unwrap_or_default();
        let text = String::from_utf8(bytes).unwrap_or_default();
        toml::from_str(&text).unwrap_or_default()
    }

    fn keep_notes(&self, key: &RecordKey, notes: &Notes) {
        let path = self.notes_at(key);
        let Ok(text) = toml::to_string(notes) else {
            return;
        };
        let kept = atomic::make_folders(path.parent().unwrap_or(&path))
            .and_then(|()| atomic::replace_private(&path, text.as_bytes()));
        // It must not get in the way of the work.
        if let Err(cause) = kept {
            tracing::warn!(%cause, "it was not noted who saved a field");
        }
    }

    fn notes_at(&self, key: &RecordKey) -> std::path::PathBuf {
        let private = self.repository().private_dir();
        private.join("nameless").join(self.store().path_of(key))
    }
}

/// Tells whether nobody's name stands at a field.
fn is_nameless(field: &FieldPath, is_signed: bool) -> bool {
    !is_signed && !field.keys().any(|key| OF_STEPS.contains(&key))
}
