//! Links that do not answer, or want to know something.

use super::{ESC, SYNC, at_the_screen, head, program, sees};
use crate::cli_sync::{Pair, SHEET, answer, assert_sound};

#[test]
fn a_sync_is_stopped_by_a_key_and_the_screen_can_be_used_after() {
    for stop in [ESC, "\x03"] {
        let pair = Pair::new();
        let url = pair.ada.git(&["remote", "get-url", "origin"]);
        let ssh = pair.ada.yard().join("ssh-stand-in");
        program(&ssh, "exec sleep 1000");
        let ssh = ssh.to_str().unwrap();
        pair.ada.git(&["config", "core.sshCommand", ssh]);
        let nowhere = "ssh://nowhere.example.org/a.git";
        pair.ada.git(&["remote", "set-url", "origin", nowhere]);
        let before = head(&pair.ada);
        let mut pty = at_the_screen(&pair.ada, &[]);
        pty.wait_for("In step with");
        pty.type_keys(SYNC);
        pty.wait_for("Fetching from origin...");
        sees(&pty, " stop");
        pty.type_keys(SYNC);
        pty.wait_for("a sync is under way");
        pty.type_keys(stop);
        pty.wait_for("it was stopped");
        assert_eq!(head(&pair.ada), before);
        assert_sound(&pair.ada);
        pair.ada.git(&["remote", "set-url", "origin", url.trim()]);
        pty.type_keys(SYNC);
        pty.wait_for("nothing new on either side");
        pty.type_keys(ESC);
        pty.wait_for("Audits");
    }
}

#[test]
fn answers_are_saved_and_the_program_is_left_while_a_sync_waits_for_the_other_side() {
    let pair = Pair::new();
    let ssh = pair.ada.yard().join("ssh-stand-in");
    program(&ssh, "exec sleep 1000");
    let ssh = ssh.to_str().unwrap();
    pair.ada.git(&["config", "core.sshCommand", ssh]);
    let nowhere = "ssh://nowhere.example.org/a.git";
    pair.ada.git(&["remote", "set-url", "origin", nowhere]);
    let mut pty = at_the_screen(&pair.ada, &[]);
    pty.type_keys(SYNC);
    pty.wait_for("Fetching from origin...");
    pty.type_keys("gw");
    pty.wait_for("question 1 of 1");
    sees(&pty, "Syncing...");
    pty.type_keys("x");
    pty.wait_for("1 to commit");
    let sheet = pair.ada.read("audits/a-1/answers/house/4.1.toml");
    assert!(sheet.contains("nonconforming"), "{sheet}");
    pty.type_keys("\x03\x03");
    assert_eq!(pty.wait(), 0);
    assert_sound(&pair.ada);
}

#[test]
fn a_side_that_is_not_reached_is_told_in_its_words() {
    let pair = Pair::new();
    pair.ada
        .git(&["remote", "set-url", "origin", "/nowhere/at/all.git"]);
    answer(&pair.ada, "4.1#1", "conforming", "Seen by Ada");
    let mut pty = at_the_screen(&pair.ada, &[]);
    pty.type_keys(SYNC);
    pty.wait_for("origin was not reached");
    sees(&pty, "/nowhere/at/all.git");
    sees(&pty, "git fetch origin");
    pty.wait_for("To send: 1 record in 1 commit");
}

#[test]
fn a_password_is_asked_for_outside_the_screen_which_comes_back_with_the_result() {
    let pair = Pair::new();
    pair.ben_sends("4.2#2", "nonconforming");
    // As ssh does that asks at the terminal where it is not told to ask nobody.
    let ssh = pair.ada.yard().join("bin/ssh");
    program(
        &ssh,
        "case \"$*\" in *BatchMode=yes*) echo 'Permission denied (password).' >&2; exit 255;; esac\n\
         printf 'password: ' > /dev/tty\nread -r word < /dev/tty\n[ \"$word\" = secret ] || exit 255\n\
         for last; do :; done\nexec sh -c \"$last\"",
    );
    let url = format!("ssh://nowhere.example.org{}", pair.bare().display());
    pair.ada.git(&["remote", "set-url", "origin", &url]);
    let path = format!(
        "{}:{}",
        ssh.parent().unwrap().display(),
        std::env::var("PATH").unwrap()
    );
    let mut pty = at_the_screen(&pair.ada, &[("PATH", &path)]);
    pty.type_keys(SYNC);
    pty.wait_for("origin wants to know who you are:");
    pty.wait_for("password: ");
    assert!(!pty.screen().alternate_screen());
    pty.type_keys("secret\n");
    pty.wait_for("origin/main: 1 record came");
    assert!(pty.screen().alternate_screen());
    assert!(pair.ada.read(SHEET).contains("Seen by Ben"));
}
