//! What a programme plans to audit: a clause or control, a process, an AI system.

use std::{fmt, str::FromStr};

use serde::{Deserialize, Serialize};

use crate::domain::id::{Criterion, InvalidId};

const PROCESS: &str = "process:";
const AI_SYSTEM: &str = "ai-system:";

/// What is audited; written `iso-42001:6.1.2`, `process: supplier management` or `ai-system: claims triage`.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(try_from = "String", into = "String")]
pub enum Subject {
    /// A clause or control with all below it.
    Clause(Criterion),
    /// A process.
    Process(String),
    /// An AI system.
    AiSystem(String),
}

impl Subject {
    /// Tells whether both are the same; names of processes and AI systems are, whatever their letter case.
    pub fn is(&self, other: &Self) -> bool {
        match (self, other) {
            (Self::Clause(one), Self::Clause(other)) => one == other,
            (Self::Process(one), Self::Process(other))
            | (Self::AiSystem(one), Self::AiSystem(other)) => same(one, other),
            (Self::Clause(_) | Self::Process(_) | Self::AiSystem(_), _) => false,
        }
    }

    /// Returns the word for what kind it is.
    pub const fn kind(&self) -> &'static str {
        match self {
            Self::Clause(_) => "clause",
            Self::Process(_) => "process",
            Self::AiSystem(_) => "ai-system",
        }
    }

    /// Returns its name without the kind.
    pub fn name(&self) -> String {
        match self {
            Self::Clause(clause) => clause.to_string(),
            Self::Process(name) | Self::AiSystem(name) => name.clone(),
        }
    }
}

/// Tells whether two names of a process or an AI system are the same.
pub(super) fn same(one: &str, other: &str) -> bool {
    one.trim().to_lowercase() == other.trim().to_lowercase()
}

impl fmt::Display for Subject {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Clause(clause) => write!(f, "{clause}"),
            Self::Process(name) => write!(f, "{PROCESS} {name}"),
            Self::AiSystem(name) => write!(f, "{AI_SYSTEM} {name}"),
        }
    }
}

impl FromStr for Subject {
    type Err = InvalidId;

    fn from_str(text: &str) -> Result<Self, InvalidId> {
        let text = text.trim();
        let named = |prefix: &str| {
            let name = text.strip_prefix(prefix)?.trim();
            (!name.is_empty()).then(|| name.to_owned())
        };
        if let Some(name) = named(PROCESS) {
            return Ok(Self::Process(name));
        }
        if let Some(name) = named(AI_SYSTEM) {
            return Ok(Self::AiSystem(name));
        }
        text.parse().map(Self::Clause)
    }
}

impl TryFrom<String> for Subject {
    type Error = InvalidId;

    fn try_from(text: String) -> Result<Self, InvalidId> {
        text.parse()
    }
}

impl From<Subject> for String {
    fn from(subject: Subject) -> Self {
        subject.to_string()
    }
}
