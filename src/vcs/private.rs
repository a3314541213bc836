//! Where each person's own files lie in a git dir that several may work in.

use std::path::{Path, PathBuf};

use git2::Repository;

use super::options::Sharing;

/// Returns the folder for the user's own files in a git dir: that of the work tree, or the common one.
///
/// One who is alone has the program's folder itself. Where the repository is shared, or the folder is another's, each has
/// one of their own in it.
pub(super) fn folder(repo: &Repository, git_dir: &Path) -> PathBuf {
    let folder = git_dir.join("tickmark");
    match user() {
        Some(user) if Sharing::of(repo).is_some() || owner(&folder).is_some_and(|o| o != user) => {
            folder.join("people").join(user.to_string())
        }
        Some(_) | None => folder,
    }
}

#[cfg(unix)]
#[allow(
    clippy::unnecessary_wraps,
    reason = "elsewhere nobody is known by a number"
)]
fn user() -> Option<u32> {
    Some(rustix::process::geteuid().as_raw())
}

#[cfg(not(unix))]
fn user() -> Option<u32> {
    None
}

#[cfg(unix)]
fn owner(folder: &Path) -> Option<u32> {
    use std::os::unix::fs::MetadataExt as _;
    std::fs::symlink_metadata(folder)
        .ok()
        .map(|found| found.uid())
}

#[cfg(not(unix))]
fn owner(_folder: &Path) -> Option<u32> {
    None
}
