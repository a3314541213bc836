//! Wrong input: each a message with its cause, a hint, the right exit status, and nothing changed.

#![allow(
    clippy::unwrap_used,
    clippy::indexing_slicing,
    clippy::panic,
    reason = "a test that cannot go on fails here"
)]

use std::{fs, os::unix::fs::MetadataExt as _};

use crate::cli_desk::Desk;

/// Runs a command that must fail, and holds that it left everything as it was.
#[track_caller]
fn refuses(desk: &Desk, args: &[&str], status: i32, texts: &[&str]) {
    let before = desk.everything();
    let run = desk.run(args);
    run.fails(status, texts);
    assert_eq!(run.out, "");
    assert_eq!(desk.everything(), before, "something changed");
}

#[test]
fn a_folder_outside_any_repository() {
    let desk = Desk::empty();
    refuses(
        &desk,
        &["status"],
        3,
        &["error: Could not", "not in a git repository", "hint: "],
    );
}

#[test]
fn a_repository_that_is_no_workspace() {
    let desk = Desk::bare();
    let run = desk.run(&["status"]);
    assert!(run.status == 2 || run.status == 3, "{run:?}");
    run.fails(run.status, &["error: Could not", "hint: ", "tickmark init"]);
}

#[test]
fn a_bare_repository() {
    let desk = Desk::empty();
    desk.git(&["init", "-q", "--bare", "."]);
    refuses(
        &desk,
        &["status"],
        3,
        &["error: Could not", "bare", "hint: "],
    );
    refuses(
        &desk,
        &["init", "--organisation", "X"],
        3,
        &["error: Could not", "bare", "hint: "],
    );
}

#[test]
fn a_broken_record_is_named_with_its_place_and_left_alone() {
    let desk = Desk::audit();
    desk.run(&["answer", "a-1", "4.1", "--verdict", "conforming"])
        .ok();
    desk.write(
        "audits/a-1/answers/house/4.1.toml",
        "schema = 1\nchecklist = \"house\nref = 1\n",
    );
    let before = desk.everything();
    let status = desk.run(&["status"]);
    status.fails(1, &["audits/a-1/answers/house/4.1.toml", ":2:"]);
    let again = desk.run(&["answer", "a-1", "4.1", "--verdict", "observation"]);
    assert_ne!(
        again.status, 0,
        "a broken record is never written over: {again:?}"
    );
    desk.run(&["commit", "a-1"]).fails(1, &["Could not commit"]);
    assert_eq!(desk.everything(), before);
    let doctor = desk.run(&["doctor"]);
    assert_eq!(doctor.status, 1);
    assert!(doctor.out.contains("bad      record"), "{doctor:?}");
}

#[test]
fn a_broken_audit_is_named() {
    let desk = Desk::audit();
    desk.write("audits/a-1/audit.toml", "schema = = 1\n");
    refuses(
        &desk,
        &["answer", "a-1", "4.1", "--verdict", "conforming"],
        2,
        &["error: Could not open the audit a-1"],
    );
}

#[test]
fn an_unknown_checklist() {
    let desk = Desk::audit();
    refuses(
        &desk,
        &["new", "a-2", "--title", "T", "--checklist", "iso-42002"],
        2,
        &[
            "error: Could not find the checklist iso-42002",
            "hint: did you mean iso-42001?",
        ],
    );
    refuses(
        &desk,
        &["checklist", "show", "zzz"],
        2,
        &["Could not find the checklist zzz", "hint: there are: "],
    );
}

#[test]
fn paths_that_lead_out_of_the_repository() {
    let desk = Desk::audit();
    for path in [
        "../outside.txt",
        "/etc/passwd",
        "risk/../../x",
        ".git/config",
    ] {
        refuses(
            &desk,
            &["evidence", "add", "a-1", "4.1", path],
            2,
            &["error: Could not"],
        );
    }
    refuses(
        &desk,
        &["evidence", "add", "a-1", "4.1", "../outside.txt"],
        2,
        &["outside the repository", "hint: "],
    );
    refuses(
        &desk,
        &["evidence", "add", "a-1", "4.1", "risk/registre.csv"],
        2,
        &["did you mean \"risk/register.csv\"?"],
    );
    refuses(
        &desk,
        &["evidence", "add", "a-1", "4.1", "risk/register.csv:4-9"],
        2,
        &["has 5 lines"],
    );
}

#[test]
fn records_of_a_newer_version_are_read_and_not_written() {
    let desk = Desk::audit();
    desk.run(&["answer", "a-1", "4.1", "--verdict", "conforming"])
        .ok();
    let path = "audits/a-1/answers/house/4.1.toml";
    let newer = desk.read(path).replacen("schema = 1", "schema = 2", 1);
    desk.write(path, &newer);
    refuses(
        &desk,
        &["answer", "a-1", "4.1", "--verdict", "observation"],
        3,
        &["error: Could not", "newer", "hint: "],
    );
    desk.run(&["status"])
        .fails(0, &[&format!("can only be read: {path}")]);
}

#[test]
fn a_workspace_of_a_newer_version_is_read_and_not_written() {
    let desk = Desk::audit();
    let newer = desk
        .read("tickmark.toml")
        .replacen("schema = 1", "schema = 2", 1);
    desk.write("tickmark.toml", &newer);
    refuses(
        &desk,
        &["answer", "a-1", "4.1", "--verdict", "conforming"],
        3,
        &[
            "error: Could not save: tickmark.toml has schema 2",
            "hint: ",
        ],
    );
    desk.run(&["status"])
        .fails(0, &["can only be read: tickmark.toml"]);
}

#[test]
fn a_folder_that_cannot_be_written() {
    let desk = Desk::audit();
    let top = desk.repo();
    let mut command = desk.command();
    // Whoever is root may write anywhere; somebody else may not.
    if fs::metadata(&top).unwrap().uid() == 0 {
        use std::os::unix::process::CommandExt as _;
        command.uid(65534);
        let mut chown = std::process::Command::new("chown");
        assert!(
            chown
                .args(["-R", "65534"])
                .arg(top.parent().unwrap())
                .status()
                .unwrap()
                .success()
        );
    }
    let chmod = |mode: &str| {
        let mut chmod = std::process::Command::new("chmod");
        assert!(
            chmod
                .args(["-R", mode])
                .arg(&top)
                .status()
                .unwrap()
                .success()
        );
    };
    chmod("a-w");
    let before = desk.everything();
    let mut command = assert_cmd::Command::from_std(command);
    let run = Desk::finish(command.args(["answer", "a-1", "4.1", "--verdict", "conforming"]));
    assert_eq!(desk.everything(), before);
    chmod("u+w");
    run.fails(3, &["error: Could not", "hint: "]);
}

#[test]
fn unknown_ids_say_what_was_probably_meant() {
    let desk = Desk::audit();
    let id = desk
        .run(&[
            "finding",
            "new",
            "a-1",
            "--title",
            "T",
            "--criterion",
            "4.1",
        ])
        .ok()
        .trim()
        .to_owned();
    let other = if id.ends_with('0') { '1' } else { '0' };
    let near = format!("{}{other}", &id[..7]);
    refuses(
        &desk,
        &["finding", "show", &near],
        2,
        &["Could not find the finding", &format!("did you mean {id}?")],
    );
    refuses(
        &desk,
        &["action", "show", "C-000000"],
        2,
        &["Could not find the corrective action", "hint: "],
    );
    refuses(
        &desk,
        &["answer", "a-2", "4.1", "--verdict", "conforming"],
        2,
        &["did you mean a-1?"],
    );
    refuses(
        &desk,
        &["answer", "a-1", "4.11", "--verdict", "conforming"],
        2,
        &["did you mean house:4.1?"],
    );
    refuses(
        &desk,
        &["answer", "a-1", "4.2", "--verdict", "conforming"],
        2,
        &["several questions", "house:4.2#1", "house:4.2#2"],
    );
    refuses(
        &desk,
        &["answer", "a-1", "4", "--verdict", "conforming"],
        2,
        &["heading", "house:4.1"],
    );
    refuses(
        &desk,
        &["answer", "a-1", "iso:4.1", "--verdict", "conforming"],
        2,
        &["but against house"],
    );
    refuses(
        &desk,
        &["answer", "a-1", "4.1", "--verdict", "conformin"],
        2,
        &["conforming"],
    );
    refuses(
        &desk,
        &["answer", "a-1", "4.1", "--verdict", "not-applicable"],
        2,
        &["needs a reason", "hint: "],
    );
    refuses(&desk, &["nonsense"], 2, &["nonsense"]);
}

#[test]
fn a_workspace_is_made_once_and_an_id_is_taken_once() {
    let desk = Desk::audit();
    refuses(
        &desk,
        &["init", "--organisation", "X"],
        2,
        &["is one already", "hint: "],
    );
    refuses(
        &desk,
        &["new", "a-1", "--title", "T", "--checklist", "house"],
        2,
        &["there is an audit of that id", "hint: "],
    );
    refuses(
        &desk,
        &["new", "A 1", "--title", "T", "--checklist", "house"],
        2,
        &["lower-case"],
    );
    refuses(
        &desk,
        &[
            "new",
            "a-2",
            "--title",
            "T",
            "--checklist",
            "house",
            "--start",
            "2026-02-02",
            "--end",
            "2026-02-01",
        ],
        2,
        &["end before it starts"],
    );
}

#[test]
fn nobody_known_to_git_is_asked_for_and_never_invented() {
    let desk = Desk::bare();
    let config = desk.repo().parent().unwrap().join("home/gitconfig");
    fs::write(config, "").unwrap();
    refuses(
        &desk,
        &["init", "--organisation", "X"],
        3,
        &["git does not know your", "hint: "],
    );
}

#[test]
fn a_detached_head_keeps_the_records_and_refuses_the_commit() {
    let desk = Desk::audit();
    desk.git(&["switch", "-q", "--detach"]);
    refuses(
        &desk,
        &["commit", "a-1"],
        1,
        &["HEAD is detached", "hint: "],
    );
}

#[test]
fn a_checklist_with_faults_is_reported_by_line_and_column() {
    let desk = Desk::audit();
    desk.write("checklists/bad.toml", "schema = 1\nid = \"bad\"\ntitle = \"Bad\"\nstandard = \"B\"\n\n[[clause]]\nref = \"4\"\ntitle = \"T\"\nkind = \"claus\"\n");
    let run = desk.run(&["checklist", "lint", "checklists/bad.toml"]);
    assert_eq!(run.status, 1, "{run:?}");
    assert!(run.out.contains("checklists/bad.toml:9:"), "{run:?}");
}

#[test]
fn a_folder_that_holds_something_gets_no_demo() {
    let desk = Desk::bare();
    refuses(
        &desk,
        &["demo", "risk", "--no-open"],
        2,
        &["the folder is not empty", "hint: "],
    );
}

#[test]
fn a_slip_in_a_key_is_told_before_it_is_committed_and_by_the_doctor() {
    let desk = Desk::audit();
    desk.run(&["answer", "a-1", "4.1", "--verdict", "conforming"])
        .ok();
    let path = "audits/a-1/answers/house/4.1.toml";
    let text = desk.read(path);
    desk.write(path, &text.replace("verdict =", "verdit ="));
    let told = "no key is named \"verdit\" here";
    let run = desk.run(&["commit", "--dry-run"]);
    assert_eq!(run.status, 0, "{run:#?}");
    let all = format!("{}{}", run.out, run.err);
    assert!(
        all.contains(told) && all.contains("did you mean verdict?"),
        "{run:#?}"
    );
    let doctor = desk.run(&["doctor"]);
    assert!(doctor.out.contains(told), "{doctor:#?}");
    // What is like no key is left to newer versions.
    desk.write(path, &format!("{text}\nzone-of-influence = 1\n"));
    let run = desk.run(&["doctor"]);
    assert!(!run.out.contains("no key is named"), "{run:#?}");
}
