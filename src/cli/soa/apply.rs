//! Bringing an audit in line with the statements of applicability.

use clap::Args;
use serde::Serialize;

use crate::{
    error::{Error, Result},
    session::{
        applicability,
        domain::{
            applicability::in_audit::{self, OutOfStep},
            id::{AuditId, Criterion, FindingId},
        },
    },
};

use super::super::{
    Place,
    output::{Reply, count},
    pick,
};

/// Bring what an audit leaves out in line with the statements of its checklists.
///
/// An audit keeps what it was planned with until somebody asks for this. Controls that are excluded now are not asked any
/// more, those that are included again come back. Answers stay on record. Refused once the report is issued.
#[derive(Debug, Args)]
#[command(after_help = "Example:
  tickmark soa apply aims-2026 --dry-run          which controls would leave, and which come back")]
pub(super) struct Apply {
    /// The audit.
    audit: String,

    /// Say what would change and change nothing.
    #[arg(long)]
    dry_run: bool,

    /// Print one JSON document.
    #[arg(long)]
    json: bool,
}

#[derive(Serialize)]
#[serde(rename_all = "kebab-case")]
struct Document {
    audit: AuditId,
    applied: bool,
    leaving: Vec<Leaving>,
    returning: Vec<Criterion>,
    reworded: Vec<Criterion>,
}

#[derive(Serialize)]
#[serde(rename_all = "kebab-case")]
struct Leaving {
    control: Criterion,
    rows: usize,
    answered: usize,
    findings: Vec<FindingId>,
}

impl Document {
    fn of(audit: AuditId, applied: bool, apart: OutOfStep) -> Self {
        let leaving = |leaving: in_audit::Leaving| Leaving {
            control: leaving.control,
            rows: leaving.rows,
            answered: leaving.answered,
            findings: leaving.findings,
        };
        Self {
            audit,
            applied,
            leaving: apart.leaving.into_iter().map(leaving).collect(),
            returning: apart.returning,
            reworded: apart.reworded,
        }
    }
}

pub(super) fn run(verb: &Apply, place: &Place) -> Result<Reply> {
    let mut session = place.open_for(!verb.dry_run)?;
    let papers = pick::audit(&session, &verb.audit)?;
    let id = papers.audit.id.clone();
    for checklist in &papers.audit.checklists {
        session.require_readable(checklist)?;
    }
    let change = applicability::apply(papers, session.applicability()).map_err(|refusal| {
        Error::refused(format!(
            "Could not bring {id} in line with the statement of applicability: {refusal}"
        ))
    })?;
    let apart = papers.out_of_step(session.applicability());
    let stated = papers
        .audit
        .checklists
        .iter()
        .any(|checklist| session.applicability().contains_key(checklist));
    if !verb.dry_run {
        session.apply(&change)?;
    }
    if verb.json {
        return Reply::json(&Document::of(id, !verb.dry_run, apart));
    }
    let mut reply = Reply::default();
    for told in applicability::lines_of(&apart) {
        reply.line(told);
    }
    if !stated {
        super::tell_none(&session, &mut reply);
    } else if apart.is_empty() {
        reply.note(format!("{id} is in step: nothing changes"));
    } else if verb.dry_run {
        reply.note("nothing is changed: this is what would be");
    } else {
        let rows = session.audit(&id)?.rows().count();
        reply.note(format!("{id} is in step; {} to walk", count(rows, "row")));
    }
    Ok(reply)
}
