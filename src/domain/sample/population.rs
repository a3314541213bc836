//! What a sample is drawn from: files, commits, rows of a CSV or lines matching a pattern, at one commit.

use std::{fmt, str::FromStr};

use jiff::civil::Date;
use serde::{Deserialize, Serialize};

use crate::domain::evidence::LineRange;

words! {
    /// What kind of thing the items of a population are.
    pub enum PopulationKind: "kind of population" {
        /// Files of a repository.
        Files = "files", "files";
        /// Commits.
        Commits = "commits", "commits";
        /// Rows of a CSV file.
        CsvRows = "csv-rows", "rows of a CSV";
        /// Lines of a file.
        Lines = "lines", "lines";
    }
}

/// A population: where it is, what of it counts, how many items it has and what they are.
///
/// One flat table in the record, so that a fault is reported where it stands. Before it has been read `commit` and `from`
/// may be names, and `size` and `digest` say nothing.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub struct Population {
    /// What its items are.
    pub kind: PopulationKind,
    /// The repository's name; `.` when left out.
    #[serde(default = "here", skip_serializing_if = "is_here")]
    pub repository: String,
    /// The commit at which it was read; of commits the newest.
    pub commit: String,
    /// Of files: which ones, as a pattern with `*`, `?`, `[...]`, `{a,b}` and `**`, or a file or folder.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub glob: Option<String>,
    /// Of rows and lines: the file.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub path: Option<String>,
    /// Of lines: the regular expression that they match.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub pattern: Option<String>,
    /// Of commits: the one before the first, which with all before it is left out.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub from: Option<String>,
    /// Of commits: only those that touch one of these files or folders.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub paths: Vec<String>,
    /// Of commits: the first day, by the committer's time in UTC.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub since: Option<Date>,
    /// Of commits: the last day, itself included.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub until: Option<Date>,
    /// Of rows: what cells have to hold, as `column=value`; all of it.
    #[serde(default, rename = "where", skip_serializing_if = "Vec::is_empty")]
    pub conditions: Vec<String>,
    /// Of rows: the column that names them; their line where there is none.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub key: Option<String>,
    /// Of rows: what stands between cells where that is no comma.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub delimiter: Option<char>,
    /// How many items there are.
    #[serde(default)]
    pub size: usize,
    /// The SHA-256 of the ids of all items in their order, each followed by a line feed, in hex.
    #[serde(default)]
    pub digest: String,
}

fn here() -> String {
    ".".to_owned()
}

fn is_here(repository: &str) -> bool {
    repository == "."
}

/// An item of a population, whether it is drawn or not.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Unit {
    /// What it is known by; one line, and no other item of the population has it.
    pub id: String,
    /// A few words of it.
    pub label: String,
    /// Its stratum; empty where the population is not parted.
    pub stratum: String,
    /// Its lines in the file of the population.
    pub lines: Option<LineRange>,
}

/// What parts a population into strata; written `column:system`, `folder:1`, `author` or `month`.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(try_from = "String", into = "String")]
pub enum Strata {
    /// Rows by the cell of a column.
    Column(String),
    /// Files by so many of their folders.
    Folder(u16),
    /// Commits by who wrote them.
    Author,
    /// Commits by the month of the committer's time in UTC.
    Month,
}

impl Strata {
    /// Tells whether the items of a kind can be parted so.
    pub const fn fits(&self, kind: PopulationKind) -> bool {
        matches!(
            (self, kind),
            (Self::Column(_), PopulationKind::CsvRows)
                | (Self::Folder(_), PopulationKind::Files)
                | (Self::Author | Self::Month, PopulationKind::Commits)
        )
    }

    /// Says what can part the items of a kind; none where nothing can.
    pub const fn known(kind: PopulationKind) -> Option<&'static str> {
        match kind {
            PopulationKind::Files => Some("folder:DEPTH"),
            PopulationKind::Commits => Some("author or month"),
            PopulationKind::CsvRows => Some("column:NAME"),
            PopulationKind::Lines => None,
        }
    }

    /// Returns the stratum of a file: its first folders, so many.
    pub fn folder_of(path: &str, depth: u16) -> String {
        let folders: Vec<&str> = path.split('/').collect();
        let folders = folders.split_last().map_or(&[][..], |(_, folders)| folders);
        let kept: Vec<&str> = folders.iter().take(usize::from(depth)).copied().collect();
        if kept.is_empty() {
            ".".to_owned()
        } else {
            kept.join("/")
        }
    }
}

/// Says why a text names neither a population nor what parts one.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct InvalidPopulation {
    given: String,
    rule: &'static str,
}

impl fmt::Display for InvalidPopulation {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "\"{}\" {}", self.given.escape_debug(), self.rule)
    }
}

impl std::error::Error for InvalidPopulation {}

impl fmt::Display for Strata {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Column(name) => write!(f, "column:{name}"),
            Self::Folder(depth) => write!(f, "folder:{depth}"),
            Self::Author => write!(f, "author"),
            Self::Month => write!(f, "month"),
        }
    }
}

impl FromStr for Strata {
    type Err = InvalidPopulation;

    fn from_str(text: &str) -> Result<Self, InvalidPopulation> {
        let found = match text.split_once(':') {
            None if text == "author" => Some(Self::Author),
            None if text == "month" => Some(Self::Month),
            None if text == "folder" => Some(Self::Folder(1)),
            Some(("column", name)) if !name.trim().is_empty() => {
                Some(Self::Column(name.trim().to_owned()))
            }
            Some(("folder", depth)) => depth
                .parse()
                .ok()
                .filter(|depth| *depth > 0)
                .map(Self::Folder),
            _ => None,
        };
        found.ok_or_else(|| InvalidPopulation {
            given: text.to_owned(),
            rule: "parts no population: write column:NAME, folder:DEPTH, author or month",
        })
    }
}

impl TryFrom<String> for Strata {
    type Error = InvalidPopulation;

    fn try_from(text: String) -> Result<Self, InvalidPopulation> {
        text.parse()
    }
}

impl From<Strata> for String {
    fn from(strata: Strata) -> Self {
        strata.to_string()
    }
}

impl Population {
    /// Makes a population that is not read yet, at the tip of the branch.
    pub fn of(kind: PopulationKind) -> Self {
        Self {
            kind,
            repository: here(),
            commit: "HEAD".to_owned(),
            glob: None,
            path: None,
            pattern: None,
            from: None,
            paths: Vec::new(),
            since: None,
            until: None,
            conditions: Vec::new(),
            key: None,
            delimiter: None,
            size: 0,
            digest: String::new(),
        }
    }

    /// Takes what is left out of a range, and its end: `FROM..TO`, `FROM..`, or `TO` for all up to it; nothing means all.
    pub fn set_range(&mut self, range: &str) {
        let (from, to) = match range.split_once("..") {
            Some((from, to)) => (from.trim(), to.trim()),
            None => ("", range.trim()),
        };
        self.from = (!from.is_empty()).then(|| from.to_owned());
        if !to.is_empty() {
            to.clone_into(&mut self.commit);
        }
    }

    /// Says in a few words what it is, such as `rows of releases/log.csv`.
    pub fn describe(&self) -> String {
        let short = |commit: &str| commit.chars().take(8).collect::<String>();
        let path = self.path.as_deref().unwrap_or_default();
        let mut said = match self.kind {
            PopulationKind::Files => {
                format!("files {}", self.glob.as_deref().unwrap_or_default())
            }
            PopulationKind::Commits => match &self.from {
                Some(from) => format!("commits {}..{}", short(from), short(&self.commit)),
                None => format!("commits up to {}", short(&self.commit)),
            },
            PopulationKind::CsvRows => format!("rows of {path}"),
            PopulationKind::Lines => format!(
                "lines of {path} matching {}",
                self.pattern.as_deref().unwrap_or_default()
            ),
        };
        if !self.conditions.is_empty() {
            said = format!("{said} where {}", self.conditions.join(" and "));
        }
        if !self.paths.is_empty() {
            said = format!("{said} touching {}", self.paths.join(", "));
        }
        if let Some(since) = self.since {
            said = format!("{said} since {since}");
        }
        if let Some(until) = self.until {
            said = format!("{said} until {until}");
        }
        if self.repository != "." {
            said = format!("{said} in {}", self.repository);
        }
        said
    }
}

impl FromStr for Population {
    type Err = InvalidPopulation;

    /// Reads `files:GLOB`, `commits:RANGE`, `csv:PATH` or `lines:PATH:REGEX`.
    fn from_str(text: &str) -> Result<Self, InvalidPopulation> {
        let invalid = |rule| InvalidPopulation {
            given: text.to_owned(),
            rule,
        };
        let (kind, rest) = text.split_once(':').ok_or_else(|| {
            invalid(
                "names no population: write files:GLOB, commits:FROM..TO, csv:PATH or lines:PATH:REGEX",
            )
        })?;
        let said = |what: &str, rule| {
            if what.trim().is_empty() {
                Err(invalid(rule))
            } else {
                Ok(Some(what.to_owned()))
            }
        };
        match kind {
            "files" => Ok(Self {
                glob: said(
                    rest,
                    "names no files: write files:GLOB, such as files:models/**/*.md",
                )?,
                ..Self::of(PopulationKind::Files)
            }),
            "commits" => {
                let mut population = Self::of(PopulationKind::Commits);
                population.set_range(rest);
                Ok(population)
            }
            "csv" | "csv-rows" => Ok(Self {
                path: said(
                    rest,
                    "names no file: write csv:PATH, such as csv:releases/log.csv",
                )?,
                ..Self::of(PopulationKind::CsvRows)
            }),
            "lines" => {
                const RULE: &str =
                    "names no lines: write lines:PATH:REGEX, such as lines:logs/app.log:ERROR";
                let (path, pattern) = rest.split_once(':').ok_or_else(|| invalid(RULE))?;
                Ok(Self {
                    path: said(path, RULE)?,
                    pattern: said(pattern, RULE)?,
                    ..Self::of(PopulationKind::Lines)
                })
            }
            _ => Err(invalid(
                "names no population: it begins with files:, commits:, csv: or lines:",
            )),
        }
    }
}
