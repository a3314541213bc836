//! The audit that is tampered with: a nonconformity from draft to closed, by three people, each in commits of their own.

use std::sync::OnceLock;

use crate::cli_desk::{Desk, HOUSE};

/// The records of the audit.
pub(crate) struct Story {
    /// A finding that is closed.
    pub(super) closed: String,
    /// Its corrective action.
    pub(super) action: String,
    /// A finding that is issued, raised by Ada.
    pub(crate) issued: String,
    /// A finding that is a draft without its parts, raised by Ada.
    pub(super) draft: String,
    /// A sample of which an item was looked at.
    pub(super) sample: String,
}

impl Story {
    pub(super) fn closed_path(&self) -> String {
        format!("audits/a-1/findings/{}.toml", self.closed)
    }

    pub(crate) fn issued_path(&self) -> String {
        format!("audits/a-1/findings/{}.toml", self.issued)
    }

    pub(super) fn draft_path(&self) -> String {
        format!("audits/a-1/findings/{}.toml", self.draft)
    }

    pub(super) fn action_path(&self) -> String {
        format!("audits/a-1/actions/{}.toml", self.action)
    }

    pub(super) fn sample_path(&self) -> String {
        format!("audits/a-1/samples/{}.toml", self.sample)
    }
}

/// The answers of the first row.
pub(super) const ANSWERS: &str = "audits/a-1/answers/house/4.1.toml";

/// Returns the audit; it is made once, and copied for each way to tamper.
pub(crate) fn told() -> (&'static Desk, &'static Story) {
    static TOLD: OnceLock<(Desk, Story)> = OnceLock::new();
    let (desk, story) = TOLD.get_or_init(tell);
    (desk, story)
}

/// Does what one person says and commits it.
pub(crate) fn by(desk: &Desk, name: &str, deeds: &[&[&str]]) -> String {
    let mut out = String::new();
    for deed in deeds {
        desk.run_as(name, deed).ok().trim().clone_into(&mut out);
    }
    desk.run_as(name, &["commit", "-m", "Work on the audit"])
        .ok();
    out
}

/// Drafts a finding with all its parts, and returns its id.
pub(crate) fn raise(desk: &Desk, name: &str) -> String {
    let args = [
        "finding",
        "new",
        "a-1",
        "--row",
        "4.1",
        "--type",
        "minor",
        "--title",
        "Not in the register",
        "--requirement",
        "Every system is in the register",
        "--objective-evidence",
        "Of four systems one is not in the register",
        "--statement",
        "One of four is not",
        "--grade-reason",
        "It is the only one",
        "--consequence",
        "Its risks are not assessed",
        "--evidence",
        "risk/register.csv:2-3",
    ];
    desk.run_as(name, &args).ok().trim().to_owned()
}

/// Plans what is done about a finding, and returns the id of the corrective action.
pub(crate) fn answer(desk: &Desk, name: &str, finding: &str) -> String {
    let owner = format!("{name} <{}@example.org>", name.to_lowercase());
    let args = [
        "action",
        "new",
        finding,
        "--title",
        "Register every system",
        "--owner",
        &owner,
        "--containment",
        "No release without an entry",
        "--correction",
        "Added it",
        "--correction-done",
        "2026-01-05",
        "--consequences",
        "None found",
        "--extent-searched",
        "All systems",
        "--extent-result",
        "No other",
        "--five-why",
        "Nobody added it",
        "--five-why",
        "Nobody is told to",
        "--root-cause",
        "No step in the release",
        "--not-found-earlier",
        "Nobody had looked",
        "--add-action",
        "Add the step",
        "--due",
        "2999-01-01",
        "--effective-when",
        "Five releases, five entries",
        "--measure",
        "Releases against entries",
    ];
    desk.run_as(name, &args).ok().trim().to_owned()
}

#[expect(clippy::too_many_lines, reason = "it is one story, told in its order")]
fn tell() -> (Desk, Story) {
    let desk = Desk::bare();
    desk.run(&["init", "--organisation", "Example Ltd"]).ok();
    desk.write("checklists/house.toml", HOUSE);
    desk.write("release/procedure.md", "one\ntwo\nthree\nfour\n");
    desk.git(&["add", "."]);
    desk.git(&["commit", "-q", "-m", "House rules"]);
    let plan: &[&str] = &[
        "new",
        "a-1",
        "--title",
        "First audit",
        "--checklist",
        "house",
        "--lead",
        "Ada <ada@example.org>",
        "--auditor",
        "Cy <cy@example.org>",
    ];
    by(&desk, "Ada", &[plan]);
    let frame: &[&str] = &[
        "audit",
        "set",
        "a-1",
        "--objective",
        "Find out",
        "--scope",
        "Everything",
    ];
    by(&desk, "Ada", &[frame]);
    by(&desk, "Ada", &[&["audit", "move", "a-1", "fieldwork"]]);
    by(
        &desk,
        "Ada",
        &[
            &[
                "answer",
                "a-1",
                "4.1",
                "--verdict",
                "nonconforming",
                "--note",
                "One is missing",
                "--evidence",
                "risk/register.csv",
            ],
            &[
                "answer",
                "a-1",
                "4.2#1",
                "--verdict",
                "conforming",
                "--evidence",
                "risk/method.md:3-5",
            ],
        ],
    );
    let closed = raise(&desk, "Ada");
    by(&desk, "Ada", &[]);
    by(&desk, "Ada", &[&["finding", "move", &closed, "issued"]]);
    by(
        &desk,
        "Ben",
        &[&["finding", "move", &closed, "acknowledged"]],
    );
    let action = answer(&desk, "Ben", &closed);
    by(
        &desk,
        "Ben",
        &[
            &["action", "move", &action, "proposed"],
            &["finding", "set", &closed, "--response", "It is so"],
            &["finding", "move", &closed, "responded"],
        ],
    );
    by(
        &desk,
        "Ada",
        &[
            &["action", "move", &action, "accepted"],
            &["finding", "move", &closed, "accepted"],
        ],
    );
    by(
        &desk,
        "Ben",
        &[
            &[
                "action",
                "set",
                &action,
                "--done",
                "1",
                "--proof",
                "release/procedure.md",
            ],
            &[
                "action",
                "set",
                &action,
                "--evidence",
                "release/procedure.md:2-3",
            ],
            &["action", "move", &action, "implemented"],
            &["finding", "move", &closed, "implemented"],
        ],
    );
    by(
        &desk,
        "Cy",
        &[
            &[
                "action",
                "move",
                &action,
                "effective",
                "--why",
                "Five releases sampled",
            ],
            &["finding", "move", &closed, "verified"],
        ],
    );
    by(
        &desk,
        "Ada",
        &[
            &["action", "move", &action, "closed"],
            &["finding", "move", &closed, "closed"],
        ],
    );
    let issued = raise(&desk, "Ada");
    by(&desk, "Ada", &[&["finding", "move", &issued, "issued"]]);
    let bare: &[&str] = &[
        "finding", "new", "a-1", "--type", "minor", "--title", "Perhaps",
    ];
    let draft = by(&desk, "Ada", &[bare]);
    let drawn: &[&str] = &[
        "sample",
        "draw",
        "a-1",
        "--from",
        "csv:risk/register.csv",
        "--key",
        "id",
        "--size",
        "4",
        "--seed",
        "7",
    ];
    by(&desk, "Ada", &[drawn]);
    let samples = desk.run(&["sample", "list", "a-1", "--json"]).json();
    let sample = samples["samples"][0]["id"].as_str().unwrap().to_owned();
    by(
        &desk,
        "Ada",
        &[&["sample", "result", "a-1", &sample, "1", "pass"]],
    );
    let story = Story {
        closed,
        action,
        issued,
        draft,
        sample,
    };
    (desk, story)
}

/// Edits a file by a function, which must change it, and commits that by hand.
pub(crate) fn edit(desk: &Desk, name: &str, path: &str, change: impl Fn(&str) -> String) {
    let before = desk.read(path);
    let after = change(&before);
    assert_ne!(before, after, "nothing changed in {path}");
    desk.write(path, &after);
    desk.git_as(name, None, &["commit", "-q", "-m", "Tidy up", "--", path]);
}

/// Replaces a text that must be there.
pub(crate) fn swap(text: &str, from: &str, to: &str) -> String {
    assert!(text.contains(from), "{from:?} is not in {text}");
    text.replacen(from, to, 1)
}

/// Moves a record by hand: its state, and an entry that says so.
pub(crate) fn moved(text: &str, from: &str, to: &str, by: &str, at: &str) -> String {
    let text = swap(
        text,
        &format!("state = \"{from}\""),
        &format!("state = \"{to}\""),
    );
    let mail = by.to_lowercase();
    format!(
        "{}\n[[history]]\nat = {at}\nby = \"{by} <{mail}@example.org>\"\nfrom = \"{from}\"\nto = \"{to}\"\nwhy = \"so it is\"\n",
        text.trim_end()
    )
}

/// Returns the present moment as records have it.
pub(crate) fn now() -> String {
    let now = jiff::Timestamp::now();
    jiff::Timestamp::from_second(now.as_second())
        .unwrap()
        .to_string()
}

/// Returns a moment so many days from now.
pub(crate) fn days_from_now(days: i64) -> String {
    let at = jiff::Timestamp::now().as_second() + days * 86_400;
    jiff::Timestamp::from_second(at).unwrap().to_string()
}
