//! Finding, pinning, checking and showing evidence.

use std::{
    collections::{BTreeMap, BTreeSet},
    ffi::OsString,
    ops::ControlFlow,
    path::{Path, PathBuf},
};

use crate::{
    domain::{
        evidence::{CitationState, EvidenceKind, EvidenceLink, LineRange, Pin, is_safe_path},
        freshness::{self, Age},
        holder::Holder,
        id::EvidenceId,
        object::short,
        papers::{CitedIn, WorkingPapers},
    },
    error::{Error, Result},
    safe::escape_line,
    vcs::{self, At, VcsError},
};

use super::{
    Session,
    follow_up::Citations,
    path_query::PathQuery,
    paths::{self, Found, PathIndex, Preferred},
    preview::{self, Preview},
    repositories::{HERE, Repositories},
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

    /// Names a file by its path as lists of files have it: after `NAME//` in another repository.
    ///
    /// No path within a repository has two `/` in a row, so that nothing can be meant twice.
    pub fn of(path: &str, lines: Option<LineRange>) -> Self {
        let (repository, path) = match path.split_once("//") {
            Some((name, path)) if is_safe_path(name) && !path.is_empty() => (name, path),
            Some(_) | None => (HERE, path),
        };
        Self {
            repository: repository.to_owned(),
            path: path.to_owned(),
            lines,
        }
    }

    /// Reads `PATH` or `PATH:A-B`, after `NAME//` in another repository; a colon that no lines follow belongs to the path.
    pub fn parse(text: &str) -> Self {
        let split = text
            .rsplit_once(':')
            .and_then(|(path, lines)| Some((path, lines.parse().ok()?)));
        match split {
            Some((path, lines)) if !path.is_empty() => Self::of(path, Some(lines)),
            Some(_) | None => Self::of(text, None),
        }
    }

    /// Writes what was typed as [`Target::parse`] reads it: a name that is no UTF-8 is quoted as git quotes names.
    pub fn typed(text: OsString) -> String {
        let text = match text.into_string() {
            Ok(text) => return text,
            Err(odd) => odd,
        };
        let bytes = text.as_encoded_bytes();
        let mut path = bytes;
        let mut before = String::new();
        let mut after = String::new();
        if let Some(at) = bytes.windows(2).position(|pair| pair == b"//")
            && let Some((name, rest)) = bytes.split_at_checked(at + 2)
            && let Ok(name) = std::str::from_utf8(name)
        {
            before.push_str(name);
            path = rest;
        }
        if let Some(at) = path.iter().rposition(|&byte| byte == b':')
            && let Some((rest, lines)) = path.split_at_checked(at)
            && let Ok(lines) = std::str::from_utf8(lines)
            && lines.trim_start_matches(':').parse::<LineRange>().is_ok()
        {
            after.push_str(lines);
            path = rest;
        }
        format!("{before}{}{after}", vcs::text_of(path))
    }

    /// Returns the path as the system takes it, wherever it leads; none where it is quoted wrongly.
    pub fn system_path(&self) -> Option<PathBuf> {
        vcs::path_of(&self.path)
    }

    /// Names a path of a repository, as the system has it.
    #[must_use]
    pub fn at_system_path(self, repository: String, path: &Path) -> Self {
        Self {
            repository,
            path: vcs::text_of(path.as_os_str().as_encoded_bytes()),
            lines: self.lines,
        }
    }
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
    /// A path that leads into a submodule is pinned there, for its bytes are in that repository.
    pub fn pin_of(&self, target: &Target, at: &At) -> Result<Pin> {
        let repository = self.repositories().named(&target.repository)?;
        match repository.pin(&target.path, target.lines, at) {
            Ok(mut pin) => {
                pin.repository.clone_from(&target.repository);
                Ok(pin)
            }
            Err(VcsError::Submodule {
                submodule,
                within: Some(within),
                ..
            }) => self.pin_of(
                &Target {
                    repository: self
                        .repositories()
                        .name_within(&target.repository, &submodule)?,
                    path: within,
                    lines: target.lines,
                },
                at,
            ),
            Err(error) => Err(error.into()),
        }
    }

    /// Finds the commit that a person names by whatever git takes for one, and returns the whole id.
    pub fn commit_named(&self, name: &str) -> Result<String> {
        Ok(self.repository().commit_meant(name)?)
    }

    /// Tells whether a file is on disk and not at the branch's tip of its repository.
    pub fn is_only_on_disk(&self, target: &Target) -> bool {
        let Ok(repository) = self.repositories().named(&target.repository) else {
            return false;
        };
        let has = |at| repository.read(at, &target.path, 0).is_ok();
        !has(&At::Head) && has(&At::WorkTree)
    }

    /// Says what somebody who cites from a submodule has to know: that another commit of it is checked out than the one that
    /// this repository records, so that others who clone it see other files.
    pub fn remark_on(&self, link: &EvidenceLink) -> Option<String> {
        if link.repository == HERE || !link.kind.has_bytes() {
            return None;
        }
        let standing = self.repositories().standing(&link.repository);
        let (at, recorded) = standing.astray()?;
        Some(format!(
            "{} is checked out at {}, and this repository records {}: it is cited as it is checked out",
            escape_line(&link.repository),
            short(at),
            short(recorded)
        ))
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

    /// Says of a citation whether it is of the right time.
    pub fn age(&self, holder: &Holder, link: &EvidenceLink) -> Age {
        freshness::age(self.papers(), holder, link, &self.workspace().freshness)
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
        states.extend(self.judge_commits(links));
        for link in links
            .iter()
            .filter(|link| link.kind != EvidenceKind::Commit)
        {
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

    /// Judges pins, each in its own repository, in their order.
    pub fn judge(&self, pins: &[Pin]) -> Vec<CitationState> {
        judge(self.repositories(), pins)
    }

    /// Returns those citations whose commit is not in its repository any more, although their bytes may be.
    ///
    /// What a shallow or partial clone may have left out, and what is in a repository that is not here, is none of them.
    pub fn missing_commits(&self, links: &[&EvidenceLink]) -> BTreeSet<EvidenceId> {
        let mut by_repository: BTreeMap<String, (Vec<&EvidenceId>, Vec<Pin>)> = BTreeMap::new();
        for link in links {
            if let Some(pin) = link.pin() {
                let home = self.repositories().resolved(&pin);
                let (ids, pins) = by_repository.entry(home.repository.clone()).or_default();
                ids.push(&link.id);
                pins.push(home);
            }
        }
        let mut all = BTreeSet::new();
        for (name, (ids, pins)) in by_repository {
            if let Ok(repository) = self.repositories().named(&name) {
                let missing = ids.into_iter().zip(repository.missing_commits(&pins));
                all.extend(
                    missing
                        .filter(|(_, missing)| *missing)
                        .map(|(id, _)| id.clone()),
                );
            }
        }
        all
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

    /// Ranks the paths at the branch's tip, best first, those of other repositories written `name//path`; of one repository
    /// alone when it is named. What is cited already comes first among equals.
    ///
    /// Where filters need the last changes of files these are read first, and then decide between equals, too.
    pub fn find_paths(&self, query: &PathQuery, limit: usize, only: Option<&str>) -> Result<Found> {
        let mut index = PathIndex::new();
        let mut fill = |paths: Vec<String>| {
            index.extend(&paths);
            ControlFlow::Continue(())
        };
        match only {
            Some(name) => paths::list(name, self.repositories().named(name)?, &mut fill)?,
            None => paths::list_all(self.repositories(), &mut fill)?,
        }
        index.finish();
        if query.filters.needs_changes() {
            let names = only.map(|name| vec![name.to_owned()]);
            let names = names.unwrap_or_else(|| paths::all(self.repositories()));
            let told = paths::last_changes(self.repositories(), &names, &|| false, &mut |found| {
                index.note_changes(&found);
                ControlFlow::Continue(())
            })?;
            index.finish_changes(Some(told));
        }
        let links = self.papers().values().flat_map(WorkingPapers::citations);
        let preferred = Preferred {
            cited: links
                .filter_map(|(_, link)| self.repositories().listed(link))
                .collect(),
            folders: Vec::new(),
        };
        // Nobody cancels it.
        Ok(index
            .search(query, limit, &preferred, &|| false)
            .unwrap_or_default())
    }

    /// Reads a file and says what it is; in a submodule that is here, too, unless a commit is named.
    pub fn preview(&self, target: &Target, at: &At) -> Result<Preview> {
        let repository = self.repositories().named(&target.repository)?;
        match repository.open(at, &target.path) {
            Err(VcsError::Submodule {
                submodule,
                within: Some(within),
                ..
            }) if !matches!(at, At::Commit(_)) => {
                let target = Target {
                    repository: self
                        .repositories()
                        .name_within(&target.repository, &submodule)?,
                    path: within,
                    lines: target.lines,
                };
                self.preview(&target, at)
            }
            Ok(_) | Err(_) => preview::read_whole(repository, at, &target.path),
        }
    }
}

/// Judges pins, each in its own repository, in their order.
pub fn judge(repositories: &Repositories, pins: &[Pin]) -> Vec<CitationState> {
    let mut by_repository: BTreeMap<String, Judging<'_>> = BTreeMap::new();
    for (number, pin) in pins.iter().enumerate() {
        let mut home = repositories.resolved(pin);
        let prefix = pin.path.strip_suffix(&home.path).unwrap_or_default();
        let name = std::mem::replace(&mut home.repository, HERE.to_owned());
        let judging = by_repository.entry(name).or_default();
        judging.places.push((number, prefix));
        judging.pins.push(home);
    }
    // Every number is in some repository: none of these is left.
    let mut states = vec![CitationState::NotDownloaded; pins.len()];
    for (name, Judging { places, pins }) in by_repository {
        let judged = match repositories.named(&name) {
            Ok(repository) => repository.check(&pins),
            Err(absent) => vec![absent.state(); pins.len()],
        };
        for ((number, prefix), state) in places.into_iter().zip(judged) {
            if let Some(slot) = states.get_mut(number) {
                *slot = seen_from(prefix, state);
            }
        }
    }
    states
}

/// The pins of one repository, as it knows them.
#[derive(Default)]
struct Judging<'p> {
    /// For each pin its number among all, and what the record's path has before the one within a submodule.
    places: Vec<(usize, &'p str)>,
    pins: Vec<Pin>,
}

/// Returns a state as it is seen from the path that a record names, where that leads into a submodule.
fn seen_from(prefix: &str, state: CitationState) -> CitationState {
    match state {
        CitationState::Moved { path, lines } if !prefix.is_empty() => CitationState::Moved {
            path: format!("{prefix}{path}"),
            lines,
        },
        state => state,
    }
}
