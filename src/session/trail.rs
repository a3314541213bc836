//! What happened to a citation's file since it was cited, and where what was cited may be now.

use std::path::Path;

use crate::{
    domain::{
        evidence::{EvidenceLink, Pin},
        workspace::EvidenceRepository,
    },
    error::{Error, Result},
    vcs,
};

use super::{
    Session,
    comparison::{Edit, Which, at_home, in_commit, pin_of, version},
    repositories::Repositories,
};

pub use crate::vcs::{Between, CommitBetween, Proposal, ProposalKind, Since, trail::Stop};

/// What happened, and what is proposed; each, or why it cannot be told.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Trail {
    /// The commits in between.
    pub between: Result<Between, String>,
    /// Where what was changed or is gone may be, the likeliest first.
    pub proposals: Result<Vec<Proposal>, String>,
}

/// Opens the repositories of a workspace once more, for another thread.
pub fn open(dir: &Path, declared: &[EvidenceRepository]) -> Result<Repositories> {
    Ok(Repositories::new(Box::new(vcs::open(dir)?), declared))
}

/// Returns the commit that a name means in the repository of a pin; without one the branch's tip.
pub fn commit_of(repositories: &Repositories, pin: &Pin, commit: Option<&str>) -> Result<String> {
    let repository = repositories.named(&repositories.resolved(pin).repository)?;
    Ok(repository.commit_meant(commit.unwrap_or("HEAD"))?)
}

/// Looks into the history between a pin and a commit, the branch's tip if none is named.
///
/// `stop` says when nobody waits for the answer any more; what is then returned is of no use.
pub fn trail(
    repositories: &Repositories,
    pin: &Pin,
    commit: Option<&str>,
    stop: Stop<'_>,
) -> Trail {
    let pin = &repositories.resolved(pin);
    let repository = match repositories.named(&pin.repository) {
        Ok(repository) => repository,
        Err(absent) => {
            let why = Error::from(absent).message;
            return Trail {
                between: Err(why.clone()),
                proposals: Err(why),
            };
        }
    };
    let (pin, at) = (at_home(pin), version(commit));
    let told = |cause| Error::from(cause).message;
    Trail {
        between: repository.between(&pin, &at, stop).map_err(told),
        proposals: repository.proposals(&pin, &at, stop).map_err(told),
    }
}

impl Session {
    /// Looks into the history between a citation's pin and a commit, the branch's tip if none is named.
    pub fn trail(&self, link: &EvidenceLink, which: Which, commit: Option<&str>) -> Result<Trail> {
        let pin = pin_of(link, which)?;
        Ok(trail(self.repositories(), &pin, commit, &|| false))
    }

    /// Shows what a commit made of the file of a citation.
    pub fn in_commit(&self, link: &EvidenceLink, commit: &CommitBetween) -> Result<Edit> {
        let pin = pin_of(link, Which::Current)?;
        in_commit(self.repositories(), &pin, commit)
    }
}
