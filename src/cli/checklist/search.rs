//! `tickmark checklist search`: words in all questions, hints and clauses of the checklists at hand.

use clap::Args;
use serde::Serialize;

use crate::{
    error::{Error, Result},
    session::{
        checklists,
        domain::{
            checklist::{
                Checklist,
                search::{Found, Subject, Words},
            },
            id::{ChecklistId, QuestionId, Ref},
        },
    },
};

use super::super::{
    Place,
    output::{Reply, count, line},
};
use super::find;

/// Find words in all questions, hints and clauses of the checklists.
///
/// Each word has to occur, in whichever text of the question and in whatever letter case.
/// Exit status 1 when nothing is found.
#[derive(Debug, Args)]
#[command(after_help = "Examples:
  tickmark checklist search supplier change
  tickmark checklist search --checklist iso-27001 restore test")]
pub(super) struct Search {
    /// The words.
    #[arg(required = true, value_name = "WORD")]
    words: Vec<String>,

    /// Search only this checklist; repeat it for several.
    #[arg(long = "checklist", value_name = "ID")]
    checklists: Vec<String>,

    /// Print one JSON document.
    #[arg(long)]
    json: bool,
}

#[derive(Serialize)]
struct Document {
    found: Vec<Row>,
}

#[derive(Serialize)]
struct Row {
    checklist: ChecklistId,
    #[serde(rename = "ref")]
    reference: Ref,
    question: Option<QuestionId>,
    kind: &'static str,
    text: String,
}

pub(super) fn run(verb: &Search, place: &Place) -> Result<Reply> {
    let words = Words::of(&verb.words.join(" "));
    if words.is_empty() {
        return Err(Error::usage("Could not search: no word is given"));
    }
    let library = checklists::at_hand(&place.dir);
    let mut found: Vec<Row> = Vec::new();
    if verb.checklists.is_empty() {
        for (id, _) in library.titles() {
            let entry = id
                .parse::<ChecklistId>()
                .ok()
                .and_then(|id| library.get(&id));
            // A broken checklist hinders no search; lint and list tell of it.
            if let Some(Ok(entry)) = entry {
                found.extend(rows(&entry.checklist, &words));
            }
        }
    }
    for id in &verb.checklists {
        found.extend(rows(find(&library, id)?, &words));
    }
    let none = found.is_empty();
    if verb.json {
        return Ok(Reply::json(&Document { found })?.no_if(none));
    }
    let mut reply = Reply::default();
    for row in &found {
        let question = row
            .question
            .as_ref()
            .map_or_else(String::new, |id| format!("#{id}"));
        reply.line(format!(
            "{}:{}{question}  {}: {}",
            row.checklist,
            row.reference,
            row.kind,
            line(row.text.trim())
        ));
    }
    reply.note(format!("{} found", count(found.len(), "place")));
    Ok(reply.no_if(none))
}

fn rows(checklist: &Checklist, words: &Words) -> Vec<Row> {
    let row = |found: &Found<'_>| {
        let (reference, question) = match found.subject {
            Subject::Question(clause, question) => (&clause.reference, Some(&question.id)),
            Subject::Clause(clause) => (&clause.reference, None),
            Subject::Reference(entry) => (&entry.reference, None),
        };
        Row {
            checklist: checklist.id.clone(),
            reference: reference.clone(),
            question: question.cloned(),
            kind: found.kind.word(),
            text: found.text.to_owned(),
        }
    };
    checklist.search(words).iter().map(row).collect()
}
