//! The repository of the sample organization while its history is written.

use std::collections::BTreeMap;

use jiff::{Timestamp, civil::Date, tz::TimeZone};

use crate::{
    domain::{
        evidence::{CitationState, LineRange, Pin},
        history::Step,
        id::AuditId,
        papers::WorkingPapers,
        people::People,
        person::Person,
        sample::Population,
        signoff::{
            SignOff, SignOffRole,
            guard::{Earlier, Readiness, Records},
        },
    },
    error::Result,
    session::population::{self, Survey},
    store::Store,
    vcs::{
        At, GitRepository, Repository as _,
        history::{HistoryWriter, write_sign_off},
        signed::Signed as _,
    },
};

use super::{failed, plot::SignedAs};

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
    /// What was signed off, to be written once everything is there.
    signed: Vec<SignOff>,
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
            signed: Vec::new(),
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

    /// Signs an audit off as it is at the tip, where nothing stands against it; the tag is written by [`Archive::write_sign_offs`].
    pub(super) fn sign_off(
        &mut self,
        papers: Option<&WorkingPapers>,
        signed: &SignedAs,
        step: &Step,
    ) -> Result<()> {
        let (Some(papers), Some(tip)) = (papers, &self.tip) else {
            return Err(failed("nothing is there to be signed off"));
        };
        let audit = &papers.audit.id;
        let of = |one: &&SignOff| one.audit == *audit;
        let earlier: Vec<Earlier<'_>> = self
            .signed
            .iter()
            .filter(of)
            .map(|sign_off| Earlier {
                sign_off,
                object: &sign_off.commit,
                counts: sign_off.commit == *tip,
            })
            .collect();
        Readiness {
            records: &Records::of(papers),
            role: signed.role,
            by: &step.by,
            key: None,
            people: &People::default(),
            uncommitted: 0,
            broken: &[],
            blocking: &[],
            earlier: &earlier,
        }
        .check()
        .map_err(|refusal| failed(format!("{}: {refusal}", step.by.name)))?;
        let rounds = self.signed.iter().filter(of);
        let round = rounds.filter(|one| one.role == signed.role).count() + 1;
        self.signed.push(SignOff {
            audit: audit.clone(),
            role: signed.role,
            round: u32::try_from(round).unwrap_or(u32::MAX),
            by: step.by.clone(),
            at: step.at.max(self.latest),
            meaning: signed.role.meaning().to_owned(),
            words: signed.words.clone(),
            commit: tip.clone(),
            folder: String::new(),
            tree: String::new(),
            root: String::new(),
            files: 0,
            previous: None,
            reviews: None,
            key: None,
            key_list: None,
        });
        Ok(())
    }

    /// Writes the tags of all sign-offs, each with what it is over and what it follows.
    pub(super) fn write_sign_offs(&self, records: &str) -> Result<()> {
        let mut last: BTreeMap<&AuditId, String> = BTreeMap::new();
        let mut prepared: BTreeMap<&AuditId, String> = BTreeMap::new();
        for noted in &self.signed {
            let folder = Store::folder_of(records, &noted.audit);
            let root = self.repository.root_at(&noted.commit, &folder)?;
            let reviews = (noted.role == SignOffRole::Reviewed)
                .then(|| prepared.get(&noted.audit).cloned())
                .flatten();
            let object = write_sign_off(
                self.repository,
                &SignOff {
                    folder,
                    tree: root.tree,
                    root: root.hash,
                    files: root.files.len(),
                    previous: last.get(&noted.audit).cloned(),
                    reviews,
                    ..noted.clone()
                },
            )?;
            if noted.role == SignOffRole::Prepared {
                prepared.insert(&noted.audit, object.clone());
            }
            last.insert(&noted.audit, object);
        }
        Ok(())
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
