//! `tickmark evidence set`: what is said of a citation, written anew.

use clap::Args;

use crate::{
    error::{Error, Result},
    session::domain::evidence::EvidenceField,
};

use super::{
    super::{Place, output::Reply},
    cite_in,
    describe::{self, Fields},
    find_citation, whose,
};

/// Write what is said of a citation: its note, and the fields that its kind has. What is pinned stays as it is.
#[derive(Debug, Args)]
#[command(after_help = "Examples:
  tickmark evidence set aims-2026 E-4T6W0N --who 'release manager' --at 2026-11-20T10:15
  tickmark evidence set aims-2026 E-4T6W0N --note ''                an empty text takes it out")]
pub(super) struct Set {
    /// The audit; `soa` for the statement of applicability.
    audit: String,

    /// The citation.
    id: String,

    #[command(flatten)]
    fields: Fields,

    /// Where a kept copy is from; the host that a command ran on.
    #[arg(long, value_name = "TEXT")]
    origin: Option<String>,

    /// Of when the content of a kept copy is.
    #[arg(long, value_name = "DATE")]
    dated: Option<String>,

    /// The address of a merge request.
    #[arg(long)]
    url: Option<String>,

    /// The commit that a merge request became, by its full id.
    #[arg(long, value_name = "COMMIT")]
    commit: Option<String>,

    /// Print one JSON document.
    #[arg(long)]
    json: bool,
}

pub(super) fn run(verb: &Set, place: &Place) -> Result<Reply> {
    let mut session = place.open_to_write()?;
    let (holder, link) = find_citation(&session, whose(&session, &verb.audit)?, &verb.id)?;
    let mut link = link.clone();
    let mut fields = verb.fields.given()?;
    let more = [
        (EvidenceField::Origin, &verb.origin),
        (EvidenceField::Effective, &verb.dated),
        (EvidenceField::Url, &verb.url),
        (EvidenceField::Commit, &verb.commit),
    ];
    fields.extend(
        more.into_iter()
            .filter_map(|(field, text)| Some((field, text.clone()?))),
    );
    if fields.is_empty() {
        return Err(Error::usage(format!(
            "Could not describe {}: nothing is given to be written",
            link.id
        ))
        .hint("what there is: tickmark evidence set --help"));
    }
    describe::write(&session, &mut link, &fields)?;
    describe::whole(&link)?;
    cite_in(&mut session, &holder, &link)?;
    let mut reply = describe::cited(&link, None, verb.json)?;
    reply.notes.extend(describe::named(&session, &link));
    Ok(reply)
}
