//! Sign-offs of an audit: what became of each, and signing.

mod after;
mod chain;
mod sign;

use std::collections::BTreeMap;

use crate::{
    domain::{
        id::AuditId,
        signoff::{
            SignOff, SignOffRole, guard,
            standing::{
                self, Addition, ChangedRecord, KeyList, RecordChange, SignatureState, Standing,
                TagFault,
            },
        },
    },
    error::Result,
    vcs::{Change, FoundTag, LogEntry, Reach, VcsError},
};

use super::Session;

pub(super) use self::after::{ASKED_AT_MOST, no_reason, signed_here};
pub use self::sign::{Proposal, SignedOff};

/// The most commits after a sign-off that are told.
const ADDITIONS_AT_MOST: usize = 500;

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
}

impl SignOffState {
    /// Tells whether one can build on it: everything is as it was signed, and nothing is wrong.
    pub fn counts(&self) -> bool {
        self.standing.is_fresh() && !self.is_bad()
    }

    /// Tells whether it speaks of tampering; that records have changed since is stale and not bad.
    pub fn is_bad(&self) -> bool {
        self.standing.is_alarm() || self.signature.is_alarm() || !self.faults.is_empty()
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
    /// Tells what became of every sign-off of an audit, prepared before reviewed, round by round.
    ///
    /// Reads every record that was signed, and asks for every signature.
    pub fn sign_offs(&self, audit: &AuditId) -> Result<Vec<SignOffState>> {
        let tags = self.repository().sign_off_tags(audit)?;
        let mut states = Vec::new();
        for tag in &tags {
            states.push(self.state_of(audit, tag)?);
        }
        let people = self.people();
        chain::judge(&tags, &mut states, self.clock().now(), &people);
        chain::recall(&self.recalled(audit)?, &mut states);
        if let Some(papers) = self.papers().get(audit) {
            for state in states.iter_mut().filter(|state| state.standing.is_fresh()) {
                let Some(sign_off) = &state.sign_off else {
                    continue;
                };
                // What is fresh was signed with the team that the audit has now.
                let (role, by) = (sign_off.role, &sign_off.by);
                let not = guard::not_entitled(&papers.audit, role, by, &people);
                state
                    .faults
                    .extend(not.map(|why| TagFault::NotEntitled { why }));
            }
        }
        Ok(states)
    }

    /// Tells what became of the sign-offs of an audit, and what would be signed now with these own words.
    pub fn look_at_sign_offs(&self, audit: &AuditId, words: &str) -> Result<SignOffs> {
        let states = self.sign_offs(audit)?;
        Ok(SignOffs {
            proposal: self.propose_sign_off(audit, None, words, &states),
            states,
        })
    }

    /// Lists the sign-offs of an audit that HEAD leads to, by their tags alone: keys and clocks have no part in it.
    pub(super) fn reported_sign_offs(&self, audit: &AuditId) -> Vec<(SignOff, Standing)> {
        let tags = self.repository().sign_off_tags(audit).unwrap_or_default();
        let pending = self.pending_counts().unwrap_or_default().of(audit);
        tags.into_iter()
            .filter_map(|tag| {
                let sign_off = tag.said.ok()?;
                let standing = self.standing(audit, &sign_off);
                let standing = standing.or_else(not_told).ok()?;
                let standing = match (standing, pending) {
                    (Standing::Lost(_), _) => return None,
                    (Standing::Fresh, 1..) => Standing::Stale {
                        changes: Vec::new(),
                        additions: Vec::new(),
                    },
                    (standing, _) => standing,
                };
                Some((sign_off, standing))
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

    /// Says in a word how each audit is signed off that is.
    pub fn sign_off_marks(&self) -> BTreeMap<AuditId, SignOffMark> {
        let audits = self.signed_off_audits().unwrap_or_default();
        audits
            .into_iter()
            .filter_map(|audit| Some((audit.clone(), self.sign_off_mark(&audit)?)))
            .collect()
    }

    /// Says in a word how an audit is signed off; none where it is not. Reads no record and asks for no signature.
    pub fn sign_off_mark(&self, audit: &AuditId) -> Option<SignOffMark> {
        let tags = self.repository().sign_off_tags(audit).ok()?;
        let mut mark = None;
        for tag in tags {
            let fresh = match (&tag.said, &tag.was) {
                (Ok(sign_off), None) => self.quick_standing(audit, sign_off),
                (Ok(_), Some(_)) | (Err(_), _) => None,
            };
            let Some(is_fresh) = fresh else {
                return Some(SignOffMark::Doubtful);
            };
            let reviewed = matches!(&tag.said, Ok(said) if said.role == SignOffRole::Reviewed);
            let this = match (is_fresh, reviewed) {
                (true, true) => SignOffMark::Reviewed,
                (true, false) => SignOffMark::Prepared,
                (false, _) => SignOffMark::Stale,
            };
            mark = match (mark, this) {
                (Some(SignOffMark::Reviewed), _) | (_, SignOffMark::Reviewed) => {
                    Some(SignOffMark::Reviewed)
                }
                (Some(SignOffMark::Prepared), _) | (_, SignOffMark::Prepared) => {
                    Some(SignOffMark::Prepared)
                }
                (Some(SignOffMark::Stale | SignOffMark::Doubtful) | None, this) => Some(this),
            };
        }
        mark
    }

    /// Tells whether what was signed is there now by the ids of folders alone; none where something is amiss.
    fn quick_standing(&self, audit: &AuditId, sign_off: &SignOff) -> Option<bool> {
        let repository = self.repository();
        if repository.reach(&sign_off.commit).ok()? != Reach::Reached {
            return None;
        }
        let was = repository
            .folder_at(&sign_off.commit, &sign_off.folder)
            .ok()?;
        if was.as_ref() != Some(&sign_off.tree) {
            return None;
        }
        Some(repository.folder_at("HEAD", &self.folder_of(audit)).ok()? == was)
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
        format!("{}/{audit}", self.store().records_folder())
    }

    fn state_of(&self, audit: &AuditId, tag: &FoundTag) -> Result<SignOffState> {
        let repository = self.repository();
        let signature = repository.signature(&tag.object);
        let (sign_off, standing, signature, key_list) = match &tag.said {
            Err(standing) => (None, standing.clone(), signature, KeyList::Unknown),
            Ok(sign_off) => {
                let standing = match self.standing(audit, sign_off) {
                    Ok(standing) => standing,
                    Err(error) => not_told(error)?,
                };
                let key_list = match (&sign_off.key_list, repository.key_list()) {
                    (Some(then), Some(now)) if *then == now => KeyList::Same,
                    (Some(_), Some(_)) => KeyList::Changed,
                    (Some(_) | None, _) => KeyList::Unknown,
                };
                let signature = signature.as_said_by(sign_off);
                (Some(sign_off.clone()), standing, signature, key_list)
            }
        };
        Ok(SignOffState {
            name: tag.name.clone(),
            object: tag.object.clone(),
            sign_off,
            standing,
            signature,
            key_list,
            faults: Vec::new(),
        })
    }

    /// Holds what was signed against the commit, and the commit against the branch.
    fn standing(&self, audit: &AuditId, sign_off: &SignOff) -> Result<Standing, VcsError> {
        let repository = self.repository();
        match repository.reach(&sign_off.commit)? {
            Reach::Reached => {}
            Reach::Lost(lost) => return Ok(Standing::Lost(lost)),
            Reach::CannotTell { why } => return Ok(Standing::CannotTell { why }),
        }
        let contradicted = |why: String| Ok(Standing::Contradicted { why });
        let (commit, folder) = (&sign_off.commit, &sign_off.folder);
        match repository.folder_at(commit, folder)? {
            None => return contradicted(format!("its commit has no folder {folder}")),
            Some(tree) if tree != sign_off.tree => {
                return contradicted(format!(
                    "it says the tree {}, and {folder} is {} at its commit",
                    short(&sign_off.tree),
                    short(&tree)
                ));
            }
            Some(_) => {}
        }
        let root = repository.root_at(commit, folder)?;
        if (&root.hash, root.files.len()) != (&sign_off.root, sign_off.files) {
            return contradicted(format!(
                "it says the root hash {} over {} files, and its commit has {} over {}",
                short(&sign_off.root),
                sign_off.files,
                short(&root.hash),
                root.files.len()
            ));
        }
        let now = self.folder_of(audit);
        if repository.folder_at("HEAD", &now)?.as_ref() == Some(&sign_off.tree) {
            return Ok(Standing::Fresh);
        }
        let mut folders = vec![now];
        if !folders.contains(folder) {
            folders.push(folder.clone());
        }
        let changes = repository
            .changed_between(commit, "HEAD", &folders)?
            .into_iter()
            .map(|(path, change)| self.changed(path, change))
            .collect();
        let additions = repository.log_since(commit, &folders, ADDITIONS_AT_MOST)?;
        Ok(Standing::Stale {
            changes,
            additions: additions.into_iter().map(addition).collect(),
        })
    }

    fn changed(&self, path: String, change: Change) -> ChangedRecord {
        let key = self.store().key_of(&path);
        ChangedRecord {
            short: key.map_or_else(|| path.clone(), |key| key.short()),
            change: match change {
                Change::Added => RecordChange::Added,
                Change::Modified => RecordChange::Changed,
                Change::Deleted => RecordChange::Removed,
            },
            path,
        }
    }
}

/// Says what an object that cannot be read means for a sign-off; what is no matter of objects stays an error.
fn not_told(error: VcsError) -> Result<Standing, VcsError> {
    let why = error.to_string();
    match error {
        VcsError::Damaged { .. } | VcsError::HashMismatch { .. } | VcsError::BadFolder { .. } => {
            Ok(Standing::Contradicted { why })
        }
        VcsError::NotDownloaded { .. } | VcsError::MissingObject { .. } => {
            Ok(Standing::CannotTell { why })
        }
        error => Err(error),
    }
}

fn addition(entry: LogEntry) -> Addition {
    Addition {
        commit: entry.commit,
        by: entry.author,
        at: entry.at,
        why: standing::why_of(&entry.body),
        subject: entry.subject,
    }
}

fn short(id: &str) -> &str {
    id.get(..10).unwrap_or(id)
}
