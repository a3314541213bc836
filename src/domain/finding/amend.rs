//! What the auditee was told, and how it is changed afterwards: by amendment, with a reason and what stood there before.

use jiff::Timestamp;
use serde::{Deserialize, Serialize};

use crate::domain::{
    evidence::EvidenceLink,
    guard::{Reason, Reasons, Refusal, is_said},
    history::Step,
    people::People,
    person::Person,
};

use super::{Finding, FindingState};

words! {
    /// A part of a finding that is held fast from some state on.
    pub enum ToldField: "field of a finding" {
        /// The title.
        Title = "title", "title";
        /// The clauses and controls.
        Criteria = "criteria", "criteria";
        /// Own documents that are criteria.
        Documents = "documents", "own documents";
        /// Where it was found.
        Where = "where", "place";
        /// The first part.
        Requirement = "requirement", "requirement";
        /// The second part.
        ObjectiveEvidence = "objective-evidence", "objective evidence";
        /// The third part.
        Statement = "statement", "statement";
        /// What follows from it.
        Consequence = "consequence", "consequence";
        /// Why that grade.
        GradeReason = "grade-reason", "reason for its grade";
        /// What is cited.
        Evidence = "evidence", "evidence";
        /// Until when the auditee answers.
        ResponseDue = "response-due", "date of the answer";
        /// What the auditee says.
        Response = "response", "response";
    }
}

impl ToldField {
    /// Tells whether a state holds it fast, in the life of a nonconformity or of another finding.
    ///
    /// What the auditee was told is held from the step on that hands the finding over. The auditee's response is free until it
    /// is accepted, and again when it was returned; the date until which it is due, until there is a response.
    pub const fn is_held(self, state: FindingState, is_nonconformity: bool) -> bool {
        use FindingState as S;
        match self {
            Self::Title
            | Self::Criteria
            | Self::Documents
            | Self::Where
            | Self::Requirement
            | Self::ObjectiveEvidence
            | Self::Statement
            | Self::Consequence
            | Self::GradeReason
            | Self::Evidence => !matches!(state, S::Draft),
            Self::Response => match state {
                S::Accepted => is_nonconformity,
                S::Implemented | S::Verified | S::Closed | S::Withdrawn | S::Declined | S::Done => {
                    true
                }
                S::Draft
                | S::Issued
                | S::Acknowledged
                | S::Disputed
                | S::Upheld
                | S::Responded
                | S::Returned
                | S::Reopened
                | S::Noted => false,
            },
            Self::ResponseDue => match state {
                S::Responded
                | S::Accepted
                | S::Implemented
                | S::Verified
                | S::Closed
                | S::Withdrawn
                | S::Declined
                | S::Done => true,
                S::Draft
                | S::Issued
                | S::Acknowledged
                | S::Disputed
                | S::Upheld
                | S::Returned
                | S::Reopened
                | S::Noted => false,
            },
        }
    }

    /// Tells whether it is what the auditee was told, and so the audit team's to amend; his response is his own.
    pub const fn is_the_teams(self) -> bool {
        match self {
            Self::Title
            | Self::Criteria
            | Self::Documents
            | Self::Where
            | Self::Requirement
            | Self::ObjectiveEvidence
            | Self::Statement
            | Self::Consequence
            | Self::GradeReason
            | Self::Evidence => true,
            Self::ResponseDue | Self::Response => false,
        }
    }

    /// Returns the name of the record's key, as reasons have it.
    pub const fn key(self) -> &'static str {
        self.word()
    }

    /// Says why it cannot be changed just so.
    pub fn why_held(self) -> String {
        match self {
            Self::Response => {
                "the response is what was accepted: amend it with a reason".to_owned()
            }
            Self::ResponseDue => {
                "the date of the answer stands, since there is an answer: amend it with a reason"
                    .to_owned()
            }
            Self::Criteria | Self::Documents => format!(
                "the {} are what the auditee was told: amend them with a reason",
                self.label()
            ),
            Self::GradeReason => "the reason for its grade is what the auditee was told: amend it, or give the finding \
                 another grade, with a reason"
                .to_owned(),
            Self::Title
            | Self::Where
            | Self::Requirement
            | Self::ObjectiveEvidence
            | Self::Statement
            | Self::Consequence
            | Self::Evidence => format!(
                "the {} is what the auditee was told: amend it with a reason",
                self.label()
            ),
        }
    }
}

/// A change of something that was held fast. Never taken out.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub struct Amendment {
    /// When (UTC, whole seconds).
    pub at: Timestamp,
    /// Who did it.
    pub by: Person,
    /// What was changed.
    pub field: ToldField,
    /// What stood there before; of a citation its id and what it cited.
    #[serde(default, skip_serializing_if = "String::is_empty")]
    pub was: String,
    /// Why.
    pub why: String,
}

impl Amendment {
    /// Says what it was: `statement amended`.
    pub fn told(&self) -> String {
        match self.field {
            ToldField::Evidence => format!("evidence amended, before {}", self.was),
            field => format!("{} amended", field.label()),
        }
    }
}

/// Says what a citation was, for the amendment that changes it or takes it out.
pub(super) fn cited(link: &EvidenceLink) -> String {
    match link.pin() {
        Some(pin) => format!("{} {}", link.id, pin.told()),
        None => format!("{} {}", link.id, link.subject()),
    }
}

/// Tells whether an amendment of the evidence is about a citation.
pub(super) fn is_about(amendment: &Amendment, link: &EvidenceLink) -> bool {
    let rest = amendment.was.strip_prefix(link.id.as_str());
    amendment.field == ToldField::Evidence && rest.is_some_and(|rest| rest.starts_with(' '))
}

impl Finding {
    /// Returns a part as text, as an amendment keeps it.
    pub fn told(&self, field: ToldField) -> String {
        match field {
            ToldField::Title => self.title.clone(),
            ToldField::Criteria => {
                let criteria: Vec<String> = self.criteria.iter().map(ToString::to_string).collect();
                criteria.join(", ")
            }
            ToldField::Documents => self.documents.join("\n"),
            ToldField::Where => self.place.clone(),
            ToldField::Requirement => self.requirement.clone(),
            ToldField::ObjectiveEvidence => self.objective_evidence.clone(),
            ToldField::Statement => self.statement.clone(),
            ToldField::Consequence => self.consequence.clone(),
            ToldField::GradeReason => self.grade_reason.clone(),
            ToldField::Evidence => {
                let cited: Vec<String> = self.evidence.iter().map(cited).collect();
                cited.join("\n")
            }
            ToldField::ResponseDue => self
                .response_due
                .map_or_else(String::new, |date| date.to_string()),
            ToldField::Response => self.response.clone(),
        }
    }

    /// Tells whether a part is held fast now.
    pub const fn holds(&self, field: ToldField) -> bool {
        field.is_held(self.state, self.kind.is_nonconformity())
    }

    /// Lists why this person cannot amend these parts of the finding as it is.
    ///
    /// What the auditee was told is amended by somebody of the audit team, with a reason. What is settled is reopened first.
    pub fn amendment_gaps(
        &self,
        fields: &[ToldField],
        step: &Step,
        team: &[Person],
        people: &People,
    ) -> Vec<Reason> {
        let mut gaps = Reasons::new();
        gaps.require(
            self.state != FindingState::Draft,
            "state",
            "a draft is written freely and needs no amendment",
        );
        gaps.require(
            !self.state.is_settled(),
            "state",
            match self.state {
                FindingState::Withdrawn => "a withdrawn finding stays as it is".to_owned(),
                state => format!(
                    "a finding that is {} is amended no more: reopen it first, with a reason",
                    state.label()
                ),
            },
        );
        gaps.require(is_said(&step.why), "why", "an amendment needs a reason");
        let is_told = fields.iter().any(|field| field.is_the_teams());
        gaps.require(
            !is_told || people.has(team, &step.by),
            "by",
            "only a member of the audit team can amend what the auditee was told",
        );
        gaps.into_vec()
    }

    /// Lists why this person cannot pin anew what the finding cites: what was handed over rests on it as it was seen.
    pub fn repin_gaps(&self, by: &Person, team: &[Person], people: &People) -> Vec<Reason> {
        let mut gaps = Reasons::new();
        gaps.require(
            self.state == FindingState::Draft || people.has(team, by),
            "by",
            "only a member of the audit team can pin anew what a finding cites that was handed over",
        );
        gaps.into_vec()
    }

    /// Changes what was held fast, and keeps what stood there before; or says every reason why not.
    ///
    /// What the auditee was told is amended by somebody of the audit team. What is settled is reopened first.
    pub fn amended(
        &self,
        change: impl FnOnce(&mut Self),
        step: &Step,
        team: &[Person],
        people: &People,
    ) -> Result<Self, Refusal> {
        let mut reasons = Reasons::new();
        let mut after = self.clone();
        change(&mut after);
        let mut amended: Vec<(ToldField, String)> = Vec::new();
        for field in ToldField::ALL.iter().copied().filter(|f| self.holds(*f)) {
            if field == ToldField::Evidence {
                let changed = self.evidence.iter().filter(|old| {
                    let new = after.evidence.iter().find(|link| link.id == old.id);
                    !new.is_some_and(|new| old.goes_on_as(new))
                });
                amended.extend(changed.map(|old| (field, cited(old))));
            } else if self.told(field) != after.told(field) {
                amended.push((field, self.told(field)));
            }
        }
        let fields: Vec<ToldField> = amended.iter().map(|(field, _)| *field).collect();
        reasons.extend(self.amendment_gaps(&fields, step, team, people));
        reasons.verdict()?;
        let kept = amended.into_iter().map(|(field, was)| Amendment {
            at: step.at,
            by: step.by.clone(),
            field,
            was,
            why: step.why.trim().to_owned(),
        });
        after.amendments.extend(kept);
        let unlawful: Vec<Reason> = self.unlawful_edits(&after);
        if unlawful.is_empty() {
            Ok(after)
        } else {
            Err(Refusal { reasons: unlawful })
        }
    }
}
