//! `tickmark checklist diff`: how two editions of a checklist differ.

use std::fmt::Write as _;

use clap::Args;
use serde::Serialize;

use crate::{
    error::Result,
    session::{
        Library, checklists,
        domain::{
            checklist::{
                Checklist,
                diff::{Asked, Difference, Titled},
            },
            id::{ChecklistId, QuestionId, Ref},
        },
        editions,
    },
};

use super::super::{
    Place,
    output::{Reply, block, line},
    pick,
};
use super::find;

/// Show how two editions of a checklist differ: clauses, questions and guidance.
///
/// Exit status 0 when they say the same, and 1 when they differ, as with diff(1).
#[derive(Debug, Args)]
#[command(after_help = "Examples:
  tickmark checklist diff aims-2026:iso-42001 iso-42001        the copy of an audit, and what is at hand now
  tickmark checklist diff iso-42001 checklists/iso-42001.toml
  tickmark checklist diff old.toml new.toml --json")]
pub(super) struct Diff {
    /// A file, the id of a checklist at hand, or AUDIT:CHECKLIST for the copy that an audit keeps.
    old: String,

    /// What it is compared with, in the same ways.
    new: String,

    /// Print one JSON document.
    #[arg(long)]
    json: bool,
}

#[derive(Serialize)]
#[serde(rename_all = "kebab-case")]
struct Document<'a> {
    differ: bool,
    #[serde(flatten)]
    difference: &'a Difference,
}

pub(super) fn run(verb: &Diff, place: &Place) -> Result<Reply> {
    let library = checklists::at_hand(&place.dir);
    let old = resolve(&library, &verb.old, place)?;
    let new = resolve(&library, &verb.new, place)?;
    let difference = Difference::between(&old, &new);
    let differ = !difference.is_empty();
    let reply = if verb.json {
        Reply::json(&Document {
            differ,
            difference: &difference,
        })?
    } else {
        Reply::text(describe(&difference))
    };
    Ok(reply.no_if(differ))
}

/// Finds the checklist that a person means: at hand, in a file, or the copy of an audit.
fn resolve(library: &Library, text: &str, place: &Place) -> Result<Checklist> {
    let at_hand = text
        .parse::<ChecklistId>()
        .is_ok_and(|id| library.origin(&id).is_some());
    if at_hand {
        return find(library, text).cloned();
    }
    let path = place.resolve(text.as_ref());
    if path.is_file() {
        return editions::read_file(library, &path, text);
    }
    match text.split_once(':') {
        Some((audit, checklist)) => {
            let session = place.open()?;
            let audit = pick::audit_id(audit)?;
            session.copy(&audit, checklist).cloned()
        }
        None => find(library, text).cloned(),
    }
}

fn describe(found: &Difference) -> String {
    let mut out = String::new();
    for said in &found.head {
        change(&mut out, said.field, &said.old, &said.new);
    }
    titled(&mut out, "clause added", &found.clauses_added);
    titled(&mut out, "clause removed", &found.clauses_removed);
    for clause in &found.clauses_renumbered {
        say(
            &mut out,
            &format!(
                "clause renumbered  {} is {} now: {}",
                clause.from, clause.to, clause.title
            ),
        );
    }
    for clause in &found.clauses_retitled {
        let what = format!("clause retitled  {}", clause.reference);
        change(&mut out, &what, &clause.old, &clause.new);
    }
    for clause in &found.clauses_moved {
        let below = |parent: &Option<Ref>| {
            parent.as_ref().map_or_else(
                || "at the top".to_owned(),
                |parent| format!("below {parent}"),
            )
        };
        let (old, new) = (below(&clause.old_parent), below(&clause.new_parent));
        let how = if old == new {
            "elsewhere in the order".to_owned()
        } else {
            format!("{new}, was {old}")
        };
        say(
            &mut out,
            &format!("clause moved  {}: {how}", clause.reference),
        );
    }
    for clause in &found.clauses_changed {
        let fields = clause.fields.join(", ");
        say(
            &mut out,
            &format!("clause changed  {}: {fields}", clause.reference),
        );
    }
    asked(&mut out, "question added", &found.questions_added);
    asked(&mut out, "question removed", &found.questions_removed);
    for question in &found.questions_reworded {
        let what = format!(
            "question reworded  {}",
            row(&question.reference, &question.id)
        );
        change(&mut out, &what, &question.old, &question.new);
    }
    for question in &found.questions_moved {
        say(
            &mut out,
            &format!(
                "question moved  {} is {} now",
                row(&question.from_ref, &question.from_id),
                row(&question.to_ref, &question.to_id)
            ),
        );
        out.push_str(&block(&question.text, "      "));
    }
    for question in &found.questions_changed {
        say(
            &mut out,
            &format!(
                "guidance changed  {}: {}",
                row(&question.reference, &question.id),
                question.fields.join(", ")
            ),
        );
    }
    titled(&mut out, "entry added", &found.references_added);
    titled(&mut out, "entry removed", &found.references_removed);
    titled(&mut out, "entry changed", &found.references_changed);
    out
}

fn row(reference: &Ref, id: &QuestionId) -> String {
    format!("{reference} #{id}")
}

fn say(out: &mut String, text: &str) {
    // Writing to a String does not fail.
    let _ = writeln!(out, "{}", line(text));
}

fn titled(out: &mut String, what: &str, list: &[Titled]) {
    for clause in list {
        say(
            out,
            &format!("{what}  {}  {}", clause.reference, clause.title),
        );
    }
}

fn asked(out: &mut String, what: &str, list: &[Asked]) {
    for question in list {
        say(
            out,
            &format!("{what}  {}", row(&question.reference, &question.id)),
        );
        out.push_str(&block(&question.text, "      "));
    }
}

/// Writes what was said and what is said now below what it is about.
fn change(out: &mut String, what: &str, old: &str, new: &str) {
    say(out, what);
    for (mark, text) in [("  - ", old), ("  + ", new)] {
        for (place, text) in block(text, "").lines().enumerate() {
            let lead = if place == 0 { mark } else { "    " };
            let _ = writeln!(out, "{lead}{text}");
        }
    }
}
