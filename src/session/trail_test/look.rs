//! Looking for what speaks of an AI system in the files of its repositories, as they are committed.
//!
//! A file speaks of a system where its path or a line names the id or the name as words, whatever stands between these. What
//! is read is capped, and what could not be looked at is told, so that nothing found is never more than it is.

mod names;
mod table;

use std::collections::{BTreeMap, HashSet};

use crate::{
    domain::{
        evidence::{EvidenceLink, LineRange},
        id::{StepId, SystemId},
        pattern::PathPattern,
        trail_test::{TrailStep, TrailTest},
    },
    safe::escape_line,
    session::{
        evidence::Target,
        repositories::{HERE, Repositories},
    },
    vcs::{At, FileKind, Repository},
};

use names::Names;

/// The most hits of a step that are kept.
const HITS: usize = 20;

/// The most lines of one file that are hits.
const LINES: usize = 3;

/// The most files of a step whose contents are read.
const FILES: usize = 400;

/// How many paths are looked at between two looks at whether anybody waits still.
const OFTEN: usize = 1 << 10;

/// The largest file whose contents are read.
pub(super) const LARGEST: u64 = 512 << 10;

/// How much of a line is shown.
const SHOWN: usize = 120;

/// What was found for a trail.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Found {
    /// The system.
    pub system: SystemId,
    /// What was found for each step.
    pub steps: Vec<StepFound>,
    /// The citation of the system in the register.
    pub register: Option<EvidenceLink>,
}

impl Found {
    /// Returns what was found for a step.
    pub fn step(&self, id: &StepId) -> Option<&StepFound> {
        self.steps.iter().find(|found| &found.id == id)
    }
}

/// What was found for a step.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct StepFound {
    /// The step.
    pub id: StepId,
    /// What speaks of the system, files that are named after it first.
    pub hits: Vec<Hit>,
    /// How much more was found.
    pub more: usize,
    /// Where was looked.
    pub places: Vec<String>,
    /// The commit of this repository at which was looked.
    pub commit: Option<String>,
    /// What could not be looked at. Safe to show.
    pub troubles: Vec<String>,
}

/// Something that speaks of a system.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Hit {
    /// Where it is: a file, or lines of it.
    pub target: Target,
    /// The line; empty for a file that is named after the system.
    pub text: String,
}

/// What is left out, because it speaks of every system.
pub(super) struct Leave<'a> {
    /// The folder of the records.
    pub(super) records: &'a str,
    /// The register.
    pub(super) register: Option<&'a Target>,
}

impl Leave<'_> {
    fn is_left(&self, repository: &str, path: &str) -> bool {
        let beneath = |folder: &str| {
            path.strip_prefix(folder)
                .is_some_and(|p| p.starts_with('/'))
        };
        let own = path == "tickmark.toml" || beneath(self.records) || beneath("checklists");
        let register = self
            .register
            .is_some_and(|t| t.repository == repository && t.path == path);
        register || (own && repository == HERE)
    }
}

/// Tells whether a path, or a line of what is in it, names the system of a trail.
pub(super) fn speaks(trail: &TrailTest, path: &str, lines: &[&str]) -> bool {
    let names = Names::of(trail);
    names.are_in(path) || lines.iter().any(|line| names.are_in(line))
}

/// The files of a repository at its HEAD.
struct Listed<'r> {
    repository: &'r dyn Repository,
    commit: String,
    paths: Vec<Listing>,
}

/// A file, and its path as patterns are held against it.
struct Listing {
    path: String,
    lower: String,
}

fn list<'r>(repositories: &'r Repositories, name: &str) -> Result<Listed<'r>, String> {
    let repository = repositories
        .named(name)
        .map_err(|absent| absent.sentence())?;
    let told = |cause: crate::vcs::VcsError| escape_line(&cause.to_string()).into_owned();
    let commit = repository.commit_named("HEAD").map_err(told)?;
    let mut paths = Vec::new();
    repository
        .files_at(&commit, &mut |path| {
            paths.extend(std::str::from_utf8(path).map(|path| Listing {
                path: path.to_owned(),
                lower: path.to_lowercase(),
            }));
        })
        .map_err(told)?;
    Ok(Listed {
        repository,
        commit,
        paths,
    })
}

/// Looks for what speaks of a system at each of these steps that its trail has; of no use once `stop` says so.
pub(super) fn look(
    repositories: &Repositories,
    trail: &TrailTest,
    steps: &[TrailStep],
    leave: &Leave<'_>,
    stop: &dyn Fn() -> bool,
) -> Vec<StepFound> {
    let names = Names::of(trail);
    let mut listed: BTreeMap<String, Result<Listed<'_>, String>> = BTreeMap::new();
    listed.insert(HERE.to_owned(), list(repositories, HERE));
    let places = steps
        .iter()
        .flat_map(|step| step.paths.iter().chain([&step.rows]));
    for place in places.filter(|place| !place.is_empty()) {
        let name = Target::of(place, None).repository;
        listed
            .entry(name)
            .or_insert_with_key(|name| list(repositories, name));
    }
    let steps = steps.iter().filter(|step| trail.link(&step.id).is_some());
    steps
        .map(|step| look_for(step, &names, &listed, leave, stop))
        .collect()
}

fn look_for(
    step: &TrailStep,
    names: &Names,
    listed: &BTreeMap<String, Result<Listed<'_>, String>>,
    leave: &Leave<'_>,
    ends: &dyn Fn() -> bool,
) -> StepFound {
    let here = listed.get(HERE).and_then(|found| found.as_ref().ok());
    let mut found = StepFound {
        id: step.id.clone(),
        hits: Vec::new(),
        more: 0,
        places: step.paths.clone(),
        commit: here.map(|here| here.commit.clone()),
        troubles: Vec::new(),
    };
    let mut inside: Vec<Target> = Vec::new();
    let mut left = 0;
    // Several patterns may fit a file, and a repository may have very many files.
    let mut known: HashSet<(&str, &str)> = HashSet::new();
    for pattern in &step.paths {
        let target = Target::of(pattern, None);
        let (repository, files) = match listed.get_key_value(&target.repository) {
            Some((name, Ok(files))) => (name.as_str(), files),
            Some((_, Err(why))) => {
                found.troubles.push(why.clone());
                continue;
            }
            None => continue,
        };
        let is_filled = target.path.contains("{id}") || target.path.contains("{name}");
        let patterns: Vec<PathPattern> = names
            .filled(&target.path)
            .iter()
            .filter_map(|pattern| pattern.to_lowercase().parse().ok())
            .collect();
        if patterns.is_empty() {
            found
                .troubles
                .push(format!("{} is no pattern of paths", escape_line(pattern)));
        }
        for (number, Listing { path, lower }) in files.paths.iter().enumerate() {
            if number % OFTEN == 0 && ends() {
                return found;
            }
            let fits = patterns.iter().any(|pattern| pattern.fits(lower));
            if !fits || leave.is_left(repository, path) || !known.insert((repository, path)) {
                continue;
            }
            let is_named = is_filled || names.are_in(path);
            // What is beyond the caps is counted and not kept.
            if is_named && found.hits.len() >= HITS {
                found.more += 1;
                continue;
            }
            if !is_named && inside.len() >= FILES {
                left += 1;
                continue;
            }
            let at = Target {
                repository: repository.to_owned(),
                path: path.clone(),
                lines: None,
            };
            if is_named {
                found.hits.push(Hit {
                    target: at,
                    text: String::new(),
                });
            } else {
                inside.push(at);
            }
        }
    }
    if left > 0 {
        let files = if left == 1 { "file was" } else { "files were" };
        let told = format!("{left} {files} not looked into, {FILES} were");
        found.troubles.push(told);
    }
    for at in inside {
        if ends() {
            return found;
        }
        if let Some(Ok(files)) = listed.get(&at.repository) {
            read_into(files, &at, names, &mut found);
        }
    }
    if !step.rows.is_empty() {
        table::rows(step, names, listed, &mut found);
    }
    found.more += found.hits.len().saturating_sub(HITS);
    found.hits.truncate(HITS);
    found
}

/// Finds the lines of a file that name the system.
fn read_into(files: &Listed<'_>, at: &Target, names: &Names, found: &mut StepFound) {
    let commit = At::Commit(files.commit.clone());
    let Ok(content) = files.repository.read(&commit, &at.path, LARGEST) else {
        let path = escape_line(&at.path);
        found.troubles.push(format!("{path} could not be read"));
        return;
    };
    match content.kind {
        FileKind::Text => {}
        FileKind::TooLarge => {
            let path = escape_line(&at.path);
            found
                .troubles
                .push(format!("{path} is too large to be looked into"));
            return;
        }
        FileKind::Binary | FileKind::Symlink(_) | FileKind::LfsPointer => return,
    }
    let text = String::from_utf8_lossy(&content.bytes);
    let lines = (1..)
        .zip(text.lines())
        .filter(|(_, line)| names.are_in(line));
    let mut kept = 0;
    for (number, line) in lines {
        if kept == LINES {
            found.more += 1;
            continue;
        }
        kept += 1;
        found.hits.push(Hit {
            target: Target {
                lines: LineRange::new(number, number).ok(),
                ..at.clone()
            },
            text: line.trim().chars().take(SHOWN).collect(),
        });
    }
}
