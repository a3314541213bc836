//! How audits are signed off, in a word each.

use std::collections::BTreeMap;

use crate::domain::{
    id::AuditId,
    signoff::{SignOffRole, standing::Standing},
};

use super::{Session, SignOffState};

/// How an audit is signed off, in a word, for a line of many audits.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum SignOffMark {
    /// As prepared, and every record is as it was signed.
    Prepared,
    /// As reviewed, and every record is as it was signed.
    Reviewed,
    /// It was signed off, and records have changed since.
    Stale,
    /// Something is wrong with a sign-off, or it cannot be told here what became of it.
    Doubtful,
}

impl SignOffMark {
    /// Returns the word for it.
    pub const fn word(self) -> &'static str {
        match self {
            Self::Prepared => "signed",
            Self::Reviewed => "reviewed",
            Self::Stale => "stale",
            Self::Doubtful => "doubtful",
        }
    }
}

impl Session {
    /// Says in a word how each audit is signed off that is.
    pub fn sign_off_marks(&self) -> BTreeMap<AuditId, SignOffMark> {
        let audits = self.signed_off_audits().unwrap_or_default();
        audits
            .into_iter()
            .filter_map(|audit| Some((audit.clone(), self.sign_off_mark(&audit)?)))
            .collect()
    }

    /// Says in a word how an audit is signed off; none where it is not. Asks for no signature, so that a sign-off may stand here
    /// of which its own screen says that the key is the wrong one; all else that is wrong with it counts.
    pub fn sign_off_mark(&self, audit: &AuditId) -> Option<SignOffMark> {
        match self.sign_offs_without_keys(audit) {
            Ok(states) => mark(&states),
            Err(_) => Some(SignOffMark::Doubtful),
        }
    }
}

fn mark(states: &[SignOffState]) -> Option<SignOffMark> {
    let is_doubtful = |state: &SignOffState| {
        let cannot_tell = matches!(state.standing, Standing::CannotTell { .. });
        state.is_bad() || cannot_tell || !state.gaps.is_empty()
    };
    let counts_as = |role: SignOffRole| {
        let mut counting = states.iter().filter(|state| state.counts());
        counting.any(|state| {
            state
                .sign_off
                .as_ref()
                .is_some_and(|said| said.role == role)
        })
    };
    if states.is_empty() {
        None
    } else if states.iter().any(is_doubtful) {
        Some(SignOffMark::Doubtful)
    } else if counts_as(SignOffRole::Reviewed) {
        Some(SignOffMark::Reviewed)
    } else if counts_as(SignOffRole::Prepared) {
        Some(SignOffMark::Prepared)
    } else {
        Some(SignOffMark::Stale)
    }
}
