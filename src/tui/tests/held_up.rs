//! A commit that was cut short, as the program tells of it at its start.

use super::desk::{Desk, workspace};

/// Leaves what a commit on another machine leaves when it is cut short: its note, and the lock of the index.
fn left() -> tempfile::TempDir {
    let folder = workspace();
    let git = folder.path().join(".git");
    std::fs::write(git.join("index.lock"), "").unwrap();
    let journal = serde_json::json!({
        "version": 2,
        "maker": "tickmark",
        "owner": { "pid": 7, "started": "1", "host": "elsewhere", "boot": "another" },
        "branch": "refs/heads/main",
        "head": null,
        "commit": null,
        "lock": null,
        "files": [],
    });
    std::fs::create_dir_all(git.join("tickmark")).unwrap();
    std::fs::write(git.join("tickmark/journal"), journal.to_string()).unwrap();
    folder
}

#[test]
fn a_lock_of_somebody_else_is_asked_about_and_removed_by_who_knows_better() {
    let mut desk = Desk::open(left());
    desk.sees("Commits are held up by a lock")
        .sees("Wait")
        .sees("tickmark, process 7 on elsewhere holds");
    desk.keys("j j").sees("Only where you know that it is gone");
    desk.keys("enter").sees_no("held up");
    desk.sees("a commit was cut short, and is undone");
    assert!(!desk.folder.path().join(".git/index.lock").exists());
    desk.keys("enter c g r ctrl-s").sees("committed");
}

#[test]
fn who_goes_on_to_read_alone_writes_nothing() {
    let mut desk = Desk::open(left());
    desk.keys("j").sees("Nothing is saved or committed");
    desk.keys("enter").sees_no("held up");
    desk.keys("enter c")
        .sees("the workspace is open to be read alone");
    assert!(desk.folder.path().join(".git/index.lock").exists());
    assert_eq!(desk.read("audits/aims/answers/iso-42001/4.1.toml"), "");
}

#[test]
fn who_waits_hears_that_the_lock_is_gone() {
    let mut desk = Desk::open(left());
    let git = desk.folder.path().join(".git");
    std::fs::remove_file(git.join("index.lock")).unwrap();
    std::fs::remove_file(git.join("tickmark/journal")).unwrap();
    desk.keys("enter").sees("the lock is gone");
    desk.sees_no("held up");
}

#[test]
fn a_note_that_nobody_understands_is_told_at_the_bottom() {
    let folder = left();
    std::fs::remove_file(folder.path().join(".git/index.lock")).unwrap();
    std::fs::write(folder.path().join(".git/tickmark/journal"), "{").unwrap();
    let desk = Desk::open(folder);
    desk.sees("a commit was cut short");
}
