//! One sample in full.

use clap::Args;

use crate::error::Result;

use super::{
    super::{Place, output::Reply},
    tell::{self, Told},
};

/// Show a sample: its population, how it was drawn, and what was found of each item.
#[derive(Debug, Args)]
pub(super) struct Show {
    /// The audit.
    audit: String,

    /// The sample.
    id: String,

    /// Print one JSON document.
    #[arg(long)]
    json: bool,
}

pub(super) fn run(verb: &Show, place: &Place) -> Result<Reply> {
    let session = place.open()?;
    let (papers, sample) = super::named(&session, &verb.audit, &verb.id)?;
    let links: Vec<_> = sample
        .items
        .iter()
        .flat_map(|item| &item.evidence)
        .collect();
    let states = session.check_links(&links);
    if verb.json {
        return Reply::json(&Told::of(&session, papers, sample, &states));
    }
    let mut reply = Reply::default();
    tell::describe(&session, papers, sample, &states, &mut reply);
    tell::propose(papers, sample, &mut reply);
    Ok(reply)
}
