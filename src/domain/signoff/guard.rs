//! Who may sign an audit off, as what, and when.

use super::{SignOff, SignOffRole};
use crate::domain::{
    audit::{Audit, AuditState, TeamRole},
    guard::{Reasons, Refusal},
    people::People,
    person::Person,
};

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
    /// The audit.
    pub audit: &'a Audit,
    /// As what it is to be signed off.
    pub role: SignOffRole,
    /// By whom.
    pub by: &'a Person,
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
        let is_ready = match self.audit.state {
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
                self.audit.state
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
        if let Some(why) = not_entitled(self.audit, self.role, self.by, self.people) {
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
        if let Some(why) = not_entitled(self.audit, self.role, self.by, self.people) {
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

/// Says why somebody may not sign in a role, by the team of the audit.
pub fn not_entitled(
    audit: &Audit,
    role: SignOffRole,
    by: &Person,
    people: &People,
) -> Option<String> {
    let of = |wanted: TeamRole| {
        let members = audit
            .team
            .iter()
            .filter(move |member| member.role == wanted);
        members.map(|member| &member.person)
    };
    match role {
        SignOffRole::Prepared if people.has(of(TeamRole::Lead), by) => None,
        SignOffRole::Prepared if of(TeamRole::Lead).next().is_some() => Some(format!(
            "{} is not the audit team leader, who signs as prepared",
            by.name
        )),
        SignOffRole::Prepared => {
            Some("the audit has no audit team leader, who signs as prepared".to_owned())
        }
        SignOffRole::Reviewed => {
            let observes = of(TeamRole::Observer).any(|observer| people.are_one(observer, by));
            let audits = [TeamRole::Lead, TeamRole::Auditor, TeamRole::Expert]
                .into_iter()
                .any(|wanted| people.has(of(wanted), by));
            (observes && !audits)
                .then(|| format!("{} is an observer, who neither audits nor reviews", by.name))
        }
    }
}

/// Chooses the role in which somebody can sign now: as prepared what is not, else as reviewed.
pub fn role_for(readiness: &Readiness<'_>) -> SignOffRole {
    let leads = not_entitled(
        readiness.audit,
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
