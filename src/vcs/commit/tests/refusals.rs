//! What is refused changes nothing.

use super::*;

const RECORD: &[(&str, Option<&str>)] = &[("audits/one.toml", Some("x = 2\n"))];

/// Asks for a commit that must fail, and holds that nothing has changed.
fn refused(sandbox: &Sandbox, request: &CommitRequest) -> CommitError {
    let seen = || {
        let all = ["for-each-ref", "--format=%(refname) %(objectname)"];
        (
            sandbox.status(),
            sandbox.git(&all),
            sandbox.git(&["ls-files", "--stage"]),
        )
    };
    let before = seen();
    let error = commit(&sandbox.open(), request).unwrap_err();
    assert_eq!(seen(), before);
    let shown = crate::error::Error::from(error);
    assert!(shown.message.starts_with("Could not commit: "), "{shown}");
    assert!(!shown.message.ends_with('.'), "{shown}");
    commit(&sandbox.open(), request).unwrap_err()
}

#[test]
fn a_detached_head_is_refused() {
    let sandbox = Sandbox::new();
    sandbox.git(&["checkout", "--quiet", "--detach"]);
    let error = refused(&sandbox, &sandbox.request(RECORD));
    assert!(matches!(error, CommitError::Detached), "{error:?}");
}

#[test]
fn what_is_under_way_has_to_end_first() {
    for (command, word) in [
        ("merge", "merge"),
        ("cherry-pick", "cherry-pick"),
        ("rebase", "rebase"),
    ] {
        let sandbox = Sandbox::new();
        sandbox.git(&["checkout", "--quiet", "-b", "side"]);
        sandbox.write("src/f0.rs", "side\n");
        sandbox.git(&["commit", "--quiet", "-am", "side"]);
        sandbox.git(&["checkout", "--quiet", "main"]);
        sandbox.write("src/f0.rs", "main\n");
        sandbox.git(&["commit", "--quiet", "-am", "main"]);
        assert!(!sandbox.try_git(&sandbox.root, &[command, "side"]).0);
        let error = refused(&sandbox, &sandbox.request(RECORD));
        assert!(
            matches!(error, CommitError::UnderWay { what } if what == word),
            "{error:?}"
        );
    }
    let sandbox = Sandbox::new();
    sandbox.git(&["bisect", "start"]);
    let error = refused(&sandbox, &sandbox.request(RECORD));
    assert!(
        matches!(error, CommitError::UnderWay { what: "bisect" }),
        "{error:?}"
    );
}

#[test]
fn a_switched_branch_is_refused() {
    let sandbox = Sandbox::new();
    sandbox.git(&["checkout", "--quiet", "-b", "side"]);
    let error = refused(&sandbox, &sandbox.request(RECORD));
    assert!(
        matches!(error, CommitError::BranchSwitched { .. }),
        "{error:?}"
    );
}

#[test]
fn a_bare_repository_is_refused() {
    let folder = tempfile::tempdir().unwrap();
    let bare = Repository::init_bare(folder.path()).unwrap();
    let error = commit(&bare, &Sandbox::new().request(RECORD)).unwrap_err();
    assert!(matches!(error, CommitError::Bare), "{error:?}");
}

#[test]
fn other_staged_content_at_our_path_is_refused() {
    let sandbox = Sandbox::new();
    sandbox.write("audits/one.toml", "x = 3\n");
    sandbox.git(&["add", "audits/one.toml"]);
    let error = refused(&sandbox, &sandbox.request(RECORD));
    assert!(
        matches!(&error, CommitError::Staged { path } if path == "audits/one.toml"),
        "{error:?}"
    );
    sandbox.git(&["rm", "--quiet", "--cached", "--force", "audits/one.toml"]);
    let error = refused(&sandbox, &sandbox.request(RECORD));
    assert!(matches!(error, CommitError::Staged { .. }), "{error:?}");
    // The very bytes that are to be committed may be staged, or the file announced.
    sandbox.write("audits/one.toml", "x = 2\n");
    sandbox.git(&["add", "audits/one.toml"]);
    sandbox.commit(RECORD).unwrap();
    sandbox.write("audits/later.toml", "x = 3\n");
    sandbox.git(&["add", "--intent-to-add", "audits/later.toml"]);
    sandbox
        .commit(&[("audits/later.toml", Some("x = 4\n"))])
        .unwrap();
    assert_eq!(sandbox.status(), "");
}

#[test]
fn a_conflict_at_our_path_is_refused() {
    let sandbox = Sandbox::new();
    sandbox.write("audits/one.toml", "x = 3\n");
    sandbox.git(&["stash", "--quiet"]);
    sandbox.write("audits/one.toml", "x = 4\n");
    sandbox.git(&["commit", "--quiet", "-am", "four"]);
    assert!(!sandbox.try_git(&sandbox.root, &["stash", "pop"]).0);
    let error = refused(&sandbox, &sandbox.request(RECORD));
    assert!(matches!(error, CommitError::Conflict { .. }), "{error:?}");
}

#[test]
fn a_path_changed_by_another_commit_is_refused_and_another_path_is_not() {
    let sandbox = Sandbox::new();
    let request = sandbox.request(RECORD);
    sandbox.write("audits/two.toml", "x = 9\n");
    sandbox.git(&["commit", "--quiet", "-am", "two"]);
    commit(&sandbox.open(), &request).unwrap();
    let mut request = sandbox.request(RECORD);
    request.files[0].bytes = Some(b"x = 5\n".to_vec());
    sandbox.write("audits/one.toml", "x = 9\n");
    sandbox.git(&["commit", "--quiet", "-am", "one"]);
    let error = refused(&sandbox, &request);
    assert!(matches!(error, CommitError::Changed { .. }), "{error:?}");
}

#[test]
fn what_it_was_judged_by_and_another_commit_changed_is_refused() {
    let sandbox = Sandbox::new();
    for judged_by in ["audits/two.toml", "audits"] {
        let mut request = sandbox.request(RECORD);
        request.judged_by = vec![judged_by.to_owned(), "nowhere".to_owned()];
        sandbox.write("audits/two.toml", &format!("x = \"{judged_by}\"\n"));
        sandbox.git(&["commit", "--quiet", "-am", "two"]);
        let error = refused(&sandbox, &request);
        assert!(
            matches!(&error, CommitError::GroundMoved { path } if path == judged_by),
            "{error:?}"
        );
    }
}

#[test]
fn a_path_that_leaves_the_repository_is_refused() {
    let sandbox = Sandbox::new();
    for path in [
        "../x",
        "/etc/x",
        ".git/config",
        "a/.GIT/x",
        "src",
        "src/f0.rs/x",
    ] {
        let error = refused(&sandbox, &sandbox.request(&[(path, Some("x"))]));
        assert!(
            matches!(error, CommitError::Path { .. }),
            "{path}: {error:?}"
        );
    }
    let twice = [RECORD, RECORD].concat();
    let error = refused(&sandbox, &sandbox.request(&twice));
    assert!(matches!(error, CommitError::Path { .. }), "{error:?}");
}

#[cfg(unix)]
#[test]
fn a_link_is_refused() {
    let sandbox = Sandbox::new();
    std::os::unix::fs::symlink("src", sandbox.root.join("link")).unwrap();
    std::os::unix::fs::symlink("src/f0.rs", sandbox.root.join("file")).unwrap();
    for path in ["link/x.toml", "file"] {
        let error = refused(&sandbox, &sandbox.request(&[(path, Some("x"))]));
        assert!(
            matches!(error, CommitError::Path { .. }),
            "{path}: {error:?}"
        );
    }
}

#[test]
fn a_filter_is_refused() {
    let sandbox = Sandbox::new();
    sandbox.write(".gitattributes", "*.toml filter=lfs\n");
    let error = refused(&sandbox, &sandbox.request(RECORD));
    assert!(matches!(error, CommitError::Filtered { .. }), "{error:?}");
}

#[test]
fn somebody_elses_lock_is_respected() {
    let sandbox = Sandbox::new();
    let lock = sandbox.root.join(".git/index.lock");
    fs::write(&lock, "").unwrap();
    let error = sandbox.commit(RECORD).unwrap_err();
    assert!(matches!(error, CommitError::Locked { .. }), "{error:?}");
    assert_eq!(recover(&sandbox.open()).unwrap(), Recovery::Nothing);
    assert!(lock.exists());
    assert_eq!(sandbox.read("audits/one.toml").unwrap(), "schema = 1\n");
    fs::remove_file(lock).unwrap();
    sandbox.commit(RECORD).unwrap();
    sandbox.assert_sound();
}

#[test]
fn nothing_new_is_refused() {
    let sandbox = Sandbox::new();
    sandbox.commit(RECORD).unwrap();
    sandbox.write("audits/one.toml", "edited = true\n");
    for files in [RECORD, &[], &[("audits/never.toml", None)]] {
        let error = refused(&sandbox, &sandbox.request(files));
        assert!(matches!(error, CommitError::Nothing), "{error:?}");
    }
    assert_eq!(sandbox.read("audits/one.toml").unwrap(), "edited = true\n");
    let mut request = sandbox.request(&[("a.toml", Some("x"))]);
    request.message = " \n".to_owned();
    assert!(matches!(
        refused(&sandbox, &request),
        CommitError::EmptyMessage
    ));
    sandbox.assert_sound();
}

#[test]
fn a_wrong_clock_is_refused() {
    let sandbox = Sandbox::new();
    let request = sandbox.request(RECORD);
    let day = 86_400;
    let at = |seconds: i64| {
        let at = Timestamp::from_second(Timestamp::now().as_second() + seconds).unwrap();
        commit_at(&sandbox.open(), &request, at)
    };
    assert!(matches!(at(-day), Err(CommitError::ClockBehind { .. })));
    assert!(matches!(at(2 * day), Err(CommitError::ClockAhead { .. })));
    assert_eq!(sandbox.status(), "");
    at(10).unwrap();
    sandbox.assert_sound();
}

#[cfg(unix)]
#[test]
fn a_folder_that_may_not_be_written_is_named() {
    use std::os::unix::fs::PermissionsExt as _;
    let sandbox = Sandbox::new();
    let folder = sandbox.root.join("audits");
    fs::set_permissions(&folder, fs::Permissions::from_mode(0o555)).unwrap();
    if fs::write(folder.join("probe"), "").is_ok() {
        println!("skipped: this user may write everywhere");
        return;
    }
    let error = refused(&sandbox, &sandbox.request(RECORD));
    assert!(
        matches!(&error, CommitError::Io { path, .. } if path.starts_with(&folder)),
        "{error:?}"
    );
    fs::set_permissions(&folder, fs::Permissions::from_mode(0o755)).unwrap();
    sandbox.commit(RECORD).unwrap();
    sandbox.assert_sound();
}
