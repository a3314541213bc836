//! `tickmark soa`: the statement of applicability of the controls of a checklist.

mod apply;
mod check;
pub(super) mod controls;
mod set;
mod show;

use clap::{Args, Subcommand};

use crate::{
    error::{Error, Result},
    session::{
        Session, applicability,
        domain::{
            applicability::{Statements, in_audit::OutOfStep},
            checklist::Checklist,
            id::ChecklistId,
            papers::WorkingPapers,
        },
    },
};

use super::{
    Place,
    output::{Reply, line},
};

/// Say which controls apply and which do not, why, and how they are implemented: the statement of applicability.
#[derive(Debug, Args)]
pub(super) struct SoaCommand {
    #[command(subcommand)]
    verb: Verb,
}

#[derive(Debug, Subcommand)]
enum Verb {
    Show(show::Show),
    Set(Box<set::Set>),
    Approve(Approve),
    Apply(apply::Apply),
    Check(check::Check),
}

/// Approve a statement in your name, as of today; refused with every reason when it is not whole.
///
/// It is whole when each control is decided and justified. A later change of what it says lets the approval lapse.
#[derive(Debug, Args)]
#[command(after_help = "Example:
  tickmark soa approve iso-42001 && tickmark commit -m 'Approve the statement of applicability'")]
struct Approve {
    /// The checklist.
    checklist: String,
}

pub(super) fn run(command: SoaCommand, place: &Place) -> Result<Reply> {
    match command.verb {
        Verb::Show(verb) => show::run(&verb, place),
        Verb::Set(verb) => set::run(*verb, place),
        Verb::Approve(verb) => approve(&verb, place),
        Verb::Apply(verb) => apply::run(&verb, place),
        Verb::Check(verb) => check::run(&verb, place),
    }
}

/// Returns the checklists whose statements are meant: the one that is named, or all that have one.
fn asked<'s>(session: &'s Session, named: Option<&str>) -> Result<Vec<&'s Checklist>> {
    if let Some(id) = named {
        let checklist = session.controls_of(id)?;
        session.require_readable(&checklist.id)?;
        return Ok(vec![checklist]);
    }
    session
        .applicability()
        .keys()
        .map(|id| session.controls_of(id.as_str()))
        .collect()
}

/// Says that there is no statement yet, and how to begin one.
fn tell_none(session: &Session, reply: &mut Reply) {
    let known: Vec<&str> = session.with_controls().map(|c| c.id.as_str()).collect();
    reply.note("there is no statement of applicability yet");
    if let Some(first) = known.first() {
        reply.note(format!(
            "begin one: tickmark soa set {first} REF --include --why TEXT (checklists with controls: {})",
            known.join(", ")
        ));
    }
}

/// Iterates over the audits under way that are out of step with the statement of a checklist, and how.
fn out_of_step<'s>(
    session: &'s Session,
    checklist: &ChecklistId,
) -> impl Iterator<Item = (&'s WorkingPapers, OutOfStep)> {
    let statements = session.applicability();
    let only: Statements = statements
        .get(checklist)
        .map(|statement| (checklist.clone(), statement.clone()))
        .into_iter()
        .collect();
    session
        .papers()
        .values()
        .filter(|papers| papers.follows_statements())
        .map(move |papers| (papers, papers.out_of_step(&only)))
        .filter(|(_, apart)| !apart.is_empty())
}

/// Names the audits under way that are out of step with a statement.
fn tell_audits(session: &Session, checklist: &ChecklistId, reply: &mut Reply) {
    for (papers, apart) in out_of_step(session, checklist) {
        let audit = &papers.audit.id;
        reply.note(format!(
            "the audit {audit} is out of step with it ({}): tickmark soa apply {audit}",
            apart.summary()
        ));
    }
}

fn approve(verb: &Approve, place: &Place) -> Result<Reply> {
    let mut session = place.open_to_write()?;
    let checklist = session.controls_of(&verb.checklist)?;
    session.require_readable(&checklist.id)?;
    let step = session.step("")?;
    let change =
        applicability::approve(session.applicability(), checklist, &step).map_err(|refusal| {
            let reasons = refusal
                .reasons
                .iter()
                .map(|r| format!("- {}", line(&r.text)));
            Error::refused(format!(
                "Could not approve the statement of applicability for {}: it is not whole",
                checklist.id
            ))
            .details(reasons)
            .hint(format!(
                "what is open: tickmark soa show {} --open",
                checklist.id
            ))
        })?;
    let mut reply = Reply::text(format!(
        "{}: approved by {} on {}\n",
        checklist.id,
        line(&step.by.name),
        step.today
    ));
    session.apply(&change)?;
    reply.note("it is committed with: tickmark commit");
    Ok(reply)
}
