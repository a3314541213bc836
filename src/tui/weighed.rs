//! What is known of an audit beside its records, weighed anew only when these or the history change, never while drawing: how
//! independent its auditors are, and how much of its evidence is stale.

use std::collections::BTreeMap;

use crate::{
    domain::{
        id::AuditId,
        independence::{self, Independence},
        papers::WorkingPapers,
        person::Person,
        workspace::Workspace,
    },
    error::Error,
    session::independence::{Questions, Remembered},
};

/// How far one is with the independence of the auditors of an audit.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Known {
    /// The history is being looked through, or nobody has asked for that yet.
    Looking,
    /// It could not be looked through.
    Failed(Error),
    /// This is known.
    Found(Independence),
}

/// What is known of the audits.
#[derive(Debug, Clone, Default)]
pub struct Weighed {
    histories: BTreeMap<AuditId, Result<Remembered, Error>>,
    known: BTreeMap<AuditId, Known>,
    stale: BTreeMap<AuditId, usize>,
    /// The authors of the repository, whose names no finding should have.
    authors: Vec<Person>,
}

impl Weighed {
    /// Begins with the authors of the repository known.
    pub fn with_authors(authors: Vec<Person>) -> Self {
        Self {
            authors,
            ..Self::default()
        }
    }

    /// Returns the authors of the repository, as far as they are known.
    pub fn authors(&self) -> &[Person] {
        &self.authors
    }

    /// Takes in what the history said for an audit.
    pub fn learn(&mut self, audit: AuditId, said: Result<Remembered, Error>) {
        self.histories.insert(audit, said);
    }

    /// Weighs an audit anew.
    pub fn weigh(&mut self, papers: &WorkingPapers, workspace: &Workspace) {
        let id = papers.audit.id.clone();
        self.stale
            .insert(id.clone(), papers.stale(&workspace.freshness));
        let records = workspace.records.trim_end_matches('/');
        let known = match self.histories.get(&id) {
            Some(Err(error)) => Known::Failed(error.clone()),
            // An answer to another question would be silent on what was cited since.
            Some(Ok(said)) if said.asked == independence::inquiries(papers, records) => {
                Known::Found(independence::judge(papers, &said.found, records))
            }
            Some(Ok(_)) | None => Known::Looking,
        };
        self.known.insert(id, known);
    }

    /// Says how far one is with the independence of the auditors of an audit.
    pub fn independence(&self, audit: &AuditId) -> &Known {
        self.known.get(audit).unwrap_or(&Known::Looking)
    }

    /// Returns how many citations of an audit were too old when they were relied on.
    pub fn stale(&self, audit: &AuditId) -> usize {
        self.stale.get(audit).copied().unwrap_or(0)
    }
}

/// Makes the questions that the history is asked for an audit.
pub fn questions(papers: &WorkingPapers, workspace: &Workspace) -> Questions {
    independence::inquiries(papers, workspace.records.trim_end_matches('/'))
}
