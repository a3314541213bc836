//! An auditor's desk for the tests of commands: a repository, a home and a git configuration of its own, and nobody else's.

#![allow(
    clippy::unwrap_used,
    clippy::indexing_slicing,
    clippy::panic,
    reason = "a test that cannot go on fails here"
)]

use std::{
    fs,
    path::{Path, PathBuf},
    process::Stdio,
};

use assert_cmd::Command;
use tempfile::TempDir;

/// A checklist that is small enough to be answered whole.
pub(crate) const HOUSE: &str = r#"schema = 1
id = "house"
title = "House rules"
standard = "House rules"

[[clause]]
ref = "4"
title = "Risks"
kind = "clause"

[[clause]]
ref = "4.1"
title = "Risk register"
parent = "4"
kind = "clause"

[[clause.question]]
id = "1"
text = "Is every system in the register?"
evidence = [{ method = "documents", ask = "the register" }]

[[clause]]
ref = "4.2"
title = "Risk method"
parent = "4"
kind = "clause"

[[clause.question]]
id = "1"
text = "Is there a method?"
evidence = [{ method = "documents", ask = "the register" }]

[[clause.question]]
id = "2"
text = "Is it followed?"
evidence = [{ method = "documents", ask = "the register" }]
"#;

/// A repository with evidence, and the surroundings in which commands run.
pub(crate) struct Desk {
    dir: TempDir,
}

/// What a command came to.
#[derive(Debug)]
pub(crate) struct Run {
    pub(crate) status: i32,
    pub(crate) out: String,
    pub(crate) err: String,
}

impl Run {
    #[track_caller]
    pub(crate) fn ok(self) -> String {
        assert_eq!(self.status, 0, "{self:#?}");
        self.out
    }

    /// Expects an exit status and texts on stderr.
    #[track_caller]
    pub(crate) fn fails(&self, status: i32, texts: &[&str]) {
        assert_eq!(self.status, status, "{self:#?}");
        for text in texts {
            assert!(self.err.contains(text), "{text:?} is missing in {self:#?}");
        }
        assert!(!self.err.contains("panicked"), "{self:#?}");
    }

    #[track_caller]
    pub(crate) fn json(self) -> serde_json::Value {
        let value: serde_json::Value =
            serde_json::from_str(&self.out).unwrap_or_else(|e| panic!("{e}: {self:#?}"));
        assert_eq!(value["schema"], 1);
        value
    }
}

impl Desk {
    /// Makes a repository with one commit and no workspace.
    pub(crate) fn bare() -> Self {
        let desk = Self::empty();
        desk.git(&["init", "-q", "-b", "main"]);
        desk.write(
            "risk/register.csv",
            "id,system\n1,chat\n2,triage\n3,fraud\n4,churn\n",
        );
        desk.write(
            "risk/method.md",
            &(1..=30).fold(String::new(), |text, n| text + &format!("line {n}\n")),
        );
        desk.git(&["add", "."]);
        desk.git(&["commit", "-q", "-m", "Evidence"]);
        desk
    }

    /// Makes a folder that is no repository.
    pub(crate) fn empty() -> Self {
        let dir = tempfile::tempdir().unwrap();
        fs::create_dir_all(dir.path().join("home")).unwrap();
        fs::create_dir_all(dir.path().join("repo")).unwrap();
        fs::write(
            dir.path().join("home/gitconfig"),
            "[user]\n\tname = Ada Auditor\n\temail = ada@example.org\n[init]\n\tdefaultBranch = main\n",
        )
        .unwrap();
        Self { dir }
    }

    /// Makes a workspace with the audit `a-1` against the small checklist, in fieldwork.
    pub(crate) fn audit() -> Self {
        let desk = Self::bare();
        desk.run(&["init", "--organisation", "Example Ltd"]).ok();
        desk.write("checklists/house.toml", HOUSE);
        desk.git(&["add", "checklists"]);
        desk.git(&["commit", "-q", "-m", "House rules"]);
        desk.run(&[
            "new",
            "a-1",
            "--title",
            "First audit",
            "--checklist",
            "house",
            "--objective",
            "Find out whether risks are managed",
            "--scope",
            "Everything",
        ])
        .ok();
        desk.run(&["audit", "move", "a-1", "fieldwork"]).ok();
        desk
    }

    /// Returns another desk on which everything is as on this one.
    pub(crate) fn copied(&self) -> Self {
        let dir = tempfile::tempdir().unwrap();
        let copied = std::process::Command::new("cp")
            .arg("-a")
            .arg(self.dir.path().join("."))
            .arg(dir.path())
            .status();
        assert!(copied.unwrap().success());
        Self { dir }
    }

    /// Records what a report cannot be without, but for its conclusion: plan, dates, meetings, areas not covered, distribution.
    pub(crate) fn write_frame(&self, audit: &str) {
        let frame = [
            "--objective",
            "Find out whether risks are managed",
            "--scope",
            "Everything",
            "--start",
            "2026-01-12",
            "--end",
            "2026-01-16",
            "--not-covered",
            "none",
            "--distribute-to",
            "The board",
        ];
        self.run(&[&["audit", "set", audit], &frame[..]].concat())
            .ok();
        for (kind, on) in [("opening", "2026-01-12"), ("closing", "2026-01-16")] {
            let meeting = ["--on", on, "--attended", "head of risk"];
            self.run(&[&["audit", "meeting", "add", audit, kind], &meeting[..]].concat())
                .ok();
        }
    }

    /// Returns the folder that holds the repository, with room beside it.
    pub(crate) fn yard(&self) -> &Path {
        self.dir.path()
    }

    pub(crate) fn repo(&self) -> PathBuf {
        self.dir.path().join("repo")
    }

    pub(crate) fn write(&self, path: &str, text: &str) {
        let path = self.repo().join(path);
        fs::create_dir_all(path.parent().unwrap()).unwrap();
        fs::write(path, text).unwrap();
    }

    pub(crate) fn read(&self, path: &str) -> String {
        fs::read_to_string(self.repo().join(path)).unwrap()
    }

    /// Sets something in the configuration of the user, not in that of the repository.
    pub(crate) fn configure(&self, name: &str, value: &str) {
        for file in [".gitconfig", "gitconfig"] {
            let file = self.dir.path().join("home").join(file);
            self.git(&["config", "--file", file.to_str().unwrap(), name, value]);
        }
    }

    fn surroundings(&self) -> Vec<(&'static str, PathBuf)> {
        let home = self.dir.path().join("home");
        vec![
            ("HOME", home.clone()),
            ("XDG_CONFIG_HOME", home.join("config")),
            ("XDG_STATE_HOME", home.join("state")),
            ("XDG_CACHE_HOME", home.join("cache")),
            ("XDG_DATA_HOME", home.join("data")),
            ("GIT_CONFIG_GLOBAL", home.join("gitconfig")),
            ("GIT_CONFIG_NOSYSTEM", PathBuf::from("1")),
            ("GIT_CEILING_DIRECTORIES", self.dir.path().to_owned()),
            ("PATH", std::env::var_os("PATH").unwrap_or_default().into()),
            ("LANG", PathBuf::from("C.UTF-8")),
            ("TZ", PathBuf::from("UTC")),
        ]
    }

    /// Makes a command in the repository.
    pub(crate) fn command(&self) -> std::process::Command {
        self.command_of(env!("CARGO_BIN_EXE_tickmark"))
    }

    /// Makes a command of any program in the repository, with the same surroundings.
    pub(crate) fn command_of(&self, program: &str) -> std::process::Command {
        let mut command = std::process::Command::new(program);
        command
            .env_clear()
            .envs(self.surroundings())
            .current_dir(self.repo());
        command
    }

    /// Runs tickmark in the repository, with nothing on stdin.
    pub(crate) fn run(&self, args: &[&str]) -> Run {
        Self::finish(Command::from_std(self.command()).args(args))
    }

    /// Runs tickmark as somebody else.
    pub(crate) fn run_as(&self, name: &str, args: &[&str]) -> Run {
        let mail = format!("{}@example.org", name.to_lowercase());
        let mut command = Command::from_std(self.command());
        command
            .env("GIT_AUTHOR_NAME", name)
            .env("GIT_AUTHOR_EMAIL", &mail);
        command
            .env("GIT_COMMITTER_NAME", name)
            .env("GIT_COMMITTER_EMAIL", &mail);
        Self::finish(command.args(args))
    }

    /// Commits what Rolf has done, as Rolf: nobody commits in the name of another.
    pub(crate) fn rolf_commits(&self) {
        self.run_as("Rolf", &["commit"]).ok();
    }

    pub(crate) fn run_with_stdin(&self, args: &[&str], stdin: &str) -> Run {
        Self::finish(
            Command::from_std(self.command())
                .args(args)
                .write_stdin(stdin),
        )
    }

    pub(crate) fn finish(command: &mut Command) -> Run {
        let output = command.output().unwrap();
        Run {
            status: output.status.code().unwrap_or(-1),
            out: String::from_utf8(output.stdout).unwrap(),
            err: String::from_utf8(output.stderr).unwrap(),
        }
    }

    /// Runs git as somebody else, at a moment where one is given.
    #[track_caller]
    pub(crate) fn git_as(&self, name: &str, at: Option<&str>, args: &[&str]) -> String {
        let mail = format!("{}@example.org", name.to_lowercase());
        let mut command = self.command_of("git");
        command
            .env("GIT_AUTHOR_NAME", name)
            .env("GIT_AUTHOR_EMAIL", &mail)
            .env("GIT_COMMITTER_NAME", name)
            .env("GIT_COMMITTER_EMAIL", &mail);
        if let Some(at) = at {
            command
                .env("GIT_AUTHOR_DATE", at)
                .env("GIT_COMMITTER_DATE", at);
        }
        let output = command.args(args).stdin(Stdio::null()).output().unwrap();
        assert!(output.status.success(), "git {args:?}: {output:?}");
        String::from_utf8(output.stdout).unwrap()
    }

    #[track_caller]
    pub(crate) fn git(&self, args: &[&str]) -> String {
        let output = self
            .command_of("git")
            .args(args)
            .stdin(Stdio::null())
            .output()
            .unwrap();
        assert!(output.status.success(), "git {args:?}: {output:?}");
        String::from_utf8(output.stdout).unwrap()
    }

    /// Runs git with a text on stdin.
    #[track_caller]
    pub(crate) fn run_git_with(&self, args: &[&str], stdin: &str) -> String {
        let mut command = Command::from_std(self.command_of("git"));
        let run = Self::finish(command.args(args).write_stdin(stdin));
        assert_eq!(run.status, 0, "git {args:?}: {run:?}");
        run.out
    }

    /// Takes down everything that a command could have changed: HEAD, index, and every file of the work tree.
    pub(crate) fn everything(&self) -> Vec<(PathBuf, Option<Vec<u8>>)> {
        let mut seen = Vec::new();
        let mut folders = vec![self.repo()];
        while let Some(folder) = folders.pop() {
            let Ok(entries) = fs::read_dir(&folder) else {
                continue;
            };
            for entry in entries.flatten() {
                let path = entry.path();
                if path.is_dir() && !path.is_symlink() {
                    // The private folder and the object store may get files that nobody sees.
                    if !is_private(&path) {
                        folders.push(path.clone());
                    }
                    seen.push((path, None));
                } else {
                    seen.push((path.clone(), fs::read(&path).ok()));
                }
            }
        }
        seen.retain(|(path, _)| !is_private(path));
        seen.sort();
        seen
    }
}

fn is_private(path: &Path) -> bool {
    path.ends_with(".git/tickmark") || path.ends_with(".git/objects")
}
