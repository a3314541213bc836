//! When the audits of a programme are, for a calendar.

use std::collections::BTreeMap;

use jiff::civil::Date;

use super::{Programme, Standing};
use crate::domain::{id::AuditId, papers::WorkingPapers, person::Person};

/// The days of an audit that is still to be done.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct AuditDays {
    /// The audit.
    pub audit: AuditId,
    /// The title.
    pub title: String,
    /// The first day.
    pub start: Date,
    /// The last day.
    pub end: Date,
    /// Who does it.
    pub team: Vec<Person>,
}

/// Lists the days of the audits of a programme that are still to be done and have a first day: as the audit says where it is
/// made, and not once its report is out.
pub fn days(
    programme: &Programme,
    made: &BTreeMap<AuditId, WorkingPapers>,
    today: Date,
) -> Vec<AuditDays> {
    let of = |audit: &super::PlannedAudit| {
        let (start, end, team) = match audit.standing(made, today) {
            Standing::Dropped(_) => return None,
            Standing::Made(made) if made.state.is_out() => return None,
            Standing::Made(made) => (
                made.start.or(audit.start)?,
                made.end.or(audit.end),
                made.auditors(),
            ),
            Standing::Planned | Standing::Late => (audit.start?, audit.end, audit.team()),
        };
        Some(AuditDays {
            audit: audit.id.clone(),
            title: audit.title.clone(),
            start,
            end: end.unwrap_or(start).max(start),
            team,
        })
    };
    programme.audits.iter().filter_map(of).collect()
}
