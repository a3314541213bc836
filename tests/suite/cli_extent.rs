//! The extent of a nonconformity by commands: searching for more of the same, deciding, and what a plan waits for.

#![allow(
    clippy::unwrap_used,
    clippy::indexing_slicing,
    reason = "a test that cannot go on fails here"
)]

use crate::cli_desk::Desk;

/// Makes an audit with a finding and the corrective action that answers it.
fn desk() -> (Desk, String, String) {
    let desk = Desk::audit();
    desk.write("releases/a.csv", "id,approved\n1,nobody\n2,board\n");
    desk.write("releases/b.csv", "id,approved\n3,Nobody\n4,nobody else\n");
    desk.write("releases/raw.bin", "nobody\0");
    desk.git(&["add", "releases"]);
    desk.git(&["commit", "-q", "-m", "Releases"]);
    let finding = desk
        .run(&["finding", "new", "a-1", "--type", "minor", "--row", "4.1"])
        .ok();
    let finding = finding.trim().to_owned();
    let action = desk.run(&["action", "new", &finding]).ok();
    let action = action.trim().to_owned();
    (desk, finding, action)
}

#[test]
fn a_search_from_the_finding_is_kept_in_its_corrective_action() {
    let (desk, finding, action) = desk();
    let run = desk.run(&["extent", "search", &finding, "nobody"]);
    assert!(run.err.contains("kept as search 1"), "{run:#?}");
    let out = run.ok();
    for place in ["releases/a.csv:2", "releases/b.csv:2", "releases/b.csv:3"] {
        assert!(out.contains(place), "{place} is missing in {out}");
    }
    assert!(out.contains("1 file could not be searched"), "{out}");
    let told = desk.run(&["extent", "show", &action, "--json"]);
    assert_eq!(told.status, 1);
    let told = told.json();
    assert_eq!((&told["hits"], &told["undecided"]), (&3.into(), &3.into()));
    let head = desk.git(&["rev-parse", "HEAD"]);
    assert_eq!(told["searches"][0]["commit"], head.trim());
    assert_eq!(told["searches"][0]["hit"][1]["text"], "3,Nobody");
}

#[test]
fn records_of_the_audit_are_no_case_of_what_they_speak_of() {
    let (desk, finding, action) = desk();
    desk.run(&[
        "finding",
        "set",
        &finding,
        "--statement",
        "approved by nobody",
    ])
    .ok();
    desk.run(&["commit"]).ok();
    let out = desk.run(&["extent", "search", &action, "nobody"]).ok();
    assert!(!out.contains("audits/"), "{out}");
}

#[test]
fn a_plan_waits_for_a_decision_about_each_place() {
    let (desk, finding, action) = desk();
    desk.run(&["extent", "search", &finding, "nobody", "--path", "**/*.csv"])
        .ok();
    let refused = desk.run(&["finding", "move", &finding, "accepted"]);
    assert_ne!(refused.status, 0);
    desk.run(&["extent", "decide", &action, "1", "3", "not-affected"])
        .fails(1, &["needs a reason"]);
    desk.run(&[
        "extent",
        "decide",
        &action,
        "1",
        "3",
        "not-affected",
        "--why",
        "a word of its own",
    ])
    .ok();
    desk.run(&["extent", "decide", &action, "1", "all", "affected"])
        .ok();
    let told = desk.run(&["extent", "show", &finding, "--json"]);
    assert_eq!(told.status, 0, "{told:#?}");
    assert_eq!(told.json()["affected"], 2);
    desk.run(&["extent", "decide", &action, "1", "1", "undecided"])
        .ok();
    let open = desk.run(&["extent", "show", &action, "--undecided"]);
    assert_eq!(open.status, 1);
    assert!(
        open.out.contains("releases/a.csv:2") && !open.out.contains("b.csv"),
        "{open:#?}"
    );
}

#[test]
fn a_search_made_again_after_edits_keeps_what_was_decided() {
    let (desk, _, action) = desk();
    desk.run(&[
        "extent",
        "search",
        &action,
        "nobody",
        "--path",
        "releases/a.csv",
    ])
    .ok();
    desk.run(&[
        "extent",
        "decide",
        &action,
        "1",
        "1",
        "affected",
        "--why",
        "not approved",
    ])
    .ok();
    desk.write(
        "releases/a.csv",
        "id,approved\n0,board\n1,nobody\n5,nobody\n",
    );
    desk.git(&["commit", "-q", "-a", "-m", "More releases"]);
    let out = desk
        .run(&[
            "extent",
            "search",
            &action,
            "nobody",
            "--path",
            "releases/a.csv",
        ])
        .ok();
    assert!(out.contains("2 hits, 1 affected, 1 undecided"), "{out}");
    assert!(
        out.contains("releases/a.csv:3: 1,nobody  (not approved)"),
        "{out}"
    );
}

#[test]
fn what_cannot_be_searched_is_told() {
    let (desk, finding, action) = desk();
    desk.run(&["extent", "search", &action, "("])
        .fails(2, &["error: "]);
    desk.run(&["extent", "search", &action, "x", "--path", "["])
        .fails(2, &["pattern"]);
    desk.run(&["extent", "search", &action, "x", "--repository", "models"])
        .fails(2, &["models"]);
    desk.run(&["extent", "search", "F-000000", "x"])
        .fails(2, &["F-000000"]);
    desk.run(&["extent", "decide", &action, "7", "1", "affected"])
        .fails(2, &["search 7"]);
    let none = desk.run(&["extent", "search", &finding, "zebra"]);
    assert_eq!(none.status, 1, "{none:#?}");
    desk.run(&["extent", "decide", &action, "1", "9", "affected"])
        .fails(1, &["no hit 9"]);
    desk.run(&["extent", "remove", &action, "1"]).ok();
    desk.run(&["extent", "remove", &action, "1"])
        .fails(1, &["no search 1"]);
}

#[test]
fn a_dry_run_keeps_nothing() {
    let (desk, _, action) = desk();
    let before = desk.everything();
    let out = desk
        .run(&[
            "extent",
            "search",
            &action,
            "nobody else",
            "--fixed",
            "--dry-run",
        ])
        .ok();
    assert!(out.contains("releases/b.csv:3"), "{out}");
    assert_eq!(desk.everything(), before);
}

#[test]
fn a_search_that_met_no_file_is_refused_and_not_kept() {
    let (desk, _, action) = desk();
    for path in ["relases", "./relases/", "**/*.cvs"] {
        let run = desk.run(&["extent", "search", &action, "nobody", "--path", path]);
        assert_eq!(run.status, 2, "{run:#?}");
        assert!(run.err.contains("there is no file in"), "{run:#?}");
    }
    let run = desk.run(&[
        "extent",
        "search",
        &action,
        "x",
        "--path",
        "releases/raw.bin",
    ]);
    assert!(run.err.contains("could be read as text"), "{run:#?}");
    let told = desk.run(&["extent", "show", &action, "--json"]).json();
    assert_eq!(told["searches"].as_array().unwrap().len(), 0);
}

#[test]
fn a_path_counts_from_the_folder_of_the_command_and_the_files_are_counted() {
    let (desk, _, action) = desk();
    let within = desk.repo().join("releases");
    let mut command = desk.command();
    command
        .current_dir(within)
        .args(["extent", "search", &action, "nobody", "--path", "./a.csv"]);
    let out = Desk::finish(&mut command.into()).ok();
    assert!(out.contains("in releases/a.csv"), "{out}");
    assert!(out.contains("among 1 file: 1 hit"), "{out}");
}
