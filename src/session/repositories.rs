//! The repositories that hold evidence: this one, those that `tickmark.toml` names, and the submodules.
//!
//! Each is known by a name: `.` is this one, a submodule that nobody named goes by its path from the top, and so does one
//! within another. One that is not here is no error of the audit: what is cited in it cannot be judged from here, and a
//! person is told how to get it. In each its own HEAD is what counts, also in a submodule: what is checked out is what an
//! auditor reads. Where that is another commit than the one that this repository records, it is pointed out.
//!
//! Opening one costs some milliseconds, so each is opened when it is first asked for, and stays open.

mod absent;
mod open;

use std::{cell::OnceCell, collections::BTreeMap, path::PathBuf};

use crate::{
    domain::{
        evidence::{EvidenceLink, Pin, within},
        object::short,
        similar,
        workspace::{EvidenceRepository, plain_path},
    },
    error::Error,
    safe::escape_line,
    vcs::{Head, Repository, Submodule},
};

pub use self::absent::Absent;

pub use crate::domain::evidence::HERE;

/// How many names that nobody declares are looked for: records can hold any number of them.
const UNLISTED: usize = 32;

/// How deep submodules within submodules are listed.
const DEPTH: usize = 4;

type Opened = std::result::Result<Box<dyn Repository>, Absent>;

/// A repository beside this one, opened when it is first asked for.
struct Other {
    declared: EvidenceRepository,
    /// The submodule that it is.
    module: Option<Submodule>,
    /// Where it is on this machine, when git's configuration says so.
    path_here: Option<PathBuf>,
    opened: OnceCell<Opened>,
}

/// All repositories that evidence can be in.
pub struct Repositories {
    here: Box<dyn Repository>,
    declared: Vec<EvidenceRepository>,
    /// Those that are declared and the submodules, once somebody asks.
    known: OnceCell<BTreeMap<String, Other>>,
    /// Those that records name and nobody declares, such as a submodule that was removed.
    unlisted: [OnceCell<Other>; UNLISTED],
}

/// How it stands with a repository that evidence can be in.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Standing {
    /// How it is declared; the path is relative to the top of this work tree.
    pub declared: EvidenceRepository,
    /// Whether it is a submodule.
    pub is_submodule: bool,
    /// The commit of a submodule that this repository records.
    pub recorded: Option<String>,
    /// How many citations are in it, as far as they were counted.
    pub cited: usize,
    /// Where its HEAD is, or why it cannot be asked.
    pub found: std::result::Result<Head, Absent>,
}

impl Standing {
    /// Returns the two commits of a submodule that is checked out at another one than is recorded: its own, then the recorded.
    pub fn astray(&self) -> Option<(&str, &str)> {
        let at = self.found.as_ref().ok()?.commit.as_deref()?;
        let recorded = self.recorded.as_deref()?;
        (at != recorded).then_some((at, recorded))
    }

    /// Says in a few words where its HEAD is: `main at 1a2b3c4d5e`.
    pub fn head(&self) -> std::result::Result<String, &Absent> {
        let head = self.found.as_ref()?;
        let branch = head.branch.as_deref().map(escape_line);
        let mut text = match (branch, head.commit.as_deref()) {
            (Some(branch), Some(commit)) => format!("{branch} at {}", short(commit)),
            (None, Some(commit)) => format!("no branch, at {}", short(commit)),
            (Some(branch), None) => format!("{branch}, without a commit yet"),
            (None, None) => "no branch".to_owned(),
        };
        if let Some((_, recorded)) = self.astray() {
            text.push_str("; this repository records ");
            text.push_str(short(recorded));
        }
        Ok(text)
    }
}

impl Repositories {
    /// Takes this repository and the declarations of `tickmark.toml`; nothing is opened yet.
    pub fn new(here: Box<dyn Repository>, declared: &[EvidenceRepository]) -> Self {
        Self {
            here,
            declared: declared.to_vec(),
            known: OnceCell::new(),
            unlisted: Default::default(),
        }
    }

    /// Takes the declarations anew, and looks again what is here; what is open, there and declared as before stays open.
    pub fn declare(&mut self, declared: &[EvidenceRepository]) {
        self.declared = declared.to_vec();
        self.unlisted = Default::default();
        let Some(mut before) = self.known.take() else {
            return;
        };
        let mut known = self.survey();
        for (name, other) in &mut known {
            let same = before.remove(name).filter(|old| {
                old.declared == other.declared
                    && old.path_here == other.path_here
                    && matches!(old.opened.get(), Some(Ok(repository)) if is_there(repository.as_ref()))
            });
            if let Some(old) = same {
                other.opened = old.opened;
            }
        }
        self.known = OnceCell::from(known);
    }

    /// Looks what there is: those declared, and the submodules that none of them is at.
    fn survey(&self) -> BTreeMap<String, Other> {
        let modules = self.here.submodules();
        let mut known = BTreeMap::new();
        for declared in &self.declared {
            let module = modules
                .iter()
                .find(|module| is_at(declared, &module.path))
                .cloned();
            known
                .entry(declared.name.clone())
                .or_insert_with(|| self.other(declared.clone(), module));
        }
        for module in modules {
            if self.declared.iter().any(|d| is_at(d, &module.path)) {
                continue;
            }
            let declared = EvidenceRepository {
                name: module.path.clone(),
                path: module.path.clone(),
                url: module.url.clone(),
            };
            // One whose path is the name of another repository goes by no name; see `name_within`.
            known
                .entry(declared.name.clone())
                .or_insert_with(|| self.other(declared, Some(module)));
        }
        known
    }

    fn other(&self, declared: EvidenceRepository, module: Option<Submodule>) -> Other {
        Other {
            path_here: self.here.path_here(&declared.name),
            declared,
            module,
            opened: OnceCell::new(),
        }
    }

    fn known(&self) -> &BTreeMap<String, Other> {
        self.known.get_or_init(|| self.survey())
    }

    /// Returns the repository that the workspace is in.
    pub fn here(&self) -> &dyn Repository {
        self.here.as_ref()
    }

    /// Returns a repository by its name, or why it cannot be asked.
    ///
    /// A submodule keeps its name when it is moved or removed: it is found by the name that it has in `.gitmodules`, and by
    /// the git dir that git keeps of it.
    pub fn named(&self, name: &str) -> std::result::Result<&dyn Repository, Absent> {
        if name == HERE {
            return Ok(self.here());
        }
        let known = self.known();
        let moved = |other: &&Other| {
            let module = other.module.as_ref();
            module.is_some_and(|module| module.name == name)
        };
        let other = known
            .get(name)
            .or_else(|| known.values().find(moved))
            .or_else(|| self.unlisted(name));
        let Some(other) = other else {
            return Err(self.unknown(name));
        };
        match other.opened.get_or_init(|| self.open(other)) {
            Ok(repository) => Ok(repository.as_ref()),
            Err(absent) => Err(absent.clone()),
        }
    }

    /// Returns the place kept for a name that nobody declares; none when too many are asked for.
    fn unlisted(&self, name: &str) -> Option<&Other> {
        let declared = || EvidenceRepository {
            name: name.to_owned(),
            path: String::new(),
            url: String::new(),
        };
        self.unlisted
            .iter()
            .map(|slot| slot.get_or_init(|| self.other(declared(), None)))
            .find(|other| other.declared.name == name)
    }

    fn open(&self, other: &Other) -> Opened {
        let name = &other.declared.name;
        if other.path_here.is_some()
            || other.module.is_some()
            || self.declared.contains(&other.declared)
        {
            return open::open(self.here(), other);
        }
        if let Some((outer, _, module)) = self.within(name) {
            return open::nested(name, outer, &module);
        }
        match self.here.kept_submodule(name) {
            Some(kept) => open::git_dir(name, &kept),
            None => Err(self.unknown(name)),
        }
    }

    /// Finds a submodule within another repository: that repository, its name, and the submodule.
    fn within<'n>(&self, name: &'n str) -> Option<(&dyn Repository, &'n str, Submodule)> {
        let outer = name
            .match_indices('/')
            .filter_map(|(at, _)| Some((name.get(..at)?, name.get(at + 1..)?)))
            .rev();
        for (outer, path) in outer {
            let Ok(repository) = self.named(outer) else {
                continue;
            };
            let mut modules = repository.submodules().into_iter();
            if let Some(module) = modules.find(|module| module.path == path) {
                return Some((repository, outer, module));
            }
        }
        None
    }

    fn unknown(&self, name: &str) -> Absent {
        let known = self.known().keys().map(String::as_str);
        Absent::unknown(name, similar::nearest(name, known))
    }

    /// Returns the name of a submodule of a repository, or why it has none.
    pub fn name_within(
        &self,
        repository: &str,
        submodule: &str,
    ) -> std::result::Result<String, Absent> {
        let (path, name) = if repository == HERE {
            (Some(submodule.to_owned()), submodule.to_owned())
        } else {
            let outer = self.known().get(repository);
            (
                outer.map(|outer| format!("{}/{submodule}", outer.declared.path)),
                format!("{repository}/{submodule}"),
            )
        };
        let at = |other: &&Other| {
            path.as_ref()
                .is_some_and(|path| is_at(&other.declared, path))
        };
        if let Some(named) = self.known().values().find(at) {
            return Ok(named.declared.name.clone());
        }
        if self.known().contains_key(&name) {
            return Err(Absent::shadowed(&name));
        }
        Ok(name)
    }

    /// Names the repository that has what was pinned, and its path there.
    ///
    /// That is what the record names. Where it names this one and a path that leads into a submodule by now, the pinned
    /// commit tells: one that is not of this repository is of the submodule.
    pub fn resolved(&self, pin: &Pin) -> Pin {
        let has = |commit: &str| self.here.commit_named(commit).is_ok();
        if pin.repository == HERE
            && let Some((submodule, within)) = self.submodule_on(&pin.path)
            && !pin.commit.as_deref().is_some_and(has)
            && let Ok(repository) = self.name_within(HERE, submodule)
        {
            return Pin {
                repository,
                path: within.to_owned(),
                ..pin.clone()
            };
        }
        pin.clone()
    }

    /// Returns the path of a cited file as lists of files have it, which tell apart what lies in a submodule.
    pub fn listed(&self, link: &EvidenceLink) -> Option<String> {
        match link.pin() {
            Some(pin) => {
                let home = self.resolved(&pin);
                Some(within(&home.repository, &home.path, None))
            }
            None => link.listed_as(),
        }
    }

    /// Returns the submodule of this repository that a path leads into: the path of it, and the path within it.
    fn submodule_on<'p>(&self, path: &'p str) -> Option<(&'p str, &'p str)> {
        let within = |module: &Submodule| {
            let rest = path.strip_prefix(&module.path)?.strip_prefix('/')?;
            Some((path.get(..module.path.len())?, rest))
        };
        let mut modules = self.known().values().filter_map(|o| o.module.as_ref());
        modules.find_map(within)
    }

    /// Lists the names of all repositories beside this one, those of submodules within others behind these.
    pub fn names(&self) -> Vec<String> {
        let mut names: Vec<String> = self.known().keys().cloned().collect();
        let mut at = 0;
        while let Some(name) = names.get(at).cloned() {
            at += 1;
            let deep = name.split('/').count() > DEPTH;
            let Ok(repository) = self.named(&name) else {
                continue;
            };
            if deep {
                continue;
            }
            for module in repository.submodules() {
                if let Ok(inner) = self.name_within(&name, &module.path)
                    && !names.contains(&inner)
                {
                    names.push(inner);
                }
            }
        }
        names
    }

    /// Tells how it stands with one of them.
    pub fn standing(&self, name: &str) -> Standing {
        let found = self.named(name).and_then(|repository| {
            repository
                .head()
                .map_err(|cause| Absent::broken(name, &Error::from(cause)))
        });
        if let Some(other) = self.known().get(name) {
            return Standing {
                declared: other.declared.clone(),
                is_submodule: other.module.is_some(),
                recorded: other.module.as_ref().map(|module| module.commit.clone()),
                cited: 0,
                found,
            };
        }
        let (path, module) = match self.within(name) {
            Some((_, outer, module)) => {
                let outer = self.known().get(outer).map(|outer| &outer.declared.path);
                let path = outer.map(|outer| format!("{outer}/{}", module.path));
                (path.unwrap_or_else(|| name.to_owned()), Some(module))
            }
            None => (String::new(), None),
        };
        Standing {
            declared: EvidenceRepository {
                name: name.to_owned(),
                path,
                url: module.as_ref().map(|m| m.url.clone()).unwrap_or_default(),
            },
            is_submodule: module.is_some(),
            recorded: module.map(|module| module.commit),
            cited: 0,
            found,
        }
    }
}

/// Tells whether the git dir of an open repository is still there.
fn is_there(repository: &dyn Repository) -> bool {
    repository
        .desk_dir()
        .parent()
        .is_some_and(std::path::Path::is_dir)
}

fn is_at(declared: &EvidenceRepository, path: &str) -> bool {
    !declared.path.is_empty() && plain_path(&declared.path) == plain_path(path)
}
