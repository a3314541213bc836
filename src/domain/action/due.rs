//! Due dates that move: the old date, who moved it and why stay in the record.

use jiff::{Timestamp, civil::Date};
use serde::{Deserialize, Serialize};

use crate::domain::{
    guard::{Reason, Reasons, Refusal, is_said},
    history::Step,
    person::Person,
};

use super::CorrectiveAction;

/// How the effectiveness check is named where else the number of a planned action stands.
pub const EFFECTIVENESS: &str = "effectiveness";

/// A due date that was moved.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub struct DueChange {
    /// The planned action, or [`EFFECTIVENESS`].
    pub action: String,
    /// The date before.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub from_due: Option<Date>,
    /// The date after.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub to_due: Option<Date>,
    /// When it was moved (UTC).
    pub at: Timestamp,
    /// Who moved it.
    pub by: Person,
    /// Why.
    #[serde(default, skip_serializing_if = "String::is_empty")]
    pub why: String,
}

impl DueChange {
    /// Says what was moved from when to when: `action 1 moved from 2026-12-01 to 2027-01-15`.
    pub fn told(&self) -> String {
        let date =
            |date: Option<Date>| date.map_or_else(|| "no date".to_owned(), |d| d.to_string());
        format!(
            "{} moved from {} to {}",
            named(&self.action),
            date(self.from_due),
            date(self.to_due)
        )
    }
}

/// Names what is due as people read it.
fn named(what: &str) -> String {
    if what == EFFECTIVENESS {
        "the effectiveness check".to_owned()
    } else {
        format!("action {what}")
    }
}

impl CorrectiveAction {
    /// Returns when a planned action is due, or the effectiveness check as [`EFFECTIVENESS`].
    pub fn due_of(&self, what: &str) -> Option<Date> {
        if what == EFFECTIVENESS {
            return self.effectiveness.due;
        }
        let planned = self.actions.iter().find(|planned| planned.id == what);
        planned.and_then(|planned| planned.due)
    }

    /// Tells whether setting this due date moves one that stood, and so needs a reason.
    pub fn moves_due(&self, what: &str, to: Option<Date>) -> bool {
        let from = self.due_of(what);
        let stood = from.is_some() || self.due_changes.iter().any(|moved| moved.action == what);
        from != to && stood
    }

    /// Sets the due date of a planned action, or of the effectiveness check as [`EFFECTIVENESS`], or says why not.
    ///
    /// One that stood is moved: the old date, who and why are kept, and without a reason it stays.
    pub fn move_due(&mut self, what: &str, to: Option<Date>, step: &Step) -> Result<(), Refusal> {
        let id = self.id.clone();
        let mut reasons = Reasons::new();
        let moves = self.moves_due(what, to);
        reasons.require(
            !moves || !self.state.is_settled(),
            "due",
            format!(
                "{id} is {}, and its dates stay as they were",
                self.state.label()
            ),
        );
        reasons.require(
            !moves || is_said(&step.why),
            "why",
            format!(
                "say why the date of {} moves: it stays in the record",
                named(what)
            ),
        );
        reasons.verdict()?;
        let from = self.due_of(what);
        let slot = if what == EFFECTIVENESS {
            Some(&mut self.effectiveness.due)
        } else {
            let planned = self.actions.iter_mut().find(|planned| planned.id == what);
            planned.map(|planned| &mut planned.due)
        };
        let Some(slot) = slot else {
            return Err(Refusal {
                reasons: vec![Reason::new(
                    "action",
                    format!("{id} has no planned action {what}"),
                )],
            });
        };
        *slot = to;
        if moves {
            self.due_changes.push(DueChange {
                action: what.to_owned(),
                from_due: from,
                to_due: to,
                at: step.at,
                by: step.by.clone(),
                why: step.why.trim().to_owned(),
            });
        }
        Ok(())
    }
}
