//! `tickmark checklist`: the checklists at hand, one shown, files judged, tables taken in and written.

mod export;
mod import;
mod lint;
mod list;
mod show;

use std::path::Path;

use clap::{Args, Subcommand};
use serde::Serialize;

use crate::{
    atomic::{self, AtomicError},
    error::{Error, Result},
    session::{
        Library, Located,
        domain::{checklist::Checklist, id::ChecklistId, similar},
    },
};

use super::{
    Place,
    output::{Reply, line},
};

/// List checklists, show one, find the faults of your own, bring them from and to spreadsheets.
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
    Import(Box<import::Import>),
    Export(export::Export),
}

pub(super) fn run(command: ChecklistCommand, place: &Place) -> Result<Reply> {
    match command.verb {
        Verb::List(verb) => list::run(&verb, place),
        Verb::Show(verb) => show::run(&verb, place),
        Verb::Lint(verb) => lint::run(&verb, place),
        Verb::Import(verb) => import::run(&verb, place),
        Verb::Export(verb) => export::run(&verb, place),
    }
}

/// Finds a checklist, or says which one was probably meant.
fn find<'l>(library: &'l Library, text: &str) -> Result<&'l Checklist> {
    let found = text
        .parse::<ChecklistId>()
        .ok()
        .and_then(|id| library.get(&id));
    match found {
        Some(Ok(entry)) => Ok(&entry.checklist),
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

/// Writes a file that a person has named, and returns its path as it is shown.
fn write(file: &Path, bytes: &[u8], what: &str) -> Result<String> {
    let shown = file.display().to_string();
    atomic::replace(file, bytes).map_err(|cause| {
        let why = match cause {
            AtomicError::Io { source, .. } => source.to_string(),
            other => line(&other.to_string()).into_owned(),
        };
        Error::unavailable(format!("Could not write {what} to {}: {why}", line(&shown)))
    })?;
    Ok(shown)
}
