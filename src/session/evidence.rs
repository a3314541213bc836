//! Finding, pinning, checking and showing evidence.

use std::{collections::BTreeMap, ops::ControlFlow};

use crate::{
    domain::{
        evidence::{CitationState, EvidenceKind, EvidenceLink, LineRange, Pin},
        id::EvidenceId,
        papers::{CitedIn, WorkingPapers},
    },
    error::{Error, Result},
    vcs::{At, Content, VcsError},
};

use super::{
    Session,
    follow_up::Citations,
    path_query::PathQuery,
    paths::{Found, PREVIEW_LIMIT, PathIndex, Preferred},
    repositories::HERE,
};

/// What one gives to cite a file: `path`, `path:10-24`, or in another repository `name//path:10-24`.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Target {
    /// The name of the repository; `.` for the one that the workspace is in.
    pub repository: String,
    /// The path, relative to the top of that repository.
    pub path: String,
    /// The lines; none for the whole file.
    pub lines: Option<LineRange>,
}

impl Target {
    /// Names a file of this repository.
    pub fn here(path: &str, lines: Option<LineRange>) -> Self {
        Self {
            repository: HERE.to_owned(),
            path: path.to_owned(),
            lines,
        }
    }

    /// Reads `PATH` or `PATH:A-B`, after `NAME//` in another repository; a colon that no lines follow belongs to the path.
    ///
    /// No path within a repository has two `/` in a row, so that nothing can be meant twice.
    pub fn parse(text: &str) -> Self {
        let (repository, text) = match text.split_once("//") {
            Some((name, path)) if !name.is_empty() && !path.is_empty() => (name, path),
            _ => (HERE, text),
        };
        let split = text
            .rsplit_once(':')
            .and_then(|(path, lines)| Some((path, lines.parse().ok()?)));
        let (path, lines) = match split {
            Some((path, lines)) if !path.is_empty() => (path, Some(lines)),
            _ => (text, None),
        };
        Self {
            repository: repository.to_owned(),
            path: path.to_owned(),
            lines,
        }
    }
}

/// What was cited beside what is there now.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Comparison {
    /// The citation.
    pub link: EvidenceLink,
    /// What became of it.
    pub state: CitationState,
    /// What the auditor saw: the whole file at the pinned commit.
    pub then: std::result::Result<Vec<u8>, String>,
    /// What is there now at the same path, or where it moved to; none where it is gone.
    pub now: Option<Vec<u8>>,
    /// The path that `now` was read from.
    pub now_path: String,
}

impl Session {
    /// Pins a file for citing: as it is at the branch's tip, or in the work tree if it differs there and `work_tree` is set.
    pub fn pin(&self, target: &Target, work_tree: bool) -> Result<EvidenceLink> {
        let at = if work_tree { At::WorkTree } else { At::Head };
        let pin = self.pin_of(target, &at)?;
        Ok(EvidenceLink::of_file(
            self.draw_evidence()?,
            pin,
            self.actor()?,
            self.clock().now(),
        ))
    }

    /// Pins a file, or lines of it, where it is.
    ///
    /// A path of this repository that leads into a submodule is pinned there, for its bytes are in that repository.
    pub fn pin_of(&self, target: &Target, at: &At) -> Result<Pin> {
        let repository = self.repositories().named(&target.repository)?;
        match repository.pin(&target.path, target.lines, at) {
            Ok(mut pin) => {
                pin.repository.clone_from(&target.repository);
                Ok(pin)
            }
            Err(VcsError::Submodule { path, submodule })
                if target.repository == HERE && path != submodule =>
            {
                let within = path.strip_prefix(&submodule).unwrap_or_default();
                self.pin_of(
                    &Target {
                        repository: self.repositories().name_at(&submodule),
                        path: within.trim_start_matches('/').to_owned(),
                        lines: target.lines,
                    },
                    at,
                )
            }
            Err(error) => Err(error.into()),
        }
    }

    /// Finds the commit that a person names by `HEAD`, its id or the start of it, and returns the whole id.
    pub fn commit_named(&self, name: &str) -> Result<String> {
        Ok(self.repository().commit_named(name)?)
    }

    /// Tells whether a file is on disk and not at the branch's tip.
    pub fn is_only_on_disk(&self, path: &str) -> bool {
        let has = |at| self.repository().read(at, path, 0).is_ok();
        !has(&At::Head) && has(&At::WorkTree)
    }

    /// Makes a citation of what is no file; `who` is a role.
    pub fn talk(&self, kind: EvidenceKind, who: &str) -> Result<EvidenceLink> {
        Ok(EvidenceLink::of_talk(
            self.draw_evidence()?,
            kind,
            who.trim().to_owned(),
            self.actor()?,
            self.clock().now(),
        ))
    }

    /// Judges all citations of an audit.
    pub fn check(&self, papers: &WorkingPapers) -> Citations {
        let links: Vec<&EvidenceLink> = papers.citations().map(|(_, link)| link).collect();
        self.check_links(&links)
    }

    /// Judges some citations; those that are no file, or whose record is incomplete, are told apart here.
    pub fn check_links(&self, links: &[&EvidenceLink]) -> Citations {
        let mut states: BTreeMap<EvidenceId, CitationState> = BTreeMap::new();
        let mut ids = Vec::new();
        let mut pins: Vec<Pin> = Vec::new();
        for link in links {
            match link.pin() {
                Some(pin) => {
                    ids.push(link.id.clone());
                    pins.push(pin);
                }
                None if link.kind.has_bytes() => {
                    states.insert(
                        link.id.clone(),
                        CitationState::CannotJudge {
                            why: "the record lacks path, blob or sha256".to_owned(),
                        },
                    );
                }
                None => {
                    states.insert(link.id.clone(), CitationState::NoFile);
                }
            }
        }
        states.extend(ids.into_iter().zip(self.judge(&pins)));
        states
    }

    /// Judges pins, each in its own repository, in their order; what is in one that is not here is *not downloaded*.
    pub fn judge(&self, pins: &[Pin]) -> Vec<CitationState> {
        let mut states = vec![CitationState::NotDownloaded; pins.len()];
        let mut by_repository: BTreeMap<&str, (Vec<usize>, Vec<Pin>)> = BTreeMap::new();
        for (number, pin) in pins.iter().enumerate() {
            let (numbers, of_it) = by_repository.entry(&pin.repository).or_default();
            numbers.push(number);
            // Within its repository every pin is at home.
            of_it.push(Pin {
                repository: HERE.to_owned(),
                ..pin.clone()
            });
        }
        for (name, (numbers, of_it)) in by_repository {
            let Ok(repository) = self.repositories().named(name) else {
                continue;
            };
            for (number, state) in numbers.into_iter().zip(repository.check(&of_it)) {
                if let Some(slot) = states.get_mut(number) {
                    *slot = state;
                }
            }
        }
        states
    }

    /// Shows what was cited beside what is there now.
    pub fn compare(&self, link: &EvidenceLink) -> Result<Comparison> {
        let pin = link.pin().ok_or_else(|| {
            Error::usage(format!(
                "Could not show {}: it cites no file ({})",
                link.id,
                link.subject()
            ))
        })?;
        let state = self
            .check_links(&[link])
            .remove(&link.id)
            .unwrap_or(CitationState::NoFile);
        let now_path = match &state {
            CitationState::Moved { path, .. } => path.clone(),
            _ => pin.path.clone(),
        };
        let at = if pin.commit.is_some() {
            At::Head
        } else {
            At::WorkTree
        };
        let repository = self.repositories().named(&pin.repository);
        Ok(Comparison {
            then: match &repository {
                Ok(repository) => repository
                    .bytes_of(&pin)
                    .map_err(|cause| Error::from(cause).message),
                Err(absent) => Err(Error::from(absent.clone()).message),
            },
            now: repository
                .ok()
                .and_then(|repository| repository.read(&at, &now_path, PREVIEW_LIMIT).ok())
                .map(|content| content.bytes),
            now_path,
            state,
            link: link.clone(),
        })
    }

    /// Finds a citation in any audit of the workspace.
    pub fn find_citation(
        &self,
        id: &EvidenceId,
    ) -> Result<(&WorkingPapers, CitedIn, &EvidenceLink)> {
        self.papers()
            .values()
            .find_map(|papers| {
                let (place, link) = papers.citation(id)?;
                Some((papers, place, link))
            })
            .ok_or_else(|| {
                Error::usage(format!("Could not find {id}: no record cites it"))
                    .hint("list them: tickmark evidence check")
            })
    }

    /// Ranks the paths at the branch's tip, best first; what is cited already comes first among equals.
    ///
    /// Where filters need the last changes of files these are read first, and then decide between equals, too.
    pub fn find_paths(&self, query: &PathQuery, limit: usize) -> Result<Found> {
        let mut index = PathIndex::new();
        self.repository().list_paths(&mut |paths| {
            index.extend(&paths);
            ControlFlow::Continue(())
        })?;
        index.finish();
        if query.filters.needs_changes() {
            let told = self.repository().last_changes(&|| false, &mut |found| {
                index.note_changes(&found);
                ControlFlow::Continue(())
            })?;
            index.finish_changes(Some(told));
        }
        let links = self.papers().values().flat_map(WorkingPapers::citations);
        let preferred = Preferred {
            cited: links.filter_map(|(_, link)| link.path.clone()).collect(),
            folders: Vec::new(),
        };
        // Nobody cancels it.
        Ok(index
            .search(query, limit, &preferred, &|| false)
            .unwrap_or_default())
    }

    /// Reads the beginning of a file at the branch's tip, for a preview.
    pub fn preview(&self, path: &str) -> Result<Content> {
        Ok(self.repository().read(&At::Head, path, PREVIEW_LIMIT)?)
    }
}
