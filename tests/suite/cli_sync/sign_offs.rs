//! Sign-offs go along with the records that they are about, and are never overwritten.

use super::{Pair, changes_nothing};
use crate::{
    cli_desk::Desk,
    cli_signoff::{change, prepared},
};

const TAG: &str = "tickmark/a-1/prepared-1";

/// Makes a pair of clones of which one has signed the audit off.
fn signed() -> (Desk, Desk) {
    let ada = prepared();
    let bare = ada.yard().join("audits.git");
    let bare = bare.to_str().unwrap();
    ada.git(&["init", "-q", "--bare", "-b", "main", bare]);
    ada.git(&["remote", "add", "origin", bare]);
    ada.git(&["push", "-q", "-u", "origin", "main"]);
    let ben = Desk::empty();
    ben.git(&["clone", "-q", "--no-tags", bare, "."]);
    ben.configure("user.name", "Ben");
    ben.configure("user.email", "ben@example.org");
    (ada, ben)
}

#[test]
fn a_sign_off_is_sent_and_comes() {
    let (ada, ben) = signed();
    let told = ada.run(&["sync"]).ok();
    assert!(told.contains(&format!("sign-off sent: {TAG}")), "{told}");
    let told = ben.run(&["sync"]).ok();
    assert!(told.contains(&format!("sign-off came: {TAG}")), "{told}");
    let object = |desk: &Desk| desk.git(&["rev-parse", &format!("refs/tags/{TAG}")]);
    assert_eq!(object(&ada), object(&ben));
    // What it was when it came is remembered, should somebody move it.
    let log = ben.read(&format!(".git/logs/refs/tags/{TAG}"));
    assert!(log.ends_with("\tsync: from origin\n"), "{log}");
    assert_eq!(
        ada.run(&["sync"]).ok(),
        "origin/main: nothing new on either side\n"
    );
    assert_eq!(
        ben.run(&["sync"]).ok(),
        "origin/main: nothing new on either side\n"
    );
}

#[test]
fn a_sign_off_that_was_moved_is_an_alarm_and_stays_as_it_is_on_both_sides() {
    let (ada, ben) = signed();
    ada.run(&["sync"]).ok();
    ben.run(&["sync"]).ok();
    let there = format!("refs/tags/{TAG}");
    let before = ada.git(&["rev-parse", &there]);
    ben.git(&["tag", "-f", "-a", "-m", "Forged", TAG, "HEAD~1"]);
    ben.git(&["push", "-q", "-f", "origin", &there]);
    let forged = ben.git(&["rev-parse", &there]);
    change(&ada).ok();
    let run = ada.run(&["sync", "--no-push"]);
    run.fails(
        1,
        &[
            "ALARM",
            TAG,
            before.get(..7).unwrap(),
            forged.get(..7).unwrap(),
        ],
    );
    assert_eq!(ada.git(&["rev-parse", &there]), before);
    // The records go on, and the tag there is not forced.
    let run = ada.run(&["sync", "--json"]);
    assert_eq!(run.status, 1, "{run:#?}");
    let json = run.json();
    assert_eq!(json["push"]["state"], "done");
    assert_eq!(json["sign-offs"]["moved"][0]["name"], TAG);
    assert!(
        ada.git(&["ls-remote", "origin", &there])
            .starts_with(forged.trim())
    );
    // It stays an alarm until the tags are the same again.
    ada.git(&["push", "-q", "-f", "origin", &there]);
    assert_eq!(ada.run(&["sync"]).status, 0);
}

#[test]
fn what_only_looks_like_a_sign_off_does_not_come() {
    let pair = Pair::new();
    for name in [
        "tickmark/nonsense",
        "tickmark/a-1/prepared-01",
        "tickmark/a-1/x/prepared-1",
        "v1",
    ] {
        pair.ben.git(&["tag", name]);
        pair.ben.git(&["push", "-q", "origin", name]);
    }
    changes_nothing(&pair.ada, &["sync"]);
    assert_eq!(pair.ada.git(&["tag", "--list"]), "");
}
