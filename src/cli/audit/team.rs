//! Who is in the team of an audit: another leader, who is added, who leaves, and what is told of that.

use crate::{
    error::{Error, Result},
    session::domain::{
        audit::{Audit, TeamMember, TeamRole},
        id::{AuditId, Ref},
    },
};

use super::{
    super::{output::line, pick},
    Set,
};

/// Makes the team with another leader, those who are added, and without those who leave; the leader first, so that who led can leave.
pub(super) fn of(id: &AuditId, verb: &Set, audit: &Audit) -> Result<Vec<TeamMember>> {
    let mut after = match &verb.lead {
        Some(lead) => audit.led_by(lead),
        None => audit.clone(),
    };
    for (people, role) in [
        (&verb.auditors, TeamRole::Auditor),
        (&verb.experts, TeamRole::Expert),
        (&verb.observers, TeamRole::Observer),
    ] {
        for person in people {
            if !after.team.iter().any(|member| member.person.is(person)) {
                let person = person.clone();
                after.team.push(TeamMember { person, role });
            }
        }
    }
    for named in &verb.without_members {
        let person = pick::auditor(&after, named)?;
        after = after.without_member(&person).map_err(|refusal| {
            Error::refused(format!(
                "Could not change {id}: {}",
                line(&refusal.to_string())
            ))
            .hint(format!("tickmark audit set {id} --lead 'NAME <MAIL>'"))
        })?;
    }
    Ok(after.team)
}

/// Says who leads and who has left the team, and which clauses are still assigned to them.
pub(super) fn told(before: &Audit, after: &Audit) -> Vec<String> {
    let mut told: Vec<String> = before.team_told(&after.team);
    for assignment in &after.assignments {
        let is_it = |member: &TeamMember| member.person.is(&assignment.auditor);
        if before.team.iter().any(is_it) && !after.team.iter().any(is_it) {
            let refs: Vec<&str> = assignment.refs.iter().map(Ref::as_str).collect();
            told.push(format!(
                "still assigned to {}: {} {}; give them to somebody in the team, too: tickmark audit assign {} --auditor MAIL --clause ...",
                assignment.auditor.name,
                assignment.checklist,
                refs.join(", "),
                after.id
            ));
        }
    }
    told.iter().map(|text| line(text).into_owned()).collect()
}
