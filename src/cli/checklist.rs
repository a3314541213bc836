//! `tickmark checklist`: the checklists at hand, one shown, files judged, editions compared and taken over, tables taken in
//! and written.

mod diff;
mod export;
mod import;
mod lint;
mod list;
mod search;
mod show;
mod text;
mod upgrade;

use clap::{Args, Subcommand};
use serde::Serialize;

use crate::{
    error::{Error, Result},
    session::{
        Entry, Library, Located,
        domain::{
            checklist::{Checklist, Clause},
            id::{ChecklistId, Ref},
            similar,
        },
    },
};

use super::{
    Place,
    output::{Reply, line},
};

/// List checklists, show one, find the faults of your own, compare editions, bring them from and to spreadsheets.
#[derive(Debug, Args)]
pub(super) struct ChecklistCommand {
    #[command(subcommand)]
    verb: Verb,
}

#[derive(Debug, Subcommand)]
enum Verb {
    List(list::List),
    Show(show::Show),
    Lint(lint::Lint),
    Search(search::Search),
    Diff(diff::Diff),
    Upgrade(upgrade::Upgrade),
    Text(text::Text),
    Import(Box<import::Import>),
    Export(export::Export),
}

pub(super) fn run(command: ChecklistCommand, place: &Place) -> Result<Reply> {
    match command.verb {
        Verb::List(verb) => list::run(&verb, place),
        Verb::Show(verb) => show::run(&verb, place),
        Verb::Lint(verb) => lint::run(&verb, place),
        Verb::Search(verb) => search::run(&verb, place),
        Verb::Diff(verb) => diff::run(&verb, place),
        Verb::Upgrade(verb) => upgrade::run(&verb, place),
        Verb::Text(verb) => text::run(&verb, place),
        Verb::Import(verb) => import::run(&verb, place),
        Verb::Export(verb) => export::run(&verb, place),
    }
}

/// Finds a checklist, or says which one was probably meant.
fn find<'l>(library: &'l Library, text: &str) -> Result<&'l Checklist> {
    find_entry(library, text).map(|entry| &entry.checklist)
}

/// Finds a clause of a checklist, or says which one was probably meant.
fn clause<'c>(checklist: &'c Checklist, text: &str) -> Result<&'c Clause> {
    let reference = text.parse::<Ref>().ok();
    let found = reference.and_then(|reference| checklist.clause(&reference));
    found.ok_or_else(|| {
        let error = Error::usage(format!("Could not find {} in {}", line(text), checklist.id));
        let clauses = checklist.clauses.iter().map(|c| c.reference.as_str());
        let entries = checklist.references.iter().map(|r| r.reference.as_str());
        match similar::nearest(text, clauses.chain(entries)) {
            Some(near) => error.hint(format!("did you mean {near}?")),
            None => error.hint(format!(
                "list them: tickmark checklist show {}",
                checklist.id
            )),
        }
    })
}

/// Does the same, with where the checklist comes from.
fn find_entry<'l>(library: &'l Library, text: &str) -> Result<&'l Entry> {
    let found = text
        .parse::<ChecklistId>()
        .ok()
        .and_then(|id| library.get(&id));
    match found {
        Some(Ok(entry)) => Ok(entry),
        Some(Err(faults)) => Err(Error::usage(format!(
            "Could not read the checklist {}",
            line(text)
        ))
        .details(faults.iter().map(ToString::to_string))),
        None => {
            let titles = library.titles();
            let known: Vec<&str> = titles.iter().map(|(id, _)| id.as_str()).collect();
            let error = Error::usage(format!("Could not find the checklist {}", line(text)));
            Err(match similar::nearest(text, known.iter().copied()) {
                Some(near) => error.hint(format!("did you mean {near}?")),
                None => error.hint(format!("there are: {}", known.join(", "))),
            })
        }
    }
}

#[derive(Serialize)]
#[serde(rename_all = "kebab-case")]
struct Fault {
    path: String,
    line: usize,
    column: usize,
    message: String,
    hint: Option<String>,
}

impl From<&Located> for Fault {
    fn from(fault: &Located) -> Self {
        Self {
            path: fault.path.clone(),
            line: fault.line,
            column: fault.column,
            message: fault.message.clone(),
            hint: fault.hint.clone(),
        }
    }
}
