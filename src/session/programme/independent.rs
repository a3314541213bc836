//! Who is independent of what: what the auditors of the programme have worked on that it plans to audit.

use crate::{
    domain::{
        audit::{Assignment, Audit, TeamMember, TeamRole},
        id::AuditId,
        independence::{Conflict, Independence},
        papers::WorkingPapers,
        person::Person,
        programme::{PlannedAudit, Programme},
    },
    error::Result,
    session::Session,
};

/// That somebody has worked on what an audit looks at.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct WorkedOn {
    /// Who.
    pub auditor: Person,
    /// The audit.
    pub audit: AuditId,
    /// The file or the area.
    pub matter: String,
    /// How many commits show it.
    pub commits: usize,
    /// Whether the person is planned to audit there.
    pub is_assigned: bool,
    /// Whether a safeguard is named for it.
    pub is_safeguarded: bool,
}

impl WorkedOn {
    /// Tells whether it speaks against the plan.
    pub const fn is_conflict(&self) -> bool {
        self.is_assigned && !self.is_safeguarded
    }
}

/// What is known of the independence of the auditors of a programme.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Independent {
    /// Everybody who audits in the programme.
    pub auditors: Vec<Person>,
    /// What they have worked on.
    pub worked: Vec<WorkedOn>,
    /// The audits of which nothing can be told: they are not made, and the programme names no paths.
    pub unknown: Vec<AuditId>,
    /// Whether a part of the history could not be looked through.
    pub has_gaps: bool,
}

impl Session {
    /// Looks through the history for all audits of the programme that are not dropped.
    ///
    /// Of an audit that is made its own conflicts are told. Of one that is not, everybody who audits in the programme is held
    /// against its paths, so that one sees who else could do it.
    pub fn programme_independence(&mut self) -> Result<Independent> {
        let programme = self.the_programme()?.clone();
        let mut found = Independent {
            auditors: auditors(&programme),
            ..Independent::default()
        };
        let to_do = programme.audits.iter().filter(|row| row.dropped.is_none());
        for row in to_do {
            if self.papers().contains_key(&row.id) {
                let judged = self.independence(&row.id)?;
                let team = self.audit(&row.id)?.audit.auditors();
                found.take(&row.id, &judged, &team);
            } else if row.paths.is_empty() {
                found.unknown.push(row.id.clone());
            } else {
                let papers = imagined(row, &found.auditors, self)?;
                let judged = self.independence_of(&papers)?;
                found.take(&row.id, &judged, &row.team());
            }
        }
        Ok(found)
    }
}

impl Independent {
    fn take(&mut self, audit: &AuditId, judged: &Independence, team: &[Person]) {
        self.has_gaps |= !judged.gaps.is_empty();
        let worked = |conflict: &Conflict| WorkedOn {
            auditor: conflict.auditor.clone(),
            audit: audit.clone(),
            matter: conflict.matter.to_string(),
            commits: conflict.commits.len(),
            is_assigned: team.iter().any(|member| member.is(&conflict.auditor)),
            is_safeguarded: !conflict.is_open(),
        };
        self.worked.extend(judged.conflicts.iter().map(worked));
    }
}

/// Lists everybody who audits in a programme, each once.
fn auditors(programme: &Programme) -> Vec<Person> {
    let mut people: Vec<Person> = Vec::new();
    let to_do = programme.audits.iter().filter(|row| row.dropped.is_none());
    for person in to_do.flat_map(PlannedAudit::team) {
        if !people.iter().any(|known| known.is(&person)) {
            people.push(person);
        }
    }
    people
}

/// Makes papers of an audit as if everybody audited all of its paths.
fn imagined(row: &PlannedAudit, people: &[Person], session: &Session) -> Result<WorkingPapers> {
    let step = session.step("")?;
    let mut audit = Audit::plan(row.id.clone(), row.title.clone(), Vec::new(), &step);
    audit.team = people
        .iter()
        .map(|person| TeamMember {
            person: person.clone(),
            role: TeamRole::Auditor,
        })
        .collect();
    // To an area belong clauses; which ones does not matter to the history.
    if let Some(checklist) = row
        .checklists
        .first()
        .cloned()
        .or_else(|| "any".parse().ok())
    {
        audit.assignments = people
            .iter()
            .map(|person| Assignment {
                auditor: person.clone(),
                checklist: checklist.clone(),
                refs: Vec::new(),
                paths: row.paths.clone(),
            })
            .collect();
    }
    Ok(WorkingPapers::new(audit, []))
}
