//! What is done about a nonconformity: correction, extent, cause, actions with owners and dates, and the proof that they
//! worked (ISO/IEC 42001, 10.2).

mod cause;
mod due;
mod extent;
mod life;

use std::collections::BTreeMap;

use jiff::civil::Date;
use serde::{Deserialize, Serialize};

pub use self::cause::{
    Branch, Cause, CauseMethod, CauseNode, Gate, OutlineRow, Spot, Stem, Strokes, Way,
};
pub use self::due::{DueChange, EFFECTIVENESS};
pub use self::extent::{
    Extent, ExtentHit, ExtentQuery, ExtentSearch, Found, HitCounts, HitDecision, Place,
};
pub use self::life::ActionContext;

use super::{
    evidence::EvidenceLink,
    finding::Finding,
    guard::is_said,
    history::{HistoryEntry, Step},
    id::{ActionId, FindingId},
    person::Person,
};

words! {
    /// Where a corrective action is in its life.
    pub enum ActionState: "corrective action state" {
        /// Being written by its owner.
        Draft = "draft", "draft";
        /// Handed to the audit team.
        Proposed = "proposed", "proposed";
        /// The audit team accepts the plan.
        Accepted = "accepted", "accepted";
        /// The audit team sends the plan back.
        Returned = "returned", "returned";
        /// Everything planned is done.
        Implemented = "implemented", "implemented";
        /// An independent person found that it worked.
        Effective = "effective", "effective";
        /// An independent person found that it did not work.
        NotEffective = "not-effective", "not effective";
        /// The matter is settled.
        Closed = "closed", "closed";
        /// Given up; stays on record.
        Withdrawn = "withdrawn", "withdrawn";
    }
}

impl ActionState {
    /// Returns who has to move next, in the words of the home screen.
    pub const fn waiting_for(self) -> &'static str {
        match self {
            Self::Draft | Self::Returned | Self::NotEffective => "plan",
            Self::Proposed => "acceptance",
            Self::Accepted => "implementation",
            Self::Implemented => "effectiveness check",
            Self::Effective => "closure",
            Self::Closed | Self::Withdrawn => "nobody",
        }
    }

    /// Tells whether nothing more is expected of anybody.
    pub const fn is_settled(self) -> bool {
        matches!(self, Self::Closed | Self::Withdrawn)
    }
}

words! {
    /// What the effectiveness check found.
    pub enum EffectivenessResult: "effectiveness result" {
        /// The nonconformity has not come back and its cause is gone.
        Effective = "effective", "effective";
        /// It has come back, or its cause is still there.
        NotEffective = "not-effective", "not effective";
    }
}

/// A corrective action record: everything that is done about one or more findings.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub struct CorrectiveAction {
    /// The version of the record format.
    pub schema: u32,
    /// The id.
    pub id: ActionId,
    /// The state; equals `to` of the last history entry.
    pub state: ActionState,
    /// A few words to know it by.
    #[serde(default)]
    pub title: String,
    /// The findings it answers.
    #[serde(default)]
    pub findings: Vec<FindingId>,
    /// Who answers for it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub owner: Option<Person>,
    /// What was done at once to contain it.
    #[serde(default, skip_serializing_if = "String::is_empty")]
    pub containment: String,
    /// What was done to put the found case right.
    #[serde(default, skip_serializing_if = "Correction::is_empty")]
    pub correction: Correction,
    /// How its consequences were dealt with.
    #[serde(default, skip_serializing_if = "String::is_empty")]
    pub consequences: String,
    /// Where else it exists or could exist.
    #[serde(default, skip_serializing_if = "Extent::is_empty")]
    pub extent: Extent,
    /// Why it happened.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub cause: Option<Cause>,
    /// Why no action is needed, where none is.
    #[serde(default, skip_serializing_if = "String::is_empty")]
    pub no_action_reason: String,
    /// Changes to risks, statement of applicability or the management system.
    #[serde(default, skip_serializing_if = "String::is_empty")]
    pub changes: String,
    /// How it is judged whether it worked.
    #[serde(default, skip_serializing_if = "Effectiveness::is_empty")]
    pub effectiveness: Effectiveness,
    /// What is done so that it does not happen again.
    #[serde(default, rename = "action", skip_serializing_if = "Vec::is_empty")]
    pub actions: Vec<PlannedAction>,
    /// Moved due dates, of planned actions and of the effectiveness check, with the old date, who and why.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub due_changes: Vec<DueChange>,
    /// What shows it.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub evidence: Vec<EvidenceLink>,
    /// Every step of its life.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub history: Vec<HistoryEntry<ActionState>>,
}

/// What was done to put the found case right.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub struct Correction {
    /// What.
    #[serde(default, skip_serializing_if = "String::is_empty")]
    pub what: String,
    /// When it was done.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub done: Option<Date>,
}

impl Correction {
    fn is_empty(&self) -> bool {
        *self == Self::default()
    }
}

/// One thing that is done so that it does not happen again.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub struct PlannedAction {
    /// The number within the record: `1`, `2`, ...
    pub id: String,
    /// What is to be done.
    pub what: String,
    /// Who does it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub owner: Option<Person>,
    /// Until when.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub due: Option<Date>,
    /// When it was done.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub done: Option<Date>,
    /// What shows that it was done.
    #[serde(default, skip_serializing_if = "String::is_empty")]
    pub proof: String,
    /// The commit that did it.
    #[serde(default, skip_serializing_if = "String::is_empty")]
    pub commit: String,
}

/// How it is judged whether the actions worked.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub struct Effectiveness {
    /// What has to be true.
    #[serde(default, skip_serializing_if = "String::is_empty")]
    pub criterion: String,
    /// How it is measured.
    #[serde(default, skip_serializing_if = "String::is_empty")]
    pub measure: String,
    /// The first day on which it can be judged.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub not_before: Option<Date>,
    /// Until when it is judged.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub due: Option<Date>,
    /// Who judged it: neither owner nor implementer.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub verifier: Option<Person>,
    /// What was found.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub result: Option<EffectivenessResult>,
    /// What the result rests on.
    #[serde(default, skip_serializing_if = "String::is_empty")]
    pub basis: String,
}

impl Effectiveness {
    fn is_empty(&self) -> bool {
        *self == Self::default()
    }
}

impl CorrectiveAction {
    /// Makes a draft that answers one finding.
    pub fn draft(id: ActionId, finding: FindingId, step: &Step) -> Self {
        Self {
            schema: super::record::SCHEMA,
            id,
            state: ActionState::Draft,
            title: String::new(),
            findings: vec![finding],
            owner: None,
            containment: String::new(),
            correction: Correction::default(),
            consequences: String::new(),
            extent: Extent::default(),
            cause: None,
            no_action_reason: String::new(),
            changes: String::new(),
            effectiveness: Effectiveness::default(),
            actions: Vec::new(),
            due_changes: Vec::new(),
            evidence: Vec::new(),
            history: vec![step.entry(None, ActionState::Draft)],
        }
    }

    /// Tells whether it was given up.
    pub fn is_withdrawn(&self) -> bool {
        self.state == ActionState::Withdrawn
    }

    /// Returns the date on which something is expected next: the earliest undone action, or the effectiveness check.
    pub fn next_due(&self) -> Option<Date> {
        match self.state {
            ActionState::Closed | ActionState::Withdrawn => None,
            ActionState::Implemented | ActionState::Effective => self.effectiveness.due,
            ActionState::Draft
            | ActionState::Proposed
            | ActionState::Accepted
            | ActionState::Returned
            | ActionState::NotEffective => self
                .actions
                .iter()
                .filter(|action| action.done.is_none())
                .filter_map(|action| action.due)
                .min(),
        }
    }

    /// Returns what happened, to stand above the diagram of its cause: what a finding states, or else what there is.
    pub fn happened(&self, findings: &BTreeMap<FindingId, Finding>) -> String {
        let said = self
            .findings
            .iter()
            .filter_map(|id| findings.get(id))
            .map(|finding| {
                if is_said(&finding.statement) {
                    &finding.statement
                } else {
                    &finding.title
                }
            })
            .find(|text| is_said(text))
            .unwrap_or(&self.title);
        let words: Vec<&str> = said.split_whitespace().collect();
        if words.is_empty() {
            return "what happened".to_owned();
        }
        words.join(" ")
    }

    /// Returns the number for a further planned action.
    pub fn next_action_id(&self) -> String {
        let last = self
            .actions
            .iter()
            .filter_map(|action| action.id.parse::<u32>().ok())
            .max();
        last.map_or(1, |n| n + 1).to_string()
    }
}
