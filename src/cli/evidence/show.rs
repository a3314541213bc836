//! What was cited, what is there, and what happened in between.

mod document;
mod text;
mod trail;

use clap::Args;

use crate::{
    error::{Error, Result},
    session::{
        Session,
        comparison::{Beside, Comparison, Which},
        domain::evidence::{EvidenceLink, within},
        follow_up::Citations,
        trail::commit_of,
    },
};

use super::{
    super::{Place, output::Reply},
    cited::Cited,
    described,
    whose::{Whose, find_citation, whose},
};

use self::document::Document;

pub(super) use self::text::{sides, title};

/// Show what was cited, and what is there now: the lines where they are the same, a unified diff where they are not.
///
/// Below it stand the commits in between that touched the file, where what was changed or is gone may be now, and what the
/// citation was pinned to before. Exit status 1 when what was cited is no longer where it was cited.
#[derive(Debug, Args)]
#[command(after_help = "Examples:
  tickmark evidence show aims-2026 E-4T6W0N
  tickmark evidence show aims-2026 E-4T6W0N --log
  tickmark evidence show aims-2026 E-4T6W0N --at v1.2.0^0 --json

The number in percent beside a proposal says how alike it is to what was cited: 100 is the same bytes; of a whole file it is
how much of it is still there. Proposals are for you to look at; to take one: tickmark evidence repin.")]
pub(super) struct Show {
    /// The audit; `soa` for the statement of applicability.
    audit: String,

    /// The citation.
    id: String,

    /// Compare with this commit, an older one too, instead of what is there now.
    #[arg(long, value_name = "COMMIT")]
    at: Option<String>,

    /// Show an earlier pin of the citation: 1 is the first it had.
    #[arg(long, value_name = "N")]
    earlier: Option<usize>,

    /// Show every commit in between, with what it made of the file, instead of both sides.
    #[arg(long, conflicts_with = "json")]
    log: bool,

    /// Print one JSON document.
    #[arg(long)]
    json: bool,
}

pub(super) fn run(verb: &Show, place: &Place) -> Result<Reply> {
    let session = place.open()?;
    let whose = whose(&session, &verb.audit)?;
    let (holder, link) = find_citation(&session, whose, &verb.id)?;
    if !link.kind.has_bytes() {
        let states = session.check_links(&[link]);
        let cited = Cited::held(&session, &holder, link, &states);
        return described::run(&session, cited, link, verb.json);
    }
    let which = which(verb, link)?;
    let at = commit(&session, link, verb.at.as_deref())?;
    let beside = Beside {
        at: at.clone(),
        place: None,
    };
    let comparison = session.compare_with(link, which, &beside)?;
    let trail = session.trail(link, which, at.as_deref())?;
    let state = comparison.sight.state.clone();
    let cited = Cited::held(
        &session,
        &holder,
        link,
        &Citations::from([(link.id.clone(), state)]),
    );
    let is_no = cited.is_no();
    if verb.json {
        let document = Document::of(cited, &comparison, &trail);
        return Ok(Reply::json(&document)?.no_if(is_no));
    }
    let mut reply =
        Reply::text(text::heading(&cited, &comparison.sight) + &described::fields(link));
    if verb.log {
        trail::log(&session, link, &trail, &mut reply);
    } else {
        reply.out.push_str(&text::body(&comparison));
        trail::commits(&trail, &mut reply);
        trail::proposals(&trail, &name(whose, link), &mut reply);
        trail::earlier(link, &mut reply);
    }
    Ok(reply.no_if(is_no))
}

/// Returns the words that name a citation on the command line.
fn name(whose: Whose<'_>, link: &EvidenceLink) -> String {
    format!("{} {}", whose.name(), link.id)
}

fn which(verb: &Show, link: &EvidenceLink) -> Result<Which> {
    let Some(number) = verb.earlier else {
        return Ok(Which::Current);
    };
    match number.checked_sub(1) {
        Some(place) if place < link.earlier.len() => Ok(Which::Earlier(place)),
        _ if link.earlier.is_empty() => Err(Error::usage(format!(
            "Could not show an earlier pin of {}: it has not been pinned anew",
            link.id
        ))),
        _ => Err(Error::usage(format!(
            "Could not show pin {number} of {}: its earlier pins are 1 to {}",
            link.id,
            link.earlier.len()
        ))),
    }
}

/// Finds the commit that is meant, in the repository of the citation, and returns its whole id.
pub(super) fn commit(
    session: &Session,
    link: &EvidenceLink,
    name: Option<&str>,
) -> Result<Option<String>> {
    let Some((name, pin)) = name.zip(link.pin()) else {
        return Ok(None);
    };
    commit_of(session.repositories(), &pin, Some(name)).map(Some)
}

/// Says where the other side of a comparison is: `path:lines`.
pub(super) fn place_of(comparison: &Comparison) -> String {
    let sight = &comparison.sight;
    within(&sight.pin.repository, &sight.now_path, sight.now_lines)
}
