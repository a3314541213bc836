//! Who leads an audit, and who leaves its team.

use super::{Audit, AuditState, TeamMember, TeamRole};
use crate::domain::{
    guard::{Reason, Refusal},
    person::Person,
};

impl Audit {
    /// Puts somebody in the lead; who led it until then stays in the team as an auditor.
    #[must_use]
    pub fn led_by(&self, person: &Person) -> Self {
        let mut after = self.clone();
        after.team.retain(|member| !member.person.is(person));
        for member in &mut after.team {
            if member.role == TeamRole::Lead {
                member.role = TeamRole::Auditor;
            }
        }
        let lead = TeamMember {
            person: person.clone(),
            role: TeamRole::Lead,
        };
        after.team.insert(0, lead);
        after
    }

    /// Takes somebody out of the team, or says why not. What they have answered and what is assigned to them stays as it is.
    pub fn without_member(&self, person: &Person) -> Result<Self, Refusal> {
        let mut after = self.clone();
        after.team.retain(|member| !member.person.is(person));
        let is_none = after.team.len() == self.team.len();
        let against = if is_none {
            Some(format!("{} is not in its team", person.name))
        } else {
            self.leaderless(&after.team)
        };
        match against {
            None => Ok(after),
            Some(why) => Err(Refusal {
                reasons: vec![Reason::new("team", why)],
            }),
        }
    }

    /// Says why a team cannot take the place of this one: an audit that has begun would be led by nobody.
    pub fn leaderless(&self, team: &[TeamMember]) -> Option<String> {
        let led = |team: &[TeamMember]| team.iter().any(|member| member.role == TeamRole::Lead);
        let is_left = self.state != AuditState::Planned && led(&self.team) && !led(team);
        is_left.then(|| "it has begun, and would have no leader: name another first".to_owned())
    }

    /// Says who leads it, who leads no more, and who is not in the team any more, in a team that takes the place of this one.
    pub fn team_told(&self, after: &[TeamMember]) -> Vec<String> {
        let role_in = |team: &[TeamMember], person: &Person| {
            let member = team.iter().find(|member| member.person.is(person));
            member.map(|member| member.role)
        };
        let mut told = Vec::new();
        for member in after {
            let led = role_in(&self.team, &member.person) == Some(TeamRole::Lead);
            if member.role == TeamRole::Lead && !led {
                told.push(format!("{} leads the audit", member.person.name));
            }
        }
        for member in &self.team {
            let name = &member.person.name;
            match role_in(after, &member.person) {
                None => told.push(format!("{name} is not in the team any more")),
                Some(role) if member.role == TeamRole::Lead && role != TeamRole::Lead => {
                    told.push(format!("{name} stays in the team as {}", role.label()));
                }
                Some(_) => {}
            }
        }
        told
    }
}
