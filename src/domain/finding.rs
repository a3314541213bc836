//! What follows from an answer: a finding in three parts (requirement, objective evidence, statement), graded, with its
//! life cycle and the guards on each step.
//!
//! A draft is written freely. From the step on that hands it over (issued, noted) it is what the auditee was told: another
//! grade is a reclassification, another text an amendment, each with its reason and kept; [`Finding::unlawful_edits`] says of
//! two versions whether anything else has happened. The [`lint`] looks at how it is written.

mod acts;
mod amend;
mod edits;
mod grade;
mod life;
pub mod lint;
mod reclassify;
mod sides;
#[cfg(test)]
mod tests;

use std::collections::BTreeMap;

use jiff::civil::Date;
use serde::{Deserialize, Serialize};

use super::{
    action::CorrectiveAction,
    answer::Verdict,
    evidence::EvidenceLink,
    history::{HistoryEntry, Step},
    id::{ActionId, Criterion, FindingId, GradeId, RowKey},
    person::Person,
};

pub(in crate::domain) use self::sides::{is_outside, outsider};
pub use self::{
    acts::Act,
    amend::{Amendment, ToldField},
    grade::{Classification, Grade, OfferedGrade, default_criteria, oddities, offered},
    life::{FindingContext, FindingState},
    reclassify::Reclassification,
    sides::Sides,
};

words! {
    /// What a finding is, nonconformities by grade.
    pub enum FindingType: "finding type" {
        /// A nonconformity that puts the system's intended results in doubt.
        Major = "major", "major nonconformity";
        /// A nonconformity that does not.
        Minor = "minor", "minor nonconformity";
        /// No requirement broken, worth noting.
        Observation = "observation", "observation";
        /// No requirement broken, could be better.
        Opportunity = "opportunity", "opportunity for improvement";
        /// Something others could learn from.
        GoodPractice = "good-practice", "good practice";
    }
}

impl FindingType {
    /// Tells whether a requirement is not met.
    pub const fn is_nonconformity(self) -> bool {
        matches!(self, Self::Major | Self::Minor)
    }

    /// Returns the type that a verdict suggests; none where there is nothing to raise.
    pub const fn suggested_by(verdict: Verdict) -> Option<Self> {
        match verdict {
            Verdict::Nonconforming => Some(Self::Minor),
            Verdict::Observation => Some(Self::Observation),
            Verdict::Opportunity => Some(Self::Opportunity),
            Verdict::GoodPractice => Some(Self::GoodPractice),
            Verdict::Conforming | Verdict::NotApplicable | Verdict::NotAudited => None,
        }
    }
}

/// A finding.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub struct Finding {
    /// The version of the record format.
    pub schema: u32,
    /// The finding's id.
    pub id: FindingId,
    /// What it is, nonconformities by grade.
    #[serde(rename = "type")]
    pub kind: FindingType,
    /// The grade of the organisation's own scheme that it has; none where the type says it all.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub grade: Option<GradeId>,
    /// The state; equals `to` of the last history entry.
    pub state: FindingState,
    /// A few words to know it by.
    #[serde(default)]
    pub title: String,
    /// Why this grade and no other.
    #[serde(default, skip_serializing_if = "String::is_empty")]
    pub grade_reason: String,
    /// The clauses and controls that are not met, or that it is about.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub criteria: Vec<Criterion>,
    /// Own documents that are criteria: `risk/method.md, section 4`.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub documents: Vec<String>,
    /// The process, site or AI system where it was found.
    #[serde(default, rename = "where", skip_serializing_if = "String::is_empty")]
    pub place: String,
    /// First part: the requirement, in the auditor's words.
    #[serde(default, skip_serializing_if = "String::is_empty")]
    pub requirement: String,
    /// Second part: what was seen.
    #[serde(default, skip_serializing_if = "String::is_empty")]
    pub objective_evidence: String,
    /// Third part: how the evidence fails the requirement.
    #[serde(default, skip_serializing_if = "String::is_empty")]
    pub statement: String,
    /// What follows or may follow from it.
    #[serde(default, skip_serializing_if = "String::is_empty")]
    pub consequence: String,
    /// The row it was raised from.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub row: Option<RowKey>,
    /// Earlier findings that it repeats.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub repeats: Vec<FindingId>,
    /// Until when the auditee answers.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub response_due: Option<Date>,
    /// What the auditee says to it.
    #[serde(default, skip_serializing_if = "String::is_empty")]
    pub response: String,
    /// What shows it.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub evidence: Vec<EvidenceLink>,
    /// The grades that it was given after it had been handed over.
    #[serde(
        default,
        rename = "reclassification",
        skip_serializing_if = "Vec::is_empty"
    )]
    pub reclassifications: Vec<Reclassification>,
    /// What was changed of what the auditee had been told.
    #[serde(default, rename = "amendment", skip_serializing_if = "Vec::is_empty")]
    pub amendments: Vec<Amendment>,
    /// Every step of its life.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub history: Vec<HistoryEntry<FindingState>>,
}

impl Finding {
    /// Makes a draft.
    pub fn draft(id: FindingId, kind: FindingType, step: &Step) -> Self {
        Self {
            schema: super::record::SCHEMA,
            id,
            kind,
            grade: None,
            state: FindingState::Draft,
            title: String::new(),
            grade_reason: String::new(),
            criteria: Vec::new(),
            documents: Vec::new(),
            place: String::new(),
            requirement: String::new(),
            objective_evidence: String::new(),
            statement: String::new(),
            consequence: String::new(),
            row: None,
            repeats: Vec::new(),
            response_due: None,
            response: String::new(),
            evidence: Vec::new(),
            reclassifications: Vec::new(),
            amendments: Vec::new(),
            history: vec![step.entry(None, FindingState::Draft)],
        }
    }

    /// Returns who raised it: the author of the first history entry.
    pub fn raised_by(&self) -> Option<&Person> {
        self.history.first().map(|entry| &entry.by)
    }

    /// Lists the corrective actions, among all, that answer this finding and are not withdrawn.
    pub fn answered_by<'a>(
        &self,
        actions: &'a BTreeMap<ActionId, CorrectiveAction>,
    ) -> Vec<&'a CorrectiveAction> {
        actions
            .values()
            .filter(|action| action.findings.contains(&self.id) && !action.is_withdrawn())
            .collect()
    }
}
