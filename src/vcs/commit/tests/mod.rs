//! Real repositories, with the git program as the oracle.

mod landing;
mod oracle;
mod recovery;
mod refusals;
mod surroundings;
mod together;

use std::{
    fs,
    path::{Path, PathBuf},
    process::Command,
};

use git2::Repository;
use tempfile::TempDir;

use super::{journal::Journal, *};

/// A repository of its own, beyond the user's configuration.
pub(super) struct Sandbox {
    home: TempDir,
    pub(super) root: PathBuf,
}

impl Sandbox {
    /// Makes a repository without a commit.
    pub(super) fn unborn(options: &[&str]) -> Self {
        let home = tempfile::tempdir().unwrap();
        let root = home.path().join("repo");
        fs::create_dir(&root).unwrap();
        let sandbox = Self { home, root };
        sandbox.git(&[&["init", "--quiet", "--initial-branch=main"], options].concat());
        for (name, value) in [
            ("user.name", "Git User"),
            ("user.email", "user@example.org"),
            ("commit.gpgsign", "false"),
            ("core.autocrlf", "false"),
        ] {
            sandbox.git(&["config", name, value]);
        }
        sandbox
    }

    /// Makes a repository with some files of the user's and some records.
    pub(super) fn new() -> Self {
        let sandbox = Self::unborn(&[]);
        sandbox.fill();
        sandbox.git(&["add", "--all"]);
        sandbox.git(&["commit", "--quiet", "-m", "start"]);
        sandbox
    }

    pub(super) fn fill(&self) {
        for n in 0..6 {
            self.write(&format!("src/f{n}.rs"), &format!("file {n}\n"));
        }
        for name in ["one", "two", "deep/only"] {
            self.write(&format!("audits/{name}.toml"), "schema = 1\n");
        }
    }

    /// Runs git, and returns what it prints.
    pub(super) fn git(&self, args: &[&str]) -> String {
        let (done, text) = self.try_git(&self.root, args);
        assert!(done, "git {args:?}: {text}");
        text
    }

    pub(super) fn try_git(&self, root: &Path, args: &[&str]) -> (bool, String) {
        let output = Command::new("git")
            .current_dir(root)
            .args(args)
            .env("HOME", self.home.path())
            .env("GIT_CONFIG_GLOBAL", "/dev/null")
            .env("GIT_CONFIG_NOSYSTEM", "1")
            .output()
            .unwrap();
        let text = [output.stdout, output.stderr].concat();
        (
            output.status.success(),
            String::from_utf8_lossy(&text).into_owned(),
        )
    }

    pub(super) fn write(&self, path: &str, text: &str) {
        let path = self.root.join(path);
        fs::create_dir_all(path.parent().unwrap()).unwrap();
        fs::write(path, text).unwrap();
    }

    pub(super) fn read(&self, path: &str) -> Option<String> {
        fs::read_to_string(self.root.join(path)).ok()
    }

    pub(super) fn open(&self) -> Repository {
        Repository::open(&self.root).unwrap()
    }

    pub(super) fn head(&self) -> String {
        self.git(&["rev-parse", "HEAD"]).trim().to_owned()
    }

    pub(super) fn status(&self) -> String {
        self.git(&["status", "--porcelain", "--untracked-files=all"])
    }

    /// Asks for a commit of these files at the present HEAD.
    pub(super) fn request(&self, files: &[(&str, Option<&str>)]) -> CommitRequest {
        let (born, head) = self.try_git(&self.root, &["rev-parse", "--verify", "--quiet", "HEAD"]);
        CommitRequest {
            files: files
                .iter()
                .map(|(path, text)| CommitFile {
                    path: (*path).to_owned(),
                    bytes: text.map(|text| text.as_bytes().to_vec()),
                    in_place: false,
                })
                .collect(),
            message: "Answer 4.1".to_owned(),
            author: "Mira Okafor <mira@example.org>".parse().unwrap(),
            committer: "Mira Okafor <mira@example.org>".parse().unwrap(),
            expected_branch: "refs/heads/main".to_owned(),
            expected_commit: born.then(|| head.trim().to_owned()),
            judged_by: Vec::new(),
        }
    }

    pub(super) fn commit(&self, files: &[(&str, Option<&str>)]) -> Result<Committed, CommitError> {
        commit(&self.open(), &self.request(files))
    }

    /// Stops a commit at a stage, as a kill would.
    pub(super) fn kill_at(&self, stage: Stage, files: &[(&str, Option<&str>)]) {
        let stopped = commit_with(&self.open(), &self.request(files), None, &mut |now| {
            if now == stage {
                ControlFlow::Break(())
            } else {
                ControlFlow::Continue(())
            }
        });
        assert!(matches!(stopped, Err(CommitError::Stopped)), "{stopped:?}");
    }

    /// Holds what holds after every commit and every refusal.
    pub(super) fn assert_sound(&self) {
        let (sound, said) = self.try_git(&self.root, &["fsck", "--strict", "--no-dangling"]);
        assert!(sound, "{said}");
        let left: Vec<_> = fs::read_dir(self.open().path().join("tickmark"))
            .map(|found| found.map(|entry| entry.unwrap().file_name()).collect())
            .unwrap_or_default();
        let stays = [
            "commit.lock",
            "commit.lock.next",
            "save.lock",
            "save.lock.next",
        ];
        assert!(
            left.iter()
                .all(|name| stays.iter().any(|stay| name == stay)),
            "{left:?}"
        );
        assert!(!self.open().path().join("index.lock").exists());
    }
}

/// Returns how often something is tried: as often as the environment says, where it says so, for runs that may take long.
fn count(name: &str, usual: u32) -> u32 {
    let asked = std::env::var(name).ok();
    asked.and_then(|text| text.parse().ok()).unwrap_or(usual)
}
