//! Whether samples are what is drawn again.

use clap::Args;
use serde::Serialize;

use crate::{
    error::Result,
    session::domain::{id::SampleId, sample::Sample},
};

use super::super::{
    Place,
    output::{Reply, count, line},
    pick,
};

/// Draw samples again from their populations, and say of each whether its record is the same.
///
/// Exit status 1 when one is not, and when one could not be drawn, as in a clone without its history: that is never a pass.
#[derive(Debug, Args)]
pub(super) struct Check {
    /// The audit.
    audit: String,

    /// The sample; all of the audit if left out.
    id: Option<String>,

    /// Print one JSON document.
    #[arg(long)]
    json: bool,
}

#[derive(Serialize)]
#[serde(rename_all = "kebab-case")]
struct Document<'a> {
    samples: Vec<Checked<'a>>,
    different: usize,
    not_checked: usize,
    /// Records that cannot be read: nobody knows what they were drawn as.
    unread: usize,
}

#[derive(Serialize)]
#[serde(rename_all = "kebab-case")]
struct Checked<'a> {
    id: &'a SampleId,
    /// `same`, `different` or `not-checked`.
    state: &'static str,
    /// What is different, or why it could not be drawn.
    why: Vec<String>,
}

pub(super) fn run(verb: &Check, place: &Place) -> Result<Reply> {
    let session = place.open()?;
    let papers = pick::audit(&session, &verb.audit)?;
    let asked: Vec<&Sample> = match &verb.id {
        Some(id) => vec![super::named(&session, &verb.audit, id)?.1],
        None => papers.samples.values().collect(),
    };
    let samples: Vec<Checked<'_>> = asked
        .into_iter()
        .map(|sample| {
            let (state, why) = match session.redraw(sample) {
                Ok(differences) if differences.is_empty() => ("same", differences),
                Ok(differences) => ("different", differences),
                Err(error) => ("not-checked", vec![error.message]),
            };
            Checked {
                id: &sample.id,
                state,
                why,
            }
        })
        .collect();
    let of = |state: &str| samples.iter().filter(|s| s.state == state).count();
    let (different, not_checked) = (of("different"), of("not-checked"));
    let folder = format!("/{}/samples/", papers.audit.id);
    let is_sample = |path: &str| verb.id.is_none() && path.contains(&folder);
    let unread = session
        .broken()
        .iter()
        .filter(|b| is_sample(&b.path))
        .count();
    let no = different + not_checked + unread > 0;
    if verb.json {
        let reply = Reply::json(&Document {
            samples,
            different,
            not_checked,
            unread,
        })?;
        return Ok(reply.no_if(no));
    }
    let mut reply = Reply::default();
    for checked in &samples {
        reply.line(format!("{}  {}", checked.id, checked.state));
        for why in &checked.why {
            reply.line(format!("  - {}", line(why)));
        }
    }
    reply.note(format!(
        "{}, {different} different, {not_checked} could not be drawn",
        count(samples.len(), "sample")
    ));
    Ok(reply.no_if(no))
}
