//! How commands behave in scripts: pipes, terminals, help, generated files, hostile texts.

#![allow(
    clippy::unwrap_used,
    clippy::indexing_slicing,
    clippy::panic,
    reason = "a test that cannot go on fails here"
)]

use std::{io::Read as _, process::Stdio};

use crate::cli_desk::Desk;

#[test]
fn a_reader_that_goes_away_is_no_error() {
    let desk = Desk::audit();
    let mut command = desk.command();
    command.args(["checklist", "show", "iso-42001"]);
    let mut child = command
        .stdout(Stdio::piped())
        .stderr(Stdio::piped())
        .spawn()
        .unwrap();
    drop(child.stdout.take());
    let mut err = String::new();
    child
        .stderr
        .take()
        .unwrap()
        .read_to_string(&mut err)
        .unwrap();
    assert_eq!(child.wait().unwrap().code(), Some(0), "{err}");
    assert_eq!(err, "");
}

#[test]
fn without_a_terminal_the_program_gives_the_status() {
    let desk = Desk::audit();
    let run = desk.run(&[]);
    assert!(run.err.contains("no terminal"), "{run:?}");
    assert!(run.ok().contains("First audit"));
}

#[test]
fn another_folder_is_named_with_a_capital_c() {
    let desk = Desk::audit();
    let top = desk.repo();
    let mut command = assert_cmd::Command::from_std(desk.command());
    command
        .current_dir("/")
        .args(["-C", top.to_str().unwrap(), "status"]);
    assert!(Desk::finish(&mut command).ok().contains("First audit"));
    let empty = Desk::empty();
    empty
        .run(&["-C", ".", "init", "new", "--organisation", "X"])
        .ok();
    assert!(empty.repo().join("new/tickmark.toml").is_file());
    desk.run(&["-C", "nowhere", "status"])
        .fails(3, &["there is no such folder"]);
}

#[test]
fn texts_of_the_repository_cannot_reach_the_terminal() {
    let desk = Desk::audit();
    desk.run(&[
        "finding",
        "new",
        "a-1",
        "--title",
        "a\u{1b}[2J\u{202e}b",
        "--criterion",
        "4.1",
    ])
    .ok();
    for args in [
        &["finding", "list"][..],
        &["status"],
        &["report", "a-1"],
        &["commit", "--dry-run"],
    ] {
        let run = desk.run(args);
        assert!(
            !run.out.contains('\u{1b}') && !run.out.contains('\u{202e}'),
            "{run:?}"
        );
    }
    let told = desk.run(&["finding", "list", "--json"]).json();
    assert_eq!(told["findings"][0]["title"], "a\u{1b}[2J\u{202e}b");
}

#[test]
fn help_and_version_are_no_errors() {
    let desk = Desk::empty();
    assert!(desk.run(&["--help"]).ok().contains("Examples:"));
    assert!(
        desk.run(&["finding", "move", "--help"])
            .ok()
            .contains("withdrawn")
    );
    assert!(desk.run(&["--version"]).ok().starts_with("tickmark "));
}

#[test]
fn what_is_generated_names_every_command() {
    let desk = Desk::empty();
    for what in ["man", "bash", "zsh", "fish"] {
        // A man page writes a hyphen as `\\-`.
        let text = desk.run(&["--generate", what]).ok().replace("\\-", "-");
        for word in ["checklist", "evidence", "not-applicable"] {
            assert!(text.contains(word), "{what}: {word}");
        }
    }
    assert!(desk.run(&["--generate", "theme"]).ok().contains('='));
    assert!(desk.run(&["--generate", "keys"]).ok().contains('='));
}

#[test]
fn a_report_goes_to_a_file() {
    let desk = Desk::audit();
    let text = desk.run(&["report", "a-1"]).ok();
    desk.run(&["report", "a-1", "--format", "md", "-o", "report.md"])
        .ok();
    assert_eq!(desk.read("report.md"), text);
}
