//! What the auditor saw, what happened since, and pinning anew, by commands.

#![allow(
    clippy::unwrap_used,
    clippy::indexing_slicing,
    reason = "a test that cannot go on fails here"
)]

use serde_json::json;

use crate::cli_desk::Desk;

/// Cites something in the second question and returns the citation's id.
fn cite(desk: &Desk, target: &str) -> String {
    let id = desk.run(&["evidence", "add", "a-1", "4.2#1", target]).ok();
    desk.run(&["commit", "a-1"]).ok();
    id.trim().to_owned()
}

fn commit(desk: &Desk, subject: &str) -> String {
    desk.git(&["add", "-A", "risk"]);
    desk.git(&["commit", "-qm", subject]);
    desk.git(&["rev-parse", "HEAD"]).trim().to_owned()
}

fn answers(desk: &Desk) -> String {
    desk.read("audits/a-1/answers/house/4.2.toml")
}

/// Lines of a rule that are long enough to be known again.
fn rules() -> Vec<String> {
    (1..=20)
        .map(|n| format!("{n}. Rule number {n} is kept by its owner."))
        .collect()
}

fn text(lines: &[String]) -> String {
    lines.join("\n") + "\n"
}

#[test]
fn moved_lines_are_shown_with_both_numbers_and_the_commits_in_between() {
    let desk = Desk::audit();
    let id = cite(&desk, "risk/method.md:10-11");
    let method = desk.read("risk/method.md");
    desk.write("risk/method.md", &format!("preamble\n{method}"));
    let shift = commit(&desk, "Put a preamble first");
    let shown = desk.run(&["evidence", "show", "a-1", &id]);
    assert_eq!(shown.status, 1);
    for part in [
        "moved: moved to risk/method.md:11-12\n",
        "   10    11  line 10\n",
        "since it was cited, 1 commit that touched the file\n",
        "  Ada Auditor  Put a preamble first\n",
    ] {
        assert!(shown.out.contains(part), "{part}: {shown:#?}");
    }
    let told = desk.run(&["evidence", "show", "a-1", &id, "--json"]).json();
    assert_eq!(told["between"]["since"], "pinned");
    let first = &told["between"]["commits"][0];
    assert_eq!(first["commit"], json!(shift));
    assert_eq!(first["touches"], json!(false));
    assert_eq!(first["author"], "Ada Auditor <ada@example.org>");
    assert_eq!(told["now-lines"], json!([11, 12]));
    assert_eq!(told["likeness"], 100);
    assert_eq!(told["proposals"], json!([]));
}

#[test]
fn a_large_log_is_compared_whole() {
    let desk = Desk::audit();
    let row = |n: usize| format!("{n:>7} {}\n", "x".repeat(991));
    let log: String = (1..=4500).map(row).collect();
    assert!(log.len() > 4 << 20);
    desk.write("risk/events.log", &log);
    commit(&desk, "Take the log in");
    let id = cite(&desk, "risk/events.log");
    desk.write("risk/events.log", &(log.clone() + "one more\n"));
    commit(&desk, "One more row");
    let shown = desk.run(&["evidence", "show", "a-1", &id]);
    assert_eq!(shown.status, 1);
    assert!(shown.out.contains("\n+one more\n"), "{}", shown.out);
    let removed = |line: &&str| line.starts_with('-') && !line.starts_with("---");
    assert_eq!(shown.out.lines().filter(removed).count(), 0);
    let told = desk.run(&["evidence", "show", "a-1", &id, "--json"]).json();
    assert_eq!(told["now"].as_str().unwrap().len(), log.len() + 9);
    assert!(
        told["likeness"].as_u64().unwrap() >= 99,
        "{}",
        told["likeness"]
    );
    let log = desk.run(&["evidence", "show", "a-1", &id, "--log"]).out;
    assert!(log.contains("\n+one more\n"));
    assert_eq!(log.lines().filter(removed).count(), 0);
}

#[test]
fn what_is_there_and_cannot_be_read_is_not_shown_as_gone() {
    let desk = Desk::audit();
    let id = cite(&desk, "risk/register.csv");
    desk.write("risk/register.csv", "id,system\n1,other\n");
    commit(&desk, "Another register");
    let blob = desk.git(&["rev-parse", "HEAD:risk/register.csv"]);
    let (folder, file) = blob.trim().split_at(2);
    let object = desk.repo().join(".git/objects").join(folder).join(file);
    std::fs::remove_file(object).unwrap();
    let shown = desk.run(&["evidence", "show", "a-1", &id]);
    let why = format!("git has no object {}", blob.trim());
    let told = desk.run(&["evidence", "show", "a-1", &id, "--json"]).json();
    assert!(
        told["now-missing"].as_str().unwrap().contains(&why),
        "{told:#}"
    );
    assert!(told["likeness"].is_null());
    let said = format!("what is there cannot be shown: Could not read what was cited: {why}");
    assert!(shown.out.contains(&said), "{shown:#?}");
}

/// Cites a draft that is not committed, commits it as somebody says, and then another text in its place.
fn cite_a_draft(desk: &Desk, as_cited: bool) -> String {
    desk.write("risk/draft.md", "the draft\n");
    let args = [
        "evidence",
        "add",
        "a-1",
        "4.2#1",
        "risk/draft.md",
        "--worktree",
    ];
    desk.run(&args).ok();
    if !as_cited {
        desk.write("risk/draft.md", "nearly the draft\n");
    }
    let first = commit(desk, "Take the draft in");
    desk.write("risk/draft.md", "something else\n");
    commit(desk, "Change the draft");
    first
}

/// Returns what the check says of the only citation: its state, and why.
fn checked(desk: &Desk) -> (String, String) {
    let told = desk.run(&["evidence", "check", "--json"]).json();
    let said = |key: &str| {
        told["citations"][0][key]
            .as_str()
            .unwrap_or_default()
            .to_owned()
    };
    (said("state"), said("phrase"))
}

#[test]
fn what_was_committed_once_is_never_called_uncommitted_for_a_fault_of_the_history() {
    let desk = Desk::audit();
    let first = cite_a_draft(&desk, true);
    assert_eq!(checked(&desk).0, "changed");
    let tree = desk.git(&["rev-parse", &format!("{first}^{{tree}}")]);
    let (folder, file) = tree.trim().split_at(2);
    let object = desk.repo().join(".git/objects").join(folder).join(file);
    std::fs::remove_file(object).unwrap();
    let (state, phrase) = checked(&desk);
    assert_eq!(state, "cannot-judge");
    assert!(
        phrase.contains("whether it was committed as cited is not known"),
        "{phrase}"
    );
}

/// Makes so many commits that touch nothing.
fn commit_on_and_on(desk: &Desk, commits: u64) {
    let mut stream = String::new();
    for number in 1..=commits {
        let made = format!(
            "commit refs/heads/main\ncommitter Ada <ada@example.org> {} +0000\ndata 1\n.\n",
            4_000_000_000u64 + number
        );
        stream += &made;
        if number == 1 {
            stream += "from refs/heads/main^0\n";
        }
    }
    let import = desk.yard().join("stream");
    std::fs::write(&import, stream).unwrap();
    let mut command = desk.command_of("git");
    let input = std::fs::File::open(import).unwrap();
    let status = command
        .args(["fast-import", "--quiet"])
        .stdin(input)
        .status();
    assert!(status.unwrap().success());
}

#[test]
fn a_history_too_long_to_be_looked_through_calls_nothing_uncommitted() {
    let desk = Desk::audit();
    cite_a_draft(&desk, false);
    assert_eq!(checked(&desk).1, "never committed as cited");
    commit_on_and_on(&desk, 5_000);
    let (state, phrase) = checked(&desk);
    assert_eq!(state, "cannot-judge");
    assert!(phrase.contains("only the newest 5000 commits"), "{phrase}");
}

#[test]
fn since_when_a_file_is_as_it_is_is_known_however_long_nobody_has_touched_it() {
    let desk = Desk::audit();
    commit_on_and_on(&desk, 20_001);
    desk.run(&["evidence", "add", "a-1", "4.2#1", "risk/method.md"])
        .ok();
    let made = desk.git(&["log", "-1", "--format=%as", "--", "risk/method.md"]);
    let record = answers(&desk);
    let said = format!("effective = {}\n", made.trim());
    assert!(record.contains(&said), "{record}");
}

#[test]
fn moved_lines_are_pinned_where_they_are_now_and_the_old_pin_stays() {
    let desk = Desk::audit();
    let id = cite(&desk, "risk/method.md:10-11");
    let old = desk.git(&["rev-parse", "HEAD~1"]);
    let method = desk.read("risk/method.md");
    desk.write("risk/method.md", &format!("preamble\n{method}"));
    let shift = commit(&desk, "Shift");
    desk.run(&["evidence", "repin", "a-1", &id])
        .fails(2, &["--why"]);
    desk.run(&["evidence", "repin", "a-1", &id, "--why", " "])
        .fails(1, &["it needs a reason"]);
    let said = desk
        .run(&[
            "evidence",
            "repin",
            "a-1",
            &id,
            "--why",
            "moved by a preamble",
        ])
        .ok();
    assert!(said.contains("cited: risk/method.md:10-11 at "), "{said}");
    assert!(said.contains("now: risk/method.md:11-12\n"), "{said}");
    assert!(said.contains("   10    11  line 10"), "{said}");
    assert!(said.contains("+preamble"), "both sides are shown: {said}");
    let record = answers(&desk);
    assert!(record.contains("lines = [11, 12]"), "{record}");
    assert!(
        record.contains(&format!("commit = \"{shift}\"")),
        "{record}"
    );
    for part in [
        "[[answer.evidence.earlier]]",
        "lines = [10, 11]",
        &format!("commit = \"{}\"", old.trim()),
        "why = \"moved by a preamble\"",
        "Ada Auditor",
    ] {
        assert!(record.contains(part), "{part}: {record}");
    }
    desk.run(&["evidence", "check"]).ok();
    let shown = desk.run(&["evidence", "show", "a-1", &id]).ok();
    assert!(shown.contains("it was pinned before to\n"), "{shown}");
    assert!(
        shown.contains("by Ada Auditor: moved by a preamble\n"),
        "{shown}"
    );
    // What it was pinned to is compared like any other.
    let earlier = desk.run(&["evidence", "show", "a-1", &id, "--earlier", "1"]);
    assert_eq!(earlier.status, 1);
    assert!(
        earlier
            .out
            .contains("earlier pin 1: risk/method.md:10-11 at "),
        "{earlier:?}"
    );
    desk.run(&["evidence", "show", "a-1", &id, "--earlier", "2"])
        .fails(2, &["its earlier pins are 1 to 1"]);
    desk.run(&["evidence", "repin", "a-1", &id, "--why", "again"])
        .fails(1, &["it is pinned to what is there already"]);
    let told = desk.run(&["evidence", "show", "a-1", &id, "--json"]).json();
    assert_eq!(told["earlier"][0]["why"], "moved by a preamble");
    assert_eq!(told["earlier"][0]["lines"], json!([10, 11]));
}

#[test]
fn changed_lines_are_pinned_only_to_what_is_said_to_take_their_place() {
    let desk = Desk::audit();
    desk.write("risk/rules.md", &text(&rules()));
    commit(&desk, "Rules");
    let id = cite(&desk, "risk/rules.md:5-6");
    let mut edited = rules();
    edited[4] = "5. Rule number 5 is kept by its new owner.".to_owned();
    desk.write("risk/rules.md", &text(&edited));
    let change = commit(&desk, "Another owner");
    let shown = desk.run(&["evidence", "show", "a-1", &id]);
    assert_eq!(shown.status, 1);
    for part in [
        "+5. Rule number 5 is kept by its new owner.",
        "in their place stand lines 5-6, ",
        "* ",
        "Another owner",
        "it may be, for you to judge\n",
        "risk/rules.md:5-6  edited in place, in ",
    ] {
        assert!(shown.out.contains(part), "{part}: {shown:#?}");
    }
    let before = answers(&desk);
    let refused = desk.run(&["evidence", "repin", "a-1", &id, "--why", "edited"]);
    refused.fails(
        1,
        &[
            "what was cited was changed",
            &format!("tickmark evidence repin a-1 {id} --to risk/rules.md:5-6 --why REASON"),
        ],
    );
    assert_eq!(answers(&desk), before);
    let said = desk
        .run(&[
            "evidence",
            "repin",
            "a-1",
            &id,
            "--to",
            "risk/rules.md:5-6",
            "--why",
            "edited",
            "--quiet",
        ])
        .ok();
    let short = change.get(..10).unwrap();
    assert_eq!(said, format!("{id}  risk/rules.md:5-6 at {short}\n"));
    desk.run(&["evidence", "check"]).ok();
}

#[test]
fn lines_that_went_to_another_file_are_proposed_and_never_taken_silently() {
    let desk = Desk::audit();
    desk.write("risk/rules.md", &text(&rules()));
    commit(&desk, "Rules");
    let id = cite(&desk, "risk/rules.md:5-8");
    let mut rest = rules();
    let taken: Vec<String> = rest.drain(4..8).collect();
    desk.write("risk/rules.md", &text(&rest));
    desk.write("risk/owners.md", &format!("# Owners\n\n{}", text(&taken)));
    let split = commit(&desk, "Take the owners to a file of their own");
    let checked = desk.run(&["evidence", "check", "--json"]).json();
    assert_eq!(checked["citations"][0]["state"], "changed");
    let told = desk.run(&["evidence", "show", "a-1", &id, "--json"]).json();
    assert_eq!(
        told["proposals"][0],
        json!({
            "kind": "split",
            "path": "risk/owners.md",
            "lines": [3, 6],
            "likeness": 100,
            "commit": split,
        })
    );
    let said = desk
        .run(&[
            "evidence",
            "repin",
            "a-1",
            &id,
            "--to",
            "risk/owners.md:3-6",
            "--why",
            "split",
            "--json",
        ])
        .json();
    assert_eq!(said["likeness"], 100);
    assert_eq!(said["evidence"]["path"], "risk/owners.md");
    assert_eq!(said["evidence"]["earlier"][0]["path"], "risk/rules.md");
    desk.run(&["evidence", "check"]).ok();
}

#[test]
fn a_file_that_was_renamed_with_edits_is_gone_and_its_new_path_proposed() {
    let desk = Desk::audit();
    desk.write("risk/rules.md", &text(&rules()));
    commit(&desk, "Rules");
    let id = cite(&desk, "risk/rules.md:5-8");
    let mut edited = rules();
    edited.insert(0, "# Rules".to_owned());
    desk.git(&["mv", "risk/rules.md", "risk/handbook.md"]);
    desk.write("risk/handbook.md", &text(&edited));
    commit(&desk, "Make it a handbook");
    let shown = desk.run(&["evidence", "show", "a-1", &id]);
    assert_eq!(shown.status, 1);
    for part in [
        "gone: gone\n",
        "(renamed it to risk/handbook.md)",
        "100 %  risk/handbook.md:6-9  file renamed and edited, in ",
    ] {
        assert!(shown.out.contains(part), "{part}: {shown:#?}");
    }
    let refused = desk.run(&["evidence", "repin", "a-1", &id, "--why", "renamed"]);
    refused.fails(1, &["the file is gone", "--to risk/handbook.md:6-9"]);
    desk.run(&[
        "evidence",
        "repin",
        "a-1",
        &id,
        "--to",
        "risk/handbook.md:6-9",
        "--why",
        "renamed",
    ])
    .ok();
    desk.run(&["evidence", "check"]).ok();
}

#[test]
fn another_commit_can_be_compared_with_and_pinned_to() {
    let desk = Desk::audit();
    let first = desk.git(&["rev-parse", "HEAD~2"]).trim().to_owned();
    let mut lines = desk.read("risk/method.md");
    lines.insert_str(0, "preamble\n");
    desk.write("risk/method.md", &lines);
    commit(&desk, "Preamble");
    let id = cite(&desk, "risk/method.md:10-11");
    let shown = desk.run(&["evidence", "show", "a-1", &id, "--at", &first[..12]]);
    assert_eq!(shown.status, 1);
    for part in [
        "moved: moved to risk/method.md:9-10",
        &format!("compared with commit {first}"),
        "between that commit and the citation, 1 commit that touched the file",
    ] {
        assert!(shown.out.contains(part), "{part}: {shown:#?}");
    }
    desk.git(&["tag", "approved", &first]);
    let named = desk.run(&["evidence", "show", "a-1", &id, "--at", "approved^0"]);
    assert_eq!(named.out, shown.out);
    let now = desk.run(&["evidence", "show", "a-1", &id]).ok();
    assert!(now.contains("unchanged"), "{now}");
    desk.run(&["evidence", "show", "a-1", &id, "--at", "feedbeef"])
        .fails(2, &["feedbeef"]);
    desk.run(&[
        "evidence",
        "repin",
        "a-1",
        &id,
        "--at",
        &first,
        "--why",
        "as it was approved",
    ])
    .ok();
    let record = answers(&desk);
    assert!(
        record.contains("lines = [9, 10]") && record.contains(&first),
        "{record}"
    );
}

#[test]
fn every_commit_in_between_is_shown_with_what_it_did() {
    let desk = Desk::audit();
    let id = cite(&desk, "risk/method.md:10-11");
    for number in 1..=12 {
        let method = desk.read("risk/method.md");
        desk.write("risk/method.md", &method.replace("line 20", "line 20 "));
        commit(&desk, &format!("Edit {number}"));
    }
    let shown = desk.run(&["evidence", "show", "a-1", &id]).ok();
    assert!(
        shown.contains("... and 2 more commits: --log shows all"),
        "{shown}"
    );
    assert!(!shown.contains("Edit 2\n"), "{shown}");
    let log = desk.run(&["evidence", "show", "a-1", &id, "--log"]).ok();
    for part in [
        "Edit 2\n",
        "Edit 12\n",
        "--- risk/method.md\n",
        "-line 20\n",
        "+line 20 \n",
    ] {
        assert!(log.contains(part), "{part}: {log}");
    }
}

#[test]
fn the_finding_tells_in_its_history_that_its_evidence_was_pinned_anew() {
    let desk = Desk::audit();
    desk.run(&[
        "answer",
        "a-1",
        "4.1",
        "--verdict",
        "observation",
        "--note",
        "seen",
    ])
    .ok();
    let finding = desk
        .run(&[
            "finding",
            "new",
            "a-1",
            "--row",
            "4.1",
            "--title",
            "Watch this",
        ])
        .ok();
    let finding = finding.trim();
    let id = desk
        .run(&["evidence", "add", "a-1", finding, "risk/method.md:10-11"])
        .ok();
    let id = id.trim();
    desk.run(&[
        "finding",
        "set",
        finding,
        "--requirement",
        "r",
        "--statement",
        "s",
        "--objective-evidence",
        "o",
    ])
    .ok();
    desk.run(&["finding", "move", finding, "noted"]).ok();
    let method = desk.read("risk/method.md");
    desk.write("risk/method.md", &format!("preamble\n{method}"));
    commit(&desk, "Shift");
    desk.run(&["evidence", "repin", "a-1", id, "--why", "a preamble came"])
        .ok();
    let shown = desk.run(&["finding", "show", finding]).ok();
    assert!(
        shown.contains(&format!("{id} pinned anew: risk/method.md:11-12 at ")),
        "{shown}"
    );
    assert!(shown.contains("by Ada Auditor: a preamble came"), "{shown}");
    let report = desk.run(&["report", "a-1"]).ok();
    assert!(report.contains("pinned anew on "), "{report}");
    // What is settled stands on what was seen.
    desk.run_as("Rolf", &["finding", "move", finding, "accepted"])
        .ok();
    desk.run_as("Rolf", &["finding", "move", finding, "done"])
        .ok();
    desk.write("risk/method.md", &format!("more\npreamble\n{method}"));
    commit(&desk, "Shift again");
    desk.run(&["evidence", "repin", "a-1", id, "--why", "again"])
        .fails(1, &["the finding is done", "reopen it first"]);
}

#[test]
fn an_alarm_is_not_pinned_away_by_command_either() {
    let desk = Desk::audit();
    let id = cite(&desk, "risk/method.md:10-11");
    let path = "audits/a-1/answers/house/4.2.toml";
    let record = desk.read(path);
    let hash = record
        .lines()
        .find(|line| line.starts_with("sha256"))
        .unwrap()
        .to_owned();
    desk.write(
        path,
        &record.replace(&hash, &format!("sha256 = \"{}\"", "0".repeat(64))),
    );
    desk.run(&[
        "evidence",
        "repin",
        "a-1",
        &id,
        "--to",
        "risk/method.md:12",
        "--why",
        "why not",
    ])
    .fails(1, &["an alarm is not pinned away"]);
}

#[test]
fn a_statement_of_applicability_is_pinned_anew_too() {
    let desk = Desk::audit();
    desk.run(&[
        "soa",
        "set",
        "iso-42001",
        "A.2.2",
        "--include",
        "--why",
        "Board",
    ])
    .ok();
    let id = desk
        .run(&[
            "evidence",
            "add",
            "soa",
            "iso-42001:A.2.2",
            "risk/method.md:10-11",
        ])
        .ok();
    let id = id.trim();
    let method = desk.read("risk/method.md");
    desk.write("risk/method.md", &format!("preamble\n{method}"));
    commit(&desk, "Shift");
    desk.run(&["evidence", "repin", "soa", id, "--why", "shifted"])
        .ok();
    let soa = desk.read("audits/soa/iso-42001.toml");
    assert!(soa.contains("[[control.evidence.earlier]]"), "{soa}");
}

#[test]
fn pinning_anew_leaves_the_answer_to_who_gave_it() {
    let desk = Desk::audit();
    let args = ["answer", "a-1", "4.1", "--verdict", "conforming"];
    let evidence = ["--evidence", "risk/method.md:5"];
    desk.run(&[&args[..], &evidence].concat()).ok();
    let sheet = "audits/a-1/answers/house/4.1.toml";
    let by = |text: &str| {
        let mut lines = text.lines().filter(|line| line.starts_with("by = "));
        lines.next().unwrap().to_owned()
    };
    let before = by(&desk.read(sheet));
    let told = desk.run(&["evidence", "check", "--json"]).json();
    let id = told["citations"][0]["id"].as_str().unwrap().to_owned();
    let text = desk.read("risk/method.md");
    desk.write("risk/method.md", &text.replace("line 5", "line five"));
    desk.git(&["commit", "-q", "-a", "-m", "Edit"]);
    let second = ["--auditor", "Second Person <second@example.org>"];
    desk.run(&[&["audit", "set", "a-1"], &second[..]].concat())
        .ok();
    desk.git(&["config", "user.name", "Second Person"]);
    desk.git(&["config", "user.email", "second@example.org"]);
    desk.run(&[
        "evidence",
        "repin",
        "a-1",
        &id,
        "--to",
        "risk/method.md:5",
        "--why",
        "edited",
    ])
    .ok();
    let after = desk.read(sheet);
    assert_eq!(by(&after), before, "{after}");
    assert!(after.contains("second@example.org"), "{after}");
}
