//! Replacing an item that cannot be looked at.

use clap::Args;

use crate::{error::Result, session::sample};

use super::{
    super::{Place, output::Reply, pick},
    tell,
};

/// Replace an item that cannot be looked at by the next one of the draw, with a reason; print what stands for it.
///
/// The seed decides what stands for it, so that nobody picks. What has passed or failed is not replaced.
#[derive(Debug, Args)]
#[command(after_help = "Example:
  tickmark sample replace aims-2026 S-9D0KXM 43 --reason 'withdrawn before it went live'")]
pub(super) struct Replace {
    /// The audit.
    audit: String,

    /// The sample.
    id: String,

    /// The item.
    item: String,

    /// Why it cannot be looked at.
    #[arg(long, value_name = "TEXT")]
    reason: String,

    /// What stands for it; only in a sample by judgement, where the auditor names it.
    #[arg(long = "with", value_name = "ITEM")]
    by: Option<String>,
}

pub(super) fn run(verb: &Replace, place: &Place) -> Result<Reply> {
    let mut session = place.open_to_write()?;
    let (papers, found) = super::named(&session, &verb.audit, &verb.id)?;
    let item = super::item(found, &verb.item)?.id.clone();
    let reason = pick::text(&verb.reason)?;
    let unit = session.stand_in(found, &item, verb.by.as_deref(), &reason)?;
    let (id, stand_in) = (found.id.clone(), unit.id.clone());
    let change = sample::replace(papers, &id, &item, unit, &reason)
        .map_err(|refusal| sample::refused("replace the item", refusal))?;
    session.apply(&change)?;
    let (_, found) = super::named(&session, &verb.audit, id.as_str())?;
    let mut reply = Reply::default();
    if let Some(item) = found.item(&stand_in) {
        reply.line(tell::item_line(item));
    }
    reply.note(format!("{id}: {}", found.counts()));
    Ok(reply)
}
