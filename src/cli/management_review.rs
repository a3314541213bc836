//! `tickmark management-review`: what the records say for the management review.

mod document;

use clap::Args;
use jiff::civil::Date;

use crate::{
    error::{Error, Result},
    session::domain::management_review::Period,
};

use super::{
    Place,
    output::{Reply, count},
    to_file::{self, ToFile},
};

/// Write what the audits say for the management review: results, trends, what is overdue, what worked.
///
/// It is that part of the inputs of ISO/IEC 42001 (9.3.2) which the records of all audits hold, for a period, and names the
/// rest, which is to be added from elsewhere. The past is read from the histories of the records; what is overdue is so today.
///
/// Exit status 1 while a record cannot be read: nothing of it is counted.
#[derive(Debug, Args)]
#[command(after_help = "Examples:
  tickmark management-review | less
  tickmark management-review --from 2026-01-01 --to 2026-12-31 -o management-review.md
  tickmark management-review --json")]
pub(super) struct ManagementReviewPack {
    /// The first day of the period; a year before its last if left out.
    #[arg(long, value_name = "DATE")]
    from: Option<Date>,

    /// The last day of the period; a year after the first if left out, or today.
    #[arg(long, value_name = "DATE")]
    to: Option<Date>,

    #[command(flatten)]
    file: ToFile,

    /// Print one JSON document instead of Markdown.
    #[arg(long)]
    json: bool,
}

pub(super) fn run(verb: &ManagementReviewPack, place: &Place) -> Result<Reply> {
    let session = place.open()?;
    let period = period(verb, session.clock().today())?;
    let review = session.management_review(period);
    let unread = session.broken().len();
    let text = if verb.json {
        Reply::json(&document::Document::of(&review, unread))?.out
    } else {
        session.management_report(&review)
    };
    let mut reply = to_file::deliver(text, "the review", &verb.file, place)?;
    if unread > 0 {
        reply.note(format!(
            "{} cannot be read, and nothing of that is counted",
            count(unread, "record")
        ));
    }
    Ok(reply.no_if(unread > 0))
}

fn period(verb: &ManagementReviewPack, today: Date) -> Result<Period> {
    let (first, last) = match (verb.from, verb.to) {
        (Some(first), Some(last)) => (first, last),
        (Some(first), None) => (first, Period::year_from(first).last()),
        (None, Some(last)) => (Period::year_to(last).first(), last),
        (None, None) => return Ok(Period::year_to(today)),
    };
    Period::new(first, last).map_err(|cause| {
        Error::usage(format!("Could not write the review: {cause}"))
            .hint("give the first day with --from and the last one with --to")
    })
}
