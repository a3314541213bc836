//! The repositories that hold evidence: this one, those that `tickmark.toml` names, and the submodules.
//!
//! Each is known by a name: `.` is this one, a submodule that nobody named goes by its path. One that is not here is no
//! error of the audit: what is cited in it cannot be judged from here, and a person is told how to get it.

use std::{
    cell::OnceCell,
    collections::BTreeMap,
    path::{Component, Path, PathBuf},
};

use crate::{
    domain::{similar, workspace::EvidenceRepository},
    error::Error,
    safe::escape_line,
    vcs::{self, Repository},
};

/// The name of the repository that the workspace itself is in.
pub const HERE: &str = ".";

/// A repository beside this one, opened when it is first asked for.
struct Other {
    declared: EvidenceRepository,
    opened: OnceCell<std::result::Result<Box<dyn Repository>, Absent>>,
}

/// Why a repository cannot be asked, and what to do about it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Absent {
    /// Its name.
    pub name: String,
    /// Why, as the end of a sentence.
    pub why: String,
    /// What to do, a command where there is one.
    pub hint: String,
}

impl From<Absent> for Error {
    fn from(absent: Absent) -> Self {
        Self::unavailable(format!(
            "Could not look into the repository \"{}\": {}",
            escape_line(&absent.name),
            escape_line(&absent.why)
        ))
        .hint(absent.hint)
    }
}

/// All repositories that evidence can be in.
pub struct Repositories {
    here: Box<dyn Repository>,
    others: BTreeMap<String, Other>,
}

/// How one stands with a repository that evidence can be in.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Standing {
    /// How it is declared; the path is relative to the top of this work tree.
    pub declared: EvidenceRepository,
    /// Why it cannot be asked; none when it can.
    pub absent: Option<Absent>,
}

impl Repositories {
    /// Takes this repository and those beside it.
    ///
    /// `declared` are those of `tickmark.toml`; submodules that none of them is at are added by their paths.
    pub fn new(here: Box<dyn Repository>, declared: &[EvidenceRepository]) -> Self {
        let mut repositories = Self {
            here,
            others: BTreeMap::new(),
        };
        repositories.declare(declared);
        repositories
    }

    /// Takes the declarations anew; what is open already and declared as before stays open.
    pub fn declare(&mut self, declared: &[EvidenceRepository]) {
        let mut before = std::mem::take(&mut self.others);
        let named = declared.iter().filter(|d| d.name != HERE).cloned();
        let submodules = self
            .here
            .submodules()
            .into_iter()
            .filter(|module| !declared.iter().any(|d| same_path(&d.path, &module.path)))
            .map(|module| EvidenceRepository {
                name: module.path.clone(),
                path: module.path,
                url: module.url,
            });
        for declared in named.chain(submodules) {
            let kept = before.remove(&declared.name).filter(|other| {
                other.declared == declared && matches!(other.opened.get(), Some(Ok(_)))
            });
            self.others.entry(declared.name.clone()).or_insert_with(|| {
                kept.unwrap_or(Other {
                    declared,
                    opened: OnceCell::new(),
                })
            });
        }
    }

    /// Returns the repository that the workspace is in.
    pub fn here(&self) -> &dyn Repository {
        self.here.as_ref()
    }

    /// Returns a repository by its name, or why it cannot be asked.
    pub fn named(&self, name: &str) -> std::result::Result<&dyn Repository, Absent> {
        if name == HERE {
            return Ok(self.here());
        }
        let Some(other) = self.others.get(name) else {
            let known = self.others.keys().map(String::as_str);
            let near = similar::nearest(name, known);
            return Err(Absent {
                name: name.to_owned(),
                why:
                    "tickmark.toml names no repository like that, and no submodule is at that path"
                        .to_owned(),
                hint: near.map_or_else(
                    || {
                        "name it in tickmark.toml: [[repository]] with name, path and url"
                            .to_owned()
                    },
                    |near| format!("did you mean {near}?"),
                ),
            });
        };
        let opened = other
            .opened
            .get_or_init(|| open(self.here.work_dir(), &other.declared));
        match opened {
            Ok(repository) => Ok(repository.as_ref()),
            Err(absent) => Err(absent.clone()),
        }
    }

    /// Returns the name of the repository at a path of this one, as of a submodule.
    pub fn name_at(&self, path: &str) -> String {
        let at = |other: &&Other| same_path(&other.declared.path, path);
        let named = self.others.values().find(at);
        named.map_or_else(|| path.to_owned(), |other| other.declared.name.clone())
    }

    /// Lists the repositories beside this one, by name, and whether each is here.
    pub fn standing(&self) -> Vec<Standing> {
        let stand = |other: &Other| Standing {
            declared: other.declared.clone(),
            absent: self.named(&other.declared.name).err(),
        };
        self.others.values().map(stand).collect()
    }
}

fn same_path(a: &str, b: &str) -> bool {
    let plain = |path: &str| -> PathBuf {
        Path::new(path)
            .components()
            .filter(|part| !matches!(part, Component::CurDir))
            .collect()
    };
    plain(a) == plain(b)
}

/// Opens what a declaration names. The folder itself must be a repository: one above it is another one.
fn open(
    root: &Path,
    declared: &EvidenceRepository,
) -> std::result::Result<Box<dyn Repository>, Absent> {
    let absent = |why: &str, hint: String| Absent {
        name: declared.name.clone(),
        why: why.to_owned(),
        hint,
    };
    if declared.path.is_empty() {
        return Err(absent(
            "tickmark.toml does not say where it is on this machine",
            "add its path to [[repository]] in tickmark.toml, relative to the top of this repository"
                .to_owned(),
        ));
    }
    if Path::new(&declared.path).is_absolute() {
        return Err(absent(
            "its path in tickmark.toml is absolute, which others do not have",
            "write it relative to the top of this repository".to_owned(),
        ));
    }
    let dir = root.join(&declared.path);
    match vcs::open_at(&dir) {
        Ok(repository) => Ok(Box::new(repository)),
        Err(vcs::VcsError::NotARepository { .. }) => {
            Err(absent("it is not on this machine", how_to_get(declared)))
        }
        Err(error) => {
            let error = Error::from(error);
            let hint = error.hints.first().cloned();
            Err(absent(
                &error.message,
                hint.unwrap_or_else(|| how_to_get(declared)),
            ))
        }
    }
}

/// Says how to get a repository that is not here.
fn how_to_get(declared: &EvidenceRepository) -> String {
    let path = escape_line(&declared.path).into_owned();
    if declared.name == declared.path {
        return format!("git submodule update --init -- {path}");
    }
    if declared.url.is_empty() {
        return format!("clone it to {path}, or say in tickmark.toml where it is");
    }
    format!("git clone {} {path}", escape_line(&declared.url))
}
