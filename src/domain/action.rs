//! What is done about a nonconformity: correction, extent, cause, actions with owners and dates, and the proof that they
//! worked (ISO/IEC 42001, 10.2).

mod cause;
mod due;
mod edits;
mod extent;
mod guards;
mod life;
mod parts;
mod proof;
mod rounds;
mod terms;
mod whose;

use std::collections::{BTreeMap, BTreeSet};

use jiff::civil::Date;
use serde::{Deserialize, Serialize};

pub use self::cause::{
    Branch, Cause, CauseMethod, CauseNode, Gate, OutlineRow, Spot, Stem, Strokes, Way,
};
pub use self::due::{DueChange, EFFECTIVENESS};
pub use self::extent::{
    Extent, ExtentHit, ExtentQuery, ExtentSearch, Found, HitCounts, HitDecision, Place,
};
pub use self::guards::ActionContext;
pub use self::parts::{
    ChangeKind, Effectiveness, EffectivenessResult, PlannedAction, Reaction, SystemChange,
};
pub use self::proof::{Fix, FixFiles, FixedIn, Fixing, Proofs};
pub use self::rounds::Round;
pub use self::terms::{Term, TermChange, TermValue};
pub use self::whose::{Answered, Parties};

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
        /// What had been done does not hold any more.
        Reopened = "reopened", "reopened";
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
            Self::Draft | Self::Returned | Self::NotEffective | Self::Reopened => "plan",
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

    /// Lists the states that can follow by the life cycle, whatever the guards say.
    pub const fn next(self) -> &'static [Self] {
        match self {
            Self::Draft | Self::Returned | Self::NotEffective | Self::Reopened => {
                &[Self::Proposed, Self::Withdrawn]
            }
            Self::Proposed => &[Self::Accepted, Self::Returned, Self::Withdrawn],
            Self::Accepted => &[Self::Implemented, Self::Returned, Self::Withdrawn],
            Self::Implemented => &[Self::Effective, Self::NotEffective, Self::Reopened],
            Self::Effective => &[Self::Closed, Self::NotEffective, Self::Reopened],
            Self::Closed => &[Self::NotEffective, Self::Reopened],
            Self::Withdrawn => &[],
        }
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
    #[serde(
        default,
        deserialize_with = "Reaction::read",
        skip_serializing_if = "Reaction::is_empty"
    )]
    pub containment: Reaction,
    /// What was done to put the found case right.
    #[serde(default, skip_serializing_if = "Reaction::is_empty")]
    pub correction: Reaction,
    /// How its consequences were dealt with.
    #[serde(default, skip_serializing_if = "String::is_empty")]
    pub consequences: String,
    /// Where else it exists or could exist.
    #[serde(default, skip_serializing_if = "Extent::is_empty")]
    pub extent: Extent,
    /// Why it happened.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub cause: Option<Cause>,
    /// Why action is needed, where that is said.
    #[serde(default, skip_serializing_if = "String::is_empty")]
    pub need_reason: String,
    /// Why no action is needed, where none is.
    #[serde(default, skip_serializing_if = "String::is_empty")]
    pub no_action_reason: String,
    /// How it is judged whether it worked.
    #[serde(default, skip_serializing_if = "Effectiveness::is_empty")]
    pub effectiveness: Effectiveness,
    /// What is done so that it does not happen again.
    #[serde(default, rename = "action", skip_serializing_if = "Vec::is_empty")]
    pub actions: Vec<PlannedAction>,
    /// Changes to risks, statement of applicability, impact assessments, procedures.
    #[serde(
        default,
        rename = "change",
        alias = "changes",
        deserialize_with = "SystemChange::read_all",
        skip_serializing_if = "Vec::is_empty"
    )]
    pub changes: Vec<SystemChange>,
    /// What was tried before, each with why it ended.
    #[serde(default, rename = "round", skip_serializing_if = "Vec::is_empty")]
    pub rounds: Vec<Round>,
    /// Moved due dates, of planned actions and of the effectiveness check, with the old date, who and why.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub due_changes: Vec<DueChange>,
    /// What was changed after acceptance of how the effect is judged, with what it was, who and why.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub term_changes: Vec<TermChange>,
    /// What shows it.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub evidence: Vec<EvidenceLink>,
    /// Every step of its life.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub history: Vec<HistoryEntry<ActionState>>,
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
            containment: Reaction::default(),
            correction: Reaction::default(),
            consequences: String::new(),
            extent: Extent::default(),
            cause: None,
            need_reason: String::new(),
            no_action_reason: String::new(),
            effectiveness: Effectiveness::default(),
            actions: Vec::new(),
            changes: Vec::new(),
            rounds: Vec::new(),
            due_changes: Vec::new(),
            term_changes: Vec::new(),
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
            | ActionState::NotEffective
            | ActionState::Reopened => self
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

    /// Returns the number for a further planned action; those of earlier rounds are not used again.
    pub fn next_action_id(&self) -> String {
        let before = self.rounds.iter().flat_map(|round| &round.actions);
        next_number(self.actions.iter().chain(before).map(|planned| &planned.id))
    }

    /// Returns the number for a further change to the management system.
    pub fn next_change_id(&self) -> String {
        next_number(self.changes.iter().map(|change| &change.id))
    }
}

fn next_number<'a>(ids: impl Iterator<Item = &'a String>) -> String {
    let taken: BTreeSet<u64> = ids.filter_map(|id| id.parse().ok()).collect();
    let next = taken.last().map_or(Some(1), |last| last.checked_add(1));
    // After the highest number that there is, one that was left out is taken.
    let free = next.or_else(|| (1..=u64::MAX).find(|number| !taken.contains(number)));
    free.unwrap_or_default().to_string()
}
