//! What the tracers hand to the screen: everything that takes time is done.

use std::sync::Arc;

use crate::{
    domain::evidence::EvidenceLink,
    session::{
        comparison::{Comparison, Edit, Sight},
        trail::{CommitBetween, Trail},
    },
};

use super::sides::Sides;

/// What was cited beside what is there, ready to be shown.
#[derive(Debug, Clone)]
pub struct Compared {
    /// What is compared with what, and what became of it.
    pub sight: Sight,
    /// Both texts, or why they cannot be shown.
    pub sides: Result<Arc<Sides>, String>,
    /// How alike what stands there is to what was cited, in percent.
    pub likeness: Option<u8>,
}

/// What a commit made of the file of a citation, ready to be shown.
#[derive(Debug, Clone)]
pub struct InCommit {
    /// The citation.
    pub link: EvidenceLink,
    /// The commit.
    pub commit: CommitBetween,
    /// Both texts, or why they cannot be shown.
    pub sides: Result<Arc<Sides>, String>,
}

/// What happened to the file of a citation, and where what was cited may be.
#[derive(Debug, Clone)]
pub struct Trailed {
    /// The citation.
    pub link: EvidenceLink,
    /// What happened.
    pub trail: Trail,
}

impl Compared {
    /// Makes a comparison ready to be shown.
    pub fn of(comparison: Comparison) -> Self {
        Self {
            sides: Sides::of(&comparison).map(Arc::new),
            likeness: comparison.likeness(),
            sight: comparison.sight,
        }
    }
}

impl InCommit {
    /// Makes a commit ready to be shown.
    pub fn of(link: EvidenceLink, commit: CommitBetween, edit: Edit) -> Self {
        Self {
            sides: Sides::of_edit(edit).map(Arc::new),
            link,
            commit,
        }
    }
}
