//! The user's hooks, run as `git commit` would run them, with an index that holds our change alone.

use std::path::{Path, PathBuf};

use git2::Repository;

use super::{error::CommitError, program};

/// What the hooks of one commit need.
pub(super) struct Hooks<'a> {
    repo: &'a Repository,
    workdir: &'a Path,
    folder: PathBuf,
    /// The index they see: HEAD's tree and our change.
    index: PathBuf,
}

impl<'a> Hooks<'a> {
    /// Finds where the repository keeps its hooks.
    pub(super) fn of(repo: &'a Repository, workdir: &'a Path, index: PathBuf) -> Self {
        let folder = repo
            .config()
            .and_then(|config| config.get_path("core.hooksPath"))
            .map_or_else(
                |_| repo.commondir().join("hooks"),
                |configured| workdir.join(configured),
            );
        Self {
            repo,
            workdir,
            folder,
            index,
        }
    }

    /// Tells whether one of the hooks that may refuse or change the message exists.
    pub(super) fn any(&self) -> bool {
        ["pre-commit", "prepare-commit-msg", "commit-msg"]
            .iter()
            .any(|name| self.exists(name))
    }

    fn exists(&self, name: &str) -> bool {
        is_executable(&self.folder.join(name))
    }

    /// Runs the hooks before a commit on its tree, and returns the message that they leave.
    pub(super) fn before(
        &self,
        tree: &git2::Tree<'_>,
        message: &str,
    ) -> Result<String, CommitError> {
        if !self.any() {
            return Ok(message.to_owned());
        }
        super::journal::remove(&self.index)?;
        let prepare = || {
            let mut index = super::index::open(&self.index, self.repo.object_format())?;
            index.read_tree(tree)?;
            index.write()
        };
        prepare().map_err(CommitError::git("the index for the hooks cannot be made"))?;
        self.run("pre-commit", &[])?;
        // The name that git uses: hooks look for it.
        let file = self.repo.path().join("COMMIT_EDITMSG");
        std::fs::write(&file, message).map_err(CommitError::io(&file))?;
        let name = file.to_string_lossy();
        self.run("prepare-commit-msg", &[&name, "message"])?;
        self.run("commit-msg", &[&name])?;
        let text = std::fs::read_to_string(&file).map_err(CommitError::io(&file))?;
        tidy(&text)
    }

    /// Runs the hook after a commit; what it says changes nothing any more, as with git.
    pub(super) fn after(&self) {
        if self.exists("post-commit") {
            let mut command = program::git(self.repo, self.workdir);
            command.args(["hook", "run", "--ignore-missing", "post-commit"]);
            let _ = program::run(command, b"");
        }
    }

    fn run(&self, name: &'static str, args: &[&str]) -> Result<(), CommitError> {
        if !self.exists(name) {
            return Ok(());
        }
        let mut command = program::git(self.repo, self.workdir);
        command
            .env("GIT_INDEX_FILE", &self.index)
            .args(["hook", "run", "--ignore-missing", name]);
        if !args.is_empty() {
            command.arg("--").args(args);
        }
        let output = program::run(command, b"").map_err(CommitError::io("git"))?;
        if output.status.success() {
            Ok(())
        } else {
            Err(CommitError::Hook {
                name,
                output: program::printed(&output),
            })
        }
    }
}

/// Cleans a message as git does: no trailing blanks, no doubled empty lines; refuses an empty one.
pub(super) fn tidy(message: &str) -> Result<String, CommitError> {
    let tidy = git2::message_prettify(message, None)
        .map_err(CommitError::git("the message cannot be used"))?;
    if tidy.trim().is_empty() {
        Err(CommitError::EmptyMessage)
    } else {
        Ok(tidy)
    }
}

#[cfg(unix)]
fn is_executable(path: &Path) -> bool {
    use std::os::unix::fs::PermissionsExt as _;
    std::fs::metadata(path)
        .is_ok_and(|found| found.is_file() && found.permissions().mode() & 0o111 != 0)
}

#[cfg(not(unix))]
fn is_executable(path: &Path) -> bool {
    path.is_file()
}
