//! The paths of the repository, ranked as one types: an index that can be searched while it still fills.

use std::{ops::ControlFlow, path::Path};

use crate::{
    error::Result,
    fuzzy::{Arena, Hit, Ranking},
    vcs::{self, At, Repository},
};

use super::preview::{self, More, Preview};

/// How many bytes of a file are read to compare it.
pub const PREVIEW_LIMIT: u64 = 1 << 20;

/// The files of a repository at the branch's tip, through a handle of its own, so that another thread can use it.
pub struct Files {
    repository: vcs::GitRepository,
}

impl Files {
    /// Opens the repository that holds a folder.
    pub fn open(dir: &Path) -> Result<Self> {
        Ok(Self {
            repository: vcs::open(dir)?,
        })
    }

    /// Hands all paths to `sink`, a small chunk at once and then large ones, until it breaks off.
    pub fn list(&self, sink: &mut dyn FnMut(Vec<String>) -> ControlFlow<()>) -> Result<()> {
        self.repository.list_paths(sink)?;
        Ok(())
    }

    /// Reads a file and tells what it is, of a large text the beginning first, until `stale` says that nobody wants it.
    pub fn preview(
        &self,
        path: &str,
        stale: &dyn Fn() -> bool,
        tell: &mut dyn FnMut(Preview, More),
    ) -> Result<()> {
        preview::read(&self.repository, &At::Head, path, stale, tell)
    }
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

    /// Ranks the paths, those already `cited` first among equals; none when `cancel` said so meanwhile.
    pub fn search(
        &mut self,
        query: &str,
        limit: usize,
        cited: &[String],
        cancel: &(dyn Fn() -> bool + Sync),
    ) -> Option<Found> {
        let arena = &self.arena;
        let boost = |index: u32| {
            u8::from(
                arena
                    .get(index)
                    .is_some_and(|path| cited.iter().any(|c| c == path)),
            )
        };
        let outcome = self
            .ranking
            .search_boosted(arena, query, limit, &boost, cancel);
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
