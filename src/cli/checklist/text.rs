//! `tickmark checklist text`: the licensed wording of a clause, shown, kept and forgotten.

use clap::Args;
use serde::Serialize;

use crate::{
    error::{Error, Result},
    session::{
        checklists,
        domain::{
            checklist::{Checklist, Clause},
            id::{ChecklistId, Ref},
        },
        texts,
    },
};

use super::super::{
    Place,
    output::{Reply, block},
    pick,
};
use super::{clause, find};

/// Show or keep the licensed text of a clause.
///
/// It is kept in the git directory, where it cannot be committed by accident, and shown with the guidance of the clause. No
/// report and no record holds it, but for audits planned with `tickmark new --with-text`. Exit status 1 when none is kept.
#[derive(Debug, Args)]
#[command(after_help = "Examples:
  tickmark checklist text iso-42001 6.1.2 --set - < clause-6.1.2.txt
  tickmark checklist text iso-42001 6.1.2
  tickmark checklist text iso-42001 6.1.2 --clear")]
pub(super) struct Text {
    /// The checklist.
    id: String,

    /// The clause or control.
    #[arg(value_name = "REF")]
    reference: String,

    /// Keep this text; `-` reads it from stdin.
    #[arg(long, value_name = "TEXT", allow_hyphen_values = true)]
    set: Option<String>,

    /// Forget the text.
    #[arg(long, conflicts_with = "set")]
    clear: bool,

    /// Print one JSON document.
    #[arg(long)]
    json: bool,
}

#[derive(Serialize)]
#[serde(rename_all = "kebab-case")]
struct Document<'a> {
    checklist: &'a ChecklistId,
    #[serde(rename = "ref")]
    reference: &'a Ref,
    licensed_text: Option<&'a str>,
}

pub(super) fn run(verb: &Text, place: &Place) -> Result<Reply> {
    let library = checklists::at_hand(&place.dir);
    let checklist = find(&library, &verb.id)?;
    let clause = clause(checklist, &verb.reference)?;
    if verb.set.is_none() && !verb.clear {
        let texts = texts::at_hand(&place.dir, &library);
        let text = texts.of(&checklist.id, &clause.reference);
        return show(checklist, clause, text, verb.json);
    }
    let text = verb.set.as_deref().map(pick::text).transpose()?;
    let changed = texts::set(
        &place.dir,
        &checklist.id,
        &clause.reference,
        text.as_deref(),
    )?;
    let what = if verb.clear { "forgotten" } else { "kept" };
    let mut reply = Reply::text(format!(
        "{}:{}: licensed text {what}\n",
        checklist.id, clause.reference
    ));
    if !changed {
        reply.note("nothing has changed");
    } else if !verb.clear {
        reply.note("it is in the git directory of this clone alone; nothing commits it");
    }
    Ok(reply)
}

fn show(checklist: &Checklist, clause: &Clause, text: Option<&str>, json: bool) -> Result<Reply> {
    if json {
        return Ok(Reply::json(&Document {
            checklist: &checklist.id,
            reference: &clause.reference,
            licensed_text: text,
        })?
        .no_if(text.is_none()));
    }
    let Some(text) = text else {
        let what = format!("{} {}", checklist.id, clause.reference);
        return Err(Error::refused(format!(
            "Could not show the licensed text of {what}: none is kept"
        ))
        .hint(format!(
            "keep it: tickmark checklist text {} '{}' --set - < FILE",
            checklist.id, clause.reference
        )));
    };
    Ok(Reply::text(block(text, "")))
}
