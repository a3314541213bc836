//! `tickmark checklist show`: the outline of a checklist, or one clause or entry with all that is said about it.

use std::fmt::Write as _;

use clap::Args;
use serde::Serialize;

use crate::{
    error::{Error, Result},
    session::{
        self, checklists,
        domain::{
            checklist::{Checklist, Clause, ClauseKind, Question, Reference},
            id::{ChecklistId, Ref},
        },
        texts,
    },
};

use super::super::{
    Place,
    output::{Reply, block, count, line},
};
use super::{clause, find_entry};

/// Show a checklist: its clauses and questions, or one clause with all its guidance.
#[derive(Debug, Args)]
#[command(after_help = "Examples:
  tickmark checklist show iso-42001
  tickmark checklist show iso-42001 6.1.2
  tickmark checklist show iso-42001 C.2.5          an entry to look up, and what bears on it")]
pub(super) struct Show {
    /// The checklist.
    id: String,

    /// A clause or control, shown with all its guidance, or an entry to look up.
    #[arg(value_name = "REF")]
    reference: Option<String>,

    /// Print one JSON document.
    #[arg(long)]
    json: bool,
}

pub(super) fn run(verb: &Show, place: &Place) -> Result<Reply> {
    #[derive(Serialize)]
    struct Whole<'a> {
        hash: String,
        extends: Option<&'a ChecklistId>,
        checklist: &'a Checklist,
    }
    #[derive(Serialize)]
    struct One<'a> {
        checklist: &'a ChecklistId,
        clause: &'a Clause,
    }
    #[derive(Serialize)]
    struct Entry<'a> {
        checklist: &'a ChecklistId,
        reference: &'a Reference,
    }
    let library = checklists::at_hand(&place.dir);
    let found = find_entry(&library, &verb.id)?;
    let checklist = &found.checklist;
    // A place that search has printed names a question, too.
    let text = verb
        .reference
        .as_ref()
        .map(|text| match text.split_once('#') {
            Some((reference, question)) => (reference.trim(), Some(question)),
            None => (text.as_str(), None),
        });
    let Some((text, question)) = text else {
        return if verb.json {
            Reply::json(&Whole {
                hash: found.hash(),
                extends: found.extends.as_ref(),
                checklist,
            })
        } else {
            Ok(outline(found))
        };
    };
    let reference = text.parse::<Ref>().ok();
    let entry = reference.as_ref().and_then(|r| checklist.reference(r));
    if let Some(entry) = entry {
        return if verb.json {
            Reply::json(&Entry {
                checklist: &checklist.id,
                reference: entry,
            })
        } else {
            Ok(looked_up(checklist, entry))
        };
    }
    let clause = clause(checklist, text)?;
    if verb.json {
        return Reply::json(&One {
            checklist: &checklist.id,
            clause,
        });
    }
    let mut reply = Reply::default();
    let texts = texts::at_hand(&place.dir, &library);
    let licensed = texts.of(&checklist.id, &clause.reference);
    about(clause, licensed, &mut reply);
    let wanted = |id: &str| question.is_none_or(|wanted| wanted == id);
    let asked = clause.questions.iter().filter(|q| wanted(q.id.as_str()));
    let asked: Vec<&Question> = asked.collect();
    if let (Some(question), true) = (question, asked.is_empty()) {
        return Err(Error::usage(format!(
            "Could not find question {} in {} {}",
            line(question),
            checklist.id,
            clause.reference
        )));
    }
    for question in asked {
        guidance(question, &mut reply.out);
    }
    Ok(reply)
}

/// Says what there is to know about a clause itself; `licensed` is its wording where that is kept here.
fn about(clause: &Clause, licensed: Option<&str>, reply: &mut Reply) {
    reply.line(format!("{}  {}", clause.reference, line(&clause.title)));
    if clause.documented_information {
        reply.line("documented information is required");
    }
    let out = &mut reply.out;
    for (label, text) in [
        (
            "the requirement (your licensed copy)",
            licensed.unwrap_or_default(),
        ),
        ("the criterion's words", &clause.text),
        ("what it is for", &clause.objective),
        ("note", &clause.note),
    ] {
        part(out, label, text);
    }
    part(out, "house hints", &clause.hints.join("\n"));
    part(
        out,
        "topics that guidance suggests raising; no criterion",
        &clause.topics.join("\n"),
    );
    let related: Vec<String> = clause
        .related
        .iter()
        .map(|r| {
            format!(
                "{} {} ({}, {})",
                r.checklist, r.reference, r.relation, r.confidence
            )
        })
        .collect();
    part(out, "see also", &related.join("\n"));
}

/// Shows an entry that one looks up, and the questions that bear on it.
fn looked_up(checklist: &Checklist, entry: &Reference) -> Reply {
    let mut reply = Reply::default();
    reply.line(format!("{}  {}", entry.reference, line(&entry.title)));
    reply.out.push_str(&block(&entry.text, "    "));
    let bearing: Vec<String> = checklist
        .clauses
        .iter()
        .flat_map(|clause| {
            clause
                .questions
                .iter()
                .map(move |question| (clause, question))
        })
        .filter(|(_, question)| question.bears_on.contains(&entry.reference))
        .map(|(clause, question)| {
            format!(
                "{} #{}  {}",
                clause.reference,
                question.id,
                question.short()
            )
        })
        .collect();
    part(
        &mut reply.out,
        "questions that bear on it",
        &bearing.join("\n"),
    );
    reply
}

/// Writes a labelled text; nothing where there is none.
fn part(out: &mut String, label: &str, text: &str) {
    if !text.trim().is_empty() {
        // Writing to a String does not fail.
        let _ = write!(out, "  {label}\n{}", block(text, "    "));
    }
}

fn outline(entry: &session::Entry) -> Reply {
    let checklist = &entry.checklist;
    let mut reply = Reply::default();
    reply.line(format!(
        "{}  {}  ({}, {})",
        checklist.id,
        line(&checklist.title),
        line(&checklist.standard),
        count(checklist.question_count(), "question")
    ));
    for (label, text) in [
        ("edition", &checklist.edition),
        ("version", &checklist.version),
        ("language", &checklist.language),
        ("licence", &checklist.licence),
        ("attribution", &checklist.attribution),
        ("provenance", &checklist.provenance),
        ("sha256", &entry.hash()),
    ] {
        part(&mut reply.out, label, text);
    }
    if let Some(base) = &entry.extends {
        part(&mut reply.out, "extends", base.as_str());
    }
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
    for entry in &checklist.references {
        reply.line(format!(
            "{}  {} (to look up)",
            entry.reference,
            line(&entry.title)
        ));
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
    part(out, "good", &question.good.join("\n"));
    for hint in &question.evidence {
        let label = format!("ask for, by {}", hint.method.label());
        part(out, &label, &hint.ask);
    }
    part(out, "sample", &question.sample);
    for often in &question.nonconformities {
        let label = format!("often found, {}", often.grade.label());
        let why = if often.why.is_empty() {
            String::new()
        } else {
            format!("\n({})", often.why)
        };
        part(out, &label, &format!("{}{why}", often.text));
    }
    let refs: Vec<&str> = question.bears_on.iter().map(Ref::as_str).collect();
    let same: Vec<String> = question.same_as.iter().map(ToString::to_string).collect();
    for (label, words) in [
        ("covers", question.covers.join(", ")),
        ("roles", question.roles.join(", ")),
        ("stages", question.stages.join(", ")),
        ("bears on", refs.join(", ")),
        ("answered together with", same.join(", ")),
    ] {
        part(out, label, &words);
    }
}
