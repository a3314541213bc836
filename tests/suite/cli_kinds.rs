//! Evidence that is no file: interviews, observations, meetings, screens, commits and merge requests.

use serde_json::json;

use crate::cli_desk::Desk;

fn id(out: &str) -> String {
    let id = out.trim();
    assert!(id.starts_with("E-") && id.len() == 8, "{out:?}");
    id.to_owned()
}

/// Cites something at row 4.1 and returns the id.
#[track_caller]
fn cite(desk: &Desk, verb: &[&str], rest: &[&str]) -> String {
    let (verb, more) = verb.split_first().unwrap();
    let mut args = vec!["evidence", verb, "a-1", "4.1"];
    args.extend(more);
    args.extend(rest);
    id(&desk.run(&args).ok())
}

fn sheet(desk: &Desk) -> String {
    desk.read("audits/a-1/answers/house/4.1.toml")
}

#[test]
fn each_kind_keeps_its_fields_and_needs_one() {
    let desk = Desk::audit();
    cite(
        &desk,
        &["note", "--kind", "interview"],
        &[
            "--who",
            "release manager",
            "--what",
            "approval of releases",
            "--where",
            "room 2",
            "--at",
            "2026-01-20T10:15",
            "--note",
            "knows the gate",
        ],
    );
    let text = sheet(&desk);
    for line in [
        "kind = \"interview\"",
        "what = \"approval of releases\"",
        "who = \"release manager\"",
        "where = \"room 2\"",
        "obtained-at = 2026-01-20T10:15:00Z",
        "note = \"knows the gate\"",
    ] {
        assert!(text.contains(line), "{line}\n{text}");
    }
    let note = |kind: &str, rest: &[&str]| {
        let mut args = vec!["evidence", "note", "a-1", "4.1", "--kind", kind];
        args.extend(rest);
        desk.run(&args)
    };
    note("interview", &["--what", "x"]).fails(2, &["say who, by role", "--who says it"]);
    note("observation", &["--who", "x"]).fails(2, &["say what was watched", "--what says it"]);
    note("meeting", &[]).fails(2, &["which meeting it was"]);
    note("screen", &[]).fails(2, &["which system or view was shown"]);
    note("screen", &["--what", "release tool", "--at", "2999-01-01"])
        .fails(2, &["not come yet", "--at"]);
    note("commit", &[]).fails(2, &["invalid value 'commit'"]);
    assert_eq!(sheet(&desk), text, "what is refused writes nothing");
}

#[test]
fn a_role_that_names_somebody_is_taken_with_a_remark() {
    let desk = Desk::audit();
    let run = desk.run(&[
        "evidence",
        "note",
        "a-1",
        "4.1",
        "--kind",
        "interview",
        "--who",
        "Ada Auditor",
    ]);
    assert!(run.err.contains("names Ada Auditor"), "{run:#?}");
    assert_eq!(run.status, 0);
    let run = desk.run(&[
        "answer",
        "a-1",
        "4.2#1",
        "--cite",
        "interview",
        "--people",
        "x@example.org",
    ]);
    assert!(run.err.contains("names x@example.org"), "{run:#?}");
    let quiet = desk.run(&[
        "answer",
        "a-1",
        "4.2#1",
        "--cite",
        "meeting",
        "--people",
        "risk board",
        "--what",
        "Q3 review",
    ]);
    assert!(quiet.err.is_empty(), "{quiet:#?}");
}

#[test]
fn a_commit_is_cited_by_its_full_id_without_its_author() {
    let desk = Desk::audit();
    let head = desk.git(&["rev-parse", "HEAD~1"]);
    let cited = cite(&desk, &["commit", &head[..8]], &["--note", "the rules"]);
    let text = sheet(&desk);
    assert!(
        text.contains(&format!("commit = \"{}\"", head.trim())),
        "{text}"
    );
    assert!(text.contains("effective = 20"), "{text}");
    let what = desk.git(&["log", "-1", "--format=%s", head.trim()]);
    assert!(
        text.contains(&format!("what = \"{}\"", what.trim())),
        "{text}"
    );
    let shown = desk.run(&["evidence", "show", "a-1", &cited]).ok();
    assert!(shown.contains("unchanged: as cited"), "{shown}");
    assert!(shown.contains("note: the rules"), "{shown}");
    assert!(shown.contains("A ") && shown.contains(".toml"), "{shown}");
    assert!(!shown.contains("Ada"), "{shown}");
    let json = desk
        .run(&["evidence", "show", "a-1", &cited, "--json"])
        .json();
    assert_eq!(json["citation"]["kind"], "commit");
    assert_eq!(json["commit"]["id"], head.trim());
    assert!(json["commit"]["files"][0]["added"].is_number(), "{json}");
    desk.run(&["evidence", "commit", "a-1", "4.1", "deadbeef"])
        .fails(2, &["no commit \"deadbeef\""]);
}

#[test]
fn a_commit_is_gone_when_nothing_leads_to_it_and_is_never_a_false_alarm() {
    let desk = Desk::audit();
    desk.git(&["switch", "-q", "-c", "side"]);
    desk.write("side.txt", "x\n");
    desk.git(&["add", "side.txt"]);
    desk.git(&["commit", "-q", "-m", "On the side"]);
    let side = desk.git(&["rev-parse", "HEAD"]);
    desk.git(&["switch", "-q", "main"]);
    cite(&desk, &["commit", side.trim()], &[]);
    let state = || {
        let run = desk.run(&["evidence", "check", "a-1", "--json"]);
        let json = run.json();
        json["citations"][0]["state"].as_str().unwrap().to_owned()
    };
    // Another branch leads to it: anybody can see it.
    assert_eq!(state(), "unchanged");
    desk.git(&["branch", "-q", "-D", "side"]);
    assert_eq!(state(), "gone");
    desk.git(&["tag", "kept", side.trim()]);
    assert_eq!(state(), "unchanged");
    desk.git(&["tag", "-d", "kept"]);
    desk.git(&["reflog", "expire", "--expire=now", "--all"]);
    desk.git(&["gc", "-q", "--prune=now"]);
    // No server may have it: it was lost.
    assert_eq!(state(), "missing-object");
    // A clone of one branch, or one that did not fetch: nothing was lost that could be told.
    desk.git(&["remote", "add", "origin", "https://forge.example.org/x"]);
    assert_eq!(state(), "not-downloaded");
}

#[test]
fn a_commit_beyond_the_end_of_a_shallow_clone_is_not_downloaded() {
    let desk = Desk::audit();
    let first = desk.git(&["rev-list", "--max-parents=0", "HEAD"]);
    cite(&desk, &["commit", first.trim()], &[]);
    desk.run(&["commit", "-m", "Cite"]).ok();
    let clone = desk.repo().with_file_name("shallow");
    let url = format!("file://{}", desk.repo().display());
    desk.git(&["clone", "-q", "--depth", "1", &url, clone.to_str().unwrap()]);
    let run = desk.run(&["-C", clone.to_str().unwrap(), "evidence", "check", "a-1"]);
    assert_eq!(run.status, 1, "{run:#?}");
    assert!(run.out.contains("not-downloaded"), "{run:#?}");
}

#[test]
fn the_last_commit_of_a_shallow_clone_has_not_brought_in_everything() {
    let desk = Desk::audit();
    let id = cite(&desk, &["commit", "HEAD"], &[]);
    desk.run(&["commit", "-m", "Cite"]).ok();
    let clone = desk.repo().with_file_name("shallow");
    let url = format!("file://{}", desk.repo().display());
    desk.git(&["clone", "-q", "--depth", "1", &url, clone.to_str().unwrap()]);
    let at = clone.to_str().unwrap();
    let told = desk.run(&["-C", at, "log"]).ok();
    assert!(
        told.contains("Cite") && told.contains("--unshallow"),
        "{told}"
    );
    assert!(!told.contains("    A "), "{told}");
    let told = desk.run(&["-C", at, "log", "--json"]).json();
    assert_eq!(told["commits"][0]["files"], json!([]));
    assert_eq!(told["commits"][0]["cut"], true);
    // The cited commit itself, where the clone ends with it.
    desk.git(&["branch", "old", "HEAD~1"]);
    desk.git(&["-C", at, "fetch", "-q", "--depth", "1", "origin", "old"]);
    let told = desk.run(&["-C", at, "evidence", "show", "a-1", &id]);
    assert!(told.out.contains("--unshallow"), "{told:#?}");
    let told = desk.run(&["-C", at, "evidence", "show", "a-1", &id, "--json"]);
    let told: serde_json::Value = serde_json::from_str(&told.out).unwrap();
    assert_eq!(told["commit"]["touched"], json!(null));
    assert_eq!(told["commit"]["parents"], 1);
}

#[test]
fn a_branch_that_cannot_be_read_makes_no_commit_gone() {
    let desk = Desk::audit();
    desk.git(&["checkout", "-q", "-b", "side"]);
    desk.git(&["commit", "-q", "--allow-empty", "-m", "Aside"]);
    let id = cite(&desk, &["commit", "HEAD"], &[]);
    desk.git(&["commit", "-q", "--allow-empty", "-m", "After it"]);
    let tip = desk.git(&["rev-parse", "HEAD"]);
    desk.git(&["checkout", "-q", "main"]);
    // What leads to no commit, and what leads nowhere, hides nothing.
    desk.git(&["tag", "a-tree", "HEAD^{tree}"]);
    desk.git(&["tag", "-a", "-m", "A file", "a-file", "HEAD:tickmark.toml"]);
    desk.git(&[
        "symbolic-ref",
        "refs/remotes/origin/HEAD",
        "refs/remotes/origin/none",
    ]);
    let state = || {
        let told = desk.run(&["evidence", "show", "a-1", &id, "--json"]);
        let told: serde_json::Value = serde_json::from_str(&told.out).unwrap();
        let text = |name: &str| told["citation"][name].as_str().unwrap().to_owned();
        (text("state"), text("phrase"))
    };
    assert_eq!(state().0, "unchanged");
    let (folder, name) = tip.trim().split_at(2);
    let file = desk.repo().join(".git/objects").join(folder).join(name);
    std::fs::remove_file(file).unwrap();
    let (word, phrase) = state();
    assert_eq!(word, "cannot-judge", "{phrase}");
    assert!(phrase.contains("refs/heads/side"), "{phrase}");
    desk.git(&["update-ref", "-d", "refs/heads/side"]);
    assert_eq!(state().0, "gone");
}

#[test]
fn a_hostile_commit_message_is_shown_escaped_and_within_bounds() {
    let desk = Desk::audit();
    for n in 0..230 {
        desk.write(&format!("many/{n:03}.txt"), "x\n");
    }
    desk.git(&["add", "many"]);
    desk.git(&[
        "commit",
        "-q",
        "-m",
        "Title \u{1b}[2J",
        "-m",
        "body \u{202e}txt\u{7}",
    ]);
    let cited = cite(&desk, &["commit", "HEAD"], &[]);
    let shown = desk.run(&["evidence", "show", "a-1", &cited]).ok();
    assert!(!shown.contains(['\u{1b}', '\u{202e}', '\u{7}']), "{shown}");
    assert!(shown.contains("^[[2J"), "{shown}");
    assert!(shown.contains("and 30 more files"), "{shown}");
}

#[test]
fn a_merge_request_has_an_address_and_nothing_to_compare() {
    let desk = Desk::audit();
    let url = "https://forge.example.org/ai/-/merge_requests/42";
    let cited = cite(
        &desk,
        &["merge-request", url],
        &["--what", "!42 Release gate", "--commit", "HEAD"],
    );
    let shown = desk.run(&["evidence", "show", "a-1", &cited]).ok();
    for part in [
        "no-file: no file",
        url,
        "what: !42 Release gate",
        "commit: ",
    ] {
        assert!(shown.contains(part), "{part}\n{shown}");
    }
    desk.run(&["evidence", "check", "a-1"]).ok();
    desk.run(&[
        "evidence",
        "merge-request",
        "a-1",
        "4.1",
        "javascript:alert(1)",
    ])
    .fails(2, &["an address begins with https://"]);
}

#[test]
fn what_is_said_of_a_citation_can_be_written_anew() {
    let desk = Desk::audit();
    let cited = cite(
        &desk,
        &["note", "--kind", "screen"],
        &["--what", "release tool"],
    );
    desk.run(&[
        "evidence",
        "set",
        "a-1",
        &cited,
        "--who",
        "release manager",
        "--at",
        "2026-01-20",
    ])
    .ok();
    let text = sheet(&desk);
    assert!(text.contains("who = \"release manager\""), "{text}");
    assert!(text.contains("what = \"release tool\""), "{text}");
    let set = |rest: &[&str]| {
        let mut args = vec!["evidence", "set", "a-1", &cited];
        args.extend(rest);
        desk.run(&args)
    };
    set(&["--what", ""]).fails(2, &["which system or view was shown"]);
    set(&["--url", "https://x.example.org"]).fails(2, &["it has no address", "it has: --what"]);
    set(&[]).fails(2, &["nothing is given"]);
    let file = id(&desk
        .run(&["evidence", "add", "a-1", "4.1", "risk/method.md:1-3"])
        .ok());
    desk.run(&["evidence", "set", "a-1", &file, "--note", "seen"])
        .ok();
    desk.run(&["evidence", "set", "a-1", &file, "--origin", "x"])
        .fails(2, &["it has no taken from"]);
}

#[test]
fn a_citation_that_lacks_what_its_kind_needs_is_told_in_the_review() {
    let desk = Desk::audit();
    let cited = cite(
        &desk,
        &["note", "--kind", "interview"],
        &["--who", "release manager"],
    );
    let path = "audits/a-1/answers/house/4.1.toml";
    let text = desk.read(path).replace("who = \"release manager\"\n", "");
    desk.write(path, &text);
    let run = desk.run(&["commit", "--dry-run"]).ok();
    assert!(run.contains("does not say who was asked"), "{run}");
    let shown = desk.run(&["evidence", "show", "a-1", &cited]).ok();
    assert!(
        shown.contains("incomplete: it does not say who was asked"),
        "{shown}"
    );
}

#[test]
fn a_commit_in_a_repository_that_is_not_here_is_no_pass_for_show_either() {
    let desk = Desk::audit();
    let head = desk.git(&["rev-parse", "HEAD"]).trim().to_owned();
    let id = desk.run(&["evidence", "commit", "a-1", "4.1", &head]).ok();
    let id = id.trim();
    let record = "audits/a-1/answers/house/4.1.toml";
    let text = desk.read(record);
    let elsewhere = text.replacen(
        "kind = \"commit\"\n",
        "kind = \"commit\"\nrepository = \"models\"\n",
        1,
    );
    assert_ne!(text, elsewhere, "{text}");
    desk.write(record, &elsewhere);
    desk.run(&["evidence", "check"]).fails(1, &[]);
    let shown = desk.run(&["evidence", "show", "a-1", id]);
    assert_eq!(shown.status, 1, "{shown:#?}");
    assert!(
        !shown.out.contains("not-downloaded: not downloaded"),
        "{shown:#?}"
    );
    let told = desk.run(&["evidence", "show", "a-1", id, "--json"]);
    let told = told.json();
    assert_eq!(told["citation"]["commit-missing"], false);
    assert!(told["commit-why"].is_string(), "{told:#}");
}

#[test]
fn citing_and_describing_tell_scripts_what_they_did() {
    let desk = Desk::audit();
    let finding = desk
        .run(&["finding", "new", "a-1", "--type", "minor", "--row", "4.1"])
        .ok();
    let small = finding.trim().to_ascii_lowercase();
    let cited = desk
        .run(&[
            "evidence",
            "add",
            "a-1",
            &small,
            "risk/method.md:5",
            "--json",
        ])
        .json();
    assert_eq!(cited["citations"][0]["path"], "risk/method.md");
    let id = cited["citations"][0]["id"].as_str().unwrap().to_owned();
    let set = desk
        .run(&["evidence", "set", "a-1", &id, "--note", "seen", "--json"])
        .json();
    assert_eq!(set["id"], *id);
    let shown = desk
        .run(&["finding", "show", finding.trim(), "--json"])
        .json();
    let held = &shown["citations"][0];
    assert_eq!(held["cited-in"], *finding.trim(), "{held:#}");
}
