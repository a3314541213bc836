//! `tickmark signoff check`: whether the sign-offs hold.

use std::collections::BTreeSet;

use clap::Args;

use crate::{
    error::Result,
    session::{
        domain::{
            signoff::{SignOffRole, standing::Standing},
            verify::Weight,
        },
        signoff::SignOffState,
    },
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
/// is a no only with --strict. What is wrong is judged as `tickmark verify` judges it, and every no says why. Records that changed since
/// with a reason are lawful, and verify notes them: here they are a no, since what was signed is not what is there.
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
    let against: Vec<String> = found.iter().flat_map(|of| against(&of.states)).collect();
    let none = asked_for_one && found.iter().any(|of| of.states.is_empty());
    let holds = against.is_empty() && !none;
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
    for one in &against {
        reply.note(line(one));
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

/// Says what does not hold: all that is wrong, as `tickmark verify` says it, and which role's newest sign-off is not fresh.
fn against(states: &[SignOffState]) -> Vec<String> {
    let mut all = Vec::new();
    let mut wrong = BTreeSet::new();
    for state in states {
        let verdict = state.verdict();
        let told = verdict.told.into_iter();
        let told = told.filter(|told| told.kind.weight() != Weight::Note);
        for told in told {
            wrong.insert(state.name.as_str());
            all.push(format!("wrong: {}", told.text));
        }
    }
    for role in SignOffRole::ALL {
        let of_role = states.iter().filter(|state| {
            let said = state.sign_off.as_ref();
            said.is_some_and(|said| said.role == *role)
        });
        let newest = of_role.max_by_key(|state| state.sign_off.as_ref().map(|said| said.round));
        let Some(newest) = newest.filter(|newest| !newest.counts()) else {
            continue;
        };
        if wrong.contains(newest.name.as_str()) {
            continue;
        }
        let why = match newest.gaps.first().filter(|_| newest.standing.is_fresh()) {
            Some(gap) => gap.clone(),
            None => newest.standing.phrase(),
        };
        let again = match newest.standing {
            Standing::Stale { .. } => "; every commit since says why: sign again to have it fresh",
            Standing::Fresh
            | Standing::Lost(_)
            | Standing::Contradicted { .. }
            | Standing::Missing { .. }
            | Standing::Unreadable { .. }
            | Standing::CannotTell { .. } => "",
        };
        all.push(format!(
            "{} is the newest sign-off as {role}, and {why}{again}",
            newest.name
        ));
    }
    if all.is_empty() && !states.is_empty() && !states.iter().any(SignOffState::counts) {
        all.push("no sign-off of it counts".to_owned());
    }
    all
}
