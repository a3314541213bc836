//! The store room.
#![allow(missing_docs)]
use crate::domain::{id::*, papers::WorkingPapers, record::*, workspace::Workspace};
use std::path::Path;
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Located {
    pub path: String,
    pub line: usize,
    pub column: usize,
    pub message: String,
    pub excerpt: Option<String>,
    pub hint: Option<String>,
}
impl std::fmt::Display for Located {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str(&self.message)
    }
}
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct BrokenRecord {
    pub key: Option<RecordKey>,
    pub path: String,
    pub error: Located,
}
#[derive(Debug)]
pub struct StoreError;
impl From<StoreError> for crate::error::Error {
    fn from(_: StoreError) -> Self {
        Self::usage("x")
    }
}
#[derive(Debug)]
pub struct Store;
#[derive(Debug)]
pub enum Saved {
    Written,
    Unchanged,
    Merged { record: Record },
    Removed,
}
pub struct Loaded {
    pub papers: Option<WorkingPapers>,
    pub broken: Vec<BrokenRecord>,
    pub read_only: Vec<RecordKey>,
}
impl Store {
    pub fn open(_: &Path) -> Result<(Self, Workspace), StoreError> {
        Err(StoreError)
    }
    pub fn is_workspace(_: &Path) -> bool {
        false
    }
    pub fn root(&self) -> &Path {
        Path::new("")
    }
    pub fn records_folder(&self) -> &str {
        ""
    }
    pub fn load_all(&mut self) -> Result<Vec<(AuditId, Loaded)>, StoreError> {
        Err(StoreError)
    }
    pub fn save(&mut self, _: &RecordKey, _: Option<&Record>) -> Result<Saved, StoreError> {
        Err(StoreError)
    }
    pub fn path_of(&self, _: &RecordKey) -> String {
        String::new()
    }
    pub fn key_of(&self, _: &str) -> Option<RecordKey> {
        None
    }
    pub fn text_of(_: &Record) -> String {
        String::new()
    }
}
pub mod library {
    use super::*;
    use crate::domain::checklist::Checklist;
    pub struct Library;
    pub struct Entry {
        pub checklist: Checklist,
        pub text: String,
    }
    impl Library {
        pub fn load(_: &Path) -> Self {
            Self
        }
        pub fn titles(&self) -> Vec<(String, String)> {
            vec![]
        }
        pub fn get(&self, _: &ChecklistId) -> Option<Result<&Entry, Vec<Located>>> {
            None
        }
    }
    pub fn parse(_: &str, _: &str) -> Result<Checklist, Located> {
        Err(Located {
            path: String::new(),
            line: 0,
            column: 0,
            message: String::new(),
            excerpt: None,
            hint: None,
        })
    }
}
pub mod draft {
    use std::path::PathBuf;
    #[derive(Debug, Clone, PartialEq, Eq)]
    pub struct Draft {
        pub audit: String,
        pub place: String,
        pub text: String,
        pub base: String,
        pub saved_at: jiff::Timestamp,
    }
    #[derive(Debug, Clone, PartialEq, Eq)]
    pub struct Resume {
        pub audit: String,
        pub place: String,
    }
    pub struct Drafts;
    impl Drafts {
        pub fn at(_: PathBuf) -> Self {
            Self
        }
        pub fn save(&self, _: &Draft) -> crate::error::Result<()> {
            Ok(())
        }
        pub fn discard(&self, _: &str, _: &str) -> crate::error::Result<()> {
            Ok(())
        }
        pub fn left_over(&self) -> Vec<Draft> {
            vec![]
        }
        pub fn place(&self) -> Option<Resume> {
            None
        }
        pub fn keep_place(&self, _: &Resume) -> crate::error::Result<()> {
            Ok(())
        }
    }
}
