//! The paths of the repositories, ranked as one types: an index that can be searched while it still fills.

use std::{cell::Cell, ops::ControlFlow, path::Path};

use crate::{
    domain::evidence::within,
    error::Result,
    fuzzy::{Arena, Hit, Ranking, Sieve},
    store::Store,
    vcs::{self, At, Repository},
};

use super::{
    evidence::Target,
    preview::{self, More, Preview},
    repositories::{HERE, Repositories},
};

/// How many bytes of a file are read to compare it.
pub const PREVIEW_LIMIT: u64 = 1 << 20;

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

    /// Hands all paths to `sink`, a small chunk at once and then large ones, until it breaks off: those of this repository
    /// first, then those of the others that are here.
    pub fn list(&self, sink: &mut dyn FnMut(Vec<String>) -> ControlFlow<()>) -> Result<()> {
        list_all(&self.repositories, sink)
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

/// Hands the paths of this repository to `sink`, then those of the others; one that cannot be read is passed over.
pub(super) fn list_all(
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
pub(super) fn list(
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

/// What a search found.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Found {
    /// The best paths, best first.
    pub rows: Vec<String>,
    /// How many match.
    pub matched: usize,
    /// How many there are so far.
    pub total: usize,
    /// Whether all paths are in.
    pub complete: bool,
}

/// The paths that have arrived, ready to be ranked.
#[derive(Default)]
pub struct PathIndex {
    arena: Arena,
    ranking: Ranking,
    complete: bool,
}

impl PathIndex {
    /// Makes an empty index.
    pub fn new() -> Self {
        Self::default()
    }

    /// Takes in a chunk of paths.
    pub fn extend(&mut self, paths: &[String]) {
        for path in paths {
            self.arena.push(path);
        }
    }

    /// Notes that no further paths will come.
    pub fn finish(&mut self) {
        self.complete = true;
    }

    /// Returns how many paths have arrived.
    pub fn len(&self) -> usize {
        self.arena.len()
    }

    /// Tells whether no path has arrived.
    pub fn is_empty(&self) -> bool {
        self.arena.is_empty()
    }

    /// Ranks the paths, among equals those already `cited` first, then those of this repository; none when `cancel` said so
    /// meanwhile.
    pub fn search(
        &mut self,
        query: &str,
        limit: usize,
        cited: &[String],
        cancel: &(dyn Fn() -> bool + Sync),
    ) -> Option<Found> {
        let arena = &self.arena;
        let boost = |index: u32| {
            arena.get(index).map_or(0, |path| {
                2 * u32::from(cited.iter().any(|c| c == path)) + u32::from(!is_elsewhere(path))
            })
        };
        let elsewhere = |index: u32| arena.get(index).is_some_and(is_elsewhere);
        // A query with `//` means another repository, and no path of this one.
        let sieve = is_elsewhere(query).then_some(Sieve {
            keeps: &elsewhere,
            id: 1,
        });
        let outcome = self
            .ranking
            .search_sifted(arena, query, limit, &boost, sieve, cancel);
        if !outcome.complete {
            return None;
        }
        let path = |hit: &Hit| arena.get(hit.index).map(str::to_owned);
        Some(Found {
            rows: outcome.rows.iter().filter_map(path).collect(),
            matched: outcome.matched,
            total: arena.len(),
            complete: self.complete,
        })
    }
}

/// Tells whether a path is that of another repository, or a query means one.
fn is_elsewhere(path: &str) -> bool {
    path.contains("//")
}
