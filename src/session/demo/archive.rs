//! The repository of the sample organization while its history is written.

use std::collections::BTreeMap;

use jiff::{Timestamp, civil::Date, tz::TimeZone};

use crate::{
    domain::{
        evidence::{CitationState, LineRange, Pin},
        person::Person,
        sample::Population,
    },
    error::Result,
    session::population::{self, Survey},
    vcs::{At, GitRepository, Repository as _, history::HistoryWriter},
};

/// The files at the tip of the history so far, and the commits that led there.
pub(super) struct Archive<'r> {
    repository: &'r GitRepository,
    writer: HistoryWriter<'r>,
    files: BTreeMap<String, Vec<u8>>,
    /// Commit ids and days by subject.
    ids: BTreeMap<String, (String, Date)>,
    tip: Option<String>,
    latest: Timestamp,
    now: Timestamp,
}

impl<'r> Archive<'r> {
    /// Begins a history that ends before `now`.
    pub(super) fn begin(repository: &'r GitRepository, now: Timestamp) -> Result<Self> {
        Ok(Self {
            repository,
            writer: HistoryWriter::new(repository)?,
            files: BTreeMap::new(),
            ids: BTreeMap::new(),
            tip: None,
            latest: Timestamp::MIN,
            now,
        })
    }

    /// Returns the files at the tip.
    pub(super) fn files(&self) -> &BTreeMap<String, Vec<u8>> {
        &self.files
    }

    /// Returns the id of the commit with this subject.
    pub(super) fn id_of(&self, subject: &str) -> Option<&str> {
        self.ids.get(subject).map(|(id, _)| id.as_str())
    }

    /// Returns the day of the commit with this subject.
    pub(super) fn day_of(&self, subject: &str) -> Option<Date> {
        self.ids.get(subject).map(|(_, day)| *day)
    }

    /// Returns the moment, or the present one where the moment is still to come.
    ///
    /// East of Greenwich the day begins before it begins in UTC, so that an hour of "yesterday" may not have come yet.
    pub(super) fn past(&self, at: Timestamp) -> Timestamp {
        at.min(self.now)
    }

    /// Adds a commit, never older than the one before it.
    pub(super) fn commit(
        &mut self,
        author: &Person,
        at: Timestamp,
        message: &str,
        changes: Vec<(String, Option<Vec<u8>>)>,
    ) -> Result<()> {
        self.latest = self.latest.max(self.past(at));
        let borrowed: Vec<(&str, Option<&[u8]>)> = changes
            .iter()
            .map(|(path, bytes)| (path.as_str(), bytes.as_deref()))
            .collect();
        let id = self
            .writer
            .commit(author, self.latest, message, &borrowed)?;
        let subject = message.lines().next().unwrap_or_default();
        let day = self.latest.to_zoned(TimeZone::UTC).date();
        self.ids.insert(subject.to_owned(), (id.clone(), day));
        self.tip = Some(id);
        for (path, bytes) in changes {
            match bytes {
                Some(bytes) => self.files.insert(path, bytes),
                None => self.files.remove(&path),
            };
        }
        Ok(())
    }

    /// Moves the branch and the work tree to the tip.
    pub(super) fn check_out(self) -> Result<Self> {
        self.writer.finish()?;
        Ok(Self {
            writer: HistoryWriter::new(self.repository)?,
            ..self
        })
    }

    /// Pins a file as it is at the tip.
    pub(super) fn pin(&self, path: &str, lines: Option<LineRange>) -> Result<Pin> {
        let at = self.tip.clone().map_or(At::Head, At::Commit);
        Ok(self.repository.pin(path, lines, &at)?)
    }

    /// Pins a file as it lies in the work tree.
    pub(super) fn pin_on_disk(&self, path: &str) -> Result<Pin> {
        Ok(self.repository.pin(path, None, &At::WorkTree)?)
    }

    /// Reads a population as it is at the tip.
    pub(super) fn survey(&self, asked: &Population) -> Result<Survey> {
        let mut asked = asked.clone();
        if let Some(tip) = &self.tip {
            asked.commit.clone_from(tip);
        }
        population::survey(self.repository, &asked, None)
    }

    /// Judges a citation against the tip, as the program would have done at that moment.
    pub(super) fn judge(&self, pin: &Pin) -> CitationState {
        if pin.commit.is_none() {
            return CitationState::Uncommitted { still_there: true };
        }
        let then = match self.repository.bytes_of(pin) {
            Ok(bytes) => bytes,
            Err(cause) => {
                return CitationState::CannotJudge {
                    why: cause.to_string(),
                };
            }
        };
        let cut = |bytes: &[u8]| Some(pin.lines?.cut(bytes)?.to_vec());
        match self.files.get(&pin.path) {
            Some(now) if *now == then => CitationState::Unchanged {
                file_changed: false,
            },
            Some(now) if cut(now).is_some() && cut(now) == cut(&then) => {
                CitationState::Unchanged { file_changed: true }
            }
            Some(_) => CitationState::Changed,
            None => match self.files.iter().find(|(_, now)| **now == then) {
                Some((path, _)) => CitationState::Moved {
                    path: path.clone(),
                    lines: pin.lines,
                },
                None => CitationState::Gone,
            },
        }
    }
}
