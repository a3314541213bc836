//! Opening repositories beside this one, to read what is committed in them.
//!
//! Their place is written in a record, which anybody can have made. So just the folder that is named is opened, nothing
//! above it; what its configuration points at is not taken for its work tree; and nothing is ever written but the bytes
//! of a file that a person cites from a work tree.

use std::path::{Path, PathBuf};

use git2::RepositoryOpenFlags;

use super::{GitRepository, VcsError, git::explain, options, plain};
use crate::domain::evidence::is_safe_path;

/// Opens the repository that is just this folder, with a work tree or bare; one above it is another one.
pub fn open_at(dir: &Path) -> Result<GitRepository, VcsError> {
    let repo = raw(dir, RepositoryOpenFlags::empty())?;
    if repo.is_bare() {
        return Ok(GitRepository::without_work_tree(repo));
    }
    let real = |path: &Path| path.canonicalize().ok();
    match repo.workdir() {
        Some(work_dir) if real(work_dir) == real(dir) => GitRepository::new(repo),
        Some(_) | None => Err(VcsError::Broken {
            dir: dir.to_owned(),
            cause: "its configuration puts its work tree elsewhere (core.worktree)".to_owned(),
        }),
    }
}

/// Opens a git dir without looking at its work tree, as of a submodule that is not checked out.
pub fn open_git_dir(dir: &Path) -> Result<GitRepository, VcsError> {
    // Without this flag a git dir whose work tree was removed would not open.
    raw(dir, RepositoryOpenFlags::BARE).map(GitRepository::without_work_tree)
}

fn raw(dir: &Path, how: RepositoryOpenFlags) -> Result<git2::Repository, VcsError> {
    options::prepare();
    plain::before_opening(dir)?;
    let how = how | RepositoryOpenFlags::NO_SEARCH;
    git2::Repository::open_ext(dir, how, std::iter::empty::<&Path>())
        .map_err(|error| explain(dir, &error))
}

/// Returns the git dir of a submodule of this name: that of this work tree before that of the others.
pub(super) fn kept(repo: &git2::Repository, name: &str) -> Option<PathBuf> {
    if !is_safe_path(name) {
        return None;
    }
    [repo.path(), repo.commondir()]
        .into_iter()
        .map(|git_dir| git_dir.join("modules").join(name))
        .find(|kept| kept.join("HEAD").is_file())
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::vcs::{Repository as _, tests::repository};

    #[test]
    fn a_name_that_leads_elsewhere_is_no_submodule_that_git_keeps() {
        let (dir, repo) = repository();
        let git_dir = dir.path().join(".git");
        let kept = git_dir.join("modules/vendor/models");
        std::fs::create_dir_all(&kept).unwrap();
        std::fs::write(kept.join("HEAD"), "ref: refs/heads/main\n").unwrap();
        let found = repo.kept_submodule("vendor/models").unwrap();
        assert_eq!(found.canonicalize().unwrap(), kept.canonicalize().unwrap());
        for name in ["..", "../../.git", "vendor", "/etc", "", "a/../../.."] {
            assert_eq!(repo.kept_submodule(name), None, "{name}");
        }
    }

    #[test]
    fn only_the_folder_itself_is_opened() {
        let (dir, repo) = repository();
        std::fs::create_dir_all(dir.path().join("docs")).unwrap();
        assert!(open_at(dir.path()).is_ok());
        for within in ["docs", ".git", "nothing"] {
            assert!(open_at(&dir.path().join(within)).is_err(), "{within}");
        }
        repo.raw()
            .config()
            .unwrap()
            .set_str("core.worktree", "/etc")
            .unwrap();
        assert!(matches!(
            open_at(dir.path()),
            Err(VcsError::Broken { cause, .. }) if cause.contains("core.worktree")
        ));
    }
}
