//! A branch of the other side that somebody has prepared to do harm.

use std::{io::Write as _, process::Stdio};

use super::{Pair, changes_nothing};
use crate::cli_desk::Desk;

/// Writes a tree as it is given, whatever git thinks of it.
fn tree(desk: &Desk, entries: &[(&str, &str, &str)]) -> String {
    let mut bytes = Vec::new();
    for (mode, name, id) in entries {
        bytes.extend(format!("{mode} {name}\0").bytes());
        let hex: Vec<u8> = (0..id.len() / 2)
            .map(|at| u8::from_str_radix(&id[2 * at..2 * at + 2], 16).unwrap())
            .collect();
        bytes.extend(hex);
    }
    let mut child = desk
        .command_of("git")
        .args(["hash-object", "-t", "tree", "-w", "--literally", "--stdin"])
        .stdin(Stdio::piped())
        .stdout(Stdio::piped())
        .spawn()
        .unwrap();
    child.stdin.take().unwrap().write_all(&bytes).unwrap();
    let output = child.wait_with_output().unwrap();
    assert!(output.status.success());
    String::from_utf8(output.stdout).unwrap().trim().to_owned()
}

/// Has Ben push a commit with such an entry at the top, beside all that is there.
fn push_with(pair: &Pair, entry: (&str, &str, &str)) {
    let listed = pair.ben.git(&["ls-tree", "HEAD"]);
    let mut entries: Vec<(String, String, String)> = listed
        .lines()
        .map(|line| {
            let (facts, name) = line.split_once('\t').unwrap();
            let mut facts = facts.split(' ');
            let mode = facts.next().unwrap().trim_start_matches('0').to_owned();
            (mode, name.to_owned(), facts.nth(1).unwrap().to_owned())
        })
        .collect();
    let (mode, name, id) = entry;
    entries.push((mode.to_owned(), name.to_owned(), id.to_owned()));
    entries.sort_by(|a, b| a.1.cmp(&b.1));
    let entries: Vec<(&str, &str, &str)> = entries
        .iter()
        .map(|(mode, name, id)| (mode.as_str(), name.as_str(), id.as_str()))
        .collect();
    let tree = tree(&pair.ben, &entries);
    let commit = pair
        .ben
        .git(&["commit-tree", &tree, "-p", "HEAD", "-m", "Harm"]);
    pair.ben.git(&[
        "push",
        "-q",
        "origin",
        &format!("{}:refs/heads/main", commit.trim()),
    ]);
}

#[test]
fn names_that_lead_out_of_the_work_tree_do_not_come() {
    for (name, is_merge) in [
        ("..", false),
        (".git", false),
        (".git", true),
        ("git~1", false),
        (".GIT", true),
    ] {
        let pair = Pair::new();
        let blob = pair.ben.git(&["hash-object", "-w", "risk/method.md"]);
        let folder = tree(&pair.ben, &[("100755", "harm", blob.trim())]);
        push_with(&pair, ("40000", name, &folder));
        if is_merge {
            pair.ada
                .git(&["commit", "-q", "--allow-empty", "-m", "Ours"]);
        }
        let before = pair.ada.git(&["rev-parse", "HEAD"]);
        let run = pair.ada.run(&["sync", "--no-push"]);
        assert_ne!(run.status, 0, "{name}: {run:#?}");
        assert!(!run.err.contains("panicked"), "{run:#?}");
        assert_eq!(pair.ada.git(&["rev-parse", "HEAD"]), before, "{name}");
        assert_eq!(pair.ada.git(&["status", "--porcelain"]), "", "{name}");
        assert!(!pair.ada.yard().join("harm").exists());
        assert!(!pair.ada.repo().join(".git/harm").exists());
    }
}

#[test]
fn names_are_shown_without_what_a_terminal_would_obey() {
    let pair = Pair::new();
    let name = "risk/a\u{1b}[2J\u{202e}b.md";
    pair.ben.write(name, "Ben's\n");
    pair.ben.git(&["add", "."]);
    pair.ben.git(&["commit", "-qm", "Named"]);
    pair.ben.git(&["push", "-q"]);
    pair.ada.write(name, "Ada's\n");
    pair.ada.git(&["add", "."]);
    pair.ada.git(&["commit", "-qm", "Named"]);
    for args in [&["sync"][..], &["sync", "--json"]] {
        let run = changes_nothing(&pair.ada, args);
        assert_eq!(run.status, 1, "{run:#?}");
        let all = format!("{}{}", run.out, run.err);
        assert!(!all.contains(['\u{1b}', '\u{202e}']), "{run:#?}");
        assert!(all.contains("b.md"), "{run:#?}");
    }
}

#[test]
fn a_record_that_became_a_link_is_decided_by_a_person() {
    let pair = Pair::new();
    super::answer(&pair.ada, "4.2#1", "observation", "Seen by Ada");
    std::fs::remove_file(pair.ben.repo().join(super::SHEET)).unwrap();
    std::os::unix::fs::symlink("/etc/passwd", pair.ben.repo().join(super::SHEET)).unwrap();
    pair.ben.git(&["add", "."]);
    pair.ben.git(&["commit", "-qm", "A link"]);
    pair.ben.git(&["push", "-q"]);
    let run = changes_nothing(&pair.ada, &["sync"]);
    assert_eq!(run.status, 1, "{run:#?}");
    assert!(
        run.out.contains("the whole record") && run.out.contains("a link"),
        "{run:#?}"
    );
    pair.ada
        .run(&["sync", "--choose", &format!("{}:=ours", super::SHEET)])
        .ok();
    assert!(pair.ada.read(super::SHEET).contains("Seen by Ada"));
}

#[test]
fn a_remote_whose_name_is_an_option_is_none() {
    let pair = Pair::new();
    let config = pair.ada.repo().join(".git/config");
    let mut text = std::fs::read_to_string(&config).unwrap();
    text = text.replace(
        "[remote \"origin\"]",
        "[remote \"--upload-pack=touch harm\"]",
    );
    std::fs::write(&config, text).unwrap();
    pair.ada
        .run(&["sync"])
        .fails(2, &["no other repository is known here"]);
    pair.ada
        .run(&["sync", "--", "--upload-pack=touch harm"])
        .fails(2, &["no other repository is known as"]);
    assert!(!pair.ada.repo().join("harm").exists());
}
