//! `tickmark signoff check`: whether the sign-offs hold.

use clap::Args;

use crate::{
    error::Result,
    session::{domain::signoff::SignOffRole, signoff::SignOffState},
};

use super::{
    super::{
        Place,
        output::{Reply, count, line},
    },
    state,
};

/// Check the sign-offs. Exit status 1 when the newest of a role is stale, or anything is wrong with any of them.
///
/// An earlier sign-off that is stale is history where a later one in its role is fresh. What cannot be told here, as in a
/// shallow clone, is not taken for fresh. What cannot be checked, as a signature without a list of trusted keys, is told, and
/// is a no only with --strict. What is wrong is judged as `tickmark verify` judges it.
#[derive(Debug, Args)]
#[command(after_help = "Examples:
  tickmark signoff check aims-2026
  tickmark signoff check --strict        what cannot be checked is a no as well
  tickmark signoff check --json          all audits that were signed off")]
pub(super) struct Check {
    /// The audit; all that were signed off if left out.
    audit: Option<String>,

    /// Exit status 1 also where something could not be checked.
    #[arg(long)]
    strict: bool,

    /// Print one JSON document.
    #[arg(long)]
    json: bool,
}

pub(super) fn run(verb: &Check, place: &Place) -> Result<Reply> {
    let session = place.open()?;
    let found = state::read(&session, verb.audit.as_deref())?;
    let asked_for_one = verb.audit.is_some();
    let holds = found.iter().all(|of| {
        let none = of.states.is_empty();
        (none && !asked_for_one) || (!none && holds(&of.states))
    });
    let unchecked: Vec<_> = found
        .iter()
        .flat_map(|of| &of.states)
        .flat_map(|state| state.verdict().unchecked)
        .collect();
    let no = !holds || (verb.strict && !unchecked.is_empty());
    if verb.json {
        return Ok(Reply::json(&state::document(&found))?.no_if(no));
    }
    let mut reply = Reply::default();
    let mut signed = 0;
    for of in &found {
        signed += of.states.len();
        for state in &of.states {
            state::tell(state, &mut reply);
        }
        if of.states.is_empty() && asked_for_one {
            reply.note(format!("{} is not signed off", of.audit));
        }
    }
    for one in &unchecked {
        reply.note(format!(
            "not checked: {}: {}",
            line(&one.what),
            line(&one.why)
        ));
        reply.note(format!("    to check it: {}", line(&one.how)));
    }
    reply.note(match (signed, holds) {
        (0, _) => "nothing is signed off".to_owned(),
        (n, true) if !unchecked.is_empty() => format!(
            "{}: what was signed is what is there, as far as it could be checked",
            count(n, "sign-off")
        ),
        (n, true) => format!("{}: what was signed is what is there", count(n, "sign-off")),
        (n, false) => format!("{}: not all of it holds", count(n, "sign-off")),
    });
    Ok(reply.no_if(no))
}

/// Tells whether nothing is wrong, and the newest sign-off of each role is fresh.
fn holds(states: &[SignOffState]) -> bool {
    let newest_is_fresh = |role: SignOffRole| {
        states
            .iter()
            .filter(|state| {
                state
                    .sign_off
                    .as_ref()
                    .is_some_and(|said| said.role == role)
            })
            .max_by_key(|state| state.sign_off.as_ref().map(|said| said.round))
            .is_none_or(SignOffState::counts)
    };
    !states.iter().any(SignOffState::is_bad)
        && SignOffRole::ALL.iter().copied().all(newest_is_fresh)
        && states.iter().any(SignOffState::counts)
}
