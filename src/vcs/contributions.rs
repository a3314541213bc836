//! Who has worked on which files: one walk through the history, by author and co-author, renames followed.
//!
//! **A commit counts** when the author's or the committer's date of it is within the period: the days of both as they were
//! where they were. Its people are its author and the co-authors that its message names (`Co-authored-by:`), each under the
//! address that stands there and under that of `.mailmap`. Whoever only committed, signed off or merged has written nothing.
//!
//! **A merge** counts for the files in which it differs from all its parents, as `git log` counts it: what it only brought
//! together is the work of others. **A mode** alone is no work on a file.
//!
//! **Renames** are followed in both directions by identical bytes, or else by the likeness of texts, at git's own measure;
//! what was done to a file under its other names counts for it. An empty file is like any other, and is not followed. Names that a file has left may since have become those of another: then too much is
//! shown rather than too little.
//!
//! The walk is by date and ends when ten thousand commits in a row are older than the period: clocks differ, and one commit
//! with a wrong date must not hide those behind it. A folder that nobody asks about is not looked into, unless one of the
//! people has made the commit or a file that is asked about came or went with it.

mod renames;

use std::collections::{BTreeMap, BTreeSet, HashMap};

use git2::{Commit, Odb, Oid, Signature, Sort};
use jiff::{Timestamp, civil::Date, tz::Offset};

use super::{
    GitRepository, VcsError, co_authors,
    mailmap::Mailmap,
    objects::is_cut_off,
    paths,
    touched::{self, Touched},
};
use crate::domain::{
    independence::{Contribution, Contributions, Gap, Inquiry},
    person::Person,
};

/// How many commits are looked at.
const WALKED_AT_MOST: usize = 200_000;
/// How many commits in a row that are older than the period end the walk.
const OLDER_IN_A_ROW: usize = 10_000;
/// How many files are kept of all commits together; the commits after that count as unread.
const FILES_AT_MOST: usize = 500_000;
/// How many commits lie between two looks at whether anybody still wants to know.
const PATIENCE: usize = 64;

/// Looks through the history; none when `cancelled` said so meanwhile.
pub(super) fn contributions(
    repo: &GitRepository,
    asked: &Inquiry,
    cancelled: &dyn Fn() -> bool,
) -> Result<Option<Contributions>, VcsError> {
    let mut found = Contributions::default();
    let Some((tip, tree)) = repo.tip()?.filter(|_| !asked.is_empty()) else {
        return Ok(Some(found));
    };
    let mailmap = Mailmap::of(repo, tree)?;
    found.gaps.extend(mailmap.unread.map(Gap::Mailmap));
    let odb = repo.odb()?;
    let mut walk = Walk::new(repo, &odb, asked, cancelled, mailmap);
    let failed = VcsError::git("read the history");
    let mut commits = repo.raw().revwalk().map_err(&failed)?;
    commits.set_sorting(Sort::TIME).map_err(&failed)?;
    commits.push(tip).map_err(&failed)?;
    for (number, id) in commits.enumerate() {
        if number % PATIENCE == 0 && cancelled() {
            return Ok(None);
        }
        let id = id.map_err(&failed)?;
        let commit = repo.commit(id)?;
        if number >= WALKED_AT_MOST {
            walk.gaps.insert(Gap::TooMany(times(&commit).committed));
            break;
        }
        walk.take(&commit)?;
        if walk.older >= OLDER_IN_A_ROW {
            break;
        }
    }
    walk.finish(&mut found);
    Ok(Some(found))
}

/// When a commit was made.
#[derive(Debug, Clone, Copy)]
struct Times {
    authored: Date,
    committed: Date,
    at: Timestamp,
}

/// A walk under way.
struct Walk<'a> {
    repo: &'a GitRepository,
    odb: &'a Odb<'a>,
    asked: &'a Inquiry,
    cancelled: &'a dyn Fn() -> bool,
    mailmap: Mailmap,
    /// Who of the people has an address, in lower case.
    people: HashMap<Vec<u8>, BTreeSet<usize>>,
    made: Vec<Contribution>,
    kept: usize,
    /// Every name of a file that is asked about, with the files that it is one of.
    names: HashMap<String, BTreeSet<usize>>,
    /// The folders above these names, with `/` at the end.
    folders: BTreeSet<Vec<u8>>,
    unread: usize,
    /// In how many commits renames could not all be looked for.
    renames: usize,
    gaps: BTreeSet<Gap>,
    older: usize,
}

impl<'a> Walk<'a> {
    fn new(
        repo: &'a GitRepository,
        odb: &'a Odb<'a>,
        asked: &'a Inquiry,
        cancelled: &'a dyn Fn() -> bool,
        mailmap: Mailmap,
    ) -> Self {
        let mut people: HashMap<Vec<u8>, BTreeSet<usize>> = HashMap::new();
        for (number, person) in asked.people.iter().enumerate() {
            let all = mailmap.addresses(person.name.as_bytes(), person.email.as_bytes());
            for address in all {
                people.entry(address).or_default().insert(number);
            }
        }
        let mut walk = Self {
            repo,
            odb,
            asked,
            cancelled,
            mailmap,
            people,
            made: Vec::new(),
            kept: 0,
            names: HashMap::new(),
            folders: BTreeSet::new(),
            unread: 0,
            renames: 0,
            gaps: BTreeSet::new(),
            older: 0,
        };
        for (number, path) in asked.files.iter().enumerate() {
            // In the one way of writing it.
            let name =
                paths::decode(path).map_or_else(|_| path.clone(), |path| paths::encode(&path));
            walk.add_name(&name, &BTreeSet::from([number]));
        }
        walk
    }

    /// Notes that files have another name.
    fn add_name(&mut self, path: &str, files: &BTreeSet<usize>) {
        self.names.entry(path.to_owned()).or_default().extend(files);
        let bytes = paths::decode(path).unwrap_or_default();
        for (at, _) in bytes.iter().enumerate().filter(|(_, byte)| **byte == b'/') {
            let folder = bytes.get(..=at).unwrap_or_default();
            self.folders.insert(folder.to_vec());
        }
    }

    fn take(&mut self, commit: &Commit<'_>) -> Result<(), VcsError> {
        let times = times(commit);
        let is_before = |date: Date| self.asked.from.is_some_and(|from| date < from);
        let is_within =
            |date: &Date| !is_before(*date) && self.asked.to.is_none_or(|to| *date <= to);
        if is_before(times.authored) && is_before(times.committed) {
            self.older += 1;
            return Ok(());
        }
        self.older = 0;
        if is_cut_off(commit) {
            // What it did cannot be told from what was there before.
            self.gaps
                .insert(Gap::Shallow(times.committed.max(times.authored)));
            return Ok(());
        }
        let on = [times.authored, times.committed]
            .into_iter()
            .find(is_within);
        let people = on.map_or_else(Vec::new, |_| self.people_of(commit));
        let touched = match self.touched(commit, !people.is_empty()) {
            Ok(touched) => touched,
            Err(error) if error.is_unread() => {
                self.unread += 1;
                return Ok(());
            }
            Err(error) => return Err(error),
        };
        if commit.parent_count() == 1 {
            self.follow(&touched)?;
        }
        let Some(on) = on.filter(|_| !people.is_empty()) else {
            return Ok(());
        };
        self.kept += touched.len() * people.len();
        if self.kept >= FILES_AT_MOST {
            self.unread += 1;
            return Ok(());
        }
        let message = String::from_utf8_lossy(commit.message_bytes());
        let subject = message.lines().next().unwrap_or_default().trim();
        for (by, as_written, co_author) in people {
            self.made.push(Contribution {
                commit: commit.id().to_string(),
                on,
                at: times.at,
                by,
                as_written,
                co_author,
                subject: subject.to_owned(),
                paths: touched.iter().map(|file| file.path.clone()).collect(),
            });
        }
        Ok(())
    }

    /// Returns who of the people has made a commit, each once, as it is written there, and whether as a co-author.
    fn people_of(&self, commit: &Commit<'_>) -> Vec<(Person, Person, bool)> {
        let mut found: BTreeMap<usize, (Person, bool)> = BTreeMap::new();
        let author = commit.author();
        let written = std::iter::once((author_bytes(&author), false))
            .chain(co_authors::anywhere(commit.message_bytes()).map(|person| (person, true)));
        for ((name, address), co_author) in written {
            for known in self.mailmap.addresses(&name, &address) {
                for number in self.people.get(&known).into_iter().flatten() {
                    found.entry(*number).or_insert_with(|| {
                        let text = |bytes: &[u8]| String::from_utf8_lossy(bytes).into_owned();
                        let person = Person {
                            name: text(&name),
                            email: text(&address),
                        };
                        (person, co_author)
                    });
                }
            }
        }
        found
            .into_iter()
            .filter_map(|(number, (as_written, co_author))| {
                Some((
                    self.asked.people.get(number)?.clone(),
                    as_written,
                    co_author,
                ))
            })
            .collect()
    }

    /// Lists the files that a commit touched: all of them where `whole` says so, or else those in folders asked about.
    fn touched(&self, commit: &Commit<'_>, whole: bool) -> Result<Vec<Touched>, VcsError> {
        let tree = Some(commit.tree_id());
        if commit.parent_count() > 1 {
            return if whole {
                self.merged(commit)
            } else {
                Ok(Vec::new())
            };
        }
        let before = match commit.parent_ids().next() {
            Some(id) => Some(self.repo.tree_of(id)?),
            None => None,
        };
        let all = |_: &[u8]| true;
        let asked = |folder: &[u8]| self.folders.contains(folder);
        if !whole {
            if self.names.is_empty() {
                return Ok(Vec::new());
            }
            let some = self.between(before, tree, &asked)?;
            let came_or_went = |file: &Touched| {
                (file.old.is_none() || file.new.is_none()) && self.names.contains_key(&file.path)
            };
            if !some.iter().any(came_or_went) {
                return Ok(some);
            }
        }
        self.between(before, tree, &all)
    }

    /// Lists the files in which a merge differs from all its parents.
    fn merged(&self, commit: &Commit<'_>) -> Result<Vec<Touched>, VcsError> {
        let mut common: Option<Vec<Touched>> = None;
        for parent in commit.parent_ids() {
            let files = self.between(
                Some(self.repo.tree_of(parent)?),
                Some(commit.tree_id()),
                &|_| true,
            )?;
            common = Some(match common {
                None => files,
                Some(mut known) => {
                    let paths: BTreeSet<&str> =
                        files.iter().map(|file| file.path.as_str()).collect();
                    known.retain(|file| paths.contains(file.path.as_str()));
                    known
                }
            });
        }
        Ok(common.unwrap_or_default())
    }

    fn between(
        &self,
        old: Option<Oid>,
        new: Option<Oid>,
        within: &dyn Fn(&[u8]) -> bool,
    ) -> Result<Vec<Touched>, VcsError> {
        touched::between(self.repo, self.odb, old, new, within, FILES_AT_MOST)
    }

    /// Follows files that are asked about through a rename, whichever of its two names is known.
    fn follow(&mut self, touched: &[Touched]) -> Result<(), VcsError> {
        let is_known = |path: &str| self.names.contains_key(path);
        let found = renames::of(self.repo, touched, &is_known, self.cancelled)?;
        self.renames += usize::from(found.unsure);
        for (one, other) in found.pairs {
            let files = |name: &str| self.names.get(name).cloned().unwrap_or_default();
            let both: BTreeSet<usize> = files(one).union(&files(other)).copied().collect();
            self.add_name(one, &both);
            self.add_name(other, &both);
        }
        Ok(())
    }

    /// Keeps what touches a file or an area that is asked about.
    fn finish(self, found: &mut Contributions) {
        let counts = |path: &String| {
            self.names.contains_key(path) || self.asked.areas.iter().any(|area| area.fits(path))
        };
        for mut done in self.made {
            done.paths.retain(counts);
            if !done.paths.is_empty() {
                found.made.push(done);
            }
        }
        for (name, files) in &self.names {
            for path in files
                .iter()
                .filter_map(|number| self.asked.files.get(*number))
            {
                if path != name {
                    found
                        .names
                        .entry(path.clone())
                        .or_default()
                        .insert(name.clone());
                }
            }
        }
        found.gaps.extend(latest(self.gaps));
        if self.unread > 0 {
            found.gaps.push(Gap::Unread(self.unread));
        }
        if self.renames > 0 {
            found.gaps.push(Gap::Renames(self.renames));
        }
    }
}

/// Keeps of each kind of gap the one that hides the most.
fn latest(gaps: BTreeSet<Gap>) -> Vec<Gap> {
    let mut kept: Vec<Gap> = Vec::new();
    // Those of one kind stand together, the latest day last.
    for gap in gaps {
        kept.retain(|other| other.word() != gap.word());
        kept.push(gap);
    }
    kept
}

fn times(commit: &Commit<'_>) -> Times {
    let at = commit.committer().when();
    Times {
        authored: day(commit.author().when()),
        committed: day(at),
        at: Timestamp::from_second(at.seconds()).unwrap_or(Timestamp::UNIX_EPOCH),
    }
}

/// Returns the day of a moment, where it was.
fn day(when: git2::Time) -> Date {
    let offset =
        Offset::from_seconds(when.offset_minutes().saturating_mul(60)).unwrap_or(Offset::UTC);
    let moment = Timestamp::from_second(when.seconds()).unwrap_or(Timestamp::UNIX_EPOCH);
    offset.to_datetime(moment).date()
}

fn author_bytes(author: &Signature<'_>) -> (Vec<u8>, Vec<u8>) {
    (author.name_bytes().to_vec(), author.email_bytes().to_vec())
}
