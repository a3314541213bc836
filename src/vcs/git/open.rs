//! Opening a repository and making one, and why it did not open.

use std::path::{Path, PathBuf};

use git2::{ErrorCode, RepositoryInitOptions, RepositoryOpenFlags};

use crate::vcs::{VcsError, options, plain};

use super::GitRepository;

/// Opens the repository that a folder is in.
pub fn open(dir: &Path) -> Result<GitRepository, VcsError> {
    options::prepare();
    plain::before_opening(dir)?;
    let repo = git2::Repository::open_ext(dir, flags(), std::iter::empty::<&Path>())
        .map_err(|error| explain(dir, &error))?;
    options::share(&repo);
    GitRepository::new(repo)
}

/// Opens once more the repository that has this git dir, and is asked for its owner just as it was the first time.
pub(in crate::vcs) fn again(git_dir: &Path) -> Result<git2::Repository, git2::Error> {
    let flags = flags() | RepositoryOpenFlags::NO_SEARCH;
    git2::Repository::open_ext(git_dir, flags, std::iter::empty::<&Path>())
}

/// Says what of the surroundings counts, such as where the user's configuration is (`GIT_CONFIG_GLOBAL`).
fn flags() -> RepositoryOpenFlags {
    // Under a hook or an alias git points these at one repository; the folder asked for may be in another.
    let pointed = [
        "GIT_DIR",
        "GIT_WORK_TREE",
        "GIT_COMMON_DIR",
        "GIT_INDEX_FILE",
        "GIT_OBJECT_DIRECTORY",
        "GIT_NAMESPACE",
    ];
    if pointed.iter().any(|name| std::env::var_os(name).is_some()) {
        RepositoryOpenFlags::empty()
    } else {
        RepositoryOpenFlags::FROM_ENV
    }
}

/// Makes a repository in a folder, with the branch that git would give it (`init.defaultBranch`, else `main`).
pub fn init(dir: &Path) -> Result<GitRepository, VcsError> {
    options::prepare();
    let branch = git2::Config::open_default()
        .and_then(|config| config.get_string("init.defaultBranch"))
        .ok()
        .filter(|name| git2::Reference::is_valid_name(&format!("refs/heads/{name}")))
        .unwrap_or_else(|| "main".to_owned());
    let mut how = RepositoryInitOptions::new();
    how.initial_head(&branch).external_template(false);
    git2::Repository::init_opts(dir, &how).map_err(VcsError::git("make a repository"))?;
    open(dir)
}

/// Says why a repository did not open.
pub(in crate::vcs) fn explain(dir: &Path, error: &git2::Error) -> VcsError {
    let message = error.message();
    match error.code() {
        ErrorCode::NotFound => VcsError::NotARepository {
            dir: dir.to_owned(),
        },
        ErrorCode::Owner => {
            let named = message
                .split('\'')
                .nth(1)
                .map(|path| path.trim_end_matches('/'));
            VcsError::ForeignOwner {
                dir: named.map_or_else(|| dir.to_owned(), PathBuf::from),
            }
        }
        _ if message.contains("extensions.refstorage") => VcsError::Reftable {
            dir: dir.to_owned(),
        },
        _ => match extension(message) {
            Some(name) => VcsError::Extension {
                dir: dir.to_owned(),
                name,
            },
            None => VcsError::Broken {
                dir: dir.to_owned(),
                cause: message.to_owned(),
            },
        },
    }
}

/// Finds the extension that libgit2 does not know in what it says.
fn extension(message: &str) -> Option<String> {
    let name = message.split("unsupported extension name ").nth(1)?;
    let name = name.split_whitespace().next()?.trim_matches(['\'', '"']);
    Some(name.to_owned())
}

/// Tells whether the repository is a partial clone: some remote promises what is not here.
pub(super) fn is_partial(repo: &git2::Repository) -> bool {
    let Ok(config) = repo.config() else {
        return false;
    };
    let promised = config
        .entries(Some(r"remote\..*\.promisor"))
        .is_ok_and(|mut entries| {
            while let Some(entry) = entries.next() {
                let on = entry.is_ok_and(|entry| {
                    !entry.has_value()
                        || entry
                            .value()
                            .is_ok_and(|value| git2::Config::parse_bool(value).unwrap_or(false))
                });
                if on {
                    return true;
                }
            }
            false
        });
    promised || config.get_entry("extensions.partialclone").is_ok()
}
