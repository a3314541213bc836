//! Whether a fix still stands: the commit that a planned action names, as the history of its repository has it.

use std::collections::BTreeMap;

use jiff::civil::Date;

use crate::domain::{
    guard::{Reason, Reasons, is_said},
    object::short,
};

use super::{CorrectiveAction, PlannedAction};

/// What became of a commit that fixed something.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Fix {
    /// It is in the history of the branch, and was not reverted.
    Stands,
    /// The branch does not lead to it.
    Unreached,
    /// A later commit reverted it, and stands.
    Reverted {
        /// That commit.
        by: String,
        /// When that was made.
        on: Date,
    },
    /// Every file that it changed is again what it was before.
    Undone,
    /// It cannot be told.
    Unknown {
        /// Why not.
        why: String,
    },
}

impl Fix {
    /// Tells whether it is known not to hold any more, as opposed to what cannot be told.
    pub const fn is_lost(&self) -> bool {
        match self {
            Self::Unreached | Self::Reverted { .. } | Self::Undone => true,
            Self::Stands | Self::Unknown { .. } => false,
        }
    }

    /// Returns one word for it.
    pub const fn word(&self) -> &'static str {
        match self {
            Self::Stands => "stands",
            Self::Unreached => "unreached",
            Self::Reverted { .. } => "reverted",
            Self::Undone => "undone",
            Self::Unknown { .. } => "unknown",
        }
    }

    /// Says what became of the commit: `was reverted by 5d6e7f8a9b on 2026-12-03`.
    pub fn phrase(&self) -> String {
        match self {
            Self::Stands => "is in the branch, and was not reverted".to_owned(),
            Self::Unreached => "is not in the history of the branch".to_owned(),
            Self::Reverted { by, on } => format!("was reverted by {} on {on}", short(by)),
            Self::Undone => {
                "was undone: every file that it changed is again what it was before".to_owned()
            }
            Self::Unknown { why } => format!("cannot be checked: {why}"),
        }
    }
}

/// A commit as a planned action names it: `1a2b3c4`, or in another repository `models@1a2b3c4`.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct FixedIn<'a> {
    /// The repository; `.` for the one that the workspace is in.
    pub repository: &'a str,
    /// The commit there.
    pub commit: &'a str,
}

impl<'a> FixedIn<'a> {
    /// Reads what a record says; as cited commits are named, `models//1a2b3c4` is taken as well.
    pub fn of(text: &'a str) -> Self {
        let text = text.trim();
        let split = text.split_once("//").or_else(|| text.rsplit_once('@'));
        let (repository, commit) = match split {
            Some((repository, commit)) if is_said(repository) => (repository.trim(), commit.trim()),
            Some(_) | None => (".", text),
        };
        Self { repository, commit }
    }

    /// Writes it as a record does.
    pub fn written(repository: &str, commit: &str) -> String {
        if repository == "." {
            commit.to_owned()
        } else {
            format!("{repository}@{commit}")
        }
    }

    /// Names it as people read it: `1a2b3c4d5e`, or `1a2b3c4d5e of models`.
    pub fn told(self) -> String {
        let commit = short(self.commit);
        if self.repository == "." {
            commit.to_owned()
        } else {
            format!("{commit} of {}", self.repository)
        }
    }
}

/// What became of the commits that planned actions name, by how these name them.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Proofs(BTreeMap<String, Fix>);

impl Proofs {
    /// Nothing is known of any commit.
    pub const fn none() -> Self {
        Self(BTreeMap::new())
    }

    /// Notes what became of a commit.
    pub fn note(&mut self, written: &str, fix: Fix) {
        self.0.insert(written.trim().to_owned(), fix);
    }

    /// Takes what others know.
    pub fn extend(&mut self, others: Self) {
        self.0.extend(others.0);
    }

    /// Returns what became of a commit; none where nobody has looked.
    pub fn of(&self, written: &str) -> Option<&Fix> {
        self.0.get(written.trim())
    }
}

impl PlannedAction {
    /// Says why its fixing commit is no proof; none where it stands or none is named.
    pub fn proof_gap(&self, proofs: &Proofs) -> Option<String> {
        if !is_said(&self.commit) {
            return None;
        }
        let commit = FixedIn::of(&self.commit).told();
        match proofs.of(&self.commit) {
            Some(Fix::Stands) => None,
            Some(other) => Some(format!("its fixing commit {commit} {}", other.phrase())),
            None => Some(format!("its fixing commit {commit} was not checked")),
        }
    }
}

impl CorrectiveAction {
    /// Lists those planned actions that are done now, and were not before, by a commit that is no proof.
    pub fn newly_done_gaps(&self, before: Option<&Self>, proofs: &Proofs) -> Vec<Reason> {
        let old = |planned: &PlannedAction| {
            let all = before.into_iter().flat_map(|action| &action.actions);
            all.into_iter().find(|old| old.id == planned.id)
        };
        let is_new = |planned: &&PlannedAction| {
            planned.done.is_some()
                && old(planned)
                    .is_none_or(|old| old.done != planned.done || old.commit != planned.commit)
        };
        let new = self.actions.iter().filter(is_new);
        new.filter_map(|planned| {
            let gap = planned.proof_gap(proofs)?;
            Some(Reason::new(
                "commit",
                format!("action {} of {}: {gap}", planned.id, self.id),
            ))
        })
        .collect()
    }

    /// Lists the fixing commits that are no proof, each with the planned action that names it.
    pub fn proof_gaps(&self, proofs: &Proofs) -> Vec<Reason> {
        let mut gaps = Reasons::new();
        for planned in &self.actions {
            let gap = planned.proof_gap(proofs);
            let text = gap.unwrap_or_default();
            gaps.require_about(
                text.is_empty(),
                "commit",
                format!("action {} of {}", planned.id, self.id),
                format!("action {} of {}: {text}", planned.id, self.id),
            );
        }
        gaps.into_vec()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_commit_of_another_repository_is_named_after_it() {
        let of = |text| {
            let fixed = FixedIn::of(text);
            (fixed.repository, fixed.commit)
        };
        assert_eq!(of(" 1a2b3c4 "), (".", "1a2b3c4"));
        assert_eq!(of("models@1a2b3c4"), ("models", "1a2b3c4"));
        assert_eq!(of("vendor/forms@1a2b3c4"), ("vendor/forms", "1a2b3c4"));
        assert_eq!(of("models//1a2b3c4"), ("models", "1a2b3c4"));
        assert_eq!(
            FixedIn::of("models@1a2b3c4d5e6f").told(),
            "1a2b3c4d5e of models"
        );
        assert_eq!(FixedIn::written(".", "1a2b"), "1a2b");
        assert_eq!(FixedIn::written("models", "1a2b"), "models@1a2b");
    }

    #[test]
    fn only_what_stands_is_a_proof() {
        let planned = PlannedAction {
            id: "1".to_owned(),
            commit: "1a2b3c4d5e6f".to_owned(),
            ..PlannedAction::default()
        };
        let with = |fix| {
            let mut proofs = Proofs::none();
            proofs.note("1a2b3c4d5e6f", fix);
            planned.proof_gap(&proofs)
        };
        assert_eq!(with(Fix::Stands), None);
        let reverted = Fix::Reverted {
            by: "5d6e7f8a9b0c".to_owned(),
            on: "2026-12-03".parse().unwrap(),
        };
        let said = "its fixing commit 1a2b3c4d5e was reverted by 5d6e7f8a9b on 2026-12-03";
        assert_eq!(with(reverted).unwrap(), said);
        let unknown = Fix::Unknown {
            why: "it is not here".to_owned(),
        };
        assert!(
            with(unknown)
                .unwrap()
                .ends_with("cannot be checked: it is not here")
        );
        assert!(
            planned
                .proof_gap(&Proofs::none())
                .unwrap()
                .ends_with("was not checked")
        );
    }
}
