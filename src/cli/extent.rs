//! `tickmark extent`: search for more of the same, and decide about each place that was found (ISO/IEC 42001, 10.2 b 3).

mod decide;
mod search;
mod show;

use clap::{Args, Subcommand};

use crate::{
    error::{Error, Result},
    session::{
        Session,
        domain::{action::CorrectiveAction, guard::Refusal, id::FindingId, papers::WorkingPapers},
        extent,
    },
};

use super::{
    Place,
    output::{Reply, line},
    pick,
};

/// Search for more of the same, and decide about each place that was found; both are kept in the corrective action.
#[derive(Debug, Args)]
pub(super) struct ExtentCommand {
    #[command(subcommand)]
    verb: Verb,
}

#[derive(Debug, Subcommand)]
enum Verb {
    Search(search::Search),
    Show(show::Show),
    Decide(decide::Decide),
    Remove(Remove),
}

/// Remove a search and what was decided about its places, such as one that was mistyped.
#[derive(Debug, Args)]
struct Remove {
    /// The corrective action, or the finding that it answers.
    #[arg(value_name = "ACTION|FINDING")]
    id: String,

    /// The search, by its number.
    search: String,
}

pub(super) fn run(command: ExtentCommand, place: &Place) -> Result<Reply> {
    match command.verb {
        Verb::Search(verb) => search::run(&verb, place),
        Verb::Show(verb) => show::run(&verb, place),
        Verb::Decide(verb) => decide::run(&verb, place),
        Verb::Remove(verb) => remove(&verb, place),
    }
}

/// Finds the corrective action that is meant: by its own id, or by that of the finding that it answers.
fn action<'s>(
    session: &'s Session,
    text: &str,
) -> Result<(&'s WorkingPapers, &'s CorrectiveAction)> {
    if text.to_ascii_uppercase().parse::<FindingId>().is_err() {
        return pick::action(session, text);
    }
    let (papers, finding) = pick::finding(session, text)?;
    match finding.answered_by(&papers.actions).as_slice() {
        [only] => Ok((papers, only)),
        [] => Err(Error::usage(format!(
            "Could not tell where the extent of {} is kept: no corrective action answers it yet",
            finding.id
        ))
        .hint(format!("draft one: tickmark action new {}", finding.id))),
        several => {
            let ids: Vec<&str> = several.iter().map(|action| action.id.as_str()).collect();
            Err(Error::usage(format!(
                "Could not tell where the extent of {} is kept: several corrective actions answer it",
                finding.id
            ))
            .hint(format!("name one of them: {}", ids.join(", "))))
        }
    }
}

fn remove(verb: &Remove, place: &Place) -> Result<Reply> {
    let mut session = place.open_to_write()?;
    let (papers, action) = action(&session, &verb.id)?;
    let change = extent::forget(papers, &action.id, &verb.search)
        .map_err(|refusal| refused("remove the search", refusal))?;
    session.apply(&change)?;
    Ok(Reply::text(format!("{}\n", line(&change.what))))
}

fn refused(what: &str, refusal: Refusal) -> Error {
    let reasons = refusal.reasons.into_iter();
    Error::refused(format!("Could not {what}"))
        .details(reasons.map(|reason| format!("- {}", line(&reason.text))))
}
