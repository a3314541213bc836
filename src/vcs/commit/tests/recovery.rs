//! A commit that is cut short at any step is healed at the next start.

use super::*;

const STAGES: [Stage; 8] = [
    Stage::Journalled,
    Stage::Locked,
    Stage::FilesWritten,
    Stage::IndexReady,
    Stage::Made,
    Stage::Moved,
    Stage::Placed,
    Stage::Released,
];

const FILES: &[(&str, Option<&str>)] = &[
    ("audits/one.toml", Some("x = 2\n")),
    ("audits/new/a.toml", Some("x = 1\n")),
    ("audits/two.toml", None),
];

/// Makes a repository in which the user has work of every kind.
fn busy() -> Sandbox {
    let sandbox = Sandbox::new();
    sandbox.write("src/f0.rs", "staged\n");
    sandbox.write("added.txt", "staged\n");
    sandbox.git(&["add", "--all"]);
    sandbox.write("src/f0.rs", "edited\n");
    sandbox.write("src/f1.rs", "edited\n");
    sandbox.write("note.md", "untracked\n");
    sandbox.write("audits/two.toml", "edited, then deleted by us\n");
    sandbox
}

fn moved(stage: Stage) -> bool {
    match stage {
        Stage::Journalled
        | Stage::Locked
        | Stage::FilesWritten
        | Stage::IndexReady
        | Stage::Made => false,
        Stage::Moved | Stage::Placed | Stage::Released => true,
    }
}

#[test]
fn a_kill_at_any_step_is_healed() {
    for stage in STAGES {
        let sandbox = busy();
        let (head, before) = (sandbox.head(), sandbox.status());
        sandbox.kill_at(stage, FILES);
        let healed = recover(&sandbox.open()).unwrap();
        if moved(stage) {
            assert_eq!(
                healed,
                Recovery::Finished {
                    commit: sandbox.head()
                },
                "{stage:?}"
            );
            assert_eq!(sandbox.git(&["rev-parse", "HEAD^"]).trim(), head);
            let others = before.replace(" M audits/two.toml\n", "");
            assert_eq!(sandbox.status(), others, "{stage:?}");
            assert_eq!(sandbox.git(&["show", "HEAD:audits/one.toml"]), "x = 2\n");
        } else {
            let files = FILES.iter().map(|(path, _)| (*path).to_owned()).collect();
            assert_eq!(healed, Recovery::RolledBack { files }, "{stage:?}");
            assert_eq!(
                (sandbox.head(), sandbox.status()),
                (head, before),
                "{stage:?}"
            );
            assert_eq!(sandbox.read("audits/one.toml").unwrap(), "schema = 1\n");
            assert_eq!(
                sandbox.read("audits/two.toml").unwrap(),
                "edited, then deleted by us\n"
            );
        }
        sandbox.assert_sound();
        assert_eq!(recover(&sandbox.open()).unwrap(), Recovery::Nothing);
        sandbox
            .commit(&[("audits/one.toml", Some("x = 3\n"))])
            .unwrap();
        sandbox.assert_sound();
    }
}

#[test]
fn the_next_commit_heals_by_itself() {
    for stage in STAGES {
        let sandbox = busy();
        sandbox.kill_at(stage, FILES);
        sandbox
            .commit(&[("audits/third.toml", Some("x = 3\n"))])
            .unwrap();
        let kept = sandbox
            .try_git(&sandbox.root, &["show", "HEAD:audits/one.toml"])
            .1;
        assert_eq!(
            kept,
            if moved(stage) {
                "x = 2\n"
            } else {
                "schema = 1\n"
            },
            "{stage:?}"
        );
        sandbox.assert_sound();
    }
}

#[test]
fn what_was_replaced_comes_back_although_git_has_collected_what_nothing_names() {
    let sandbox = busy();
    let before = sandbox.status();
    sandbox.kill_at(Stage::FilesWritten, FILES);
    sandbox.git(&["gc", "--quiet", "--prune=now"]);
    assert!(matches!(
        recover(&sandbox.open()).unwrap(),
        Recovery::RolledBack { .. }
    ));
    assert_eq!(sandbox.status(), before);
    assert_eq!(
        sandbox.read("audits/two.toml").unwrap(),
        "edited, then deleted by us\n"
    );
    sandbox.assert_sound();
}

#[test]
fn a_person_may_say_that_the_holder_of_a_lock_is_gone_and_not_of_one_that_came_since() {
    let sandbox = busy();
    sandbox.kill_at(Stage::Moved, FILES);
    let path = sandbox.root.join(".git/tickmark/journal");
    let mut journal: Journal = serde_json::from_slice(&fs::read(&path).unwrap()).unwrap();
    "elsewhere".clone_into(&mut journal.owner.host);
    fs::write(&path, serde_json::to_string(&journal).unwrap()).unwrap();
    let lock = sandbox.root.join(".git/index.lock");
    let old = std::time::Duration::from_secs(3_600);
    // Younger than what they were asked about.
    let found = recover_knowingly(&sandbox.open(), old).unwrap();
    assert!(matches!(found, Recovery::ForeignLock { .. }), "{found:?}");
    assert!(lock.exists());
    let found = recover_knowingly(&sandbox.open(), std::time::Duration::ZERO).unwrap();
    assert_eq!(
        found,
        Recovery::Finished {
            commit: sandbox.head()
        }
    );
    sandbox.assert_sound();
}

#[test]
fn a_file_edited_after_the_kill_is_left_alone() {
    let sandbox = busy();
    sandbox.kill_at(Stage::Made, FILES);
    sandbox.write("audits/one.toml", "edited since\n");
    recover(&sandbox.open()).unwrap();
    assert_eq!(sandbox.read("audits/one.toml").unwrap(), "edited since\n");
}

#[test]
fn records_that_were_saved_before_stay_saved() {
    let sandbox = Sandbox::new();
    sandbox.write("audits/one.toml", "x = 2\n");
    sandbox.kill_at(Stage::Made, &FILES[..1]);
    recover(&sandbox.open()).unwrap();
    assert_eq!(sandbox.read("audits/one.toml").unwrap(), "x = 2\n");
    assert_eq!(sandbox.status(), " M audits/one.toml\n");
}

#[test]
fn a_lock_that_took_the_place_of_ours_is_not_removed() {
    let sandbox = busy();
    sandbox.kill_at(Stage::Moved, FILES);
    let lock = sandbox.root.join(".git/index.lock");
    fs::remove_file(&lock).unwrap();
    fs::write(&lock, "").unwrap();
    let found = recover(&sandbox.open()).unwrap();
    assert!(
        matches!(&found, Recovery::ForeignLock { path, .. } if path.ends_with("index.lock")),
        "{found:?}"
    );
    assert!(lock.exists());
    fs::remove_file(&lock).unwrap();
    assert_eq!(
        recover(&sandbox.open()).unwrap(),
        Recovery::Finished {
            commit: sandbox.head()
        }
    );
    sandbox.assert_sound();
}

#[test]
fn what_another_machine_left_is_asked_about() {
    let sandbox = busy();
    sandbox.kill_at(Stage::Moved, FILES);
    let path = sandbox.root.join(".git/tickmark/journal");
    let text = fs::read_to_string(&path).unwrap();
    let mut journal: Journal = serde_json::from_str(&text).unwrap();
    "elsewhere".clone_into(&mut journal.owner.host);
    fs::write(&path, serde_json::to_string(&journal).unwrap()).unwrap();
    let found = recover(&sandbox.open()).unwrap();
    assert!(
        matches!(&found, Recovery::ForeignLock { holder, .. } if holder.contains("elsewhere")),
        "{found:?}"
    );
    assert!(sandbox.root.join(".git/index.lock").exists());
    let refused = sandbox.commit(FILES);
    assert!(
        matches!(refused, Err(CommitError::Busy { .. })),
        "{refused:?}"
    );
    // Long after, and with the lock removed by hand, it belongs to nobody.
    fs::remove_file(sandbox.root.join(".git/index.lock")).unwrap();
    let long_ago = std::time::SystemTime::now() - std::time::Duration::from_secs(3_600);
    fs::File::options()
        .write(true)
        .open(&path)
        .unwrap()
        .set_modified(long_ago)
        .unwrap();
    assert_eq!(
        recover(&sandbox.open()).unwrap(),
        Recovery::Finished {
            commit: sandbox.head()
        }
    );
    sandbox.assert_sound();
}

#[test]
fn a_branch_that_moved_on_still_counts_as_reached() {
    let sandbox = busy();
    sandbox.kill_at(Stage::Moved, FILES);
    let ours = sandbox.head();
    let tree = sandbox.git(&["rev-parse", "HEAD^{tree}"]);
    let next = sandbox.git(&["commit-tree", tree.trim(), "-p", "HEAD", "-m", "next"]);
    sandbox.git(&["update-ref", "refs/heads/main", next.trim()]);
    assert_eq!(
        recover(&sandbox.open()).unwrap(),
        Recovery::Finished { commit: ours }
    );
    assert!(!sandbox.status().contains("audits"));
}

#[test]
fn a_branch_lock_that_a_kill_left_is_removed_when_it_is_ours() {
    let sandbox = busy();
    sandbox.kill_at(Stage::Made, FILES);
    let journal = fs::read_to_string(sandbox.root.join(".git/tickmark/journal")).unwrap();
    let journal: Journal = serde_json::from_str(&journal).unwrap();
    let lock = sandbox.root.join(".git/refs/heads/main.lock");
    let ours = format!("{}\n", journal.commit.unwrap());
    for (text, stays) in [
        (ours.as_str(), false),
        ("", false),
        (sandbox.head().as_str(), true),
    ] {
        if !sandbox.root.join(".git/tickmark/journal").exists() {
            sandbox.kill_at(Stage::Made, FILES);
        }
        fs::write(&lock, text).unwrap();
        recover(&sandbox.open()).unwrap();
        assert_eq!(lock.exists(), stays, "{text:?}");
    }
}
