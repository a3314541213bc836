//! The audits that count in a period: those of the programme, and those that were done in it all the same.

use std::collections::BTreeMap;

use jiff::civil::Date;

use crate::domain::{
    id::{AuditId, ChecklistId},
    papers::WorkingPapers,
    programme::{PlannedAudit, Programme, day_of},
};

/// An audit that counts in the period.
#[derive(Debug, Clone, Copy)]
pub struct Taken<'a> {
    /// The id.
    pub id: &'a AuditId,
    /// The first day, as the audit says where it is made.
    pub start: Option<Date>,
    /// What the programme says of it; nothing of one that it does not have.
    pub planned: Option<&'a PlannedAudit>,
    /// The audit, where it is made.
    pub papers: Option<&'a WorkingPapers>,
}

impl Taken<'_> {
    /// Returns the checklists that it is done against.
    pub fn checklists(&self) -> &[ChecklistId] {
        match (self.papers, self.planned) {
            (Some(papers), _) => &papers.audit.checklists,
            (None, Some(planned)) => &planned.checklists,
            (None, None) => &[],
        }
    }

    /// Returns the processes, or the AI systems, in its scope.
    pub(super) fn named(&self, is_process: bool) -> &[String] {
        match (self.papers, self.planned, is_process) {
            (Some(papers), _, true) => &papers.audit.scope.processes,
            (Some(papers), _, false) => &papers.audit.scope.ai_systems,
            (None, Some(planned), true) => &planned.processes,
            (None, Some(planned), false) => &planned.ai_systems,
            (None, None, _) => &[],
        }
    }
}

/// Lists the audits that count in the period of a programme, by their first day; those without one last.
///
/// Without a period only what the programme names counts.
pub fn taken<'a>(
    programme: &'a Programme,
    all: &'a BTreeMap<AuditId, WorkingPapers>,
) -> Vec<Taken<'a>> {
    let planned = programme.audits.iter().map(|planned| {
        let papers = all.get(&planned.id);
        Taken {
            id: &planned.id,
            start: papers
                .and_then(|papers| papers.audit.start)
                .or(planned.start),
            planned: Some(planned),
            papers,
        }
    });
    let planned = planned.filter(|taken| {
        let is_dropped = taken
            .planned
            .is_some_and(|planned| planned.dropped.is_some());
        !is_dropped && taken.start.is_none_or(|day| programme.has(day))
    });
    let has_period = programme.start.is_some() || programme.end.is_some();
    let others = all.values().filter_map(|papers| {
        let id = &papers.audit.id;
        let day = day_of(&papers.audit)?;
        let is_it = has_period && programme.has(day) && programme.audit(id).is_none();
        is_it.then_some(Taken {
            id,
            start: Some(day),
            planned: None,
            papers: Some(papers),
        })
    });
    let mut taken: Vec<Taken<'a>> = planned.chain(others).collect();
    taken.sort_by_key(|taken| (taken.start.is_none(), taken.start, taken.id));
    taken
}
