//! What is wrong with the tag of a sign-off beside the records that it is about.

use jiff::Timestamp;

use crate::domain::{object::short, person::Person};

/// Something about a tag that nobody who works honestly brings about.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum TagFault {
    /// The tag was another object before.
    Moved {
        /// The object that it was.
        from: String,
        /// What remembers that, as in "the log of the tag".
        known_by: String,
    },
    /// The sign-off before it, or the one that it reviews, is not among the tags here.
    Missing {
        /// The tag object.
        object: String,
        /// What it was, as in "the sign-off before it".
        what: &'static str,
    },
    /// Both roles were signed by one person.
    SamePerson {
        /// The person.
        person: Person,
    },
    /// Both roles were signed with one key, whatever names stand beside it.
    SameKey {
        /// Who prepared.
        prepared: Person,
        /// Who reviewed.
        reviewed: Person,
    },
    /// It is dated in the future.
    Future {
        /// When.
        at: Timestamp,
    },
    /// It is dated before the sign-off that it follows, or before the commit that it names.
    Backdated {
        /// What does not agree.
        why: String,
    },
    /// It reviews something else than the records that were prepared.
    OtherRecords,
    /// The person may not sign in this role, by the records that were signed.
    NotEntitled {
        /// Why not.
        why: String,
    },
}

impl TagFault {
    /// Says it in a short sentence without a full stop.
    pub fn phrase(&self) -> String {
        match self {
            Self::Moved { from, known_by } => {
                format!("the tag was moved: {known_by} has it as {}", short(from))
            }
            Self::Missing { object, what } => format!(
                "{what} ({}) is missing: it is not among the tags here, and was moved, deleted or not fetched",
                short(object)
            ),
            Self::SamePerson { person } => {
                format!("{} signed in both roles", person.name)
            }
            Self::SameKey { prepared, reviewed } => {
                format!("one key signed in both roles, as {prepared} and as {reviewed}")
            }
            Self::Future { at } => format!("it is dated in the future, {at}"),
            Self::Backdated { why } => why.clone(),
            Self::OtherRecords => {
                "it reviews other records than those that were prepared".to_owned()
            }
            Self::NotEntitled { why } => why.clone(),
        }
    }

    /// Returns the word of JSON.
    pub const fn word(&self) -> &'static str {
        match self {
            Self::Moved { .. } => "moved",
            Self::Missing { .. } => "missing",
            Self::SamePerson { .. } => "same-person",
            Self::SameKey { .. } => "same-key",
            Self::Future { .. } => "future",
            Self::Backdated { .. } => "backdated",
            Self::OtherRecords => "other-records",
            Self::NotEntitled { .. } => "not-entitled",
        }
    }
}
