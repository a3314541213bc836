//! Finding, pinning, checking and showing evidence.

use std::{collections::BTreeMap, ops::ControlFlow};

use crate::{
    domain::{
        evidence::{CitationState, EvidenceKind, EvidenceLink, LineRange, Pin},
        id::EvidenceId,
        papers::{CitedIn, WorkingPapers},
    },
    error::{Error, Result},
    fuzzy::{Arena, Ranking},
    vcs::At,
};

use super::{
    Session,
    follow_up::Citations,
    paths::PREVIEW_LIMIT,
    preview::{self, Preview},
};

/// What one gives to cite a file: `path` or `path:10-24`.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Target {
    /// The path, relative to the root of the repository.
    pub path: String,
    /// The lines; none for the whole file.
    pub lines: Option<LineRange>,
}

impl Target {
    /// Reads `PATH` or `PATH:A-B`; a colon that no lines follow belongs to the path.
    pub fn parse(text: &str) -> Self {
        let split = text
            .rsplit_once(':')
            .and_then(|(path, lines)| Some((path, lines.parse().ok()?)));
        match split {
            Some((path, lines)) if !path.is_empty() => Self {
                path: path.to_owned(),
                lines: Some(lines),
            },
            _ => Self {
                path: text.to_owned(),
                lines: None,
            },
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
        let pin = self.repository().pin(&target.path, target.lines, &at)?;
        Ok(EvidenceLink::of_file(
            self.draw_evidence()?,
            pin,
            self.actor()?,
            self.clock().now(),
        ))
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
                None if link.kind == EvidenceKind::File => {
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
        states.extend(ids.into_iter().zip(self.repository().check(&pins)));
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
        Ok(Comparison {
            then: self
                .repository()
                .bytes_of(&pin)
                .map_err(|cause| Error::from(cause).message),
            now: self
                .repository()
                .read(&at, &now_path, PREVIEW_LIMIT)
                .ok()
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

    /// Ranks all paths at the branch's tip, best first.
    pub fn find_paths(&self, query: &str, limit: usize) -> Result<Vec<String>> {
        let mut arena = Arena::new();
        self.repository().list_paths(&mut |paths| {
            for path in &paths {
                arena.push(path);
            }
            ControlFlow::Continue(())
        })?;
        let mut ranking = Ranking::new();
        let outcome = ranking.search(&arena, query, limit, &|| false);
        Ok(outcome
            .rows
            .iter()
            .filter_map(|hit| arena.get(hit.index).map(str::to_owned))
            .collect())
    }

    /// Reads a file and says what it is.
    pub fn preview(&self, at: &At, path: &str) -> Result<Preview> {
        preview::read_whole(self.repository(), at, path)
    }
}
