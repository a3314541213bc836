//! `tickmark checklist upgrade`: an audit takes the edition of a checklist that is at hand now.

use std::fmt::Write as _;

use clap::Args;
use serde::Serialize;

use crate::{
    error::Result,
    session::{
        domain::{checklist::upgrade::Effect, id::ChecklistId},
        editions,
    },
};

use super::super::{
    Place,
    output::{Reply, block, count, line},
    pick,
};

/// Bring the copy of a checklist that an audit keeps to the edition at hand.
///
/// No answer is lost. One whose question is asked no more stays, and its question with it, marked as retired; one whose
/// question is asked in other words stays and is listed, so that you can look whether it still holds. An audit that is issued
/// or closed is left as it was judged.
#[derive(Debug, Args)]
#[command(after_help = "Examples:
  tickmark checklist upgrade aims-2026 iso-42001 --dry-run
  tickmark checklist upgrade aims-2026 iso-42001")]
pub(super) struct Upgrade {
    /// The audit.
    audit: String,

    /// The checklist.
    #[arg(value_name = "CHECKLIST")]
    checklist: String,

    /// Say what would change, and change nothing.
    #[arg(long)]
    dry_run: bool,

    /// Print one JSON document.
    #[arg(long)]
    json: bool,
}

#[derive(Serialize)]
#[serde(rename_all = "kebab-case")]
struct Document<'a> {
    checklist: &'a ChecklistId,
    upgraded: bool,
    from: &'a str,
    to: &'a str,
    #[serde(flatten)]
    effect: &'a Effect,
}

pub(super) fn run(verb: &Upgrade, place: &Place) -> Result<Reply> {
    let mut session = place.open()?;
    let audit = pick::audit_id(&verb.audit)?;
    let Some(upgrade) = session.upgrade(&audit, &verb.checklist)? else {
        let copy = session.copy(&audit, &verb.checklist)?;
        if verb.json {
            return Reply::json(&Document {
                checklist: &copy.id,
                upgraded: false,
                from: &copy.version,
                to: &copy.version,
                effect: &Effect::default(),
            });
        }
        let mut reply = Reply::default();
        reply.note(format!("{audit} has {} as it is at hand", copy.id));
        return Ok(reply);
    };
    if !verb.dry_run {
        session.apply(&upgrade.change)?;
    }
    if verb.json {
        return Reply::json(&Document {
            checklist: &upgrade.checklist,
            upgraded: !verb.dry_run,
            from: &upgrade.from,
            to: &upgrade.to,
            effect: &upgrade.effect,
        });
    }
    let mut reply = Reply::text(describe(&upgrade));
    reply.note(if verb.dry_run {
        "nothing was changed".to_owned()
    } else {
        format!("next: look at the reworded rows, then tickmark commit {audit}")
    });
    Ok(reply)
}

fn describe(upgrade: &editions::Upgrade) -> String {
    let Effect {
        unchanged,
        reworded,
        moved,
        gone,
        to_answer,
        dropped,
    } = &upgrade.effect;
    let mut out = format!(
        "{}: {}\n{} unchanged\n",
        upgrade.checklist,
        versions(&upgrade.from, &upgrade.to),
        count(unchanged.len(), "answer")
    );
    // Writing to a String does not fail.
    let head = |out: &mut String, n: usize, what: &str, then: &str| {
        if n > 0 {
            let _ = writeln!(out, "{} {then}", count(n, what));
        }
    };
    head(
        &mut out,
        reworded.len(),
        "answer",
        "to a question in other words: does it still hold?",
    );
    for row in reworded {
        let _ = writeln!(out, "  {}", row.row);
        for (mark, text) in [("    - ", &row.old), ("    + ", &row.new)] {
            let _ = writeln!(out, "{mark}{}", line(text.trim()));
        }
    }
    head(
        &mut out,
        moved.len(),
        "answer",
        "whose question is asked elsewhere now; it stays, retired",
    );
    for row in moved {
        let _ = writeln!(out, "  {} is {} now", row.row, row.to);
        out.push_str(&block(&row.text, "      "));
    }
    head(
        &mut out,
        gone.len(),
        "answer",
        "whose question is asked no more; it stays, retired",
    );
    for row in gone {
        let _ = writeln!(out, "  {}", row.row);
        out.push_str(&block(&row.text, "      "));
    }
    head(
        &mut out,
        to_answer.len(),
        "row",
        "to answer that did not wait for one before",
    );
    for row in to_answer {
        let _ = writeln!(out, "  {}", row.row);
        out.push_str(&block(&row.text, "      "));
    }
    head(
        &mut out,
        dropped.len(),
        "row",
        "without an answer that is asked no more",
    );
    for row in dropped {
        let _ = writeln!(out, "  {}", row.row);
        out.push_str(&block(&row.text, "      "));
    }
    out
}

fn versions(from: &str, to: &str) -> String {
    let named = |version: &str| match version.trim() {
        "" => "no version".to_owned(),
        version => line(version).into_owned(),
    };
    if from == to {
        format!("another copy of {}", named(from))
    } else {
        format!("{} to {}", named(from), named(to))
    }
}
