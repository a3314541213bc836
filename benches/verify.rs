//! Verifying 10 000 records in 5 000 commits, beside git listing which of them each commit changed.
//!
//! `cargo bench --bench verify`. The goal is 10 s on two cores. Each commit brings two records, and every other one issues a
//! finding that cites a file; another one edits a record.
//!
//! | s, 2026-11-27, two cores | before | now |
//! |---|---|---|
//! | one verification | 23 | 7.2 |
//!
//! What it is now was measured while other programs had a part of both cores. Of the 23 s 16 went into the files of every commit,
//! listed to find the commits whose messages remember a sign-off; of the others most go into reading and hashing the trees of
//! folders with thousands of files, and one or two into parsing records and replaying.

#![expect(
    clippy::expect_used,
    reason = "a measurement stops at the first failure"
)]

mod made;

use std::{
    fmt::Write as _,
    fs,
    io::Write as _,
    path::Path,
    process::{Command, Stdio},
    time::Duration,
};

use criterion::{Criterion, criterion_group, criterion_main};
use tickmark::session::{Session, evidence::Target};

const RECORDS: u32 = 10_000;
const COMMITS: usize = 5_000;
/// The commits before them: of the evidence, and of the workspace.
const BEFORE: usize = 2;

fn git(dir: &Path, arguments: &[&str]) -> Command {
    let mut git = Command::new("git");
    git.current_dir(dir)
        .args(arguments)
        .env("GIT_CONFIG_GLOBAL", "/dev/null")
        .env("GIT_CONFIG_NOSYSTEM", "1")
        .stdout(Stdio::null());
    git
}

fn run(dir: &Path, arguments: &[&str]) {
    let status = git(dir, arguments).status().expect("git runs");
    assert!(status.success(), "{arguments:?}");
}

/// Lists the records beneath a folder, each with its path from the top.
fn records(root: &Path, folder: &str) -> Vec<(String, String)> {
    let mut found = Vec::new();
    for kind in ["findings", "actions"] {
        for entry in fs::read_dir(root.join(folder).join(kind)).expect("a folder") {
            let entry = entry.expect("an entry");
            let name = entry.file_name().into_string().expect("a name");
            let text = fs::read_to_string(entry.path()).expect("a record");
            found.push((format!("{folder}/{kind}/{name}"), text));
        }
    }
    // So that both kinds come in every part of the history.
    found.sort_by_key(|(path, _)| path.bytes().rev().collect::<Vec<u8>>());
    found
}

/// Cites a file in a finding.
fn citing(text: &str, number: usize, pin: &tickmark::domain::evidence::Pin) -> String {
    let digits = format!("{number:06}");
    let commit = pin.commit.as_deref().unwrap_or_default();
    format!(
        "{}\n[[evidence]]\nid = \"E-{digits}\"\npath = \"{}\"\ncommit = \"{commit}\"\nblob = \"{}\"\nsha256 = \"{}\"\n\
         obtained-by = \"Astrid Lindqvist <astrid@example.org>\"\nobtained-at = 2026-11-22T10:00:00Z\n",
        text.trim_end(),
        pin.path,
        pin.blob,
        pin.sha256
    )
}

/// Issues a finding, as its record tells it.
fn issued(text: &str) -> String {
    format!(
        "{}\n[[history]]\nat = 2026-11-22T10:00:00Z\nby = \"Astrid Lindqvist <astrid@example.org>\"\nfrom = \"draft\"\nto = \"issued\"\n",
        text.replacen("state = \"draft\"", "state = \"issued\"", 1)
            .trim_end()
    )
}

/// Writes the history at once.
fn write(dir: &Path, session: &Session) {
    fs::write(dir.join("log.csv"), "release,assessed\n1,no\n").expect("a file is written");
    run(
        dir,
        &[
            "add",
            "-A",
            "--",
            "log.csv",
            "tickmark.toml",
            "audits/aims-2026/audit.toml",
            "audits/aims-2026/criteria",
        ],
    );
    run(dir, &["commit", "-q", "-m", "Plan"]);
    let link = session
        .pin(&Target::here("log.csv", None), false)
        .expect("it is pinned");
    let pin = link.pin().expect("a pin");
    let mut records = records(dir, "audits/aims-2026");
    for (number, (path, text)) in records.iter_mut().enumerate() {
        if path.contains("/findings/") {
            *text = citing(text, number, &pin);
        }
    }
    let mut import = git(dir, &["fast-import", "--quiet", "--force"])
        .stdin(Stdio::piped())
        .spawn()
        .expect("git runs");
    let mut stream = import.stdin.take().expect("a pipe");
    let from = String::from_utf8(
        Command::new("git")
            .current_dir(dir)
            .args(["rev-parse", "HEAD"])
            .output()
            .expect("git runs")
            .stdout,
    )
    .expect("an id");
    let now = 1_795_341_600;
    for number in 0..COMMITS {
        let who = format!("Astrid Lindqvist <astrid@example.org> {now} +0000");
        let mut text =
            format!("commit refs/heads/main\nauthor {who}\ncommitter {who}\ndata 4\nWork\n");
        if number == 0 {
            let _ = writeln!(text, "from {}", from.trim());
        }
        let mut put = |path: &str, body: &str| {
            let _ = writeln!(text, "M 644 inline {path}\ndata {}\n{body}", body.len());
        };
        for (path, body) in records.iter().skip(number * 2).take(2) {
            put(path, body);
        }
        if let Some((path, body)) = records.get(number.saturating_sub(1)) {
            if path.contains("/findings/") {
                put(path, &issued(body));
            } else {
                put(
                    path,
                    &body.replacen("Assess release", "Assess the release", 1),
                );
            }
        }
        stream.write_all(text.as_bytes()).expect("git reads");
    }
    drop(stream);
    assert!(import.wait().expect("git runs").success());
    run(dir, &["reset", "-q", "--hard", "main"]);
    run(dir, &["gc", "-q"]);
}

fn verifying(criterion: &mut Criterion) {
    let dir = tempfile::tempdir().expect("a temporary folder");
    let session = made::workspace(dir.path());
    made::fill(&session, RECORDS);
    write(dir.path(), &session);
    let session = Session::open(dir.path(), made::clock()).expect("it opens");
    let mut group = criterion.benchmark_group("10k records, 5k commits");
    group
        .sample_size(10)
        .warm_up_time(Duration::from_millis(500))
        .measurement_time(Duration::from_secs(20));
    group.bench_function("verified", |bencher| {
        bencher.iter(|| {
            let done = session
                .verify(None, &|| false, &|_| {})
                .expect("it is verified")
                .expect("nobody stops it");
            assert_eq!(done.counts.commits, BEFORE + COMMITS);
            done
        });
    });
    group.bench_function("git log --name-only -- audits", |bencher| {
        bencher.iter(|| {
            run(
                dir.path(),
                &["log", "--name-only", "--format=%H", "--", "audits"],
            );
        });
    });
    group.finish();
}

criterion_group!(benches, verifying);
criterion_main!(benches);
