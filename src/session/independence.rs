//! Whether the auditors have worked on what they audit: looking through the history, and naming safeguards.
//!
//! Looking takes as long as the history is; [`History`] does it on a thread of its own, through a handle of its own. What was
//! found is kept with the commit at HEAD and the question ([`Session::learn`]), so that a review takes it from
//! there and never waits. Where a cited file or an area lies in a submodule, the history of that is looked through as well
//! (`submodules`).

mod submodules;

use std::{
    collections::{BTreeMap, BTreeSet},
    path::Path,
};

use crate::{
    domain::{
        change::Change,
        guard::Refusal,
        history::Step,
        id::AuditId,
        independence::{self, Contributions, Independence, Inquiry, Safeguard},
        papers::WorkingPapers,
        pattern::PathPattern,
        people::People,
        person::Person,
        workspace::EvidenceRepository,
    },
    error::Result,
    vcs,
};

use super::{Session, follow_up, repositories::Repositories};

/// What is asked about an audit, by the name of the repository.
pub type Questions = BTreeMap<String, Inquiry>;

/// Where a repository stands: the commit at HEAD, none on an unborn branch.
pub type Stood = Option<String>;

/// What the history said, and to which questions at which commits.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Remembered {
    /// The questions.
    pub asked: Questions,
    /// Where each repository that is here stood.
    pub heads: BTreeMap<String, Stood>,
    /// The answers of those repositories.
    pub found: BTreeMap<String, Contributions>,
}

/// The history of the repositories, to be looked through on a thread of its own.
pub struct History {
    repositories: Repositories,
}

impl History {
    /// Opens the repository that holds a folder, and those that hold evidence beside it.
    pub fn open(dir: &Path, declared: &[EvidenceRepository]) -> Result<Self> {
        let here = Box::new(vcs::open(dir)?);
        Ok(Self {
            repositories: Repositories::new(here, declared),
        })
    }

    /// Finds out who has worked on what; none when `cancelled` said so meanwhile.
    pub fn look(
        &self,
        asked: Questions,
        cancelled: &dyn Fn() -> bool,
    ) -> Result<Option<Remembered>> {
        look(&self.repositories, asked, cancelled)
    }
}

fn look(
    repositories: &Repositories,
    asked: Questions,
    cancelled: &dyn Fn() -> bool,
) -> Result<Option<Remembered>> {
    let mut remembered = Remembered {
        heads: heads(repositories, &asked),
        ..Remembered::default()
    };
    for (name, inquiry) in &asked {
        // One that is not here has no answer, which is told apart from an answer that nothing was found.
        let Ok(repository) = repositories.named(name) else {
            continue;
        };
        let Some(mut found) = repository.contributions(inquiry, cancelled)? else {
            return Ok(None);
        };
        for part in submodules::parts(repositories, name, inquiry) {
            let Some(submodule) = part.repository(repositories) else {
                found.gaps.push(part.absent());
                continue;
            };
            let Some(said) = submodule.contributions(&part.asked, cancelled)? else {
                return Ok(None);
            };
            part.join(said, &inquiry.areas, &mut found);
        }
        remembered.found.insert(name.clone(), found);
    }
    remembered.asked = asked;
    Ok(Some(remembered))
}

/// Returns how each repository that is asked stands, the submodules within them included.
fn heads(repositories: &Repositories, asked: &Questions) -> BTreeMap<String, Stood> {
    let within = |(name, inquiry): (&String, &Inquiry)| {
        let parts = submodules::parts(repositories, name, inquiry);
        std::iter::once(name.clone()).chain(parts.into_iter().filter_map(|part| part.name))
    };
    let names: BTreeSet<String> = asked.iter().flat_map(within).collect();
    let head = |name: String| {
        let repository = repositories.named(&name).ok()?;
        Some((name, repository.head().ok()?.commit))
    };
    names.into_iter().filter_map(head).collect()
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
    people: &People,
) -> std::result::Result<Change, Refusal> {
    let what = format!("independence of {}", naming.auditor.name);
    let safeguard = Safeguard {
        auditor: naming.auditor,
        paths: naming.paths,
        reason: naming.reason.trim().to_owned(),
        by: step.by.clone(),
        approved_by: naming.approved_by,
        at: step.at,
    };
    let after = papers.audit.safeguarded(safeguard, people)?;
    Ok(follow_up::edit_audit(papers, &what, |audit| *audit = after))
}

impl Session {
    /// Makes the questions for an audit.
    pub fn questions(&self, papers: &WorkingPapers) -> Questions {
        independence::inquiries(papers, self.store().records_folder())
    }

    /// Looks through the history for an audit, unless that was done before, and says how independent its auditors are.
    pub fn independence(&mut self, id: &AuditId) -> Result<Independence> {
        let papers = self.audit(id)?;
        if let Some(known) = self.known_independence(papers) {
            return Ok(known);
        }
        let looked = look(self.repositories(), self.questions(papers), &|| false)?;
        let remembered = looked.unwrap_or_default();
        let records = self.store().records_folder();
        let judged = independence::judge(papers, &remembered.found, records);
        self.learn(id.clone(), remembered);
        Ok(judged)
    }

    /// Looks through the history for papers that are no record, such as those of an audit that is planned.
    pub(super) fn independence_of(&self, papers: &WorkingPapers) -> Result<Independence> {
        let looked = look(self.repositories(), self.questions(papers), &|| false)?;
        let remembered = looked.unwrap_or_default();
        let records = self.store().records_folder();
        Ok(independence::judge(papers, &remembered.found, records))
    }

    /// Looks through the history for papers as they stand at a commit; none when `cancelled` said so meanwhile.
    pub(super) fn independence_while(
        &self,
        papers: &WorkingPapers,
        cancelled: &dyn Fn() -> bool,
    ) -> Result<Option<Independence>> {
        let looked = look(self.repositories(), self.questions(papers), cancelled)?;
        let records = self.store().records_folder();
        Ok(looked.map(|remembered| independence::judge(papers, &remembered.found, records)))
    }

    /// Keeps what the history said for an audit.
    pub fn learn(&mut self, id: AuditId, remembered: Remembered) {
        self.histories.insert(id, remembered);
    }

    /// Says how independent the auditors of an audit are, as far as the history was looked through for just these questions.
    pub fn known_independence(&self, papers: &WorkingPapers) -> Option<Independence> {
        let known = self.histories.get(&papers.audit.id)?;
        let asked = self.questions(papers);
        if known.asked != asked || known.heads != heads(self.repositories(), &asked) {
            return None;
        }
        let records = self.store().records_folder();
        Some(independence::judge(papers, &known.found, records))
    }
}
