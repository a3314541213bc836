//! Signatures of `OpenPGP` and X.509 keys: real gpg with keyrings of their own, and a program that speaks as `gpgsm` does.

#![cfg(unix)]
#![allow(
    clippy::unwrap_used,
    clippy::indexing_slicing,
    clippy::panic,
    clippy::print_stderr,
    reason = "a test that cannot go on fails here"
)]

use std::{fs, os::unix::fs::PermissionsExt as _, process::Output};

use crate::{
    cli_desk::Desk,
    cli_signoff::{reporting, told},
    cli_signoff_keys::not_checked,
};

const TAG: &str = "tickmark/a-1/prepared-1";

/// A desk with keyrings; those who hold them are ended with it.
struct Keyrings(Desk);

impl Drop for Keyrings {
    fn drop(&mut self) {
        let _ = self
            .0
            .command_of("gpgconf")
            .args(["--kill", "all"])
            .status();
    }
}

impl Keyrings {
    /// Runs gpg with the keyring that git asks, unattended.
    fn gpg(&self, args: &[&str]) -> Output {
        let given = ["--batch", "--yes", "--quiet", "--pinentry-mode", "loopback"];
        let mut command = self.0.command_of("gpg");
        command.args(given).args(["--passphrase", ""]).args(args);
        command.output().unwrap()
    }

    #[track_caller]
    fn done(&self, args: &[&str]) -> String {
        let output = self.gpg(args);
        assert!(output.status.success(), "gpg {args:?}: {output:?}");
        String::from_utf8(output.stdout).unwrap()
    }

    /// Makes a key for these user ids, and returns its fingerprint.
    fn key(&self, users: &[&str]) -> String {
        self.done(&["--quick-generate-key", users[0], "ed25519", "sign", "never"]);
        let listed = self.done(&["--with-colons", "--list-keys", users[0]]);
        let line = listed.lines().find(|line| line.starts_with("fpr:"));
        let key = line.unwrap().split(':').nth(9).unwrap().to_owned();
        for user in &users[1..] {
            self.done(&["--quick-add-uid", &key, user]);
        }
        key
    }

    /// Takes a key out of the keyring and only its public half in again, as from a colleague.
    fn as_from_a_colleague(&self, key: &str) {
        let file = self.0.yard().join("public");
        let file = file.to_str().unwrap();
        self.done(&["--armor", "--output", file, "--export", key]);
        self.done(&["--delete-secret-keys", key]);
        self.done(&["--delete-keys", key]);
        self.done(&["--import", file]);
    }
}

/// Makes an audit in state reporting beside an empty keyring; none where there is no gpg.
fn desk() -> Option<Keyrings> {
    let desk = reporting();
    let has_gpg = desk.command_of("gpg").arg("--version").output().is_ok();
    if !has_gpg {
        eprintln!("gpg is not installed: nothing was tested");
        return None;
    }
    let folder = desk.yard().join("home/.gnupg");
    fs::create_dir(&folder).unwrap();
    fs::set_permissions(&folder, fs::Permissions::from_mode(0o700)).unwrap();
    Some(Keyrings(desk))
}

/// Signs the audit off with a key.
fn sign(desk: &Desk, key: &str) {
    desk.git(&["config", "user.signingkey", key]);
    desk.run(&["signoff", "a-1"]).ok();
}

#[test]
fn a_key_that_somebody_has_certified_vouches_for_its_owner() {
    let Some(rings) = desk() else { return };
    let key = rings.key(&["Ada Auditor <ada@example.org>"]);
    sign(&rings.0, &key);
    let row = told(&rings.0, TAG);
    assert_eq!(row["signature"], "good", "{row:#}");
    assert_eq!(row["signed-with"], key.as_str());
    assert_eq!(row["counts"], true);
    rings.as_from_a_colleague(&key);
    let row = told(&rings.0, TAG);
    assert_eq!(row["signature"], "cannot-check", "{row:#}");
    let text = row["signature-told"].as_str().unwrap();
    assert!(text.contains("is not trusted"), "{text}");
    assert!(text.contains(&format!("gpg --lsign-key {key}")), "{text}");
    not_checked(&rings.0);
    rings.key(&["Cy <cy@example.org>"]);
    rings.done(&["--quick-lsign-key", &key]);
    assert_eq!(told(&rings.0, TAG)["signature"], "good");
}

#[test]
fn a_key_that_merely_says_to_be_of_somebody_proves_nothing() {
    let Some(rings) = desk() else { return };
    let eve = rings.key(&["Ada Auditor <ada@example.org>"]);
    sign(&rings.0, &eve);
    rings.as_from_a_colleague(&eve);
    let row = told(&rings.0, TAG);
    assert_eq!(row["signature"], "cannot-check", "{row:#}");
    // A key that is certified for one address is not, for that, of another one that it claims.
    rings.key(&["Cy <cy@example.org>"]);
    let eve = rings.key(&["Eve <eve@example.org>", "Ada Auditor <ada@example.org>"]);
    rings.0.git(&["tag", "-d", TAG]);
    sign(&rings.0, &eve);
    rings.as_from_a_colleague(&eve);
    rings.done(&["--quick-lsign-key", &eve, "Eve <eve@example.org>"]);
    let row = told(&rings.0, TAG);
    assert_eq!(row["signature"], "cannot-check", "{row:#}");
    let text = row["signature-told"].as_str().unwrap();
    assert!(
        text.contains("that it is the key of ada@example.org"),
        "{text}"
    );
}

#[test]
fn a_key_that_is_certified_for_somebody_else_is_the_wrong_one() {
    let Some(rings) = desk() else { return };
    let eve = rings.key(&["Eve <eve@example.org>"]);
    sign(&rings.0, &eve);
    let row = told(&rings.0, TAG);
    assert_eq!(row["signature"], "wrong-key", "{row:#}");
    assert_eq!(rings.0.run(&["signoff", "check", "a-1"]).status, 1);
    rings.as_from_a_colleague(&eve);
    assert_eq!(told(&rings.0, TAG)["signature"], "cannot-check");
    rings.done(&["--delete-keys", &eve]);
    assert_eq!(told(&rings.0, TAG)["signature"], "unknown-key");
}

/// Puts a program beside the repository that speaks as gpgsm does: it signs with a hash of the text, which it checks.
fn speaks_as_gpgsm(desk: &Desk, trust: &str, mail: &str) {
    let program = desk.yard().join("gpgsm");
    let script = format!(
        r#"#!/bin/sh
print=AABBCCDDEEFF00112233445566778899AABBCCDD
case "$*" in
*--list-secret-keys*|*--list-keys*)
  printf 'crt:f:2048:1:0:::::::::\nfpr:::::::::%s:\nuid:::::::::<{mail}>:\n' $print ;;
*-bsau*)
  sum=$(sha256sum | cut -c 1-64)
  echo "[GNUPG:] SIG_CREATED D 1 8 00 1 $print" >&2
  printf -- '-----BEGIN SIGNED MESSAGE-----\n%s\n-----END SIGNED MESSAGE-----\n' $sum ;;
*--verify*)
  sum=$(sha256sum | cut -c 1-64)
  if grep -q $sum "$3"; then
    echo "[GNUPG:] GOODSIG $print /CN=Ada/O=Example"
    echo "[GNUPG:] VALIDSIG $print 2026-11-27 20261127T090000 0 3 0 1 8 00 $print"
    echo "[GNUPG:] {trust} 0 shell"
  else
    echo "[GNUPG:] BADSIG $print"
    exit 1
  fi ;;
esac
"#
    );
    fs::write(&program, script).unwrap();
    fs::set_permissions(&program, fs::Permissions::from_mode(0o755)).unwrap();
    let program = program.to_str().unwrap();
    desk.git(&["config", "gpg.format", "x509"]);
    // Somebody's own choice; that of the repository is not followed.
    desk.configure("gpg.x509.program", program);
    desk.git(&["config", "user.signingkey", "ada"]);
}

#[test]
fn a_certificate_signs_and_vouches_as_far_as_its_authority_is_trusted() {
    let desk = reporting();
    speaks_as_gpgsm(&desk, "TRUST_FULLY", "ada@example.org");
    desk.run(&["signoff", "a-1"]).ok();
    let text = desk.git(&["cat-file", "tag", TAG]);
    assert!(text.contains("-----BEGIN SIGNED MESSAGE-----"), "{text}");
    let row = told(&desk, TAG);
    assert_eq!(row["signature"], "good", "{row:#}");
    assert_eq!(desk.run(&["signoff", "check", "a-1"]).status, 0);
    speaks_as_gpgsm(&desk, "TRUST_UNDEFINED", "ada@example.org");
    let row = told(&desk, TAG);
    assert_eq!(row["signature"], "cannot-check", "{row:#}");
    assert!(
        row["signature-told"]
            .as_str()
            .unwrap()
            .contains("authority")
    );
    not_checked(&desk);
    speaks_as_gpgsm(&desk, "TRUST_FULLY", "eve@example.org");
    assert_eq!(told(&desk, TAG)["signature"], "wrong-key");
}

#[test]
fn a_commit_is_signed_with_a_certificate_and_a_forged_one_is_told() {
    let desk = reporting();
    speaks_as_gpgsm(&desk, "TRUST_FULLY", "ada@example.org");
    desk.git(&["config", "commit.gpgsign", "true"]);
    desk.run(&["answer", "a-1", "4.2#1", "--verdict", "conforming"])
        .ok();
    desk.run(&["commit"]).ok();
    let verify = desk.run(&["verify", "--json"]);
    assert_eq!(verify.status, 0, "{verify:?}");
    assert_eq!(verify.json()["checked"]["signatures"], 1);
    let text = desk.git(&["cat-file", "commit", "HEAD"]);
    let file = desk.yard().join("forged");
    fs::write(&file, format!("{text}\nMore\n")).unwrap();
    let made = desk.git(&["hash-object", "-t", "commit", "-w", file.to_str().unwrap()]);
    desk.git(&["reset", "-q", "--soft", made.trim()]);
    let verify = desk.run(&["verify"]);
    assert_eq!(verify.status, 1, "{verify:?}");
    assert!(verify.out.contains("bad-signature"), "{verify:?}");
}
