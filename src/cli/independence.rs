//! `tickmark independence`: whether auditors have worked on what they audit, and what keeps the audit impartial then.

mod check;
mod safeguard;

use clap::{Args, Subcommand};

use crate::error::Result;

use super::{Place, output::Reply};

/// Find out whether auditors have worked on what they audit, and name the safeguard where they have.
///
/// The standards ask for auditors who are objective and impartial. Where independence is not possible, name the safeguard.
#[derive(Debug, Args)]
pub(super) struct IndependenceCommand {
    #[command(subcommand)]
    verb: Verb,
}

#[derive(Debug, Subcommand)]
enum Verb {
    Check(check::Check),
    Override(safeguard::Override),
}

pub(super) fn run(command: IndependenceCommand, place: &Place) -> Result<Reply> {
    match command.verb {
        Verb::Check(verb) => check::run(&verb, place),
        Verb::Override(verb) => safeguard::run(&verb, place),
    }
}
