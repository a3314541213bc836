//! The life of a corrective action: which step may follow, and every reason why not.

use jiff::civil::Date;

use crate::domain::{
    guard::{self, Reason, Reasons, Refusal, is_said},
    history::Step,
    people::People,
    person::Person,
};

use super::{ActionState, CorrectiveAction, EffectivenessResult};

/// What the guards of a corrective action look at beside the corrective action itself.
#[derive(Debug, Clone, Copy)]
pub struct ActionContext<'a> {
    /// Those of the audit team who audit: leader and auditors.
    pub team: &'a [Person],
    /// Who is whom.
    pub people: &'a People,
}

impl CorrectiveAction {
    /// Tells whether somebody owns the record or did one of its actions.
    pub fn is_owner_or_implementer(&self, person: &Person, people: &People) -> bool {
        let owners = self.owner.iter().chain(
            self.actions
                .iter()
                .filter_map(|action| action.owner.as_ref()),
        );
        people.any_is(owners, person)
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
        gaps.into_vec()
    }

    /// Lists what is not done yet, or done without proof.
    pub fn implementation_gaps(&self) -> Vec<Reason> {
        let mut gaps = Reasons::new();
        let id = &self.id;
        for action in &self.actions {
            gaps.require(
                action.done.is_some(),
                "action",
                format!("action {} of {id} is not done", action.id),
            );
            gaps.require(
                is_said(&action.proof) || is_said(&action.commit) || !self.evidence.is_empty(),
                "proof",
                format!("nothing shows that action {} of {id} was done", action.id),
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
        gaps.require(
            is_said(&self.effectiveness.criterion),
            "criterion",
            format!("{id} has no effectiveness criterion"),
        );
        if let Some(first) = self.effectiveness.not_before {
            gaps.require(
                today >= first,
                "not-before",
                format!("{id} can be judged from {first} on, not before"),
            );
        }
        gaps.into_vec()
    }

    /// Lists why it cannot be closed.
    pub fn closure_gaps(&self) -> Vec<Reason> {
        let mut gaps = Reasons::new();
        gaps.require(
            self.effectiveness.result == Some(EffectivenessResult::Effective),
            "result",
            format!("{} was not found effective", self.id),
        );
        gaps.into_vec()
    }

    /// Lists the states that can follow by the life cycle, whatever the guards say.
    pub const fn next_states(&self) -> &'static [ActionState] {
        use ActionState as S;
        match self.state {
            S::Draft | S::Returned | S::NotEffective => &[S::Proposed, S::Withdrawn],
            S::Proposed => &[S::Accepted, S::Returned, S::Withdrawn],
            S::Accepted => &[S::Implemented, S::Withdrawn],
            S::Implemented => &[S::Effective, S::NotEffective],
            S::Effective => &[S::Closed, S::NotEffective],
            S::Closed => &[S::NotEffective],
            S::Withdrawn => &[],
        }
    }

    /// Moves the record to a state, or says every reason why not.
    ///
    /// Effective and not effective set verifier and result, the reason given being what the result rests on.
    pub fn transition(
        &self,
        to: ActionState,
        step: &Step,
        context: &ActionContext<'_>,
    ) -> Result<Self, Refusal> {
        use ActionState as S;
        let mut reasons = Reasons::new();
        let next = self.next_states();
        reasons.require(next.contains(&to), "state", {
            let words: Vec<&str> = next.iter().map(|s| s.word()).collect();
            guard::no_step("a corrective action", self.state, &words, to)
        });
        let people = context.people;
        let on_team = people.has(context.team, &step.by);
        match to {
            S::Proposed => reasons.extend(self.plan_gaps()),
            S::Accepted => {
                reasons.extend(self.plan_gaps());
                reasons.require(
                    on_team,
                    "by",
                    "only a member of the audit team can accept a plan",
                );
                let own = people.any_is(&self.owner, &step.by);
                reasons.require(!own, "by", "the owner cannot accept the plan");
            }
            S::Returned => reasons.require(is_said(&step.why), "why", "returned needs a reason"),
            S::Implemented => reasons.extend(self.implementation_gaps()),
            S::Effective | S::NotEffective => {
                reasons.extend(self.verification_gaps(&step.by, step.today, people));
                reasons.require(is_said(&step.why), "why", "say what the result rests on");
            }
            S::Closed => {
                reasons.extend(self.closure_gaps());
                reasons.require(
                    on_team,
                    "by",
                    "only a member of the audit team can close it",
                );
            }
            S::Withdrawn => {
                reasons.require(is_said(&step.why), "why", "a withdrawal needs a reason");
            }
            S::Draft => {}
        }
        reasons.verdict()?;
        let mut moved = self.clone();
        moved.state = to;
        moved.history.push(step.entry(Some(self.state), to));
        let result = match to {
            S::Effective => Some(EffectivenessResult::Effective),
            S::NotEffective => Some(EffectivenessResult::NotEffective),
            S::Draft
            | S::Proposed
            | S::Accepted
            | S::Returned
            | S::Implemented
            | S::Closed
            | S::Withdrawn => None,
        };
        if let Some(result) = result {
            moved.effectiveness.result = Some(result);
            moved.effectiveness.verifier = Some(step.by.clone());
            step.why.trim().clone_into(&mut moved.effectiveness.basis);
        }
        Ok(moved)
    }
}
