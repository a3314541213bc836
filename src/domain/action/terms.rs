//! By what it is judged whether it worked: agreed with the plan, and held fast from its acceptance on.
//!
//! Whoever carries a plan out does not choose afterwards by what, when and by whom its effect is judged. Once the plan is
//! accepted the audit team changes these terms, with a reason, and what stood before is kept. The verifier is neither owner
//! nor implementer, whoever names him.

use jiff::{Timestamp, civil::Date};
use serde::{Deserialize, Serialize};

use crate::domain::{
    guard::{Reason, Reasons, Refusal, is_said},
    history::Step,
    id::ActionId,
    people::People,
    person::Person,
};

use super::{ActionState, CorrectiveAction, Effectiveness};

words! {
    /// A term of how the effect is judged.
    pub enum Term: "term of the effectiveness check" {
        /// What has to be true.
        Criterion = "criterion", "effectiveness criterion";
        /// How it is measured.
        Measure = "measure", "effectiveness measure";
        /// The first day on which it can be judged.
        NotBefore = "not-before", "first day of the effectiveness check";
        /// Who judges it.
        Verifier = "verifier", "verifier";
    }
}

impl Term {
    /// Returns the name of the record's key, as reasons have it.
    pub const fn key(self) -> &'static str {
        self.word()
    }

    /// Says why it cannot be changed just so.
    pub fn why_held(self, id: &ActionId) -> String {
        format!(
            "the {} of {id} was accepted with its plan: the audit team changes it, with a reason",
            self.label()
        )
    }
}

/// A term that was changed after the plan had been accepted. Never taken out.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub struct TermChange {
    /// When (UTC, whole seconds).
    pub at: Timestamp,
    /// Who did it.
    pub by: Person,
    /// What was changed.
    pub term: Term,
    /// What stood there before.
    #[serde(default, skip_serializing_if = "String::is_empty")]
    pub was: String,
    /// Why.
    pub why: String,
}

impl TermChange {
    /// Says what it was: `verifier changed, before Helen Marsh <helen@example.org>`.
    pub fn told(&self) -> String {
        if is_said(&self.was) {
            format!("{} changed, before {}", self.term.label(), self.was)
        } else {
            format!("{} set, before none", self.term.label())
        }
    }
}

/// What a term is to be.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum TermValue {
    /// What has to be true.
    Criterion(String),
    /// How it is measured.
    Measure(String),
    /// The first day on which it can be judged.
    NotBefore(Option<Date>),
    /// Who judges it.
    Verifier(Option<Person>),
}

impl TermValue {
    /// Returns which term it is.
    pub const fn term(&self) -> Term {
        match self {
            Self::Criterion(_) => Term::Criterion,
            Self::Measure(_) => Term::Measure,
            Self::NotBefore(_) => Term::NotBefore,
            Self::Verifier(_) => Term::Verifier,
        }
    }
}

impl Effectiveness {
    /// Returns a term as text, as a change keeps it.
    pub fn term(&self, term: Term) -> String {
        match term {
            Term::Criterion => self.criterion.clone(),
            Term::Measure => self.measure.clone(),
            Term::NotBefore => self
                .not_before
                .map_or_else(String::new, |date| date.to_string()),
            Term::Verifier => self
                .verifier
                .as_ref()
                .map_or_else(String::new, ToString::to_string),
        }
    }

    fn set(&mut self, value: TermValue) {
        match value {
            TermValue::Criterion(text) => self.criterion = text,
            TermValue::Measure(text) => self.measure = text,
            TermValue::NotBefore(date) => self.not_before = date,
            TermValue::Verifier(person) => self.verifier = person,
        }
    }
}

impl CorrectiveAction {
    /// Tells whether the terms by which the effect is judged are held fast now.
    pub const fn holds_terms(&self) -> bool {
        self.is_accepted()
    }

    /// Lists why this person cannot change the terms by which the effect is judged, once the plan is accepted.
    pub fn term_gaps(&self, step: &Step, team: &[Person], people: &People) -> Vec<Reason> {
        let mut gaps = Reasons::new();
        let id = &self.id;
        gaps.require(
            people.has(team, &step.by),
            "by",
            format!(
                "the plan of {id} is accepted: only a member of the audit team can change how its effect is judged"
            ),
        );
        gaps.require(
            !self.is_owner_or_implementer(&step.by, people),
            "by",
            format!(
                "{} owns or implemented {id}; somebody else of the audit team has to change how its effect is judged",
                step.by.name
            ),
        );
        gaps.require(
            is_said(&step.why),
            "why",
            format!("say why it changes how the effect of {id} is judged: it stays in the record"),
        );
        gaps.into_vec()
    }

    /// Sets a term by which the effect is judged, or says every reason why not.
    ///
    /// Until the plan is accepted it is written freely. Then what stood there is kept, with who changed it and why.
    pub fn set_term(
        &mut self,
        value: TermValue,
        step: &Step,
        team: &[Person],
        people: &People,
    ) -> Result<(), Refusal> {
        let which = value.term();
        let was = self.effectiveness.term(which);
        let mut after = self.clone();
        after.effectiveness.set(value);
        if after.effectiveness.term(which) == was {
            return Ok(());
        }
        if self.holds_terms() {
            let mut reasons = Reasons::new();
            reasons.extend(self.term_gaps(step, team, people));
            if which == Term::Verifier {
                reasons.extend(after.naming_gaps(people));
            }
            reasons.require(
                matches!(self.state, ActionState::Accepted | ActionState::Implemented),
                which.key(),
                format!(
                    "the effect of {} was judged, and by what it was judged stays",
                    self.id
                ),
            );
            reasons.verdict()?;
            after.term_changes.push(TermChange {
                at: step.at,
                by: step.by.clone(),
                term: which,
                was,
                why: step.why.trim().to_owned(),
            });
        }
        *self = after;
        Ok(())
    }
}
