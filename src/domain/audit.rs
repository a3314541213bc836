//! The frame of an audit: objectives, scope, criteria, team, dates, state, conclusion (ISO 19011).

mod assigning;
mod conclusion;
mod edits;
mod guards;
mod meeting;
mod sides;
mod team;

use jiff::civil::Date;
use serde::{Deserialize, Serialize};

use super::{
    guard::{self, Reasons, Refusal, is_said},
    history::{HistoryEntry, Step},
    id::{AuditId, ChecklistId, Criterion, Ref, RowKey},
    independence::Safeguard,
    maturity::Maturity,
    pattern::PathPattern,
    people::People,
    person::Person,
};

pub use self::{
    conclusion::ObjectiveConclusion,
    meeting::{Meeting, MeetingKind},
};

words! {
    /// Where an audit is in its life.
    pub enum AuditState: "audit state" {
        /// Planned, not begun.
        Planned = "planned", "planned";
        /// Evidence is being collected.
        Fieldwork = "fieldwork", "fieldwork";
        /// Conclusions are being drawn and the report written.
        Reporting = "reporting", "reporting";
        /// The report is out.
        Issued = "issued", "issued";
        /// Corrective actions are being followed up.
        FollowUp = "follow-up", "follow-up";
        /// The audit is complete.
        Closed = "closed", "closed";
    }
}

impl AuditState {
    /// Tells whether the report is out.
    pub const fn is_out(self) -> bool {
        match self {
            Self::Planned | Self::Fieldwork | Self::Reporting => false,
            Self::Issued | Self::FollowUp | Self::Closed => true,
        }
    }

    /// Lists the states that can follow by the life cycle, whatever the guards say; the way forward comes first.
    pub const fn next(self) -> &'static [Self] {
        match self {
            Self::Planned => &[Self::Fieldwork],
            Self::Fieldwork => &[Self::Reporting],
            Self::Reporting => &[Self::Issued, Self::Fieldwork],
            Self::Issued => &[Self::FollowUp, Self::Closed],
            Self::FollowUp => &[Self::Closed],
            Self::Closed => &[Self::FollowUp],
        }
    }
}

words! {
    /// What an audit judges.
    pub enum AuditMode: "audit mode" {
        /// Whether criteria are met: a verdict a row.
        Conformity = "conformity", "conformity";
        /// How far practice is: a maturity a row, against a target.
        GapAnalysis = "gap-analysis", "gap analysis";
    }
}

words! {
    /// Where it was decided that a clause is left out.
    pub enum ExclusionSource: "source of an exclusion" {
        /// In the plan of the audit.
        Plan = "plan", "the plan";
        /// In the statement of applicability.
        Applicability = "statement-of-applicability", "the statement of applicability";
    }
}

words! {
    /// What a person does in an audit team.
    pub enum TeamRole: "team role" {
        /// The audit team leader.
        Lead = "lead", "audit team leader";
        /// An auditor.
        Auditor = "auditor", "auditor";
        /// A technical expert; does not audit.
        Expert = "expert", "technical expert";
        /// An observer; does not audit.
        Observer = "observer", "observer";
    }
}

/// A member of the audit team.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub struct TeamMember {
    /// Who.
    pub person: Person,
    /// As what.
    pub role: TeamRole,
}

/// What the audit looks at.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub struct Scope {
    /// The extent and limits in a sentence or two.
    #[serde(default, skip_serializing_if = "String::is_empty")]
    pub text: String,
    /// Organizational units.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub units: Vec<String>,
    /// Processes.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub processes: Vec<String>,
    /// Sites, virtual ones included.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub sites: Vec<String>,
    /// AI systems.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub ai_systems: Vec<String>,
}

/// A clause or control that the audit leaves out.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub struct Exclusion {
    /// The checklist.
    pub checklist: ChecklistId,
    /// The clause or control; everything below it is left out too.
    #[serde(rename = "ref")]
    pub reference: Ref,
    /// Why.
    pub reason: String,
    /// Where that was decided; in the plan when left out.
    #[serde(default = "in_the_plan", skip_serializing_if = "is_in_the_plan")]
    pub source: ExclusionSource,
}

fn in_the_plan() -> ExclusionSource {
    ExclusionSource::Plan
}

#[expect(clippy::trivially_copy_pass_by_ref, reason = "serde asks for it")]
fn is_in_the_plan(source: &ExclusionSource) -> bool {
    *source == ExclusionSource::Plan
}

/// Who audits which clauses.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub struct Assignment {
    /// The auditor.
    pub auditor: Person,
    /// The checklist.
    pub checklist: ChecklistId,
    /// The clauses or controls; those below them are meant too.
    pub refs: Vec<Ref>,
    /// The area: what of the repository belongs to it, known before anything of it is cited.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub paths: Vec<PathPattern>,
}

/// What the organization asks of its audits.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub struct AuditRules {
    /// Whether a row may be conforming only with evidence or a note of where it was seen.
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub conforming_needs_evidence: bool,
    /// Whether rows that several standards ask alike are answered one by one all the same.
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub answer_apart: bool,
}

impl AuditRules {
    fn is_default(&self) -> bool {
        *self == Self::default()
    }
}

/// An audit.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub struct Audit {
    /// The version of the record format.
    pub schema: u32,
    /// The id: the slug that is also the name of its folder.
    pub id: AuditId,
    /// The title.
    pub title: String,
    /// The state; equals `to` of the last history entry.
    pub state: AuditState,
    /// What it judges; conformity when left out.
    #[serde(default = "conformity", skip_serializing_if = "is_conformity")]
    pub mode: AuditMode,
    /// The maturity that a gap analysis aims at; 3 when left out.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub target: Option<Maturity>,
    /// What it is to find out.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub objectives: Vec<String>,
    /// The checklists it is done against, in the order of the walk.
    #[serde(default)]
    pub checklists: Vec<ChecklistId>,
    /// The clauses and controls that it is limited to, those below them included; all of them when empty.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub only: Vec<Criterion>,
    /// The rows that it is limited to, as a follow-up is to those with open findings; all of them when empty.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub rows: Vec<RowKey>,
    /// The audit that it was carried over from; what was answered there is shown beside each row.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub from: Option<AuditId>,
    /// Further criteria: own documents, contracts, law.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub criteria: Vec<String>,
    /// Who asked for it.
    #[serde(default, skip_serializing_if = "String::is_empty")]
    pub client: String,
    /// Who is audited: by role or unit, or a person as `Name <mail>`, who may answer to findings.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub auditees: Vec<String>,
    /// The first day of the fieldwork.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub start: Option<Date>,
    /// The last day of the fieldwork.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub end: Option<Date>,
    /// The first day of the period that is looked at.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub period_start: Option<Date>,
    /// The last day of that period.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub period_end: Option<Date>,
    /// How it is done, on site or remote.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub methods: Vec<String>,
    /// Degree of conformity and effect, weighed against the objectives.
    #[serde(default, skip_serializing_if = "String::is_empty")]
    pub conclusion: String,
    /// Opinions that stayed divided.
    #[serde(default, skip_serializing_if = "String::is_empty")]
    pub divided_opinions: String,
    /// Areas that were in scope and not covered.
    #[serde(default, skip_serializing_if = "String::is_empty")]
    pub not_covered: String,
    /// Whom the report goes to, by role or name.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub distribution: Vec<String>,
    /// What is looked at.
    #[serde(default)]
    pub scope: Scope,
    /// What the organization asks of the audit.
    #[serde(default, skip_serializing_if = "AuditRules::is_default")]
    pub rules: AuditRules,
    /// The audit team.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub team: Vec<TeamMember>,
    /// What is left out.
    #[serde(default, rename = "exclusion", skip_serializing_if = "Vec::is_empty")]
    pub exclusions: Vec<Exclusion>,
    /// Who audits what.
    #[serde(default, rename = "assignment", skip_serializing_if = "Vec::is_empty")]
    pub assignments: Vec<Assignment>,
    /// What keeps the audit impartial where an auditor has worked on what is audited.
    #[serde(
        default,
        rename = "independence",
        skip_serializing_if = "Vec::is_empty"
    )]
    pub safeguards: Vec<Safeguard>,
    /// The meetings.
    #[serde(default, rename = "meeting", skip_serializing_if = "Vec::is_empty")]
    pub meetings: Vec<Meeting>,
    /// What is concluded against each objective.
    #[serde(
        default,
        rename = "objective-conclusion",
        skip_serializing_if = "Vec::is_empty"
    )]
    pub conclusions: Vec<ObjectiveConclusion>,
    /// Every step of its life.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub history: Vec<HistoryEntry<AuditState>>,
}

fn conformity() -> AuditMode {
    AuditMode::Conformity
}

#[expect(clippy::trivially_copy_pass_by_ref, reason = "serde asks for it")]
fn is_conformity(mode: &AuditMode) -> bool {
    *mode == AuditMode::Conformity
}

/// What the guards of an audit look at beside the audit itself.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct AuditContext {
    /// Rows without a verdict.
    pub unanswered: usize,
    /// Rows not applicable or not audited without a reason.
    pub without_reason: usize,
    /// Findings still in draft.
    pub drafts: usize,
    /// Nonconformities neither closed nor withdrawn.
    pub open_nonconformities: usize,
    /// Citations that are gone, missing or do not hash to the record.
    pub lost_evidence: usize,
    /// Auditors who worked on what is audited, each matter once, without a safeguard.
    pub conflicts: usize,
    /// The records that cannot be read, each with its place and what is wrong there.
    pub unreadable: Vec<String>,
}

impl Audit {
    /// Makes a planned audit.
    pub fn plan(id: AuditId, title: String, checklists: Vec<ChecklistId>, step: &Step) -> Self {
        Self {
            schema: super::record::SCHEMA,
            id,
            title,
            state: AuditState::Planned,
            mode: AuditMode::Conformity,
            target: None,
            objectives: Vec::new(),
            checklists,
            only: Vec::new(),
            rows: Vec::new(),
            from: None,
            criteria: Vec::new(),
            client: String::new(),
            auditees: Vec::new(),
            start: None,
            end: None,
            period_start: None,
            period_end: None,
            methods: Vec::new(),
            conclusion: String::new(),
            divided_opinions: String::new(),
            not_covered: String::new(),
            distribution: Vec::new(),
            scope: Scope::default(),
            rules: AuditRules::default(),
            team: Vec::new(),
            exclusions: Vec::new(),
            assignments: Vec::new(),
            safeguards: Vec::new(),
            meetings: Vec::new(),
            conclusions: Vec::new(),
            history: vec![step.entry(None, AuditState::Planned)],
        }
    }

    /// Returns the maturity that rows without a target of their own are to reach.
    pub fn usual_target(&self) -> Maturity {
        self.target.unwrap_or(Maturity::USUAL_TARGET)
    }

    /// Returns the audit team leader.
    pub fn lead(&self) -> Option<&Person> {
        self.team
            .iter()
            .find(|member| member.role == TeamRole::Lead)
            .map(|member| &member.person)
    }

    /// Lists those of the team who audit: leader and auditors.
    pub fn auditors(&self) -> Vec<Person> {
        self.team
            .iter()
            .filter(|member| matches!(member.role, TeamRole::Lead | TeamRole::Auditor))
            .map(|member| member.person.clone())
            .collect()
    }

    /// Lists the states that can follow by the life cycle, whatever the guards say; the way forward comes first.
    pub const fn next_states(&self) -> &'static [AuditState] {
        self.state.next()
    }

    /// Moves the audit to a state, or says every reason why not.
    pub fn transition(
        &self,
        to: AuditState,
        step: &Step,
        context: &AuditContext,
        people: &People,
    ) -> Result<Self, Refusal> {
        use AuditState as S;
        let mut reasons = Reasons::new();
        let next = self.next_states();
        reasons.require(next.contains(&to), "state", {
            let words: Vec<&str> = next.iter().map(|s| s.word()).collect();
            guard::no_step("an audit", self.state, &words, to)
        });
        self.guard(to, step, people, &mut reasons);
        if matches!(to, S::Issued | S::Closed) {
            for record in &context.unreadable {
                // Which record it is stands before what is wrong with it.
                let (which, _) = record.split_once(": ").unwrap_or((record, ""));
                reasons.require_about(
                    false,
                    "records",
                    which,
                    format!("a record cannot be read: {record}"),
                );
            }
        }
        let count = |n: usize, one: &str, many: &str| match n {
            1 => format!("1 {one}"),
            n => format!("{n} {many}"),
        };
        match to {
            S::Issued => {
                reasons.require_about(
                    context.unanswered == 0,
                    "answers",
                    "unanswered",
                    count(
                        context.unanswered,
                        "row is unanswered",
                        "rows are unanswered",
                    ),
                );
                reasons.require_about(
                    context.without_reason == 0,
                    "answers",
                    "without a reason",
                    count(
                        context.without_reason,
                        "row is not applicable or not audited without a reason",
                        "rows are not applicable or not audited without a reason",
                    ),
                );
                reasons.require_about(
                    context.drafts == 0,
                    "findings",
                    "drafts",
                    count(
                        context.drafts,
                        "finding is still a draft",
                        "findings are still drafts",
                    ),
                );
                reasons.require_about(
                    context.lost_evidence == 0,
                    "evidence",
                    "lost",
                    count(
                        context.lost_evidence,
                        "citation is gone or damaged",
                        "citations are gone or damaged",
                    ),
                );
                reasons.require_about(
                    context.conflicts == 0,
                    "independence",
                    "conflicts",
                    count(
                        context.conflicts,
                        "conflict of independence has no safeguard",
                        "conflicts of independence have no safeguard",
                    ),
                );
                reasons.require(
                    is_said(&self.conclusion),
                    "conclusion",
                    "the conclusion is missing",
                );
            }
            S::Closed => reasons.require_about(
                context.open_nonconformities == 0,
                "findings",
                "open",
                count(
                    context.open_nonconformities,
                    "nonconformity is open",
                    "nonconformities are open",
                ),
            ),
            S::Planned | S::Fieldwork | S::Reporting | S::FollowUp => {}
        }
        reasons.verdict()?;
        let mut moved = self.clone();
        moved.state = to;
        moved.history.push(step.entry(Some(self.state), to));
        Ok(moved)
    }
}
