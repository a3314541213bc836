//! Making an audit of the programme.

use clap::Args;

use crate::error::Result;

use super::super::{
    Place,
    output::{Reply, count},
};

/// Make an audit of the programme: title, scope, checklists, clauses, team and dates are those of its row.
#[derive(Debug, Args)]
#[command(after_help = "Example:
  tickmark programme make aims-2026")]
pub(super) struct Make {
    /// The audit.
    #[arg(value_name = "AUDIT")]
    id: String,
}

pub(super) fn run(verb: &Make, place: &Place) -> Result<Reply> {
    let mut session = place.open()?;
    let id = session.make_planned(&verb.id)?;
    let papers = session.audit(&id)?;
    let rows = papers.rows().count();
    let mut reply = Reply::text(format!("planned {id}: {} to walk\n", count(rows, "row")));
    let lacks = papers.audit.plan_lacks();
    for lacking in &lacks {
        reply.note(format!(
            "before fieldwork: {}; tickmark audit set {id}",
            lacking.text
        ));
    }
    reply.note(format!("next: tickmark audit move {id} fieldwork"));
    Ok(reply)
}
