//! `tickmark ics`: due dates as a calendar file.

use clap::Args;

use crate::{
    error::Result,
    session::{
        domain::{
            due::{self, Whom},
            programme::dates::days,
        },
        report,
    },
};

use super::{
    Place,
    output::{Reply, count},
    queue::{self, WaitsFor},
};

/// Print due dates, and the days of planned audits, as a calendar file (iCalendar), to be imported or served.
///
/// Each date on which an answer, a planned action or an effectiveness check is still due is a whole day. It keeps its id when
/// it is moved, so that importing the file again moves it in the calendar, too. What is done is not in it any more. Where no audit
/// is named, the audits of the programme are in it until their reports are out, each with its days.
#[derive(Debug, Args)]
#[command(after_help = "Examples:
  tickmark ics > due.ics
  tickmark ics aims-2026 --mine > mine.ics")]
pub(super) struct Ics {
    /// The audit; all of them if left out.
    audit: Option<String>,

    /// Only what you have to see to, by git's user.email.
    #[arg(long)]
    mine: bool,

    /// Only what a person (name or e-mail address), audit-team or auditee has to see to.
    #[arg(long = "for", value_name = "WHOM", conflicts_with = "mine")]
    whom: Option<String>,

    /// Write the e-mail addresses of persons beside their names.
    #[arg(long)]
    with_mail: bool,
}

pub(super) fn run(verb: &Ics, place: &Place) -> Result<Reply> {
    let session = place.open()?;
    let papers = queue::asked(&session, verb.audit.as_deref())?;
    let filter = WaitsFor::of(verb.mine, verb.whom.as_deref(), &session)?;
    let mut dates = due::dates(papers);
    dates.retain(|date| filter.is(&date.whom));
    let planned = session.programme().filter(|_| verb.audit.is_none());
    let mut audits = planned.map_or_else(Vec::new, |programme| {
        days(programme, session.papers(), session.clock().today())
    });
    audits.retain(|audit| filter.is(&Whom::Persons(audit.team.clone())));
    let mut reply = Reply::text(report::calendar(&dates, &audits, verb.with_mail));
    if !audits.is_empty() {
        reply.note(count(audits.len(), "planned audit"));
    }
    if dates.is_empty() && audits.is_empty() {
        reply.note("no date is due: the calendar is empty");
    } else if !dates.is_empty() {
        reply.note(count(dates.len(), "date"));
    }
    Ok(reply)
}
