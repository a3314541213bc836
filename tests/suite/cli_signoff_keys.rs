//! Signatures of sign-offs, with real SSH keys; git itself is asked whether it agrees.

#![allow(
    clippy::unwrap_used,
    clippy::indexing_slicing,
    clippy::panic,
    reason = "a test that cannot go on fails here"
)]

use std::fs;

use crate::{
    cli_desk::Desk,
    cli_signoff::{reporting, told},
};

const TAG: &str = "tickmark/a-1/prepared-1";

/// Makes a key beside the repository, and returns its path and the public half.
fn key(desk: &Desk, name: &str) -> (String, String) {
    let path = desk.yard().join(name);
    let made = desk
        .command_of("ssh-keygen")
        .args(["-q", "-t", "ed25519", "-N", "", "-C", name, "-f"])
        .arg(&path)
        .status()
        .unwrap();
    assert!(made.success());
    let public = fs::read_to_string(path.with_extension("pub")).unwrap();
    (path.to_str().unwrap().to_owned(), public)
}

/// Makes a list of trusted keys beside the repository, and configures it.
fn trust(desk: &Desk, lines: &[(&str, &str)]) {
    let path = desk.yard().join("allowed");
    let text: String = lines
        .iter()
        .flat_map(|(mail, key)| [*mail, " ", *key])
        .collect();
    fs::write(&path, text).unwrap();
    desk.git(&[
        "config",
        "gpg.ssh.allowedSignersFile",
        path.to_str().unwrap(),
    ]);
}

/// Makes an audit whose leader has a key, which everybody trusts.
fn with_key() -> (Desk, String) {
    let desk = reporting();
    let (path, public) = key(&desk, "ada");
    desk.git(&["config", "gpg.format", "ssh"]);
    desk.git(&["config", "user.signingkey", &path]);
    trust(&desk, &[("ada@example.org", &public)]);
    (desk, public)
}

fn git_agrees(desk: &Desk) -> bool {
    let output = desk
        .command_of("git")
        .args(["tag", "-v", TAG])
        .output()
        .unwrap();
    output.status.success()
}

#[test]
fn a_sign_off_with_a_key_is_signed_and_good_and_git_agrees() {
    let (desk, _) = with_key();
    let out = desk.run(&["signoff", "a-1"]).ok();
    assert!(out.contains("key        SHA256:"), "{out}");
    let row = told(&desk, TAG);
    assert_eq!(row["signature"], "good", "{row:#}");
    assert_eq!(row["signed-with"], row["key"]);
    assert_eq!(row["counts"], true);
    assert!(git_agrees(&desk));
    assert_eq!(desk.run(&["signoff", "check", "a-1"]).status, 0);
}

#[test]
fn a_key_that_cannot_sign_leaves_no_tag() {
    let (desk, _) = with_key();
    desk.git(&["config", "user.signingkey", "/nowhere/key"]);
    desk.run(&["signoff", "a-1"])
        .fails(1, &["Could not sign off", "could not be signed"]);
    assert_eq!(desk.git(&["tag"]), "");
    desk.git(&["config", "--unset", "user.signingkey"]);
    desk.git(&["config", "tag.gpgsign", "true"]);
    desk.run(&["signoff", "a-1"])
        .fails(1, &["user.signingkey is not set"]);
    assert_eq!(desk.git(&["tag"]), "");
}

#[test]
fn a_key_of_somebody_else_is_the_wrong_key() {
    let (desk, ada) = with_key();
    let (path, eve) = key(&desk, "eve");
    trust(
        &desk,
        &[("ada@example.org", &ada), ("eve@example.org", &eve)],
    );
    desk.git(&["config", "user.signingkey", &path]);
    desk.run(&["signoff", "a-1"]).ok();
    let row = told(&desk, TAG);
    assert_eq!(row["signature"], "wrong-key");
    let text = row["signature-told"].as_str().unwrap();
    assert!(
        text.contains("belongs to eve@example.org, and Ada Auditor"),
        "{text}"
    );
    assert_eq!(desk.run(&["signoff", "check", "a-1"]).status, 1);
    desk.run_as("Ben", &["signoff", "a-1"])
        .fails(1, &["to be signed again first"]);
}

#[test]
fn a_key_that_nobody_trusts_is_unknown_and_without_a_list_nothing_can_be_checked() {
    let (desk, _) = with_key();
    desk.run(&["signoff", "a-1"]).ok();
    let (_, eve) = key(&desk, "eve");
    trust(&desk, &[("eve@example.org", &eve)]);
    let row = told(&desk, TAG);
    assert_eq!(row["signature"], "unknown-key");
    assert_eq!(row["key-list-changed"], true, "the list was swapped");
    assert!(!git_agrees(&desk));
    let list = desk.run(&["signoff", "list", "a-1"]).ok();
    assert!(list.contains("not the one that the signer had"), "{list}");
    let wrong = row["irregularities"].to_string();
    assert!(wrong.contains("keys-swapped"), "{wrong}");
    for verb in [&["signoff", "check", "a-1"][..], &["verify"]] {
        let run = desk.run(verb);
        assert_eq!(run.status, 1, "one judgement for both: {run:?}");
    }
    desk.git(&["config", "--unset", "gpg.ssh.allowedSignersFile"]);
    let row = told(&desk, TAG);
    assert_eq!(row["signature"], "cannot-check");
    let text = row["signature-told"].as_str().unwrap();
    assert!(text.contains("gpg.ssh.allowedSignersFile"), "{text}");
    not_checked(&desk);
}

/// Holds that nothing is called wrong, that something was not checked, and that this is a no where one is strict.
#[track_caller]
pub(crate) fn not_checked(desk: &Desk) {
    for verb in [&["signoff", "check", "a-1"][..], &["verify"]] {
        let run = desk.run(verb);
        assert_eq!(run.status, 0, "{run:?}");
        let told = format!("{}{}", run.out, run.err);
        assert!(told.to_lowercase().contains("not checked"), "{told}");
        let strict = desk.run(&[verb, &["--strict"]].concat());
        assert_eq!(strict.status, 1, "{strict:?}");
    }
}

#[test]
fn a_key_of_nobody_on_the_list_is_not_checked_and_no_alarm() {
    let (desk, _) = with_key();
    let (_, eve) = key(&desk, "eve");
    trust(&desk, &[("eve@example.org", &eve)]);
    desk.run(&["signoff", "a-1"]).ok();
    assert_eq!(told(&desk, TAG)["signature"], "unknown-key");
    not_checked(&desk);
}

#[test]
fn one_key_under_two_addresses_is_a_fault_without_any_list_of_keys() {
    let (desk, _) = with_key();
    desk.git(&["config", "--unset", "gpg.ssh.allowedSignersFile"]);
    desk.run(&["signoff", "a-1"]).ok();
    desk.run_as("Zoe", &["signoff", "a-1", "--as", "reviewed"])
        .fails(1, &["the key SHA256:", "by a second person"]);
    // By hand, and without naming the key.
    desk.git(&["config", "tag.gpgsign", "false"]);
    desk.run_as("Zoe", &["signoff", "a-1", "--as", "reviewed"])
        .ok();
    assert_eq!(desk.run(&["signoff", "check", "a-1"]).status, 0);
    let review = "tickmark/a-1/reviewed-1";
    let text = desk.git(&["cat-file", "tag", review]);
    let words = desk.yard().join("words");
    fs::write(&words, text.split_once("\n\n").unwrap().1).unwrap();
    desk.git(&["tag", "-d", review]);
    let words = words.to_str().unwrap();
    let again = [
        "tag",
        "-s",
        "--cleanup=verbatim",
        "-F",
        words,
        review,
        "HEAD",
    ];
    desk.git_as("Zoe", None, &again);
    let row = told(&desk, review);
    assert_eq!(row["faults"][0]["fault"], "same-key", "{row:#}");
    assert_eq!(row["counts"], false);
    assert_eq!(desk.run(&["signoff", "check", "a-1"]).status, 1);
    let verify = desk.run(&["verify"]);
    assert_eq!(verify.status, 1, "{verify:?}");
    assert!(
        verify.out.contains("one key signed in both roles"),
        "{verify:?}"
    );
}

#[test]
fn a_list_of_keys_inside_the_work_tree_is_no_source_of_trust() {
    let (desk, ada) = with_key();
    desk.run(&["signoff", "a-1"]).ok();
    desk.write("keys", &format!("ada@example.org {ada}"));
    for path in ["keys", desk.repo().join("keys").to_str().unwrap()] {
        desk.git(&["config", "gpg.ssh.allowedSignersFile", path]);
        let row = told(&desk, TAG);
        assert_eq!(row["signature"], "cannot-check", "{row:#}");
        let text = row["signature-told"].as_str().unwrap();
        assert!(text.contains("inside the work tree"), "{text}");
    }
    #[cfg(unix)]
    {
        let link = desk.yard().join("link");
        std::os::unix::fs::symlink(desk.repo().join("keys"), &link).unwrap();
        desk.git(&[
            "config",
            "gpg.ssh.allowedSignersFile",
            link.to_str().unwrap(),
        ]);
        assert_eq!(told(&desk, TAG)["signature"], "cannot-check");
    }
}

#[test]
fn a_program_inside_the_work_tree_checks_nothing() {
    let (desk, _) = with_key();
    desk.run(&["signoff", "a-1"]).ok();
    desk.write(
        "keygen",
        "#!/bin/sh\ntouch ran\necho 'Good \"git\" signature SHA256:x'\n",
    );
    let program = desk.repo().join("keygen");
    desk.configure("gpg.ssh.program", program.to_str().unwrap());
    let row = told(&desk, TAG);
    assert_eq!(row["signature"], "cannot-check", "{row:#}");
}

#[test]
fn a_program_that_the_repository_names_is_not_run() {
    use std::os::unix::fs::PermissionsExt as _;
    let (desk, _) = with_key();
    desk.run(&["signoff", "a-1"]).ok();
    let (program, ran) = (desk.yard().join("keygen"), desk.yard().join("ran"));
    let script = format!(
        "#!/bin/sh\ntouch '{}'\necho 'Good \"git\" signature SHA256:x'\n",
        ran.display()
    );
    std::fs::write(&program, script).unwrap();
    std::fs::set_permissions(&program, std::fs::Permissions::from_mode(0o755)).unwrap();
    // As in a folder that somebody hands over with its .git.
    desk.git(&["config", "gpg.ssh.program", program.to_str().unwrap()]);
    let row = told(&desk, TAG);
    assert_eq!(row["signature"], "cannot-check", "{row:#}");
    let why = row.to_string();
    assert!(why.contains("git config --global gpg.ssh.program"), "{why}");
    desk.run(&["verify"]);
    desk.run(&["doctor"]);
    assert!(!ran.exists());
}

#[test]
fn a_signature_that_was_stripped_or_does_not_fit_is_told() {
    let (desk, _) = with_key();
    desk.run(&["signoff", "a-1"]).ok();
    let text = desk.git(&["cat-file", "tag", TAG]);
    let point = |text: &str| {
        let file = desk.yard().join("tag");
        fs::write(&file, text).unwrap();
        let id = desk.git(&["hash-object", "-t", "tag", "-w", file.to_str().unwrap()]);
        desk.git(&["update-ref", &format!("refs/tags/{TAG}"), id.trim()]);
    };
    let at = text.find("-----BEGIN SSH SIGNATURE-----").unwrap();
    point(&text[..at]);
    let row = told(&desk, TAG);
    assert_eq!(row["signature"], "lacking");
    assert!(
        row["signature-told"]
            .as_str()
            .unwrap()
            .contains("although it says that the key SHA256:")
    );
    point(&text.replace("stand by it", "guess it"));
    let row = told(&desk, TAG);
    assert_eq!(row["signature"], "bad", "{row:#}");
    assert_eq!(desk.run(&["signoff", "check", "a-1"]).status, 1);
    assert!(!git_agrees(&desk));
}

#[test]
fn whoever_signed_with_a_key_before_is_missed_when_the_next_sign_off_has_none() {
    let (desk, _) = with_key();
    desk.run(&["signoff", "a-1"]).ok();
    crate::cli_signoff::change(&desk).ok();
    desk.git(&["config", "--unset", "user.signingkey"]);
    std::thread::sleep(std::time::Duration::from_millis(1100));
    desk.run(&["signoff", "a-1"]).ok();
    let row = told(&desk, "prepared-2");
    assert_eq!(row["signature"], "lacking", "{row:#}");
    let text = row["signature-told"].as_str().unwrap();
    assert!(text.contains("has signed with the key SHA256:"), "{text}");
}

#[test]
fn a_revoked_key_is_bad() {
    let (desk, ada) = with_key();
    desk.run(&["signoff", "a-1"]).ok();
    let path = desk.yard().join("revoked");
    fs::write(&path, ada).unwrap();
    desk.git(&["config", "gpg.ssh.revocationFile", path.to_str().unwrap()]);
    let row = told(&desk, TAG);
    assert_eq!(row["signature"], "bad", "{row:#}");
    assert!(
        row["signature-told"]
            .as_str()
            .unwrap()
            .contains("was revoked")
    );
    assert!(!git_agrees(&desk));
}

#[test]
fn of_one_audit_only_the_commits_that_concern_it_are_checked() {
    let (desk, _) = with_key();
    desk.git(&["config", "commit.gpgsign", "true"]);
    desk.run(&["answer", "a-1", "4.2#1", "--verdict", "conforming"])
        .ok();
    desk.run(&["commit"]).ok();
    for id in ["a-2", "a-3"] {
        desk.run(&["new", id, "--title", "Other", "--checklist", "house"])
            .ok();
        desk.run(&["commit"]).ok();
    }
    let signatures = |args: &[&str]| {
        let told = desk.run(&[args, &["--json"]].concat()).json();
        told["checked"]["signatures"].clone()
    };
    assert_eq!(signatures(&["verify"]), 3);
    assert_eq!(signatures(&["verify", "a-1"]), 1);
}
