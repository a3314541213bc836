//! Commits signed by git's own configuration with real keys: git agrees with what was made, and without a signature none is made.

use std::{fs, os::unix::fs::PermissionsExt as _, path::Path, process::Command};

use crate::{
    cli_desk::{Desk, Run},
    cli_engine::{answer, desk_with},
};

/// Whether a program is here.
fn has(desk: &Desk, program: &str) -> bool {
    let here = desk.command_of(program).arg("-V").output().is_ok();
    if !here {
        println!("skipped: {program} is not installed");
    }
    here
}

/// An audit with a pending answer, in a repository that signs its commits.
fn desk() -> Desk {
    let desk = desk_with(1);
    desk.run(&["commit"]).ok();
    desk.configure("commit.gpgsign", "true");
    answer(&desk, "4.2#1", "one").ok();
    desk
}

/// Makes an SSH key with a passphrase, and trusts it for Ada.
fn ssh_key(desk: &Desk, passphrase: &str) -> std::path::PathBuf {
    let key = desk.yard().join("key");
    let made = desk
        .command_of("ssh-keygen")
        .args(["-q", "-t", "ed25519", "-C", "ada", "-N", passphrase, "-f"])
        .arg(&key)
        .status();
    assert!(made.unwrap().success());
    let public = fs::read_to_string(key.with_extension("pub")).unwrap();
    let trusted = desk.yard().join("trusted");
    fs::write(&trusted, format!("ada@example.org {public}")).unwrap();
    desk.configure("gpg.format", "ssh");
    desk.configure("gpg.ssh.allowedSignersFile", trusted.to_str().unwrap());
    key
}

/// Runs a command of tickmark or git with an agent beside it.
fn with_agent(mut command: Command, agent: &Path, args: &[&str]) -> Run {
    let output = command
        .args(args)
        .env("SSH_AUTH_SOCK", agent)
        .output()
        .unwrap();
    Run {
        status: output.status.code().unwrap_or(-1),
        out: String::from_utf8(output.stdout).unwrap(),
        err: String::from_utf8(output.stderr).unwrap(),
    }
}

#[track_caller]
fn git_agrees(desk: &Desk, says: &str) {
    desk.git(&["verify-commit", "HEAD"]);
    let shown = desk.git(&["log", "-1", "--show-signature"]);
    assert!(shown.contains(says), "{shown}");
    assert_eq!(desk.git(&["log", "-1", "--format=%G?"]).trim(), "G");
}

#[test]
fn a_commit_signed_with_a_real_openpgp_key_is_good_to_git() {
    let desk = desk();
    if !has(&desk, "gpg") {
        return;
    }
    let folder = desk.yard().join("home/.gnupg");
    fs::create_dir(&folder).unwrap();
    fs::set_permissions(&folder, fs::Permissions::from_mode(0o700)).unwrap();
    let made = desk
        .command_of("gpg")
        .args([
            "--batch",
            "--quiet",
            "--pinentry-mode",
            "loopback",
            "--passphrase",
            "",
        ])
        .args([
            "--quick-generate-key",
            "Ada Auditor <ada@example.org>",
            "ed25519",
            "sign",
            "never",
        ])
        .status();
    assert!(made.unwrap().success());
    // Without a configured key it is that of whoever commits.
    desk.run(&["commit"]).ok();
    git_agrees(&desk, "Good signature from");
    let _ = desk.command_of("gpgconf").args(["--kill", "all"]).status();
}

#[test]
fn a_commit_signed_with_a_key_file_is_good_to_git_and_without_the_passphrase_none_is_made() {
    let desk = desk();
    if !has(&desk, "ssh-keygen") {
        return;
    }
    let key = ssh_key(&desk, "");
    desk.configure("user.signingkey", key.to_str().unwrap());
    desk.run(&["commit"]).ok();
    git_agrees(&desk, "Good \"git\" signature for ada@example.org");
    answer(&desk, "4.2#1", "two").ok();
    let locked = desk
        .command_of("ssh-keygen")
        .args(["-q", "-p", "-P", "", "-N", "a passphrase", "-f"])
        .arg(&key)
        .status();
    assert!(locked.unwrap().success());
    let before = desk.everything();
    // Nobody is there to be asked.
    let mut command = desk.command_of("setsid");
    command
        .args(["--wait", env!("CARGO_BIN_EXE_tickmark"), "commit"])
        .env("SSH_ASKPASS_REQUIRE", "never")
        .stdin(std::process::Stdio::null());
    let refused = command.output().unwrap();
    let err = String::from_utf8_lossy(&refused.stderr);
    assert_eq!(refused.status.code(), Some(1), "{err}");
    assert!(err.contains("it could not be signed: ssh-keygen"), "{err}");
    assert_eq!(desk.everything(), before);
}

#[test]
fn a_key_that_an_agent_holds_signs_by_its_public_half_and_by_the_command_that_names_it() {
    let desk = desk();
    if !has(&desk, "ssh-agent") || !has(&desk, "ssh-keygen") {
        return;
    }
    let key = ssh_key(&desk, "");
    let public = fs::read_to_string(key.with_extension("pub")).unwrap();
    let socket = desk.yard().join("agent");
    let mut agent = desk
        .command_of("ssh-agent")
        .args(["-D", "-a"])
        .arg(&socket)
        .stdout(std::process::Stdio::null())
        .spawn()
        .unwrap();
    let mut added = false;
    for _ in 0..200 {
        let mut add = desk.command_of("ssh-add");
        add.arg("-q").arg(&key).env("SSH_AUTH_SOCK", &socket);
        added = add.output().unwrap().status.success();
        if added {
            break;
        }
        std::thread::sleep(std::time::Duration::from_millis(20));
    }
    assert!(added, "the agent takes no key");
    // From now on the agent alone has it.
    fs::remove_file(&key).unwrap();
    desk.configure("user.signingkey", &format!("key::{}", public.trim()));
    with_agent(desk.command(), &socket, &["commit"]).ok();
    git_agrees(&desk, "Good \"git\" signature for ada@example.org");
    answer(&desk, "4.2#1", "two").ok();
    desk.configure("user.signingkey", "");
    let list = format!("cat {}", key.with_extension("pub").display());
    // The repository does not choose what runs here.
    desk.git(&["config", "gpg.ssh.defaultKeyCommand", &list]);
    with_agent(desk.command(), &socket, &["commit"])
        .fails(1, &["a gpg.ssh.defaultKeyCommand of your own"]);
    desk.git(&["config", "--unset", "gpg.ssh.defaultKeyCommand"]);
    desk.configure("gpg.ssh.defaultKeyCommand", &list);
    with_agent(desk.command(), &socket, &["commit"]).ok();
    git_agrees(&desk, "Good \"git\" signature for ada@example.org");
    agent.kill().unwrap();
    agent.wait().unwrap();
}
