//! What was found out: a verdict, a note, how and with whom, and the evidence, for each question.

mod by_system;

use jiff::Timestamp;
use serde::{Deserialize, Serialize};

use super::{
    audit::AuditMode,
    evidence::EvidenceLink,
    id::{ChecklistId, QuestionId, Ref},
    maturity::{Maturity, Rating},
    person::Person,
};

pub use self::by_system::{SystemAnswer, SystemCount, called};

words! {
    /// The auditor's judgement on one question. A row without one is unanswered.
    pub enum Verdict: "verdict" {
        /// The criterion is met.
        Conforming = "conforming", "conforming";
        /// The criterion is not met.
        Nonconforming = "nonconforming", "nonconforming";
        /// Met, but something is worth noting.
        Observation = "observation", "observation";
        /// Met, and could be done better.
        Opportunity = "opportunity", "opportunity for improvement";
        /// Met in a way that others could learn from.
        GoodPractice = "good-practice", "good practice";
        /// Does not apply here; needs a reason.
        NotApplicable = "not-applicable", "not applicable";
        /// Was not looked at in this audit; needs a reason.
        NotAudited = "not-audited", "not audited";
    }
}

impl Verdict {
    /// Tells whether the verdict stands only with a reason.
    pub const fn needs_reason(self) -> bool {
        matches!(self, Self::NotApplicable | Self::NotAudited)
    }
}

words! {
    /// How the answer was obtained.
    pub enum Method: "method" {
        /// Talking to people.
        Interview = "interview", "interview";
        /// Watching it happen.
        Observation = "observation", "observation";
        /// Reading documents and records.
        DocumentReview = "document-review", "document review";
        /// Looking at a sample.
        Sample = "sample", "sample";
        /// Doing it again.
        Reperformance = "re-performance", "re-performance";
    }
}

/// The record of one clause or control: an answer for each question that was touched.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub struct AnswerSheet {
    /// The version of the record format.
    pub schema: u32,
    /// The checklist.
    pub checklist: ChecklistId,
    /// The clause or control.
    #[serde(rename = "ref")]
    pub reference: Ref,
    /// The answers, in the order in which they were first given.
    #[serde(default, rename = "answer", skip_serializing_if = "Vec::is_empty")]
    pub answers: Vec<Answer>,
}

/// The answer to one question.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub struct Answer {
    /// The question.
    #[serde(rename = "id")]
    pub question: QuestionId,
    /// The judgement; none yet while only a note or evidence is there.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub verdict: Option<Verdict>,
    /// How far the practice is, in a gap analysis.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub maturity: Option<Maturity>,
    /// How far it is to be, where that differs from the audit's target.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub target: Option<Maturity>,
    /// Whether the row is answered by itself, although another row asks the same; see [`shared`](super::shared).
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub apart: bool,
    /// Why, where the verdict needs a reason.
    #[serde(default, skip_serializing_if = "String::is_empty")]
    pub reason: String,
    /// What was heard and seen.
    #[serde(default, skip_serializing_if = "String::is_empty")]
    pub note: String,
    /// How it was obtained.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub methods: Vec<Method>,
    /// Whom the auditor met, by role.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub people: Vec<String>,
    /// Who gave the answer last.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub by: Option<Person>,
    /// When (UTC).
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub at: Option<Timestamp>,
    /// What shows it.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub evidence: Vec<EvidenceLink>,
    /// What was found of single AI systems, in the order in which they were first answered.
    #[serde(default, rename = "system", skip_serializing_if = "Vec::is_empty")]
    pub systems: Vec<SystemAnswer>,
}

impl Answer {
    /// Makes an empty answer.
    pub fn to(question: QuestionId) -> Self {
        Self {
            question,
            verdict: None,
            maturity: None,
            target: None,
            apart: false,
            reason: String::new(),
            note: String::new(),
            methods: Vec::new(),
            people: Vec::new(),
            by: None,
            at: None,
            evidence: Vec::new(),
            systems: Vec::new(),
        }
    }

    /// Tells whether the row is done: judged, or in a gap analysis rated or set aside.
    pub fn is_settled(&self, mode: AuditMode) -> bool {
        match mode {
            AuditMode::Conformity => self.verdict.is_some(),
            AuditMode::GapAnalysis => self.maturity.is_some() || self.is_set_aside(),
        }
    }

    /// Tells whether the row is not applicable or was not audited.
    pub fn is_set_aside(&self) -> bool {
        self.verdict.is_some_and(Verdict::needs_reason)
    }

    /// Returns the maturity as it counts: none for a row that is set aside, whatever it was rated before.
    pub fn rating(&self, usual: Maturity) -> Option<Rating> {
        let maturity = self.maturity.filter(|_| !self.is_set_aside())?;
        Some(Rating {
            maturity,
            target: self.target.unwrap_or(usual),
        })
    }

    /// Tells whether nothing is said in it but that it is to be answered apart.
    pub fn says_nothing_but_apart(&self) -> bool {
        let mut rest = self.clone();
        rest.apart = false;
        rest.is_empty()
    }

    /// Tells whether nothing is said in it.
    pub fn is_empty(&self) -> bool {
        self.verdict.is_none()
            && self.maturity.is_none()
            && self.target.is_none()
            && !self.apart
            && self.reason.is_empty()
            && self.note.is_empty()
            && self.methods.is_empty()
            && self.people.is_empty()
            && self.evidence.is_empty()
            && self.systems.is_empty()
    }
}

impl AnswerSheet {
    /// Makes a sheet without answers.
    pub fn new(checklist: ChecklistId, reference: Ref) -> Self {
        Self {
            schema: super::record::SCHEMA,
            checklist,
            reference,
            answers: Vec::new(),
        }
    }

    /// Finds the answer to a question.
    pub fn answer(&self, question: &QuestionId) -> Option<&Answer> {
        self.answers.iter().find(|a| &a.question == question)
    }

    /// Puts an answer in its place; an empty one is taken out.
    pub fn put(&mut self, answer: Answer) {
        let at = self
            .answers
            .iter_mut()
            .find(|a| a.question == answer.question);
        match at {
            _ if answer.is_empty() => self.answers.retain(|a| a.question != answer.question),
            Some(place) => *place = answer,
            None => self.answers.push(answer),
        }
    }
}
