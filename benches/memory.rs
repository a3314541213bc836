//! What the paths of the picker take of memory: the resident size of a process that lists them and searches.
//!
//! `cargo bench --bench memory`, 2026-11-27, two cores, in MB:
//!
//! | paths | their text | listed | searched, at most |
//! |---|---|---|---|
//! | none | 0 | 2 | 3 |
//! | 100 000 | 3 | 11 | 13 |
//! | 1 000 000 | 34 | 76 | 99 |
//!
//! The goal for a picker in a repository of 100 000 files is 64 for the whole program.
//!
//! `cargo bench --bench memory` starts itself once for each row, so that nothing is left over from another.

#![expect(
    clippy::expect_used,
    reason = "a measurement stops at the first failure"
)]

mod many;

use std::{fs, process::Command};

use tickmark::session::{
    path_query::PathQuery,
    paths::{ChangesFound, ChangesTold, PathIndex, Preferred},
};

/// How many paths come at a time.
const CHUNK: usize = 8192;

/// Reads a line of `/proc/self/status`, in MB.
fn status(key: &str) -> u64 {
    let status = fs::read_to_string("/proc/self/status").unwrap_or_default();
    let line = status.lines().find_map(|line| line.strip_prefix(key));
    let kilobytes = line.and_then(|rest| rest.split_whitespace().next());
    kilobytes
        .and_then(|number| number.parse::<u64>().ok())
        .unwrap_or_default()
        / 1024
}

fn measure(count: usize) {
    let empty = status("VmRSS:");
    let mut index = PathIndex::new();
    let mut bytes = 0;
    let mut paths = many::paths(count).peekable();
    while paths.peek().is_some() {
        let chunk: Vec<String> = paths.by_ref().take(CHUNK).collect();
        bytes += chunk.iter().map(String::len).sum::<usize>();
        index.extend(&chunk);
    }
    index.finish();
    let filled = status("VmRSS:");
    let mut paths = many::paths(count).peekable();
    while paths.peek().is_some() {
        let files = paths.by_ref().take(CHUNK).map(|path| (path, u32::MAX - 1));
        index.note_changes(&ChangesFound {
            files: files.collect(),
            ..ChangesFound::default()
        });
    }
    index.finish_changes(Some(ChangesTold::default()));
    for query in ["", "a", "ac", "acce", "drvamd", "in:risk/ kind:csv", "e"] {
        let query = PathQuery::parse(query);
        index.search(&query, 100, &Preferred::default(), &|| false);
    }
    println!(
        "{count:>9} paths  {:>4} MB of text  {:>4} MB listed  {:>4} MB searched  {:>4} MB at most  ({empty} MB before)",
        bytes >> 20,
        filled,
        status("VmRSS:"),
        status("VmHWM:"),
    );
}

fn main() {
    let arguments: Vec<String> = std::env::args().skip(1).collect();
    if let Some(count) = arguments.iter().find_map(|text| text.parse().ok()) {
        measure(count);
        return;
    }
    let own = std::env::current_exe().expect("this program");
    for count in ["0", "100000", "1000000"] {
        let status = Command::new(&own).arg(count).status();
        assert!(status.expect("it starts").success());
    }
}
