//! Which side takes a step: the auditee answers, and the audit team judges; neither does it for the other, and no outsider for
//! either.
//!
//! Who answers for the auditee is known by the records: whoever the plan of the audit names with an address, whoever wrote or
//! owns a corrective action of the finding, and whoever has answered for the auditee to it before. As long as there is nobody, nobody
//! can be told from an outsider. Whoever is of the audit team may enter what the auditee said, with the reason that the record keeps,
//! unless they raised it.
//!
//! A key that two addresses have signed with keeps people out, and lets nobody in: it shows that they are one person, and not which.

use crate::domain::{
    action::CorrectiveAction,
    guard::{Reason, Reasons, is_said},
    history::Step,
    people::People,
    person::Person,
};

use super::{Finding, FindingContext, FindingState};

/// What tells the sides of a finding apart.
#[derive(Debug, Clone, Copy)]
pub struct Sides<'a> {
    /// Those of the audit team who audit.
    pub team: &'a [Person],
    /// The auditees whom the plan names with an address.
    pub auditees: &'a [Person],
    /// The corrective actions that answer the finding.
    pub actions: &'a [&'a CorrectiveAction],
    /// Who is whom.
    pub people: &'a People,
}

impl Sides<'_> {
    /// Tells whether somebody may act as one of the audit team.
    fn lets_in(&self, person: &Person) -> bool {
        self.people.has(self.team, person)
    }
}

/// Tells whether somebody is none of those who answer for the auditee; as long as the records know nobody, nobody is told apart.
///
/// Those who may be of the audit team answer for nobody. That they may be by a key alone does not make it as if nobody were known.
pub(in crate::domain) fn is_outside<'p>(
    all: impl Iterator<Item = &'p Person>,
    by: &Person,
    team: &[Person],
    people: &People,
) -> bool {
    let mut known: Vec<&Person> = all.filter(|person| !people.has(team, person)).collect();
    if known.is_empty() {
        return false;
    }
    known.retain(|person| !people.any_is(team, person));
    !people.has(known, by)
}

/// Says of somebody that no record knows them.
pub(in crate::domain) fn outsider(by: &Person) -> Reason {
    Reason::new(
        "by",
        format!(
            "{} is neither of the audit team nor in a record as one who answers for the auditee; \
             the audit team names them: tickmark audit set AUDIT --auditee {}",
            by.name,
            by.quoted()
        ),
    )
}

impl<'a> FindingContext<'a> {
    /// Returns what tells the sides apart.
    pub const fn sides(&self) -> Sides<'a> {
        Sides {
            team: self.team,
            auditees: self.auditees,
            actions: self.actions,
            people: self.people,
        }
    }
}

impl FindingState {
    /// Tells whether a step to it is the auditee's own.
    const fn is_the_auditees(self, is_nonconformity: bool) -> bool {
        match self {
            Self::Acknowledged | Self::Disputed | Self::Responded | Self::Declined | Self::Done => {
                true
            }
            Self::Accepted => !is_nonconformity,
            Self::Draft
            | Self::Issued
            | Self::Upheld
            | Self::Returned
            | Self::Implemented
            | Self::Verified
            | Self::Closed
            | Self::Withdrawn
            | Self::Reopened
            | Self::Noted => false,
        }
    }
}

impl Finding {
    /// Says that somebody is neither of the audit team nor known to answer for the auditee.
    pub fn outsider_gap(&self, by: &Person, sides: &Sides<'_>) -> Option<Reason> {
        let people = sides.people;
        if sides.lets_in(by) {
            return None;
        }
        let is_nonconformity = self.kind.is_nonconformity();
        let answered = self
            .history
            .iter()
            .filter(|entry| entry.to.is_the_auditees(is_nonconformity));
        let named = sides.actions.iter().flat_map(|action| action.answerable());
        let all = sides
            .auditees
            .iter()
            .chain(named)
            .chain(answered.map(|entry| &entry.by));
        is_outside(all, by, sides.team, people).then(|| outsider(by))
    }

    /// A step that is the auditee's is not that of whoever raised it, nor of an outsider; the audit team enters it with a
    /// reason.
    fn check_side(
        &self,
        raised: String,
        step: &Step,
        context: &FindingContext<'_>,
        reasons: &mut Reasons,
    ) {
        let sides = context.sides();
        if sides.people.any_is(self.raised_by(), &step.by) {
            reasons.require(false, "by", raised);
        } else if sides.lets_in(&step.by) {
            reasons.require(
                is_said(&step.why),
                "why",
                format!(
                    "{} is of the audit team and enters it for the auditee: say who of the auditee said so, and when",
                    step.by.name
                ),
            );
        } else {
            reasons.extend(self.outsider_gap(&step.by, &sides));
        }
    }

    /// The auditee disputes what he does not accept.
    pub(super) fn check_dispute(
        &self,
        step: &Step,
        context: &FindingContext<'_>,
        reasons: &mut Reasons,
    ) {
        let to = FindingState::Disputed;
        reasons.require(is_said(&step.why), "why", format!("{to} needs a reason"));
        let raised = format!(
            "{} raised it; somebody of the auditee has to dispute it",
            step.by.name
        );
        self.check_side(raised, step, context, reasons);
    }

    /// The auditee answers.
    pub(super) fn check_response(
        &self,
        step: &Step,
        context: &FindingContext<'_>,
        reasons: &mut Reasons,
    ) {
        let raised = format!(
            "{} raised it; somebody of the auditee has to answer it",
            step.by.name
        );
        self.check_side(raised, step, context, reasons);
    }

    /// What becomes of an observation is for the auditee to say, and not for the one who raised it.
    pub(super) fn check_decision(
        &self,
        to: FindingState,
        step: &Step,
        context: &FindingContext<'_>,
        reasons: &mut Reasons,
    ) {
        let needs_why = to == FindingState::Declined;
        reasons.require(
            !needs_why || is_said(&step.why),
            "why",
            format!("{to} needs a reason"),
        );
        let raised = format!(
            "{} raised it; what becomes of it is for the auditee to say",
            step.by.name
        );
        self.check_side(raised, step, context, reasons);
    }

    /// The auditee accepts the facts; nobody does so for him who had stated them, and a dispute is not ended from the other side.
    pub(super) fn check_acknowledgement(
        &self,
        step: &Step,
        context: &FindingContext<'_>,
        reasons: &mut Reasons,
    ) {
        if self.state != FindingState::Disputed {
            let raised = format!(
                "{} raised it; somebody of the auditee has to acknowledge it",
                step.by.name
            );
            return self.check_side(raised, step, context, reasons);
        }
        let people = context.people;
        let raised = people.any_is(self.raised_by(), &step.by);
        if raised || people.any_is(context.team, &step.by) {
            reasons.require(
                false,
                "by",
                "a dispute is ended by the auditee; the audit team upholds, reclassifies or withdraws the finding, with a reason",
            );
        } else {
            reasons.extend(self.outsider_gap(&step.by, &context.sides()));
        }
        let own = people.any_is(self.moved_by(FindingState::Disputed), &step.by);
        reasons.require(
            own || is_said(&step.why),
            "why",
            "say why the dispute is ended: somebody else had raised it",
        );
    }

    /// The audit team decides a dispute, and nobody his own.
    pub(super) fn check_upholding(
        &self,
        step: &Step,
        context: &FindingContext<'_>,
        reasons: &mut Reasons,
    ) {
        let people = context.people;
        reasons.require(
            is_said(&step.why),
            "why",
            "say why it is upheld against the dispute",
        );
        reasons.require(
            people.has(context.team, &step.by),
            "by",
            "only a member of the audit team can uphold a finding against a dispute",
        );
        reasons.require(
            !people.any_is(self.moved_by(FindingState::Disputed), &step.by),
            "by",
            format!(
                "{} entered the dispute; somebody else of the audit team has to decide it",
                step.by.name
            ),
        );
    }

    /// A draft is the working paper of whoever raised it and of the audit team, who hand it over or drop it.
    pub(super) fn check_draft(
        &self,
        what: &str,
        by: &Person,
        context: &FindingContext<'_>,
        reasons: &mut Reasons,
    ) {
        let people = context.people;
        let may = context.team.is_empty()
            || people.has(context.team, by)
            || people.has(self.raised_by(), by);
        reasons.require(
            may,
            "by",
            format!("only the audit team and whoever raised it can {what} a draft"),
        );
    }

    /// What was handed over is withdrawn by somebody of the audit team who has no other part in it.
    pub(super) fn check_withdrawal(
        &self,
        by: &Person,
        context: &FindingContext<'_>,
        reasons: &mut Reasons,
    ) {
        let people = context.people;
        reasons.require(
            people.has(context.team, by),
            "by",
            "only a member of the audit team can withdraw what was handed over",
        );
        reasons.require(
            !people.any_is(self.raised_by(), by),
            "by",
            "a withdrawal needs a second person: not the one who raised it",
        );
        let answered = self.history.iter().filter(|entry| {
            matches!(
                entry.to,
                FindingState::Responded | FindingState::Implemented
            )
        });
        let has_part = people.any_is(answered.map(|entry| &entry.by), by)
            || context
                .actions
                .iter()
                .any(|action| action.is_owner_or_implementer(by, people));
        reasons.require(
            !has_part,
            "by",
            "a withdrawal needs a second person: not one who answers it, or owns or implements its corrective action",
        );
    }

    /// Whether it worked is looked at by the audit team, or by whoever an accepted plan names for that.
    pub(super) fn check_verifier(
        &self,
        by: &Person,
        context: &FindingContext<'_>,
        reasons: &mut Reasons,
    ) {
        let people = context.people;
        let may = people.has(context.team, by)
            || context
                .actions
                .iter()
                .any(|action| people.has(&action.effectiveness.verifier, by));
        reasons.require(
            may,
            "verifier",
            "only a member of the audit team can verify it, or whoever its plan names for that",
        );
        reasons.require(
            !people.any_is(self.moved_by(FindingState::Implemented), by),
            "verifier",
            format!(
                "{} said that it is implemented; somebody else has to verify it",
                by.name
            ),
        );
    }

    /// Tells whether a later version says something else to the auditee than this draft.
    pub fn is_redrafted(&self, after: &Self) -> bool {
        let mut told = super::ToldField::ALL.iter().copied();
        let differs = self.classification() != after.classification()
            || self.row != after.row
            || told.any(|field| field.is_the_teams() && self.told(field) != after.told(field));
        self.state == FindingState::Draft && differs
    }
}
