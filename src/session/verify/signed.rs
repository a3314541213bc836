//! Sign-offs and signatures: what became of each, as irregularities.

use std::collections::BTreeMap;

use crate::{
    domain::{
        id::AuditId,
        people::People,
        record::RecordKey,
        signoff::standing::{KeyList, RecordChange, SignatureState, Standing, TagFault},
        verify::{Irregularity, Kind, Past, PastCommit, Unchecked},
    },
    error::Result,
    session::{Session, signoff::SignOffState},
};

use super::{SHORT, Verification, authors};

/// Judges the sign-offs of an audit.
pub(super) fn sign_offs(
    session: &Session,
    audit: &AuditId,
    verification: &mut Verification,
) -> Result<()> {
    for state in session.sign_offs(audit)? {
        let mut judging = Judging {
            audit,
            state: &state,
            verification,
        };
        judging.standing();
        judging.signature();
        judging.faults();
    }
    Ok(())
}

/// A sign-off that is judged.
struct Judging<'a> {
    audit: &'a AuditId,
    state: &'a SignOffState,
    verification: &'a mut Verification,
}

impl Judging<'_> {
    fn tell(&mut self, kind: Kind, text: impl std::fmt::Display) {
        let sign_off = self.state.sign_off.as_ref();
        self.verification.irregularities.push(Irregularity {
            kind,
            record: Some(RecordKey::Audit(self.audit.clone())),
            path: None,
            field: self.state.name.clone(),
            commit: sign_off.map(|sign_off| sign_off.commit.clone()),
            by: sign_off.map(|sign_off| sign_off.by.clone()),
            at: sign_off.map(|sign_off| sign_off.at),
            text: format!("the sign-off {}: {text}", self.state.name),
            mended: None,
        });
    }

    fn cannot(&mut self, what: &str, why: &str, how: &str) {
        self.verification.unchecked.push(Unchecked {
            what: format!("{what} {}", self.state.name),
            why: why.to_owned(),
            how: how.to_owned(),
        });
    }

    fn standing(&mut self) {
        let standing = &self.state.standing;
        match standing {
            Standing::Fresh => {}
            Standing::Stale { changes, additions } => {
                // What follows a report is added with a reason, and nothing that was signed goes.
                let is_told = additions.iter().all(|one| !one.why.is_empty());
                let removed = changes
                    .iter()
                    .any(|one| one.change == RecordChange::Removed);
                let kind = if is_told && !removed && !additions.is_empty() {
                    Kind::SignOffFollowed
                } else {
                    Kind::SignOffStale
                };
                self.tell(kind, standing.phrase());
            }
            Standing::Lost(lost) => self.tell(Kind::SignOffLost, lost.phrase()),
            Standing::Contradicted { why } | Standing::Unreadable { why } => {
                self.tell(Kind::SignOffForged, why);
            }
            Standing::CannotTell { why } => {
                self.cannot(
                    "what became of the sign-off",
                    why,
                    "git fetch --unshallow --tags",
                );
            }
        }
    }

    fn signature(&mut self) {
        let is_good = matches!(self.state.signature, SignatureState::Good { .. });
        match &self.state.signature {
            SignatureState::Unsigned => {}
            SignatureState::Good { .. } => self.verification.counts.signatures += 1,
            SignatureState::Lacking { .. } | SignatureState::Bad { .. } => {
                self.tell(Kind::BadSignature, self.state.signature.phrase());
            }
            SignatureState::WrongKey { why, .. } => self.tell(Kind::WrongKey, why),
            SignatureState::UnknownKey { .. } | SignatureState::CannotCheck { .. } => self.cannot(
                "the signature of the sign-off",
                &self.state.signature.phrase(),
                "trust the signer's key: git config gpg.ssh.allowedSignersFile FILE",
            ),
        }
        match self.state.key_list {
            KeyList::Same | KeyList::Unknown => {}
            KeyList::Changed if is_good => self.tell(
                Kind::KeysChanged,
                "the list of trusted keys is another than the signer had, and still has the signer's key",
            ),
            KeyList::Changed => self.tell(
                Kind::KeysSwapped,
                "the list of trusted keys is another than the signer had, and the signature is not good by it",
            ),
        }
    }

    fn faults(&mut self) {
        for fault in &self.state.faults {
            let kind = match fault {
                TagFault::Moved { .. } | TagFault::Missing { .. } => Kind::TagMoved,
                TagFault::SamePerson { .. } | TagFault::NotEntitled { .. } => Kind::WrongPerson,
                TagFault::Time { why } if why.contains("future") => Kind::FutureTime,
                TagFault::Time { .. } => Kind::BackdatedTime,
                TagFault::OtherRecords => Kind::SignOffForged,
            };
            self.tell(kind, fault.phrase());
        }
    }
}

/// Judges the signatures of the commits that changed records; false when it was stopped.
pub(super) fn commits(
    session: &Session,
    (past, people): (&Past, &People),
    stop: &dyn Fn() -> bool,
    verification: &mut Verification,
) -> bool {
    let mut unchecked: BTreeMap<String, usize> = BTreeMap::new();
    let mut good: Vec<&PastCommit> = Vec::new();
    for commit in past
        .commits
        .iter()
        .filter(|commit| !commit.changes.is_empty())
    {
        if stop() {
            return false;
        }
        let signature = session.repository().signature(&commit.id);
        let kind = match &signature {
            SignatureState::Good { .. } => {
                verification.counts.signatures += 1;
                good.push(commit);
                continue;
            }
            // Nobody has to sign commits: what says so today need not have been so then.
            SignatureState::Unsigned | SignatureState::Lacking { .. } => continue,
            SignatureState::UnknownKey { .. } | SignatureState::CannotCheck { .. } => {
                *unchecked.entry(signature.phrase()).or_default() += 1;
                continue;
            }
            SignatureState::WrongKey { .. } => Kind::WrongKey,
            SignatureState::Bad { .. } => Kind::BadSignature,
        };
        verification.irregularities.push(Irregularity {
            kind,
            record: None,
            path: None,
            field: "signature".to_owned(),
            commit: Some(commit.id.clone()),
            by: Some(commit.author.clone()),
            at: Some(commit.committed),
            text: format!(
                "the commit {}: {}",
                commit.id.get(..SHORT).unwrap_or(&commit.id),
                signature.phrase()
            ),
            mended: None,
        });
    }
    authors::judge(people, past, &good, verification);
    for (why, count) in unchecked {
        verification.unchecked.push(Unchecked {
            what: if count == 1 {
                "the signature of a commit".to_owned()
            } else {
                format!("the signatures of {count} commits")
            },
            why,
            how: "trust the keys: git config gpg.ssh.allowedSignersFile FILE, or gpg --import"
                .to_owned(),
        });
    }
    true
}
