//! What one can do with an audit: the use cases that commands and screens share.
//!
//! Two kinds of them. **Edits** are pure: they look at the working papers and return a
//! [`Change`](domain::change::Change) that can be shown, applied, saved and undone ([`answer`], [`alike`], [`by_system`], [`cite`],
//! [`raise`], [`follow_up`], [`frame`], [`recurrence`], [`mod@lint`], [`mod@extent`], [`mod@cause`], [`plan`], [`carry_over`],
//! [`mod@programme`], [`applicability`], [`mod@sample`], [`trail_test`],
//! [`declare`]). **Deeds** need the repository and the
//! disk and are methods of [`Session`], each family in a file of its own: opening a workspace (`open`), saving a change (`save`)
//! that nothing holds fast ([`held`]), that may bring one's news to those of others ([`company`]), who saved what bears no name
//! (`nameless`), and what is taken back before it is committed ([`mod@discard`]),
//! [`signoff`], looking at a file ([`preview`]), pinning and checking [`evidence`] in all [`repositories`], its [`comparison`] with what is
//! there, its [`trail`] through history and pinning it anew ([`repin`]), citing commits ([`cited_commit`]) and keeping copies
//! ([`keep`]), what was found of a commit that was cut short ([`healed`]), who else is at work here ([`presence`]), reading a
//! [`population`] and drawing from it, the [`register`] of AI systems, conflicts of
//! [`independence`](mod@independence), the [`proof`] of fixes, contents
//! ([`search`]), [`review`] and commit, bringing clones together ([`mod@sync`]), reading the [`log`](mod@log), replaying it to
//! [`verify`](mod@verify), [`editions`] of checklists and licensed [`texts`], and whether anything can be written at all
//! ([`writing`]). Making
//! a workspace ([`init`]), the [`demo`] and the [`doctor`] need no session.

pub mod alike;
pub mod answer;
pub mod applicability;
mod behind;
pub mod by_system;
pub mod carry_over;
pub mod cause;
pub mod checklists;
pub mod cite;
pub mod cited_commit;
pub mod clash;
pub mod company;
pub mod comparison;
pub mod declare;
pub mod demo;
pub mod describe;
pub mod discard;
pub mod doctor;
pub mod editions;
pub mod evidence;
pub mod extent;
pub mod follow_up;
pub mod frame;
pub mod guarded;
pub mod healed;
pub mod held;
#[cfg(test)]
pub(crate) mod hostile;
pub mod ids;
pub mod independence;
pub mod init;
pub mod keep;
pub mod lint;
pub mod log;
mod mailmap;
pub mod merging;
pub mod message;
mod nameless;
mod open;
pub mod path_query;
pub mod paths;
pub mod plan;
pub mod population;
pub mod presence;
pub mod preview;
pub mod programme;
pub mod proof;
pub mod raise;
pub mod recurrence;
pub mod register;
pub mod repin;
pub mod report;
pub mod repositories;
pub mod review;
pub mod sample;
mod save;
pub mod search;
pub mod selection;
mod signatures;
pub mod signoff;
pub mod sync;
pub mod texts;
pub mod trail;
pub mod trail_test;
mod undo;
pub mod unreadable;
pub mod verify;
pub mod writing;

use std::collections::BTreeMap;

pub use crate::{
    // Commands know the session alone, and speak of what audits are made of through it.
    domain,
    store::{
        BrokenRecord, Located,
        draft::{Draft, Drafts, LeftOver, Resume},
        library::{Entry, Library},
        texts::LicensedTexts,
    },
    vcs::{
        At, Change as FileChange, CommitLine, Committed, Head, HeadState, LogEntry, OthersChanged,
        Recovery, ShownCommit, TouchedFile,
    },
};

use crate::{
    clock::Clock,
    domain::{
        action::Proofs,
        applicability::{self as soa, Statements},
        history::Step,
        id::{ActionId, AuditId, EvidenceId, FindingId, SampleId},
        papers::WorkingPapers,
        people::People,
        person::Person,
        programme::Programme,
        record::RecordKey,
        similar,
        workspace::Workspace,
    },
    error::{Error, Result},
    store::Store,
    vcs::Repository,
};

pub use self::save::{Applied, NotSaved};

use self::{
    follow_up::{Citations, Known},
    repositories::Repositories,
};

/// What to do where there is no audit.
const PLAN_ONE: &str = "plan one: tickmark new AUDIT --title TITLE --checklist ID";

/// An open workspace: its records in memory, its store and its repository.
pub struct Session {
    store: Store,
    repositories: Repositories,
    library: Library,
    clock: Clock,
    workspace: Workspace,
    papers: BTreeMap<AuditId, WorkingPapers>,
    applicability: Statements,
    programme: Option<Programme>,
    broken: Vec<BrokenRecord>,
    read_only: Vec<RecordKey>,
    unhealed: Option<Error>,
    /// What was found of a commit that was cut short.
    healed: Option<Recovery>,
    /// Why nothing is to be written.
    only_read: Option<String>,
    /// What hinders it.
    hindered: Option<writing::Unwritable>,
    /// Where HEAD stood when the records were read.
    seen: Option<Head>,
    /// What the history said of each audit.
    histories: BTreeMap<AuditId, independence::Remembered>,
    /// Saves into records that hold uncommitted news of others.
    company: company::Company,
    /// What signatures of commits are worth.
    signatures: signatures::KnownSignatures,
}

impl Session {
    /// Returns the workspace's own record.
    pub fn workspace(&self) -> &Workspace {
        &self.workspace
    }

    /// Returns the working papers of all audits that could be read.
    pub fn papers(&self) -> &BTreeMap<AuditId, WorkingPapers> {
        &self.papers
    }

    /// Returns the audit programme, if there is one that could be read.
    pub fn programme(&self) -> Option<&Programme> {
        self.programme.as_ref()
    }

    /// Lists the records that could not be read, each with its place and reason.
    pub fn broken(&self) -> &[BrokenRecord] {
        &self.broken
    }

    /// Lists the records that a newer version wrote, which can be read and not saved; the workspace's own means all.
    pub fn read_only(&self) -> &[RecordKey] {
        &self.read_only
    }

    /// Says why a commit that was cut short could be neither finished nor undone; the next commit tries again.
    pub fn unhealed(&self) -> Option<&Error> {
        self.unhealed.as_ref()
    }

    /// Returns the checklists at hand: built in and the organization's own.
    pub fn library(&self) -> &Library {
        &self.library
    }

    /// Returns the store, to ask where records are.
    pub fn store(&self) -> &Store {
        &self.store
    }

    /// Returns the repository, to ask about branch, files and history.
    pub fn repository(&self) -> &dyn Repository {
        self.repositories.here()
    }

    /// Returns all repositories that evidence can be in, this one among them.
    pub fn repositories(&self) -> &Repositories {
        &self.repositories
    }

    /// Returns the clock.
    pub fn clock(&self) -> &Clock {
        &self.clock
    }

    /// Returns who is at work, by git's own configuration; an error that says how to set it otherwise.
    pub fn actor(&self) -> Result<Person> {
        Ok(self.repository().identity()?)
    }

    /// Returns who is whom, by the `.mailmap` of HEAD and by the keys with which commits of the records are signed: as verifying judges
    /// whatever is committed next.
    pub fn people(&self) -> People {
        self.repository().people(self.store.records_folder())
    }

    /// Puts together what the guards of findings and corrective actions look at beside the working papers.
    pub fn known<'a>(
        &'a self,
        citations: &'a Citations,
        people: &'a People,
        proofs: &'a Proofs,
    ) -> Known<'a> {
        Known {
            citations,
            statements: &self.applicability,
            days: &self.workspace.days,
            people,
            proofs,
        }
    }

    /// Notes who acts and when, with a reason.
    pub fn step(&self, why: &str) -> Result<Step> {
        Ok(Step {
            by: self.actor()?,
            at: self.clock.now(),
            today: self.clock.today(),
            why: why.to_owned(),
        })
    }

    /// Finds an audit, or says which ones there are.
    pub fn audit(&self, id: &AuditId) -> Result<&WorkingPapers> {
        if let Some(papers) = self.papers.get(id) {
            return Ok(papers);
        }
        if let Some(broken) = self
            .broken
            .iter()
            .find(|b| b.key.as_ref().and_then(|key| key.audit()) == Some(id))
        {
            return Err(Error::usage(format!(
                "Could not open the audit {id}: {}",
                broken.error
            )));
        }
        if let Ok(Some(_)) = self.committed(&RecordKey::Audit(id.clone())) {
            let folder = format!("{}/{id}", self.store.records_folder());
            return Err(Error::usage(format!(
                "Could not find the audit {id}: {folder} is not there any more, though it is committed"
            ))
            .hint(format!("bring it back: git checkout -- '{folder}'")));
        }
        let known: Vec<&str> = self.papers.keys().map(AuditId::as_str).collect();
        let error = Error::usage(format!(
            "Could not find the audit {id}: there is none of that id"
        ));
        Err(match similar::nearest(id.as_str(), known.iter().copied()) {
            Some(near) => error.hint(format!("did you mean {near}?")),
            None if known.is_empty() => error.hint(PLAN_ONE),
            None => error.hint(format!("there are: {}", known.join(", "))),
        })
    }

    /// Draws an id for a new finding that no audit of the workspace has or speaks of.
    pub fn draw_finding(&self) -> Result<FindingId> {
        draw_until(random, FindingId::draw, |id| {
            ids::is_taken(&self.papers, &self.broken, id.as_str())
        })
    }

    /// Draws an id for a new corrective action that no audit of the workspace has or speaks of.
    pub fn draw_action(&self) -> Result<ActionId> {
        draw_until(random, ActionId::draw, |id| {
            ids::is_taken(&self.papers, &self.broken, id.as_str())
        })
    }

    /// Draws an id for a new sample that no audit of the workspace has or speaks of.
    pub fn draw_sample(&self) -> Result<SampleId> {
        draw_until(random, SampleId::draw, |id| {
            ids::is_taken(&self.papers, &self.broken, id.as_str())
        })
    }

    /// Draws an id for a new citation that no audit of the workspace has.
    pub fn draw_evidence(&self) -> Result<EvidenceId> {
        draw_until(random, EvidenceId::draw, |id| self.is_cited(id))
    }

    fn is_cited(&self, id: &EvidenceId) -> bool {
        self.papers.values().any(|p| p.citation(id).is_some())
            || soa::citation(&self.applicability, id).is_some()
    }
}

/// Draws random ids until one is not taken.
pub fn draw_until<I>(
    random: fn() -> Result<u32>,
    draw: impl Fn(u32) -> I,
    taken: impl Fn(&I) -> bool,
) -> Result<I> {
    loop {
        let id = draw(random()?);
        if !taken(&id) {
            return Ok(id);
        }
    }
}

/// Returns random bits for an id.
pub fn random() -> Result<u32> {
    getrandom::u32().map_err(|cause| {
        Error::unavailable(format!(
            "Could not draw an id: the system gives no random numbers ({cause})"
        ))
    })
}
