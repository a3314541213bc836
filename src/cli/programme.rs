//! `tickmark programme`: which audits a period has, what they cover together, what they leave out, and who can do them.

mod audits;
mod coverage;
mod gaps;
mod independence;
mod make;
mod report;
mod show;
mod write;

use clap::{Args, Subcommand};

use crate::{
    error::{Error, Result},
    session::domain::guard::Refusal,
};

use super::{
    Place,
    output::{Reply, line},
};

/// Plan the audits of a period: what for, how often, by whom; see what they cover together and what they leave out.
#[derive(Debug, Args)]
pub(super) struct ProgrammeCommand {
    #[command(subcommand)]
    verb: Verb,
}

#[derive(Debug, Subcommand)]
enum Verb {
    Show(show::Show),
    New(Box<write::New>),
    Set(Box<write::Set>),
    Audit(audits::AuditsCommand),
    Make(make::Make),
    Coverage(coverage::CoverageOf),
    Gaps(gaps::Gaps),
    Independence(independence::IndependenceOf),
    Report(report::Report),
}

pub(super) fn run(command: ProgrammeCommand, place: &Place) -> Result<Reply> {
    match command.verb {
        Verb::Show(verb) => show::run(&verb, place),
        Verb::New(verb) => write::begin(*verb, place),
        Verb::Set(verb) => write::set(*verb, place),
        Verb::Audit(verb) => audits::run(verb, place),
        Verb::Make(verb) => make::run(&verb, place),
        Verb::Coverage(verb) => coverage::run(&verb, place),
        Verb::Gaps(verb) => gaps::run(&verb, place),
        Verb::Independence(verb) => independence::run(&verb, place),
        Verb::Report(verb) => report::run(&verb, place),
    }
}

/// Says why the programme was not changed.
fn refused(refusal: &Refusal) -> Error {
    Error::refused(format!(
        "Could not change the programme: {}",
        line(&refusal.to_string())
    ))
}
