//! Records on disk: one TOML file a record, read with located faults and edited in place.
//!
//! [`schema`] is the reference of every key. New files are written in canonical form; of existing ones only what changed
//! is touched, so that comments, order and unknown keys survive. The store remembers every file as it was read: when it
//! has been changed by somebody else at the time of a save, both edits are merged by key or the save is refused;
//! never does the last writer win, as one process at a time reads, compares and writes (`turn`). Two versions of a record that two clones have made of one are merged by [`merging`]. [`library`] holds the checklists, [`lint`] finds their faults, [`table`] reads them from
//! spreadsheets and writes them for these, [`texts`] keeps licensed wording, [`draft`] half-typed text and [`presence`] who is at work, all
//! outside the work tree.

mod clash;
mod declared;
mod doubles;
pub mod draft;
mod edit;
mod error;
mod faults;
mod fields;
mod former;
mod fresh;
mod items;
pub mod library;
pub mod lint;
mod load;
mod located;
pub mod merging;
mod odd_keys;
mod paths;
pub mod presence;
mod read;
pub mod register;
mod save;
pub mod schema;
pub mod table;
pub mod texts;
mod together;
mod turn;
mod understand;
mod write;

#[cfg(test)]
mod tests;

use std::{
    collections::BTreeMap,
    path::{Path, PathBuf},
};

use crate::{
    domain::{
        applicability::Statements,
        evidence::is_safe_path,
        id::{AuditId, ChecklistId},
        papers::WorkingPapers,
        programme::Programme,
        record::{Record, RecordKey},
        workspace::Workspace,
    },
    lock::Rank,
};

pub use clash::Both;
pub use error::StoreError;
pub use fields::FieldApart;
pub use located::Located;
pub use understand::Understood;

use read::Source;

/// The records of one workspace on disk, and what was read or written of them.
#[derive(Debug)]
pub struct Store {
    root: PathBuf,
    records: String,
    newer: Option<u32>,
    /// The file of the lock under which records are saved.
    lock: PathBuf,
    held: BTreeMap<RecordKey, Source>,
    stamps: fresh::Stamps,
}

/// The records of one audit as they were read.
#[derive(Debug)]
pub struct Loaded {
    /// Its working papers; none when the audit itself or one of its checklists is broken.
    pub papers: Option<WorkingPapers>,
    /// The records that cannot be understood; all others are usable.
    pub broken: Vec<BrokenRecord>,
    /// The records that a newer version wrote: they can be read, not saved.
    pub read_only: Vec<RecordKey>,
}

/// The statements of applicability as they were read.
#[derive(Debug, Default)]
pub struct LoadedStatements {
    /// Those that can be understood.
    pub statements: Statements,
    /// The records that cannot be understood.
    pub broken: Vec<BrokenRecord>,
    /// The records that a newer version wrote: they can be read, not saved.
    pub read_only: Vec<RecordKey>,
}

/// The audit programme as it was read.
#[derive(Debug, Default)]
pub struct LoadedProgramme {
    /// The programme; none where there is no such file, or it cannot be understood.
    pub programme: Option<Programme>,
    /// The record, where it cannot be understood.
    pub broken: Option<BrokenRecord>,
    /// Whether a newer version wrote it: it can be read, not saved.
    pub is_newer: bool,
}

/// A record that cannot be understood.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct BrokenRecord {
    /// Which record; none when the file's name is that of no record.
    pub key: Option<RecordKey>,
    /// Its path, relative to the root.
    pub path: String,
    /// What is wrong, and where.
    pub error: Located,
    /// What is wrong with it beside that.
    pub more: Vec<Located>,
}

impl BrokenRecord {
    /// Lists everything that is wrong with it, in order of its place.
    pub fn faults(&self) -> impl Iterator<Item = &Located> {
        std::iter::once(&self.error).chain(&self.more)
    }
}

/// What became of a record that was saved.
#[derive(Debug, Clone, PartialEq, Eq)]
#[expect(clippy::large_enum_variant, reason = "there is one of them at a time")]
pub enum Saved {
    /// It was written.
    Written,
    /// It was on disk already; nothing was written.
    Unchanged,
    /// Somebody else had changed other fields of it: both edits are in it now.
    Merged {
        /// The record as it is on disk now.
        record: Record,
    },
    /// Its file was removed.
    Removed,
}

impl Store {
    /// Opens the workspace at a root and reads `tickmark.toml`.
    pub fn open(root: &Path) -> Result<(Self, Workspace), StoreError> {
        let source = read::source(root, paths::WORKSPACE)
            .map_err(StoreError::Broken)?
            .ok_or_else(|| StoreError::NoWorkspace {
                root: root.to_owned(),
            })?;
        let understood = read::record(paths::WORKSPACE, &RecordKey::Workspace, &source.text)
            .map_err(StoreError::Broken)?;
        let Record::Workspace(workspace) = understood.record else {
            return Err(StoreError::Misplaced {
                path: paths::WORKSPACE.to_owned(),
            });
        };
        if !is_safe_path(&workspace.records) {
            let text = read::normal(&source.text);
            let at = text.find("records").map(|at| at..at);
            return Err(StoreError::Broken(
                Located::at(
                    paths::WORKSPACE,
                    &text,
                    at,
                    "the folder of the records leaves the repository",
                )
                .hint("it is relative to the root, such as: records = \"audits\""),
            ));
        }
        let records = workspace.records.trim_end_matches('/').to_owned();
        let held = BTreeMap::from([(RecordKey::Workspace, source)]);
        // Before anything else is read: what is written meanwhile is seen as written since.
        let stamps = fresh::stamps(root, &records);
        Ok((
            Self {
                stamps,
                lock: root.join(turn::WITHOUT_GIT),
                root: root.to_owned(),
                records,
                newer: understood.newer,
                held,
            },
            workspace,
        ))
    }

    /// Has the lock under which records are saved lie in a folder that is none of the work tree, such as one of git's.
    #[must_use]
    pub fn taking_turns_in(mut self, folder: &Path) -> Self {
        self.lock = folder.join(Rank::Save.file_name());
        self
    }

    /// Tells whether a folder is the root of a workspace.
    pub fn is_workspace(root: &Path) -> bool {
        std::fs::symlink_metadata(root.join(paths::WORKSPACE)).is_ok_and(|found| found.is_file())
    }

    /// Returns the root of the workspace.
    pub fn root(&self) -> &Path {
        &self.root
    }

    /// Returns the schema of the workspace where a newer version wrote it: then no record of it can be saved.
    pub fn newer(&self) -> Option<u32> {
        self.newer
    }

    /// Returns the folder of the records, relative to the root.
    pub fn records_folder(&self) -> &str {
        &self.records
    }

    /// Returns the path of a record relative to the root, with `/`.
    pub fn path_of(&self, key: &RecordKey) -> String {
        paths::path_of(&self.records, key)
    }

    /// Tells which record a path is; none for any other file.
    pub fn key_of(&self, path: &str) -> Option<RecordKey> {
        paths::key_of(&self.records, path)
    }

    /// Tells whether a record's file holds something else than when it was read or written last.
    pub fn is_behind(&self, key: &RecordKey, now: &str) -> bool {
        self.held
            .get(key)
            .is_some_and(|source| *source.text != *now)
    }

    /// Returns the copy of a checklist that an audit keeps, to the letter as it was read or written last.
    pub fn copy(&self, audit: &AuditId, checklist: &ChecklistId) -> Option<&str> {
        let key = RecordKey::Criteria(audit.clone(), checklist.clone());
        self.held.get(&key).map(|source| source.text.as_ref())
    }

    /// Returns a record in canonical form, as a new file would be written.
    pub fn text_of(record: &Record) -> String {
        match record {
            Record::Criteria { text, .. } => text.clone(),
            Record::Workspace(_)
            | Record::Applicability(_)
            | Record::Programme(_)
            | Record::Audit(_)
            | Record::Answers { .. }
            | Record::Finding { .. }
            | Record::Action { .. }
            | Record::Sample { .. }
            | Record::Trail { .. } => schema::to_table(record)
                .map(|table| write::document(&table))
                .unwrap_or_default(),
        }
    }

    /// Lists the audits: folders with an `audit.toml`, broken ones included.
    pub fn audits(&self) -> Result<Vec<AuditId>, StoreError> {
        load::audits(&self.root, &self.records)
    }
}
