//! From the declaration of a repository to an open one.
//!
//! A path in `tickmark.toml` may lead out of the work tree, to a clone beside it, and never through a symbolic link within
//! it, for that comes with the repository. Where a clone is on one machine alone is said in git's configuration, which is
//! the user's own: there a path may be absolute, and links are followed.

use std::path::{Path, PathBuf};

use crate::{
    domain::workspace::{EvidenceRepository, plain_path},
    error::Error,
    safe::escape_line,
    vcs::{self, GitRepository, Repository, Submodule, VcsError},
};

use super::{
    Opened, Other,
    absent::{self, Absent},
};

/// Opens what is declared, or a submodule.
pub(super) fn open(here: &dyn Repository, other: &Other) -> Opened {
    let declared = &other.declared;
    if let Some(path) = &other.path_here {
        return set(here.work_dir(), declared, path);
    }
    if declared.path.is_empty() {
        return Err(Absent::new(
            &declared.name,
            "has no path in tickmark.toml",
            absent::clone(declared),
        ));
    }
    let dir = place(here.work_dir(), &declared.name, &declared.path)?;
    match vcs::open_at(&dir) {
        Ok(repository) => taken(here.work_dir(), declared, repository),
        Err(VcsError::NotARepository { .. }) => match &other.module {
            Some(module) => unchecked(here, &declared.name, None, module),
            None => Err(missing(declared, &dir)),
        },
        Err(error) => Err(Absent::broken(&declared.name, &Error::from(error))),
    }
}

/// Opens a submodule of a repository beside this one.
pub(super) fn nested(name: &str, outer: &dyn Repository, module: &Submodule) -> Opened {
    let dir = place(outer.work_dir(), name, &module.path)?;
    match vcs::open_at(&dir) {
        Ok(repository) => Ok(Box::new(repository)),
        Err(VcsError::NotARepository { .. }) => {
            let outer_dir = outer.work_dir().display().to_string();
            unchecked(outer, name, Some(&outer_dir), module)
        }
        Err(error) => Err(Absent::broken(name, &Error::from(error))),
    }
}

/// Opens what git keeps of a submodule that is not checked out.
pub(super) fn git_dir(name: &str, dir: &Path) -> Opened {
    match vcs::open_git_dir(dir) {
        Ok(repository) => Ok(Box::new(repository)),
        Err(error) => Err(Absent::broken(name, &Error::from(error))),
    }
}

/// Reads a submodule that is not checked out from what git keeps of it, or says how to get it.
fn unchecked(
    outer: &dyn Repository,
    name: &str,
    outer_dir: Option<&str>,
    module: &Submodule,
) -> Opened {
    match outer.kept_submodule(&module.name) {
        Some(kept) => git_dir(name, &kept),
        None => Err(Absent::new(
            name,
            "is a submodule that is not checked out here",
            absent::init(outer_dir, &module.path),
        )),
    }
}

/// Opens a repository where git's configuration says that it is.
fn set(root: &Path, declared: &EvidenceRepository, path: &Path) -> Opened {
    match vcs::open_at(&root.join(path)) {
        Ok(repository) => taken(root, declared, repository),
        Err(error) => {
            let absent = Absent::broken(&declared.name, &Error::from(error));
            let setting = format!("tickmark.repository.{}.path", declared.name);
            let asking = absent::command(&["git", "config", "--show-origin", &setting]);
            Err(Absent {
                hint: asking.map_or(absent.hint, |asking| {
                    format!("git's configuration says where it is: {asking}")
                }),
                ..absent
            })
        }
    }
}

/// Takes a repository unless it is this one.
fn taken(root: &Path, declared: &EvidenceRepository, repository: GitRepository) -> Opened {
    let real = |path: &Path| path.canonicalize().ok();
    let own = real(root);
    if own.is_some() && real(repository.work_dir()) == own {
        return Err(Absent::new(
            &declared.name,
            "is this repository itself",
            "its files are cited without a name before them; mend its path in tickmark.toml",
        ));
    }
    Ok(Box::new(repository))
}

/// Returns the folder that a path names, seen from the top of a work tree.
fn place(root: &Path, name: &str, path: &str) -> Result<PathBuf, Absent> {
    let mut dir = root.to_owned();
    for part in plain_path(path).split('/') {
        if part == ".." {
            dir.pop();
            continue;
        }
        dir.push(part);
        if dir.starts_with(root) && dir.is_symlink() {
            let setting = format!("tickmark.repository.{name}.path");
            let local = absent::command(&["git", "config", &setting, "DIR"]);
            return Err(Absent::new(
                name,
                "is reached through a symbolic link, which is not followed",
                local.map_or_else(
                    || "put the folder itself in the place of the link".to_owned(),
                    |local| format!("say where it is on this machine: {local}"),
                ),
            ));
        }
    }
    Ok(dir)
}

fn missing(declared: &EvidenceRepository, dir: &Path) -> Absent {
    let occupied = std::fs::read_dir(dir).is_ok_and(|mut entries| entries.next().is_some());
    if occupied {
        let path = escape_line(&declared.path);
        return Absent::new(
            &declared.name,
            &format!("is not at {path}: that folder is no repository"),
            "mend its path in tickmark.toml, or move the folder away and clone it there",
        );
    }
    Absent::new(
        &declared.name,
        "is not on this machine",
        absent::clone(declared),
    )
}
