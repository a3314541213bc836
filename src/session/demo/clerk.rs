//! Who writes the records of the sample audits: every deed through the edits that screens and commands use, so that every
//! guard of the life cycles holds.

use std::{cell::RefCell, collections::BTreeMap};

use jiff::{Timestamp, civil::Date, tz::TimeZone};

use crate::{
    domain::{
        applicability::{self, Statements},
        change::Change,
        checklist::Checklist,
        evidence::{LineRange, Pin},
        history::Step,
        id::AuditId,
        papers::WorkingPapers,
        person::Person,
        record::{Record, RecordKey},
        workspace::Deadlines,
    },
    error::Result,
    session::{FileChange, message, review::PendingRecord},
    store::Store,
};

use super::{
    archive::Archive,
    failed,
    plot::Commit,
    script::{Deed, Event},
};

/// Up to how long after one another deeds of one person go into one commit.
const SITTING: i64 = 60 * 60;

/// The working papers while the plot unfolds.
pub(super) struct Clerk<'r> {
    pub(super) archive: Archive<'r>,
    pub(super) store: Store,
    pub(super) days: Deadlines,
    pub(super) checklist: (Checklist, String),
    /// Pins of files that are never committed.
    pub(super) loose: BTreeMap<(String, Option<LineRange>), Pin>,
    pub(super) papers: BTreeMap<AuditId, WorkingPapers>,
    pub(super) statements: Statements,
    /// Copies that were kept for the deed at hand: path and bytes.
    pub(super) copies: RefCell<BTreeMap<String, Vec<u8>>>,
    batch: Option<Batch>,
    pub(super) today: Date,
}

/// What one person has changed and not committed yet.
struct Batch {
    by: Person,
    at: Timestamp,
    records: BTreeMap<RecordKey, Record>,
    copies: BTreeMap<String, Vec<u8>>,
}

impl<'r> Clerk<'r> {
    /// Begins with a workspace that has no audit.
    pub(super) fn new(
        archive: Archive<'r>,
        store: Store,
        days: Deadlines,
        checklist: (Checklist, String),
        loose: BTreeMap<(String, Option<LineRange>), Pin>,
        today: Date,
    ) -> Self {
        Self {
            archive,
            store,
            days,
            checklist,
            loose,
            papers: BTreeMap::new(),
            statements: Statements::new(),
            copies: RefCell::default(),
            batch: None,
            today,
        }
    }

    /// Plays the events and returns the archive, with the records that are left uncommitted: path and text.
    pub(super) fn play(
        mut self,
        events: &[Event<'_>],
    ) -> Result<(Archive<'r>, Vec<(String, String)>)> {
        for event in events.iter().filter(|event| !event.pending) {
            self.perform(event)?;
        }
        self.commit()?;
        for event in events.iter().filter(|event| event.pending) {
            self.perform(event)?;
        }
        let records = self.batch.take().map(|batch| batch.records);
        let texts = records
            .into_iter()
            .flatten()
            .map(|(key, record)| (self.store.path_of(&key), Store::text_of(&record)))
            .collect();
        Ok((self.archive, texts))
    }

    fn perform(&mut self, event: &Event<'_>) -> Result<()> {
        let step = Step {
            by: event.by.clone(),
            at: self.archive.past(event.at),
            today: event.at.to_zoned(TimeZone::UTC).date(),
            why: event.why.to_owned(),
        };
        let changes = match (&event.deed, event.audit) {
            (Deed::Commit(commit), _) => {
                self.commit()?;
                return self.commit_files(commit);
            }
            (Deed::SignOff(signed), Some(audit)) => {
                self.commit()?;
                let papers = self.papers.get(audit);
                return self.archive.sign_off(papers, signed, &step);
            }
            (Deed::State(stated), _) => vec![self.state(stated, &step)?],
            (Deed::Plan(frame), _) => self.plan(frame, &step),
            (deed, Some(audit)) => {
                let papers = self
                    .papers
                    .get(audit)
                    .ok_or_else(|| failed(format!("{audit} is not planned yet")))?;
                self.edit(papers, deed, &step)?
            }
            (_, None) => Vec::new(),
        };
        // A state that is passed through gets a commit of its own; answers of one sitting may share one.
        let passes = !matches!(event.deed, Deed::Answer(_) | Deed::Cite(..));
        let fits = |batch: &Batch| {
            let again = |key| batch.records.contains_key(&key);
            let twice = passes && edits(&changes).any(|record| again(record.key()));
            batch.by.is(event.by) && step.at.as_second() - batch.at.as_second() <= SITTING && !twice
        };
        if !event.pending && !self.batch.as_ref().is_some_and(fits) {
            self.commit()?;
        }
        let batch = self.batch.get_or_insert_with(|| Batch {
            by: event.by.clone(),
            at: step.at,
            records: BTreeMap::new(),
            copies: BTreeMap::new(),
        });
        batch.at = step.at;
        batch.copies.append(&mut self.copies.borrow_mut());
        for record in edits(&changes) {
            batch.records.insert(record.key(), record.clone());
        }
        for change in &changes {
            applicability::apply(change, &mut self.statements);
            if let Some(papers) = event.audit.and_then(|audit| self.papers.get_mut(audit)) {
                change.apply(papers);
            }
        }
        Ok(())
    }

    fn commit_files(&mut self, commit: &Commit) -> Result<()> {
        let changes = commit.changes(self.archive.files(), self.today)?;
        self.archive
            .commit(&commit.author, commit.at, &commit.message, changes)
    }

    /// Commits what has been changed so far, with the message that the program proposes.
    fn commit(&mut self) -> Result<()> {
        let Some(batch) = self.batch.take() else {
            return Ok(());
        };
        let mut files: Vec<PendingRecord> = batch
            .records
            .into_iter()
            .map(|(key, record)| {
                let path = self.store.path_of(&key);
                let change = if self.archive.files().contains_key(&path) {
                    FileChange::Modified
                } else {
                    FileChange::Added
                };
                PendingRecord {
                    old: self
                        .archive
                        .files()
                        .get(&path)
                        .map(|bytes| String::from_utf8_lossy(bytes).into_owned())
                        .unwrap_or_default(),
                    path,
                    key: Some(key),
                    change,
                    new: Store::text_of(&record),
                    kept: None,
                }
            })
            .collect();
        files.extend(batch.copies.keys().map(|path| PendingRecord {
            path: path.clone(),
            key: self.store.key_of(path),
            change: FileChange::Added,
            old: String::new(),
            new: String::new(),
            kept: None,
        }));
        let message = message::with_trailers(
            &message::propose(&files, &self.papers),
            &files,
            Vec::new(),
            &[],
        );
        let mut copies = batch.copies;
        let changes = files
            .into_iter()
            .map(|file| {
                let copy = copies.remove(&file.path);
                (
                    file.path,
                    Some(copy.unwrap_or_else(|| file.new.into_bytes())),
                )
            })
            .collect();
        self.archive.commit(&batch.by, batch.at, &message, changes)
    }
}

fn edits(changes: &[Change]) -> impl Iterator<Item = &Record> {
    changes
        .iter()
        .flat_map(|change| &change.edits)
        .filter_map(|edit| edit.after.as_ref())
}
