//! What is trusted when a signature is checked: the list of keys and the programs, both from outside the work tree.

use std::path::{Path, PathBuf};

use git2::{Config, ConfigLevel};

use crate::{
    beneath,
    vcs::{
        GitRepository,
        git::{hex, sha256},
    },
};

/// The most bytes of a list of keys.
const LARGEST: u64 = 16 << 20;

/// A list of SSH keys: those that are trusted (`gpg.ssh.allowedSignersFile`, see ALLOWED SIGNERS in ssh-keygen(1)), or those
/// that are revoked.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct List {
    /// The file.
    pub(super) path: PathBuf,
    /// Its SHA-256, in hex.
    pub(super) sha256: String,
}

impl List {
    fn read(path: PathBuf, name: &str) -> Result<Self, String> {
        let told = |why: String| format!("{name}, {}: {why}", path.display());
        let bytes = beneath::bytes_at(&path, LARGEST).map_err(|error| told(error.to_string()))?;
        Ok(Self {
            sha256: hex(sha256(&bytes)),
            path,
        })
    }
}

/// Everything with which signatures are checked, read once for as many as there are.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Trust {
    /// The list of trusted SSH keys, or why there is none to rely on.
    pub(super) list: Result<List, String>,
    /// The list of revoked SSH keys with its SHA-256; none where none is configured.
    pub(super) revoked: Result<Option<List>, String>,
    /// What checks SSH signatures.
    pub(super) ssh: Result<PathBuf, String>,
    /// What checks `OpenPGP` signatures.
    pub(super) open_pgp: Result<PathBuf, String>,
    /// What checks X.509 signatures.
    pub(super) x509: Result<PathBuf, String>,
}

impl Trust {
    /// Reads what the configuration says.
    pub(super) fn of(repo: &GitRepository) -> Self {
        Self {
            list: key_list(repo),
            revoked: revoked(repo),
            ssh: program(repo, &["gpg.ssh.program"], "ssh-keygen"),
            open_pgp: program(repo, &["gpg.openpgp.program", "gpg.program"], "gpg"),
            x509: program(repo, &["gpg.x509.program"], "gpgsm"),
        }
    }
}

/// Finds the list of trusted keys, or says why there is none to rely on.
pub(super) fn key_list(repo: &GitRepository) -> Result<List, String> {
    const NAME: &str = "gpg.ssh.allowedSignersFile";
    let path = setting(repo, NAME)
        .ok_or_else(|| format!("no list of trusted keys is configured ({NAME})"))?;
    outside(repo, &path, NAME)?;
    List::read(path, NAME)
}

/// Returns the list of revoked keys; none where none is configured.
fn revoked(repo: &GitRepository) -> Result<Option<List>, String> {
    const NAME: &str = "gpg.ssh.revocationFile";
    let Some(path) = setting(repo, NAME) else {
        return Ok(None);
    };
    outside(repo, &path, NAME)?;
    List::read(path, NAME).map(Some)
}

/// Returns the program of one of these settings, the first that is there, or else the usual one.
fn program(repo: &GitRepository, names: &[&str], usual: &str) -> Result<PathBuf, String> {
    for name in names {
        if let Some(path) = setting(repo, name) {
            if is_of_the_repository(repo, name) {
                return Err(format!(
                    "{name} is set in the configuration of this repository itself, so that whoever made it would choose what \
                     runs here: set it as your own, as in git config --global {name} {}",
                    path.display()
                ));
            }
            // A name alone is looked for on the path of the user, as git does.
            if path.components().count() > 1 || path.is_absolute() {
                outside(repo, &path, name)?;
            }
            return Ok(path);
        }
    }
    Ok(PathBuf::from(usual))
}

/// Tells whether a setting comes with the repository, as in a folder that somebody hands over with its `.git`.
fn is_of_the_repository(repo: &GitRepository, name: &str) -> bool {
    let config = repo.raw().config().and_then(|mut config| config.snapshot());
    let level = config.and_then(|config| config.get_entry(name).map(|entry| entry.level()));
    level.is_ok_and(|level| matches!(level, ConfigLevel::Local | ConfigLevel::Worktree))
}

fn setting(repo: &GitRepository, name: &str) -> Option<PathBuf> {
    let config = |config: Config| config.get_path(name);
    let found = repo
        .raw()
        .config()
        .and_then(|mut config| config.snapshot())
        .and_then(config)
        .ok()?;
    (!found.as_os_str().is_empty()).then_some(found)
}

/// Refuses a file that whoever can commit can change: one in the work tree, or reached through a link in it.
fn outside(repo: &GitRepository, path: &Path, name: &str) -> Result<(), String> {
    if repo.is_bare() {
        return Ok(());
    }
    let top = repo.raw().workdir().unwrap_or_else(|| repo.raw().path());
    let real = |path: &Path| path.canonicalize().unwrap_or_else(|_| path.to_owned());
    // git takes a path that begins nowhere from the top of the work tree.
    let full = top.join(path);
    let within = |path: &Path, top: &Path| {
        let git_dirs = [repo.raw().path(), repo.raw().commondir()];
        let is_private = git_dirs
            .iter()
            .any(|dir| path.starts_with(real(dir)) || path.starts_with(dir));
        path.starts_with(top) && !is_private
    };
    if within(&full, top) || within(&full, &real(top)) || within(&real(&full), &real(top)) {
        return Err(format!(
            "{name} is {}, inside the work tree, where whoever can commit could add a key: keep it outside, \
             as in git config {name} ~/.config/git/{}",
            path.display(),
            path.file_name().unwrap_or_default().to_string_lossy()
        ));
    }
    Ok(())
}
