//! What keeps an audit impartial where an auditor has worked on what is audited, and who may say so.

use jiff::Timestamp;
use serde::{Deserialize, Serialize};

use super::{Conflict, Matter};
use crate::domain::{
    audit::Audit,
    guard::{Reason, Reasons, Refusal, is_said},
    pattern::PathPattern,
    people::People,
    person::Person,
};

/// An override of conflicts of independence: the safeguard, named by one person and approved by a second.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub struct Safeguard {
    /// The auditor who has worked on what is audited.
    pub auditor: Person,
    /// The files and areas; a file of another repository goes by its name and path, such as `models/card.md`.
    pub paths: Vec<PathPattern>,
    /// What keeps the audit impartial there, such as that a second auditor looks at the same.
    pub reason: String,
    /// Who recorded it.
    pub by: Person,
    /// The second person, who approved it.
    pub approved_by: Person,
    /// When it was recorded (UTC, whole seconds).
    pub at: Timestamp,
}

impl Safeguard {
    /// Lists every reason why it holds for nothing.
    pub fn faults(&self, people: &People) -> Vec<Reason> {
        let mut reasons = Reasons::new();
        reasons.require(
            !self.paths.is_empty(),
            "paths",
            "it names no file and no area",
        );
        reasons.require(
            is_said(&self.reason),
            "reason",
            "the reason is missing: what keeps the audit impartial there",
        );
        reasons.require(
            !people.are_one(&self.approved_by, &self.auditor),
            "approved-by",
            format!(
                "{} cannot approve it: a second person does, not the auditor concerned",
                self.auditor.name
            ),
        );
        reasons.require(
            people.are_one(&self.approved_by, &self.auditor)
                || !people.are_one(&self.approved_by, &self.by),
            "approved-by",
            format!(
                "{} recorded it, and a second person approves it",
                self.by.name
            ),
        );
        reasons.into_vec()
    }

    /// Tells whether it is sound and about all of a conflict.
    pub(super) fn covers(&self, conflict: &Conflict, audit: &Audit) -> bool {
        let named = |path: &str| self.paths.iter().any(|pattern| pattern.fits(path));
        let is_about = self.auditor.is(&conflict.auditor)
            && match &conflict.matter {
                Matter::File { .. } => named(&conflict.matter.locator()),
                Matter::Area(area) => {
                    self.paths.contains(area)
                        || conflict
                            .commits
                            .iter()
                            .flat_map(|c| &c.paths)
                            .all(|path| named(path))
                }
            };
        is_about && audit.concerns(&self.auditor) && self.faults(&People::default()).is_empty()
    }
}

impl Audit {
    /// Tells whether somebody has a part in the audit: in the team, or with clauses assigned.
    fn concerns(&self, person: &Person) -> bool {
        let team = self.team.iter().map(|member| &member.person);
        let assigned = self.assignments.iter().map(|a| &a.auditor);
        team.chain(assigned).any(|known| known.is(person))
    }

    /// Records a safeguard, or says every reason why not.
    pub fn safeguarded(&self, safeguard: Safeguard, people: &People) -> Result<Self, Refusal> {
        let mut reasons = Reasons::new();
        reasons.require(
            !self.state.is_out(),
            "state",
            "the report is out, and says how independent the auditors were",
        );
        reasons.require(
            self.concerns(&safeguard.auditor),
            "auditor",
            format!(
                "{} is neither in the audit team nor assigned to a clause",
                safeguard.auditor
            ),
        );
        reasons.extend(safeguard.faults(people));
        reasons.verdict()?;
        let mut after = self.clone();
        after.safeguards.push(safeguard);
        Ok(after)
    }
}
