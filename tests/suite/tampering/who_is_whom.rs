//! Who is whom: `.mailmap` that joins or parts people, authors whom others name, and who fixed what they judge.

use std::fs;

use super::story::{by, days_from_now, moved, now, told};
use crate::cli_desk::Desk;

/// Returns what verify says, and whether it is in order.
fn verified(desk: &Desk) -> (bool, serde_json::Value) {
    let run = desk.run(&["verify", "--json"]);
    assert!(matches!(run.status, 0 | 1), "{run:#?}");
    (run.status == 0, run.json())
}

fn texts(told: &serde_json::Value, kind: &str) -> Vec<String> {
    let all = told["irregularities"].as_array().unwrap().iter();
    all.filter(|one| one["kind"] == kind)
        .map(|one| one["text"].as_str().unwrap().to_owned())
        .collect()
}

/// Commits a `.mailmap`, and returns the commit.
fn mailmap(desk: &Desk, name: &str, text: &str) -> String {
    desk.write(".mailmap", text);
    desk.git(&["add", ".mailmap"]);
    desk.git_as(name, None, &["commit", "-q", "-m", "People"]);
    desk.git(&["rev-parse", "HEAD"]).trim().to_owned()
}

const ONE: &str = "Ada <ada@example.org> Cy <cy@example.org>\n";

/// Lets Cy withdraw the finding that Ada raised.
fn withdrawn() -> Desk {
    let (desk, story) = told();
    let desk = desk.copied();
    let deed: &[&str] = &["finding", "withdraw", &story.issued, "--why", "twice"];
    by(&desk, "Cy", &[deed]);
    desk
}

#[test]
fn what_lies_in_the_work_tree_says_of_nobody_who_he_is() {
    let desk = withdrawn();
    desk.write(".mailmap", ONE);
    let (in_order, told) = verified(&desk);
    assert!(in_order, "{told:#?}");
    assert!(texts(&told, "mailmap-changed").is_empty(), "{told:#?}");
}

#[test]
fn a_later_line_makes_no_lawful_step_unlawful_and_is_named() {
    let desk = withdrawn();
    let commit = mailmap(&desk, "Rolf", ONE);
    let (in_order, told) = verified(&desk);
    assert!(in_order, "{told:#?}");
    let since = texts(&told, "mailmap-since");
    assert!(
        since
            .iter()
            .any(|text| text.contains("second person") && text.contains(&commit[..10])),
        "{told:#?}"
    );
    let changed = texts(&told, "mailmap-changed");
    assert!(
        changed.len() == 1
            && changed[0].contains("ada@example.org")
            && changed[0].contains("cy@example.org")
            && changed[0].contains("become one person"),
        "{told:#?}"
    );
}

#[test]
fn a_line_that_comes_with_or_after_a_forged_entry_hides_nothing() {
    let (desk, story) = told();
    let line = "Ada <ada@example.org> Eve <eve@example.org>\n";
    let forge = |desk: &Desk, with: bool| {
        let path = story.issued_path();
        let text = moved(&desk.read(&path), "issued", "withdrawn", "Cy", &now());
        desk.write(&path, &text);
        if with {
            desk.write(
                ".mailmap",
                &line.replace("Ada", "Cy").replace("ada@", "cy@"),
            );
        }
        desk.git(&["add", "."]);
        desk.git_as("Eve", None, &["commit", "-q", "-m", "Withdraw"]);
    };
    let desk_after = desk.copied();
    forge(&desk_after, false);
    mailmap(
        &desk_after,
        "Eve",
        &line.replace("Ada", "Cy").replace("ada@", "cy@"),
    );
    let desk_with = desk.copied();
    forge(&desk_with, true);
    for desk in [desk_after, desk_with] {
        let (in_order, told) = verified(&desk);
        assert!(!in_order, "{told:#?}");
        assert_eq!(texts(&told, "foreign-entry").len(), 1, "{told:#?}");
    }
}

#[test]
fn a_line_that_is_taken_out_later_whitewashes_nothing() {
    let (desk, story) = told();
    let desk = desk.copied();
    mailmap(&desk, "Ada", ONE);
    let path = story.issued_path();
    desk.write(
        &path,
        &moved(&desk.read(&path), "issued", "withdrawn", "Cy", &now()),
    );
    desk.git(&["add", "."]);
    desk.git_as("Cy", None, &["commit", "-q", "-m", "Withdraw"]);
    mailmap(&desk, "Cy", "# nobody\n");
    let (in_order, told) = verified(&desk);
    assert!(!in_order, "{told:#?}");
    assert!(
        texts(&told, "wrong-person")
            .iter()
            .any(|text| text.contains("second person")),
        "{told:#?}"
    );
    let changed = texts(&told, "mailmap-changed");
    assert!(
        changed.iter().any(|text| text.contains("are parted")),
        "{told:#?}"
    );
}

/// Makes a key that is trusted for somebody, beside those that are.
fn key(desk: &Desk, name: &str) -> String {
    let file = desk.yard().join(format!("key-of-{name}"));
    let made = desk
        .command_of("ssh-keygen")
        .args(["-q", "-t", "ed25519", "-N", "", "-C", "test", "-f"])
        .arg(&file)
        .status()
        .unwrap();
    assert!(made.success());
    let public = fs::read_to_string(file.with_extension("pub")).unwrap();
    let trusted = desk.yard().join("trusted");
    let before = fs::read_to_string(&trusted).unwrap_or_default();
    fs::write(&trusted, format!("{before}{name}@example.org {public}")).unwrap();
    desk.git(&["config", "gpg.format", "ssh"]);
    desk.git(&[
        "config",
        "gpg.ssh.allowedSignersFile",
        trusted.to_str().unwrap(),
    ]);
    format!("user.signingkey={}", file.display())
}

#[test]
fn a_commit_by_another_than_its_author_is_noted_and_an_alarm_where_the_author_signs() {
    let (desk, story) = told();
    let desk = desk.copied();
    let path = story.issued_path();
    let forge = |desk: &Desk, key: Option<&str>, at: Option<&str>| {
        let text = moved(&desk.read(&path), "issued", "acknowledged", "Ben", &now());
        desk.write(&path, &text);
        let author = "--author=Ben <ben@example.org>";
        let mut args = vec!["commit", "-q", "-m", "On behalf", author, "-a"];
        if let Some(key) = key {
            args.splice(0..0, ["-c", key]);
            args.push("-S");
        }
        desk.git_as("Eve", at, &args);
    };
    let unsigned = desk.copied();
    forge(&unsigned, None, None);
    let (in_order, told) = verified(&unsigned);
    assert!(in_order, "{told:#?}");
    let noted = texts(&told, "committed-by-another");
    assert!(
        noted.len() == 1 && noted[0].contains("eve@") && noted[0].contains("ben@"),
        "{told:#?}"
    );

    let (ben, eve) = (key(&desk, "ben"), key(&desk, "eve"));
    let text = desk.read(&path).replacen("title = ", "# seen\ntitle = ", 1);
    desk.write(&path, &text);
    desk.git_as(
        "Ben",
        None,
        &["-c", &ben, "commit", "-q", "-a", "-S", "-m", "Look"],
    );
    assert!(verified(&desk).0);
    // Whoever forges a commit also writes when it was.
    for at in [None, Some(days_from_now(-1))] {
        let desk = desk.copied();
        forge(&desk, Some(&eve), at.as_deref());
        let (in_order, told) = verified(&desk);
        assert!(!in_order, "{told:#?}");
        let unproved = texts(&told, "author-unproved");
        assert!(
            unproved.len() == 1 && unproved[0].contains("who signs their own commits"),
            "{at:?}: {told:#?}"
        );
    }
}

/// Takes the committed issued finding back as Cy at another address.
fn cyril(desk: &Desk, finding: &str) -> crate::cli_desk::Run {
    desk.run_as("Cyril", &["finding", "withdraw", finding, "--why", "twice"])
}

const CYRIL: &str = "Cy <cy@example.org> <cyril@example.org>\n";

#[test]
fn a_line_that_is_not_committed_makes_nobody_one_of_the_team_and_is_asked_for() {
    let (desk, story) = told();
    let desk = desk.copied();
    desk.write(".mailmap", CYRIL);
    cyril(&desk, &story.issued).fails(1, &["commit .mailmap first", "cyril@example.org"]);
    let status = desk.run_as("Cyril", &["status"]);
    assert!(status.err.contains("commit .mailmap first"), "{status:#?}");
    let doctor = desk.run_as("Cyril", &["doctor"]);
    assert!(doctor.out.contains("commit .mailmap first"), "{doctor:#?}");

    // Once it is committed he is who he is, and verifying says the same.
    mailmap(&desk, "Cy", CYRIL);
    let done = cyril(&desk, &story.issued);
    assert!(!done.err.contains("mailmap"), "{done:#?}");
    done.ok();
    desk.run_as("Cyril", &["commit"]).ok();
    let (in_order, told) = verified(&desk);
    assert!(in_order, "{told:#?}");
}

#[test]
fn a_line_that_is_not_committed_takes_nobody_out_of_the_second_persons() {
    let (desk, story) = told();
    let desk = desk.copied();
    desk.write(".mailmap", ONE);
    let deed = ["finding", "withdraw", &story.issued, "--why", "twice"];
    let done = desk.run_as("Cy", &deed);
    assert!(done.err.contains("become one person"), "{done:#?}");
    done.ok();
    desk.run_as("Cy", &["commit"]).ok();
    let (in_order, told) = verified(&desk);
    assert!(in_order, "{told:#?}");
}

#[test]
fn a_mailmap_that_changes_nothing_for_anybody_in_the_records_is_not_told() {
    let (desk, _) = told();
    let desk = desk.copied();
    desk.write(".mailmap", "X <x@example.org> <y@example.org>\n");
    let status = desk.run(&["status"]);
    assert!(!status.err.contains("mailmap"), "{status:#?}");
}

/// Lets Eve write what Ben did into the issued finding, and commit it with this message.
fn forged(desk: &Desk, path: &str, message: &str) {
    let text = moved(&desk.read(path), "issued", "acknowledged", "Ben", &now());
    desk.write(path, &text);
    desk.git_as("Eve", None, &["commit", "-q", "-a", "-m", message]);
}

#[test]
fn a_co_author_is_taken_at_their_word_as_an_author_is() {
    let (desk, story) = told();
    let path = story.issued_path();
    let trailer = "On behalf\n\nCo-authored-by: Ben <ben@example.org>";
    let unsigned = desk.copied();
    forged(&unsigned, &path, trailer);
    let (in_order, told) = verified(&unsigned);
    assert!(in_order, "{told:#?}");
    let noted = texts(&told, "committed-by-another");
    assert!(
        noted.len() == 1 && noted[0].contains("eve@") && noted[0].contains("ben@"),
        "{told:#?}"
    );

    let desk = desk.copied();
    let ben = key(&desk, "ben");
    let text = desk.read(&path).replacen("title = ", "# seen\ntitle = ", 1);
    desk.write(&path, &text);
    desk.git_as(
        "Ben",
        None,
        &["-c", &ben, "commit", "-q", "-a", "-S", "-m", "Look"],
    );
    forged(&desk, &path, trailer);
    let (in_order, told) = verified(&desk);
    assert!(!in_order, "{told:#?}");
    let unproved = texts(&told, "author-unproved");
    assert!(
        unproved.len() == 1 && unproved[0].contains("who signs their own commits"),
        "{told:#?}"
    );
}

#[test]
fn a_trailer_that_git_does_not_read_or_that_names_nobody_lets_nobody_in() {
    let (desk, story) = told();
    let path = story.issued_path();
    let mut lines: Vec<String> = (0..3000)
        .map(|number| format!("Co-authored-by: N <n{number}@example.org>"))
        .collect();
    lines.push("Co-authored-by: Ben <ben@example.org>".to_owned());
    let thousands = format!("Many\n\n{}\n", lines.join("\n"));
    for message in [
        "Co-authored-by: Ben <ben@example.org>",
        "Above\n\nCo-authored-by: Ben <ben@example.org>\n\nThe last paragraph.",
        "Broken\n\nCo-authored-by: Ben",
        "Broken\n\nCo-authored-by: B\u{7}n <ben@example.org>",
        "Another\n\nCo-authored-by: Ben <eve@example.org>",
        "Herself\n\nCo-authored-by: Eve <eve@example.org>",
        thousands.as_str(),
    ] {
        let desk = desk.copied();
        forged(&desk, &path, message);
        let (in_order, told) = verified(&desk);
        assert!(!in_order, "{message:.40}: {told:#?}");
        let foreign = texts(&told, "foreign-entry");
        assert!(
            foreign.iter().any(|text| text.contains("Ben")),
            "{message:.40}: {told:#?}"
        );
    }
}

#[test]
fn a_co_author_is_no_second_person_for_what_one_does_oneself() {
    let (desk, story) = told();
    let desk = desk.copied();
    let path = story.issued_path();
    let text = moved(&desk.read(&path), "issued", "withdrawn", "Ada", &now());
    desk.write(&path, &text);
    let message = "Withdraw\n\nCo-authored-by: Ben <ben@example.org>";
    desk.git_as("Ada", None, &["commit", "-q", "-a", "-m", message]);
    let (in_order, told) = verified(&desk);
    assert!(
        !in_order && !texts(&told, "wrong-person").is_empty(),
        "{told:#?}"
    );
}

#[test]
fn nobody_is_named_in_a_commit_who_would_have_signed_it_unless_that_is_said() {
    let (desk, story) = told();
    let desk = desk.copied();
    let path = story.issued_path();
    let ben = key(&desk, "ben");
    let text = desk.read(&path).replacen("title = ", "# seen\ntitle = ", 1);
    desk.write(&path, &text);
    desk.git_as(
        "Ben",
        None,
        &["-c", &ben, "commit", "-q", "-a", "-S", "-m", "Look"],
    );
    desk.run_as("Ben", &["finding", "move", &story.issued, "acknowledged"])
        .ok();
    let as_ben = ["commit", "--author", "Ben <ben@example.org>"];
    desk.run_as("Ada", &as_ben)
        .fails(1, &["Ben signs their own commits", "alarm", "--unproved"]);
    let with_ben = ["commit", "--co-author", "Ben <ben@example.org>"];
    desk.run_as("Ada", &with_ben).fails(1, &["author-unproved"]);
    desk.run_as("Ada", &[&as_ben[..], &["--unproved"]].concat())
        .ok();
    let (in_order, told) = verified(&desk);
    assert!(
        !in_order && texts(&told, "author-unproved").len() == 1,
        "{told:#?}"
    );
}
