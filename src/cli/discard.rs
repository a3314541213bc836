//! `tickmark discard`: taking back what one has not committed, in one record or row.

use clap::Args;

use crate::{
    error::{Error, Result},
    session::{discard::Discarding, domain::record::RecordKey, log::LogSubject},
};

use super::{
    Place,
    output::{Reply, line},
    pick,
};

/// Take back what you have not committed in one record, or in one row of an audit.
///
/// It is again as it is committed. What others have put their name to in it and not committed stays (answers, citations, steps), and so
/// do fields without a name (a title, a plan) that others have saved with tickmark in this checkout; any other field goes, whoever wrote
/// it. Where others have gone on from what is yours it is not taken back, and is committed together. It cannot be brought back, so
/// that --yes has to say so.
#[derive(Debug, Args)]
#[command(after_help = "Examples:
  tickmark discard F-7K3QX2               what would go
  tickmark discard F-7K3QX2 --yes
  tickmark discard aims-2026 6.1.2#1 --yes     one answer, with its note and citations")]
pub(super) struct DiscardNews {
    /// A finding, a corrective action or a sample; an audit, for its own record or one of its rows.
    #[arg(value_name = "AUDIT|ID")]
    subject: String,

    /// The row of that audit: CHECKLIST:REF#QUESTION, as for 'tickmark answer'.
    #[arg(value_name = "ROW")]
    row: Option<String>,

    /// Do it: what is taken back is gone.
    #[arg(long)]
    yes: bool,
}

pub(super) fn run(verb: &DiscardNews, place: &Place) -> Result<Reply> {
    let mut session = place.open_for(verb.yes)?;
    let what = match (LogSubject::parse(Some(&verb.subject))?, &verb.row) {
        (LogSubject::Finding(_), None) => {
            let (papers, finding) = pick::finding(&session, &verb.subject)?;
            Discarding::Record(RecordKey::Finding(
                papers.audit.id.clone(),
                finding.id.clone(),
            ))
        }
        (LogSubject::Action(_), None) => {
            let (papers, action) = pick::action(&session, &verb.subject)?;
            Discarding::Record(RecordKey::Action(
                papers.audit.id.clone(),
                action.id.clone(),
            ))
        }
        (LogSubject::Sample(id), None) => {
            let holder = session
                .papers()
                .values()
                .find(|papers| papers.samples.contains_key(&id))
                .ok_or_else(|| {
                    Error::usage(format!(
                        "Could not find the sample {id}: no audit of this workspace has it"
                    ))
                    .hint("list them: tickmark sample list AUDIT")
                })?;
            Discarding::Record(RecordKey::Sample(holder.audit.id.clone(), id))
        }
        (LogSubject::Audit(id), None) => {
            Discarding::Record(RecordKey::Audit(session.audit(&id)?.audit.id.clone()))
        }
        (LogSubject::Audit(id), Some(row)) => {
            let papers = session.audit(&id)?;
            Discarding::Row(papers.audit.id.clone(), pick::row(papers, row)?)
        }
        (
            LogSubject::Finding(_)
            | LogSubject::Action(_)
            | LogSubject::Sample(_)
            | LogSubject::Workspace,
            _,
        ) => {
            return Err(Error::usage(format!(
                "Could not discard {}: only an audit has rows",
                line(&verb.subject)
            )));
        }
    };
    let discard = session.discard(&what)?;
    if !verb.yes {
        return Err(Error::refused(format!(
            "Could not discard what is not committed in {}: it cannot be brought back, and --yes does not say so",
            discard.record.short()
        ))
        .details(discard.goes.iter().map(|what| format!("goes: {}", line(what))))
        .hint("do it: the same with --yes"));
    }
    session.take_back(&discard.change)?;
    let mut reply = Reply::text(format!("{}\n", line(&discard.change.what)));
    for what in &discard.goes {
        reply.line(format!("  gone: {}", line(what)));
    }
    Ok(reply)
}
