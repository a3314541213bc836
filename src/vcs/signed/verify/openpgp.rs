//! Signatures of `OpenPGP` and X.509 keys, checked by gpg and gpgsm with the keys of the user's own keyring.
//!
//! Anybody can make a key that says to be anybody's, and a keyring takes keys in for many reasons. So a good signature proves
//! no more than that somebody has the key; whose it is, those say who have certified it: nothing but an address that gpg
//! holds for fully valid is taken for proof (`gpg --lsign-key`, or trust in others who have certified it). An X.509 certificate
//! is certified as a whole by the authority that issued it.

use std::{io::Write as _, path::Path};

use super::Signed;
use crate::{
    domain::signoff::standing::SignatureState,
    vcs::signed::{
        program::{self, Ran},
        trust::Trust,
    },
};

/// What a program says of a signature, each once for every signature that it was given.
const VERDICTS: [&str; 6] = [
    "GOODSIG",
    "BADSIG",
    "ERRSIG",
    "EXPSIG",
    "EXPKEYSIG",
    "REVKEYSIG",
];

/// What kind of keys a program knows.
#[derive(Debug, Clone, Copy)]
enum Keys {
    OpenPgp,
    X509,
}

impl Keys {
    /// Says that a key is good and nobody vouches for it, and what to do once one has made sure of it.
    fn not_certified(self, key: &str, what: &str) -> String {
        let how = match self {
            Self::OpenPgp => format!("gpg --lsign-key {key}"),
            Self::X509 => "trust the authority that issued it (gpgsm, trustlist.txt)".to_owned(),
        };
        format!(
            "the key {key} is not trusted: nobody here has certified {what}; once you have made sure of it: {how}"
        )
    }
}

/// Checks an `OpenPGP` signature; says why it could not be checked.
pub(super) fn check(trust: &Trust, signed: &Signed) -> Result<SignatureState, String> {
    let program = trust.open_pgp.as_ref().map_err(Clone::clone)?;
    match judge(&ask(program, signed)?, Keys::OpenPgp)? {
        Judged::Not(state) => Ok(state),
        Judged::Good { key, .. } => {
            let owners = user_ids(program, &key)?;
            whose(signed, key, &owners)
        }
    }
}

/// Checks an X.509 signature; says why it could not be checked.
pub(super) fn check_x509(trust: &Trust, signed: &Signed) -> Result<SignatureState, String> {
    let program = trust.x509.as_ref().map_err(Clone::clone)?;
    match judge(&ask(program, signed)?, Keys::X509)? {
        Judged::Not(state) => Ok(state),
        Judged::Good { key, who } => {
            let mut owners = vec![UserId {
                name: who,
                is_valid: true,
            }];
            if !owners.iter().any(|owner| owner.has(&signed.by.email)) {
                owners.extend(user_ids(program, &key)?.into_iter().map(|owner| UserId {
                    is_valid: true,
                    ..owner
                }));
            }
            whose(signed, key, &owners)
        }
    }
}

fn ask(program: &Path, signed: &Signed) -> Result<Ran, String> {
    let mut file = tempfile::NamedTempFile::new().map_err(|error| error.to_string())?;
    file.write_all(&signed.signature)
        .and_then(|()| file.flush())
        .map_err(|error| error.to_string())?;
    let path = file.path().to_string_lossy();
    program::run(
        program,
        &["--status-fd=1", "--verify", &path, "-"],
        &signed.payload,
    )
}

/// What a program says of a signature before it is asked whose the key is.
#[derive(Debug, PartialEq, Eq)]
enum Judged {
    /// It is good, and the key is certified by somebody who is trusted for that.
    Good {
        /// The fingerprint of the primary key.
        key: String,
        /// Whose it is, as the program says it first.
        who: String,
    },
    /// It is not.
    Not(SignatureState),
}

/// Reads the status lines (see DETAILS in the documentation of gpg).
fn judge(ran: &Ran, keys: Keys) -> Result<Judged, String> {
    let lines: Vec<(&str, &str)> = ran
        .printed
        .lines()
        .filter_map(|line| line.strip_prefix("[GNUPG:] "))
        .map(|line| line.split_once(' ').unwrap_or((line, "")))
        .collect();
    let status = |word: &str| {
        let found = lines.iter().find(|(first, _)| *first == word);
        found.map(|(_, rest)| (*rest).to_owned())
    };
    let is_verdict = |line: &&(&str, &str)| VERDICTS.contains(&line.0);
    if lines.iter().filter(is_verdict).count() > 1 {
        // As git has it: a good one beside another proves nothing.
        return Err("it holds more than one signature".to_owned());
    }
    let bad = |why: String| Ok(Judged::Not(SignatureState::Bad { why }));
    if status("BADSIG").is_some() {
        return bad("it does not fit what was signed".to_owned());
    }
    if let Some(who) = status("REVKEYSIG") {
        return bad(format!("the key {who} was revoked"));
    }
    if let Some(key) = status("NO_PUBKEY") {
        return Ok(Judged::Not(SignatureState::UnknownKey { key }));
    }
    if let Some(who) = status("EXPKEYSIG").or_else(|| status("EXPSIG")) {
        // Whether it had expired when it signed gpg does not say.
        return Err(format!("the key {who} has expired"));
    }
    let (Some(who), Some(valid)) = (status("GOODSIG"), status("VALIDSIG")) else {
        return Err(ran.last().to_owned());
    };
    // The last word is the fingerprint of the primary key, which people know each other by.
    let key = valid.split_whitespace().next_back().unwrap_or_default();
    if !["TRUST_FULLY", "TRUST_ULTIMATE"]
        .into_iter()
        .any(|word| status(word).is_some())
    {
        return Err(keys.not_certified(key, "whose it is"));
    }
    if !ran.is_ok {
        return Err(ran.last().to_owned());
    }
    Ok(Judged::Good {
        key: key.to_owned(),
        who: who
            .split_once(' ')
            .map_or(who.clone(), |(_, name)| name.to_owned()),
    })
}

/// A user id of a key.
#[derive(Debug, Clone, PartialEq, Eq)]
struct UserId {
    /// A name and an address, mostly.
    name: String,
    /// Whether it is certified that the key is theirs.
    is_valid: bool,
}

impl UserId {
    /// Tells whether it has this address.
    fn has(&self, email: &str) -> bool {
        let address = self
            .name
            .rsplit_once('<')
            .and_then(|(_, rest)| rest.split_once('>'))
            .map_or(self.name.as_str(), |(address, _)| address);
        address.trim().eq_ignore_ascii_case(email)
    }
}

/// Lists the user ids of a key.
fn user_ids(program: &Path, key: &str) -> Result<Vec<UserId>, String> {
    let args = ["--batch", "--with-colons", "--list-keys", "--", key];
    let listed = program::run(program, &args, b"")?;
    Ok(listed.printed.lines().filter_map(user_id).collect())
}

/// Reads a user id in what gpg prints with colons.
fn user_id(line: &str) -> Option<UserId> {
    let mut fields = line.split(':');
    let is_uid = fields.next() == Some("uid");
    let validity = fields.next()?;
    let name = fields.nth(7)?;
    is_uid.then(|| UserId {
        name: name.to_owned(),
        is_valid: matches!(validity, "f" | "u"),
    })
}

/// Says whether the person named has the key.
fn whose(signed: &Signed, key: String, owners: &[UserId]) -> Result<SignatureState, String> {
    let email = &signed.by.email;
    let valid = || owners.iter().filter(|owner| owner.is_valid);
    if let Some(owner) = valid().find(|owner| owner.has(email)) {
        return Ok(SignatureState::Good {
            signer: owner.name.clone(),
            key,
        });
    }
    if owners.iter().any(|owner| owner.has(email)) {
        return Err(Keys::OpenPgp.not_certified(&key, &format!("that it is the key of {email}")));
    }
    let owners: Vec<String> = valid().map(|owner| owner.name.clone()).collect();
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

#[cfg(test)]
mod tests {
    use jiff::Timestamp;

    use super::*;

    const KEY: &str = "0123456789ABCDEF0123456789ABCDEF01234567";

    fn ran(lines: &[&str]) -> Ran {
        let lines = lines.iter().flat_map(|line| ["[GNUPG:] ", line, "\n"]);
        Ran {
            is_ok: true,
            printed: lines.collect(),
            errors: String::new(),
        }
    }

    fn good(trust: &str) -> Result<Judged, String> {
        let valid = format!("VALIDSIG 89AB 2026-11-27 1 0 4 0 22 8 00 {KEY}");
        let lines = [
            "NEWSIG",
            "GOODSIG 89AB Ada <ada@example.org>",
            &valid,
            trust,
        ];
        judge(&ran(&lines), Keys::OpenPgp)
    }

    fn signed_by(email: &str) -> Signed {
        Signed {
            payload: Vec::new(),
            signature: Vec::new(),
            by: format!("Somebody <{email}>").parse().unwrap(),
            at: Timestamp::UNIX_EPOCH,
        }
    }

    #[test]
    fn a_good_signature_counts_only_where_somebody_has_certified_the_key() {
        for trust in ["TRUST_FULLY 0 pgp", "TRUST_ULTIMATE 0 pgp"] {
            let judged = good(trust).unwrap();
            let who = "Ada <ada@example.org>".to_owned();
            let key = KEY.to_owned();
            assert_eq!(judged, Judged::Good { key, who });
        }
        for trust in [
            "TRUST_UNDEFINED 0 pgp",
            "TRUST_NEVER 0 pgp",
            "TRUST_MARGINAL 0 pgp",
            "SOMETHING_ELSE",
        ] {
            let why = good(trust).unwrap_err();
            assert!(why.contains("not trusted"), "{why}");
            assert!(why.contains(&format!("gpg --lsign-key {KEY}")), "{why}");
        }
    }

    #[test]
    fn a_good_signature_beside_another_proves_nothing() {
        let lines = [
            "GOODSIG 89AB Ada <ada@example.org>",
            &format!("VALIDSIG {KEY}"),
            "TRUST_ULTIMATE",
            "ERRSIG 1234 22 8 00 1 9",
        ];
        let both = judge(&ran(&lines), Keys::OpenPgp);
        assert!(both.unwrap_err().contains("more than one signature"));
    }

    #[test]
    fn an_address_is_proved_by_a_certified_user_id_alone() {
        let listed = "uid:u::::1::AA::Ben <ben@example.org>::::::::::0:\n\
                      uid:-::::1::BB::Ada <ada@example.org>::::::::::0:\n\
                      sub:u:255:22:89AB:1:::::s:\n";
        let owners: Vec<UserId> = listed.lines().filter_map(user_id).collect();
        assert_eq!(owners.len(), 2);
        let of = |email: &str| whose(&signed_by(email), KEY.to_owned(), &owners);
        let ben = of("BEN@example.org").unwrap();
        assert!(matches!(ben, SignatureState::Good { .. }), "{ben:?}");
        let ada = of("ada@example.org").unwrap_err();
        assert!(
            ada.contains("that it is the key of ada@example.org"),
            "{ada}"
        );
        let eve = of("eve@example.org").unwrap();
        let SignatureState::WrongKey { why, owners, .. } = eve else {
            panic!("{eve:?}");
        };
        assert_eq!(owners, ["Ben <ben@example.org>"]);
        assert!(why.contains("belongs to Ben"), "{why}");
    }
}
