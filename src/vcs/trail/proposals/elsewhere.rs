//! Looking for what was cited in files that never had to do with its own, by their content.

use std::{cmp::Reverse, ops::ControlFlow};

use git2::Oid;

use super::{
    super::{
        super::{
            VcsError, paths,
            tree::{self, EntryKind},
        },
        ProposalKind, Since, renames, walk,
    },
    Search, lines_from,
};
use crate::domain::{
    evidence::LineRange,
    follow::{self, likeness},
};

/// How alike something must be, in percent, to be proposed wherever it is.
const ALIKE: u8 = 70;

/// How many files are searched by their content, and how many bytes of them.
const FILES: usize = 2_000;
const BYTES: usize = 32 << 20;

/// How many places are proposed that may be copies.
const COPIES: usize = 5;

impl Search<'_> {
    /// Looks into the files of the same kind, by their content.
    pub(super) fn elsewhere(&mut self) -> Result<(), VcsError> {
        let is_found = self
            .found
            .iter()
            .any(|proposal| matches!(proposal.kind, ProposalKind::Renamed | ProposalKind::Split));
        let whole = self.pin.lines.is_none();
        let is_there = self.found.iter().any(|p| p.kind == ProposalKind::Edited);
        if !follow::is_telling(self.excerpt) || (whole && (is_found || is_there)) {
            return Ok(());
        }
        let mut read = 0;
        let mut copies = 0;
        for (path, blob) in self.files_alike()?.into_iter().take(FILES) {
            if (self.stop)() || copies >= COPIES || read > BYTES {
                break;
            }
            let size = self.texts.size(blob).unwrap_or(usize::MAX);
            if size < self.excerpt.len() / 2 || read.saturating_add(size) > BYTES {
                continue;
            }
            read += size;
            let Some(text) = self.texts.get(blob) else {
                continue;
            };
            if let Some((lines, likeness)) = self.alike(&text, !is_found) {
                let commit = self.came_in(&path)?;
                self.propose(ProposalKind::Copied, &path, lines, likeness, commit);
                copies += 1;
            }
        }
        Ok(())
    }

    /// Finds what was cited, or nearly so, in some text.
    pub(super) fn alike(&self, text: &[u8], nearly: bool) -> Option<(Option<LineRange>, u8)> {
        if self.pin.lines.is_none() {
            let likeness = likeness::of_texts(self.then, text);
            return (likeness >= ALIKE).then_some((None, likeness));
        }
        if let Some(at) = follow::places(text, self.excerpt).next() {
            return Some((Some(lines_from(at, self.excerpt)?), 100));
        }
        let alike = follow::alike_lines(text, self.excerpt, ALIKE);
        let alike = alike.into_iter().next().filter(|_| nearly)?;
        Some((Some(alike.lines), alike.likeness))
    }

    /// Lists the files of the same kind, those near the cited one first.
    pub(super) fn files_alike(&self) -> Result<Vec<(String, Oid)>, VcsError> {
        let own = &self.pin.path;
        let (_, _, is_kind, _) = renames::nearness(own, own);
        let mut files = Vec::new();
        let mut seen = 0_usize;
        tree::walk(self.repo, self.tip.1, b"", &mut |path, entry| {
            seen += 1;
            let path = paths::encode(path);
            if entry.kind == EntryKind::File
                && path != *own
                && renames::nearness(own, &path).2 == is_kind
            {
                files.push((path, entry.id()?));
            }
            let stop = seen.is_multiple_of(4096) && (self.stop)();
            Ok(if stop {
                ControlFlow::Break(())
            } else {
                ControlFlow::Continue(())
            })
        })?;
        files.sort_by_key(|(path, _)| Reverse(renames::nearness(own, path)));
        Ok(files)
    }

    /// Returns the commit in between that put what was cited into a file; none when it stood there all the time.
    pub(super) fn came_in(&mut self, path: &str) -> Result<Option<Oid>, VcsError> {
        if matches!(self.span.since, Since::Unknown(_) | Since::Before) {
            return Ok(None);
        }
        let walked = walk::walk(self.repo, path, self.tip.0, self.span.from, self.stop)?;
        for touch in walked.touches.iter().rev() {
            let mut has = |blob: Option<Oid>| {
                let text = blob.and_then(|blob| self.texts.get(blob));
                text.is_some_and(|text| self.alike(&text, true).is_some())
            };
            if has(touch.here) && !touch.parents.iter().any(|(_, blob)| has(*blob)) {
                return Ok(Some(touch.commit));
            }
        }
        Ok(None)
    }
}
