//! The rooms of the crate and who may know whom, held by reading the source.
//!
//! The rules are those of the map in `src/lib.rs`. What is compiled for tests only may use anything.

#![allow(
    clippy::unwrap_used,
    clippy::indexing_slicing,
    reason = "a test that cannot go on fails here"
)]

mod rules;
mod source;

use std::collections::BTreeSet;
use std::fs;
use std::path::Path;
use std::process::Command;

use self::source::{Named, Source};

/// The rooms, each with those that it may know.
const ROOMS: [(&str, &[&str]); 7] = [
    ("domain", &[]),
    ("store", &["domain"]),
    ("vcs", &["domain"]),
    ("report", &["domain"]),
    ("session", &["domain", "store", "vcs", "report"]),
    ("cli", &["session", "domain"]),
    ("tui", &["session", "domain"]),
];

/// What stands beside the rooms: every room but `domain` may use it, and it knows none but `domain`.
const BESIDE: [&str; 10] = [
    "atomic", "beneath", "caps", "clock", "config", "error", "fuzzy", "lock", "process", "safe",
];

/// The rooms that the program itself calls.
const MAIN: [&str; 2] = ["cli", "tui"];

/// Packages that only one place may name.
const HOMES: [(&str, &str); 11] = [
    ("calamine", "src/store/table/"),
    ("clap", "src/cli/"),
    ("clap_complete", "src/cli/"),
    ("clap_mangen", "src/cli/"),
    ("crossterm", "src/tui/"),
    ("csv", "src/store/table/"),
    ("encoding_rs", "src/store/table/"),
    ("fuzzy_matcher", "src/fuzzy.rs"),
    ("git2", "src/vcs/"),
    ("ratatui", "src/tui/"),
    ("zip", "src/store/table/"),
];

/// The packages of pure values and rules.
const PURE: [&str; 2] = ["serde", "jiff"];

/// What pure values and rules leave alone although it comes with a package they may use: files, environment, clock.
const IMPURE: [&[&str]; 11] = [
    &["std", "env"],
    &["std", "fs"],
    &["std", "io"],
    &["std", "net"],
    &["std", "os"],
    &["std", "process"],
    &["std", "thread"],
    &["std", "time"],
    &["jiff", "Timestamp", "now"],
    &["jiff", "Zoned", "now"],
    &["jiff", "tz", "TimeZone", "system"],
];

/// The one place where `unsafe` is expected: options of libgit2 that hold for the whole process.
const UNSAFE: &str = "src/vcs/options.rs";

fn root() -> &'static Path {
    Path::new(env!("CARGO_MANIFEST_DIR"))
}

/// Reads every Rust file beneath a folder of the project, with its path.
fn sources(folder: &str) -> Vec<(String, String)> {
    let mut folders = vec![root().join(folder)];
    let mut files = Vec::new();
    while let Some(folder) = folders.pop() {
        for entry in fs::read_dir(folder).unwrap() {
            let path = entry.unwrap().path();
            if path.is_dir() {
                folders.push(path);
            } else if path.extension().is_some_and(|extension| extension == "rs") {
                let name = path.strip_prefix(root()).unwrap().to_str().unwrap();
                files.push((name.to_owned(), fs::read_to_string(&path).unwrap()));
            }
        }
    }
    files.sort();
    files
}

fn manifest() -> toml::Table {
    fs::read_to_string(root().join("Cargo.toml"))
        .unwrap()
        .parse()
        .unwrap()
}

/// Returns the module that a file is, without `crate`.
fn module_of(path: &str) -> Vec<String> {
    let name = path.trim_start_matches("src/").trim_end_matches(".rs");
    let name = name.strip_suffix("/mod").unwrap_or(name);
    match name {
        "lib" | "main" => Vec::new(),
        name => name.split('/').map(str::to_owned).collect(),
    }
}

/// Returns every breach of the rules in these files, as `path:line: what`.
fn breaches(files: &[(&str, &str)], packages: &BTreeSet<String>) -> Vec<String> {
    let read: Vec<(&str, Vec<String>, Source)> = files
        .iter()
        .map(|(path, text)| (*path, module_of(path), Source::read(text)))
        .collect();
    let tests: Vec<Vec<String>> = read
        .iter()
        .flat_map(|(_, module, source)| {
            source.test_modules.iter().map(|name| {
                let mut module = module.clone();
                module.push(name.clone());
                module
            })
        })
        .collect();
    let mut found = Vec::new();
    for ((path, module, source), (_, text)) in read.iter().zip(files) {
        if tests.iter().any(|test| module.starts_with(test)) {
            continue;
        }
        if !text.trim_start().starts_with("//!") {
            found.push(format!("{path}:1: has no doc of its own (//!)"));
        }
        for named in source.names(module) {
            let faults = faults(path, module, &named, packages);
            found.extend(
                faults
                    .iter()
                    .map(|fault| format!("{path}:{}: {fault}", named.line)),
            );
        }
        for token in &source.tokens {
            if matches!(token.text.as_str(), "unsafe" | "unsafe_code") && *path != UNSAFE {
                found.push(format!(
                    "{path}:{}: {} outside {UNSAFE}",
                    token.line, token.text
                ));
            }
        }
    }
    found
}

fn faults(
    path: &str,
    module: &[String],
    named: &Named,
    packages: &BTreeSet<String>,
) -> Vec<String> {
    let mut faults = Vec::new();
    let parts: Vec<&str> = named.parts.iter().map(String::as_str).collect();
    let written = parts.join("::");
    let home = module.first().map_or("", String::as_str);
    match parts.as_slice() {
        ["crate"] | ["crate", "*", ..] => faults.push("takes in every room at once".to_owned()),
        ["crate", to, ..] if !may_know(path, home, to) => {
            faults.push(format!("{} must not know {written}", place(path, home)));
        }
        [package, ..] => {
            let elsewhere = HOMES
                .iter()
                .find(|(name, home)| name == package && !path.starts_with(home));
            if let Some((name, home)) = elsewhere {
                faults.push(format!("{name} is named outside {home}"));
            }
            if home == "domain" {
                if packages.contains(*package) && !PURE.contains(package) {
                    faults.push(format!("domain must not use {package}"));
                }
                let impure = IMPURE
                    .iter()
                    .any(|bad| parts.starts_with(bad) || is_tail_of(&parts, bad));
                if impure {
                    faults.push(format!("domain must stay pure: {written}"));
                }
            }
        }
        [] => {}
    }
    faults
}

/// Tells whether a path is the end of another one, type and function, as after an import of the type.
fn is_tail_of(parts: &[&str], whole: &[&str]) -> bool {
    whole.len() > 2 && parts.len() == 2 && whole.ends_with(parts)
}

fn may_know(path: &str, home: &str, to: &str) -> bool {
    if path == "src/main.rs" {
        return MAIN.contains(&to);
    }
    let is_room = ROOMS.iter().any(|(room, _)| *room == to);
    if !is_room && !BESIDE.contains(&to) {
        // Not a module: something that `lib.rs` itself defines.
        return to == home;
    }
    match ROOMS.iter().find(|(room, _)| *room == home) {
        Some((room, known)) => {
            *room == to || known.contains(&to) || (*room != "domain" && BESIDE.contains(&to))
        }
        None => !is_room || to == "domain",
    }
}

fn place<'a>(path: &'a str, home: &'a str) -> &'a str {
    if home.is_empty() { path } else { home }
}

fn packages() -> BTreeSet<String> {
    let manifest = manifest();
    ["dependencies", "dev-dependencies"]
        .iter()
        .flat_map(|table| manifest[*table].as_table().unwrap().keys())
        .map(|name| name.replace('-', "_"))
        .collect()
}

#[test]
fn every_room_knows_only_whom_it_may_know() {
    let files = sources("src");
    let files: Vec<(&str, &str)> = files
        .iter()
        .map(|(path, text)| (path.as_str(), text.as_str()))
        .collect();
    assert!(files.len() > 100, "only {} files were read", files.len());
    let found = breaches(&files, &packages());
    assert!(found.is_empty(), "\n{}\n", found.join("\n"));
}

#[test]
fn the_crate_has_the_rooms_of_the_map_and_no_other() {
    let lib = fs::read_to_string(root().join("src/lib.rs")).unwrap();
    let declared: BTreeSet<&str> = lib
        .lines()
        .filter_map(|line| line.strip_prefix("pub mod ")?.strip_suffix(';'))
        .collect();
    let known: BTreeSet<&str> = ROOMS.iter().map(|(room, _)| *room).chain(BESIDE).collect();
    assert_eq!(declared, known);
    let doc: String = lib.lines().filter(|line| line.starts_with("//!")).collect();
    for name in known {
        assert!(
            doc.contains(&format!("[`{name}`]")),
            "the map leaves out {name}"
        );
    }
}

#[test]
fn the_map_says_who_may_know_whom_as_it_is_held_here() {
    let lib = fs::read_to_string(root().join("src/lib.rs")).unwrap();
    for (room, known) in ROOMS {
        let row = lib
            .lines()
            .find(|line| line.starts_with(&format!("//! | [`{room}`]")))
            .unwrap();
        let said = row.trim_end_matches(" |").rsplit(" | ").next().unwrap();
        let said: BTreeSet<&str> = said.split(", ").collect();
        let held: BTreeSet<&str> = if room == "domain" {
            ["std"].into_iter().chain(PURE).collect()
        } else {
            known.iter().copied().collect()
        };
        assert_eq!(said, held, "{room}");
    }
}

#[test]
fn the_top_level_stays_small() {
    let allowed = [
        "CHANGELOG.md",
        "Cargo.lock",
        "Cargo.toml",
        "README.md",
        "benches",
        "checklists",
        "src",
        "tests",
        "themes",
    ];
    let listed = Command::new("git")
        .arg("-C")
        .arg(root())
        .args(["ls-files", "-z"])
        .output();
    let names: BTreeSet<String> = match listed {
        Ok(output) if output.status.success() && !output.stdout.is_empty() => {
            String::from_utf8(output.stdout)
                .unwrap()
                .split_terminator('\0')
                .map(|path| path.split('/').next().unwrap().to_owned())
                .collect()
        }
        // Not a clone: the files of a package, which holds nothing else.
        _ => return,
    };
    let more: Vec<&String> = names
        .iter()
        .filter(|name| !name.starts_with('.') && !allowed.contains(&name.as_str()))
        .collect();
    assert!(more.is_empty(), "{more:?}");
}

#[test]
fn the_manifest_is_one_package_without_build_script_or_network() {
    let manifest = manifest();
    let allowed = [
        "package",
        "lib",
        "bin",
        "bench",
        "dependencies",
        "dev-dependencies",
        "lints",
        "profile",
    ];
    for table in manifest.keys() {
        assert!(allowed.contains(&table.as_str()), "[{table}]");
    }
    assert!(
        !manifest["package"]
            .as_table()
            .unwrap()
            .contains_key("build")
    );
    assert!(!root().join("build.rs").exists());
    let git2 = &manifest["dependencies"]["git2"];
    assert_eq!(git2["default-features"].as_bool(), Some(false));
    let features = git2["features"].as_array().unwrap();
    for network in ["https", "ssh"] {
        assert!(!features.iter().any(|f| f.as_str() == Some(network)));
    }
    for runtime in ["tokio", "async_std", "smol"] {
        assert!(!packages().contains(runtime), "{runtime}");
    }
}

/// libgit2 never comes back from a loose object that was cut short, so that each is looked at before it is read.
#[test]
fn objects_are_read_in_one_place() {
    let ways = [
        ".find_commit(",
        ".find_commit_by_prefix(",
        ".find_blob(",
        ".read_header(",
        ".peel_to_commit(",
        "odb.read(",
    ];
    // The one place, commits that are being made, and histories that are written for the demo and for tests.
    let may = ["src/vcs/objects.rs", "src/vcs/history.rs"];
    let mut found = Vec::new();
    for (path, text) in sources("src/vcs") {
        let is_free = may.contains(&path.as_str())
            || path.starts_with("src/vcs/commit/")
            || path.contains("/tests");
        let text = text.split("#[cfg(test)]").next().unwrap_or_default();
        if !is_free {
            found.extend(
                ways.iter()
                    .filter(|way| text.contains(**way))
                    .map(|way| format!("{path}: {way}")),
            );
        }
    }
    assert!(found.is_empty(), "{found:#?}");
}
