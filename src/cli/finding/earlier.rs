//! Earlier findings on the same criterion, process or cause, and the grade that a linked repeat proposes.

use std::collections::BTreeMap;

use clap::Args;
use serde::Serialize;

use crate::{
    error::Result,
    session::domain::{
        finding::{Finding, FindingState, FindingType},
        id::{AuditId, FindingId},
        papers::WorkingPapers,
        recurrence::{self, Likeness},
    },
};

use super::super::{
    Place,
    output::{Reply, line},
    pick,
};

/// How many are named beside what was asked for; the command lists all.
const NAMED: usize = 3;

/// List earlier findings on the same criterion, process or cause, over all audits of the workspace.
///
/// Link what is repeated: tickmark finding set ID --repeats EARLIER. A linked repeat proposes a higher grade.
#[derive(Debug, Args)]
#[command(after_help = "Example:
  tickmark finding earlier F-7K3QX2 --json")]
pub(super) struct EarlierFindings {
    /// The finding.
    id: String,

    /// Print one JSON document.
    #[arg(long)]
    json: bool,
}

#[derive(Serialize)]
#[serde(rename_all = "kebab-case")]
struct Document<'a> {
    finding: &'a FindingId,
    earlier: Vec<Row<'a>>,
    /// The higher grade that a linked repeat proposes.
    proposed_type: Option<FindingType>,
}

#[derive(Serialize)]
#[serde(rename_all = "kebab-case")]
struct Row<'a> {
    id: &'a FindingId,
    audit: &'a AuditId,
    #[serde(rename = "type")]
    kind: FindingType,
    state: FindingState,
    title: &'a str,
    alike: Vec<Likeness>,
    cause: String,
    linked: bool,
}

pub(super) fn run(verb: &EarlierFindings, place: &Place) -> Result<Reply> {
    let session = place.open()?;
    let (papers, finding) = pick::finding(&session, &verb.id)?;
    let found = recurrence::earlier(session.papers(), papers, finding);
    if verb.json {
        let earlier = found.into_iter().map(|earlier| Row {
            id: &earlier.finding.id,
            audit: earlier.audit,
            kind: earlier.finding.kind,
            state: earlier.finding.state,
            title: &earlier.finding.title,
            alike: earlier.alike,
            cause: earlier.cause,
            linked: earlier.linked,
        });
        return Reply::json(&Document {
            finding: &finding.id,
            earlier: earlier.collect(),
            proposed_type: proposed(session.papers(), finding),
        });
    }
    let mut reply = Reply::default();
    for earlier in &found {
        let mut told = earlier.alike_in_words();
        if earlier.linked {
            told = match told.as_str() {
                "" => "linked".to_owned(),
                told => format!("linked, {told}"),
            };
        }
        reply.line(format!(
            "{}  {:<13}  {:<12}  {}  ({}): {told}",
            earlier.finding.id,
            earlier.finding.kind.word(),
            earlier.finding.state.word(),
            line(&earlier.finding.title),
            earlier.audit,
        ));
        if !earlier.cause.is_empty() {
            reply.line(format!("    cause: {}", line(&earlier.cause)));
        }
    }
    if found.is_empty() {
        reply.note("no earlier finding is on the same criterion, process or cause");
    }
    tell_proposal(session.papers(), finding, &mut reply);
    Ok(reply)
}

/// Returns the higher grade that a linked repeat proposes.
pub(super) fn proposed(
    all: &BTreeMap<AuditId, WorkingPapers>,
    finding: &Finding,
) -> Option<FindingType> {
    recurrence::proposal(all, finding).map(|proposal| proposal.kind)
}

/// Says which higher grade a linked repeat proposes.
pub(super) fn tell_proposal(
    all: &BTreeMap<AuditId, WorkingPapers>,
    finding: &Finding,
    reply: &mut Reply,
) {
    if let Some(proposal) = recurrence::proposal(all, finding) {
        reply.note(format!(
            "it {}, which proposes {}: tickmark finding set {} --type {} --grade-reason ..., or say there why not",
            proposal.why(),
            proposal.kind.label(),
            finding.id,
            proposal.kind
        ));
    }
}

/// Points out earlier findings that are not linked yet, the likeliest first.
pub(super) fn point_out(
    all: &BTreeMap<AuditId, WorkingPapers>,
    papers: &WorkingPapers,
    finding: &Finding,
    reply: &mut Reply,
) {
    let found = recurrence::earlier(all, papers, finding);
    let open: Vec<_> = found.iter().filter(|earlier| !earlier.linked).collect();
    for earlier in open.iter().take(NAMED) {
        reply.note(format!(
            "earlier, {}: {} {} {} in {}, {}; is it repeated? --repeats {}",
            earlier.alike_in_words(),
            earlier.finding.id,
            earlier.finding.kind,
            earlier.finding.state,
            earlier.audit,
            line(&earlier.finding.title),
            earlier.finding.id
        ));
    }
    if open.len() > NAMED {
        reply.note(format!(
            "{} more: tickmark finding earlier {}",
            open.len() - NAMED,
            finding.id
        ));
    }
}
