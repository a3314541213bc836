//! Many files: paths like those of a large source tree, and a repository of them with a history.

use std::{
    fmt::Write as _,
    io::{BufWriter, Write as _},
    path::Path,
    process::{Command, Stdio},
};

const TOPS: [&str; 10] = [
    "Documentation",
    "arch",
    "drivers",
    "fs",
    "include",
    "kernel",
    "net",
    "risk",
    "sound",
    "tools",
];
const FOLDERS: [&str; 12] = [
    "accel", "amd", "bindings", "display", "ethernet", "gpu", "intel", "media", "net", "perf",
    "testing", "usb",
];
const NAMES: [&str; 12] = [
    "Kconfig",
    "README",
    "accept_test",
    "access-core",
    "acceleration",
    "clock_driver",
    "debugfs",
    "interrupt",
    "main",
    "register",
    "trace_virtual",
    "vector_table",
];
const ENDS: [&str; 6] = ["c", "csv", "h", "log", "md", "yaml"];

/// Makes so many paths, in the order of a tree.
pub(crate) fn paths(count: usize) -> impl Iterator<Item = String> {
    let numbers = count.div_ceil(TOPS.len() * FOLDERS.len() * FOLDERS.len() * NAMES.len());
    TOPS.into_iter()
        .flat_map(move |top| {
            FOLDERS.into_iter().flat_map(move |outer| {
                FOLDERS.into_iter().flat_map(move |inner| {
                    NAMES.into_iter().flat_map(move |name| {
                        (0..numbers)
                            .zip(ENDS.into_iter().cycle())
                            .map(move |(number, end)| {
                                format!("{top}/{outer}/{inner}/{name}_{number:04}.{end}")
                            })
                    })
                })
            })
        })
        .take(count)
}

/// Runs git in a folder with no settings but the repository's own.
#[allow(dead_code, reason = "not everything is measured in a repository")]
pub(crate) fn git(dir: &Path) -> Command {
    let mut git = Command::new("git");
    git.current_dir(dir)
        .env("GIT_CONFIG_GLOBAL", "/dev/null")
        .env("GIT_CONFIG_NOSYSTEM", "1");
    git
}

fn text(path: &str, number: usize, round: usize) -> String {
    let mut text = format!("# {path}\n\nversion {round}\n");
    for line in 0..8 {
        let _ = writeln!(
            text,
            "{line} reviewed, {} of {number} accepted by the owner",
            number % 97
        );
    }
    if number % 500 == 7 {
        text.push_str("approved by nobody\n");
    }
    text
}

/// Makes a repository of so many files through `git fast-import`, and so many commits that change five of them each.
#[allow(dead_code, reason = "not everything is measured in a repository")]
pub(crate) fn generate(dir: &Path, files: usize, commits: usize) {
    let mut init = git(dir);
    init.args(["init", "-q", "-b", "main"]);
    assert!(init.status().expect("git runs").success());
    let mut import = git(dir);
    let mut child = import
        .args(["fast-import", "--quiet"])
        .stdin(Stdio::piped())
        .spawn()
        .expect("git runs");
    let mut stream = BufWriter::new(child.stdin.take().expect("it has an input"));
    let mut put = |text: String| stream.write_all(text.as_bytes()).expect("git reads");
    let all: Vec<String> = paths(files).collect();
    let people = ["Mira <mira@example.org>", "Bo <bo@example.org>"];
    for round in 0..=commits {
        let who = people.get(round % 2).copied().unwrap_or_default();
        let when = 1_700_000_000 + round * 3_600;
        put(format!(
            "commit refs/heads/main\ncommitter {who} {when} +0000\ndata 6\nChange\n"
        ));
        let changed: Vec<usize> = if round == 0 {
            (0..files).collect()
        } else {
            (0..5)
                .map(|n| (round * 7919 + n * 104_729) % files)
                .collect()
        };
        for number in changed {
            let path = all.get(number).map(String::as_str).unwrap_or_default();
            let text = text(path, number, round);
            put(format!(
                "M 644 inline {path}\ndata {}\n{text}\n",
                text.len()
            ));
        }
    }
    drop(stream);
    assert!(child.wait().expect("git ends").success());
}
