//! Pipes that nobody writes into, in the place of files: whoever opens one as a file waits for ever.

use std::{
    fs,
    sync::atomic::{AtomicBool, Ordering},
    time::{Duration, Instant},
};

use super::trap::{SHEET, Trap, clear, pipe};

#[test]
fn a_record_that_is_a_pipe_is_told_as_broken() {
    let trap = Trap::set(|trap| {
        trap.pipe(SHEET);
        trap.pipe("audits/a-1/answers/house/4.2.toml");
        trap.pipe("audits/a-1/findings/F-0001.toml");
        trap.pipe("audits/programme.toml");
        trap.pipe("audits/a-1/evidence/copy.txt");
    });
    trap.holds();
    assert!(trap.run(&["status"]).err.contains("not a file"));
}

#[test]
fn an_audit_whose_own_record_is_a_pipe_is_broken() {
    Trap::set(|trap| trap.pipe("audits/a-1/audit.toml")).holds();
}

#[test]
fn checklists_and_copies_of_them_may_be_pipes() {
    let trap = Trap::set(|trap| {
        trap.pipe("checklists/house.toml");
        trap.pipe("checklists/other.toml");
        trap.pipe("audits/a-1/criteria/house.toml");
    });
    trap.holds();
}

#[test]
fn a_workspace_that_is_a_pipe_is_none() {
    Trap::set(|trap| trap.pipe("tickmark.toml")).holds();
}

#[test]
fn a_mailmap_that_is_a_pipe_says_nothing() {
    Trap::set(|trap| trap.pipe(".mailmap")).holds();
}

#[test]
fn attributes_of_the_work_tree_may_be_pipes() {
    let trap = Trap::set(|trap| {
        trap.pipe(".gitattributes");
        trap.pipe("risk/.gitattributes");
        trap.pipe("audits/.gitattributes");
        trap.pipe("audits/a-1/answers/.gitattributes");
    });
    trap.holds();
}

#[test]
fn attributes_of_the_git_dir_may_be_a_pipe() {
    let trap = Trap::set(|trap| {
        trap.pipe(".git/info/attributes");
        trap.pipe(".git/info/exclude");
        trap.pipe(".gitignore");
    });
    trap.holds();
}

#[test]
fn attributes_that_the_configuration_names_may_be_a_pipe() {
    let trap = Trap::set(|trap| {
        pipe(&trap.outside("attributes"));
        trap.configure("core.attributesFile", trap.outside("attributes"));
        trap.configure("core.excludesFile", trap.outside("attributes"));
        trap.configure("mailmap.file", trap.outside("attributes"));
    });
    trap.holds();
}

#[test]
fn an_index_that_is_a_pipe_is_told() {
    let trap = Trap::set(|trap| trap.pipe(".git/index"));
    trap.holds();
}

#[test]
fn a_journal_that_is_a_pipe_is_set_aside() {
    Trap::set(|trap| trap.pipe(".git/tickmark/journal")).holds();
}

#[test]
fn locks_that_are_pipes_are_told() {
    let trap = Trap::set(|trap| {
        trap.pipe(".git/tickmark/commit.lock");
        trap.pipe(".git/tickmark/save.lock");
        trap.pipe(".git/index.lock");
    });
    trap.holds();
}

#[test]
fn drafts_and_what_else_the_program_keeps_may_be_pipes() {
    let trap = Trap::set(|trap| {
        for name in [
            "drafts/1-00000000.toml",
            "place",
            "log",
            "crash.txt",
            "texts/house.toml",
            "changes/kept",
            "index",
            "lock",
            "hook-index",
        ] {
            trap.pipe(&format!(".git/tickmark/{name}"));
        }
    });
    trap.holds();
}

#[test]
fn our_folder_in_the_git_dir_may_be_a_pipe() {
    Trap::set(|trap| trap.pipe(".git/tickmark")).holds();
}

#[test]
fn the_message_for_hooks_may_be_a_pipe() {
    let trap = Trap::set(|trap| {
        trap.pipe(".git/COMMIT_EDITMSG");
        let hook = trap.at(".git/hooks/commit-msg");
        clear(&hook);
        fs::write(&hook, "#!/bin/sh\nexit 0\n").unwrap();
        let mode = <fs::Permissions as std::os::unix::fs::PermissionsExt>::from_mode(0o755);
        fs::set_permissions(&hook, mode).unwrap();
    });
    trap.holds();
}

#[test]
fn a_configuration_that_is_a_pipe_is_told() {
    Trap::set(|trap| trap.pipe(".git/config")).holds();
}

#[test]
fn a_configuration_that_includes_a_pipe_is_told() {
    let trap = Trap::set(|trap| {
        pipe(&trap.outside("included"));
        let config = fs::read_to_string(trap.at(".git/config")).unwrap();
        let include = format!(
            "[include]\n\tpath = {}\n",
            trap.outside("included").display()
        );
        fs::write(trap.at(".git/config"), config + &include).unwrap();
    });
    trap.holds();
}

#[test]
fn references_that_are_pipes_are_told() {
    for name in ["HEAD", "packed-refs", "refs/heads/main", "refs/tags/v1"] {
        Trap::set(|trap| trap.pipe(&format!(".git/{name}"))).holds();
    }
}

#[test]
fn objects_and_alternates_that_are_pipes_are_told() {
    let trap = Trap::set(|trap| {
        let blob = trap.desk.git(&["rev-parse", "HEAD:risk/register.csv"]);
        let (folder, name) = blob.trim().split_at(2);
        trap.pipe(&format!(".git/objects/{folder}/{name}"));
        trap.pipe(".git/objects/info/alternates");
        trap.pipe(".git/shallow");
    });
    trap.holds();
}

#[test]
fn a_pipe_in_the_place_of_any_loose_object_is_told_at_once_and_names_its_place() {
    for name in [
        "HEAD",
        "HEAD^{tree}",
        "HEAD:audits",
        "HEAD~1",
        "HEAD~1^{tree}",
        "HEAD:audits/a-1/audit.toml",
        "HEAD:tickmark.toml",
    ] {
        let trap = Trap::set(|trap| {
            let id = trap.desk.git(&["rev-parse", name]);
            let (folder, file) = id.trim().split_at(2);
            trap.pipe(&format!(".git/objects/{folder}/{file}"));
        });
        // What they say is the same for all: each is met before anything is read.
        if name == "HEAD~1" {
            trap.holds();
        }
        let start = Instant::now();
        let told = trap.run(&["log"]);
        assert_eq!(told.status, 3, "{name}: {}", told.err);
        assert!(told.err.contains(".git/objects/"), "{name}: {}", told.err);
        assert!(told.err.contains("it is not a file"), "{name}");
        assert!(start.elapsed() < Duration::from_secs(10), "{name}");
    }
}

#[test]
fn a_pipe_among_objects_that_are_borrowed_is_told() {
    let trap = Trap::set(|trap| {
        let store = trap.outside("objects");
        fs::create_dir_all(store.join("ab")).unwrap();
        pipe(&store.join("ab").join("c".repeat(38)));
        pipe(&store.join("pack/pack-1.idx"));
        let line = format!("{}\n", store.display());
        fs::write(trap.at(".git/objects/info/alternates"), line).unwrap();
    });
    trap.holds();
    assert!(trap.run(&["log"]).err.contains("outside/objects"));
}

#[test]
fn packs_and_what_is_beside_them_may_be_pipes() {
    for name in [
        "pack/pack-1.idx",
        "pack/multi-pack-index",
        "info/commit-graph",
        "info/packs",
    ] {
        let trap = Trap::set(|trap| trap.pipe(&format!(".git/objects/{name}")));
        assert!(trap.run(&["log"]).err.contains(name), "{name}");
    }
    let trap = Trap::set(|trap| {
        trap.desk.git(&["gc", "-q"]);
        let packs = fs::read_dir(trap.at(".git/objects/pack")).unwrap();
        for path in packs.flatten().map(|entry| entry.path()) {
            if path.extension().is_some_and(|it| it == "pack") {
                pipe(&path);
            }
        }
    });
    trap.holds();
}

#[test]
fn evidence_that_is_a_pipe_is_told() {
    let trap = Trap::set(|trap| trap.pipe("risk/register.csv"));
    trap.holds();
    let cited = [
        "evidence",
        "add",
        "a-1",
        "4.2#1",
        "risk/register.csv",
        "--worktree",
    ];
    assert_ne!(trap.run(&cited).status, 0);
}

#[test]
fn a_pipe_that_takes_the_place_of_a_record_between_listing_and_reading_is_not_waited_for() {
    let trap = Trap::set(|_| {});
    let (record, aside) = (trap.at(SHEET), trap.outside("sheet"));
    fs::copy(&record, &aside).unwrap();
    pipe(&trap.outside("pipe"));
    let ends = AtomicBool::new(false);
    std::thread::scope(|scope| {
        scope.spawn(|| {
            let start = Instant::now();
            while !ends.load(Ordering::SeqCst) && start.elapsed() < Duration::from_secs(60) {
                for source in ["pipe", "sheet"] {
                    let next = record.with_extension("next");
                    let _ = fs::hard_link(trap.outside(source), &next);
                    let _ = fs::rename(&next, &record);
                }
            }
        });
        for _ in 0..40 {
            trap.run(&["status"]);
        }
        ends.store(true, Ordering::SeqCst);
    });
}
