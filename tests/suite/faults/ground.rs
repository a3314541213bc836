//! The ground on which a task is tried, made once and copied for each run.

use crate::{
    cli_desk::{Desk, Run},
    cli_engine::{answer, desk_with, hook},
};

/// The sheet that is written or committed.
pub(super) const SHEET: &str = "audits/a-1/answers/house/4.2.toml";
/// What is said in the answer that is pending.
pub(super) const PENDING: &str = "Seen in the register";
/// What a save says anew.
pub(super) const SAVED: &str = "Seen once more";

/// What is done with faults.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Task {
    /// A commit of pending records.
    Commit,
    /// A commit of pending records where a hook looks at it.
    CommitWithHook,
    /// A commit of pending records where the index is split, so that git makes it.
    CommitByGit,
    /// An answer.
    Save,
    /// The next start after a commit that was killed before the branch moved.
    Undo,
    /// The next start after a commit that was killed once the branch had moved.
    Finish,
}

impl Task {
    /// Returns the arguments of the command.
    pub(super) fn args(self) -> &'static [&'static str] {
        match self {
            Self::Commit | Self::CommitWithHook | Self::CommitByGit => &["commit", "-m", "Answers"],
            Self::Save => &["answer", "a-1", "4.2#1", "--note", SAVED],
            Self::Undo | Self::Finish => &["status"],
        }
    }

    /// Returns the file by whose first mention in a trace the task begins: what is before only reads.
    pub(super) fn begins_at(self) -> &'static str {
        match self {
            Self::Commit | Self::CommitWithHook | Self::CommitByGit => "tickmark/commit.lock",
            Self::Save => "tickmark/save.lock",
            Self::Undo | Self::Finish => "tickmark/journal",
        }
    }

    /// Tells whether the task makes a commit.
    pub(super) fn commits(self) -> bool {
        match self {
            Self::Commit | Self::CommitWithHook | Self::CommitByGit => true,
            Self::Save | Self::Undo | Self::Finish => false,
        }
    }
}

/// A repository in the state before a task.
pub(super) struct Ground {
    pub(super) task: Task,
    desk: Desk,
    /// The commit of the branch.
    pub(super) head: String,
    /// What git says of the user's own work.
    pub(super) own: String,
    /// The sheet as it lies in the work tree.
    pub(super) sheet: String,
    /// By which fault a commit is cut short beforehand: the lock that it leaves is known by its inode, which no copy has.
    beforehand: Option<String>,
}

impl Ground {
    /// Makes the ground of a task.
    pub(super) fn of(task: Task) -> Self {
        let desk = desk_with(2);
        desk.git(&["add", "checklists"]);
        desk.git(&["commit", "-q", "-m", "House rules"]);
        answer(&desk, "4.2#1", "As it was").ok();
        desk.run(&["commit"]).ok();
        if task == Task::CommitByGit {
            desk.git(&["update-index", "--split-index"]);
        }
        // The user's own work, in each state that git knows.
        desk.write("risk/method.md", "mine, staged\n");
        desk.git(&["add", "risk/method.md"]);
        desk.write("risk/register.csv", "mine, changed\n");
        desk.write("notes.md", "mine, new\n");
        if task == Task::CommitWithHook {
            hook(&desk, "pre-commit", "git diff --cached --quiet -- risk");
        }
        if task != Task::Save {
            answer(&desk, "4.2#1", PENDING).ok();
            answer(&desk, "4.2#2", PENDING).ok();
        }
        let head = desk.git(&["rev-parse", "HEAD"]);
        let own = own(&desk);
        let sheet = desk.read(SHEET);
        let beforehand = match task {
            Task::Undo => cut_short(&desk, false),
            Task::Finish => cut_short(&desk, true),
            Task::Commit | Task::CommitWithHook | Task::CommitByGit | Task::Save => None,
        };
        Self {
            task,
            desk,
            head,
            own,
            sheet,
            beforehand,
        }
    }

    /// Returns a copy, to be spoilt.
    pub(super) fn copy(&self) -> Desk {
        let desk = self.desk.copied();
        if let Some(fault) = &self.beforehand {
            let killed = traced(&desk, &["-e", fault], Task::Commit.args());
            assert!(killed.is_some_and(|run| run.status != 0) && is_locked(&desk));
        }
        desk
    }
}

/// Finds the rename at which a commit is to be killed before or after its branch has moved; none where nothing can be traced.
fn cut_short(desk: &Desk, moved: bool) -> Option<String> {
    for rename in 1..40 {
        let desk = desk.copied();
        let fault = format!("inject=rename:signal=KILL:when={rename}");
        let killed = traced(&desk, &["-e", &fault], Task::Commit.args())?;
        assert_ne!(killed.status, 0, "no rename of a commit is as it is to be");
        let journal = desk.repo().join(".git/tickmark/journal");
        let has_moved = desk.git(&["log", "-1", "--format=%s"]).trim() == "Answers";
        if journal.exists() && has_moved == moved && is_locked(&desk) {
            return Some(fault);
        }
    }
    None
}

fn is_locked(desk: &Desk) -> bool {
    desk.repo().join(".git/index.lock").exists()
}

/// Runs tickmark under strace; none where that is not here or may not trace.
pub(super) fn traced(desk: &Desk, options: &[&str], args: &[&str]) -> Option<Run> {
    let mut command = desk.command_of("strace");
    command
        .args(["-qq", "-o", "/dev/null"])
        .args(options)
        .arg("--")
        .arg(env!("CARGO_BIN_EXE_tickmark"))
        .args(args)
        .stdin(std::process::Stdio::null());
    let output = command.output().ok()?;
    let err = String::from_utf8_lossy(&output.stderr).into_owned();
    if err.contains("PTRACE") || err.contains("ptrace") {
        return None;
    }
    Some(Run {
        status: output.status.code().unwrap_or(-1),
        out: String::from_utf8_lossy(&output.stdout).into_owned(),
        err,
    })
}

/// Says what git tells of what is not ours.
pub(super) fn own(desk: &Desk) -> String {
    let status = desk.git(&["status", "--porcelain", "--untracked-files=all"]);
    let own = status.lines().filter(|line| !line.contains("audits/"));
    own.collect::<Vec<_>>().join("\n")
}
