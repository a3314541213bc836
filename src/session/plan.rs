//! Planning an audit: its record and the frozen copies of its checklists.

use jiff::civil::Date;

use crate::domain::{
    audit::{Audit, TeamMember, TeamRole},
    change::{Change, Edit},
    checklist::Checklist,
    history::Step,
    id::AuditId,
    papers::WorkingPapers,
    person::Person,
    record::Record,
};

/// What one says to plan an audit.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Plan {
    /// The id: the slug that is also the name of its folder.
    pub id: AuditId,
    /// The title.
    pub title: String,
    /// What is looked at.
    pub scope: String,
    /// What it is to find out.
    pub objectives: Vec<String>,
    /// The audit team leader; whoever plans it when left out.
    pub lead: Option<Person>,
    /// The other auditors.
    pub auditors: Vec<Person>,
    /// The first day of the fieldwork.
    pub start: Option<Date>,
    /// The last day of the fieldwork.
    pub end: Option<Date>,
}

/// Makes the records of a new audit against these checklists, each given with the text of its file.
pub fn plan(
    plan: Plan,
    checklists: &[(Checklist, String)],
    step: &Step,
) -> (Change, WorkingPapers) {
    let ids = checklists.iter().map(|(c, _)| c.id.clone()).collect();
    let mut audit = Audit::plan(plan.id.clone(), plan.title, ids, step);
    audit.scope.text = plan.scope;
    audit.objectives = plan.objectives;
    audit.start = plan.start;
    audit.end = plan.end;
    let lead = plan.lead.unwrap_or_else(|| step.by.clone());
    audit.team.push(TeamMember {
        person: lead,
        role: TeamRole::Lead,
    });
    audit
        .team
        .extend(plan.auditors.into_iter().map(|person| TeamMember {
            person,
            role: TeamRole::Auditor,
        }));
    let mut edits = vec![Edit {
        before: None,
        after: Some(Record::Audit(audit.clone())),
    }];
    edits.extend(checklists.iter().map(|(checklist, text)| Edit {
        before: None,
        after: Some(Record::Criteria {
            audit: plan.id.clone(),
            checklist: checklist.id.clone(),
            text: text.clone(),
        }),
    }));
    let change = Change {
        what: format!("{} planned", plan.id),
        edits,
    };
    let papers = WorkingPapers::new(audit, checklists.iter().map(|(c, _)| c.clone()));
    (change, papers)
}
