//! `tickmark checklist show`: the outline of a checklist, or one clause with all its guidance.

use std::fmt::Write as _;

use clap::Args;
use serde::Serialize;

use crate::{
    error::{Error, Result},
    session::{
        checklists,
        domain::{
            checklist::{Checklist, Clause, ClauseKind, Question},
            id::{ChecklistId, Ref},
            similar,
        },
    },
};

use super::super::{
    Place,
    output::{Reply, block, count, line},
};
use super::find;

/// Show a checklist: its clauses and questions, or one clause with all its guidance.
#[derive(Debug, Args)]
#[command(after_help = "Examples:
  tickmark checklist show iso-42001
  tickmark checklist show iso-42001 6.1.2")]
pub(super) struct Show {
    /// The checklist.
    id: String,

    /// A clause or control; shown with all its guidance.
    #[arg(value_name = "REF")]
    reference: Option<String>,

    /// Print one JSON document.
    #[arg(long)]
    json: bool,
}

pub(super) fn run(verb: &Show, place: &Place) -> Result<Reply> {
    #[derive(Serialize)]
    struct Whole<'a> {
        checklist: &'a Checklist,
    }
    #[derive(Serialize)]
    struct One<'a> {
        checklist: &'a ChecklistId,
        clause: &'a Clause,
    }
    let library = checklists::at_hand(&place.dir);
    let checklist = find(&library, &verb.id)?;
    let Some(text) = &verb.reference else {
        return if verb.json {
            Reply::json(&Whole { checklist })
        } else {
            Ok(outline(checklist))
        };
    };
    let clause = text
        .parse::<Ref>()
        .ok()
        .and_then(|reference| checklist.clause(&reference));
    let clause = clause.ok_or_else(|| {
        let error = Error::usage(format!("Could not find {} in {}", line(text), checklist.id));
        match similar::nearest(text, checklist.clauses.iter().map(|c| c.reference.as_str())) {
            Some(near) => error.hint(format!("did you mean {near}?")),
            None => error.hint(format!(
                "list them: tickmark checklist show {}",
                checklist.id
            )),
        }
    })?;
    if verb.json {
        return Reply::json(&One {
            checklist: &checklist.id,
            clause,
        });
    }
    let mut reply = Reply::default();
    reply.line(format!("{}  {}", clause.reference, line(&clause.title)));
    if clause.documented_information {
        reply.line("documented information is required");
    }
    for question in &clause.questions {
        guidance(question, &mut reply.out);
    }
    Ok(reply)
}

fn outline(checklist: &Checklist) -> Reply {
    let mut reply = Reply::default();
    reply.line(format!(
        "{}  {}  ({}, {})",
        checklist.id,
        line(&checklist.title),
        line(&checklist.standard),
        count(checklist.question_count(), "question")
    ));
    for clause in &checklist.clauses {
        let indent = "  ".repeat(checklist.depth(clause));
        let kind = match clause.kind {
            ClauseKind::Control => " (control)",
            ClauseKind::Clause
            | ClauseKind::Annex
            | ClauseKind::ControlGroup
            | ClauseKind::Function
            | ClauseKind::Category
            | ClauseKind::Subcategory
            | ClauseKind::Chapter
            | ClauseKind::Section
            | ClauseKind::Article => "",
        };
        reply.line(format!(
            "{indent}{}  {}{kind}",
            clause.reference,
            line(&clause.title)
        ));
        for question in &clause.questions {
            reply.line(format!(
                "{indent}    #{}  {}",
                question.id,
                line(question.short())
            ));
        }
    }
    reply
}

fn guidance(question: &Question, out: &mut String) {
    // Writing to a String does not fail.
    let _ = write!(
        out,
        "\n#{}  {}\n{}",
        question.id,
        line(question.short()),
        block(&question.text, "    ")
    );
    for good in &question.good {
        let _ = write!(out, "  good\n{}", block(good, "    "));
    }
    for hint in &question.evidence {
        let _ = write!(
            out,
            "  ask for, by {}\n{}",
            hint.method.label(),
            block(&hint.ask, "    ")
        );
    }
    if !question.sample.is_empty() {
        let _ = write!(out, "  sample\n{}", block(&question.sample, "    "));
    }
    for often in &question.nonconformities {
        let _ = write!(
            out,
            "  often found, {}\n{}",
            often.grade.label(),
            block(&often.text, "    ")
        );
    }
}
