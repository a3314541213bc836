//! Sign-offs of an audit: what became of each, and signing.

mod after;
mod chain;
mod entitled;
mod mark;
mod sign;
mod stand;
mod verdict;

use std::collections::BTreeMap;

use crate::{
    domain::{
        id::AuditId,
        signoff::{
            SignOff,
            fault::TagFault,
            standing::{KeyList, Reported, SignatureState, Standing},
        },
    },
    error::Result,
    store::Store,
    vcs::FoundTag,
};

use super::Session;
use chain::Around;

pub(super) use self::after::{no_reason, signed_here};
pub use self::{
    mark::SignOffMark,
    sign::{Proposal, SignedOff},
    verdict::{Told, Verdict},
};

/// A sign-off and what became of it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct SignOffState {
    /// The name of its tag, without `refs/tags/`.
    pub name: String,
    /// The tag object.
    pub object: String,
    /// What it says; none where that cannot be read or relied on.
    pub sign_off: Option<SignOff>,
    /// Whether what was signed is what is there now.
    pub standing: Standing,
    /// What its signature is worth.
    pub signature: SignatureState,
    /// Whether the list of trusted keys is the one that the signer had.
    pub key_list: KeyList,
    /// What else is wrong with it.
    pub faults: Vec<TagFault>,
    /// What else could not be told of it here.
    pub gaps: Vec<String>,
    /// Whether nothing that was signed names the signer: the tag alone says who that is.
    pub is_stranger: bool,
}

impl SignOffState {
    /// Tells whether one can build on it: everything is as it was signed, nothing is wrong, and all of that could be told.
    pub fn counts(&self) -> bool {
        self.standing.is_fresh() && !self.is_bad() && self.gaps.is_empty()
    }

    /// Tells whether it speaks of tampering; that records have changed since is stale and not bad.
    pub fn is_bad(&self) -> bool {
        self.standing.is_alarm()
            || self.signature.is_alarm()
            || self.are_keys_swapped()
            || !self.faults.is_empty()
    }

    /// Tells whether the list of trusted keys is another than the signer had, and does not vouch for the signer.
    fn are_keys_swapped(&self) -> bool {
        self.key_list == KeyList::Changed && !matches!(self.signature, SignatureState::Good { .. })
    }
}

/// The sign-offs of an audit, and what would be signed next.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct SignOffs {
    /// The sign-offs.
    pub states: Vec<SignOffState>,
    /// What would be signed, and what stands against it; or why nothing can be.
    pub proposal: Result<Proposal>,
}

impl Session {
    /// Tells what became of every sign-off of an audit, prepared before reviewed, round by round.
    ///
    /// Reads every record that was signed, and asks for every signature.
    pub fn sign_offs(&self, audit: &AuditId) -> Result<Vec<SignOffState>> {
        self.sign_offs_until(audit, &|| false)
    }

    /// Does the same; what it returns is of no use once `stop` says so.
    fn sign_offs_until(
        &self,
        audit: &AuditId,
        stop: &(dyn Fn() -> bool + Sync),
    ) -> Result<Vec<SignOffState>> {
        let tags = self.repository().sign_off_tags(audit)?;
        let objects: Vec<&str> = tags.iter().map(|tag| tag.object.as_str()).collect();
        let signatures = self
            .repository()
            .signatures(&objects, stop, &|_, _| {})
            .unwrap_or_default();
        let key_list = self.repository().key_list();
        self.judged(audit, &tags, signatures, key_list.as_deref(), true)
    }

    /// Tells what became of every sign-off of an audit by its tags and records alone: keys and clocks have no part in it.
    fn sign_offs_without_keys(&self, audit: &AuditId) -> Result<Vec<SignOffState>> {
        let tags = self.repository().sign_off_tags(audit)?;
        let signatures = tags.iter().map(|tag| {
            if tag.is_signed {
                SignatureState::CannotCheck {
                    why: "it was not asked for".to_owned(),
                }
            } else {
                SignatureState::Unsigned
            }
        });
        self.judged(audit, &tags, signatures.collect(), None, false)
    }

    /// Judges what the tags of an audit say, each with what its signature is worth.
    fn judged(
        &self,
        audit: &AuditId,
        tags: &[FoundTag],
        signatures: Vec<SignatureState>,
        key_list: Option<&str>,
        with_clock: bool,
    ) -> Result<Vec<SignOffState>> {
        let mut states: Vec<SignOffState> = tags
            .iter()
            .zip(signatures)
            .map(|(tag, signature)| self.state_of(audit, tag, signature, key_list))
            .collect();
        let people = self.people();
        let fetches_tags = self.repository().fetches_tags();
        let around = Around {
            now: with_clock.then(|| self.clock().now()),
            people: &people,
            fetches_tags,
        };
        chain::judge(tags, &mut states, around);
        chain::recall(&self.recalled(audit)?, &mut states, fetches_tags);
        self.judge_signers(&mut states, &people);
        Ok(states)
    }

    fn state_of(
        &self,
        audit: &AuditId,
        tag: &FoundTag,
        signature: SignatureState,
        key_list: Option<&str>,
    ) -> SignOffState {
        let (sign_off, standing, signature, key_list) = match &tag.said {
            Err(standing) => (None, standing.clone(), signature, KeyList::Unknown),
            Ok(sign_off) => {
                let standing = self
                    .standing(audit, sign_off)
                    .unwrap_or_else(|error| stand::not_told(&error));
                // The list is one of SSH keys, and has a say in their signatures alone.
                let by_ssh = signature
                    .key()
                    .is_some_and(|key| key.starts_with("SHA256:"));
                let key_list = match (sign_off.key_list.as_deref(), key_list) {
                    (Some(then), Some(now)) if by_ssh && then == now => KeyList::Same,
                    (Some(_), Some(_)) if by_ssh => KeyList::Changed,
                    (Some(_) | None, _) => KeyList::Unknown,
                };
                let signature = signature.as_said_by(sign_off);
                (Some(sign_off.clone()), standing, signature, key_list)
            }
        };
        SignOffState {
            name: tag.name.clone(),
            object: tag.object.clone(),
            sign_off,
            standing,
            signature,
            key_list,
            faults: Vec::new(),
            gaps: Vec::new(),
            is_stranger: false,
        }
    }

    /// Tells what became of the sign-offs of an audit, and what would be signed now with these own words; of no use once `stop` says
    /// so.
    pub fn look_at_sign_offs(
        &self,
        audit: &AuditId,
        words: &str,
        stop: &(dyn Fn() -> bool + Sync),
    ) -> Result<SignOffs> {
        let states = self.sign_offs_until(audit, stop)?;
        Ok(SignOffs {
            proposal: self.propose_sign_off(audit, None, words, &states),
            states,
        })
    }

    /// Lists the sign-offs of an audit that HEAD leads to, by their tags and records alone, with what is wrong with each.
    pub(super) fn reported_sign_offs(&self, audit: &AuditId) -> Vec<Reported> {
        let states = self.sign_offs_without_keys(audit).unwrap_or_default();
        let pending = self.pending_counts().unwrap_or_default().of(audit);
        states
            .into_iter()
            .filter_map(|state| {
                let standing = match (state.standing, pending) {
                    (Standing::Lost(_), _) => return None,
                    (Standing::Fresh, 1..) => Standing::Stale {
                        changes: Vec::new(),
                        additions: Vec::new(),
                        more: false,
                    },
                    (standing, _) => standing,
                };
                let is_lacking = matches!(state.signature, SignatureState::Lacking { .. });
                Some(Reported {
                    sign_off: state.sign_off?,
                    standing,
                    lacking: is_lacking.then(|| state.signature.phrase()),
                    faults: state.faults,
                })
            })
            .collect()
    }

    /// Lists the commits that were signed off, each with the names of the tags and who signed.
    pub fn signed_commits(&self) -> Result<BTreeMap<String, Vec<(String, String)>>> {
        let mut signed: BTreeMap<String, Vec<_>> = BTreeMap::new();
        for audit in self.signed_off_audits()? {
            for tag in self.repository().sign_off_tags(&audit)? {
                if let Ok(said) = tag.said {
                    let line = said.line();
                    signed
                        .entry(said.commit)
                        .or_default()
                        .push((tag.name, line));
                }
            }
        }
        Ok(signed)
    }

    /// Tells whether an audit was ever signed off, so that its records say why they change.
    pub fn is_signed_off(&self, audit: &AuditId) -> Result<bool> {
        Ok(self.repository().is_signed_off(audit)?)
    }

    /// Lists the audits that were signed off, those whose records are gone among them.
    pub fn signed_off_audits(&self) -> Result<Vec<AuditId>> {
        Ok(self.repository().signed_off_audits()?)
    }

    /// Returns the folder of an audit, from the top of the repository.
    pub(super) fn folder_of(&self, audit: &AuditId) -> String {
        Store::folder_of(self.store().records_folder(), audit)
    }
}
