//! Honest histories, made at random: whatever honest people do with git, `tickmark verify` raises no alarm.
//!
//! Three people work on several findings at once, in branches that are merged or rebased, with steps that wait for their
//! commit, colleagues who commit with `--author` or name a co-author, cherry-picks, garbage collection and fresh clones, undone
//! work, comments and unknown keys by hand, and records that move to another folder. Each history is known by its seed. A few
//! are made at every run; `TICKMARK_HONEST=200` makes as many as it says, from `TICKMARK_SEED` on.
//!
//! So that what raises no alarm is not blind, each history is given one breach after another, and each of these must be told.

mod breaches;

use crate::{
    cli_desk::{Desk, HOUSE},
    tampering::story::{answer, raise},
};

/// How many histories are made without being asked for more.
const FEW: u64 = 4;

/// How many deeds a history has.
const DEEDS: usize = 26;

/// Random numbers that come the same for the same seed.
pub(crate) struct Dice(u64);

impl Dice {
    pub(crate) fn of(seed: u64) -> Self {
        Self(seed)
    }

    pub(crate) fn roll(&mut self, sides: usize) -> usize {
        self.0 = self.0.wrapping_add(0x9e37_79b9_7f4a_7c15);
        let mut mixed = self.0;
        mixed = (mixed ^ (mixed >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
        mixed = (mixed ^ (mixed >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
        usize::try_from((mixed ^ (mixed >> 31)) % u64::try_from(sides).unwrap()).unwrap()
    }
}

/// A finding on its way, and how far it is.
#[derive(Default)]
struct Track {
    finding: String,
    action: String,
    step: usize,
}

const LAST_STEP: usize = 9;

struct History {
    desk: Desk,
    dice: Dice,
    tracks: Vec<Track>,
    branches: usize,
    folder: String,
    /// Who has work in the tree that is not committed.
    waiting: Option<&'static str>,
    done: Vec<String>,
}

impl History {
    fn begin(seed: u64) -> Self {
        let desk = Desk::bare();
        desk.run(&["init", "--organisation", "Example Ltd"]).ok();
        desk.write("checklists/house.toml", HOUSE);
        desk.write("release/procedure.md", "one\ntwo\nthree\n");
        desk.write(".mailmap", "Ben <ben@example.org> <ben@home.example.org>\n");
        desk.git(&["add", "."]);
        desk.git(&["commit", "-q", "-m", "House rules"]);
        let plan = [
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
        desk.run_as("Ada", &plan).ok();
        let frame = ["--objective", "Find out", "--scope", "Everything"];
        desk.run_as("Ada", &[&["audit", "set", "a-1"], &frame[..]].concat())
            .ok();
        desk.run_as("Ada", &["audit", "move", "a-1", "fieldwork"])
            .ok();
        desk.run_as("Ada", &["commit", "-m", "Plan"]).ok();
        Self {
            desk,
            dice: Dice(seed),
            tracks: Vec::new(),
            branches: 0,
            folder: "audits".to_owned(),
            waiting: None,
            done: Vec::new(),
        }
    }

    fn say(&mut self, what: impl Into<String>) {
        self.done.push(what.into());
    }

    /// Commits what waits: by its author, or by a colleague who says whose it is, as the author or a co-author.
    fn commit(&mut self) {
        let Some(who) = self.waiting.take() else {
            return;
        };
        if self.desk.git(&["status", "--porcelain"]).is_empty() {
            return;
        }
        let how = self.dice.roll(5);
        if how == 1 && who != "Ada" {
            self.say(format!("{who}'s work committed by Ada with a trailer"));
            self.desk.git(&["add", "-A"]);
            let message = format!(
                "Together\n\nCo-authored-by: {who} <{}@example.org>",
                who.to_lowercase()
            );
            self.desk
                .git_as("Ada", None, &["commit", "-q", "-m", &message]);
        } else if how == 0 {
            self.say(format!("{who}'s work committed by Dan with --author"));
            self.desk.git(&["add", "-A"]);
            let author = format!("--author={who} <{}@example.org>", who.to_lowercase());
            self.desk
                .git_as("Dan", None, &["commit", "-q", "-m", "On behalf", &author]);
        } else {
            self.say(format!("{who} commits"));
            self.desk.git(&["add", "-A"]);
            let mail = format!("{}@example.org", who.to_lowercase());
            let zone = ["+0000", "-0800", "+1200"][self.dice.roll(3)];
            let now = jiff::Timestamp::now().as_second();
            let mut git = self.desk.command_of("git");
            git.env("GIT_AUTHOR_NAME", who)
                .env(
                    "GIT_AUTHOR_EMAIL",
                    if who == "Ben" && self.branches % 2 == 1 {
                        "ben@home.example.org"
                    } else {
                        &mail
                    },
                )
                .env("GIT_COMMITTER_NAME", who)
                .env("GIT_COMMITTER_EMAIL", &mail)
                .env("GIT_AUTHOR_DATE", format!("{now} {zone}"))
                .env("GIT_COMMITTER_DATE", format!("{now} {zone}"));
            let out = git.args(["commit", "-q", "-m", "Work"]).output().unwrap();
            assert!(out.status.success(), "{out:?}");
        }
    }

    /// Lets somebody else come to the desk: what waits is committed first.
    fn sit_down(&mut self, who: &'static str) {
        if self.waiting.is_some_and(|waiting| waiting != who) {
            self.commit();
        }
        self.waiting = Some(who);
    }

    /// Takes one finding a step further.
    fn step(&mut self, number: usize) {
        let (finding, action) = (
            self.tracks[number].finding.clone(),
            self.tracks[number].action.clone(),
        );
        let step = self.tracks[number].step;
        let (f, c) = (finding.as_str(), action.as_str());
        let (who, deeds): (&'static str, Vec<Vec<&str>>) = match step {
            0 => ("Ada", vec![vec!["finding", "move", f, "issued"]]),
            1 => ("Ben", vec![vec!["finding", "move", f, "acknowledged"]]),
            2 => {
                self.sit_down("Ben");
                self.tracks[number].action = answer(&self.desk, "Ben", f);
                self.say(format!("Ben plans {} for {f}", self.tracks[number].action));
                ("Ben", vec![])
            }
            3 => (
                "Ben",
                vec![
                    vec!["action", "move", c, "proposed"],
                    vec!["finding", "set", f, "--response", "So it is"],
                    vec!["finding", "move", f, "responded"],
                ],
            ),
            4 => (
                "Ada",
                vec![
                    vec!["action", "move", c, "accepted"],
                    vec!["finding", "move", f, "accepted"],
                ],
            ),
            5 => (
                "Ben",
                vec![
                    vec![
                        "action",
                        "set",
                        c,
                        "--done",
                        "1",
                        "--proof",
                        "release/procedure.md",
                    ],
                    vec!["action", "set", c, "--evidence", "release/procedure.md:2-3"],
                ],
            ),
            6 => (
                "Ben",
                vec![
                    vec!["action", "move", c, "implemented"],
                    vec!["finding", "move", f, "implemented"],
                ],
            ),
            7 => (
                "Cy",
                vec![
                    vec!["action", "move", c, "effective", "--why", "Sampled"],
                    vec!["finding", "move", f, "verified"],
                ],
            ),
            8 => (
                "Ada",
                vec![
                    vec!["action", "move", c, "closed"],
                    vec!["finding", "move", f, "closed"],
                ],
            ),
            _ => return,
        };
        self.sit_down(who);
        for deed in &deeds {
            self.desk.run_as(who, deed).ok();
            self.say(format!("{who}: {}", deed.join(" ")));
        }
        self.tracks[number].step += 1;
    }

    fn open_track(&mut self) -> Option<usize> {
        let open: Vec<usize> = (0..self.tracks.len())
            .filter(|n| self.tracks[*n].step < LAST_STEP)
            .collect();
        (!open.is_empty()).then(|| open[self.dice.roll(open.len())])
    }

    fn deed(&mut self) {
        match self.dice.roll(16) {
            0 | 1 => {
                self.sit_down("Ada");
                let finding = raise(&self.desk, "Ada");
                self.say(format!("Ada raises {finding}"));
                self.tracks.push(Track {
                    finding,
                    ..Track::default()
                });
            }
            2..=7 => {
                if let Some(number) = self.open_track() {
                    self.step(number);
                    if self.dice.roll(2) == 0 {
                        self.commit();
                    }
                }
            }
            8 | 9 => self.branch(),
            10 => self.evidence(),
            11 => self.by_hand(),
            12 => self.undo(),
            13 => self.amend(),
            14 => self.clone_anew(),
            _ => self.move_records(),
        }
    }

    /// Works in a branch while another finding goes on in the main one, and brings both together.
    fn branch(&mut self) {
        self.commit();
        let Some(number) = self.open_track() else {
            return;
        };
        self.branches += 1;
        let begun = self.tracks[number].step;
        let name = format!("work-{}", self.branches);
        self.desk.git(&["switch", "-q", "-c", &name]);
        self.say(format!("branch {name}"));
        for _ in 0..=self.dice.roll(3) {
            self.step(number);
            self.commit();
        }
        self.desk.git(&["switch", "-q", "main"]);
        self.say("back on main");
        self.amend_meanwhile(number, begun);
        let other = self.open_track().filter(|other| *other != number);
        if let Some(other) = other {
            self.step(other);
            self.commit();
        } else {
            self.evidence();
        }
        match self.dice.roll(4) {
            3 => self.sync(&name),
            0 => {
                self.say(format!("merge {name}"));
                self.desk.git_as(
                    "Dan",
                    None,
                    &["merge", "-q", "--no-ff", "-m", "Merge", &name],
                );
            }
            1 => {
                self.say(format!("rebase {name}"));
                self.desk.git(&["switch", "-q", &name]);
                self.desk.git_as("Dan", None, &["rebase", "-q", "main"]);
                self.desk.git(&["switch", "-q", "main"]);
                self.desk.git(&["merge", "-q", "--ff-only", &name]);
            }
            _ => {
                self.say(format!("cherry-pick {name}, and merge it"));
                self.desk.git_as(
                    "Dan",
                    None,
                    &["cherry-pick", "--allow-empty", &format!("main..{name}")],
                );
                self.desk
                    .git_as("Dan", None, &["merge", "-q", "-m", "Merge", &name]);
            }
        }
    }

    /// Lets a colleague bring both together with `tickmark sync`, where the branch was pushed from another clone.
    fn sync(&mut self, name: &str) {
        self.say(format!("sync with {name}"));
        let bare = self.desk.yard().join("other.git");
        let bare = bare.to_str().unwrap();
        if !std::path::Path::new(bare).exists() {
            self.desk.git(&["init", "-q", "--bare", bare]);
        }
        self.desk.git(&[
            "push",
            "-q",
            "--force",
            bare,
            &format!("{name}:refs/heads/main"),
        ]);
        self.desk.git(&["config", "remote.other.url", bare]);
        self.desk
            .run_as("Dan", &["sync", "other", "--no-push"])
            .ok();
    }

    /// Lets the team amend a finding that goes on in a branch, where it was handed over when that began.
    fn amend_meanwhile(&mut self, number: usize, begun: usize) {
        if begun == 0 || self.dice.roll(2) == 0 {
            return;
        }
        self.sit_down("Ada");
        let finding = self.tracks[number].finding.clone();
        let said = format!("Every system is in the register, edition {}", self.branches);
        let what = ["--requirement", said.as_str(), "--why", "A new edition"];
        self.desk
            .run_as(
                "Ada",
                &[&["finding", "amend", &finding], &what[..]].concat(),
            )
            .ok();
        self.say(format!("Ada amends {finding} meanwhile"));
        self.commit();
    }

    /// Somebody else changes files of the repository.
    fn evidence(&mut self) {
        self.commit();
        let text = format!("{}another line\n", self.desk.read("risk/method.md"));
        self.desk.write("risk/method.md", &text);
        self.desk.git_as(
            "Eve",
            None,
            &["commit", "-q", "-m", "Method", "risk/method.md"],
        );
        self.say("Eve edits the method");
    }

    /// Somebody writes a comment, or a key that nobody knows, into a record.
    fn by_hand(&mut self) {
        self.commit();
        let Some(track) = self.tracks.last() else {
            return;
        };
        let path = format!("{}/a-1/findings/{}.toml", self.folder, track.finding);
        let comment = format!("# see the minutes\n{}", self.desk.read(&path));
        self.desk.write(
            &path,
            &comment.replacen("title = ", "x-ticket = \"T-7\"\ntitle = ", 1),
        );
        if comment.contains("x-ticket") {
            self.desk.write(&path, &comment);
        }
        self.desk
            .git_as("Eve", None, &["commit", "-q", "-m", "Note", &path]);
        self.say("Eve writes a comment");
    }

    /// Work that is thrown away before it was committed.
    fn undo(&mut self) {
        self.commit();
        self.desk
            .run_as(
                "Ada",
                &[
                    "answer",
                    "a-1",
                    "4.2#1",
                    "--verdict",
                    "conforming",
                    "--evidence",
                    "risk/method.md:1-2",
                ],
            )
            .ok();
        self.desk.git(&["checkout", "-q", "--", "."]);
        self.desk.git(&["clean", "-fdq", &self.folder]);
        self.sit_down("Ada");
        self.desk
            .run_as(
                "Ada",
                &[
                    "answer",
                    "a-1",
                    "4.2#2",
                    "--verdict",
                    "observation",
                    "--note",
                    "Mostly",
                ],
            )
            .ok();
        self.say("Ada undoes an answer and gives another");
    }

    /// The last commit is made again with more in it.
    fn amend(&mut self) {
        self.commit();
        let Some(number) = self.open_track() else {
            return;
        };
        let author = self.desk.git(&["log", "-1", "--format=%an"]);
        let parents = self.desk.git(&["log", "-1", "--format=%P"]);
        self.step(number);
        let Some(who) = self.waiting else { return };
        if author.trim() == who && parents.split_whitespace().count() == 1 {
            self.say("the last commit is amended");
            self.desk.git(&["add", "-A"]);
            self.desk
                .git_as(who, None, &["commit", "-q", "--amend", "--no-edit"]);
            self.waiting = None;
        }
    }

    /// The work goes on in a fresh clone, or after a garbage collection.
    fn clone_anew(&mut self) {
        self.commit();
        if self.dice.roll(2) == 0 {
            self.desk.git(&["gc", "-q", "--prune=now"]);
            self.say("gc");
            return;
        }
        self.desk.git(&["clone", "-q", ".", "../fresh"]);
        let (old, fresh) = (self.desk.repo(), self.desk.yard().join("fresh"));
        std::fs::remove_dir_all(&old).unwrap();
        std::fs::rename(fresh, old).unwrap();
        self.say("a fresh clone");
    }

    /// The records move to another folder.
    fn move_records(&mut self) {
        self.commit();
        let to = if self.folder == "audits" {
            "quality/audits"
        } else {
            "audits"
        };
        let text = self.desk.read("tickmark.toml");
        let kept: Vec<&str> = text
            .lines()
            .filter(|line| !line.starts_with("records = "))
            .collect();
        let at = kept
            .iter()
            .position(|line| line.starts_with("organisation"))
            .unwrap()
            + 1;
        let record = format!("records = \"{to}\"");
        let (before, after) = kept.split_at(at);
        let lines = [before, &[record.as_str()][..], after].concat();
        std::fs::create_dir_all(self.desk.repo().join(to).parent().unwrap()).unwrap();
        self.desk.git(&["mv", &self.folder, to]);
        self.desk.write("tickmark.toml", &(lines.join("\n") + "\n"));
        self.desk.git(&["add", "-A"]);
        self.desk
            .git_as("Dan", None, &["commit", "-q", "-m", "Move the records"]);
        to.clone_into(&mut self.folder);
        self.say(format!("records move to {to}"));
    }
}

/// Reads a number from the surroundings.
fn number(name: &str) -> Option<u64> {
    std::env::var(name).ok()?.parse().ok()
}

#[test]
fn an_honest_history_raises_no_alarm() {
    let first = number("TICKMARK_SEED").unwrap_or(1);
    let histories = number("TICKMARK_HONEST").unwrap_or(FEW);
    let mut transitions = 0;
    let mut breaches = 0;
    for seed in first..first + histories {
        let mut history = History::begin(seed);
        for _ in 0..DEEDS {
            history.deed();
        }
        history.commit();
        let run = history.desk.run(&["verify", "--json"]);
        let done = history.done.join("\n");
        assert_eq!(run.status, 0, "seed {seed}: {run:#?}\n{done}");
        let told = run.json();
        assert_eq!(
            told["unchecked"],
            serde_json::json!([]),
            "seed {seed}\n{done}"
        );
        let counted = told["irregularities"].as_array().unwrap();
        assert!(
            counted
                .iter()
                .all(|one| one["kind"] == "rules-changed" || one["kind"] == "committed-by-another"),
            "seed {seed}: {counted:#?}\n{done}"
        );
        transitions += told["checked"]["transitions"].as_u64().unwrap();
        breaches += history.try_breaches();
    }
    assert!(
        transitions > histories * 8,
        "{transitions} transitions in {histories} histories"
    );
    assert!(breaches > 0, "no history could be given a breach");
}
