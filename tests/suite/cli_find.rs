//! Finding files by their paths and by what is known of their last changes.

#![allow(
    clippy::unwrap_used,
    clippy::indexing_slicing,
    clippy::panic,
    reason = "a test that cannot go on fails here"
)]

use crate::cli_desk::{Desk, Run};

fn desk() -> Desk {
    let desk = Desk::audit();
    for (path, author, date) in [
        (
            "releases/log.csv",
            "Mira Okafor <mira@example.org>",
            "2025-11-03T10:00:00+00:00",
        ),
        (
            "releases/log-old.csv",
            "Bo Lind <bo@example.org>",
            "2024-05-03T10:00:00+00:00",
        ),
        (
            "releases/2026/notes.md",
            "Mira Okafor <mira@example.org>",
            "2026-02-03T23:30:00-05:00",
        ),
    ] {
        desk.write(path, path);
        desk.git(&["add", path]);
        let author = format!("--author={author}");
        let date = format!("--date={date}");
        desk.git(&["commit", "-q", "-m", path, &author, &date]);
    }
    desk
}

fn find(desk: &Desk, args: &[&str]) -> Run {
    desk.run(&[&["evidence", "find"], args].concat())
}

#[test]
fn filters_narrow_the_files_and_add_up_within_one() {
    let desk = desk();
    assert_eq!(
        find(&desk, &["log", "--folder", "releases"]).ok(),
        "releases/log.csv\nreleases/log-old.csv\n"
    );
    assert_eq!(
        find(&desk, &["--folder", "releases", "--kind", "markdown"]).ok(),
        "releases/2026/notes.md\n"
    );
    assert_eq!(
        find(&desk, &["log", "--author", "MIRA", "--author", "nobody"]).ok(),
        "releases/log.csv\n"
    );
    assert_eq!(
        find(&desk, &["--author", "bo@example"]).ok(),
        "releases/log-old.csv\n"
    );
    assert_eq!(find(&desk, &["log", "--folder", "risk"]).status, 1);
}

#[test]
fn dates_are_those_of_the_last_change_where_its_author_was() {
    let desk = desk();
    let in_releases = |args: &[&str]| find(&desk, &[&["--folder", "releases"], args].concat());
    assert_eq!(
        in_releases(&["--since", "2026-02-03"]).ok(),
        "releases/2026/notes.md\n"
    );
    assert_eq!(in_releases(&["--since", "2026-02-04"]).status, 1);
    assert_eq!(
        in_releases(&["--since", "2025", "--before", "2026"]).ok(),
        "releases/log.csv\n"
    );
    assert_eq!(
        in_releases(&["--before", "2024-06"]).ok(),
        "releases/log-old.csv\n"
    );
}

#[test]
fn of_files_that_fit_alike_the_one_that_is_cited_comes_first() {
    let desk = desk();
    desk.write("releases/log.md", "");
    desk.git(&["add", "."]);
    desk.git(&["commit", "-q", "-m", "x"]);
    desk.run(&["evidence", "add", "a-1", "4.1", "releases/log-old.csv"])
        .ok();
    let first = find(&desk, &["releaseslog", "--limit", "1"]).ok();
    assert_eq!(first, "releases/log-old.csv\n");
}

#[test]
fn wrong_dates_kinds_and_folders_are_wrong_use() {
    let desk = desk();
    find(&desk, &["--since", "yesterday"])
        .fails(2, &["\"yesterday\" is no date such as 2026-03-31"]);
    find(&desk, &["--kind", "marked"]).fails(2, &["markdown"]);
    find(&desk, &["--folder", "a["]).fails(2, &["\"a[\""]);
}

#[test]
fn a_shallow_clone_says_of_how_many_files_the_date_is_not_known() {
    let desk = desk();
    let from = format!("file://{}", desk.repo().display());
    let there = desk.repo().join("clone");
    desk.git(&["clone", "-q", "--depth", "1", &from, "clone"]);
    let run = desk.run(&[
        "-C",
        there.to_str().unwrap(),
        "evidence",
        "find",
        "--before",
        "2027",
    ]);
    run.fails(1, &["the last change is older than this clone's history"]);
}

#[test]
fn the_document_counts_what_matches_beyond_the_limit() {
    let told = find(&desk(), &["--folder", "releases", "--limit", "1", "--json"]).json();
    assert_eq!(told["paths"].as_array().unwrap().len(), 1);
    assert_eq!(told["matched"], 3);
}
