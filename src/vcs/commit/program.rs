//! The git program, called only where libgit2 cannot help: hooks, signatures, and an index it cannot read.

use std::{
    io::{self, Write as _},
    path::Path,
    process::{Command, Output, Stdio},
};

use git2::Repository;

use super::{CommitRequest, Committed, error::CommitError, preflight::Plan, write};

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

/// Returns a call of git in a work tree, free of what the surroundings say about another repository.
pub(super) fn git(repo: &Repository, workdir: &Path) -> Command {
    let mut command = Command::new("git");
    command.current_dir(workdir);
    for name in LOCAL {
        command.env_remove(name);
    }
    if !workdir.join(".git").exists() {
        command.env("GIT_DIR", repo.path());
        command.env("GIT_WORK_TREE", workdir);
    }
    command
        .env("GIT_EDITOR", ":")
        .env("GIT_TERMINAL_PROMPT", "0")
        .args([
            "-c",
            "core.fsmonitor=false",
            "--no-pager",
            "--literal-pathspecs",
        ]);
    command
}

/// Runs a program to its end with this on its standard input.
pub(super) fn run(mut command: Command, input: &[u8]) -> io::Result<Output> {
    let mut child = command
        .stdin(Stdio::piped())
        .stdout(Stdio::piped())
        .stderr(Stdio::piped())
        .spawn()?;
    let stdin = child.stdin.take();
    std::thread::scope(|scope| {
        // A program that prints before it has read all would wait for us, and we for it.
        let writing = scope.spawn(move || stdin.map_or(Ok(()), |mut stdin| stdin.write_all(input)));
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
/// git runs the hooks and signs by itself.
pub(super) fn commit_only(
    repo: &Repository,
    workdir: &Path,
    request: &CommitRequest,
    message: &str,
    plan: &Plan,
) -> Result<Committed, CommitError> {
    let call = |name: &'static str, args: &[&str], input: &[u8], paths: &[&str]| {
        let mut command = git(repo, workdir);
        command
            .env("GIT_AUTHOR_NAME", &request.author.name)
            .env("GIT_AUTHOR_EMAIL", &request.author.email)
            .env("GIT_COMMITTER_NAME", &request.committer.name)
            .env("GIT_COMMITTER_EMAIL", &request.committer.email)
            .args(args)
            .arg("--")
            .args(paths);
        let output = run(command, input).map_err(CommitError::io("git"))?;
        if output.status.success() {
            Ok(())
        } else {
            Err(CommitError::Program {
                command: name,
                output: printed(&output),
            })
        }
    };
    let paths: Vec<&str> = plan.files.iter().map(|file| file.path.as_str()).collect();
    for path in &paths {
        call(
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
        )
        .map_err(|error| match error {
            CommitError::Program { .. } => CommitError::Staged {
                path: (*path).to_owned(),
            },
            error => error,
        })?;
    }
    // git commits no path that it does not know: new ones are announced first.
    let new: Vec<&str> = plan
        .files
        .iter()
        .filter(|file| file.bytes.is_some() && !file.in_head)
        .map(|file| file.path.as_str())
        .collect();
    let done = write::put_files(workdir, plan)
        .and_then(|()| match new.as_slice() {
            [] => Ok(()),
            new => call(
                "add",
                &["add", "--force", "--intent-to-add", "--sparse"],
                b"",
                new,
            ),
        })
        .and_then(|()| {
            call(
                "commit",
                &[
                    "commit",
                    "--quiet",
                    "--only",
                    "--cleanup=whitespace",
                    "--file=-",
                ],
                message.as_bytes(),
                &paths,
            )
        });
    if let Err(error) = done {
        if !new.is_empty() {
            // The first error is the one to tell; an announced path that stays is harmless.
            let _ = call(
                "rm",
                &[
                    "rm",
                    "--quiet",
                    "--cached",
                    "--force",
                    "--ignore-unmatch",
                    "--sparse",
                ],
                b"",
                &new,
            );
        }
        write::put_back(workdir, plan)?;
        return Err(error);
    }
    let id = repo
        .refname_to_id(&plan.branch)
        .map_err(CommitError::git("the new commit cannot be found"))?;
    write::read_back(repo, &plan.branch, id, plan)?;
    Ok(Committed {
        commit: id.to_string(),
        branch: plan.branch.clone(),
        files: plan.files.len(),
    })
}
