//! What follows from an answer: a finding in three parts (requirement, objective evidence, statement), graded, with its
//! life cycle and the guards on each step.

use std::collections::BTreeMap;

use jiff::civil::Date;
use serde::{Deserialize, Serialize};

use super::{
    action::CorrectiveAction,
    answer::Verdict,
    evidence::{CitationState, EvidenceLink},
    guard::{self, Reasons, Refusal, is_said},
    history::{HistoryEntry, Step},
    id::{ActionId, Criterion, EvidenceId, FindingId, RowKey},
    people::People,
    person::Person,
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

words! {
    /// Where a finding is in its life.
    pub enum FindingState: "finding state" {
        /// Being written.
        Draft = "draft", "draft";
        /// A nonconformity handed to the auditee.
        Issued = "issued", "issued";
        /// The auditee accepts the facts.
        Acknowledged = "acknowledged", "acknowledged";
        /// The auditee does not accept them, with a reason.
        Disputed = "disputed", "disputed";
        /// The auditee has answered with correction, cause and plan.
        Responded = "responded", "responded";
        /// The audit team accepts the answer.
        Accepted = "accepted", "accepted";
        /// The audit team sends the answer back.
        Returned = "returned", "returned";
        /// The actions are done.
        Implemented = "implemented", "implemented";
        /// Somebody independent has looked at the result.
        Verified = "verified", "verified";
        /// The matter is settled.
        Closed = "closed", "closed";
        /// Not upheld; stays on record.
        Withdrawn = "withdrawn", "withdrawn";
        /// Open again after it had been closed or verified.
        Reopened = "reopened", "reopened";
        /// An observation, opportunity or good practice handed to the auditee.
        Noted = "noted", "noted";
        /// The auditee will not act on an observation or opportunity.
        Declined = "declined", "declined";
        /// The auditee has acted on it.
        Done = "done", "done";
    }
}

impl FindingState {
    /// Tells whether nothing more is expected of anybody.
    pub const fn is_settled(self) -> bool {
        matches!(
            self,
            Self::Closed | Self::Withdrawn | Self::Declined | Self::Done
        )
    }

    /// Returns who has to move next, in the words of the home screen.
    pub const fn waiting_for(self) -> &'static str {
        match self {
            Self::Draft => "issue",
            Self::Issued => "acknowledgement",
            Self::Acknowledged | Self::Returned | Self::Reopened => "answer",
            Self::Disputed => "decision on the dispute",
            Self::Responded => "acceptance",
            Self::Accepted => "implementation",
            Self::Implemented => "verification",
            Self::Verified => "closure",
            Self::Noted => "decision",
            Self::Closed | Self::Withdrawn | Self::Declined | Self::Done => "nobody",
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
    /// Every step of its life.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub history: Vec<HistoryEntry<FindingState>>,
}

/// What the guards of a finding look at beside the finding itself.
#[derive(Debug, Clone, Copy)]
pub struct FindingContext<'a> {
    /// The corrective actions that answer it, withdrawn ones left out.
    pub actions: &'a [&'a CorrectiveAction],
    /// The state of each citation that was judged; one that is not here counts as resolved only if it is no file.
    pub citations: &'a BTreeMap<EvidenceId, CitationState>,
    /// The members of the audit team.
    pub team: &'a [Person],
    /// Who is whom.
    pub people: &'a People,
    /// The clauses and controls that cannot be a criterion, since they do not apply, each with the reason.
    pub inapplicable: &'a BTreeMap<Criterion, String>,
}

impl Finding {
    /// Makes a draft.
    pub fn draft(id: FindingId, kind: FindingType, step: &Step) -> Self {
        Self {
            schema: super::record::SCHEMA,
            id,
            kind,
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
            history: vec![step.entry(None, FindingState::Draft)],
        }
    }

    /// Lists the states that can follow by the life cycle, whatever the guards say.
    pub fn next_states(&self) -> &'static [FindingState] {
        use FindingState as S;
        if self.kind.is_nonconformity() {
            match self.state {
                S::Draft => &[S::Issued, S::Withdrawn],
                S::Issued => &[S::Acknowledged, S::Disputed, S::Withdrawn],
                S::Acknowledged | S::Returned | S::Reopened => &[S::Responded, S::Withdrawn],
                S::Disputed => &[S::Acknowledged, S::Withdrawn],
                S::Responded => &[S::Accepted, S::Returned, S::Withdrawn],
                S::Accepted => &[S::Implemented, S::Withdrawn],
                S::Implemented => &[S::Verified, S::Returned, S::Withdrawn],
                S::Verified => &[S::Closed, S::Reopened],
                S::Closed => &[S::Reopened],
                S::Withdrawn => &[],
                S::Noted | S::Declined | S::Done => &[S::Issued, S::Withdrawn],
            }
        } else {
            match self.state {
                S::Draft => &[S::Noted, S::Withdrawn],
                S::Noted => &[S::Accepted, S::Declined, S::Withdrawn],
                S::Accepted => &[S::Done, S::Withdrawn],
                S::Declined | S::Done => &[S::Reopened],
                S::Reopened => &[S::Accepted, S::Declined, S::Withdrawn],
                S::Withdrawn => &[],
                S::Issued
                | S::Acknowledged
                | S::Disputed
                | S::Responded
                | S::Returned
                | S::Implemented
                | S::Verified
                | S::Closed => &[S::Noted, S::Withdrawn],
            }
        }
    }

    /// Gives a draft another type, or says why not.
    ///
    /// Once it is handed over, the auditee has been told what it is and how grave; a graver or lighter finding is then
    /// another one, and this one is withdrawn with the reason.
    pub fn reclassified(&self, kind: FindingType) -> Result<Self, Refusal> {
        let mut reasons = Reasons::new();
        reasons.require(
            self.kind == kind || self.state == FindingState::Draft,
            "type",
            format!(
                "a finding that is {} keeps its type: withdraw it with a reason and raise another",
                self.state
            ),
        );
        reasons.verdict()?;
        Ok(Self {
            kind,
            ..self.clone()
        })
    }

    /// Returns who raised it: the author of the first history entry.
    pub fn raised_by(&self) -> Option<&Person> {
        self.history.first().map(|entry| &entry.by)
    }

    /// Moves the finding to a state, or says every reason why not.
    pub fn transition(
        &self,
        to: FindingState,
        step: &Step,
        context: &FindingContext<'_>,
    ) -> Result<Self, Refusal> {
        let mut reasons = Reasons::new();
        let next = self.next_states();
        reasons.require(next.contains(&to), "state", {
            let words: Vec<&str> = next.iter().map(|s| s.word()).collect();
            guard::no_step("a finding", self.state, &words, to)
        });
        self.check(to, step, context, &mut reasons);
        reasons.verdict()?;
        let mut moved = self.clone();
        moved.state = to;
        moved.history.push(step.entry(Some(self.state), to));
        Ok(moved)
    }

    fn check(
        &self,
        to: FindingState,
        step: &Step,
        context: &FindingContext<'_>,
        reasons: &mut Reasons,
    ) {
        use FindingState as S;
        let people = context.people;
        let on_team = people.has(context.team, &step.by);
        match to {
            S::Issued | S::Noted => self.check_issue(context, reasons),
            S::Disputed | S::Returned | S::Declined | S::Reopened => {
                reasons.require(is_said(&step.why), "why", format!("{to} needs a reason"));
            }
            S::Withdrawn => {
                reasons.require(is_said(&step.why), "why", "a withdrawal needs a reason");
                let second = self.state == S::Draft || !people.any_is(self.raised_by(), &step.by);
                reasons.require(
                    second,
                    "by",
                    "a withdrawal needs a second person: not the one who raised it",
                );
            }
            S::Responded => {
                reasons.require(
                    !context.actions.is_empty(),
                    "action",
                    "there is no corrective action yet",
                );
            }
            S::Accepted if self.kind.is_nonconformity() => {
                reasons.require(
                    !context.actions.is_empty(),
                    "action",
                    "there is no corrective action yet",
                );
                reasons.require(
                    on_team,
                    "by",
                    "only a member of the audit team can accept an answer",
                );
                for action in context.actions {
                    reasons.extend(action.plan_gaps());
                }
            }
            S::Implemented => {
                for action in context.actions {
                    reasons.extend(action.implementation_gaps());
                }
            }
            S::Verified => {
                for action in context.actions {
                    reasons.extend(action.verification_gaps(&step.by, step.today, people));
                }
            }
            S::Closed => {
                reasons.require(
                    on_team,
                    "by",
                    "only a member of the audit team can close a finding",
                );
                for action in context.actions {
                    reasons.extend(action.closure_gaps());
                }
            }
            S::Draft | S::Acknowledged | S::Accepted | S::Done => {}
        }
    }

    fn check_issue(&self, context: &FindingContext<'_>, reasons: &mut Reasons) {
        reasons.require(
            !self.criteria.is_empty() || !self.documents.is_empty(),
            "criteria",
            "no criterion is named",
        );
        for criterion in &self.criteria {
            let why = context.inapplicable.get(criterion);
            reasons.require(why.is_none(), "criteria", why.cloned().unwrap_or_default());
        }
        reasons.require(is_said(&self.title), "title", "it has no title");
        if self.kind.is_nonconformity() {
            reasons.require(
                is_said(&self.requirement),
                "requirement",
                "the requirement is missing",
            );
            reasons.require(
                is_said(&self.objective_evidence),
                "objective-evidence",
                "the objective evidence is missing",
            );
            reasons.require(
                is_said(&self.grade_reason),
                "grade-reason",
                "the reason for its grade is missing",
            );
            reasons.require(
                !self.evidence.is_empty(),
                "evidence",
                "no evidence is cited",
            );
        }
        reasons.require(
            is_said(&self.statement),
            "statement",
            "the statement is missing",
        );
        for link in &self.evidence {
            let lacking = link.shortcoming();
            reasons.require(lacking.is_none(), "evidence", {
                let lacking = lacking.unwrap_or_default();
                format!("evidence {} ({}) {lacking}", link.id, link.kind.label())
            });
            let resolves = match context.citations.get(&link.id) {
                Some(state) => state.resolves(),
                None => !link.kind.is_judged(),
            };
            reasons.require(resolves, "evidence", {
                let state = context.citations.get(&link.id);
                let why = state.map_or_else(|| "not checked".to_owned(), CitationState::phrase);
                format!("evidence {} does not resolve: {why}", link.subject())
            });
        }
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
