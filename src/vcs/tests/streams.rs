//! Opening files to read them piece by piece: loose, packed, borrowed, kept as a difference, and what is no file.

use std::{io::Read as _, path::Path, process::Command};

use super::{commit, repository, write};
use crate::vcs::{At, GitRepository, Opened, Repository, VcsError, open};

/// Larger than what is read at once, and nothing that packs well.
fn large(seed: u64) -> String {
    let mut state = seed;
    let lines = (0..60_000).map(|_| {
        state = state
            .wrapping_mul(6_364_136_223_846_793_005)
            .wrapping_add(1_442_695_040_888_963_407);
        format!("{state:020}\n")
    });
    lines.collect()
}

fn git(dir: &Path, arguments: &[&str]) {
    let status = Command::new("git")
        .arg("-C")
        .arg(dir)
        .args(arguments)
        .env("GIT_CONFIG_GLOBAL", "/dev/null")
        .env("GIT_CONFIG_NOSYSTEM", "1")
        .status()
        .unwrap();
    assert!(status.success(), "git {arguments:?}");
}

/// Reads all of a file, and tells its size as it was told.
fn read(repo: &GitRepository, at: &At, path: &str) -> (u64, String) {
    match repo.open(at, path).unwrap() {
        Opened::File { size, mut bytes } => {
            let mut text = String::new();
            bytes.read_to_string(&mut text).unwrap();
            (size, text)
        }
        Opened::Symlink(_) | Opened::Submodule(_) | Opened::TooLarge { .. } => panic!("no file"),
    }
}

/// Tells whether the object at a path can be streamed, that is: whether libgit2 did not have to read it whole.
fn is_streamed(repo: &GitRepository, path: &str) -> bool {
    let tree = repo.raw().head().unwrap().peel_to_tree().unwrap();
    let id = tree.get_path(Path::new(path)).unwrap().id();
    let (size, _) = repo.raw().odb().unwrap().read_header(id).unwrap();
    super::super::stream::open(repo, id, size as u64).is_some()
}

#[test]
fn a_large_object_is_streamed_loose_and_packed() {
    let (dir, repo) = repository();
    let text = large(1);
    commit(&repo, &[("log.txt", Some(&text)), ("small", Some("s"))]);
    assert!(is_streamed(&repo, "log.txt"));
    assert_eq!(
        read(&repo, &At::Head, "log.txt"),
        (text.len() as u64, text.clone())
    );
    git(dir.path(), &["repack", "-q", "-a", "-d"]);
    let repo = open(dir.path()).unwrap();
    assert!(is_streamed(&repo, "log.txt"));
    assert!(is_streamed(&repo, "small"));
    assert_eq!(read(&repo, &At::Head, "log.txt").1, text);
    assert_eq!(read(&repo, &At::Head, "small").1, "s");
}

#[test]
fn an_object_that_is_borrowed_from_another_repository_is_streamed() {
    let (dir, repo) = repository();
    let text = large(2);
    commit(&repo, &[("log.txt", Some(&text))]);
    let borrower = tempfile::tempdir().unwrap();
    let from = dir.path().to_str().unwrap();
    let into = borrower.path().join("clone");
    git(
        borrower.path(),
        &["clone", "-q", "--shared", from, into.to_str().unwrap()],
    );
    let clone = open(&into).unwrap();
    assert!(is_streamed(&clone, "log.txt"));
    assert_eq!(read(&clone, &At::Head, "log.txt").1, text);
}

#[test]
fn an_object_kept_as_a_difference_is_read_all_the_same() {
    let (dir, repo) = repository();
    let text = large(3);
    commit(&repo, &[("log.txt", Some(&text))]);
    let longer = format!("{text}one more line\n");
    commit(&repo, &[("log.txt", Some(&longer))]);
    let shorter = text[..text.len() - 21].to_owned();
    commit(&repo, &[("log.txt", Some(&shorter))]);
    git(dir.path(), &["repack", "-q", "-a", "-d", "-f"]);
    let repo = open(dir.path()).unwrap();
    assert!(!is_streamed(&repo, "log.txt"));
    assert_eq!(read(&repo, &At::Head, "log.txt").1, shorter);
}

#[test]
fn a_sha_256_repository_is_streamed_too() {
    let dir = tempfile::tempdir().unwrap();
    git(dir.path(), &["init", "-q", "--object-format=sha256"]);
    let text = large(4);
    std::fs::write(dir.path().join("log.txt"), &text).unwrap();
    git(dir.path(), &["add", "."]);
    git(
        dir.path(),
        &[
            "-c",
            "user.name=M",
            "-c",
            "user.email=m@example.org",
            "commit",
            "-q",
            "-m",
            "x",
        ],
    );
    let repo = open(dir.path()).unwrap();
    assert!(is_streamed(&repo, "log.txt"));
    git(dir.path(), &["repack", "-q", "-a", "-d"]);
    let repo = open(dir.path()).unwrap();
    assert!(is_streamed(&repo, "log.txt"));
    assert_eq!(read(&repo, &At::Head, "log.txt").1, text);
}

#[test]
fn the_work_tree_and_a_commit_are_opened_as_they_are() {
    let (_dir, repo) = repository();
    let first = commit(&repo, &[("a/b.md", Some("first"))]);
    commit(&repo, &[("a/b.md", Some("second"))]);
    write(&repo, "a/b.md", "on disk");
    assert_eq!(read(&repo, &At::WorkTree, "a/b.md").1, "on disk");
    assert_eq!(read(&repo, &At::Head, "a/b.md").1, "second");
    assert_eq!(read(&repo, &At::Commit(first), "a/b.md").1, "first");
}

#[cfg(unix)]
#[test]
fn a_symbolic_link_is_its_target_and_nothing_is_read_through_one() {
    let (_dir, repo) = repository();
    commit(&repo, &[("real/secret", Some("secret"))]);
    let root = repo.work_dir().to_owned();
    std::os::unix::fs::symlink("/etc/passwd", root.join("link")).unwrap();
    std::os::unix::fs::symlink("real", root.join("folder")).unwrap();
    assert!(matches!(
        repo.open(&At::WorkTree, "link").unwrap(),
        Opened::Symlink(target) if target == "/etc/passwd"
    ));
    assert!(matches!(
        repo.open(&At::WorkTree, "folder/secret"),
        Err(VcsError::ThroughSymlink { .. })
    ));
}

#[test]
fn what_is_no_file_is_refused_as_reading_it_is() {
    let (_dir, repo) = repository();
    commit(&repo, &[("a/b.md", Some("text"))]);
    for at in [At::Head, At::WorkTree] {
        let told = |path: &str| repo.open(&at, path).err().unwrap().to_string();
        assert_eq!(told("a"), repo.read(&at, "a", 0).unwrap_err().to_string());
        assert_eq!(
            told("b.md"),
            repo.read(&at, "b.md", 0).unwrap_err().to_string()
        );
        assert!(matches!(
            repo.open(&at, "../x"),
            Err(VcsError::BadPath { .. })
        ));
    }
}
