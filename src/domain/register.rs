//! The organization's register of AI systems, as an audit looks at it: who they are, what they are for, how grave.
//!
//! The register is the organization's own file, read and never written. Which column holds what is said in
//! `tickmark.toml`, or guessed from the headings. What is wrong with it is told row by row, and the rest is usable.

mod dates;
mod headings;
mod index;
mod read;
#[cfg(test)]
mod tests;

use std::{
    collections::{BTreeMap, BTreeSet},
    fmt,
};

use serde::{Deserialize, Serialize};

use super::{evidence::LineRange, id::SystemId, similar, trail_test::TrailStep};
use index::Index;

words! {
    /// What a register says of an AI system.
    pub enum RegisterField: "column of the register" {
        /// What it is known by.
        Id = "id", "id";
        /// What it is called.
        Name = "name", "name";
        /// Who answers for it.
        Owner = "owner", "owner";
        /// What it is for.
        Purpose = "purpose", "purpose";
        /// Where it is in its life.
        Stage = "stage", "stage";
        /// How grave its risk is.
        RiskClass = "risk-class", "risk class";
        /// What the organization is to it: provider, deployer and so on.
        Role = "role", "role";
    }
}

/// Where the register is, and which column of it holds what: `[register]` in `tickmark.toml`.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub struct RegisterSource {
    /// The file, from the top of this repository, or `NAME//PATH` in another one.
    pub path: String,
    /// Of a TOML file: the name of its list of tables; the only one there is when left out.
    #[serde(default, skip_serializing_if = "String::is_empty")]
    pub table: String,
    /// The headings of the columns, by what they hold; what is none of [`RegisterField`] is shown under its own name.
    #[serde(default, skip_serializing_if = "BTreeMap::is_empty")]
    pub columns: BTreeMap<String, String>,
    /// The steps of the trail of a system; the usual ones when left out.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub trail: Vec<TrailStep>,
}

/// A row of a register as it was read, without any meaning yet.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct RawRow {
    /// Its lines in the file.
    pub lines: LineRange,
    /// Its cells, in the order of the headings.
    pub cells: Vec<String>,
}

/// An AI system of the register.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct AiSystem {
    /// What it is known by.
    pub id: SystemId,
    /// What it is called; the id where the register does not say.
    pub name: String,
    /// Who answers for it.
    pub owner: String,
    /// What it is for.
    pub purpose: String,
    /// Where it is in its life.
    pub stage: String,
    /// How grave its risk is.
    pub risk_class: String,
    /// What the organization is to it.
    pub role: String,
    /// What else the register says, each under its name.
    pub further: Vec<(String, String)>,
    /// Its lines in the register.
    pub lines: LineRange,
}

/// Something that is wrong with a register, and where.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct RegisterProblem {
    /// The line, from 1.
    pub line: u32,
    /// The heading of the column; empty where it is about the whole row.
    pub column: String,
    /// What is wrong, as a short sentence without a full stop.
    pub what: String,
    /// What to do about it; empty where that is plain.
    pub hint: String,
}

impl fmt::Display for RegisterProblem {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        if self.column.is_empty() {
            write!(f, "{}", self.what)
        } else {
            write!(f, "column \"{}\": {}", self.column, self.what)
        }
    }
}

/// A register as far as it can be understood.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Register {
    /// The AI systems, in the order of the file.
    pub systems: Vec<AiSystem>,
    /// What is wrong, in the order of the file.
    pub problems: Vec<RegisterProblem>,
    /// How many of the problems, the first ones, are columns that are not there: without these it is another register than was
    /// meant.
    pub missing_columns: usize,
    index: Index,
}

/// An AI system that a person or an audit names.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Named<'a> {
    /// It is in the register.
    Found(&'a AiSystem),
    /// It is not; this one may be meant.
    Unknown(Option<&'a AiSystem>),
}

impl Register {
    /// Finds a system by its id.
    pub fn system(&self, id: &SystemId) -> Option<&AiSystem> {
        self.systems.get(self.index.by_id(id.as_str())?)
    }

    /// Finds the system that a text names: by its id, its name, or both one after the other; letter case is ignored.
    pub fn find(&self, text: &str) -> Option<&AiSystem> {
        let by_name = || self.index.by_name(text, &self.systems);
        self.systems.get(self.index.by_id(text).or_else(by_name)?)
    }

    /// Finds the system that a text names, or the one that may be meant; the latter looks at every system.
    pub fn named(&self, text: &str) -> Named<'_> {
        if let Some(found) = self.find(text) {
            return Named::Found(found);
        }
        let text = text.trim();
        let words = self
            .systems
            .iter()
            .flat_map(|system| [system.id.as_str(), system.name.as_str()]);
        let near = similar::nearest(text, words);
        Named::Unknown(near.and_then(|near| {
            let mut systems = self.systems.iter();
            systems.find(|system| system.id.as_str() == near || system.name == near)
        }))
    }
}

impl AiSystem {
    /// Tells whether the register says that it is not in use any more.
    pub fn is_retired(&self) -> bool {
        let stage = self.stage.to_lowercase();
        ["retired", "decommissioned", "withdrawn"]
            .iter()
            .any(|word| stage.contains(word))
    }

    /// Returns what the register says of it in one column.
    pub fn says(&self, field: RegisterField) -> &str {
        match field {
            RegisterField::Id => self.id.as_str(),
            RegisterField::Name => &self.name,
            RegisterField::Owner => &self.owner,
            RegisterField::Purpose => &self.purpose,
            RegisterField::Stage => &self.stage,
            RegisterField::RiskClass => &self.risk_class,
            RegisterField::Role => &self.role,
        }
    }
}

/// An AI system in the scope of an audit.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ScopedSystem {
    /// How the scope names it.
    pub text: String,
    /// Its id: that of the register, or what the scope says where that can be one.
    pub id: Option<SystemId>,
    /// What it is called; as the scope names it where the register does not know it.
    pub name: String,
    /// Whether the register knows it.
    pub is_known: bool,
}

/// Finds out which systems a scope means; each once. Without a register the texts themselves are ids, as far as they can be.
pub fn scoped(scope: &[String], register: Option<&Register>) -> Vec<ScopedSystem> {
    let mut systems: Vec<ScopedSystem> = Vec::new();
    let mut known: BTreeSet<SystemId> = BTreeSet::new();
    for text in scope {
        let found = register.and_then(|register| register.find(text));
        let system = ScopedSystem {
            text: text.clone(),
            id: found.map_or_else(
                || text.trim().parse().ok(),
                |system| Some(system.id.clone()),
            ),
            name: found.map_or_else(|| text.clone(), |system| system.name.clone()),
            is_known: found.is_some(),
        };
        if system.id.clone().is_none_or(|id| known.insert(id)) {
            systems.push(system);
        }
    }
    systems
}
