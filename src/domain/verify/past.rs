//! What a replay is given: commits, versions of records, and what only the repository can tell.

use std::{
    collections::{BTreeMap, BTreeSet, HashMap},
    rc::Rc,
};

use jiff::Timestamp;

use crate::domain::{
    action::Fixing,
    checklist::Checklist,
    evidence::{CitationState, EvidenceLink},
    id::{AuditId, EvidenceId},
    people::People,
    person::Person,
    record::{Record, RecordKey},
};

/// The history that is replayed.
#[derive(Debug, Default)]
pub struct Past {
    /// All commits, parents before children.
    pub commits: Vec<PastCommit>,
    /// All records that ever were, by their numbers.
    pub keys: Vec<RecordKey>,
    /// All versions of them, by their numbers.
    pub versions: Vec<Version>,
}

/// A commit, and what it did to the records.
#[derive(Debug, Clone)]
pub struct PastCommit {
    /// Its id.
    pub id: String,
    /// The numbers of its parents that are here.
    pub parents: Vec<usize>,
    /// Why a parent is not here, where one is not: what it did cannot be judged, and what it has is taken as it is.
    pub cut: Option<Cut>,
    /// Its author as the commit has it.
    pub written: Person,
    /// Its author as `.mailmap` of HEAD has it.
    pub author: Person,
    /// Who committed it, as the commit has it.
    pub committer: Person,
    /// Whom it names beside its author, in the trailers of its message: what is in their names is taken from them, too.
    pub co_authors: Vec<Person>,
    /// The number of its `.mailmap`; none where it has none.
    pub mailmap: Option<u32>,
    /// When it was authored.
    pub authored: Timestamp,
    /// How many seconds the author's clock was ahead of UTC.
    pub offset: i32,
    /// When it was committed.
    pub committed: Timestamp,
    /// The records that are not as in every parent.
    pub changes: Vec<Changed>,
}

/// Why the history before a commit is not here.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Cut {
    /// Why.
    pub why: String,
    /// How it can be brought here.
    pub how: String,
}

/// A record that is not as in every parent.
#[derive(Debug, Clone)]
pub struct Changed {
    /// Its number.
    pub key: u32,
    /// Its path at that commit.
    pub path: String,
    /// The number of its version in each parent.
    pub before: Vec<Option<u32>>,
    /// The number of its version in the commit.
    pub after: Option<u32>,
}

/// A version of a record.
#[derive(Debug)]
pub struct Version {
    /// What is in it, or why it cannot be understood.
    pub content: Result<Content, Fault>,
    /// Its schema, where it is newer than what this version writes.
    pub newer: Option<u32>,
}

/// What a record is.
#[derive(Debug)]
pub enum Content {
    /// A record.
    Record(Box<Record>),
    /// An audit's copy of a checklist.
    Checklist(Box<Checklist>),
    /// A kept copy of evidence, which is no record and is not read.
    Kept,
}

/// Why a version cannot be understood.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Fault {
    /// It has the name of another record: which one it says it is.
    OtherName(String),
    /// It is no record, for this reason.
    Broken(String),
    /// Its bytes are not here, for this reason.
    Unread(String),
}

/// What only the repository can tell.
pub trait Surroundings {
    /// Tells what became of citations as of a commit, or of the one that was the branch's tip at a moment before it, whichever
    /// speaks for them.
    fn citations(
        &self,
        commit: usize,
        at: Timestamp,
        links: &[&EvidenceLink],
    ) -> BTreeMap<EvidenceId, CitationState>;

    /// Lists the audits that were signed off at a commit.
    fn signed_off(&self, commit: usize) -> Vec<AuditId>;

    /// Returns who is whom.
    fn people(&self) -> &People;

    /// Returns who is whom by one version of `.mailmap`, given by its number, or by none.
    fn people_by(&self, mailmap: Option<u32>) -> Rc<People>;

    /// Tells who made a commit that fixed something, as a planned action names it; none where that cannot be told.
    fn fixing(&self, written: &str) -> Option<Fixing>;

    /// Says that nobody waits for the answer any more.
    fn stop(&self) -> bool;
}

impl Past {
    /// Returns a version.
    pub fn version(&self, number: u32) -> Option<&Version> {
        self.versions.get(number as usize)
    }

    /// Returns the record of a version; none where it cannot be understood or is none.
    pub fn record(&self, number: u32) -> Option<&Record> {
        match &self.version(number)?.content {
            Ok(Content::Record(record)) => Some(record),
            Ok(Content::Checklist(_) | Content::Kept) | Err(_) => None,
        }
    }

    /// Returns a record's key.
    pub fn key(&self, number: u32) -> Option<&RecordKey> {
        self.keys.get(number as usize)
    }

    /// Tells whether a commit leads to another one, which is named by its id or the beginning of it.
    pub fn reaches(&self, from: usize, id: &str) -> bool {
        let id = id.to_ascii_lowercase();
        let mut named = self.commits.iter();
        let Some(wanted) = named.position(|commit| !id.is_empty() && commit.id.starts_with(&id))
        else {
            return false;
        };
        let mut seen = BTreeSet::new();
        let mut left = vec![from];
        while let Some(number) = left.pop() {
            // Parents come before their children, so what lies before the wanted one leads nowhere.
            if number < wanted || !seen.insert(number) {
                continue;
            }
            if number == wanted {
                return true;
            }
            let commit = self.commits.get(number);
            left.extend(commit.into_iter().flat_map(|commit| &commit.parents));
        }
        false
    }

    /// Returns the numbers of the records.
    pub fn numbers(&self) -> HashMap<&RecordKey, u32> {
        (0..)
            .zip(&self.keys)
            .map(|(number, key)| (key, number))
            .collect()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_commit_leads_to_its_ancestors_only() {
        // 0 - 1 - 3 (merge), and 0 - 2 - 3; 4 is on a branch of its own.
        let parents: [&[usize]; 5] = [&[], &[0], &[0], &[1, 2], &[1]];
        let commits = (0..).zip(parents).map(|(number, parents)| PastCommit {
            id: format!("{number}abc"),
            parents: parents.to_vec(),
            cut: None,
            written: "Ada <ada@example.org>".parse().unwrap(),
            author: "Ada <ada@example.org>".parse().unwrap(),
            committer: "Ada <ada@example.org>".parse().unwrap(),
            co_authors: Vec::new(),
            mailmap: None,
            authored: Timestamp::UNIX_EPOCH,
            offset: 0,
            committed: Timestamp::UNIX_EPOCH,
            changes: Vec::new(),
        });
        let past = Past {
            commits: commits.collect(),
            ..Past::default()
        };
        assert!(past.reaches(3, "2ab") && past.reaches(3, "0ABC") && past.reaches(1, "1a"));
        assert!(!past.reaches(4, "2a") && !past.reaches(2, "3a"));
        assert!(!past.reaches(3, "") && !past.reaches(3, "ffff"));
    }
}
