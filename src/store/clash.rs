//! What two people made of one record: the fields that both have changed, and one edit made over the other.

use toml::Table;

use crate::domain::record::{Record, RecordKey};

use super::{Store, StoreError, edit, former, merging, read, schema};

/// A field that two people have changed to different values.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Both {
    /// The record.
    pub record: RecordKey,
    /// The field, such as `answer[1].note`.
    pub field: String,
    /// What one's own edit says; empty where it has taken the field out.
    pub mine: String,
    /// What the file says.
    pub theirs: String,
}

impl Store {
    /// Reads a record as its file has it now, whatever is known of it; none where there is no file.
    pub fn look_at(&self, key: &RecordKey) -> Result<Option<Record>, StoreError> {
        let path = self.path_of(key);
        let Some(source) = read::source(&self.root, &path).map_err(StoreError::Broken)? else {
            return Ok(None);
        };
        let understood = read::record(&path, key, &source.text).map_err(StoreError::Broken)?;
        Ok(Some(understood.record))
    }

    /// Lists the fields that one's own edit and somebody else's have changed to different values.
    pub fn both(before: Option<&Record>, mine: &Record, theirs: &Record) -> Vec<Both> {
        let table = |record: &Record| schema::to_table(record).unwrap_or_default();
        let base = before.map_or_else(Table::new, table);
        let record = theirs.key();
        merging::clashes(&base, &table(mine), &table(theirs))
            .into_iter()
            .map(|clash| Both {
                record: record.clone(),
                field: clash.path.to_string(),
                mine: clash.ours.unwrap_or_default(),
                theirs: clash.theirs.unwrap_or_default(),
            })
            .collect()
    }

    /// Makes one's own edit over what somebody else made of the record: where both changed a field one's own stands.
    ///
    /// None where the result would be no such record.
    pub fn over(&self, before: Option<&Record>, mine: &Record, theirs: &Record) -> Option<Record> {
        let key = theirs.key();
        let path = self.path_of(&key);
        let base = match before {
            Some(before) => schema::to_table(before)?,
            None => Table::new(),
        };
        let (new, on_disk) = (schema::to_table(mine)?, schema::to_table(theirs)?);
        let text = former::renewed(&Self::text_of(theirs), &on_disk)?;
        let meant = merging::ours_over(&base, &new, &on_disk);
        let text = edit::apply(&text, &on_disk, &on_disk, &meant)?;
        Some(read::record(&path, &key, &text).ok()?.record)
    }
}
