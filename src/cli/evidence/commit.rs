//! `tickmark evidence commit`: a commit as evidence.

use clap::Args;

use crate::{error::Result, session::domain::evidence::EvidenceField};

use super::{
    super::{Place, output::Reply, pick},
    cite_in, describe, holder_named,
};

/// Cite a commit, and print the citation's id: its full id, date and subject are kept, its author is not.
#[derive(Debug, Args)]
#[command(after_help = "Examples:
  tickmark evidence commit aims-2026 8.1#1 a1b2c3d
  tickmark evidence commit aims-2026 C-2M9VTA models//HEAD --note 'the fix'")]
pub(super) struct CiteCommit {
    /// The audit; `soa` for the statement of applicability.
    audit: String,

    /// Where it is cited: a row, a finding, a corrective action; a control of the statement of applicability.
    #[arg(value_name = "ROW|ID|CONTROL")]
    target: String,

    /// The commit: its id or the start of it, a branch, a tag, HEAD~1; in another repository after its name.
    #[arg(value_name = "[NAME//]COMMIT")]
    commit: String,

    /// What you note about it; `-` reads it from stdin.
    #[arg(long, value_name = "TEXT", allow_hyphen_values = true)]
    note: Option<String>,

    /// Print one JSON document.
    #[arg(long)]
    json: bool,
}

pub(super) fn run(verb: &CiteCommit, place: &Place) -> Result<Reply> {
    let mut session = place.open_to_write()?;
    let holder = holder_named(&session, &verb.audit, &verb.target)?;
    let mut link = session.cite_commit(&verb.commit)?;
    if let Some(note) = &verb.note {
        let note = (EvidenceField::Note, pick::text(note)?);
        describe::write(&session, &mut link, &[note])?;
    }
    cite_in(&mut session, &holder, &link)?;
    describe::cited(&link, None, verb.json)
}
