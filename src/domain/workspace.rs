//! The workspace: whose audits these are, where records live, and the house rules.

mod repository;

use serde::{Deserialize, Serialize};

use super::{
    finding::{self, FindingType, Grade, OfferedGrade},
    freshness::FreshnessLimit,
    register::RegisterSource,
};

pub use self::repository::{
    EvidenceRepository, RepositoryFault, has_password, name_fault, plain_path,
};

/// The record `tickmark.toml` at the root of the repository.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub struct Workspace {
    /// The version of the record format.
    pub schema: u32,
    /// The organization whose management system is audited.
    pub organisation: String,
    /// The folder of the records, relative to the root; `audits` when left out.
    #[serde(default = "audits", skip_serializing_if = "is_audits")]
    pub records: String,
    /// How many days the auditee has to answer, and to act.
    #[serde(default)]
    pub days: Deadlines,
    /// The written criteria of each grade.
    #[serde(default, skip_serializing_if = "Grading::is_empty")]
    pub grading: Grading,
    /// The grades of the organisation's own, where the five types are not enough.
    #[serde(default, rename = "grade", skip_serializing_if = "Vec::is_empty")]
    pub grades: Vec<Grade>,
    /// Repositories beside this one that hold evidence.
    #[serde(default, rename = "repository", skip_serializing_if = "Vec::is_empty")]
    pub repositories: Vec<EvidenceRepository>,
    /// How old evidence of some kind may be; the first one that fits counts.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub freshness: Vec<FreshnessLimit>,
    /// Where the register of AI systems is.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub register: Option<RegisterSource>,
}

/// House deadlines in days. No standard fixes them: they are a house rule.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub struct Deadlines {
    /// From issue to the auditee's answer.
    #[serde(default = "response")]
    pub response: u16,
    /// From issue to the closure of a major nonconformity.
    #[serde(default = "major")]
    pub major: u16,
    /// From issue to the closure of a minor nonconformity.
    #[serde(default = "minor")]
    pub minor: u16,
    /// From implementation to the effectiveness check.
    #[serde(default = "minor")]
    pub effectiveness: u16,
}

impl Default for Deadlines {
    fn default() -> Self {
        Self {
            response: response(),
            major: major(),
            minor: minor(),
            effectiveness: minor(),
        }
    }
}

/// The written criteria of each grade.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub struct Grading {
    /// When a nonconformity is major.
    #[serde(default, skip_serializing_if = "String::is_empty")]
    pub major: String,
    /// When a nonconformity is minor.
    #[serde(default, skip_serializing_if = "String::is_empty")]
    pub minor: String,
    /// When it is an observation.
    #[serde(default, skip_serializing_if = "String::is_empty")]
    pub observation: String,
    /// When it is an opportunity for improvement.
    #[serde(default, skip_serializing_if = "String::is_empty")]
    pub opportunity: String,
    /// When it is good practice.
    #[serde(default, skip_serializing_if = "String::is_empty")]
    pub good_practice: String,
}

impl Grading {
    /// Returns what is written of a type; empty where nothing is.
    pub fn of(&self, kind: FindingType) -> &str {
        match kind {
            FindingType::Major => &self.major,
            FindingType::Minor => &self.minor,
            FindingType::Observation => &self.observation,
            FindingType::Opportunity => &self.opportunity,
            FindingType::GoodPractice => &self.good_practice,
        }
    }

    fn is_empty(&self) -> bool {
        *self == Self::default()
    }
}

fn audits() -> String {
    "audits".to_owned()
}

fn is_audits(records: &str) -> bool {
    records == "audits"
}

fn response() -> u16 {
    30
}

fn major() -> u16 {
    60
}

fn minor() -> u16 {
    90
}

impl Workspace {
    /// Makes a workspace with the default house rules.
    pub fn of(organisation: String) -> Self {
        Self {
            schema: super::record::SCHEMA,
            organisation,
            records: audits(),
            days: Deadlines::default(),
            grading: Grading::default(),
            grades: Vec::new(),
            repositories: Vec::new(),
            freshness: Vec::new(),
            register: None,
        }
    }

    /// Lists the grades by which findings are graded, gravest first.
    pub fn offered_grades(&self) -> Vec<OfferedGrade> {
        finding::offered(&self.grades, &self.grading, &self.days)
    }
}
