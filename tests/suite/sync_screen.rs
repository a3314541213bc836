//! Two clones brought together by keys: the program in a terminal, a bare repository on the other side.

mod clashes;
mod links;

use std::{fs, os::unix::fs::PermissionsExt as _, path::Path};

use portable_pty::CommandBuilder;

use crate::{
    cli_desk::Desk,
    cli_signoff::prepared,
    cli_sync::{Pair, SHEET, answer, assert_sound, record, silent},
    pty::Pty,
};

/// What a terminal sends for ctrl-s.
const SYNC: &str = "\x13";
const ESC: &str = "\x1b";

/// Opens the program in a clone, with some of its surroundings changed, and goes to the screen.
fn at_the_screen(desk: &Desk, changed: &[(&str, &str)]) -> Pty {
    let mut pty = at_home(desk, changed);
    pty.type_keys("gS");
    pty.wait_for(" Sync  ");
    pty
}

fn at_home(desk: &Desk, changed: &[(&str, &str)]) -> Pty {
    let mut command = CommandBuilder::new(env!("CARGO_BIN_EXE_tickmark"));
    command.env_clear();
    for (name, value) in desk.command().get_envs() {
        command.env(name, value.unwrap_or_default());
    }
    command.env("TERM", "xterm-256color");
    for (name, value) in changed {
        command.env(name, value);
    }
    command.cwd(desk.repo());
    let mut pty = Pty::spawn(command, 120, 40);
    pty.wait_for("Audits");
    pty
}

fn sees(pty: &Pty, text: &str) {
    let contents = pty.screen().contents();
    assert!(
        contents.contains(text),
        "{text:?} is not on the screen:\n{contents}"
    );
}

fn program(path: &Path, lines: &str) {
    fs::create_dir_all(path.parent().unwrap()).unwrap();
    fs::write(path, format!("#!/bin/sh\n{lines}\n")).unwrap();
    fs::set_permissions(path, fs::Permissions::from_mode(0o755)).unwrap();
}

/// Returns what the other side has of the branch.
fn there(desk: &Desk) -> String {
    let told = desk.git(&["ls-remote", "origin", "refs/heads/main"]);
    told.split_whitespace()
        .next()
        .unwrap_or_default()
        .to_owned()
}

fn head(desk: &Desk) -> String {
    desk.git(&["rev-parse", "HEAD"]).trim().to_owned()
}

#[test]
fn where_nothing_is_new_it_says_so_before_and_after() {
    let pair = Pair::new();
    let before = head(&pair.ada);
    let mut pty = at_the_screen(&pair.ada, &[]);
    pty.wait_for("origin/main: 0 ahead, 0 behind, as fetched last");
    pty.wait_for("In step with origin/main");
    pty.type_keys(SYNC);
    pty.wait_for("origin/main: nothing new on either side");
    assert_eq!(head(&pair.ada), before);
    assert_sound(&pair.ada);
}

#[test]
fn what_comes_is_listed_and_the_screen_below_has_it_at_once() {
    let pair = Pair::new();
    pair.ben_sends("4.2#2", "nonconforming");
    let mut pty = at_home(&pair.ada, &[]);
    pty.type_keys("\r");
    pty.wait_for("1 of 3");
    pty.type_keys("gS");
    pty.wait_for("In step with origin/main");
    pty.type_keys(SYNC);
    pty.wait_for("origin/main: 1 record came");
    pty.wait_for("a-1 4.2");
    pty.wait_for("2 of 3");
    assert!(pair.ada.read(SHEET).contains("Seen by Ben"));
    assert_eq!(head(&pair.ada), head(&pair.ben));
    // The record that came is a key away.
    pty.type_keys("jjjjjjj\r");
    pty.wait_for("question 1 of 2");
    assert_sound(&pair.ada);
}

#[test]
fn what_would_be_sent_is_listed_and_is_sent_by_the_one_key_and_not_by_the_other() {
    let pair = Pair::new();
    answer(&pair.ada, "4.1#1", "conforming", "Seen by Ada");
    let before = there(&pair.ada);
    let mut pty = at_the_screen(&pair.ada, &[]);
    pty.wait_for("origin/main: 1 ahead, 0 behind");
    pty.wait_for("To send: 1 record in 1 commit");
    sees(&pty, "a-1 4.1");
    pty.type_keys("f");
    pty.wait_for("origin/main: nothing new came");
    assert_eq!(there(&pair.ada), before);
    pty.type_keys(SYNC);
    pty.wait_for("origin/main: 1 record sent");
    pty.wait_until("nothing more to send", |screen| {
        !screen.contents().contains("To send")
    });
    assert_eq!(there(&pair.ada), head(&pair.ada));
}

#[test]
fn what_both_did_is_merged_and_told() {
    let pair = Pair::new();
    pair.ben_sends("4.2#2", "nonconforming");
    answer(&pair.ada, "4.2#1", "observation", "Seen by Ada");
    let mut pty = at_the_screen(&pair.ada, &[]);
    pty.type_keys(SYNC);
    pty.wait_for("origin/main: 1 record merged, 1 record sent");
    sees(&pty, "Merged in ");
    let text = pair.ada.read(SHEET);
    assert!(
        text.contains("Seen by Ada") && text.contains("Seen by Ben"),
        "{text}"
    );
    silent(&pair.ada);
    assert_sound(&pair.ada);
}

#[test]
fn what_is_not_committed_is_named_and_the_way_to_commit_it_is_a_key_away() {
    let pair = Pair::new();
    pair.ben_sends("4.2#2", "nonconforming");
    record(&pair.ada, "4.2#1", "observation", "Not yet");
    let before = head(&pair.ada);
    let mut pty = at_the_screen(&pair.ada, &[]);
    pty.wait_for("Not committed: 1 record is not sent");
    pty.type_keys(SYNC);
    pty.wait_for("that you have not committed yet");
    sees(&pty, SHEET);
    assert_eq!(head(&pair.ada), before);
    pty.type_keys("gr");
    pty.wait_for("to commit on main");
    pty.type_keys(SYNC);
    pty.wait_for("committed 1 record on main");
    pty.type_keys("gS");
    pty.wait_for("To send: 1 record in 1 commit");
    pty.type_keys(SYNC);
    pty.wait_for("1 record merged, 1 record sent");
    silent(&pair.ada);
}

#[test]
fn other_files_that_conflict_are_named_with_what_to_do_in_a_shell() {
    let pair = Pair::new();
    pair.ben.write("risk/method.md", "Ben's\n");
    pair.ben.git(&["commit", "-qam", "Anew"]);
    pair.ben_sends("4.2#2", "conforming");
    pair.ada.write("risk/method.md", "Ada's\n");
    pair.ada.git(&["commit", "-qam", "Anew"]);
    let before = head(&pair.ada);
    let mut pty = at_the_screen(&pair.ada, &[]);
    pty.type_keys(SYNC);
    pty.wait_for("other files conflict");
    sees(&pty, "risk/method.md");
    sees(&pty, "git merge origin/main");
    assert_eq!(head(&pair.ada), before);
    assert_sound(&pair.ada);
}

#[test]
fn a_push_that_is_refused_is_told_in_the_words_of_the_other_side_which_command_no_terminal() {
    let pair = Pair::new();
    pair.ben_sends("4.2#2", "nonconforming");
    let hook = pair.bare().join("hooks/pre-receive");
    program(&hook, "printf 'only on \\033[5;31mweekdays\\n' >&2; exit 1");
    answer(&pair.ada, "4.1#1", "conforming", "Seen by Ada");
    let mut pty = at_the_screen(&pair.ada, &[]);
    pty.type_keys(SYNC);
    pty.wait_for("origin does not take what is here:");
    sees(&pty, "weekdays");
    sees(&pty, "What came is here all the same");
    // It is still to be sent.
    pty.wait_for("To send: 1 record");
    assert!(pair.ada.read(SHEET).contains("Seen by Ben"));
    assert!(!String::from_utf8_lossy(pty.bytes()).contains("\x1b[5;31m"));
}

#[test]
fn without_another_repository_it_says_how_to_name_one() {
    let desk = Desk::audit();
    desk.run(&["commit", "-m", "Plan"]).ok();
    let mut pty = at_the_screen(&desk, &[]);
    pty.wait_for("no other repository is known here");
    sees(&pty, "git remote add origin URL");
    pty.type_keys(SYNC);
    pty.wait_for("could not be done");
    sees(&pty, "git remote add origin URL");
    let bare = desk.yard().join("new.git");
    let bare = bare.to_str().unwrap();
    desk.git(&["init", "-q", "--bare", bare]);
    desk.git(&["remote", "add", "origin", bare]);
    pty.type_keys(SYNC);
    pty.wait_for("records sent");
}

#[test]
fn a_sign_off_that_was_moved_is_an_alarm() {
    let ada = prepared();
    let bare = ada.yard().join("audits.git");
    let bare = bare.to_str().unwrap();
    ada.git(&["init", "-q", "--bare", "-b", "main", bare]);
    ada.git(&["remote", "add", "origin", bare]);
    ada.git(&["push", "-q", "-u", "origin", "main"]);
    let mut pty = at_the_screen(&ada, &[]);
    pty.type_keys(SYNC);
    pty.wait_for("Sign-off sent: tickmark/a-1/prepared-1");
    let tag = "refs/tags/tickmark/a-1/prepared-1";
    let ours = ada.git(&["rev-parse", tag]);
    let ben = Desk::empty();
    ben.git(&["clone", "-q", "--no-tags", bare, "."]);
    ben.git(&[
        "tag",
        "-a",
        "-m",
        "Forged",
        "tickmark/a-1/prepared-1",
        "HEAD~1",
    ]);
    ben.git(&["push", "-q", "-f", "origin", tag]);
    pty.type_keys("f");
    pty.wait_for("ALARM: the sign-off tickmark/a-1/prepared-1 is another one on origin");
    sees(&pty, "ALARM: a sign-off was moved");
    assert_eq!(ada.git(&["rev-parse", tag]), ours);
}
