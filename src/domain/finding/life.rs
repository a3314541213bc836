//! The life of a finding: its states, the steps between them, and the guards on each step.

use std::collections::BTreeMap;

use super::{
    super::{
        action::{ActionContext, CorrectiveAction, Proofs},
        evidence::CitationState,
        guard::{self, Reasons, Refusal, is_said},
        history::Step,
        id::{Criterion, EvidenceId},
        people::People,
        person::Person,
    },
    Finding,
};

words! {
    /// Where a finding is in its life.
    pub enum FindingState: "finding state" {
        /// Being written.
        Draft = "draft", "draft";
        /// A nonconformity handed to the auditee.
        Issued = "issued", "issued";
        /// The auditee accepts the facts.
        Acknowledged = "acknowledged", "acknowledged";
        /// The auditee does not accept them, with a reason.
        Disputed = "disputed", "disputed";
        /// The auditee has answered with correction, cause and plan.
        Responded = "responded", "responded";
        /// The audit team accepts the answer.
        Accepted = "accepted", "accepted";
        /// The audit team sends the answer back.
        Returned = "returned", "returned";
        /// The actions are done.
        Implemented = "implemented", "implemented";
        /// Somebody independent has looked at the result.
        Verified = "verified", "verified";
        /// The matter is settled.
        Closed = "closed", "closed";
        /// Not upheld; stays on record.
        Withdrawn = "withdrawn", "withdrawn";
        /// Open again after it had been closed or verified.
        Reopened = "reopened", "reopened";
        /// An observation, opportunity or good practice handed to the auditee.
        Noted = "noted", "noted";
        /// The auditee will not act on an observation or opportunity.
        Declined = "declined", "declined";
        /// The auditee has acted on it.
        Done = "done", "done";
    }
}

impl FindingState {
    /// Tells whether nothing more is expected of anybody.
    pub const fn is_settled(self) -> bool {
        matches!(
            self,
            Self::Closed | Self::Withdrawn | Self::Declined | Self::Done
        )
    }

    /// Returns who has to move next, in the words of the home screen.
    pub const fn waiting_for(self) -> &'static str {
        match self {
            Self::Draft => "issue",
            Self::Issued => "acknowledgement",
            Self::Acknowledged | Self::Returned | Self::Reopened => "answer",
            Self::Disputed => "decision on the dispute",
            Self::Responded => "acceptance",
            Self::Accepted => "implementation",
            Self::Implemented => "verification",
            Self::Verified => "closure",
            Self::Noted => "decision",
            Self::Closed | Self::Withdrawn | Self::Declined | Self::Done => "nobody",
        }
    }
}
/// What the guards of a finding look at beside the finding itself.
#[derive(Debug, Clone, Copy)]
pub struct FindingContext<'a> {
    /// The corrective actions that answer it, withdrawn ones left out.
    pub actions: &'a [&'a CorrectiveAction],
    /// The state of each citation that was judged; one that is not here counts as resolved only if it is no file.
    pub citations: &'a BTreeMap<EvidenceId, CitationState>,
    /// The members of the audit team.
    pub team: &'a [Person],
    /// Who is whom.
    pub people: &'a People,
    /// What became of the commits that fixed something.
    pub proofs: &'a Proofs,
    /// The clauses and controls that cannot be a criterion, since they do not apply, each with the reason.
    pub inapplicable: &'a BTreeMap<Criterion, String>,
}

impl Finding {
    /// Lists the states that can follow by the life cycle, whatever the guards say.
    pub fn next_states(&self) -> &'static [FindingState] {
        Self::following(self.kind.is_nonconformity(), self.state)
    }

    /// Lists the states that can follow one in the life of a nonconformity, or of another finding.
    pub(super) const fn following(
        is_nonconformity: bool,
        state: FindingState,
    ) -> &'static [FindingState] {
        use FindingState as S;
        if is_nonconformity {
            match state {
                S::Draft => &[S::Issued, S::Withdrawn],
                S::Issued => &[S::Acknowledged, S::Disputed, S::Withdrawn],
                S::Acknowledged | S::Returned | S::Reopened => &[S::Responded, S::Withdrawn],
                S::Disputed => &[S::Acknowledged, S::Withdrawn],
                S::Responded => &[S::Accepted, S::Returned, S::Withdrawn],
                S::Accepted => &[S::Implemented, S::Withdrawn],
                S::Implemented => &[S::Verified, S::Returned, S::Withdrawn],
                S::Verified => &[S::Closed, S::Reopened],
                S::Closed => &[S::Reopened],
                S::Withdrawn => &[],
                S::Noted | S::Declined | S::Done => &[S::Issued, S::Withdrawn],
            }
        } else {
            match state {
                S::Draft => &[S::Noted, S::Withdrawn],
                S::Noted => &[S::Accepted, S::Declined, S::Withdrawn],
                S::Accepted => &[S::Done, S::Withdrawn],
                S::Declined | S::Done => &[S::Reopened],
                S::Reopened => &[S::Accepted, S::Declined, S::Withdrawn],
                S::Withdrawn => &[],
                S::Issued
                | S::Acknowledged
                | S::Disputed
                | S::Responded
                | S::Returned
                | S::Implemented
                | S::Verified
                | S::Closed => &[S::Noted, S::Withdrawn],
            }
        }
    }

    /// Moves the finding to a state, or says every reason why not.
    pub fn transition(
        &self,
        to: FindingState,
        step: &Step,
        context: &FindingContext<'_>,
    ) -> Result<Self, Refusal> {
        let mut reasons = Reasons::new();
        let next = self.next_states();
        reasons.require(next.contains(&to), "state", {
            let words: Vec<&str> = next.iter().map(|s| s.word()).collect();
            guard::no_step("a finding", self.state, &words, to)
        });
        self.check(to, step, context, &mut reasons);
        reasons.verdict()?;
        let mut moved = self.clone();
        moved.state = to;
        moved.history.push(step.entry(Some(self.state), to));
        Ok(moved)
    }

    fn check(
        &self,
        to: FindingState,
        step: &Step,
        context: &FindingContext<'_>,
        reasons: &mut Reasons,
    ) {
        use FindingState as S;
        let people = context.people;
        let on_team = people.has(context.team, &step.by);
        match to {
            S::Issued | S::Noted => self.check_issue(context, reasons),
            S::Disputed | S::Returned | S::Declined | S::Reopened => {
                reasons.require(is_said(&step.why), "why", format!("{to} needs a reason"));
            }
            S::Withdrawn => {
                reasons.require(is_said(&step.why), "why", "a withdrawal needs a reason");
                let second = self.state == S::Draft || !people.any_is(self.raised_by(), &step.by);
                reasons.require(
                    second,
                    "by",
                    "a withdrawal needs a second person: not the one who raised it",
                );
            }
            S::Responded => Self::require_action(context, reasons),
            S::Accepted if self.kind.is_nonconformity() => {
                Self::require_action(context, reasons);
                reasons.require(
                    on_team,
                    "by",
                    "only a member of the audit team can accept an answer",
                );
                reasons.require(
                    !people.any_is(self.moved_by(S::Responded), &step.by),
                    "by",
                    format!(
                        "{} gave the answer; somebody else has to accept it",
                        step.by.name
                    ),
                );
                for action in context.actions {
                    reasons.extend(action.plan_gaps());
                    reasons.extend(action.acceptance_gaps(&step.by, people));
                }
            }
            S::Implemented => {
                Self::require_action(context, reasons);
                for action in context.actions {
                    reasons.extend(action.implementation_gaps(context.proofs));
                }
            }
            S::Verified => {
                Self::require_action(context, reasons);
                reasons.require(
                    !people.any_is(self.moved_by(S::Implemented), &step.by),
                    "verifier",
                    format!(
                        "{} said that it is implemented; somebody else has to verify it",
                        step.by.name
                    ),
                );
                for action in context.actions {
                    reasons.extend(action.verification_gaps(&step.by, step.today, people));
                    reasons.extend(action.fixer_gaps(&step.by, "verifier", people, context.proofs));
                }
            }
            S::Closed => {
                reasons.require(
                    on_team,
                    "by",
                    "only a member of the audit team can close a finding",
                );
                Self::require_action(context, reasons);
                let of_actions = ActionContext {
                    team: context.team,
                    people,
                    proofs: context.proofs,
                    citations: context.citations,
                };
                for action in context.actions {
                    reasons.extend(action.closure_gaps(&step.by, &of_actions));
                }
            }
            S::Draft | S::Acknowledged | S::Accepted | S::Done => {}
        }
    }

    fn require_action(context: &FindingContext<'_>, reasons: &mut Reasons) {
        reasons.require(
            !context.actions.is_empty(),
            "action",
            "there is no corrective action yet",
        );
    }

    /// Returns who moved it to a state last.
    fn moved_by(&self, to: FindingState) -> Option<&Person> {
        let last = self.history.iter().rev().find(|entry| entry.to == to);
        last.map(|entry| &entry.by)
    }

    pub(super) fn check_issue(&self, context: &FindingContext<'_>, reasons: &mut Reasons) {
        reasons.require(
            !self.criteria.is_empty() || !self.documents.is_empty(),
            "criteria",
            "no criterion is named",
        );
        for criterion in &self.criteria {
            let why = context.inapplicable.get(criterion);
            reasons.require(why.is_none(), "criteria", why.cloned().unwrap_or_default());
        }
        reasons.require(is_said(&self.title), "title", "it has no title");
        if self.kind.is_nonconformity() {
            reasons.require(
                is_said(&self.requirement),
                "requirement",
                "the requirement is missing",
            );
            reasons.require(
                is_said(&self.objective_evidence),
                "objective-evidence",
                "the objective evidence is missing",
            );
            reasons.require(
                is_said(&self.grade_reason),
                "grade-reason",
                "the reason for its grade is missing",
            );
            reasons.require(
                !self.evidence.is_empty(),
                "evidence",
                "no evidence is cited",
            );
        }
        reasons.require(
            is_said(&self.statement),
            "statement",
            "the statement is missing",
        );
        for link in &self.evidence {
            let lacking = link.shortcoming();
            reasons.require(lacking.is_none(), "evidence", {
                let lacking = lacking.unwrap_or_default();
                format!("evidence {} ({}) {lacking}", link.id, link.kind.label())
            });
            let resolves = match context.citations.get(&link.id) {
                Some(state) => state.resolves(),
                None => !link.kind.is_judged(),
            };
            reasons.require(resolves, "evidence", {
                let state = context.citations.get(&link.id);
                let why = state.map_or_else(|| "not checked".to_owned(), CitationState::phrase);
                format!("evidence {} does not resolve: {why}", link.subject())
            });
        }
    }
}
