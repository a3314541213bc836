//! Signing an audit off by keys, and what the screens say of it afterwards.

use super::desk::Desk;
use crate::tui::effect::Request;

/// A desk where the audit is being reported on, all of it committed.
fn desk() -> Desk {
    let mut desk = Desk::new();
    put(&desk, "audits/aims/audit.toml", |text| {
        text.replace("state = \"planned\"", "state = \"reporting\"")
    });
    commit(&desk);
    desk.ask(Request::Reload);
    desk
}

fn put(desk: &Desk, path: &str, edit: impl FnOnce(String) -> String) {
    std::fs::write(desk.folder.path().join(path), edit(desk.read(path))).unwrap();
}

/// Commits with git, before the moment at which the clock of the desk stands.
fn commit(desk: &Desk) {
    desk.git(&["add", "audits"]);
    let on = "2026-11-21T08:00:00Z";
    let done = std::process::Command::new("git")
        .current_dir(desk.folder.path())
        .args(["commit", "-q", "--amend", "--no-edit", "--date", on])
        .env("GIT_COMMITTER_DATE", on)
        .env("GIT_CONFIG_GLOBAL", "/dev/null")
        .status();
    assert!(done.unwrap().success());
}

/// A desk where the leader has signed as prepared.
fn signed() -> Desk {
    let mut desk = desk();
    desk.keys("g o ctrl-s y");
    desk
}

#[test]
fn signing_shows_what_it_means_and_home_says_that_it_is_signed() {
    let mut desk = desk();
    desk.keys("g o");
    desk.sees("Sign-off")
        .sees("not signed off yet")
        .sees("sign as prepared by Astrid Lindqvist")
        .sees("ready");
    desk.keys("ctrl-s");
    let commit = desk.git(&["rev-parse", "HEAD"]);
    desk.sees("I have prepared this audit and stand by it")
        .sees(&format!("commit {}", commit.trim()))
        .sees("root hash ")
        .sees("y sign");
    desk.keys("n");
    assert_eq!(desk.git(&["tag"]), "");
    desk.keys("ctrl-s y");
    desk.sees("prepared, fresh")
        .sees("git push origin tag tickmark/aims/prepared-1");
    assert_eq!(desk.git(&["tag"]).trim(), "tickmark/aims/prepared-1");
    desk.keys("k")
        .sees("fresh: every record is as it was signed");
    desk.keys("q").sees("signed");
}

#[test]
fn own_words_are_signed_with_the_meaning() {
    let mut desk = desk();
    desk.keys("g o i")
        .types("Two systems were sampled.")
        .keys("enter");
    desk.sees("Own words Two systems were sampled.");
    desk.keys("ctrl-s").sees("Two systems were sampled.");
    desk.keys("y");
    let text = desk.git(&["cat-file", "tag", "tickmark/aims/prepared-1"]);
    assert!(text.contains("\n\nTwo systems were sampled.\n\n"), "{text}");
}

#[test]
fn what_is_missing_is_said_and_nothing_is_signed() {
    let mut desk = Desk::new();
    desk.keys("g o");
    desk.sees("Missing").sees("in state planned");
    desk.keys("ctrl-s")
        .sees("Could not sign aims off as prepared");
    assert_eq!(desk.git(&["tag"]), "");
}

#[test]
fn a_change_after_that_is_committed_with_a_reason_alone_and_listed() {
    let mut desk = signed();
    desk.keys("g h enter c g r ctrl-s");
    desk.sees("aims was signed off. Why do its records change now?");
    desk.keys("enter").sees("say why");
    desk.keys("esc");
    let body = desk.git(&["log", "-1", "--format=%b"]);
    assert!(!body.contains("After-sign-off"), "no commit yet: {body}");
    desk.keys("ctrl-s")
        .types("seen in the second interview")
        .keys("enter");
    let body = desk.git(&["log", "-1", "--format=%b"]);
    assert!(
        body.contains("After-sign-off: seen in the second interview"),
        "{body}"
    );
    desk.keys("g h").sees("sign-off stale");
    desk.keys("g o k");
    desk.sees("no sign-off is fresh")
        .sees("stale: 4.1 was added since")
        .sees("seen in the second interview");
}

#[test]
fn a_tag_that_was_tampered_with_stands_out() {
    let mut desk = signed();
    desk.git(&["tag", "-f", "tickmark/aims/prepared-1"]);
    desk.ask(Request::Reload);
    desk.keys("g h").sees("look at the sign-off");
    desk.keys("g o k")
        .sees("something is wrong with 1 sign-off")
        .sees("no annotated tag");
}

#[test]
fn home_calls_nothing_signed_of_which_the_root_hash_is_another() {
    let mut desk = signed();
    desk.keys("g h").sees("signed");
    let name = "tickmark/aims/prepared-1";
    let text = desk.git(&["cat-file", "tag", name]);
    let words = text.split_once("\n\n").unwrap().1;
    let root = words
        .lines()
        .find_map(|line| line.strip_prefix("Root-SHA256: "))
        .unwrap();
    desk.write("forged", &words.replace(root, &"0".repeat(64)));
    desk.git(&["tag", "-d", name]);
    desk.git(&["tag", "-a", "--cleanup=verbatim", "-F", "forged", name]);
    std::fs::remove_file(desk.folder.path().join("forged")).unwrap();
    desk.ask(Request::Reload);
    desk.sees("look at the sign-off");
    desk.keys("g o k").sees("it says the root hash 0000000000");
}

#[test]
fn the_screen_fits_every_terminal() {
    let mut desk = signed();
    for (width, height) in [(120, 40), (80, 24), (40, 12), (20, 5), (1, 1)] {
        desk.resize(width, height);
        desk.keys("g o k j");
        desk.screen();
    }
}

#[test]
fn what_verify_tells_of_a_sign_off_leads_to_that_sign_off() {
    let mut desk = signed();
    desk.keys("g h enter c g r ctrl-s")
        .types("seen in the second interview")
        .keys("enter");
    desk.keys("g v").sees("added to after the sign-off");
    desk.keys("/").types("added to after the sign-off");
    desk.keys("enter enter")
        .sees("no sign-off is fresh")
        .sees("stale: 4.1 was added since");
}
