//! What the programme leaves out.

use clap::Args;
use serde::Serialize;

use crate::{error::Result, session::domain::programme::gaps::Gap};

use super::super::{
    Place,
    output::{Reply, count, line},
};

/// Tell what the programme leaves out; exit status 1 when there is something.
///
/// What fewer audits look at than are to, clauses that the programme names and no checklist of it has, audits that were to begin
/// and are not made, and audits without a date.
#[derive(Debug, Args)]
pub(super) struct Gaps {
    /// Print one JSON document.
    #[arg(long)]
    json: bool,
}

#[derive(Serialize)]
struct Document {
    gaps: Vec<Told>,
}

#[derive(Serialize)]
#[serde(rename_all = "kebab-case")]
struct Told {
    kind: &'static str,
    what: String,
    text: String,
    #[serde(skip_serializing_if = "Option::is_none")]
    wanted: Option<u32>,
    #[serde(skip_serializing_if = "Option::is_none")]
    audits: Option<u32>,
    /// How many clauses with questions are meant.
    #[serde(skip_serializing_if = "Option::is_none")]
    clauses: Option<usize>,
}

pub(super) fn run(verb: &Gaps, place: &Place) -> Result<Reply> {
    let session = place.open()?;
    let gaps = session.programme_gaps()?;
    if verb.json {
        let gaps: Vec<Told> = gaps.iter().map(told).collect();
        let none = gaps.is_empty();
        return Ok(Reply::json(&Document { gaps })?.no_if(!none));
    }
    let mut reply = Reply::default();
    for gap in &gaps {
        reply.line(line(&gap.to_string()));
    }
    if gaps.is_empty() {
        reply.note("the programme leaves nothing out");
    } else {
        reply.note(count(gaps.len(), "gap"));
    }
    Ok(reply.no_if(!gaps.is_empty()))
}

fn told(gap: &Gap) -> Told {
    let text = gap.to_string();
    match gap {
        Gap::Short {
            subject,
            count,
            wanted,
            audits,
            ..
        } => Told {
            kind: subject.kind(),
            what: subject.name(),
            text,
            wanted: Some(*wanted),
            audits: Some(*audits),
            clauses: (subject.kind() == "clause").then_some(*count),
        },
        Gap::Unasked { subject, .. } => bare("unasked", &subject.to_string(), text),
        Gap::Late { audit, .. } => bare("late", audit.as_str(), text),
        Gap::Undated { audit } => bare("undated", audit.as_str(), text),
    }
}

fn bare(kind: &'static str, what: &str, text: String) -> Told {
    Told {
        kind,
        what: what.to_owned(),
        text,
        wanted: None,
        audits: None,
        clauses: None,
    }
}
