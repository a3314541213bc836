//! One commit of three records in a repository of some thousand files, beside `git commit --only` in the same run.
//!
//! Ours waits for the disk (blobs, tree, commit, reference, index, journal); git by default does not for all of them.
//!
//! Medians of `cargo bench --bench commit`, 2026-11-22, two cores shared with other work:
//!
//! | three records in a repository of 3 000 files | ms | of git as it is |
//! |---|---|---|
//! | tickmark, all of it on disk | 24 | 1.5 |
//! | `git commit --only` | 16 | 1 |
//! | `git commit --only` with `core.fsync=all` | 29 | 1.9 |

#![expect(
    clippy::expect_used,
    reason = "a measurement stops at the first failure"
)]

use std::{fs, path::Path, process::Command, time::Duration};

use criterion::{Criterion, criterion_group, criterion_main};
use git2::Repository;
use tickmark::vcs::commit::{CommitFile, CommitRequest, commit};

const FILES: usize = 3_000;

fn git(root: &Path, args: &[&str]) -> String {
    let output = Command::new("git")
        .current_dir(root)
        .args([
            "-c",
            "user.name=Git User",
            "-c",
            "user.email=user@example.org",
        ])
        .args(args)
        .env("GIT_CONFIG_GLOBAL", "/dev/null")
        .env("GIT_CONFIG_NOSYSTEM", "1")
        .output()
        .expect("git runs");
    assert!(output.status.success(), "git {args:?}");
    String::from_utf8_lossy(&output.stdout).trim().to_owned()
}

fn workspace(root: &Path) {
    for n in 0..FILES {
        let folder = root.join(format!("src/{:02}", n % 60));
        fs::create_dir_all(&folder).expect("a folder is made");
        fs::write(folder.join(format!("f{n}.rs")), format!("file {n}\n"))
            .expect("a file is written");
    }
    fs::create_dir_all(root.join("audits/answers")).expect("a folder is made");
    git(root, &["init", "--quiet", "--initial-branch=main"]);
    for path in paths() {
        fs::write(root.join(path), "schema = 1\n").expect("a record is written");
    }
    git(root, &["add", "--all"]);
    git(root, &["commit", "--quiet", "-m", "start"]);
}

fn paths() -> [&'static str; 3] {
    [
        "audits/audit.toml",
        "audits/answers/4.1.toml",
        "audits/answers/4.2.toml",
    ]
}

fn benches(c: &mut Criterion) {
    let mut group = c.benchmark_group("commit of 3 records");
    group
        .sample_size(10)
        .warm_up_time(Duration::from_millis(500))
        .measurement_time(Duration::from_secs(2));
    let mut round = 0_u64;

    let ours = tempfile::tempdir().expect("a folder is made");
    workspace(ours.path());
    let repo = Repository::open(ours.path()).expect("the repository opens");
    group.bench_function("tickmark, all of it on disk", |bench| {
        bench.iter(|| {
            round += 1;
            let request = CommitRequest {
                files: paths()
                    .map(|path| CommitFile {
                        path: path.to_owned(),
                        bytes: Some(format!("n = {round}\n").into_bytes()),
                        in_place: false,
                    })
                    .into(),
                message: "Answer 4.1 and 4.2".to_owned(),
                author: "Mira Okafor <mira@example.org>".parse().expect("a person"),
                committer: "Mira Okafor <mira@example.org>".parse().expect("a person"),
                expected_branch: "refs/heads/main".to_owned(),
                expected_commit: repo
                    .refname_to_id("refs/heads/main")
                    .ok()
                    .map(|id| id.to_string()),
                judged_by: Vec::new(),
            };
            commit(&repo, &request).expect("the commit is made")
        });
    });

    let theirs = tempfile::tempdir().expect("a folder is made");
    workspace(theirs.path());
    for (name, sync) in [
        ("git commit --only", "none"),
        ("git commit --only, core.fsync=all", "all"),
    ] {
        let sync = format!("core.fsync={sync}");
        group.bench_function(name, |bench| {
            bench.iter(|| {
                round += 1;
                for path in paths() {
                    fs::write(theirs.path().join(path), format!("n = {round}\n"))
                        .expect("a record is written");
                }
                let options = [
                    "-c", &sync, "commit", "--quiet", "--only", "-m", "Answer", "--",
                ];
                git(theirs.path(), &[&options[..], &paths()].concat())
            });
        });
    }
    group.finish();
}

criterion_group!(all, benches);
criterion_main!(all);
