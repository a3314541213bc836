//! What people have done in the repository, as its history shows it.

use std::collections::{BTreeMap, BTreeSet};

use jiff::{Timestamp, civil::Date};

use crate::domain::person::Person;

/// A commit of somebody who was asked about.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Contribution {
    /// The commit's id.
    pub commit: String,
    /// The day of it within the audited period: that of the author, or where it is another, of whoever committed it.
    pub on: Date,
    /// When it was committed (UTC).
    pub at: Timestamp,
    /// Whose work it is, as the audit names the person.
    pub by: Person,
    /// Whose work it is as the commit has it, before `.mailmap`.
    pub as_written: Person,
    /// Whether it is that of a co-author, named in the message.
    pub co_author: bool,
    /// The first line of its message.
    pub subject: String,
    /// The files that it touched, under the names that they had then.
    pub paths: Vec<String>,
}

impl Contribution {
    /// Tells whether the commit names the person otherwise than the audit does.
    pub fn is_alias(&self) -> bool {
        !self.by.is(&self.as_written)
    }

    /// Returns it with no more than these of its files.
    pub(super) fn limited_to(&self, wanted: impl Fn(&String) -> bool) -> Self {
        Self {
            paths: self
                .paths
                .iter()
                .filter(|path| wanted(path))
                .cloned()
                .collect(),
            ..self.clone()
        }
    }
}

/// Something that the history does not show.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub enum Gap {
    /// The clone is shallow: what was done up to this day is not in it.
    Shallow(Date),
    /// There are too many commits: what was done up to this day was not looked at.
    TooMany(Date),
    /// So many commits cannot be compared, since parts of them were not downloaded or are damaged.
    Unread(usize),
    /// In so many commits it cannot be told whether a file was renamed: contents were not downloaded, or are too many.
    Renames(usize),
    /// `.mailmap` cannot be read, so that other addresses of a person are not known.
    Mailmap(&'static str),
    /// Files are cited from this repository, which is not here.
    Absent(String),
}

impl Gap {
    /// Returns the word of JSON.
    pub const fn word(&self) -> &'static str {
        match self {
            Self::Shallow(_) => "shallow",
            Self::TooMany(_) => "too-many",
            Self::Unread(_) => "unread",
            Self::Renames(_) => "renames",
            Self::Mailmap(_) => "mailmap",
            Self::Absent(_) => "absent",
        }
    }

    /// Returns the day up to which nothing can be told.
    pub const fn before(&self) -> Option<Date> {
        match self {
            Self::Shallow(day) | Self::TooMany(day) => Some(*day),
            Self::Unread(_) | Self::Renames(_) | Self::Mailmap(_) | Self::Absent(_) => None,
        }
    }

    /// Says what it means and how to mend it.
    pub fn phrase(&self) -> String {
        match self {
            Self::Shallow(day) => format!(
                "cannot tell for the time up to {day}: this clone is shallow (git fetch --unshallow brings the rest)"
            ),
            Self::TooMany(day) => format!(
                "cannot tell for the time up to {day}: there are too many commits (set the audited period)"
            ),
            Self::Unread(1) => {
                "cannot tell for 1 commit: parts of it were not downloaded or are damaged"
                    .to_owned()
            }
            Self::Unread(count) => format!(
                "cannot tell for {count} commits: parts of them were not downloaded or are damaged"
            ),
            Self::Renames(count) => format!(
                "cannot tell for files that {} may have renamed: contents were not downloaded, or are too many or too large",
                if *count == 1 {
                    "1 commit".to_owned()
                } else {
                    format!("{count} commits")
                }
            ),
            Self::Mailmap(why) => {
                format!("cannot tell for other addresses of a person: .mailmap {why}")
            }
            Self::Absent(name) => {
                format!("cannot tell for files of the repository {name}: it is not here")
            }
        }
    }
}

/// What the history of one repository shows.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Contributions {
    /// The commits, one for each person who made it.
    pub made: Vec<Contribution>,
    /// The other names that files have had, by the path that was asked for.
    pub names: BTreeMap<String, BTreeSet<String>>,
    /// What it does not show.
    pub gaps: Vec<Gap>,
}
