//! The statement of applicability: which controls of a checklist are included, why or why not, and how they are
//! implemented (ISO/IEC 42001 and ISO/IEC 27001, 6.1.3).
//!
//! What follows from it for an audit, and where an audit and the statement have come apart, is in [`in_audit`].

pub mod in_audit;

use std::collections::BTreeMap;

use jiff::civil::Date;
use serde::{Deserialize, Serialize};

use super::{
    change::Change,
    checklist::{Checklist, Clause},
    evidence::EvidenceLink,
    guard::{Reasons, Refusal, is_said},
    history::Step,
    id::{ChecklistId, Criterion, EvidenceId, Ref},
    person::Person,
    record::Record,
};

/// The statements of applicability of a workspace, by the checklist whose controls they are about.
pub type Statements = BTreeMap<ChecklistId, StatementOfApplicability>;

words! {
    /// How far a control is implemented.
    pub enum Implementation: "implementation status" {
        /// Nothing is done yet.
        NotImplemented = "not-implemented", "not implemented";
        /// Planned, with a date.
        Planned = "planned", "planned";
        /// Done for a part of the scope.
        Partly = "partly-implemented", "partly implemented";
        /// Done.
        Implemented = "implemented", "implemented";
    }
}

/// What is decided about one control.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub struct ControlDecision {
    /// The control.
    #[serde(rename = "ref")]
    pub reference: Ref,
    /// Whether it is included.
    pub included: bool,
    /// Why it is included, or why not.
    #[serde(default, skip_serializing_if = "String::is_empty")]
    pub justification: String,
    /// How it is implemented.
    #[serde(default, skip_serializing_if = "String::is_empty")]
    pub implementation: String,
    /// How far it is implemented; none for one that is excluded or not judged yet.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub status: Option<Implementation>,
    /// Who answers for it, by role.
    #[serde(default, skip_serializing_if = "String::is_empty")]
    pub owner: String,
    /// What shows it.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub evidence: Vec<EvidenceLink>,
}

impl ControlDecision {
    /// Returns the word for what is decided: `included` or `excluded`.
    pub fn word(&self) -> &'static str {
        if self.included {
            "included"
        } else {
            "excluded"
        }
    }

    /// Makes a decision that says nothing but whether the control is included.
    pub fn new(reference: Ref, included: bool) -> Self {
        Self {
            reference,
            included,
            justification: String::new(),
            implementation: String::new(),
            status: None,
            owner: String::new(),
            evidence: Vec::new(),
        }
    }
}

/// The statement of applicability for the controls of one checklist: a record of the workspace.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub struct StatementOfApplicability {
    /// The version of the record format.
    pub schema: u32,
    /// The checklist whose controls it is about.
    pub checklist: ChecklistId,
    /// Who approved it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub approved_by: Option<Person>,
    /// When it was approved.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub approved_on: Option<Date>,
    /// The decisions, in the order in which they were first made.
    #[serde(default, rename = "control", skip_serializing_if = "Vec::is_empty")]
    pub controls: Vec<ControlDecision>,
}

/// Controls counted by what is decided about them.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Decided {
    /// All controls of the checklist.
    pub controls: usize,
    /// Those that are included.
    pub included: usize,
    /// Those that are excluded.
    pub excluded: usize,
    /// Those that are included and implemented in full.
    pub implemented: usize,
}

impl Decided {
    /// Returns how many controls nothing is decided about.
    pub fn open(&self) -> usize {
        self.controls.saturating_sub(self.included + self.excluded)
    }
}

/// Finds a citation in any of the statements, with the control that it is to show.
pub fn citation<'a>(
    statements: &'a Statements,
    id: &EvidenceId,
) -> Option<(Criterion, &'a EvidenceLink)> {
    statements.values().find_map(|statement| {
        let (reference, link) = statement.citations().find(|(_, link)| link.id == *id)?;
        let control = Criterion {
            checklist: statement.checklist.clone(),
            reference: reference.clone(),
        };
        Some((control, link))
    })
}

/// Makes a change in the statements; what it changes of audits is left to [`Change::apply`].
pub fn apply(change: &Change, statements: &mut Statements) {
    for edit in &change.edits {
        match (&edit.before, &edit.after) {
            (_, Some(Record::Applicability(after))) => {
                statements.insert(after.checklist.clone(), after.clone());
            }
            (Some(Record::Applicability(before)), None) => {
                statements.remove(&before.checklist);
            }
            (_, Some(_) | None) => {}
        }
    }
}

/// What a reader of the statement would stumble over.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Shortcoming {
    /// The control.
    pub reference: Ref,
    /// The key of the field that is missing or wrong.
    pub field: &'static str,
    /// What is wrong, as a short sentence without a full stop.
    pub text: String,
}

impl StatementOfApplicability {
    /// Makes a statement without decisions.
    pub fn new(checklist: ChecklistId) -> Self {
        Self {
            schema: super::record::SCHEMA,
            checklist,
            approved_by: None,
            approved_on: None,
            controls: Vec::new(),
        }
    }

    /// Finds the decision about a control.
    pub fn decision(&self, reference: &Ref) -> Option<&ControlDecision> {
        self.controls.iter().find(|c| &c.reference == reference)
    }

    /// Puts a decision in its place.
    pub fn put(&mut self, decision: ControlDecision) {
        match self
            .controls
            .iter_mut()
            .find(|c| c.reference == decision.reference)
        {
            Some(place) => *place = decision,
            None => self.controls.push(decision),
        }
    }

    /// Returns the statement as this person approves it, or says every reason why it cannot be approved.
    ///
    /// A statement has to say of each control whether it is included, and why or why not; how far the controls are
    /// implemented may be open still.
    pub fn approved(&self, checklist: &Checklist, step: &Step) -> Result<Self, Refusal> {
        let mut reasons = Reasons::new();
        for control in checklist.controls() {
            let reference = &control.reference;
            match self.decision(reference) {
                None => reasons.require(
                    false,
                    "control",
                    format!("nothing is decided about {reference}"),
                ),
                Some(decision) => reasons.require(
                    is_said(&decision.justification),
                    "justification",
                    format!("{reference} is {} without a justification", decision.word()),
                ),
            }
        }
        reasons.verdict()?;
        Ok(Self {
            approved_by: Some(step.by.clone()),
            approved_on: Some(step.today),
            ..self.clone()
        })
    }

    /// Takes the approval away: what was approved is not what the statement says now.
    pub fn lapse(&mut self) {
        self.approved_by = None;
        self.approved_on = None;
    }

    /// Iterates over all citations, each with the control that it is to show.
    pub fn citations(&self) -> impl Iterator<Item = (&Ref, &EvidenceLink)> {
        self.controls
            .iter()
            .flat_map(|decision| decision.evidence.iter().map(|e| (&decision.reference, e)))
    }

    /// Lists the controls of a checklist that are excluded, each with its decision, in the checklist's order.
    ///
    /// Without a justification nothing is excluded: the standards ask for one, and an audit asks about the control.
    /// Only controls can be excluded: whatever else is said about a clause of the body is without effect.
    pub fn excluded<'a>(
        &'a self,
        checklist: &'a Checklist,
    ) -> impl Iterator<Item = (&'a Clause, &'a ControlDecision)> {
        checklist.controls().filter_map(|control| {
            let decision = self.decision(&control.reference)?;
            let excluded = !decision.included && is_said(&decision.justification);
            excluded.then_some((control, decision))
        })
    }

    /// Counts the controls of a checklist by what is decided about them.
    pub fn decided(&self, checklist: &Checklist) -> Decided {
        let mut decided = Decided::default();
        for control in checklist.controls() {
            decided.controls += 1;
            let Some(decision) = self.decision(&control.reference) else {
                continue;
            };
            if decision.included {
                decided.included += 1;
                let done = decision.status == Some(Implementation::Implemented);
                decided.implemented += usize::from(done);
            } else {
                decided.excluded += 1;
            }
        }
        decided
    }

    /// Counts the decisions by what the record alone says, where its checklist is not at hand.
    pub fn recorded(&self) -> Decided {
        let included = self.controls.iter().filter(|c| c.included).count();
        Decided {
            controls: self.controls.len(),
            included,
            excluded: self.controls.len() - included,
            implemented: self
                .controls
                .iter()
                .filter(|c| c.included && c.status == Some(Implementation::Implemented))
                .count(),
        }
    }

    /// Lists what is missing or odd: undecided controls, decisions without a justification or about no control.
    pub fn shortcomings(&self, checklist: &Checklist) -> Vec<Shortcoming> {
        let mut found = Vec::new();
        let mut add = |reference: &Ref, field: &'static str, text: &str| {
            found.push(Shortcoming {
                reference: reference.clone(),
                field,
                text: text.to_owned(),
            });
        };
        for control in checklist.controls() {
            let reference = &control.reference;
            let Some(decision) = self.decision(reference) else {
                add(reference, "included", "nothing is decided");
                continue;
            };
            if !is_said(&decision.justification) {
                let text = format!("it is {} without a justification", decision.word());
                add(reference, "justification", &text);
            }
            if decision.included && decision.status.is_none() {
                add(reference, "status", "its status is not said");
            }
            if !decision.included && decision.status == Some(Implementation::Implemented) {
                add(
                    reference,
                    "status",
                    "it is excluded and implemented all the same",
                );
            }
        }
        for decision in &self.controls {
            if checklist
                .controls()
                .all(|c| c.reference != decision.reference)
            {
                add(
                    &decision.reference,
                    "ref",
                    "the checklist has no such control",
                );
            }
        }
        found
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn checklist() -> Checklist {
        toml::from_str(
            "schema = 1\nid = 'iso-42001'\ntitle = 't'\nstandard = 's'\n\
             clause = [{ ref = '4', title = 'x', kind = 'clause' }, { ref = 'A.2.2', title = 'y', kind = 'control' },\
             { ref = 'A.2.3', title = 'z', kind = 'control' }]",
        )
        .unwrap()
    }

    fn decision(reference: &str, included: bool, why: &str) -> ControlDecision {
        ControlDecision {
            justification: why.to_owned(),
            ..ControlDecision::new(reference.parse().unwrap(), included)
        }
    }

    #[test]
    fn only_a_control_can_be_excluded() {
        let mut soa = StatementOfApplicability::new("iso-42001".parse().unwrap());
        soa.put(decision("4", false, "we do not like it"));
        soa.put(decision("A.2.3", false, "no supplier"));
        let checklist = checklist();
        let excluded: Vec<&str> = soa
            .excluded(&checklist)
            .map(|(control, _)| control.reference.as_str())
            .collect();
        assert_eq!(excluded, ["A.2.3"]);
        let found: Vec<String> = soa
            .shortcomings(&checklist)
            .iter()
            .map(|it| format!("{}: {}", it.reference, it.text))
            .collect();
        assert_eq!(
            found,
            [
                "A.2.2: nothing is decided",
                "4: the checklist has no such control"
            ]
        );
    }

    #[test]
    fn nothing_is_excluded_without_a_justification() {
        let mut soa = StatementOfApplicability::new("iso-42001".parse().unwrap());
        soa.put(decision("A.2.2", false, " \n"));
        assert_eq!(soa.excluded(&checklist()).count(), 0);
        let found = soa.shortcomings(&checklist());
        assert!(
            found
                .iter()
                .any(|it| it.text.contains("without a justification"))
        );
    }

    #[test]
    fn a_decision_replaces_the_one_before() {
        let mut soa = StatementOfApplicability::new("iso-42001".parse().unwrap());
        soa.put(decision("A.2.2", false, "a"));
        soa.put(decision("A.2.2", true, "b"));
        let decided = soa.decided(&checklist());
        assert_eq!(
            (decided.included, decided.excluded, decided.open()),
            (1, 0, 1)
        );
    }
}
