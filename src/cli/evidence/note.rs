//! `tickmark evidence note`: what was heard or seen, and is no file.

use clap::Args;

use crate::{error::Result, session::domain::evidence::EvidenceKind};

use super::{
    super::{Place, output::Reply, words},
    cite_in,
    describe::{self, Fields},
    holder_named,
};

/// Cite an interview, an observation, a meeting or a screen that was shown, and print the citation's id.
///
/// An interview needs --who, the others --what. People are told by their role, never by name.
#[derive(Debug, Args)]
#[command(after_help = "Examples:
  tickmark evidence note aims-2026 6.1.2#1 --kind interview --who 'release manager' --what 'how releases are approved'
  tickmark evidence note aims-2026 F-7K3QX2 --kind screen --what 'release tool, REL-019' --who 'release manager' \\
      --where 'video call' --at 2026-11-20T10:15")]
pub(super) struct Note {
    /// The audit; `soa` for the statement of applicability.
    audit: String,

    /// Where it is cited: a row, a finding, a corrective action; a control of the statement of applicability.
    #[arg(value_name = "ROW|ID|CONTROL")]
    target: String,

    /// What kind of evidence it is.
    #[arg(long, value_name = "KIND", value_parser = words::evidence_kind())]
    kind: EvidenceKind,

    #[command(flatten)]
    fields: Fields,

    /// Print one JSON document.
    #[arg(long)]
    json: bool,
}

pub(super) fn run(verb: &Note, place: &Place) -> Result<Reply> {
    let mut session = place.open_to_write()?;
    let holder = holder_named(&session, &verb.audit, &verb.target)?;
    let mut link = session.talk(verb.kind, "")?;
    describe::write(&session, &mut link, &verb.fields.given()?)?;
    describe::whole(&link)?;
    cite_in(&mut session, &holder, &link)?;
    let mut reply = describe::cited(&link, None, verb.json)?;
    reply.notes.extend(describe::named(&session, &link));
    Ok(reply)
}
