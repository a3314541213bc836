//! Finding records that are staged as they were before they were committed.
//!
//! git reads the index before it locks it, and writes what it read. Where a commit was made in between, the index is again as it
//! was before: the next `git commit` would take the commit's files back. A person may stage the same on purpose, so it is told and
//! never mended.

use super::{
    GitRepository, Repository as _,
    commit::{git_program, run_program},
    paths,
    worktree::{self, OnDisk},
};

/// Lists the files beneath these paths that are in the work tree as HEAD has them, and staged otherwise or to be removed; by path.
///
/// The git program is asked, which reads split and sparse indexes, too; without one nothing is found.
pub(super) fn taken_back(repo: &GitRepository, ours: &[String]) -> Vec<String> {
    let Ok(Some((commit, _))) = repo.tip() else {
        return Vec::new();
    };
    let mut command = git_program(repo.raw(), repo.work_dir());
    command
        .env("GIT_OPTIONAL_LOCKS", "0")
        .env("GIT_LITERAL_PATHSPECS", "1")
        .args(["diff-index", "--cached", "--raw", "--no-abbrev", "-z"])
        .args(["--no-renames", "--ita-invisible-in-index"])
        .args([&commit.to_string(), "--"])
        .args(ours);
    let Ok(output) = run_program(command, b"") else {
        return Vec::new();
    };
    let mut parts = output.stdout.split(|byte| *byte == 0);
    let mut found = Vec::new();
    // `:100644 000000 <blob of HEAD> <blob of the index> D`, then the path.
    while let (Some(about), Some(path)) = (parts.next(), parts.next()) {
        let committed = about.split(|byte| *byte == b' ').nth(2);
        let committed = committed.and_then(|id| repo.oid(std::str::from_utf8(id).ok()?));
        let Ok(OnDisk::File { bytes, .. }) = worktree::read_whole(repo.work_dir(), path) else {
            continue;
        };
        if committed.is_some() && repo.id_of(&bytes).ok() == committed {
            found.push(paths::encode(path));
        }
    }
    found
}
