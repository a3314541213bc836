//! Sign-offs and signatures: what became of each, as irregularities.

use std::collections::{BTreeMap, BTreeSet};

use crate::{
    domain::{
        id::AuditId,
        object::short,
        people::People,
        record::RecordKey,
        signoff::standing::SignatureState,
        verify::{Irregularity, Kind, Past, PastCommit, Unchecked},
    },
    session::{
        Session,
        signoff::{SignOffState, Told},
    },
    store::Store,
};

use super::{Verification, authors};

/// Lists the audits that were signed off; where that cannot be read it is told as not checked.
pub(super) fn audits(session: &Session, verification: &mut Verification) -> Vec<AuditId> {
    session.signed_off_audits().unwrap_or_else(|error| {
        let what = "which audits were signed off".to_owned();
        verification.unchecked.push(unread(what, error.message));
        Vec::new()
    })
}

/// Judges the sign-offs of audits, or of the one that is asked for alone.
///
/// Where they cannot be read this is told as not checked, and the others are judged all the same.
pub(super) fn sign_offs(
    session: &Session,
    audits: &BTreeSet<AuditId>,
    asked: Option<&AuditId>,
    verification: &mut Verification,
) {
    let wanted = audits
        .iter()
        .filter(|audit| asked.is_none_or(|asked| asked == *audit));
    for audit in wanted {
        match session.sign_offs(audit) {
            Ok(states) => {
                for state in &states {
                    judge(session, audit, state, verification);
                }
            }
            Err(error) => {
                let what = format!("the sign-offs of {audit}");
                verification.unchecked.push(unread(what, error.message));
            }
        }
    }
}

fn unread(what: String, why: String) -> Unchecked {
    Unchecked {
        what,
        why,
        how: "git fsck tells more; another clone may have it".to_owned(),
    }
}

fn judge(
    session: &Session,
    audit: &AuditId,
    state: &SignOffState,
    verification: &mut Verification,
) {
    let verdict = state.verdict();
    let folder = Store::folder_of(session.store().records_folder(), audit);
    let tell = |told: Told| Irregularity {
        kind: told.kind,
        record: Some(RecordKey::Audit(audit.clone())),
        path: Some(folder.clone()),
        field: state.name.clone(),
        commit: told.commit,
        by: told.by,
        at: told.at,
        text: told.text,
        mended: None,
    };
    verification
        .irregularities
        .extend(verdict.told.into_iter().map(tell));
    verification.unchecked.extend(verdict.unchecked);
    if matches!(state.signature, SignatureState::Good { .. }) {
        verification.counts.signatures += 1;
    }
}

/// Judges the signatures of the commits that changed records of an audit, or any; false when it was stopped.
pub(super) fn commits(
    session: &Session,
    asked: Option<&AuditId>,
    (past, people): (&Past, &People),
    (stop, progress): (&(dyn Fn() -> bool + Sync), &dyn Fn(usize, usize)),
    verification: &mut Verification,
) -> bool {
    // What concerns no audit concerns each of them.
    let concerns = |(_, commit): &(usize, &PastCommit)| {
        commit.changes.iter().any(|change| {
            let audit = past.key(change.key).and_then(RecordKey::audit);
            asked.is_none() || audit.is_none() || audit == asked
        })
    };
    let all = past.commits.iter().enumerate();
    let commits: Vec<(usize, &PastCommit)> = all.filter(concerns).collect();
    let ids = commits.iter().map(|(_, commit)| commit.id.as_str());
    let ids: Vec<&str> = ids.collect();
    let Some(signatures) = session.repository().signatures(&ids, stop, progress) else {
        return false;
    };
    let mut unchecked: BTreeMap<String, usize> = BTreeMap::new();
    let mut good: Vec<usize> = Vec::new();
    for ((number, commit), signature) in commits.into_iter().zip(signatures) {
        let kind = match &signature {
            SignatureState::Good { .. } => {
                verification.counts.signatures += 1;
                good.push(number);
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
            text: format!("the commit {}: {}", short(&commit.id), signature.phrase()),
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
