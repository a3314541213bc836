//! The guards of a corrective action: what a plan, its implementation, its judging and its closing need, and who may do it.

use std::collections::BTreeMap;

use jiff::{Timestamp, civil::Date};

use crate::domain::{
    evidence::CitationState,
    guard::{Reason, Reasons, is_said},
    id::EvidenceId,
    people::People,
    person::Person,
};

use super::{ActionState, Answered, CorrectiveAction, EffectivenessResult, Proofs};

/// What the guards of a corrective action look at beside the corrective action itself.
#[derive(Debug, Clone, Copy)]
pub struct ActionContext<'a> {
    /// Those of the audit team who audit: leader and auditors.
    pub team: &'a [Person],
    /// Who is whom.
    pub people: &'a People,
    /// What became of the commits that fixed something.
    pub proofs: &'a Proofs,
    /// What became of each citation that was judged.
    pub citations: &'a BTreeMap<EvidenceId, CitationState>,
    /// The auditees whom the plan of the audit names with an address.
    pub auditees: &'a [Person],
    /// The findings that it answers, by which those are known who answer for it.
    pub answered: &'a [Answered<'a>],
}

impl CorrectiveAction {
    /// Tells whether somebody owns the record or one of its actions, or has moved it to implemented.
    pub fn is_owner_or_implementer(&self, person: &Person, people: &People) -> bool {
        let owners = self.owner.iter().chain(
            self.actions
                .iter()
                .filter_map(|planned| planned.owner.as_ref()),
        );
        let implementers = self
            .history
            .iter()
            .filter(|entry| entry.to == ActionState::Implemented)
            .map(|entry| &entry.by);
        people.any_is(owners.chain(implementers), person)
    }

    /// Lists those who answer for it: whoever wrote it, and its owners.
    pub fn answerable(&self) -> impl Iterator<Item = &Person> {
        let of_parts = self.actions.iter().filter_map(|part| part.owner.as_ref());
        let wrote = self.history.first().map(|entry| &entry.by);
        self.owner.iter().chain(of_parts).chain(wrote)
    }

    /// Tells whether somebody wrote it, proposed it, or owns or implemented it: it is theirs to take back.
    pub(super) fn is_theirs(&self, person: &Person, people: &People) -> bool {
        let steps = self
            .history
            .iter()
            .filter(|entry| matches!(entry.to, ActionState::Draft | ActionState::Proposed));
        self.is_owner_or_implementer(person, people)
            || people.any_is(steps.map(|entry| &entry.by), person)
    }

    /// Lists why somebody may not send it back or open it again: it is the audit team's and of those who answer for it.
    pub(super) fn return_gaps(
        &self,
        what: &str,
        by: &Person,
        on_team: bool,
        people: &People,
    ) -> Vec<Reason> {
        let mut gaps = Reasons::new();
        gaps.require(
            on_team || self.is_theirs(by, people),
            "by",
            format!(
                "only the audit team and those who answer for {} can {what} it",
                self.id
            ),
        );
        gaps.into_vec()
    }

    /// Lists why somebody may not judge the effect at all: it is judged by the audit team, or by whoever the accepted plan names.
    pub(super) fn judging_gaps(&self, by: &Person, on_team: bool, people: &People) -> Vec<Reason> {
        let mut gaps = Reasons::new();
        gaps.require(
            on_team || people.has(&self.effectiveness.verifier, by),
            "verifier",
            format!(
                "only a member of the audit team can judge whether {} worked, or whoever its plan names for that",
                self.id
            ),
        );
        gaps.into_vec()
    }

    /// Tells whether its plan was accepted, and stands.
    pub const fn is_accepted(&self) -> bool {
        match self.state {
            ActionState::Accepted
            | ActionState::Implemented
            | ActionState::Effective
            | ActionState::Closed => true,
            ActionState::Draft
            | ActionState::Proposed
            | ActionState::Returned
            | ActionState::NotEffective
            | ActionState::Reopened
            | ActionState::Withdrawn => false,
        }
    }

    /// Tells whether its plan of the present round is with the audit team, or has been accepted by it.
    pub const fn is_handed_in(&self) -> bool {
        match self.state {
            ActionState::Proposed
            | ActionState::Accepted
            | ActionState::Implemented
            | ActionState::Effective
            | ActionState::Closed => true,
            ActionState::Draft
            | ActionState::Returned
            | ActionState::NotEffective
            | ActionState::Reopened
            | ActionState::Withdrawn => false,
        }
    }

    /// Returns when its plan was proposed last.
    pub fn proposed_at(&self) -> Option<Timestamp> {
        let mut steps = self.history.iter().rev();
        let last = steps.find(|entry| entry.to == ActionState::Proposed);
        last.map(|entry| entry.at)
    }

    /// Lists what the plan lacks before it can be accepted: correction, extent, cause, owned and dated actions.
    pub fn plan_gaps(&self) -> Vec<Reason> {
        let mut gaps = Reasons::new();
        let id = &self.id;
        gaps.require(self.owner.is_some(), "owner", format!("{id} has no owner"));
        gaps.require(
            is_said(&self.correction.what),
            "correction",
            format!("{id} has no correction"),
        );
        self.extent.gaps(id, &mut gaps);
        match &self.cause {
            Some(cause) => cause.gaps(id, &mut gaps),
            None => gaps.require(false, "cause", format!("{id} has no root cause")),
        }
        gaps.require(
            !self.actions.is_empty() || is_said(&self.no_action_reason),
            "action",
            format!("{id} plans no action and gives no reason why none is needed"),
        );
        gaps.require(
            self.actions.is_empty() || !is_said(&self.no_action_reason),
            "action",
            format!("{id} plans actions and gives a reason why none is needed"),
        );
        for action in &self.actions {
            let whole = is_said(&action.what) && action.owner.is_some() && action.due.is_some();
            gaps.require(
                whole,
                "action",
                format!(
                    "action {} of {id} lacks a text, an owner or a due date",
                    action.id
                ),
            );
        }
        for (part, evidence) in self.shown_by() {
            let cited = |one: &&EvidenceId| self.evidence.iter().any(|link| link.id == **one);
            if let Some(unknown) = evidence.iter().find(|one| !cited(one)) {
                let text = format!("{part} of {id} names {unknown}, which it does not cite");
                gaps.require(false, "evidence", text);
            }
        }
        gaps.into_vec()
    }

    /// Lists the parts that name citations of the record as what shows them.
    pub fn shown_by(&self) -> Vec<(String, &[EvidenceId])> {
        let mut parts = vec![
            (
                "the containment".to_owned(),
                self.containment.evidence.as_slice(),
            ),
            (
                "the correction".to_owned(),
                self.correction.evidence.as_slice(),
            ),
        ];
        for planned in &self.actions {
            parts.push((
                format!("action {}", planned.id),
                planned.evidence.as_slice(),
            ));
        }
        let effect = self.effectiveness.evidence.as_slice();
        parts.push(("the effectiveness".to_owned(), effect));
        parts
    }

    /// Lists why it cannot count as implemented: the plan as it stands, that it was not accepted, and what is not done yet, the
    /// correction among it, or done without proof.
    pub fn implementation_gaps(&self, proofs: &Proofs) -> Vec<Reason> {
        let mut gaps = Reasons::new();
        let id = &self.id;
        gaps.require_about(
            self.is_accepted(),
            "state",
            id.to_string(),
            format!(
                "the plan of {id} is {}, and was not accepted",
                self.state.label()
            ),
        );
        gaps.extend(self.plan_gaps());
        // What was found is put right (10.2 a) before anybody says that it is: a correction that is planned is none yet.
        gaps.require_about(
            !is_said(&self.correction.what) || self.correction.done.is_some(),
            "correction-done",
            format!("the correction of {id} is open"),
            format!("the correction of {id} is planned, and nothing says when it was done"),
        );
        for action in &self.actions {
            gaps.require(
                action.done.is_some(),
                "action",
                format!("action {} of {id} is not done", action.id),
            );
            let shown = is_said(&action.proof)
                || is_said(&action.commit)
                || !action.evidence.is_empty()
                || !self.evidence.is_empty();
            gaps.require(
                shown,
                "proof",
                format!("nothing shows that action {} of {id} was done", action.id),
            );
        }
        gaps.extend(self.proof_gaps(proofs));
        gaps.into_vec()
    }

    /// Lists why somebody who made a commit that fixed what is planned cannot judge it or close it: it is their own work.
    pub fn fixer_gaps(
        &self,
        person: &Person,
        field: &'static str,
        people: &People,
        proofs: &Proofs,
    ) -> Vec<Reason> {
        let mut gaps = Reasons::new();
        gaps.require(
            !people.any_is(self.fixers(proofs), person),
            field,
            format!(
                "{} made the commit that fixed what is planned in {}; somebody else has to judge and close it",
                person.name, self.id
            ),
        );
        gaps.into_vec()
    }

    /// Lists why this person cannot accept the plan: whoever wrote, proposed or owns it, or part of it, has prepared it.
    pub fn acceptance_gaps(&self, reviewer: &Person, people: &People) -> Vec<Reason> {
        let mut gaps = Reasons::new();
        let of_parts = self.actions.iter().filter_map(|part| part.owner.as_ref());
        let owns = people.any_is(self.owner.iter().chain(of_parts), reviewer);
        gaps.require(!owns, "by", "the owner cannot accept the plan");
        let proposed = self
            .history
            .iter()
            .rev()
            .find(|entry| entry.to == ActionState::Proposed);
        let prepared = self.history.first().into_iter().chain(proposed);
        gaps.require(
            owns || !people.any_is(prepared.map(|entry| &entry.by), reviewer),
            "by",
            format!(
                "{} wrote or proposed {}; somebody else has to accept it",
                reviewer.name, self.id
            ),
        );
        gaps.into_vec()
    }

    /// Lists why this person cannot give up what was handed to the audit team.
    pub(super) fn withdrawal_gaps(
        &self,
        by: &Person,
        on_team: bool,
        people: &People,
    ) -> Vec<Reason> {
        let mut gaps = Reasons::new();
        let id = &self.id;
        gaps.require(
            on_team,
            "by",
            format!("only a member of the audit team can withdraw {id} once it was proposed"),
        );
        let wrote = self.history.first().map(|entry| &entry.by);
        let own = people.any_is(wrote, by) || self.is_owner_or_implementer(by, people);
        gaps.require(
            !own,
            "by",
            "a withdrawal needs a second person: neither the one who wrote it nor an owner or implementer",
        );
        gaps.into_vec()
    }

    /// Lists why the person who is named to judge the effect cannot.
    pub fn naming_gaps(&self, people: &People) -> Vec<Reason> {
        let mut gaps = Reasons::new();
        if let Some(verifier) = &self.effectiveness.verifier {
            gaps.require_about(
                !self.is_owner_or_implementer(verifier, people),
                "verifier",
                format!("who is named to verify {}", self.id),
                format!(
                    "{} owns or implemented {}, and cannot be the one who verifies it",
                    verifier.name, self.id
                ),
            );
        }
        gaps.into_vec()
    }

    /// Lists why this person cannot judge the effectiveness on this day.
    pub fn verification_gaps(
        &self,
        verifier: &Person,
        today: Date,
        people: &People,
    ) -> Vec<Reason> {
        let mut gaps = Reasons::new();
        let id = &self.id;
        gaps.require(
            !self.is_owner_or_implementer(verifier, people),
            "verifier",
            format!(
                "{} owns or implemented {id}; somebody else has to verify it",
                verifier.name
            ),
        );
        let named = self.effectiveness.verifier.as_ref();
        if let Some(named) = named.filter(|_| self.effectiveness.result.is_none()) {
            gaps.require_about(
                people.has([named], verifier),
                "verifier",
                format!("{id} names another"),
                format!(
                    "{} is named to verify {id}: name somebody else first",
                    named.name
                ),
            );
        }
        gaps.require(
            is_said(&self.effectiveness.criterion),
            "criterion",
            format!("{id} has no effectiveness criterion"),
        );
        if let Some(first) = self.effectiveness.not_before {
            gaps.require_about(
                today >= first,
                "not-before",
                id.to_string(),
                format!("{id} can be judged from {first} on, not before"),
            );
        }
        gaps.into_vec()
    }

    /// Lists why this person cannot close it: nothing of what led here may be missing, not hold any more, or have been judged by
    /// somebody who owns or implemented it.
    pub fn closure_gaps(&self, closer: &Person, context: &ActionContext<'_>) -> Vec<Reason> {
        let mut gaps = Reasons::new();
        let id = &self.id;
        gaps.extend(self.implementation_gaps(context.proofs));
        let effect = &self.effectiveness;
        let effective = effect.result == Some(EffectivenessResult::Effective)
            && matches!(self.state, ActionState::Effective | ActionState::Closed);
        gaps.require(effective, "result", format!("{id} was not found effective"));
        if effective {
            let has_part = |verifier: &Person| {
                self.is_owner_or_implementer(verifier, context.people)
                    || context.people.any_is(self.fixers(context.proofs), verifier)
            };
            gaps.require(
                effect
                    .verifier
                    .as_ref()
                    .is_some_and(|verifier| !has_part(verifier)),
                "verifier",
                format!("{id} was not verified by somebody who neither owns nor implemented it"),
            );
        }
        gaps.extend(self.fixer_gaps(closer, "by", context.people, context.proofs));
        gaps.require(
            !self.is_owner_or_implementer(closer, context.people),
            "by",
            format!(
                "{} owns or implemented {id}; somebody else has to close it",
                closer.name
            ),
        );
        gaps.extend(self.evidence_gaps(context.citations));
        gaps.into_vec()
    }

    /// Lists the citations of the record that do not resolve, or have changed since.
    fn evidence_gaps(&self, citations: &BTreeMap<EvidenceId, CitationState>) -> Vec<Reason> {
        let mut gaps = Reasons::new();
        for link in &self.evidence {
            let state = citations.get(&link.id);
            let holds = match state {
                Some(CitationState::Changed) => false,
                Some(state) => state.resolves(),
                None => !link.kind.is_judged(),
            };
            let why = state.map_or_else(|| "not checked".to_owned(), CitationState::phrase);
            gaps.require_about(
                holds,
                "evidence",
                link.id.to_string(),
                format!(
                    "evidence {} of {} does not hold: {why}",
                    link.subject(),
                    self.id
                ),
            );
        }
        gaps.into_vec()
    }
}
