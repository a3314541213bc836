//! Citing evidence where it belongs: in a row, a finding or a corrective action.

use crate::domain::{
    change::Change,
    evidence::EvidenceLink,
    history::Step,
    id::EvidenceId,
    papers::{CitedIn, WorkingPapers},
};

use super::{answer, follow_up};

/// Adds a citation, or replaces the one with the same id.
///
/// A place that is not there leaves everything as it is.
pub fn cite(papers: &WorkingPapers, place: &CitedIn, link: &EvidenceLink, step: &Step) -> Change {
    let put = |links: &mut Vec<EvidenceLink>| match links.iter_mut().find(|l| l.id == link.id) {
        Some(old) => *old = link.clone(),
        None => links.push(link.clone()),
    };
    let what = format!("cites {}", link.subject());
    change(papers, place, &what, step, put)
}

/// Takes a citation out.
pub fn remove(papers: &WorkingPapers, place: &CitedIn, id: &EvidenceId, step: &Step) -> Change {
    let what = papers.citation(id).map_or_else(
        || "citation removed".to_owned(),
        |(_, link)| format!("no longer cites {}", link.subject()),
    );
    change(papers, place, &what, step, |links| {
        links.retain(|link| &link.id != id);
    })
}

fn change(
    papers: &WorkingPapers,
    place: &CitedIn,
    what: &str,
    step: &Step,
    edit: impl FnOnce(&mut Vec<EvidenceLink>),
) -> Change {
    match place {
        CitedIn::Row(row) => answer::edit(papers, row, what, step, |a| edit(&mut a.evidence)),
        CitedIn::Finding(id) => {
            follow_up::edit_finding(papers, id, what, |f| edit(&mut f.evidence))
        }
        CitedIn::Action(id) => follow_up::edit_action(papers, id, what, |a| edit(&mut a.evidence)),
    }
}
