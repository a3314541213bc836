//! Evidence as a gate: the check that a push and a pipeline run.

#![allow(
    clippy::unwrap_used,
    clippy::indexing_slicing,
    reason = "a test that cannot go on fails here"
)]

use std::{fs, os::unix::fs::PermissionsExt as _, path::Path};

use crate::cli_desk::Desk;

/// Makes an audit with two citations, and a bare repository to push to.
fn desk() -> Desk {
    let desk = Desk::audit();
    desk.run(&[
        "evidence",
        "add",
        "a-1",
        "4.1",
        "risk/register.csv:2-3",
        "risk/method.md:5",
    ])
    .ok();
    desk.run(&["commit"]).ok();
    desk.git(&["init", "-q", "--bare", "../far.git"]);
    desk.git(&["remote", "add", "origin", "../far.git"]);
    desk
}

fn drift(desk: &Desk) {
    desk.write("risk/register.csv", "id,system\n1,chat\n2,other\n3,fraud\n");
    desk.git(&["commit", "-q", "-a", "-m", "Rename a system"]);
}

/// Pushes, with the program under test on the path; returns whether that worked and what was said.
fn push(desk: &Desk) -> (bool, String) {
    let program = Path::new(env!("CARGO_BIN_EXE_tickmark"));
    let path = format!(
        "{}:{}",
        program.parent().unwrap().display(),
        std::env::var("PATH").unwrap()
    );
    let output = desk
        .command_of("git")
        .env("PATH", path)
        .args(["push", "-q", "origin", "main"])
        .output()
        .unwrap();
    let said = [output.stdout, output.stderr].concat();
    (
        output.status.success(),
        String::from_utf8_lossy(&said).into_owned(),
    )
}

#[test]
fn a_push_is_refused_while_evidence_has_drifted() {
    let desk = desk();
    let hook = desk.repo().join(".git/hooks/pre-push");
    fs::create_dir_all(hook.parent().unwrap()).unwrap();
    fs::write(&hook, desk.run(&["--generate", "pre-push"]).ok()).unwrap();
    fs::set_permissions(&hook, fs::Permissions::from_mode(0o755)).unwrap();
    let (done, said) = push(&desk);
    assert!(done, "{said}");
    drift(&desk);
    let (done, said) = push(&desk);
    assert!(!done);
    assert!(said.contains("risk/register.csv:2-3"), "{said}");
    assert!(!said.contains("risk/method.md"), "{said}");
}

#[test]
fn a_state_can_be_let_pass_and_an_alarm_cannot() {
    let desk = desk();
    drift(&desk);
    assert_eq!(desk.run(&["evidence", "check"]).status, 1);
    assert_eq!(
        desk.run(&["evidence", "check", "--allow", "moved"]).status,
        1
    );
    let told = desk.run(&["evidence", "check", "--allow", "changed", "--json"]);
    assert_eq!(told.status, 0, "{told:#?}");
    assert_eq!(told.json()["drift"], 1);
    desk.run(&["evidence", "check", "--allow", "hash-mismatch"])
        .fails(2, &["hash-mismatch"]);
}

#[test]
fn a_shallow_clone_is_no_pass_and_says_what_to_fetch() {
    let desk = desk();
    drift(&desk);
    desk.git(&["push", "-q", "--no-verify", "origin", "main"]);
    let url = format!(
        "file://{}",
        desk.repo().parent().unwrap().join("far.git").display()
    );
    desk.git(&["clone", "-q", "--depth", "1", &url, "../shallow"]);
    let shallow = desk.repo().parent().unwrap().join("shallow");
    let run = desk.run(&["-C", shallow.to_str().unwrap(), "evidence", "check"]);
    assert_eq!(run.status, 1, "{run:#?}");
    assert!(run.out.contains("not-downloaded"), "{run:#?}");
    assert!(!run.out.contains("missing-object"), "{run:#?}");
}

#[test]
fn a_pointer_to_large_files_can_be_let_pass() {
    let desk = desk();
    desk.write(
        "models/weights.bin",
        "version https://git-lfs.github.com/spec/v1\noid sha256:4d7a214614ab2935c943f9e0ff69d22eadbb8f32b1258daaa5e2ca24d17e2393\nsize 12345\n",
    );
    desk.git(&["add", "models"]);
    desk.git(&["commit", "-q", "-m", "Weights"]);
    desk.run(&["evidence", "add", "a-1", "4.1", "models/weights.bin"])
        .ok();
    let told = desk.run(&["evidence", "check", "--json"]);
    assert_eq!(told.status, 1, "{told:#?}");
    assert_eq!(told.json()["not-judged"], 1);
    desk.run(&["evidence", "check", "--allow", "lfs-pointer"])
        .ok();
}

#[test]
fn an_unreadable_record_is_counted_where_the_answer_is_no() {
    let desk = desk();
    let sound = desk.run(&["evidence", "check", "--json"]);
    assert_eq!((sound.status, &sound.json()["unread"]), (0, &0.into()));
    desk.write("audits/a-1/findings/F-7K3QX2.toml", "schema = 1\nid = \n");
    let told = desk.run(&["evidence", "check", "--json"]);
    assert_eq!((told.status, &told.json()["unread"]), (1, &1.into()));
}

#[test]
fn what_is_cited_from_disk_is_no_move_while_it_stands_there() {
    let desk = desk();
    let text = desk.read("risk/method.md");
    desk.write("notes/copy.md", &text);
    desk.run(&[
        "evidence",
        "add",
        "a-1",
        "4.1",
        "notes/copy.md",
        "--worktree",
    ])
    .ok();
    let told = desk.run(&["evidence", "check", "--json"]).json();
    let state = |told: &serde_json::Value| told["citations"][2]["state"].clone();
    assert_eq!(state(&told), "uncommitted", "{told:#}");
    fs::remove_file(desk.repo().join("notes/copy.md")).unwrap();
    let told = desk.run(&["evidence", "check", "--json"]).json();
    assert_eq!(state(&told), "moved", "{told:#}");
}

#[test]
fn lines_taken_out_of_a_record_and_dates_to_come_are_no_pass() {
    let desk = desk();
    let sheet = "audits/a-1/answers/house/4.1.toml";
    let text = desk.read(sheet);
    desk.write(sheet, &text.replacen("lines = [2, 3]\n", "", 1));
    let told = desk.run(&["evidence", "check", "--json"]);
    assert_eq!(told.status, 1);
    assert_eq!(told.json()["citations"][0]["state"], "cannot-judge");

    let day = text
        .lines()
        .find(|line| line.starts_with("effective"))
        .unwrap();
    desk.write(sheet, &text.replacen(day, "effective = 2199-01-01", 1));
    let told = desk.run(&["evidence", "check", "--json"]).json();
    assert_eq!(told["citations"][0]["freshness"], "undated", "{told:#}");
}

#[test]
fn a_password_in_an_address_is_refused_before_it_is_committed() {
    let desk = desk();
    let address = "https://ada:secret@forge.example.org/ai/-/merge_requests/42";
    desk.run(&["evidence", "merge-request", "a-1", "4.1", address])
        .fails(2, &["holds a password"]);
    let far = "https://ada:secret@forge.example.org/ai.git";
    desk.run(&["repository", "add", "ai", "--path", "../ai", "--url", far])
        .fails(2, &["holds a password", "hint"]);
    desk.run(&["evidence", "find", "x", "--repository", "nix"])
        .fails(2, &["nix is no repository"]);
}
