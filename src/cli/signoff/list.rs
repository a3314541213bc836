//! `tickmark signoff list`: who signed what, and what became of it.

use clap::Args;

use crate::error::Result;

use super::{
    super::{Place, output::Reply},
    state,
};

/// List the sign-offs: who signed, when, whether the records are still those that were signed, and what changed since.
#[derive(Debug, Args)]
#[command(after_help = "Example:
  tickmark signoff list aims-2026")]
pub(super) struct List {
    /// The audit; all of them if left out.
    audit: Option<String>,

    /// Print one JSON document.
    #[arg(long)]
    json: bool,
}

pub(super) fn run(verb: &List, place: &Place) -> Result<Reply> {
    let session = place.open()?;
    let found = state::read(&session, verb.audit.as_deref())?;
    if verb.json {
        return Reply::json(&state::document(&found));
    }
    let mut reply = Reply::default();
    for of in &found {
        for state in &of.states {
            state::tell(state, &mut reply);
        }
    }
    if reply.out.is_empty() {
        reply.note(
            "nothing is signed off yet: tickmark signoff AUDIT --dry-run says what is missing",
        );
    }
    Ok(reply)
}
