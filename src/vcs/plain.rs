//! What git keeps in files, looked at before libgit2 opens them by their names: at a pipe it would wait for ever, as git does, and at
//! a commit that was cut short, too.
//!
//! This is for what was prepared beforehand, as in a repository that somebody hands over. Who may write the git dir while the
//! program runs needs no pipe: git itself runs what its configuration and its hooks say.

use std::{
    fs,
    path::{Path, PathBuf},
};

use git2::{Oid, Repository};

use super::{
    GitRepository, VcsError,
    loose::{self, Loose},
    paths,
};
use crate::beneath::{self, Folder, Kind};

/// What is said of a file that is none.
const NO_FILE: &str = "it is not a file";

/// The files of a work tree's git dir.
const OWN: [&str; 7] = [
    "HEAD",
    "index",
    "config.worktree",
    "commondir",
    "gitdir",
    "logs/HEAD",
    "info/sparse-checkout",
];

/// The files of the git dir that all work trees share.
const SHARED: [&str; 6] = [
    "config",
    "packed-refs",
    "shallow",
    "info/attributes",
    "info/exclude",
    "info/grafts",
];

/// The files of a store of objects.
const STORED: [&str; 3] = ["info/alternates", "info/commit-graph", "info/packs"];

/// Our own folders, which are not written through a link.
const OURS: [&str; 2] = ["tickmark", "tickmark/people"];

/// The most bytes of a file that says where another one is.
const POINTER: u64 = 64 << 10;

/// The most bytes of a configuration that are looked through.
const CONFIGURATION: u64 = 1 << 20;

/// How deep configurations include one another, as in git.
const INCLUDED: usize = 10;

/// The most bytes of packed references that are looked through.
const PACKED: u64 = 16 << 20;

/// How deep folders of references are looked through.
const DEPTH: usize = 24;

/// Refuses a repository that libgit2 would hang at while it opens or reads it.
pub(super) fn before_opening(dir: &Path) -> Result<(), VcsError> {
    let Some(git_dir) = git_dir(dir) else {
        return Ok(());
    };
    let common = text(&git_dir.join("commondir"))
        .map_or_else(|| git_dir.clone(), |named| git_dir.join(named.trim_end()));
    for name in OWN {
        is_file(&git_dir.join(name))?;
    }
    for name in SHARED {
        is_file(&common.join(name))?;
    }
    for folder in [&git_dir, &common] {
        whole(&folder.join("refs"), DEPTH)?;
        for name in OURS {
            let place = folder.join(name);
            if fs::symlink_metadata(&place).is_ok_and(|found| found.is_symlink()) {
                return Err(VcsError::InTheWay {
                    path: place,
                    why: "it is a symbolic link, and nothing is written through one",
                });
            }
        }
    }
    for objects in loose::stores(&common) {
        store(&objects)?;
    }
    if let Some(branch) = text(&git_dir.join("HEAD"))
        && let Some(branch) = branch.strip_prefix("ref:").map(str::trim)
        && branch.starts_with("refs/")
    {
        is_file(&common.join("logs").join(branch))?;
    }
    for name in ["config", "config.worktree"] {
        configuration(&common.join(name), 0)?;
    }
    let head = tip(&git_dir, &common);
    match head.and_then(|tip| Loose::of(&common).cut_commit(tip)) {
        Some(cut) => Err(VcsError::Broken {
            cause: GitRepository::cut_short(cut).to_string(),
            dir: git_dir,
        }),
        None => Ok(()),
    }
}

/// Reads which commit HEAD is at. A branch that git has packed is in a file with others.
fn tip(git_dir: &Path, common: &Path) -> Option<Oid> {
    let head = text(&git_dir.join("HEAD"))?;
    let Some(branch) = head.strip_prefix("ref:").map(str::trim) else {
        return loose::oid(head.trim_end());
    };
    if !branch.starts_with("refs/") {
        return None;
    }
    if let Some(own) = text(&common.join(branch)) {
        return loose::oid(own.trim_end());
    }
    let packed = beneath::bytes_at(&common.join("packed-refs"), PACKED).ok()?;
    let packed = String::from_utf8_lossy(&packed);
    packed.lines().find_map(|line| {
        let (id, name) = line.split_once(' ')?;
        loose::oid(id).filter(|_| name == branch)
    })
}

/// Finds the git dir that libgit2 would find.
fn git_dir(dir: &Path) -> Option<PathBuf> {
    if let Some(named) = std::env::var_os("GIT_DIR") {
        return Some(dir.join(named));
    }
    dir.ancestors().find_map(|above| {
        let place = above.join(".git");
        match fs::metadata(&place) {
            Ok(found) if found.is_dir() => Some(place),
            Ok(found) if found.is_file() => {
                let text = text(&place)?;
                let named = text.strip_prefix("gitdir:")?.trim();
                Some(above.join(named))
            }
            Ok(_) | Err(_) => {
                let is_bare = above.join("HEAD").exists() && above.join("objects").is_dir();
                is_bare.then(|| above.to_owned())
            }
        }
    })
}

fn text(path: &Path) -> Option<String> {
    String::from_utf8(beneath::bytes_at(path, POINTER).ok()?).ok()
}

/// Refuses what is there and no file; wherever links lead, as git follows them.
fn is_file(path: &Path) -> Result<(), VcsError> {
    match fs::metadata(path) {
        Ok(found) if !found.is_file() && !found.is_dir() => Err(refused(path.to_owned())),
        Ok(_) | Err(_) => Ok(()),
    }
}

/// Says that something stands where a file of git's should be.
fn refused(path: PathBuf) -> VcsError {
    VcsError::InTheWay { path, why: NO_FILE }
}

/// Refuses a store of objects in which something else stands where libgit2 opens files.
///
/// Every object is opened by its name, and most of them by libgit2 itself as it walks: they are looked at beforehand, all in one go
/// over the folders, where a look before each of them would be dearer than what it guards (7 000 loose objects: 8 ms).
fn store(objects: &Path) -> Result<(), VcsError> {
    for name in STORED {
        is_file(&objects.join(name))?;
    }
    whole(&objects.join("pack"), 0)?;
    let Ok(held) = Folder::root(objects) else {
        return Ok(());
    };
    for (name, _) in held.list().unwrap_or_default() {
        if loose::first_byte(&name).is_some() {
            whole(&objects.join(name), 0)?;
        }
    }
    Ok(())
}

/// Refuses a folder in which every file is opened and something is none, as deep as that. Where it is a link it is looked through
/// all the same: git follows it.
fn whole(folder: &Path, depth: usize) -> Result<(), VcsError> {
    Folder::root(folder).map_or(Ok(()), |held| files_alone(&held, depth))
}

fn files_alone(held: &Folder, depth: usize) -> Result<(), VcsError> {
    for (name, kind) in held.list().unwrap_or_default() {
        match kind {
            Kind::File => {}
            Kind::Other => return Err(refused(held.path().join(name))),
            Kind::Link => is_file(&held.path().join(name))?,
            Kind::Folder if depth > 0 => {
                if let Ok(Some(below)) = held.folder(&name) {
                    files_alone(&below, depth - 1)?;
                }
            }
            Kind::Folder => {}
        }
    }
    Ok(())
}

/// Looks at the files that a configuration names: those that it includes, and the attributes of all repositories.
fn configuration(path: &Path, included: usize) -> Result<(), VcsError> {
    let Ok(bytes) = beneath::bytes_at(path, CONFIGURATION) else {
        return Ok(());
    };
    let mut is_include = false;
    for line in String::from_utf8_lossy(&bytes).lines() {
        let mut line = line.trim();
        if let Some(section) = line.strip_prefix('[') {
            let (head, rest) = section.split_once(']').unwrap_or((section, ""));
            is_include = head.to_ascii_lowercase().starts_with("include");
            line = rest.trim();
        }
        let Some((key, value)) = line.split_once('=') else {
            continue;
        };
        let key = key.trim().to_ascii_lowercase();
        let is_named = (is_include && key == "path")
            || matches!(key.as_str(), "attributesfile" | "excludesfile");
        if is_named {
            let named = place(path, value.trim().trim_matches('"'));
            is_file(&named)?;
            if is_include && included < INCLUDED {
                configuration(&named, included + 1)?;
            }
        }
    }
    Ok(())
}

/// Returns where a path leads that a configuration names.
fn place(configuration: &Path, named: &str) -> PathBuf {
    match (named.strip_prefix("~/"), std::env::home_dir()) {
        (Some(rest), Some(home)) => home.join(rest),
        (Some(_), None) | (None, _) => configuration.parent().unwrap_or(Path::new(".")).join(named),
    }
}

/// Refuses attributes that libgit2 would hang at while it reads what counts for a path: pipes in the work tree, and in the index
/// objects that were cut short.
pub(super) fn attributes(
    repo: &Repository,
    loose: &Loose,
    root: &Path,
    path: &[u8],
) -> Result<(), VcsError> {
    // One that cannot be read is none of these.
    let index = is_file(&repo.path().join("index"))
        .ok()
        .and_then(|()| repo.index().ok());
    let mut folder = PathBuf::new();
    let mut parts = path.split(|&byte| byte == b'/').peekable();
    while let Some(part) = parts.next() {
        let name = folder.join(".gitattributes");
        is_file(&root.join(&name))?;
        let entry = index.as_ref().and_then(|index| index.get_path(&name, 0));
        if let Some(id) = entry
            .map(|entry| entry.id)
            .filter(|id| !loose.is_whole(*id))
        {
            return Err(GitRepository::cut_short(id));
        }
        if parts.peek().is_some() {
            folder.push(paths::os(part));
        }
    }
    Ok(())
}
