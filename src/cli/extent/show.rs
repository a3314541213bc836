//! Showing the searches and what was decided.

use clap::Args;
use serde::Serialize;

use crate::{
    error::Result,
    session::domain::{
        action::{ExtentSearch, HitDecision},
        id::ActionId,
        object::short,
    },
};

use super::{
    super::{
        Place,
        output::{Reply, count, line},
    },
    action,
};

/// Show the searches of a corrective action: what was searched for, where, and the decision for each place.
///
/// Exit status 1 when nobody has decided about some place yet.
#[derive(Debug, Args)]
pub(super) struct Show {
    /// The corrective action, or the finding that it answers.
    #[arg(value_name = "ACTION|FINDING")]
    id: String,

    /// Only places that nobody has decided about.
    #[arg(long)]
    undecided: bool,

    /// Print one JSON document.
    #[arg(long)]
    json: bool,
}

/// The searches of a corrective action, as JSON.
#[derive(Serialize)]
#[serde(rename_all = "kebab-case")]
pub(super) struct Document<'a> {
    action: &'a ActionId,
    searches: &'a [ExtentSearch],
    hits: usize,
    affected: usize,
    undecided: usize,
}

impl<'a> Document<'a> {
    /// Counts over these searches.
    pub(super) fn of(action: &'a ActionId, searches: &'a [ExtentSearch]) -> Self {
        let counts = || searches.iter().map(ExtentSearch::counts);
        Self {
            action,
            searches,
            hits: counts().map(|c| c.hits).sum(),
            affected: counts().map(|c| c.affected).sum(),
            undecided: counts().map(|c| c.undecided).sum(),
        }
    }
}

pub(super) fn run(verb: &Show, place: &Place) -> Result<Reply> {
    let session = place.open()?;
    let (_, action) = action(&session, &verb.id)?;
    let mut searches = action.extent.searches.clone();
    let document = Document::of(&action.id, &searches);
    let undecided = document.undecided > 0;
    if verb.json && !verb.undecided {
        return Ok(Reply::json(&document)?.no_if(undecided));
    }
    if verb.undecided {
        for search in &mut searches {
            search.hits.retain(|hit| hit.decision.is_none());
        }
        searches.retain(|search| !search.hits.is_empty());
    }
    if verb.json {
        return Ok(Reply::json(&Document::of(&action.id, &searches))?.no_if(undecided));
    }
    let mut reply = Reply::default();
    for one in &searches {
        search(one, &mut reply);
    }
    if action.extent.searches.is_empty() {
        reply.note(format!(
            "{} has searched nothing yet: tickmark extent search {0} PATTERN",
            action.id
        ));
    }
    Ok(reply.no_if(undecided))
}

/// Writes a search and its hits.
pub(super) fn search(search: &ExtentSearch, reply: &mut Reply) {
    let counts = search.counts();
    let place = match search.paths.as_slice() {
        [] => String::new(),
        paths => format!(" in {}", line(&paths.join(", "))),
    };
    let at = search
        .commit
        .as_deref()
        .map(|commit| format!(" at {}", line(short(commit))))
        .unwrap_or_default();
    let among = match search.files {
        0 => String::new(),
        files => format!(" among {}", count(files as usize, "file")),
    };
    reply.line(format!(
        "search {}: \"{}\"{place}{at}{among}: {}, {} affected, {} undecided",
        line(&search.id),
        line(&search.query),
        count(counts.hits, "hit"),
        counts.affected,
        counts.undecided
    ));
    for hit in &search.hits {
        let said = hit.decision.map_or("undecided", HitDecision::word);
        let why = if hit.why.is_empty() {
            String::new()
        } else {
            format!("  ({})", line(&hit.why))
        };
        reply.line(format!(
            "  {:<3} {said:<12}  {}: {}{why}",
            line(&hit.id),
            line(&search.place_of(hit)),
            line(hit.text.trim())
        ));
    }
    if search.more > 0 {
        reply.line(format!(
            "  and {} that are not kept: narrow the search, or say in the result of the extent what became of them",
            count(search.more as usize, "further hit")
        ));
    }
    if search.not_searched > 0 {
        reply.line(format!(
            "  {} could not be searched (no text, too large or not downloaded)",
            count(search.not_searched as usize, "file")
        ));
    }
}
