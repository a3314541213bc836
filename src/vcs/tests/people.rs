//! Who is whom: keys that sign commits of the records, and the mailmap.

use std::{fs, path::Path, process::Command};

use tempfile::TempDir;

use crate::{
    domain::{people::People, person::Person},
    vcs::{Repository, open},
};

fn run(program: &str, dir: &Path, arguments: &[&str], address: &str) {
    let output = Command::new(program)
        .current_dir(dir)
        .args(arguments)
        .env("GIT_CONFIG_GLOBAL", "/dev/null")
        .env("GIT_CONFIG_NOSYSTEM", "1")
        .env("GIT_AUTHOR_NAME", "Somebody")
        .env("GIT_AUTHOR_EMAIL", "author@example.org")
        .env("GIT_COMMITTER_NAME", "Somebody")
        .env("GIT_COMMITTER_EMAIL", address)
        .output()
        .unwrap();
    assert!(
        output.status.success(),
        "{program} {arguments:?}: {output:?}"
    );
}

/// A repository with two keys to sign with.
fn made() -> TempDir {
    let dir = tempfile::tempdir().unwrap();
    run(
        "git",
        dir.path(),
        &["init", "-q", "-b", "main"],
        "x@example.org",
    );
    for key in ["one", "two"] {
        let arguments = ["-q", "-t", "ed25519", "-N", "", "-f", key];
        run("ssh-keygen", dir.path(), &arguments, "");
    }
    dir
}

fn sign(dir: &TempDir, path: &str, key: &str, address: &str) {
    let at = dir.path().join(path);
    fs::create_dir_all(at.parent().unwrap()).unwrap();
    fs::write(at, address).unwrap();
    run("git", dir.path(), &["add", path], address);
    let key = format!("user.signingkey={}", dir.path().join(key).display());
    let arguments = [
        "-c",
        "gpg.format=ssh",
        "-c",
        &key,
        "commit",
        "-q",
        "-S",
        "-m",
        "x",
    ];
    run("git", dir.path(), &arguments, address);
}

fn person(address: &str) -> Person {
    format!("Somebody <{address}>").parse().unwrap()
}

fn are_one(people: &People, one: &str, other: &str) -> bool {
    people.are_one(&person(one), &person(other))
}

#[test]
fn two_addresses_that_sign_records_with_one_key_are_one_person() {
    let dir = made();
    sign(&dir, "audits/a.toml", "one", "ada@example.org");
    sign(&dir, "audits/b.toml", "one", "ada@home.example.org");
    sign(&dir, "audits/c.toml", "two", "ben@example.org");
    sign(&dir, "code.rs", "two", "ben@home.example.org");
    let repository = open(dir.path()).unwrap();
    let people = repository.people("audits");
    assert!(are_one(&people, "ada@example.org", "ada@home.example.org"));
    assert!(!are_one(&people, "ada@example.org", "ben@example.org"));
    let beside = "the commit touches no record";
    assert!(
        !are_one(&people, "ben@example.org", "ben@home.example.org"),
        "{beside}"
    );
    assert!(
        !are_one(&people, "ada@example.org", "author@example.org"),
        "the author signs nothing"
    );

    // What comes later is looked at as well.
    sign(&dir, "audits/d.toml", "two", "ben@away.example.org");
    let people = repository.people("audits");
    assert!(are_one(&people, "ben@example.org", "ben@away.example.org"));
    assert!(are_one(&people, "ada@example.org", "ada@home.example.org"));
}

#[test]
fn the_mailmap_says_who_is_whom() {
    let dir = made();
    let map =
        "Ada <ada@example.org> <ada@home.example.org>\n<ben@example.org> Ben <both@example.org>\n";
    fs::write(dir.path().join(".mailmap"), map).unwrap();
    for arguments in [&["add", ".mailmap"][..], &["commit", "-q", "-m", "Who"]] {
        run("git", dir.path(), arguments, "x@example.org");
    }
    // What lies in the work tree alone joins and parts nobody.
    fs::write(
        dir.path().join(".mailmap"),
        "<ada@example.org> <ben@example.org>\n",
    )
    .unwrap();
    let people = open(dir.path()).unwrap().people("audits");
    assert!(!are_one(&people, "ada@example.org", "ben@example.org"));
    assert!(are_one(&people, "ada@example.org", "ADA@home.example.org"));
    let ben: Person = "Ben <both@example.org>".parse().unwrap();
    assert!(people.has([&person("ben@example.org")], &ben));
    assert!(!are_one(&people, "ben@example.org", "both@example.org"));
}

#[test]
fn a_signature_that_was_copied_makes_nobody_another_person() {
    let dir = made();
    sign(&dir, "audits/a.toml", "one", "ada@example.org");
    sign(&dir, "audits/b.toml", "two", "ben@example.org");
    let git = |arguments: &[&str], input: &str| {
        use std::io::Write as _;
        let mut child = Command::new("git")
            .current_dir(dir.path())
            .args(arguments)
            .env("GIT_CONFIG_GLOBAL", "/dev/null")
            .env("GIT_CONFIG_NOSYSTEM", "1")
            .stdin(std::process::Stdio::piped())
            .stdout(std::process::Stdio::piped())
            .spawn()
            .unwrap();
        child
            .stdin
            .take()
            .unwrap()
            .write_all(input.as_bytes())
            .unwrap();
        let output = child.wait_with_output().unwrap();
        assert!(output.status.success(), "{arguments:?}");
        String::from_utf8(output.stdout).unwrap()
    };
    // Ada's signature under Ben's name, on a commit of her own that was changed.
    let signed = git(&["cat-file", "commit", "HEAD~1"], "");
    let head = git(&["rev-parse", "HEAD"], "");
    let forged = signed
        .replace("ada@example.org", "ben@example.org")
        .replacen("author ", &format!("parent {}\nauthor ", head.trim()), 1);
    let id = git(&["hash-object", "-t", "commit", "-w", "--stdin"], &forged);
    git(&["update-ref", "HEAD", id.trim()], "");
    let people = open(dir.path()).unwrap().people("audits");
    assert!(!are_one(&people, "ada@example.org", "ben@example.org"));

    // One that holds still joins.
    sign(&dir, "audits/c.toml", "one", "ben@home.example.org");
    let people = open(dir.path()).unwrap().people("audits");
    assert!(are_one(&people, "ada@example.org", "ben@home.example.org"));
    assert!(!are_one(&people, "ada@example.org", "ben@example.org"));
}

#[test]
fn one_version_of_the_mailmap_counts_by_itself() {
    let dir = made();
    sign(
        &dir,
        ".mailmap",
        "one",
        "<ada@example.org> <al@example.org>",
    );
    let blob = Command::new("git")
        .current_dir(dir.path())
        .args(["rev-parse", "HEAD:.mailmap"])
        .output()
        .unwrap();
    let blob = String::from_utf8(blob.stdout).unwrap();
    fs::write(
        dir.path().join(".mailmap"),
        "<eve@example.org> <al@example.org>\n",
    )
    .unwrap();
    let repository = open(dir.path()).unwrap();
    let people = repository.people_by("audits", Some(blob.trim()));
    assert!(are_one(&people, "ada@example.org", "al@example.org"));
    assert!(!are_one(&people, "eve@example.org", "al@example.org"));
    let people = repository.people_by("audits", None);
    assert!(!are_one(&people, "ada@example.org", "al@example.org"));
}
