//! What a merge of two versions of a record has to say: which fields both changed, and what was chosen of them.
//!
//! Two auditors who work on one record in two clones rarely touch the same field. Where they did, nobody but a person can
//! tell what is right: a [`Clash`] names the field and both values, a [`Choice`] is the answer. How records are merged is
//! told where they are stored.

mod path;

use std::{collections::BTreeMap, fmt};

use jiff::Timestamp;

use super::person::Person;

pub use path::{FieldPath, InvalidPath, Part};

/// One of the two versions that are merged.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum Side {
    /// The one of whoever merges.
    Ours,
    /// The one that comes.
    Theirs,
}

impl Side {
    /// Returns the word by which a command line names it.
    pub const fn word(self) -> &'static str {
        match self {
            Self::Ours => "ours",
            Self::Theirs => "theirs",
        }
    }

    /// Returns the other one.
    #[must_use]
    pub const fn other(self) -> Self {
        match self {
            Self::Ours => Self::Theirs,
            Self::Theirs => Self::Ours,
        }
    }
}

impl fmt::Display for Side {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.word())
    }
}

/// What two sides cannot both have.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum ClashKind {
    /// Two values of one field, or of fields that one person signed together, such as an answer.
    Value,
    /// Two edits of the same lines of a text.
    Text,
    /// Two pins of one citation, or two draws of one sample: they are taken whole.
    Pin,
    /// Two states: each side has moved the record on.
    State,
    /// One side has taken out what the other one changed.
    Removed,
    /// One side has made it fast by a step, and the other one changed it without having seen that.
    Held,
    /// The record as a whole: it is kept to the letter, or its parts do not fit together.
    Whole,
}

impl ClashKind {
    /// Says in a few words what has happened.
    pub const fn told(self) -> &'static str {
        match self {
            Self::Value => "both changed it",
            Self::Text => "both changed the same lines",
            Self::Pin => "both pinned it anew",
            Self::State => "both moved it on",
            Self::Removed => "one changed it, the other took it out",
            Self::Held => "one changed it, the other took a step that holds it fast",
            Self::Whole => "both changed the record as a whole",
        }
    }
}

/// Something that both sides changed, in different ways.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Clash {
    /// Where it is in the record; empty for the record as a whole.
    pub path: FieldPath,
    /// What kind of clash it is.
    pub kind: ClashKind,
    /// What both began with, as a person reads it; none where there was nothing, or nothing that both share.
    pub base: Option<String>,
    /// What we have; none where we took it out.
    pub ours: Option<String>,
    /// What they have; none where they took it out.
    pub theirs: Option<String>,
}

impl Clash {
    /// Returns the value of one side.
    pub fn of(&self, side: Side) -> Option<&str> {
        match side {
            Side::Ours => self.ours.as_deref(),
            Side::Theirs => self.theirs.as_deref(),
        }
    }
}

/// What a person decided about a clash.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Choice {
    /// What one side has.
    Take(Side),
    /// A text of one's own; for a [`ClashKind::Text`] alone.
    Write(String),
}

/// The decisions of a person, by where each clash is.
pub type Choices = BTreeMap<FieldPath, Choice>;

/// Whose a value is: who committed it, and when.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Voice {
    /// The author of the commit.
    pub by: Person,
    /// When it was authored.
    pub at: Timestamp,
    /// The commit's id.
    pub commit: String,
}
