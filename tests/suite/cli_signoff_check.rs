//! What is said of sign-offs that hold, that do not, and of which it cannot be told; by whom they are, by what was signed.

use std::{fmt::Write as _, io::Write as _, process::Stdio};

use tickmark::{clock::Clock, session::Session};

use crate::{
    cli_desk::Desk,
    cli_signoff::{change, prepared, reporting, told},
    cli_signoff_tampering::{TAG, assert_told, edit},
};

/// Signs the audit off as it is, whatever stands against it.
fn sign(desk: &Desk) {
    desk.git(&["config", "user.name", "Ada Auditor"]);
    desk.git(&["config", "user.email", "ada@example.org"]);
    let session = Session::open(&desk.repo(), Clock::System).unwrap();
    let audit = "a-1".parse().unwrap();
    let states = session.sign_offs(&audit).unwrap();
    let mut proposal = session.propose_sign_off(&audit, None, "", &states).unwrap();
    proposal.refusal = None;
    session.sign_off(&proposal).unwrap();
}

#[test]
fn what_lies_in_the_work_tree_makes_no_sign_off_wrong_and_none_right() {
    let desk = prepared();
    desk.run_as("Ben", &["signoff", "a-1"]).ok();
    let observer = ["audit", "set", "a-1", "--observer", "Ben <ben@example.org>"];
    desk.run(&observer).ok();
    let check = desk.run(&["signoff", "check", "a-1"]);
    assert_eq!(check.status, 0, "{check:?}");
    assert_eq!(desk.run(&["verify"]).status, 0);

    let desk = prepared();
    edit(&desk, TAG, |text| {
        text.replace("Ada Auditor <ada@example.org>", "Eve <eve@example.org>")
    });
    assert_told(&desk, TAG, "is not the audit team leader");
    let path = "audits/a-1/audit.toml";
    let text = desk.read(path);
    desk.write(
        path,
        &text.replace("Ada Auditor <ada@example.org>", "Eve <eve@example.org>"),
    );
    assert_told(&desk, TAG, "is not the audit team leader");
}

#[test]
fn who_might_sign_is_not_known_where_a_record_that_was_signed_cannot_be_read() {
    let desk = reporting();
    desk.write("audits/a-1/findings/F-7K3QX2.toml", "<<<<<<< HEAD\n");
    desk.git(&["add", "audits"]);
    desk.git(&["commit", "-q", "-m", "By hand"]);
    sign(&desk);
    let row = told(&desk, TAG);
    assert_eq!(row["counts"], false, "{row:#}");
    let said = "F-7K3QX2.toml of what was signed cannot be read";
    assert!(row["unchecked"].to_string().contains(said), "{row:#}");
    let verify = desk.run(&["verify", "--json"]);
    assert!(verify.out.contains(said), "{verify:?}");
}

#[test]
fn a_commit_without_a_reason_is_not_buried_under_many_that_have_one() {
    let desk = prepared();
    let mut stream = String::new();
    let head = desk.git(&["rev-parse", "HEAD"]);
    let now = desk.git(&["log", "-1", "--format=%ct"]);
    let now: i64 = now.trim().parse().unwrap();
    for number in 0..=501 {
        let why = if number == 0 {
            ""
        } else {
            "\n\nAfter-sign-off: later"
        };
        let message = format!("Note {number}{why}\n");
        let _ = write!(
            stream,
            "commit refs/heads/main\ncommitter Ada Auditor <ada@example.org> {} +0000\ndata {}\n{message}",
            now + number,
            message.len(),
        );
        if number == 0 {
            let _ = writeln!(stream, "from {}", head.trim());
        }
        let text = format!("{number}\n");
        let _ = write!(
            stream,
            "M 100644 inline audits/a-1/notes.txt\ndata {}\n{text}\n",
            text.len()
        );
    }
    let mut import = desk
        .command_of("git")
        .args(["fast-import", "--quiet", "--date-format=raw"])
        .stdin(Stdio::piped())
        .spawn()
        .unwrap();
    import
        .stdin
        .take()
        .unwrap()
        .write_all(stream.as_bytes())
        .unwrap();
    assert!(import.wait().unwrap().success());
    desk.git(&["reset", "-q", "--hard"]);
    let strict = desk.run(&["signoff", "check", "a-1", "--strict"]);
    assert_eq!(strict.status, 1, "{strict:?}");
    assert!(
        strict
            .err
            .contains("only the newest 500 of them were looked at"),
        "{strict:?}"
    );
    let row = told(&desk, TAG);
    assert!(
        row["irregularities"]
            .to_string()
            .contains("in more than 500 commits"),
        "{row:#}"
    );
    let verify = desk.run(&["verify", "--json"]).json();
    assert_eq!(verify["complete"], false);
}

#[test]
fn checking_sign_offs_says_what_does_not_hold_and_agrees_with_verifying() {
    // Changed since, with a reason: lawful, and not what was signed.
    let desk = prepared();
    change(&desk).ok();
    let verify = desk.run(&["verify"]);
    assert_eq!(verify.status, 0, "{verify:?}");
    assert!(
        verify
            .out
            .contains("what changed after a sign-off says why"),
        "{verify:?}"
    );
    desk.run(&["signoff", "check", "a-1"]).fails(
        1,
        &[
            "tickmark/a-1/prepared-1 is the newest sign-off as prepared, and stale: ",
            "every commit since says why: sign again to have it fresh",
            "not all of it holds",
        ],
    );
    desk.run(&["signoff", "a-1"]).ok();
    let check = desk.run(&["signoff", "check", "a-1"]);
    assert_eq!(check.status, 0, "{check:?}");

    // Changed without one: wrong by both, also where it was signed again since.
    let desk = prepared();
    desk.run(&["answer", "a-1", "4.2#1", "--verdict", "conforming"])
        .ok();
    desk.git(&["add", "audits"]);
    desk.git(&["commit", "-q", "-m", "By hand"]);
    desk.run(&["signoff", "a-1"]).ok();
    let wrong = "a commit after it does not say why";
    desk.run(&["signoff", "check", "a-1"])
        .fails(1, &["wrong: ", wrong]);
    let verify = desk.run(&["verify"]);
    assert_eq!(verify.status, 1, "{verify:?}");
    assert!(verify.out.contains(wrong), "{verify:?}");
}

#[test]
fn a_reviewer_whom_no_record_names_is_told_unless_a_trusted_key_shows_who_it_is() {
    let desk = prepared();
    let signed = desk.run_as("Eve", &["signoff", "a-1"]);
    assert!(
        signed
            .err
            .contains("Eve <eve@example.org> is in no record of the audit"),
        "{signed:?}"
    );
    signed.ok();
    let check = desk.run(&["signoff", "check", "a-1"]);
    assert_eq!(check.status, 0, "{check:?}");
    assert!(
        check
            .out
            .contains("the signer is in no record of the audit"),
        "{check:?}"
    );
    let verify = desk.run(&["verify", "--json"]);
    assert_eq!(verify.status, 0, "{verify:?}");
    assert!(verify.out.contains("unknown-signer"), "{verify:?}");
    // Whoever is in the team is known.
    let desk = reporting();
    desk.run(&["audit", "set", "a-1", "--auditor", "Ben <ben@example.org>"])
        .ok();
    desk.run(&["commit"]).ok();
    desk.run(&["signoff", "a-1"]).ok();
    let signed = desk.run_as("Ben", &["signoff", "a-1"]);
    assert!(!signed.err.contains("in no record"), "{signed:?}");
    assert!(
        !desk
            .run(&["verify", "--json"])
            .out
            .contains("unknown-signer")
    );
}
