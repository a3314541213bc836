//! Records of two auditors brought together by git itself, which asks the program for each.

use std::path::Path;

use crate::cli_desk::{Desk, Run};

/// Runs git with the program on its path, and tells whether it went well.
pub(crate) fn git(desk: &Desk, name: &str, args: &[&str]) -> Run {
    let program = Path::new(env!("CARGO_BIN_EXE_tickmark")).parent().unwrap();
    let path = std::env::var_os("PATH").unwrap_or_default();
    let mut all = vec![program.to_owned()];
    all.extend(std::env::split_paths(&path));
    let mail = format!("{}@example.org", name.to_lowercase());
    let output = desk
        .command_of("git")
        .env("PATH", std::env::join_paths(all).unwrap())
        .env("GIT_AUTHOR_NAME", name)
        .env("GIT_AUTHOR_EMAIL", &mail)
        .env("GIT_COMMITTER_NAME", name)
        .env("GIT_COMMITTER_EMAIL", &mail)
        .env("GIT_EDITOR", ":")
        .args(args)
        .output()
        .unwrap();
    Run {
        status: output.status.code().unwrap_or(-1),
        out: String::from_utf8_lossy(&output.stdout).into_owned(),
        err: String::from_utf8_lossy(&output.stderr).into_owned(),
    }
}

const SHEET: &str = "audits/a-1/answers/house/4.2.toml";

/// An audit of three auditors, committed.
fn planned() -> Desk {
    let desk = Desk::audit();
    for auditor in ["Ben <ben@example.org>", "Cleo <cleo@example.org>"] {
        desk.run(&["audit", "set", "a-1", "--auditor", auditor])
            .ok();
    }
    desk.run(&["commit", "-m", "Plan"]).ok();
    desk
}

/// An audit with a clause of which one row is answered and committed.
fn begun() -> Desk {
    let desk = planned();
    answer(&desk, "Cleo", "4.2#1", "conforming");
    desk
}

#[track_caller]
fn answer(desk: &Desk, name: &str, row: &str, verdict: &str) {
    let row = format!("house:{row}");
    let note = format!("Seen by {name}");
    desk.run_as(
        name,
        &[
            "answer",
            "a-1",
            &row,
            "--verdict",
            verdict,
            "--note",
            &note,
            "--method",
            "interview",
        ],
    )
    .ok();
    desk.run_as(name, &["commit", "-m", &format!("Answer {row}")])
        .ok();
}

/// Has Ben answer one thing on a branch of his own, and Ada another one on hers.
fn parted(desk: &Desk, theirs: (&str, &str), ours: (&str, &str)) {
    desk.git(&["switch", "-q", "-c", "ben"]);
    answer(desk, "Ben", theirs.0, theirs.1);
    desk.git(&["switch", "-q", "main"]);
    answer(desk, "Ada", ours.0, ours.1);
}

#[track_caller]
fn silent(desk: &Desk) {
    let told = desk.run(&["verify", "--strict"]);
    assert_eq!(told.status, 0, "{told:#?}");
    assert!(!told.out.contains("Worth knowing"), "{told:#?}");
}

#[test]
fn two_auditors_who_answer_different_rows_of_a_clause_merge_without_a_conflict() {
    let desk = begun();
    parted(&desk, ("4.2#2", "nonconforming"), ("4.2#1", "observation"));
    let merge = git(&desk, "Ada", &["merge", "--no-edit", "ben"]);
    assert_eq!(merge.status, 0, "{merge:#?}");
    let text = desk.read(SHEET);
    assert!(
        text.contains("observation") && text.contains("nonconforming"),
        "{text}"
    );
    assert!(
        text.contains("Seen by Ada") && text.contains("Seen by Ben"),
        "{text}"
    );
    assert_eq!(desk.git(&["status", "--porcelain"]), "");
    silent(&desk);
}

#[test]
fn a_sheet_that_both_begin_is_one_sheet() {
    let desk = planned();
    parted(&desk, ("4.2#2", "conforming"), ("4.2#1", "conforming"));
    let merge = git(&desk, "Ada", &["merge", "--no-edit", "ben"]);
    assert_eq!(merge.status, 0, "{merge:#?}");
    assert_eq!(desk.read(SHEET).matches("[[answer]]").count(), 2);
    silent(&desk);
}

#[test]
fn a_rebase_and_a_cherry_pick_merge_as_a_merge_does() {
    let desk = begun();
    parted(&desk, ("4.2#2", "nonconforming"), ("4.2#1", "observation"));
    desk.git(&["switch", "-q", "-c", "picked"]);
    let pick = git(&desk, "Ben", &["cherry-pick", "ben"]);
    assert_eq!(pick.status, 0, "{pick:#?}");
    let picked = desk.read(SHEET);
    assert!(
        picked.contains("Seen by Ada") && picked.contains("Seen by Ben"),
        "{picked}"
    );
    silent(&desk);
    desk.git(&["switch", "-q", "ben"]);
    let rebase = git(&desk, "Ben", &["rebase", "main"]);
    assert_eq!(rebase.status, 0, "{rebase:#?}");
    assert_eq!(desk.read(SHEET), picked);
    silent(&desk);
}

#[test]
fn what_both_answered_is_a_conflict_with_both_answers_in_the_file() {
    let desk = begun();
    parted(&desk, ("4.2#1", "nonconforming"), ("4.2#1", "observation"));
    let merge = git(&desk, "Ada", &["merge", "--no-edit", "ben"]);
    assert_eq!(merge.status, 1, "{merge:#?}");
    for text in [
        "Could not merge",
        SHEET,
        "answer[1]: both changed it",
        "observation",
        "nonconforming",
    ] {
        assert!(merge.err.contains(text), "{text}: {merge:#?}");
    }
    assert!(
        desk.git(&["status", "--porcelain"])
            .contains(&format!("UU {SHEET}"))
    );
    let text = desk.read(SHEET);
    assert!(
        text.contains("<<<<<<< ours\nverdict = \"observation\"\nnote = \"Seen by Ada\"\n=======\nverdict = \"nonconforming\"\nnote = \"Seen by Ben\"\n>>>>>>> theirs\n"),
        "{text}"
    );
    let doctor = desk.run(&["doctor"]);
    assert!(
        doctor.out.contains("two edits of it were not merged"),
        "{doctor:#?}"
    );
    // Whoever takes one of both has a lawful merge, which says what it chose.
    desk.git(&["checkout", "--theirs", SHEET]);
    desk.git(&["add", SHEET]);
    let commit = git(&desk, "Ada", &["commit", "-q", "--no-edit"]);
    assert_eq!(commit.status, 0, "{commit:#?}");
    assert_eq!(desk.run(&["verify"]).status, 0);
}

#[test]
fn a_finding_that_both_edit_and_one_hands_over_is_merged() {
    let desk = begun();
    let made = desk.run(&[
        "finding",
        "new",
        "a-1",
        "--type",
        "observation",
        "--criterion",
        "house:4.2",
        "--title",
        "Method",
    ]);
    let told = made.ok();
    let id = told
        .find("F-")
        .map(|at| told[at..at + 8].to_owned())
        .unwrap();
    desk.run(&["commit", "-m", "Draft"]).ok();
    desk.git(&["switch", "-q", "-c", "ben"]);
    desk.run_as(
        "Ben",
        &["finding", "set", &id, "--consequence", "Risks are missed"],
    )
    .ok();
    desk.run_as("Ben", &["commit", "-m", "What follows"]).ok();
    desk.git(&["switch", "-q", "main"]);
    desk.run(&[
        "finding",
        "set",
        &id,
        "--statement",
        "The method is not followed",
    ])
    .ok();
    desk.run(&["commit", "-m", "What is said"]).ok();
    let merge = git(&desk, "Ada", &["merge", "--no-edit", "ben"]);
    assert_eq!(merge.status, 0, "{merge:#?}");
    let text = desk.read(&format!("audits/a-1/findings/{id}.toml"));
    assert!(
        text.contains("Risks are missed") && text.contains("is not followed"),
        "{text}"
    );
    silent(&desk);
}

#[test]
fn a_version_that_is_broken_leaves_ours_as_it_was() {
    let desk = begun();
    let ours = desk.read(SHEET);
    desk.write("ours", &ours);
    desk.write("theirs", &ours.replace("\"conforming\"", "\"fine\""));
    desk.write("base", &ours.replace("Seen", "Heard"));
    let run = desk.run(&["merge-records", "base", "ours", "theirs", SHEET]);
    run.fails(
        2,
        &[
            "Could not merge",
            SHEET,
            "the version of theirs cannot be understood",
            "hint: ",
        ],
    );
    assert_eq!(desk.read("ours"), ours);
    desk.write("theirs", &ours.replace("schema = 1", "schema = 2"));
    let run = desk.run(&["merge-records", "base", "ours", "theirs", SHEET]);
    run.fails(2, &["schema 2, which is newer", "hint: "]);
    assert_eq!(desk.read("ours"), ours);
    desk.run(&["merge-records", "base", "ours", "nowhere", SHEET])
        .fails(2, &["there is no such file"]);
}

#[test]
fn a_merge_needs_no_workspace_and_says_nothing_when_all_is_well() {
    let desk = Desk::empty();
    desk.write("base", "schema = 1\n\na = 1\n\nb = 1\n");
    desk.write("ours", "schema = 1\n\na = 2\n\nb = 1\n");
    desk.write("theirs", "schema = 1\n\na = 1\n\nb = 2\n");
    let run = desk.run(&["merge-records", "base", "ours", "theirs"]);
    assert_eq!(
        (run.status, run.out.as_str(), run.err.as_str()),
        (0, "", ""),
        "{run:#?}"
    );
    assert_eq!(desk.read("ours"), "schema = 1\n\na = 2\n\nb = 2\n");
}

#[test]
fn a_workspace_is_made_with_the_attributes_of_its_records_and_a_clone_is_set_up_by_init() {
    let desk = Desk::bare();
    desk.run(&["init", "--organisation", "Example Ltd"]).ok();
    assert_eq!(
        desk.git(&["show", "--name-only", "--format="]),
        "audits/.gitattributes\ntickmark.toml\n"
    );
    let attributes = |path: &str| desk.git(&["check-attr", "merge", "text", "--", path]);
    assert_eq!(
        attributes(SHEET),
        format!("{SHEET}: merge: tickmark\n{SHEET}: text: set\n")
    );
    let kept = "audits/a-1/evidence/E-4T6W0N-policy.toml";
    assert_eq!(
        attributes(kept),
        format!("{kept}: merge: unset\n{kept}: text: unset\n")
    );
    let driver = desk.git(&["config", "merge.tickmark.driver"]);
    assert!(
        driver.contains("tickmark merge-records %O %A %B %P"),
        "{driver}"
    );
    assert!(!desk.run(&["doctor"]).out.contains("merging"));

    // As in another clone, which has the attributes alone.
    desk.git(&["config", "--remove-section", "merge.tickmark"]);
    let doctor = desk.run(&["doctor"]);
    assert!(doctor.out.contains("limited  merging"), "{doctor:#?}");
    assert!(
        doctor
            .out
            .contains("hint: let git merge them field by field: tickmark init")
    );
    let head = desk.git(&["rev-parse", "HEAD"]);
    let told = desk.run(&["init"]).ok();
    assert!(
        told.contains("this clone now merges records field by field"),
        "{told}"
    );
    assert_eq!(desk.git(&["config", "merge.tickmark.driver"]), driver);
    assert_eq!(desk.git(&["rev-parse", "HEAD"]), head);
    let again = desk.run(&["init", "--organisation", "Example Ltd"]).ok();
    assert!(again.contains("as before"), "{again}");
    desk.run(&["init", "--organisation", "Other"])
        .fails(2, &["is one already", "hint: "]);
}

#[test]
fn a_workspace_from_before_gets_the_attributes_and_a_file_of_ones_own_is_left_alone() {
    let desk = Desk::bare();
    desk.run(&["init", "--organisation", "Example Ltd"]).ok();
    desk.git(&["rm", "-q", "audits/.gitattributes"]);
    desk.git(&["commit", "-q", "-m", "As before"]);
    desk.write("risk/method.md", "edited\n");
    let told = desk.run(&["init"]).ok();
    assert!(told.contains("committed: audits/.gitattributes"), "{told}");
    assert_eq!(
        desk.git(&["show", "--name-only", "--format="]),
        "audits/.gitattributes\n"
    );
    assert_eq!(desk.git(&["status", "--porcelain"]), " M risk/method.md\n");

    desk.write("audits/.gitattributes", "*.toml text\n");
    desk.git(&["commit", "-q", "-m", "Ours", "--", "audits/.gitattributes"]);
    let run = desk.run(&["init"]);
    assert_eq!(run.status, 0, "{run:#?}");
    assert!(
        run.err.contains("**/*.toml merge=tickmark text eol=lf"),
        "{run:#?}"
    );
    assert_eq!(desk.read("audits/.gitattributes"), "*.toml text\n");
}

#[test]
fn an_organisation_is_needed_where_there_is_no_workspace() {
    let desk = Desk::bare();
    desk.run(&["init"])
        .fails(2, &["the organisation is missing", "hint: "]);
    let empty = Desk::empty();
    empty
        .run(&["init"])
        .fails(2, &["the organisation is missing"]);
    assert!(!empty.repo().join(".git").exists());
}

#[test]
fn where_the_program_is_not_on_the_path_git_merges_lines() {
    let desk = begun();
    parted(&desk, ("4.2#1", "nonconforming"), ("4.2#1", "observation"));
    let merge = desk
        .command_of("git")
        .env("PATH", "/usr/local/bin:/usr/bin:/bin")
        .args(["merge", "-q", "--no-edit", "ben"])
        .output()
        .unwrap();
    assert_eq!(merge.status.code(), Some(1), "{merge:?}");
    let text = desk.read(SHEET);
    assert!(
        text.contains("<<<<<<< ours\n") && text.contains(">>>>>>> theirs\n"),
        "{text}"
    );
}

#[test]
fn what_one_hands_over_is_not_changed_by_a_merge_of_what_another_wrote_meanwhile() {
    let desk = planned();
    desk.git(&["config", "core.editor", "true"]);
    desk.run(&["init"]).ok();
    let finding = crate::cli_findings::drafted(&desk);
    desk.run(&["commit", "-m", "Draft"]).ok();
    desk.git(&["switch", "-q", "-c", "ben"]);
    let path = format!("audits/a-1/findings/{finding}.toml");
    desk.run_as(
        "Ben",
        &["finding", "set", &finding, "--consequence", "Much worse."],
    )
    .ok();
    desk.run_as(
        "Ben",
        &[
            "finding",
            "set",
            &finding,
            "--statement",
            "Nothing serious happened at all.",
        ],
    )
    .ok();
    desk.run_as("Ben", &["commit", "-m", "Reword"]).ok();
    desk.git(&["switch", "-q", "main"]);
    desk.run(&["finding", "move", &finding, "issued"]).ok();
    desk.run(&["commit", "-m", "Issue"]).ok();
    let issued = desk.read(&path);
    let merge = git(&desk, "Ada", &["merge", "--no-edit", "ben"]);
    assert_eq!(merge.status, 1, "{merge:#?}");
    let all = format!("{}{}", merge.out, merge.err);
    assert!(
        all.contains("statement: one changed it, the other took a step that holds it fast"),
        "{merge:#?}"
    );
    let text = desk.read(&path);
    assert!(
        text.contains("<<<<<<<") && text.contains("Nothing serious"),
        "{text}"
    );
    // Kept as it was handed over, nothing is to be told.
    desk.git(&["checkout", "--ours", "--", &path]);
    assert_eq!(desk.read(&path), issued);
    desk.git(&["add", "."]);
    git(&desk, "Ada", &["commit", "-q", "--no-edit"]);
    let told = desk.run(&["verify"]);
    assert_eq!(told.status, 0, "{told:#?}");
    assert!(!told.out.contains("merged-late"), "{told:#?}");
}
