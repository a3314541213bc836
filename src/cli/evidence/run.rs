//! `tickmark evidence run`: what a command prints, as evidence.

use std::time::Duration;

use clap::Args;

use crate::{
    error::Result,
    session::{
        domain::evidence::EvidenceField,
        keep::{self, Output},
    },
};

use super::{
    super::{Place, output::Reply, pick},
    cite_in, describe, holder_named,
};

/// Run a command that you type here, keep what it prints beside the records, cite that, and print the citation's id.
///
/// Stdout and stderr are kept together, with the command line and the exit status above them. No shell takes part, and no
/// record ever makes anything run. That the command fails is a fact to be kept, and no failure of this one.
#[derive(Debug, Args)]
#[command(after_help = "Examples:
  tickmark evidence run aims-2026 8.1#1 -- systemctl status claims-triage
  tickmark evidence run aims-2026 F-7K3QX2 --host build-1 --time-limit 60 -- sh -c 'git tag | wc -l'")]
pub(super) struct RunCommand {
    /// The audit; `soa` for the statement of applicability.
    audit: String,

    /// Where it is cited: a row, a finding, a corrective action; a control of the statement of applicability.
    #[arg(value_name = "ROW|ID|CONTROL")]
    target: String,

    /// The host that it runs on, for whoever reads it later.
    #[arg(long, value_name = "TEXT", default_value = "")]
    host: String,

    /// How long it may take, in seconds.
    #[arg(long, value_name = "SECONDS", default_value_t = 600)]
    time_limit: u64,

    /// How much it may print, in bytes.
    #[arg(long, value_name = "BYTES", default_value_t = keep::LIMIT)]
    limit: u64,

    /// The name that the kept file has behind its id; that of the program if left out.
    #[arg(long, value_name = "NAME")]
    name: Option<String>,

    /// What it shows.
    #[arg(long, value_name = "TEXT")]
    what: Option<String>,

    /// What you note about it; `-` reads it from stdin.
    #[arg(long, value_name = "TEXT", allow_hyphen_values = true)]
    note: Option<String>,

    /// Print one JSON document.
    #[arg(long)]
    json: bool,

    /// The command and its arguments, after `--`.
    #[arg(value_name = "COMMAND", last = true, required = true)]
    command: Vec<String>,
}

pub(super) fn run(verb: &RunCommand, place: &Place) -> Result<Reply> {
    let mut session = place.open_to_write()?;
    // All that can be refused is refused before anything runs.
    let holder = holder_named(&session, &verb.audit, &verb.target)?;
    session.require_citing(&holder)?;
    session.actor()?;
    let note = verb.note.as_deref().map(pick::text).transpose()?;
    let time = Duration::from_secs(verb.time_limit);
    let output: Output = keep::run(
        &verb.command,
        &place.dir,
        verb.host.trim(),
        time,
        verb.limit,
    )?;
    let name = verb.name.clone().unwrap_or_else(|| {
        let program = verb.command.first().map(String::as_str).unwrap_or_default();
        format!("{program}.txt")
    });
    let mut kept = session.keep_output(&holder, output, &name)?;
    let said = [
        (EvidenceField::What, verb.what.clone()),
        (EvidenceField::Note, note),
    ];
    let fields: Vec<(EvidenceField, String)> = said
        .into_iter()
        .filter_map(|(field, text)| Some((field, text?)))
        .collect();
    describe::write(&session, &mut kept.link, &fields)?;
    cite_in(&mut session, &holder, &kept.link)?;
    let mut reply = describe::cited(&kept.link, Some(kept.size), verb.json)?;
    if kept.link.exit_status != Some(0) {
        reply.note(match kept.link.exit_status {
            Some(status) => format!("the command ended with {status}, which is kept too"),
            None => "a signal ended the command, which is kept too".to_owned(),
        });
    }
    for note in kept.notes {
        reply.note(note);
    }
    Ok(reply)
}
