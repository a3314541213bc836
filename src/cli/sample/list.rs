//! The samples of an audit.

use clap::Args;
use serde::Serialize;

use crate::error::Result;

use super::{
    super::{
        Place,
        output::{Reply, line},
        pick,
    },
    tell::Told,
};

/// List the samples of an audit: how far each is, how it was drawn, and from what.
#[derive(Debug, Args)]
pub(super) struct List {
    /// The audit.
    audit: String,

    /// Only those with an item that nobody has looked at.
    #[arg(long)]
    open: bool,

    /// Print one JSON document.
    #[arg(long)]
    json: bool,
}

#[derive(Serialize)]
struct Document<'a> {
    samples: Vec<Told<'a>>,
}

pub(super) fn run(verb: &List, place: &Place) -> Result<Reply> {
    let session = place.open()?;
    let papers = pick::audit(&session, &verb.audit)?;
    let asked = papers.samples.values().filter(|sample| {
        let counts = sample.counts();
        !verb.open || counts.seen < counts.items
    });
    if verb.json {
        let states = session.check(papers);
        let samples = asked
            .map(|sample| Told::of(&session, papers, sample, &states))
            .collect();
        return Reply::json(&Document { samples });
    }
    let mut reply = Reply::default();
    for sample in asked {
        let row = sample
            .row
            .as_ref()
            .map(|row| format!("{row}  "))
            .unwrap_or_default();
        reply.line(format!(
            "{}  {}  {}  {row}{}",
            sample.id,
            sample.counts(),
            sample.describe_method(),
            line(&sample.subject())
        ));
    }
    if papers.samples.is_empty() {
        reply.note("there is no sample yet: tickmark sample draw --help");
    }
    Ok(reply)
}
