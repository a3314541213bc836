//! Who may sign an audit off, as what, and when.
//!
//! The audit team leader signs as prepared. As reviewed signs a second person, of the audit team or from outside of it, as the one
//! who manages the audit programme: whoever bears the name of the reviewer stands in the tag. Never signs as reviewed who is
//! audited, who owns or implements a corrective action of the audit, or who merely observes it.

use super::{SignOff, SignOffRole};
use crate::domain::{
    action::CorrectiveAction,
    audit::{Audit, AuditState, TeamRole},
    finding::{Finding, FindingState},
    guard::{Reasons, Refusal},
    papers::WorkingPapers,
    people::People,
    person::Person,
};

/// The records of an audit that say who may sign it off.
#[derive(Debug, Clone)]
pub struct Records<'a> {
    /// The audit.
    pub audit: &'a Audit,
    /// Its findings.
    pub findings: Vec<&'a Finding>,
    /// Its corrective actions.
    pub actions: Vec<&'a CorrectiveAction>,
}

impl<'a> Records<'a> {
    /// Takes those of working papers.
    pub fn of(papers: &'a WorkingPapers) -> Self {
        Self {
            audit: &papers.audit,
            findings: papers.findings.values().collect(),
            actions: papers.actions.values().collect(),
        }
    }

    fn members(&self, role: TeamRole) -> impl Iterator<Item = &'a Person> {
        let team = self.audit.team.iter();
        team.filter(move |member| member.role == role)
            .map(|member| &member.person)
    }

    /// Tells whether somebody audits: as leader, auditor or technical expert.
    fn audits(&self, by: &Person, people: &People) -> bool {
        [TeamRole::Lead, TeamRole::Auditor, TeamRole::Expert]
            .into_iter()
            .any(|role| people.has(self.members(role), by))
    }

    /// Tells whether somebody is audited: is named so in the plan, or has answered for the auditee to a finding.
    fn is_audited(&self, by: &Person, people: &People) -> bool {
        let name = by.name.to_lowercase();
        let named = self.audit.auditees.iter().any(|auditee| {
            let is_person = auditee
                .parse()
                .is_ok_and(|other| people.are_one(&other, by));
            is_person || auditee.trim().to_lowercase() == name
        });
        let mut entries = self.findings.iter().flat_map(|finding| &finding.history);
        named
            || entries.any(|entry| is_answer(entry.to) && people.are_one(&entry.by, by))
                && !self.audits(by, people)
    }
}

impl Records<'_> {
    /// Tells whether any of the records names somebody: in the team, as auditee, for a corrective action, or as who took a step.
    pub fn know(&self, person: &Person, people: &People) -> bool {
        let mut team = self.audit.team.iter().map(|member| &member.person);
        let steps = self.audit.history.iter().map(|entry| &entry.by);
        let of_findings = self.findings.iter().flat_map(|finding| &finding.history);
        let of_actions = self.actions.iter().flat_map(|action| &action.history);
        let mut steps = steps
            .chain(of_findings.map(|entry| &entry.by))
            .chain(of_actions.map(|entry| &entry.by));
        team.any(|other| people.are_one(other, person))
            || steps.any(|other| people.are_one(other, person))
            || self.is_audited(person, people)
            || self
                .actions
                .iter()
                .any(|action| action.is_owner_or_implementer(person, people))
    }
}

/// Tells whether it is the auditee who takes a finding to a state.
const fn is_answer(to: FindingState) -> bool {
    match to {
        FindingState::Acknowledged
        | FindingState::Disputed
        | FindingState::Responded
        | FindingState::Implemented
        | FindingState::Declined
        | FindingState::Done => true,
        FindingState::Draft
        | FindingState::Issued
        | FindingState::Upheld
        | FindingState::Returned
        | FindingState::Accepted
        | FindingState::Verified
        | FindingState::Closed
        | FindingState::Reopened
        | FindingState::Noted
        | FindingState::Withdrawn => false,
    }
}

/// A sign-off that is there already, and whether one can build on it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Earlier<'a> {
    /// What it says.
    pub sign_off: &'a SignOff,
    /// Its tag object.
    pub object: &'a str,
    /// Whether every record is as it was signed, and nothing is wrong with tag and signature.
    pub counts: bool,
}

/// What has to be known of an audit that is to be signed off.
#[derive(Clone, Copy)]
pub struct Readiness<'a> {
    /// The records of the audit.
    pub records: &'a Records<'a>,
    /// As what it is to be signed off.
    pub role: SignOffRole,
    /// By whom.
    pub by: &'a Person,
    /// The fingerprint of the key that would sign; none where none would.
    pub key: Option<&'a str>,
    /// Who is whom.
    pub people: &'a People,
    /// How many of its records differ from the last commit.
    pub uncommitted: usize,
    /// Those of its records that cannot be read, each with its place and what is wrong there.
    pub broken: &'a [String],
    /// The problems of its records that block a commit.
    pub blocking: &'a [String],
    /// The sign-offs that there are.
    pub earlier: &'a [Earlier<'a>],
}

impl<'a> Readiness<'a> {
    /// Returns the newest sign-off as prepared that counts: the one to review.
    pub fn prepared(&self) -> Option<Earlier<'a>> {
        self.newest(SignOffRole::Prepared)
    }

    fn newest(&self, role: SignOffRole) -> Option<Earlier<'a>> {
        self.earlier
            .iter()
            .filter(|earlier| earlier.counts && earlier.sign_off.role == role)
            .max_by_key(|earlier| earlier.sign_off.round)
            .copied()
    }

    /// Refuses a sign-off with every reason against it.
    pub fn check(&self) -> Result<(), Refusal> {
        let mut reasons = Reasons::new();
        let is_ready = match self.records.audit.state {
            AuditState::Planned | AuditState::Fieldwork => false,
            AuditState::Reporting
            | AuditState::Issued
            | AuditState::FollowUp
            | AuditState::Closed => true,
        };
        reasons.require(
            is_ready,
            "state",
            format!(
                "the audit is in state {}, and is signed off from reporting on",
                self.records.audit.state
            ),
        );
        match self.role {
            SignOffRole::Prepared => self.check_prepared(&mut reasons),
            SignOffRole::Reviewed => self.check_reviewed(&mut reasons),
        }
        let none = |n: usize, field, one: &str, several: &str, reasons: &mut Reasons| {
            let text = match n {
                1 => one.to_owned(),
                n => format!("{n} {several}"),
            };
            reasons.require(n == 0, field, text);
        };
        none(
            self.uncommitted,
            "commit",
            "1 record is not committed",
            "records are not committed",
            &mut reasons,
        );
        for broken in self.broken {
            reasons.require(
                false,
                "records",
                format!("a record cannot be read: {broken}"),
            );
        }
        for problem in self.blocking {
            reasons.require(false, "records", problem.clone());
        }
        reasons.verdict()
    }

    fn check_prepared(&self, reasons: &mut Reasons) {
        if let Some(why) = not_entitled(self.records, self.role, self.by, self.people) {
            reasons.require(false, "lead", why);
        }
        if let Some(earlier) = self.newest(SignOffRole::Prepared) {
            reasons.require(
                false,
                "prepared",
                format!(
                    "it is signed off as prepared already, by {}, and nothing has changed since",
                    earlier.sign_off.by.name
                ),
            );
        }
    }

    fn check_reviewed(&self, reasons: &mut Reasons) {
        if let Some(why) = not_entitled(self.records, self.role, self.by, self.people) {
            reasons.require(false, "reviewer", why);
        }
        let Some(prepared) = self.prepared() else {
            let was = self
                .earlier
                .iter()
                .any(|earlier| earlier.sign_off.role == SignOffRole::Prepared);
            let text = if was {
                "what was signed off as prepared does not hold any more: it is to be signed again first"
            } else {
                "it is not signed off as prepared yet"
            };
            reasons.require(false, "prepared", text);
            return;
        };
        reasons.require(
            !self.people.are_one(&prepared.sign_off.by, self.by),
            "reviewer",
            format!(
                "{} has prepared it, and the review is by a second person",
                self.by.name
            ),
        );
        let one_key = self
            .key
            .filter(|_| self.key == prepared.sign_off.key.as_deref());
        reasons.require(
            one_key.is_none(),
            "reviewer",
            format!(
                "the key {} has signed it as prepared, and the review is by a second person",
                one_key.unwrap_or_default()
            ),
        );
        let again = self.earlier.iter().any(|earlier| {
            earlier.counts
                && earlier.sign_off.reviews.as_deref() == Some(prepared.object)
                && self.people.are_one(&earlier.sign_off.by, self.by)
        });
        reasons.require(
            !again,
            "reviewer",
            format!(
                "{} has signed it off as reviewed already, and nothing has changed since",
                self.by.name
            ),
        );
    }
}

/// Says why somebody may not sign in a role, by the records of the audit.
pub fn not_entitled(
    records: &Records<'_>,
    role: SignOffRole,
    by: &Person,
    people: &People,
) -> Option<String> {
    match role {
        SignOffRole::Prepared if people.has(records.members(TeamRole::Lead), by) => None,
        SignOffRole::Prepared if records.members(TeamRole::Lead).next().is_some() => Some(format!(
            "{} is not the audit team leader, who signs as prepared",
            by.name
        )),
        SignOffRole::Prepared => {
            Some("the audit has no audit team leader, who signs as prepared".to_owned())
        }
        SignOffRole::Reviewed => {
            let name = &by.name;
            let mut actions = records.actions.iter();
            if let Some(action) = actions.find(|one| one.is_owner_or_implementer(by, people)) {
                return Some(format!(
                    "{name} owns or implements the corrective action {}, and does not review the audit",
                    action.id
                ));
            }
            if records.is_audited(by, people) {
                return Some(format!("{name} is audited, and does not review the audit"));
            }
            let observes = people.any_is(records.members(TeamRole::Observer), by);
            (observes && !records.audits(by, people))
                .then(|| format!("{name} is an observer, who neither audits nor reviews"))
        }
    }
}

/// Chooses the role in which somebody can sign now: as prepared what is not, else as reviewed.
pub fn role_for(readiness: &Readiness<'_>) -> SignOffRole {
    let leads = not_entitled(
        readiness.records,
        SignOffRole::Prepared,
        readiness.by,
        readiness.people,
    )
    .is_none();
    if leads && readiness.prepared().is_none() {
        SignOffRole::Prepared
    } else {
        SignOffRole::Reviewed
    }
}
