//! Documents that are written into a file: never over the records, and over no other work unasked.

#![allow(clippy::unwrap_used, reason = "a test that cannot go on fails here")]

use std::os::unix::fs::symlink;

use crate::cli_desk::Desk;

/// What of the desk is written by commands that take `-o`.
fn documents(file: &str) -> [Vec<&str>; 4] {
    [
        vec!["report", "a-1", "-o", file],
        vec!["checklist", "export", "house", "-o", file],
        vec!["management-review", "-o", file],
        vec!["programme", "report", "-o", file],
    ]
}

fn desk() -> Desk {
    let desk = Desk::audit();
    desk.run(&[
        "programme",
        "new",
        "--title",
        "Audits of a year",
        "--start",
        "2026-01-01",
        "--end",
        "2026-12-31",
    ])
    .ok();
    desk.run(&["commit"]).ok();
    desk
}

#[test]
fn no_document_is_written_over_what_is_the_workspace_s_own() {
    let desk = desk();
    symlink("audits", desk.repo().join("link")).unwrap();
    symlink("audits/a-1/audit.toml", desk.repo().join("plan.md")).unwrap();
    symlink("checklists/new.toml", desk.repo().join("dangling.md")).unwrap();
    let absolute = desk.repo().join("audits/a-1/audit.toml");
    let elsewhere = desk.repo().join("audits/../audits/new.md");
    for file in [
        "audits/a-1/audit.toml",
        "audits/programme.toml",
        "audits/new.md",
        "./risk/../audits/a-1/audit.toml",
        "link/a-1/audit.toml",
        "plan.md",
        "dangling.md",
        "AUDITS/a-1/new.md",
        "tickmark.toml",
        "Tickmark.toml",
        "checklists/house.toml",
        "checklists/other.csv",
        ".git/config",
        ".git/report.md",
        absolute.to_str().unwrap(),
        elsewhere.to_str().unwrap(),
    ] {
        for document in documents(file) {
            let run = desk.run(&document);
            run.fails(2, &["Could not write"]);
            let mut forced = document.clone();
            forced.push("--force");
            desk.run(&forced).fails(2, &["Could not write"]);
        }
    }
    assert_eq!(
        desk.git(&["status", "--porcelain", "--untracked-files=no"]),
        ""
    );
    assert_eq!(
        desk.git(&["status", "--porcelain", "audits", "checklists"]),
        ""
    );
}

#[test]
fn from_a_folder_within_the_records_and_from_outside_the_repository_it_is_the_same() {
    let desk = desk();
    let mut command = desk.command();
    command.current_dir(desk.repo().join("audits/a-1"));
    Desk::finish(assert_cmd::Command::from_std(command).args(["report", "a-1", "-o", "report.md"]))
        .fails(2, &["the records are there"]);
    let mut command = desk.command();
    command.current_dir(desk.yard());
    let args = [
        "checklist",
        "export",
        "iso-42001",
        "-o",
        "repo/tickmark.toml",
    ];
    Desk::finish(assert_cmd::Command::from_std(command).args(args))
        .fails(2, &["it is the workspace's own record"]);
}

#[test]
fn an_earlier_output_is_replaced_and_any_other_file_only_when_one_insists() {
    let desk = desk();
    for (at, document) in documents("out.txt").into_iter().enumerate() {
        desk.write("out.txt", "my own notes on the audit\n");
        desk.run(&document).fails(
            2,
            &["there is another file of that name", "replace it: --force"],
        );
        assert_eq!(desk.read("out.txt"), "my own notes on the audit\n");
        let mut forced = document.clone();
        forced.push("--force");
        desk.run(&forced).fails(0, &["wrote"]);
        let first = desk.read("out.txt");
        // Once more, as a pipeline does.
        desk.run(&document).fails(0, &["wrote"]);
        assert_eq!(desk.read("out.txt"), first, "{at}");
    }
}

#[test]
fn a_table_is_taken_in_beside_the_records_and_never_over_one() {
    let desk = desk();
    desk.run(&["checklist", "export", "house", "-o", "house.csv"])
        .ok();
    let import = |file: &str| {
        desk.run(&[
            "checklist",
            "import",
            "house.csv",
            "--id",
            "mine",
            "--title",
            "Mine",
            "-o",
            file,
        ])
    };
    import("audits/a-1/audit.toml").fails(2, &["the records are there"]);
    import("tickmark.toml").fails(2, &["the workspace's own record"]);
    import("risk/method.md").fails(2, &["there is another file of that name"]);
    import("checklists/mine.toml").ok();
    import("checklists/mine.toml").ok();
}
