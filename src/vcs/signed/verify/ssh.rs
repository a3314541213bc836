//! Signatures of SSH keys, checked by ssh-keygen as git does (see gpg-interface.c in git).

use std::{io::Write as _, path::Path};

use jiff::tz::TimeZone;

use super::Signed;
use crate::{
    domain::signoff::standing::SignatureState,
    vcs::{
        commit::ssh_fingerprint,
        signed::{
            program::{self, Ran},
            trust::Trust,
        },
    },
};

/// Checks a signature; says why it could not be checked.
pub(super) fn check(trust: &Trust, signed: &Signed) -> Result<SignatureState, String> {
    let program = trust.ssh.as_ref().map_err(Clone::clone)?;
    let mut file = tempfile::NamedTempFile::new().map_err(|error| error.to_string())?;
    file.write_all(&signed.signature)
        .and_then(|()| file.flush())
        .map_err(|error| error.to_string())?;
    let signature = file.path().to_string_lossy().into_owned();
    let keygen = Keygen {
        program,
        signature: &signature,
        signed,
        // git asks for the local time; ssh-keygen takes it so.
        time: signed
            .at
            .to_zoned(TimeZone::system())
            .strftime("-Overify-time=%Y%m%d%H%M%S")
            .to_string(),
    };
    let list = trust.list.as_ref();
    let revoked = trust.revoked.as_ref().map_err(Clone::clone)?;
    if let Ok(list) = list {
        let trusted = keygen.verify(&list.path, None)?;
        if trusted.is_ok {
            let key = fingerprint(&trusted)?;
            if let Some(revoked) = revoked
                && !keygen.verify(&list.path, Some(&revoked.path))?.is_ok
            {
                return Ok(SignatureState::Bad {
                    why: format!("the key {key} was revoked"),
                });
            }
            return Ok(SignatureState::Good {
                key,
                signer: signed.by.email.clone(),
            });
        }
    }
    let untrusted = keygen.run(&["-Y", "check-novalidate", "-n", "git"], &[])?;
    if !untrusted.is_ok {
        return Ok(SignatureState::Bad {
            why: untrusted.last().to_owned(),
        });
    }
    let key = fingerprint(&untrusted)?;
    let list = list.map_err(Clone::clone)?;
    let found = keygen.run(
        &["-Y", "find-principals", "-f", &list.path.to_string_lossy()],
        &[],
    )?;
    let owners: Vec<String> = if found.is_ok {
        let lines = found.printed.lines().map(str::trim);
        lines
            .filter(|line| !line.is_empty())
            .map(str::to_owned)
            .collect()
    } else {
        Vec::new()
    };
    if owners.is_empty() {
        return Ok(SignatureState::UnknownKey { key });
    }
    Ok(SignatureState::WrongKey {
        why: format!(
            "the key {key} belongs to {}, and {} is named",
            owners.join(", "),
            signed.by
        ),
        key,
        owners,
    })
}

/// Tells whether a signature fits what was signed, whether anybody trusts its key or not.
pub(super) fn holds(trust: &Trust, signed: &Signed) -> bool {
    let check = || {
        let program = trust.ssh.as_ref().map_err(Clone::clone)?;
        let mut file = tempfile::NamedTempFile::new().map_err(|error| error.to_string())?;
        file.write_all(&signed.signature)
            .and_then(|()| file.flush())
            .map_err(|error| error.to_string())?;
        let signature = file.path().to_string_lossy().into_owned();
        let args = ["-Y", "check-novalidate", "-n", "git", "-s", &signature];
        program::run(program, &args, &signed.payload)
    };
    check().is_ok_and(|ran: Ran| ran.is_ok)
}

struct Keygen<'a> {
    program: &'a Path,
    /// The file of the signature.
    signature: &'a str,
    signed: &'a Signed,
    /// The option that says when the signature was made.
    time: String,
}

impl Keygen<'_> {
    fn run(&self, args: &[&str], more: &[&str]) -> Result<Ran, String> {
        let args = [args, &["-s", self.signature, &self.time], more].concat();
        program::run(self.program, &args, &self.signed.payload)
    }

    /// Asks whether the person named has signed with a key that is trusted for them.
    fn verify(&self, list: &Path, revoked: Option<&Path>) -> Result<Ran, String> {
        let list = list.to_string_lossy();
        let revoked = revoked.map(Path::to_string_lossy);
        let more: Vec<&str> = revoked.iter().flat_map(|file| ["-r", file]).collect();
        self.run(
            &[
                "-Y",
                "verify",
                "-n",
                "git",
                "-f",
                &list,
                "-I",
                &self.signed.by.email,
            ],
            &more,
        )
    }
}

fn fingerprint(ran: &Ran) -> Result<String, String> {
    ssh_fingerprint(&ran.printed).ok_or_else(|| "ssh-keygen does not tell the key".to_owned())
}
