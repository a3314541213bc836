//! `tickmark signoff`: sign an audit off as a git tag, and what became of what was signed.

mod check;
mod list;
mod show;
mod sign;
mod state;

use clap::{Args, Subcommand};

use crate::error::Result;

use super::{Place, output::Reply};

/// Sign an audit off, as prepared or reviewed, with an annotated git tag; and see what became of what was signed.
///
/// The audit team leader signs as prepared, a second person as reviewed. What is signed is the commit, and every file in the
/// audit's folder by a root hash that anybody can compute again. The tag is signed with your key where git has one.
#[derive(Debug, Args)]
#[command(
    args_conflicts_with_subcommands = true,
    after_help = "Examples:
  tickmark signoff aims-2026 --dry-run            what would be signed, and what stands against it
  tickmark signoff aims-2026                      sign in the role that you may take
  tickmark signoff aims-2026 --as reviewed --words 'Two findings were sampled in full'
  tickmark signoff list aims-2026                 fresh or stale, and what changed since
  git push origin tag tickmark/aims-2026/prepared-1

Tags are not pushed by themselves, and tickmark pushes nothing."
)]
pub(super) struct SignOffCommand {
    #[command(subcommand)]
    verb: Option<Verb>,

    #[command(flatten)]
    sign: sign::Sign,
}

#[derive(Debug, Subcommand)]
enum Verb {
    List(list::List),
    Show(show::Show),
    Check(check::Check),
}

pub(super) fn run(command: &SignOffCommand, place: &Place) -> Result<Reply> {
    match &command.verb {
        None => sign::run(&command.sign, place),
        Some(Verb::List(verb)) => list::run(verb, place),
        Some(Verb::Show(verb)) => show::run(verb, place),
        Some(Verb::Check(verb)) => check::run(verb, place),
    }
}
