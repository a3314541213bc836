//! Deciding about what a search found.

use clap::Args;

use crate::{
    error::{Error, Result},
    session::{domain::action::HitDecision, extent},
};

use super::{
    super::{
        Place,
        output::{Reply, count, line},
        words::{self, DecisionOrNone},
    },
    action, refused,
};

/// Decide about a place that a search found: the same is wrong there, or it only looks alike.
#[derive(Debug, Args)]
#[command(after_help = "Examples:
  tickmark extent decide C-2M9VTA 1 3 affected --why 'released without approval, too'
  tickmark extent decide C-2M9VTA 1 all not-affected --why 'only the template says so'")]
pub(super) struct Decide {
    /// The corrective action, or the finding that it answers.
    #[arg(value_name = "ACTION|FINDING")]
    id: String,

    /// The search, by its number.
    search: String,

    /// The hit, by its number; `all` for every one that nobody has decided about.
    hit: String,

    /// The decision; `undecided` takes one back.
    #[arg(value_parser = words::hit_decision())]
    decision: DecisionOrNone,

    /// Why; has to be said of what is not affected.
    #[arg(long, value_name = "TEXT", default_value = "")]
    why: String,
}

pub(super) fn run(verb: &Decide, place: &Place) -> Result<Reply> {
    let mut session = place.open_to_write()?;
    let (papers, action) = action(&session, &verb.id)?;
    let id = action.id.clone();
    let search = action.extent.search(&verb.search).ok_or_else(|| {
        let known: Vec<&str> = action
            .extent
            .searches
            .iter()
            .map(|s| s.id.as_str())
            .collect();
        let error = Error::usage(format!(
            "Could not find the search {} in {id}",
            line(&verb.search)
        ));
        if known.is_empty() {
            error.hint(format!("search first: tickmark extent search {id} PATTERN"))
        } else {
            error.hint(format!("there are: {}", known.join(", ")))
        }
    })?;
    let hits: Vec<String> = if verb.hit == "all" {
        let open = search.hits.iter().filter(|hit| hit.decision.is_none());
        open.map(|hit| hit.id.clone()).collect()
    } else {
        vec![verb.hit.clone()]
    };
    let step = session.step("")?;
    let decision = verb.decision.0;
    let change = extent::decide(
        papers,
        &id,
        &verb.search,
        &hits,
        decision,
        (&verb.why, &step),
    )
    .map_err(|refusal| refused(&format!("decide about hits of {id}"), refusal))?;
    let mut after = papers.clone();
    change.apply(&mut after);
    session.apply(&change)?;
    let left = after.actions.get(&id).map_or(0, |action| {
        let searches = action.extent.searches.iter();
        searches.map(|search| search.counts().undecided).sum()
    });
    let mut reply = Reply::text(format!(
        "{} {}\n",
        count(hits.len(), "hit"),
        decision.map_or("undecided", HitDecision::word)
    ));
    reply.note(format!("{} of {id} undecided", count(left, "hit")));
    Ok(reply)
}
