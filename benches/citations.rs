//! Judging citations and listing paths in a repository of 100 000 files, beside git doing the same in the same run.
//!
//! Medians of `cargo bench --bench citations`, 2026-11-27, two cores, nothing else at work:
//!
//! | in 100 000 files | 10 000 citations, ms | of `git cat-file --batch-check` | 100 000 citations, ms | of git |
//! |---|---|---|---|---|
//! | check, repository just opened | 64 | 0.22 | 380 | 0.13 |
//! | check again | 2.7 | 0.01 | 45 | 0.02 |
//! | `git cat-file --batch-check`, `--batch` | 290, 300 | 1, 1.03 | 2 898, 3 132 | 1, 1.08 |
//!
//! | 100 000 paths | ms | of `git ls-tree -r` |
//! |---|---|---|
//! | listed, repository just opened | 58 | 1.7 |
//! | `git ls-tree -r --name-only` | 34 | 1 |
//!
//! The goals: 10 000 in 50 ms, again in 10 ms when nothing has changed since, 100 000 in 300 ms. The first and the last are
//! missed: a check reads and hashes each blob that is cited, which is what tells tampering; finding all places is 42 and 107 ms of
//! it.

#![allow(clippy::expect_used, reason = "a bench that cannot go on fails here")]

use std::{
    fmt::Write as _,
    hint::black_box,
    io::Write as _,
    ops::ControlFlow,
    path::Path,
    process::{Command, Stdio},
};

use criterion::{BatchSize, Criterion, criterion_group, criterion_main};
use tickmark::{
    domain::evidence::{LineRange, Pin},
    vcs::{At, GitRepository, Repository, open},
};

const FILES: usize = 100_000;

fn git(dir: &Path) -> Command {
    let mut git = Command::new("git");
    git.current_dir(dir)
        .env("GIT_CONFIG_GLOBAL", "/dev/null")
        .env("GIT_CONFIG_NOSYSTEM", "1");
    git
}

fn path(number: usize) -> String {
    let (area, system, part) = (number % 40, number / 40 % 50, number / 2000 % 5);
    format!("area-{area:02}/system-{system:02}/part-{part}/record-{number:06}.md")
}

/// Runs git with an input and throws its output away.
fn feed(mut git: Command, input: &[u8]) {
    let mut child = git
        .stdin(Stdio::piped())
        .stdout(Stdio::null())
        .stderr(Stdio::null())
        .spawn()
        .expect("git runs");
    child
        .stdin
        .take()
        .expect("it has an input")
        .write_all(input)
        .expect("git reads");
    assert!(child.wait().expect("git ends").success());
}

/// Makes the repository through `git fast-import`: one commit, one pack.
fn generate(dir: &Path) {
    let mut init = git(dir);
    assert!(
        init.args(["init", "-q", "-b", "main"])
            .status()
            .expect("git runs")
            .success()
    );
    let mut stream = String::from(
        "commit refs/heads/main\ncommitter Mira <mira@example.org> 1772366400 +0000\ndata 3\nAll\n",
    );
    for number in 0..FILES {
        let text = format!(
            "# Record {number}\n\nReviewed.\nNothing found in {}.\n",
            number * 7919 % 9973
        );
        write!(
            stream,
            "M 100644 inline {}\ndata {}\n{text}\n",
            path(number),
            text.len()
        )
        .expect("a string takes text");
    }
    let mut import = git(dir);
    import.args(["fast-import", "--quiet"]);
    feed(import, stream.as_bytes());
}

fn cite(repo: &GitRepository, count: usize) -> Vec<Pin> {
    (0..count)
        .map(|number| {
            let path = path(number * 7919 % FILES);
            // Lines of every other one, as auditors cite.
            let lines = (number % 2 == 0).then(|| LineRange::new(3, 4).expect("a range"));
            repo.pin(&path, lines, &At::Head)
                .expect("the file is there")
        })
        .collect()
}

fn citations(criterion: &mut Criterion) {
    let dir = tempfile::tempdir().expect("a temporary folder");
    generate(dir.path());
    let repo = open(dir.path()).expect("it opens");
    let pins = cite(&repo, FILES);
    for (title, count) in [
        ("10k citations in 100k files", 10_000),
        ("100k citations in 100k files", FILES),
    ] {
        let pins = pins.get(..count).expect("as many were cited");
        judging(criterion, title, dir.path(), pins);
    }
    listing(criterion, dir.path());
}

fn judging(criterion: &mut Criterion, title: &str, dir: &Path, pins: &[Pin]) {
    let fresh = || open(dir).expect("it opens");
    let repo = fresh();
    let mut group = criterion.benchmark_group(title);
    group.sample_size(10);
    group.bench_function("check, repository just opened", |bencher| {
        bencher.iter_batched(
            fresh,
            |repo| (black_box(repo.check(pins)), repo),
            BatchSize::PerIteration,
        );
    });
    group.bench_function("check again", |bencher| {
        bencher.iter(|| black_box(repo.check(pins)));
    });
    let names: String = pins.iter().fold(String::new(), |mut names, pin| {
        writeln!(names, "HEAD:{}", pin.path).expect("a string takes text");
        names
    });
    for (title, option) in [
        ("git cat-file --batch-check", "--batch-check"),
        ("git cat-file --batch", "--batch"),
    ] {
        group.bench_function(title, |bencher| {
            bencher.iter(|| {
                let mut command = git(dir);
                command.args(["cat-file", option, "--buffer"]);
                feed(command, names.as_bytes());
            });
        });
    }
    group.finish();
}

fn listing(criterion: &mut Criterion, dir: &Path) {
    let fresh = || open(dir).expect("it opens");
    let mut group = criterion.benchmark_group("100k paths listed");
    group.sample_size(10);
    group.bench_function("list_paths, repository just opened", |bencher| {
        bencher.iter_batched(
            fresh,
            |repo| {
                repo.list_paths(&mut |chunk| {
                    black_box(chunk);
                    ControlFlow::Continue(())
                })
                .expect("it lists")
            },
            BatchSize::PerIteration,
        );
    });
    group.bench_function("git ls-tree -r --name-only", |bencher| {
        bencher.iter(|| {
            let mut command = git(dir);
            command.args(["ls-tree", "-r", "--name-only", "HEAD"]);
            feed(command, b"");
        });
    });
    group.finish();
}

criterion_group!(benches, citations);
criterion_main!(benches);
