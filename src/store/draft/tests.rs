//! Drafts across processes: who is offered what, what is set aside, what outlasts an end.

use std::{
    fs::{self, File},
    path::Path,
    time::{Duration, SystemTime},
};

use super::*;

fn draft(place: &str, text: &str) -> Draft {
    Draft {
        audit: "x".into(),
        place: place.into(),
        text: text.into(),
        base: String::new(),
        saved_at: "2026-11-22T10:15:00Z".parse().unwrap(),
        turn: 0,
    }
}

/// A process of an id that is in use, which started at another time than whoever has that id now.
fn dead() -> Owner {
    Owner {
        started: Some("0".to_owned()),
        ..Owner::me()
    }
}

/// A process of which nobody here can tell whether it runs.
fn stranger() -> Owner {
    Owner {
        host: "elsewhere".to_owned(),
        ..Owner::me()
    }
}

#[test]
fn what_a_dead_process_left_is_offered_until_it_is_discarded() {
    let dir = tempfile::tempdir().unwrap();
    // Its id is that of a living process: only the start tells the two apart.
    let before = Drafts::of(dir.path(), dead());
    before.save(&draft("row a", "one\n'''\ntwo")).unwrap();
    before.save(&draft("row a", "newer\u{1b}")).unwrap();
    let drafts = Drafts::at(dir.path().into());
    assert_eq!(drafts.left_over().drafts, [draft("row a", "newer\u{1b}")]);
    assert_eq!(drafts.left_over().drafts, []);
    let next = Drafts::of(dir.path(), dead());
    drafts.discard("x", "row a", 1).unwrap();
    assert_eq!(next.left_over().drafts, []);
}

#[test]
fn the_drafts_of_a_living_process_are_left_alone() {
    let dir = tempfile::tempdir().unwrap();
    Drafts::at(dir.path().into())
        .save(&draft("row a", "mine"))
        .unwrap();
    let other = Drafts::of(dir.path(), dead());
    assert_eq!(other.left_over(), LeftOver::default());
}

#[test]
fn what_a_process_elsewhere_left_is_offered_and_stays_until_it_is_decided_on() {
    let dir = tempfile::tempdir().unwrap();
    let there = Drafts::of(dir.path(), stranger());
    there.save(&draft("row a", "theirs")).unwrap();
    there.save(&draft("row b", "theirs too")).unwrap();
    let drafts = Drafts::at(dir.path().into());
    for _ in 0..2 {
        assert_eq!(drafts.left_over().drafts.len(), 2);
    }
    drafts.discard("x", "row a", 1).unwrap();
    assert_eq!(drafts.left_over().drafts, [draft("row b", "theirs too")]);
    // It runs after all, and has gone on.
    there.save(&draft("row b", "newer")).unwrap();
    drafts.discard("x", "row b", 1).unwrap();
    assert_eq!(drafts.left_over().drafts, [draft("row b", "newer")]);
}

#[test]
fn a_file_that_is_broken_or_huge_is_set_aside_and_told() {
    let dir = tempfile::tempdir().unwrap();
    let folder = dir.path().join("drafts");
    fs::create_dir(&folder).unwrap();
    fs::write(folder.join("1-a.toml"), b"\xff").unwrap();
    fs::write(folder.join("2-b.toml"), "= no toml").unwrap();
    let huge = File::create(folder.join("3-c.toml")).unwrap();
    huge.set_len(LIMIT + 1).unwrap();
    let drafts = Drafts::at(dir.path().into());
    let mut found = drafts.left_over();
    found.set_aside.sort();
    let aside = ["1-a.broken", "2-b.broken", "3-c.broken"].map(|name| folder.join(name));
    assert_eq!(found.set_aside, aside);
    assert!(aside.iter().all(|path| path.exists()));
    assert_eq!(drafts.left_over(), LeftOver::default());
}

#[test]
fn temporary_files_of_the_dead_are_swept() {
    let dir = tempfile::tempdir().unwrap();
    let folder = dir.path().join("drafts");
    fs::create_dir(&folder).unwrap();
    let mut gone = std::process::Command::new("true").spawn().unwrap();
    gone.wait().unwrap();
    let make = |process: u32, age: u64| {
        let name = format!(".{process}-abc.toml-{process}-x8Kq2Z.tmp");
        let path = folder.join(name);
        let file = File::create(&path).unwrap();
        let at = SystemTime::now() - Duration::from_secs(age);
        file.set_modified(at).unwrap();
        path
    };
    let (old, living) = (make(gone.id(), 120), make(std::process::id(), 120));
    Drafts::at(dir.path().into()).left_over();
    assert!(!old.exists() && living.exists());
    let (young, abandoned) = (make(gone.id(), 0), make(1, 2 * 60 * 60));
    Drafts::at(dir.path().into()).left_over();
    assert!(young.exists() && living.exists() && !abandoned.exists());
}

#[test]
fn the_place_is_found_again() {
    let dir = tempfile::tempdir().unwrap();
    let drafts = Drafts::at(dir.path().into());
    assert_eq!(drafts.last_place(), None);
    let place = Resume {
        audit: "x".into(),
        place: "row iso-42001:4.1#1".into(),
        scrolled: vec![3, 0],
    };
    drafts.keep_place(&place).unwrap();
    assert_eq!(drafts.last_place(), Some(place));
}

#[test]
fn nothing_older_is_written_over_the_last_word() {
    let dir = tempfile::tempdir().unwrap();
    let drafts = Drafts::of(dir.path(), dead());
    let hand = drafts.clone();
    let place = |place: &str| Resume {
        audit: "x".to_owned(),
        place: place.to_owned(),
        scrolled: Vec::new(),
    };
    drafts.save(&draft("row b", "dropped meanwhile")).unwrap();
    drafts.save(&draft("row c", "saved meanwhile")).unwrap();
    drafts
        .last_word(
            vec![draft("row a", "newest"), draft("row d", "below it")],
            &[draft("row c", "saved meanwhile")],
            Some(&place("row a")),
        )
        .unwrap();
    hand.save(&draft("row a", "older")).unwrap();
    hand.discard("x", "row a", 1).unwrap();
    hand.discard("x", "row b", 1).unwrap();
    hand.keep_place(&place("row b")).unwrap();
    assert_eq!(drafts.last_place(), Some(place("row a")));
    let next = Drafts::at(dir.path().into());
    let found = next.left_over().drafts;
    let texts: Vec<&str> = found.iter().map(|draft| draft.text.as_str()).collect();
    assert_eq!(texts, ["newest", "below it"]);
}

#[test]
fn what_is_asked_for_in_turn_is_done_in_turn_whichever_thread_comes_first() {
    let dir = tempfile::tempdir().unwrap();
    let drafts = Drafts::of(dir.path(), dead());
    let turn = |turn: u64, text: &str| Draft {
        turn,
        ..draft("row a", text)
    };
    drafts.save(&turn(1, "typed")).unwrap();
    drafts.save(&turn(4, "typed anew")).unwrap();
    // The saving of what was typed first is done late, and so is a keeping of it.
    drafts.discard("x", "row a", 3).unwrap();
    drafts.save(&turn(2, "typed on")).unwrap();
    drafts.discard("x", "row b", 6).unwrap();
    let late = Draft {
        turn: 5,
        ..draft("row b", "given up")
    };
    drafts.save(&late).unwrap();
    let next = Drafts::at(dir.path().into());
    assert_eq!(next.left_over().drafts, [draft("row a", "typed anew")]);
}

#[cfg(unix)]
#[test]
fn drafts_are_for_their_owner_alone() {
    use std::os::unix::fs::PermissionsExt as _;
    let dir = tempfile::tempdir().unwrap();
    let drafts = Drafts::at(dir.path().into());
    drafts.save(&draft("row a", "mine")).unwrap();
    let mode = |path: &Path| fs::metadata(path).unwrap().permissions().mode() & 0o777;
    assert_eq!(mode(&drafts.folder), 0o700);
    assert_eq!(mode(&drafts.file_of(&drafts.owner)), 0o600);
}

#[test]
fn what_cannot_be_kept_here_is_kept_elsewhere_until_it_is_discarded() {
    let (dir, elsewhere) = (tempfile::tempdir().unwrap(), tempfile::tempdir().unwrap());
    // Nobody, root not excepted, makes a folder where a file is.
    fs::write(dir.path().join("drafts"), "").unwrap();
    let mut drafts = Drafts::of(dir.path(), dead());
    drafts.elsewhere = Some(Box::new(Drafts::of(elsewhere.path(), dead())));
    drafts.save(&draft("row a", "mine")).unwrap();
    let next = Drafts::at(elsewhere.path().into());
    assert_eq!(next.count_left(), 1);
    drafts.discard("x", "row a", 0).unwrap();
    assert_eq!(next.count_left(), 0);
}

#[test]
fn what_was_kept_elsewhere_is_taken_over_once() {
    let (dir, elsewhere) = (tempfile::tempdir().unwrap(), tempfile::tempdir().unwrap());
    let before = Drafts::of(elsewhere.path(), dead());
    before.save(&draft("row a", "kept elsewhere")).unwrap();
    let here = Drafts::of(dir.path(), dead());
    let again = || here.take_over(&Drafts::at(elsewhere.path().into()));
    let taken = again();
    assert_eq!(taken.drafts, [draft("row a", "kept elsewhere")]);
    assert_eq!(again(), LeftOver::default());
    let next = Drafts::at(dir.path().into());
    assert_eq!(next.left_over().drafts, taken.drafts);
}
