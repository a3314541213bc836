//! `tickmark checklist`: the checklists at hand, one shown, files judged.

use std::fmt::Write as _;

use clap::{Args, Subcommand};
use serde::Serialize;

use crate::{
    error::{Error, Result},
    session::{
        Located, checklists,
        domain::{
            checklist::{Checklist, Clause, ClauseKind, Question},
            id::{ChecklistId, Ref},
            similar,
        },
    },
};

use super::{
    Place,
    output::{Reply, block, count, line},
};

/// List checklists, show one, find the faults of your own.
#[derive(Debug, Args)]
pub(super) struct ChecklistCommand {
    #[command(subcommand)]
    verb: Verb,
}

#[derive(Debug, Subcommand)]
enum Verb {
    List(List),
    Show(Show),
    Lint(Lint),
}

/// List the checklists at hand: built in, and your own in checklists/*.toml.
#[derive(Debug, Args)]
struct List {
    /// Print one JSON document.
    #[arg(long)]
    json: bool,
}

/// Show a checklist: its clauses and questions, or one clause with all its guidance.
#[derive(Debug, Args)]
#[command(after_help = "Examples:
  tickmark checklist show iso-42001
  tickmark checklist show iso-42001 6.1.2")]
struct Show {
    /// The checklist.
    id: String,

    /// A clause or control; shown with all its guidance.
    #[arg(value_name = "REF")]
    reference: Option<String>,

    /// Print one JSON document.
    #[arg(long)]
    json: bool,
}

/// Find the faults of checklists, each with file, line and column.
///
/// Exit status 1 when there is one.
#[derive(Debug, Args)]
#[command(after_help = "Examples:
  tickmark checklist lint                         all that are at hand
  tickmark checklist lint checklists/supplier.toml iso-42001")]
struct Lint {
    /// Files, or ids of checklists at hand; all that are at hand if left out.
    #[arg(value_name = "FILE|ID")]
    what: Vec<String>,

    /// Print one JSON document.
    #[arg(long)]
    json: bool,
}

pub(super) fn run(command: ChecklistCommand, place: &Place) -> Result<Reply> {
    match command.verb {
        Verb::List(verb) => list(&verb, place),
        Verb::Show(verb) => show(&verb, place),
        Verb::Lint(verb) => lint(&verb, place),
    }
}

#[derive(Serialize)]
#[serde(rename_all = "kebab-case")]
struct Titles {
    checklists: Vec<Row>,
    /// The files among the organization's own that are no checklist at all.
    broken: Vec<Fault>,
}

#[derive(Serialize)]
#[serde(rename_all = "kebab-case")]
struct Row {
    id: String,
    title: String,
    /// The file of an own checklist, relative to the root; none for those that are built in.
    file: Option<String>,
    standard: Option<String>,
    clauses: Option<usize>,
    questions: Option<usize>,
    faults: usize,
}

fn list(verb: &List, place: &Place) -> Result<Reply> {
    let library = checklists::at_hand(&place.dir);
    let rows: Vec<Row> = library
        .titles()
        .into_iter()
        .map(|(id, title)| {
            let found = id
                .parse::<ChecklistId>()
                .ok()
                .and_then(|id| library.get(&id));
            let (checklist, faults) = match found {
                Some(Ok(entry)) => (Some(&entry.checklist), 0),
                Some(Err(faults)) => (None, faults.len()),
                None => (None, 0),
            };
            Row {
                file: id
                    .parse()
                    .ok()
                    .and_then(|id| checklists::file_of(&library, &id)),
                id,
                title,
                standard: checklist.map(|c| c.standard.clone()),
                clauses: checklist.map(|c| c.clauses.len()),
                questions: checklist.map(Checklist::question_count),
                faults,
            }
        })
        .collect();
    if verb.json {
        let broken = library.broken().iter().map(Fault::from).collect();
        return Reply::json(&Titles {
            checklists: rows,
            broken,
        });
    }
    let mut reply = Reply::default();
    for fault in library.broken() {
        reply.note(format!("no checklist: {}", line(&fault.to_string())));
    }
    for row in &rows {
        let about = match row.questions {
            Some(questions) => count(questions, "question"),
            None => format!(
                "{}; see tickmark checklist lint {}",
                count(row.faults, "fault"),
                row.id
            ),
        };
        let from = row
            .file
            .as_ref()
            .map_or_else(String::new, |file| format!(", {}", line(file)));
        reply.line(format!(
            "{:<16}  {}  ({about}{from})",
            line(&row.id),
            line(&row.title)
        ));
    }
    Ok(reply)
}

/// Finds a checklist, or says which one was probably meant.
fn find<'l>(library: &'l crate::session::Library, text: &str) -> Result<&'l Checklist> {
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

fn show(verb: &Show, place: &Place) -> Result<Reply> {
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

#[derive(Serialize)]
#[serde(rename_all = "kebab-case")]
struct Faults {
    checked: usize,
    faults: Vec<Fault>,
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

fn lint(verb: &Lint, place: &Place) -> Result<Reply> {
    let library = checklists::at_hand(&place.dir);
    let mut checked = verb.what.len();
    let mut faults: Vec<Fault> = Vec::new();
    if verb.what.is_empty() {
        let titles = library.titles();
        checked = titles.len() + library.broken().len();
        faults.extend(library.broken().iter().map(Fault::from));
        for (id, _) in titles {
            let found = id.parse().ok();
            let found = found.and_then(|id| checklists::faults_of(&library, &id));
            faults.extend(found.iter().flatten().map(Fault::from));
        }
    }
    for text in &verb.what {
        let id = text.parse::<ChecklistId>().ok();
        let at_hand = id.and_then(|id| checklists::faults_of(&library, &id));
        let found = if let Some(found) = at_hand {
            found
        } else {
            let path = place.resolve(text.as_ref());
            if !path.is_file() {
                // Neither a file nor a checklist: say what is near.
                find(&library, text)?;
            }
            checklists::judge(&path)?
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
