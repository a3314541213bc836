//! Sign-offs and signatures: history rewritten under a sign-off, tags moved, both roles in one hand, keys swapped.

use std::fs;

use tickmark::{
    clock::Clock,
    domain::signoff::SignOff,
    session::{Session, signoff::SignOffState},
};

use super::{Case, try_all};
use crate::cli_desk::Desk;

/// Signs the audit off as somebody, whatever stands against it; `change` may make it say something else.
fn sign(desk: &Desk, name: &str, change: impl Fn(&mut SignOff)) {
    desk.git(&["config", "user.name", name]);
    desk.git(&[
        "config",
        "user.email",
        &format!("{}@example.org", name.to_lowercase()),
    ]);
    let session = Session::open(&desk.repo(), Clock::System).unwrap();
    let audit = "a-1".parse().unwrap();
    let states: Vec<SignOffState> = session.sign_offs(&audit).unwrap();
    let mut proposal = session.propose_sign_off(&audit, None, "", &states).unwrap();
    proposal.refusal = None;
    change(&mut proposal.sign_off);
    session.sign_off(&proposal).unwrap();
}

/// Returns the name of the first sign-off's tag.
fn tag(desk: &Desk) -> String {
    let tags = desk.git(&["tag", "--list"]);
    tags.lines().next().unwrap().to_owned()
}

/// Makes a key, and lets the file of trusted keys say that it is somebody's.
fn key(desk: &Desk, name: &str, whose: &str) {
    let file = desk.yard().join(name);
    let made = desk
        .command_of("ssh-keygen")
        .args(["-q", "-t", "ed25519", "-N", "", "-C", "test", "-f"])
        .arg(&file)
        .status()
        .unwrap();
    assert!(made.success());
    let public = fs::read_to_string(file.with_extension("pub")).unwrap();
    let trusted = desk.yard().join("trusted");
    fs::write(&trusted, format!("{whose} {public}")).unwrap();
    for (key, value) in [
        ("gpg.format", "ssh"),
        ("user.signingkey", file.to_str().unwrap()),
        ("gpg.ssh.allowedSignersFile", trusted.to_str().unwrap()),
    ] {
        desk.git(&["config", key, value]);
    }
}

#[test]
fn a_branch_that_left_its_sign_off_is_told() {
    try_all(&[
        Case {
            name: "the signed commit is amended",
            deed: |desk, _| {
                sign(desk, "Ada", |_| {});
                desk.git(&["commit", "-q", "--amend", "-m", "Another word"]);
            },
            kind: "sign-off-lost",
            words: &["amended, rebased or replaced"],
        },
        Case {
            name: "the branch is rolled back",
            deed: |desk, _| {
                sign(desk, "Ada", |_| {});
                desk.git(&["reset", "-q", "--hard", "HEAD~1"]);
            },
            kind: "sign-off-lost",
            words: &["rolled back"],
        },
        Case {
            name: "the branch is rebased",
            deed: |desk, _| {
                sign(desk, "Ada", |_| {});
                desk.git(&[
                    "-c",
                    "sequence.editor=true",
                    "rebase",
                    "-q",
                    "--force-rebase",
                    "--exec",
                    "git commit -q --amend -m Again",
                    "HEAD~2",
                ]);
            },
            kind: "sign-off-lost",
            words: &["amended, rebased or replaced"],
        },
        Case {
            name: "a record changes after the sign-off, and nobody says why",
            deed: |desk, story| {
                sign(desk, "Ada", |_| {});
                desk.run_as("Ben", &["finding", "move", &story.issued, "acknowledged"])
                    .ok();
                desk.git(&["add", "audits"]);
                desk.git_as("Ben", None, &["commit", "-q", "-m", "Acknowledge"]);
            },
            kind: "sign-off-stale",
            words: &["stale"],
        },
    ]);
}

#[test]
fn a_sign_off_that_was_touched_is_told() {
    try_all(&[
        Case {
            name: "the tag is moved",
            deed: |desk, _| {
                sign(desk, "Ada", |_| {});
                desk.git(&["tag", "-f", &tag(desk), "HEAD~1"]);
            },
            kind: "sign-off-forged",
            words: &[],
        },
        Case {
            name: "an earlier sign-off is deleted",
            deed: |desk, _| {
                sign(desk, "Ada", |_| {});
                let first = tag(desk);
                sign(desk, "Cy", |_| {});
                desk.git(&["tag", "-d", &first]);
            },
            kind: "tag-missing",
            words: &["not among the tags here"],
        },
        Case {
            name: "the sign-off says another root hash",
            deed: |desk, _| sign(desk, "Ada", |sign_off| sign_off.root = "0".repeat(64)),
            kind: "sign-off-forged",
            words: &["root hash"],
        },
        Case {
            name: "the sign-off is of next month",
            deed: |desk, _| {
                sign(desk, "Ada", |_| {});
                let name = tag(desk);
                let said = desk.git(&["tag", "-l", "--format=%(contents)", &name]);
                let at = super::story::days_from_now(30);
                let again = ["tag", "-f", "-a", "-m", &said, &name, "HEAD"];
                desk.git_as("Ada", Some(&at), &again);
            },
            kind: "future-time",
            words: &["in the future"],
        },
        Case {
            name: "one person signs in both roles",
            deed: |desk, _| {
                sign(desk, "Ada", |_| {});
                let object = desk.git(&["rev-parse", &tag(desk)]).trim().to_owned();
                sign(desk, "Cy", |sign_off| {
                    "Ada <ada@example.org>"
                        .parse()
                        .unwrap_or_else(|_| sign_off.by.clone())
                        .clone_into(&mut sign_off.by);
                    assert_eq!(sign_off.reviews.as_deref(), Some(object.as_str()));
                });
            },
            kind: "wrong-person",
            words: &["both roles"],
        },
    ]);
}

#[test]
fn a_signature_that_does_not_vouch_is_told() {
    try_all(&[
        Case {
            name: "a commit is signed by the key of another",
            deed: |desk, story| {
                key(desk, "key-of-cy", "cy@example.org");
                desk.run_as("Ben", &["finding", "move", &story.issued, "acknowledged"])
                    .ok();
                desk.git(&["add", "audits"]);
                desk.git_as("Ben", None, &["commit", "-q", "-S", "-m", "Acknowledge"]);
            },
            kind: "wrong-key",
            words: &["the commit"],
        },
        Case {
            name: "the list of trusted keys is swapped",
            deed: |desk, _| {
                key(desk, "key-of-ada", "ada@example.org");
                sign(desk, "Ada", |_| {});
                key(desk, "key-of-eve", "ada@example.org");
            },
            kind: "keys-swapped",
            words: &["another than the signer had"],
        },
    ]);
}
