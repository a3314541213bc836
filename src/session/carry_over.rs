//! Carrying an audit over: the next one like it, or the follow-up of what is open in it. Answers and dates begin anew.

use std::collections::BTreeMap;

use crate::{
    domain::{
        audit::{Audit, AuditMode, ExclusionSource, TeamMember, TeamRole},
        checklist::Checklist,
        id::{AuditId, RowKey},
        last_time,
        papers::WorkingPapers,
    },
    error::{Error, Result},
};

use super::Session;

/// The audit that another is carried over from.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct CarryOver {
    /// The audit.
    pub from: AuditId,
    /// Whether only what is open in it, and in those before it, is looked at.
    pub follow_up: bool,
}

/// Takes over what an earlier audit was planned with, where the plan says nothing itself.
///
/// Scope, objectives, client, auditees, further criteria, methods, rules, team and who audits what. Not what belongs to that
/// audit alone: dates, meetings, safeguards, conclusion. What the statement of applicability excludes is asked of it anew.
pub(super) fn take_over(
    audit: &mut Audit,
    lead_is_named: bool,
    old: &Audit,
    checklists: &[Checklist],
) {
    audit.from = Some(old.id.clone());
    let text = std::mem::take(&mut audit.scope.text);
    audit.scope = old.scope.clone();
    if !text.trim().is_empty() {
        audit.scope.text = text;
    }
    if audit.objectives.is_empty() {
        audit.objectives.clone_from(&old.objectives);
    }
    audit.client.clone_from(&old.client);
    audit.auditees.clone_from(&old.auditees);
    audit.criteria.clone_from(&old.criteria);
    audit.methods.clone_from(&old.methods);
    audit.rules.conforming_needs_evidence = old.rules.conforming_needs_evidence;
    audit.rules.answer_apart |= old.rules.answer_apart;
    if audit.mode == AuditMode::Conformity {
        audit.mode = old.mode;
        audit.target = old.target;
    }
    audit.team = team(lead_is_named, audit, old);
    let known = |checklist: &_, reference: &_| {
        let mut copies = checklists.iter().filter(|copy| copy.id == *checklist);
        copies.any(|copy| copy.clause(reference).is_some())
    };
    audit.exclusions = old
        .exclusions
        .iter()
        .filter(|left_out| left_out.source == ExclusionSource::Plan)
        .filter(|left_out| known(&left_out.checklist, &left_out.reference))
        .cloned()
        .collect();
    let members = audit.auditors();
    audit.assignments = old
        .assignments
        .iter()
        .filter(|assignment| members.iter().any(|member| member.is(&assignment.auditor)))
        .cloned()
        .collect();
    for assignment in &mut audit.assignments {
        let checklist = assignment.checklist.clone();
        assignment.refs.retain(|at| known(&checklist, at));
    }
    // What was assigned by area alone stays; what was assigned by clauses that are gone does not.
    audit
        .assignments
        .retain(|assignment| !assignment.refs.is_empty() || !assignment.paths.is_empty());
    if audit.only.is_empty() && audit.rows.is_empty() {
        audit.only = old
            .only
            .iter()
            .filter(|only| known(&only.checklist, &only.reference))
            .cloned()
            .collect();
    }
}

/// Makes the team: that of the earlier audit, with the leader and the auditors that the plan names itself.
fn team(lead_is_named: bool, audit: &Audit, old: &Audit) -> Vec<TeamMember> {
    let mut team = old.team.clone();
    let named = &audit.team;
    if lead_is_named || old.lead().is_none() {
        team.retain(|member| member.role != TeamRole::Lead);
        for lead in named.iter().filter(|member| member.role == TeamRole::Lead) {
            team.retain(|member| !member.person.is(&lead.person));
            team.insert(0, lead.clone());
        }
    }
    for member in named.iter().filter(|member| member.role != TeamRole::Lead) {
        if !team.iter().any(|other| other.person.is(&member.person)) {
            team.push(member.clone());
        }
    }
    team
}

impl Session {
    /// Lists the checklists that a carried-over audit is done against, each with the text of its file.
    ///
    /// The next audit takes the editions at hand, and the copy of the earlier one of a checklist that is not at hand any more;
    /// a follow-up takes the copies, since it looks at what was judged by them.
    pub(super) fn carried_checklists(
        &self,
        carried: &CarryOver,
        rows: &[RowKey],
    ) -> Result<Vec<(Checklist, String)>> {
        let papers = self.audit(&carried.from)?;
        let mut copies = Vec::new();
        for checklist in &papers.audit.checklists {
            let asked = rows.iter().any(|row| row.checklist == *checklist);
            if carried.follow_up && !asked {
                continue;
            }
            if !carried.follow_up
                && let Ok(entry) = self.checklist(checklist.as_str())
            {
                copies.push((entry.checklist.clone(), entry.text.clone()));
                continue;
            }
            let Some(found) = self.copy_of(&carried.from, checklist) else {
                return Err(Error::usage(format!(
                    "Could not carry over {}: its copy of {checklist} cannot be read",
                    carried.from
                )));
            };
            copies.push(found);
        }
        Ok(copies)
    }

    fn copy_of(
        &self,
        audit: &AuditId,
        checklist: &crate::domain::id::ChecklistId,
    ) -> Option<(Checklist, String)> {
        let copy = self.audit(audit).ok()?.checklists.get(checklist)?;
        let text = self.store().copy(audit, checklist)?;
        Some((copy.clone(), text.to_owned()))
    }

    /// Lists the rows of what is open in an audit and in those that it was carried over from; refused where nothing is.
    pub(super) fn rows_to_follow_up(&self, from: &AuditId) -> Result<Vec<RowKey>> {
        let rows = follow_up_rows(self.papers(), self.audit(from)?);
        if rows.is_empty() {
            return Err(Error::refused(format!(
                "Could not plan a follow-up of {from}: no finding of it is open"
            ))
            .hint(format!(
                "carry all of it over: tickmark new AUDIT --from {from}"
            )));
        }
        Ok(rows)
    }
}

/// Lists the rows that a follow-up of an audit would look at: those of open findings that its checklists have.
pub fn follow_up_rows(
    all: &BTreeMap<AuditId, WorkingPapers>,
    papers: &WorkingPapers,
) -> Vec<RowKey> {
    let open = last_time::open_findings(all, papers);
    let mut rows = last_time::open_rows(&open);
    rows.retain(|row| papers.row(row).is_some());
    rows
}
