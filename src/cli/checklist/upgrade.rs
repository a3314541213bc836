//! `tickmark checklist upgrade`: an audit takes the edition of a checklist that is at hand now.

use clap::Args;
use serde::Serialize;

use crate::{
    error::Result,
    session::domain::{checklist::upgrade::Effect, id::ChecklistId},
};

use super::super::{
    Place,
    output::{Reply, line},
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
    let mut session = place.open_for(!verb.dry_run)?;
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
    let mut reply = Reply::default();
    reply.line(format!(
        "{}: {}",
        upgrade.checklist,
        line(&upgrade.versions())
    ));
    for told in upgrade.told() {
        reply.line(line(&told));
    }
    reply.note(if verb.dry_run {
        "nothing was changed".to_owned()
    } else {
        format!("next: look at the reworded rows, then tickmark commit {audit}")
    });
    Ok(reply)
}
