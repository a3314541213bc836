//! Samples by commands: drawn, redrawn by us and by a shell alone, replaced, widened, tampered with, and held against git.

#![allow(
    clippy::unwrap_used,
    clippy::indexing_slicing,
    clippy::panic,
    reason = "a test that cannot go on fails here"
)]

use std::process::{Command, Stdio};

use serde_json::Value;

use crate::cli_desk::{Desk, Run};

/// Makes a workspace with a log of releases, model cards and a log of lines.
fn desk() -> Desk {
    let desk = Desk::audit();
    let mut log = String::from("id,system,tested\n");
    for n in 1..=12 {
        let system = ["chat", "triage", "fraud"][n % 3];
        let tested = if n == 7 { "" } else { "yes" };
        log.push_str(format!("{},{system},{tested}\n", 100 + n).as_str());
    }
    desk.write("releases/log.csv", &log);
    for n in 1..=9 {
        let folder = ["a", "b"][n % 2];
        desk.write(&format!("models/{folder}/card {n}.md"), "card\n");
    }
    desk.write("models/readme.txt", "cards\n");
    desk.write(
        "logs/app.log",
        "INFO a\nERROR b\nWARN c\nERROR d\r\nINFO e\nERROR f",
    );
    desk.git(&["add", "releases", "models", "logs"]);
    desk.git(&["commit", "-q", "-m", "Releases"]);
    desk
}

fn draw(desk: &Desk, args: &[&str]) -> Run {
    desk.run(&[&["sample", "draw", "a-1"], args].concat())
}

fn drawn(desk: &Desk, args: &[&str]) -> Value {
    let run = draw(desk, &[args, &["--json"]].concat());
    assert_eq!(run.status, 0, "{run:#?}");
    run.json()
}

fn ids(sample: &Value) -> Vec<&str> {
    let items = sample["items"].as_array().unwrap();
    items
        .iter()
        .map(|item| item["id"].as_str().unwrap())
        .collect()
}

fn id(sample: &Value) -> &str {
    sample["id"].as_str().unwrap()
}

fn record(id: &str) -> String {
    format!("audits/a-1/samples/{id}.toml")
}

/// Runs a script in the repository with nothing but what every system has.
fn shell(desk: &Desk, script: &str, variables: &[(&str, &str)]) -> Vec<String> {
    let output = Command::new("sh")
        .args(["-eu", "-c", script])
        .current_dir(desk.repo())
        .envs(variables.iter().copied())
        .env("LC_ALL", "C")
        .stdin(Stdio::null())
        .output()
        .unwrap();
    assert!(output.status.success(), "{output:?}");
    let text = String::from_utf8(output.stdout).unwrap();
    text.lines().map(str::to_owned).collect()
}

#[test]
fn anybody_draws_the_same_files_with_a_shell_alone() {
    let desk = desk();
    let sample = drawn(
        &desk,
        &[
            "--from",
            "files:models/**/*.md",
            "--size",
            "4",
            "--seed",
            "opening meeting",
        ],
    );
    let commit = sample["population"]["commit"].as_str().unwrap();
    assert_eq!(commit, desk.git(&["rev-parse", "HEAD"]).trim());
    let script = r#"
        git ls-tree -r --name-only "$COMMIT" | grep '^models/.*\.md$' | sort > "$IDS"
        sha256sum < "$IDS" | cut -c1-64
        while IFS= read -r id; do
            printf '%s  %s\n' "$(printf '%s\n%s' "$SEED" "$id" | sha256sum | cut -c1-64)" "$id"
        done < "$IDS" | sort | head -n 4 | cut -c67- | sort
    "#;
    let folder = tempfile::tempdir().unwrap();
    let list = folder.path().join("ids");
    let lines = shell(
        &desk,
        script,
        &[
            ("COMMIT", commit),
            ("SEED", sample["seed"].as_str().unwrap()),
            ("IDS", list.to_str().unwrap()),
        ],
    );
    assert_eq!(lines[0], sample["population"]["digest"].as_str().unwrap());
    assert_eq!(lines[1..], ids(&sample));
}

#[test]
fn anybody_draws_the_same_rows_systematically_with_a_shell_alone() {
    let desk = desk();
    let sample = drawn(
        &desk,
        &[
            "--from",
            "csv:releases/log.csv",
            "--key",
            "id",
            "--method",
            "systematic",
            "--size",
            "5",
            "--seed",
            "s-1",
        ],
    );
    let script = r#"
        git show "$COMMIT:releases/log.csv" | tail -n +2 | cut -d, -f1 > "$IDS"
        N=$(wc -l < "$IDS"); n=5; i=0
        start=$(( 0x$(printf '%s' "$SEED" | sha256sum | cut -c1-15) % N ))
        while [ "$i" -lt "$n" ]; do
            at=$(( (start + i * N / n) % N )); sed -n "$((at + 1))p" "$IDS"; i=$((i + 1))
        done | sort -n
    "#;
    let folder = tempfile::tempdir().unwrap();
    let list = folder.path().join("ids");
    let lines = shell(
        &desk,
        script,
        &[
            ("COMMIT", sample["population"]["commit"].as_str().unwrap()),
            ("SEED", "s-1"),
            ("IDS", list.to_str().unwrap()),
        ],
    );
    assert_eq!(lines, ids(&sample));
}

#[test]
fn rows_are_known_by_key_or_line_and_filtered() {
    let desk = desk();
    let sample = drawn(
        &desk,
        &[
            "--from",
            "csv:releases/log.csv",
            "--where",
            "System=triage",
            "--method",
            "all",
        ],
    );
    assert_eq!(sample["population"]["size"], 4);
    assert_eq!(ids(&sample), ["2", "5", "8", "11"]);
    let item = &sample["items"][2];
    assert_eq!(item["label"], "107, triage,");
    assert_eq!(item["lines"], serde_json::json!([8, 8]));
    assert_eq!(item["result"], "unseen");
    let keyed = drawn(
        &desk,
        &[
            "--from",
            "csv:releases/log.csv",
            "--where",
            "system=triage",
            "--key",
            "id",
            "--size",
            "1",
        ],
    );
    assert!(ids(&keyed)[0].starts_with('1'));
    // A stratum each, and the whole number.
    let strata = drawn(
        &desk,
        &[
            "--from",
            "csv:releases/log.csv",
            "--by",
            "column:system",
            "--size",
            "3",
            "--key",
            "id",
        ],
    );
    assert_eq!(strata["method"], "stratified");
    let mut systems: Vec<&str> = strata["items"]
        .as_array()
        .unwrap()
        .iter()
        .map(|item| item["stratum"].as_str().unwrap())
        .collect();
    systems.sort_unstable();
    assert_eq!(systems, ["chat", "fraud", "triage"]);
}

#[test]
fn lines_that_match_are_a_population() {
    let desk = desk();
    let sample = drawn(
        &desk,
        &[
            "--from",
            "lines:logs/app.log:^(ERROR|WARN)",
            "--method",
            "all",
        ],
    );
    assert_eq!(ids(&sample), ["2", "3", "4", "6"]);
    assert_eq!(sample["items"][2]["label"], "ERROR d");
    draw(&desk, &["--from", "lines:logs/app.log:("])
        .fails(2, &["is no regular expression", "hint"]);
}

#[test]
fn the_files_of_a_folder_and_of_a_pattern_are_those_of_git() {
    let desk = desk();
    let all = |glob: &str| {
        let from = format!("files:{glob}");
        let sample = drawn(&desk, &["--from", &from, "--method", "all"]);
        ids(&sample)
            .into_iter()
            .map(str::to_owned)
            .collect::<Vec<_>>()
    };
    let git = |args: &[&str]| {
        let listed = desk.git(&[&["ls-tree", "-r", "--name-only", "HEAD", "--"], args].concat());
        listed.lines().map(str::to_owned).collect::<Vec<_>>()
    };
    // git shows ordinary names as they are; these have blanks, which it does, too.
    assert_eq!(all("models"), git(&["models"]));
    assert_eq!(all("models/"), git(&["models"]));
    assert_eq!(all("models/a/*.md"), git(&["models/a"]));
    assert_eq!(all("models/*"), ["models/readme.txt"]);
    assert_eq!(all("**/*.txt"), ["models/readme.txt"]);
    assert_eq!(all("models/{a,readme}*"), ["models/readme.txt"]);
    draw(&desk, &["--from", "files:nowhere/*"]).fails(1, &["there are no files nowhere/*"]);
}

#[test]
fn commits_are_those_of_git_log() {
    let desk = desk();
    desk.git(&["tag", "v1"]);
    desk.git(&["switch", "-q", "-c", "side"]);
    for n in 1..=3 {
        desk.write("models/a/side.md", &format!("{n}\n"));
        desk.git(&["add", "models"]);
        desk.git(&["commit", "-q", "-m", &format!("Side {n}")]);
    }
    desk.git(&["switch", "-q", "main"]);
    desk.write("docs/x.md", "x\n");
    desk.git(&["add", "docs"]);
    desk.git(&["commit", "-q", "-m", "Docs"]);
    desk.git(&["merge", "-q", "--no-ff", "-m", "Merge side", "side"]);
    let all = |args: &[&str]| {
        let sample = drawn(&desk, &[args, &["--method", "all"]].concat());
        let mut found: Vec<String> = ids(&sample).into_iter().map(str::to_owned).collect();
        found.sort();
        found
    };
    let git = |args: &[&str]| {
        let listed = desk.git(&[&["rev-list"], args].concat());
        let mut found: Vec<String> = listed.lines().map(str::to_owned).collect();
        found.sort();
        found
    };
    assert_eq!(all(&["--from", "commits:v1..main"]), git(&["v1..main"]));
    assert_eq!(all(&["--from", "commits:v1.."]), git(&["v1..HEAD"]));
    assert_eq!(all(&["--from", "commits:"]), git(&["HEAD"]));
    assert_eq!(all(&["--from", "commits:", "--at", "side"]), git(&["side"]));
    assert_eq!(
        all(&["--from", "commits:", "--path", "models"]),
        // A merge that takes one side as it is touches nothing.
        git(&["HEAD", "--full-history", "--no-merges", "--", "models"])
    );
    let sample = drawn(
        &desk,
        &["--from", "commits:v1..main", "--by", "month", "--size", "2"],
    );
    assert_eq!(
        sample["population"]["from"],
        desk.git(&["rev-parse", "v1"]).trim()
    );
    let told = sample["items"][0]["label"].as_str().unwrap();
    assert!(told.starts_with("20"), "{told}");
    draw(&desk, &["--from", "commits:v1..main", "--at", "side"]).fails(2, &["--at says it again"]);
    draw(&desk, &["--from", "commits:nowhere"]).fails(2, &["there is no commit \"nowhere\""]);
}

#[test]
fn a_clone_without_the_history_says_so_and_draws_nothing() {
    let desk = desk();
    let sample = drawn(&desk, &["--from", "commits:", "--size", "2"]);
    desk.run(&["commit", "-m", "Sample"]).ok();
    let files = drawn(
        &desk,
        &["--from", "files:models", "--at", "HEAD~1", "--size", "2"],
    );
    desk.run(&["commit", "-m", "Another"]).ok();
    let bare = tempfile::tempdir().unwrap();
    let clone = bare.path().join("clone");
    let source = format!("file://{}", desk.repo().display());
    desk.git(&[
        "clone",
        "-q",
        "--depth",
        "1",
        &source,
        clone.to_str().unwrap(),
    ]);
    let run = |args: &[&str]| {
        let mut command = assert_cmd::Command::from_std(desk.command());
        Desk::finish(command.current_dir(&clone).args(args))
    };
    run(&["sample", "draw", "a-1", "--from", "commits:", "--size", "2"])
        .fails(3, &["was not downloaded", "--unshallow"]);
    let checked = run(&["sample", "check", "a-1", "--json"]);
    assert_eq!(checked.status, 1);
    let told = checked.json();
    assert_eq!(told["not-checked"], 2);
    assert_eq!(told["different"], 0);
    let whole = bare.path().join("whole");
    desk.git(&["clone", "-q", &source, whole.to_str().unwrap()]);
    let mut command = assert_cmd::Command::from_std(desk.command());
    let checked = Desk::finish(command.current_dir(&whole).args(["sample", "check", "a-1"])).ok();
    for sample in [&sample, &files] {
        assert!(
            checked.contains(&format!("{}  same", id(sample))),
            "{checked}"
        );
    }
}

#[test]
fn a_record_that_was_tampered_with_is_found() {
    let desk = desk();
    let sample = drawn(
        &desk,
        &[
            "--from",
            "csv:releases/log.csv",
            "--key",
            "id",
            "--size",
            "3",
            "--seed",
            "one",
            "--for",
            "4.2#2",
        ],
    );
    let path = record(id(&sample));
    desk.run(&["sample", "check", "a-1", id(&sample)]).ok();
    let kept = desk.read(&path);
    let taken = ids(&sample);
    let other = ["101", "102", "103", "104"]
        .into_iter()
        .find(|id| !taken.contains(id))
        .unwrap();
    let tampered = |from: &str, to: &str, says: &str| {
        assert!(kept.contains(from), "{from}: {kept}");
        desk.write(&path, &kept.replacen(from, to, 1));
        let checked = desk.run(&["sample", "check", "a-1"]);
        assert_eq!(checked.status, 1, "{checked:#?}");
        assert!(
            checked.out.contains("different") && checked.out.contains(says),
            "{checked:#?}"
        );
    };
    let item = format!("id = \"{}\"", taken[0]);
    tampered(
        &item,
        &format!("id = \"{other}\""),
        "is recorded and not drawn",
    );
    tampered(
        "seed = \"one\"",
        "seed = \"two\"",
        "is drawn and not recorded",
    );
    tampered("size = 12", "size = 11", "the record says 11");
    // Where the record is not what is drawn, nothing is drawn from it either.
    desk.run(&["sample", "widen", "a-1", id(&sample)])
        .fails(1, &["is not what is drawn", "hint"]);
    desk.write(&path, &kept);
    desk.run(&["sample", "check", "a-1"]).ok();
    // What the file has now is another matter: the population is that of its commit.
    desk.write("releases/log.csv", "id\n1\n");
    desk.git(&["add", "releases"]);
    desk.git(&["commit", "-q", "-m", "Rewritten"]);
    desk.run(&["sample", "check", "a-1"]).ok();
}

#[test]
fn a_failed_item_proposes_a_wider_sample_that_holds_the_narrower_one() {
    let desk = desk();
    let sample = drawn(
        &desk,
        &[
            "--from",
            "csv:releases/log.csv",
            "--key",
            "id",
            "--size",
            "3",
            "--title",
            "tested",
        ],
    );
    let (name, items) = (id(&sample), ids(&sample));
    desk.run(&["sample", "result", "a-1", name, items[0], "pass"])
        .ok();
    let failed = desk.run(&[
        "sample",
        "result",
        "a-1",
        name,
        items[1],
        "fail",
        "--note",
        "no report",
        "--evidence",
        "releases/log.csv:2",
    ]);
    assert!(failed.err.contains("2 of 3 seen, 1 failed"), "{failed:#?}");
    assert!(
        failed.err.contains("look at 6 items rather than 3"),
        "{failed:#?}"
    );
    failed.ok();
    let told = desk.run(&["sample", "show", "a-1", name, "--json"]).json();
    assert_eq!(told["proposed-size"], 6);
    assert_eq!(told["items"][1]["evidence"][0]["state"], "unchanged");
    let problems = desk.run(&["commit", "--dry-run"]);
    assert!(
        problems.out.contains("a wider sample of 6 is proposed"),
        "{problems:#?}"
    );
    let wide = desk.run(&["sample", "widen", "a-1", name, "--json"]).json();
    assert_eq!(wide["widens"], name);
    assert_eq!(wide["counts"]["items"], 6);
    assert_eq!(wide["counts"]["failed"], 1);
    let wider = ids(&wide);
    assert!(
        items.iter().all(|item| wider.contains(item)),
        "{items:?} {wider:?}"
    );
    let carried = &wide["items"][wider.iter().position(|i| *i == items[1]).unwrap()];
    assert_eq!(carried["note"], "no report");
    let cited = told["items"][1]["evidence"][0]["id"].as_str().unwrap();
    assert_ne!(carried["evidence"][0]["id"].as_str().unwrap(), cited);
    // What has led to it asks for no still wider one.
    assert_eq!(wide["proposed-size"], Value::Null);
    desk.run(&["sample", "widen", "a-1", name])
        .fails(1, &["widens it already"]);
    desk.run(&["sample", "check", "a-1"]).ok();
    // The evidence of items is judged with that of the audit.
    let checked = desk.run(&["evidence", "check", "a-1"]).ok();
    assert!(
        checked.contains(&format!("{name}#{}", items[1])),
        "{checked}"
    );
    let log = desk.run(&["sample", "list", "a-1"]).ok();
    assert!(
        log.contains("2 of 3 seen, 1 failed") && log.contains("tested"),
        "{log}"
    );
}

#[test]
fn a_replacement_needs_a_reason_and_is_the_next_of_the_draw() {
    let desk = desk();
    let sample = drawn(
        &desk,
        &[
            "--from",
            "csv:releases/log.csv",
            "--key",
            "id",
            "--size",
            "3",
            "--seed",
            "r",
        ],
    );
    let (name, items) = (id(&sample), ids(&sample));
    let replace = |args: &[&str]| desk.run(&[&["sample", "replace", "a-1", name], args].concat());
    replace(&[items[0], "--reason", " "]).fails(1, &["a replacement needs a reason"]);
    replace(&["999", "--reason", "gone"]).fails(2, &["Could not find the item 999"]);
    replace(&[items[0], "--reason", "gone", "--with", "101"]).fails(2, &["nobody names it"]);
    desk.run(&["sample", "result", "a-1", name, items[1], "fail"])
        .ok();
    replace(&[items[1], "--reason", "gone"]).fails(1, &["what was seen is not replaced"]);
    let said = replace(&[items[0], "--reason", "never went live"]).ok();
    let more = drawn(
        &desk,
        &[
            "--from",
            "csv:releases/log.csv",
            "--key",
            "id",
            "--size",
            "4",
            "--seed",
            "r",
        ],
    );
    let next = ids(&more)
        .into_iter()
        .find(|id| !items.contains(id))
        .unwrap();
    assert!(
        said.contains(next) && said.contains(&format!("(for {})", items[0])),
        "{said}"
    );
    replace(&[items[0], "--reason", "again"]).fails(1, &["was replaced by"]);
    let told = desk.run(&["sample", "show", "a-1", name, "--json"]).json();
    assert_eq!(told["counts"]["items"], 3);
    assert_eq!(told["items"][0]["replaced-by"], next);
    assert_eq!(told["items"][0]["reason"], "never went live");
    assert_eq!(told["items"][3]["replaces"], items[0]);
    desk.run(&["sample", "check", "a-1", name]).ok();
    // Who forgets the reason in an editor cannot commit.
    let path = record(name);
    desk.write(
        &path,
        &desk
            .read(&path)
            .replace("reason = \"never went live\"\n", ""),
    );
    desk.run(&["commit", "-m", "x"])
        .fails(1, &["without a reason"]);
}

#[test]
fn the_auditor_names_a_sample_by_judgement_and_says_why() {
    let desk = desk();
    let from = ["--from", "csv:releases/log.csv", "--key", "id"];
    draw(&desk, &[&from[..], &["--item", "107"]].concat()).fails(2, &["--reason"]);
    draw(
        &desk,
        &[&from[..], &["--item", "707", "--reason", "complaint"]].concat(),
    )
    .fails(1, &["707 is not in the population", "did you mean 107?"]);
    let sample = drawn(
        &desk,
        &[
            &from[..],
            &["--item", "107", "--item", "101", "--reason", "complaint"],
        ]
        .concat(),
    );
    assert_eq!(sample["method"], "judgement");
    assert_eq!(ids(&sample), ["101", "107"]);
    let name = id(&sample);
    desk.run(&["sample", "widen", "a-1", name])
        .fails(2, &["--item ITEM --reason TEXT"]);
    let wide = desk
        .run(&[
            "sample",
            "widen",
            "a-1",
            name,
            "--item",
            "104",
            "--reason",
            "same manager",
            "--json",
        ])
        .json();
    assert_eq!(ids(&wide), ["101", "107", "104"]);
    assert_eq!(wide["reason"], "complaint\nsame manager");
    desk.run(&["sample", "replace", "a-1", name, "101", "--reason", "gone"])
        .fails(2, &["--with ITEM"]);
    desk.run(&[
        "sample", "replace", "a-1", name, "101", "--reason", "gone", "--with", "102",
    ])
    .ok();
    desk.run(&["sample", "check", "a-1"]).ok();
}

#[test]
fn a_population_of_another_repository_is_read_there() {
    let desk = desk();
    let models = desk.repo().join("../models");
    std::fs::create_dir_all(&models).unwrap();
    std::fs::write(models.join("runs.csv"), "run,score\nr1,7\nr2,8\nr3,9\n").unwrap();
    let there = |args: &[&str]| desk.git(&[&["-C", "../models"], args].concat());
    there(&["init", "-q", "-b", "main"]);
    there(&["add", "."]);
    there(&["commit", "-q", "-m", "Runs"]);
    draw(&desk, &["--from", "csv:models//runs.csv"]).fails(2, &["models is no repository", "hint"]);
    let workspace = desk.read("tickmark.toml");
    let declared = "\n[[repository]]\nname = \"models\"\npath = \"../models\"\n";
    desk.write("tickmark.toml", &format!("{workspace}{declared}"));
    let sample = drawn(
        &desk,
        &[
            "--from",
            "csv:models//runs.csv",
            "--key",
            "run",
            "--size",
            "2",
        ],
    );
    assert_eq!(sample["population"]["repository"], "models");
    assert_eq!(sample["population"]["path"], "runs.csv");
    assert_eq!(sample["population"]["size"], 3);
    let commit = there(&["rev-parse", "HEAD"]);
    assert_eq!(sample["population"]["commit"], commit.trim());
    desk.run(&["sample", "check", "a-1"]).ok();
    // Where it is not here, nobody can tell, and that is no pass.
    std::fs::rename(&models, desk.repo().join("../elsewhere")).unwrap();
    let checked = desk.run(&["sample", "check", "a-1", "--json"]);
    assert_eq!(checked.status, 1);
    assert_eq!(checked.json()["not-checked"], 1);
}

#[test]
fn wrong_use_is_told_with_a_hint_and_changes_nothing() {
    let desk = desk();
    let before = desk.everything();
    let csv = "csv:releases/log.csv";
    draw(&desk, &["--from", "rows:x"])
        .fails(2, &["it begins with files:, commits:, csv: or lines:"]);
    draw(&desk, &["--from", "csv:releases/lgo.csv"])
        .fails(2, &["Could not read the population", "did you mean"]);
    draw(&desk, &["--from", csv, "--key", "idd"])
        .fails(2, &["it has no column \"idd\"", "did you mean id?"]);
    draw(&desk, &["--from", csv, "--key", "system"]).fails(2, &["two items are known as", "hint"]);
    draw(
        &desk,
        &["--from", csv, "--key", "tested", "--where", "id=107"],
    )
    .fails(2, &["one line of text"]);
    draw(&desk, &["--from", csv, "--where", "system"]).fails(2, &["COLUMN=VALUE"]);
    draw(&desk, &["--from", csv, "--where", "system=nothing"]).fails(1, &["there are no rows"]);
    draw(&desk, &["--from", csv, "--size", "13"])
        .fails(1, &["13 items are asked for, and there are 12"]);
    draw(&desk, &["--from", csv, "--size", "0"]).fails(2, &["at least one item"]);
    draw(&desk, &["--from", csv, "--rule", "root"]).fails(2, &["is no size"]);
    draw(&desk, &["--from", csv, "--by", "folder:1"]).fails(2, &["does not part", "column:NAME"]);
    draw(&desk, &["--from", csv, "--path", "x"])
        .fails(2, &["--path is for a population of commits"]);
    draw(&desk, &["--from", csv, "--for", "9.9"]).fails(2, &["9.9"]);
    draw(&desk, &["--from", csv, "--at", "nowhere"]).fails(2, &["there is no commit"]);
    draw(&desk, &["--from", "files:models/[", "--size", "1"])
        .fails(2, &["hint: a pattern reads like"]);
    desk.run(&["sample", "show", "a-1", "S-000000"])
        .fails(2, &["tickmark sample list a-1"]);
    let told = drawn_dry(&desk, &["--from", csv, "--rule", "attribute:95:10"]);
    assert_eq!(told["size"], 9);
    assert_eq!(told["population"]["size"], 12);
    assert_eq!(desk.everything(), before);
}

fn drawn_dry(desk: &Desk, args: &[&str]) -> Value {
    draw(desk, &[args, &["--dry-run", "--json"]].concat()).json()
}

#[test]
fn a_sample_is_committed_with_its_own_trailer_and_has_a_log() {
    let desk = desk();
    desk.run(&["commit", "-m", "Plan"]).ok();
    let sample = drawn(
        &desk,
        &["--from", "files:models", "--rule", "sqrt", "--for", "4.1"],
    );
    let name = id(&sample);
    assert_eq!(sample["rule"], "sqrt");
    assert_eq!(sample["for"], "house:4.1#1");
    desk.run(&["commit"]).ok();
    let message = desk.git(&["log", "-1", "--format=%B"]);
    assert!(message.contains(&format!("{name} drawn")), "{message}");
    assert!(message.contains(&format!("Sample: {name}")), "{message}");
    let log = desk.run(&["log", name]).ok();
    assert!(log.contains(name), "{log}");
    desk.run(&[
        "sample",
        "set",
        "a-1",
        name,
        "--title",
        "Cards",
        "--conclusion",
        "All there",
    ])
    .ok();
    let report = desk.run(&["report", "a-1"]).ok();
    assert!(report.contains("## Samples"), "{report}");
    assert!(report.contains("unseen items may differ"), "{report}");
    // Whoever removes a record that was committed is told to bring it back.
    std::fs::remove_file(desk.repo().join(record(name))).unwrap();
    desk.run(&["commit", "-m", "x"]).fails(1, &["was removed"]);
}

#[test]
fn a_broken_record_is_told_with_its_place_and_is_never_a_pass() {
    let desk = desk();
    let sample = drawn(&desk, &["--from", "files:models", "--size", "2"]);
    let path = record(id(&sample));
    desk.write(
        &path,
        &desk
            .read(&path)
            .replace("method = \"random\"", "method = \"rndom\""),
    );
    let checked = desk.run(&["sample", "check", "a-1"]);
    assert_eq!(checked.status, 1, "{checked:#?}");
    assert!(
        checked.err.contains(":7:10") || checked.err.contains("did you mean \"random\""),
        "{checked:#?}"
    );
    desk.run(&["sample", "show", "a-1", id(&sample)])
        .fails(2, &["did you mean \"random\""]);
}

#[test]
fn a_hostile_id_of_an_item_is_escaped_wherever_its_evidence_is_told() {
    let desk = desk();
    desk.write("releases/odd.csv", "id\nab\u{202e}c\n");
    desk.git(&["add", "releases"]);
    desk.git(&["commit", "-q", "-m", "Odd"]);
    let sample = drawn(
        &desk,
        &[
            "--from",
            "csv:releases/odd.csv",
            "--key",
            "id",
            "--method",
            "all",
        ],
    );
    let item = format!("{}#ab\u{202e}c", id(&sample));
    let cited = desk
        .run(&["evidence", "add", "a-1", &item, "risk/method.md:5"])
        .ok();
    for args in [
        &["evidence", "check"][..],
        &["evidence", "show", "a-1", cited.trim()],
        &["sample", "show", "a-1", id(&sample)],
    ] {
        let said = desk.run(args);
        assert!(said.out.contains("ab"), "{said:#?}");
        assert!(!said.out.contains('\u{202e}'), "{said:#?}");
        assert!(!said.err.contains('\u{202e}'), "{said:#?}");
    }
}
