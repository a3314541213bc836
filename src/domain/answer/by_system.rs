//! What was found out of one AI system for a row that is asked of several.
//!
//! The row keeps the verdict that the auditor gives it. That of its systems proposes one, the gravest, and where the two
//! differ it is shown. Citations stay with the row; what a system's answer rests on names them.

use jiff::Timestamp;
use serde::{Deserialize, Serialize};

use super::{Answer, Verdict};
use crate::domain::{
    id::{EvidenceId, SystemId},
    person::Person,
    progress::GRAVITY,
    register::ScopedSystem,
};

/// The answer for one AI system.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub struct SystemAnswer {
    /// The system.
    pub id: SystemId,
    /// What it was called when it was answered.
    #[serde(default, skip_serializing_if = "String::is_empty")]
    pub name: String,
    /// The judgement; none yet while only a note is there.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub verdict: Option<Verdict>,
    /// Why, where the verdict needs a reason.
    #[serde(default, skip_serializing_if = "String::is_empty")]
    pub reason: String,
    /// What was heard and seen.
    #[serde(default, skip_serializing_if = "String::is_empty")]
    pub note: String,
    /// The citations of the row that show it.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub evidence: Vec<EvidenceId>,
    /// Who gave it last.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub by: Option<Person>,
    /// When (UTC).
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub at: Option<Timestamp>,
}

impl SystemAnswer {
    /// Makes an empty answer for a system.
    pub fn of(id: SystemId, name: &str) -> Self {
        Self {
            name: if name == id.as_str() {
                String::new()
            } else {
                name.to_owned()
            },
            id,
            verdict: None,
            reason: String::new(),
            note: String::new(),
            evidence: Vec::new(),
            by: None,
            at: None,
        }
    }

    /// Tells whether nothing is said in it.
    pub fn is_empty(&self) -> bool {
        self.verdict.is_none()
            && self.reason.is_empty()
            && self.note.is_empty()
            && self.evidence.is_empty()
    }

    /// Returns how it is called: its id, and its name where that is another.
    pub fn called(&self) -> String {
        called(&self.id, &self.name)
    }
}

/// Calls a system by its id, and its name where that is another: `AI-1 Claims triage`.
pub fn called(id: &SystemId, name: &str) -> String {
    if name.trim().is_empty() || name == id.as_str() {
        id.to_string()
    } else {
        format!("{id} {name}")
    }
}

/// How many of the AI systems in scope a row is answered for.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct SystemCount {
    /// Those with a verdict.
    pub answered: usize,
    /// All that are in scope.
    pub systems: usize,
}

impl Answer {
    /// Finds the answer for a system.
    pub fn system(&self, id: &SystemId) -> Option<&SystemAnswer> {
        self.systems.iter().find(|answer| &answer.id == id)
    }

    /// Puts the answer for a system in its place; an empty one is taken out.
    pub fn put_system(&mut self, answer: SystemAnswer) {
        let place = self.systems.iter_mut().find(|known| known.id == answer.id);
        match place {
            _ if answer.is_empty() => self.systems.retain(|known| known.id != answer.id),
            Some(place) => *place = answer,
            None => self.systems.push(answer),
        }
    }

    /// Returns the verdict that its systems propose, the gravest of theirs; none where no system has one.
    pub fn proposed(&self) -> Option<Verdict> {
        let given = |verdict: &Verdict| self.systems.iter().any(|s| s.verdict == Some(*verdict));
        GRAVITY.into_iter().find(given)
    }

    /// Returns the verdict that its systems propose where the row has another, or none.
    pub fn other_proposed(&self) -> Option<Verdict> {
        self.proposed()
            .filter(|proposed| self.verdict != Some(*proposed))
    }

    /// Counts the systems in scope that it is answered for; none where it is answered for none of them.
    pub fn system_count(&self, scope: &[ScopedSystem]) -> Option<SystemCount> {
        let judged = |system: &&ScopedSystem| {
            let answer = system.id.as_ref().and_then(|id| self.system(id));
            answer.is_some_and(|answer| answer.verdict.is_some())
        };
        let answered = scope.iter().filter(judged).count();
        (answered > 0).then_some(SystemCount {
            answered,
            systems: scope.len(),
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::domain::register::scoped;

    fn answer(systems: &[(&str, Option<Verdict>)]) -> Answer {
        let mut answer = Answer::to("1".parse().unwrap());
        for (id, verdict) in systems {
            let mut system = SystemAnswer::of(id.parse().unwrap(), id);
            system.verdict = *verdict;
            system.note = "seen".to_owned();
            answer.put_system(system);
        }
        answer
    }

    #[test]
    fn the_gravest_verdict_of_the_systems_is_proposed_and_the_row_keeps_its_own() {
        let mut row = answer(&[
            ("AI-1", Some(Verdict::Conforming)),
            ("AI-2", Some(Verdict::Nonconforming)),
            ("AI-3", None),
        ]);
        assert_eq!(row.proposed(), Some(Verdict::Nonconforming));
        assert_eq!((row.verdict, row.other_proposed()), (None, row.proposed()));
        row.verdict = Some(Verdict::Observation);
        assert_eq!(row.other_proposed(), Some(Verdict::Nonconforming));
        row.verdict = row.proposed();
        assert_eq!(row.other_proposed(), None);
        assert_eq!(answer(&[("AI-1", None)]).proposed(), None);
    }

    #[test]
    fn a_row_counts_the_systems_in_scope_once_one_is_answered() {
        let scope = ["AI-1", "AI-2"].map(str::to_owned);
        let scope = scoped(&scope, None);
        let count = |systems: &[(&str, Option<Verdict>)]| {
            let count = answer(systems).system_count(&scope);
            count.map(|count| (count.answered, count.systems))
        };
        assert_eq!(count(&[]), None);
        assert_eq!(count(&[("AI-1", None)]), None);
        assert_eq!(count(&[("AI-9", Some(Verdict::Conforming))]), None);
        assert_eq!(count(&[("AI-1", Some(Verdict::Conforming))]), Some((1, 2)));
    }

    #[test]
    fn an_answer_that_says_nothing_any_more_is_taken_out() {
        let mut row = answer(&[("AI-1", Some(Verdict::Conforming))]);
        row.put_system(SystemAnswer::of("AI-1".parse().unwrap(), "Triage"));
        assert_eq!(row.systems, []);
    }
}
