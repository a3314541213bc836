//! What a signature is worth.
//!
//! What everything is checked with is read once for as many signatures as there are, and these are checked side by side: each
//! takes a program or two. What came of SSH signatures is remembered by the id of the object, as long as the lists of keys
//! are the same; the keyrings of others may change unseen, so that these are asked each time.

mod openpgp;
mod ssh;
#[cfg(test)]
mod tests;

use std::{
    collections::HashMap,
    sync::{
        Mutex, PoisonError,
        atomic::{AtomicUsize, Ordering},
    },
    thread::Builder,
    time::Duration,
};

use git2::{ObjectType, Oid};
use jiff::Timestamp;

use super::{armour, tags, trust::Trust};
use crate::{
    domain::{person::Person, signoff::standing::SignatureState},
    vcs::{GitRepository, VcsError, commit::field},
};

/// How many signatures are checked at once; more than a few, since programs are waited for.
const AT_ONCE: usize = 4;

/// How often is said how far it is.
const SAID_EVERY: Duration = Duration::from_millis(20);

/// A signature and what it is on.
pub(super) struct Signed {
    /// The bytes that were signed.
    pub(super) payload: Vec<u8>,
    /// The signature as it was written.
    pub(super) signature: Vec<u8>,
    /// Who says to have signed: the tagger or committer.
    pub(super) by: Person,
    /// When, by the tag or commit.
    pub(super) at: Timestamp,
}

/// What became of signatures that were checked, and with what.
#[derive(Debug, Default)]
pub(in crate::vcs) struct Checked {
    trust: Option<Trust>,
    states: HashMap<Oid, SignatureState>,
}

/// Says what the signature of a tag or commit is worth.
pub(super) fn object(repo: &GitRepository, id: &str) -> SignatureState {
    objects(repo, &[id], &|| false, &|_, _| {})
        .and_then(|states| states.into_iter().next())
        .unwrap_or_else(|| SignatureState::CannotCheck {
            why: "it was not checked".to_owned(),
        })
}

/// Says what the signatures of tags and commits are worth, in their order; none when it was stopped.
pub(super) fn objects(
    repo: &GitRepository,
    ids: &[&str],
    stop: &(dyn Fn() -> bool + Sync),
    progress: &dyn Fn(usize, usize),
) -> Option<Vec<SignatureState>> {
    let trust = Trust::of(repo);
    let mut checked = repo.checked.borrow_mut();
    if checked.trust.as_ref() != Some(&trust) {
        *checked = Checked {
            trust: Some(trust.clone()),
            states: HashMap::new(),
        };
    }
    // What is to be checked of each; what is known already is so.
    let mut asked: Vec<Result<Signed, SignatureState>> = Vec::new();
    for id in ids {
        if stop() {
            return None;
        }
        asked.push(to_check(repo, &checked, id));
    }
    let states = check_all(&trust, &asked, stop, progress)?;
    for (id, (state, is_lasting)) in ids.iter().zip(&states) {
        if let Some(id) = repo.oid(id).filter(|_| *is_lasting) {
            checked.states.insert(id, state.clone());
        }
    }
    Some(states.into_iter().map(|(state, _)| state).collect())
}

fn to_check(repo: &GitRepository, checked: &Checked, id: &str) -> Result<Signed, SignatureState> {
    let Some(id) = repo.oid(id) else {
        return Err(SignatureState::CannotCheck {
            why: "its id is none of this repository".to_owned(),
        });
    };
    match checked.states.get(&id) {
        Some(known) => Err(known.clone()),
        None => signed(repo, id)?.ok_or(SignatureState::Unsigned),
    }
}

/// Checks side by side; says of each whether it can be remembered.
fn check_all(
    trust: &Trust,
    asked: &[Result<Signed, SignatureState>],
    stop: &(dyn Fn() -> bool + Sync),
    progress: &dyn Fn(usize, usize),
) -> Option<Vec<(SignatureState, bool)>> {
    let next = AtomicUsize::new(0);
    let done = AtomicUsize::new(0);
    let slots: Vec<Mutex<Option<(SignatureState, bool)>>> =
        asked.iter().map(|_| Mutex::new(None)).collect();
    let work = || {
        while !stop() {
            let number = next.fetch_add(1, Ordering::Relaxed);
            let (Some(one), Some(slot)) = (asked.get(number), slots.get(number)) else {
                return;
            };
            let state = match one {
                Ok(signed) => check(trust, signed),
                Err(known) => (known.clone(), false),
            };
            *slot.lock().unwrap_or_else(PoisonError::into_inner) = Some(state);
            done.fetch_add(1, Ordering::Relaxed);
        }
    };
    let all = asked.len();
    let to_ask = asked.iter().filter(|one| one.is_ok()).count();
    if to_ask < 2 {
        work();
    } else {
        progress(0, all);
        std::thread::scope(|scope| {
            let threads: Vec<_> = (0..AT_ONCE.min(to_ask))
                .filter_map(|_| Builder::new().spawn_scoped(scope, work).ok())
                .collect();
            // The system gives no more threads: this one checks them all.
            if threads.is_empty() {
                work();
            }
            while threads.iter().any(|thread| !thread.is_finished()) {
                std::thread::sleep(SAID_EVERY);
                progress(done.load(Ordering::Relaxed), all);
            }
        });
        progress(done.into_inner(), all);
    }
    let states = slots.into_iter().map(|slot| {
        let state = slot.into_inner();
        state.unwrap_or_else(PoisonError::into_inner)
    });
    states.collect()
}

/// Checks a signature; says whether what came of it can be remembered.
fn check(trust: &Trust, signed: &Signed) -> (SignatureState, bool) {
    let is_ssh = armour::begins(&signed.signature, armour::SSH);
    let checked = if is_ssh {
        ssh::check(trust, signed)
    } else if armour::begins(&signed.signature, armour::X509) {
        openpgp::check_x509(trust, signed)
    } else {
        openpgp::check(trust, signed)
    };
    match checked {
        Ok(state) => (state, is_ssh),
        Err(why) => (SignatureState::CannotCheck { why }, false),
    }
}

/// Tells whether the signature of a commit fits what was signed, whoever is trusted: of an SSH key it says so itself, an
/// `OpenPGP` one has to be in the keyring.
pub(in crate::vcs) fn holds(repo: &GitRepository, id: Oid) -> bool {
    let Ok(Some(signed)) = signed(repo, id) else {
        return false;
    };
    if signed
        .signature
        .starts_with(b"-----BEGIN SSH SIGNATURE-----")
    {
        return ssh::holds(&Trust::of(repo), &signed);
    }
    matches!(
        object(repo, &id.to_string()),
        SignatureState::Good { .. } | SignatureState::WrongKey { .. }
    )
}

/// Parts an object from its signature; none where it bears none.
fn signed(repo: &GitRepository, id: Oid) -> Result<Option<Signed>, SignatureState> {
    let cannot = |error: &VcsError| SignatureState::CannotCheck {
        why: error.to_string(),
    };
    let odb = repo.odb().map_err(|error| cannot(&error))?;
    let kind = repo
        .object(&odb, id)
        .map_err(|error| cannot(&error))?
        .kind();
    match kind {
        ObjectType::Tag => {
            let raw = tags::raw(repo, id).map_err(|standing| SignatureState::CannotCheck {
                why: standing.phrase(),
            })?;
            Ok(raw.signature.map(|signature| Signed {
                payload: raw.payload,
                signature,
                by: raw.tagger,
                at: raw.at,
            }))
        }
        ObjectType::Commit => {
            let field = field(repo.raw());
            let Ok((signature, payload)) = repo.raw().extract_signature(&id, Some(field)) else {
                return Ok(None);
            };
            let header = |name: &str| -> Option<(Person, Timestamp)> {
                let text = String::from_utf8_lossy(&payload);
                let header = text.split("\n\n").next()?;
                let line = header.lines().find_map(|line| line.strip_prefix(name))?;
                tags::signed_by(line)
            };
            let Some((by, at)) = header("committer ") else {
                return Err(SignatureState::Bad {
                    why: "the commit does not say who made it".to_owned(),
                });
            };
            Ok(Some(Signed {
                payload: payload.to_vec(),
                signature: signature.to_vec(),
                by,
                at,
            }))
        }
        ObjectType::Any | ObjectType::Tree | ObjectType::Blob => Ok(None),
    }
}
