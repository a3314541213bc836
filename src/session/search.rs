//! Searching the contents of the files of a repository.

use std::{collections::HashSet, ops::ControlFlow, sync::Arc};

use crate::{
    domain::evidence::within,
    error::Result,
    vcs::{GrepQuery, Repository, grep::SEARCHED_AT_MOST},
};

use super::{
    Session, path_query::PathQuery, paths::PathIndex, repositories::HERE, selection::Selection,
};

pub use crate::vcs::{FileHits, GrepLine, Grepped, Pattern, PatternKind, Skipped};

/// How many lines of a file are shown as one types.
const TYPED_LINES_PER_FILE: usize = 50;
/// How many lines are shown as one types: nobody reads on, one types another letter.
const TYPED_LINES: usize = 1000;

/// What is looked for in the contents of files, where, and how much of it is wanted.
#[derive(Debug, Clone)]
pub struct Search {
    /// What a line has to hold.
    pub pattern: Pattern,
    /// The files.
    pub selection: Selection,
    /// Nothing but these paths, where that is not none.
    pub only: Option<Arc<HashSet<String>>>,
    /// The name of the repository; `.` for the one that the workspace is in.
    pub repository: String,
    /// The commit, by its id or an unambiguous start of it; none for the branch's tip.
    pub commit: Option<String>,
    /// How many lines of a file are handed over; the others are counted.
    pub lines_per_file: usize,
    /// How many lines are handed over in all; the others are counted.
    pub lines: usize,
}

impl Search {
    /// Looks for a pattern everywhere at the branch's tip, and wants every line.
    pub fn new(pattern: &str, kind: PatternKind) -> Result<Self> {
        Ok(Self {
            pattern: Pattern::new(pattern, kind)?,
            selection: Selection::default(),
            only: None,
            repository: HERE.to_owned(),
            commit: None,
            lines_per_file: usize::MAX,
            lines: usize::MAX,
        })
    }

    /// Looks for what was typed, in what its filters keep: as a regular expression, or as text where it is none.
    ///
    /// Filters by author and date mean what is known of the last changes by now.
    pub fn typed(query: &PathQuery, index: &PathIndex) -> Result<Self> {
        let text = query.words.trim_end();
        let as_text = PatternKind {
            fixed: true,
            ..PatternKind::default()
        };
        let filters = &query.filters;
        Ok(Self {
            selection: filters.selection().clone(),
            only: filters
                .needs_changes()
                .then(|| Arc::new(index.kept(filters))),
            lines_per_file: TYPED_LINES_PER_FILE,
            lines: TYPED_LINES,
            ..Self::new(text, PatternKind::default()).or_else(|_| Self::new(text, as_text))?
        })
    }

    /// Searches the repository of this name for what is selected as paths are written from the workspace.
    pub(super) fn run_within(
        &self,
        name: &str,
        repository: &dyn Repository,
        lines: usize,
        cancel: &(dyn Fn() -> bool + Sync),
        sink: &mut dyn FnMut(FileHits) -> ControlFlow<()>,
    ) -> Result<Grepped> {
        let beneath = if name == HERE {
            self.selection.beneath()
        } else {
            Vec::new()
        };
        let query = GrepQuery {
            pattern: &self.pattern,
            commit: self.commit.as_deref(),
            beneath: &beneath,
            wants: &|path| self.wants(&within(name, path, None)),
            lines_per_file: self.lines_per_file,
            lines,
            file_at_most: SEARCHED_AT_MOST,
        };
        let mut written = |mut hits: FileHits| {
            hits.path = within(name, &hits.path, None);
            sink(hits)
        };
        Ok(repository.grep(&query, cancel, &mut written)?)
    }

    fn wants(&self, path: &str) -> bool {
        self.selection.wants(path) && self.only.as_ref().is_none_or(|only| only.contains(path))
    }

    /// Searches a repository: hands what it finds to `sink` file by file in the order of the paths, and says what it
    /// came to.
    ///
    /// `sink` breaks off by [`ControlFlow::Break`]; `cancel` is asked before every file, from more than one thread.
    pub fn run(
        &self,
        repository: &dyn Repository,
        cancel: &(dyn Fn() -> bool + Sync),
        sink: &mut dyn FnMut(FileHits) -> ControlFlow<()>,
    ) -> Result<Grepped> {
        let query = GrepQuery {
            pattern: &self.pattern,
            commit: self.commit.as_deref(),
            beneath: &self.selection.beneath(),
            wants: &|path| self.wants(path),
            lines_per_file: self.lines_per_file,
            lines: self.lines,
            file_at_most: SEARCHED_AT_MOST,
        };
        Ok(repository.grep(&query, cancel, sink)?)
    }
}

impl Session {
    /// Searches the contents of a repository; see [`Search::run`].
    pub fn search(
        &self,
        search: &Search,
        cancel: &(dyn Fn() -> bool + Sync),
        sink: &mut dyn FnMut(FileHits) -> ControlFlow<()>,
    ) -> Result<Grepped> {
        let repository = self.repositories().named(&search.repository)?;
        search.run(repository, cancel, sink)
    }
}

/// Says what was not searched: `3 files not searched: 2 no text, 1 too large`; none where all was.
pub fn unsearched(skipped: &Skipped) -> Option<String> {
    let reasons: Vec<String> = skipped
        .told()
        .iter()
        .filter(|(count, _)| *count > 0)
        .map(|(count, reason)| format!("{count} {reason}"))
        .collect();
    let total = skipped.total();
    let noun = if total == 1 { "file" } else { "files" };
    (total > 0).then(|| format!("{total} {noun} not searched: {}", reasons.join(", ")))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_was_not_searched_is_told_the_gravest_first() {
        let skipped = Skipped {
            binary: 2,
            not_downloaded: 1,
            ..Skipped::default()
        };
        assert_eq!(
            unsearched(&skipped).as_deref(),
            Some("3 files not searched: 1 not downloaded, 2 no text")
        );
        assert_eq!(unsearched(&Skipped::default()), None);
    }
}
