//! The commits that were found, and telling of them in portions.

use std::{
    collections::HashMap,
    ops::ControlFlow,
    time::{Duration, Instant},
};

use git2::{Commit, Oid};
use jiff::{Timestamp, civil::Date, tz::Offset};

use super::{ChangesFound, ChangesTold, Kept, LastChange, Sink, Table, table};
use crate::{
    domain::person::Person,
    vcs::{GitRepository, mailmap::Mailmap, paths},
};

/// How many files are told of at a time.
const PORTION: usize = 4096;
/// After how long what there is is told.
const PATIENCE: Duration = Duration::from_millis(100);

/// A commit as it is kept: its author as the commit has them.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Noted {
    pub(super) id: Oid,
    pub(super) seconds: i64,
    /// The author's distance from UTC, in minutes.
    pub(super) offset: i32,
    /// The author's number.
    pub(super) author: u32,
}

/// The commits that made files, numbered in the order in which they were found, and their authors.
pub(super) struct Commits {
    noted: Vec<Noted>,
    authors: Vec<Person>,
    /// The number of each author, by name and address as commits have them.
    numbers: HashMap<(String, String), u32>,
    /// The authors by other names.
    mailmap: Mailmap,
}

impl Commits {
    pub(super) fn new(repo: &GitRepository) -> Self {
        Self {
            noted: Vec::new(),
            authors: Vec::new(),
            numbers: HashMap::new(),
            mailmap: Mailmap::of_head(repo),
        }
    }

    /// Takes those that were kept.
    pub(super) fn kept(repo: &GitRepository, kept: &Kept) -> Self {
        let mut commits = Self::new(repo);
        commits.noted.clone_from(&kept.commits);
        for author in &kept.authors {
            commits.author(author.clone());
        }
        commits
    }

    fn author(&mut self, author: Person) -> u32 {
        let next = u32::try_from(self.authors.len()).unwrap_or(u32::MAX);
        let key = (author.name.clone(), author.email.clone());
        let authors = &mut self.authors;
        *self.numbers.entry(key).or_insert_with(|| {
            authors.push(author);
            next
        })
    }

    /// Returns the number that the next commit will have.
    pub(super) fn next(&self) -> u32 {
        u32::try_from(self.noted.len()).unwrap_or(table::UNKNOWN)
    }

    /// Takes a commit in, under [`Commits::next`].
    pub(super) fn note(&mut self, commit: &Commit<'_>) {
        let signature = commit.author();
        let text = |bytes: &[u8]| String::from_utf8_lossy(bytes).into_owned();
        let author = self.author(Person {
            name: text(signature.name_bytes()),
            email: text(signature.email_bytes()),
        });
        self.noted.push(Noted {
            id: commit.id(),
            seconds: signature.when().seconds(),
            offset: signature.when().offset_minutes(),
            author,
        });
    }

    /// Tells of a commit, its author under the name that the repository gives them today.
    fn told(&self, noted: &Noted) -> LastChange {
        let author = usize::try_from(noted.author)
            .ok()
            .and_then(|number| self.authors.get(number));
        let offset = Offset::from_seconds(noted.offset.saturating_mul(60)).unwrap_or(Offset::UTC);
        let at = Timestamp::from_second(noted.seconds).unwrap_or(Timestamp::UNIX_EPOCH);
        LastChange {
            commit: noted.id.to_string(),
            author: author.map_or_else(nobody, |author| self.named(author)),
            at,
            date: offset.to_datetime(at).date(),
        }
    }

    /// Returns the day of a commit, where its author was.
    pub(super) fn day(&self, number: u32) -> Option<Date> {
        let noted = self.noted.get(usize::try_from(number).ok()?)?;
        Some(self.told(noted).date)
    }

    fn named(&self, author: &Person) -> Person {
        let Person { name, email } = author;
        self.mailmap.person(name.as_bytes(), email.as_bytes())
    }

    /// Returns what is kept of a walk: only commits that made a file of this tree.
    pub(super) fn keep(&self, table: &Table, tree: Oid, told: &ChangesTold) -> Kept {
        let mut renumbered = vec![table::UNKNOWN; self.noted.len()];
        let mut commits = Vec::new();
        let numbers = table
            .numbers()
            .iter()
            .map(|number| {
                let at = usize::try_from(*number).ok();
                let slot = at.and_then(|at| renumbered.get_mut(at));
                let noted = at.and_then(|at| self.noted.get(at));
                let (Some(slot), Some(noted)) = (slot, noted) else {
                    return table::UNKNOWN;
                };
                if *slot == table::UNKNOWN {
                    *slot = u32::try_from(commits.len()).unwrap_or(table::UNKNOWN);
                    commits.push(*noted);
                }
                *slot
            })
            .collect();
        Kept {
            tree,
            looked_at: told.looked_at,
            why: told.why,
            authors: self.authors.clone(),
            commits,
            numbers,
        }
    }
}

fn nobody() -> Person {
    Person {
        name: String::new(),
        email: String::new(),
    }
}

/// Hands over what is found: at once at first, then when there is enough or it has waited long enough.
pub(super) struct Telling<'a, 's> {
    sink: &'a mut Sink<'s>,
    files: Vec<(String, u32)>,
    /// How many commits were told of.
    told: usize,
    since: Instant,
    heard_enough: bool,
    pub(super) looked_at: usize,
}

impl<'a, 's> Telling<'a, 's> {
    pub(super) fn new(sink: &'a mut Sink<'s>, looked_at: usize) -> Self {
        Self {
            sink,
            files: Vec::new(),
            told: 0,
            since: Instant::now(),
            heard_enough: false,
            looked_at,
        }
    }

    /// Notes a file's commit.
    pub(super) fn found(&mut self, path: &[u8], number: u32, commits: &Commits) -> ControlFlow<()> {
        self.files.push((paths::encode(path), number));
        if self.files.len() >= PORTION {
            return self.send(commits);
        }
        self.flow()
    }

    /// Hands over what there is when it has waited long enough.
    pub(super) fn send_if_due(&mut self, commits: &Commits) -> ControlFlow<()> {
        if self.since.elapsed() >= PATIENCE {
            return self.send(commits);
        }
        self.flow()
    }

    /// Hands over what there is.
    pub(super) fn send(&mut self, commits: &Commits) -> ControlFlow<()> {
        let new = commits.noted.get(self.told..).unwrap_or_default();
        let found = ChangesFound {
            commits: new.iter().map(|noted| commits.told(noted)).collect(),
            files: std::mem::take(&mut self.files),
            looked_at: self.looked_at,
        };
        self.told = commits.noted.len();
        self.since = Instant::now();
        if !self.heard_enough {
            self.heard_enough = (self.sink)(found).is_break();
        }
        self.flow()
    }

    /// Hands over what there still is; whoever has heard enough is not told.
    pub(super) fn send_rest(&mut self, commits: &Commits) {
        let _ = self.send(commits);
    }

    fn flow(&self) -> ControlFlow<()> {
        if self.heard_enough {
            ControlFlow::Break(())
        } else {
            ControlFlow::Continue(())
        }
    }
}
