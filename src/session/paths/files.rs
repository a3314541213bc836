//! The files of every repository of a workspace: their paths, last changes, contents.

use std::{cell::Cell, fmt::Write as _, ops::ControlFlow, path::Path};

use crate::{
    domain::evidence::within,
    error::Result,
    session::{
        evidence::Target,
        preview::{self, More, Preview},
        repositories::{HERE, Repositories},
        search::Search,
    },
    store::Store,
    vcs::{self, At, ChangesFound, ChangesTold, FileHits, Grepped, Repository},
};

/// The files at the branch's tip of every repository of a workspace, through handles of their own, so that another thread
/// can use them.
///
/// The path of a file of another repository is written `name//path` everywhere.
pub struct Files {
    repositories: Repositories,
}

impl Files {
    /// Opens the repository that holds a folder; those beside it are opened when somebody asks for them.
    pub fn open(dir: &Path) -> Result<Self> {
        let here = vcs::open(dir)?;
        // Where the workspace cannot be read there are still the files of its repository.
        let declared = Store::open(here.work_dir())
            .map(|(_, workspace)| workspace.repositories)
            .unwrap_or_default();
        Ok(Self {
            repositories: Repositories::new(Box::new(here), &declared),
        })
    }

    /// Returns what tells the files and their history from those of another time: the commits at the branches' tips.
    pub fn state(&self) -> Result<String> {
        let mut state = String::new();
        for name in all(&self.repositories) {
            let Ok(repository) = self.repositories.named(&name) else {
                continue;
            };
            let head = match repository.head() {
                Ok(head) => head,
                Err(error) if name == HERE => return Err(error.into()),
                Err(_) => continue,
            };
            // Writing to a String does not fail.
            let _ = writeln!(state, "{name} {}", head.commit.unwrap_or_default());
        }
        Ok(state)
    }

    /// Hands all paths to `sink`, a small chunk at once and then large ones, until it breaks off: those of this repository
    /// first, then those of the others that are here.
    pub fn list(&self, sink: &mut dyn FnMut(Vec<String>) -> ControlFlow<()>) -> Result<()> {
        list_all(&self.repositories, sink)
    }

    /// Hands the last change of every file to `sink`, newest first in each repository, until it breaks off.
    pub fn last_changes(
        &self,
        cancel: &dyn Fn() -> bool,
        sink: &mut dyn FnMut(ChangesFound) -> ControlFlow<()>,
    ) -> Result<ChangesTold> {
        let names = all(&self.repositories);
        last_changes(&self.repositories, &names, cancel, sink)
    }

    /// Searches the contents of all repositories; see [`Search::run`].
    pub fn search(
        &self,
        search: &Search,
        cancel: &(dyn Fn() -> bool + Sync),
        sink: &mut dyn FnMut(FileHits) -> ControlFlow<()>,
    ) -> Result<Grepped> {
        let mut all_of_it = Grepped {
            complete: true,
            ..Grepped::default()
        };
        for name in all(&self.repositories) {
            let Ok(repository) = self.repositories.named(&name) else {
                continue;
            };
            let rest = search
                .lines
                .saturating_sub(all_of_it.lines - all_of_it.more);
            let grepped = match search.run_within(&name, repository, rest, cancel, sink) {
                Ok(grepped) => grepped,
                Err(error) if name == HERE => return Err(error),
                Err(error) => {
                    tracing::warn!(message = %error.message, repository = %name, "its files were not searched");
                    continue;
                }
            };
            all_of_it.add(grepped);
            if !all_of_it.complete {
                break;
            }
        }
        Ok(all_of_it)
    }

    /// Reads a file and tells what it is, of a large text the beginning first, until `stale` says that nobody wants it.
    pub fn preview(
        &self,
        path: &str,
        stale: &dyn Fn() -> bool,
        tell: &mut dyn FnMut(Preview, More),
    ) -> Result<()> {
        let target = Target::of(path, None);
        let repository = self.repositories.named(&target.repository)?;
        preview::read(repository, &At::Head, &target.path, stale, tell)
    }
}

/// Names all repositories, this one first.
pub(in crate::session) fn all(repositories: &Repositories) -> Vec<String> {
    let mut names = vec![HERE.to_owned()];
    names.extend(repositories.names());
    names
}

/// Hands the last changes of the files of some repositories to `sink`; one that cannot be read is passed over.
pub(in crate::session) fn last_changes(
    repositories: &Repositories,
    names: &[String],
    cancel: &dyn Fn() -> bool,
    sink: &mut dyn FnMut(ChangesFound) -> ControlFlow<()>,
) -> Result<ChangesTold> {
    let mut all_of_it = ChangesTold::default();
    let mut commits = 0;
    for name in names {
        let Ok(repository) = repositories.named(name) else {
            continue;
        };
        let (before, looked_at) = (commits, all_of_it.looked_at);
        let told = repository.last_changes(cancel, &mut |mut found| {
            commits = u32::try_from(found.commits.len()).map_or(u32::MAX, |new| commits + new);
            found.looked_at += looked_at;
            for (path, commit) in &mut found.files {
                *commit = commit.saturating_add(before);
                if name != HERE {
                    *path = within(name, path, None);
                }
            }
            sink(found)
        });
        let told = match told {
            Ok(told) => told,
            Err(error) if names.len() == 1 || name == HERE => return Err(error.into()),
            Err(error) => {
                tracing::warn!(%error, repository = %name, "the last changes of its files are not known");
                continue;
            }
        };
        all_of_it.looked_at += told.looked_at;
        all_of_it.files += told.files;
        all_of_it.unknown += told.unknown;
        all_of_it.why = all_of_it.why.or(told.why);
    }
    Ok(all_of_it)
}

/// Hands the paths of this repository to `sink`, then those of the others; one that cannot be read is passed over.
pub(in crate::session) fn list_all(
    repositories: &Repositories,
    sink: &mut dyn FnMut(Vec<String>) -> ControlFlow<()>,
) -> Result<()> {
    let stopped = Cell::new(false);
    let mut noting = |paths| {
        let flow = sink(paths);
        stopped.set(flow.is_break());
        flow
    };
    list(HERE, repositories.here(), &mut noting)?;
    for name in repositories.names() {
        if stopped.get() {
            return Ok(());
        }
        if let Ok(repository) = repositories.named(&name)
            && let Err(error) = list(&name, repository, &mut noting)
        {
            tracing::warn!(message = %error.message, repository = %name, "its files were not listed");
        }
    }
    Ok(())
}

/// Hands the paths of a repository to `sink`, as they are written from the workspace.
pub(in crate::session) fn list(
    name: &str,
    repository: &dyn Repository,
    sink: &mut dyn FnMut(Vec<String>) -> ControlFlow<()>,
) -> Result<()> {
    repository.list_paths(&mut |mut paths| {
        if name != HERE {
            for path in &mut paths {
                *path = within(name, path, None);
            }
        }
        sink(paths)
    })?;
    Ok(())
}
