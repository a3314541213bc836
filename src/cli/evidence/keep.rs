//! `tickmark evidence keep`: a copy of what would vanish, beside the records.

use std::path::Path;

use clap::Args;
use jiff::civil::Date;

use crate::{
    error::{Error, Result},
    session::{domain::evidence::EvidenceField, keep},
};

use super::{
    super::{Place, output::Reply, pick},
    cite_in, describe, holder_named,
};

/// Keep a copy of a source that vanishes beside the records, cite it, and print the citation's id.
///
/// The copy goes into the folder of the audit (evidence/E-...), is committed together with the record that cites it, and
/// nothing is ever replaced. A symbolic link that you name is followed; a folder or a device is refused.
#[derive(Debug, Args)]
#[command(after_help = "Examples:
  tickmark evidence keep aims-2026 6.1.2#1 ~/Downloads/training.csv --origin 'learning portal, export of completions'
  tickmark evidence keep aims-2026 F-7K3QX2 build/report.html --dated 2026-10-01
  curl -s https://status.example.org | tickmark evidence keep aims-2026 8.1#1 - --origin https://status.example.org --name status.html")]
pub(super) struct Keep {
    /// The audit; `soa` for the statement of applicability.
    audit: String,

    /// Where it is cited: a row, a finding, a corrective action; a control of the statement of applicability.
    #[arg(value_name = "ROW|ID|CONTROL")]
    target: String,

    /// The file, anywhere on disk, from this folder; `-` for what comes in on stdin.
    source: String,

    /// Where it is from, for whoever reads it later; the path if left out.
    #[arg(long, value_name = "TEXT")]
    origin: Option<String>,

    /// The name that the copy has behind its id; that of the file if left out.
    #[arg(long, value_name = "NAME")]
    name: Option<String>,

    /// Of when its content is; today if left out.
    #[arg(long, value_name = "DATE")]
    dated: Option<Date>,

    /// How large it may be, in bytes.
    #[arg(long, value_name = "BYTES", default_value_t = keep::LIMIT)]
    limit: u64,

    /// What you note about it.
    #[arg(long, value_name = "TEXT", allow_hyphen_values = true)]
    note: Option<String>,

    /// Print one JSON document.
    #[arg(long)]
    json: bool,
}

pub(super) fn run(verb: &Keep, place: &Place) -> Result<Reply> {
    let mut session = place.open_to_write()?;
    let holder = holder_named(&session, &verb.audit, &verb.target)?;
    let origin = verb.origin.as_deref().unwrap_or_default().trim();
    let mut source = if verb.source == "-" {
        if verb.note.as_deref() == Some("-") {
            return Err(Error::usage(
                "Could not keep what comes in on stdin: the note cannot come from there too",
            ));
        }
        if origin.is_empty() {
            return Err(Error::usage(
                "Could not keep what comes in on stdin: nobody could tell where it is from",
            )
            .hint("--origin says it"));
        }
        keep::from_reader(
            std::io::stdin().lock(),
            "what comes in on stdin",
            origin,
            verb.limit,
        )?
    } else {
        let path = place.resolve(Path::new(&verb.source));
        keep::from_file(&path, &verb.source, origin, verb.limit)?
    };
    if let Some(name) = &verb.name {
        source.name.clone_from(name);
    }
    if verb
        .dated
        .is_some_and(|date| date > session.clock().today())
    {
        return Err(Error::usage(
            "Could not keep the copy: the day of --dated has not come yet",
        ));
    }
    let note = verb.note.as_deref().map(pick::text).transpose()?;
    let mut kept = session.keep(&holder, source, verb.dated)?;
    if let Some(note) = note {
        describe::write(&session, &mut kept.link, &[(EvidenceField::Note, note)])?;
    }
    cite_in(&mut session, &holder, &kept.link)?;
    let mut reply = describe::cited(&kept.link, Some(kept.size), verb.json)?;
    for note in kept.notes {
        reply.note(note);
    }
    Ok(reply)
}
