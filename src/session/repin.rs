//! Pinning a citation anew: a deliberate act with a reason, which keeps in the record what was relied on until then.
//!
//! What was issued stands on what was seen, and is not rewritten by that: the old pin stays beside the new one, with who
//! replaced it, when and why, and every listing of the record's history tells it. What is settled stays as it is.

use crate::{
    domain::{
        evidence::{CitationState, EvidenceLink, Pin},
        holder::Holder,
        papers::CitedIn,
        people::People,
        person::Person,
    },
    error::{Error, Result},
};

use super::{
    Session,
    cite::Holders,
    comparison::{Beside, Sight, Which, version},
    evidence::Target,
};

/// Returns what pinning anew would pin, or says why there is nothing to be pinned.
pub fn target(sight: &Sight) -> Result<Target, String> {
    let no = |why: &str| Err(why.to_owned());
    let Sight { pin, link, .. } = sight;
    if !link.kind.has_bytes() {
        return no("it cites no file");
    }
    if sight.which != Which::Current {
        return no("this is an earlier pin: go back to the one that counts");
    }
    if let Some(why) = refused(&sight.state) {
        return Err(why.to_owned());
    }
    let target = |path: &str, lines| Target {
        repository: pin.repository.clone(),
        path: path.to_owned(),
        lines,
    };
    if let Some(spot) = &sight.beside.place {
        return Ok(target(&spot.path, spot.lines));
    }
    match &sight.state {
        CitationState::Unchanged {
            file_changed: false,
        } if sight.beside == Beside::default() && pin.commit.is_some() => {
            no("it is pinned to what is there already")
        }
        CitationState::Unchanged { .. } | CitationState::Uncommitted { .. } => {
            Ok(target(&pin.path, pin.lines))
        }
        CitationState::Moved { path, lines } => Ok(target(path, *lines)),
        CitationState::Changed if pin.lines.is_none() => Ok(target(&pin.path, None)),
        CitationState::Changed => match sight.now_lines {
            Some(lines) => Ok(target(&pin.path, Some(lines))),
            None => no(
                "nothing stands in place of the cited lines: look at what is proposed, or cite others",
            ),
        },
        CitationState::Gone => no("the file is gone: look at what is proposed, or cite another"),
        CitationState::NoFile
        | CitationState::NotDownloaded
        | CitationState::NotHere { .. }
        | CitationState::LfsPointer
        | CitationState::CannotJudge { .. }
        | CitationState::MissingObject
        | CitationState::HashMismatch => no("it cannot be judged"),
    }
}

/// Says why a citation in a state is not pinned anew, wherever to.
fn refused(state: &CitationState) -> Option<&'static str> {
    match state {
        CitationState::MissingObject | CitationState::HashMismatch => Some(
            "an alarm is not pinned away: look into it, then remove the citation and cite anew",
        ),
        CitationState::NotDownloaded
        | CitationState::NotHere { .. }
        | CitationState::CannotJudge { .. } => {
            Some("what was cited cannot be judged, so nobody can compare it with anything")
        }
        CitationState::NoFile => Some("it cites no file"),
        CitationState::LfsPointer
        | CitationState::Unchanged { .. }
        | CitationState::Moved { .. }
        | CitationState::Changed
        | CitationState::Gone
        | CitationState::Uncommitted { .. } => None,
    }
}

/// Says why what holds a citation stays as it is; none while it may be pinned anew.
pub fn held_fast(holders: Holders<'_>, holder: &Holder) -> Option<String> {
    let Holder::InAudit(audit, place) = holder else {
        return None;
    };
    let papers = holders.papers.get(audit)?;
    let settled = |what: &str, state: &str| {
        format!("the {what} is {state}, and stands on what was seen: reopen it first")
    };
    match place {
        CitedIn::Finding(id) => {
            let state = papers.findings.get(id)?.state;
            state
                .is_settled()
                .then(|| settled("finding", state.label()))
        }
        CitedIn::Action(id) => {
            let state = papers.actions.get(id)?.state;
            state
                .is_settled()
                .then(|| settled("corrective action", state.label()))
        }
        CitedIn::Item(id, _) if papers.samples.get(id)?.finding.is_some() => None,
        CitedIn::Row(_) | CitedIn::Item(..) | CitedIn::Link(..) => {
            papers.audit.answers_held().map(|held| held.text)
        }
    }
}

/// Tells whether two pins are of the same bytes at the same place, whatever the commit.
fn is_same(old: &Pin, new: &Pin) -> bool {
    old.repository == new.repository
        && old.path == new.path
        && old.lines == new.lines
        && old.blob == new.blob
}

/// Says why somebody may not pin a citation anew; none where he may.
pub fn not_his(
    holders: Holders<'_>,
    holder: &Holder,
    by: &Person,
    people: &People,
) -> Option<String> {
    let Holder::InAudit(audit, CitedIn::Finding(id)) = holder else {
        return None;
    };
    let papers = holders.papers.get(audit)?;
    let finding = papers.findings.get(id)?;
    let gaps = finding.repin_gaps(by, &papers.audit.auditors(), people);
    gaps.into_iter().next().map(|gap| gap.text)
}

impl Session {
    /// Pins a citation anew, as a deliberate act; the old pin stays in it.
    ///
    /// `commit` names the commit at which it is pinned, the branch's tip if none. Refused without a reason, for an alarm and
    /// what cannot be judged, in a record that is settled, of a finding that was handed over to all but the audit team, and where it is pinned to that already; the same bytes at another
    /// commit count only if that was named.
    pub fn repin(
        &self,
        holder: &Holder,
        link: &EvidenceLink,
        target: &Target,
        commit: Option<&str>,
        why: &str,
    ) -> Result<EvidenceLink> {
        let refuse =
            |cause: &str| Error::refused(format!("Could not pin {} anew: {cause}", link.id));
        let why = why.trim();
        if why.is_empty() {
            return Err(refuse("it needs a reason"));
        }
        if let Some(cause) = held_fast(self.holders(), holder) {
            return Err(refuse(&cause));
        }
        let by = self.actor()?;
        if let Some(cause) = not_his(self.holders(), holder, &by, &self.people()) {
            return Err(refuse(&cause));
        }
        let Some(old) = link.pin() else {
            return Err(refuse("it cites no file"));
        };
        let state = self.judge(std::slice::from_ref(&old)).pop();
        if let Some(cause) = state.as_ref().and_then(refused) {
            return Err(refuse(cause));
        }
        let pin = self.pin_of(target, &version(commit))?;
        let is_there = is_same(&old, &pin) && (commit.is_none() || old.commit == pin.commit);
        if is_there && old.commit.is_some() {
            return Err(refuse("it is pinned to that already"));
        }
        Ok(link.repinned(pin, why, by, self.clock().now()))
    }
}
