use std::{
    fs,
    os::unix::fs::symlink,
    sync::atomic::{AtomicBool, Ordering},
    time::{Duration, Instant},
};

use super::*;
use crate::atomic;

#[test]
fn a_file_is_opened_and_nothing_else() {
    let root = tempfile::tempdir().unwrap();
    fs::create_dir_all(root.path().join("a/b")).unwrap();
    fs::write(root.path().join("a/b/file"), "text").unwrap();
    symlink("file", root.path().join("a/b/link")).unwrap();
    symlink("b", root.path().join("a/c")).unwrap();
    let made = std::process::Command::new("mkfifo")
        .arg(root.path().join("a/b/pipe"))
        .status();
    assert!(made.unwrap().success());
    let read = |path: &str| read(root.path(), path);
    assert_eq!(read("a/b/file").unwrap().unwrap(), b"text");
    assert!(read("a/b/none").unwrap().is_none() && read("x/y/z").unwrap().is_none());
    for path in ["a/b/link", "a/c/file"] {
        assert!(
            matches!(read(path), Err(AtomicError::Symlink { .. })),
            "{path}"
        );
    }
    for path in ["a/b", "a/b/pipe", "a/b/file/below", "a/b/pipe/below"] {
        assert!(
            matches!(read(path), Err(AtomicError::InTheWay { .. })),
            "{path}: {:?}",
            read(path)
        );
    }
    for path in ["../x", "a/../../x", ".git/config", ""] {
        assert!(
            matches!(read(path), Err(AtomicError::Unsafe { .. })),
            "{path}"
        );
    }
}

#[test]
fn a_folder_is_listed_with_what_is_in_it() {
    let root = tempfile::tempdir().unwrap();
    fs::create_dir(root.path().join("folder")).unwrap();
    fs::write(root.path().join("file"), "").unwrap();
    symlink("/", root.path().join("link")).unwrap();
    let folder = Folder::root(root.path()).unwrap();
    let mut names = folder.list().unwrap();
    names.sort_by(|a, b| a.0.cmp(&b.0));
    let expected = [
        ("file", Kind::File),
        ("folder", Kind::Folder),
        ("link", Kind::Link),
    ];
    assert_eq!(names, expected.map(|(name, kind)| (name.into(), kind)));
    assert_eq!(folder.list().unwrap().len(), 3, "and once more");
}

/// Swaps a folder for a link to another one and back, until it is told to stop.
fn swapping(folder: &Path, outside: &Path, ends: &AtomicBool) {
    let aside = folder.with_extension("aside");
    let start = Instant::now();
    while !ends.load(Ordering::SeqCst) && start.elapsed() < Duration::from_secs(60) {
        let _ = fs::rename(folder, &aside);
        if symlink(outside, folder).is_ok() {
            let _ = fs::remove_file(folder);
        } else {
            // Who writes has made the folder anew meanwhile.
            let _ = fs::remove_dir_all(folder);
        }
        let _ = fs::rename(&aside, folder);
    }
}

#[test]
fn a_folder_that_is_swapped_for_a_link_meanwhile_leads_nowhere() {
    const ROUNDS: usize = 3000;
    let yard = tempfile::tempdir().unwrap();
    let (root, outside) = (yard.path().join("root"), yard.path().join("outside"));
    for folder in [root.join("a/b"), outside.join("b")] {
        fs::create_dir_all(&folder).unwrap();
    }
    fs::write(root.join("a/b/file"), "inside").unwrap();
    fs::write(outside.join("b/file"), "outside").unwrap();
    let ends = AtomicBool::new(false);
    std::thread::scope(|scope| {
        scope.spawn(|| swapping(&root.join("a"), &outside, &ends));
        for round in 0..ROUNDS {
            if let Ok(Some(bytes)) = read(&root, "a/b/file") {
                assert_ne!(bytes, b"outside", "in round {round}");
            }
            if round % 4 == 0 {
                // Some of these are refused; none may do anything elsewhere.
                let _ = atomic::write_beneath(&root, "a/b/written", b"inside");
                let _ = atomic::create_beneath(&root, &format!("a/b/new-{round}"), b"inside");
                let _ = atomic::remove_beneath(&root, "a/b/file-of-nobody");
                let _ = atomic::sweep_beneath(&root, "a/b/file", None);
            }
        }
        ends.store(true, Ordering::SeqCst);
    });
    let mut names: Vec<_> = fs::read_dir(outside.join("b"))
        .unwrap()
        .flatten()
        .map(|entry| entry.file_name())
        .collect();
    names.sort();
    assert_eq!(names, ["file"]);
    assert_eq!(fs::read(outside.join("b/file")).unwrap(), b"outside");
}

#[test]
fn a_file_that_is_swapped_for_a_link_meanwhile_is_not_written_through() {
    const ROUNDS: usize = 300;
    let yard = tempfile::tempdir().unwrap();
    let (root, outside) = (yard.path().join("root"), yard.path().join("outside"));
    fs::create_dir(&root).unwrap();
    fs::write(&outside, "outside").unwrap();
    let ends = AtomicBool::new(false);
    std::thread::scope(|scope| {
        scope.spawn(|| {
            let start = Instant::now();
            while !ends.load(Ordering::SeqCst) && start.elapsed() < Duration::from_secs(60) {
                let _ = symlink(&outside, root.join("next"));
                let _ = fs::rename(root.join("next"), root.join("file"));
                let _ = fs::remove_file(root.join("file"));
            }
        });
        for _ in 0..ROUNDS {
            let _ = atomic::write_beneath(&root, "file", b"inside");
            let bytes = read(&root, "file").ok().flatten();
            assert_ne!(bytes.as_deref(), Some(&b"outside"[..]));
        }
        ends.store(true, Ordering::SeqCst);
    });
    assert_eq!(fs::read(&outside).unwrap(), b"outside");
}
