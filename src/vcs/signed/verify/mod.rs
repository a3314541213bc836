//! What a signature is worth.

mod openpgp;
mod ssh;

use git2::{ObjectType, Oid};
use jiff::Timestamp;

use super::tags;
use crate::{
    domain::{person::Person, signoff::standing::SignatureState},
    vcs::{GitRepository, VcsError, commit::field},
};

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

/// Says what the signature of a tag or commit is worth.
pub(super) fn object(repo: &GitRepository, id: &str) -> SignatureState {
    let cannot = |why: String| SignatureState::CannotCheck { why };
    let Some(id) = repo.oid(id) else {
        return cannot("its id is none of this repository".to_owned());
    };
    match signed(repo, id) {
        Err(state) => state,
        Ok(None) => SignatureState::Unsigned,
        Ok(Some(signed)) => {
            let checked = if signed
                .signature
                .starts_with(b"-----BEGIN SSH SIGNATURE-----")
            {
                ssh::check(repo, &signed)
            } else if signed
                .signature
                .starts_with(b"-----BEGIN SIGNED MESSAGE-----")
            {
                openpgp::check(repo, &signed, &["gpg.x509.program"], "gpgsm")
            } else {
                openpgp::check(
                    repo,
                    &signed,
                    &["gpg.openpgp.program", "gpg.program"],
                    "gpg",
                )
            };
            checked.unwrap_or_else(cannot)
        }
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
        return ssh::holds(repo, &signed);
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
