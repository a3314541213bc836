//! Understanding records as commits have them: the same reading as of those on disk, of any version of a file.

use crate::domain::{
    checklist::Checklist,
    id::AuditId,
    record::{Record, RecordKey},
};

use super::{Located, Store, library, paths, read};

/// What a version of a file says.
#[derive(Debug)]
pub enum Understood {
    /// A record, and its schema where that is newer than what this version writes.
    Record(Box<Record>, Option<u32>),
    /// An audit's copy of a checklist.
    Checklist(Box<Checklist>),
    /// A record that says it is another one than its path says: which.
    OtherName(String),
}

impl Store {
    /// Tells which record a path is, where the records are in this folder; none for any other file.
    pub fn key_in(records: &str, path: &str) -> Option<RecordKey> {
        paths::key_of(records, path)
    }

    /// Returns the path of a record, where the records are in this folder.
    pub fn path_in(records: &str, key: &RecordKey) -> String {
        paths::path_of(records, key)
    }

    /// Returns the folder of an audit, where the records are in this folder.
    pub fn folder_of(records: &str, audit: &AuditId) -> String {
        format!("{records}/{audit}")
    }

    /// Understands a version of a record.
    pub fn understand(key: &RecordKey, path: &str, bytes: &[u8]) -> Result<Understood, Located> {
        if bytes.len() as u64 > read::LIMIT {
            let text = format!(
                "it has {} bytes, and a record at most {}",
                bytes.len(),
                read::LIMIT
            );
            return Err(Located::whole(path, &text));
        }
        let text =
            String::from_utf8(bytes.to_vec()).map_err(|error| Located::not_utf8(path, &error))?;
        if let RecordKey::Criteria(_, id) = key {
            let checklist = library::parse(&text, path)?;
            return Ok(if checklist.id == *id {
                Understood::Checklist(Box::new(checklist))
            } else {
                Understood::OtherName(checklist.id.to_string())
            });
        }
        match read::record(path, key, &text) {
            Ok(read) => Ok(Understood::Record(Box::new(read.record), read.newer)),
            Err(error) => match other_name(key, path, &text) {
                Some(name) => Ok(Understood::OtherName(name)),
                None => Err(error),
            },
        }
    }

    /// Reads from the text of the workspace's record where the records are; none where it does not say.
    pub fn folder_in(bytes: &[u8]) -> Option<String> {
        match Self::understand(&RecordKey::Workspace, paths::WORKSPACE, bytes).ok()? {
            Understood::Record(record, _) => match *record {
                Record::Workspace(workspace) => {
                    Some(workspace.records.trim_end_matches('/').to_owned())
                }
                Record::Applicability(_)
                | Record::Programme(_)
                | Record::Audit(_)
                | Record::Criteria { .. }
                | Record::Answers { .. }
                | Record::Finding { .. }
                | Record::Action { .. }
                | Record::Sample { .. }
                | Record::Trail { .. } => None,
            },
            Understood::Checklist(_) | Understood::OtherName(_) => None,
        }
    }
}

/// Returns the id that a record says it has, where its path says another.
fn other_name(key: &RecordKey, path: &str, text: &str) -> Option<String> {
    let expected = match key {
        RecordKey::Audit(id) => id.to_string(),
        RecordKey::Finding(_, id) => id.to_string(),
        RecordKey::Action(_, id) => id.to_string(),
        RecordKey::Sample(_, id) => id.to_string(),
        RecordKey::Trail(_, system) => system.to_string(),
        RecordKey::Answers(_, _, reference) => reference.to_string(),
        RecordKey::Applicability(checklist) => checklist.to_string(),
        RecordKey::Workspace
        | RecordKey::Programme
        | RecordKey::Criteria(..)
        | RecordKey::Kept { .. } => return None,
    };
    let named = match key {
        RecordKey::Answers(..) => "ref",
        RecordKey::Applicability(_) => "checklist",
        RecordKey::Trail(..) => "system",
        RecordKey::Workspace
        | RecordKey::Programme
        | RecordKey::Audit(_)
        | RecordKey::Criteria(..)
        | RecordKey::Finding(..)
        | RecordKey::Action(..)
        | RecordKey::Kept { .. }
        | RecordKey::Sample(..) => "id",
    };
    let clean = read::normal(text);
    let document = read::Document::parse(path, &clean).ok()?;
    let (said, _) = document.said(named)?;
    (said != expected).then(|| said.to_owned())
}
