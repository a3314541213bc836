//! Listing, reading, pending files, other people's changes, the log.

use std::ops::ControlFlow;

use super::{commit, repository, write};
use crate::vcs::{At, Change, FileKind, Repository};

fn pending(repo: &dyn Repository, folders: &[&str]) -> Vec<(String, Change)> {
    let folders: Vec<_> = folders.iter().map(|&folder| folder.to_owned()).collect();
    let files = repo.pending(&folders).unwrap();
    files
        .into_iter()
        .map(|file| (file.path, file.change))
        .collect()
}

#[test]
fn all_paths_are_listed_in_tree_order_and_in_chunks() {
    let (_dir, repo) = repository();
    let names: Vec<String> = (0..400).map(|n| format!("d{}/f{n:03}", n % 3)).collect();
    let files: Vec<_> = names
        .iter()
        .map(|name| (name.as_str(), Some("x")))
        .collect();
    commit(&repo, &files);
    let mut chunks = Vec::new();
    let listed = repo
        .list_paths(&mut |chunk| {
            chunks.push(chunk);
            ControlFlow::Continue(())
        })
        .unwrap();
    assert_eq!((listed.paths, listed.skipped), (400, 0));
    assert_eq!(chunks.iter().map(Vec::len).collect::<Vec<_>>(), [256, 144]);
    let mut sorted = names.clone();
    sorted.sort();
    assert_eq!(chunks.concat(), sorted);
    let mut calls = 0;
    repo.list_paths(&mut |_| {
        calls += 1;
        ControlFlow::Break(())
    })
    .unwrap();
    assert_eq!(calls, 1);
}

#[test]
fn reading_tells_text_from_bytes_and_keeps_to_the_limit() {
    let (_dir, repo) = repository();
    commit(&repo, &[("t", Some("text")), ("b", Some("a\0b"))]);
    let read = |path: &str, limit| repo.read(&At::Head, path, limit).unwrap();
    assert_eq!(read("t", 100).kind, FileKind::Text);
    assert_eq!(read("b", 100).kind, FileKind::Binary);
    let part = read("t", 2);
    assert_eq!(
        (part.bytes.as_slice(), part.size, part.kind),
        (&b"te"[..], 4, FileKind::TooLarge)
    );
    write(&repo, "t", "else");
    assert_eq!(repo.read(&At::WorkTree, "t", 100).unwrap().bytes, b"else");
    assert_eq!(read("t", 100).bytes, b"text");
}

#[test]
fn pending_files_are_those_of_our_folders_that_differ() {
    let (_dir, repo) = repository();
    commit(
        &repo,
        &[
            ("audits/a/same.toml", Some("1\n")),
            ("audits/a/edited.toml", Some("1\n")),
            ("audits/a/gone.toml", Some("1\n")),
            ("audits-old/x.toml", Some("1\n")),
            ("src/x.toml", Some("1\n")),
        ],
    );
    for path in [
        "audits/a/edited.toml",
        "audits/b/new.toml",
        "src/x.toml",
        "audits-old/x.toml",
        "tickmark.toml",
    ] {
        write(&repo, path, "2\n");
    }
    for path in [
        "audits/a/.#new.toml",
        "audits/a/new.toml~",
        "audits/a/.new.toml.tmp",
        "audits/a/notes.md",
    ] {
        write(&repo, path, "x");
    }
    std::fs::remove_file(repo.work_dir().join("audits/a/gone.toml")).unwrap();
    assert_eq!(
        pending(&repo, &["tickmark.toml", "audits"]),
        [
            ("audits/a/edited.toml".to_owned(), Change::Modified),
            ("audits/a/gone.toml".to_owned(), Change::Deleted),
            ("audits/b/new.toml".to_owned(), Change::Added),
            ("tickmark.toml".to_owned(), Change::Added),
        ]
    );
    let files = repo.pending(&["audits/a/edited.toml".to_owned()]).unwrap();
    assert_eq!(files[0].old.as_deref(), Some(&b"1\n"[..]));
    assert_eq!(files[0].new.as_deref(), Some(&b"2\n"[..]));
    assert!(repo.pending(&["..".to_owned()]).is_err());
}

#[test]
fn a_file_left_out_by_a_sparse_checkout_is_not_deleted() {
    let (_dir, repo) = repository();
    commit(
        &repo,
        &[
            ("audits/a.toml", Some("1\n")),
            ("audits/b.toml", Some("1\n")),
        ],
    );
    repo.raw()
        .config()
        .unwrap()
        .set_bool("core.sparseCheckout", true)
        .unwrap();
    let mut index = repo.raw().index().unwrap();
    let mut entry = index.get_path("audits/a.toml".as_ref(), 0).unwrap();
    entry.flags_extended |= 1 << 14;
    index.add(&entry).unwrap();
    index.write().unwrap();
    for name in ["a", "b"] {
        std::fs::remove_file(repo.work_dir().join(format!("audits/{name}.toml"))).unwrap();
    }
    assert_eq!(
        pending(&repo, &["audits"]),
        [("audits/b.toml".to_owned(), Change::Deleted)]
    );
}

#[test]
fn the_users_own_changes_are_counted_without_ours() {
    let (_dir, repo) = repository();
    commit(
        &repo,
        &[
            ("a", Some("1")),
            ("b", Some("1")),
            ("audits/x.toml", Some("1")),
        ],
    );
    write(&repo, "a", "22");
    write(&repo, "b", "22");
    write(&repo, "audits/x.toml", "22");
    write(&repo, "unknown", "x");
    let mut index = repo.raw().index().unwrap();
    index.add_path("b".as_ref()).unwrap();
    index.write().unwrap();
    let others = repo.others_changed(&["audits".to_owned()]).unwrap();
    assert_eq!((others.staged, others.changed), (1, 1));
}

#[test]
fn the_log_has_only_commits_that_touch_the_paths() {
    let (_dir, repo) = repository();
    let first = commit(&repo, &[("audits/a.toml", Some("1")), ("src/x", Some("1"))]);
    commit(&repo, &[("src/x", Some("2"))]);
    let third = commit(
        &repo,
        &[
            ("audits/a.toml", None),
            ("audits/b/c.toml", Some("1")),
            ("src/x", Some("3")),
        ],
    );
    let log = repo.log(&["audits/".to_owned()], 10).unwrap();
    assert_eq!(
        log.iter().map(|entry| &entry.commit).collect::<Vec<_>>(),
        [&third, &first]
    );
    assert_eq!(
        log[0].files,
        [
            ("audits/a.toml".to_owned(), Change::Deleted),
            ("audits/b/c.toml".to_owned(), Change::Added)
        ]
    );
    assert_eq!(
        (log[0].subject.as_str(), log[0].body.as_str()),
        ("Change things", "For a reason.")
    );
    assert_eq!(log[0].author.to_string(), "Mira Okafor <mira@example.org>");
    assert_eq!(repo.log(&[], 2).unwrap().len(), 2);
}
