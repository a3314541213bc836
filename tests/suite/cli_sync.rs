//! Two clones of a workspace and a repository between them, brought together by `tickmark sync`.

mod hostile;
mod links;
mod pairs;
mod refused;
mod sign_offs;
mod work;

use crate::cli_desk::{Desk, Run};

pub(crate) const SHEET: &str = "audits/a-1/answers/house/4.2.toml";

/// Two auditors with a clone each, and the repository from which both were cloned.
pub(crate) struct Pair {
    pub(crate) ada: Desk,
    pub(crate) ben: Desk,
}

impl Pair {
    /// Makes an audit with one answer, which both have.
    pub(crate) fn new() -> Self {
        let ada = Desk::audit();
        for auditor in ["Ben <ben@example.org>", "Cleo <cleo@example.org>"] {
            ada.run(&["audit", "set", "a-1", "--auditor", auditor]).ok();
        }
        ada.run(&["commit", "-m", "Plan"]).ok();
        answer(&ada, "4.2#1", "conforming", "Seen before");
        let bare = ada.yard().join("audits.git");
        let bare = bare.to_str().unwrap();
        ada.git(&["init", "-q", "--bare", "-b", "main", bare]);
        ada.git(&["remote", "add", "origin", bare]);
        ada.git(&["push", "-q", "-u", "origin", "main"]);
        let ben = Desk::empty();
        ben.git(&["clone", "-q", bare, "."]);
        ben.configure("user.name", "Ben");
        ben.configure("user.email", "ben@example.org");
        Self { ada, ben }
    }

    pub(crate) fn bare(&self) -> std::path::PathBuf {
        self.ada.yard().join("audits.git")
    }

    /// Has Ben do something and send it.
    pub(crate) fn ben_sends(&self, row: &str, verdict: &str) {
        answer(&self.ben, row, verdict, "Seen by Ben");
        self.ben.git(&["push", "-q", "origin", "main"]);
    }
}

/// Answers a row, and commits that.
#[track_caller]
pub(crate) fn answer(desk: &Desk, row: &str, verdict: &str, note: &str) {
    record(desk, row, verdict, note);
    desk.run(&["commit", "-m", &format!("Answer {row}")]).ok();
}

/// Answers a row, and leaves it uncommitted.
#[track_caller]
pub(crate) fn record(desk: &Desk, row: &str, verdict: &str, note: &str) {
    let row = format!("house:{row}");
    let how = [
        "--verdict",
        verdict,
        "--note",
        note,
        "--method",
        "interview",
    ];
    desk.run(&[&["answer", "a-1", &row], &how[..]].concat())
        .ok();
}

#[track_caller]
pub(crate) fn silent(desk: &Desk) {
    let told = desk.run(&["verify", "--strict"]);
    assert_eq!(told.status, 0, "{told:#?}");
    assert!(!told.out.contains("Worth knowing"), "{told:#?}");
}

/// Holds that nothing of HEAD, index and work tree has changed by a command.
#[track_caller]
pub(crate) fn changes_nothing(desk: &Desk, args: &[&str]) -> Run {
    let before = (
        desk.git(&["rev-parse", "HEAD"]),
        desk.git(&["status", "--porcelain=v2"]),
    );
    let run = desk.run(args);
    let after = (
        desk.git(&["rev-parse", "HEAD"]),
        desk.git(&["status", "--porcelain=v2"]),
    );
    assert_eq!(before, after, "{run:#?}");
    assert_sound(desk);
    run
}

/// Holds what holds after every sync.
#[track_caller]
pub(crate) fn assert_sound(desk: &Desk) {
    desk.git(&["fsck", "--strict", "--no-dangling"]);
    let left: Vec<_> = std::fs::read_dir(desk.repo().join(".git/tickmark"))
        .map(|found| found.map(|entry| entry.unwrap().file_name()).collect())
        .unwrap_or_default();
    let ours = [
        "journal",
        "lock",
        "index",
        "hook-index",
        "before",
        "durable.config",
    ];
    assert!(
        left.iter().all(|name| !ours.iter().any(|one| name == one)),
        "{left:?}"
    );
    assert!(!desk.repo().join(".git/index.lock").exists());
}

#[test]
fn where_nothing_is_new_nothing_changes() {
    let pair = Pair::new();
    let run = changes_nothing(&pair.ada, &["sync"]);
    assert_eq!(
        run.out, "origin/main: nothing new on either side\n",
        "{run:#?}"
    );
    assert_eq!(run.status, 0);
}

#[test]
fn what_the_other_side_alone_has_comes_as_it_is() {
    let pair = Pair::new();
    pair.ben_sends("4.2#2", "nonconforming");
    let told = pair.ada.run(&["sync"]).ok();
    assert_eq!(told, "origin/main: 1 record came\n");
    assert_eq!(
        pair.ada.git(&["rev-parse", "HEAD"]),
        pair.ben.git(&["rev-parse", "HEAD"])
    );
    assert!(pair.ada.read(SHEET).contains("Seen by Ben"));
    assert_eq!(pair.ada.git(&["status", "--porcelain"]), "");
    assert_sound(&pair.ada);
}

#[test]
fn what_we_alone_have_is_sent() {
    let pair = Pair::new();
    answer(&pair.ada, "4.1#1", "conforming", "Seen by Ada");
    let told = pair.ada.run(&["sync"]).ok();
    assert_eq!(told, "origin/main: 1 record sent\n");
    let there = pair.ada.git(&["ls-remote", "origin", "refs/heads/main"]);
    assert!(there.starts_with(pair.ada.git(&["rev-parse", "HEAD"]).trim()));
    answer(&pair.ada, "4.1#1", "observation", "Seen again");
    let told = pair.ada.run(&["sync", "--no-push"]).ok();
    assert_eq!(told, "origin/main: nothing new came\n");
    assert_eq!(
        pair.ada.git(&["ls-remote", "origin", "refs/heads/main"]),
        there
    );
}

#[test]
fn a_repository_that_has_nothing_yet_gets_the_branch() {
    let desk = Desk::audit();
    desk.run(&["commit", "-m", "Plan"]).ok();
    let bare = desk.yard().join("new.git");
    let bare = bare.to_str().unwrap();
    desk.git(&["init", "-q", "--bare", bare]);
    desk.git(&["remote", "add", "origin", bare]);
    let run = desk.run(&["sync"]);
    assert_eq!(run.status, 0, "{run:#?}");
    assert!(run.out.contains("records sent"), "{run:#?}");
    assert!(
        desk.git(&["ls-remote", "origin"])
            .contains(desk.git(&["rev-parse", "HEAD"]).trim())
    );
    assert_eq!(
        desk.run(&["sync"]).ok(),
        "origin/main: nothing new on either side\n"
    );
}

#[test]
fn what_both_did_is_merged_field_by_field_and_both_clones_end_the_same() {
    let pair = Pair::new();
    pair.ben_sends("4.2#2", "nonconforming");
    answer(&pair.ada, "4.2#1", "observation", "Seen by Ada");
    let run = pair.ada.run(&["sync"]);
    assert_eq!(run.status, 0, "{run:#?}");
    assert!(
        run.out
            .starts_with("origin/main: 1 record merged, 1 record sent\nmerged in "),
        "{run:#?}"
    );
    let text = pair.ada.read(SHEET);
    for said in ["Seen by Ada", "Seen by Ben", "observation", "nonconforming"] {
        assert!(text.contains(said), "{said}: {text}");
    }
    assert_eq!(pair.ada.git(&["status", "--porcelain"]), "");
    let parents = pair.ada.git(&["log", "-1", "--format=%p"]);
    assert_eq!(parents.split_whitespace().count(), 2, "{parents}");
    let message = pair.ada.git(&["log", "-1", "--format=%B"]);
    assert!(
        message.starts_with("Merge origin/main: 1 record merged\n\nAudit: a-1\n"),
        "{message}"
    );
    assert_eq!(pair.ben.run(&["sync"]).ok(), "origin/main: 1 record came\n");
    assert_eq!(pair.ben.read(SHEET), text);
    assert_eq!(
        pair.ada.git(&["rev-parse", "HEAD"]),
        pair.ben.git(&["rev-parse", "HEAD"])
    );
    for desk in [&pair.ada, &pair.ben] {
        silent(desk);
        assert_sound(desk);
    }
}

#[test]
fn a_clone_is_set_up_for_merges_by_git_unasked() {
    let pair = Pair::new();
    let run = pair.ben.run(&["sync"]);
    assert!(
        run.err
            .contains("this clone now merges records field by field"),
        "{run:#?}"
    );
    assert!(
        pair.ben
            .git(&["config", "merge.tickmark.driver"])
            .contains("tickmark merge-records")
    );
    assert_eq!(pair.ben.run(&["sync"]).err, "");
}

#[test]
fn a_text_that_both_changed_in_other_lines_is_merged_by_lines() {
    let pair = Pair::new();
    let finding = crate::cli_findings::drafted(&pair.ada);
    let lines = |first: &str, last: &str| format!("{first}\ntwo\nthree\nfour\n{last}");
    let set = |desk: &Desk, text: &str| {
        desk.run(&["finding", "set", &finding, "--statement", text])
            .ok();
        desk.run(&["commit", "-m", "Reword"]).ok();
    };
    set(&pair.ada, &lines("one", "five"));
    pair.ada.run(&["sync"]).ok();
    pair.ben.run(&["sync"]).ok();
    set(&pair.ben, &lines("one", "last"));
    pair.ben.run(&["sync"]).ok();
    set(&pair.ada, &lines("first", "five"));
    let run = pair.ada.run(&["sync"]);
    assert_eq!(run.status, 0, "{run:#?}");
    let text = pair
        .ada
        .read(&format!("audits/a-1/findings/{finding}.toml"));
    assert!(text.contains(&lines("first", "last")), "{text}");
    assert_eq!(pair.ada.run(&["verify"]).status, 0);
}

#[test]
fn a_field_that_both_changed_is_shown_with_both_authors_and_nothing_changes() {
    let pair = Pair::new();
    pair.ben_sends("4.2#1", "nonconforming");
    answer(&pair.ada, "4.2#1", "observation", "Seen by Ada");
    let run = changes_nothing(&pair.ada, &["sync"]);
    assert_eq!(run.status, 1, "{run:#?}");
    let (ours, theirs) = (
        pair.ada.git(&["rev-parse", "--short=7", "HEAD"]),
        pair.ben.git(&["rev-parse", "--short=7", "HEAD"]),
    );
    for text in [
        SHEET,
        "answer[1]: both changed it",
        "ours, by Ada Auditor <ada@example.org> at ",
        "theirs, by Ben <ben@example.org> at ",
        "verdict: observation",
        "verdict: nonconforming",
        ours.trim(),
        theirs.trim(),
    ] {
        assert!(run.out.contains(text), "{text}: {run:#?}");
    }
    assert!(
        run.err.contains(&format!(
            "tickmark sync --choose '{SHEET}:answer[1]=theirs'"
        )),
        "{run:#?}"
    );
}

#[test]
fn a_clash_is_settled_by_a_choice_and_the_other_side_takes_it() {
    for (side, said) in [("ours", "Seen by Ada"), ("theirs", "Seen by Ben")] {
        let pair = Pair::new();
        pair.ben_sends("4.2#1", "nonconforming");
        answer(&pair.ada, "4.2#1", "observation", "Seen by Ada");
        answer(&pair.ada, "4.1#1", "conforming", "Seen too");
        let choice = format!("{SHEET}:answer[1]={side}");
        let run = pair.ada.run(&["sync", "--choose", &choice]);
        assert_eq!(run.status, 0, "{run:#?}");
        let text = pair.ada.read(SHEET);
        assert!(text.contains(said), "{text}");
        assert_eq!(text.matches("Seen by").count(), 1, "{text}");
        pair.ben.run(&["sync"]).ok();
        assert_eq!(pair.ben.read(SHEET), text);
        assert_eq!(pair.ben.run(&["verify"]).status, 0);
    }
}

#[test]
fn a_choice_of_what_does_not_clash_is_refused() {
    let pair = Pair::new();
    pair.ben_sends("4.2#1", "nonconforming");
    answer(&pair.ada, "4.2#1", "observation", "Seen by Ada");
    let choose = |choice: &str| {
        changes_nothing(
            &pair.ada,
            &["sync", "--choose", &format!("{SHEET}:{choice}")],
        )
    };
    choose("answer[2]=ours").fails(
        2,
        &["nothing clashes at", "answer[2]", "answer[1]", "hint: "],
    );
    choose("answer[1]=mine").fails(2, &["PATH:FIELD=ours"]);
    choose("answer[1=ours").fails(2, &["names no field"]);
    let both = format!("{SHEET}:answer[1]=ours");
    let other = format!("{SHEET}:answer[1]=theirs");
    pair.ada
        .run(&["sync", "--choose", &both, "--choose", &other])
        .fails(2, &["is chosen twice"]);
}

#[test]
fn a_record_is_taken_as_a_whole_where_that_is_chosen() {
    let pair = Pair::new();
    pair.ben_sends("4.2#1", "nonconforming");
    answer(&pair.ada, "4.2#1", "observation", "Seen by Ada");
    let theirs = pair.ben.read(SHEET);
    pair.ada
        .run(&["sync", "--choose", &format!("{SHEET}:=theirs")])
        .ok();
    assert_eq!(pair.ada.read(SHEET), theirs);
}

#[test]
fn a_sync_is_told_as_json() {
    let pair = Pair::new();
    pair.ben_sends("4.2#2", "nonconforming");
    answer(&pair.ada, "4.2#1", "observation", "Seen by Ada");
    let json = pair.ada.run(&["sync", "--json"]).json();
    assert_eq!(json["outcome"], "done");
    assert_eq!(json["other"], "origin/main");
    assert_eq!(json["merged"], serde_json::json!([SHEET]));
    assert_eq!(json["sent"], serde_json::json!([SHEET]));
    assert_eq!(json["push"]["state"], "done");
    assert_eq!(json["commit"], pair.ada.git(&["rev-parse", "HEAD"]).trim());
    assert_eq!(json["merge"], json["commit"]);
    pair.ben.run(&["sync"]).ok();

    answer(&pair.ben, "4.1#1", "conforming", "Seen by Ben");
    pair.ben.run(&["sync"]).ok();
    answer(&pair.ada, "4.1#1", "nonconforming", "Seen by Ada");
    let run = pair.ada.run(&["sync", "--json"]);
    assert_eq!(run.status, 1, "{run:#?}");
    let json = run.json();
    assert_eq!(json["outcome"], "clashes");
    let clash = &json["clashes"][0];
    assert_eq!(clash["path"], "audits/a-1/answers/house/4.1.toml");
    assert_eq!(clash["ours"]["by"], "Ada Auditor <ada@example.org>");
    assert_eq!(clash["theirs"]["by"], "Ben <ben@example.org>");
    assert_eq!(
        clash["theirs"]["commit"],
        pair.ben.git(&["rev-parse", "HEAD"]).trim()
    );
}

#[test]
fn other_files_are_merged_where_git_can() {
    let pair = Pair::new();
    pair.ben.write(
        "risk/register.csv",
        "id,system\n1,chat\n2,triage\n3,fraud\n4,churn\n5,new\n",
    );
    pair.ben.git(&["commit", "-qam", "One more"]);
    pair.ben.git(&["mv", "risk/method.md", "risk/how.md"]);
    pair.ben.git(&["commit", "-qm", "Moved"]);
    pair.ben_sends("4.2#2", "conforming");
    let method = pair.ada.read("risk/method.md");
    pair.ada.write(
        "risk/method.md",
        &method.replace("line 3\n", "line three\n"),
    );
    pair.ada.git(&["commit", "-qam", "A word"]);
    answer(&pair.ada, "4.2#1", "observation", "Seen by Ada");
    let run = pair.ada.run(&["sync"]);
    assert_eq!(run.status, 0, "{run:#?}");
    assert!(pair.ada.read("risk/how.md").contains("line three"));
    assert!(!pair.ada.repo().join("risk/method.md").exists());
    assert!(pair.ada.read("risk/register.csv").contains("5,new"));
    assert_eq!(pair.ada.git(&["status", "--porcelain"]), "");
    silent(&pair.ada);
}

#[test]
fn other_files_that_conflict_are_listed_and_nothing_changes() {
    let pair = Pair::new();
    pair.ben.write("risk/method.md", "Ben's\n");
    pair.ben.git(&["commit", "-qam", "Anew"]);
    pair.ben_sends("4.2#2", "conforming");
    pair.ada.write("risk/method.md", "Ada's\n");
    pair.ada.git(&["commit", "-qam", "Anew"]);
    let run = changes_nothing(&pair.ada, &["sync"]);
    run.fails(
        1,
        &["risk/method.md", "git merge origin/main", "tickmark sync"],
    );
    let json = pair.ada.run(&["sync", "--json"]).json();
    assert_eq!(json["outcome"], "conflicts");
    assert_eq!(json["conflicts"], serde_json::json!(["risk/method.md"]));
}
