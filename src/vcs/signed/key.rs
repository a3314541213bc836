//! Which key a commit or tag is signed with: read out of the signature, without proving it.
//!
//! An SSH signature holds the public key itself, an `OpenPGP` one the id of the key or its fingerprint, of which the id is a
//! part. Of anything else, and of what is not as it should be, nothing is told. Nobody may be let act for what is read
//! here: whether a signature is good is another question.

use std::fmt::Write as _;

use git2::Commit;

use super::armour;
use crate::vcs::git::{hex, sha256};

/// The header of a commit that holds its signature, by the hash of the repository.
const HEADERS: [&str; 2] = ["gpgsig", "gpgsig-sha256"];
/// The largest signature that is read.
const AT_MOST: usize = 64 << 10;

/// The packet that is a signature, and what of it names the key.
const PGP_SIGNATURE: u8 = 2;
const ISSUER_KEY_ID: u8 = 16;
const ISSUER_FINGERPRINT: u8 = 33;

/// Returns what tells the key of a commit's signature from all others; none where there is no signature, or none that
/// says so.
pub(in crate::vcs) fn key_of(commit: &Commit<'_>) -> Option<String> {
    let signature = HEADERS
        .iter()
        .find_map(|header| commit.header_field_bytes(header).ok())?;
    key_in(&signature)
}

/// Returns the same of the bytes of a signature.
pub(super) fn key_in(signature: &[u8]) -> Option<String> {
    let signature = std::str::from_utf8(signature).ok()?;
    if signature.len() > AT_MOST {
        return None;
    }
    let signature = signature.trim_start();
    if let Some(rest) = signature.strip_prefix(armour::SSH) {
        let key = ssh_key(&armoured(rest)?)?;
        return Some(format!("ssh:{}", hex(sha256(&key))));
    }
    let id = pgp_key(&armoured(signature.strip_prefix(armour::OPEN_PGP)?)?)?;
    let mut text = "pgp:".to_owned();
    for byte in id {
        let _ = write!(text, "{byte:02x}");
    }
    Some(text)
}

/// Returns the public key of an SSH signature: `SSHSIG`, a version, then the key.
fn ssh_key(bytes: &[u8]) -> Option<Vec<u8>> {
    let rest = bytes.strip_prefix(b"SSHSIG")?.get(4..)?;
    let (key, _) = take(rest, 4)?;
    (!key.is_empty()).then(|| key.to_vec())
}

/// Takes what is preceded by its length in so many bytes.
fn take(bytes: &[u8], width: usize) -> Option<(&[u8], &[u8])> {
    let (length, rest) = bytes.split_at_checked(width)?;
    rest.split_at_checked(number(length)?)
}

fn number(bytes: &[u8]) -> Option<usize> {
    let add = |sum: usize, byte: &u8| sum.checked_mul(256)?.checked_add(usize::from(*byte));
    bytes.iter().try_fold(0, add)
}

/// Returns the id of the key of an `OpenPGP` signature (RFC 9580).
fn pgp_key(bytes: &[u8]) -> Option<[u8; 8]> {
    let body = packet(bytes)?;
    match *body.first()? {
        // Version, length, type, time of creation, key id.
        3 => body.get(7..15)?.try_into().ok(),
        4 => parts(body.get(4..)?, 2),
        6 => parts(body.get(4..)?, 4),
        _ => None,
    }
}

/// Looks through what is signed of a signature and then through what is not; the first is preferred.
fn parts(bytes: &[u8], width: usize) -> Option<[u8; 8]> {
    let (signed, rest) = take(bytes, width)?;
    let beside = take(rest, width).map_or(&[][..], |(beside, _)| beside);
    issuer(signed).or_else(|| issuer(beside))
}

fn issuer(mut subpackets: &[u8]) -> Option<[u8; 8]> {
    let mut found = None;
    while !subpackets.is_empty() {
        let (length, rest) = length(subpackets)?;
        let (one, after) = rest.split_at_checked(length)?;
        subpackets = after;
        let Some((kind, says)) = one.split_first() else {
            continue;
        };
        match *kind & 0x7f {
            ISSUER_KEY_ID => found = found.or(says.try_into().ok()),
            ISSUER_FINGERPRINT => {
                let (version, print) = says.split_first()?;
                let id = if *version == 4 {
                    print.get(print.len().checked_sub(8)?..)
                } else {
                    print.get(..8)
                };
                return id?.try_into().ok();
            }
            _ => {}
        }
    }
    found
}

/// Reads a length as packets of the new form and subpackets have it.
fn length(bytes: &[u8]) -> Option<(usize, &[u8])> {
    let (first, rest) = bytes.split_first()?;
    match *first {
        ..192 => Some((usize::from(*first), rest)),
        192..255 => {
            let (second, rest) = rest.split_first()?;
            let length = (usize::from(*first) - 192) * 256 + usize::from(*second) + 192;
            Some((length, rest))
        }
        255 => {
            let (length, rest) = rest.split_at_checked(4)?;
            Some((number(length)?, rest))
        }
    }
}

/// Returns the body of the first packet, where that is a signature.
fn packet(bytes: &[u8]) -> Option<&[u8]> {
    let (tag, rest) = bytes.split_first()?;
    if tag & 0xc0 == 0xc0 {
        let (length, rest) = length(rest)?;
        return (tag & 0x3f == PGP_SIGNATURE).then(|| rest.get(..length))?;
    }
    let is_signature = tag & 0x80 == 0x80 && (tag >> 2) & 0x0f == PGP_SIGNATURE;
    let width = 1 << (tag & 3);
    (is_signature && width < 8)
        .then(|| take(rest, width))?
        .map(|(body, _)| body)
}

/// Reads the bytes of an armoured text, from behind its first line: headers up to an empty line, if there are some.
fn armoured(text: &str) -> Option<Vec<u8>> {
    let mut lines: Vec<&str> = text.lines().map(str::trim).skip(1).collect();
    if let Some(empty) = lines.iter().position(|line| line.is_empty())
        && lines.iter().take(empty).all(|line| line.contains(": "))
    {
        lines.drain(..=empty);
    }
    let body = lines
        .iter()
        .take_while(|line| !line.starts_with("-----") && !line.starts_with('='));
    let mut bytes = Vec::new();
    let (mut bits, mut count) = (0_u32, 0);
    for byte in body
        .flat_map(|line| line.bytes())
        .filter(|byte| *byte != b'=')
    {
        let digit = match byte {
            b'A'..=b'Z' => byte - b'A',
            b'a'..=b'z' => byte - b'a' + 26,
            b'0'..=b'9' => byte - b'0' + 52,
            b'+' => 62,
            b'/' => 63,
            _ => return None,
        };
        bits = (bits << 6 | u32::from(digit)) & 0xff_ffff;
        count += 6;
        if count >= 8 {
            count -= 8;
            bytes.push(u8::try_from(bits >> count & 0xff).ok()?);
        }
    }
    Some(bytes)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_no_signature_names_no_key() {
        for text in [
            "",
            "-----BEGIN SSH SIGNATURE-----",
            "-----BEGIN SSH SIGNATURE-----\nU1NIU0lHAAAAAf////8=\n-----END SSH SIGNATURE-----",
            "-----BEGIN SSH SIGNATURE-----\n\u{e9}\n-----END SSH SIGNATURE-----",
            "-----BEGIN PGP SIGNATURE-----\n\nwv////\n-----END PGP SIGNATURE-----",
            "-----BEGIN SIGNED MESSAGE-----\nMIAGCSqGSIb3\n-----END SIGNED MESSAGE-----",
        ] {
            assert_eq!(key_in(text.as_bytes()), None, "{text}");
        }
    }

    #[test]
    fn the_fingerprint_of_a_pgp_key_ends_in_its_id() {
        let id = [1, 2, 3, 4, 5, 6, 7, 8];
        let mut print = vec![22, ISSUER_FINGERPRINT, 4];
        print.extend([9; 12]);
        print.extend(id);
        let mut by_id = vec![9, ISSUER_KEY_ID];
        by_id.extend(id);
        let signature = |signed: &[u8], beside: &[u8]| {
            let mut body = vec![4, 0, 22, 8, 0, u8::try_from(signed.len()).unwrap()];
            body.extend(signed);
            body.extend([0, u8::try_from(beside.len()).unwrap()]);
            body.extend(beside);
            let mut packet = vec![0xc2, u8::try_from(body.len()).unwrap()];
            packet.extend(body);
            pgp_key(&packet)
        };
        assert_eq!(signature(&print, &by_id), Some(id));
        assert_eq!(signature(&[], &by_id), Some(id));
        assert_eq!(signature(&[], &[]), None);
    }
}
