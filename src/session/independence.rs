//! Whether the auditors have worked on what they audit: looking through the history, and naming safeguards.
//!
//! Looking takes as long as the history is; [`History`] does it on a thread of its own, through a handle of its own. What was
//! found is kept with the commit at HEAD and the question ([`Session::learn`]), so that a review takes it from
//! there and never waits.

use std::path::Path;

use crate::{
    domain::{
        change::Change,
        guard::Refusal,
        history::Step,
        id::AuditId,
        independence::{self, Contributions, Independence, Inquiry, Safeguard},
        papers::WorkingPapers,
        pattern::PathPattern,
        person::Person,
    },
    error::Result,
    vcs::{self, Repository},
};

use super::{Session, follow_up};

/// The history of a repository, to be looked through on a thread of its own.
pub struct History {
    repository: vcs::GitRepository,
}

impl History {
    /// Opens the repository that holds a folder.
    pub fn open(dir: &Path) -> Result<Self> {
        Ok(Self {
            repository: vcs::open(dir)?,
        })
    }

    /// Finds out who has worked on what; none when `cancelled` said so meanwhile.
    pub fn contributions(
        &self,
        asked: &Inquiry,
        cancelled: &dyn Fn() -> bool,
    ) -> Result<Option<Contributions>> {
        Ok(self.repository.contributions(asked, cancelled)?)
    }
}

/// What the history said, and to which question at which commit.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Remembered {
    /// The commit at HEAD; none on an unborn branch.
    pub head: Option<String>,
    /// The question.
    pub asked: Inquiry,
    /// The answer.
    pub found: Contributions,
}

/// What one says to name a safeguard.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Naming {
    /// The auditor who has worked on what is audited.
    pub auditor: Person,
    /// The files and areas.
    pub paths: Vec<PathPattern>,
    /// What keeps the audit impartial there.
    pub reason: String,
    /// The second person, who approved it.
    pub approved_by: Person,
}

/// Names a safeguard, or says every reason why not.
pub fn safeguard(
    papers: &WorkingPapers,
    naming: Naming,
    step: &Step,
) -> std::result::Result<Change, Refusal> {
    let what = format!("independence of {}", naming.auditor.name);
    let after = papers.audit.safeguarded(Safeguard {
        auditor: naming.auditor,
        paths: naming.paths,
        reason: naming.reason.trim().to_owned(),
        by: step.by.clone(),
        approved_by: naming.approved_by,
        at: step.at,
    })?;
    Ok(follow_up::edit_audit(papers, &what, |audit| *audit = after))
}

impl Session {
    /// Makes the question for an audit.
    pub fn inquiry(&self, papers: &WorkingPapers) -> Inquiry {
        independence::inquiry(papers, self.store().records_folder())
    }

    /// Looks through the history for an audit, unless that was done before, and says how independent its auditors are.
    pub fn independence(&mut self, id: &AuditId) -> Result<Independence> {
        let papers = self.audit(id)?;
        if let Some(known) = self.known_independence(papers) {
            return Ok(known);
        }
        let asked = self.inquiry(papers);
        let found = self.repository().contributions(&asked, &|| false)?;
        let found = found.unwrap_or_default();
        let judged = independence::judge(papers, &found, self.store().records_folder());
        let head = self.tip();
        self.learn(id.clone(), Remembered { head, asked, found });
        Ok(judged)
    }

    /// Keeps what the history said for an audit.
    pub fn learn(&mut self, id: AuditId, remembered: Remembered) {
        self.histories.insert(id, remembered);
    }

    /// Says how independent the auditors of an audit are, as far as the history was looked through for just this question.
    pub fn known_independence(&self, papers: &WorkingPapers) -> Option<Independence> {
        let known = self.histories.get(&papers.audit.id)?;
        if known.asked != self.inquiry(papers) || known.head != self.tip() {
            return None;
        }
        let records = self.store().records_folder();
        Some(independence::judge(papers, &known.found, records))
    }

    fn tip(&self) -> Option<String> {
        self.repository().head().ok()?.commit
    }
}
