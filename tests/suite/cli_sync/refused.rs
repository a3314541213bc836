//! What keeps two clones from being brought together, and what is said of it.

use std::{fs, os::unix::fs::PermissionsExt as _, path::Path};

use super::{Pair, SHEET, answer, assert_sound, changes_nothing, silent};
use crate::cli_desk::Desk;

fn hook(git_dir: &Path, name: &str, line: &str) {
    let path = git_dir.join("hooks").join(name);
    fs::create_dir_all(path.parent().unwrap()).unwrap();
    fs::write(&path, format!("#!/bin/sh\n{line}\n")).unwrap();
    fs::set_permissions(&path, fs::Permissions::from_mode(0o755)).unwrap();
}

#[test]
fn without_another_repository_it_says_how_to_name_one() {
    let desk = Desk::audit();
    desk.run(&["commit", "-m", "Plan"]).ok();
    desk.run(&["sync"]).fails(
        2,
        &[
            "no other repository is known here",
            "git remote add origin URL",
        ],
    );
    for name in ["one", "two"] {
        desk.git(&["remote", "add", name, "/nowhere"]);
    }
    desk.run(&["sync"])
        .fails(2, &["tickmark sync REMOTE", "one, two"]);
    desk.run(&["sync", "three"]).fails(
        2,
        &["no other repository is known as \"three\"", "one, two"],
    );
    desk.run(&["sync", "one"])
        .fails(3, &["one was not reached", "git fetch one"]);
}

#[test]
fn only_a_branch_with_a_commit_and_at_rest_is_brought_together() {
    let pair = Pair::new();
    pair.ben_sends("4.2#2", "conforming");
    let desk = &pair.ada;
    desk.git(&["checkout", "-q", "--detach"]);
    changes_nothing(desk, &["sync"]).fails(1, &["HEAD is detached", "git switch"]);
    desk.git(&["switch", "-q", "main"]);
    fs::write(
        desk.repo().join(".git/MERGE_HEAD"),
        desk.git(&["rev-parse", "HEAD"]),
    )
    .unwrap();
    changes_nothing(desk, &["sync"]).fails(1, &["a merge is under way", "sync again"]);
    fs::remove_file(desk.repo().join(".git/MERGE_HEAD")).unwrap();

    let new = Desk::bare();
    new.run(&["init", "--organisation", "Example Ltd"]).ok();
    new.git(&["remote", "add", "origin", "/nowhere"]);
    new.git(&["switch", "-q", "--orphan", "other"]);
    new.git(&["checkout", "-q", "main", "--", "tickmark.toml"]);
    new.run(&["sync"])
        .fails(1, &["has no commit yet", "tickmark commit"]);
}

#[test]
fn histories_without_a_common_commit_are_not_merged() {
    let (one, other) = (Desk::audit(), Desk::audit());
    for desk in [&one, &other] {
        desk.run(&["commit", "-m", "Plan"]).ok();
    }
    let there = other.repo();
    one.git(&["remote", "add", "origin", there.to_str().unwrap()]);
    let other_root = other.git(&["commit-tree", "HEAD^{tree}", "-m", "Another root"]);
    other.git(&["reset", "-q", "--hard", other_root.trim()]);
    changes_nothing(&one, &["sync"]).fails(1, &["have no commit in common", "git remote -v"]);
}

#[test]
fn what_is_no_workspace_does_not_come() {
    let pair = Pair::new();
    pair.ben.git(&["rm", "-q", "tickmark.toml"]);
    pair.ben.git(&["commit", "-q", "-m", "Gone"]);
    pair.ben.git(&["push", "-q"]);
    changes_nothing(&pair.ada, &["sync"])
        .fails(1, &["there is no workspace on origin/main", "hint: "]);
}

#[test]
fn records_that_moved_on_one_side_are_left_to_git() {
    let pair = Pair::new();
    pair.ben.git(&["mv", "audits", "reviews"]);
    let workspace = pair.ben.read("tickmark.toml");
    let workspace = format!("records = \"reviews\"\n{workspace}");
    pair.ben.write("tickmark.toml", &workspace);
    pair.ben.git(&["commit", "-qam", "Moved"]);
    pair.ben.git(&["push", "-q"]);
    answer(&pair.ada, "4.1#1", "conforming", "Seen by Ada");
    changes_nothing(&pair.ada, &["sync"]).fails(
        1,
        &[
            "the records are in reviews on origin/main, and in audits here",
            "git merge",
        ],
    );
}

#[test]
fn a_record_that_is_broken_on_one_side_is_not_guessed_at() {
    let pair = Pair::new();
    let sheet = pair.ben.read(SHEET);
    pair.ben
        .write(SHEET, &sheet.replace("\"conforming\"", "\"fine\""));
    pair.ben.git(&["commit", "-qam", "Broken"]);
    pair.ben.git(&["push", "-q"]);
    answer(&pair.ada, "4.2#2", "conforming", "Seen by Ada");
    changes_nothing(&pair.ada, &["sync"]).fails(
        2,
        &[
            SHEET,
            "the version of theirs cannot be understood",
            "hint: ",
        ],
    );
    // As a whole one side can be taken all the same.
    pair.ada
        .run(&["sync", "--choose", &format!("{SHEET}=ours")])
        .ok();
    assert!(pair.ada.read(SHEET).contains("Seen by Ada"));
}

#[test]
fn a_hook_of_the_other_side_that_refuses_is_heard_and_what_came_stays() {
    let pair = Pair::new();
    hook(
        &pair.bare(),
        "pre-receive",
        "echo 'only on weekdays' >&2; exit 1",
    );
    answer(&pair.ada, "4.1#1", "conforming", "Seen by Ada");
    let run = pair.ada.run(&["sync"]);
    run.fails(
        1,
        &["origin does not take what is here", "only on weekdays"],
    );
    assert!(run.out.contains("nothing sent"), "{run:#?}");
    let json = pair.ada.run(&["sync", "--json"]);
    assert_eq!(json.status, 1);
    assert_eq!(json.json()["push"]["state"], "refused");
    assert_sound(&pair.ada);
}

#[test]
fn a_hook_of_ones_own_that_refuses_keeps_it_from_being_sent() {
    let pair = Pair::new();
    hook(
        &pair.ada.repo().join(".git"),
        "pre-push",
        "echo 'not yet' >&2; exit 1",
    );
    answer(&pair.ada, "4.1#1", "conforming", "Seen by Ada");
    pair.ada.run(&["sync"]).fails(1, &["not yet"]);
    assert!(
        !pair
            .ada
            .git(&["ls-remote", "origin"])
            .contains(pair.ada.git(&["rev-parse", "HEAD"]).trim())
    );
}

#[test]
fn whoever_pushes_in_between_is_merged_and_it_is_pushed_again() {
    let pair = Pair::new();
    answer(&pair.ben, "4.2#2", "nonconforming", "Seen by Ben");
    let there = pair.ben.repo();
    let there = there.to_str().unwrap();
    // Ben's push is there just before Ada's.
    hook(
        &pair.ada.repo().join(".git"),
        "pre-push",
        &format!("env -u GIT_DIR -u GIT_WORK_TREE git -C '{there}' push -q origin main; exit 0"),
    );
    answer(&pair.ada, "4.2#1", "observation", "Seen by Ada");
    let run = pair.ada.run(&["sync"]);
    assert_eq!(run.status, 0, "{run:#?}");
    assert!(
        run.out.contains("1 record merged, 1 record sent"),
        "{run:#?}"
    );
    let text = pair.ada.read(SHEET);
    assert!(
        text.contains("Seen by Ada") && text.contains("Seen by Ben"),
        "{text}"
    );
    pair.ben.run(&["sync"]).ok();
    assert_eq!(pair.ben.read(SHEET), text);
    silent(&pair.ada);
}

#[test]
fn a_merge_that_a_hook_refuses_changes_nothing() {
    let pair = Pair::new();
    pair.ben_sends("4.2#2", "nonconforming");
    answer(&pair.ada, "4.2#1", "observation", "Seen by Ada");
    hook(
        &pair.ada.repo().join(".git"),
        "pre-merge-commit",
        "echo 'not now'; exit 1",
    );
    changes_nothing(&pair.ada, &["sync"])
        .fails(1, &["the hook pre-merge-commit refused", "not now"]);
}

#[test]
fn a_merge_is_signed_where_commits_are() {
    let pair = Pair::new();
    let key = pair.ada.yard().join("key");
    let key = key.to_str().unwrap();
    let made = pair
        .ada
        .command_of("ssh-keygen")
        .args([
            "-q",
            "-t",
            "ed25519",
            "-N",
            "",
            "-C",
            "ada@example.org",
            "-f",
            key,
        ])
        .status();
    if !made.is_ok_and(|made| made.success()) {
        eprintln!("skipped: there is no ssh-keygen");
        return;
    }
    pair.ben_sends("4.2#2", "nonconforming");
    answer(&pair.ada, "4.2#1", "observation", "Seen by Ada");
    let public = fs::read_to_string(format!("{key}.pub")).unwrap();
    let list = pair.ada.yard().join("signers");
    fs::write(&list, format!("ada@example.org {public}")).unwrap();
    pair.ada.configure("gpg.format", "ssh");
    pair.ada.configure("commit.gpgsign", "true");
    pair.ada.configure("user.signingkey", key);
    pair.ada
        .configure("gpg.ssh.allowedSignersFile", list.to_str().unwrap());
    pair.ada.run(&["sync"]).ok();
    assert_eq!(pair.ada.git(&["log", "-1", "--format=%G?"]), "G\n");

    // Without the key nothing is made.
    pair.ben.run(&["sync"]).ok();
    answer(&pair.ben, "4.2#2", "conforming", "Seen again");
    pair.ben.run(&["sync"]).ok();
    pair.ada.git(&[
        "-c",
        "commit.gpgsign=false",
        "commit",
        "-q",
        "--allow-empty",
        "-m",
        "Ours",
    ]);
    fs::remove_file(key).unwrap();
    changes_nothing(&pair.ada, &["sync"]).fails(1, &["it could not be signed"]);
}
