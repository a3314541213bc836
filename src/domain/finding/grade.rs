//! By which grades an organisation grades its findings, and what is written of when it is which.
//!
//! The five types are always there. An organisation that distinguishes further declares grades of its own (`[[grade]]` in
//! `tickmark.toml`), each of which counts as one of the types: life cycle, guards and counts go by the type alone.

use jiff::{ToSpan, civil::Date, tz::TimeZone};
use serde::{Deserialize, Serialize};

use crate::domain::{
    id::GradeId,
    workspace::{Deadlines, Grading},
};

use super::{Finding, FindingState, FindingType};

/// A grade of the organisation's own.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub struct Grade {
    /// What findings name it by.
    pub id: GradeId,
    /// What people call it.
    pub title: String,
    /// Which of the types it counts as.
    #[serde(rename = "type")]
    pub kind: FindingType,
    /// When a finding is of this grade.
    #[serde(default, skip_serializing_if = "String::is_empty")]
    pub criteria: String,
    /// From issue to closure, in days; that of its type when left out.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub days: Option<u16>,
}

/// How a finding is classified: its type, and the grade of the house where it has one.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Classification {
    /// The type.
    pub kind: FindingType,
    /// The grade of the organisation's own.
    pub grade: Option<GradeId>,
}

impl Classification {
    /// Makes the classification of a type alone.
    pub const fn of(kind: FindingType) -> Self {
        Self { kind, grade: None }
    }
}

impl std::fmt::Display for Classification {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        match &self.grade {
            Some(grade) => write!(f, "{} ({grade})", self.kind.label()),
            None => f.write_str(self.kind.label()),
        }
    }
}

/// A grade as it is offered where one is chosen.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct OfferedGrade {
    /// The id, where it is one of the organisation's own.
    pub id: Option<GradeId>,
    /// Which type it is or counts as.
    pub kind: FindingType,
    /// What people call it.
    pub title: String,
    /// When a finding is of this grade.
    pub criteria: String,
    /// From issue to closure, in days, where there is a rule.
    pub days: Option<u16>,
}

impl OfferedGrade {
    /// Returns how a finding of this grade is classified.
    pub fn classification(&self) -> Classification {
        Classification {
            kind: self.kind,
            grade: self.id.clone(),
        }
    }

    /// Returns the word that commands know it by.
    pub fn word(&self) -> &str {
        self.id
            .as_ref()
            .map_or_else(|| self.kind.word(), GradeId::as_str)
    }
}

/// Says when a finding is of a type, where the organisation has written nothing of its own.
pub const fn default_criteria(kind: FindingType) -> &'static str {
    match kind {
        FindingType::Major => {
            "A requirement is not met, and it is in doubt that the management system reaches its intended results or that a \
             process is under control; or several minor ones on one requirement show together that it fails."
        }
        FindingType::Minor => {
            "A requirement is not met, and the effect is limited: the management system still reaches its intended results."
        }
        FindingType::Observation => {
            "The requirement is met on what was seen, and there are signs that it may not be for long. Never for a requirement \
             that is not met."
        }
        FindingType::Opportunity => {
            "The requirement is met, and it could be met better, more simply or more surely. Never for a requirement that is \
             not met."
        }
        FindingType::GoodPractice => {
            "What is done goes beyond the requirement, works, and could be taken up elsewhere."
        }
    }
}

/// Lists the grades by which an organisation grades, gravest first: its own ones of each type, or the type as it is.
pub fn offered(own: &[Grade], grading: &Grading, days: &Deadlines) -> Vec<OfferedGrade> {
    let mut offered = Vec::new();
    for kind in FindingType::ALL.iter().copied() {
        let written = grading.of(kind).trim();
        let plain = OfferedGrade {
            id: None,
            kind,
            title: kind.label().to_owned(),
            criteria: if written.is_empty() {
                default_criteria(kind).to_owned()
            } else {
                written.to_owned()
            },
            days: match kind {
                FindingType::Major => Some(days.major),
                FindingType::Minor => Some(days.minor),
                FindingType::Observation | FindingType::Opportunity | FindingType::GoodPractice => {
                    None
                }
            },
        };
        let before = offered.len();
        offered.extend(own.iter().filter(|grade| grade.kind == kind).map(|grade| {
            let (title, criteria) = (grade.title.trim(), grade.criteria.trim());
            let or = |own: &str, usual: &str| if own.is_empty() { usual } else { own }.to_owned();
            OfferedGrade {
                id: Some(grade.id.clone()),
                kind,
                title: or(title, grade.id.as_str()),
                criteria: or(criteria, &plain.criteria),
                days: grade.days.or(plain.days),
            }
        }));
        if offered.len() == before {
            offered.push(plain);
        }
    }
    offered
}

/// Says what is odd about an organisation's own grades.
pub fn oddities(own: &[Grade]) -> Vec<String> {
    let mut odd = Vec::new();
    for (at, grade) in own.iter().enumerate() {
        let before = own.get(..at).unwrap_or_default();
        if before.iter().any(|other| other.id == grade.id) {
            odd.push(format!("two grades are called {}", grade.id));
        }
        if grade.title.trim().is_empty() {
            odd.push(format!("the grade {} has no title", grade.id));
        }
        if grade.criteria.trim().is_empty() {
            odd.push(format!(
                "the grade {} has no criteria: write when a finding is of it",
                grade.id
            ));
        }
    }
    odd
}

impl Finding {
    /// Returns how it is classified.
    pub fn classification(&self) -> Classification {
        Classification {
            kind: self.kind,
            grade: self.grade.clone(),
        }
    }

    /// Finds its grade among those that are offered; none where a grade of the house is still to be chosen, or is not there.
    pub fn graded<'g>(&self, offered: &'g [OfferedGrade]) -> Option<&'g OfferedGrade> {
        offered
            .iter()
            .find(|grade| grade.kind == self.kind && grade.id == self.grade)
    }

    /// Returns until when it is to be closed by the rule for its grade, from the day on which it was issued; none where it was
    /// not, or where there is no rule.
    pub fn closure_due(&self, offered: &[OfferedGrade]) -> Option<Date> {
        let days = self.graded(offered)?.days?;
        let mut issued = self
            .history
            .iter()
            .filter(|entry| entry.to == FindingState::Issued);
        let day = issued.next()?.at.to_zoned(TimeZone::UTC).date();
        day.checked_add(i64::from(days).days()).ok()
    }

    /// Says what its grade is called: the title of the house, or the type.
    pub fn grade_label(&self, offered: &[OfferedGrade]) -> String {
        match self.graded(offered) {
            Some(grade) if grade.id.is_some() => {
                format!("{} ({})", grade.title, self.kind.label())
            }
            Some(_) | None => self.classification().to_string(),
        }
    }
}
