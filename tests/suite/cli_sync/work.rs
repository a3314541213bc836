//! The user's own work while a sync goes on around it.

use super::{Pair, SHEET, answer, assert_sound, changes_nothing, record, silent};
use crate::cli_desk::{Desk, HOUSE};

#[test]
fn what_is_staged_edited_and_lying_about_stays_as_it_is() {
    let pair = Pair::new();
    pair.ben_sends("4.2#2", "nonconforming");
    answer(&pair.ada, "4.2#1", "observation", "Seen by Ada");
    let desk = &pair.ada;
    desk.write("risk/register.csv", "id,system\n1,staged\n");
    desk.write("added.txt", "staged\n");
    desk.git(&["add", "risk/register.csv", "added.txt"]);
    desk.write("risk/register.csv", "id,system\n1,edited\n");
    desk.write("risk/method.md", "edited\n");
    desk.write("note.md", "untracked\n");
    let before = desk.git(&["status", "--porcelain=v2"]);
    let run = desk.run(&["sync"]);
    assert_eq!(run.status, 0, "{run:#?}");
    assert_eq!(desk.git(&["status", "--porcelain=v2"]), before);
    assert!(desk.read(SHEET).contains("Seen by Ben"));
    assert_eq!(
        desk.git(&["show", ":risk/register.csv"]),
        "id,system\n1,staged\n"
    );
    assert_sound(desk);
    silent(desk);
}

#[test]
fn a_record_that_is_not_committed_stays_where_nothing_of_it_comes() {
    let pair = Pair::new();
    pair.ben_sends("4.2#2", "nonconforming");
    record(&pair.ada, "4.1#1", "conforming", "Not yet");
    let before = pair.ada.git(&["status", "--porcelain"]);
    pair.ada.run(&["sync"]).ok();
    assert_eq!(pair.ada.git(&["status", "--porcelain"]), before);
    assert!(
        pair.ada
            .read("audits/a-1/answers/house/4.1.toml")
            .contains("Not yet")
    );
    assert!(pair.ada.read(SHEET).contains("Seen by Ben"));
}

#[test]
fn a_record_that_is_not_committed_and_of_which_something_comes_is_to_be_committed_first() {
    let pair = Pair::new();
    pair.ben_sends("4.2#2", "nonconforming");
    record(&pair.ada, "4.2#1", "observation", "Not yet");
    let run = changes_nothing(&pair.ada, &["sync"]);
    run.fails(1, &["Could not sync", SHEET, "tickmark commit"]);
    // As well where there is something to merge.
    answer(&pair.ben, "4.1#1", "conforming", "Seen by Ben");
    pair.ben.git(&["push", "-q"]);
    pair.ada
        .git(&["commit", "-q", "--allow-empty", "-m", "Ours"]);
    let run = changes_nothing(&pair.ada, &["sync"]);
    run.fails(1, &["Could not sync", SHEET, "tickmark commit"]);
    assert!(pair.ada.read(SHEET).contains("Not yet"));
    pair.ada.run(&["commit", "-m", "Now"]).ok();
    pair.ada.run(&["sync"]).ok();
    silent(&pair.ada);
}

#[test]
fn other_work_that_would_be_overwritten_stops_the_sync() {
    let pair = Pair::new();
    pair.ben.write("risk/method.md", "Ben's\n");
    pair.ben.git(&["commit", "-qam", "Anew"]);
    pair.ben_sends("4.2#2", "conforming");
    pair.ada.write("risk/method.md", "mine\n");
    let run = changes_nothing(&pair.ada, &["sync"]);
    run.fails(
        1,
        &[
            "your own work would be overwritten",
            "risk/method.md",
            "git stash",
        ],
    );
    assert_eq!(pair.ada.read("risk/method.md"), "mine\n");
}

#[test]
fn a_split_index_is_no_hindrance() {
    let pair = Pair::new();
    pair.ben_sends("4.2#2", "nonconforming");
    answer(&pair.ada, "4.2#1", "observation", "Seen by Ada");
    pair.ada.git(&["update-index", "--split-index"]);
    pair.ada.write("risk/method.md", "edited\n");
    let run = pair.ada.run(&["sync"]);
    assert_eq!(run.status, 0, "{run:#?}");
    assert_eq!(
        pair.ada.git(&["status", "--porcelain"]),
        " M risk/method.md\n"
    );
    assert!(pair.ada.read(SHEET).contains("Seen by Ben"));
    silent(&pair.ada);
}

#[test]
fn a_sync_that_was_cut_short_is_told_at_the_next_start() {
    let pair = Pair::new();
    pair.ben_sends("4.2#2", "nonconforming");
    pair.ada.git(&["fetch", "-q"]);
    // A program that died before it wrote anything.
    let ids =
        ["HEAD", "origin/main"].map(|name| pair.ada.git(&["rev-parse", name]).trim().to_owned());
    let journal = serde_json::json!({
        "version": 2, "maker": "land", "branch": "refs/heads/main", "head": ids[0], "commit": ids[1],
        "owner": {"pid": 4_000_000, "started": null, "host": "nowhere", "boot": ""}, "lock": null, "files": [],
    });
    let folder = pair.ada.repo().join(".git/tickmark");
    std::fs::create_dir_all(&folder).unwrap();
    std::fs::write(folder.join("journal"), journal.to_string()).unwrap();
    let file = std::fs::File::options()
        .write(true)
        .open(folder.join("journal"))
        .unwrap();
    let long_ago = std::time::SystemTime::now() - std::time::Duration::from_secs(3_600);
    file.set_modified(long_ago).unwrap();
    let run = pair.ada.run(&["status"]);
    assert!(
        run.err.contains("a sync was cut short, and is undone"),
        "{run:#?}"
    );
    pair.ada.run(&["sync"]).ok();
    assert!(pair.ada.read(SHEET).contains("Seen by Ben"));
}

#[test]
fn clones_with_long_ids_are_like_any_others() {
    let ada = Desk::empty();
    let long = "--object-format=sha256";
    ada.git(&["init", "-q", "-b", "main", long]);
    ada.run(&["init", "--organisation", "Example Ltd"]).ok();
    ada.write("checklists/house.toml", HOUSE);
    ada.git(&["add", "checklists"]);
    ada.git(&["commit", "-q", "-m", "House rules"]);
    let plan = ["--title", "First audit", "--checklist", "house"];
    let frame = [
        "--objective",
        "Find out",
        "--scope",
        "Everything",
        "--auditor",
        "Ben <ben@example.org>",
    ];
    ada.run(&[&["new", "a-1"], &plan[..], &frame[..]].concat())
        .ok();
    ada.run(&["audit", "move", "a-1", "fieldwork"]).ok();
    ada.run(&["commit", "-m", "Plan"]).ok();
    let bare = ada.yard().join("audits.git");
    let bare = bare.to_str().unwrap();
    ada.git(&["init", "-q", "--bare", "-b", "main", long, bare]);
    ada.git(&["remote", "add", "origin", bare]);
    ada.run(&["sync"]).ok();
    let ben = Desk::empty();
    ben.git(&["clone", "-q", bare, "."]);
    ben.configure("user.name", "Ben");
    ben.configure("user.email", "ben@example.org");
    answer(&ben, "4.2#2", "nonconforming", "Seen by Ben");
    ben.run(&["sync"]).ok();
    answer(&ada, "4.2#1", "observation", "Seen by Ada");
    ada.run(&["sync"]).ok();
    assert!(ada.read(SHEET).contains("Seen by Ben"));
    assert_eq!(ada.git(&["rev-parse", "HEAD"]).trim().len(), 64);
    assert_sound(&ada);
    silent(&ada);
}
