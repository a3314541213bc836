//! Signatures of `OpenPGP` and X.509 keys, checked by gpg and gpgsm with the keys of the user's own keyring.

use std::{io::Write as _, path::Path};

use super::Signed;
use crate::{
    domain::signoff::standing::SignatureState,
    vcs::{
        GitRepository,
        signed::{
            program::{self, Ran},
            trust,
        },
    },
};

/// Checks a signature; says why it could not be checked.
pub(super) fn check(
    repo: &GitRepository,
    signed: &Signed,
    settings: &[&str],
    usual: &str,
) -> Result<SignatureState, String> {
    let program = trust::program(repo, settings, usual)?;
    let mut file = tempfile::NamedTempFile::new().map_err(|error| error.to_string())?;
    file.write_all(&signed.signature)
        .and_then(|()| file.flush())
        .map_err(|error| error.to_string())?;
    let path = file.path().to_string_lossy();
    let ran = program::run(
        &program,
        &["--status-fd=1", "--verify", &path, "-"],
        &signed.payload,
    )?;
    judge(&program, signed, &ran)
}

fn judge(program: &Path, signed: &Signed, ran: &Ran) -> Result<SignatureState, String> {
    let status = |word: &str| {
        ran.printed
            .lines()
            .filter_map(|line| line.strip_prefix("[GNUPG:] "))
            .find_map(|line| {
                let (first, rest) = line.split_once(' ').unwrap_or((line, ""));
                (first == word).then(|| rest.to_owned())
            })
    };
    if status("BADSIG").is_some() {
        return Ok(SignatureState::Bad {
            why: "it does not fit what was signed".to_owned(),
        });
    }
    if let Some(who) = status("REVKEYSIG") {
        return Ok(SignatureState::Bad {
            why: format!("the key {who} was revoked"),
        });
    }
    if let Some(key) = status("NO_PUBKEY") {
        return Ok(SignatureState::UnknownKey { key });
    }
    if let Some(who) = status("EXPKEYSIG").or_else(|| status("EXPSIG")) {
        // Whether it had expired when it signed gpg does not say.
        return Err(format!("the key {who} has expired"));
    }
    let (Some(who), Some(valid), true) = (status("GOODSIG"), status("VALIDSIG"), ran.is_ok) else {
        return Err(ran.last().to_owned());
    };
    // The last word is the fingerprint of the primary key, which people know each other by.
    let key = valid
        .split_whitespace()
        .next_back()
        .unwrap_or_default()
        .to_owned();
    let who = who
        .split_once(' ')
        .map_or(who.clone(), |(_, name)| name.to_owned());
    let mut owners = vec![who.clone()];
    if !names(&who, &signed.by.email) {
        let listed = program::run(
            program,
            &["--batch", "--with-colons", "--list-keys", "--", &key],
            b"",
        )?;
        owners = listed.printed.lines().filter_map(user_id).collect();
    }
    match owners.iter().find(|owner| names(owner, &signed.by.email)) {
        Some(owner) => Ok(SignatureState::Good {
            key,
            signer: owner.clone(),
        }),
        None => Ok(SignatureState::WrongKey {
            why: format!("the key {key} belongs to {who}, and {} is named", signed.by),
            key,
            owners,
        }),
    }
}

/// Tells whether a user id has this address.
fn names(user: &str, email: &str) -> bool {
    let address = user
        .rsplit_once('<')
        .and_then(|(_, rest)| rest.split_once('>'))
        .map_or(user, |(address, _)| address);
    address.trim().eq_ignore_ascii_case(email)
}

/// Reads a user id of a key in what gpg prints with colons, where it was not revoked.
fn user_id(line: &str) -> Option<String> {
    let mut fields = line.split(':');
    let is_uid = fields.next() == Some("uid");
    let validity = fields.next()?;
    let user = fields.nth(7)?;
    (is_uid && validity != "r").then(|| user.to_owned())
}
