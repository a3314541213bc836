//! `tickmark action`: draft, list, show, write and move corrective actions.

mod cause;
mod edit;
mod proof;
mod show;

use clap::{Args, Subcommand};

use crate::{
    error::{Error, Result},
    session::{
        Session,
        domain::{
            action::{ActionState, CorrectiveAction},
            change::Change,
            guard::Refusal,
            id::ActionId,
            papers::WorkingPapers,
            record::Record,
        },
        follow_up, raise,
    },
};

use super::{
    Place,
    finding::merged,
    output::{Reply, line},
    pick, words,
};

/// Draft, list, show, write and move corrective actions.
#[derive(Debug, Args)]
pub(super) struct ActionCommand {
    #[command(subcommand)]
    verb: Verb,
}

#[derive(Debug, Subcommand)]
enum Verb {
    New(Box<New>),
    List(show::List),
    Show(show::Show),
    Set(Box<Set>),
    Cause(cause::CauseCommand),
    Proof(proof::Proof),
    Move(Move),
    Withdraw(Withdraw),
}

/// Draft the corrective action that answers a finding, and print its id.
#[derive(Debug, Args)]
#[command(after_help = "Example:
  tickmark action new F-7K3QX2 --owner 'Rolf Release <rolf@example.org>' --correction 'Both systems assessed' \\
      --add-action 'Check in the release pipeline' --due 2026-06-30")]
struct New {
    /// The finding that it answers.
    finding: String,

    #[command(flatten)]
    texts: edit::Texts,
}

/// Write the texts of a corrective action; what is not given stays as it is.
#[derive(Debug, Args)]
#[command(after_help = "Examples:
  tickmark action set C-2M9VTA --method five-whys --five-why 'Nobody checked' --five-why 'The checklist has no such step' \\
      --root-cause 'The release procedure predates the assessment'
  tickmark action set C-2M9VTA --add-action 'Add the step to the procedure' --due 2026-06-30
  tickmark action set C-2M9VTA --done 1 --proof 'commit 1a2b3c4'
  tickmark action set C-2M9VTA --change-due 1 --due 2026-07-31 --why 'Vendor late'
  tickmark action set C-2M9VTA --verifier 'Ada <ada@example.org>' --why 'Ben is ill'    by the audit team, once it is accepted")]
struct Set {
    /// The corrective action.
    id: String,

    #[command(flatten)]
    texts: edit::Texts,
}

/// Move a corrective action to a state; refused with every reason when it is not ready.
///
/// `effective` and `not-effective` take --why as what the result rests on, and you as the verifier.
#[derive(Debug, Args)]
#[command(after_help = "Examples:
  tickmark action move C-2M9VTA proposed
  tickmark action move C-2M9VTA effective --why 'Five releases sampled, all assessed'")]
struct Move {
    /// The corrective action.
    id: String,

    /// The state.
    #[arg(value_parser = words::action_state())]
    state: ActionState,

    /// Why, or what the result rests on.
    #[arg(long, value_name = "TEXT", default_value = "")]
    why: String,
}

/// Give up a corrective action, with a reason; it stays on record.
#[derive(Debug, Args)]
struct Withdraw {
    /// The corrective action.
    id: String,

    /// Why.
    #[arg(long, value_name = "TEXT")]
    why: String,
}

pub(super) fn run(command: ActionCommand, place: &Place) -> Result<Reply> {
    match command.verb {
        Verb::New(verb) => new(*verb, place),
        Verb::List(verb) => show::list(&verb, place),
        Verb::Show(verb) => show::show(&verb, place),
        Verb::Set(verb) => set(*verb, place),
        Verb::Cause(verb) => cause::run(verb, place),
        Verb::Proof(verb) => proof::run(&verb, place),
        Verb::Move(verb) => step(&verb.id, verb.state, &verb.why, place),
        Verb::Withdraw(verb) => step(&verb.id, ActionState::Withdrawn, &verb.why, place),
    }
}

fn new(verb: New, place: &Place) -> Result<Reply> {
    let mut session = place.open_to_write()?;
    let (papers, finding) = pick::finding(&session, &verb.finding)?;
    let step = session.step(verb.texts.why())?;
    let edit = verb.texts.read(&session, place)?;
    let (change, id) = raise::action(papers, &finding.id, session.draw_action()?, &step)?;
    let mut drafted = papers.clone();
    change.apply(&mut drafted);
    let mut outcome = Ok(());
    let (team, people) = (papers.audit.auditors(), session.people());
    let texts = follow_up::edit_action(&drafted, &id, "written", |action| {
        outcome = edit.apply(action, &step, &team, &people);
    });
    outcome?;
    let texts = texts.map_err(|refusal| not_written(&id, refusal))?;
    refuse_unproved(&session, &drafted, &texts)?;
    session.apply(&merged(change, texts))?;
    let mut reply = Reply::text(format!("{id}\n"));
    reply.note(format!(
        "next: tickmark action set {id} ..., tickmark action move {id} proposed"
    ));
    Ok(reply)
}

fn set(verb: Set, place: &Place) -> Result<Reply> {
    let mut session = place.open_to_write()?;
    let (papers, action) = pick::action(&session, &verb.id)?;
    let id = action.id.clone();
    let step = session.step(verb.texts.why())?;
    let edit = verb.texts.read(&session, place)?;
    let mut outcome = Ok(());
    let (team, people) = (papers.audit.auditors(), session.people());
    let change = follow_up::edit_action(papers, &id, "written", |action| {
        outcome = edit.apply(action, &step, &team, &people);
    });
    outcome?;
    let change = change.map_err(|refusal| not_written(&id, refusal))?;
    refuse_unproved(&session, papers, &change)?;
    let mut reply = Reply::text(format!("{id}\n"));
    if change.is_empty() {
        reply.note("nothing has changed");
    }
    session.apply(&change)?;
    Ok(reply)
}

/// Says what an edit would change that is held fast.
fn not_written(id: &ActionId, refusal: Refusal) -> Error {
    let reasons = refusal.reasons.into_iter();
    Error::refused(format!("Could not change {id}"))
        .details(reasons.map(|reason| format!("- {}", line(&reason.text))))
}

/// Refuses what would be noted as done by a commit that is no proof.
fn refuse_unproved(session: &Session, papers: &WorkingPapers, change: &Change) -> Result<()> {
    for edit in &change.edits {
        let Some(Record::Action { action: after, .. }) = &edit.after else {
            continue;
        };
        let before = papers.actions.get(&after.id);
        let proofs = session.proofs([after]);
        let gaps = after.newly_done_gaps(before, &proofs);
        if !gaps.is_empty() {
            return Err(
                Error::refused(format!("Could not note what is done of {}", after.id))
                    .details(gaps.into_iter().map(|gap| format!("- {}", line(&gap.text)))),
            );
        }
    }
    Ok(())
}

/// Says that a round has ended, and what comes next.
fn tell_round(action: &CorrectiveAction, reply: &mut Reply) {
    if matches!(
        action.state,
        ActionState::NotEffective | ActionState::Reopened
    ) {
        reply.note(format!(
            "round {} begins with a new cause and plan; what was tried is kept in the record",
            action.round()
        ));
    }
}

fn step(id: &str, to: ActionState, why: &str, place: &Place) -> Result<Reply> {
    let mut session = place.open_to_write()?;
    let (papers, action) = pick::action(&session, id)?;
    let id = action.id.clone();
    let step = session.step(why)?;
    let proved = session.proved(papers);
    let people = session.people();
    let known = session.known(&proved.citations, &people, &proved.proofs);
    let change = follow_up::move_action(papers, &id, to, &step, &known)
        .map_err(|refusal| pick::refused(id.as_str(), to.word(), refusal))?;
    let due = action.effectiveness.due;
    session.apply(&change)?;
    let (_, moved) = pick::action(&session, id.as_str())?;
    let mut reply = Reply::text(format!("{id}: {}\n", moved.state));
    for edit in &change.edits {
        if let Some(Record::Finding { finding, .. }) = &edit.after {
            reply.line(format!("{}: {}", finding.id, finding.state));
        }
    }
    tell_round(moved, &mut reply);
    if let Some(date) = moved
        .effectiveness
        .due
        .filter(|_| moved.effectiveness.due != due)
    {
        reply.note(format!("its effect is to be judged by {date}"));
    }
    Ok(reply)
}
