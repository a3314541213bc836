//! Making an audit of the programme.

use clap::Args;

use crate::error::Result;

use super::super::{
    Place,
    output::{Reply, count},
};

/// Make an audit of the programme: title, scope, checklists, clauses, team and dates are those of its row. One of that id
/// that is made already stays as it is, and the programme joins it.
#[derive(Debug, Args)]
#[command(after_help = "Example:
  tickmark programme make risk-2026")]
pub(super) struct Make {
    /// The audit.
    #[arg(value_name = "AUDIT")]
    id: String,
}

pub(super) fn run(verb: &Make, place: &Place) -> Result<Reply> {
    let mut session = place.open_to_write()?;
    let (id, is_new) = session.make_planned(&verb.id)?;
    let papers = session.audit(&id)?;
    if !is_new {
        let mut reply = Reply::text(format!("{id} is made already ({})\n", papers.audit.state));
        reply.note(format!(
            "the programme has joined it by its id; what it looks at is said there: tickmark audit set {id}"
        ));
        return Ok(reply);
    }
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
