//! A terminal that goes away while the program that signs asks there for a passphrase.

use std::{fs, path::PathBuf, process::Command};

use portable_pty::CommandBuilder;

use super::{SHEET, read, script, wait_until};
use crate::{
    program::{PROGRAM, Place, start_a_note},
    pty::Pty,
};

/// A place whose commits are signed by a program that asks at the terminal; none where there is no ssh-keygen.
fn signed_place() -> Option<(Place, PathBuf)> {
    let place = Place::new();
    let key = place.home.path().join("key");
    let made = Command::new("ssh-keygen")
        .args(["-q", "-t", "ed25519", "-N", "", "-f"])
        .arg(&key)
        .status();
    if !made.is_ok_and(|made| made.success()) {
        println!("skipped: there is no ssh-keygen");
        return None;
    }
    let asking = place.home.path().join("asking");
    // As ssh-keygen asks for a passphrase, and gives up where nobody can answer any more; what is answered does not matter.
    let signer = script(
        &place,
        "signer",
        &format!(
            "printf 'passphrase of the key: ' > /dev/tty\necho $$ > '{}'\nread -r word < /dev/tty || exit 1\nexec ssh-keygen \"$@\"",
            asking.display()
        ),
    );
    for (name, value) in [
        ("commit.gpgsign", "true"),
        ("gpg.format", "ssh"),
        ("gpg.ssh.program", signer.to_str().unwrap()),
        ("user.signingkey", key.to_str().unwrap()),
    ] {
        place.git(&["config", name, value]);
    }
    Some((place, asking))
}

/// Waits until the program that asks has ended.
fn ends(asking: &std::path::Path) {
    let process = fs::read_to_string(asking).unwrap();
    let stat = PathBuf::from(format!("/proc/{}/stat", process.trim()));
    wait_until("the program that signs ends", || {
        // A dead one that nobody has asked after is one that has ended.
        fs::read_to_string(&stat).map_or(true, |stat| {
            stat.rsplit(')')
                .next()
                .is_some_and(|rest| rest.trim().starts_with('Z'))
        })
    });
}

/// Holds that nothing is left of the commit that was cut short, and that the next one is made and signed.
fn is_healed(place: &Place) {
    let left = |name: &str| place.folder().join(".git").join(name).exists();
    wait_until("the lock is gone", || {
        !left("index.lock") && !left("tickmark/journal")
    });
    assert!(read(place, SHEET).contains("Signed by a key that asks"));
    let mut command = CommandBuilder::new(PROGRAM);
    command.args(["commit", "-m", "Answer at last"]);
    let mut pty = place.open_by(command, &[]);
    pty.wait_for("passphrase of the key: ");
    pty.type_keys("secret\n");
    assert_eq!(pty.wait(), 0, "{}", pty.screen().contents());
    let raw = place.git(&["cat-file", "commit", "HEAD"]);
    assert!(raw.contains("gpgsig -----BEGIN SSH SIGNATURE"), "{raw}");
    assert!(raw.contains("Answer at last"), "{raw}");
    assert_eq!(place.git(&["status", "--porcelain"]), "");
    place.git(&["fsck", "--strict", "--no-dangling"]);
}

#[test]
fn a_hang_up_beneath_the_program_that_signs_loses_nothing_and_leaves_no_process_and_no_lock() {
    let Some((place, asking)) = signed_place() else {
        return;
    };
    let before = place.git(&["rev-parse", "HEAD"]);
    let mut pty = place.open(&[]);
    start_a_note(&mut pty, "Signed by a key that asks");
    pty.type_keys("\x1b");
    pty.wait_for("1 to commit");
    pty.type_keys("gr");
    pty.wait_for("Message");
    pty.type_keys("\x13");
    pty.wait_for("passphrase of the key: ");
    wait_until("it asks", || asking.exists());
    pty.hang_up("x");
    assert_eq!(pty.wait(), 129);
    ends(&asking);
    assert_eq!(place.git(&["rev-parse", "HEAD"]), before);
    let mut again = place.open(&[]);
    again.wait_for("1 to commit");
    again.type_keys("\x03\x03");
    assert_eq!(again.wait(), 0);
    is_healed(&place);
}

#[test]
fn a_command_that_hangs_up_beneath_the_program_that_signs_is_healed_by_the_next() {
    let Some((place, asking)) = signed_place() else {
        return;
    };
    let before = place.git(&["rev-parse", "HEAD"]);
    let row = "iso-42001:4.1#1";
    let note = "Signed by a key that asks";
    place.run(&[
        "answer",
        "aims",
        row,
        "--verdict",
        "conforming",
        "--note",
        note,
    ]);
    let mut command = CommandBuilder::new(PROGRAM);
    command.arg("commit");
    let mut pty: Pty = place.open_by(command, &[]);
    pty.wait_for("passphrase of the key: ");
    wait_until("it asks", || asking.exists());
    pty.hang_up("x");
    pty.wait();
    ends(&asking);
    assert_eq!(place.git(&["rev-parse", "HEAD"]), before);
    let status = place.run(&["status"]);
    assert!(status.contains("not committed"), "{status}");
    is_healed(&place);
}
