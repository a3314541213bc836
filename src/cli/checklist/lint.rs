//! `tickmark checklist lint`: the faults of checklists, each with its place.

use clap::Args;
use serde::Serialize;

use crate::{
    error::Result,
    session::{checklists, domain::id::ChecklistId},
};

use super::super::{
    Place,
    output::{Reply, count, line},
};
use super::{Fault, find};

/// Find every fault of checklists, each with file, line and column, and what to do about it.
///
/// Links to other checklists and what is extended are held against those at hand. Exit status 1 when there is a fault.
#[derive(Debug, Args)]
#[command(after_help = "Examples:
  tickmark checklist lint                         all that are at hand
  tickmark checklist lint checklists/supplier.toml iso-42001
  tickmark checklist lint --strict supplier       how questions are worded as well")]
pub(super) struct Lint {
    /// Files, or ids of checklists at hand; all that are at hand if left out.
    #[arg(value_name = "FILE|ID")]
    what: Vec<String>,

    /// Hold questions against the rules that the built-in checklists keep: open, at most 25 words, often found with a reason.
    #[arg(long)]
    strict: bool,

    /// Print one JSON document.
    #[arg(long)]
    json: bool,
}

#[derive(Serialize)]
#[serde(rename_all = "kebab-case")]
struct Faults {
    checked: usize,
    faults: Vec<Fault>,
}

pub(super) fn run(verb: &Lint, place: &Place) -> Result<Reply> {
    let library = checklists::at_hand(&place.dir);
    let mut checked = verb.what.len();
    let mut faults: Vec<Fault> = Vec::new();
    if verb.what.is_empty() {
        let titles = library.titles();
        checked = titles.len() + library.broken().len();
        faults.extend(library.broken().iter().map(Fault::from));
        for (id, _) in titles {
            let found = id.parse().ok();
            let found = found.and_then(|id| checklists::faults_of(&library, &id, verb.strict));
            faults.extend(found.iter().flatten().map(Fault::from));
        }
    }
    for text in &verb.what {
        let id = text.parse::<ChecklistId>().ok();
        let at_hand = id.and_then(|id| checklists::faults_of(&library, &id, verb.strict));
        let found = if let Some(found) = at_hand {
            found
        } else {
            let path = place.resolve(text.as_ref());
            if !path.is_file() {
                // Neither a file nor a checklist: say what is near.
                find(&library, text)?;
            }
            checklists::judge(&library, &path, text, verb.strict)?
        };
        faults.extend(found.iter().map(Fault::from));
    }
    let no = !faults.is_empty();
    if verb.json {
        let document = Faults { checked, faults };
        return Ok(Reply::json(&document)?.no_if(no));
    }
    let mut reply = Reply::default();
    for fault in &faults {
        reply.line(format!(
            "{}:{}:{}: {}",
            line(&fault.path),
            fault.line,
            fault.column,
            line(&fault.message)
        ));
        if let Some(hint) = &fault.hint {
            reply.line(format!("    hint: {}", line(hint)));
        }
    }
    reply.note(format!(
        "{} checked, {}",
        count(checked, "checklist"),
        count(faults.len(), "fault")
    ));
    Ok(reply.no_if(no))
}
