//! Another grade after a finding has been handed over: by the audit team, with a reason, and every change kept.
//!
//! **Between grades of one kind** (major and minor; observation, opportunity and good practice) the life goes on where it is.
//!
//! **Between a nonconformity and another finding** the lives differ, so the finding is handed over anew in the same step, as
//! an entry of its history with the same time: a nonconformity that nobody has answered yet (issued, acknowledged, disputed,
//! upheld) becomes *noted*; another finding that is open (noted, accepted, reopened) becomes *issued*, with all that issuing asks
//! for. Once an answer to a nonconformity is under way, it is seen through or withdrawn. What is settled is reopened first.

use jiff::Timestamp;
use serde::{Deserialize, Serialize};

use crate::domain::{
    guard::{Reason, Reasons, Refusal, is_said},
    history::Step,
    id::GradeId,
    people::People,
    person::Person,
};

use super::{Classification, Finding, FindingContext, FindingState, FindingType};

/// One change of the grade of a finding that had been handed over. Never taken out.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub struct Reclassification {
    /// When (UTC, whole seconds).
    pub at: Timestamp,
    /// Who did it.
    pub by: Person,
    /// The type before.
    pub from: FindingType,
    /// The grade of the house before.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub from_grade: Option<GradeId>,
    /// The reason for the grade before.
    #[serde(default, skip_serializing_if = "String::is_empty")]
    pub from_reason: String,
    /// The type after.
    pub to: FindingType,
    /// The grade of the house after.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub to_grade: Option<GradeId>,
    /// Why; it is the reason for the grade from then on.
    pub why: String,
}

impl Reclassification {
    /// Returns how the finding was classified before.
    pub fn before(&self) -> Classification {
        Classification {
            kind: self.from,
            grade: self.from_grade.clone(),
        }
    }

    /// Returns how the finding was classified after.
    pub fn after(&self) -> Classification {
        Classification {
            kind: self.to,
            grade: self.to_grade.clone(),
        }
    }

    /// Tells whether it led from a nonconformity to another finding, or back.
    pub const fn crosses(&self) -> bool {
        self.from.is_nonconformity() != self.to.is_nonconformity()
    }

    /// Says what it was: `reclassified from major nonconformity to minor nonconformity`.
    pub fn told(&self) -> String {
        format!("reclassified from {} to {}", self.before(), self.after())
    }
}

/// Returns the state in which a finding is handed over anew when it crosses between a nonconformity and another finding;
/// none where it cannot.
pub(super) const fn crossed(to_nonconformity: bool, state: FindingState) -> Option<FindingState> {
    use FindingState as S;
    match (to_nonconformity, state) {
        (false, S::Issued | S::Acknowledged | S::Disputed | S::Upheld) => Some(S::Noted),
        (true, S::Noted | S::Accepted | S::Reopened) => Some(S::Issued),
        (
            _,
            S::Draft
            | S::Issued
            | S::Acknowledged
            | S::Disputed
            | S::Upheld
            | S::Responded
            | S::Accepted
            | S::Returned
            | S::Implemented
            | S::Verified
            | S::Closed
            | S::Withdrawn
            | S::Reopened
            | S::Noted
            | S::Declined
            | S::Done,
        ) => None,
    }
}

impl Finding {
    /// Gives the finding another type or grade, or says every reason why not.
    ///
    /// A draft just gets it. After that it needs somebody of the audit team and a reason, which becomes the reason for its
    /// grade; what was before is kept.
    pub fn reclassified(
        &self,
        to: &Classification,
        step: &Step,
        context: &FindingContext<'_>,
    ) -> Result<Self, Refusal> {
        let mut after = self.clone();
        if self.classification() == *to {
            return Ok(after);
        }
        after.kind = to.kind;
        after.grade.clone_from(&to.grade);
        if self.state == FindingState::Draft {
            return Ok(after);
        }
        let mut reasons = Reasons::new();
        context.check_open(&mut reasons);
        let (team, people) = (context.team, context.people);
        reasons.extend(self.reclassification_gaps(to.kind, step, team, people));
        if is_said(&step.why) {
            step.why.trim().clone_into(&mut after.grade_reason);
        }
        let crosses = self.kind.is_nonconformity() != to.kind.is_nonconformity();
        let next = crossed(to.kind.is_nonconformity(), self.state).filter(|_| crosses);
        if next.is_some() {
            after.check_issue(context, &mut reasons);
        }
        reasons.verdict()?;
        after.reclassifications.push(Reclassification {
            at: step.at,
            by: step.by.clone(),
            from: self.kind,
            from_grade: self.grade.clone(),
            from_reason: self.grade_reason.clone(),
            to: to.kind,
            to_grade: to.grade.clone(),
            why: step.why.trim().to_owned(),
        });
        if let Some(next) = next {
            after.state = next;
            after.history.push(step.entry(Some(self.state), next));
            if !to.kind.is_nonconformity() {
                // The answer that was due was that to a nonconformity.
                after.response_due = None;
            }
        }
        Ok(after)
    }

    /// Lists why this person cannot give the finding, as it is, this type or a grade of it.
    pub fn reclassification_gaps(
        &self,
        to: FindingType,
        step: &Step,
        team: &[Person],
        people: &People,
    ) -> Vec<Reason> {
        let crosses = self.kind.is_nonconformity() != to.is_nonconformity();
        let mut gaps = Reasons::new();
        gaps.require(
            people.has(team, &step.by),
            "by",
            "only a member of the audit team can give a finding another grade",
        );
        gaps.require(is_said(&step.why), "why", {
            if crosses && self.kind.is_nonconformity() {
                "a nonconformity is not downgraded by convention: say why no requirement is broken"
            } else {
                "a finding that was handed over gets another grade only with a reason"
            }
        });
        if crosses {
            let next = crossed(to.is_nonconformity(), self.state);
            gaps.require(next.is_some(), "type", self.cannot_cross());
        } else {
            gaps.require(!self.state.is_settled(), "type", self.stays());
        }
        gaps.into_vec()
    }

    fn stays(&self) -> String {
        match self.state {
            FindingState::Withdrawn => "a withdrawn finding stays as it is".to_owned(),
            state => format!(
                "a finding that is {} keeps its grade: reopen it first, with a reason",
                state.label()
            ),
        }
    }

    fn cannot_cross(&self) -> String {
        if self.state.is_settled() {
            self.stays()
        } else {
            format!(
                "a finding that is {} keeps its type, since the answer to it is under way: see it through, or withdraw it \
                 with a reason and raise another",
                self.state.label()
            )
        }
    }
}
