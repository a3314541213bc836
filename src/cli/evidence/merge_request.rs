//! `tickmark evidence merge-request`: a merge request, or pull request, as evidence.

use clap::Args;

use crate::{
    error::Result,
    session::domain::evidence::{EvidenceField, EvidenceKind},
};

use super::{
    super::{Place, output::Reply},
    cite_in,
    describe::{self, Fields},
    holder_named,
};

/// Cite a merge request or pull request by its address, and print the citation's id. Nothing is fetched.
#[derive(Debug, Args)]
#[command(after_help = "Example:
  tickmark evidence merge-request aims-2026 8.1#1 https://forge.example.org/ai/-/merge_requests/42 --what '!42 Release gate'")]
pub(super) struct CiteMergeRequest {
    /// The audit; `soa` for the statement of applicability.
    audit: String,

    /// Where it is cited: a row, a finding, a corrective action; a control of the statement of applicability.
    #[arg(value_name = "ROW|ID|CONTROL")]
    target: String,

    /// Its address.
    url: String,

    /// Its number and title.
    #[arg(long, value_name = "TEXT")]
    what: Option<String>,

    /// The commit that it became when it was merged: its id or the start of it, a branch, a tag, HEAD~1.
    #[arg(long, value_name = "COMMIT")]
    commit: Option<String>,

    /// When you looked at it: 2026-11-20 or 2026-11-20T10:15; now if left out.
    #[arg(long, value_name = "WHEN")]
    at: Option<String>,

    /// What you note about it; `-` reads it from stdin.
    #[arg(long, value_name = "TEXT", allow_hyphen_values = true)]
    note: Option<String>,

    /// Print one JSON document.
    #[arg(long)]
    json: bool,
}

pub(super) fn run(verb: &CiteMergeRequest, place: &Place) -> Result<Reply> {
    let mut session = place.open_to_write()?;
    let holder = holder_named(&session, &verb.audit, &verb.target)?;
    let mut link = session.talk(EvidenceKind::MergeRequest, "")?;
    let said = Fields {
        what: verb.what.clone(),
        at: verb.at.clone(),
        note: verb.note.clone(),
        ..Fields::default()
    };
    let mut fields = said.given()?;
    fields.push((EvidenceField::Url, verb.url.clone()));
    if let Some(commit) = &verb.commit {
        fields.push((EvidenceField::Commit, session.commit_named(commit)?));
    }
    describe::write(&session, &mut link, &fields)?;
    describe::whole(&link)?;
    cite_in(&mut session, &holder, &link)?;
    describe::cited(&link, None, verb.json)
}
