//! Pinning a citation anew.

use clap::Args;
use serde::Serialize;

use crate::{
    error::{Error, Result},
    session::{
        Session,
        comparison::{Beside, Comparison, Sight, Spot, Which},
        domain::{
            evidence::{CitationState, EvidenceLink, within},
            id::EvidenceId,
        },
        evidence::Target,
        repin,
        trail::Trail,
    },
};

use super::{
    super::{
        Place,
        output::{Reply, line},
        pick,
    },
    show::{commit, place_of, sides},
    whose::{Whose, find_citation, whose},
};

/// Pin a citation anew to what is there now, and keep the old pin in the record with the reason.
///
/// Prints both sides first. Lines that moved are pinned where they are now; where they were changed, or are gone, you say
/// with --to what takes their place: `evidence show` proposes. Refused for an alarm, in a record that is settled, and where
/// it is pinned to that already.
#[derive(Debug, Args)]
#[command(after_help = "Examples:
  tickmark evidence repin aims-2026 E-4T6W0N --why 'lines moved by an edit above them'
  tickmark evidence repin aims-2026 E-4T6W0N --to policy/risk.md:10-24 --why 'section taken to the policy'
  tickmark evidence repin soa E-7K3QX2 --at 3f2a9c1 --why 'as approved by the board'")]
pub(super) struct Repin {
    /// The audit; `soa` for the statement of applicability.
    audit: String,

    /// The citation.
    id: String,

    /// What it is pinned to; without lines the whole file.
    #[arg(long, value_name = "PATH[:A-B]")]
    to: Option<String>,

    /// The commit at which it is pinned; the branch's tip if left out.
    #[arg(long, value_name = "COMMIT")]
    at: Option<String>,

    /// Why it is pinned anew.
    #[arg(long, value_name = "TEXT")]
    why: String,

    /// Print no sides, only the citation and what it is pinned to.
    #[arg(long, conflicts_with = "json")]
    quiet: bool,

    /// Print one JSON document.
    #[arg(long)]
    json: bool,
}

#[derive(Serialize)]
#[serde(rename_all = "kebab-case")]
struct Document<'a> {
    id: &'a EvidenceId,
    /// The citation as it is now, with its earlier pins.
    evidence: &'a EvidenceLink,
    /// How alike it is to what was cited before, in percent.
    likeness: Option<u8>,
}

pub(super) fn run(verb: &Repin, place: &Place) -> Result<Reply> {
    let mut session = place.open_to_write()?;
    let whose = whose(&session, &verb.audit)?;
    let (holder, link) = find_citation(&session, whose, &verb.id)?;
    let at = commit(&session, link, verb.at.as_deref())?;
    let beside = Beside {
        at: at.clone(),
        place: spot(&session, place, verb.to.as_deref(), link)?,
    };
    let comparison = session.compare_with(link, Which::Current, &beside)?;
    let target = target(&session, whose, &comparison)?;
    let pinned = session.repin(&holder, link, &target, at.as_deref(), &verb.why)?;
    let change = session
        .holders()
        .cite(&holder, &pinned, &session.step("")?)?;
    session.apply(&change)?;
    let sight = &comparison.sight;
    if verb.json {
        return Reply::json(&Document {
            id: &pinned.id,
            likeness: comparison.likeness(),
            evidence: &pinned,
        });
    }
    let mut reply = Reply::default();
    if !verb.quiet {
        reply.line(format!(
            "cited: {}\nnow: {}\n",
            line(&sight.pin.told()),
            line(&place_of(&comparison))
        ));
        reply.out.push_str(&sides(&comparison));
        reply.line("");
    }
    reply.line(format!(
        "{}  {}",
        pinned.id,
        line(&pinned.pin().map(|pin| pin.told()).unwrap_or_default())
    ));
    Ok(reply)
}

/// Reads what is to be pinned. A citation stays in its repository unless another is named.
fn spot(
    session: &Session,
    place: &Place,
    to: Option<&str>,
    link: &EvidenceLink,
) -> Result<Option<Spot>> {
    let Some(to) = to else { return Ok(None) };
    let target = pick::target(session, place, to)?;
    if target.repository != link.repository && target.repository != "." {
        return Err(Error::usage(format!(
            "Could not pin {} anew: it cites the repository \"{}\"",
            link.id,
            line(&link.repository)
        ))
        .hint("what is in another repository is another citation: tickmark evidence add"));
    }
    Ok(Some(Spot {
        path: target.path,
        lines: target.lines,
    }))
}

/// Says what is pinned: what was asked for, or where the same bytes are now.
fn target(session: &Session, whose: Whose<'_>, comparison: &Comparison) -> Result<Target> {
    let sight = &comparison.sight;
    let is_edited = sight.beside.place.is_none()
        && matches!(
            sight.state,
            CitationState::Changed | CitationState::Uncommitted { still_there: false }
        );
    let refused = |cause: &str| {
        Error::refused(format!(
            "Could not pin {} anew: {}",
            sight.link.id,
            line(cause)
        ))
    };
    if !is_edited {
        return repin::target(sight)
            .map_err(|cause| hinted(refused(&cause), session, whose, sight));
    }
    let error = refused("what was cited was changed, so you have to say what takes its place");
    Err(hinted(error, session, whose, sight))
}

/// Adds what is proposed, ready to be typed.
fn hinted(error: Error, session: &Session, whose: Whose<'_>, sight: &Sight) -> Error {
    let trail = session.trail(&sight.link, Which::Current, sight.beside.at.as_deref());
    let proposals = match trail {
        Ok(Trail {
            proposals: Ok(proposals),
            ..
        }) => proposals,
        Ok(Trail {
            proposals: Err(_), ..
        })
        | Err(_) => Vec::new(),
    };
    proposals.iter().take(3).fold(error, |error, proposal| {
        error.hint(format!(
            "{} % alike: tickmark evidence repin {} {} --to {} --why REASON",
            proposal.likeness,
            whose.name(),
            sight.link.id,
            line(&within(".", &proposal.path, proposal.lines))
        ))
    })
}
