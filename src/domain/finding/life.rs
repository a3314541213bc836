//! The life of a finding: its states, the steps between them, and the guards on each step.

use std::collections::BTreeMap;

use super::{
    super::{
        action::{ActionContext, CorrectiveAction, Proofs},
        evidence::CitationState,
        guard::{self, Reason, Reasons, Refusal, is_said},
        history::Step,
        id::{AuditId, Criterion, EvidenceId},
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
        /// The audit team upholds it against the dispute, with a reason.
        Upheld = "upheld", "upheld";
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
            Self::Acknowledged | Self::Upheld | Self::Returned | Self::Reopened => "answer",
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
    /// The audit, where that is closed.
    pub closed: Option<&'a AuditId>,
    /// Whether the report of the audit is out.
    pub is_out: bool,
    /// The auditees whom the plan of the audit names with an address.
    pub auditees: &'a [Person],
}

impl FindingContext<'_> {
    /// Adds that nothing moves in a closed audit: that was closed over what its findings were.
    pub(super) fn check_open(&self, reasons: &mut Reasons) {
        reasons.require(self.closed.is_none(), "audit", {
            let id = self.closed.map(ToString::to_string).unwrap_or_default();
            format!(
                "the audit {id} is closed: it goes back to follow-up first, tickmark audit move {id} follow-up --why REASON"
            )
        });
    }
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
                S::Disputed => &[S::Upheld, S::Acknowledged, S::Withdrawn],
                // The auditee may still come to accept the facts; the answer is due either way.
                S::Upheld => &[S::Responded, S::Acknowledged, S::Withdrawn],
                S::Responded => &[S::Accepted, S::Returned, S::Withdrawn],
                S::Accepted => &[S::Implemented, S::Returned, S::Withdrawn],
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
                | S::Upheld
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
        context.check_open(&mut reasons);
        self.check(to, step, context, &mut reasons);
        reasons.verdict()?;
        let mut moved = self.clone();
        moved.state = to;
        moved.history.push(step.entry(Some(self.state), to));
        Ok(moved)
    }

    #[allow(
        clippy::too_many_lines,
        reason = "one arm a state, as in the table of the life cycle"
    )]
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
            S::Issued | S::Noted => {
                self.check_issue(context, reasons);
                if self.state == S::Draft {
                    self.check_draft("hand over", &step.by, context, reasons);
                    reasons.require(
                        !context.is_out,
                        "audit",
                        "the report is out, and no finding goes out after it: withdraw the draft; \
                         what has come up since is looked at in a follow-up",
                    );
                }
            }
            S::Disputed => self.check_dispute(step, context, reasons),
            S::Reopened => {
                reasons.require(is_said(&step.why), "why", format!("{to} needs a reason"));
                reasons.extend(self.outsider_gap(&step.by, &context.sides()));
            }
            S::Acknowledged => self.check_acknowledgement(step, context, reasons),
            S::Upheld => self.check_upholding(step, context, reasons),
            S::Returned => {
                reasons.require(is_said(&step.why), "why", format!("{to} needs a reason"));
                // With its plan the answer goes back by itself.
                let stands = context.actions.iter().any(|action| action.is_handed_in());
                reasons.require(
                    on_team || !stands,
                    "by",
                    "only a member of the audit team can return an answer whose plan stands",
                );
                reasons.extend(self.outsider_gap(&step.by, &context.sides()));
            }
            S::Withdrawn => {
                reasons.require(is_said(&step.why), "why", "a withdrawal needs a reason");
                if self.state == S::Draft {
                    self.check_draft("withdraw", &step.by, context, reasons);
                } else {
                    self.check_withdrawal(&step.by, context, reasons);
                }
            }
            S::Responded => {
                self.require_plan(context, reasons);
                self.check_response(step, context, reasons);
            }
            S::Accepted if self.kind.is_nonconformity() => {
                self.require_plan(context, reasons);
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
                reasons.extend(self.outsider_gap(&step.by, &context.sides()));
                for action in context.actions {
                    reasons.extend(action.implementation_gaps(context.proofs));
                }
            }
            S::Verified => {
                Self::require_action(context, reasons);
                self.check_verifier(&step.by, context, reasons);
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
                    auditees: context.auditees,
                    // Who may close it does not turn on who answers for it.
                    answered: &[],
                };
                for action in context.actions {
                    reasons.extend(action.closure_gaps(&step.by, &of_actions));
                }
            }
            S::Accepted | S::Declined | S::Done => {
                self.check_decision(to, step, context, reasons);
            }
            S::Draft => {}
        }
    }

    /// An answer is a plan that is with the audit team; once the finding was opened again, one that was proposed since.
    fn require_plan(&self, context: &FindingContext<'_>, reasons: &mut Reasons) {
        if context.actions.is_empty() {
            return Self::require_action(context, reasons);
        }
        let reopened = match self.state {
            FindingState::Reopened => self.history.last().map(|entry| entry.at),
            FindingState::Draft
            | FindingState::Issued
            | FindingState::Acknowledged
            | FindingState::Disputed
            | FindingState::Upheld
            | FindingState::Responded
            | FindingState::Accepted
            | FindingState::Returned
            | FindingState::Implemented
            | FindingState::Verified
            | FindingState::Closed
            | FindingState::Withdrawn
            | FindingState::Noted
            | FindingState::Declined
            | FindingState::Done => None,
        };
        let is_of_now = |action: &&&CorrectiveAction| {
            reopened.is_none_or(|at| action.proposed_at() >= Some(at))
        };
        let mut plans = context
            .actions
            .iter()
            .filter(|action| action.is_handed_in());
        let is_proposed = plans.any(|action| is_of_now(&action));
        reasons.require_about(is_proposed, "action", "no plan is proposed", {
            let ids: Vec<&str> = context.actions.iter().map(|a| a.id.as_str()).collect();
            let since = if reopened.is_some() {
                " since it was reopened"
            } else {
                ""
            };
            format!("no plan is proposed{since}: propose {}", ids.join(" or "))
        });
    }

    fn require_action(context: &FindingContext<'_>, reasons: &mut Reasons) {
        reasons.require(
            !context.actions.is_empty(),
            "action",
            "there is no corrective action yet",
        );
    }

    /// Returns who moved it to a state last.
    pub(super) fn moved_by(&self, to: FindingState) -> Option<&Person> {
        let last = self.history.iter().rev().find(|entry| entry.to == to);
        last.map(|entry| &entry.by)
    }

    /// Lists what issuing asks for and the record does not have: criteria, title, its parts, evidence.
    pub fn part_gaps(&self) -> Vec<Reason> {
        let mut reasons = Reasons::new();
        reasons.require(
            !self.criteria.is_empty() || !self.documents.is_empty(),
            "criteria",
            "no criterion is named",
        );
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
            let about = format!("what {} lacks", link.id);
            reasons.require_about(lacking.is_none(), "evidence", about, {
                let lacking = lacking.unwrap_or_default();
                format!("evidence {} ({}) {lacking}", link.id, link.kind.label())
            });
        }
        reasons.into_vec()
    }

    pub(super) fn check_issue(&self, context: &FindingContext<'_>, reasons: &mut Reasons) {
        reasons.extend(self.part_gaps());
        for criterion in &self.criteria {
            let why = context.inapplicable.get(criterion);
            let text = why.cloned().unwrap_or_default();
            reasons.require_about(why.is_none(), "criteria", criterion.to_string(), text);
        }
        for link in &self.evidence {
            let resolves = match context.citations.get(&link.id) {
                Some(state) => state.resolves(),
                None => !link.kind.is_judged(),
            };
            reasons.require_about(resolves, "evidence", link.id.to_string(), {
                let state = context.citations.get(&link.id);
                let why = state.map_or_else(|| "not checked".to_owned(), CitationState::phrase);
                format!("evidence {} does not resolve: {why}", link.subject())
            });
        }
    }
}
