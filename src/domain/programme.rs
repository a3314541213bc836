//! The audit programme: which audits a period has, what for, and how often each clause, process and AI system is audited
//! (ISO 19011, 5; ISO/IEC 42001, 9.2.2).
//!
//! A planned audit is a row of the programme until the audit of its id is made; from then on that audit says how far it is.
//! What the audits come to together is in [`coverage`], what they leave out in [`gaps`].

pub mod coverage;
pub mod dates;
mod edit;
pub mod gaps;
mod subject;
#[cfg(test)]
mod tests;

use std::collections::BTreeMap;

use jiff::{Timestamp, civil::Date};
use serde::{Deserialize, Serialize};

pub use self::subject::Subject;

use super::{
    audit::{Audit, AuditState, Scope},
    guard::is_said,
    id::{AuditId, ChecklistId, Criterion},
    papers::WorkingPapers,
    pattern::PathPattern,
    person::Person,
};

/// How often everything is audited within the period where nothing else is said.
const USUALLY: u32 = 1;

/// Who answers for what in the programme.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub struct Responsibility {
    /// Who, by name or role.
    pub who: String,
    /// For what.
    pub what: String,
}

/// What may go wrong with the programme itself.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub struct ProgrammeRisk {
    /// What.
    pub what: String,
    /// What is done about it.
    #[serde(default, skip_serializing_if = "String::is_empty")]
    pub treatment: String,
}

/// How often something is audited, where that is not as often as all else.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub struct Frequency {
    /// What: a clause with all below it, a process, an AI system.
    pub of: Subject,
    /// How many audits of the period look at it.
    pub times: u32,
    /// Why, such as its risk or what earlier audits found.
    #[serde(default, skip_serializing_if = "String::is_empty")]
    pub why: String,
}

/// That a planned audit is not done.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub struct Dropped {
    /// Why.
    pub why: String,
    /// Who decided.
    pub by: Person,
    /// When.
    pub at: Timestamp,
}

/// An audit of the programme.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub struct PlannedAudit {
    /// The id that the audit has once it is made.
    pub id: AuditId,
    /// The title.
    pub title: String,
    /// The first day.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub start: Option<Date>,
    /// The last day.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub end: Option<Date>,
    /// What it is to find out.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub objectives: Vec<String>,
    /// What is looked at, in a sentence or two.
    #[serde(default, skip_serializing_if = "String::is_empty")]
    pub scope: String,
    /// The checklists.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub checklists: Vec<ChecklistId>,
    /// The clauses and controls that it is limited to, those below them included; all of them when empty.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub only: Vec<Criterion>,
    /// The processes.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub processes: Vec<String>,
    /// The AI systems.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub ai_systems: Vec<String>,
    /// The audit team leader.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub lead: Option<Person>,
    /// The other auditors.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub auditors: Vec<Person>,
    /// What of the repository belongs to what is audited: who has worked there is no auditor of it.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub paths: Vec<PathPattern>,
    /// That it is not done; it stays in the programme with the reason.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub dropped: Option<Dropped>,
}

/// The audit programme.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub struct Programme {
    /// The version of the record format.
    pub schema: u32,
    /// The title.
    #[serde(default, skip_serializing_if = "String::is_empty")]
    pub title: String,
    /// The first day of the period.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub start: Option<Date>,
    /// The last day of the period.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub end: Option<Date>,
    /// What the programme is to reach.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub objectives: Vec<String>,
    /// What decides how often and how deeply something is audited.
    #[serde(default, skip_serializing_if = "String::is_empty")]
    pub risk_basis: String,
    /// How audits are done.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub methods: Vec<String>,
    /// The checklists whose clauses and controls the period is to cover; those of its audits when empty.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub checklists: Vec<ChecklistId>,
    /// How many audits of the period look at each clause, process and AI system; 1 when left out.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub times: Option<u32>,
    /// What the period is to cover beside clauses.
    #[serde(default)]
    pub scope: Scope,
    /// Who answers for what.
    #[serde(
        default,
        rename = "responsibility",
        skip_serializing_if = "Vec::is_empty"
    )]
    pub responsibilities: Vec<Responsibility>,
    /// What may go wrong with the programme itself.
    #[serde(default, rename = "risk", skip_serializing_if = "Vec::is_empty")]
    pub risks: Vec<ProgrammeRisk>,
    /// What is audited more often, or less.
    #[serde(default, rename = "frequency", skip_serializing_if = "Vec::is_empty")]
    pub frequencies: Vec<Frequency>,
    /// The audits.
    #[serde(default, rename = "audit", skip_serializing_if = "Vec::is_empty")]
    pub audits: Vec<PlannedAudit>,
}

/// How it stands with an audit of the programme.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Standing<'a> {
    /// It is not done, for this reason.
    Dropped(&'a str),
    /// It is not made yet, and need not be.
    Planned,
    /// It was to begin, and is not made.
    Late,
    /// It is made.
    Made(&'a Audit),
}

impl Standing<'_> {
    /// Returns the words that a person reads.
    pub const fn label(&self) -> &'static str {
        match self {
            Self::Dropped(_) => "dropped",
            Self::Planned => "not made yet",
            Self::Late => "late: not made",
            Self::Made(audit) => audit.state.label(),
        }
    }

    /// Returns the word of JSON.
    pub const fn word(&self) -> &'static str {
        match self {
            Self::Dropped(_) => "dropped",
            Self::Planned => "not-made",
            Self::Late => "late",
            Self::Made(audit) => audit.state.word(),
        }
    }

    /// Tells whether its report is out.
    pub const fn is_done(&self) -> bool {
        match self {
            Self::Made(audit) => audit.state.is_out(),
            Self::Dropped(_) | Self::Planned | Self::Late => false,
        }
    }
}

impl PlannedAudit {
    /// Plans an audit of which nothing but id and title is said.
    pub fn new(id: AuditId, title: String) -> Self {
        Self {
            id,
            title,
            start: None,
            end: None,
            objectives: Vec::new(),
            scope: String::new(),
            checklists: Vec::new(),
            only: Vec::new(),
            processes: Vec::new(),
            ai_systems: Vec::new(),
            lead: None,
            auditors: Vec::new(),
            paths: Vec::new(),
            dropped: None,
        }
    }

    /// Says how it stands with it, by the audits that there are.
    pub fn standing<'a>(
        &'a self,
        made: &'a BTreeMap<AuditId, WorkingPapers>,
        today: Date,
    ) -> Standing<'a> {
        if let Some(dropped) = &self.dropped {
            return Standing::Dropped(&dropped.why);
        }
        match made.get(&self.id) {
            Some(papers) => Standing::Made(&papers.audit),
            None if self.start.is_some_and(|start| start < today) => Standing::Late,
            None => Standing::Planned,
        }
    }

    /// Says its dates in words.
    pub fn dates(&self) -> String {
        match (self.start, self.end) {
            (Some(start), Some(end)) => format!("{start} to {end}"),
            (Some(start), None) => format!("from {start}"),
            (None, Some(end)) => format!("to {end}"),
            (None, None) => "no date".to_owned(),
        }
    }

    /// Lists leader and auditors.
    pub fn team(&self) -> Vec<Person> {
        self.lead.iter().chain(&self.auditors).cloned().collect()
    }
}

impl Programme {
    /// Begins a programme that says nothing but its period.
    pub fn new(start: Option<Date>, end: Option<Date>) -> Self {
        Self {
            schema: super::record::SCHEMA,
            title: String::new(),
            start,
            end,
            objectives: Vec::new(),
            risk_basis: String::new(),
            methods: Vec::new(),
            checklists: Vec::new(),
            times: None,
            scope: Scope::default(),
            responsibilities: Vec::new(),
            risks: Vec::new(),
            frequencies: Vec::new(),
            audits: Vec::new(),
        }
    }

    /// Finds an audit of the programme.
    pub fn audit(&self, id: &AuditId) -> Option<&PlannedAudit> {
        self.audits.iter().find(|audit| audit.id == *id)
    }

    /// Returns how often all is audited of which nothing else is said.
    pub fn usual_times(&self) -> u32 {
        self.times.unwrap_or(USUALLY)
    }

    /// Tells whether a day is within the period; without a first or last day there is no limit on that side.
    pub fn has(&self, day: Date) -> bool {
        self.start.is_none_or(|start| start <= day) && self.end.is_none_or(|end| day <= end)
    }

    /// Says the period in words.
    pub fn period(&self) -> String {
        match (self.start, self.end) {
            (Some(start), Some(end)) => format!("{start} to {end}"),
            (Some(start), None) => format!("from {start}"),
            (None, Some(end)) => format!("to {end}"),
            (None, None) => "no period".to_owned(),
        }
    }

    /// Counts the audits that are to be done, and those whose report is out.
    pub fn done(&self, made: &BTreeMap<AuditId, WorkingPapers>, today: Date) -> (usize, usize) {
        let standing: Vec<Standing<'_>> = self
            .audits
            .iter()
            .map(|audit| audit.standing(made, today))
            .filter(|standing| !matches!(standing, Standing::Dropped(_)))
            .collect();
        let done = standing.iter().filter(|standing| standing.is_done());
        (standing.len(), done.count())
    }

    /// Lists what a programme says and this one does not, each as a short sentence.
    pub fn unsaid(&self) -> Vec<&'static str> {
        let parts = [
            (
                self.start.is_some() && self.end.is_some(),
                "the period has no first or no last day",
            ),
            (!self.objectives.is_empty(), "it has no objectives"),
            (
                is_said(&self.risk_basis) || !self.frequencies.is_empty(),
                "it does not say by which risks audits are planned",
            ),
            (
                !self.responsibilities.is_empty(),
                "it does not say who answers for what",
            ),
            (!self.methods.is_empty(), "it names no methods"),
            (
                !self.risks.is_empty(),
                "it does not say what may go wrong with it",
            ),
        ];
        let unsaid = parts.into_iter().filter(|(is_there, _)| !is_there);
        unsaid.map(|(_, what)| what).collect()
    }
}

/// Returns the day on which an audit counts: its first day, or the day on which it was planned.
pub fn day_of(audit: &Audit) -> Option<Date> {
    let planned = || {
        let first = audit.history.first()?;
        Some(first.at.to_zoned(jiff::tz::TimeZone::UTC).date())
    };
    audit.start.or_else(planned)
}

/// Tells whether what an audit of this state has not answered is still to come.
const fn goes_on(state: AuditState) -> bool {
    !state.is_out()
}
