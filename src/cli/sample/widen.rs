//! Widening a sample, as a failed item asks for.

use clap::Args;

use crate::{
    error::Result,
    session::sample::{self, Widening},
};

use super::{
    super::{Place, output::Reply, pick},
    tell::{self, Told},
};

/// Draw a wider sample with the same population and seed: it holds every item of the narrower one, with what was found.
///
/// Where the wanted number would not hold all of them (systematic samples need a multiple), the next one that does is taken.
#[derive(Debug, Args)]
#[command(after_help = "Examples:
  tickmark sample widen aims-2026 S-9D0KXM                      twice as many, at most all
  tickmark sample widen aims-2026 S-9D0KXM --size 10
  tickmark sample widen aims-2026 S-4T6W0N --item 44 --reason 'the same release manager'")]
pub(super) struct Widen {
    /// The audit.
    audit: String,

    /// The sample.
    id: String,

    /// How many items; twice as many if left out.
    #[arg(long, value_name = "N")]
    size: Option<usize>,

    /// A further item; only in a sample by judgement, where the auditor names them.
    #[arg(long = "item", value_name = "ITEM", requires = "reason")]
    items: Vec<String>,

    /// Why these.
    #[arg(long, value_name = "TEXT", default_value = "")]
    reason: String,

    /// Print one JSON document.
    #[arg(long)]
    json: bool,
}

pub(super) fn run(verb: &Widen, place: &Place) -> Result<Reply> {
    let mut session = place.open_to_write()?;
    let (papers, narrow) = super::named(&session, &verb.audit, &verb.id)?;
    let by = Widening {
        size: verb.size,
        named: verb.items.clone(),
        reason: pick::text(&verb.reason)?,
    };
    let wide = session.widen(papers, narrow, &by)?;
    let id = wide.id.clone();
    let change = sample::drawn(papers, wide);
    session.apply(&change)?;
    let (papers, wide) = super::named(&session, &verb.audit, id.as_str())?;
    let links: Vec<_> = wide.items.iter().flat_map(|item| &item.evidence).collect();
    let states = session.check_links(&links);
    if verb.json {
        return Reply::json(&Told::of(&session, papers, wide, &states));
    }
    let mut reply = Reply::default();
    tell::describe(&session, papers, wide, &states, &mut reply);
    Ok(reply)
}
