//! Whose a corrective action is: who writes in it, hands it in and says that it is done.
//!
//! It is the auditee's. Its owner and those of its parts have a part in it, whoever wrote, proposed or implemented it, whoever it
//! names to judge its effect, and those who answer for one of its findings; the audit team may enter what they said.

use crate::domain::{
    finding::{Finding, Sides, is_outside, outsider},
    guard::Reason,
    people::People,
    person::Person,
};

use super::{ActionContext, ActionState, CorrectiveAction};

/// A finding that is answered, with its corrective actions.
#[derive(Debug, Clone)]
pub struct Answered<'a> {
    /// The finding.
    pub finding: &'a Finding,
    /// The corrective actions that answer it.
    pub actions: Vec<&'a CorrectiveAction>,
}

/// What tells those who have a part in a corrective action from others.
#[derive(Debug, Clone, Copy)]
pub struct Parties<'a> {
    /// Those of the audit team who audit.
    pub team: &'a [Person],
    /// The auditees whom the plan names with an address.
    pub auditees: &'a [Person],
    /// The findings that it answers.
    pub answered: &'a [Answered<'a>],
    /// Who is whom.
    pub people: &'a People,
}

impl<'a> ActionContext<'a> {
    /// Returns what tells those who have a part in it from others.
    pub const fn parties(&self) -> Parties<'a> {
        Parties {
            team: self.team,
            auditees: self.auditees,
            answered: self.answered,
            people: self.people,
        }
    }
}

impl CorrectiveAction {
    /// Says that somebody is neither of the audit team nor has a part in it.
    pub fn outsider_gap(&self, by: &Person, parties: &Parties<'_>) -> Option<Reason> {
        let people = parties.people;
        let took_part = |to| matches!(to, ActionState::Proposed | ActionState::Implemented);
        let had = self.history.iter().filter(|entry| took_part(entry.to));
        let own = self
            .answerable()
            .chain(&self.effectiveness.verifier)
            .chain(had.map(|entry| &entry.by));
        if people.has(parties.team, by) || people.has(own, by) {
            return None;
        }
        let mut gaps = Vec::new();
        for one in parties.answered {
            let actions: Vec<&Self> = one.actions.iter().copied().chain([self]).collect();
            let sides = Sides {
                team: parties.team,
                auditees: parties.auditees,
                actions: &actions,
                people,
            };
            // Whoever answers for one of its findings answers for it.
            gaps.push(one.finding.outsider_gap(by, &sides)?);
        }
        let first = gaps.into_iter().next();
        first.or_else(|| {
            // None of its findings can be read: those whom it names itself are left.
            let all = parties.auditees.iter().chain(self.answerable());
            is_outside(all, by, parties.team, people).then(|| outsider(by))
        })
    }

    /// Tells whether a later version says something else than this one, beside the steps that it has taken.
    pub fn is_rewritten(&self, after: &Self) -> bool {
        let words = |action: &Self| {
            let mut words = action.clone();
            words.state = ActionState::Draft;
            words.history.clear();
            words.effectiveness.result = None;
            words.effectiveness.basis.clear();
            words
        };
        words(self) != words(after)
    }
}
