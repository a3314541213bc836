//! The words of a sample: title, conclusion, what it belongs to.

use clap::Args;

use crate::{error::Result, session::sample};

use super::super::{Place, output::Reply, pick};

/// Write title and conclusion of a sample, and what it belongs to; what is not given stays as it is.
#[derive(Debug, Args)]
#[command(after_help = "Example:
  tickmark sample set aims-2026 S-9D0KXM --conclusion 'Two of three releases went live without a report'")]
pub(super) struct Set {
    /// The audit.
    audit: String,

    /// The sample.
    id: String,

    /// What is looked at, in a few words.
    #[arg(long, value_name = "TEXT")]
    title: Option<String>,

    /// What you conclude from it.
    #[arg(long, value_name = "TEXT")]
    conclusion: Option<String>,

    /// The row that it is for.
    #[arg(long = "for", value_name = "ROW")]
    row: Option<String>,

    /// The finding that it belongs to.
    #[arg(long, value_name = "ID")]
    finding: Option<String>,
}

pub(super) fn run(mut verb: Set, place: &Place) -> Result<Reply> {
    let mut session = place.open_to_write()?;
    let (papers, found) = super::named(&session, &verb.audit, &verb.id)?;
    for text in [&mut verb.title, &mut verb.conclusion]
        .into_iter()
        .flatten()
    {
        pick::text(text)?.trim().clone_into(text);
    }
    let row = verb
        .row
        .as_deref()
        .map(|text| pick::row(papers, text))
        .transpose()?;
    let finding = verb
        .finding
        .as_deref()
        .map(|text| pick::finding(&session, text).map(|(_, finding)| finding.id.clone()))
        .transpose()?;
    let id = found.id.clone();
    let change = sample::edit(papers, &id, "written", |sample| {
        if let Some(title) = &verb.title {
            sample.title.clone_from(title);
        }
        if let Some(conclusion) = &verb.conclusion {
            sample.conclusion.clone_from(conclusion);
        }
        if row.is_some() {
            sample.row.clone_from(&row);
        }
        if finding.is_some() {
            sample.finding.clone_from(&finding);
        }
    });
    let mut reply = Reply::text(format!("{id}\n"));
    if change.is_empty() {
        reply.note("nothing has changed");
    }
    session.apply(&change)?;
    Ok(reply)
}
