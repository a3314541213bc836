//! What cannot be read, or must not be changed, is told by every command and never passed over.

#![allow(
    clippy::unwrap_used,
    clippy::indexing_slicing,
    reason = "a test that cannot go on fails here"
)]

use std::fs;

use super::cli_desk::Desk;

/// Drafts an observation and returns its id.
fn drafted(desk: &Desk) -> String {
    let args = [
        "finding",
        "new",
        "a-1",
        "--row",
        "4.1",
        "--type",
        "observation",
        "--title",
        "Late entries",
        "--statement",
        "Entries are made late",
        "--evidence",
        "risk/method.md:1-3",
    ];
    desk.run(&args).ok().trim().to_owned()
}

#[test]
fn a_finding_that_cannot_be_read_is_missed_by_every_command_that_would_show_it() {
    let desk = Desk::audit();
    let id = drafted(&desk);
    let path = format!("audits/a-1/findings/{id}.toml");
    desk.write(&path, "schema = 1\ntitle = 3\n");
    let named = format!("cannot be read: {path}:");
    desk.run(&["finding", "list"]).fails(0, &[&named]);
    desk.run(&["action", "list"]).fails(0, &[&named]);
    desk.run(&["status", "--json"]).fails(1, &[&named]);
    desk.run(&["management-review"])
        .fails(1, &[&named, "nothing of that is counted"]);
    desk.run(&["evidence", "check"]).fails(1, &[&named]);
    desk.run(&["finding", "show", &id])
        .fails(2, &[&format!("Could not read {path}:"), "hint: "]);
    let report = desk.run(&["report", "a-1"]);
    report.fails(2, &["Could not write the report of a-1: 1 record", &path]);
    assert_eq!(report.out, "");
}

#[test]
fn a_finding_keeps_its_type_and_its_texts_once_it_is_handed_over() {
    let desk = Desk::audit();
    let id = drafted(&desk);
    let set = |option: &str, text: &str| desk.run(&["finding", "set", &id, option, text]);
    set("--type", "opportunity").ok();
    desk.run(&["finding", "move", &id, "noted"]).ok();
    let before = desk.everything();
    set("--type", "major").fails(
        1,
        &[
            "Could not change the grade",
            "hint: tickmark finding reclassify",
        ],
    );
    set("--title", "Late").fails(
        1,
        &[
            "the title is what the auditee was told",
            "hint: tickmark finding amend",
        ],
    );
    assert_eq!(desk.everything(), before);
    set("--type", "opportunity").ok();
    set("--response", "We shall see").ok();
}

#[test]
fn a_finding_repeats_only_what_there_is() {
    let desk = Desk::audit();
    let id = drafted(&desk);
    desk.run(&["finding", "set", &id, "--repeats", "F-000000"])
        .fails(2, &["Could not find the finding F-000000"]);
    desk.run(&["finding", "set", &id, "--repeats", &id]).ok();
    assert!(
        !desk
            .read(&format!("audits/a-1/findings/{id}.toml"))
            .contains("repeats")
    );
}

#[test]
fn what_is_done_was_done_by_today_and_in_a_commit_that_is_there() {
    let desk = Desk::audit();
    let finding = desk
        .run(&["finding", "new", "a-1", "--row", "4.1", "--type", "minor"])
        .ok();
    let action = desk.run(&["action", "new", finding.trim()]).ok();
    let action = action.trim();
    desk.run(&[
        "action",
        "set",
        action,
        "--add-action",
        "Do it",
        "--due",
        "2999-01-01",
    ])
    .ok();
    desk.run(&[
        "action",
        "set",
        action,
        "--done",
        "1",
        "--done-on",
        "2999-01-01",
    ])
    .fails(2, &["has not come yet"]);
    desk.run(&[
        "action",
        "set",
        action,
        "--done",
        "1",
        "--fixed-in",
        "deadbeef",
    ])
    .fails(2, &["there is no commit \"deadbeef\""]);
    desk.run(&["action", "set", action, "--done", "1", "--fixed-in", "HEAD"])
        .ok();
    let head = desk.git(&["rev-parse", "HEAD"]);
    let record = desk.read(&format!("audits/a-1/actions/{action}.toml"));
    assert!(record.contains(head.trim()), "{record}");
}

#[test]
fn a_file_that_is_cited_whole_is_shown_up_to_a_limit() {
    let desk = Desk::audit();
    let long = (1..=5000).fold(String::new(), |text, n| text + &format!("line {n}\n"));
    desk.write("long.txt", &long);
    desk.git(&["add", "long.txt"]);
    desk.git(&["commit", "-q", "-m", "Long"]);
    desk.run(&[
        "answer",
        "a-1",
        "4.1",
        "--evidence",
        "long.txt",
        "--evidence",
        "long.txt:1-900",
    ])
    .ok();
    let checked = desk.run(&["evidence", "check", "--json"]).json();
    let show = |at: usize| {
        let id = checked["citations"][at]["id"].as_str().unwrap();
        desk.run(&["evidence", "show", "a-1", id]).ok()
    };
    let whole = show(0);
    assert!(whole.lines().count() < 250, "{}", whole.lines().count());
    assert!(whole.contains("... and 4800 more lines"), "{whole}");
    assert!(show(1).contains("  900  line 900"));
}

#[test]
fn files_that_are_no_checklist_are_named_and_own_ones_judged_whole() {
    let desk = Desk::audit();
    desk.write("checklists/notes.toml", "nothing = 1\n");
    desk.write(
        "checklists/odd.toml",
        "schema = 1\nid = \"odd\"\ntitle = \"Odd\"\nstandard = \"Odd\"\nstandart = 1\n",
    );
    let listed = desk.run(&["checklist", "list"]);
    listed.fails(0, &["no checklist: checklists/notes.toml"]);
    let listed = desk.run(&["checklist", "list", "--json"]).json();
    assert_eq!(listed["broken"][0]["path"], "checklists/notes.toml");
    for args in [vec!["checklist", "lint"], vec!["checklist", "lint", "odd"]] {
        let judged = desk.run(&args);
        assert_eq!(judged.status, 1);
        assert!(
            judged
                .out
                .contains("checklists/odd.toml:5:1: there is no key \"standart\" here"),
            "{judged:?}"
        );
    }
    let all = desk.run(&["checklist", "lint"]);
    assert!(all.out.contains("checklists/notes.toml:1:1"), "{all:?}");
}

#[cfg(unix)]
#[test]
fn records_behind_a_link_are_neither_read_nor_written() {
    let desk = Desk::audit();
    desk.run(&["commit"]).ok();
    let outside = tempfile::tempdir().unwrap();
    fs::rename(desk.repo().join("audits"), outside.path().join("audits")).unwrap();
    std::os::unix::fs::symlink(outside.path().join("audits"), desk.repo().join("audits")).unwrap();
    let before = fs::read(outside.path().join("audits/a-1/audit.toml")).unwrap();
    for args in [
        vec!["status"],
        vec!["answer", "a-1", "4.1", "--note", "x"],
        vec!["new", "b", "--title", "B", "--checklist", "house"],
        vec!["commit"],
    ] {
        desk.run(&args)
            .fails(3, &["audits leads through a symbolic link", "hint: "]);
    }
    assert_eq!(
        fs::read(outside.path().join("audits/a-1/audit.toml")).unwrap(),
        before
    );
    assert_eq!(
        fs::read_dir(outside.path().join("audits")).unwrap().count(),
        2,
        "the audit, and the attributes of all"
    );
}

#[test]
fn an_audit_has_a_title() {
    let desk = Desk::audit();
    desk.run(&["new", "b", "--title", " ", "--checklist", "house"])
        .fails(2, &["it has no title"]);
    assert!(!desk.repo().join("audits/b").exists());
}

#[test]
fn lines_that_are_no_lines_are_explained() {
    let desk = Desk::audit();
    for lines in ["9-3", "0-3"] {
        desk.run(&[
            "answer",
            "a-1",
            "4.1",
            "--evidence",
            &format!("risk/method.md:{lines}"),
        ])
        .fails(2, &["hint: lines are written PATH:FIRST-LAST"]);
    }
    let beyond = desk.run(&["answer", "a-1", "4.1", "--evidence", "risk/method.md:10-99"]);
    beyond.fails(2, &["has 30 lines"]);
    assert!(!beyond.err.contains("--worktree"), "{beyond:?}");
}

#[test]
fn a_checklist_of_which_a_row_cannot_be_answered_is_not_audited_against() {
    let desk = Desk::audit();
    let house = desk.read("checklists/house.toml");
    for (old, new, why) in [
        ("ref = \"4.2\"", "ref = \"4.1\"", "4.1 is there twice"),
        ("id = \"2\"", "id = \"1\"", "4.2 has two questions 1"),
        (
            "title = \"Risks\"",
            "title = \"Risks\"\nparent = \"4.1\"",
            "4 is above itself",
        ),
    ] {
        desk.write("checklists/house.toml", &house.replace(old, new));
        desk.run(&["new", "b", "--title", "B", "--checklist", "house"])
            .fails(
                2,
                &[why, "hint: all its faults: tickmark checklist lint house"],
            );
    }
    assert!(!desk.repo().join("audits/b").exists());
}

#[test]
fn the_list_of_checklists_tells_own_ones_and_two_of_one_id() {
    let desk = Desk::audit();
    desk.write("checklists/other.toml", &desk.read("checklists/house.toml"));
    let listed = desk.run(&["checklist", "list"]);
    listed.fails(0, &["no checklist: checklists/other.toml", "has already"]);
    assert!(listed.out.contains("checklists/house.toml"), "{listed:?}");
    let listed = desk.run(&["checklist", "list", "--json"]).json();
    let ids: Vec<&str> = listed["checklists"]
        .as_array()
        .unwrap()
        .iter()
        .filter_map(|row| row["id"].as_str())
        .collect();
    assert_eq!((ids[0], ids.last()), ("iso-42001", Some(&"house")));
    let own = listed["checklists"].as_array().unwrap().last().unwrap();
    assert_eq!(own["file"], "checklists/house.toml");
}

#[test]
fn no_repository_is_made_within_another_by_a_slip() {
    let desk = Desk::bare();
    desk.run(&["init", "--organisation", "X", "sub"])
        .fails(2, &["would be within the repository", "hint: "]);
    assert!(!desk.repo().join("sub").exists());
    let empty = Desk::empty();
    empty.run(&["init", "--organisation", "X", "sub"]).ok();
    assert!(empty.repo().join("sub/tickmark.toml").is_file());
}

#[test]
fn a_workspace_is_not_taken_for_the_demo() {
    let desk = Desk::audit();
    desk.run(&["demo", ".", "--no-open"])
        .fails(2, &["is a workspace of Example Ltd", "hint: "]);
}

#[test]
fn a_record_never_grows_beyond_what_can_be_read() {
    let desk = Desk::audit();
    let long = "x".repeat(700_000);
    let answer = |row: &str| desk.run_with_stdin(&["answer", "a-1", row, "--note", "-"], &long);
    answer("4.2#1").ok();
    let before = desk.everything();
    answer("4.2#2").fails(2, &["a record has at most 1048576", "hint: "]);
    assert_eq!(desk.everything(), before);
}

#[test]
fn a_committed_record_is_withdrawn_and_never_removed() {
    let desk = Desk::audit();
    let id = drafted(&desk);
    desk.run(&["commit"]).ok();
    let path = format!("audits/a-1/findings/{id}.toml");
    fs::remove_file(desk.repo().join(&path)).unwrap();
    desk.run(&["commit"]).fails(
        1,
        &[
            &format!("{id} was removed"),
            &format!("git checkout -- '{path}'"),
        ],
    );
    desk.git(&["checkout", "--", &path]);
    fs::remove_file(desk.repo().join("audits/a-1/audit.toml")).unwrap();
    desk.run(&["status"])
        .fails(1, &["cannot be read: audits/a-1/audit.toml"]);
    desk.run(&["commit"]).fails(1, &["was removed"]);
}
