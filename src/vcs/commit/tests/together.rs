//! Several programs commit to one repository at once, and every commit lands.

use std::{
    process::Stdio,
    sync::atomic::{AtomicBool, AtomicU32, Ordering},
    thread,
};

use super::*;

#[test]
fn two_writers_and_a_user_all_land() {
    const ROUNDS: usize = 20;
    let sandbox = Sandbox::new();
    thread::scope(|scope| {
        for writer in 0..2 {
            let sandbox = &sandbox;
            scope.spawn(move || {
                for round in 0..ROUNDS {
                    let path = format!("audits/w{writer}/{round}.toml");
                    sandbox.commit(&[(&path, Some("x = 1\n"))]).unwrap();
                }
            });
        }
        let sandbox = &sandbox;
        scope.spawn(move || {
            for round in 0..5 {
                let path = format!("user{round}.txt");
                sandbox.write(&path, "mine\n");
                // git gives up at once where it finds a lock; a person tries again.
                while !sandbox.try_git(&sandbox.root, &["add", &path]).0 {}
                while !sandbox
                    .try_git(&sandbox.root, &["commit", "--quiet", "-m", "user"])
                    .0
                {}
            }
        });
    });
    let count = sandbox.git(&["rev-list", "--count", "HEAD"]);
    assert_eq!(count.trim(), (1 + 2 * ROUNDS + 5).to_string());
    let files = sandbox.git(&["ls-tree", "-r", "--name-only", "HEAD"]);
    assert_eq!(files.lines().count(), 9 + 2 * ROUNDS + 5);
    assert_eq!(sandbox.status(), "");
    sandbox.assert_sound();
}

#[test]
fn a_branch_that_moves_in_between_is_followed() {
    let sandbox = Sandbox::new();
    let mut times = 0;
    let request = sandbox.request(&[("audits/one.toml", Some("x = 2\n"))]);
    let made = commit_with(&sandbox.open(), &request, None, &mut |stage| {
        if stage == Stage::Made && times < 2 {
            times += 1;
            let tree = sandbox.git(&["rev-parse", "HEAD^{tree}"]);
            let next = sandbox.git(&["commit-tree", tree.trim(), "-p", "HEAD", "-m", "push"]);
            sandbox.git(&["update-ref", "refs/heads/main", next.trim()]);
        }
        ControlFlow::Continue(())
    })
    .unwrap();
    assert_eq!((times, made.commit), (2, sandbox.head()));
    assert_eq!(sandbox.git(&["rev-list", "--count", "HEAD"]).trim(), "4");
    sandbox.assert_sound();
}

/// The other process of the tests below: commits until it is told to stop, and says what it has committed.
#[test]
#[ignore = "run by the tests that need another process"]
fn commits_in_a_process_of_its_own() {
    let Ok(root) = std::env::var("TICKMARK_TEST_ROOT") else {
        return;
    };
    let count: u32 = std::env::var("TICKMARK_TEST_COUNT")
        .unwrap()
        .parse()
        .unwrap();
    let name = std::env::var("TICKMARK_TEST_NAME").unwrap();
    let repo = Repository::open(root).unwrap();
    let tip = || {
        let tip = repo.refname_to_id("refs/heads/main").ok();
        tip.map(|id| id.to_string())
    };
    for round in 0..count {
        let file = |path: String| CommitFile {
            path,
            bytes: Some(format!("n = {round}\n").into_bytes()),
            in_place: false,
        };
        let mut request = CommitRequest {
            files: vec![
                file(format!("audits/{name}/{round}.toml")),
                file(format!("audits/{name}/last.toml")),
            ],
            message: "Answer 4.1".to_owned(),
            author: "Mira Okafor <mira@example.org>".parse().unwrap(),
            committer: "Mira Okafor <mira@example.org>".parse().unwrap(),
            expected_branch: "refs/heads/main".to_owned(),
            expected_commit: tip(),
            judged_by: Vec::new(),
        };
        let made = loop {
            match commit(&repo, &request) {
                Err(CommitError::Staged { path }) => {
                    println!("put back {path}");
                    unstage(&repo, &path);
                }
                // And it has committed that then.
                Err(CommitError::Changed { path }) => {
                    println!("put back {path}");
                    request.expected_commit = tip();
                }
                made => break made.unwrap(),
            }
        };
        println!("committed {}", made.commit);
    }
}

/// Does what the refusal says: a `git commit` that had read the index before ours was made has written it as it was.
fn unstage(repo: &Repository, path: &str) {
    let restored = || {
        let mut git = Command::new("git");
        git.current_dir(repo.workdir().unwrap())
            .args(["restore", "--staged", "--", path]);
        git.output().unwrap().status.success()
    };
    while !restored() {}
}

fn another(sandbox: &Sandbox, name: &str, count: u32) -> Command {
    let mut command = Command::new(std::env::current_exe().unwrap());
    command
        .args([
            "--exact",
            "vcs::commit::tests::together::commits_in_a_process_of_its_own",
        ])
        .args(["--ignored", "--nocapture", "--quiet"])
        .env("TICKMARK_TEST_ROOT", &sandbox.root)
        .env("TICKMARK_TEST_NAME", name)
        .env("TICKMARK_TEST_COUNT", count.to_string())
        .stdout(Stdio::piped())
        .stderr(Stdio::piped());
    command
}

/// Returns the ids that another process said to have committed; the last line may be cut off.
fn acknowledged(output: &[u8]) -> Vec<String> {
    let text = String::from_utf8_lossy(output);
    let whole = text.rsplit_once('\n').map_or("", |(whole, _)| whole);
    whole
        .lines()
        .filter_map(|line| line.split_once("committed "))
        .map(|(_, id)| id.to_owned())
        .collect()
}

/// What processes beside each other came to.
struct Crowd {
    writers: u32,
    each: u32,
    /// How often one found what it had committed staged as it was before.
    put_back: usize,
}

/// Lets processes commit beside each other, and something else beside them until they are done; every commit lands.
fn crowd(sandbox: &Sandbox, beside: &(dyn Fn() + Sync)) -> Crowd {
    let writers = count("TICKMARK_WRITERS", 3);
    let each = count("TICKMARK_COMMITS", 8);
    let ended = AtomicBool::new(false);
    thread::scope(|scope| {
        scope.spawn(|| {
            while !ended.load(Ordering::Relaxed) {
                beside();
            }
        });
        let running: Vec<_> = (0..writers)
            .map(|writer| {
                another(sandbox, &format!("w{writer}"), each)
                    .spawn()
                    .unwrap()
            })
            .collect();
        let mut failed = Vec::new();
        let mut put_back = 0;
        for process in running {
            let output = process.wait_with_output().unwrap();
            let made = acknowledged(&output.stdout).len();
            put_back += String::from_utf8_lossy(&output.stdout)
                .matches("put back ")
                .count();
            if !output.status.success() || u32::try_from(made) != Ok(each) {
                let said = String::from_utf8_lossy(&output.stderr).into_owned();
                failed.push(format!("{made} of {each}, then: {said}"));
            }
        }
        ended.store(true, Ordering::Relaxed);
        assert!(failed.is_empty(), "{}", failed.join("\n"));
        Crowd {
            writers,
            each,
            put_back,
        }
    })
}

#[test]
fn processes_take_turns() {
    let sandbox = Sandbox::new();
    let crowd = crowd(&sandbox, &|| {
        let _ = sandbox.try_git(&sandbox.root, &["pack-refs", "--all"]);
    });
    assert_eq!(crowd.put_back, 0);
    let made = sandbox.git(&["rev-list", "--count", "HEAD"]);
    assert_eq!(made.trim(), (1 + crowd.writers * crowd.each).to_string());
    assert_eq!(sandbox.status(), "");
    sandbox.assert_sound();
    println!("{} processes, {} commits each", crowd.writers, crowd.each);
}

#[test]
fn processes_take_turns_beside_git() {
    let sandbox = Sandbox::new();
    let (made, tidied) = (AtomicU32::new(0), AtomicU32::new(0));
    let most = count("TICKMARK_TIDIED", 2);
    // A person's git, which gives up where it finds a lock, and git's own tidying up. What is collected now may not be what a
    // commit on its way has just made: nothing is pruned at once.
    let crowd = crowd(&sandbox, &|| {
        let args = ["commit", "--quiet", "--allow-empty", "-m", "beside"];
        made.fetch_add(
            u32::from(sandbox.try_git(&sandbox.root, &args).0),
            Ordering::Relaxed,
        );
        if tidied.fetch_add(1, Ordering::Relaxed) < most {
            let _ = sandbox.try_git(&sandbox.root, &["gc", "--quiet"]);
        }
        let _ = sandbox.try_git(&sandbox.root, &["pack-refs", "--all"]);
    });
    let by_git = made.into_inner();
    let made = sandbox.git(&["rev-list", "--count", "HEAD"]);
    let ours = crowd.writers * crowd.each;
    assert_eq!(made.trim(), (1 + ours + by_git).to_string());
    // What a git has put back, and maybe committed so, is in the history, and each record is in its file.
    for writer in 0..crowd.writers {
        for round in 0..crowd.each {
            let file = sandbox.root.join(format!("audits/w{writer}/{round}.toml"));
            assert_eq!(fs::read_to_string(file).unwrap(), format!("n = {round}\n"));
        }
    }
    let status = sandbox.status();
    assert!(
        status.lines().all(|line| line.contains(" audits/w")),
        "{status}"
    );
    sandbox.assert_sound();
    println!(
        "{} processes, {} commits each, {by_git} by git beside them, which put {} back in the index",
        crowd.writers, crowd.each, crowd.put_back
    );
}

#[test]
fn a_killed_process_loses_nothing_that_it_acknowledged() {
    let sandbox = Sandbox::new();
    sandbox.write("src/f0.rs", "staged\n");
    sandbox.git(&["add", "--all"]);
    sandbox.write("src/f1.rs", "edited\n");
    let kills = count("TICKMARK_KILLS", 8);
    let mut kept = 0;
    for round in 0..kills {
        let mut process = another(&sandbox, &format!("r{round}"), 1_000)
            .spawn()
            .unwrap();
        // The kill falls wherever it falls: this is about every moment, not about one.
        let wait = 40 + 23 * u64::from(round % 8) + u64::from(round % 31);
        thread::sleep(std::time::Duration::from_millis(wait));
        process.kill().unwrap();
        let output = process.wait_with_output().unwrap();
        recover(&sandbox.open()).unwrap();
        let ids = acknowledged(&output.stdout);
        kept += ids.len();
        for id in ids {
            assert!(
                sandbox
                    .try_git(&sandbox.root, &["merge-base", "--is-ancestor", &id, "HEAD"])
                    .0
            );
        }
        assert_eq!(sandbox.status(), "M  src/f0.rs\n M src/f1.rs\n");
        sandbox.assert_sound();
    }
    println!("{kills} kills, {kept} acknowledged commits, none lost");
}
