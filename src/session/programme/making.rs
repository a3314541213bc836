//! Making an audit of the programme: the plan that its row says, and what the audit takes over from it.

use crate::{
    domain::{
        audit::{Assignment, Audit},
        change::Change,
        id::AuditId,
        programme::PlannedAudit,
        record::Record,
        similar,
    },
    error::{Error, Result},
    session::{Session, plan::Plan},
};

/// Returns the plan that a row of the programme says, and its checklists.
pub fn plan_of(row: &PlannedAudit) -> (Plan, Vec<String>) {
    let plan = Plan {
        scope: row.scope.clone(),
        objectives: row.objectives.clone(),
        lead: row.lead.clone(),
        auditors: row.auditors.clone(),
        start: row.start,
        end: row.end,
        only: row.only.iter().map(ToString::to_string).collect(),
        ..Plan::new(row.id.clone(), row.title.clone())
    };
    let checklists = row.checklists.iter().map(ToString::to_string);
    (plan, checklists.collect())
}

/// Gives an audit that is planned what the programme says of it and the plan does not.
pub(in crate::session) fn complete(change: &mut Change, row: &PlannedAudit) {
    for edit in &mut change.edits {
        if let Some(Record::Audit(audit)) = &mut edit.after {
            take_over(audit, row);
        }
    }
}

fn take_over(audit: &mut Audit, row: &PlannedAudit) {
    if audit.objectives.is_empty() {
        audit.objectives.clone_from(&row.objectives);
    }
    if audit.scope.text.is_empty() {
        audit.scope.text.clone_from(&row.scope);
    }
    if audit.scope.processes.is_empty() {
        audit.scope.processes.clone_from(&row.processes);
    }
    if audit.scope.ai_systems.is_empty() {
        audit.scope.ai_systems.clone_from(&row.ai_systems);
    }
    audit.start = audit.start.or(row.start);
    audit.end = audit.end.or(row.end);
    // An area belongs to clauses: where the audit is limited to some, they are those of everybody who audits.
    if audit.assignments.is_empty() && !row.paths.is_empty() {
        for auditor in audit.auditors() {
            for checklist in audit.checklists.clone() {
                let of_it = audit.only.iter().filter(|only| only.checklist == checklist);
                let refs: Vec<_> = of_it.map(|only| only.reference.clone()).collect();
                if !refs.is_empty() {
                    audit.assignments.push(Assignment {
                        auditor: auditor.clone(),
                        checklist,
                        refs,
                        paths: row.paths.clone(),
                    });
                }
            }
        }
    }
}

impl Session {
    /// Finds an audit of the programme, or says which ones there are.
    pub fn planned_audit(&self, id: &str) -> Result<&PlannedAudit> {
        let programme = self.the_programme()?;
        let known = || programme.audits.iter().map(|audit| audit.id.as_str());
        let found = programme.audits.iter().find(|a| a.id.as_str() == id);
        found.ok_or_else(|| {
            let error = Error::usage(format!(
                "Could not find the audit {} in the programme",
                crate::safe::escape_line(id)
            ));
            match similar::nearest(id, known()) {
                Some(near) => error.hint(format!("did you mean {near}?")),
                None if programme.audits.is_empty() => {
                    error.hint("plan one: tickmark programme audit add AUDIT --title TITLE")
                }
                None => {
                    let all: Vec<&str> = known().collect();
                    error.hint(format!("there are: {}", all.join(", ")))
                }
            }
        })
    }

    /// Makes an audit of the programme: title, scope, checklists, limits, team and dates are those of its row.
    ///
    /// Tells whether it is new: one that is made already stays as it is, since the programme joins it by its id.
    pub fn make_planned(&mut self, id: &str) -> Result<(AuditId, bool)> {
        let row = self.planned_audit(id)?;
        if let Some(dropped) = &row.dropped {
            return Err(Error::refused(format!(
                "Could not make {}: it is dropped: {}",
                row.id,
                crate::safe::escape_line(&dropped.why)
            )));
        }
        if self.papers().contains_key(&row.id) {
            return Ok((row.id.clone(), false));
        }
        if row.checklists.is_empty() {
            return Err(Error::usage(format!(
                "Could not make {}: the programme names no checklist of it",
                row.id
            ))
            .hint(format!(
                "tickmark programme audit set {} --checklist ID",
                row.id
            )));
        }
        let id = row.id.clone();
        let (plan, checklists) = plan_of(row);
        self.plan(plan, &checklists)?;
        Ok((id, true))
    }
}
