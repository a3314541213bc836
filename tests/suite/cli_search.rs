//! Searching contents by command.

#![allow(
    clippy::unwrap_used,
    clippy::indexing_slicing,
    clippy::panic,
    reason = "a test that cannot go on fails here"
)]

use crate::cli_desk::Desk;

fn desk() -> Desk {
    let desk = Desk::audit();
    desk.write(
        "risk/decisions.md",
        "Accepted by nobody\nPending\npending review\n",
    );
    desk.write("logs/build.log", "ok\npending: \u{1b}[31mred\n");
    desk.write("chart.bin", "pending\0");
    desk.git(&["add", "risk", "logs", "chart.bin"]);
    desk.git(&["commit", "-q", "-m", "More evidence"]);
    desk
}

#[test]
fn lines_are_printed_with_path_and_number_and_what_was_not_searched_is_told() {
    let run = desk().run(&[
        "evidence", "search", "pending", "--path", "risk", "--path", "*.bin", "--path", "logs",
    ]);
    assert_eq!(
        run.out,
        "logs/build.log:2: pending: ^[[31mred\nrisk/decisions.md:2: Pending\nrisk/decisions.md:3: pending review\n"
    );
    assert!(run.err.contains("3 lines in 2 files"), "{run:#?}");
    assert!(
        run.err.contains("1 file not searched: 1 no text"),
        "{run:#?}"
    );
    assert_eq!(run.status, 0);
}

#[test]
fn a_pattern_is_a_regular_expression_unless_it_is_fixed() {
    let desk = desk();
    let out = |args: &[&str]| desk.run(&[&["evidence", "search"], args].concat());
    assert_eq!(
        out(&["^acc.*(nobody|n/a)$"]).ok(),
        "risk/decisions.md:1: Accepted by nobody\n"
    );
    assert_eq!(out(&["^acc", "--fixed"]).status, 1);
    assert_eq!(out(&["pend", "--word"]).status, 1);
    assert_eq!(
        out(&["pending", "--case", "--kind", "markdown"]).ok(),
        "risk/decisions.md:3: pending review\n"
    );
}

#[test]
fn nothing_found_is_a_no_and_nothing_searched_is_told() {
    let desk = desk();
    let run = desk.run(&["evidence", "search", "nowhere to be found"]);
    assert_eq!(run.status, 1);
    assert!(run.out.is_empty());
    let run = desk.run(&["evidence", "search", "pending", "--path", "risky"]);
    run.fails(1, &["no file was searched"]);
}

#[test]
fn a_limit_leaves_lines_out_and_counts_them() {
    let run = desk().run(&[
        "evidence", "search", "pending", "--limit", "1", "--kind", "markdown",
    ]);
    assert_eq!(run.out, "risk/decisions.md:2: Pending\n");
    assert!(
        run.err
            .contains("2 lines in 1 file, the first 1 are printed"),
        "{run:#?}"
    );
}

#[test]
fn the_past_is_searched_at_its_commit() {
    let desk = desk();
    let before = desk.git(&["rev-parse", "HEAD~1"]);
    let run = desk.run(&["evidence", "search", "pending", "--at", before.trim()]);
    assert_eq!(run.status, 1);
}

#[test]
fn wrong_patterns_places_kinds_and_commits_are_wrong_use() {
    let desk = desk();
    desk.run(&["evidence", "search", "a(b"])
        .fails(2, &["unclosed group", "--fixed"]);
    desk.run(&["evidence", "search", ""])
        .fails(2, &["it is empty"]);
    desk.run(&["evidence", "search", "x", "--path", "a["])
        .fails(2, &["\"a[\"", "hint: "]);
    desk.run(&["evidence", "search", "x", "--path", "../.."])
        .fails(2, &["outside the repository"]);
    desk.run(&["evidence", "search", "x", "--kind", "marked"])
        .fails(2, &["markdown"]);
    desk.run(&["evidence", "search", "x", "--at", "ffffffff"])
        .fails(2, &["no commit"]);
    desk.run(&["evidence", "search", "x", "--repository", "models"])
        .fails(2, &["models"]);
}

#[test]
fn the_document_groups_lines_by_file() {
    let desk = desk();
    let told = desk
        .run(&["evidence", "search", "pending", "--json"])
        .json();
    assert_eq!(told["commit"], desk.git(&["rev-parse", "HEAD"]).trim());
    assert_eq!(told["files"][1]["path"], "risk/decisions.md");
    assert_eq!(told["files"][1]["lines"][0]["line"], 2);
    assert_eq!(told["files"][1]["lines"][0]["found"], "Pending");
    assert_eq!(
        told["files"][1]["blob"],
        desk.git(&["rev-parse", "HEAD:risk/decisions.md"]).trim()
    );
    assert_eq!(told["lines"], 3);
    assert_eq!(told["not-searched"]["no-text"], 1);
}
