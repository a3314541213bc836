//! Who is audited, as far as persons are named, and whether one of them audits.

use super::{Audit, TeamRole};
use crate::domain::{
    guard::{Reason, Reasons},
    people::People,
    person::Person,
};

impl Audit {
    /// Lists the auditees that are named as persons: `Name <mail>`, and not by role or unit.
    pub fn named_auditees(&self) -> Vec<Person> {
        let named = self.auditees.iter().filter_map(|text| text.parse().ok());
        named.collect()
    }

    /// Lists those of the audit team who are audited, too: by address, or by the name alone.
    pub fn both_sides(&self, people: &People) -> Vec<Reason> {
        let mut reasons = Reasons::new();
        let named = self.named_auditees();
        let works = |role: TeamRole| match role {
            TeamRole::Lead | TeamRole::Auditor | TeamRole::Expert => true,
            TeamRole::Observer => false,
        };
        for member in self.team.iter().filter(|member| works(member.role)) {
            let person = &member.person;
            let name = person.name.to_lowercase();
            let by_name = |text: &String| text.trim().to_lowercase() == name;
            let is_audited = people.any_is(&named, person) || self.auditees.iter().any(by_name);
            reasons.require(
                !is_audited,
                "auditees",
                format!(
                    "{} is auditee and {} of the same audit",
                    person.name,
                    member.role.label()
                ),
            );
        }
        reasons.into_vec()
    }
}
