//! Independence and freshness by commands: what they print and how they end.

#![allow(
    clippy::unwrap_used,
    clippy::indexing_slicing,
    reason = "a test that cannot go on fails here"
)]

use crate::cli_desk::Desk;

/// Commits a file as somebody, on a day.
fn commit_as(desk: &Desk, who: &str, on: &str, path: &str, text: &str) {
    desk.write(path, text);
    desk.git(&["add", path]);
    let author = format!("--author={who}");
    let date = format!("--date={on}T12:00:00Z");
    desk.git(&["commit", "-q", &author, &date, "-m", "Change the method"]);
}

/// The audit `a-1` of Ada, who has worked on the method that she cites.
fn desk() -> Desk {
    let desk = Desk::audit();
    commit_as(
        &desk,
        "A. Auditor <ADA@example.org>",
        "2026-03-01",
        "risk/method.md",
        "hers\n",
    );
    desk.run(&[
        "audit",
        "set",
        "a-1",
        "--period-start",
        "2026-01-01",
        "--period-end",
        "2026-06-30",
    ])
    .ok();
    desk.run(&["evidence", "add", "a-1", "4.2#1", "risk/method.md"])
        .ok();
    desk
}

const OVERRIDE: [&str; 9] = [
    "independence",
    "override",
    "a-1",
    "--auditor",
    "ada@example.org",
    "--path",
    "risk/method.md",
    "--reason",
    "Ben reviews it",
];

fn approved<'a>(by: &'a str, words: &[&'a str]) -> Vec<&'a str> {
    let mut words = words.to_vec();
    words.extend(["--approved-by", by]);
    words
}

#[test]
fn a_conflict_ends_with_1_and_names_the_commits() {
    let desk = desk();
    let found = desk.run(&["independence", "check", "a-1"]);
    assert_eq!(found.status, 1, "{found:#?}");
    for words in [
        "1 conflict without a safeguard",
        "Ada Auditor has worked on risk/method.md, 1 commit",
        "cited in   house:4.2#1",
        "2026-03-01",
        "Change the method",
        "2026-01-01 to 2026-06-30, 1 cited file",
    ] {
        assert!(found.out.contains(words), "{words}: {found:#?}");
    }
    assert!(
        found
            .err
            .contains("where independence is not possible, name the safeguard")
    );
    let found = desk.run(&["independence", "check", "a-1", "--json"]);
    assert_eq!(found.status, 1);
    let found = found.json();
    assert_eq!(found["open"], 1);
    assert_eq!(found["conflicts"][0]["path"], "risk/method.md");
    assert_eq!(found["conflicts"][0]["commits"][0]["on"], "2026-03-01");
    assert_eq!(found["conflicts"][0]["cited-in"][0], "house:4.2#1");
    assert_eq!(found["auditors"][0]["standing"], "conflict");
}

#[test]
fn outside_of_the_audited_period_there_is_none() {
    let desk = desk();
    desk.run(&["audit", "set", "a-1", "--period-start", "2026-03-02"])
        .ok();
    let told = desk.run(&["independence", "check", "a-1"]).ok();
    assert!(told.contains("no conflict found"), "{told}");
    desk.run(&["audit", "set", "a-1", "--period-end", "2026-01-01"])
        .fails(2, &["the audited period would end before it starts"]);
}

#[test]
fn an_override_needs_a_second_person_and_settles_the_conflict() {
    let desk = desk();
    let before = desk.everything();
    let herself = approved("Ada <ada@example.org>", &OVERRIDE);
    desk.run(&herself)
        .fails(1, &["a second person does, not the auditor concerned"]);
    desk.run(&approved("Cy Cole", &OVERRIDE))
        .fails(2, &["names no person"]);
    let unknown = OVERRIDE.map(|word| match word {
        "ada@example.org" => "adda@example.org",
        other => other,
    });
    desk.run(&approved("Cy Cole <cy@example.org>", &unknown))
        .fails(2, &["did you mean ada@example.org?"]);
    let absolute = OVERRIDE.map(|word| match word {
        "risk/method.md" => "/etc/passwd",
        other => other,
    });
    desk.run(&approved("Cy Cole <cy@example.org>", &absolute))
        .fails(2, &["is absolute"]);
    assert_eq!(before, desk.everything());
    let done = desk.run(&approved("Cy Cole <cy@example.org>", &OVERRIDE));
    assert!(done.err.is_empty(), "{done:#?}");
    assert_eq!(done.ok(), "a-1: 1 conflict with a safeguard\n");
    let told = desk.run(&["independence", "check", "a-1"]).ok();
    assert!(told.contains("safeguard  Ben reviews it  (by Ada Auditor, approved by Cy Cole"));
    let shown = desk.run(&["audit", "show", "a-1"]).ok();
    assert!(
        shown.contains("safeguard: Ada Auditor on risk/method.md: Ben reviews it"),
        "{shown}"
    );
}

#[test]
fn an_override_without_a_conflict_says_so() {
    let desk = desk();
    let elsewhere = OVERRIDE.map(|word| match word {
        "risk/method.md" => "policy/**",
        other => other,
    });
    let done = desk.run(&approved("Cy Cole <cy@example.org>", &elsewhere));
    assert!(
        done.err.contains("no conflict is known that this settles"),
        "{done:#?}"
    );
    assert!(done.out.contains("1 conflict without a safeguard"));
}

#[test]
fn an_audit_with_an_open_conflict_is_not_issued() {
    let desk = desk();
    desk.write_frame("a-1");
    desk.run(&["audit", "move", "a-1", "reporting"]).ok();
    desk.run(&["audit", "move", "a-1", "issued"])
        .fails(1, &["1 conflict of independence has no safeguard"]);
    desk.run(&approved("Cy Cole <cy@example.org>", &OVERRIDE))
        .ok();
    let refused = desk.run(&["audit", "move", "a-1", "issued"]);
    assert!(!refused.err.contains("independence"), "{refused:#?}");
}

#[test]
fn status_plan_review_and_report_tell_of_it() {
    let desk = desk();
    let status = desk.run(&["status", "a-1"]).ok();
    assert!(
        status
            .contains("team      1 conflict without a safeguard: tickmark independence check a-1"),
        "{status}"
    );
    let status = desk.run(&["status", "--json"]).json();
    assert_eq!(status["audits"][0]["independence"]["open"], 1);
    assert_eq!(status["audits"][0]["independence"]["determined"], true);
    let shown = desk.run(&["audit", "show", "a-1"]).ok();
    assert!(
        shown.contains("independence: 1 conflict without a safeguard"),
        "{shown}"
    );
    let review = desk.run(&["commit", "--dry-run"]);
    let all = format!("{}{}", review.out, review.err);
    assert!(
        all.contains("Ada Auditor has worked on risk/method.md (1 commit"),
        "{all}"
    );
    let report = desk.run(&["report", "a-1"]).ok();
    assert!(
        report.contains("| ada@example.org | conflict |"),
        "{report}"
    );
    assert!(report.contains("**No safeguard is named.**"));
    desk.run(&approved("Cy Cole <cy@example.org>", &OVERRIDE))
        .ok();
    let report = desk.run(&["report", "a-1"]).ok();
    assert!(report.contains("conflict with a safeguard"), "{report}");
    assert!(report.contains("Ben reviews it"));
}

#[test]
fn areas_are_assigned_and_held_against_the_history() {
    let desk = desk();
    let assign = ["audit", "assign", "a-1", "--auditor", "ada@example.org"];
    let with = |more: &[&'static str]| {
        let words: Vec<&str> = assign.iter().chain(more).copied().collect();
        desk.run(&words)
    };
    with(&[]).fails(2, &["name clauses or paths"]);
    with(&["--path", "risk"]).fails(1, &["has no clauses that the area could belong to"]);
    with(&["--clause", "9.9"]).fails(2, &["no clause or control of that number"]);
    with(&["--clause", "4", "--path", "risk/**"]).ok();
    let again = with(&["--path", "risk/**"]);
    assert!(again.err.contains("nothing has changed"), "{again:#?}");
    let found = desk.run(&["independence", "check", "a-1", "--json"]).json();
    assert_eq!(found["areas"], 1);
    let areas: Vec<_> = found["conflicts"]
        .as_array()
        .unwrap()
        .iter()
        .map(|c| &c["area"])
        .collect();
    assert!(areas.iter().any(|area| *area == "risk/**"), "{found:#}");
}

#[test]
fn a_shallow_clone_cannot_tell_and_never_passes() {
    let desk = desk();
    desk.run(&["commit", "-m", "Records"]).ok();
    let url = format!("file://{}", desk.repo().display());
    desk.git(&["clone", "-q", "--depth", "1", &url, "shallow"]);
    let found = desk.run(&["-C", "shallow", "independence", "check", "a-1"]);
    assert_eq!(found.status, 1, "{found:#?}");
    assert!(
        found.out.contains("cannot tell for the time up to"),
        "{found:#?}"
    );
    assert!(found.out.contains("not determined"), "{found:#?}");
    assert!(!found.out.contains("no conflict found"), "{found:#?}");
}

#[test]
fn a_mailmap_of_strange_bytes_changes_nothing() {
    let desk = desk();
    let path = desk.repo().join(".mailmap");
    std::fs::write(
        &path,
        b"\xff<\0>\x1b]0;x\x07 <ada@example.org>\n<x@example.org> <ada@example.org>\n",
    )
    .unwrap();
    let found = desk.run(&["independence", "check", "a-1"]);
    assert_eq!(found.status, 1, "{found:#?}");
    assert!(!found.out.contains('\u{1b}'));
}

#[test]
fn the_subject_of_a_commit_cannot_reach_the_terminal() {
    let desk = desk();
    desk.write("risk/method.md", "again\n");
    desk.git(&["add", "risk"]);
    desk.git(&[
        "commit",
        "-q",
        "--date=2026-04-01T12:00:00Z",
        "-m",
        "Mend\u{1b}[2J\u{202e} it",
    ]);
    let found = desk.run(&["independence", "check", "a-1"]);
    assert!(found.out.contains("Mend^[[2J\\u{202e} it"), "{found:#?}");
}

const LIMIT: &str = "
[[freshness]] # ours
name = \"risk papers\"
paths = [\"risk/**\"]
days = 90
";

#[test]
fn stale_evidence_is_listed_counted_and_told() {
    let desk = Desk::audit();
    commit_as(
        &desk,
        "Ben <ben@example.org>",
        "2020-01-01",
        "risk/old.md",
        "old\n",
    );
    let record = desk.read("tickmark.toml") + LIMIT;
    desk.write("tickmark.toml", &record);
    let id = desk
        .run(&["evidence", "add", "a-1", "4.1#1", "risk/old.md"])
        .ok();
    desk.run(&["evidence", "add", "a-1", "4.2#1", "checklists/house.toml"])
        .ok();
    desk.run(&["evidence", "check", "a-1"]).ok();
    let stale = desk.run(&["evidence", "check", "a-1", "--stale"]);
    assert_eq!(stale.status, 1, "{stale:#?}");
    assert_eq!(stale.out.lines().count(), 1, "{stale:#?}");
    assert!(stale.out.contains(id.trim()) && stale.out.contains("stale: "));
    assert!(stale.err.contains("1 stale"), "{stale:#?}");
    let stale = desk.run(&["evidence", "check", "--json"]).json();
    assert_eq!(stale["stale"], 1);
    let words: Vec<_> = stale["citations"]
        .as_array()
        .unwrap()
        .iter()
        .map(|c| c["freshness"].clone())
        .collect();
    assert_eq!(words, ["stale", "fresh"]);
    assert_eq!(stale["citations"][0]["dated"], "2020-01-01");
    assert_eq!(stale["citations"][0]["limit"]["name"], "risk papers");
    let shown = desk.run(&["evidence", "show", "a-1", id.trim()]).ok();
    assert!(
        shown.contains("of 2020-01-01, ") && shown.contains("the limit for \"risk papers\" is 90")
    );
    let status = desk.run(&["status", "a-1"]).ok();
    assert!(status.contains("freshness 1 stale"), "{status}");
    assert_eq!(
        desk.run(&["status", "--json"]).json()["audits"][0]["stale"],
        1
    );
    let report = desk.run(&["report", "a-1"]).ok();
    assert!(report.contains("1 fresh, 1 stale"), "{report}");
    // Saving the workspace keeps what is written there.
    assert_eq!(desk.read("tickmark.toml"), record);
}

#[test]
fn a_limit_with_a_fault_is_told_with_its_place() {
    let desk = Desk::audit();
    let record = desk.read("tickmark.toml");
    for (from, to, said) in [
        ("risk/**", "../risk", "goes through . or .."),
        ("days = 90", "days = -1", "tickmark.toml:"),
        (
            "paths = [",
            "kinds = [\"intervew\"]\npaths = [",
            "interview",
        ),
    ] {
        desk.write(
            "tickmark.toml",
            &(record.clone() + &LIMIT.replace(from, to)),
        );
        desk.run(&["status"]).fails(2, &["tickmark.toml:", said]);
    }
    let twice = format!("{record}{LIMIT}{LIMIT}");
    desk.write("tickmark.toml", &twice);
    let told = desk.run(&["doctor"]);
    assert!(
        told.out.contains("two limits are called risk papers"),
        "{told:#?}"
    );
}
