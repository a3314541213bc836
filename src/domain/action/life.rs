//! The life of a corrective action: which step may follow, and every reason why not.

use crate::domain::{
    guard::{self, Reasons, Refusal, is_said},
    history::Step,
};

use super::{ActionContext, ActionState, CorrectiveAction, EffectivenessResult};

impl CorrectiveAction {
    /// Lists the states that can follow by the life cycle, whatever the guards say.
    pub const fn next_states(&self) -> &'static [ActionState] {
        self.state.next()
    }

    /// Moves the record to a state, or says every reason why not.
    ///
    /// Effective and not effective set verifier and result, the reason given being what the result rests on. Not effective and
    /// reopened end a round: what was tried is kept, and the next one begins.
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
        // Where there is no such step its guards would only distract.
        if next.contains(&to) {
            self.check(to, step, context, &mut reasons);
        }
        reasons.verdict()?;
        let mut moved = self.clone();
        moved.state = to;
        moved.history.push(step.entry(Some(self.state), to));
        match to {
            S::Effective => moved.judge(EffectivenessResult::Effective, step),
            S::NotEffective => {
                moved.judge(EffectivenessResult::NotEffective, step);
                moved.end_round(step);
            }
            S::Reopened => moved.end_round(step),
            S::Draft
            | S::Proposed
            | S::Accepted
            | S::Returned
            | S::Implemented
            | S::Closed
            | S::Withdrawn => {}
        }
        Ok(moved)
    }

    fn judge(&mut self, result: EffectivenessResult, step: &Step) {
        self.effectiveness.result = Some(result);
        self.effectiveness.verifier = Some(step.by.clone());
        step.why.trim().clone_into(&mut self.effectiveness.basis);
    }

    fn check(
        &self,
        to: ActionState,
        step: &Step,
        context: &ActionContext<'_>,
        reasons: &mut Reasons,
    ) {
        use ActionState as S;
        let people = context.people;
        let on_team = people.has(context.team, &step.by);
        match to {
            S::Proposed => {
                reasons.extend(self.plan_gaps());
                reasons.extend(self.naming_gaps(people));
                reasons.extend(self.outsider_gap(&step.by, &context.parties()));
            }
            S::Accepted => {
                reasons.extend(self.plan_gaps());
                reasons.extend(self.naming_gaps(people));
                reasons.require(
                    on_team,
                    "by",
                    "only a member of the audit team can accept a plan",
                );
                reasons.extend(self.acceptance_gaps(&step.by, people));
            }
            S::Returned => {
                reasons.require(is_said(&step.why), "why", "returned needs a reason");
                reasons.extend(self.return_gaps("return", &step.by, on_team, people));
            }
            S::Reopened => {
                reasons.require(is_said(&step.why), "why", "reopened needs a reason");
                reasons.extend(self.return_gaps("reopen", &step.by, on_team, people));
            }
            S::Implemented => {
                reasons.extend(self.implementation_gaps(context.proofs));
                reasons.extend(self.outsider_gap(&step.by, &context.parties()));
                // Whoever says that it is done is an implementer from then on.
                let named = self.effectiveness.verifier.as_ref();
                reasons.require(
                    !people.any_is(named, &step.by),
                    "by",
                    format!(
                        "{} is named to verify {}; somebody else has to say that it is implemented",
                        step.by.name, self.id
                    ),
                );
            }
            S::Effective => {
                reasons.extend(self.implementation_gaps(context.proofs));
                reasons.extend(self.judging_gaps(&step.by, on_team, people));
                reasons.extend(self.verification_gaps(&step.by, step.today, people));
                reasons.extend(self.fixer_gaps(&step.by, "verifier", people, context.proofs));
                reasons.require(is_said(&step.why), "why", "say what the result rests on");
            }
            S::NotEffective => {
                reasons.extend(self.judging_gaps(&step.by, on_team, people));
                reasons.extend(self.verification_gaps(&step.by, step.today, people));
                reasons.extend(self.fixer_gaps(&step.by, "verifier", people, context.proofs));
                reasons.require(is_said(&step.why), "why", "say what the result rests on");
            }
            S::Closed => {
                reasons.extend(self.closure_gaps(&step.by, context));
                reasons.require(
                    on_team,
                    "by",
                    "only a member of the audit team can close it",
                );
            }
            S::Withdrawn => {
                reasons.require(is_said(&step.why), "why", "a withdrawal needs a reason");
                if self.state != S::Draft {
                    reasons.extend(self.withdrawal_gaps(&step.by, on_team, people));
                }
            }
            S::Draft => {}
        }
    }
}
