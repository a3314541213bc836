//! Moving an audit through its life.

use clap::Args;

use crate::{
    error::Result,
    session::{
        domain::audit::AuditState,
        follow_up::{self, KnownOfAudit},
    },
};

use super::super::{Place, output::Reply, pick, words};

/// Move an audit to a state; refused with every reason when it is not ready.
#[derive(Debug, Args)]
#[command(after_help = "Examples:
  tickmark audit move aims-2026 fieldwork
  tickmark audit move aims-2026 follow-up --why 'A closed finding came back'")]
pub(super) struct Move {
    /// The audit.
    audit: String,

    /// The state.
    #[arg(value_parser = words::audit_state())]
    state: AuditState,

    /// Why; a step back needs it, to fieldwork or from closed to follow-up.
    #[arg(long, value_name = "TEXT", default_value = "")]
    why: String,

    /// Only say whether it would go, and every reason against it.
    #[arg(long)]
    dry_run: bool,
}

pub(super) fn run(verb: &Move, place: &Place) -> Result<Reply> {
    let mut session = place.open_to_write()?;
    let papers = pick::audit(&session, &verb.audit)?;
    let id = papers.audit.id.clone();
    let citations = session.check(papers);
    // The history is long, and asked for the one step that depends on it.
    let conflicts = match verb.state {
        AuditState::Issued => session.independence(&id)?.open(),
        AuditState::Planned
        | AuditState::Fieldwork
        | AuditState::Reporting
        | AuditState::FollowUp
        | AuditState::Closed => 0,
    };
    let papers = session.audit(&id)?;
    let step = session.step(&verb.why)?;
    let known = KnownOfAudit {
        citations: &citations,
        conflicts,
        unreadable: &session.unreadable_of(&id),
        people: &session.people(),
    };
    let change = follow_up::move_audit(papers, verb.state, &step, &known)
        .map_err(|refusal| pick::refused(id.as_str(), verb.state.word(), refusal))?;
    if verb.dry_run {
        return Ok(Reply::text(format!(
            "{id} can be moved to {}\n",
            verb.state
        )));
    }
    session.apply(&change)?;
    let mut reply = Reply::text(format!("{id}: {}\n", verb.state));
    if verb.state == AuditState::Fieldwork {
        for unsaid in session.audit(&id)?.audit.plan_might_say() {
            reply.note(format!("{}: tickmark audit set {id}", unsaid.text));
        }
    }
    Ok(reply)
}
