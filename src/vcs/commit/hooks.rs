//! The user's hooks, run as `git commit --only` would run them, with an index that holds our change alone.
//!
//! What git gives them was taken down from git itself: the top of the work tree as the folder, nothing on standard input, the
//! author and the date in the environment, `GIT_EDITOR=:`, an empty `GIT_PREFIX`, and `GIT_INDEX_FILE`; the message as a path
//! relative to the work tree. One thing is not as with git: what a hook before the commit stages goes into git's commit,
//! and the index knows nothing of it afterwards. A commit of records holds records alone, so here it is refused.

use std::{
    fs::{self, File},
    io::Write as _,
    path::{Path, PathBuf},
    process::{Command, Output},
};

use git2::Repository;
use jiff::Timestamp;

use super::{
    error::CommitError,
    index::{IndexCopy, Update},
    journal::{Desk, remove},
    program, write,
};
use crate::{
    domain::{
        person::Person,
        signoff::standing::{WHY, why_of},
        trailers::CO_AUTHOR,
    },
    vcs::co_authors::trailed,
};

/// The hooks that may refuse a commit, or change its message.
const BEFORE: [&str; 3] = ["pre-commit", "prepare-commit-msg", "commit-msg"];

/// What the hooks of one commit need.
pub(super) struct Hooks<'a> {
    repo: &'a Repository,
    workdir: &'a Path,
    folder: PathBuf,
    /// The index they see: HEAD's tree and our change.
    index: PathBuf,
    author: &'a Person,
    at: Option<Timestamp>,
}

impl<'a> Hooks<'a> {
    /// Finds where the repository keeps its hooks.
    pub(super) fn of(
        repo: &'a Repository,
        workdir: &'a Path,
        desk: &Desk,
        author: &'a Person,
        at: Option<Timestamp>,
    ) -> Self {
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
            index: desk.file("hook-index"),
            author,
            at,
        }
    }

    fn exists(&self, name: &str) -> bool {
        is_executable(&self.folder.join(name))
    }

    /// Runs the hooks before a commit on its tree, and returns the message that they leave.
    pub(super) fn before(
        &self,
        tree: &git2::Tree<'_>,
        updates: &[Update],
        message: &str,
    ) -> Result<String, CommitError> {
        if !BEFORE.iter().any(|name| self.exists(name)) {
            return Ok(message.to_owned());
        }
        self.make_index(tree, updates)?;
        self.run("pre-commit", &[])?;
        self.nothing_staged("pre-commit", tree)?;
        // The name that git uses: hooks look for it.
        let file = self.repo.path().join("COMMIT_EDITMSG");
        // Anew, and never through a link in its place.
        remove(&file)?;
        File::create_new(&file)
            .and_then(|mut file| file.write_all(message.as_bytes()))
            .map_err(CommitError::io(&file))?;
        let shown = self.as_git_names(&file);
        let shown = shown.to_string_lossy();
        let mut text = message.to_owned();
        let steps: [(&'static str, &[&str]); 2] = [
            ("prepare-commit-msg", &[&shown, "message"]),
            ("commit-msg", &[&shown]),
        ];
        for (name, args) in steps {
            self.run(name, args)?;
            self.nothing_staged(name, tree)?;
            text = fs::read_to_string(&file).map_err(CommitError::io(&file))?;
            let lost = lost(message, &text);
            if !lost.is_empty() {
                return Err(CommitError::HookMessage { name, lost });
            }
        }
        tidy(&text)
    }

    /// Makes the index that the hooks see: the user's own, with what the system told of each file, turned to our tree.
    fn make_index(&self, tree: &git2::Tree<'_>, updates: &[Update]) -> Result<(), CommitError> {
        let copy = IndexCopy::make(
            self.repo.path().join("index"),
            self.index.clone(),
            self.repo.object_format(),
        )?;
        self.git(&["read-tree", "--reset", &tree.id().to_string()])?;
        copy.update(updates)
    }

    /// Refuses where a hook has changed the index that it was given.
    fn nothing_staged(&self, name: &'static str, tree: &git2::Tree<'_>) -> Result<(), CommitError> {
        // By git, as the hook has written with git: libgit2 does not read all that git writes.
        let output = self.git(&[
            "diff-index",
            "--cached",
            "--name-only",
            "--no-renames",
            "-z",
            &tree.id().to_string(),
        ])?;
        let paths: Vec<String> = output
            .stdout
            .split(|byte| *byte == 0)
            .filter(|path| !path.is_empty())
            .map(|path| String::from_utf8_lossy(path).into_owned())
            .collect();
        if paths.is_empty() {
            Ok(())
        } else {
            Err(CommitError::HookStaged { name, paths })
        }
    }

    /// Runs git on the index of the hooks.
    fn git(&self, args: &[&str]) -> Result<Output, CommitError> {
        let mut command = program::git(self.repo, self.workdir);
        command
            .env("GIT_INDEX_FILE", &self.index)
            .args(["-c", "core.splitIndex=false", "-c", "index.sparse=false"])
            .args(args);
        let output = program::run(command, b"").map_err(CommitError::io("git"))?;
        if output.status.success() {
            Ok(output)
        } else {
            Err(CommitError::Program {
                command: "on the index of the hooks",
                output: program::printed(&output),
            })
        }
    }

    /// Runs the hook after a commit; what it says changes nothing any more, as with git.
    pub(super) fn after(&self) {
        if self.exists("post-commit") {
            let index = self.as_git_names(&self.repo.path().join("index"));
            if let Err(cause) = self.call("post-commit", &[], &index) {
                tracing::warn!(%cause, "the hook post-commit was not run");
            }
        }
    }

    fn run(&self, name: &'static str, args: &[&str]) -> Result<(), CommitError> {
        if !self.exists(name) {
            return Ok(());
        }
        let output = self.call(name, args, &self.index)?;
        if output.status.success() {
            Ok(())
        } else {
            Err(CommitError::Hook {
                name,
                output: program::printed(&output),
            })
        }
    }

    fn call(&self, name: &str, args: &[&str], index: &Path) -> Result<Output, CommitError> {
        let date = write::moment(self.at, None)?;
        let equip = |mut command: Command| {
            command
                .env("GIT_INDEX_FILE", index)
                .env("GIT_PREFIX", "")
                .env("GIT_AUTHOR_NAME", &self.author.name)
                .env("GIT_AUTHOR_EMAIL", &self.author.email)
                .env("GIT_AUTHOR_DATE", as_git_dates(date));
            command
        };
        let mut command = equip(program::plain(self.repo, self.workdir, "git"));
        command.args(["hook", "run", "--ignore-missing", name]);
        if !args.is_empty() {
            command.arg("--").args(args);
        }
        let output = program::run(command, b"").map_err(CommitError::io("git"))?;
        let said = String::from_utf8_lossy(&output.stderr);
        if output.status.success() || !said.contains("'hook' is not a git command") {
            return Ok(output);
        }
        // A git before 2.36.
        let file = self.folder.join(name);
        let mut command = equip(program::plain(
            self.repo,
            self.workdir,
            &file.to_string_lossy(),
        ));
        command.args(args);
        program::run(command, b"").map_err(CommitError::io(&file))
    }

    /// Names a file of the git dir as git does for a hook: relative to the work tree where it is in that.
    fn as_git_names(&self, file: &Path) -> PathBuf {
        file.strip_prefix(self.workdir)
            .map_or_else(|_| file.to_owned(), Path::to_owned)
    }
}

/// Lists what a message has no more of that by which the history is judged: who worked on the commit, and why what was signed
/// changes.
pub(super) fn lost(before: &str, after: &str) -> Vec<String> {
    let now = trailed(after.as_bytes());
    let mut lost: Vec<String> = trailed(before.as_bytes())
        .iter()
        .filter(|person| !now.iter().any(|other| other.is(person)))
        .map(|person| format!("{CO_AUTHOR}: {person}"))
        .collect();
    let (then, now) = (why_of(before), why_of(after));
    if !now.contains(&then) {
        lost.push(format!("{WHY}: {then}"));
    }
    lost
}

/// Writes a date as git does in the environment: `@1795816794 +0100`.
fn as_git_dates(at: git2::Time) -> String {
    let minutes = at.offset_minutes();
    let sign = if minutes < 0 { '-' } else { '+' };
    let minutes = minutes.abs();
    format!(
        "@{} {sign}{:02}{:02}",
        at.seconds(),
        minutes / 60,
        minutes % 60
    )
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
