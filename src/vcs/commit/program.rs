//! The git program, called only where libgit2 cannot help: hooks, signatures, and an index it cannot read.

use std::{
    io::{self, Write as _},
    path::Path,
    process::{Command, Output, Stdio},
};

use git2::{Oid, Repository, Tree};

use super::{
    CommitRequest, Committed,
    error::CommitError,
    hooks::lost,
    journal::{Desk, Journal, JournalFile, Maker, sha256},
    preflight::{Plan, same_text},
    reference, write,
};
use crate::atomic;

/// What git itself clears before it works on another repository (`git rev-parse --local-env-vars`), and what would
/// change the meaning of paths.
pub(in crate::vcs) const LOCAL: [&str; 21] = [
    "GIT_ALTERNATE_OBJECT_DIRECTORIES",
    "GIT_CONFIG",
    "GIT_CONFIG_PARAMETERS",
    "GIT_CONFIG_COUNT",
    "GIT_OBJECT_DIRECTORY",
    "GIT_DIR",
    "GIT_WORK_TREE",
    "GIT_IMPLICIT_WORK_TREE",
    "GIT_GRAFT_FILE",
    "GIT_INDEX_FILE",
    "GIT_NO_REPLACE_OBJECTS",
    "GIT_REPLACE_REF_BASE",
    "GIT_PREFIX",
    "GIT_SHALLOW_FILE",
    "GIT_COMMON_DIR",
    "GIT_NAMESPACE",
    "GIT_INTERNAL_SUPER_PREFIX",
    "GIT_LITERAL_PATHSPECS",
    "GIT_GLOB_PATHSPECS",
    "GIT_NOGLOB_PATHSPECS",
    "GIT_ICASE_PATHSPECS",
];

/// Returns a call of git in a work tree, free of what the surroundings say about another repository, and of what would
/// run a program that the repository names.
pub(in crate::vcs) fn git(repo: &Repository, workdir: &Path) -> Command {
    let mut command = plain(repo, workdir, "git");
    command.env("GIT_TERMINAL_PROMPT", "0").args([
        "-c",
        "core.fsmonitor=false",
        "--no-pager",
        "--literal-pathspecs",
    ]);
    command
}

/// Returns a call of a program in a work tree as git makes it for a commit without an editor, for hooks.
///
/// Nothing is added: what git is told by `-c` and by options reaches the hook and what that calls in turn. The user's own
/// mask holds, where that of a shared repository took its place.
pub(super) fn plain(repo: &Repository, workdir: &Path, program: &str) -> Command {
    let mut command = match atomic::own_mask() {
        Some(mask) if cfg!(unix) => {
            let mut command = Command::new("/bin/sh");
            command.args([
                "-c",
                &format!("umask {mask:04o} && exec \"$0\" \"$@\""),
                program,
            ]);
            command
        }
        Some(_) | None => Command::new(program),
    };
    command.current_dir(workdir);
    for name in LOCAL {
        command.env_remove(name);
    }
    if !workdir.join(".git").exists() {
        command.env("GIT_DIR", repo.path());
        command.env("GIT_WORK_TREE", workdir);
    }
    command.env("GIT_EDITOR", ":");
    command
}

/// Runs a program to its end with this on its standard input.
pub(in crate::vcs) fn run(mut command: Command, input: &[u8]) -> io::Result<Output> {
    let mut child = command
        .stdin(Stdio::piped())
        .stdout(Stdio::piped())
        .stderr(Stdio::piped())
        .spawn()?;
    let stdin = child.stdin.take();
    std::thread::scope(|scope| {
        // A program that prints before it has read all would wait for us, and we for it.
        let write = move || stdin.map_or(Ok(()), |mut stdin| stdin.write_all(input));
        let writing = match std::thread::Builder::new().spawn_scoped(scope, write) {
            Ok(writing) => writing,
            Err(error) => {
                let _ = child.kill();
                let _ = child.wait();
                return Err(error);
            }
        };
        let output = child.wait_with_output();
        match writing.join() {
            Ok(Err(error)) if error.kind() != io::ErrorKind::BrokenPipe => Err(error),
            Ok(_) | Err(_) => output,
        }
    })
}

/// Returns all that a program printed, at most 16 KiB of it.
pub(super) fn printed(output: &Output) -> String {
    let mut text = String::from_utf8_lossy(&output.stdout).into_owned();
    text.push_str(&String::from_utf8_lossy(&output.stderr));
    let end = text
        .char_indices()
        .nth(16_384)
        .map_or(text.len(), |(at, _)| at);
    text.truncate(end);
    text.trim_end().to_owned()
}

/// Commits with the git program, for a split or sparse index, which libgit2 cannot read.
///
/// git runs the hooks and signs by itself. A journal tells the next start what to look for, should we be killed meanwhile.
pub(super) fn commit_only(
    repo: &Repository,
    desk: &Desk,
    workdir: &Path,
    request: &CommitRequest,
    message: &str,
    plan: &Plan,
) -> Result<Committed, CommitError> {
    for file in &plan.files {
        not_staged(repo, workdir, &file.path)?;
    }
    let journal = plan.journal(desk, Maker::Git)?;
    desk.write(&journal)?;
    let done = write::put_files(desk, workdir, plan).and_then(|()| {
        // git takes what the work tree has: that has to be what was looked at.
        for file in &plan.files {
            if write::read(workdir, &file.path)? != file.bytes {
                return Err(CommitError::Edited {
                    path: file.path.clone(),
                });
            }
        }
        announce_and_commit(repo, workdir, request, message, plan)
    });
    if let Err(error) = done {
        forget(repo, workdir, &journal);
        // What went wrong first is told: the journal has what could not be undone, and the next start does it.
        if write::undo(desk, workdir, &journal).is_ok() {
            desk.clear()?;
        }
        return Err(error);
    }
    let id = repo
        .refname_to_id(&plan.branch)
        .map_err(CommitError::git("the new commit cannot be found"))?;
    write::read_back(repo, &plan.branch, id, plan)?;
    desk.clear()?;
    let made = repo.find_commit(id);
    let made = made.map_err(CommitError::git("the new commit cannot be read"))?;
    let lost = lost(message, &String::from_utf8_lossy(made.message_bytes()));
    if !lost.is_empty() {
        return Err(CommitError::MessageLost {
            commit: id.to_string(),
            lost,
        });
    }
    Ok(Committed {
        commit: id.to_string(),
        branch: plan.branch.clone(),
        files: plan.files.len(),
    })
}

/// Runs one command of git on paths.
fn call(
    mut command: Command,
    name: &'static str,
    args: &[&str],
    input: &[u8],
    paths: &[&str],
) -> Result<(), CommitError> {
    command.args(args).arg("--").args(paths);
    let output = run(command, input).map_err(CommitError::io("git"))?;
    if output.status.success() {
        Ok(())
    } else {
        Err(CommitError::Program {
            command: name,
            output: printed(&output),
        })
    }
}

/// Refuses where the index has something at a path that is not the branch's.
fn not_staged(repo: &Repository, workdir: &Path, path: &str) -> Result<(), CommitError> {
    let looked = call(
        git(repo, workdir),
        "diff",
        &[
            "diff",
            "--cached",
            "--quiet",
            "--no-ext-diff",
            "--no-textconv",
            "--ita-invisible-in-index",
        ],
        b"",
        &[path],
    );
    looked.map_err(|error| match error {
        CommitError::Program { .. } => CommitError::Staged {
            path: path.to_owned(),
        },
        error => error,
    })
}

fn announce_and_commit(
    repo: &Repository,
    workdir: &Path,
    request: &CommitRequest,
    message: &str,
    plan: &Plan,
) -> Result<(), CommitError> {
    let paths: Vec<&str> = plan.files.iter().map(|file| file.path.as_str()).collect();
    // git commits no path that it does not know: new ones are announced first.
    let new: Vec<&str> = plan
        .files
        .iter()
        .filter(|file| file.bytes.is_some() && !file.in_head)
        .map(|file| file.path.as_str())
        .collect();
    if !new.is_empty() {
        let args = ["add", "--force", "--intent-to-add", "--sparse"];
        call(git(repo, workdir), "add", &args, b"", &new)?;
    }
    // As a person would: hooks get what git gives them, and no option of ours.
    let mut command = plain(repo, workdir, "git");
    command
        .env("GIT_AUTHOR_NAME", &request.author.name)
        .env("GIT_AUTHOR_EMAIL", &request.author.email)
        .env("GIT_COMMITTER_NAME", &request.committer.name)
        .env("GIT_COMMITTER_EMAIL", &request.committer.email);
    let args = [
        "commit",
        "--quiet",
        "--only",
        "--cleanup=whitespace",
        "--file=-",
    ];
    let literal: Vec<String> = paths
        .iter()
        .map(|path| format!(":(top,literal){path}"))
        .collect();
    let literal: Vec<&str> = literal.iter().map(String::as_str).collect();
    call(command, "commit", &args, message.as_bytes(), &literal)
}

/// Finds the commit that git made of a journal; none where it made none.
pub(super) fn made(
    repo: &Repository,
    workdir: &Path,
    journal: &Journal,
) -> Result<Option<Oid>, CommitError> {
    /// How many commits may have been made on top of it since.
    const AT_MOST: usize = 1000;
    let failed = "the history cannot be read";
    let Some(tip) = reference::tip(repo, &journal.branch)? else {
        return Ok(None);
    };
    let look = || {
        let mut walk = repo.revwalk()?;
        walk.push(tip)?;
        if let Some(head) = &journal.head {
            walk.hide(repo.find_commit_by_prefix(head)?.id())?;
        }
        for id in walk.take(AT_MOST) {
            let id = id?;
            let tree = repo.find_commit(id)?.tree()?;
            let has = |file: &JournalFile| has(repo, workdir, &tree, file);
            if journal.files.iter().all(has) {
                return Ok(Some(id));
            }
        }
        Ok(None)
    };
    look().map_err(CommitError::git(failed))
}

/// Tells whether a tree has a file as it was to be committed, line ends aside.
fn has(repo: &Repository, workdir: &Path, tree: &Tree<'_>, file: &JournalFile) -> bool {
    let Some(wanted) = &file.sha256 else {
        return tree.get_path(Path::new(&file.path)).is_err();
    };
    let Some(blob) = tree
        .get_path(Path::new(&file.path))
        .ok()
        .and_then(|entry| repo.find_blob(entry.id()).ok())
    else {
        return false;
    };
    let is_it = |bytes: &[u8]| sha256(bytes) == *wanted;
    let here = || write::read(workdir, &file.path).ok().flatten();
    is_it(blob.content())
        || here().is_some_and(|here| is_it(&here) && same_text(blob.content(), &here))
}

/// Takes back that new paths were announced for a commit that was not made; one that stays is harmless.
pub(super) fn forget(repo: &Repository, workdir: &Path, journal: &Journal) {
    let head = reference::tip(repo, &journal.branch).and_then(|tip| reference::tree(repo, tip));
    let Ok(head) = head else { return };
    let is_new = |file: &&JournalFile| {
        let path = Path::new(&file.path);
        file.sha256.is_some()
            && head
                .as_ref()
                .is_none_or(|tree| tree.get_path(path).is_err())
    };
    let new: Vec<&str> = journal
        .files
        .iter()
        .filter(is_new)
        .map(|file| file.path.as_str())
        // What somebody has staged since is theirs.
        .filter(|path| not_staged(repo, workdir, path).is_ok())
        .collect();
    if new.is_empty() {
        return;
    }
    let args = [
        "rm",
        "--quiet",
        "--cached",
        "--force",
        "--ignore-unmatch",
        "--sparse",
    ];
    if let Err(cause) = call(git(repo, workdir), "rm", &args, b"", &new) {
        tracing::warn!(%cause, "announced paths stay in the index");
    }
}
