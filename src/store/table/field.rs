//! What a column of a table can hold.

use std::{fmt, str::FromStr};

use crate::domain::similar::UnknownWord;

/// What a column holds; the order is that of the columns of an export.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Field {
    /// The number of the clause.
    Ref,
    /// The clause above it.
    Parent,
    /// What the clause is.
    Kind,
    /// The title of the clause.
    Title,
    /// Whether it demands documented information.
    DocumentedInformation,
    /// What a group of controls is for.
    Objective,
    /// The criterion's own words.
    Text,
    /// What one has to know about the clause.
    Note,
    /// Subjects that guidance suggests raising.
    Topics,
    /// What the organization tells its own auditors.
    Hints,
    /// Clauses of other checklists.
    Related,
    /// The id of the question within its clause.
    Id,
    /// The question in a few words.
    Label,
    /// The question.
    Question,
    /// What a good answer shows.
    Guidance,
    /// What to sample.
    Sample,
    /// What evidence to ask for.
    Evidence,
    /// What is often found.
    Nonconformity,
    /// The lettered items that the question covers.
    Covers,
    /// The roles that it concerns.
    Roles,
    /// The life-cycle stages that it concerns.
    Stages,
    /// The entries to look up that it bears on.
    BearsOn,
    /// The questions elsewhere that the same answer serves.
    SameAs,
}

/// Says that a word is the name of no field.
pub type UnknownField = UnknownWord;

impl Field {
    /// Lists every field, in the order of the columns of an export.
    pub const ALL: [Self; 23] = [
        Self::Ref,
        Self::Parent,
        Self::Kind,
        Self::Title,
        Self::DocumentedInformation,
        Self::Objective,
        Self::Text,
        Self::Note,
        Self::Topics,
        Self::Hints,
        Self::Related,
        Self::Id,
        Self::Label,
        Self::Question,
        Self::Guidance,
        Self::Sample,
        Self::Evidence,
        Self::Nonconformity,
        Self::Covers,
        Self::Roles,
        Self::Stages,
        Self::BearsOn,
        Self::SameAs,
    ];

    /// The columns by which a file is known to have been exported.
    pub(super) const OF_AN_EXPORT: [Self; 6] = [
        Self::Ref,
        Self::Parent,
        Self::Kind,
        Self::Title,
        Self::Id,
        Self::Question,
    ];

    /// What belongs to a question, and is lost without one.
    pub(super) const OF_A_QUESTION: [Self; 10] = [
        Self::Label,
        Self::Guidance,
        Self::Sample,
        Self::Evidence,
        Self::Nonconformity,
        Self::Covers,
        Self::Roles,
        Self::Stages,
        Self::BearsOn,
        Self::SameAs,
    ];

    /// Returns the name of the field, which heads its column in an export.
    pub const fn name(self) -> &'static str {
        match self {
            Self::Ref => "ref",
            Self::Parent => "parent",
            Self::Kind => "kind",
            Self::Title => "title",
            Self::DocumentedInformation => "documented-information",
            Self::Objective => "objective",
            Self::Text => "text",
            Self::Note => "note",
            Self::Topics => "topics",
            Self::Hints => "hints",
            Self::Related => "related",
            Self::Id => "id",
            Self::Label => "label",
            Self::Question => "question",
            Self::Guidance => "guidance",
            Self::Sample => "sample",
            Self::Evidence => "evidence",
            Self::Nonconformity => "nonconformity",
            Self::Covers => "covers",
            Self::Roles => "roles",
            Self::Stages => "stages",
            Self::BearsOn => "bears-on",
            Self::SameAs => "same-as",
        }
    }
}

impl fmt::Display for Field {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.name())
    }
}

impl FromStr for Field {
    type Err = UnknownField;

    fn from_str(text: &str) -> Result<Self, UnknownField> {
        let text = text.trim();
        Self::ALL
            .into_iter()
            .find(|field| field.name().eq_ignore_ascii_case(text))
            .ok_or_else(|| UnknownWord::new("field", text, &Self::ALL.map(Self::name)))
    }
}
